using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using NodaTime;
using Surety.Journal;
using Surety.Storage.Records;
using Surety.Tests.Oracle;

namespace Surety.Integration.Tests.Records.Tampering;

/// <summary>Damages databases as disks do, and as somebody does who may write to the file.</summary>
static class DatabaseTampering
{
    static readonly string[] Blobs = ["tail.bytes", "chunk.columns", "chunk.batches", "entry.bytes", "document.bytes"];

    public static readonly string[] Kinds =
    [
        "flip of facts", "flip of facts", "flip of an entry", "flip of a text", "flip anywhere", "flip anywhere", "file cut", "update of bytes", "update of bytes", "update of a key", "update of a head", "update of a row", "update to another kind of value", "delete", "delete",
        "swap of entries", "insert of an entry", "insert of facts", "insert of a row", "entry altered and chained", "space renamed", "space taken out", .. PackTampering.OfTheHead, "rolled back and gone on",
    ];

    /// <summary>Changes the file in a folder.</summary>
    public static async Task RunAsync(string kind, Draw draw, RecordToTamper record, string folder)
    {
        var file = Path.Combine(folder, "surety.db");
        var pack = record.Whole.Read();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        switch (kind)
        {
            case "flip of facts": FlipIn(draw, file, draw.Of("tail.bytes", "chunk.columns", "chunk.batches")); break;
            case "flip of an entry": FlipIn(draw, file, "entry.bytes"); break;
            case "flip of a text": FlipIn(draw, file, draw.Of("document.bytes", "erasable.text")); break;
            case "flip anywhere": File.WriteAllBytes(file, PackTampering.Flipped(draw, File.ReadAllBytes(file))); break;
            case "file cut": File.WriteAllBytes(file, File.ReadAllBytes(file)[..draw.Whole(0, (int)new FileInfo(file).Length - 1)]); break;
            case "update of bytes":
                {
                    var (table, column) = Split(draw.Of(Blobs));
                    var (row, bytes) = draw.From(Rows(file, table, column));
                    Execute(file, $"update {table} set {column} = @bytes where rowid = {row}", draw.In(70) ? PackTampering.Flipped(draw, bytes) : draw.From(Rows(file, table, column)).Bytes);
                    break;
                }
            case "update of a key":
                Execute(file, draw.Of(
                "update entry set seq = seq + 1000 where seq = (select max(seq) - 3 from entry)", "update tail set seq = seq - 1 where seq = (select min(seq) from tail)", "update document set hash = randomblob(32) where rowid = 4", "update document set hash = x'00' where rowid = 5",
                "update chunk set from_seq = from_seq - 1 where rowid = 1", "update chunk set to_seq = to_seq + 1 where rowid = 2", "update erasable set seq = 1", "update entry set known = known + 1 where seq = 5", "update entry set kind = 'facts' where kind = 'other' and seq = 4")); break;
            case "update of a head":
                Execute(file, draw.Of(
                "update space set size = size - 1", "update space set size = size + 1", "update space set size = -1", "update space set head = randomblob(32)", "update space set head = x'00'", "update space set peaks = randomblob(length(peaks))", "update space set peaks = x'0102'", "update space set known = known + 1",
                "update space set known = 9223372036854775807", "update space set kind = 'feed'", "update space set checkpoint = checkpoint + 1")); break;
            case "update of a row":
                Execute(file, draw.Of(
                "update statement set revision = 7 where rowid = 1", "update statement set period = '2025-12' where rowid = 2", "update statement set seq = seq - 1 where rowid = 1", "update batch set batch = 'another' where seq = (select max(seq) from batch)",
                "update batch set seq = seq - 1 where seq = (select min(seq) from batch)", "update fact_id set content = randomblob(32) where id = 't-1-1-1'", "update fact_id set seq = seq + 1 where id = 't-1-1-1'", "update fact_id set id = 'x' where id = 't-1-1-1'",
                "update erasable set text = 'something else'", "update erasable set salt = randomblob(16)")); break;
            case "update to another kind of value":
                Execute(file, draw.Of(
                "update entry set bytes = 'text' where seq = 5", "update entry set bytes = 7 where seq = 6", "update tail set bytes = 3.5", "update chunk set columns = 'x' where rowid = 1", "update chunk set batches = null where rowid = 1", "update document set bytes = 1 where rowid = 3",
                "update document set hash = 'name' where rowid = 3", "update space set size = 'many'", "update space set head = 5, peaks = 'x'", "update statement set seq = 'two' where rowid = 1", "update fact_id set content = 'x' where id = 't-1-1-1'", "update entry set known = 'now' where seq = 7")); break;
            case "delete":
                Execute(file, draw.Of(
                $"delete from entry where seq = {draw.Whole(1, pack.Entries.Count - 1)}", $"delete from entry where seq > {draw.Whole(1, pack.Entries.Count - 3)}", "delete from tail where seq = (select max(seq) from tail)", "delete from tail", "delete from chunk where rowid = 1", $"delete from document where rowid = {draw.Whole(1, pack.Documents.Count)}",
                "delete from statement where rowid = 2", "delete from batch where seq = (select min(seq) from batch)", "delete from fact_id where id = 't-1-1-1'", "delete from fact_id", "delete from erasable", "delete from space", "delete from entry")); break;
            case "swap of entries":
                {
                    var (a, b) = (draw.Whole(1, 10), draw.Whole(11, pack.Entries.Count - 1));
                    Execute(file, $"create temp table two as select seq, bytes from entry where seq in ({a}, {b}); update entry set bytes = (select bytes from two where seq <> entry.seq) where seq in ({a}, {b})");
                    break;
                }
            case "insert of an entry":
                {
                    var at = draw.Whole(1, pack.Entries.Count - 1);
                    Execute(file, draw.Of(
                        $"insert into entry select space, (select max(seq) + 1 from entry), kind, known, bytes from entry where seq = {at}",
                        $"create temp table later as select * from entry where seq >= {at}; delete from entry where seq >= {at}; insert into entry select space, seq + 1, kind, known, bytes from later; insert into entry select space, seq, kind, known, bytes from later where seq = {at}"));
                    break;
                }
            case "insert of facts":
                Execute(file, draw.Of(
                "insert into tail select space, 1, bytes from tail limit 1", "insert into tail select space, 99999, bytes from tail limit 1", "insert into tail select c.space, c.from_seq, t.bytes from chunk c, tail t limit 1", "insert into tail select space, -5, bytes from tail limit 1",
                "insert into chunk select space, to_seq + 1, to_seq + 2, columns, batches from chunk limit 1", "insert into chunk select space, -9223372036854775808, 9223372036854775807, columns, batches from chunk limit 1")); break;
            case "insert of a row":
                Execute(file, draw.Of(
                "insert into document select space, randomblob(32), bytes from document limit 1", "insert into statement select space, '2026-04', 0, seq from statement limit 1", "insert into batch select space, 'new', seq, sent from batch limit 1", "insert into fact_id select space, source, 'new', seq, content from fact_id limit 1",
                "insert into erasable select space, seq - 1, salt, text from erasable", "insert into entry select 'nobody-knows', seq, kind, known, bytes from entry", "insert into space select 'nobody-knows', kind, size, head, known, peaks, checkpoint, look from space")); break;
            case "entry altered and chained": Put(file, PackTampering.Chained(Open(pack), e => Forgery.Harmless(draw, e))); break;
            case "space renamed": Execute(file, draw.Of("update space set space = 'hosting-creek'", "update entry set space = 'hosting-creek' where seq = 7", "update tail set space = 'hosting-creek'")); break;
            case "space taken out": Execute(file, string.Concat(new[] { "space", "entry", "document", "batch", "fact_id", "statement", "credit", "tail", "chunk", "plan", "outbox", "erasable", "checkpoint" }.Select(t => $"delete from {t};"))); break;
            case "truncated":
                {
                    // Not behind what was put together, which would have to be taken apart.
                    var least = Forgery.EntriesOf(pack).FindLastIndex(e => (string?)e["kind"] == "chunk") + 1;
                    Cut(file, pack, draw.From(pack.Checkpoints.Select(n => Checkpoint.Unsigned(n)!.Size).Where(s => s > least && s < Checkpoint.Unsigned(record.Held)!.Size).ToList()));
                    break;
                }
            case "rolled back": File.WriteAllBytes(file, draw.From(record.Stages.Take(record.Stages.Count - 1).ToList()).Database); break;
            case "rolled back and gone on":
                {
                    // The very machine signs what comes behind the old state: two heads by one key.
                    var stage = record.Stages[^draw.Whole(2, 4)];
                    File.WriteAllBytes(file, stage.Database);
                    for (var i = 0; i < 6; i++)
                        await RecordToTamper.RunAsync(record.Whole.Now + Duration.FromHours(i + 1), "ingest", record.Prompt.Write($"other-{i}.jsonl", $$"""{"type":"outage","id":"other-{{i}}","service":"shop","from":"2026-04-0{{i + 1}}T10:00:00Z","until":"2026-04-0{{i + 1}}T10:20:00Z"}"""), "--data", folder);
                    break;
                }
            case "signed anew": Put(file, Forgery.Signed(PackTampering.Chained(Open(pack), e => Forgery.Harmless(draw, e)), key)); break;
            default: throw new InvalidOperationException(kind);
        }
    }

    /// <summary>The pack without the entry of its export, which the database does not have.</summary>
    static Pack Open(Pack pack) => PackTampering.Until(pack, pack.Entries.Count - 1);

    /// <summary>Puts a journal in the place of the one that is there, and everything right that follows from it.</summary>
    static void Put(string file, Pack pack)
    {
        using var connection = Connected(file);
        Run(connection, "delete from entry; delete from checkpoint");
        var (tree, last) = (MerkleTree.Empty, Entry.Read(pack.Entries[^1].Span)!);
        foreach (var bytes in pack.Entries)
        {
            var entry = Entry.Read(bytes.Span)!;
            tree = tree.Append(MerkleTree.Leaf(bytes.Span));
            Run(connection, $"insert into entry values ('{pack.Space}', {entry.Seq}, '{Storage.Records.Kinds.Of(entry.What)}', {entry.Known.ToUnixTimeTicks()}, @bytes)", bytes.ToArray());
        }
        foreach (var note in pack.Checkpoints) Run(connection, $"insert into checkpoint values ('{pack.Space}', {Checkpoint.Unsigned(note)!.Size}, '{note}')");
        Run(connection, $"update space set size = {tree.Size}, head = x'{MerkleTree.Leaf(pack.Entries[^1].Span)}', peaks = x'{string.Concat(tree.Peaks)}', known = {last.Known.ToUnixTimeTicks()}, checkpoint = {pack.Checkpoints.Max(n => Checkpoint.Unsigned(n)!.Known).ToUnixTimeTicks()}");
    }

    /// <summary>Cuts a record off, and everything right that follows from it.</summary>
    public static void Cut(string file, Pack pack, long size)
    {
        var rest = PackTampering.Until(pack, size);
        Put(file, rest);
        using var connection = Connected(file);
        foreach (var table in new[] { "tail", "statement", "batch", "fact_id", "erasable" }) Run(connection, $"delete from {table} where seq > {size}");
        foreach (var gone in pack.Documents.Keys.Except(rest.Documents.Keys)) Run(connection, $"delete from document where hash = x'{gone}'");
    }

    /// <summary>Flips a bit within bytes of a row, where they lie in the file.</summary>
    static void FlipIn(Draw draw, string file, string column)
    {
        var (table, name) = Split(column);
        var (_, content) = draw.From(Rows(file, table, $"cast({name} as blob)"));
        var bytes = File.ReadAllBytes(file);
        var piece = content.AsSpan(draw.Whole(0, Math.Max(0, content.Length - 12)));
        var at = bytes.AsSpan().IndexOf(piece[..Math.Min(12, piece.Length)]);
        // Pieces that lie across two pages are found nowhere.
        if (at < 0) at = draw.Whole(0, bytes.Length - 13);
        bytes[at + draw.Whole(0, Math.Min(11, piece.Length - 1))] ^= (byte)(1 << draw.Whole(0, 7));
        File.WriteAllBytes(file, bytes);
    }

    static (string Table, string Column) Split(string name) => (name.Split('.')[0], name.Split('.')[1]);

    static List<(long Row, byte[] Bytes)> Rows(string file, string table, string column)
    {
        using var connection = Connected(file);
        using var command = connection.CreateCommand();
        command.CommandText = $"select rowid, {column} from {table} order by rowid";
        using var reader = command.ExecuteReader();
        var rows = new List<(long, byte[])>();
        while (reader.Read()) rows.Add((reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)));
        return rows;
    }

    public static void Execute(string file, string sql, byte[]? bytes = null)
    {
        using var connection = Connected(file);
        Run(connection, sql, bytes);
    }

    static SqliteConnection Connected(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Run(connection, "pragma foreign_keys = off; pragma journal_mode = wal");
        return connection;
    }

    static void Run(SqliteConnection connection, string sql, byte[]? bytes = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (bytes is not null) command.Parameters.AddWithValue("@bytes", bytes);
        command.ExecuteNonQuery();
    }
}
