using System.Buffers;
using System.Formats.Tar;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;

namespace Surety.Journal;

/// <summary>Writes the members of a <see cref="Pack"/>, in their order: those of the space, and then those of each feed.</summary>
/// <param name="tar">Where.</param><param name="feed">Number of the feed, from 1; 0: the space itself.</param>
internal sealed class PackWriter(TarWriter tar, int feed = 0)
{
    static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly string folder = feed == 0 ? "" : $"{Pack.FeedFolder}{feed}/";

    /// <summary>What it is a pack of.</summary>
    public void Begin(string space, long entries) => Add(Pack.About, Bytes(json =>
    {
        json.WriteString("surety", "pack 1");
        json.WriteString("space", space);
        json.WriteNumber("entries", entries);
    }));

    /// <summary>Entries, each a line; read from the beginning.</summary>
    public void Entries(Stream lines) => Add(Pack.Journal, lines);

    /// <summary>Signed notes, in order.</summary>
    public void Checkpoints(IEnumerable<string> notes) => Lines(Pack.Notes, notes.Select(note => Bytes(json => json.WriteString("note", note))));

    /// <summary>Texts that were not erased, in the order of their entries.</summary>
    public void Texts(IEnumerable<(long Entry, ReadOnlyMemory<byte> Salt, string Text)> texts) => Lines(Pack.Erasable, texts.Select(t => Bytes(json =>
    {
        json.WriteNumber("entry", t.Entry);
        json.WriteBase64String("salt", t.Salt.Span);
        json.WriteString("text", t.Text);
    })));

    /// <summary>A text; in the order of their hashes as they are written.</summary>
    public void Document(Digest hash, byte[] packed) => Add($"{Pack.DocumentFolder}{hash}", packed);

    /// <summary>Facts, as <see cref="PackedBatches"/> has them; read from the beginning.</summary>
    public void Facts(Stream packed) => Add(Pack.Evidence, packed);

    /// <summary>Writes a line.</summary>
    public static void Line(Stream lines, ReadOnlySpan<byte> line)
    {
        lines.Write(line);
        lines.WriteByte((byte)'\n');
    }

    void Lines(string name, IEnumerable<byte[]> lines)
    {
        using var all = new MemoryStream();
        foreach (var line in lines) Line(all, line);
        Add(name, all);
    }

    void Add(string name, byte[] bytes) => Add(name, new MemoryStream(bytes));

    void Add(string name, Stream bytes)
    {
        bytes.Position = 0;
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, folder + name)
        {
            DataStream = bytes,
            Mode = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            ModificationTime = NodaConstants.UnixEpoch.ToDateTimeOffset(),
        });
    }

    static byte[] Bytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
