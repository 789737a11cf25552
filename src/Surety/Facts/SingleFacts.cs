using System.Text;
using Surety.Text;

namespace Surety.Facts;

/// <summary>Facts as they were written, in a file of columns: each with its file, its line, and the place of every key.</summary>
internal static class SingleFacts
{
    /// <summary>Adds one.</summary>
    public static void Write(FactFields fields, ByteList rows)
    {
        rows.Number(fields.Origin.File);
        rows.Number(fields.Origin.Line);
        rows.Number(fields.At.Column);
        rows.Text(fields.FileSource);
        rows.Number(fields.Written.Count);
        foreach (var field in fields.Written)
        {
            rows.Text(field.Name);
            rows.Text(field.Text);
            rows.Number(field.At.Line);
            rows.Number(field.At.Column);
        }
    }

    /// <summary>Looks whether they can all be read, so that nothing is read of a file that cannot.</summary>
    /// <exception cref="InvalidDataException">They cannot.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, int files)
    {
        for (var rows = new ByteListReader(bytes); !rows.IsAtEnd;)
        {
            rows.Number(files - 1);
            rows.Number(int.MaxValue);
            rows.Number(int.MaxValue);
            rows.Utf8();
            for (var count = rows.Count(); count > 0; count--)
            {
                rows.Utf8();
                rows.Utf8();
                rows.Number(int.MaxValue);
                rows.Number(int.MaxValue);
            }
        }
    }

    /// <summary>Reads all of them into a builder that has just begun their files.</summary>
    /// <param name="bytes">As they were written.</param><param name="builder">Gets them.</param><param name="names">Of the files.</param><param name="feed">The feed of those that name none.</param>
    public static void Read(ReadOnlySpan<byte> bytes, FactBuilder builder, IReadOnlyList<string> names, string? feed = null) =>
        Each(bytes, builder.Names.Count - names.Count, builder.Reported, fields => builder.Read(fields, isKept: true), names, feed);

    /// <summary>Takes them apart one by one, as they were written.</summary>
    /// <param name="bytes">As they were written.</param><param name="first">Number of the first file.</param><param name="reported">Gets problems.</param><param name="take">Gets each.</param><param name="names">Of the files.</param><param name="feed">The feed of those that name none.</param>
    public static void Each(ReadOnlySpan<byte> bytes, int first, Problems reported, Action<FactFields> take, IReadOnlyList<string> names, string? feed = null)
    {
        var words = new Words();
        for (var rows = new ByteListReader(bytes); !rows.IsAtEnd;)
        {
            var (file, line) = ((int)rows.Number(), (int)rows.Number());
            var at = new Location(names[file], line, (int)rows.Number());
            var fields = new FactFields(at, new(first + file, line), Of(feed, words.Of(rows.Utf8())), reported);
            for (var count = rows.Count(); count > 0; count--)
            {
                var (name, text) = (words.Of(rows.Utf8()), rows.Text());
                fields.Add(name, name == "source" ? Of(feed, text) : text, new(at.File, (int)rows.Number(), (int)rows.Number()));
            }
            if (feed is not null && !fields.Has(Labels.Feed)) fields.Add(Labels.Feed, feed, at);
            take(fields);
        }
    }

    // A source of a feed is none of the agreement's own, whatever they are called.
    static string Of(string? feed, string source) => feed is null ? source : $"{feed}/{source}";

    /// <summary>Names of keys and sources, of which there are few in a million facts.</summary>
    sealed class Words
    {
        readonly Dictionary<string, string> known = new(StringComparer.Ordinal);

        public string Of(ReadOnlySpan<byte> utf8)
        {
            const int most = 64;
            if (utf8.Length > most) return Encoding.UTF8.GetString(utf8);
            Span<char> word = stackalloc char[most];
            word = word[..Encoding.UTF8.GetChars(utf8, word)];
            var words = known.GetAlternateLookup<ReadOnlySpan<char>>();
            if (words.TryGetValue(word, out var same)) return same;
            var text = word.ToString();
            return known.Count < 1_000 ? known[text] = text : text;
        }
    }
}
