// T1: the writer is killed at any moment. What it acknowledged is there, and what is sent again counts once.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { audit } from './audit.mjs';
import { Book } from './book.mjs';
import { Load } from './load.mjs';
import { Place } from './place.mjs';
import { say, sleep } from './machine.mjs';

/** Some that were answered are sent again: their sender may never have heard of it. */
export const resent = (book, chance) => {
    const ok = book.withState('ok');
    return [...book.withState('unknown'), ...(ok.length > 0 ? [0, 0, 0].map(() => ok[chance.below(ok.length)]) : [])];
};

export async function kill({ folder, chance, seed, server, cycles, until, env, canary, enough = () => false }) {
    const figures = { acknowledged: 0, unknown: 0, lost: 0, cyclesWithLoss: 0 };
    const violations = [];
    let place, book, home, n = 0;
    for (; n < cycles && Date.now() < until;) {
        // A journal of its own for every few cycles, so that audits stay short.
        if (n % 20 === 0 || canary) {
            book?.close();
            const here = join(folder, `record-${n}`);
            mkdirSync(here);
            home = here;
            place = new Place(join(here, 'data'), server ? await server.database(`t1_${n}`) : null);
            await place.begin();
            book = new Book(join(here, 'ackbook'));
        }
        for (let again = 0; again < (canary ? 2 : 1); again++) {
            const load = new Load(place, book, { seed, env, resend: resent(book, chance) });
            await load.someAcknowledged();
            await sleep(chance.between(50, 700));
            load.kill();
            await load.ended;
            figures.acknowledged += load.acknowledged;
        }
        figures.unknown += book.withState('unknown').length;
        const wrong = await audit(place, book, home, { whole: n % 5 === 0 });
        n++;
        figures.lost += wrong.lost ?? 0;
        figures.cyclesWithLoss += wrong.length > 0 ? 1 : 0;
        violations.push(...wrong.map(text => `cycle ${n}: ${text}`));
        if (n % 10 === 0) say(`  T1 ${place.sort}: ${n} cycles, ${violations.length} violations`);
        if ((wrong.length > 0 && !canary) || enough({ figures, violations })) break;
    }
    if (!canary && violations.length === 0) {
        // At last whatever is unknown is sent again, and counts once.
        const load = new Load(place, book, { seed, resend: book.withState('unknown'), most: 5 });
        const { code } = await load.ended;
        if (code !== 0) violations.push(`the last load leaves with ${code}: ${load.messages}`);
        violations.push(...(await audit(place, book, folder)));
    }
    book?.close();
    return { n, violations, figures };
}
