using System.Text;
using Surety.Facts;
using Surety.Text;

namespace Surety.Storage.Facts;

/// <summary>Reads facts from CSV whose columns are named like the keys of facts: <c>type,at,state,service,labels.probe</c>.</summary>
/// <remarks>Source: docs/guide/facts.md, "CSV".</remarks>
public static class FactTables
{
    /// <summary>Reads all rows into a builder; an empty cell is as good as no key. What cannot be read is reported there and stops nothing.</summary>
    /// <param name="builder">Where the facts go.</param>
    /// <param name="file">The name to show in locations.</param>
    /// <param name="bytes">UTF-8; the first line names the columns.</param>
    /// <param name="tell">Hears every thousand rows how many were read, and how many bytes; <c>null</c>: nobody does.</param>
    /// <param name="source">The source of facts that name none; <c>null</c>: the name of the file without folder and ending.</param>
    public static void Read(FactBuilder builder, string file, ReadOnlySpan<byte> bytes, Action<long, long>? tell = null, string? source = null)
    {
        source ??= JsonLines.SourceOf(file);
        var (index, problems) = builder.Begin(file);
        var records = new TableRecords(Table.Text(file, bytes, problems));
        Columns? columns = null;
        var (rows, read) = (0L, 0L);
        Span<byte> room = stackalloc byte[BulkRow.Room];
        while (records.Next(out var record, out var line))
        {
            read += record.Length + 1;
            if (++rows % 1000 == 0) tell?.Invoke(rows, read);
            if (columns is not null && builder.IsEnough(index))
            {
                builder.LeaveOut(line);
                continue;
            }
            // What has the character U+0000 is refused, key by key.
            if (columns is not null && !record.Contains((byte)0))
            {
                var plain = new BulkRow(room);
                if (columns.Read(record, ref plain) && builder.Read(ref plain, new(index, line))) continue;
            }
            foreach (var row in Table.Cells(file, Encoding.UTF8.GetString(record), ',', '"', line, problems))
            {
                if (columns is null && row is [{ Text: var head, At: var at }] && head.Contains(';', StringComparison.Ordinal))
                {
                    problems.Error(at, "table.delimiter", "The columns are divided by ';', and those of facts by ','.", "Save the table with commas, or read it by a mapping that says 'delimiter: ;'.");
                    return;
                }
                if (columns is null) columns = Columns.Of(row, problems);
                else Row(row, columns, new(index, line), source, builder, problems);
            }
        }
    }

    static void Row(List<TableCell> row, Columns columns, Origin at, string source, FactBuilder builder, Problems problems)
    {
        if (!Table.Fits(row, columns.Cells, problems))
        {
            builder.Refuse(at);
            return;
        }
        var fields = new FactFields(row[0].At, at, source, problems);
        for (var i = 0; i < row.Count; i++)
            if (row[i].Text.Length > 0) fields.Add(columns.Cells[i].Text, row[i].Text, row[i].At);
        builder.Read(fields);
    }

    /// <summary>The columns of a table of facts.</summary>
    /// <param name="Cells">Their names.</param>
    /// <param name="Keys">What plain measurements have in them; <c>None</c>: something else.</param>
    /// <param name="Own">Names of the file's own labels; empty for other columns.</param>
    sealed record Columns(IReadOnlyList<TableCell> Cells, BulkRow.Key[] Keys, byte[][] Own)
    {
        public static Columns Of(List<TableCell> names, Problems problems)
        {
            Table.CheckNames(names, problems);
            var own = names.ConvertAll(n => n.Text.StartsWith("labels.", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(n.Text["labels.".Length..]) : []);
            return new(names, [.. names.Select(n => BulkRow.KeyOf(Encoding.UTF8.GetBytes(n.Text)))], [.. own]);
        }

        /// <summary>Reads a record as a plain measurement.</summary>
        /// <returns><c>false</c>: it is something else, or has quotes.</returns>
        public bool Read(ReadOnlySpan<byte> record, ref BulkRow row)
        {
            if (record.EndsWith("\r"u8)) record = record[..^1];
            if (record.Contains((byte)'"')) return false;
            for (var i = 0; i < Keys.Length; i++)
            {
                var end = record.IndexOf((byte)',');
                if (end < 0 != (i == Keys.Length - 1)) return false;
                var cell = end < 0 ? record : record[..end];
                record = end < 0 ? default : record[(end + 1)..];
                if (cell.Length > 0 && !(Own[i].Length > 0 ? row.TakeLabel(Own[i], cell) : row.Take(Keys[i], cell))) return false;
            }
            return true;
        }
    }
}
