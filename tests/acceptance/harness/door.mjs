// T17: what every answer of the API has, whom it lets in, and how soon it no longer does.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { say, sleep } from './machine.mjs';
import { marked } from './parties.mjs';
import { Place } from './place.mjs';
import { Served, password } from './served.mjs';

const cookieOf = answer => answer.headers['set-cookie']?.[0] ?? '';
const token = answer => cookieOf(answer).split(';')[0];
const median = list => [...list].sort((a, b) => a - b)[list.length >> 1];
const bare = answer => answer.text.replace(/"traceId":"\w+"/, '');

/** What is revoked opens nothing after so many milliseconds, on a connection that was never let go. */
const most = 5000;

export async function door({ folder, server, env, enough = () => false }) {
    const violations = [], figures = { routes: 0, revoked: {} };
    const wrong = (what, why) => violations.push(`${what}: ${why}`);
    let n = 0;
    const place = new Place(join(folder, 'data'), server ? await server.database('t17') : null);
    const open = async options => {
        const served = new Served(place, { env, options: [...options, '--no-close'] });
        await served.start();
        const { call } = served;
        served.call = (...all) => {
            n++;
            return call.apply(served, all);
        };
        return served;
    };

    // Let in once, and by nobody else.
    let served = await open(['--sign-ins-per-minute', '1000000', '--behind-proxy']);
    const body = { token: served.token, party: { handle: 'northwind', title: 'Northwind' }, email: 'owner@northwind.example', name: 'Owner', password };
    const twice = await Promise.all([1, 2].map(i => served.call('POST', '/v1/setup', { body: { ...body, party: { ...body.party, handle: `northwind${i}` } } })));
    if (twice.filter(a => a.status === 201).length !== 1) wrong('the token of the set-up, twice', twice.map(a => a.status).join(' and '));
    const first = twice.find(a => a.status === 201);
    const owner = { party: first.json.party.handle, cookie: token(first) };
    const id = `${owner.party}.web-shop`;
    await served.must('POST', '/v1/agreements', { cookie: owner.cookie, body: { side: 'provider', text: marked('web-shop', 'of a shop') } });

    await everyRoute(served, owner, { wrong, figures });
    if (!enough({ violations })) {
        await cookies(served, owner, wrong);
        await invitations(served, owner, wrong);
        await revoked(served, owner, id, { wrong, figures });
        await enumeration(served, { wrong, figures });
    }
    await served.stop();

    if (!enough({ violations })) {
        // As it is by itself: nobody is believed what he says of himself, and few tries are free.
        served = await open([]);
        const plain = await served.call('GET', '/v1/me', { headers: { 'x-forwarded-proto': 'https' } });
        if (plain.headers['strict-transport-security']) wrong('X-Forwarded-Proto', 'is believed although nobody said that a proxy is there');
        await flood(served, { wrong, figures });
        await served.stop();
    }
    say(`  T17 ${place.sort}: ${n} requests, ${violations.length} violations`);
    return { n, violations, figures };
}

/** What answers to GET answers to HEAD. */
const methodsOf = methods => Object.keys(methods).flatMap(m => (m === 'get' ? ['GET', 'HEAD'] : [m.toUpperCase()]));

/** Every address: its methods, and what every answer has. */
async function everyRoute(served, owner, { wrong, figures }) {
    const api = (await served.call('GET', '/openapi/v1.json')).json;
    for (const [path, methods] of Object.entries(api.paths)) {
        const target = path.replace(/\{\w+\}/g, 'x'), known = methodsOf(methods).sort();
        // Another address may have the place of a name.
        const also = Object.entries(api.paths).filter(([other]) => other !== path && new RegExp(`^${other.replace(/\{\w+\}/g, '[^/]+')}$`).test(target)).flatMap(([, m]) => methodsOf(m));
        const all = [...new Set([...known, ...also])].sort();
        figures.routes++;
        for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'].filter(m => !all.includes(m))) {
            const answer = await served.call(method, target, { cookie: owner.cookie, headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } });
            if (answer.status !== 405) wrong(`${method} ${path}`, `hears ${answer.status}`);
            else if ((answer.headers.allow ?? '').split(/, */).sort().join() !== all.join()) wrong(`${method} ${path}`, `is told that it takes ${answer.headers.allow}, and it takes ${all.join(', ')}`);
            bounds(answer, `${method} ${path}`, wrong);
        }
        for (const method of known)
            for (const headers of [{}, { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' }, { origin: 'https://evil.example' }])
                // Nobody may lose its session here.
                for (const own of path.includes('sessions') ? [undefined] : [undefined, owner.cookie]) {
                    const cookie = headers['x-forwarded-proto'] ? own?.replace('surety=', '__Host-surety=') : own;
                    const answer = await served.call(method, target, { cookie, headers, ...(['GET', 'HEAD', 'DELETE'].includes(method) ? {} : { body: {} }) });
                    const what = `${method} ${path}`;
                    bounds(answer, what, wrong);
                    const isSecure = headers['x-forwarded-proto'] === 'https';
                    if (isSecure ? !/^max-age=(3153600\d|315[4-9]\d{4}|[4-9]\d{7,}); includeSubDomains$/.test(answer.headers['strict-transport-security'] ?? '') : answer.headers['strict-transport-security']) wrong(what, `${isSecure ? 'has no proper' : 'has'} Strict-Transport-Security`);
                    if (method === 'HEAD' && answer.text !== '') wrong(what, 'has a body');
                    if (isSecure && cookie && answer.status === 401) wrong(what, 'does not know the cookie of https');
                    if (cookie && headers.origin && !['GET', 'HEAD'].includes(method) && answer.status !== 403) wrong(what, `takes a cookie from another site: ${answer.status}`);
                    if (!cookie && !('security' in methods[method === 'HEAD' ? 'get' : method.toLowerCase()]) && answer.status !== 401) wrong(what, `is open to nobody: ${answer.status}`);
                }
    }
    for (const path of ['/', '/v1', '/nothing', '/v1/../v1/me', '/.git/config', '/v1/agreements/a/b/c/d', '/%2e%2e/etc/passwd']) bounds(await served.call('GET', path, { cookie: owner.cookie }), path, wrong);
}

function bounds({ headers, status, text }, what, wrong) {
    const policy = headers['content-security-policy'] ?? '';
    for (const part of ["default-src 'none'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"]) if (!policy.includes(part)) wrong(what, `${status}: Content-Security-Policy is without ${part}`);
    if (/script-src[^;]*unsafe/.test(policy)) wrong(what, `Content-Security-Policy lets scripts be: ${policy}`);
    if (headers['x-content-type-options'] !== 'nosniff') wrong(what, `${status}: is without nosniff`);
    if (headers['referrer-policy'] !== 'no-referrer') wrong(what, `${status}: is without Referrer-Policy`);
    for (const name of ['cross-origin-resource-policy', 'cross-origin-opener-policy']) if (headers[name] !== 'same-origin') wrong(what, `${status}: is without ${name}`);
    if (text.length > 0 && /^text\//.test(headers['content-type'] ?? '') && !/charset=utf-8/i.test(headers['content-type'])) wrong(what, `${status}: does not say its charset: ${headers['content-type']}`);
    if (text.length > 0 && !headers['content-type']) wrong(what, `${status}: does not say what it is`);
    if (headers.server || headers['x-powered-by']) wrong(what, 'says what it is made of');
    for (const name of Object.keys(headers)) if (name.startsWith('access-control')) wrong(what, `opens itself to other sites: ${name}`);
    if (text.length > 0 && headers['cache-control'] !== 'no-store') wrong(what, `${status}: may be kept by others`);
}

async function cookies(served, owner, wrong) {
    const signIn = { body: { email: 'owner@northwind.example', password } };
    for (const isSecure of [false, true]) {
        const answer = await served.call('POST', '/v1/sessions', { ...signIn, headers: isSecure ? { 'x-forwarded-proto': 'https' } : {} });
        const flags = cookieOf(answer).toLowerCase().split(/; */);
        for (const flag of ['httponly', 'samesite=strict', 'path=/']) if (!flags.includes(flag)) wrong('the cookie', `is without ${flag}: ${cookieOf(answer)}`);
        if (flags.includes('secure') !== isSecure) wrong('the cookie', `${isSecure ? 'is not' : 'is'} Secure`);
        if (flags.some(f => f.startsWith('domain'))) wrong('the cookie', 'goes to other hosts');
        if (!flags[0].startsWith(isSecure ? '__host-surety=' : 'surety=')) wrong('the cookie', `has another name: ${flags[0].split('=')[0]}`);
        // Over https a cookie that another host below the same domain could have set opens nothing.
        const bare = await served.call('GET', '/v1/me', { cookie: token(answer).replace('__Host-', ''), headers: isSecure ? { 'x-forwarded-proto': 'https' } : {} });
        if (bare.status !== (isSecure ? 401 : 200)) wrong('the cookie', `without its prefix, over ${isSecure ? 'https' : 'http'}, hears ${bare.status}`);
    }
    // Nobody chooses a session for somebody else.
    const chosen = token(await served.call('POST', '/v1/sessions', signIn));
    const fixed = await served.call('POST', '/v1/sessions', signIn);
    if (token(fixed) === chosen) wrong('the cookie', 'is the same twice');
    const renewed = await served.call('POST', '/v1/sessions', { ...signIn, cookie: chosen });
    if (token(renewed) === chosen || (await served.call('GET', '/v1/me', { cookie: chosen })).status !== 401) wrong('the cookie', 'opens its old session after another sign-in');
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'null' }, { origin: 'http://127.0.0.1:1' }]) {
        const answer = await served.call('POST', '/v1/drafts', { cookie: owner.cookie, headers, body: { title: 'x', text: 'x' } });
        if (answer.status !== 403) wrong(`a cookie with ${JSON.stringify(headers)}`, `is taken: ${answer.status}`);
    }
    const own = await served.call('POST', '/v1/drafts', { cookie: owner.cookie, headers: { 'sec-fetch-site': 'same-origin', origin: `http://127.0.0.1:${served.port}` }, body: { title: 'x', text: 'x' } });
    if (own.status !== 201) wrong('a cookie from this very site', `${own.status} ${own.text.slice(0, 200)}`);
    for (const bad of ['surety=', 'surety=northwind.a.b', `${owner.cookie}x`, owner.cookie.slice(0, -1), 'surety=0.aaaaaaaaaaaa.bbb']) {
        const answer = await served.call('GET', '/v1/me', { cookie: bad });
        if (answer.status !== 401) wrong(`the cookie ${bad.slice(0, 20)}…`, `opens something: ${answer.status}`);
    }
}

async function invitations(served, owner, wrong) {
    const invite = name => served.must('POST', '/v1/invitations', { cookie: owner.cookie, body: { email: `${name}@northwind.example`, name, roles: ['reader'] } });
    const { token: once } = await invite('once');
    const accept = (one, name) => served.call('POST', '/v1/invitations/accept', { body: { token: one, name, password } });
    const both = await Promise.all([accept(once, 'a'), accept(once, 'b')]);
    if (both.filter(a => a.status === 201).length !== 1) wrong('an invitation, twice at once', both.map(a => a.status).join(' and '));
    if ((await accept(once, 'c')).status < 400) wrong('an invitation', 'is taken again');
    const { token: back, id } = await invite('back');
    if ((await accept(`${back.slice(0, -1)}${back.endsWith('x') ? 'y' : 'x'}`, 'd')).status < 400) wrong('an invitation with another secret', 'is taken');
    await served.must('DELETE', `/v1/invitations/${id}`, { cookie: owner.cookie });
    if ((await accept(back, 'e')).status < 400) wrong('an invitation that was taken back', 'is taken');
    const closed = await accept(back, 'f'), none = await accept(`${owner.party}.${'a'.repeat(12)}.${'x'.repeat(43)}`, 'f');
    if (closed.status !== none.status || bare(closed) !== bare(none)) wrong('an invitation that was taken back', `is told from none: ${closed.text} ${none.text}`);
}

/** What was revoked is asked again and again until it opens nothing. */
async function revoked(served, owner, id, { wrong, figures }) {
    const member = async (name, roles) => served.member(owner, name, roles);
    const until = async (what, options, end, status = 401, path = '/v1/me') => {
        const before = await served.call('GET', path, options);
        if (before.status !== 200) wrong(what, `opens nothing before: ${before.status}`);
        await end();
        const began = Date.now();
        let answer;
        do answer = await served.call('GET', path, options);
        while (answer.status !== status && Date.now() - began < most + 3000 && (await sleep(50)) === undefined);
        figures.revoked[what] = Date.now() - began;
        if (figures.revoked[what] > most) wrong(what, `opens for ${figures.revoked[what]} ms more`);
        if (answer.status !== status) wrong(what, `ends with ${answer.status}`);
    };
    const make = more => served.must('POST', '/v1/keys', { cookie: owner.cookie, body: { label: 'x', scopes: ['read'], ...more } });
    const key = await make();
    const [leaver, stayer, changer, left] = [await member('leaver', ['manager']), await member('leaver_', ['reader']), await member('changer', ['owner']), await member('left', ['owner'])];
    const again = async name => token(await served.call('POST', '/v1/sessions', { body: { email: `${name}@${owner.party}.example`, password } }));
    const second = await again('left'), other = await again('changer');
    await until('a key that is revoked', { key: key.key }, () => served.must('DELETE', `/v1/keys/${key.id}`, { cookie: owner.cookie }));
    const ending = await make({ ends: new Date(Date.now() + 3000).toISOString() });
    await until('a key that ends', { key: ending.key }, () => sleep(Math.max(0, Date.parse(ending.ends) - Date.now())));
    await until('a person that is ended', { cookie: leaver.cookie }, () => served.must('DELETE', `/v1/people/${leaver.caller.split(':')[1]}`, { cookie: owner.cookie }));
    const { items } = await served.must('GET', '/v1/sessions', { cookie: left.cookie }), third = await again('left');
    if (items.length !== 2 || items.filter(s => s.isCurrent).length !== 1) wrong('the sessions of somebody', JSON.stringify(items));
    await until('one session, elsewhere', { cookie: third }, () => served.must('DELETE', `/v1/sessions/${third.split('.')[1]}`, { cookie: left.cookie }));
    const signed = await again('leaver_');
    await until('all sessions of somebody else', { cookie: signed }, () => served.must('DELETE', `/v1/people/${stayer.caller.split(':')[1]}/sessions`, { cookie: owner.cookie }));
    await until('all sessions, elsewhere', { cookie: second }, () => served.must('DELETE', '/v1/sessions/all', { cookie: left.cookie }));
    await until('roles that are taken', { cookie: changer.cookie }, () => served.must('PATCH', `/v1/people/${changer.caller.split(':')[1]}`, { cookie: owner.cookie, body: { roles: ['reader'] } }), 403, '/v1/keys');
    await until('other sessions after another password', { cookie: other }, () => served.must('POST', '/v1/me/password', { cookie: changer.cookie, body: { old: password, new: `${password}, another` } }));
    await until('a session that is signed out', { cookie: changer.cookie }, () => served.must('DELETE', '/v1/sessions/current', { cookie: changer.cookie }));
    const narrow = await make({ scopes: ['facts'], sources: ['probe'], agreement: id });
    const send = source => served.call('POST', `/v1/agreements/${id}/facts?source=${source}`, { key: narrow.key, type: 'application/x-ndjson', body: `{"type":"outage","id":"${source}","from":"2025-07-20T00:00:00Z","until":"2025-07-20T01:00:00Z","labels":{"service":"shop"}}\n` });
    if ((await send('probe')).status !== 201) wrong('a key of a source', 'does not take its own');
    if ((await send('other')).status !== 403) wrong('a key of a source', 'takes another one');
    if ((await served.call('GET', '/v1/agreements', { key: narrow.key })).status !== 403) wrong('a key with the scope facts', 'reads');
    if ((await served.call('GET', '/v1/me', { key: `${narrow.key.slice(0, -1)}${narrow.key.endsWith('a') ? 'b' : 'a'}` })).status !== 401) wrong('a key with another secret', 'opens something');
}

/** The same is said, with the same work, whether somebody is known or not. */
async function enumeration(served, { wrong, figures }) {
    const took = { known: [], unknown: [] };
    let said = null;
    for (let i = 0; i < 15; i++)
        for (const who of ['known', 'unknown']) {
            const began = process.hrtime.bigint();
            const answer = await served.call('POST', '/v1/sessions', { body: { email: who === 'known' ? 'owner@northwind.example' : `${randomBytes(4).toString('hex')}@northwind.example`, password: 'not the password at all' } });
            took[who].push(Number(process.hrtime.bigint() - began) / 1e6);
            said ??= answer;
            if (answer.status !== 401 || bare(answer) !== bare(said)) wrong(`a sign-in of somebody ${who}`, `hears ${answer.status} ${answer.text}`);
            if (answer.headers['set-cookie']) wrong('a sign-in that fails', 'sets a cookie');
        }
    figures.milliseconds = { known: Math.round(median(took.known)), unknown: Math.round(median(took.unknown)) };
    const ratio = median(took.unknown) / median(took.known);
    if (ratio < 0.4 || ratio > 2.5) wrong('a sign-in', `takes ${figures.milliseconds.known} ms for somebody known and ${figures.milliseconds.unknown} for nobody`);
}

async function flood(served, { wrong, figures }) {
    const statuses = {};
    for (let i = 0; i < 20; i++)
        for (const { status, headers } of await Promise.all(Array.from({ length: 50 }, () => served.call('POST', '/v1/sessions', { body: { email: 'owner@northwind.example', password: 'not the password at all' }, headers: { 'x-forwarded-for': `203.0.113.${i}` } })))) {
            statuses[status] = (statuses[status] ?? 0) + 1;
            if (status === 429 && !headers['retry-after']) wrong('a flood of sign-ins', 'is not told when to come again');
        }
    figures.flood = statuses;
    if ((statuses[401] ?? 0) > 40 || (statuses[429] ?? 0) + (statuses[401] ?? 0) !== 1000) wrong('a flood of sign-ins', JSON.stringify(statuses));
    const right = await served.call('POST', '/v1/sessions', { body: { email: 'owner@northwind.example', password } });
    if (right.status !== 429) wrong('a flood of sign-ins', `ends with ${right.status}`);
    for (let i = 0; i < 30; i++) if ((await served.call('GET', '/v1/me', { key: `surety_northwind_${'a'.repeat(12)}_${i}` })).status === 200) wrong('a key that is none', 'opens something');
    if ((await served.call('GET', '/v1/me', { key: `surety_northwind_${'a'.repeat(12)}_x` })).status !== 429) wrong('a flood of keys', 'is not stopped');
    if ((await served.call('GET', '/healthz/live')).status !== 200) wrong('a flood of sign-ins', 'stops those who watch');
}
