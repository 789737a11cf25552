// The writer: facts, one a line and each a batch by itself, of which every one is acknowledged when it is on the disk.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { freeze, program, sha256, sleep } from './machine.mjs';
import { space } from './place.mjs';

const firstInstant = Date.parse('2025-09-20T00:00:00Z');

/** So many facts may be on their way at once. */
const window = 32;

let number = 0;

export class Load {
    messages = '';
    acknowledged = 0;
    #waiting = [];
    #resend;
    #isDue = false;

    /** @param resend ids that are sent once more, before new ones. */
    constructor(place, book, { seed, resend = [], most = Infinity, env, wrap = [] }) {
        Object.assign(this, { place, book, seed, most });
        this.#resend = [...resend];
        const line = [...wrap, program, 'ingest', '-', '--source', 'load', '--lines', '1', '-o', 'json', '--space', space, ...place.options];
        this.child = spawn(line[0], line.slice(1), { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
        this.child.stdin.on('error', () => {});
        this.child.stderr.on('data', bytes => (this.messages += bytes));
        const lines = createInterface({ input: this.child.stdout });
        lines.on('line', text => this.#answered(text));
        const read = new Promise(done => lines.on('close', done));
        const ended = new Promise(done => this.child.on('close', (code, signal) => done({ code, signal })));
        /** How it ended, once all that it said is in the book. */
        this.ended = Promise.all([ended, read]).then(([how]) => {
            book.unknownRest();
            book.flush();
            // It leaves with 1 where rows were refused, and some are sent for just that; what came too late is told.
            return how.code === 1 && this.messages.trim().split('\n').every(line => / error fact\.choice: |: \d{4}-\d\d, revision \d+, is published already, and /.test(line)) ? { ...how, code: 0 } : how;
        });
        this.#send();
    }

    #send() {
        this.#isDue = false;
        const lines = [];
        let isLast = false;
        while (this.#waiting.length < window && !this.isStopped && !isLast) {
            const id = this.#resend.length > 0 ? this.#resend.shift() : this.#next();
            if (id === null) isLast = true;
            else {
                this.#waiting.push(id);
                lines.push(this.book.facts.get(id).line + '\n');
            }
        }
        this.book.flush();
        if (lines.length > 0) this.child.stdin.write(lines.join(''));
        if (isLast) this.stop();
    }

    #next() {
        if (this.most-- <= 0) return null;
        const id = `load-${this.seed}-${++number}.`;
        const line = JSON.stringify({ type: 'state', id, at: new Date(firstInstant + number * 1000).toISOString().replace('.000', ''), state: number % 40 === 39 ? 'no such state' : number % 3 ? 'up' : 'degraded', labels: { service: 'shop' } });
        this.book.invoke(id, line, sha256(line).toString('hex'));
        return id;
    }

    #answered(text) {
        const id = this.#waiting.shift();
        let answer;
        try {
            answer = JSON.parse(text);
        } catch {
            return; // cut off in the middle: not answered
        }
        if (answer.checkpoint) this.book.note(answer.checkpoint);
        if (answer.refused > 0) this.book.fail(id);
        else this.book.ok(id, answer.seq, answer.leafHash);
        this.acknowledged++;
        if (!this.#isDue) setImmediate(() => this.#send());
        this.#isDue = true;
    }

    /** No more facts; what is on its way is finished. */
    stop() {
        if (!this.isStopped) this.child.stdin.end();
        this.isStopped = true;
    }

    async someAcknowledged(most = 30_000) {
        const end = Date.now() + most;
        while (this.acknowledged < 3 && this.child.exitCode === null && Date.now() < end) await sleep(5);
    }

    /** Stands still, every thread of it; what it said before is still to be heard. */
    async freeze() {
        this.isStopped = true;
        await freeze([this.child.pid]);
    }

    kill() {
        this.isStopped = true;
        try {
            process.kill(-this.child.pid, 'SIGKILL');
        } catch {
            // It ended by itself.
        }
    }
}
