using NodaTime;
using NodaTime.Text;
using Surety.Facts;
using Surety.Text;

namespace Surety.Storage.Facts;

/// <summary>What a mapping made of a table.</summary>
/// <param name="Lines">The facts that could be read, as JSON Lines, in order of the rows and of the rules.</param>
/// <param name="PassedOver">Rows that the mapping does not want.</param>
public sealed record MappedTable(ValueList<string> Lines, int PassedOver)
{
    /// <summary>Reads a table into a builder. What cannot be read is reported there and stops nothing.</summary>
    /// <param name="mapping">How.</param>
    /// <param name="builder">Where the facts go; one fact of a row may be refused and another taken.</param>
    /// <param name="file">The name to show in locations.</param>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="tell">Hears every thousand rows how many were read, and about how many bytes; <c>null</c>: nobody does.</param>
    public static MappedTable Read(Mapping mapping, FactBuilder builder, string file, ReadOnlySpan<byte> bytes, Action<long, long>? tell = null)
    {
        var (index, problems) = builder.Begin(file);
        return new MappingRun(mapping, builder, file, index, problems).Read(bytes, tell);
    }
}

/// <summary>One reading of one table.</summary>
sealed class MappingRun(Mapping mapping, FactBuilder builder, string file, int index, Problems problems)
{
    readonly Dictionary<string, int> columns = [];
    readonly LocalDateTimePattern[] patterns = mapping.Stamps.Formats.Select(f => MappingFile.Pattern(f)!).ToArray();
    readonly List<string> lines = [];

    public MappedTable Read(ReadOnlySpan<byte> bytes, Action<long, long>? tell)
    {
        var table = Table.Read(file, bytes, mapping.Delimiter, mapping.Quote, mapping.Header is { } header ? [.. header] : null, problems);
        foreach (var line in table.Refused) builder.Refuse(new(index, line));
        for (var i = 0; i < table.Columns.Count; i++) columns.TryAdd(table.Columns[i].Text, i);
        if (!HasAllColumns(table)) return new([], 0);
        var rows = table.Rows.Where(r => mapping.Keep.All(t => Meets(r, t))).ToList();
        if (mapping.OncePer is { } key) rows = rows.GroupBy(r => r[columns[key]].Text).Select(g => g.Last()).ToList();
        foreach (var row in (table with { Rows = rows }).Counted(bytes.Length, tell))
            foreach (var rule in mapping.Facts)
                if (rule.Tests.All(t => Meets(row, t))) Read(rule, row);
        return new(lines.ToValueList(), table.Rows.Count - rows.Count);
    }

    bool HasAllColumns(Table table)
    {
        var named = mapping.Keep.Select(t => t.Column).Append(mapping.OncePer).Concat(mapping.Missing.Select(m => m.Column)).Concat(mapping.Facts.SelectMany(f => f.Tests.Select(t => (string?)t.Column).Concat(f.Cells.Select(c => c.Column))));
        var missing = named.OfType<string>().Distinct().Where(c => !columns.ContainsKey(c)).ToList();
        foreach (var column in missing)
            problems.Error(new(file, 1, 0), "table.column", $"The table has no column {Quoted.Of(column)}, which the mapping names.",
                Nearest.Question(column, columns.Keys) ?? $"It has: {string.Join(", ", table.Columns.Take(40).Select(c => c.Text))}.");
        return missing.Count == 0;
    }

    void Read(FactRule rule, IReadOnlyList<TableCell> row)
    {
        var fields = new FactFields(row[0].At, new(index, row[0].At.Line), mapping.Source, problems);
        var cells = new List<Label> { new("type", rule.Type), new("source", mapping.Source) };
        foreach (var cell in rule.Cells)
            if (TextOf(cell, row, fields) is { } text) cells.Add(new(cell.Key, text.Text));
        foreach (var (name, text) in cells) fields.Add(name, text, PlaceOf(rule, name, row));
        if (fields.IsRefused) builder.Refuse(fields.Origin);
        else builder.Read(fields);
        if (!fields.IsRefused) lines.Add(FactLines.Write(cells));
    }

    Location PlaceOf(FactRule rule, string key, IReadOnlyList<TableCell> row) =>
        rule.Cells.FirstOrDefault(c => c.Key == key)?.Column is { } column ? row[columns[column]].At : row[0].At;

    /// <summary>What a key is in this row; <c>null</c>: it is absent.</summary>
    TableCell? TextOf(CellRule rule, IReadOnlyList<TableCell> row, FactFields fields)
    {
        if (rule.Column is not { } column) return new(rule.Constant!, row[0].At);
        var cell = row[columns[column]];
        if (rule.Values.FirstOrDefault(v => v.Name == cell.Text).Value is { } meaning) return cell with { Text = meaning };
        if (IsMissing(column, cell.Text)) return null;
        if (!FactLines.IsInstant(rule.Key)) return cell;
        return Stamp(cell, fields) is { } stamp ? cell with { Text = InstantPattern.ExtendedIso.Format(stamp) } : null;
    }

    bool Meets(IReadOnlyList<TableCell> row, RowTest test)
    {
        var text = row[columns[test.Column]].Text;
        var isSo = test.Is.Count == 0 ? IsMissing(test.Column, text) : test.Is.Contains(text);
        return isSo != test.IsNegated;
    }

    bool IsMissing(string column, string text) => text.Length == 0 || mapping.Missing.Contains(new(null, text)) || mapping.Missing.Contains(new(column, text));

    Instant? Stamp(TableCell cell, FactFields fields)
    {
        var stamps = mapping.Stamps;
        Instant? instant;
        if (patterns.Select(p => p.Parse(cell.Text)).FirstOrDefault(p => p.Success) is { } local) instant = InZone(local.Value, stamps.Zone, cell, fields);
        else if (OffsetDateTimePattern.ExtendedIso.Parse(cell.Text) is { Success: true } written) instant = written.Value.ToInstant();
        else
        {
            fields.Refuse(cell.At, "table.stamp", $"{Quoted.Of(cell.Text)} is no stamp in the formats of the mapping.",
                patterns.Length == 0 ? "It was expected like 2026-10-01T08:00:00Z; name other formats in 'dates'." : $"It was expected like {string.Join(" or ", stamps.Formats)}.");
            return null;
        }
        // What was marked with the wrong zone shows the right hands of the clock: they are read again where they were true.
        if (instant is { } marked && stamps.ReallyIn is { } really) instant = InZone(marked.InZone(stamps.Zone).LocalDateTime, really, cell, fields);
        return instant + stamps.Shift;
    }

    Instant? InZone(LocalDateTime local, DateTimeZone zone, TableCell cell, FactFields fields)
    {
        var map = zone.MapLocal(local);
        var stamps = mapping.Stamps;
        if (map.Count == 1) return map.Single().ToInstant();
        if (map.Count == 2 && stamps.Repeated != RepeatedTime.Refuse) return (stamps.Repeated == RepeatedTime.Earlier ? map.First() : map.Last()).ToInstant();
        // As much later as the clocks skip: what a clock that nobody has put forward yet shows.
        if (map.Count == 0 && stamps.SkippedIsLater) return local.WithOffset(map.EarlyInterval.WallOffset).ToInstant();
        fields.Refuse(cell.At, "table.stamp", $"The local time {Quoted.Of(cell.Text)} {(map.Count == 0 ? "does not exist" : "exists twice")} in {zone.Id}: the clocks were changed.",
            "Write in the mapping what to do: 'skipped: later', 'repeated: earlier' or 'repeated: later'.");
        return null;
    }
}
