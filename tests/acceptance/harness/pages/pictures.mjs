// node pictures.mjs: all screens as pictures, into docs/screens.
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { has, must, root, say } from '../machine.mjs';
import { absent, screens } from './screens.mjs';
import { close, context } from './world.mjs';

const folder = join(root, 'docs/screens'), most = 4 << 20;
// The whole page, but no more than somebody scrolls.
const tallest = 2400;
const forms = [
    { form: 'light', locale: 'en-GB', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
    { form: 'dark', locale: 'en-GB', colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
    { form: 'narrow', locale: 'en-GB', colorScheme: 'light', viewport: { width: 390, height: 844 } },
    { form: 'german', locale: 'de-DE', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
];

try {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) if (name.endsWith('.png')) rmSync(join(folder, name));
    const list = await screens(why => say(`is not there: ${why}`)), rows = [];
    for (const screen of list) {
        const files = [];
        for (const { form, ...options } of forms) {
            const made = await context(screen.side, options), page = await made.newPage();
            await page.goto(screen.path);
            const height = Math.min(tallest, await page.evaluate(() => document.documentElement.scrollHeight));
            const file = `${screen.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${form}.png`;
            await page.screenshot({ path: join(folder, file), fullPage: true, clip: { x: 0, y: 0, width: options.viewport.width, height } });
            await made.close();
            files.push(`[${form}](${file})`);
        }
        rows.push(`| ${screen.name} | \`${screen.path}\` | ${screen.side ?? 'nobody signed in'} | ${files.join(', ')} |`);
        say(`  ${screen.name}`);
    }
    const pngs = readdirSync(folder).filter(n => n.endsWith('.png')).map(n => join(folder, n));
    // Few colours are enough for text.
    if (has('pngquant')) await must('pngquant', ['--force', '--ext', '.png', '--speed', '3', '32', ...pngs], { timeout: 600_000 });
    else if (has('magick')) await must('magick', ['mogrify', '+dither', '-colors', '32', ...pngs], { timeout: 600_000 });
    else if (has('mogrify')) await must('mogrify', ['+dither', '-colors', '32', ...pngs], { timeout: 600_000 });
    else say('Neither pngquant nor ImageMagick is there: the pictures stay as big as they are.');
    const bytes = pngs.reduce((sum, file) => sum + statSync(file).size, 0);
    const missing = (await absent()).map(s => s.name);
    writeFileSync(join(folder, 'README.md'), `# The pages of the demo

Made by \`tests/acceptance/run.sh screens\` from \`surety demo --serve\`: light and dark at 1440 px, narrow at 390 px, and German. Of a long page, the first ${tallest} px.

| screen | address | looked at by | pictures |
|---|---|---|---|
${rows.join('\n')}
${missing.length ? `\nNot there yet: ${missing.join(', ')}.\n` : ''}`);
    say(`${pngs.length} pictures, ${Math.round(bytes / 1024)} kB`);
    if (bytes > most) {
        say(`They are bigger than ${most >> 20} MB together.`);
        process.exitCode = 1;
    }
} finally {
    await close();
}
