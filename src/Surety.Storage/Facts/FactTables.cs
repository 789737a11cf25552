using Surety.Facts;

namespace Surety.Storage.Facts;

/// <summary>Reads facts from CSV whose columns are named like the keys of facts: <c>type,at,state,service,labels.probe</c>.</summary>
/// <remarks>Source: docs/guide/facts.md, "CSV".</remarks>
public static class FactTables
{
    /// <summary>Reads all rows into a builder; an empty cell is as good as no key. What cannot be read is reported there and stops nothing.</summary>
    /// <param name="builder">Where the facts go.</param>
    /// <param name="file">The name to show in locations; without folder and ending also the source of facts that name none.</param>
    /// <param name="bytes">UTF-8; the first line names the columns.</param>
    public static void Read(FactBuilder builder, string file, ReadOnlySpan<byte> bytes)
    {
        var (index, problems) = builder.Begin(file);
        var table = Table.Read(file, bytes, ',', '"', null, problems);
        foreach (var line in table.Refused) builder.Refuse(new(index, line));
        foreach (var row in table.Rows)
        {
            var fields = new FactFields(row[0].At, new(index, row[0].At.Line), JsonLines.SourceOf(file), problems);
            for (var i = 0; i < row.Count; i++)
                if (row[i].Text.Length > 0) fields.Add(table.Columns[i].Text, row[i].Text, row[i].At);
            builder.Read(fields);
        }
    }
}
