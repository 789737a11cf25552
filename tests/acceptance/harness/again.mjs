// T10: what is sent again is done once and answered with the same; of two who change one thing at once, one does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './machine.mjs';
import { Place, scenario } from './place.mjs';
import { Served, all, pen } from './served.mjs';

const agreement = 'northwind.web-shop';
const at = path => `/v1/agreements/${agreement}${path}`;
const same = (a, b) => a.status === b.status && a.text.replace(/"traceId":"\w+"/, '') === b.text.replace(/"traceId":"\w+"/, '');

/** What can be sent under a key, with how many of it are there. */
const writes = [
    {
        name: 'draft', path: '/v1/drafts', body: (n, other) => ({ title: `draft ${n}${other ? ' otherwise' : ''}`, text: 'surety: 1\n' }),
        count: async (served, key) => (await all(served, { key }, '/v1/drafts')).length,
        // A party has two hundred of them at most.
        end: async (served, key) => {
            const drafts = await all(served, { key }, '/v1/drafts');
            for (const { draft } of drafts) await served.must('DELETE', `/v1/drafts/${draft}`, { key, headers: { 'if-match': '*' } });
            return drafts.length;
        },
    },
    {
        name: 'proposal', path: at('/proposals'), body: (n, other) => ({ kind: 'exclusion', reason: `reason ${n}`, facts: [{ type: 'exclusion', exclusion: 'planned work', from: stamp(n), until: stamp(n + (other ? 2 : 1)) }] }),
        count: async (served, key) => (await all(served, { key }, at('/proposals'))).length,
    },
    {
        name: 'facts', path: at('/facts'), body: (n, other) => ({ type: 'outage', service: 'shop', from: stamp(10_000 + 3 * n), until: stamp(10_000 + 3 * n + (other ? 2 : 1)) }), isNatural: true,
        count: async (served, key) => (await all(served, { key }, at('/facts'))).reduce((sum, batch) => sum + batch.accepted, 0),
    },
];

const stamp = n => new Date(Date.parse('2025-07-02T00:00:00Z') + n * 60_000).toISOString().replace('.000', '');

export async function again({ folder, chance, server, n: count, races, until, env, enough = () => false }) {
    const place = new Place(join(folder, 'data'), server ? await server.database('t10') : null);
    const served = new Served(place, { env, options: ['--requests-per-second', '1000000', '--sign-ins-per-minute', '1000000', '--no-close'] });
    const violations = [], figures = { replays: 0, together: 0, kills: 0, races: 0 };
    const wrong = (what, why) => violations.push(`${what}: ${why}`);
    let n = 0;
    await served.start();
    const provider = await served.begin();
    const text = readFileSync(scenario('agreement.yaml'), 'utf8').replace('per month\n\n', 'per month\n  exclusions:\n    planned work:\n      agreed by: both\n\n').replace('observed by: outages', 'observed by: outages\n    leaves out: planned work');
    await served.must('POST', '/v1/agreements', { cookie: provider.cookie, body: { side: 'provider', text } });
    const customer = await served.invite(provider, agreement, 'acme', 'Acme');
    const keys = { provider: await served.key(provider, ['read', 'facts', 'manage', 'sign']), customer: await served.key(customer, ['read', 'facts', 'manage', 'sign']) };
    const pens = { provider: pen(), customer: pen() };
    for (const side of ['provider', 'customer']) await served.sign(agreement, keys[side], pens[side], 1);
    const key = keys.provider;
    const send = (write, id, options) => served.call('POST', write.path, { key, body: write.body(id, options?.other), headers: { 'idempotency-key': `${write.name}-${options?.key ?? id}` } });
    const started = {};
    for (const write of writes) started[write.name] = await write.count(served, key);
    const done = Object.fromEntries(writes.map(w => [w.name, 0])), ended = { ...done };

    // Races have their share of the time.
    const half = races > 0 ? Date.now() + (until - Date.now()) * 0.8 : until;
    for (let id = 0; n < count && Date.now() < half && !enough({ violations }); id++) {
        const write = writes[id % writes.length];
        const what = `${write.name} ${id}`;
        n++;
        done[write.name]++;
        if (id % 10 === 9) {
            // Fifty at once with one key.
            const answers = await Promise.all(Array.from({ length: 50 }, () => send(write, id)));
            figures.together += answers.length;
            const made = answers.filter(a => a.status < 300);
            if (made.length === 0) wrong(what, `fifty at once: nobody was answered: ${answers[0].status} ${answers[0].text.slice(0, 200)}`);
            for (const answer of answers.filter(a => a.status >= 300)) if (answer.status !== 409) wrong(what, `fifty at once: ${answer.status} ${answer.text.slice(0, 200)}`);
            if (!write.isNatural) for (const answer of made) if (!same(answer, made[0])) wrong(what, 'fifty at once: two answers');
        } else if (id % 10 === 4) {
            // The server dies while it is at it.
            figures.kills++;
            const pending = send(write, id).catch(() => null);
            await new Promise(after => setTimeout(after, chance.between(0, 12)));
            await served.kill();
            const first = await pending;
            await served.start();
            let answer = await send(write, id);
            for (let i = 0; answer.status === 409 && i < 3; i++) answer = await send(write, id);
            // Whoever was at it has died: it may take a while until that is sure.
            if (answer.status === 409) {
                done[write.name]--;
                (write.open ??= []).push(id);
            } else if (answer.status >= 300) wrong(what, `after the kill: ${answer.status} ${answer.text.slice(0, 300)}`);
            else if (first && first.status < 300 && !write.isNatural && !same(first, answer)) wrong(what, 'after the kill: another answer');
        } else {
            const first = await send(write, id);
            if (first.status >= 300) wrong(what, `${first.status} ${first.text.slice(0, 300)}`);
            for (let i = 0; i < 2; i++) {
                const next = await send(write, id);
                figures.replays++;
                if (write.isNatural ? next.json?.sentBefore !== true : !same(first, next)) wrong(what, `sent again: ${next.status} ${next.text.slice(0, 200)}`);
            }
            const other = await send(write, id, { other: true });
            if (other.status !== (write.isNatural ? 409 : 422)) wrong(what, `another body under its key: ${other.status} ${other.text.slice(0, 200)}`);
        }
        if (write.end && done[write.name] - ended[write.name] >= 150) ended[write.name] += await write.end(served, key);
        if (n % 500 === 0) say(`  T10 ${place.sort}: ${n} writes, ${violations.length} violations`);
    }
    for (const write of writes) {
        const there = (await write.count(served, key)) + ended[write.name] - started[write.name], least = done[write.name], most = least + (write.open?.length ?? 0);
        if (there < least || there > most) wrong(write.name, `${done[write.name]} were sent, and ${there} are there`);
    }
    if (violations.length === 0) await race({ served, keys, pens, races, figures, wrong, until, text });
    const how = await served.stop();
    if (how.code !== 0) wrong('the server', `leaves with ${how.code}: ${served.messages.slice(-500)}`);
    say(`  T10 ${place.sort}: ${n} requests, ${figures.races} races, ${violations.length} violations`);
    return { n: n + figures.races, violations, figures };
}

/** Two at once: one wins, and the other is told. */
async function race({ served, keys, pens, races, figures, wrong, until, text }) {
    const settle = (what, answers) => {
        figures.races++;
        const won = answers.filter(a => a.status < 300).length;
        if (won !== 1) wrong(what, `${won} won: ${answers.map(a => `${a.status} ${a.text.slice(0, 150)}`).join(' | ')}`);
        for (const answer of answers) if (answer.status >= 300 && ![403, 409, 412].includes(answer.status)) wrong(what, `the loser hears ${answer.status} ${answer.text.slice(0, 150)}`);
    };
    for (let i = 0; i < races && Date.now() < until; i++) {
        const name = `race ${i}`;
        if (i % 3 === 0) {
            const { proposal, preview: { entries } } = (await served.must('POST', at('/proposals'), { key: keys.provider, body: { kind: 'exclusion', reason: name, facts: [{ type: 'exclusion', exclusion: 'planned work', from: stamp(50_000 + 3 * i), until: stamp(50_000 + 3 * i + 1) }] } }));
            settle(`${name}: withdrawn and accepted`, await Promise.all([
                served.call('POST', at(`/proposals/${proposal}/withdrawals`), { key: keys.provider, body: {} }),
                served.call('POST', at(`/proposals/${proposal}/${i % 2 ? 'acceptances' : 'refusals'}`), { key: keys.customer, body: { reason: 'x', ...(i % 2 ? { entries } : {}) } }),
            ]));
        } else {
            const { headers: { etag } } = await served.call('GET', at(''), { key: keys.provider });
            const amended = side => text.replace('agreement: web-shop', `agreement: web-shop\nversion: 2\neffective: 2025-09-01`).replace('hosting of the shop', `hosting of the shop, as the ${side} would have it (${i})`);
            if (i % 3 === 1) settle(`${name}: two amendments`, await Promise.all(['provider', 'customer'].map(side => served.call('POST', at('/versions'), { key: keys[side], body: { text: amended(side) }, headers: { 'if-match': etag } }))));
            else {
                // Both sign what one of them has proposed: the second one has to look again.
                settle(`${name}: signature and counter-proposal`, await Promise.all([served.sign(agreement, keys.provider, pens.provider, 2, { 'if-match': etag }), served.call('POST', at('/versions'), { key: keys.customer, body: { text: amended(`customer, again ${i}`) }, headers: { 'if-match': etag } })]));
            }
        }
    }
}
