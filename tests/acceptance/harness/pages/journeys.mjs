// U3: from the start of the demo to a level with why open. U2: the same by keys alone. U4: what a screen weighs, whom it asks, what the browser complains of. U11: without scripts the same is read. U8: nothing is said by colour or picture alone.
import { say, sleep } from '../machine.mjs';
import { screens } from './screens.mjs';
import { agreement, change, context, listen, password, sides, signIn, world, visit } from './world.mjs';

const at = `/agreements/${agreement}`;

/** U3: as somebody does who sees it for the first time: a click, and a look of a second. */
export async function firstValue({ canary }) {
    const violations = [], { demo } = await world(), begun = Date.now();
    const made = await context(null), page = await made.newPage();
    if (canary) await change(made, html => html.replaceAll(/<details/g, '<div').replaceAll('</details', '</div'));
    const look = () => sleep(1000);
    try {
        await page.goto('/');
        await look();
        await page.locator('.demo button').last().click();
        await page.waitForURL(url => url.pathname === '/');
        await look();
        await page.locator(`main a[href="${at}"]`).first().click();
        await look();
        await page.locator('main a[href*="/level?of="]').first().click();
        await page.waitForURL(/\/level\?/);
        await look();
        if (!await page.locator('details.why[open]').count()) await page.locator('details.why > summary').first().click({ timeout: 5000 });
        await page.locator('details.why[open] > ul').first().waitFor({ timeout: 5000 });
        if (!/\d/.test(await page.locator('details.why[open]').first().innerText())) violations.push('why is open and shows no figure');
    } catch (e) {
        violations.push(`${new URL(page.url()).pathname}: ${e.message.split('\n')[0]}`);
    }
    const took = (Date.now() - begun + demo.took) / 1000;
    if (took > 60) violations.push(`${took} s from the start to why`);
    await made.close();
    return { n: 1, violations, figures: { sec: took } };
}

/** U2, the part that is read: no mouse; what has the focus is seen. */
export async function keys({ canary }) {
    const violations = [], made = await context(null), page = await made.newPage();
    if (canary) {
        await change(made, html => html.replace('</head>', '<link rel="stylesheet" href="/canary.css"></head>'));
        await made.route('**/canary.css', route => route.fulfill({ contentType: 'text/css', body: ':focus, :focus-visible { outline: none !important; box-shadow: none !important; border-color: inherit !important; text-decoration: none !important; background: none !important; }' }));
    }
    let stops = 0;
    const where = () => page.evaluate(() => {
        const e = document.activeElement;
        if (!e || e === document.body) return null;
        const box = e.getBoundingClientRect(), style = getComputedStyle(e);
        const lines = e.getClientRects(), line = lines[0] ?? box;
        const over = document.elementFromPoint(line.left + Math.min(line.width, 20) / 2, line.top + line.height / 2);
        return {
            href: e.getAttribute('href'), id: e.id, tag: e.tagName, text: (e.innerText || e.getAttribute('aria-label') || e.name || '').trim().slice(0, 40), why: Boolean(e.closest('details.why')),
            seen: box.bottom > 0 && box.top < innerHeight && box.width > 1 && (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none'), covered: over !== null && over !== e && !e.contains(over) && !over.contains(e) && !over.closest('label, summary')?.contains(e),
        };
    });
    /** Goes on by Tab until something has the focus. */
    async function to(what, is, most = 150) {
        for (let i = 0; i < most; i++) {
            await page.keyboard.press('Tab');
            const now = await where();
            if (!now) continue;
            stops++;
            if (!now.seen) violations.push(`${new URL(page.url()).pathname}: the focus on ${now.tag} '${now.text}' is not seen`);
            if (now.covered) violations.push(`${new URL(page.url()).pathname}: ${now.tag} '${now.text}' has the focus and is covered`);
            if (is(now)) return true;
        }
        violations.push(`${new URL(page.url()).pathname}: no key leads to ${what}`);
        return false;
    }
    try {
        await page.goto('/sign-in');
        await to('the e-mail', n => n.id === 'email');
        await page.keyboard.type(sides.customer);
        await page.keyboard.press('Tab');
        await page.keyboard.type(password);
        await Promise.all([page.waitForURL(url => url.pathname === '/'), page.keyboard.press('Enter')]);
        if (await to('the agreement', n => n.href === at)) {
            await Promise.all([page.waitForURL(url => url.pathname === at), page.keyboard.press('Enter')]);
            if (await to('a level', n => n.href?.includes('/level?of='))) {
                await Promise.all([page.waitForURL(/\/level\?/), page.keyboard.press('Enter')]);
                if (await to('why', n => n.why && n.tag === 'SUMMARY')) {
                    if (!await page.locator('details.why[open]').count()) await page.keyboard.press('Enter');
                    if (!await page.locator('details.why[open]').count()) violations.push('why does not open by a key');
                }
            }
        }
    } catch (e) {
        violations.push(`${new URL(page.url()).pathname}: ${e.message.split('\n')[0]}`);
    }
    await made.close();
    return { n: stops, violations: [...new Set(violations)], figures: { stops } };
}

/** U2, passkeys: one is added by keys, opens the door, and is removed; then it opens nothing. A passkey is for a name, and the address of the demo is a number: here it is called localhost. */
export async function passkeys({ canary }) {
    const violations = [], { demo } = await world(), url = demo.url.replace('127.0.0.1', 'localhost');
    const made = await context(null, { baseURL: url }), page = await made.newPage();
    if (canary) await change(made, html => html.replaceAll(/<script[^>]*passkeys[^>]*><\/script>/g, ''));
    const device = await made.newCDPSession(page);
    await device.send('WebAuthn.enable');
    await device.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
    listen(page, url, why => { if (!/status of 401/.test(why)) violations.push(why); });
    const out = async () => {
        await page.locator('form[action="/sign-out"] button').first().evaluate(e => { const d = e.closest('details'); if (d) d.open = true; });
        await Promise.all([page.waitForURL(/sign-in/), page.locator('form[action="/sign-out"] button').first().press('Enter')]);
    };
    try {
        await page.goto('/sign-in');
        await signIn(page, sides.customer, password);
        await page.goto('/people');
        await page.fill('#passkey-label', 'a lock', { timeout: 5000 });
        await page.keyboard.press('Enter');
        await page.locator('tr', { hasText: 'a lock' }).waitFor({ timeout: 5000 });
        await out();
        await page.goto('/sign-in?back=/agreements');
        await Promise.all([page.waitForURL(to => to.pathname === '/agreements'), page.locator('form[data-passkey] button').press('Enter', { timeout: 5000 })]);
        await page.goto('/people');
        const row = page.locator('tr', { hasText: 'a lock' });
        if (/never/.test(await row.innerText())) violations.push('a passkey that opened the door was never used');
        await row.locator('button').press('Enter');
        await row.waitFor({ state: 'detached', timeout: 5000 });
        await out();
        await page.locator('form[data-passkey] button').press('Enter', { timeout: 5000 });
        await page.locator('form[data-passkey] [role=alert]:not([hidden])').waitFor({ timeout: 5000 });
        if (new URL(page.url()).pathname !== '/sign-in') violations.push('a passkey that was removed opens the door');
    } catch (e) {
        violations.push(`${new URL(page.url()).pathname}: ${e.message.split('\n')[0]}`);
    }
    await made.close();
    return { n: 1, violations, figures: {} };
}

const faults = {
    'inline-script': html => html.replace('</main>', '<script>document.title = "x"</script></main>'),
    'inline-style': html => html.replace('<main', '<main style="color:red"'),
    'other-host': html => html.replace('</main>', '<img alt="" src="https://elsewhere.example/pixel.png"></main>'),
    heavy: html => html.replace('</main>', `<!-- ${Array.from({ length: 40_000 }, () => Math.random().toString(36).slice(2)).join('')} --></main>`),
    'only-picture': html => html.replace('</main>', '<svg role="img" viewBox="0 0 10 10"><rect width="10" height="10"></rect></svg></main>'),
    'only-colour': html => html.replace('</main>', '<p><span class="status bad"></span></p></main>'),
};

/** U4 and U8, on every screen: weight, other hosts, complaints, markup that the policy forbids; status in words, pictures in words. */
export async function clean({ canary, enough = () => false }) {
    const violations = [], figures = { screens: 0, heaviest: 0, slowestInteraction: 0, pictures: 0, statuses: 0 };
    const contexts = new Map();
    for (const screen of (await screens()).filter(s => !canary || s.name === 'design')) {
        if (!contexts.has(screen.side)) {
            const made = await context(screen.side);
            if (canary) await change(made, faults[canary]);
            contexts.set(screen.side, made);
        }
        const page = await contexts.get(screen.side).newPage(), { demo } = await world();
        const wrong = why => violations.push(`${screen.name} (${screen.path}): ${why}`);
        listen(page, demo.url, why => { if (screen.status === 200 || !/status of 404/.test(why)) wrong(why); });
        await page.addInitScript(() => {
            window.slowest = 0;
            new PerformanceObserver(list => { for (const e of list.getEntries()) window.slowest = Math.max(window.slowest, e.duration); }).observe({ type: 'event', durationThreshold: 16 });
        });
        const session = await contexts.get(screen.side).newCDPSession(page);
        await session.send('Network.enable');
        await session.send('Network.setCacheDisabled', { cacheDisabled: true });
        let weight = 0;
        session.on('Network.loadingFinished', e => { weight += e.encodedDataLength; });
        const answer = await visit(page, screen);
        const policy = answer.headers()['content-security-policy'] ?? '';
        if (!/default-src 'none'|default-src 'self'/.test(policy) || /unsafe-inline|unsafe-eval|\*/.test(policy)) wrong(`policy: ${policy || 'none'}`);
        const source = await answer.text();
        if (/<script(?![^>]*\bsrc=)[^>]*>/i.test(source)) wrong('a script inside the page');
        if (/<style\b/i.test(source) || /<[a-z][^>]*\sstyle=/i.test(source)) wrong('a style inside the page');
        if (/<[a-z][^>]*\son[a-z]+=/i.test(source)) wrong('a handler inside the page');
        const read = await page.evaluate(() => ({
            statuses: [...document.querySelectorAll('.status')].map(e => e.innerText.trim()),
            pictures: [...document.querySelectorAll('svg:not([aria-hidden=true])')].map(e => ({ role: e.getAttribute('role'), says: e.getAttribute('aria-label') || e.querySelector('title')?.textContent || document.getElementById(e.getAttribute('aria-labelledby')?.split(' ')[0])?.textContent || '', beside: [e.closest('figure'), e.nextElementSibling, e.previousElementSibling, e.parentElement.matches('main') ? null : e.parentElement].reduce((length, e) => Math.max(length, e?.textContent.trim().length ?? 0), 0), chart: e.classList.contains('chart'), table: Boolean(e.closest('figure, section')?.querySelector('table')) })),
        }));
        for (const status of read.statuses) {
            figures.statuses++;
            if (!/\p{L}{2}/u.test(status)) wrong(`a status without a word: '${status}'`);
        }
        for (const picture of read.pictures) {
            figures.pictures++;
            if (picture.role !== 'img' || !picture.says.trim()) wrong('a picture that says nothing to whoever does not see it');
            else if (picture.beside < 10) wrong(`a picture without a sentence beside it: ${picture.says}`);
            else if (picture.chart && !picture.table) wrong(`a chart without its table: ${picture.says}`);
        }
        for (const summary of (await page.locator('main summary:visible').all()).slice(0, 2)) await summary.click();
        await page.evaluate(() => new Promise(done => setTimeout(done, 50)));
        figures.slowestInteraction = Math.max(figures.slowestInteraction, await page.evaluate(() => window.slowest));
        if (weight > 300_000) wrong(`weighs ${weight} bytes`);
        figures.heaviest = Math.max(figures.heaviest, weight);
        figures.screens++;
        await page.close();
        if (enough({ violations })) break;
    }
    for (const made of contexts.values()) await made.close();
    say(`  U4, U8: ${figures.screens} screens, ${violations.length} violations`);
    return { n: figures.screens, violations, figures };
}

/** U11: without scripts the same words and the same figures. */
export async function plain({ canary }) {
    const violations = [], figures = { screens: 0 };
    const [without, scripted] = [await context('customer', { javaScriptEnabled: false }), await context('customer')];
    if (canary) await change(without, html => html.replaceAll('data-figure=', 'data-gone=').replaceAll('class="status', 'class="gone'));
    const [bare, full] = [await without.newPage(), await scripted.newPage()];
    for (const screen of (await screens()).filter(s => s.plain)) {
        const told = [];
        for (const page of [bare, full]) {
            const read = async () => {
                const locators = ['main h1', 'main .status', 'main [data-figure]'];
                return Promise.all(locators.map(async l => (await page.locator(l).allTextContents()).map(t => t.replaceAll(/\s+/g, ' ').trim())));
            };
            await visit(page, screen);
            told.push(await read());
        }
        for (const [i, what] of ['headings', 'verdicts', 'figures'].entries()) {
            // What time alone changes: a second lies between.
            const differ = told[0][i].length !== told[1][i].length ? told[0][i].length - told[1][i].length : told[0][i].filter((t, k) => t !== told[1][i][k] && t.replaceAll(/\d/g, '') !== told[1][i][k].replaceAll(/\d/g, '')).length;
            if (differ) violations.push(`${screen.name}: ${what} differ without scripts (${differ})`);
        }
        if (told[0][0].length === 0) violations.push(`${screen.name}: no heading without scripts`);
        figures.screens++;
    }
    await without.close();
    await scripted.close();
    say(`  U11: ${figures.screens} screens, ${violations.length} violations`);
    return { n: figures.screens, violations, figures };
}
