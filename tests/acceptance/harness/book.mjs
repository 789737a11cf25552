// The ackbook: what was sent, and what was answered. It lies on another file system than the record, and each line is on the disk before anything follows from it.
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';

export class Book {
    facts = new Map();
    notes = [];

    constructor(file) { this.file = openSync(file, 'a'); }

    #line(text) { writeSync(this.file, text + '\n'); }

    /** Before anything follows from what was written. */
    flush() { fdatasyncSync(this.file); }

    invoke(id, line, hash) {
        if (this.facts.has(id)) return;
        this.#line(`invoke ${id} ${hash}`);
        this.facts.set(id, { line, state: 'sent' });
    }

    ok(id, seq, leaf) {
        const fact = this.facts.get(id);
        this.#line(`ok ${id} ${seq} ${leaf ?? '-'}`);
        if (fact.state === 'ok' && seq === 0) return;
        Object.assign(fact, { state: 'ok', seq, leaf });
    }

    fail(id) {
        this.#line(`fail ${id}`);
        this.facts.get(id).state = 'fail';
    }

    /** Whatever was sent and not answered may be there or not. */
    unknownRest() {
        for (const [id, fact] of this.facts)
            if (fact.state === 'sent') {
                this.#line(`unknown ${id}`);
                fact.state = 'unknown';
            }
    }

    note(note) {
        if (this.notes.includes(note)) return;
        this.#line(`note ${JSON.stringify(note)}`);
        this.notes.push(note);
    }

    withState(state) { return [...this.facts].filter(([, fact]) => fact.state === state).map(([id]) => id); }

    close() { closeSync(this.file); }
}
