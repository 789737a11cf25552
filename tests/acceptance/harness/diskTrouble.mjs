// T4: a disk that is full, and a disk that fails. The program says so and stops; nothing that it acknowledged is lost, and after the cure it goes on.
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { audit, isCrash } from './audit.mjs';
import { Book } from './book.mjs';
import { Disk } from './disk.mjs';
import { resent } from './kill.mjs';
import { Load } from './load.mjs';
import { Place, scenario } from './place.mjs';
import { Server } from './server.mjs';
import { say, sleep } from './machine.mjs';
import { linesOf, watched } from './strace.mjs';

const isFull = /disk( of the database server)? is full/;

const saysSo = /disk( of the database server)? is full|disk refused|server cannot be reached, or broke off/;

const complaints = (at, how, messages) => [
    ...(how.code === 1 ? [] : [`${at}: it leaves with ${how.signal ?? how.code}, not with 1`]),
    ...(isCrash(messages) ? [`${at}: it takes the disk's fault for its own: ${messages.trim()}`] : []),
    ...(saysSo.test(messages) ? [] : [`${at}: it does not say what is wrong: ${messages.trim()}`]),
];

/** (a) The file system fills up under the load, and is freed afterwards. */
export async function full({ folder, chance, seed, store, cycles, until, env }) {
    const figures = { acknowledged: 0, unknown: 0, lost: 0, full: 0 }, violations = [];
    const disk = new Disk(folder, store === 'pg' ? 192 : 64);
    let server, book, load, n = 0;
    try {
        await disk.make();
        if (store === 'pg') server = new Server(join(disk.root, 'pg'), [], { WAL_SEGMENT: '1' });
        const place = new Place(join(disk.root, 'keys'), (await server?.start()) ?? null);
        await place.begin();
        book = new Book(join(folder, 'ackbook'));
        for (; n < cycles && Date.now() < until && violations.length === 0; n++) {
            load = new Load(place, book, { seed, env, resend: resent(book, chance) });
            await load.someAcknowledged();
            const filler = join(disk.root, 'filler');
            fill(filler, disk);
            // What is left of the last blocks is used up by the load.
            const how = await Promise.race([load.ended, sleep(env ? 3_000 : 30_000)]);
            if (!how) {
                violations.push(`cycle ${n}: the disk is full, and the writer goes on`);
                load.kill();
                await load.ended;
            } else {
                figures.full += isFull.test(load.messages) ? 1 : 0;
                violations.push(...complaints(`cycle ${n}`, how, load.messages));
            }
            figures.acknowledged += load.acknowledged;
            figures.unknown += book.withState('unknown').length;
            rmSync(filler);
            await server?.start();
            const wrong = await audit(place, book, folder);
            figures.lost += wrong.lost;
            violations.push(...wrong.map(text => `cycle ${n}: ${text}`));
        }
        if (violations.length === 0) {
            const load = new Load(place, book, { seed, resend: book.withState('unknown'), most: 20 });
            const { code } = await load.ended;
            if (code !== 0) violations.push(`room was made, and it leaves with ${code}: ${load.messages}`);
            violations.push(...(await audit(place, book, folder)));
        }
    } finally {
        load?.kill();
        await server?.kill();
        await disk.unmount();
        book?.close();
    }
    return { n, violations, figures };
}

export function fill(file, disk) {
    const filler = openSync(file, 'w');
    try {
        for (let size = 1 << 20; size >= 1 << 12;)
            try {
                writeSync(filler, Buffer.alloc(size));
            } catch (e) {
                if (e.code !== 'ENOSPC') throw e;
                size >>= 1;
            }
    } finally {
        closeSync(filler);
    }
}

/** (b), (c) The Nth call fails, maybe of one file only: fdatasync with EIO, pwrite64 with ENOSPC. */
export async function failing({ folder, chance, seed, call, error, points, until, env, file = null }) {
    const figures = { reached: 0, acknowledged: 0, unknown: 0, lost: 0, acknowledgedAfterFault: 0 }, violations = [];
    let place, book, n = 0;
    for (const point of points) {
        if (Date.now() >= until || violations.length > 20) break;
        if (n % 20 === 0 || env) {
            book?.close();
            const here = join(folder, `record-${n}`);
            mkdirSync(here);
            place = new Place(join(here, 'data'));
            await place.begin();
            book = new Book(join(here, 'ackbook'));
        }
        n++;
        const at = `${call} ${point} gives ${error}`, log = join(folder, 'strace');
        rmSync(log, { force: true });
        const load = new Load(place, book, { seed, env, most: file ? 400 : 2 * point + 20, resend: resent(book, chance), wrap: watched(log, `${call},write`, `${call}:error=${error}:when=${point}`, file && join(place.folder, file)) });
        const how = await load.ended;
        const lines = linesOf(log), fault = lines.findIndex(line => line.includes('(INJECTED)'));
        const wrong = [];
        // SQLite flushes the folder of a new file too, and takes no notice where that fails: a file system that cannot do it is common.
        if (fault >= 0 && lines[fault].includes(`<${place.folder}>`)) figures.folders = (figures.folders ?? 0) + 1;
        else if (fault >= 0) {
            figures.reached++;
            wrong.push(...complaints(at, how, load.messages));
            const after = lines.slice(fault).filter(line => / write\(\d+<[^>]*>, "\{\\"space\\"/.test(line)).length;
            figures.acknowledgedAfterFault += after;
            if (after > 0) wrong.push(`${at}: ${after} facts were acknowledged after that`);
            figures.calls = { ...figures.calls, [fileOf(lines[fault])]: (figures.calls?.[fileOf(lines[fault])] ?? 0) + 1 };
        } else if (how.code !== 0) wrong.push(`${at}: never reached, and it leaves with ${how.code}: ${load.messages}`);
        figures.acknowledged += load.acknowledged;
        figures.unknown += book.withState('unknown').length;
        const found = await audit(place, book, folder, { whole: n % 5 === 0 });
        figures.lost += found.lost;
        violations.push(...wrong, ...found.map(text => `${at}: ${text}`));
        if (n % 20 === 0) say(`  T4 ${call}: ${n} of ${points.length}, ${violations.length} violations`);
    }
    book?.close();
    return { n, violations, figures };
}

const fileOf = line => /<([^>]*)>/.exec(line)?.[1].replace(/.*\//, '') ?? '?';

/** A command on a disk that fails at any of its calls: the very first one of a record, or facts that come into one, up to where it signs the end of the journal and closes. */
export async function beginning({ folder, call, error, most, until, isFirst = true }) {
    const figures = { reached: 0 }, violations = [];
    const command = isFirst ? ['apply', scenario('agreement.yaml'), '--kept-by', 'provider', '-q'] : ['ingest', scenario('late.jsonl'), '--source', 'probe', '-q'];
    let n = 0;
    for (let point = 1; point <= most && Date.now() < until; point++, n++) {
        const at = `${command[0]}, ${call} ${point} gives ${error}`, place = new Place(join(folder, `begin-${point}`)), log = join(folder, 'strace');
        rmSync(log, { force: true });
        if (!isFirst) await place.begin();
        const how = await place.surety(command, { wrap: watched(log, call, `${call}:error=${error}:when=${point}`) });
        const fault = linesOf(log).find(line => line.includes('(INJECTED)'));
        if (!fault) break;
        figures.reached++;
        // A folder whose name cannot be made durable may be passed over, and so may what need not fit into the file yet, never a flush.
        if (how.code !== 0 || (error === 'EIO' && !fault.includes(`<${place.folder}>`))) violations.push(...complaints(at, how, how.err));
        await place.begin().catch(e => violations.push(`${at}: and then: ${e.message}`));
        const doctor = await place.surety(['doctor', '-q']);
        if (doctor.code !== 0) violations.push(`${at}: then doctor leaves with ${doctor.code}: ${doctor.out}${doctor.err}`);
    }
    return { n, violations, figures };
}
