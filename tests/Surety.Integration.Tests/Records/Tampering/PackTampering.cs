using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Surety.Journal;
using Surety.Tests.Oracle;

namespace Surety.Integration.Tests.Records.Tampering;

/// <summary>Damages packs as disks, networks and forgers do.</summary>
static class PackTampering
{
    /// <summary>Cut off, put back or written anew: each by itself without a fault, and shown only by what the other side holds.</summary>
    public static readonly string[] OfTheHead = ["truncated", "rolled back", "signed anew"];

    public static readonly string[] Kinds =
    [
        "flip", "flip", "flip", "bytes cut", "member removed", "members swapped", "member added", "member twice", "member cut", "member altered", "entry altered", "entry removed", "entries swapped", "entry inserted",
        "entry altered and chained", "entry removed and chained", "anything altered and chained", "anything altered and signed anew", "facts altered", "facts removed", "facts added", "text altered", "text added", "reason altered", "reason removed", "checkpoint altered",
        .. OfTheHead,
    ];

    public static byte[] Of(string kind, Draw draw, RecordToTamper record)
    {
        var (bytes, pack) = (record.Whole.Pack, record.Whole.Read());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        switch (kind)
        {
            case "flip": return Flipped(draw, bytes);
            case "bytes cut": return draw.In(50) ? bytes[..draw.Whole(0, bytes.Length - 1)] : [.. bytes[..(bytes.Length / 2)], .. bytes[(bytes.Length / 2 + draw.Of(1, 100, 512, 1024))..]];
            case "member removed": return Members(bytes, m => m.RemoveAt(draw.Whole(0, m.Count - 1)));
            case "members swapped": return Members(bytes, m => { var (a, b) = (draw.Whole(0, m.Count - 1), draw.Whole(0, m.Count - 1)); (m[a], m[b]) = ((m[a].Name, m[b].Bytes), (m[b].Name, m[a].Bytes)); });
            case "member added": return Members(bytes, m => m.Insert(draw.Whole(0, m.Count), (draw.Of("readme.txt", "documents/x", "documents/" + new string('a', 64), "../../etc/passwd", "journal.jsonl "), [1, 2, 3])));
            case "member twice": return Members(bytes, m => m.Add(m[draw.Whole(0, m.Count - 1)]));
            case "member cut": return Members(bytes, m => { var i = draw.Whole(0, m.Count - 1); m[i] = (m[i].Name, m[i].Bytes[..draw.Whole(0, m[i].Bytes.Length)]); });
            case "member altered": return Members(bytes, m => { var i = draw.Whole(0, m.Count - 1); m[i] = (m[i].Name, Flipped(draw, m[i].Bytes)); });
            case "entry altered": return Written(Entries(pack, e => { var i = draw.Whole(0, e.Count - 1); e[i] = Flipped(draw, e[i].ToArray()); }));
            case "entry removed": return Written(Entries(pack, e => e.RemoveAt(draw.Whole(0, e.Count - 1))));
            case "entries swapped": return Written(Entries(pack, e => { var i = draw.Whole(0, e.Count - 2); (e[i], e[i + 1]) = (e[i + 1], e[i]); }));
            case "entry inserted": return Written(Entries(pack, e => e.Insert(draw.Whole(0, e.Count), draw.From(e))));
            case "entry altered and chained": return Written(Chained(pack, e => Forgery.Harmless(draw, e)));
            case "entry removed and chained": return Written(Chained(pack, e => e.RemoveAt(draw.Whole(2, e.Count - 1))));
            case "anything altered and chained": return Written(Chained(pack, e => Forgery.Anything(draw, e)));
            case "anything altered and signed anew": return Written(TrySigned(Chained(pack, e => Forgery.Anything(draw, e)), key));
            case "facts altered":
                {
                    var seq = draw.From(pack.Batches.Keys.ToList());
                    return Written(pack with { Batches = With(pack.Batches, seq, draw.In(50) ? Flipped(draw, pack.Batches[seq].ToArray()) : pack.Batches[draw.From(pack.Batches.Keys.ToList())].ToArray()) });
                }
            case "facts removed": return Written(pack with { Batches = Without(pack.Batches, draw.From(pack.Batches.Keys.ToList())) });
            case "facts added": return Written(pack with { Batches = With(pack.Batches, draw.Of(1L, 2L, 3L, 999L, 0L, -1L, long.MinValue, long.MaxValue), draw.From(pack.Batches.Values.ToList())) });
            case "text altered":
                {
                    var hash = draw.From(pack.Documents.Keys.ToList());
                    return Written(pack with { Documents = With(pack.Documents, hash, Flipped(draw, pack.Documents[hash].ToArray())) });
                }
            case "text added": return Written(pack with { Documents = With(pack.Documents, draw.In(50) ? Digest.Of([1]) : Digest.Of([2]), new byte[] { 1 }) });
            case "reason altered":
                {
                    var (seq, (salt, text)) = pack.Texts.First();
                    return Written(pack with { Texts = new Dictionary<long, (ValueList<byte>, string)> { [draw.Of(seq, 1L, long.MinValue)] = (salt, text + " not") } });
                }
            case "reason removed": return Written(pack with { Texts = new Dictionary<long, (ValueList<byte>, string)>() });
            case "checkpoint altered": return Written(pack with { Checkpoints = pack.Checkpoints.Select((note, i) => i == pack.Checkpoints.Count - 1 ? Encoding.Latin1.GetString(Flipped(draw, Encoding.Latin1.GetBytes(note))) : note).ToValueList() });
            case "truncated":
                {
                    // At a checkpoint, with all that came behind it gone: what is left is a whole and signed record.
                    var sizes = pack.Checkpoints.Select(n => Checkpoint.Unsigned(n)!.Size).Where(s => s < Checkpoint.Unsigned(record.Held)!.Size).ToList();
                    return Written(Until(pack, draw.From(sizes)));
                }
            case "rolled back": return draw.From(record.Stages.Take(record.Stages.Count - 1).ToList()).Pack;
            case "signed anew": return Written(Forgery.Signed(Chained(pack, e => Forgery.Harmless(draw, e)), key));
            default: throw new InvalidOperationException(kind);
        }
    }

    static Pack TrySigned(Pack pack, ECDsa key)
    {
        try
        {
            return Forgery.Signed(pack, key);
        }
        catch (InvalidOperationException)
        {
            // What was altered is the key's own entry.
            return pack;
        }
    }

    /// <summary>The beginning of a record, with nothing of the rest.</summary>
    public static Pack Until(Pack pack, long size)
    {
        var entries = pack.Entries.Take((int)size).ToList();
        var text = string.Concat(entries.Select(e => Encoding.UTF8.GetString(e.Span)));
        return pack with
        {
            Entries = entries,
            Checkpoints = pack.Checkpoints.Where(n => Checkpoint.Unsigned(n)!.Size <= size).ToValueList(),
            Documents = pack.Documents.Where(d => text.Contains(d.Key.ToString(), StringComparison.Ordinal)).ToDictionary(),
            Batches = pack.Batches.Where(b => b.Key <= size).ToDictionary(),
            Texts = pack.Texts.Where(t => t.Key <= size).ToDictionary(),
        };
    }

    static Pack Entries(Pack pack, Action<List<ReadOnlyMemory<byte>>> change)
    {
        var entries = pack.Entries.ToList();
        change(entries);
        return pack with { Entries = entries };
    }

    public static Pack Chained(Pack pack, Action<List<JsonObject>> change)
    {
        var entries = Forgery.EntriesOf(pack);
        change(entries);
        return Forgery.Chained(pack, entries);
    }

    static byte[] Written(Pack pack)
    {
        using var file = new MemoryStream();
        pack.Write(file);
        return file.ToArray();
    }

    public static byte[] Flipped(Draw draw, byte[] bytes)
    {
        if (bytes.Length == 0) return [0];
        var flipped = bytes.ToArray();
        flipped[draw.Whole(0, bytes.Length - 1)] ^= (byte)(1 << draw.Whole(0, 7));
        return flipped;
    }

    static byte[] Members(byte[] bytes, Action<List<(string Name, byte[] Bytes)>> change)
    {
        var members = new List<(string Name, byte[] Bytes)>();
        using (var tar = new TarReader(new MemoryStream(bytes)))
            while (tar.GetNextEntry() is { } entry)
            {
                using var content = new MemoryStream();
                entry.DataStream?.CopyTo(content);
                members.Add((entry.Name, content.ToArray()));
            }
        change(members);
        using var file = new MemoryStream();
        using (var tar = new TarWriter(file, TarEntryFormat.Ustar, leaveOpen: true))
            foreach (var (name, content) in members) tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        return file.ToArray();
    }

    static Dictionary<TKey, ReadOnlyMemory<byte>> With<TKey>(IReadOnlyDictionary<TKey, ReadOnlyMemory<byte>> all, TKey key, ReadOnlyMemory<byte> bytes)
        where TKey : notnull => new(all) { [key] = bytes };

    static Dictionary<TKey, ReadOnlyMemory<byte>> Without<TKey>(IReadOnlyDictionary<TKey, ReadOnlyMemory<byte>> all, TKey key)
        where TKey : notnull => all.Where(p => !p.Key.Equals(key)).ToDictionary();
}
