// A second reading of packs: the archive, the chain, the tree and the facts in it, without any code of the product.
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { sha256 } from './machine.mjs';

/** The members of an archive, by name, in their order. */
export function readArchive(file) {
    const tar = readFileSync(file), members = new Map();
    for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
        const name = tar.toString('latin1', at, at + 100).replace(/\0.*$/s, ''), length = parseInt(tar.toString('latin1', at + 124, at + 136), 8);
        members.set(name, tar.subarray(at + 512, at + 512 + length));
        at += 512 + Math.ceil(length / 512) * 512;
    }
    return members;
}

export function readPack(file) {
    const members = readArchive(file);
    const lines = name => splitLines(members.get(name));
    return {
        entries: lines('journal.jsonl').map(bytes => ({ bytes, leaf: sha256(Buffer.from([0]), bytes), ...JSON.parse(bytes) })),
        notes: lines('checkpoints.jsonl').map(bytes => JSON.parse(bytes).note),
        batches: readBatches(members.get('evidence')),
    };
}

function splitLines(bytes) {
    const lines = [];
    for (let from = 0; from < bytes.length;) {
        const end = bytes.indexOf(10, from);
        lines.push(bytes.subarray(from, end < 0 ? bytes.length : end));
        from = end < 0 ? bytes.length : end + 1;
    }
    return lines;
}

function readBatches(evidence) {
    const batches = new Map();
    for (let at = 0; at + 16 <= evidence.length;) {
        const room = evidence.readInt32LE(at + 12);
        batches.set(Number(evidence.readBigInt64LE(at)), inflateRawSync(evidence.subarray(at + 16, at + 16 + room)));
        at += 16 + room;
    }
    return batches;
}

/** Roots of the trees (RFC 6962) over the first so many entries. */
export function roots(entries, sizes) {
    const wanted = new Set(sizes), found = new Map(), peaks = [];
    const node = (left, right) => sha256(Buffer.from([1]), left, right);
    entries.forEach(({ leaf }, i) => {
        let hash = leaf;
        for (let size = i; size & 1; size >>= 1) hash = node(peaks.pop(), hash);
        peaks.push(hash);
        if (wanted.has(i + 1)) found.set(i + 1, peaks.slice(0, -1).reduceRight((right, left) => node(left, right), peaks.at(-1)));
    });
    return found;
}

/** What a signed note says: how many entries, which root. */
export function readNote(note) {
    const [origin, size, rootHash] = note.split('\n');
    return { origin, size: Number(size), root: rootHash };
}
