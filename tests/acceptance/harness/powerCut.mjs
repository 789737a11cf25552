// T3: the power is cut under the writer. The writer stands still first, so that it acknowledges nothing after the cut; then the file system forgets what was not flushed.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { audit } from './audit.mjs';
import { Book } from './book.mjs';
import { Disk } from './disk.mjs';
import { resent } from './kill.mjs';
import { Load } from './load.mjs';
import { Place, scenario, space } from './place.mjs';
import { Server } from './server.mjs';
import { must, program, run, say, sleep } from './machine.mjs';

export async function powerCut({ folder, chance, seed, store, cycles, until, env, settings = [], canary }) {
    const figures = { acknowledged: 0, unknown: 0, lost: 0, cyclesWithLoss: 0 };
    const violations = [];
    const disk = new Disk(folder, store === 'pg' ? 640 : 256);
    let server, place, book, load, n = 0;

    // Data, keys and settings lie on the file system that is cut; packs and the ackbook do not.
    async function begin() {
        await server?.kill();
        await disk.unmount();
        await disk.make();
        if (store === 'pg') {
            server = new Server(join(disk.root, 'pg'), settings);
            await server.start();
        }
        place = new Place(join(disk.root, 'keys'), server?.url ?? null);
        await place.begin({ env });
        if (canary) {
            // Only what the load writes is to be lost: the server's own writer has flushed the rest by then.
            if (server) await sleep(1500);
            await must('sync', ['-f', disk.root]);
        }
        book?.close();
        mkdirSync(join(folder, `books`), { recursive: true });
        book = new Book(join(folder, 'books', `ackbook-${n}`));
    }

    async function cycle() {
        load = new Load(place, book, { seed, env, resend: resent(book, chance) });
        await load.someAcknowledged();
        await sleep(chance.between(50, 450));
        await load.freeze();
        await disk.cut();
        load.kill();
        await server?.kill();
        await load.ended;
        figures.acknowledged += load.acknowledged;
        await disk.unmount();
        await disk.mount();
        await server?.start();
    }

    try {
        for (; n < cycles && Date.now() < until;) {
            if (n % 25 === 0 || canary) await begin();
            await cycle();
            figures.unknown += book.withState('unknown').length;
            const wrong = await audit(place, book, folder, { whole: n % 5 === 0 || canary, env });
            n++;
            figures.lost += wrong.lost;
            figures.cyclesWithLoss += wrong.length > 0 ? 1 : 0;
            violations.push(...wrong.map(text => `cycle ${n}: ${text}`));
            if (n % 10 === 0) say(`  T3 ${store}: ${n} cycles, ${violations.length} violations`);
            if (wrong.length > 0 && !canary) break;
        }
        if (!canary && violations.length === 0) {
            const load = new Load(place, book, { seed, resend: book.withState('unknown'), most: 5 });
            const { code } = await load.ended;
            if (code !== 0) violations.push(`the last load leaves with ${code}: ${load.messages}`);
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

/** The power is cut as soon as a command has ended: what it said is so. */
export async function cutAfterCommands({ folder, store, until }) {
    const figures = { commands: 0 }, violations = [];
    const disk = new Disk(folder, store === 'pg' ? 640 : 256);
    const at = name => join(disk.root, name);
    let server, n = 0;
    try {
        await disk.make();
        if (store === 'pg') server = new Server(at('pg'));
        const place = new Place(at('data'), (await server?.start()) ?? null);
        const sign = side => ['apply', scenario('agreement.yaml'), '--sign', side, '--key', at(`keys/${side}.pem`)];
        const steps = [
            ['key', at('keys/provider.pem')], ['key', at('keys/customer.pem')], sign('provider'), sign('customer'), ['ingest', scenario('july.jsonl'), '--source', 'probe'], ['ingest', scenario('august.csv'), '--source', 'probe'], ['close'],
            ['ingest', scenario('late.jsonl'), '--source', 'probe'], ['revise', '2025-07', '--reason', 'an outage was reported late'], ['close'], ['export', space, '-o', at('packs/shop.surety')],
            ['backup', at('backups/shop.backup')], ['restore', at('backups/shop.backup'), '--data', at('restored')],
        ];
        mkdirSync(at('packs'));
        await must('sync', ['-f', disk.root]);
        for (const step of steps) {
            if (Date.now() > until) break;
            const isAlone = ['key', 'restore'].includes(step[0]);
            const { code, out, err } = isAlone ? await run(program, [...step, '-q']) : await place.surety([...step, '-q']);
            if (code !== 0) violations.push(`${step[0]} leaves with ${code}: ${out}${err}`);
            const before = isAlone ? null : await entries(place);
            await disk.cut();
            await server?.kill();
            await disk.unmount();
            await disk.mount();
            await server?.start();
            if (['key', 'backup'].includes(step[0]) && !existsSync(step[1])) violations.push(`${step[0]}: ${step[1]} is lost`);
            const after = isAlone ? null : await entries(place);
            if (after !== before) violations.push(`${step[0]}: ${before} entries before the cut, ${after} after it`);
            if (step[0] === 'export' && !existsSync(step[3])) violations.push('export: the pack is lost');
            figures.commands++;
            n++;
        }
        const doctor = await place.surety(['doctor', '-q']);
        if (doctor.code !== 0) violations.push(`at last doctor leaves with ${doctor.code}: ${doctor.out}${doctor.err}`);
        if (existsSync(at('backups/shop.backup'))) {
            const restored = await run(program, ['doctor', '-q', '--data', at('restored')]);
            if (restored.code !== 0) violations.push(`at last doctor leaves with ${restored.code} of what was restored: ${restored.out}${restored.err}`);
        }
        if (existsSync(at('packs/shop.surety'))) {
            const verified = await run(program, ['verify', at('packs/shop.surety'), '-q']);
            if (verified.code !== 0) violations.push(`at last verify leaves with ${verified.code}: ${verified.out}${verified.err}`);
        }
    } finally {
        await server?.kill();
        await disk.unmount();
    }
    return { n, violations, figures };
}

async function entries(place) {
    const { code, out, err } = await place.surety(['status', '-o', 'json', '-q']);
    return code === 0 ? JSON.parse(out).spaces[0]?.entries : err.trim();
}
