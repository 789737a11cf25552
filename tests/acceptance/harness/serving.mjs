// A server as the writer. T1: it is killed at any moment; T4: its disk is full or fails, it may open few files; T19: more comes than it can do.
import http from 'node:http';
import net from 'node:net';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { audit } from './audit.mjs';
import { Book } from './book.mjs';
import { Disk } from './disk.mjs';
import { fill } from './diskTrouble.mjs';
import { HttpLoad, agreement, checkDeeds, hosted } from './httpLoad.mjs';
import { resent } from './kill.mjs';
import { readPack } from './pack.mjs';
import { Place } from './place.mjs';
import { Server } from './server.mjs';
import { freeze, say, sleep, thaw } from './machine.mjs';
import { linesOf, watched } from './strace.mjs';

const check = (place, book, folder, whole) => audit(place, book, folder, { whole, space: agreement, further: checkDeeds });

/** T1: SIGKILL while eight clients are at work; it is there again in five seconds. */
export async function killServed({ folder, chance, seed, server, cycles, until, env, canary, enough = () => false }) {
    const figures = { acknowledged: 0, unknown: 0, lost: 0, deeds: 0, slowestStart: 0 }, violations = [];
    const place = new Place(join(folder, 'data'), server ? await server.database('t1_served') : null), book = new Book(join(folder, 'ackbook'));
    let served, n = 0;
    try {
        served = await hosted(place, { env });
        for (; n < cycles && Date.now() < until;) {
            const load = new HttpLoad(served, book, { seed, chance, resend: resent(book, chance).reverse() });
            await load.someAcknowledged();
            await sleep(chance.between(50, 900));
            load.isStopped = true;
            await served.kill();
            await load.stop();
            figures.acknowledged += load.acknowledged;
            figures.unknown += book.withState('unknown').length;
            violations.push(...load.wrong.map(text => `cycle ${n}: ${text}`));
            const wrong = await check(place, book, folder, n % 4 === 3);
            n++;
            figures.lost += wrong.lost ?? 0;
            violations.push(...wrong.map(text => `cycle ${n}: ${text}`));
            if (n % 10 === 0) say(`  T1 served: ${n} cycles, ${violations.length} violations`);
            if ((violations.length > 0 && !canary) || enough({ figures, violations })) break;
            const took = await served.start();
            figures.slowestStart = Math.max(figures.slowestStart, took);
            if (took > 5000 && !canary) violations.push(`cycle ${n}: it took ${took} ms to be there again`);
        }
        if (!canary && violations.length === 0) {
            const unknown = book.withState('unknown');
            const load = new HttpLoad(served, book, { seed, chance, resend: unknown, most: unknown.length + 5, clients: ['facts'] });
            await load.ended;
            await load.stop();
            if (book.withState('unknown').length > 0) violations.push(`sent again, ${book.withState('unknown').length} are still unknown`);
            const { code } = await served.stop();
            if (code !== 0) violations.push(`told to stop, it leaves with ${code}: ${served.messages}`);
            violations.push(...(await check(place, book, folder, true)));
        }
        figures.deeds = [...(book.deeds?.values() ?? [])].filter(d => d.ok).length;
    } finally {
        await served?.kill();
        book.close();
    }
    return { n, violations, figures };
}

async function takesAgain(served, seconds) {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(100)) {
        const answer = await served.call('POST', `/v1/agreements/${agreement}/facts?source=cure`, { key: served.provider.key, body: { type: 'outage', id: `cure-${Date.now()}`, service: 'shop', from: '2025-09-20T00:00:00Z', until: '2025-09-20T00:00:01Z' } }).catch(() => null);
        if (answer?.status === 201) return Date.now() < end;
    }
    return false;
}

/** T4a: the file system fills up; meanwhile the server says so, and takes facts ten seconds after there is room. */
export async function servedFull({ folder, chance, seed, store, cycles, until }) {
    const figures = { acknowledged: 0, lost: 0, refusals: {} }, violations = [];
    const disk = new Disk(folder, store === 'pg' ? 192 : 64);
    let server, served, book, n = 0;
    try {
        await disk.make();
        if (store === 'pg') server = new Server(join(disk.root, 'pg'), [], { WAL_SEGMENT: '1' });
        const place = new Place(join(disk.root, 'keys'), (await server?.start()) ?? null);
        book = new Book(join(folder, 'ackbook'));
        served = await hosted(place);
        for (; n < cycles && Date.now() < until && violations.length === 0; n++) {
            const load = new HttpLoad(served, book, { seed, chance, resend: resent(book, chance), clients: ['facts', 'facts', 'batches', 'batches'] });
            await load.someAcknowledged();
            const filler = join(disk.root, 'filler');
            fill(filler, disk);
            const refused = () => (load.refusals[507] ?? 0) + (load.refusals[503] ?? 0);
            for (const end = Date.now() + 20_000; refused() < 5 && Date.now() < end && served.child.exitCode === null;) await sleep(50);
            if (refused() === 0) violations.push(`cycle ${n}: the disk is full, and nobody is told`);
            if (served.child.exitCode !== null) violations.push(`cycle ${n}: the disk is full, and the server leaves with ${served.child.exitCode}: ${served.messages}`);
            rmSync(filler);
            await server?.start();
            if (!(await takesAgain(served, 10))) violations.push(`cycle ${n}: there is room, and nothing is taken ten seconds later`);
            await load.stop();
            figures.acknowledged += load.acknowledged;
            for (const [status, count] of Object.entries(load.refusals)) figures.refusals[status] = (figures.refusals[status] ?? 0) + count;
            violations.push(...load.wrong.map(text => `cycle ${n}: ${text}`));
            await served.kill();
            const wrong = await check(place, book, folder, true);
            figures.lost += wrong.lost;
            violations.push(...wrong.map(text => `cycle ${n}: ${text}`));
            await served.start();
        }
    } finally {
        await served?.kill();
        await server?.kill();
        await disk.unmount();
        book?.close();
    }
    return { n, violations, figures };
}

/** T4b: a flush fails. From then on nothing is acknowledged: the server says 503 and leaves. */
export async function servedFailing({ folder, chance, seed, points, until, env }) {
    const figures = { reached: 0, acknowledged: 0, lost: 0 }, violations = [];
    let n = 0;
    for (const point of points) {
        if (Date.now() >= until || violations.length > 5) break;
        n++;
        const here = join(folder, `record-${n}`), log = join(folder, 'strace'), at = `flush ${point} gives EIO`;
        mkdirSync(here);
        const place = new Place(join(here, 'data')), book = new Book(join(here, 'ackbook'));
        const served = await hosted(place, { env });
        await served.stop();
        try {
            served.wrap = watched(log, 'fsync,fdatasync', `fsync,fdatasync:error=EIO:when=${point}`);
            await served.start();
        } catch {
            // The fault met its very start: it says so and leaves, or takes too long under strace.
            await served.kill();
            violations.push(...(await check(place, book, folder, true)).map(text => `${at}: ${text}`));
            book.close();
            continue;
        }
        const load = new HttpLoad(served, book, { seed, chance, clients: ['facts', 'facts', 'facts', 'batches'] });
        const how = await Promise.race([served.ended, sleep(8000)]);
        if (how) {
            figures.reached++;
            if (how.code !== 1) violations.push(`${at}: it leaves with ${how.signal ?? how.code}, not with 1: ${served.messages}`);
            if (!/disk failed/.test(served.messages)) violations.push(`${at}: it does not say why: ${served.messages}`);
        }
        served.kill();
        await load.stop();
        figures.acknowledged += load.acknowledged;
        violations.push(...load.wrong.map(text => `${at}: ${text}`));
        const wrong = await check(place, book, folder, true);
        figures.lost += wrong.lost;
        violations.push(...wrong.map(text => `${at}: ${text}`));
        book.close();
        rmSync(log, { force: true });
    }
    if (figures.reached === 0) violations.push('no flush failed');
    return { n, violations, figures };
}

/** T4d: each flush takes a fifth of a second. What waits is answered late, nothing is lost, and whoever only reads does not wait for it. */
export async function servedSlow({ folder, chance, seed, cycles, until }) {
    const figures = { acknowledged: 0, lost: 0, reads: 0, slowestRead: 0 }, violations = [], log = join(folder, 'strace');
    const place = new Place(join(folder, 'data')), book = new Book(join(folder, 'ackbook'));
    const served = await hosted(place);
    await served.stop();
    let n = 0;
    try {
        served.wrap = watched(log, 'fsync,fdatasync', 'fsync,fdatasync:delay_exit=200000');
        for (; n < cycles && Date.now() < until && violations.length === 0; n++) {
            await served.start();
            const load = new HttpLoad(served, book, { seed, chance, resend: resent(book, chance) });
            await load.someAcknowledged();
            for (const end = Date.now() + chance.between(1000, 3000); Date.now() < end; await sleep(50)) {
                const began = Date.now(), answer = await served.call('GET', `/v1/agreements/${agreement}`, { key: served.provider.key });
                if (answer.status !== 200) violations.push(`cycle ${n}: reading gives ${answer.status}: ${answer.text.slice(0, 200)}`);
                figures.slowestRead = Math.max(figures.slowestRead, Date.now() - began);
                figures.reads++;
            }
            load.isStopped = true;
            await served.kill();
            await load.stop();
            if (!linesOf(log).some(line => line.includes('(DELAYED)'))) violations.push(`cycle ${n}: no flush was delayed`);
            rmSync(log, { force: true });
            figures.acknowledged += load.acknowledged;
            violations.push(...load.wrong.map(text => `cycle ${n}: ${text}`));
            const wrong = await check(place, book, folder, true);
            figures.lost += wrong.lost;
            violations.push(...wrong.map(text => `cycle ${n}: ${text}`));
        }
    } finally {
        await served.kill();
        book.close();
    }
    return { n, violations, figures };
}

/** T4e: the file system turns read-only under a server, as ext4 does when it finds an error in itself. The server says so or leaves with 1; mounted again and started, it takes facts within ten seconds. */
export async function servedReadOnly({ folder, chance, seed, store, cycles, until }) {
    const figures = { acknowledged: 0, lost: 0, refusals: {}, left: 0, slowestStart: 0 }, violations = [];
    const disk = new Disk(folder, store === 'pg' ? 192 : 64);
    let server, served, book, n = 0;
    try {
        await disk.make();
        if (!disk.canTurnReadOnly) return { skipped: 'this kernel cannot be told that a file system is at fault' };
        if (store === 'pg') server = new Server(join(disk.root, 'pg'), [], { WAL_SEGMENT: '1' });
        const place = new Place(join(disk.root, 'keys'), (await server?.start()) ?? null);
        book = new Book(join(folder, 'ackbook'));
        served = await hosted(place);
        for (; n < cycles && Date.now() < until && violations.length === 0; n++) {
            const load = new HttpLoad(served, book, { seed, chance, resend: resent(book, chance), clients: ['facts', 'facts', 'batches', 'batches'] });
            await load.someAcknowledged();
            // A flush that is under way may end well and be lost all the same: the kernel takes a transaction that it gave up for one that is done.
            const writers = [served.child.pid, ...(server?.pids ?? [])];
            await freeze(writers);
            await disk.turnReadOnly();
            thaw(writers);
            const refused = () => (load.refusals[507] ?? 0) + (load.refusals[503] ?? 0);
            const left = () => served.child.exitCode !== null;
            for (const end = Date.now() + 20_000; refused() < 5 && !left() && Date.now() < end;) await sleep(50);
            if (left()) {
                figures.left++;
                if (served.child.exitCode !== 1) violations.push(`cycle ${n}: the disk is read-only, and the server leaves with ${served.child.exitCode}, not with 1: ${served.messages}`);
                if (!/disk (failed|refused)|read-only/.test(served.messages)) violations.push(`cycle ${n}: it does not say why it leaves: ${served.messages}`);
            } else if (refused() === 0) violations.push(`cycle ${n}: the disk is read-only, and nobody is told`);
            load.isStopped = true;
            await served.kill();
            await load.stop();
            figures.acknowledged += load.acknowledged;
            for (const [status, count] of Object.entries(load.refusals)) figures.refusals[status] = (figures.refusals[status] ?? 0) + count;
            violations.push(...load.wrong.map(text => `cycle ${n}: ${text}`));
            await server?.kill();
            await disk.unmount();
            await disk.mount();
            await server?.start();
            const wrong = await check(place, book, folder, true);
            figures.lost += wrong.lost;
            violations.push(...wrong.map(text => `cycle ${n}: ${text}`));
            figures.slowestStart = Math.max(figures.slowestStart, await served.start());
            if (!(await takesAgain(served, 10))) violations.push(`cycle ${n}: it is mounted again, and nothing is taken ten seconds later`);
        }
    } finally {
        await served?.kill();
        await server?.kill();
        await disk.unmount();
        book?.close();
    }
    return { n, violations, figures };
}

/** T4f: few files may be open and the heap is small. Whoever holds connections for nothing keeps nobody out for longer than they hold. */
export async function servedScarce({ folder, chance, seed, server }) {
    const figures = { acknowledged: 0, lost: 0 }, violations = [], book = new Book(join(folder, 'ackbook'));
    const place = new Place(join(folder, 'data'), server ? await server.database('t4_scarce') : null);
    const served = await hosted(place, { env: { DOTNET_GCHeapHardLimit: '0x10000000' }, wrap: ['prlimit', '--nofile=400:400'] });
    try {
        const load = new HttpLoad(served, book, { seed, chance });
        await load.someAcknowledged();
        const idle = Array.from({ length: 600 }, () => net.connect(served.port, '127.0.0.1').on('error', () => {}));
        await sleep(3000);
        for (const socket of idle) socket.destroy();
        if (served.child.exitCode !== null) violations.push(`it leaves with ${served.child.exitCode}: ${served.messages}`);
        else if (!(await takesAgain(served, 10))) violations.push('the connections are gone, and nothing is taken ten seconds later');
        await load.stop();
        figures.acknowledged = load.acknowledged;
        figures.refusals = load.refusals;
        violations.push(...load.wrong.filter(text => !/^500/.test(text)));
        await served.kill();
        const wrong = await check(place, book, folder, true);
        figures.lost = wrong.lost;
        violations.push(...wrong);
    } finally {
        await served.kill();
        book.close();
    }
    return { n: 1, violations, figures };
}

const memoryOf = pid => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

// With 4.5 million facts taken in half a minute it held 682 MiB: 96 of bodies, four or five times as much while they are read, and what is not collected yet.
/** T19, its safe part: three times as much as it can do. It says so at once, holds little, loses nothing, and serves ten seconds later. */
export async function overload({ folder, seed, server, seconds, env, mostMegabytes = 900 }) {
    const figures = { capacity: 0, sent: 0, acknowledged: 0, refused: {}, broken: 0, lost: 0, megabytes: 0, secondsUntilServing: 0 }, violations = [];
    const place = new Place(join(folder, 'data'), server ? await server.database('t19') : null);
    const served = await hosted(place, { env, options: ['--no-close'] });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 2000 }), acknowledged = new Map();
    let batches = 0, outstanding = 0;
    const perBatch = 1000;
    // A batch for each stretch of time, so that none contradicts another.
    const batch = number => Array.from({ length: perBatch }, (_, i) => `{"type":"sample","service":"shop","labels":{"part":"p${number % 50}"},"at":"${new Date(Date.parse('2025-07-01T00:00:00Z') + (Math.floor(number / 50) * perBatch + i) * 1000).toISOString()}","value":${i}}`).join('\n');
    const bodies = Array.from({ length: 50 }, (_, i) => batch(i));
    const bodyOf = number => bodies[number % 50].replace(/"at":"[^"]*"/g, '"at":"X"').split('"X"').map((part, i) => (i < perBatch ? part + `"${new Date(Date.parse('2025-07-01T00:00:00Z') + (Math.floor(number / 50) * perBatch + i) * 1000).toISOString()}"` : part)).join('');
    served.agent.destroy();
    served.agent = agent;
    const send = async () => {
        const number = batches++, name = `over-${seed}-${number}`;
        outstanding++;
        figures.sent++;
        try {
            const answer = await served.call('POST', `/v1/feeds/northwind.load/facts?source=load&batch=${name}`, { key: served.provider.key, type: 'application/x-ndjson', body: bodyOf(number), timeout: 60_000 });
            if (answer.status === 200 || answer.status === 201) acknowledged.set(name, answer.json);
            else {
                figures.refused[answer.status] = (figures.refused[answer.status] ?? 0) + 1;
                if (![429, 503].includes(answer.status)) violations.push(`${answer.status}: ${answer.text.slice(0, 200)}`);
                else if (!answer.headers['retry-after'] || answer.headers['content-type'] !== 'application/problem+json') violations.push(`${answer.status} without Retry-After, or no problem document`);
            }
        } catch {
            figures.broken++;
        } finally {
            outstanding--;
        }
    };
    try {
        const measured = Date.now();
        await Promise.all(Array.from({ length: 8 }, async () => {
            while (Date.now() - measured < 3000) await send();
        }));
        figures.capacity = Math.max(5, Math.round(acknowledged.size / ((Date.now() - measured) / 1000)));
        const began = Date.now();
        for (let due = 0, last = began, now, looked = began, count = acknowledged.size; Date.now() - began < seconds * 1000 && served.child.exitCode === null; last = now) {
            now = Date.now();
            // A program that is compiled as it runs can do more when it has run for a while.
            if (now - looked >= 2000) {
                figures.capacity = Math.max(figures.capacity, Math.round((acknowledged.size - count) / ((now - looked) / 1000)));
                [looked, count] = [now, acknowledged.size];
            }
            for (due += ((now - last) / 1000) * 3 * figures.capacity; due >= 1; due--) if (outstanding < 1900) send();
            figures.megabytes = Math.max(figures.megabytes, Math.round(memoryOf(served.child.pid)));
            await sleep(20);
        }
        const over = Date.now();
        if (served.child.exitCode !== null) violations.push(`it leaves with ${served.child.exitCode}: ${served.messages}`);
        else if (!(await takesAgain(served, 10))) violations.push('the load is gone, and nothing is taken ten seconds later');
        figures.secondsUntilServing = Math.round((Date.now() - over) / 100) / 10;
        for (const end = Date.now() + 60_000; outstanding > 0 && Date.now() < end;) await sleep(50);
        figures.megabytes = Math.max(figures.megabytes, Math.round(memoryOf(served.child.pid)));
        figures.acknowledged = acknowledged.size * perBatch;
        if (!(figures.refused[503] + (figures.refused[429] ?? 0) > 0 || figures.refused[429] > 0)) violations.push('three times as much came as it can do, and nobody was told');
        if (figures.megabytes > mostMegabytes) violations.push(`it held ${figures.megabytes} MiB, and ${mostMegabytes} are the most`);
        agent.destroy();
        await served.stop();
        await place.must(['export', 'northwind.load', '-o', join(folder, 'load.surety'), '-q']);
        const there = new Map(readPack(join(folder, 'load.surety')).entries.filter(e => e.kind === 'facts').map(e => [e.batch, e]));
        for (const [name, receipt] of acknowledged)
            if (there.get(name)?.seq !== receipt.seq || there.get(name)?.leaf.toString('hex') !== receipt.leafHash) {
                figures.lost += perBatch;
                violations.push(`A1: ${name} was acknowledged as entry ${receipt.seq}, and is ${there.get(name)?.seq ?? 'lost'}`);
            }
    } finally {
        agent.destroy();
        await served.kill();
    }
    return { n: figures.sent, violations, figures };
}
