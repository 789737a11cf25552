using System.Text;
using System.Text.Unicode;
using Surety.Text;

namespace Surety.Storage.Facts;

/// <summary>One value of a table and where it stands.</summary>
readonly record struct TableCell(string Text, Location At);

/// <summary>A table of texts, as CSV writes it: its columns, and rows of as many cells.</summary>
/// <param name="Columns">Their names, in order, no two alike.</param>
/// <param name="Rows">Each as long as <paramref name="Columns"/>.</param>
/// <param name="Refused">Lines of the rows that are not, which are reported and left out.</param>
sealed record Table(IReadOnlyList<TableCell> Columns, IReadOnlyList<IReadOnlyList<TableCell>> Rows, IReadOnlyList<int> Refused)
{
    /// <summary>Reads CSV.</summary>
    /// <param name="file">The name to show.</param><param name="bytes">UTF-8, with or without a byte order mark.</param><param name="delimiter">Between cells.</param>
    /// <param name="quote">Around cells that hold delimiters, line ends or, doubled, quotes.</param>
    /// <param name="header">Names of the columns where the first line does not hold them.</param><param name="problems">What is wrong.</param>
    public static Table Read(string file, ReadOnlySpan<byte> bytes, char delimiter, char quote, IReadOnlyList<string>? header, Problems problems)
    {
        var rows = Cells(file, Encoding.UTF8.GetString(Text(file, bytes, problems)), delimiter, quote, 1, problems);
        var columns = header?.Select(h => new TableCell(h, new(file, 0, 0))).ToList() ?? (rows.Count > 0 ? rows[0] : []);
        CheckNames(columns, problems);
        var (kept, refused) = (new List<IReadOnlyList<TableCell>>(), new List<int>());
        foreach (var row in header is null ? rows.Skip(1) : rows)
        {
            if (Fits(row, columns, problems)) kept.Add(row);
            else refused.Add(row[0].At.Line);
        }
        return new(columns, kept, refused);
    }

    /// <summary>The rows, and tells every thousand of them how far it is.</summary>
    /// <param name="bytes">Of the whole table.</param>
    /// <param name="tell">Hears rows, and as many bytes as such rows have on average; <c>null</c>: nobody does.</param>
    public IEnumerable<IReadOnlyList<TableCell>> Counted(long bytes, Action<long, long>? tell)
    {
        for (var i = 0; i < Rows.Count; i++)
        {
            if (i % 1000 == 999) tell?.Invoke(i + 1, bytes * (i + 1) / Rows.Count);
            yield return Rows[i];
        }
    }

    /// <summary>The text of a file without a byte order mark; nothing where it is no UTF-8, which is reported.</summary>
    public static ReadOnlySpan<byte> Text(string file, ReadOnlySpan<byte> bytes, Problems problems)
    {
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        if (Utf8.IsValid(bytes)) return bytes;
        problems.Error(new(file, 0, 0), "table.encoding", "The table is not UTF-8.", "Save it as UTF-8.");
        return default;
    }

    /// <summary>Reports names that stand twice.</summary>
    public static void CheckNames(IEnumerable<TableCell> columns, Problems problems)
    {
        foreach (var twice in columns.GroupBy(c => c.Text).Where(g => g.Count() > 1))
            problems.Error(twice.Last().At, "table.column", $"The column {Quoted.Of(twice.Key)} stands twice.", "Give each column a name of its own.");
    }

    /// <summary>Whether a row has a cell for each column; reports one that has not.</summary>
    public static bool Fits(List<TableCell> row, IReadOnlyCollection<TableCell> columns, Problems problems)
    {
        if (row.Count == columns.Count) return true;
        problems.Error(row[0].At, "table.row", $"The row has {row.Count} cells, and the table has {columns.Count} columns.", "Check the delimiter and the quotes.");
        return false;
    }

    /// <summary>Takes a text apart into rows of cells.</summary>
    /// <param name="file">The name to show.</param><param name="text">Whole records.</param><param name="delimiter">Between cells.</param><param name="quote">Around cells.</param>
    /// <param name="line">Number of its first line.</param><param name="problems">What is wrong.</param>
    public static List<List<TableCell>> Cells(string file, string text, char delimiter, char quote, int line, Problems problems)
    {
        var (rows, row, cell) = (new List<List<TableCell>>(), new List<TableCell>(), new StringBuilder());
        var (at, start) = (0, 0);
        while (at < text.Length)
        {
            var place = new Location(file, line, at - start + 1);
            cell.Clear();
            if (text[at] == quote)
            {
                for (at++; at < text.Length; at++)
                {
                    if (text[at] == quote && (at + 1 == text.Length || text[at + 1] != quote)) break;
                    if (text[at] == quote) at++;
                    if (text[at] == '\n') (line, start) = (line + 1, at + 1);
                    cell.Append(text[at]);
                }
                if (at == text.Length) problems.Error(place, "table.quote", "A quote is opened here and never closed.", "Close it; a quote inside quotes is written twice.");
                else at++;
            }
            while (at < text.Length && text[at] != delimiter && text[at] != '\n') cell.Append(text[at++]);
            var ends = at == text.Length || text[at] == '\n';
            if (ends && cell.Length > 0 && cell[^1] == '\r') cell.Length--;
            row.Add(new(cell.ToString(), place));
            if (!ends && at + 1 == text.Length) row.Add(new("", place.Right(1)));
            at++;
            if (!ends && at < text.Length) continue;
            if (row.Count > 1 || row[0].Text.Length > 0) rows.Add(row);
            (row, line, start) = ([], line + 1, at);
        }
        return rows;
    }
}
