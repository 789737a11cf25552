#!/usr/bin/env node
// Verifies a pack of Surety without Surety: proof that the format (docs/guide/record.md) can be checked by anyone, in any language. Node 18 or later, and nothing else.
//
//   node verify.mjs acme.surety [november.note december.note …]
//
// It looks at everything that a hash or a signature stands for: the chain of entries, the Merkle tree over them (RFC 6962), the checkpoints, the keys and their signatures, the texts, the facts, and
// the checkpoints that you hold from before, which show a journal that was cut off, put back or written anew. It does NOT work statements out again, read agreements, or look into the files of columns that facts
// lie in: for that the whole engine is needed ('surety verify'). What it says of a statement is that it is, byte for byte, the one that was published.
//
// One line of JSON: {"space","entries","root","checkpoints","findings":[{"entry","what"}]}; "entry" 0 is the whole. It leaves with 0 where nothing was found, else with 5.

import { createHash, createPublicKey, verify as verifySignature } from "node:crypto";
import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const hex = (bytes) => bytes.toString("hex");
const zeros = "0".repeat(64);

const findings = [];
const find = (entry, what) => findings.push({ entry, what });

/** Something that makes it pointless to go on. */
class NoPack extends Error {}

// ---------------------------------------------------------------------------------------------------------------------------------------------------- the file

/** Members of a tar archive (POSIX ustar): 512 bytes of header, the content, zeros up to the next 512. */
function members(tar) {
  const found = new Map();
  for (let at = 0; at + 512 <= tar.length; ) {
    const header = tar.subarray(at, at + 512);
    if (header.every((byte) => byte === 0)) return found;
    const text = (from, length) => header.subarray(from, from + length).toString("utf8").split("\0")[0];
    const octal = (from, length) => (/^ *[0-7]+ *$/.test(text(from, length)) ? parseInt(text(from, length), 8) : NaN);
    // The checksum counts its own field as spaces.
    const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
    const size = octal(124, 12);
    if (sum !== octal(148, 8) || !Number.isInteger(size) || !["0", ""].includes(text(156, 1))) throw new NoPack("It cannot be taken apart: it is no pack, or was changed.");
    if (at + 512 + size > tar.length) throw new NoPack("It ends too early.");
    const name = (text(345, 155) ? text(345, 155) + "/" : "") + text(0, 100);
    if (found.has(name)) throw new NoPack(`'${name}' is there twice.`);
    found.set(name, tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new NoPack("It ends too early.");
}

/** Lines of a member, as bytes: what is hashed is what stands there, not what JSON makes of it. */
function lines(bytes) {
  const all = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    all.push(bytes.subarray(at, end < 0 ? bytes.length : end));
    at = end < 0 ? bytes.length : end + 1;
  }
  return all;
}

/** Unpacks raw DEFLATE that has to come to so many bytes; null: it does not. */
function inflated(packed, length) {
  try {
    const bytes = inflateRawSync(packed, { maxOutputLength: Math.max(1, length + 1) });
    return bytes.length === length ? bytes : null;
  } catch {
    return null;
  }
}

/** A text: its length (4 bytes, the lowest first), then raw DEFLATE. */
const unpacked = (bytes) => (bytes.length < 4 ? null : inflated(bytes.subarray(4), bytes.readInt32LE(0)));

/** Batches of facts, one behind the other: number of the entry (8 bytes), length (4), packed length (4), raw DEFLATE. */
function batches(evidence) {
  const found = new Map();
  let at = 0;
  while (at + 16 <= evidence.length) {
    const [seq, length, room] = [Number(evidence.readBigInt64LE(at)), evidence.readInt32LE(at + 8), evidence.readInt32LE(at + 12)];
    if (room < 0 || length < 0 || at + 16 + room > evidence.length) break;
    if (found.has(seq)) throw new NoPack(`The facts of entry ${seq} are there twice.`);
    found.set(seq, inflated(evidence.subarray(at + 16, at + 16 + room), length));
    at += 16 + room;
  }
  if (at < evidence.length) find(0, "Behind the facts stands something that is none.");
  return found;
}

// -------------------------------------------------------------------------------------------------------------------------------------------------- the proofs

const leaf = (entry) => sha256(Buffer.from([0]), entry);
const node = (left, right) => sha256(Buffer.from([1]), left, right);

/** A tree that grows: roots of the full subtrees, each with how many entries it has, largest first. */
function append(peaks, hash) {
  let top = { hash, size: 1 };
  while (peaks.length > 0 && peaks[peaks.length - 1].size === top.size) top = { hash: node(peaks.pop().hash, top.hash), size: top.size * 2 };
  peaks.push(top);
}
const rootOf = (peaks) => (peaks.length === 0 ? sha256(Buffer.alloc(0)) : peaks.slice(0, -1).reduceRight((right, { hash }) => node(hash, right), peaks[peaks.length - 1].hash));

/** Whether a key signed a text: ECDSA on P-256 with SHA-256; the key as SubjectPublicKeyInfo, the signature as both numbers of 32 bytes (IEEE P1363). */
function isSigned(publicKey, text, signature) {
  try {
    const key = createPublicKey({ key: publicKey, format: "der", type: "spki" });
    return key.asymmetricKeyDetails?.namedCurve === "prime256v1" && signature.length === 64 && verifySignature("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }, signature);
  } catch {
    return false;
  }
}

const signedOfVersion = (space, version, side) =>
  `surety: signature of a version\nspace: ${space}\nside: ${side}\nversion: ${version.version}\nentry: ${version.seq}\nfile: ${version.file}\n` +
  version.beside.map(({ file, hash }) => `beside: ${hash} ${file}\n`).join("") + `printed: ${version.printed} ${version.language}\n`;
const signedOfKey = (space, side, publicKey) => `surety: signature of a new key\nspace: ${space}\nside: ${side}\nkey: ${hex(sha256(publicKey))}\n`;

const signedOfRevocation = (space, side, key) => `surety: revocation of a key\nspace: ${space}\nside: ${side}\nkey: ${key}\n`;

/** A checkpoint is a signed note: four lines, an empty one, and "— surety " with the first four bytes of the key's name and the signature, as Base64. null: it is none. */
function checkpoint(note) {
  const [, text, space, size, root, signature] = /^(surety\/([^\n]+)\n([0-9]{1,15})\n([A-Za-z0-9+/]{43}=)\nknown [^\n]+\n)\n\u2014 surety ([A-Za-z0-9+/]+={0,2})\n$/.exec(note) ?? [];
  if (text === undefined) return null;
  const bytes = Buffer.from(signature, "base64");
  return { text, space, size: Number(size), root: hex(Buffer.from(root, "base64")), key: hex(bytes.subarray(0, 4)), signature: bytes.subarray(4) };
}
const keyName = (publicKey) => hex(sha256(Buffer.from("surety\n"), Buffer.from([2]), publicKey).subarray(0, 4));

/** Instants compare as text once their fractions have one length. */
const sortable = (instant) => /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(instant)?.slice(1).map((part) => part ?? "").join(".").padEnd(29, "0");

// ------------------------------------------------------------------------------------------------------------------------------------------------ the journal

/** Walks the entries: each follows from the one before, keys come in the place of keys, sides sign what was proposed. */
function journal(bytes, space) {
  const entries = [];
  const peaks = [];
  const roots = [];
  const keys = []; // { side, publicKey, from, until }
  const versions = new Map();
  const proposals = new Map(); // { side, what, by, seq, answered }
  let [previous, known, keptBy] = [zeros, "", null];
  // The last key of a side signs; once it is revoked nobody does any more.
  const keyOf = (side) => keys.filter((key) => key.side === side).slice(-1).find((key) => key.until === Infinity);
  bytes.forEach((line, i) => {
    const seq = i + 1;
    let entry = {};
    try {
      entry = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line));
      if (entry.seq !== seq) find(seq, `Where entry ${seq} has to stand, entry ${entry.seq} stands.`);
      if (entry.previous !== previous) find(Math.max(1, seq - 1), `Entry ${seq} does not follow from entry ${seq - 1}: one of the two was changed.`);
      if (!(sortable(entry.known) > known)) find(seq, `Entry ${seq} does not say that it was known after the one before it.`);
      if ((entry.kind === "opened") !== (seq === 1) || (seq === 1 && entry.space !== space)) find(seq, "The first entry, and no other, opens the space that the pack is about.");
      known = sortable(entry.known) ?? known;
      if (entry.kind === "key") addKey(entry, seq);
      if (entry.kind === "key revoked") revoke(entry, seq);
      if (entry.kind === "proposed") versions.set(entry.version, { ...entry, seq });
      if (entry.kind === "signed") check(entry, seq);
      if (entry.kind === "opened") keptBy = entry.keptBy;
      if (entry.kind === "suggested") suggest(entry, seq);
      if (entry.kind === "answered") answer(entry, seq);
    } catch {
      find(seq, `Entry ${seq} is not what an entry is written as: it was changed.`);
    }
    const hash = leaf(line);
    previous = hex(hash);
    append(peaks, hash);
    roots.push(hex(rootOf(peaks)));
    entries.push(entry ?? {});
  });
  return { entries, roots, keys };

  function suggest(entry, seq) {
    if (proposals.has(entry.proposal)) find(seq, `There is a proposal ${entry.proposal} already.`);
    else if (!/^prp_[A-Za-z0-9_-]{1,60}$/.test(entry.proposal) || !["exclusion", "announcement", "correction", "restatement"].includes(entry.what) || (keptBy !== null && keptBy !== entry.side)) find(seq, `Entry ${seq} proposes what that side cannot propose here.`);
    else proposals.set(entry.proposal, { side: entry.side, what: entry.what, by: entry.by, seq, answered: false });
  }

  /** A proposal is answered once: taken back by the side that made it, or answered by the other one, or by a second person where one side keeps the agreement alone; or it stands by the text, at once. */
  function answer(entry, seq) {
    const mine = proposals.get(entry.proposal);
    const person = (by) => (by?.startsWith("person:") ? by : "machine");
    const isOther = keptBy === null ? entry.side !== mine?.side : entry.side === keptBy && person(entry.by) !== person(mine?.by);
    const isRight = !mine || mine.answered ? false
      : entry.answer === "withdrawn" ? entry.side === mine.side && entry.consent === null
      : entry.answer === "refused" ? isOther && entry.consent === null
      : entry.answer !== "accepted" ? false
      : entry.consent === "text" ? entry.side === mine.side && seq === mine.seq + 1 && ["exclusion", "announcement"].includes(mine.what)
      : isOther && entry.consent === (keptBy === null ? "other side" : "second person");
    if (!isRight) find(seq, `Entry ${seq} answers ${entry.proposal}, which it could not.`);
    else mine.answered = true;
  }

  function addKey(entry, seq) {
    const publicKey = Buffer.from(entry.publicKey, "base64");
    const old = keyOf(entry.side);
    const isOver = entry.side !== "machine" && keys.some((key) => key.side === entry.side && key.until !== Infinity);
    // Each machine that writes names its own key; a side has one at a time.
    const isFollowed = entry.side === "machine" && entry.replaces === null ? !keys.some((key) => key.side === "machine" && key.publicKey.equals(publicKey))
      : isOver ? false : old ? entry.replaces === hex(sha256(old.publicKey)) && isSigned(old.publicKey, signedOfKey(space, entry.side, publicKey), Buffer.from(entry.signature, "base64")) : entry.replaces === null;
    if (!isFollowed) find(seq, `The ${entry.side} got a key that its old key did not sign${isOver ? ", and it was revoked" : ""}.`);
    else keys.push({ side: entry.side, publicKey, from: seq, until: Infinity });
  }

  function revoke(entry, seq) {
    const isSignedBy = (side) => {
      const key = keyOf(side);
      return key && hex(sha256(key.publicKey)) === entry.key && isSigned(key.publicKey, signedOfRevocation(space, side, entry.key), Buffer.from(entry.signature, "base64"));
    };
    const side = ["provider", "customer"].find(isSignedBy);
    if (!side) find(seq, `Entry ${seq} revokes a key that no side signs with, or did not sign it with that key.`);
    else keyOf(side).until = seq;
  }

  function check(entry, seq) {
    const [version, key] = [versions.get(entry.version), keyOf(entry.side)];
    const isGood = version && key && entry.key === hex(sha256(key.publicKey)) && isSigned(key.publicKey, signedOfVersion(space, version, entry.side), Buffer.from(entry.signature, "base64"));
    if (!isGood) find(seq, `The signature under version ${entry.version} is not by the key of the ${entry.side}.`);
  }
}

/** Whether a checkpoint is about the beginning of this journal, and signed by the machine that keeps it. */
function holds(note, { entries, roots, keys }, space, isHeld) {
  // A note that went through mails and editors has other line ends than it was signed with.
  const mine = checkpoint(isHeld ? note.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n").replace(/\n*$/, "\n") : note);
  const first = () => findings.map((f) => f.entry).filter((seq) => seq > 0).sort((a, b) => a - b)[0];
  if (!mine || mine.space !== space) find(0, isHeld ? "What is held against the pack is no checkpoint of its space." : "A checkpoint cannot be read: it was changed.");
  else if (mine.size < 1 || mine.size > entries.length) find(entries.length, `A checkpoint is about ${mine.size} entries, and the pack has ${entries.length}: the end was cut off, or an old state was put back.`);
  else if (!keys.some((key) => key.side === "machine" && key.from <= mine.size && key.until > mine.size && keyName(key.publicKey) === mine.key && isSigned(key.publicKey, mine.text, mine.signature)))
    if (isHeld && mine.root === roots[mine.size - 1]) find(0, `The checkpoint that is held about ${mine.size} entries has the root that these entries have, and its signature cannot be read: the note was changed on its way.`);
    else find(mine.size, `The checkpoint about ${mine.size} entries is signed by another key than this journal names; here the root is ${roots[mine.size - 1]}.`);
  else if (mine.root !== roots[mine.size - 1]) find(first() ?? mine.size, `Two heads of ${mine.size} entries: one is signed, with the root ${mine.root}, and the entries here have ${roots[mine.size - 1]}.`);
  else return mine.size;
  return 0;
}

// ------------------------------------------------------------------------------------------------------------------------------------------- beside the journal

/** Texts that an entry names by their hashes. */
const named = (entry) => (entry.kind === "proposed" ? [entry.file, ...entry.beside.map((b) => b.hash), entry.printed] : entry.kind === "statement" ? [entry.zones, entry.result] : entry.kind === "suggested" ? [entry.text] : []);

function texts(pack, entries) {
  const documents = new Map([...pack].filter(([name]) => name.startsWith("documents/")).map(([name, bytes]) => [name.slice("documents/".length), unpacked(bytes)]));
  const at = new Map();
  entries.forEach((entry, i) => named(entry).forEach((hash) => at.has(hash) || at.set(hash, i + 1)));
  for (const [hash, text] of documents) {
    if (text === null || hex(sha256(text)) !== hash) find(at.get(hash) ?? 0, `The text ${hash} was changed.`);
    else if (!at.has(hash)) find(0, `The text ${hash} is one that no entry names.`);
  }
  for (const [hash, seq] of at) if (!documents.has(hash)) find(seq, `The text ${hash}, which entry ${seq} names, is missing.`);
}

/** Reasons may be erased; until they are, they are what their entry has a commitment to: the hash of a salt and the text. */
function reasons(bytes, entries) {
  const [there, erased] = [new Set(), new Set(entries.filter((entry) => entry.kind === "erased").map((entry) => entry.entry))];
  for (const line of lines(bytes)) {
    const { entry: seq, salt, text } = JSON.parse(line.toString("utf8"));
    if (there.has(seq) || erased.has(seq) || entries[seq - 1]?.reason !== hex(sha256(Buffer.from(salt, "base64"), text))) find(seq, `The text beside entry ${seq} is not the one that it was written with.`);
    there.add(seq);
  }
  entries.forEach((entry, i) => {
    if (["statement", "suggested", "answered"].includes(entry.kind) && entry.reason !== null && !there.has(i + 1) && !erased.has(i + 1)) find(i + 1, `The text beside entry ${i + 1} is missing, and no entry says that it was erased.`);
  });
}

function facts(evidence, entries) {
  const [found, names] = [batches(evidence), new Set()];
  entries.forEach((entry, i) => {
    if (entry.kind !== "facts") return;
    if (names.has(entry.batch)) find(i + 1, `Entry ${i + 1} takes the batch '${entry.batch}', which an entry before it has taken.`);
    names.add(entry.batch);
    const bytes = found.get(i + 1);
    if (!bytes) find(i + 1, `The facts of entry ${i + 1}, batch '${entry.batch}', are missing or cannot be unpacked.`);
    else if (hex(sha256(bytes)) !== entry.evidence) find(i + 1, `The facts of entry ${i + 1}, batch '${entry.batch}', were changed.`);
  });
  // What is accepted is taken at once, under the name of its proposal, and nothing else is taken under such a name.
  const kinds = new Map(entries.filter((entry) => entry.kind === "suggested").map((entry) => [entry.proposal, entry.what]));
  entries.forEach((entry, i) => {
    const isTaken = entry.kind === "answered" && entry.answer === "accepted" && kinds.get(entry.proposal) !== "restatement";
    if (isTaken && !(entries[i + 1]?.kind === "facts" && entries[i + 1].batch === entry.proposal)) find(i + 1, `Entry ${i + 1} accepts ${entry.proposal}, and its facts do not follow.`);
    if (entry.kind === "facts" && entry.batch.startsWith("prp_") && !(entries[i - 1]?.kind === "answered" && entries[i - 1].proposal === entry.batch && entries[i - 1].answer === "accepted")) find(i + 1, `Entry ${i + 1} takes facts under the name of a proposal that nobody accepted.`);
  });
  for (const seq of found.keys()) if (entries[seq - 1]?.kind !== "facts") find(seq, `There are facts of entry ${seq}, which took none.`);
}

/** Feeds that statements rest on: a journal and facts each, as far as they are cited; the root that a statement cites, signed with its own journal, says what they were. */
function feeds(pack, entries) {
  const [folders, found] = [new Map(), new Map()];
  for (const [name, bytes] of pack) {
    const [, folder, member] = /^(feeds\/[0-9]+\/)(.+)$/.exec(name) ?? [];
    if (!folder) continue;
    if (!folders.has(folder)) folders.set(folder, new Map());
    folders.get(folder).set(member, bytes);
  }
  for (const feed of folders.values()) {
    const [{ space }, before] = [JSON.parse(feed.get("pack.json").toString("utf8")), findings.length];
    const read = journal(lines(feed.get("journal.jsonl")), space);
    facts(feed.get("evidence"), read.entries);
    found.set(space, read);
    for (const finding of findings.slice(before)) Object.assign(finding, { entry: 0, what: `Feed '${space}': ${finding.what}` });
  }
  entries.forEach((entry, i) => {
    for (const { feed, upTo, root } of entry.kind === "statement" ? entry.feeds : [])
      if (found.get(feed)?.roots[upTo - 1] !== root) find(i + 1, `The statement of ${entry.period} rests on other measurements of the feed '${feed}' than are here.`);
  });
}

// ---------------------------------------------------------------------------------------------------------------------------------------------------- the whole

function verify(file, held) {
  const pack = members(readFileSync(file));
  const parts = ["pack.json", "journal.jsonl", "checkpoints.jsonl", "texts.jsonl", "evidence"];
  for (const name of parts) if (!pack.has(name)) throw new NoPack(`'${name}' is missing in it.`);
  for (const name of pack.keys()) if (!parts.includes(name.replace(/^feeds\/[0-9]+\//, "")) && !/^documents\/[0-9a-f]{64}$/.test(name)) throw new NoPack(`It has a member that packs do not have: '${name}'.`);
  const about = JSON.parse(pack.get("pack.json").toString("utf8"));
  const read = journal(lines(pack.get("journal.jsonl")), about.space);
  if (about.surety !== "pack 1" || about.entries !== read.entries.length || read.entries.length === 0) throw new NoPack("It is of another version than this program reads, or entries are missing.");
  const notes = lines(pack.get("checkpoints.jsonl")).map((line) => JSON.parse(line.toString("utf8")).note ?? "");
  const sizes = notes.map((note) => holds(note, read, about.space, false));
  const newest = Math.max(0, ...sizes);
  if (newest < read.entries.length) find(newest + 1, `The newest checkpoint that holds is about ${newest} of ${read.entries.length} entries: nobody signed the rest.`);
  for (const note of held) holds(note, read, about.space, true);
  texts(pack, read.entries);
  reasons(pack.get("texts.jsonl"), read.entries);
  facts(pack.get("evidence"), read.entries);
  feeds(pack, read.entries);
  return { space: about.space, entries: read.entries.length, root: read.roots.at(-1), checkpoints: sizes.filter((size) => size > 0).length };
}

const [file, ...notes] = process.argv.slice(2);
if (!file) {
  console.error("node verify.mjs PACK [NOTE …]");
  process.exit(64);
}
let result = { space: null, entries: 0, root: null, checkpoints: 0 };
try {
  result = verify(file, notes.map((note) => readFileSync(note, "utf8")));
} catch (error) {
  if (error.code === "ENOENT") throw error;
  // Whatever else goes wrong inside a file that strangers wrote is the file's fault.
  find(0, error instanceof NoPack ? error.message : "What stands around its entries was changed.");
}
findings.sort((a, b) => a.entry - b.entry);
console.log(JSON.stringify({ ...result, findings }));
process.exitCode = findings.length > 0 ? 5 : 0;
