// T17 for pages: forms without their mark, with that of another session, from another site; cookies; a session that is over opens nothing. U10: no state of a screen is blank.
import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { say, sleep } from '../machine.mjs';
import { Place } from '../place.mjs';
import { Served } from '../served.mjs';
import { marked } from '../parties.mjs';
import { screens } from './screens.mjs';
import { Demo, agreement, change, context, password, sides, world } from './world.mjs';

const entry = text => text.replaceAll('&amp;', '&').replaceAll('&#x27;', "'");

/** Every form of every screen, sent in wrong ways: refused, and nothing changed. */
export async function forms({ canary }) {
    const violations = [], figures = { forms: 0, sessions: 0 };
    // What it does wrong is counted against its address: it has a server of its own.
    const demo = canary ? (await world()).demo : await new Demo().start();
    const cookiesOf = async side => {
        const answer = await fetch(`${demo.url}/sign-in`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ email: sides[side], password }) });
        if (answer.status !== 303) throw new Error(`sign-in: ${answer.status}`);
        const [cookie] = answer.headers.getSetCookie();
        if (!/;\s*httponly/i.test(cookie) || !/;\s*samesite=(lax|strict)/i.test(cookie) || !/;\s*path=\//i.test(cookie)) violations.push(`cookie: ${cookie.replace(/=[^;]*/, '=…')}`);
        return cookie.split(';')[0];
    };
    const [mine, others] = [{}, {}];
    for (const side of ['provider', 'customer'])
        if (canary) {
            const made = await context(side);
            mine[side] = others[side] = (await made.cookies()).filter(c => c.httpOnly).map(c => `${c.name}=${c.value}`).join('; ');
            await made.close();
        } else [mine[side], others[side]] = [await cookiesOf(side), await cookiesOf(side)];
    const read = async (path, cookie) => (await fetch(demo.url + path, { headers: { accept: 'text/html', ...(cookie ? { cookie } : {}) }, redirect: 'manual' })).text();
    const sizes = async () => JSON.stringify([(await demo.json(`/v1/agreements/${agreement}/levels`)).entries, (await demo.json('/v1/people')).items.length, (await demo.json('/v1/sessions').catch(() => ({ items: [] }))).items.length]);
    const seen = new Set(), before = await sizes();
    for (const screen of (await screens()).filter(s => s.side)) {
        const cookie = mine[screen.side];
        let html = await read(screen.path, cookie);
        if (canary) html = html.replace(/<main/, '<form method="post" action="/healthz/live"></form><form method="get" action="/v1/me" data-was="post"></form><main');
        const foreign = (await read('/people', others[screen.side])).match(/name="form-token" value="([^"]+)"/)?.[1];
        for (const [, attributes, inside] of html.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/g)) {
            if (!/method="post"/i.test(attributes)) continue;
            const action = entry(attributes.match(/action="([^"]*)"/)?.[1] ?? screen.path);
            const fields = Object.fromEntries([...inside.matchAll(/<(?:input|button)\b([^>]*)>/g)].map(([, a]) => [a.match(/\bname="([^"]*)"/)?.[1], entry(a.match(/\bvalue="([^"]*)"/)?.[1] ?? '')]).filter(([name]) => name));
            // The browser's own session is left as it is.
            if (canary && action !== '/healthz/live') continue;
            const key = `${screen.side} ${action} ${fields.do ?? ''} ${Object.keys(fields).sort().join()}`;
            if (seen.has(key)) continue;
            seen.add(key);
            figures.forms++;
            const name = `${screen.name}: form to ${action}${fields.do ? ` (${fields.do})` : ''}`;
            if (!fields['form-token']) violations.push(`${name} has no mark of the session`);
            const { 'form-token': token = '', ...rest } = fields;
            for (const [how, body, headers] of [['without its mark', rest, {}], ['with a mark of another session', { ...rest, 'form-token': foreign ?? 'none' }, {}], ['with a mark that somebody made up', { ...rest, 'form-token': token.slice(0, 16) + '0'.repeat(32) }, {}], ['from another site', fields, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }]]) {
                const answer = await fetch(demo.url + action, { method: 'POST', redirect: 'manual', headers: { cookie, accept: 'text/html', ...headers }, body: new URLSearchParams(body) });
                await answer.text();
                // A stranger who tries often is not heard at all for a while.
                if (answer.status !== 403 && !(answer.status === 429 && (headers.origin || ['/sign-in', '/people/password'].includes(action)))) violations.push(`${name} ${how}: ${answer.status}`);
            }
        }
    }
    if (await sizes() !== before) violations.push(`forms that were refused changed something: ${before} became ${await sizes()}`);

    // Over: nothing opens after that.
    for (const side of canary ? [] : ['provider', 'customer']) {
            const page = await read('/people', mine[side]), token = page.match(/name="form-token" value="([^"]+)"/)?.[1];
            const out = await fetch(`${demo.url}/sign-out`, { method: 'POST', redirect: 'manual', headers: { cookie: mine[side] }, body: new URLSearchParams({ 'form-token': token }) });
            if (out.status !== 303) violations.push(`signing out: ${out.status}`);
            await sleep(side === 'provider' ? 2000 : 0);
            for (const screen of (await screens()).filter(s => s.side === side && s.path !== '/design')) {
                const answer = await fetch(demo.url + screen.path, { headers: { cookie: mine[side], accept: 'text/html' }, redirect: 'manual' });
                const text = await answer.text();
                figures.sessions++;
                if (answer.status === 200 || /Acme|Northwind (Ltd|Services)/.test(text.replaceAll(/<div class="demo">[^]*?<\/div>/g, ''))) violations.push(`${screen.name} opens to a session that is over: ${answer.status}`);
            }
        }
    if (!canary) await demo.stop();
    say(`  T17 pages: ${figures.forms} forms, ${violations.length} violations`);
    return { n: figures.forms * 4 + figures.sessions, violations, figures };
}

/** Whether a screenshot has something on it: how many colours there are, and how often the commonest one. */
const isBlank = (page, png) => page.evaluate(async bytes => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${bytes}`)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height), ink = canvas.getContext('2d');
    ink.drawImage(image, 0, 0);
    const { data } = ink.getImageData(0, 0, image.width, image.height), colours = new Map();
    for (let i = 0; i < data.length; i += 4) {
        const key = (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
        colours.set(key, (colours.get(key) ?? 0) + 1);
    }
    return colours.size < 16 || Math.max(...colours.values()) > 0.995 * data.length / 4;
}, png.toString('base64'));

/** U10: empty, no permission, foreign, no data, wrong: a picture of each, and none is blank. */
export async function states({ folder, canary }) {
    const violations = [], figures = { pictures: 0, states: {} };
    const place = new Place(join(folder, 'states'), null), served = new Served(place, { options: ['--no-close'] });
    await served.start();
    const { browser } = await world();
    const made = [];
    try {
        const owner = await served.begin();
        const reader = await served.member(owner, 'reader', ['reader']).catch(() => null);
        const url = `http://127.0.0.1:${served.port}`;
        const blank = await browser.newPage();
        const shoot = async (state, cookie, paths) => {
            const target = await browser.newContext({ baseURL: url, viewport: { width: 1024, height: 768 }, locale: 'en-GB' });
            made.push(target);
            if (cookie) await target.addCookies([{ name: cookie.split('=')[0], value: cookie.slice(cookie.indexOf('=') + 1), url }]);
            if (canary) await change(target, html => html.replace(/<body>[^]*<\/body>/, '<body></body>'));
            const page = await target.newPage();
            for (const path of paths) {
                const answer = await page.goto(path);
                const text = await page.locator('body').innerText(), status = answer.status();
                if (status === 404 && text.includes('"status"')) continue;
                figures.pictures++;
                (figures.states[state] ??= []).push(`${path} ${status}`);
                const main = page.locator('main');
                const said = await main.count() ? (await main.innerText()).trim() : '';
                if (status >= 500) violations.push(`${state}, ${path}: ${status}`);
                if (said.length < 20 || await page.locator('h1').count() === 0) violations.push(`${state}, ${path}: says '${said.slice(0, 60)}'`);
                else if (await isBlank(blank, await page.screenshot())) violations.push(`${state}, ${path}: the picture is blank`);
                if (state === 'empty' && status === 200 && !await page.locator('.empty, .notice, table, form.stack').count()) violations.push(`${state}, ${path}: does not say that and why nothing is there`);
            }
        };
        const pages = ['/', '/agreements', '/people', '/keys', '/record'];
        await shoot('empty', owner.cookie, pages);
        if (canary) return { n: figures.pictures, violations, figures: { pictures: figures.pictures } };
        if (reader) await shoot('no permission', reader.cookie, [...pages, '/agreements/none.such']);
        // An agreement that nobody has signed, and for which nothing has come.
        await served.must('POST', '/v1/agreements', { cookie: owner.cookie, body: { side: 'provider', text: marked('web-shop', 'of a shop') } });
        const below = ['', '/text', '/queue', '/evidence', '/statements', '/credits', '/sources', '/record', '/propose', '/level?of=no%20such', '/statements/2020-01', '/text/9'];
        await shoot('no data', owner.cookie, below.map(b => `/agreements/${owner.party}.web-shop${b}`));
        await shoot('foreign', owner.cookie, below.slice(0, 8).map(b => `/agreements/somebody.else${b}`));
        await shoot('nobody signed in', null, ['/sign-in', '/agreements', '/people', `/agreements/${owner.party}.web-shop`]);
        await shoot('wrong question', owner.cookie, ['/agreements?state=nonsense', '/agreements?page=x', `/agreements/${owner.party}.web-shop/statements/never`]);
        await blank.close();
    } finally {
        for (const one of made) await one.close();
        await served.stop();
        rmSync(join(folder, 'states'), { recursive: true, force: true });
    }
    say(`  U10: ${figures.pictures} pictures, ${violations.length} violations`);
    return { n: figures.pictures, violations, figures: { pictures: figures.pictures, ...(violations.length ? figures.states : {}) } };
}
