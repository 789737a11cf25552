// Audit A of a record: A1 to A6 as docs/trust/README.md has them.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, program, run, sha256 } from './machine.mjs';
import { readNote, readPack, roots } from './pack.mjs';
import { space as alone } from './place.mjs';

export const isCrash = text => /This is a bug in surety|Unhandled exception|^\s+at \S+\(/m.test(text);

/**
 * @param folder for packs and notes, outside the record's file system
 * @param whole also by the product's own means: doctor and verify
 * @returns sentences about what is wrong; none: all is well
 */
export async function audit(place, book, folder, { whole = true, env, space = alone, further = () => {} } = {}) {
    const wrong = [];
    if (whole) {
        const doctor = await place.surety(['doctor', '-o', 'json'], { env });
        if (doctor.code !== 0) wrong.push(`A5 A6: doctor leaves with ${doctor.code}: ${findings(doctor)}`);
    }
    const file = join(folder, 'audit.surety');
    // A pack is never overwritten.
    for (const old of [file, `${file}.note`]) rmSync(old, { force: true });
    const exported = await place.surety(['export', space, '-o', file, '-q'], { env });
    if (exported.code !== 0) {
        const lost = book.withState('ok').length;
        wrong.push(`A1: the record cannot be exported (${exported.code}: ${exported.err.trim()}), and ${lost} facts in it were acknowledged`);
        return Object.assign(wrong, { lost, isUnreadable: true });
    }
    const pack = readPack(file);
    checkChain(pack, wrong);
    const lost = checkFacts(pack, book, wrong);
    checkNotes(pack, book, wrong, space);
    further(pack, book, wrong);
    if (whole) {
        const note = join(folder, 'held.note');
        const held = book.notes.reduce((newest, one) => (newest === null || readNote(one).size > readNote(newest).size ? one : newest), null);
        if (held) writeFileSync(note, held);
        const verified = await run(program, ['verify', file, ...(held ? ['--checkpoint', note] : []), '--form', 'json'], { env });
        if (verified.code !== 0) wrong.push(`A5: verify leaves with ${verified.code}: ${findings(verified)}`);
    }
    for (const note of pack.notes.slice(-1)) book.note(note);
    rmSync(file);
    return Object.assign(wrong, { lost, entries: pack.entries.length });
}

function findings({ out, err }) {
    try {
        const report = JSON.parse(out);
        return (report.spaces ?? [report]).flatMap(one => one.findings).slice(0, 3).map(finding => finding.message).join(' ') || err.trim();
    } catch {
        return `${out}${err}`.trim().slice(0, 500);
    }
}

function checkChain({ entries }, wrong) {
    let previous = '0'.repeat(64);
    entries.forEach((entry, i) => {
        if (entry.seq !== i + 1) wrong.push(`A4: entry ${entry.seq} stands where ${i + 1} has to`);
        if (entry.previous !== previous) wrong.push(`A5: entry ${entry.seq} does not follow from the one before`);
        previous = entry.leaf.toString('hex');
    });
}

function checkFacts({ entries, batches }, book, wrong) {
    const found = new Map();
    for (const entry of entries)
        // What a proposal comes to names the facts that it corrects.
        if (entry.kind === 'facts' && !entry.batch.startsWith('prp_')) {
            const bytes = batches.get(entry.seq);
            if (!bytes || sha256(bytes).toString('hex') !== entry.evidence) wrong.push(`A1: the facts of entry ${entry.seq} are not what was taken`);
            for (const id of new Set(bytes?.toString('latin1').match(/load-\w+-\d+\./g) ?? [])) found.set(id, [...(found.get(id) ?? []), entry]);
        }
    let lost = 0;
    for (const [id, { state, seq, leaf }] of book.facts) {
        const there = found.get(id) ?? [];
        if (there.length > 1) wrong.push(`A4: ${id} counts ${there.length} times: entries ${there.map(e => e.seq).join(', ')}`);
        if (state === 'fail' && there.length > 0) wrong.push(`A2: ${id} was refused, and is there`);
        if (state !== 'ok') continue;
        if (there.length === 0) {
            wrong.push(`A1: ${id} was acknowledged as entry ${seq}, and is lost`);
            lost++;
        } else if (seq > 0 && (there[0].seq !== seq || there[0].leaf.toString('hex') !== leaf)) wrong.push(`A1: ${id} was acknowledged as entry ${seq}, and is entry ${there[0].seq}`);
    }
    for (const id of found.keys()) if (!book.facts.has(id)) wrong.push(`A2: ${id} was never sent`);
    return lost;
}

function checkNotes({ entries, notes }, book, wrong, space) {
    const all = [...new Set([...notes, ...book.notes])].map(readNote);
    const actual = roots(entries, all.map(note => note.size));
    for (const { origin, size, root } of all)
        if (origin !== `surety/${space}`) wrong.push(`A5: a checkpoint is about ${origin}`);
        else if (size > entries.length) wrong.push(`A5: a checkpoint is about ${size} entries, and ${entries.length} are there`);
        else if (actual.get(size)?.toString('base64') !== root) wrong.push(`A5: the checkpoint about ${size} entries is not about these`);
}
