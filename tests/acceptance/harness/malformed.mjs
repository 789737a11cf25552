// T15: whatever is sent, the server answers with a problem document that says where it is wrong, in little time and memory, and lives.
import { existsSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { say, sleep } from './machine.mjs';
import { Place } from './place.mjs';
import { Served } from './served.mjs';

/** What an inside never shows. */
const inside = /Surety\.(Web|Storage|Cli|Journal)|\.cs:line|^\s+at \S+\(|SQLite Error|Npgsql|System\.\w+Exception|\b(select|insert into|update)\b .* \b(from|values|set)\b|\/home\/|\/root\/|\/tmp\//im;

const hang = 10_000;

const text = (length, of = 'x') => of.repeat(length);
const deep = (levels, open, close) => open.repeat(levels) + close.repeat(levels);

/** Bodies that no operation can use. */
const bodies = [
    ['empty', ''], ['white', ' \n\t '], ['null', 'null'], ['number', '5'], ['text', '"x"'], ['list', '[]'], ['flag', 'true'], ['cut off', '{"a":'], ['cut in a text', '{"email":"a'], ['two', '{}{}'], ['comma', '{,}'], ['trailing comma', '{"a":1,}'],
    ['comment', '{/* */}'], ['single quotes', "{'a':1}"], ['NaN', '{"a":NaN}'], ['1e400', '{"label":1e400,"version":1e400,"entry":1e400}'], ['-1e400', '{"entry":-1e400}'], ['long number', `{"entry":${text(5000, '9')}}`],
    ['deep lists', deep(100_000, '[', ']')], ['deep objects', '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000)], ['deep in a field', `{"party":${deep(5000, '[', ']')}}`],
    ['doubled name', '{"email":"a@b.c","email":"d@e.f"}'], ['half a pair', '{"email":"\\ud800","name":"\\udc00","reason":"\\ud800x"}'], ['half a pair as a name', '{"\\ud800":1}'], ['NUL', '{"name":"a\\u0000b","email":"a\\u0000@b","label":"\\u0000","reason":"\\u0000"}'],
    ['BOM', '\ufeff{}'], ['bytes', new Uint8Array([0xff, 0xfe, 0x00, 0x7b])], ['bad UTF-8', Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc0, 0xaf, 0xff]), Buffer.from('"}')])], ['UTF-16', Buffer.from('{"a":1}', 'utf16le')],
    ['proto', '{"__proto__":{"a":1},"constructor":1}'], ['long name', `{"${text(50_000)}":1}`], ['many names', `{${Array.from({ length: 3000 }, (_, i) => `"k${i}":1`).join(',')}}`], ['long text', `{"name":"${text(60_000)}","email":"${text(60_000)}","label":"${text(60_000)}","reason":"${text(60_000)}"}`],
    ['control', '{"name":"a\\r\\nSet-Cookie: x=1","label":"\\u001b[31m","reason":"\\u202e"}'], ['SQL', `{"name":"'; drop table person; --","email":"' or 1=1 --","label":"\\" ; --"}`], ['HTML', '{"name":"<script>alert(1)</script>","label":"<img src=x onerror=1>"}'], ['formula', '{"name":"=1+1","label":"@SUM(A1)"}'],
    ['unicode tricks', '{"name":"\\u2028\\u2029\\ufeff","label":"a\\u0301\\u0301\\u0301"}'],
];

/** The types that a value is not. */
const others = [null, 5, -1, 1.5, true, 'x', '', text(3000), [], {}, [[]], [null], { a: 1 }, '2026-02-30', '2026-02-30T25:00:00Z', '9999-12-31T23:59:59Z', '-1', '1e9', '\u0007', 'a\nb'];

/** Some value that a schema takes. */
function sample(schema) {
    if (schema.enum) return schema.enum[0];
    switch (schema.type) {
        case 'string': return schema.format === 'date-time' ? '2026-10-01T00:00:00Z' : schema.format === 'date' ? '2026-10-01' : schema.format === 'email' ? 'a@b.example' : text(Math.max(schema.minLength ?? 1, 1));
        case 'integer': return schema.minimum ?? 1;
        case 'boolean': return false;
        case 'array': return [sample(schema.items ?? {})];
        case 'object': return Object.fromEntries((schema.required ?? Object.keys(schema.properties ?? {})).map(name => [name, sample(schema.properties?.[name] ?? {})]));
        default: return 'x';
    }
}

/** Values just outside of what a schema says. */
function beyond(schema) {
    const found = [];
    if (schema.maxLength !== undefined && schema.maxLength < 100_000) found.push(text(schema.maxLength + 1));
    if (schema.minLength > 0) found.push(text(schema.minLength - 1));
    if (schema.maximum !== undefined && Number.isSafeInteger(schema.maximum)) found.push(schema.maximum + 1);
    if (schema.minimum !== undefined && Number.isSafeInteger(schema.minimum)) found.push(schema.minimum - 1);
    if (schema.enum) found.push(schema.enum[0] + 'x', schema.enum[0].toUpperCase());
    if (schema.maxItems < 2000) found.push(Array.from({ length: schema.maxItems + 1 }, () => sample(schema.items ?? {})));
    return found;
}

function* bodiesOf(schema) {
    const whole = sample(schema);
    for (const name of Object.keys(schema.properties ?? {})) {
        const { [name]: _, ...rest } = whole;
        yield [`without ${name}`, rest];
        for (const value of [...others, ...beyond(schema.properties[name])]) yield [`${name}: ${JSON.stringify(value)?.slice(0, 40)}`, { ...whole, [name]: value }];
    }
    yield ['one more', { ...whole, surprise: 1 }];
}

const paths = ['..', '%2e%2e', '%00', '%ff', '%c0%af', text(500), 'a%0d%0ab', '%F0%9F%92%A9', "'%20or%201=1", '*', '%', '-1', '99999999999999999999', '0', 'northwind.%2e', '%3Cscript%3E', 'other.secret'];
const queries = ['', text(5000), '%00', '%ff', '-1', '0', '1e9', '99999999999999999999', 'true', "'", '%0d%0a', '2026-02-30', '[]', '{}', '%F0%9F%92%A9'];

/** Every request of an operation that is somehow wrong. */
function* wrongOf({ path, method, operation }, { keys }) {
    const at = values => path.replace(/\{(\w+)\}/g, (_, name) => values?.[name] ?? encodeURIComponent(operation.parameters?.find(p => p.name === name)?.example ?? 'x'));
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(m => m[1]);
    const content = operation.requestBody?.content ?? {};
    const schema = content['application/json']?.schema;
    const proper = schema?.type === 'object' ? sample(schema) : undefined;
    const some = { body: proper, key: keys.all };
    for (const name of names) for (const value of paths) yield [at({ [name]: value }), `path ${name}: ${value.slice(0, 30)}`, some];
    for (const parameter of (operation.parameters ?? []).filter(p => p.in === 'query')) for (const value of queries) yield [`${at()}?${parameter.name}=${value}`, `query ${parameter.name}: ${value.slice(0, 30)}`, some];
    yield [`${at()}?nothing=1`, 'unknown parameter', some];
    yield [`${at()}?limit=1&limit=2`, 'parameter twice', some];
    for (const header of [{ 'idempotency-key': text(300) }, { 'idempotency-key': '' }, { 'if-match': text(3000) }, { 'if-match': '*, "a"' }, { accept: 'x/y;q=9, ' + text(1000) }, { authorization: 'Basic YTpi' }, { authorization: 'Bearer ' + text(4000) }, { authorization: 'Bearer surety_a_b_c' }, { cookie: 'surety=' + text(4000) }, { cookie: 'surety=a.b.c; surety=d.e.f' }, { origin: 'https://evil.example', cookie: 'surety=northwind.a.b' }, { 'content-encoding': 'gzip' }, { 'x-forwarded-for': text(2000) }, { 'ce-specversion': '9', 'ce-id': text(999) }])
        yield [at(), `header ${Object.keys(header)[0]}`, { ...some, headers: header, key: header.authorization || header.cookie ? undefined : keys.all }];
    yield [at(), 'nobody', { ...some, key: undefined }];
    if (method !== 'get') {
        for (const type of ['text/plain', 'application/xml', 'application/json; charset=utf-16', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'x', '']) yield [at(), `type ${type}`, { ...some, body: '{}', type }];
        yield [at(), 'bomb', { key: keys.all, body: gzipSync(Buffer.alloc(1 << 20)), headers: { 'content-encoding': 'gzip' } }];
    }
    for (const [name, body] of bodies) for (const type of Object.keys(content).length > 0 ? Object.keys(content) : ['application/json']) yield [at(), `${name} as ${type}`, { key: keys.all, body, type }];
    if (proper) for (const [name, body] of bodiesOf(schema)) yield [at(), name, { key: keys.all, body }];
}

/** Bytes that are no proper HTTP. */
const raw = [
    'GARBAGE\r\n\r\n', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n', 'POST /v1/sessions/passkey/options HTTP/1.0\r\nContent-Length: 0\r\n\r\n', 'POST /v1/sessions/passkey HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{"credential":{}}', 'GET /v1/me HTTP/1.1\r\n\r\n', 'GET /v1/me HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', `GET /${text(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, `GET /v1/me HTTP/1.1\r\nHost: x\r\nX: ${text(60_000)}\r\n\r\n`,
    `GET /v1/me HTTP/1.1\r\nHost: x\r\n${Array.from({ length: 500 }, (_, i) => `X${i}: 1\r\n`).join('')}\r\n`, 'POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', 'POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
    'POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n', 'POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /v1/me\u0000 HTTP/1.1\r\nHost: x\r\n\r\n', 'GET http://other/v1/me HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /v1/me HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n', 'GET /v1/me HTTP/1.1\r\nHost: x\r\nX: a\u0000b\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n', 'TRACE /v1/me HTTP/1.1\r\nHost: x\r\n\r\n', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', 'PUT /v1/me HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n',
];

function knock(port, bytes) {
    return new Promise(done => {
        let answer = '';
        const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
        const end = () => { socket.destroy(); done(answer); };
        socket.setTimeout(3000, end);
        socket.on('data', part => {
            answer += part;
            if (/\r\n\r\n/.test(answer)) setTimeout(end, 20);
        });
        socket.on('error', end).on('close', end);
    });
}

const memory = process => Number(readFileSync(`/proc/${process}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)?.[1] ?? 0) / 1024;

/** Many who send one byte a second keep nobody else from being answered. */
async function slow(served, violations) {
    const sockets = Array.from({ length: 200 }, () => {
        const socket = net.connect(served.port, '127.0.0.1', () => socket.write('POST /v1/sessions HTTP/1.1\r\nHost: x\r\n'));
        socket.on('error', () => {});
        return socket;
    });
    for (let i = 0; i < 5; i++) {
        for (const socket of sockets) if (!socket.destroyed) socket.write('X');
        const answer = await served.call('GET', '/healthz/ready', { timeout: hang }).catch(e => ({ status: e.message }));
        if (answer.status !== 200) violations.push(`slow senders keep others out: ${answer.status}`);
        await sleep(100);
    }
    for (const socket of sockets) socket.destroy();
}

export async function malformed({ folder, store, chance, server, most, until, env, enough = () => false }) {
    const place = new Place(join(folder, 'data'), server ? await server.database('t15') : null);
    const served = new Served(place, { env, options: ['--requests-per-second', '1000000', '--sign-ins-per-minute', '1000000'] });
    const violations = [], figures = { operations: 0, statuses: {}, megabytes: 0, slowest: 0 };
    let n = 0;
    const wrong = (what, why) => violations.push(`${what}: ${why}`);
    await served.start();
    try {
        const owner = await served.begin();
        const keys = { all: await served.key(owner, ['read', 'facts', 'manage', 'sign', 'people']) };
        const api = (await served.call('GET', '/openapi/v1.json')).json;
        const operations = Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));
        figures.operations = operations.length;
        // Nobody is to lose its key, its session or its seat on the way.
        const all = operations.filter(o => o.operation.operationId !== 'signOut').flatMap(one => [...wrongOf(one, { keys })].map(request => ({ one, request })));
        const step = Math.max(1, all.length / most);
        const before = memory(served.child.pid);
        for (let at = chance.next() * step; at < all.length && Date.now() < until && !enough({ violations }); at += step) {
            const { one, request: [path, how, options] } = all[Math.floor(at)];
            const what = `${one.method.toUpperCase()} ${path.slice(0, 80)}, ${how}`;
            const began = Date.now();
            n++;
            let answer;
            try {
                answer = await served.call(one.method.toUpperCase(), path, { timeout: hang, ...options });
            } catch (e) {
                // A body that is too long may be cut off before it was sent.
                if (!/ECONNRESET|EPIPE|cut off/.test(e.message) || !served.child || served.child.exitCode !== null) wrong(what, e.message);
                continue;
            }
            figures.slowest = Math.max(figures.slowest, Date.now() - began);
            figures.statuses[answer.status] = (figures.statuses[answer.status] ?? 0) + 1;
            if (answer.status >= 500) wrong(what, `${answer.status} ${answer.text.slice(0, 200)}`);
            if (answer.status >= 400) {
                // A path with a NUL is no HTTP, and the server of the base library says so by itself.
                if (/%00/.test(path.split('?')[0]) && answer.text === '') continue;
                if (answer.headers['content-type'] !== 'application/problem+json') wrong(what, `${answer.status} as ${answer.headers['content-type']}`);
                else if (answer.json.status !== answer.status) wrong(what, `says ${answer.json.status} and is ${answer.status}`);
                else if (answer.status === 400 && !(answer.json.errors?.length > 0 || answer.json.detail)) wrong(what, 'says nothing about what is wrong');
                else if (inside.test(answer.text)) wrong(what, `shows what is inside: ${answer.text.slice(0, 300)}`);
            }
            if (n % 1000 === 0) say(`  T15 ${place.sort}: ${n} of ${Math.min(most, all.length)}, ${violations.length} violations`);
        }
        for (const bytes of raw) {
            n++;
            const answer = await knock(served.port, bytes);
            const status = Number(answer.match(/^HTTP\/1\.1 (\d+)/)?.[1] ?? 0);
            if ((status >= 500 && status !== 505) || (status >= 200 && status < 300 && !/^(GET http|OPTIONS)/.test(bytes))) wrong(JSON.stringify(bytes.slice(0, 60)), `answered ${status}`);
            if (inside.test(answer)) wrong(JSON.stringify(bytes.slice(0, 60)), 'shows what is inside');
        }
        await slow(served, violations);
        figures.megabytes = Math.round(memory(served.child.pid) - before);
        if (figures.megabytes > 200) wrong('memory', `grew by ${figures.megabytes} MiB`);
        if (served.child.exitCode !== null || (await served.call('GET', '/healthz/ready').catch(() => ({ status: 0 }))).status !== 200) wrong('the server', `does not live any more: ${served.messages.slice(-500)}`);
        if (/\u001b\[31m|^Set-Cookie: x=1/m.test(served.messages)) wrong('the log', 'has lines that somebody else wrote');
    } finally {
        const { code } = existsSync(`/proc/${served.child.pid}`) ? await served.stop() : await served.ended;
        if (code !== 0 && violations.length === 0) violations.push(`the server leaves with ${code}: ${served.messages.slice(-500)}`);
    }
    return { n, violations, figures };
}
