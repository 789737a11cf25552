// T16: what was done stands in the audit or in a journal, once; no secret stands anywhere; nobody writes lines into the log or formulas into tables.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readBackup } from './backup.mjs';
import { has, must, program, run, say } from './machine.mjs';
import { marked } from './parties.mjs';
import { Place, psqlName, space } from './place.mjs';
import { Served, all, pen } from './served.mjs';

const stamp = n => new Date(Date.parse('2025-07-02T00:00:00Z') + n * 60_000).toISOString().replace('.000', '');

/** On PostgreSQL, on behalf of the machine itself. */
const whole = { PGOPTIONS: '-c surety.party=*' };

export async function secrets({ folder, chance, server, most, until, env, enough = () => false }) {
    const place = new Place(join(folder, 'data'), server ? await server.database('t16') : null);
    const violations = [], figures = { operations: 0, kinds: {}, secrets: 0, searched: {}, cells: 0 };
    const wrong = (what, why) => violations.push(`${what}: ${why}`);
    let n = 0;

    // At the machine itself: each command is its entries.
    await place.begin();
    const byHand = await place.rows('select count(*) from entry');
    for (let i = 0; i < 5; i++) {
        await place.must(['ingest', '-', '--source', `hand-${i}`, '-q', '--space', space], { input: `{"type":"outage","id":"hand-${i}","from":"${stamp(i)}","until":"${stamp(i + 1)}","labels":{"service":"shop"}}\n` });
        n++;
    }
    const after = await place.rows('select count(*) from entry');
    if (Number(after[0]) - Number(byHand[0]) < 5) wrong('five commands', `wrote ${Number(after[0]) - Number(byHand[0])} entries`);

    const served = new Served(place, { env, options: ['--requests-per-second', '1000000', '--sign-ins-per-minute', '1000000', '--no-close', '--log-requests', '--log', 'text'] });
    await served.start();
    const kept = new Set(), secret = one => (kept.add(one), one);
    const words = `Pw-${randomBytes(12).toString('hex')}`;
    secret(words);
    try {
        secret(served.token.split('.').at(-1));
        const set = await served.call('POST', '/v1/setup', { body: { token: served.token, party: { handle: 'northwind', title: 'Northwind' }, email: 'owner@northwind.example', name: 'Owner', password: words } });
        const session = answer => {
            const cookie = answer.headers['set-cookie'][0].split(';')[0];
            secret(cookie.split('.').at(-1));
            return cookie;
        };
        const cookie = session(set), key = async (who, scopes) => {
            const made = await served.must('POST', '/v1/keys', { cookie: who, body: { label: 'x', scopes } });
            secret(made.key.split('_').at(-1));
            return made;
        };
        const id = 'northwind.shop';
        await served.must('POST', '/v1/agreements', { cookie, body: { side: 'provider', text: marked('shop', 'of a shop') } });
        const invited = await served.must('POST', '/v1/invitations', { cookie, body: { email: 'owner@acme.example', name: 'A', agreement: id } });
        secret(invited.token.split('.').at(-1));
        const joined = await served.call('POST', '/v1/invitations/accept', { body: { token: invited.token, name: 'A', password: words, party: { handle: 'acme', title: 'Acme' } } });
        const theirs = session(joined);
        const keys = { provider: await key(cookie, ['read', 'facts', 'manage', 'sign']), customer: await key(theirs, ['read', 'facts', 'manage', 'sign']) };
        for (const side of ['provider', 'customer']) {
            const own = pen();
            secret(own.privateKey.export({ type: 'pkcs8', format: 'pem' }).split('\n')[1]);
            await served.sign(id, keys[side].key, own, 1);
        }

        await noted({ served, place, cookie, theirs, keys, id, words, chance, most, until, secret, session, wrong, figures, violations, enough });
        n += figures.operations;
        if (!enough({ violations })) n += await wrongly({ served, cookie, kept, words, keys, wrong, enough, violations });
        if (!enough({ violations })) n += await cells({ served, keys, id, wrong, figures, place });

        // What the log has.
        for (const line of served.messages.split('\n').filter(l => l.length > 0 && !l.includes('this token:')))
            if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z |^(Ctrl\+C|Nothing that is due is done by itself|Nobody is here|SURETY_SABOTAGE|Somebody|The record|\S+: entr|\s+at |.*sabotage)/i.test(line)) wrong('the log', `has a line of somebody else's: ${line.slice(0, 200)}`);
        // eslint-disable-next-line no-control-regex
        if (/\u001b/.test(served.messages)) wrong('the log', 'steers the screen');
    } finally {
        const { code } = await served.stop();
        if (code !== 0 && violations.length === 0) violations.push(`the server leaves with ${code}: ${served.messages.slice(-500)}`);
    }
    figures.secrets = kept.size;
    await nowhere({ place, served, server, folder, kept, wrong, figures });
    if (!enough({ violations })) await chained(place, wrong);
    say(`  T16 ${place.sort}: ${figures.operations} operations, ${kept.size} secrets, ${figures.cells} cells, ${violations.length} violations`);
    return { n, violations, figures };
}

/** Operations in any order; each is noted, always with the same lines, and never without. */
async function noted({ served, place, cookie, theirs, keys, id, words, chance, most, until, secret, session, wrong, figures, violations, enough }) {
    const at = path => `/v1/agreements/${id}${path}`;
    const made = { drafts: [], keys: [], invitations: [], people: [], proposals: [] };
    const pick = list => list.splice(chance.below(list.length), 1)[0];
    const post = (path, options) => served.call('POST', path, options);
    let i = 0;
    // What is done, and what has to be noted of it: lines of audits, and E for each entry of a journal.
    const kinds = {
        'begin a draft': [['draft.begin done'], async () => { const a = await post('/v1/drafts', { cookie, body: { title: `d${i}`, text: 'surety: 1\n' } }); made.drafts.push(a.json.draft); return a; }],
        'save a draft': [['draft.save done'], () => made.drafts.length && served.call('PUT', `/v1/drafts/${made.drafts[0]}`, { cookie, headers: { 'if-match': '*' }, body: { title: `e${i}`, text: 'surety: 1\n' } })],
        'drop a draft': [['draft.drop done'], () => made.drafts.length && served.call('DELETE', `/v1/drafts/${pick(made.drafts)}`, { cookie, headers: { 'if-match': '*' } })],
        'make a key': [['key.make done'], async () => { const a = await post('/v1/keys', { cookie, body: { label: `k${i}`, scopes: ['read'] } }); secret(a.json.key.split('_').at(-1)); made.keys.push(a.json); return a; }],
        'revoke a key': [['key.revoke done'], () => made.keys.length && served.call('DELETE', `/v1/keys/${pick(made.keys).id}`, { cookie })],
        'revoke no key': [['key.revoke refused'], () => served.call('DELETE', '/v1/keys/nothing', { cookie }), 404],
        invite: [['person.invite done'], async () => { const a = await post('/v1/invitations', { cookie, body: { email: `p${i}@x.example`, name: 'P', roles: ['reader'] } }); secret(a.json.token.split('.').at(-1)); made.invitations.push(a.json); return a; }],
        join: [['invitation.accept done', 'session.begin done'], async () => { if (!made.invitations.length) return 0; const a = await post('/v1/invitations/accept', { body: { token: pick(made.invitations).token, name: 'P', password: words } }); made.people.push({ cookie: session(a), id: a.json.caller.split(':')[1] }); return a; }],
        'give other roles': [['person.roles done'], () => made.people.length && served.call('PATCH', `/v1/people/${made.people[0].id}`, { cookie, body: { roles: [['reader', 'agent', 'manager'][i % 3]] } })],
        'end a person': [['person.end done'], () => made.people.length > 2 && served.call('DELETE', `/v1/people/${made.people.pop().id}`, { cookie })],
        'sign somebody out': [['session.end-all done'], () => made.people.length > 1 && served.call('DELETE', `/v1/people/${made.people.at(-1).id}/sessions`, { cookie })],
        'choose a password that is easy': [['person.password refused'], () => served.call('POST', '/v1/me/password', { cookie, body: { old: words, new: 'passwordpassword' } }), 400],
        'try what is not allowed': [['listKeys denied'], () => made.people.length && served.call('GET', '/v1/keys', { cookie: made.people[0].cookie }), 403],
        'take an invitation back': [['invitation.revoke done'], () => made.invitations.length && served.call('DELETE', `/v1/invitations/${pick(made.invitations).id}`, { cookie })],
        'sign in': [['session.begin done'], async () => { const a = await post('/v1/sessions', { body: { email: 'owner@northwind.example', password: words } }); session(a); return a; }],
        'sign in wrongly': [['session.begin denied'], () => post('/v1/sessions', { body: { email: 'owner@northwind.example', password: secret(`Wrong-${randomBytes(9).toString('hex')}`) } }), 401],
        'sign in as nobody': [['session.begin denied'], () => post('/v1/sessions', { body: { email: 'nobody@northwind.example', password: words } }), 401],
        'send facts': [['E'], () => post(at('/facts?source=probe'), { key: keys.provider.key, type: 'application/x-ndjson', body: `{"type":"outage","id":"f-${i}","from":"${stamp(3 * i)}","until":"${stamp(3 * i + 1)}","labels":{"service":"shop"}}\n` })],
        propose: [['E', 'proposal.make done'], async () => { const a = await post(at('/proposals'), { key: keys.provider.key, body: { kind: 'exclusion', reason: `r${i}`, facts: [{ type: 'exclusion', exclusion: 'planned work', from: stamp(20_000 + 3 * i), until: stamp(20_000 + 3 * i + 1) }] } }); made.proposals.push(a.json.proposal); return a; }],
        refuse: [['E', 'proposal.refuse done'], () => made.proposals.length && post(at(`/proposals/${pick(made.proposals)}/refusals`), { key: keys.customer.key, body: { reason: 'x' } })],
        accept: [['E', 'E', 'proposal.accept done'], async () => {
            if (made.proposals.length === 0) return 0;
            const name = pick(made.proposals), seen = await served.must('GET', at(`/proposals/${name}`), { key: keys.customer.key });
            return post(at(`/proposals/${name}/acceptances`), { key: keys.customer.key, body: { entries: seen.preview?.entries ?? 1 } });
        }],
        close: [['agreement.close done'], () => post(at('/close'), { key: keys.provider.key })],
        withdraw: [['E', 'proposal.withdraw done'], () => made.proposals.length && post(at(`/proposals/${pick(made.proposals)}/withdrawals`), { key: keys.provider.key, body: {} })],
        'answer for the other side': [['acceptProposal denied'], () => made.proposals.length && post(at(`/proposals/${made.proposals[0]}/acceptances`), { key: keys.provider.key, body: { entries: 1 } }), 403],
        'take it out': [['E', 'agreement.export done'], () => served.call('POST', at('/exports'), { key: keys.customer.key })],
    };
    // Many denials at once are a line when somebody looks.
    const lines = async () => (await Promise.all([cookie, theirs].map(owner => served.must('GET', '/v1/audit?limit=1', { cookie: owner }))), await written()), written = async () => new Map((await place.rows(`select party, seq, action, outcome from audit`)).map(row => row.split('|')).map(([party, seq, action, outcome]) => [`${party}|${seq}`, `${action} ${outcome}`]));
    // Checkpoints are no operations: they come by themselves.
    const entries = async () => (await all(served, { key: keys.provider.key }, at('/journal'))).filter(e => e.kind !== 'checkpoint').length;
    // What is due is published before, so that nothing of it comes between.
    await served.must('POST', at('/close'), { key: keys.provider.key });
    let [seen, count] = [await lines(), await entries()];
    const names = Object.keys(kinds);
    for (i = 1; i <= names.length || (i <= most && Date.now() < until && !enough({ violations })); i++) {
        const name = i <= names.length ? names[i - 1] : names[chance.below(names.length)], [expected, act, status] = kinds[name];
        const answer = await act();
        if (!answer) continue;
        figures.operations++;
        figures.kinds[name] = (figures.kinds[name] ?? 0) + 1;
        if (status ? answer.status !== status : answer.status >= 300) wrong(name, `${answer.status} ${answer.text.slice(0, 200)}`);
        const now = await lines(), size = await entries();
        const found = [...[...now].filter(([place]) => !seen.has(place)).map(([, line]) => line), ...Array(name === 'close' ? 0 : size - count).fill('E')].sort();
        [seen, count] = [now, size];
        if (found.join() !== [...expected].sort().join()) wrong(name, `is noted as ${found.join(', ') || 'nothing'}, and not as ${expected.join(', ')}`);
    }
    // A server that dies has noted what it did, and nothing else.
    const burst = Array.from({ length: 60 }, (_, j) => post('/v1/drafts', { cookie, body: { title: `b${j}`, text: 'surety: 1\n' } }).catch(() => null));
    await new Promise(done => setTimeout(done, 30 + chance.below(60)));
    await served.kill();
    await Promise.all(burst);
    await served.start();
    const [[drafts], [begun], [dropped]] = await Promise.all(['select count(*) from draft', `select count(*) from audit where action = 'draft.begin' and outcome = 'done'`, `select count(*) from audit where action = 'draft.drop' and outcome = 'done'`].map(sql => place.rows(sql)));
    if (Number(drafts) !== Number(begun) - Number(dropped)) wrong('after a kill', `${drafts} drafts are there, and ${begun} begun and ${dropped} dropped stand in the audit`);
}

/** Secrets where they do not belong: nobody says them again, and no log has them. */
async function wrongly({ served, cookie, kept, words, keys, wrong, enough, violations }) {
    const api = (await served.call('GET', '/openapi/v1.json')).json;
    const some = [words, keys.provider.key, cookie.split('=')[1], ...[...kept].slice(2, 4)];
    let n = 0;
    for (const [path, methods] of Object.entries(api.paths))
        for (const [method, operation] of Object.entries(methods)) {
            if (enough({ violations })) return n;
            const target = path.replace(/\{\w+\}/g, 'x'), secret = some[n % some.length];
            const bodies = [{ headers: { 'x-secret': secret, 'user-agent': secret, referer: `https://x.example/?${secret}` } }];
            if (method !== 'get')
                for (const body of [`{"password":"${secret}"`, JSON.stringify({ [secret]: 1 }), JSON.stringify({ password: { a: secret }, token: [secret], old: 5, new: secret.slice(0, 8) }), secret]) bodies.push({ body, type: 'application/json' });
            // In a path or behind a question mark whoever calls wrote it himself; the log is another matter.
            for (const [at, options] of [...bodies.map(b => [target, b]), [`${target}?key=${encodeURIComponent(secret)}`, {}], [path.replace(/\{\w+\}/g, encodeURIComponent(secret)), {}]])
                for (const who of operation.operationId === 'signOut' ? [{}] : [{ cookie }, {}]) {
                    n++;
                    const answer = await served.call(method.toUpperCase(), at, { ...options, ...who });
                    if (at === target && answer.text.includes(secret) && !JSON.stringify(options).includes(`{\\"${secret}`)) wrong(`${method} ${path}`, `says a secret again: ${answer.text.slice(0, 300)}`);
                }
        }
    // Names that would end a line.
    for (const text of ['a\r\n2026-01-01T00:00:00.000Z warn: Surety[0] forged', '\u001b[31mred', 'a\u0000b', 'a\u2028b']) {
        for (const [path, body] of [['/v1/keys', { label: text, scopes: ['read'] }], ['/v1/drafts', { title: text, text: 'surety: 1\n' }], ['/v1/invitations', { email: 'q@x.example', name: text, roles: ['reader'] }], ['/v1/sessions', { email: text, password: words }], ['/v1/sessions', { email: 'a@b.example', password: words, party: text }]]) {
            n++;
            const answer = await served.call('POST', path, { cookie, body });
            if (answer.status < 300) wrong(`${path} with ${JSON.stringify(text)}`, `is taken: ${answer.status}`);
        }
        for (const path of [`/v1/agreements/${encodeURIComponent(text)}`, `/${encodeURIComponent(text)}`, `/v1/agreements/x/facts?source=${encodeURIComponent(text)}`]) await served.call('GET', path, { cookie }).then(() => n++, () => {});
    }
    return n;
}

/** Texts that a spreadsheet would take for formulas, in all that a table is made of. */
async function cells({ served, keys, id, wrong, figures }) {
    const bad = ['=1+1', '+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', '\u0000=1', '=HYPERLINK("http://x")', '-2', '=cmd|x'];
    let n = 0;
    const facts = bad.flatMap((text, i) => [{ type: 'ticket', id: `${text} ${i}`, ticket: text, event: 'opened', at: stamp(18_000 + i), labels: { service: 'shop' } }, { type: 'ticket', id: `${text} ${i} r`, ticket: text, event: 'resolved', at: stamp(18_900 + i) }, { type: 'outage', id: `o${text}`, from: stamp(19_000 + 60 * i), until: stamp(19_030 + 60 * i), labels: { service: text } }]);
    // A level that is missed by far has a margin below zero.
    facts.push({ type: 'outage', id: 'long', from: stamp(50_000), until: stamp(51_500), labels: { service: 'shop' } });
    const sent = await served.call('POST', `/v1/agreements/${id}/facts?source=${encodeURIComponent('=probe')}`, { key: keys.provider.key, type: 'application/x-ndjson', body: facts.map(f => JSON.stringify(f)).join('\n') });
    if (sent.status >= 300) wrong('facts with formulas', `${sent.status} ${sent.text.slice(0, 300)}`);
    await served.must('POST', `/v1/agreements/${id}/close`, { key: keys.provider.key });
    let isNegative = false;
    for (const period of ['2025-07', '2025-08', '2025-09'])
        for (const query of ['', `?as-of=${new Date().toISOString()}`]) {
            n++;
            const answer = await served.call('GET', `/v1/agreements/${id}/statements/${period}${query}`, { key: keys.customer.key, headers: { accept: 'text/csv' } });
            if (answer.status !== 200) {
                wrong(`the statement of ${period}`, `${answer.status} ${answer.text.slice(0, 200)}`);
                continue;
            }
            for (const row of table(answer.text))
                for (const cell of row) {
                    figures.cells++;
                    if (/^-\d+(\.\d+)?$/.test(cell)) isNegative = true;
                    // eslint-disable-next-line no-control-regex
                    else if (/^[=+\-@\t\r\n\u0000]/.test(cell) && !/^-\d+\/\d+$/.test(cell)) wrong(`the statement of ${period}`, `has a cell that is a formula: ${JSON.stringify(cell)}`);
                }
        }
    if (!isNegative) wrong('the statements', 'have no negative number to look at');
    return n;
}

/** A table after RFC 4180. */
function table(text) {
    const rows = [[]];
    for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
        rows.at(-1).push(quoted !== undefined ? quoted.replaceAll('""', '"') : plain);
        if (end === '\r\n') rows.push([]);
        if (end === '') break;
    }
    return rows;
}

/** No secret lies in a file, a log, a pack or a backup. */
async function nowhere({ place, served, server, folder, kept, wrong, figures }) {
    const search = (what, bytes) => {
        const text = Buffer.isBuffer(bytes) ? bytes.toString('latin1') : bytes;
        figures.searched[what.split(' ')[0]] = (figures.searched[what.split(' ')[0]] ?? 0) + text.length;
        for (const secret of kept) if (text.includes(secret)) wrong(what, `has a secret: ${secret.slice(0, 6)}…`);
    };
    // The token of the set-up is printed once, for whoever starts it; what it opened is over.
    search('log', served.messages.replace(/this token: \S+/g, ''));
    const files = folder => readdirSync(folder).flatMap(name => (statSync(join(folder, name)).isDirectory() ? files(join(folder, name)) : [join(folder, name)]));
    for (const file of files(place.folder)) search(`file ${file}`, readFileSync(file));
    if (server && has('pg_dump')) search('database', await must('pg_dump', ['--enable-row-security', '-d', psqlName(place.url)], { env: whole }));
    const backup = join(folder, 'all.backup');
    await place.must(['backup', backup, '-q']);
    for (const [name, { rows }] of readBackup(backup).tables) search(`backup ${name}`, rows.flat().map(v => (v === null ? '' : Buffer.isBuffer(v) ? v.toString('latin1') : String(v))).join('\n'));
    const pack = join(folder, 'shop.surety');
    await place.must(['export', 'northwind.shop', '-o', pack, '-q']);
    search('pack', readFileSync(pack));
    // Of the address of a database nobody hears the password.
    const password = `Pg-${randomBytes(9).toString('hex')}`;
    kept.add(password);
    for (const args of [['doctor'], ['serve', '--urls', 'http://127.0.0.1:0'], ['status']]) {
        const tried = await run(program, [...args, '--data', join(folder, 'elsewhere'), '--store', `postgres://somebody:${password}@127.0.0.1:1/nothing?connect_timeout=2`], { timeout: 60_000 });
        search(`message of ${args[0]}`, tried.out + tried.err);
    }
}

/** Each line of an audit stands on the one before; and doctor says so. */
async function chained(place, wrong) {
    const hex = column => (place.url ? `encode(${column}, 'hex')` : `lower(hex(${column}))`);
    let last = {};
    for (const row of await place.rows(`select party, seq, at, by, action, space, about, outcome, ${hex('previous')}, ${hex('hash')} from audit order by party, seq`)) {
        const [party, seq, at, by, action, space, about, outcome, previous, hash] = row.split('|');
        const line = `{"party":${JSON.stringify(party)},"seq":${seq},"at":${at},"by":${JSON.stringify(by)},"action":${JSON.stringify(action)},"space":${JSON.stringify(space)},"about":${JSON.stringify(about)},"outcome":"${outcome}","previous":"${previous}"}`;
        if (Number(seq) !== (last[party]?.seq ?? 0) + 1) wrong(`the audit of '${party}'`, `has a gap before line ${seq}`);
        if (previous !== (last[party]?.hash ?? '0'.repeat(64))) wrong(`the audit of '${party}'`, `is broken before line ${seq}`);
        if (createHash('sha256').update(line).digest('hex') !== hash) wrong(`the audit of '${party}'`, `has another hash in line ${seq} than its own`);
        last[party] = { seq: Number(seq), hash };
    }
    const asItIs = await place.surety(['doctor', '-o', 'json']);
    if (asItIs.code !== 0 || !JSON.parse(asItIs.out).audits?.every(a => a.findings.length === 0)) wrong('doctor', `${asItIs.code} ${asItIs.out.slice(0, 300)}${asItIs.err}`);
    await must(...(place.url ? ['psql', ['-XAtq', '-d', psqlName(place.url), '-c', "update audit set about = 'x' where party = 'northwind' and seq = 3"], { env: whole }] : ['sqlite3', ['-batch', join(place.folder, 'surety.db'), "update audit set about = 'x' where party = 'northwind' and seq = 3"]]));
    const changed = await place.surety(['doctor', '-o', 'json']);
    if (changed.code === 0 || !JSON.parse(changed.out).audits.some(a => a.findings.some(f => f.line === 3))) wrong('doctor', 'does not find a line of the audit that was changed');
}
