// A second reading of backups: the archive, its hashes and its rows, without any code of the product.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { must, root, sha256 } from './machine.mjs';
import { readArchive } from './pack.mjs';
import { psqlName } from './place.mjs';

export const migration = schema => readFileSync(join(root, `src/Surety.Storage/Records/Migrations/${String(schema).padStart(4, '0')}.sql`), 'utf8');

/** What it says of itself, and its tables: columns, and rows whose values are null, a BigInt, a text or a Buffer. */
export function readBackup(file) {
    const members = readArchive(file), tables = new Map();
    const sums = [...members].filter(([name]) => name !== 'SHA256SUMS').map(([name, bytes]) => `${sha256(bytes).toString('hex')}  ${name}\n`).join('');
    if (members.get('SHA256SUMS')?.toString() !== sums) throw new Error(`${file}: SHA256SUMS are not those of its members`);
    for (const [name, packed] of members)
        if (name.startsWith('rows/')) {
            const { table, columns, rows } = readRows(packed);
            if (!tables.has(table)) tables.set(table, { columns, rows: [] });
            tables.get(table).rows.push(...rows);
        }
    return { ...JSON.parse(members.get('backup.json')), tables };
}

function readRows(packed) {
    const bytes = inflateRawSync(packed.subarray(4)), end = bytes.indexOf(10);
    if (bytes.length !== packed.readInt32LE(0)) throw new Error('a part is not as long as it says');
    const { table, columns, rows: count } = JSON.parse(bytes.subarray(0, end)), rows = [];
    let at = end + 1;
    const value = () => {
        const kind = bytes[at++];
        if (kind === 0) return null;
        if (kind === 1) return bytes.readBigInt64LE((at += 8) - 8);
        const length = bytes.readInt32LE(at), one = bytes.subarray(at + 4, (at += 4 + length));
        return kind === 2 ? one.toString() : one;
    };
    for (let i = 0; i < count; i++) rows.push(columns.map(value));
    return { table, columns, rows };
}

const text = value => (value === null ? '' : Buffer.isBuffer(value) ? value.toString('hex') : String(value));

/** Rows as text, in an order that depends on them alone. */
export const rowsOf = ({ columns, rows }, wanted = columns) => rows.map(row => wanted.map(column => text(row[columns.indexOf(column)])).join('|')).sort();

/** A record of an old schema in an empty place: its migrations, and the rows of a backup. */
export async function build(place, schema, backup) {
    const literal = value => (value === null ? 'null' : Buffer.isBuffer(value) ? (place.url ? `'\\x${value.toString('hex')}'` : `x'${value.toString('hex')}'`) : typeof value === 'bigint' ? String(value) : `'${value.replaceAll("'", "''")}'`);
    const sql = ['begin;', 'create table schema_version (version bigint not null primary key);'];
    for (let one = 1; one <= schema; one++) sql.push(migration(one).replaceAll('{blob}', place.url ? 'bytea' : 'blob').replaceAll('{by_key}', place.url ? '' : ' without rowid'), `insert into schema_version values (${one});`);
    if (backup) for (const [table, { columns, rows }] of backup.tables) for (const row of rows) sql.push(`insert into ${table} (${columns.join(', ')}) values (${row.map(literal).join(', ')});`);
    sql.push('commit;');
    if (place.url) await must('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', psqlName(place.url)], { input: sql.join('\n') });
    else await must('sqlite3', ['-batch', '-bail', join(place.folder, 'surety.db')], { input: ['pragma journal_mode = wal;', ...sql].join('\n') });
}
