using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Surety.Facts;

/// <summary>Ticket facts in a file of columns: what stands in the table of contents, and whether the columns are what it says.</summary>
/// <remarks>Source: docs/guide/facts.md, "Columns".</remarks>
internal static class TicketSection
{
    /// <summary>Writes what stands in the table of contents.</summary>
    /// <param name="tickets">The facts.</param>
    /// <param name="table">The table of contents.</param>
    /// <param name="column">Puts a column into the file.</param>
    /// <param name="steps">Puts a column of steps into the file.</param>
    public static void Write(TicketColumns tickets, ByteList table, Action<ReadOnlyMemory<byte>> column, Action<Steps> steps)
    {
        foreach (var sets in new[] { tickets.About, tickets.Labels })
        {
            table.Number(sets.Count);
            foreach (var labels in sets) table.Labels(labels);
        }
        table.Number(tickets.Words.Count);
        foreach (var ((what, to, by), isResumed) in tickets.Words)
        {
            table.Text(what);
            table.Optional(to);
            table.Optional(by);
            table.Number(isResumed ? 1 : 0);
        }
        table.Number(tickets.Count);
        table.Number(tickets.At.Length);
        column(tickets.Names);
        foreach (var numbers in new[] { tickets.NameStarts, tickets.AboutOf, tickets.Starts, tickets.WordOf, tickets.LabelsOf }) column(MemoryMarshal.AsBytes(numbers.Span).ToArray());
        column(MemoryMarshal.AsBytes(tickets.At.Span).ToArray());
        steps(tickets.Places.Places);
    }

    /// <summary>Reads it back.</summary>
    /// <param name="table">The table of contents.</param>
    /// <param name="column">Takes a column of so many bytes; of any length: <c>null</c>.</param>
    /// <param name="places">Takes the places of so many events.</param>
    /// <exception cref="InvalidDataException">The table is no table, or a column is not what it says.</exception>
    public static TicketColumns Read(ref ByteListReader table, ColumnTaker column, PlacesTaker places)
    {
        var (about, labels) = (Sets(ref table), Sets(ref table));
        var words = new TicketWord[table.Count()];
        for (var i = 0; i < words.Length; i++) words[i] = new(new(table.Text(), table.Optional(), table.Optional()), table.Number(1) == 1);
        var (count, events) = ((int)table.Number(int.MaxValue - 1), (int)table.Number(int.MaxValue));
        var names = column(ref table, null);
        var (nameStarts, aboutOf, starts) = (Ints(column(ref table, (count + 1L) * 4)), Ints(column(ref table, count * 4L)), Ints(column(ref table, (count + 1L) * 4)));
        var (wordOf, labelsOf) = (Ints(column(ref table, events * 4L)), Ints(column(ref table, events * 4L)));
        var tickets = new TicketColumns(names, nameStarts, about, aboutOf, starts, new ColumnOf<long>(column(ref table, events * 8L)).Memory, new(words), wordOf, labels, labelsOf, places(ref table, events));
        return IsRight(tickets) ? tickets : throw ByteListReader.Broken();
    }

    static ValueList<Labels> Sets(ref ByteListReader table)
    {
        var sets = new Labels[table.Count()];
        for (var i = 0; i < sets.Length; i++) sets[i] = table.Labels();
        return new(sets);
    }

    /// <summary>Takes a column out of the file.</summary>
    public delegate ReadOnlyMemory<byte> ColumnTaker(ref ByteListReader table, long? length);

    /// <summary>Takes the places of events out of the file, and holds them against its files.</summary>
    public delegate Origins PlacesTaker(ref ByteListReader table, int count);

    static ReadOnlyMemory<int> Ints(ReadOnlyMemory<byte> bytes) => new ColumnOf<int>(bytes).Memory;

    static bool IsRight(TicketColumns tickets) =>
        tickets.Count > 0 && AreRising(tickets.NameStarts.Span, tickets.Names.Length) && AreRising(tickets.Starts.Span, tickets.At.Length)
        && AreBelow(tickets.AboutOf.Span, tickets.About.Count) && AreBelow(tickets.LabelsOf.Span, tickets.Labels.Count) && AreBelow(tickets.WordOf.Span, tickets.Words.Count)
        && tickets.Words.All(w => w.Happening.What.Length > 0)
        && !tickets.At.Span.ContainsAnyExceptInRange(FactFields.Earliest.ToUnixTimeTicks(), FactFields.Latest.ToUnixTimeTicks() - 1)
        && AreNames(tickets.Names.Span, tickets.NameStarts.Span) && AreInOrder(RanksOf(tickets.Words), tickets.At.Span, tickets.WordOf.Span, tickets.Starts.Span);

    static bool AreRising(ReadOnlySpan<int> starts, int end)
    {
        if (starts[0] != 0 || starts[^1] != end) return false;
        for (var i = 1; i < starts.Length; i++)
            if (starts[i] <= starts[i - 1]) return false;
        return true;
    }

    static bool AreBelow(ReadOnlySpan<int> numbers, int count) => !numbers.ContainsAnyExceptInRange(0, count - 1);

    static bool AreNames(ReadOnlySpan<byte> names, ReadOnlySpan<int> starts)
    {
        if (!Utf8.IsValid(names)) return false;
        for (var i = 0; i + 1 < starts.Length; i++)
            // A name does not begin inside a sign.
            if ((names[starts[i]] & 0xC0) == 0x80 || (i > 0 && !IsAfter(names[starts[i - 1]..starts[i]], names[starts[i]..starts[i + 1]]))) return false;
        return true;
    }

    // As letters of UTF-16 are ordered: signs beyond them come before the last of them.
    static bool IsAfter(ReadOnlySpan<byte> one, ReadOnlySpan<byte> next)
    {
        var same = one.CommonPrefixLength(next);
        if (same == one.Length || same == next.Length) return same < next.Length;
        return one[same] < 0xEE && next[same] < 0xEE ? one[same] < next[same] : string.CompareOrdinal(Encoding.UTF8.GetString(one), Encoding.UTF8.GetString(next)) < 0;
    }

    static bool AreInOrder(int[] rank, ReadOnlySpan<long> at, ReadOnlySpan<int> wordOf, ReadOnlySpan<int> starts)
    {
        for (var ticket = 0; ticket + 1 < starts.Length; ticket++)
            for (var i = starts[ticket] + 1; i < starts[ticket + 1]; i++)
                if (at[i] < at[i - 1] || (at[i] == at[i - 1] && rank[wordOf[i]] <= rank[wordOf[i - 1]])) return false;
        return true;
    }

    /// <summary>Places of words among those of one instant; words that differ by <c>resumed</c> alone share one.</summary>
    static int[] RanksOf(ValueList<TicketWord> words)
    {
        var order = words.Select(w => w.Happening).Distinct().Order(TicketOrder.Comparer).ToList();
        return [.. words.Select(w => order.IndexOf(w.Happening))];
    }
}

/// <summary>A column of a file as numbers, where it lies. Only ever read.</summary>
sealed class ColumnOf<T>(ReadOnlyMemory<byte> bytes) : MemoryManager<T>
    where T : struct
{
    public override Span<T> GetSpan() => MemoryMarshal.Cast<byte, T>(MemoryMarshal.AsMemory(bytes).Span);

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
