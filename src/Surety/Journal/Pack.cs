using System.Formats.Tar;
using System.Text;
using System.Text.Json;
using NodaTime;

namespace Surety.Journal;

/// <summary>
/// Everything of a space in one file, for the other side and for later: it can be verified without the store that it came from, and without trust in who sent it. Source: docs/guide/record.md, "Packs".
/// </summary>
/// <param name="Space">Name of the space, as the file says.</param>
/// <param name="Entries">Bytes of all entries, in order.</param>
/// <param name="Checkpoints">Signed notes, in order.</param>
/// <param name="Documents">Texts by their hashes.</param>
/// <param name="Batches">Kept facts by their entries; those of which nothing can be read are not there.</param>
/// <param name="Texts">Texts that were not erased, by their entries: salt and text.</param>
public sealed record Pack(
    string Space, IReadOnlyList<ReadOnlyMemory<byte>> Entries, ValueList<string> Checkpoints, IReadOnlyDictionary<Digest, ReadOnlyMemory<byte>> Documents, IReadOnlyDictionary<long, ReadOnlyMemory<byte>> Batches,
    IReadOnlyDictionary<long, (ValueList<byte> Salt, string Text)> Texts)
{
    /// <summary>Shared measurements that its statements rest on, by name: journal and facts of each, as far as they are cited.</summary>
    public IReadOnlyDictionary<string, Pack> Feeds { get; init; } = new Dictionary<string, Pack>();

    internal const string FeedFolder = "feeds/", Journal = "journal.jsonl", Notes = "checkpoints.jsonl", Erasable = "texts.jsonl", About = "pack.json", Evidence = "evidence", DocumentFolder = "documents/";

    /// <summary>So many bytes a pack unpacks to at most.</summary>
    const long MostUnpacked = 2L << 30;

    /// <summary>Writes the file: a tar archive whose members are few and plain.</summary>
    public void Write(Stream output)
    {
        using var tar = new TarWriter(output, TarEntryFormat.Ustar, leaveOpen: true);
        Write(new PackWriter(tar));
        foreach (var (number, feed) in Feeds.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value).Index()) feed.Write(new PackWriter(tar, number + 1));
    }

    void Write(PackWriter writer)
    {
        writer.Begin(Space, Entries.Count);
        using var journal = new MemoryStream();
        foreach (var entry in Entries) PackWriter.Line(journal, entry.Span);
        writer.Entries(journal);
        writer.Checkpoints(Checkpoints);
        writer.Texts(Texts.OrderBy(t => t.Key).Select(t => (t.Key, (ReadOnlyMemory<byte>)t.Value.Salt.ToArray(), t.Value.Text)));
        foreach (var (hash, text) in Documents.OrderBy(d => d.Key.ToString(), StringComparer.Ordinal)) writer.Document(hash, Packed.Write(text.Span));
        writer.Facts(new MemoryStream(PackedBatches.Write(Batches.OrderBy(b => b.Key).Select(b => (b.Key, b.Value.ToArray())))));
    }

    /// <summary>Reads a file, as far as it can be taken apart; whether anything in it is true is for <see cref="Verification"/>.</summary>
    /// <param name="file">Its name, for places.</param>
    /// <param name="bytes">Any bytes at all.</param>
    /// <returns>Refused: it is no pack, its end is missing, or all that is packed in it takes more room than any pack may.</returns>
    public static Result<Pack> Read(string file, Stream bytes) => Read(file, bytes, MostUnpacked);

    internal static Result<Pack> Read(string file, Stream bytes, long mostUnpacked)
    {
        var members = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        try
        {
            using var tar = new TarReader(bytes, leaveOpen: true);
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) return Refused(file, $"It has a member that packs do not have: '{entry.Name}'.");
                using var content = new MemoryStream();
                entry.DataStream?.CopyTo(content);
                if (content.Length != entry.Length) return Refused(file, $"It ends within '{entry.Name}'.");
                if (!HasItsSum(bytes, entry)) return Refused(file, $"What it says of '{entry.Name}' was changed.");
                if (!members.TryAdd(entry.Name, content.ToArray())) return Refused(file, $"'{entry.Name}' is there twice.");
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or IOException or NotSupportedException or ArgumentException or OverflowException)
        {
            return Refused(file, "It cannot be taken apart: it is no pack, or a part is missing.");
        }
        // Strangers send packs, and a small one unpacks to a thousand times its size.
        var room = members.Sum(m => m.Key.EndsWith(Evidence, StringComparison.Ordinal) ? PackedBatches.Room(m.Value) : m.Key.Contains(DocumentFolder, StringComparison.Ordinal) ? Packed.Room(m.Value) : 0);
        if (room > mostUnpacked) return new Result<Pack>.Refused([new(new(file, 0, 0), Severity.Error, "pack.large", $"All that is packed in it would take {room >> 20:N0} MiB, and a pack has at most {mostUnpacked >> 20:N0} MiB: nothing of it was unpacked.", "A pack of this size is made to do harm, or is of a record that is verified where it lies: 'surety doctor'.")]);
        var feeds = new Dictionary<string, Pack>(StringComparer.Ordinal);
        foreach (var folder in members.Keys.Where(n => n.StartsWith(FeedFolder, StringComparison.Ordinal)).GroupBy(n => n[..(n.IndexOf('/', FeedFolder.Length) + 1)]).ToList())
        {
            var own = folder.ToDictionary(n => n[folder.Key.Length..], n => members[n], StringComparer.Ordinal);
            foreach (var name in folder) members.Remove(name);
            if (folder.Key.Length == 0 || Of(file, own) is not Result<Pack>.Ok { Value: var feed }) return Refused(file, $"The feed in '{FeedFolder}' cannot be taken apart.");
            if (!feeds.TryAdd(feed.Space, feed)) return Refused(file, $"The feed '{feed.Space}' is there twice.");
        }
        return Of(file, members) switch
        {
            Result<Pack>.Ok { Value: var pack } => new Result<Pack>.Ok(pack with { Feeds = feeds }),
            var refused => refused,
        };
    }

    static Result<Pack> Of(string file, Dictionary<string, byte[]> members)
    {
        foreach (var name in new[] { About, Journal, Notes, Erasable, Evidence })
            if (!members.ContainsKey(name)) return Refused(file, $"'{name}' is missing in it.");
        if (members.Keys.FirstOrDefault(n => n is not (About or Journal or Notes or Erasable or Evidence) && !n.StartsWith(DocumentFolder, StringComparison.Ordinal)) is { } other) return Refused(file, $"It has a member that packs do not have: '{other}'.");
        try
        {
            using var about = JsonDocument.Parse(members[About]);
            if (about.RootElement.GetProperty("surety").GetString() != "pack 1") return Refused(file, "It is a pack of another version than this program reads.");
            var entries = LinesOf(members[Journal]);
            if (about.RootElement.GetProperty("entries").GetInt32() != entries.Count) return Refused(file, $"It says that it has {about.RootElement.GetProperty("entries").GetInt32()} entries, and has {entries.Count}.");
            var (batches, seen) = (new Dictionary<long, ReadOnlyMemory<byte>>(), new HashSet<long>());
            foreach (var (seq, batch) in PackedBatches.Read(members[Evidence]))
            {
                if (!seen.Add(seq)) return Refused(file, $"The facts of entry {seq} are there twice.");
                if (batch is not null) batches[seq] = batch;
            }
            // A text that cannot be unpacked is as good as changed: its hash will not be the one of its name.
            var documents = members.Where(m => m.Key.StartsWith(DocumentFolder, StringComparison.Ordinal)).Select(m => (Hash: Digest.Parse(m.Key[DocumentFolder.Length..]), Bytes: Packed.Read(m.Value) ?? m.Value)).ToList();
            if (documents.Exists(d => d.Hash is null)) return Refused(file, "A text in it has no hash for a name.");
            var texts = new Dictionary<long, (ValueList<byte>, string)>();
            foreach (var line in LinesOf(members[Erasable]))
            {
                using var text = JsonDocument.Parse(line);
                texts[text.RootElement.GetProperty("entry").GetInt64()] = (text.RootElement.GetProperty("salt").GetBytesFromBase64().ToValueList(), text.RootElement.GetProperty("text").GetString()!);
            }
            return new Result<Pack>.Ok(new(
                about.RootElement.GetProperty("space").GetString()!, entries, LinesOf(members[Notes]).Select(NoteOf).ToValueList(), documents.ToDictionary(d => d.Hash!.Value, d => (ReadOnlyMemory<byte>)d.Bytes), batches, texts));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or ArgumentNullException)
        {
            return Refused(file, "What stands around its entries was changed.");
        }
    }

    /// <summary>Whether the header of a member has the sum that it says: the library reads over it.</summary>
    static bool HasItsSum(Stream tar, TarEntry entry)
    {
        const int Length = 512, From = 148, To = 156;
        if (!tar.CanSeek) return true;
        var (at, header) = (tar.Position, new byte[Length]);
        tar.Position = entry.DataOffset - Length;
        tar.ReadExactly(header);
        tar.Position = at;
        // Its own place counts as spaces.
        return header.Select((b, i) => i is >= From and < To ? 32 : (int)b).Sum() == entry.Checksum;
    }

    static string NoteOf(ReadOnlyMemory<byte> line)
    {
        using var note = JsonDocument.Parse(line);
        return note.RootElement.GetProperty("note").GetString() ?? "";
    }

    static List<ReadOnlyMemory<byte>> LinesOf(ReadOnlyMemory<byte> bytes)
    {
        var lines = new List<ReadOnlyMemory<byte>>();
        while (bytes.Length > 0)
        {
            var end = bytes.Span.IndexOf((byte)'\n');
            lines.Add(end < 0 ? bytes : bytes[..end]);
            bytes = end < 0 ? default : bytes[(end + 1)..];
        }
        return lines;
    }

    static Result<Pack> Refused(string file, string message) => new Result<Pack>.Refused([new(new(file, 0, 0), Severity.Error, "pack.form", message, "Ask for it again; what was sent can be compared by its SHA-256.")]);
}
