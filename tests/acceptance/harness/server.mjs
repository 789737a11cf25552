// A PostgreSQL server of its own, by postgres.sh.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { here, must, sleep } from './machine.mjs';
import { psqlName } from './place.mjs';

const script = join(here, 'postgres.sh');

export class Server {
    constructor(folder, settings = [], env = {}) { Object.assign(this, { folder, settings, env }); }

    async start() {
        this.url = (await must(script, ['start', this.folder, ...this.settings], { env: this.env })).trim();
        // After a power cut nobody can read it any more.
        this.pid = Number(readFileSync(join(this.folder, 'data/postmaster.pid'), 'utf8').split('\n')[0]);
        return this.url;
    }

    stop() { return must(script, ['stop', this.folder]); }

    /** The server and its processes, at once. */
    async kill() {
        if (!this.pid) return;
        const all = this.pids;
        for (const one of all) end(one);
        while (all.some(one => existsSync(`/proc/${one}/exe`) && readState(one) !== 'Z')) await sleep(5);
        this.pid = null;
    }

    get pids() { return [this.pid, ...childrenOf(this.pid)]; }

    urlOf(database) { return this.url.replace('/surety?', `/${database}?`); }

    admin(sql) { return must('psql', ['-XAtq', '-d', psqlName(this.urlOf('postgres')), '-c', sql]); }

    psql(url, sql) { return must('psql', ['-XAtq', '-d', psqlName(url), '-c', sql]); }

    /** A database with nothing in it, or with what another one has. */
    async database(name, template = 'template0') {
        await this.admin(`drop database if exists ${name} with (force)`);
        await this.admin(`create database ${name} template ${template}`);
        return this.urlOf(name);
    }
}

function end(number) {
    try {
        process.kill(number, 'SIGKILL');
    } catch {
        // It has ended.
    }
}

const stat = number => {
    try {
        return readFileSync(`/proc/${number}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    } catch {
        return [];
    }
};

const readState = number => stat(number)[0] ?? 'Z';

const childrenOf = parent => readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number).filter(one => stat(one)[1] === String(parent));
