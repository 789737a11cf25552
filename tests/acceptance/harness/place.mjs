// Where a record lies: a folder, or a database of a server with a folder for the keys.
import { join } from 'node:path';
import { here, must, program, run } from './machine.mjs';

export const space = 'web-shop';
export const scenario = name => join(here, 'scenario', name);

export class Place {
    /** @param url of PostgreSQL; null: the folder keeps the record. */
    constructor(folder, url = null) {
        this.folder = folder;
        this.url = url;
    }

    get options() { return ['--data', this.folder, ...(this.url ? ['--store', this.url] : [])]; }

    get sort() { return this.url ? 'pg' : 'sqlite'; }

    /** A command, maybe under another program that watches it. */
    surety(args, { wrap = [], ...options } = {}) {
        const line = [...wrap, program, ...args, ...this.options];
        return run(line[0], line.slice(1), options);
    }

    async must(args, options) {
        const { code, out, err } = await this.surety(args, options);
        if (code !== 0) throw new Error(`surety ${args.join(' ')}: ${code}\n${out}${err}`);
        return out;
    }

    /** The rows of a selection, as text. */
    async rows(sql) {
        const out = this.url ? await must('psql', ['-XAtq', '-F', '|', '-d', psqlName(this.url), '-c', sql], { env: { PGOPTIONS: '-c surety.party=*' } }) : await must('sqlite3', ['-batch', join(this.folder, 'surety.db'), sql]);
        return out.split('\n').filter(line => line.length > 0);
    }

    /** An agreement in force and its months closed, so that statements are there to be worked out again. */
    async begin(options) {
        await this.must(['apply', scenario('agreement.yaml'), '--kept-by', 'provider', '-q'], options);
        await this.must(['ingest', scenario('july.jsonl'), scenario('august.csv'), scenario('september.jsonl'), '--source', 'probe', '-q'], options);
        await this.must(['close', '-q'], options);
    }
}

export const psqlName = url => url.replace(/^postgres:\/\/\//, 'postgresql:///');
