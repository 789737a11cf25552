// T15: whatever is sent, the server answers with a problem document that says where it is wrong, in little time and memory, and lives.
import { existsSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { say, sleep } from './machine.mjs';
import { Place, scenario } from './place.mjs';
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

const manyOf = (count, of) => Array.from({ length: count }, (_, i) => of(i)).join('');
const lol = (open, by) => manyOf(9, i => `a${i}: &a${i} [${i === 0 ? '"lol","lol","lol"' : Array(9).fill(`*a${i - 1}`).join(',')}]${by}`) + open;

/** Bodies of other languages than JSON that no operation can use. */
const bodiesIn = {
    'application/yaml': [
        ['aliases of aliases', lol('b: *a8\n', '\n')], ['an anchor of itself', 'a: &a [*a]\n'], ['merged keys', 'a: &a {b: 1}\nc: {<<: *a}\n'], ['deep flow', `a: ${deep(10_000, '[', ']')}\n`], ['deep maps', manyOf(3000, i => `${' '.repeat(i)}a:\n`)], ['many documents', '---\na: 1\n'.repeat(2000)],
        ['a tag', 'surety: 1\nagreement: !!python/object/apply:os.system ["id"]\n'], ['tabs', 'surety: 1\n\tagreement: a\n'], ['a key twice', 'surety: 1\nsurety: 1\n'], ['half a quote', 'surety: "1\n'], ['a long line', `surety: ${text(200_000)}\n`], ['a long key', `${text(5000)}: 1\n`], ['many keys', manyOf(20_000, i => `k${i}: 1\n`)],
        ['a huge number', `surety: ${text(5000, '9')}\nversion: 1e999999999\n`], ['an endless repetition', 'surety: 1\nagreement: a\ntitle: a\nperformance:\n  availability:\n    title: a\n    measure: ((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))\n'], ['NUL', 'surety: 1\u0000\n'], ['CR alone', 'surety: 1\ragreement: a\r'], ['UTF-16', Buffer.from('\ufeffsurety: 1\n', 'utf16le')], ['colours', 'surety: 1\n"\u001b[31m": x\n'],
    ],
    'text/csv': [
        ['half a quote', 'type,at\n"sample,2026-10-01T00:00:00Z\n'], ['uneven rows', 'type,at,service\nsample\na,b,c,d,e,f\n'], ['no header', '1,2,3\n4,5,6\n'], ['a header twice', 'type,type\na,b\n'], ['many columns', `${manyOf(5000, i => `c${i},`)}\n1\n`], ['a long cell', `type,at\n${text(300_000)},1\n`], ['many rows', 'type,at\n' + 'sample,never\n'.repeat(20_000)],
        ['formulas', 'type,at,service\n=1+1,@SUM(A1),+2\n'], ['NUL', 'type,at\nsam\u0000ple,x\n'], ['strange ends', 'type,at\r\rsample,x\n\r'], ['Latin-1', Buffer.from('type,at,service\nsample,x,M\u00fcller\n', 'latin1')], ['quotes in quotes', 'type,at\n' + '"'.repeat(9999) + '\n'],
    ],
    'application/x-ndjson': [
        ['half a line', '{"type":"sample"'], ['an array', '[{"type":"sample"}]'], ['empty lines', '\n'.repeat(50_000)], ['deep', `{"type":"sample","labels":${deep(5000, '{"a":', '}')}}`], ['many wrong lines', '{"type":"sample"}\n'.repeat(20_000)], ['times that are none', ['9999-12-31T23:59:60Z', '-0001-01-01T00:00:00Z', '2026-02-30T00:00:00Z', '+292277026596-12-04T15:30:07Z', '2026-10-01'].map(at => `{"type":"sample","service":"a","at":"${at}","value":1}`).join('\n')],
        ['values that are none', ['1e400', '-0', '1e-400', '"1"', 'NaN', '0x10', text(5000, '9'), '1.'].map(v => `{"type":"sample","service":"a","at":"2026-10-01T00:00:00Z","value":${v}}`).join('\n')], ['many labels', `{"type":"sample","service":"a","at":"2026-10-01T00:00:00Z","value":1,"labels":{${Array.from({ length: 5000 }, (_, i) => `"l${i}":"x"`).join(',')}}}`], ['an end before its beginning', '{"type":"outage","service":"a","from":"2026-10-02T00:00:00Z","until":"2026-10-01T00:00:00Z"}'],
    ],
    'application/cloudevents+json': [
        ['no id', '{"specversion":"1.0","source":"a","type":"sample","data":{}}'], ['another version', '{"specversion":"0.3","id":"1","source":"a","type":"sample","data":{}}'], ['data twice', '{"specversion":"1.0","id":"1","source":"a","type":"sample","data":{},"data_base64":"e30="}'], ['no base 64', '{"specversion":"1.0","id":"1","source":"a","type":"sample","data_base64":"***"}'], ['a long id', `{"specversion":"1.0","id":"${text(70_000)}","source":"a","type":"sample","data":{}}`], ['extensions', `{"specversion":"1.0","id":"1","source":"a","type":"sample","data":{},${Array.from({ length: 500 }, (_, i) => `"x${i}":"y"`).join(',')}}`],
    ],
    'application/cloudevents-batch+json': [['an object', '{}'], ['nothing', '[]'], ['lists in it', '[[],[]]'], ['many', `[${Array(20_000).fill('{"specversion":"1.0"}').join(',')}]`], ['one is wrong', '[{"specversion":"1.0","id":"1","source":"a","type":"sample","data":{"service":"a","at":"2026-10-01T00:00:00Z","value":1}},5]']],
};

const sprinkles = ['{', '}', '[', ']', '"', '\\', ',', ':', '\n', '\r', '\u0000', '\u001b[31m', '\ud800', '%', '&', '*', '- ', '1e999', '99999999999999999999', 'null', '../', "'", '<', '=', '\ufeff'];

/** Somewhere else than it was: a part is gone, doubled, put in, or another byte. */
function mutated(chance, of) {
    let bytes = Buffer.from(of);
    for (let changes = 1 + chance.below(4); changes > 0; changes--) {
        const at = chance.below(bytes.length + 1), end = Math.min(bytes.length, at + 1 + chance.below(chance.below(4) === 0 ? 200 : 8));
        const part = [Buffer.alloc(0), Buffer.concat([bytes.subarray(at, end), bytes.subarray(at, end)]), Buffer.concat([Buffer.from(sprinkles[chance.below(sprinkles.length)]), bytes.subarray(at, end)]), Buffer.from([chance.below(256)])][chance.below(4)];
        bytes = Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(end)]);
    }
    return bytes;
}

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
    for (const type of Object.keys(content)) for (const [name, body] of bodiesIn[type] ?? []) yield [at(), `${name} as ${type}`, { key: keys.all, body, type }];
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

/** What is right, before something in it is changed. */
const texts = [
    ['application/yaml', readFileSync(scenario('agreement.yaml'))], ['application/x-ndjson', readFileSync(scenario('july.jsonl'))], ['text/csv', readFileSync(scenario('august.csv'))],
    ['application/cloudevents+json', JSON.stringify({ specversion: '1.0', id: '1', source: 'probe', type: 'sample', time: '2025-07-01T00:00:00Z', data: { type: 'outage', service: 'shop', from: '2025-07-01T00:00:00Z', until: '2025-07-01T00:01:00Z' } })],
];

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
        const ask = async ({ one, request: [path, how, options] }) => {
            const what = `${one.method.toUpperCase()} ${path.slice(0, 80)}, ${how}`;
            const began = Date.now();
            n++;
            let answer;
            try {
                answer = await served.call(one.method.toUpperCase(), path, { timeout: hang, ...options });
            } catch (e) {
                // A body that is too long may be cut off before it was sent.
                if (!/ECONNRESET|EPIPE|cut off/.test(e.message) || !served.child || served.child.exitCode !== null) wrong(what, e.message);
                return;
            }
            if (Date.now() - began > figures.slowest) Object.assign(figures, { slowest: Date.now() - began, slowestIs: what });
            figures.statuses[answer.status] = (figures.statuses[answer.status] ?? 0) + 1;
            if (answer.status >= 500) wrong(what, `${answer.status} ${answer.text.slice(0, 200)}`);
            if (answer.status >= 400) {
                // A path with a NUL is no HTTP, and the server of the base library says so by itself.
                if (/%00/.test(path.split('?')[0]) && answer.text === '') return;
                if (answer.headers['content-type'] !== 'application/problem+json') wrong(what, `${answer.status} as ${answer.headers['content-type']}`);
                else if (answer.json.status !== answer.status) wrong(what, `says ${answer.json.status} and is ${answer.status}`);
                else if (answer.status === 400 && !(answer.json.errors?.length > 0 || answer.json.detail)) wrong(what, 'says nothing about what is wrong');
                else if (inside.test(answer.text)) wrong(what, `shows what is inside: ${answer.text.slice(0, 300)}`);
            }
            if (n % 1000 === 0) say(`  T15 ${place.sort}: ${n} of ${most}, ${violations.length} violations`);
        };
        const isOn = () => Date.now() < until && !enough({ violations });
        for (let at = chance.next() * step; at < all.length && isOn(); at += step) await ask(all[Math.floor(at)]);
        // What is left of them: the same with something in them changed, some that are right among them.
        const right = texts.flatMap(([type, body]) => operations.filter(o => o.operation.requestBody?.content?.[type]).map(one => ({ one, request: [one.path.replace(/\{\w+\}/g, 'northwind.web-shop'), type, { key: keys.all, type, body }] })));
        const bodied = [...all.filter(({ request: [, , { body }] }) => body !== undefined && Buffer.byteLength(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)) < 20_000), ...Array(10).fill(right).flat()];
        while (n < most && isOn()) {
            const { one, request: [path, how, options] } = bodied[chance.below(bodied.length)];
            const { body } = options;
            await ask({ one, request: [path, `${how}, changed`, { ...options, type: options.type ?? 'application/json', body: mutated(chance, typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)) }] });
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
