using Surety.Facts;
using Surety.Statements;
using Surety.Storage.Facts;

namespace Surety.Cli.Facts;

/// <summary>Facts that somebody named: JSON Lines, CSV and files of columns, folders, standard input.</summary>
internal static class FactSource
{
    /// <summary>A fact file has at most so many bytes.</summary>
    const int MostOfFacts = int.MaxValue - (1 << 20);

    /// <summary>Fact files of the folders among these paths: <c>*.jsonl</c>, <c>*.csv</c> and <c>*.columns</c> in it and in its folder <c>facts</c>.</summary>
    public static ValueList<string> FilesOf(IEnumerable<string> paths) =>
        paths.Where(Directory.Exists).SelectMany(p => new[] { p, Path.Combine(p, "facts") }).Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f).Where(IsFacts).Order(StringComparer.Ordinal)).ToValueList();

    /// <summary>Reads files into a builder.</summary>
    /// <returns><c>false</c> where one could not be opened, which has been told.</returns>
    public static async Task<bool> ReadAsync(FactBuilder builder, IEnumerable<string> files, Session session, CancellationToken cancellation)
    {
        var allRead = true;
        foreach (var file in files)
        {
            switch (await InputFile.ReadAsync(file, session, MostOfFacts, cancellation, mapped: IsColumns(file)))
            {
                case Result<ReadOnlyMemory<byte>>.Ok ok:
                    using (var progress = Progress.Of(session, file, ok.Value.Length))
                    {
                        if (IsColumns(file) || FactColumns.IsOne(ok.Value.Span)) FactColumns.Read(builder, file, ok.Value);
                        else if (file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)) FactTables.Read(builder, file, ok.Value.Span, progress is null ? null : progress.Tell);
                        else JsonLines.Read(builder, file, ok.Value, progress is null ? null : progress.Tell);
                    }
                    break;
                case Result<ReadOnlyMemory<byte>>.Refused refused:
                    session.Complain(refused.Problems);
                    allRead = false;
                    break;
            }
        }
        return allRead;
    }

    /// <summary>Tells what became of the rows, and writes the refused ones to a file where one is named.</summary>
    /// <returns>How many were refused.</returns>
    public static async Task<int> TellAsync(FactBuilder builder, string? refusedFile, Session session, CancellationToken cancellation)
    {
        const int mostShown = 20;
        var counts = builder.Counts;
        foreach (var count in counts)
            session.Say($"{count.File}: {Display.Count(count.Accepted)} accepted{(count.Duplicates > 0 ? $", {Display.Count(count.Duplicates, "duplicate", "duplicates")}" : "")}{(count.Refused > 0 ? $", {Display.Count(count.Refused)} refused" : "")}.");
        var problems = builder.Problems;
        session.Complain(problems.Take(mostShown));
        if (problems.Count > mostShown) session.Say($"… and {Display.Count(problems.Count - mostShown)} more problems; --refused FILE writes the rows.");
        if (refusedFile is not null) await WriteRefusedAsync(counts, refusedFile, session, cancellation);
        return counts.Sum(c => c.Refused);
    }

    /// <summary>The first file that gave no fact although something was wrong with it as a whole; <c>null</c>: none.</summary>
    public static string? Unusable(FactBuilder builder) =>
        builder.Counts.FirstOrDefault(c => c.Accepted + c.Duplicates + c.Refused == 0 && builder.Problems.Any(p => p.At.File == c.File))?.File;

    static async Task WriteRefusedAsync(ValueList<FactFileCount> counts, string refusedFile, Session session, CancellationToken cancellation)
    {
        var lines = new List<string>();
        // The rows of a file of columns stand in the files that it was made of, which may be elsewhere.
        foreach (var count in counts.Where(c => c.Refused > 0 && c.File != "-" && File.Exists(c.File)))
        {
            var refused = count.RefusedLines.ToHashSet();
            var number = 0;
            // The head of a table goes along, so that the file can be mended and read again.
            var isTable = count.File.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
            await foreach (var line in File.ReadLinesAsync(count.File, cancellation))
                if (refused.Contains(++number) || (isTable && number == 1)) lines.Add(line);
        }
        try
        {
            await File.WriteAllLinesAsync(refusedFile, lines, cancellation);
            session.Say($"{Display.Count(lines.Count, "row", "rows")} written to {refusedFile}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            session.Complain($"{refusedFile}: the refused rows cannot be written there.");
        }
    }

    static bool IsColumns(string file) => file.EndsWith(".columns", StringComparison.OrdinalIgnoreCase);

    static bool IsFacts(string file) => IsColumns(file) || file.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
}
