using Surety.Text;

namespace Surety.Facts;

/// <summary>
/// Facts as a file of columns, which is read without taking its numbers apart: plain measurements and plain facts about tickets as they lie in memory, every other fact as it was written. It says what
/// the files say that it was made of, with their names and lines, so that a statement is the same byte for byte.
/// </summary>
/// <remarks>Source: docs/guide/facts.md, "Columns".</remarks>
public static class FactColumns
{
    /// <summary>Whether these bytes begin as a file of columns does.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes) => ColumnsFile.IsOne(bytes);

    /// <summary>Writes everything that a builder has read, whenever it became known.</summary>
    /// <param name="builder">One that keeps its rows.</param>
    /// <param name="output">Gets the file, from its beginning.</param>
    /// <exception cref="ArgumentException">The builder does not keep its rows.</exception>
    public static void Write(FactBuilder builder, Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var (rows, tickets) = builder.KeptSingly() ?? throw new ArgumentException("The builder does not keep its rows.", nameof(builder));
        var (columns, table) = (new List<ReadOnlyMemory<byte>>(), new ByteList());
        long at = ColumnsFile.Header;
        var names = builder.Names;
        table.Number(names.Count);
        foreach (var name in names) table.Text(name);
        var all = builder.Bulk.All.Select(s => s.Columns()).OrderBy(c => c.Kind).ThenBy(c => c.Labels).ToList();
        table.Number(all.Count);
        foreach (var series in all)
        {
            table.Number((int)series.Kind);
            table.Labels(series.Labels);
            table.Number(series.Count);
            Put(series.At);
            Put(series.Places.Places);
            if (series.Kind == BulkKind.State) Column(series.State.Bytes);
            if (series.Kind == BulkKind.Count) Put(series.Until);
            if (series.Kind != BulkKind.State) PutNumbers(series.First);
            if (series.Kind == BulkKind.Count) PutNumbers(series.Second);
        }
        table.Number(tickets.Count);
        foreach (var told in tickets) TicketSection.Write(told, table, Column, Put);
        ColumnsFile.Write(output, columns, table.Written.ToArray(), rows);

        void Put(Steps steps)
        {
            table.Number(steps.IsListed ? 1 : 0);
            Column(steps.Bytes);
        }

        void PutNumbers(Numbers numbers)
        {
            table.Number(numbers.Width);
            table.Number(numbers.Decimals);
            Column(numbers.Bytes);
        }

        void Column(ReadOnlyMemory<byte> column)
        {
            table.Number(at);
            table.Number(column.Length);
            columns.Add(column);
            at += ColumnsFile.Padded(column.Length);
        }
    }

    /// <summary>What a file holds, without what it says.</summary>
    /// <param name="bytes">Any bytes at all.</param>
    /// <returns>Names of the facts that have an id, as often as they are there, and the number of all facts; <c>null</c>: it is not as it was written.</returns>
    public static (ValueList<(string Source, string Id)> Names, long Facts)? Listed(ReadOnlyMemory<byte> bytes)
    {
        var (table, rows, wrong) = ColumnsFile.Open(bytes);
        if (wrong is not null) return null;
        try
        {
            var content = new FactColumnsReader(bytes).Read(table.Span);
            SingleFacts.Check(rows.Span, content.Names.Count);
            var names = new List<(string, string)>();
            var facts = content.Series.Sum(s => (long)s.Count) + content.Tickets.Sum(t => (long)t.At.Length);
            SingleFacts.Each(rows.Span, 0, new(), fields =>
            {
                facts++;
                if (FactBatch.Door.NameOf(fields) is { } name) names.Add(name);
            }, content.Names);
            return (names.ToValueList(), facts);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Reads a file into a builder. Any bytes at all: a file that is not as it was written is refused as a whole, and nothing of it is read.</summary>
    /// <param name="builder">Where the facts go.</param>
    /// <param name="file">Name of the file.</param>
    /// <param name="bytes">Its content, which is looked into as long as the facts are; at an address that is a multiple of eight, it is fastest.</param>
    /// <param name="feed">The feed that it comes from, for facts that name none; <c>null</c>: none.</param>
    /// <param name="isWhole">Whether plain measurements and tickets are wanted, too, and not only facts that stand singly: exclusions, deeds, members and the like.</param>
    public static void Read(FactBuilder builder, string file, ReadOnlyMemory<byte> bytes, string? feed = null, bool isWhole = true)
    {
        var (table, rows, wrong) = ColumnsFile.Open(bytes);
        try
        {
            if (wrong is null)
            {
                var content = new FactColumnsReader(bytes).Read(table.Span);
                SingleFacts.Check(rows.Span, content.Names.Count);
                if (builder.IsDoor && content.HasNul)
                {
                    var (_, told) = builder.Begin(file);
                    told.Error(new(file, 0, 0), "fact.text", "A name in the file has the character U+0000, which neither databases nor sheets keep.", "Write it again from facts without it.");
                    return;
                }
                if (builder.Latest is { } latest && !content.IsOverBy(latest))
                {
                    var (_, told) = builder.Begin(file);
                    told.Error(new(file, 0, 0), "fact.future", "Something in the file was measured, or happened, after it arrived here, so nothing of it is taken.", "Look at the years of the facts that it was made of, or send those: each that is wrong is told with its place then.");
                    return;
                }
                (feed is null ? content : content.Of(feed)).Into(builder, isWhole);
                SingleFacts.Read(rows.Span, builder, content.Names, feed);
                return;
            }
        }
        catch (InvalidDataException)
        {
            wrong = ("The file contradicts itself, although its checksum holds: it was not written by this program.", "Write it again from the files that it was made of.");
        }
        var (_, problems) = builder.Begin(file);
        problems.Error(new(file, 0, 0), "facts.columns", wrong.Value.Message, wrong.Value.Mend);
    }
}
