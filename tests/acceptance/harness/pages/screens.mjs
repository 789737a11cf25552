// All screens: where each is and what it is called. One whose page is not made yet is listed, and fails only where it is among those that must be there.
import { agreement, world } from './world.mjs';

const at = `/agreements/${agreement}`;

/** Pages that an agreement of the demo has to have. */
const must = new Set(['sign-in', 'design', 'glossary', 'S1 today', 'S2 agreements', 'standing', 'S4 text', 'S4 version', 'S4 diff', 'S5 level', 'backtest', 'S6 evidence', 'S6 evidence of a level', 'S6 facts', 'duty', 'S6 propose', 'S8 statements', 'S8 statement', 'S8 draft', 'S10 credits', 'S11 sources', 'S12 record of an agreement', 'S12 record', 'S13 queue', 'people', 'keys']);

/**
 * name, where, who looks (null: nobody signed in), s: its number in the design.
 * `plain`: has to be readable without JavaScript.
 */
async function table({ demo }) {
    const levels = (await demo.json(`/v1${at}/levels`)).levels;
    const proposals = (await demo.json(`/v1${at}/proposals`)).items;
    const open = proposals.find(p => (p.state ?? p.answer?.state) === 'open') ?? proposals[0];
    const level = l => `${at}/level?of=${encodeURIComponent(l.level)}${Object.keys(l.scope).length ? `&scope=${encodeURIComponent(Object.entries(l.scope).map(([k, v]) => `${k}=${v}`).join(','))}` : ''}`;
    const scoped = levels.find(l => Object.keys(l.scope).length > 0);
    return [
        { name: 'sign-in', path: '/sign-in', side: null },
        { name: 'design', path: '/design', side: 'provider' },
        { name: 'glossary', path: '/glossary', side: null },
        { name: 'S1 today', path: '/', plain: true },
        { name: 'S2 agreements', path: '/agreements', plain: true },
        { name: 'S2 agreements none found', path: '/agreements?text=nothing-is-called-so', },
        { name: 'standing', path: at, plain: true },
        { name: 'S4 text', path: `${at}/text`, plain: true },
        { name: 'S4 version', path: `${at}/text/1` },
        { name: 'S4 diff', path: `${at}/text/1/diff/2` },
        { name: 'S5 level', path: level(levels[0]), plain: true },
        ...(scoped ? [{ name: 'S5 level of one scope', path: level(scoped) }] : []),
        { name: 'backtest', path: `${at}/backtest` },
        { name: 'backtest of a level', path: `${at}/backtest?of=${encodeURIComponent(levels[0].level)}` },
        { name: 'S5 level of a month', path: `${level(levels[0])}&period=2026-09` },
        { name: 'S6 evidence', path: `${at}/evidence` },
        { name: 'S6 evidence of a month', path: `${at}/evidence?period=2026-09` },
        { name: 'S6 evidence of a level', path: `${at}/evidence?period=2026-10&level=router+availability` },
        { name: 'S6 facts', path: `${at}/facts` },
        { name: 'duty', path: `${at}/duty?of=service+report&period=2026-10`, side: 'provider' },
        ...(open ? [{ name: 'S6 proposal', path: `${at}/proposals/${encodeURIComponent(open.proposal ?? open.name ?? open.id)}`, side: 'provider' }, { name: 'S6 proposal, other side', path: `${at}/proposals/${encodeURIComponent(open.proposal ?? open.name ?? open.id)}`, side: 'customer' }] : []),
        { name: 'S6 propose', path: `${at}/propose` },
        { name: 'S8 statements', path: `${at}/statements`, plain: true },
        { name: 'S8 statement', path: `${at}/statements/2026-09`, plain: true },
        { name: 'S8 draft', path: `${at}/statements/2026-10` },
        { name: 'S10 credits', path: `${at}/credits`, plain: true },
        { name: 'S11 sources', path: `${at}/sources` },
        { name: 'S12 record of an agreement', path: `${at}/record` },
        { name: 'S12 record', path: '/record' },
        { name: 'S13 queue', path: `${at}/queue` },
        { name: 'people', path: '/people' },
        { name: 'keys', path: '/keys' },
        { name: 'nothing there', path: '/agreements/none.such', status: 404 },
    ].map(s => ({ side: 'customer', status: 200, ...s, side: s.side === null ? null : s.side ?? 'customer' }));
}

let all = null;

/** Screens that are there; what must be there and is not is told to `wrong`. */
export function screens(wrong = () => {}) {
    return (all ??= (async () => {
        const here = await world();
        const there = [], absent = [];
        for (const screen of await table(here)) {
            const answer = await fetch(here.demo.url + screen.path, { headers: { accept: 'text/html', ...(screen.side ? { authorization: `Bearer ${here.demo.keys[screen.side]}` } : {}) }, redirect: 'manual' });
            await answer.text();
            (answer.status === screen.status || (answer.status === 303 && screen.side === null) || answer.status === 403 ? there : absent).push({ ...screen, was: answer.status });
        }
        return { there, absent };
    })()).then(({ there, absent }) => {
        for (const screen of absent) if (must.has(screen.name) || screen.was !== 404) wrong(`${screen.name} (${screen.path}): ${screen.was}`);
        return there;
    });
}

export const absent = async () => (await all)?.absent ?? [];
