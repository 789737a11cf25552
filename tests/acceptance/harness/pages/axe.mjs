// U1: everybody can read and use every screen: axe, no sideways scrolling, text at twice its size. U8: nothing is said by colour or by a picture alone.
import { readFileSync } from 'node:fs';
import { say } from '../machine.mjs';
import { screens } from './screens.mjs';
import { axeFile, change, context, inject, visit } from './world.mjs';

const widths = [320, 768, 1440], schemes = ['light', 'dark'], languages = ['en-GB', 'de-DE'];

/** Faults that a canary puts into the page. */
const faults = {
    'no-alt': html => html.replace('</main>', '<img src="/assets/icon.svg"></main>'),
    'no-label': html => html.replace('</main>', '<form><input name="nobody-says-what"></form></main>'),
    'low-contrast': html => html.replace('</head>', '<link rel="stylesheet" href="/canary.css"></head>'),
    'too-wide': html => html.replace('</main>', '<pre class="canary">' + 'x'.repeat(400) + '</pre></main>').replace('</head>', '<link rel="stylesheet" href="/canary.css"></head>'),
    'cut-text': html => html.replace('</main>', '<div class="canary-cut"><p>Text that has a lid.</p></div></main>').replace('</head>', '<link rel="stylesheet" href="/canary.css"></head>'),
};
const sheet = { 'low-contrast': 'main p, main h1 { color: #ccc !important; background: #fff !important; }', 'too-wide': '.canary { overflow: visible !important; white-space: pre !important; }', 'cut-text': '.canary-cut { max-height: 26px; width: auto; overflow: hidden; } .canary-cut p { margin: 0; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; max-width: 100%; }' };

/** axe on the page that is open: what is serious or critical. */
async function axe(page) {
    await inject(page, readFileSync(axeFile(), 'utf8'));
    return page.evaluate(async () => {
        const { violations } = await window.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
        return violations.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => `${v.id} (${v.impact}): ${v.nodes.length} × ${v.nodes[0].target.join(' ')}: ${(v.nodes[0].any[0] ?? v.nodes[0].all[0] ?? v.nodes[0].none[0])?.message ?? v.help}`);
    });
}

/** What sticks out of the window at the side. */
const sideways = page => page.evaluate(() => {
    const wide = document.documentElement.scrollWidth, room = document.documentElement.clientWidth;
    if (wide <= room) return null;
    const who = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > room + 1).map(e => `${e.tagName.toLowerCase()}${e.id ? `#${e.id}` : ''}${e.className && typeof e.className === 'string' ? `.${e.className.trim().replaceAll(/\s+/g, '.')}` : ''}`);
    return `${wide} px in ${room}: ${[...new Set(who)].slice(0, 4).join(', ')}`;
});

/** Text that is cut off or not shown, so far as the window does not scroll to it. */
const cut = page => page.evaluate(() => {
    const gone = [];
    for (const e of document.querySelectorAll('body *')) {
        const style = getComputedStyle(e), box = e.getBoundingClientRect();
        if (box.width <= 1 || box.height <= 1 || style.clipPath !== 'none' || style.visibility === 'hidden' || e.closest('svg, dialog:not([open]), .hidden, .skip')) continue;
        const hides = /hidden|clip/;
        if (e.innerText?.trim() && ((hides.test(style.overflowY) && e.scrollHeight > e.clientHeight + 2) || (hides.test(style.overflowX) && e.scrollWidth > e.clientWidth + 2))) gone.push(`${e.tagName.toLowerCase()}${e.className ? `.${e.className}` : ''}: '${e.innerText.trim().slice(0, 40)}'`);
    }
    return gone;
});

async function size(page, pixels) {
    const session = await page.context().newCDPSession(page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: pixels, fixed: pixels } });
    await session.detach();
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
}

const words = page => page.evaluate(() => document.body.innerText.replaceAll(/\s+/g, ' ').length);

/** Every screen in many forms; at the gate in one language, light and width by chance, and always as narrow and as big as can be. */
export async function accessible({ chance, isGate, canary, enough = () => false }) {
    const violations = [], figures = { screens: 0, axe: 0 };
    let n = 0;
    const list = (await screens(canary ? undefined : why => violations.push(`a screen is not there: ${why}`))).filter(s => !canary || s.name === 'design');
    const pick = of => of[chance.below(of.length)];
    const open = new Map();
    for (const screen of list) {
        figures.screens++;
        for (const language of isGate ? [pick(languages)] : languages) {
            const key = `${screen.side} ${language}`;
            if (!open.has(key)) {
                const made = await context(screen.side, { locale: language });
                if (canary) {
                    await change(made, faults[canary]);
                    await made.route('**/canary.css', route => route.fulfill({ contentType: 'text/css', body: sheet[canary] ?? '' }));
                }
                open.set(key, await made.newPage());
            }
            const page = open.get(key);
            const wrong = (how, why) => violations.push(`${screen.name} (${screen.path}), ${language}, ${how}: ${why}`);
            const all = schemes.flatMap(scheme => widths.map(width => ({ scheme, width })));
            const forms = !isGate ? all : canary ? [{ scheme: 'light', width: 1440 }] : [pick(all)];
            await page.setViewportSize({ width: 1440, height: 900 });
            await visit(page, screen);
            for (const { scheme, width } of forms) {
                await page.emulateMedia({ colorScheme: scheme });
                await page.setViewportSize({ width, height: 900 });
                for (const found of await axe(page)) wrong(`${scheme}, ${width} px`, found);
                n++;
                figures.axe++;
            }
            await page.emulateMedia({ colorScheme: 'light' });
            for (const width of [320, 720, 768]) {
                await page.setViewportSize({ width, height: 640 });
                const out = await sideways(page);
                if (out) wrong(`${width} px`, `scrolls sideways: ${out}`);
            }
            // As somebody has it who sets the size of text in the browser.
            await page.setViewportSize({ width: 1280, height: 900 });
            const usual = await words(page), before = new Set(await cut(page));
            await size(page, 32);
            for (const text of await cut(page)) if (!before.has(text)) wrong('text at 200 %', `is cut off: ${text}`);
            const wide = await sideways(page);
            if (wide) wrong('text at 200 %', `scrolls sideways: ${wide}`);
            if (await words(page) < usual * 0.9) wrong('text at 200 %', `says less: ${await words(page)} of ${usual} characters`);
            await size(page, 16);
            n += 4;
            if (enough({ violations })) break;
        }
    }
    for (const page of open.values()) await page.context().close();
    say(`  U1: ${figures.screens} screens, ${figures.axe} times axe, ${violations.length} violations`);
    return { n, violations, figures };
}
