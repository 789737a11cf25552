// node main.mjs gate|campaign [T1 T2 ..]: runs the tests, a JSON line for each, and leaves with 1 where one of them fails or a canary lives.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { again } from './again.mjs';
import { apart } from './apart.mjs';
import { crashPoints } from './crashPoints.mjs';
import { beginning, failing, full } from './diskTrouble.mjs';
import { door } from './door.mjs';
import { kill } from './kill.mjs';
import { malformed } from './malformed.mjs';
import { accessible } from './pages/axe.mjs';
import { forms, states } from './pages/doors.mjs';
import { figures } from './pages/figures.mjs';
import { clean, firstValue, keys, passkeys, plain } from './pages/journeys.mjs';
import { close, lack } from './pages/world.mjs';
import { Chance, has, must, program, root, run, say, seconds } from './machine.mjs';
import { cutAfterCommands, powerCut } from './powerCut.mjs';
import { drill, migration, museum, size as bigRecord } from './restore.mjs';
import { secrets } from './secrets.mjs';
import { Server } from './server.mjs';
import { sheets } from './sheets.mjs';
import { killServed, overload, servedFailing, servedFull, servedReadOnly, servedScarce, servedSlow } from './serving.mjs';

const [mode = 'gate', ...named] = process.argv.slice(2);
const isGate = mode === 'gate';
const seed = process.env.SEED ?? String(Date.now() % 1_000_000_000);
const stores = process.env.STORE ? [process.env.STORE] : ['sqlite', 'pg'];
// Where several are tried beside each other (run.sh): 'served' and 'commands' are two halves of what may, 'alone' is what needs the machine for itself, 'pages' is what needs a browser.
const part = process.env.PART;
const partOf = test => (/^U|pages/.test(test) ? 'pages' : test === 'T19' ? 'alone' : / served$|^T1[0-7]/.test(test) ? 'served' : 'commands');
const [first, last] = [1, 100];
const everyPoint = (from, to, step) => Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
const pointsOf = chance => (isGate ? everyPoint(1 + chance.below(10), last, 10) : everyPoint(first, last, 1));
const size = (gate, campaign) => (isGate ? gate : campaign);

const isLost = ({ figures }) => figures.lost > 0;
const isFound = ({ violations }) => violations.length > 0;
const isMostlyLost = ({ n, figures }) => n > 0 && figures.cyclesWithLoss * 2 >= n;

// test, store, what it needs, seconds that it may take, what it does; a canary: the fault that is put in, and when it counts as found.
const sabotaged = fault => ({ env: { SURETY_SABOTAGE: fault }, canary: fault });
const tests = [
    ...['sqlite', 'pg'].flatMap(store => [
        { test: 'T1', store, sec: size(25, 1800), work: x => kill({ ...x, cycles: size(8, 500) }) },
        { test: 'T1', store, sec: 30, fault: 'early-ack', found: isLost, work: x => kill({ ...x, ...sabotaged('early-ack'), cycles: 20, enough: isLost }) },
        { test: 'T1', store, sec: 20, fault: 'no-ids', found: isFound, work: x => kill({ ...x, ...sabotaged('no-ids'), cycles: 5, enough: isFound }) },
        { test: 'T2', store, needs: ['strace', ...(store === 'sqlite' ? ['sqlite3'] : [])], sec: store === 'pg' ? size(60, 3600) : size(120, 2400), work: x => crashPoints({ ...x, most: size(60, 600) }) },
        { test: 'T3', store, needs: ['disk'], sec: store === 'pg' ? size(30, 1200) : size(60, 1800), work: x => powerCut({ ...x, cycles: store === 'pg' ? size(4, 100) : size(15, 300) }) },
        { test: 'T3 commands', store, needs: ['disk'], sec: size(store === 'pg' ? 0 : 60, 120), work: cutAfterCommands },
        {
            test: 'T3', store, needs: ['disk'], sec: size(40, 300), fault: 'no-flush', found: isMostlyLost,
            work: x => powerCut({ ...x, ...sabotaged('no-flush'), settings: store === 'pg' ? ['synchronous_commit=off', 'wal_writer_delay=400ms'] : [], cycles: size(3, 20) }),
        },
        { test: 'T18', store, sec: size(40, 600), work: x => drill({ ...x, drills: size(1, 5), flips: size(100, 500) }) },
        { test: 'T18 migration', store, needs: ['strace', ...(store === 'sqlite' ? ['sqlite3'] : [])], sec: size(30, 600), work: x => migration({ ...x, kills: size(5, 50) }) },
        { test: 'T18 migration', store, needs: ['strace', ...(store === 'sqlite' ? ['sqlite3'] : [])], sec: 60, fault: 'migrate-apart', found: isFound, work: x => migration({ ...x, ...sabotaged('migrate-apart'), kills: 200, enough: isFound }) },
        { test: 'T18 old', store, sec: 20, work: museum },
        { test: 'T18 size', store, sec: size(0, 3600), work: x => bigRecord({ ...x, facts: Number(process.env.FACTS ?? 5_000_000) }) },
        { test: 'T4a', store, needs: ['disk'], sec: size(30, 300), work: x => full({ ...x, cycles: size(store === 'pg' ? 1 : 2, 20) }) },
        { test: 'T1 served', store, sec: size(45, 3600), work: x => killServed({ ...x, cycles: size(8, 500) }) },
        { test: 'T1 served', store, sec: 60, fault: 'early-ack', found: isLost, work: x => killServed({ ...x, ...sabotaged('early-ack'), cycles: 30, enough: isLost }) },
        { test: 'T1 served', store, sec: 30, fault: 'no-ids', found: isFound, work: x => killServed({ ...x, ...sabotaged('no-ids'), cycles: 5, enough: isFound }) },
        { test: 'T4a served', store, needs: ['disk'], sec: size(30, 300), work: x => servedFull({ ...x, cycles: size(1, 20) }) },
        { test: 'T4e served', store, needs: ['disk'], sec: size(store === 'pg' ? 0 : 20, 300), work: x => servedReadOnly({ ...x, cycles: size(1, 20) }) },
        { test: 'T19', store, sec: size(60, 600), work: x => overload({ ...x, seconds: size(10, 60) }) },
        { test: 'T10', store, sec: size(60, 4800), work: x => again({ ...x, n: size(100, 10_000), races: size(18, 1000) }) },
        { test: 'T14', store, sec: size(60, 1800), work: x => apart({ ...x, most: size(3000, 25_000) }) },
        { test: 'T15', store, sec: size(60, 1200), work: x => malformed({ ...x, most: size(2000, 20_000) }) },
        { test: 'T16', store, needs: store === 'sqlite' ? ['sqlite3'] : [], sec: size(60, 600), work: x => secrets({ ...x, most: size(150, 1500) }) },
        { test: 'T16 sheets', store, needs: ['soffice'], sec: size(0, 600), work: x => sheets({ ...x, most: 500 }) },
        { test: 'T17', store, sec: 90, work: door },
    ]),
    { test: 'T18', store: 'sqlite', sec: 30, fault: 'copy-file', found: isFound, work: x => drill({ ...x, ...sabotaged('copy-file'), drills: 5, flips: 0 }) },
    { test: 'T2', store: 'sqlite', needs: ['strace', 'sqlite3'], sec: size(20, 300), fault: 'outbox-apart', found: isFound, work: x => crashPoints({ ...x, canary: 'outbox-apart' }) },
    { test: 'T19', store: 'sqlite', sec: 60, fault: 'unbounded', found: isFound, work: x => overload({ ...x, ...sabotaged('unbounded'), seconds: 15 }) },
    { test: 'T4b served', store: 'sqlite', needs: ['strace'], sec: size(40, 600), work: x => servedFailing({ ...x, points: size([3, 10, 60], Array.from({ length: 50 }, (_, i) => 1 + 4 * i)) }) },
    { test: 'T4d served', store: 'sqlite', needs: ['strace'], sec: size(20, 300), work: x => servedSlow({ ...x, cycles: size(1, 20) }) },
    { test: 'T4f served', store: 'sqlite', needs: ['prlimit'], sec: 30, work: servedScarce },
    { test: 'T10', store: 'sqlite', sec: 30, fault: 'forget-answers', found: isFound, work: x => again({ ...x, ...sabotaged('forget-answers'), n: 30, races: 0, enough: isFound }) },
    { test: 'T14', store: 'sqlite', sec: 40, fault: 'open-door', found: isFound, work: x => apart({ ...x, ...sabotaged('open-door'), most: 3000, enough: isFound }) },
    // The same door open, and the database alone keeps them apart.
    { test: 'T14 guard', store: 'pg', sec: 40, work: x => apart({ ...x, env: { SURETY_SABOTAGE: 'open-door' }, isGuard: true, most: size(1500, 10_000) }) },
    { test: 'T14 guard', store: 'pg', sec: 40, fault: 'no-policy', found: isFound, work: x => apart({ ...x, env: { SURETY_SABOTAGE: 'open-door' }, isGuard: true, drop: 'seat', most: 1000, enough: isFound }) },
    { test: 'T15', store: 'sqlite', sec: 30, fault: 'faults-out', found: isFound, work: x => malformed({ ...x, ...sabotaged('faults-out'), most: 2000, enough: isFound }) },
    { test: 'T16', store: 'sqlite', needs: ['sqlite3'], sec: 40, fault: 'log-body', found: isFound, work: x => secrets({ ...x, ...sabotaged('log-body'), most: 30 }) },
    { test: 'T17', store: 'sqlite', sec: 30, fault: 'no-headers', found: isFound, work: x => door({ ...x, ...sabotaged('no-headers'), enough: isFound }) },
    { test: 'T4a', store: 'sqlite', needs: ['disk'], sec: size(20, 120), fault: 'swallow', found: isLost, work: x => full({ ...x, ...sabotaged('swallow'), cycles: 1 }) },
    { test: 'T4b', store: 'sqlite', needs: ['strace'], sec: size(30, 600), work: x => failing({ ...x, call: 'fsync,fdatasync', error: 'EIO', points: pointsOf(x.chance) }) },
    { test: 'T4b', store: 'sqlite', needs: ['strace'], sec: 20, fault: 'swallow', found: isFound, work: x => failing({ ...x, ...sabotaged('swallow'), call: 'fsync,fdatasync', error: 'EIO', points: size([20], [10, 20, 30, 40]) }) },
    { test: 'T4b file', store: 'sqlite', needs: ['strace'], sec: 30, work: x => failing({ ...x, call: 'fsync,fdatasync', error: 'EIO', file: 'surety.db', points: [1, 2] }) },
    { test: 'T4c', store: 'sqlite', needs: ['strace'], sec: size(30, 600), work: x => failing({ ...x, call: 'pwrite64', error: 'ENOSPC', points: pointsOf(x.chance) }) },
    { test: 'T4c', store: 'sqlite', needs: ['strace'], sec: 20, fault: 'swallow', found: isFound, work: x => failing({ ...x, ...sabotaged('swallow'), call: 'pwrite64', error: 'ENOSPC', points: size([80], [50, 60, 70, 80]) }) },
    ...[['T4b', 'fsync,fdatasync', 'EIO'], ['T4c', 'pwrite64', 'ENOSPC']].flatMap(([test, call, error]) => ['first', 'then'].map(which => ({ test: `${test} ${which}`, store: 'sqlite', needs: ['strace'], sec: size(which === 'first' ? 30 : 12, 300), work: x => beginning({ ...x, call, error, most: size(40, 200), isFirst: which === 'first' }) }))),
    // Pages: a browser in front of the demo, which keeps its record in SQLite.
    ...[['U1', accessible, size(90, 900)], ['U2', keys, 60], ['U2 passkeys', passkeys, 60], ['U3', firstValue, 60], ['U4 U8', clean, 90], ['U6', figures, size(60, 300)], ['U10', states, 60], ['U11', plain, 60], ['T17 pages', forms, 60]].map(([test, work, sec]) => ({ test, store: 'sqlite', needs: ['browser'], sec, work: x => work({ ...x, isGate }) })),
    ...[
        ['U1', accessible, 'no-alt', /image-alt/], ['U1', accessible, 'no-label', /label/], ['U1', accessible, 'low-contrast', /color-contrast/], ['U1', accessible, 'too-wide', /sideways/], ['U1', accessible, 'cut-text', /cut off/], ['U2', keys, 'no-focus', /is not seen/], ['U2 passkeys', passkeys, 'no-passkeys', /^\/people/], ['U3', firstValue, 'no-why', /level/],
        ['U4 U8', clean, 'inline-script', /script inside/], ['U4 U8', clean, 'inline-style', /style inside/], ['U4 U8', clean, 'other-host', /another host/], ['U4 U8', clean, 'heavy', /weighs/], ['U4 U8', clean, 'only-picture', /picture/], ['U4 U8', clean, 'only-colour', /without a word/],
        ['U6', figures, 'no-why', /has no place/], ['U6', figures, 'no-link', /no link/], ['U6', figures, 'other-figure', /the document of/], ['U10', states, 'blank', /says ''/], ['U11', plain, 'only-scripted', /differ/], ['T17 pages', forms, 'no-mark', /no mark/],
    ].map(([test, work, fault, kind]) => ({ test, store: 'sqlite', needs: ['browser'], sec: 40, fault, found: ({ violations }) => violations.some(v => kind.test(v)), work: x => work({ ...x, isGate: true, canary: fault, enough: ({ violations }) => violations.some(v => kind.test(v)) }) })),
].filter(one => one.sec > 0 && (named.length === 0 || named.some(name => one.test.startsWith(name) && !/^\d/.test(one.test.slice(name.length)))) && stores.includes(one.store) && (!part || part === partOf(one.test))).sort((a, b) => (a.store === b.store ? 0 : a.store === 'sqlite' ? -1 : 1) || a.test.localeCompare(b.test));

async function missing(needs = [], store) {
    for (const need of [...needs, ...(store === 'pg' ? ['postgres'] : [])])
        if (need === 'browser') {
            const why = lack();
            if (why) return why;
        } else if (need === 'disk') {
            if (process.getuid() !== 0) return 'mounting a file system needs root';
            for (const tool of ['mkfs.ext4', 'losetup']) if (!has(tool)) return `${tool} is missing`;
            if (!has('perl') && !has('python3')) return 'perl is missing';
            if ((await run('losetup', ['-f'])).code !== 0) return 'there is no loop device';
        } else if (need === 'postgres') {
            if (!has('psql') || (await run('bash', ['-c', 'ls -d /usr/lib/postgresql/*/bin/initdb || command -v initdb'])).code !== 0) return 'PostgreSQL is missing';
        } else if (!has(need)) return `${need} is missing`;
    return null;
}

const work = process.env.ACCEPTANCE_WORK ?? mkdtempSync(join(tmpdir(), 'surety-acceptance-'));
chmodSync(work, 0o755);
process.env.SURETY_DATA = join(work, 'nowhere');
delete process.env.SURETY_STORE;
delete process.env.SURETY_SABOTAGE;

let server = null, memory = null, failed = 0, kept = false;

function roomInMemory() {
    try {
        const { bavail, bsize } = statfsSync('/dev/shm');
        if (bavail * bsize < 2 ** 30) return null;
        const folder = join('/dev/shm', basename(work));
        mkdirSync(folder);
        chmodSync(folder, 0o755);
        return folder;
    } catch {
        return null;
    }
}

async function once(one, i) {
    const name = `${one.test}${one.fault ? ` canary ${one.fault}` : ''} ${one.store}`;
    const lack = await missing(one.needs, one.store);
    const line = { test: one.test, ...(one.fault ? { canary: one.fault } : {}), seed, store: one.store };
    if (lack) {
        const ok = !process.env.CI;
        say(`${name}: ${ok ? 'skipped' : 'FAILED'}: ${lack}`);
        return { ...line, n: 0, violations: ok ? 0 : 1, sec: 0, ok, skipped: lack };
    }
    say(`${name} …`);
    const folder = join(work, String(i)), start = Date.now();
    mkdirSync(folder);
    let result;
    try {
        if (one.store === 'pg' && !one.needs?.includes('disk') && !server) {
            // Nothing is cut under it: it may lie in memory.
            memory = roomInMemory();
            server = new Server(join(memory ?? work, 'pg'));
            await server.start();
        }
        result = await one.work({ folder, seed, store: one.store, server: one.store === 'pg' ? server : null, chance: new Chance(`${seed} ${name}`), until: start + one.sec * 1000 });
        if (result.skipped) {
            say(`${name}: skipped: ${result.skipped}`);
            return { ...line, n: 0, violations: 0, sec: seconds(start), ok: true, skipped: result.skipped };
        }
        if (result.n === 0) result.violations.push('nothing was tried');
    } catch (e) {
        result = { n: 0, violations: [`the test itself failed: ${e.stack}`], figures: {}, isBroken: true };
    }
    const ok = one.fault ? !result.isBroken && one.found(result) : result.violations.length === 0;
    if (!ok) {
        kept = true;
        writeFileSync(join(folder, 'violations.txt'), result.violations.join('\n') + '\n');
        for (const violation of one.fault && !result.isBroken ? [`the fault '${one.fault}' was put in, and not found`] : result.violations.slice(0, 10)) say(`  ${violation}`);
        say(`  artefacts: ${folder}`);
    } else rmSync(folder, { recursive: true, force: true });
    say(`${name}: ${ok ? (one.fault ? 'found' : 'passed') : 'FAILED'} (${result.n} in ${seconds(start)} s)`);
    return { ...line, n: result.n, violations: result.violations.length, sec: seconds(start), ok, figures: result.figures };
}

say(`${mode}, seed ${seed}, ${program}`);
await must(program, ['--version']).catch(e => {
    say(`The program cannot be run: ${e.message}`);
    process.exit(1);
});
try {
    for (const [i, one] of tests.entries()) {
        const line = await once(one, i);
        if (!line.ok) failed++;
        process.stdout.write(JSON.stringify(line) + '\n');
    }
} finally {
    await close().catch(e => say(e.message));
    await server?.stop().catch(e => say(e.message));
    if (memory) rmSync(memory, { recursive: true, force: true });
}
if (!kept) rmSync(work, { recursive: true, force: true });
say(`${tests.length - failed} of ${tests.length} as they should be`);
process.exit(failed > 0 ? 1 : tests.length > 0 ? 0 : part ? 3 : 1);
