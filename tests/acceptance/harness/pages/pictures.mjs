// node pictures.mjs: all screens as pictures, into docs/screens.
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, say } from '../machine.mjs';
import { absent, screens } from './screens.mjs';
import { close, context } from './world.mjs';

const folder = join(root, 'docs/screens'), most = 5 << 20;
// The whole page, but no more than somebody scrolls.
const tallest = 2000;
// Of these in every form; of the others in one.
const whole = /^S(1|2|4 text|5 level|6 evidence|8|10|12 record of an agreement)( (today|agreements|statement|credits))?$/;
const forms = [
    { form: 'light', locale: 'en-GB', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
    { form: 'dark', locale: 'en-GB', colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
    { form: 'narrow', locale: 'en-GB', colorScheme: 'light', viewport: { width: 390, height: 844 } },
    { form: 'german', locale: 'de-DE', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
];

try {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) if (name.endsWith('.webp')) rmSync(join(folder, name));
    const list = await screens(why => say(`is not there: ${why}`)), rows = [];
    for (const screen of list) {
        const files = [];
        for (const { form, ...options } of whole.test(screen.name) ? forms : forms.slice(0, 1)) {
            const made = await context(screen.side, options), page = await made.newPage();
            await page.goto(screen.path);
            const height = Math.min(tallest, await page.evaluate(() => document.documentElement.scrollHeight));
            const file = `${screen.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${form}.webp`;
            const session = await made.newCDPSession(page);
            const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 55, captureBeyondViewport: true, clip: { x: 0, y: 0, width: options.viewport.width, height, scale: 1 } });
            writeFileSync(join(folder, file), Buffer.from(data, 'base64'));
            await made.close();
            files.push(`[${form}](${file})`);
        }
        rows.push(`| ${screen.name} | \`${screen.path}\` | ${screen.side ?? 'nobody signed in'} | ${files.join(', ')} |`);
        say(`  ${screen.name}`);
    }
    const pictures = readdirSync(folder).filter(n => n.endsWith('.webp')).map(n => join(folder, n));
    const bytes = pictures.reduce((sum, file) => sum + statSync(file).size, 0);
    const missing = (await absent()).map(s => s.name);
    writeFileSync(join(folder, 'README.md'), `# The pages of the demo

Made by \`tests/acceptance/run.sh screens\` from \`surety demo --serve\`: light at 1440 px; of the main ones dark, narrow at 390 px, and German, too. Of a long page, the first ${tallest} px.

| screen | address | looked at by | pictures |
|---|---|---|---|
${rows.join('\n')}
${missing.length ? `\nNot there yet: ${missing.join(', ')}.\n` : ''}`);
    say(`${pictures.length} pictures, ${Math.round(bytes / 1024)} kB`);
    if (bytes > most) {
        say(`They are bigger than ${most >> 20} MB together.`);
        process.exitCode = 1;
    }
} finally {
    await close();
}
