// T16 sheets: what a spreadsheet makes of the tables that the program gives out, when people wrote formulas wherever they could.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, program, say } from './machine.mjs';
import { marked } from './parties.mjs';
import { Place } from './place.mjs';
import { Served, pen } from './served.mjs';

/** Signs with which some program begins a formula, and what could stand behind them. */
const signs = ['=', '+', '-', '@', '\t=', '\r='];
const rests = [i => `${i}+1`, i => `SUM(A1:A${i + 1})`, i => `HYPERLINK("http://x.example/${i}")`, i => `cmd|' /C calc ${i}'!A0`, i => `WEBSERVICE("http://x.example/${i}")`, i => `A${i + 1}`, i => `${i}.5*2`, i => `IF(1,"a,b";${i})`];

/** As whoever opens a table by a double click: commas, UTF-8, numbers found, formulas worked out. */
const filter = 'CSV:44,34,76,1,,1033,false,true,false,false,false,-1,true';
const stamp = (day, minutes) => new Date(Date.UTC(2025, 6, day) + minutes * 60_000).toISOString().replace('.000', '');

export async function sheets({ folder, chance, server, most }) {
    const place = new Place(join(folder, 'data'), server ? await server.database('t16sheets') : null);
    const violations = [], figures = { tables: 0, cells: 0, harmless: 0, formulas: 0, negative: 0, control: 0 };
    const wrong = (what, why) => violations.push(`${what}: ${why}`);
    const bad = Array.from({ length: most }, (_, i) => signs[i % signs.length] + rests[chance.below(rests.length)](i));

    // Every ticket is late by itself and has a credit of its own, which is named by it.
    const text = marked('shop', 'of a shop').replace('    shop is up:\n      of: the fee of shop', '    quick repair:\n      of: the fee of shop\n      bands of lateness:\n        - at most 1 h: 0.01 %\n        - above 1 h: 0.02 %\n    shop is up:\n      of: the fee of shop');
    const facts = bad.flatMap((ticket, i) => [{ type: 'ticket', id: `o ${i}`, ticket, event: 'opened', at: stamp(1 + (i % 20), i), labels: { service: 'shop' } }, { type: 'ticket', id: `r ${i}`, ticket, event: 'resolved', at: stamp(1 + (i % 20), i + 241 + chance.below(300)) }]);
    facts.push({ type: 'outage', id: '=down', from: stamp(3, 0), until: stamp(3, 600), labels: { service: 'shop' } });
    const lines = facts.map(f => JSON.stringify(f)).join('\n') + '\n';
    const files = join(folder, 'files'), tables = {};
    mkdirSync(files);
    // A name of a file is a cell, too.
    const named = join(files, '=SUM(1).yaml'), given = join(files, 'facts.jsonl');
    writeFileSync(named, text);
    writeFileSync(given, lines);

    const served = new Served(place, { options: ['--requests-per-second', '1000000', '--sign-ins-per-minute', '1000000', '--no-close'] });
    await served.start();
    const provider = await served.begin(), id = 'northwind.shop';
    await served.must('POST', '/v1/agreements', { cookie: provider.cookie, body: { side: 'provider', text } });
    const customer = await served.invite(provider, id, 'acme', 'Acme');
    const keys = { provider: await served.key(provider, ['read', 'facts', 'manage', 'sign']), customer: await served.key(customer, ['read', 'sign']) };
    for (const side of ['provider', 'customer']) await served.sign(id, keys[side], pen(), 1);
    await served.must('POST', `/v1/agreements/${id}/facts?source=${encodeURIComponent('=probe')}`, { key: keys.provider, type: 'application/x-ndjson', body: lines });
    // Of what begins with NUL nothing gets in.
    const { status, json: nul } = await served.call('POST', `/v1/agreements/${id}/facts?source=nul`, { key: keys.provider, type: 'application/x-ndjson', body: rests.map((rest, i) => JSON.stringify({ type: 'ticket', ticket: `\u0000=${rest(i)}`, event: 'opened', at: stamp(1, i), labels: { service: 'shop' } })).join('\n') });
    if (status !== 422 || nul.accepted !== 0 || nul.refused !== rests.length) wrong('facts with NUL', JSON.stringify(nul).slice(0, 300));
    await served.must('POST', `/v1/agreements/${id}/close`, { key: keys.provider });
    for (const period of ['2025-07', '2025-08']) tables[`the statement of ${period}, of a server`] = await served.must('GET', `/v1/agreements/${id}/statements/${period}`, { key: keys.customer, headers: { accept: 'text/csv' } });
    await served.stop();
    tables['the statement'] = await place.must(['statement', '2025-07', '-o', 'csv', '-q', '--space', id]);
    tables.evaluate = await must(program, ['evaluate', named, '--facts', given, '--period', '2025-07', '--until', '2025-08', '-o', 'csv', '-q']);
    tables.backtest = await must(program, ['backtest', named, '--facts', given, '--from', '2025-07', '--until', '2025-08', '-o', 'csv', '-q']);

    // What nobody made harmless is a formula there: else this would show nothing.
    tables.control = bad.map(cell => `x,"${cell.replaceAll('"', '""')}",-1.5\r\n`).join('');
    for (const [name, table] of Object.entries(tables)) {
        const file = join(files, `${name.replace(/\W+/g, '-')}.csv`);
        writeFileSync(file, table);
        await must('soffice', ['--headless', '--norestore', `-env:UserInstallation=file://${join(folder, 'office')}`, `--infilter=${filter}`, '--convert-to', 'fods', '--outdir', files, file], { timeout: 300_000, env: { HOME: folder } });
        const sheet = readFileSync(file.replace(/csv$/, 'fods'), 'utf8'), formulas = (sheet.match(/table:formula=/g) ?? []).length;
        if (name === 'control') {
            figures.control = formulas;
            if (formulas < most / signs.length / 2) wrong('what is not made harmless', `is taken for a formula ${formulas} times: nothing is shown by this`);
            continue;
        }
        figures.tables++;
        const cells = cellsOf(table), negative = cells.filter(c => /^-\d+(\.\d+)?$/.test(c)).length, shown = [...sheet.matchAll(/office:value-type="(?:float|percentage|currency)" [^>]*office:value="-[\d.]+"/g)].length;
        figures.cells += cells.length;
        figures.harmless += cells.filter(c => /^'[=+\-@\t\r]/.test(c)).length;
        figures.formulas += formulas;
        figures.negative += negative;
        if (formulas > 0) wrong(name, `has ${formulas} formulas: ${sheet.match(/table:formula="[^"]*"/)[0]}`);
        if (shown !== negative) wrong(name, `has ${negative} negative numbers, and ${shown} are numbers in the sheet`);
        // Nothing there leads elsewhere.
        for (const link of sheet.match(/xlink:href="(?!mailto)[^"]*x\.example[^"]*"/g) ?? []) wrong(name, `has a link: ${link}`);
    }
    if (figures.harmless < most) wrong('the tables', `have ${figures.harmless} of the ${most} cells that were to be made harmless`);
    if (figures.negative === 0) wrong('the tables', 'have no negative number to look at');
    say(`  T16 sheets ${place.sort}: ${figures.tables} tables, ${figures.cells} cells, ${figures.harmless} made harmless, ${figures.control} formulas in what was not, ${violations.length} violations`);
    return { n: figures.cells, violations, figures };
}

/** Cells after RFC 4180. */
const cellsOf = table => [...table.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?:,|\r\n|$)/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain).filter(c => c.length > 0);
