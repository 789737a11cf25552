// The demo as it is served, and browsers in front of it: Debian's Chromium, driven by Playwright. One of each for all tests of pages.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { program, sleep } from '../machine.mjs';

const require = createRequire(import.meta.url);

export const chromium = process.env.CHROMIUM || '/usr/bin/chromium';

/** What is missing for tests of pages; null: nothing. */
export function lack() {
    if (!existsSync(chromium)) return 'Chromium is missing';
    for (const name of ['playwright-core', 'axe-core'])
        try {
            require.resolve(name);
        } catch {
            return `${name} is missing (npm ci in tests/acceptance)`;
        }
    return null;
}

export const axeFile = () => require.resolve('axe-core/axe.min.js');

/** Both sides of the demo; anybody may step into their shoes. */
export const sides = { provider: 'anna@northwind.example', customer: 'bert@acme.example' };
export const password = 'only for a first look';
export const agreement = 'northwind-demo.northwind-acme';

/** `surety demo --serve` on a free port. */
export class Demo {
    async start(most = 120_000) {
        this.began = Date.now();
        const child = (this.child = spawn(program, ['demo', '--serve', '--urls', 'http://127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'], detached: true }));
        this.messages = '';
        this.ended = new Promise(done => child.on('close', code => done(code)));
        child.stderr.on('data', bytes => { this.messages += bytes; });
        const keys = [];
        const ready = new Promise(done => createInterface({ input: child.stdout }).on('line', line => {
            this.url ??= line.startsWith('http') ? line.trim() : undefined;
            const key = line.match(/API key\s+(\S+)/)?.[1];
            if (key && keys.push(key) === 2) done(true);
        }));
        if (await Promise.race([ready, this.ended.then(() => false), sleep(most).then(() => false)]) !== true) throw new Error(`the demo did not start: ${this.messages}`);
        this.took = Date.now() - this.began;
        this.keys = { provider: keys[0], customer: keys[1] };
        return this;
    }

    /** What the API says to a side, as JSON. */
    async json(path, side = 'provider') {
        const answer = await fetch(this.url + path, { headers: { authorization: `Bearer ${this.keys[side]}`, accept: 'application/json' } });
        if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
        return answer.json();
    }

    async stop() {
        this.child.kill('SIGTERM');
        await Promise.race([this.ended, sleep(10_000)]);
        try {
            process.kill(-this.child.pid, 'SIGKILL');
        } catch {
            // It has ended.
        }
    }
}

let opened = null;

/** The demo and a browser, started once. */
export function world() {
    return (opened ??= (async () => {
        const demo = await new Demo().start();
        return { demo, browser: await browse(), known: new Map() };
    })());
}

/** Ends what was started. */
export async function close() {
    if (!opened) return;
    const { demo, browser } = await opened.catch(() => ({}));
    opened = null;
    await browser?.close();
    await demo?.stop();
}

export function browse() {
    const { chromium: driver } = require('playwright-core');
    return driver.launch({ executablePath: chromium, args: ['--no-sandbox', '--disable-dev-shm-usage', '--hide-scrollbars', '--disable-gpu'] });
}

/** What browsers say that something is wrong: console, refusals by the policy of the page, other hosts, answers that failed. */
export function listen(page, url, wrong) {
    const own = new URL(url).host;
    page.on('console', message => { if (message.type() === 'error' || /Content.Security.Policy/i.test(message.text())) wrong(`console: ${message.text()}`); });
    page.on('pageerror', e => wrong(`script: ${e.message}`));
    page.on('request', request => { if (/^(https?|wss?):/.test(request.url()) && new URL(request.url()).host !== own) wrong(`asks another host: ${request.url()}`); });
}

/** A context in which a side is signed in by the form of the page; side null: nobody is. */
export async function context(side, options = {}) {
    const { demo, browser, known } = await world();
    const made = await browser.newContext({ baseURL: demo.url, viewport: { width: 1440, height: 900 }, locale: 'en-GB', reducedMotion: 'reduce', serviceWorkers: 'block', ...options });
    made.setDefaultTimeout(15_000);
    if (!side) return made;
    if (!known.has(side)) {
        const page = await made.newPage();
        await page.goto('/sign-in');
        await signIn(page, sides[side], password);
        known.set(side, await made.cookies());
        await page.close();
    } else await made.addCookies(known.get(side));
    return made;
}

/** Fills in the form of the door. */
export async function signIn(page, email, word) {
    await page.fill('main #email', email);
    await page.fill('main #password', word);
    await Promise.all([page.waitForURL(url => url.pathname !== '/sign-in'), page.click('main form button.first')]);
}

/** Runs a script beside the page; its policy says nothing about it. */
export async function inject(page, source) {
    const session = await page.context().newCDPSession(page);
    await session.send('Runtime.evaluate', { expression: source });
    await session.detach();
}

/** Changes documents on their way to the browser: how a canary gets into a page. */
export const change = (target, how) => target.route('**/*', async route => {
    if (route.request().resourceType() !== 'document' && route.request().resourceType() !== 'fetch') return route.continue();
    const answer = await route.fetch({ maxRedirects: 0 });
    if (!/text\/html/.test(answer.headers()['content-type'] ?? '')) return route.fulfill({ response: answer });
    return route.fulfill({ response: answer, body: how(await answer.text()) });
});

/** Opens a screen; what comes has to be that screen, and no door. */
export async function visit(page, screen) {
    const answer = await page.goto(screen.path);
    if (answer && answer.status() !== screen.status) throw new Error(`${screen.name} (${screen.path}): ${answer.status()}`);
    if (screen.side && new URL(page.url()).pathname === '/sign-in') throw new Error(`${screen.name} (${screen.path}) leads to the door`);
    return answer;
}
