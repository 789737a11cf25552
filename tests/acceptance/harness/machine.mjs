// What every test needs of the machine: programs, time, chance, messages.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = join(dirname(fileURLToPath(import.meta.url)), '..');
export const root = join(here, '../..');
export const program = process.env.SURETY_PROGRAM || join(root, 'artifacts/bin/Surety.Cli/release/Surety.Cli');

const start = Date.now();
export const say = text => process.stderr.write(`${String(Math.round((Date.now() - start) / 1000)).padStart(5)} s  ${text}\n`);
export const sleep = milliseconds => new Promise(done => setTimeout(done, milliseconds));
export const seconds = since => Math.round((Date.now() - since) / 100) / 10;
export const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** Runs a program to its end. */
export function run(file, args, { input, env, timeout = 120_000, cwd } = {}) {
    return new Promise((done, failed) => {
        const child = spawn(file, args, { env: { ...process.env, ...env }, cwd, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
        const out = [], err = [];
        const late = setTimeout(() => child.kill('SIGKILL'), timeout);
        child.stdout.on('data', bytes => out.push(bytes));
        child.stderr.on('data', bytes => err.push(bytes));
        child.on('error', failed);
        child.on('close', (code, signal) => {
            clearTimeout(late);
            done({ code, signal, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() });
        });
        if (input !== undefined) {
            child.stdin.on('error', () => {});
            child.stdin.end(input);
        }
    });
}

/** Runs a program that has to succeed. */
export async function must(file, args, options) {
    const { code, signal, out, err } = await run(file, args, options);
    if (code !== 0) throw new Error(`${file} ${args.join(' ')}: ${signal ?? code}\n${out}${err}`);
    return out;
}

export const has = name => (process.env.PATH ?? '').split(':').concat('/usr/sbin', '/sbin').some(folder => existsSync(join(folder, name)));

/** Numbers that depend on the seed alone. */
export class Chance {
    constructor(seed) { this.state = sha256(String(seed)).readUInt32LE(0); }

    next() {
        let t = (this.state = (this.state + 0x6d2b79f5) | 0);
        t = Math.imul(t ^ (t >>> 15), t | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    }

    between(low, high) { return low + this.next() * (high - low); }

    below(count) { return Math.floor(this.next() * count); }
}

/** They stand still, every thread of them; a call that is under way ends before. */
export async function freeze(pids) {
    signal(pids, 'SIGSTOP');
    for (let i = 0; i < 1000 && !pids.every(isFrozen); i++) await sleep(1);
}

/** They go on. */
export const thaw = pids => signal(pids, 'SIGCONT');

function signal(pids, name) {
    for (const pid of pids)
        try {
            process.kill(pid, name);
        } catch {
            // It has ended.
        }
}

function isFrozen(pid) {
    try {
        return readdirSync(`/proc/${pid}/task`).every(thread => /\) [TtZX] /.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')));
    } catch {
        return true;
    }
}
