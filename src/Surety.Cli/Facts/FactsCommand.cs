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
        var files = new Argument<string[]>("file") { Description = "Files of facts (JSON Lines, CSV), or tables with --map; - is standard input.", Arity = ArgumentArity.OneOrMore };
        var map = new Option<string?>("--map") { Description = "A mapping that says what the columns of a table mean.", HelpName = "mapping.yaml" };
        var refused = new Option<string?>("--refused") { Description = "Writes the rows that were refused to a file.", HelpName = "file" };
        var facts = new Verb(
            "facts", "Checks files of facts; with a mapping, turns a table into facts.",
            "surety facts october.jsonl --refused wrong.jsonl", "surety facts tickets.csv --map helpdesk.yaml > facts/tickets.jsonl")
        {
            files, map, refused,
        };
        facts.SetAction((parsed, cancellation) => RunAsync(session, parsed.GetRequiredValue(files), parsed.GetValue(map), parsed.GetValue(refused), cancellation));
        return facts;
    }

    static async Task<int> RunAsync(Session session, string[] files, string? map, string? refusedFile, CancellationToken cancellation)
    {
        var builder = new FactBuilder();
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
        return refused > 0 || FactSource.Unusable(builder) is not null ? ExitCode.Error : ExitCode.Ok;
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
                    var mapped = MappedTable.Read(read.Value, builder, file, table.Value.Span);
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
