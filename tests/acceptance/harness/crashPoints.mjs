// T2: every crash point of a scenario. At the Nth call that makes something durable the program is killed; then the whole scenario is run again from its beginning, and has to end as if nothing had happened.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { isCrash } from './audit.mjs';
import { daysAfter } from './days.mjs';
import { must, program, run, say } from './machine.mjs';
import { readPack } from './pack.mjs';
import { Place, scenario, space } from './place.mjs';
import { counts, watched } from './strace.mjs';

/** What the two sides do; every step may be done again, and is done whole or not at all. The first one makes the store. */
const steps = keys => [
    ['apply', scenario('agreement.yaml')],
    ['apply', scenario('agreement.yaml'), '--sign', 'provider', '--key', join(keys, 'provider.pem')],
    ['apply', scenario('agreement.yaml'), '--sign', 'customer', '--key', join(keys, 'customer.pem')],
    ['ingest', scenario('july.jsonl'), '--source', 'probe'],
    ['ingest', scenario('august.csv'), '--source', 'probe'],
    ['ingest', scenario('september.jsonl'), '--source', 'probe'],
    ['close'],
    ['ingest', scenario('late.jsonl'), '--source', 'probe'],
    ['revise', '2025-07', '--reason', 'an outage was reported late'],
    ['close'],
    ['export', space, '-o', 'PACK'],
];

const closing = 6;

/** A second signature is refused, and says that the first one is there. */
const isDone = messages => /has signed version \d+ already/.test(messages);

/** Calls after which something is durable, or known to the server. */
const calls = { sqlite: ['fdatasync', 'fsync', 'pwrite64'], pg: ['fsync', 'sendto', 'recvfrom', 'sendmsg', 'recvmsg'] };

export async function crashPoints({ folder, seed, chance, server, store, most, until, canary }) {
    const time = until - Date.now();
    const env = canary ? { SURETY_SABOTAGE: canary } : {};
    const keys = join(folder, 'keys'), all = steps(keys);
    mkdirSync(keys);
    for (const side of ['provider', 'customer']) await must(program, ['key', join(keys, `${side}.pem`), '-q']);

    const data = name => join(folder, name, 'data');
    const database = name => `t2_${name.replaceAll('-', '_')}`;
    async function place(name, from) {
        mkdirSync(join(folder, name), { recursive: true });
        if (from !== undefined && existsSync(data(from))) cpSync(data(from), data(name), { recursive: true });
        return new Place(data(name), server ? await server.database(database(name), from === undefined ? undefined : database(from)) : null);
    }
    async function forget(name) {
        rmSync(join(folder, name), { recursive: true, force: true });
        if (server) await server.admin(`drop database if exists ${database(name)} with (force)`);
    }
    const words = (step, name) => [...all[step], '-q'].map(word => (word === 'PACK' ? join(folder, name, 'pack.surety') : word));

    // A look at what a crash left is a look at a copy: whoever opens a database mends it.
    async function look(seen, name) {
        if (server) return tables(seen);
        if (!existsSync(join(seen.folder, 'surety.db'))) return 'nothing';
        const copy = join(folder, name, 'look');
        cpSync(seen.folder, copy, { recursive: true });
        return tables(new Place(copy)).finally(() => rmSync(copy, { recursive: true }));
    }

    // Undisturbed: what it comes to, how it lay before each step, and how many calls each step makes.
    const points = [], lay = [];
    lay.push(await look(await place('before-0'), 'before-0'));
    for (let step = 0; step < all.length; step++) {
        const next = await place(`before-${step + 1}`, `before-${step}`);
        const log = join(folder, `step-${step}.strace`);
        const { code, out, err } = await next.surety(words(step, `before-${step + 1}`), { wrap: watched(log, calls[store].join()) });
        if (code !== 0) return { n: 0, violations: [`undisturbed, step ${step} leaves with ${code}: ${out}${err}`], figures: {} };
        lay.push(await look(next, `before-${step + 1}`));
        for (const [call, count] of Object.entries(counts(log, calls[store])))
            for (let n = 1; n <= count; n++) points.push({ step, call, n });
    }
    const wanted = await state(new Place(data(`before-${all.length}`), server?.urlOf(database(`before-${all.length}`)) ?? null), join(folder, `before-${all.length}`, 'pack.surety'));

    const chosen = canary ? points.filter(point => point.step === closing && point.call !== 'pwrite64') : some(points, most, chance);
    const figures = { points: points.length, tried: 0, killed: 0 }, violations = [];

    async function crash({ step, call, n }, i) {
        const name = `crash-${i}`, at = `step ${step} (${all[step][0]}), ${call} ${n}`;
        const crashed = await place(name, `before-${step}`);
        const result = await crashed.surety(words(step, name), { env, wrap: watched(join(folder, name, 'strace'), call, `${call}:signal=SIGKILL:when=${n}`) });
        figures.tried++;
        if (result.code === 137 || result.signal === 'SIGKILL') figures.killed++;
        else if (result.code !== 0) violations.push(`${at}: not killed, and leaves with ${result.code}: ${result.err}`);
        const wrong = [], left = await look(crashed, name);
        if (left !== lay[step] && left !== lay[step + 1] && !(step === 0 && isEmpty(left))) wrong.push(`${at}: what it left is neither what was before nor what comes after, but ${left}`);
        for (let again = 0; again < all.length; again++) {
            // What a crash left of a pack is no pack that anybody keeps.
            if (all[again][0] === 'export') for (const old of ['pack.surety', 'pack.surety.note']) rmSync(join(folder, name, old), { force: true });
            const { code, out, err } = await crashed.surety(words(again, name), { env });
            if ((code !== 0 && !isDone(err)) || isCrash(err)) wrong.push(`${at}: then step ${again} (${all[again][0]}) leaves with ${code}: ${out}${err}`);
        }
        const doctor = await crashed.surety(['doctor', '-q']), verified = await run(program, ['verify', join(folder, name, 'pack.surety'), '-q']);
        if (doctor.code !== 0) wrong.push(`${at}: then doctor leaves with ${doctor.code}: ${doctor.out}${doctor.err}`);
        if (verified.code !== 0) wrong.push(`${at}: then verify leaves with ${verified.code}: ${verified.out}${verified.err}`);
        if (wrong.length === 0) {
            const actual = await state(crashed, join(folder, name, 'pack.surety'));
            for (const part of Object.keys(wanted))
                if (JSON.stringify(actual[part]) !== JSON.stringify(wanted[part])) wrong.push(`${at}: then ${part} are not those of the undisturbed run: ${difference(wanted[part], actual[part])}`);
        }
        violations.push(...wrong);
        if (wrong.length === 0 || violations.length > 20) await forget(name);
    }

    // What comes before is no part of what the time is for.
    until = Date.now() + time;
    const queue = chosen.map((point, i) => [point, i]);
    await Promise.all(Array.from({ length: Math.min(2, cpus().length) }, async () => {
        for (let next; (next = queue.shift()) && Date.now() < until;) {
            await crash(...next);
            if (figures.tried % 25 === 0) say(`  T2 ${store}: ${figures.tried} of ${chosen.length} points, ${violations.length} violations`);
        }
    }));
    if (figures.killed === 0) violations.push('nothing was ever killed');
    return { n: figures.tried, violations, figures, keep: violations.length > 0 };
}

/** Evenly spread, in an order of chance: whatever the time allows is a fair part. */
function some(points, most, chance) {
    const step = Math.max(1, points.length / most), begin = chance.next() * step;
    const chosen = [];
    for (let at = begin; at < points.length; at += step) chosen.push(points[Math.floor(at)]);
    for (let i = chosen.length - 1; i > 0; i--) {
        const j = chance.below(i + 1);
        [chosen[i], chosen[j]] = [chosen[j], chosen[i]];
    }
    return chosen;
}

const difference = (wanted, actual) => `missing ${JSON.stringify(wanted.filter(one => !actual.includes(one))).slice(0, 400)}, added ${JSON.stringify(actual.filter(one => !wanted.includes(one))).slice(0, 400)}`;

/** The rows of a record, as far as they do not depend on when they were written. */
async function tables(place) {
    try {
        const parts = [];
        for (const columns of ['step from outbox', 'step from plan', 'remedy, period_start, state, amount, revision from credit', 'period, revision, seq from statement', 'batch, seq from batch', 'id, seq from fact_id', 'seq, kind from entry', 'seq from tail', 'size from space'])
            parts.push(`${columns.replace(/.* from /, '')}: ${(await place.rows(`select ${columns} order by ${columns.replace(/ from .*/, '')}`)).join('; ')}`);
        return parts.join('\n');
    } catch (e) {
        if (/no such table|does not exist/.test(e.message)) return 'nothing';
        throw e;
    }
}

const isEmpty = rows => rows.split('\n').every(line => line.endsWith(': '));

/** What a record comes to, without what depends on when and by which machine it was written. */
async function state(place, pack) {
    const timed = ['seq', 'known', 'previous', 'leaf', 'bytes', 'signature', 'publicKey', 'asOf', 'result', 'reason'];
    const { entries } = readPack(pack);
    const statements = [], published = new Map();
    for (const { period, revision, known } of entries.filter(entry => entry.kind === 'statement')) {
        if (!published.has(period)) published.set(period, known);
        const { code, out, err } = await place.surety(['statement', period, '--revision', String(revision), '-o', 'json', '-q']);
        // How a statement lives begins with the day of its publication.
        statements.push(code === 0 ? JSON.stringify(JSON.parse(out), (key, value) => (timed.includes(key) ? undefined : key === 'life' ? daysAfter(published.get(period), JSON.stringify(value)) : value)) : `${period}: ${err}`);
    }
    const plan = (await place.rows('select step, kind, due, about from plan order by step')).map(row => row.replace(/\b\d{17}\b/, ticks => daysAfter(published.get(/\d{4}-\d{2}/.exec(row)?.[0]), new Date(Number(ticks) / 1e4).toISOString())));
    return {
        entries: entries.filter(entry => entry.kind !== 'export').map(entry => JSON.stringify(entry, (key, value) => (timed.includes(key) ? undefined : value))),
        statements,
        'outbox rows': await place.rows('select step, kind, due, about from outbox order by step'),
        'rows of the plan': plan,
        credits: await place.rows('select remedy, period_start, scope, incident, revision, state, amount, currency from credit order by remedy, period_start, scope, incident, revision'),
    };
}
