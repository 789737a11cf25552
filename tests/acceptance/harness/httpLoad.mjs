// The writers of a server: eight clients at once, who send facts, propose and answer, change the text and sign it, and close. What is sent stands in the ackbook before, what is answered after.
import { createSign, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sha256, sleep } from './machine.mjs';
import { scenario } from './place.mjs';
import { Served } from './served.mjs';

export const agreement = 'northwind.web-shop';

const yaml = readFileSync(scenario('agreement.yaml'), 'utf8');
const firstInstant = Date.parse('2025-09-20T00:00:00Z');

/** A server with an agreement that both sides have signed. */
export async function hosted(place, options) {
    const served = new Served(place, { ...options, options: ['--requests-per-second', '100000', ...(options?.options ?? [])] });
    await served.start();
    const provider = await served.begin();
    await served.must('POST', '/v1/agreements?side=provider', { cookie: provider.cookie, type: 'application/yaml', body: yaml });
    const customer = await served.invite(provider, agreement, 'sommer', 'Shop Sommer');
    for (const party of [provider, customer]) {
        party.key = await served.key(party, ['read', 'facts', 'manage', 'sign']);
        party.signing = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const signed = await sign(served, party, 1);
        if (signed.status !== 201) throw new Error(`signature: ${signed.status} ${signed.text}`);
    }
    return Object.assign(served, { provider, customer });
}

async function sign(served, party, version) {
    const at = `/v1/agreements/${agreement}/versions/${version}`;
    const text = await served.call('GET', `${at}/signing`, { key: party.key, headers: { accept: 'text/plain' } });
    if (text.status !== 200) return text;
    const body = { publicKey: party.signing.publicKey.export({ type: 'spki', format: 'pem' }), signature: createSign('SHA256').update(text.text).sign(party.signing.privateKey).toString('base64') };
    return served.call('POST', `${at}/signatures`, { key: party.key, body, headers: { 'if-match': '*' } });
}

let number = 0;

export class HttpLoad {
    acknowledged = 0;
    refusals = {};
    wrong = [];
    #resend;
    #running;

    /** @param resend ids that are sent once more, before new ones; @param clients what each of them does. */
    constructor(served, book, { seed, chance, resend = [], most = Infinity, clients = ['facts', 'facts', 'facts', 'batches', 'batches', 'proposals', 'versions', 'close'] }) {
        Object.assign(this, { served, book, seed, chance, most });
        book.deeds ??= new Map();
        this.#resend = [...resend];
        this.#running = Promise.all(clients.map(what => this.#client(what)));
    }

    async #client(what) {
        while (!this.isStopped && (what !== 'facts' || this.most > 0))
            try {
                await this[what]();
            } catch {
                // No answer: nobody knows.
                await sleep(5);
            }
    }

    /** Ends when all clients have heard what they wait for. */
    async stop() {
        this.isStopped = true;
        await this.#running;
        this.book.unknownRest();
        this.book.flush();
    }

    get ended() { return this.#running; }

    async someAcknowledged(most = 20_000) {
        const end = Date.now() + most;
        while (this.acknowledged < 10 && Date.now() < end) await sleep(5);
    }

    #next() {
        const id = `load-${this.seed}-${++number}.`;
        const line = JSON.stringify({ type: 'state', id, at: new Date(firstInstant + number * 1000).toISOString().replace('.000', ''), state: number % 40 === 39 ? 'no such state' : number % 3 ? 'up' : 'degraded', labels: { service: 'shop' } });
        this.book.invoke(id, line, sha256(line).toString('hex'));
        return id;
    }

    #answered(answer) {
        // A fact that cannot be used is answered with its receipt, and is not sent again.
        if (answer.status === 200 || answer.status === 201 || (answer.status === 422 && answer.json?.refused > 0)) return true;
        this.refusals[answer.status] = (this.refusals[answer.status] ?? 0) + 1;
        if ([429, 503, 507].includes(answer.status)) {
            if (answer.headers['content-type'] !== 'application/problem+json') this.wrong.push(`${answer.status} is no problem document: ${answer.text.slice(0, 200)}`);
            if (!answer.headers['retry-after']) this.wrong.push(`${answer.status} does not say when to come again`);
        } else if (answer.status >= 500) this.wrong.push(`${answer.status}: ${answer.text.slice(0, 300)}`);
        return false;
    }

    #note(receipt) {
        if (receipt.checkpoint) this.book.note(receipt.checkpoint);
    }

    async facts() {
        this.most--;
        const id = this.#resend.shift() ?? this.#next();
        this.book.flush();
        const answer = await this.served.call('POST', `/v1/agreements/${agreement}/facts?source=load`, { key: this.served.provider.key, body: this.book.facts.get(id).line });
        if (!this.#answered(answer)) return sleep(20);
        this.#note(answer.json);
        if (answer.json.refused > 0) this.book.fail(id);
        else this.book.ok(id, answer.json.seq, answer.json.leafHash);
        this.acknowledged++;
    }

    async batches() {
        const ids = Array.from({ length: 1 + this.chance.below(20) }, () => this.#next());
        this.book.flush();
        // A name that no id can be found in.
        const name = `batch-${this.seed}-${++number}`, body = ids.map(id => this.book.facts.get(id).line).join('\n');
        const send = () => this.served.call('POST', `/v1/agreements/${agreement}/facts?source=load&batch=${name}`, { key: this.served.provider.key, type: 'application/x-ndjson', body, headers: { accept: 'application/x-ndjson' } });
        const answer = await send();
        if (!this.#answered(answer)) return sleep(20);
        // Acknowledged before anybody knew what became of each: a fault that is put in.
        if (answer.json) return;
        const lines = answer.text.trim().split('\n').map(line => JSON.parse(line)), receipt = lines.pop();
        this.#note(receipt);
        if (lines.length !== ids.length) this.wrong.push(`${ids.length} rows were sent, and ${lines.length} answered`);
        for (const { line, result } of lines)
            if (result === 'refused') this.book.fail(ids[line - 1]);
            else this.book.ok(ids[line - 1], result === 'accepted' ? receipt.seq : 0, receipt.leafHash);
        this.acknowledged += ids.length;
        // Sent twice it counts once.
        if (this.chance.below(10) === 0) await send();
    }

    /** Something that is no fact: it is in the journal once, or not at all. */
    async #deed(name, call, find) {
        this.book.deeds.set(name, { ok: false, find });
        const answer = await call(name);
        if (!this.#answered(answer)) return null;
        this.book.deeds.get(name).ok = true;
        this.acknowledged++;
        return answer;
    }

    async proposals() {
        const { provider, customer } = this.served, old = this.book.withState('ok').find(id => !this.book.deeds.has(`fix ${id}`));
        if (!old) return sleep(10);
        this.book.deeds.set(`fix ${old}`, { ok: false, find: () => true, most: Infinity });
        const name = `prp_${sha256(`${this.seed} ${old}`).toString('hex').slice(0, 16)}`, fact = { ...JSON.parse(this.book.facts.get(old).line), id: `fix-${name}`, source: 'load', supersedes: old, state: 'down' };
        const proposed = await this.#deed(name, once => this.served.call('POST', `/v1/agreements/${agreement}/proposals`, { key: provider.key, body: { kind: 'correction', name, reason: 'it was looked at again', facts: [fact] }, headers: { 'idempotency-key': once } }), e => e.kind === 'suggested' && e.proposal === name);
        if (!proposed) return sleep(20);
        const what = this.chance.below(3) > 0 ? 'acceptances' : 'refusals';
        const answer = async (once, what, more) => this.served.call('POST', `/v1/agreements/${agreement}/proposals/${name}/${what}`, { key: customer.key, body: { reason: 'we saw it too', ...more }, headers: { 'idempotency-key': once } });
        // What is accepted is the preview that was seen; under load it is soon another one.
        const accept = async once => {
            for (let i = 0; i < 5; i++) {
                const seen = await this.served.call('GET', `/v1/agreements/${agreement}/proposals/${name}`, { key: customer.key });
                const accepted = seen.json?.preview ? await answer(`${once}-${i}`, 'acceptances', { entries: seen.json.preview.entries }) : seen;
                if (accepted.status !== 409) return accepted;
            }
            return answer(once, 'refusals');
        };
        await this.#deed(`${name}-answer`, once => (what === 'acceptances' ? accept(once) : answer(once, what)), e => e.kind === 'answered' && e.proposal === name);
        await sleep(20);
    }

    async versions() {
        const title = `Hosting ${this.seed} ${++number}`, text = yaml.replace('title: Hosting of a web shop', `version: 2\neffective: 2025-09-01\ntitle: ${title}`);
        let file;
        const proposed = await this.#deed(title, once => this.served.call('POST', `/v1/agreements/${agreement}/versions`, { key: this.served.provider.key, type: 'application/yaml', body: text, headers: { 'if-match': '*', 'idempotency-key': sha256(once).toString('hex') } }), e => e.kind === 'proposed' && e.file === file);
        if (!proposed) return sleep(20);
        file = proposed.json.versions?.find(v => v.version === 2)?.file;
        const key = sha256(this.served.provider.signing.publicKey.export({ type: 'spki', format: 'der' })).toString('hex');
        let entry;
        const signed = await this.#deed(`${title} signed`, () => sign(this.served, this.served.provider, 2), e => e.kind === 'signed' && e.version === 2 && e.key === key && e.seq === entry);
        entry = signed?.json.versions?.find(v => v.version === 2)?.signatures.find(s => s.side === 'provider')?.entry;
        await sleep(20);
    }

    async close() {
        this.#answered(await this.served.call('POST', `/v1/agreements/${agreement}/close`, { key: this.served.provider.key }));
        await sleep(200);
    }
}

/** What was done beside facts is in the journal once where it was acknowledged, and at most once where nobody knows. */
export function checkDeeds({ entries }, book, wrong) {
    for (const [name, { ok, find, most = 1 }] of book.deeds ?? []) {
        const count = entries.filter(find).length;
        if (ok && count === 0) wrong.push(`A1: ${name} was acknowledged, and is lost`);
        if (count > most) wrong.push(`A4: ${name} counts ${count} times`);
    }
}
