// U6: every figure on every screen has a way to why it is so, and what opens there shows that figure. The document of the API is the judge: the figure is the one that stands there under the same path, and its reasons add up.
import { say } from '../machine.mjs';
import { screens } from './screens.mjs';
import { agreement, change, context, world, visit } from './world.mjs';

const faults = {
    // A figure that leads nowhere, one that no document has, one that is another one than the document's, one without a link.
    'no-why': html => html.replace(/<a data-figure="([^"]+)" href="[^"]*"/, '<a data-figure="$1" href="#why-nothing-is-here"'),
    'no-link': html => html.replace(/<a data-figure="([^"]+)" href="[^"]*"/, '<a data-figure="$1"'),
    'other-figure': html => html.replace(/(<a data-figure="[^"]*attained"[^>]*>)[^<]*</, '$112.34 %<'),
};

const at = `/agreements/${agreement}`;
/** 99,89 %, 1 415.00, −0.055: digits alone, of each number in a text. */
const numbers = text => [...text.replaceAll(/[   ]/g, ' ').matchAll(/\d[\d,.]*\d|\d/g)].map(m => m[0].replaceAll(',', '').replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''));

/** What a document has under a path; undefined: nothing. */
const under = (document, path) => path.split('/').reduce((item, name) => item?.[name], document);

/** All numbers of a value that a page may show. */
function shown(value) {
    if (value === null || value === undefined) return [];
    if (typeof value !== 'object') return numbers(String(value));
    if (typeof value.shown === 'string') return numbers(value.shown);
    return Object.entries(value).filter(([name]) => !['why', 'clause', 'facts', 'reasons', 'window', 'period'].includes(name)).flatMap(([, part]) => shown(part));
}

// Exact numbers: numerator and denominator.
const exact = text => {
    const [, sign, whole, rest, under] = String(text).match(/^(-?)(\d+)(?:\.(\d+))?(?:\/(\d+))?$/) ?? [];
    if (whole === undefined) return null;
    return [BigInt(`${sign}${whole}${rest ?? ''}`), BigInt(under ?? 1) * 10n ** BigInt(rest?.length ?? 0)];
};
const valueOf = value => exact(value?.amount ?? value?.exact ?? value?.count ?? '');
const add = ([a, b], [c, d]) => [a * d + c * b, b * d], less = ([a, b], [c, d]) => [a * d - c * b, b * d], times = ([a, b], [c, d]) => [a * c, b * d], over = ([a, b], [c, d]) => [a * d, b * c];
const same = ([a, b], [c, d]) => a * d === c * b;

/** Reasons in which sum, difference, product or quotient is not what stands above it. */
function* failing(why, counted) {
    if (!why || typeof why !== 'object') return;
    if (Array.isArray(why)) {
        for (const one of why) yield* failing(one, counted);
        return;
    }
    const how = { sum: add, difference: less, product: times, quotient: over }[why.how];
    const parts = (why.parts ?? []).map(p => valueOf(p.value)), whole = valueOf(why.value);
    // Money over time, a unit over another one: only what is of one kind, or has no unit, is worked out here.
    if (how && whole && parts.length > 0 && parts.every(Boolean) && !(how === over && parts.some(([a]) => a === 0n))) {
        counted();
        if (!same(parts.slice(1).reduce((sum, part) => how(sum, part), parts[0]), whole)) yield `${why.sentence}: ${why.how} of ${why.parts.map(p => p.value.shown).join(', ')} is not ${why.value.shown}`;
    }
    for (const part of why.parts ?? []) yield* failing(part, counted);
}

/** Every reason that stands somewhere in a document. */
function* reasons(item) {
    if (!item || typeof item !== 'object') return;
    for (const [name, part] of Object.entries(item)) if (part && typeof part === 'object') if (name === 'why' || name === 'reasons') yield part; else yield* reasons(part);
}

export async function figures({ isGate, canary, enough = () => false }) {
    const violations = [], found = { figures: 0, opened: 0, judged: 0, unjudged: 0, sums: 0, byScreen: {} };
    const wrong = why => violations.push(why);
    const { demo } = await world();
    const made = await context('customer');
    if (canary) await change(made, faults[canary]);
    const page = await made.newPage(), other = await made.newPage();
    const documents = new Map();
    const document = period => {
        if (!documents.has(period)) documents.set(period, demo.json(`/v1${at}/statements/${period}`, 'customer').catch(() => demo.json(`/v1${at}/statements/${period}?as-of=${now.asOf}`, 'customer')).catch(() => null));
        return documents.get(period);
    };
    const now = await demo.json(`/v1${at}/levels`, 'customer'), running = now.period;
    documents.set(running, Promise.resolve({ levels: now.levels }));

    const seen = new Map();
    for (const screen of (await screens()).filter(s => s.side === 'customer' && s.path !== '/design')) {
        if (canary && screen.name !== 'S8 statement' && screen.name !== 'standing' && screen.name !== 'S2 agreements') continue;
        await visit(page, screen);
        const list = await page.evaluate(() => [...document.querySelectorAll('[data-figure]')].map(e => {
            const link = e.matches('a[href]') ? e : e.querySelector('a[href]') ?? e.closest('a[href]');
            return { path: e.dataset.figure, text: e.innerText.trim(), href: link?.href ?? null };
        }));
        found.byScreen[screen.name] = list.length;
        const own = screen.path.match(/statements\/(\d{4}[-\w]*)|period=(\d{4}[-\w]*)/);
        for (const { path, text, href } of list) {
            if (!/\d/.test(text)) continue;
            found.figures++;
            const name = `${screen.name}: ${path} '${text}'`;
            if (!href) {
                wrong(`${name}: no link to why`);
                continue;
            }
            // The judge.
            const [, before, inside] = path.match(/^(?:(\d{4}(?:-[\w]+)?)\/)?(.*)$/);
            const period = before ?? own?.[1] ?? own?.[2] ?? running;
            if ((period === running ? /^levels\/\d+\/(attained|margin|coverage|figures|bounds|missCount)/ : /^(levels|credits|caps|totals|rights|duties|prospects|imported|life)\//).test(inside)) {
                const whole = await document(period), told = whole ? under(whole, inside) : null;
                // A period of which there is no document, published or not.
                if (!whole) found.unjudged++;
                else if (told === undefined || told === null) wrong(`${name}: the document of ${period} has nothing under this path`);
                // What time alone changes is another number a second later.
                else if (!/bounds|amount$/.test(inside) || period !== running) {
                    const all = shown(told);
                    found.judged++;
                    if (all.length > 0 && !numbers(text).some(number => all.includes(number))) wrong(`${name}: the document of ${period} has ${all.slice(0, 6).join(' ')}`);
                }
            }
            const key = new URL(href);
            const page = `${key.pathname}${key.search}`;
            if (!seen.has(page)) seen.set(page, []);
            seen.get(page).push({ name, text, id: decodeURIComponent(key.hash.slice(1)) });
        }
        if (enough({ violations })) break;
    }

    // What opens: once for each page, and there once for each place.
    const all = [...seen], at1 = isGate ? 40 : all.length;
    for (const [address, places] of all.slice(0, at1)) {
        if (enough({ violations })) break;
        const answer = await other.goto(address);
        if (answer && answer.status() !== 200) {
            wrong(`${places[0].name}: ${address}: ${answer.status()}`);
            continue;
        }
        const told = await other.evaluate(ids => Object.fromEntries(ids.map(id => {
            const place = id ? document.getElementById(id) : document.querySelector('main');
            // A place inside of what opens: all of it.
            const whole = place?.closest('details') ?? place;
            return [id, place ? { text: whole.textContent.replaceAll(/\s+/g, ' '), opens: Boolean(place.closest('details') || place.querySelector('details') || place.offsetHeight > 0), bad: Boolean(whole.querySelector('p.bad')) } : null];
        })), [...new Set(places.map(p => p.id))]);
        for (const { name, text, id } of places) {
            found.opened++;
            const there = told[id];
            if (!there) wrong(`${name}: ${address} has no place '${id}'`);
            else if (!there.opens) wrong(`${name}: ${address}#${id} does not open`);
            // A margin is what lies between two figures that are opened there; the document has judged it.
            else if (/margin '/.test(name)) continue;
            else if (there.bad) wrong(`${name}: ${address}#${id} says that it does not add up`);
            else {
                const [first, ...rest] = numbers(text), has = numbers(there.text);
                // A figure is cut to its decimals, and what opens has more of them.
                if (first !== undefined && !has.some(n => n === first || (first.includes('.') && n.startsWith(first))) && !rest.some(r => has.includes(r))) wrong(`${name}: ${address}#${id} does not show it`);
            }
        }
    }
    if (!canary)
        for (const [period, told] of documents)
            for (const why of reasons(await told)) for (const one of failing(why, () => found.sums++)) wrong(`the document of ${period}: ${one}`);
    await made.close();
    say(`  U6: ${found.figures} figures, ${found.judged} judged, ${found.opened} opened on ${seen.size} pages, ${found.sums} sums, ${violations.length} violations`);
    return { n: found.figures + found.opened + found.sums, violations, figures: found };
}
