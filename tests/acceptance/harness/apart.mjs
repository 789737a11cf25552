// T14: nobody sees a byte of what is not his: every operation is asked for every foreign name, by everybody, in every place where a name can stand.
import { join } from 'node:path';
import { say } from './machine.mjs';
import { Marks, marked, peopled } from './parties.mjs';
import { Place } from './place.mjs';
import { Served, all } from './served.mjs';

const fill = (path, names) => path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(names[name] ?? 'x'));
/** Permissions one of which an operation needs; none: it is open to anybody. */
const needs = operation => [...(operation.description?.match(/Needs the permission (.+?)\./)?.[1] ?? '').matchAll(/`(\w+)`/g)].map(m => m[1]);
const forms = [undefined, 'text/html', 'text/csv', 'application/yaml', 'application/x-ndjson', 'text/markdown', 'text/plain', 'application/x-tar'];

/** A body that an operation takes, as far as a schema says it. */
function sample(schema) {
    if (schema.enum) return schema.enum[0];
    switch (schema.type) {
        case 'string': return schema.format === 'date-time' ? '2025-10-01T00:00:00Z' : schema.format === 'date' ? '2025-10-01' : schema.format === 'email' ? 'a@b.example' : 'x'.repeat(Math.max(schema.minLength ?? 1, 1));
        case 'integer': return Math.max(schema.minimum ?? 1, 1);
        case 'boolean': return false;
        case 'array': return [sample(schema.items ?? {})];
        case 'object': return Object.fromEntries((schema.required ?? []).map(name => [name, sample(schema.properties?.[name] ?? {})]));
        default: return 'x';
    }
}

const proper = {
    openAgreement: { side: 'provider', text: marked('another', 'x') },
    proposeVersion: { text: marked('another', 'x') },
    propose: { kind: 'exclusion', reason: 'x', facts: [{ type: 'exclusion', exclusion: 'planned work', from: '2025-07-20T00:00:00Z', until: '2025-07-20T01:00:00Z' }] },
    backtest: { text: marked('another', 'x'), from: '2025-07', until: '2025-07' },
    invite: { email: 'a@b.example', name: 'A', roles: ['reader'] },
    upgradeTerms: { terms: 'x', from: 1, to: 2, effective: '2025-08-01', files: [{ name: 'x.yaml', text: 'surety: 1\nterms: x\nversion: 2\n' }], dryRun: true },
    checkText: { text: marked('another', 'x') },
    beginDraft: { title: 'x', text: 'surety: 1\n' }, saveDraft: { title: 'x', text: 'surety: 1\n' },
    changeRoles: { roles: ['reader'] }, acceptProposal: { reason: 'x', entries: 1 }, refuseProposal: { reason: 'x' }, withdrawProposal: { reason: 'x' },
};
const fact = '{"type":"outage","id":"x-1","from":"2025-07-20T00:00:00Z","until":"2025-07-20T01:00:00Z","labels":{"service":"shop"}}\n';

function bodyOf({ operation }) {
    if (operation.operationId.startsWith('send')) return { body: fact, type: 'application/x-ndjson' };
    if (operation.requestBody?.content?.[form]) return { body: 'do=nothing', type: form };
    const schema = operation.requestBody?.content?.['application/json']?.schema;
    return schema ? { body: proper[operation.operationId] ?? sample(schema) } : {};
}

/** Names that stand for something, whose they are, and what stands beside them in a path. */
function namesOf({ parties, agreements }) {
    const names = [];
    const add = (parameter, value, sees, { space, ...beside } = {}) => names.push({ parameter, value, sees, space, beside });
    for (const { space, sees, proposals } of agreements) {
        add('agreement', space, sees, { space, agreement: space, version: '1', other: '1', period: '2025-07', proposal: proposals[1] ?? 'prp_00000x', entry: '1' });
        for (const proposal of proposals) add('proposal', proposal, sees, { space, agreement: space });
    }
    for (const party of Object.values(parties)) {
        add('feed', party.feed, [party.handle]);
        for (const draft of party.drafts) add('draft', draft, [party.handle]);
        for (const person of party.people) add('person', person, [party.handle]);
        for (const key of party.keys) add('key', key, [party.handle]);
        add('invitation', party.invitation, [party.handle]);
    }
    return names;
}

const reach = (caller, name) => name.sees.includes(caller.party) && (!caller.only || !name.space || name.space === caller.only);

/** Everything that is asked: who, how, and what has to come of it. */
function* asked(world, operations, chance, cursors) {
    const names = namesOf(world);
    for (const one of operations) {
        const { path, operation } = one;
        const own = [...path.matchAll(/\{(\w+)\}/g)].map(m => m[1]);
        const main = ['proposal', 'agreement', 'feed', 'draft', 'person', 'key', 'invitation', 'passkey'].find(n => own.includes(n));
        const content = bodyOf(one);
        const fields = operation.requestBody?.content?.['application/json']?.schema?.properties ?? {};
        for (const caller of world.callers) {
            const state = (operation.parameters ?? []).some(p => p.name === 'If-Match'), must = operation.operationId === 'explainStatement' ? '?of=total' : '';
            const needed = needs(operation), may = needed.length === 0 || needed.some(n => caller.permissions.has(n));
            const mine = names.filter(n => n.parameter === main && reach(caller, n));
            const home = mine[0];
            const at = (name, value = name?.value) => fill(path, { session: 'x', entry: '1', version: '1', other: '1', period: '2025-07', ...name?.beside, ...(main ? { [main]: value } : {}) });
            const ask = (kind, target, options, more = {}) => ({ one, caller, kind, target, options: { ...content, ...options }, ...more });
            if (!may) {
                if (!main || home) yield ask('denied', at(home));
                continue;
            }
            // What is foreign is as if it were not there.
            if (main)
                for (const name of names.filter(n => n.parameter === main && !reach(caller, n))) {
                    const form = one.method === 'get' && forms[chance.below(forms.length)];
                    yield ask('path', at(name) + must, { headers: { ...(state ? { 'if-match': '*' } : {}), ...(form ? { accept: form } : {}) } }, { pair: value => at(name, value) + must, name: name.value });
                    // A foreign thing under an agreement of one's own.
                    if (main === 'proposal' && name.sees.includes(caller.party) === false)
                        for (const seat of names.filter(n => n.parameter === 'agreement' && reach(caller, n))) yield ask('path', fill(path, { agreement: seat.value, proposal: name.value }), {}, { pair: value => fill(path, { agreement: seat.value, proposal: value }), name: name.value });
                }
            if (main && !home) continue;
            if (one.method === 'get')
                for (const form of forms)
                    for (const name of main ? mine : [undefined]) {
                        yield ask('own', at(name), { headers: form ? { accept: form } : {} });
                        if (form) continue;
                        for (const query of (operation.parameters ?? []).filter(p => p.in === 'query' && p.schema.type === 'string' && !p.schema.enum && !p.schema.format))
                            for (const value of query.name === 'cursor' ? cursors : names.filter(n => !reach(caller, n)).map(n => n.value)) yield ask('query', `${at(name)}?${query.name}=${encodeURIComponent(value)}`);
                    }
            // Names in bodies.
            if (content.body && typeof content.body === 'object')
                for (const name of names.filter(n => !reach(caller, n)))
                    for (const [field, schema] of Object.entries(fields)) {
                        if (!(field === 'agreement' && name.parameter === 'agreement') && !(field === 'agreements' && name.parameter === 'agreement') && !(field === 'name' && operation.operationId === 'propose' && name.parameter === 'proposal')) continue;
                        if (field === 'name') continue;
                        const { roles: _, ...rest } = content.body;
                        const body = value => ({ ...(operation.operationId === 'invite' ? rest : content.body), ...(operation.operationId === 'makeKey' ? { scopes: ['read'], label: 'x' } : {}), [field]: schema.type === 'array' ? [value] : value });
                        yield ask('body', at(home), { body: body(name.value) }, { pairBody: body, name: name.value });
                    }
            if ((operation.parameters ?? []).some(p => p.name === 'If-Match') && home)
                for (const tag of world.etags) yield ask('header', at(home), { headers: { 'if-match': tag } });
        }
    }
    // Tokens of others, with the secret of nobody.
    for (const party of Object.values(world.parties))
        for (const caller of [world.parties.acme.owner, world.parties.dale.owner, null]) {
            const token = `${party.handle}.${party.invitation}.${'x'.repeat(43)}`, one = operations.find(o => o.operation.operationId === 'acceptInvitation');
            const body = value => ({ token: token.replace(party.invitation, value), ...(caller ? {} : { name: 'A', password: 'a long enough password' }) });
            if (caller?.party !== party.handle) yield { one, caller: caller ?? nobody, kind: 'body', target: one.path, options: { body: body(party.invitation) }, pairBody: body, name: party.invitation };
        }
}

/** How much sooner one of a kind is asked than one of another. */
const share = { path: 12, body: 8, denied: 8, own: 3, header: 2, query: 1 };

const nobody = { name: 'nobody', party: '', permissions: new Set() };
const form = 'application/x-www-form-urlencoded';
const unnamed = (text, name, value) => text.replaceAll(name, '·').replaceAll(value, '·').replace(/"traceId":"\w+"/g, '').replace(/name="form-token" value="\w+"/g, '').replace(/(Number in the log: |Nummer im Log: )\w+/g, '$1');
const plain = headers => Object.entries(headers).filter(([name]) => !['date', 'keep-alive', 'content-length'].includes(name)).map(([name, value]) => `${name}: ${value}`).sort().join('\n');

export async function apart({ folder, chance, server, most, until, env, isGuard = false, drop = null, enough = () => false }) {
    const place = new Place(join(folder, 'data'), server ? await server.database('t14') : null);
    const served = new Served(place, { env, options: ['--requests-per-second', '1000000', '--sign-ins-per-minute', '1000000', '--no-close'] });
    const violations = [], figures = { operations: 0, callers: 0, marks: 0, kinds: {}, statuses: {}, denials: 0 }, marks = new Marks(chance);
    const wrong = (what, why) => violations.push(`${what}: ${why}`);
    let n = 0;
    await served.start();
    try {
        const world = await peopled(served, marks);
        if (drop) await server.psql(place.url, `alter table ${drop} disable row level security`);
        const api = (await served.call('GET', '/openapi/v1.json')).json;
        const operations = Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation }))).filter(o => !['setUp', 'signIn', 'signOut', 'changePassword', 'isLive', 'isReady'].includes(o.operation.operationId));
        Object.assign(figures, { operations: operations.length, callers: world.callers.length, marks: marks.seen.size });
        // Where others' lists go on, and in which state others saw things.
        const cursors = new Set();
        world.etags = new Set();
        for (const caller of world.callers.filter(c => c.permissions.has('people')))
            for (const list of ['/v1/agreements', '/v1/drafts', '/v1/people', '/v1/keys', '/v1/audit', '/v1/invitations']) {
                const page = await served.call('GET', `${list}?limit=1`, caller);
                if (page.json?.next) cursors.add(page.json.next);
                if (page.json?.items?.[0]?.etag) world.etags.add(page.json.items[0].etag);
            }
        const denied = async party => (await all(served, party.owner, '/v1/audit')).filter(l => l.outcome === 'denied').reduce((count, { by, about }) => ({ ...count, [by]: (count[by] ?? 0) + Number(about?.match(/^(\d+) more like it$/)?.[1] ?? 1) }), {});
        const before = {}, heard = {};
        for (const party of Object.values(world.parties)) before[party.name] = await denied(party);

        // An audit has what its own party asked for, and nothing else of others.
        const questions = {};
        const look = (what, answer, caller, question, isAudit) => {
            questions[caller.party] = `${questions[caller.party] ?? ''}\n${question}`;
            figures.statuses[answer.status] = (figures.statuses[answer.status] ?? 0) + 1;
            const found = marks.foreign(answer.text + JSON.stringify(answer.headers), caller, isAudit ? questions[caller.party] : question);
            if (found.length > 0) wrong(what, `${answer.status} tells ${found.slice(0, 3).join(', ')}: ${answer.text.slice(0, 200)}`);
            if (answer.status >= 500 && !isGuard) wrong(what, `${answer.status} ${answer.text.slice(0, 200)}`);
            if (answer.status === 403 && caller.by) heard[caller.by] = (heard[caller.by] ?? 0) + 1;
        };
        const call = async (caller, method, target, options) => {
            n++;
            return served.call(method, target, { ...options, key: caller.key, cookie: caller.cookie });
        };
        const tryOne = async ({ one, caller, kind, target, options, pair, pairBody, name }) => {
            figures.kinds[kind] = (figures.kinds[kind] ?? 0) + 1;
            const method = one.method.toUpperCase(), what = `${caller.name}: ${method} ${target}${pairBody ? ` with ${name} in it` : ''}`;
            const answer = await call(caller, method, target, options);
            look(what, answer, caller, decodeURIComponent(target) + JSON.stringify(options), ['audit', 'showAudit'].includes(one.operation.operationId));
            if (kind === 'denied' && answer.status !== 403) wrong(what, `is not allowed, and hears ${answer.status}`);
            if (!pair && !pairBody) return;
            // A form without the mark of its session is not looked at, whatever it is about.
            const isUnmarked = answer.status === 403 && caller.cookie && one.operation.requestBody?.content?.[form];
            if (pair && ![404, 406].includes(answer.status) && !isUnmarked && !isGuard) wrong(what, `is foreign, and hears ${answer.status} ${answer.text.slice(0, 200)}`);
            const other = marks.absent(name);
            const none = await call(caller, method, pair ? pair(other) : target, pairBody ? { ...options, body: pairBody(other) } : options);
            if (none.status !== answer.status || unnamed(none.text, name, other) !== unnamed(answer.text, name, other)) wrong(what, `tells that it is there: ${answer.status} ${answer.text.slice(0, 300)} and not ${none.status} ${none.text.slice(0, 300)}`);
            else if (unnamed(plain(none.headers), name, other) !== unnamed(plain(answer.headers), name, other)) wrong(what, `tells by its headers that it is there: ${plain(answer.headers)} and not ${plain(none.headers)}`);
        };

        // A key for one agreement is held to it by the door alone; so is what is worked out once for both sides and kept in memory; and audits have what somebody asked for himself.
        if (isGuard) {
            operations.splice(0, operations.length, ...operations.filter(o => !['readState', 'listLevels', 'listQueue', 'listPlan', 'readPortfolio', 'audit', 'showAudit', 'explainStatement', 'backtest'].includes(o.operation.operationId)));
            world.callers = world.callers.filter(c => !c.only);
        }
        const everything = [...asked(world, operations, chance, cursors)];
        figures.possible = everything.length;
        // Of each kind its share; in any order, so that connections change hands all the time.
        const kept = everything.map(one => [chance.next() / share[one.kind], one]).sort((a, b) => a[0] - b[0]);
        everything.splice(0, everything.length, ...kept.map(([, one]) => one));
        let next = 0;
        await Promise.all(Array.from({ length: 16 }, async () => {
            while (next < everything.length && n < most && Date.now() < until && !enough({ violations })) await tryOne(everything[next++]);
        }));
        if (!isGuard && violations.length === 0) {
            await keysOfOthers(world, { call, look, wrong });
            await narrow(world, { call, wrong });
            figures.milliseconds = await times(world, served, marks);
        }
        for (const party of Object.values(world.parties)) {
            const after = await denied(party);
            for (const { by, name } of world.callers.filter(c => c.of === party)) {
                const noted = (after[by] ?? 0) - (before[party.name][by] ?? 0);
                figures.denials += noted;
                if (noted < (heard[by] ?? 0)) wrong(name, `was refused ${heard[by]} times, and the audit has ${noted}`);
            }
        }
        const logged = marks.foreign(served.messages, nobody, '');
        if (logged.length > 0) wrong('the log', `tells ${logged.slice(0, 3).join(', ')}`);
        if (server) await catalogue(place, server, wrong);
    } finally {
        const { code } = await served.stop();
        if (code !== 0 && violations.length === 0) violations.push(`the server leaves with ${code}: ${served.messages.slice(-500)}`);
    }
    say(`  T14 ${place.sort}: ${n} requests of ${figures.possible}, ${figures.callers} callers, ${violations.length} violations`);
    return { n, violations, figures };
}

/** A name that somebody chose for its request is nothing to anybody else. */
async function keysOfOthers({ parties: { north, dale, birch }, agreements: [first, second] }, { call, look, wrong }) {
    const options = { body: { title: 'x', text: 'surety: 1\n' }, headers: { 'idempotency-key': 'draft-north-null' } };
    for (const caller of [dale.key, birch.key]) {
        const answer = await call(caller, 'POST', '/v1/drafts', options);
        look('the Idempotency-Key of another', answer, caller, '');
        if (answer.status !== 201 || answer.headers['idempotency-replayed']) wrong('the Idempotency-Key of another', `${answer.status} ${answer.text.slice(0, 200)}`);
    }
    // The batch of one agreement under another one of the same provider.
    const answer = await call(north.key, 'POST', `/v1/agreements/${second.space}/facts?source=mine&batch=${first.batch}`, { body: fact, type: 'application/x-ndjson' });
    if (answer.status !== 201) wrong('a batch as another agreement has it', `${answer.status} ${answer.text.slice(0, 200)}`);
}

/** A key for one agreement opens no way to more. */
async function narrow({ parties: { north }, agreements: [first] }, { call, wrong }) {
    const wide = await call(north.owner, 'POST', '/v1/keys', { body: { label: 'x', scopes: ['read', 'people'], agreement: first.space } });
    if (wide.status !== 400) wrong('a key for one agreement that makes keys', `${wide.status} ${wide.text.slice(0, 200)}`);
    const made = (await call(north.owner, 'POST', '/v1/keys', { body: { label: 'x', scopes: ['facts', 'people'], sources: ['mine'] } })).json;
    for (const body of [{ label: 'x', scopes: ['facts'] }, { label: 'x', scopes: ['facts'], sources: ['mine', 'other'] }]) {
        const wider = await call({ ...north.key, key: made.key, by: undefined }, 'POST', '/v1/keys', { body });
        if (wider.status !== 403) wrong('a key of one source that makes one of more', `${wider.status} ${wider.text.slice(0, 200)}`);
    }
}

/** How long it takes to say that there is nothing: medians of what is foreign and of what is not there. Told, not judged. */
async function times({ parties: { dale }, agreements: [{ space }] }, served, marks) {
    const took = { foreign: [], absent: [] };
    for (let i = 0; i < 60; i++)
        for (const kind of ['foreign', 'absent']) {
            const began = process.hrtime.bigint();
            await served.call('GET', `/v1/agreements/${kind === 'foreign' ? space : marks.absent(space)}`, dale.key);
            took[kind].push(Number(process.hrtime.bigint() - began) / 1e6);
        }
    return Object.fromEntries(Object.entries(took).map(([kind, list]) => [kind, Math.round(list.sort((a, b) => a - b)[30] * 100) / 100]));
}

/** Every table holds its rows back by itself: from everybody, its owner too, and from whoever does not say for whom it asks. */
async function catalogue(place, server, wrong) {
    const mine = `c.relnamespace = 'public'::regnamespace`;
    for (const [table, has, forced, policies, unchecked] of (await place.rows(`
        select c.relname, c.relrowsecurity, c.relforcerowsecurity, (select count(*) from pg_policy p where p.polrelid = c.oid),
            (select count(*) from pg_policy p where p.polrelid = c.oid and p.polcmd <> 'r' and (p.polwithcheck is null or p.polqual is null)) from pg_class c where ${mine} and c.relkind in ('r', 'p')`)).map(row => row.split('|'))) {
        if (table === 'schema_version') continue;
        if (has !== 't' || forced !== 't') wrong(`table ${table}`, 'is without row-level security');
        if (policies === '0' || unchecked !== '0') wrong(`table ${table}`, `has ${policies} policies, ${unchecked} without a check`);
        const open = await server.psql(place.url, `set role surety_app; select count(*) from ${table}`);
        if (open.trim() !== '0') wrong(`table ${table}`, `shows ${open.trim()} rows to whoever names no party`);
    }
    for (const row of await place.rows(`select c.relname, c.relkind from pg_class c where ${mine} and c.relkind in ('v', 'm', 'f')`)) wrong('the catalogue', `has a view: ${row}`);
    for (const row of await place.rows(`select i.indexrelid::regclass from pg_index i join pg_class c on c.oid = i.indrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0] where ${mine} and i.indisunique and c.relname <> 'schema_version' and a.attname not in ('space', 'party')`)) wrong('the catalogue', `unique across parties: ${row}`);
    for (const row of await place.rows(`select rolname from pg_roles where rolname = 'surety_app' and (rolsuper or rolbypassrls or rolcanlogin)`)) wrong('the role', `${row} may do more than it should`);
    for (const row of await place.rows(`select c.relname from pg_class c where ${mine} and pg_get_userbyid(c.relowner) = 'surety_app'`)) wrong(`table ${row}`, 'belongs to the role that asks');
}
