// T18: a backup is taken under load and restored by the command that was printed; one flipped byte is refused; a migration is killed.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { audit, isCrash } from './audit.mjs';
import { build, readBackup, rowsOf } from './backup.mjs';
import { Book } from './book.mjs';
import { Load } from './load.mjs';
import { program, root, run, say, seconds, sleep } from './machine.mjs';
import { readNote } from './pack.mjs';
import { Place, scenario, space } from './place.mjs';
import { counts, watched } from './strace.mjs';

const periods = ['2025-07', '2025-08', '2025-09'];
const old = scenario('schema-1.backup');

/** What a backup has to have: whatever was acknowledged before it was begun, and of the rest what it says that it has. */
class AsOf {
    constructor(book, before, entries) {
        this.facts = new Map([...book.facts].map(([id, fact]) => [id, fact.state === 'ok' && (before.has(id) || fact.seq <= entries) ? fact : fact.state === 'fail' ? fact : { ...fact, state: 'unknown' }]));
        this.notes = book.notes.filter(note => readNote(note).size <= entries);
    }

    withState(state) { return [...this.facts].filter(([, fact]) => fact.state === state).map(([id]) => id); }

    note() {}
}

async function statements(place) {
    const printed = [];
    for (const period of periods) {
        const { code, out, err } = await place.surety(['statement', period, '-o', 'json', '-q']);
        printed.push(code === 0 ? out : `${period}: ${err}`);
    }
    return printed;
}

/** Backups under load, and their restoration. */
export async function drill({ folder, chance, seed, server, drills, flips, until, env, canary }) {
    const figures = { acknowledged: 0, during: 0, flips: 0, lost: 0, backupSeconds: 0, restoreSeconds: 0 }, violations = [];
    let n = 0;
    for (; n < drills && Date.now() < until && !(canary && violations.length > 0); n++) {
        const home = join(folder, `drill-${n}`), file = join(home, 'record.backup');
        mkdirSync(home);
        const place = new Place(join(home, 'data'), server ? await server.database(`t18_${n}`) : null);
        await place.begin();
        const book = new Book(join(home, 'ackbook')), load = new Load(place, book, { seed });
        await load.someAcknowledged();
        await sleep(chance.between(100, 1500));
        // A copy of a file that nobody writes to just now is as old as its last checkpoint.
        if (canary) await load.freeze();
        const before = new Set(book.withState('ok')), beforeCount = load.acknowledged, start = Date.now();
        const taken = await place.surety(['backup', file], { env: { ...env, TMPDIR: home } });
        figures.backupSeconds += seconds(start);
        figures.during += load.acknowledged - beforeCount;
        if (load.child.exitCode !== null || load.child.signalCode !== null) violations.push(`drill ${n}: the load ended under the backup: ${load.messages}`);
        if (canary) load.kill();
        else load.stop();
        await load.ended;
        figures.acknowledged += load.acknowledged;
        if (taken.code !== 0) {
            violations.push(`drill ${n}: backup leaves with ${taken.code}: ${taken.err}`);
            continue;
        }
        const { spaces } = readBackup(file), wanted = await statements(place);
        if (n === 0 && flips > 0) violations.push(...(await flipped(file, home, flips, chance, figures, until)));
        violations.push(...(await restored(/^Restore it: surety (.*)$/m.exec(taken.err)?.[1], 'again')).map(text => `drill ${n}: ${text}`));
        // A record moves from one database to the other.
        if (server) violations.push(...(await restored(`restore ${file} --data EMPTY-FOLDER`, 'moved')).map(text => `drill ${n}, from the server into a folder: ${text}`));
        book.close();

        async function restored(command, name) {
            const isServer = command?.includes('EMPTY-DATABASE');
            const url = isServer ? await server.database(`t18_${n}_${name}`) : null, again = new Place(join(home, name), url), begin = Date.now();
            const words = command.replace('EMPTY-FOLDER', again.folder).replace('postgres://USER@HOST/EMPTY-DATABASE', url).split(' ');
            const { code, out, err } = await run(program, words);
            figures.restoreSeconds += seconds(begin);
            if (code !== 0) return [`'surety ${words.join(' ')}' leaves with ${code}: ${out}${err}`];
            const wrong = [], entries = spaces.find(one => one.space === space).entries, actual = await statements(again);
            actual.forEach((text, i) => {
                if (text !== wanted[i]) wrong.push(`A6: the statement of ${periods[i]} is not, byte for byte, what it was`);
            });
            const found = await audit(again, new AsOf(book, before, entries), home);
            figures.lost += found.lost ?? 0;
            return [...wrong, ...found];
        }
    }
    return { n, violations, figures };
}

/** Each of many copies with one changed byte is refused, with the place. */
async function flipped(file, home, flips, chance, figures, until) {
    const bytes = readFileSync(file), wrong = [];
    const queue = Array.from({ length: flips }, (_, i) => (i % 10 === 0 ? chance.below(2048) : i % 10 === 1 ? bytes.length - 1 - chance.below(3072) : chance.below(bytes.length)));
    await Promise.all([0, 1].map(async hand => {
        for (let at; (at = queue.pop()) !== undefined && (Date.now() < until || figures.flips < 20);) {
            const copy = join(home, `flipped-${hand}`), place = join(home, `nowhere-${hand}`), changed = Buffer.from(bytes);
            changed[at] ^= 1 << (at % 8);
            writeFileSync(copy, changed);
            const { code, err } = await run(program, ['restore', copy, ...(figures.flips++ % 2 ? ['--check'] : ['--data', place])]);
            const [, from, to] = /bytes (\d+) to (\d+)/.exec(err) ?? [];
            if (![1, 5].includes(code) || isCrash(err)) wrong.push(`byte ${at} was changed, and restore leaves with ${code}: ${err}`);
            else if (at >= 512 && !(from <= at && at <= to) && !err.includes('SHA256SUMS')) wrong.push(`byte ${at} was changed, and restore says: ${err}`);
            if (existsSync(place)) wrong.push(`byte ${at} was changed, and something was restored`);
        }
    }));
    for (const length of [0, 700, chance.below(bytes.length), bytes.length - 1]) {
        const copy = join(home, 'short');
        writeFileSync(copy, bytes.subarray(0, length));
        const { code, err } = await run(program, ['restore', copy, '--check']);
        if (![1, 5].includes(code) || isCrash(err)) wrong.push(`it ends at byte ${length}, and restore leaves with ${code}: ${err}`);
    }
    return wrong;
}

/** Calls after which something is durable, or known to the server. */
const calls = { sqlite: ['fdatasync', 'fsync', 'pwrite64'], pg: ['sendto', 'recvfrom', 'sendmsg', 'recvmsg'] };

/** A migration is killed at any of its calls: the record is the old one or the new one. */
export async function migration({ folder, chance, server, store, kills, until, env, enough = () => false }) {
    const newest = readdirSync(join(root, 'src/Surety.Storage/Records/Migrations')).length;
    const backup = readBackup(old), figures = { from: newest > 1 ? 1 : 0, to: newest, points: 0, killed: 0, old: 0, new: 0 }, violations = [];
    // Where there is one schema only, the record is begun under the kill.
    const command = newest > 1 ? ['upgrade', '-q'] : ['apply', scenario('agreement.yaml'), '--kept-by', 'provider', '-q'];
    const before = new Place(join(folder, 'before'), server ? await server.database('t18_before') : null);
    mkdirSync(before.folder);
    if (newest > 1) await build(before, 1, backup);

    async function copy(name) {
        const place = new Place(join(folder, name), server ? await server.database(`t18_${name}`, 't18_before') : null);
        cpSync(before.folder, place.folder, { recursive: true });
        return place;
    }

    let plan = null;
    const whole = await copy('whole'), log = join(folder, 'strace');
    const undisturbed = await whole.surety(command, { wrap: watched(log, calls[store].join()) });
    if (undisturbed.code !== 0) return { n: 0, violations: [`undisturbed, ${command[0]} leaves with ${undisturbed.code}: ${undisturbed.err}`], figures };
    violations.push(...(await same(whole, 'undisturbed')));
    const [was, is] = [await schema(before), await schema(whole)];
    const points = Object.entries(counts(log, calls[store])).flatMap(([call, count]) => Array.from({ length: count }, (_, i) => ({ call, n: i + 1 })));
    figures.points = points.length;

    let n = 0;
    for (; figures.killed < kills && Date.now() < until && points.length > 0 && !enough({ violations }); n++) {
        const [{ call, n: when }] = points.splice(chance.below(points.length), 1), name = `kill_${n}`, at = `${call} ${when}`;
        const place = await copy(name), killed = await place.surety(command, { env, wrap: watched(join(folder, 'kill.strace'), call, `${call}:signal=SIGKILL:when=${when}`) });
        if (killed.code === 137 || killed.signal === 'SIGKILL') figures.killed++;
        else if (killed.code !== 0) violations.push(`${at}: not killed, and ${command[0]} leaves with ${killed.code}: ${killed.err}`);
        // A look at what it left is a look at a copy: whoever opens a database mends it.
        const seen = server ? place : new Place(join(folder, `${name}-look`));
        if (!server) cpSync(place.folder, seen.folder, { recursive: true });
        const left = await schema(seen);
        if (left === is) figures.new++;
        else if (left === was) figures.old++;
        else violations.push(`${at}: it is neither the old schema nor the new one, but ${left.slice(0, 1000)}`);
        const again = await place.surety(command);
        if (again.code !== 0 || isCrash(again.err)) violations.push(`${at}: then ${command[0]} leaves with ${again.code}: ${again.err}`);
        else violations.push(...(await same(place, at)));
        if (server) await server.admin(`drop database if exists t18_${name} with (force)`);
        rmSync(place.folder, { recursive: true });
        rmSync(join(folder, `${name}-look`), { recursive: true, force: true });
        if (n % 10 === 9) say(`  T18 ${store}: ${n + 1} kills, ${violations.length} violations`);
    }
    if (n > 0 && figures.killed === 0) violations.push('nothing was ever killed');

    // What is newer than the program is left alone.
    if (violations.length === 0) {
        await whole.rows('insert into schema_version values (999)');
        for (const words of [['upgrade'], ['status'], ['close'], ['backup', join(folder, 'newer.backup')]]) {
            const { code, err } = await whole.surety(words);
            if (code !== 1 || !err.includes('a newer surety wrote it')) violations.push(`of a newer schema, ${words[0]} leaves with ${code}: ${err}`);
        }
    }
    return { n, violations, figures };

    /** The rows are those of before, and all is well. */
    async function same(place, at) {
        const wrong = [], file = join(folder, 'same.backup');
        const doctor = await place.surety(['doctor', '-q']);
        if (doctor.code !== 0) wrong.push(`${at}: then doctor leaves with ${doctor.code}: ${doctor.out}${doctor.err}`);
        if (newest > 1) {
            rmSync(file, { force: true });
            const { code, err } = await place.surety(['backup', file, '-q']);
            if (code !== 0) return [...wrong, `${at}: then backup leaves with ${code}: ${err}`];
            const { tables } = readBackup(file);
            for (const [table, one] of backup.tables)
                if (table !== 'plan' && rowsOf(tables.get(table) ?? { columns: [], rows: [] }, one.columns).join('\n') !== rowsOf(one).join('\n')) wrong.push(`${at}: then the rows of '${table}' are not those of before`);
            // What a plan rests on was not kept at first: the migration drops it, and the next close makes it anew. What falls due in these days depends on when that is.
            const closed = await place.surety(['close', '-q']);
            if (closed.code !== 0) wrong.push(`${at}: then close leaves with ${closed.code}: ${closed.err}`);
            const anew = (await place.rows(`select step, kind, due, about from plan where due > ${Date.now() + 2 * 86_400_000}0000 order by step`)).join('\n');
            if ((plan ??= anew) === '') wrong.push(`${at}: then close plans nothing`);
            else if (anew !== plan) wrong.push(`${at}: then the plan is ${anew}, and without the kill ${plan}`);
        }
        return wrong;
    }
}

/** Tables, columns, indexes and guards of a place, and the versions that it names; empty: nothing is there. */
async function schema(place) {
    if (!place.url && !existsSync(join(place.folder, 'surety.db'))) return '';
    const lines = await place.rows(place.url
        ? `select 'column', table_name, column_name, data_type, is_nullable from information_schema.columns where table_schema = 'public' union all select 'index', tablename, indexname, indexdef, '' from pg_indexes where schemaname = 'public' union all select 'policy', tablename, policyname, qual, with_check from pg_policies where schemaname = 'public' order by 1, 2, 3`
        : "select type, name, replace(sql, char(10), ' ') from sqlite_master where name not like 'sqlite_%' order by 1, 2");
    return [...lines, ...(lines.some(line => line.includes('schema_version')) ? await place.rows('select version from schema_version order by 1') : [])].join('\n');
}

/** An old backup comes back, in the schema of today. */
export async function museum({ folder, server }) {
    const place = new Place(join(folder, 'data'), server ? await server.database('t18_museum') : null);
    const { code, out, err } = await place.surety(['restore', old]), violations = code === 0 ? [] : [`restore leaves with ${code}: ${out}${err}`];
    for (const words of [['close'], ['doctor'], ['statement', '2025-07']]) {
        const one = await place.surety([...words, '-q']);
        if (one.code !== 0) violations.push(`then ${words[0]} leaves with ${one.code}: ${one.out}${one.err}`);
    }
    return { n: 1, violations, figures: {} };
}

/** How long it takes until a big record is there again. */
export async function size({ folder, server, store, facts }) {
    const figures = { facts, megabytes: 0, backupSeconds: 0, restoreSeconds: 0, quickSeconds: 0 }, violations = [], each = 250_000, begin = Date.parse('2025-07-01T00:00:00Z');
    const place = new Place(join(folder, 'data'), server ? await server.database('t18_size') : null), file = join(folder, 'record.backup');
    await place.begin();
    for (let from = 0; from < facts; from += each) {
        const input = Array.from({ length: Math.min(each, facts - from) }, (_, i) => `{"type":"state","id":"${from + i}","at":"${new Date(begin + (from + i) * 1500).toISOString()}","state":"${(from + i) % 977 ? 'up' : 'degraded'}","labels":{"service":"shop"}}\n`).join('');
        writeFileSync(join(folder, 'facts.jsonl'), input);
        const { code, err } = await place.surety(['ingest', join(folder, 'facts.jsonl'), '--source', 'size', '-q'], { timeout: 600_000 });
        if (code !== 0) return { n: 0, violations: [`ingest leaves with ${code}: ${err}`], figures };
        if ((from / each) % 4 === 0) say(`  T18 size ${store}: ${from + each} facts`);
    }
    async function timed(words) {
        const start = Date.now(), { code, out, err } = await run(program, [...words, '-q'], { timeout: 1_200_000 });
        if (code !== 0) violations.push(`${words[0]} leaves with ${code}: ${out}${err}`);
        return seconds(start);
    }
    figures.backupSeconds = await timed(['backup', file, ...place.options]);
    figures.megabytes = Math.round(statSync(file).size / 1e6);
    for (const [name, options] of [['restoreSeconds', []], ['quickSeconds', ['--quick']]]) {
        const again = new Place(join(folder, name), server ? await server.database(`t18_${name.toLowerCase()}`) : null);
        figures[name] = await timed(['restore', file, ...options, ...again.options]);
    }
    if (figures.restoreSeconds > 600) violations.push(`the record is there again after ${figures.restoreSeconds} s, and 600 are promised`);
    return { n: facts, violations, figures };
}
