using System.CommandLine;
using System.Text;
using Surety.Facts;
using Surety.Statements;
using Surety.Storage.Facts;

namespace Surety.Cli.Facts;

/// <summary><c>surety facts</c>: checks files of facts, and turns tables of other systems into facts.</summary>
internal static class FactsCommand
{
    public static Command Of(Session session)
    {
        var files = new Argument<string[]>("file") { Description = "Files of facts (JSON Lines, CSV, columns), or tables with --map; - is standard input.", Arity = ArgumentArity.OneOrMore };
        var map = new Option<string?>("--map") { Description = "A mapping that says what the columns of a table mean.", HelpName = "mapping.yaml" };
        var refused = new Option<string?>("--refused") { Description = "Writes the rows that were refused to a file.", HelpName = "file" };
        var columns = new Option<string?>("--columns") { Description = "Writes the facts as a file of columns, which is read many times faster.", HelpName = "file" };
        var facts = new Verb(
            "facts", "Checks files of facts; with a mapping, turns a table into facts.",
            "surety facts october.jsonl --refused wrong.jsonl", "surety facts 2026-*.jsonl --columns 2026.columns", "surety facts tickets.csv --map helpdesk.yaml > facts/tickets.jsonl")
        {
            files, map, refused, columns,
        };
        facts.SetAction((parsed, cancellation) => RunAsync(session, parsed.GetRequiredValue(files), parsed.GetValue(map), parsed.GetValue(refused), parsed.GetValue(columns), cancellation));
        return facts;
    }

    static async Task<int> RunAsync(Session session, string[] files, string? map, string? refusedFile, string? columnsFile, CancellationToken cancellation)
    {
        var builder = new FactBuilder(keepsRows: columnsFile is not null);
        if (map is null)
        {
            if (!await FactSource.ReadAsync(builder, files, session, cancellation)) return ExitCode.Error;
            builder.Build();
        }
        else if (!await MapAsync(builder, files, map, session, cancellation))
        {
            return ExitCode.Error;
        }
        var refused = await FactSource.TellAsync(builder, refusedFile, session, cancellation);
        if (FactSource.Unusable(builder) is not null || (columnsFile is not null && !WriteColumns(builder, columnsFile, session))) return ExitCode.Error;
        return refused > 0 ? ExitCode.Error : ExitCode.Ok;
    }

    static bool WriteColumns(FactBuilder builder, string file, Session session)
    {
        try
        {
            // A file that is being read may be the one that is written: it is replaced when the new one is whole.
            var part = file + ".part";
            using (var output = File.Create(part)) FactColumns.Write(builder, output);
            File.Move(part, file, overwrite: true);
            session.Say($"{file} written: {new FileInfo(file).Length} bytes.");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            session.Complain($"{file}: the facts cannot be written there.");
            return false;
        }
    }

    static async Task<bool> MapAsync(FactBuilder builder, string[] files, string map, Session session, CancellationToken cancellation)
    {
        if (await InputFile.ReadAsync(map, session, InputFile.MostOfAgreement, cancellation) is not Result<ReadOnlyMemory<byte>>.Ok mapping)
        {
            session.Complain($"{map}: the mapping cannot be read.");
            return false;
        }
        if (Mapping.Parse(map, mapping.Value) is not Result<Mapping>.Ok read)
        {
            session.Complain(((Result<Mapping>.Refused)Mapping.Parse(map, mapping.Value)).Problems);
            return false;
        }
        foreach (var file in files)
        {
            switch (await InputFile.ReadAsync(file, session, int.MaxValue - (1 << 20), cancellation))
            {
                case Result<ReadOnlyMemory<byte>>.Ok table:
                    MappedTable mapped;
                    using (var progress = Progress.Of(session, file, table.Value.Length)) mapped = MappedTable.Read(read.Value, builder, file, table.Value.Span, progress is null ? null : progress.Tell);
                    foreach (var line in mapped.Lines) await session.Output.WriteLineAsync(new StringBuilder(line), cancellation);
                    if (mapped.PassedOver > 0) session.Say($"{file}: {Display.Count(mapped.PassedOver, "row", "rows")} passed over, as the mapping says.");
                    break;
                case Result<ReadOnlyMemory<byte>>.Refused refused:
                    session.Complain(refused.Problems);
                    return false;
            }
        }
        builder.Build();
        return true;
    }
}
