// A server as it is shipped, on a port of its own, and a client that says what came back and nothing else.
import { spawn } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import http from 'node:http';
import { createInterface } from 'node:readline';
import { program, sleep } from './machine.mjs';

export class Served {
    messages = '';

    /** @param place where the record lies; further options of `serve`. */
    constructor(place, { env, wrap = [], options = [] } = {}) { Object.assign(this, { place, env, wrap, options }); }

    /** Starts it; ready when it says so. Milliseconds that this took. */
    async start(most = 20_000) {
        const began = Date.now();
        const line = [...this.wrap, program, 'serve', '--urls', `http://127.0.0.1:${this.port ?? 0}`, ...this.options, ...this.place.options];
        const child = (this.child = spawn(line[0], line.slice(1), { env: { ...process.env, ...this.env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true }));
        this.ended = new Promise(done => child.on('close', (code, signal) => done({ code, signal })));
        child.stderr.on('data', bytes => {
            this.messages += bytes;
            this.token = this.messages.match(/this token: (\S+)/)?.[1] ?? this.token;
        });
        const address = new Promise(done => createInterface({ input: child.stdout }).once('line', done));
        const first = await Promise.race([address, this.ended, sleep(most)]);
        if (typeof first !== 'string') throw new Error(`the server did not start: ${JSON.stringify(first)} ${this.messages}`);
        this.port = Number(new URL(first).port);
        this.agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
        while ((await this.call('GET', '/healthz/ready').catch(() => ({ status: 0 }))).status !== 200) {
            if (Date.now() - began > most) throw new Error(`the server is not ready: ${this.messages}`);
            await sleep(10);
        }
        return Date.now() - began;
    }

    async kill() {
        try {
            process.kill(-this.child.pid, 'SIGKILL');
        } catch {
            // It has ended.
        }
        this.agent?.destroy();
        return this.ended;
    }

    /** As whoever runs it stops it. */
    async stop() {
        this.agent?.destroy();
        this.child.kill('SIGTERM');
        return this.ended;
    }

    /**
     * One request. A body that is no text and no bytes is sent as JSON.
     * @returns status, headers, text, and json where it is one; rejects where no whole answer came.
     */
    call(method, path, { key, cookie, body, type, headers = {}, timeout = 30_000 } = {}) {
        const bytes = body === undefined ? null : typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
        return new Promise((done, failed) => {
            const request = http.request({
                host: '127.0.0.1', port: this.port, method, path, agent: this.agent, timeout,
                headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...(cookie ? { cookie } : {}), ...(bytes === null ? {} : { 'content-type': type ?? 'application/json', 'content-length': Buffer.byteLength(bytes) }), ...headers },
            }, response => {
                const parts = [];
                response.on('data', part => parts.push(part));
                response.on('error', failed);
                response.on('aborted', () => failed(new Error('cut off')));
                response.on('end', () => {
                    const text = Buffer.concat(parts).toString();
                    const answer = { status: response.statusCode, headers: response.headers, text };
                    if (text.length > 0 && /json/.test(response.headers['content-type'] ?? '') && !/ndjson/.test(response.headers['content-type'])) answer.json = JSON.parse(text);
                    done(answer);
                });
            });
            request.on('timeout', () => request.destroy(new Error('no answer in time')));
            request.on('error', e => failed(Object.assign(e, { message: `${method} ${path.slice(0, 200)}: ${e.message}` })));
            request.end(bytes ?? undefined);
        });
    }

    /** One request that has to succeed. */
    async must(method, path, options) {
        const answer = await this.call(method, path, options);
        if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 2000)}`);
        return answer.json ?? answer.text;
    }

    /** The first party of the server, with its owner. */
    async begin(handle = 'northwind', title = 'Northwind Hosting') {
        // It is told on the other stream, which may be heard later.
        for (const most = Date.now() + 20_000; !this.token && Date.now() < most;) await sleep(10);
        const answer = await this.call('POST', '/v1/setup', { body: { token: this.token, party: { handle, title }, email: `owner@${handle}.example`, name: `Owner of ${title}`, password } });
        if (answer.status !== 201) throw new Error(`set-up: ${answer.status} ${answer.text}`);
        return this.#member(handle, answer);
    }

    /** The party at the other side of an agreement, which an owner invites. */
    async invite(owner, agreement, handle, title = handle) {
        const { token } = await this.must('POST', '/v1/invitations', { cookie: owner.cookie, body: { email: `owner@${handle}.example`, name: `Owner of ${title}`, agreement } });
        const answer = await this.call('POST', '/v1/invitations/accept', { body: { token, name: `Owner of ${title}`, password, party: { handle, title } } });
        if (answer.status !== 201) throw new Error(`invitation: ${answer.status} ${answer.text}`);
        return this.#member(handle, answer);
    }

    /** Somebody of the owner's party with roles. */
    async member(owner, name, roles) {
        const { token } = await this.must('POST', '/v1/invitations', { cookie: owner.cookie, body: { email: `${name}@${owner.party}.example`, name, roles } });
        const answer = await this.call('POST', '/v1/invitations/accept', { body: { token, name, password } });
        if (answer.status !== 201) throw new Error(`invitation: ${answer.status} ${answer.text}`);
        return this.#member(owner.party, answer);
    }

    /** Signs a version of an agreement with a pen; with headers, whatever comes of it. */
    async sign(agreement, key, { privateKey, publicKey }, version, headers) {
        const path = `/v1/agreements/${agreement}/versions/${version}`;
        const text = await this.must('GET', `${path}/signing`, { key, headers: { accept: 'text/plain' } });
        const options = { key, body: { publicKey, signature: sign('sha256', Buffer.from(text), privateKey).toString('base64') }, headers };
        return headers ? this.call('POST', `${path}/signatures`, options) : this.must('POST', `${path}/signatures`, options);
    }

    #member(party, answer) {
        return { party, cookie: answer.headers['set-cookie'][0].split(';')[0], caller: answer.json.caller };
    }

    /** A key of a party. */
    async key(owner, scopes, more = {}) { return (await this.must('POST', '/v1/keys', { cookie: owner.cookie, body: { label: scopes.join(' '), scopes, ...more } })).key; }
}

/** What somebody signs with. */
export const pen = () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'pem' }) };
};

/** All items of a list. */
export async function all(served, options, path) {
    const items = [];
    for (let next = ''; next !== undefined; ) {
        const page = await served.must('GET', `${path}${path.includes('?') ? '&' : '?'}limit=200${next ? `&cursor=${next}` : ''}`, options);
        items.push(...page.items);
        next = page.next;
    }
    return items;
}

export const password = 'a long enough password';
