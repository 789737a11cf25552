// Two providers and four customers upon one server, with marked texts wherever one can write, so that it shows who sees whose.
import { readFileSync } from 'node:fs';
import { scenario } from './place.mjs';
import { all, pen } from './served.mjs';

/** Texts that nobody writes by chance, each with who may see it. */
export class Marks {
    seen = new Map();

    constructor(chance) { this.chance = chance; }

    /** A new text. @param sees handles of parties; @param space the agreement that it belongs to; null: the party as a whole. */
    make(sees, space = null) { return this.add(`zq${this.letters(10)}zq`, sees, space); }

    /** A text that somebody else made up: an id. */
    add(value, sees, space = null) {
        this.seen.set(value, { sees: new Set(sees), space });
        this.pattern = null;
        return value;
    }

    letters(length) { return Array.from({ length }, () => 'abcdefghijkmnpqrstuvwxyz23456789'[this.chance.below(32)]).join(''); }

    /** A name as like as can be, which nothing has. */
    absent(name) { return name.replace(/[a-z0-9]{6}(?=(zq)?$)/, () => this.letters(6)); }

    /** The marks in a text that a caller may not see, and did not write itself. */
    foreign(text, { party, only }, asked) {
        this.pattern ??= new RegExp([...this.seen.keys()].join('|'), 'g');
        const found = new Set();
        for (const [mark] of text.matchAll(this.pattern)) {
            const { sees, space } = this.seen.get(mark);
            if ((!sees.has(party) || (only && space && space !== only)) && !asked.includes(mark)) found.add(mark);
        }
        return [...found];
    }
}

export const marked = (id, title, more = '') => readFileSync(scenario('agreement.yaml'), 'utf8').replace('agreement: web-shop', `agreement: ${id}`).replace('Hosting of a web shop', `Hosting ${title}`).replace('hosting of the shop', `hosting ${title}`).replace('its contents', `contents ${title}`)
    .replace('Hostwerk', `Hostwerk ${title}`).replace('Shop Sommer', `Shop ${title}`).replace('per month\n\n', `per month\n  exclusions:\n    planned work:\n      agreed by: both\n${more}\n`).replace('observed by: outages', 'observed by: outages\n    leaves out: planned work');

const permissions = { reader: ['read'], agent: ['read', 'facts'], manager: ['read', 'facts', 'manage'], signatory: ['read', 'sign'], owner: ['read', 'facts', 'manage', 'sign', 'people', 'erase'] };
const stamp = (day, hour) => `2025-07-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`;

/** Everybody and everything. */
export async function peopled(served, marks) {
    const world = { callers: [], agreements: [], parties: {} };
    const handle = sees => marks.make(sees);
    // Who knows whom, before there is anybody.
    const beside = { north: ['acme', 'birch'], south: ['acme', 'cedar', 'dale'], acme: ['north', 'south'], birch: ['north'], cedar: ['south'], dale: ['south'] };
    for (const name of Object.keys(beside)) world.parties[name] = { name, handle: handle([]) };
    const handles = names => names.map(name => world.parties[name].handle);
    for (const party of Object.values(world.parties)) {
        party.known = handles([party.name, ...beside[party.name]]);
        marks.add(party.handle, party.known);
        party.title = marks.make(party.known);
    }
    const own = party => [party.handle];
    const member = (party, answer, roles) => {
        const caller = { name: `${party.name} ${roles.join(' ')}`, party: party.handle, of: party, cookie: answer.cookie, permissions: new Set(roles.flatMap(role => permissions[role])), by: answer.caller };
        marks.add(answer.caller.split(':')[1], party.known);
        world.callers.push(caller);
        return caller;
    };
    const { north, south, acme, birch, cedar, dale } = world.parties;

    const open = async (by, other, side) => {
        const sees = handles([by.name, other.name]);
        const id = `shop-${marks.make([])}`, space = `${by.handle}.${id}`;
        marks.add(id.slice(5), sees, space);
        const title = marks.make(sees, space);
        await served.must('POST', '/v1/agreements', { cookie: by.owner.cookie, body: { side, text: marked(id, title) } });
        const agreement = { space, sees, by, other, side, title, id, proposals: [] };
        world.agreements.push(agreement);
        const { token, id: invitation } = await served.must('POST', '/v1/invitations', { cookie: by.owner.cookie, body: { email: `${marks.make(sees)}@x.example`, name: marks.make(own(by)), agreement: space } });
        if (other.owner) await served.must('POST', '/v1/invitations/accept', { cookie: other.owner.cookie, body: { token } });
        else {
            const accepted = await served.call('POST', '/v1/invitations/accept', { body: { token, name: marks.make(own(other)), password: secret, party: { handle: other.handle, title: other.title } } });
            if (accepted.status !== 201) throw new Error(`invitation: ${accepted.text}`);
            other.owner = member(other, { cookie: accepted.headers['set-cookie'][0].split(';')[0], caller: accepted.json.caller }, ['owner']);
        }
        return Object.assign(agreement, { invitation });
    };
    const secret = 'a long enough password';
    const first = await served.call('POST', '/v1/setup', { body: { token: served.token, party: { handle: north.handle, title: north.title }, email: `${marks.make(own(north))}@x.example`, name: marks.make(own(north)), password: secret } });
    if (first.status !== 201) throw new Error(`set-up: ${first.text}`);
    north.owner = member(north, { cookie: first.headers['set-cookie'][0].split(';')[0], caller: first.json.caller }, ['owner']);
    const [nA] = [await open(north, acme, 'provider'), await open(north, birch, 'provider')];
    await open(acme, south, 'customer');
    const sC = await open(south, cedar, 'provider');
    await open(south, dale, 'provider');

    const key = async (party, name, scopes, more = {}, space = null) => {
        const made = await served.must('POST', '/v1/keys', { cookie: party.owner.cookie, body: { label: marks.make(own(party), space), scopes, ...more } });
        marks.add(made.id, party.known);
        const caller = { name: `${party.name} key ${name}`, party: party.handle, of: party, key: made.key, permissions: new Set(scopes), only: more.agreement, by: `key:${made.id}` };
        world.callers.push(caller);
        return Object.assign(caller, { id: made.id });
    };
    for (const roles of [['reader'], ['agent'], ['manager'], ['signatory'], ['agent', 'signatory']]) {
        const { token } = await served.must('POST', '/v1/invitations', { cookie: north.owner.cookie, body: { email: `${marks.make(own(north))}@x.example`, name: marks.make(own(north)), roles } });
        const answer = await served.call('POST', '/v1/invitations/accept', { body: { token, name: marks.make(own(north)), password: secret } });
        member(north, { cookie: answer.headers['set-cookie'][0].split(';')[0], caller: answer.json.caller }, roles);
    }
    for (const scope of ['read', 'facts', 'manage', 'sign', 'people']) await key(north, scope, [scope]);
    await key(north, 'for one', ['read', 'facts', 'manage', 'sign'], { agreement: nA.space }, nA.space);
    await key(north, 'of a source', ['read', 'facts'], { sources: [marks.make(own(north))] });
    for (const party of Object.values(world.parties)) party.key = await key(party, 'all', ['read', 'facts', 'manage', 'sign', 'people']);

    for (const agreement of [nA, sC]) {
        const pens = [pen(), pen()];
        for (const [i, party] of [agreement.by, agreement.other].entries()) await served.sign(agreement.space, party.key.key, pens[i], 1);
    }
    const at = agreement => `/v1/agreements/${agreement.space}`;
    for (const agreement of world.agreements) {
        const { sees, space, by, other } = agreement;
        agreement.batch = marks.make(sees, space);
        const source = marks.make(sees, space), id = marks.make(sees, space);
        const facts = [{ type: 'outage', id, from: stamp(9, 8), until: stamp(9, 11), labels: { service: 'shop' } }, { type: 'ticket', id: `${id}-t`, ticket: marks.make(sees, space), event: 'opened', at: stamp(14, 7), labels: { service: 'shop' } }];
        await served.must('POST', `${at(agreement)}/facts?source=${source}&batch=${agreement.batch}`, { key: by.key.key, body: facts.map(f => JSON.stringify(f)).join('\n'), type: 'application/x-ndjson' });
        if (agreement !== nA && agreement !== sC) continue;
        for (const [i, party] of [by, other, by].entries()) {
            const proposal = (await served.must('POST', `${at(agreement)}/proposals`, { key: party.key.key, headers: { 'idempotency-key': `propose-${i}-${space}` }, body: { kind: 'exclusion', reason: marks.make(sees, space), facts: [{ type: 'exclusion', exclusion: 'planned work', from: stamp(9, 8 + i), until: stamp(9, 9 + i) }] } })).proposal;
            agreement.proposals.push(marks.add(proposal, sees, space));
        }
        await served.must('POST', `${at(agreement)}/proposals/${agreement.proposals[0]}/refusals`, { key: other.key.key, body: { reason: marks.make(sees, space) } });
        await served.must('POST', `${at(agreement)}/close`, { key: by.key.key });
    }
    for (const party of Object.values(world.parties)) {
        const mine = world.agreements.filter(a => a.by === party || a.other === party);
        party.drafts = [];
        for (const agreement of [null, ...mine]) {
            const space = agreement?.space ?? null, mark = marks.make(own(party), space);
            const { draft } = await served.must('POST', '/v1/drafts', { key: party.key.key, headers: { 'idempotency-key': `draft-${party.name}-${space}` }, body: { title: mark, ...(space ? { agreement: space } : {}), text: `surety: 1\n# ${mark}\n` } });
            party.drafts.push(marks.add(draft, own(party), space));
        }
        party.feed = `${party.handle}.feed-${marks.make(own(party))}`;
        const fact = marks.make(own(party));
        await served.must('POST', `/v1/feeds/${party.feed}/facts?source=${marks.make(own(party))}&batch=${marks.make(own(party))}`, { key: party.key.key, body: JSON.stringify({ type: 'outage', id: fact, from: stamp(3, 8), until: stamp(3, 9), labels: { service: fact } }), type: 'application/x-ndjson' });
        const { id } = await served.must('POST', '/v1/invitations', { cookie: party.owner.cookie, body: { email: `${marks.make(own(party))}@x.example`, name: marks.make(own(party)), roles: ['reader'] } });
        party.invitation = marks.add(id, own(party));
        party.people = (await all(served, { cookie: party.owner.cookie }, '/v1/people')).map(p => p.id);
        party.keys = (await all(served, { cookie: party.owner.cookie }, '/v1/keys')).map(k => k.id);
        party.mine = mine;
    }
    return world;
}
