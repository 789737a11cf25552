using System.Runtime.InteropServices;

namespace Surety.Facts;

/// <summary>What a file of columns holds.</summary>
/// <param name="Names">The files that it was made of.</param>
/// <param name="Series">Plain measurements; files in their places count from 0.</param>
/// <param name="Tickets">Plain facts about tickets, likewise.</param>
internal sealed record ColumnsContent(IReadOnlyList<string> Names, IReadOnlyList<BulkColumns> Series, IReadOnlyList<TicketColumns> Tickets)
{
    /// <summary>The same as measurements of a feed; those that name one already stay as they are.</summary>
    public ColumnsContent Of(string feed)
    {
        Labels Named(Labels labels) => labels[Labels.Feed] is null ? labels.With(Labels.Feed, feed) : labels;
        return this with
        {
            Series = [.. Series.Select(s => s with { Labels = Named(s.Labels) })],
            Tickets = [.. Tickets.Select(t => t with { About = t.About.Select(Named).ToValueList(), Labels = t.Labels.Select(Named).ToValueList() })],
        };
    }

    /// <summary>Whether a name has the character U+0000, which no record takes.</summary>
    public bool HasNul => Series.Any(s => IsNul(s.Labels)) || Tickets.Any(t => t.Names.Span.Contains((byte)0) || t.About.Any(IsNul) || t.Labels.Any(IsNul));

    /// <summary>Whether all of it had happened by an instant.</summary>
    public bool IsOverBy(long limit) => Series.All(s => s.IsOverBy(limit)) && Tickets.All(t => t.IsKnownBy(limit));

    static bool IsNul(Labels labels) => labels.Items.Any(l => l.Name.Contains('\0') || l.Value.Contains('\0'));

    /// <summary>Puts them into a builder, behind the files that are there already.</summary>
    /// <param name="builder">Gets them.</param><param name="isWhole">Whether the columns themselves are wanted, and not only the names of the files.</param>
    public void Into(FactBuilder builder, bool isWhole = true)
    {
        var first = 0;
        for (var i = 0; i < Names.Count; i++) first = builder.Begin(Names[i]).File - i;
        if (!isWhole) return;
        foreach (var series in Series) builder.Read(series with { Places = series.Places.Behind(first) });
        foreach (var tickets in Tickets) builder.Read(tickets with { Places = tickets.Places.Behind(first) });
    }
}

/// <summary>Reads the table of contents of a file of columns, and holds every column against what it says: a file is data, and nobody has to trust it.</summary>
internal sealed class FactColumnsReader(ReadOnlyMemory<byte> file)
{
    static readonly long Earliest = FactFields.Earliest.ToUnixTimeTicks();
    static readonly long Latest = FactFields.Latest.ToUnixTimeTicks();

    /// <exception cref="InvalidDataException">The table is no table, or a column is not what it says.</exception>
    public ColumnsContent Read(ReadOnlySpan<byte> bytes)
    {
        var table = new ByteListReader(bytes);
        var names = new string[table.Count()];
        for (var i = 0; i < names.Length; i++) names[i] = table.Text();
        var series = new BulkColumns[table.Count()];
        for (var i = 0; i < series.Length; i++) series[i] = Series(ref table, names.Length);
        var tickets = new TicketColumns[table.Count()];
        for (var i = 0; i < tickets.Length; i++) tickets[i] = TicketSection.Read(ref table, Column, (ref ByteListReader list, int count) => Places(ref list, count, names.Length));
        return table.IsAtEnd ? new(names, series, tickets) : throw ByteListReader.Broken();
    }

    Origins Places(ref ByteListReader table, int count, int files)
    {
        var places = Steps(ref table, count);
        return IsWithin(places, 1, long.MaxValue) && ArePlaces(places, files) ? new(places) : throw ByteListReader.Broken();
    }

    BulkColumns Series(ref ByteListReader table, int files)
    {
        var kind = (BulkKind)table.Number((int)BulkKind.Count);
        var labels = table.Labels();
        var count = (int)table.Number(int.MaxValue);
        var series = new BulkColumns(
            kind, labels, Steps(ref table, count), States(default), Facts.Steps.Empty, Numbers.Empty, Numbers.Empty, new(Facts.Steps.Empty));
        series = series with { Places = new(Steps(ref table, count)) };
        if (kind == BulkKind.State) series = series with { State = States(Column(ref table, count)) };
        if (kind == BulkKind.Count) series = series with { Until = Steps(ref table, count) };
        if (kind != BulkKind.State) series = series with { First = NumbersOf(ref table, count) };
        if (kind == BulkKind.Count) series = series with { Second = NumbersOf(ref table, count) };
        Check(series, files);
        return series;
    }

    static void Check(BulkColumns series, int files)
    {
        var isRight = IsWithin(series.At, Earliest, Latest - 1) && IsWithin(series.Until, Earliest, Latest - 1) && IsWithin(series.Places.Places, 1, long.MaxValue) && ArePlaces(series.Places.Places, files)
            && (series.Kind != BulkKind.State || !series.State.Bytes.Span.ContainsAnyExceptInRange((byte)0, (byte)ServiceState.Unknown));
        for (var row = 0; isRight && series.Kind == BulkKind.Count && row < series.Count; row++)
            isRight = series.Until[row] > series.At[row] && series.First[row] >= 0 && series.First[row] <= series.Second[row] && decimal.IsInteger(series.First[row]) && decimal.IsInteger(series.Second[row]);
        if (!isRight) throw ByteListReader.Broken();
    }

    static bool IsWithin(Steps steps, long least, long most)
    {
        if (steps.IsListed) return !steps.Listed.ContainsAnyExceptInRange(least, most);
        var stretches = steps.Stretches;
        for (var i = 0; i < stretches.Length; i++)
        {
            var (first, start, step) = stretches[i];
            var end = i + 1 < stretches.Length ? stretches[i + 1].First : steps.Count;
            var last = start + ((Int128)step * (end - first - 1));
            if (start < least || start > most || last < least || last > most) return false;
        }
        return true;
    }

    /// <summary>Whether all of these are lines of files that there are.</summary>
    static bool ArePlaces(Steps places, int files)
    {
        for (var row = 0; row < places.Count;)
        {
            var end = places.EndOfStretch(row);
            var isOfOneFile = places[row] >> 32 == places[end - 1] >> 32;
            if (!IsPlace(places[row], files) || (isOfOneFile && !IsPlace(places[end - 1], files))) return false;
            row = isOfOneFile ? end : row + 1;
        }
        return true;
    }

    static bool IsPlace(long place, int files) => place >> 32 < files && (place & uint.MaxValue) is >= 1 and <= int.MaxValue && place >= 0;

    Steps Steps(ref ByteListReader table, int count)
    {
        if (table.Number(1) == 1) return new(count, true, Column(ref table, count * (long)sizeof(long)));
        var column = Column(ref table, null);
        var stretches = MemoryMarshal.Cast<byte, Facts.Steps.Stretch>(column.Span);
        if (column.Length % Facts.Steps.Stretch.Bytes != 0 || stretches.IsEmpty != (count == 0)) throw ByteListReader.Broken();
        for (var i = 0; i < stretches.Length; i++)
            if (stretches[i].First >= count || (i == 0 ? stretches[i].First != 0 : stretches[i].First <= stretches[i - 1].First)) throw ByteListReader.Broken();
        return new(count, false, column);
    }

    Numbers NumbersOf(ref ByteListReader table, int count)
    {
        var (width, decimals) = ((int)table.Number(Numbers.OfDecimal), (int)table.Number(GrowingNumbers.MostDecimals));
        if (width is not (1 or 2 or 4 or 8 or Numbers.OfDecimal)) throw ByteListReader.Broken();
        var column = Column(ref table, count * (long)width);
        // Each has a sign and a scale of its own, and the other bits of that word are zero.
        var words = width == Numbers.OfDecimal ? MemoryMarshal.Cast<byte, int>(column.Span) : [];
        for (var i = 3; i < words.Length; i += 4)
            if ((words[i] & 0x7F00FFFF) != 0 || (words[i] >> 16 & 0xFF) > 28) throw ByteListReader.Broken();
        return new(width, decimals, column);
    }

    ReadOnlyMemory<byte> Column(ref ByteListReader table, long? wanted)
    {
        var (at, length) = (table.Number(file.Length), table.Number(file.Length));
        if (at < ColumnsFile.Header || at % 8 != 0 || length > file.Length - at || (wanted is { } bytes && length != bytes)) throw ByteListReader.Broken();
        return file.Slice((int)at, (int)length);
    }

    static States States(ReadOnlyMemory<byte> bytes) => new(bytes);
}
