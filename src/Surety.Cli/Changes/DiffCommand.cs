using System.CommandLine;
using Surety.Agreements;
using Surety.Changes;
using Surety.Cli.Agreements;
using Surety.Cli.Backtests;
using Surety.Cli.Statements;
using Surety.Contract;

namespace Surety.Cli.Changes;

/// <summary><c>surety diff</c>: two texts compared clause by clause, in words.</summary>
internal static class DiffCommand
{
    static readonly Option<string?> From = new("--from") { Description = "The first month of past facts on which both are tried.", HelpName = "2026-01" };
    static readonly Option<string?> Until = new("--until") { Description = "The last of these months.", HelpName = "2026-12" };

    public static Command Of(Session session)
    {
        var old = new Argument<string>("old") { Description = "The first text, an agreement or standard terms; - is standard input." };
        var other = new Argument<string>("new") { Description = "The second text; - is standard input." };
        var language = new Option<string?>("--language") { Description = "en or de. Where silent: the binding language of the second.", HelpName = "en|de" };
        language.AcceptOnlyFromAmong([.. PrintedContract.Languages]);
        var check = new Option<bool>("--check") { Description = "End with 2 where the two say different things." };
        var output = Verb.OutputOption("text", "md", "json");
        var diff = new Verb(
            "diff", "Compares two agreements clause by clause, in words, and what the change would have come to.",
            "surety diff v1.yaml v2.yaml", "surety diff gold.6.yaml gold.7.yaml -o md", "surety diff v1.yaml v2.yaml --facts facts.jsonl --from 2026-01 --until 2026-06", "git show HEAD~1:agreement.yaml | surety diff - agreement.yaml --json")
        {
            old, other, language, Measured.FactsOption, From, Until, Measured.AsOf, check, output, Verb.Json, Measured.RefusedRows,
        };
        diff.SetAction((parsed, cancellation) => RunAsync(
            session, parsed, parsed.GetRequiredValue(old), parsed.GetRequiredValue(other), parsed.GetValue(language), parsed.GetValue(check), parsed.GetValue(Verb.Json) ? "json" : parsed.GetValue(output)!, cancellation));
        return diff;
    }

    static async Task<int> RunAsync(Session session, ParseResult parsed, string old, string other, string? language, bool check, string form, CancellationToken cancellation)
    {
        if (old == "-" && other == "-") return session.Refuse("Only one of the two can be standard input.");
        var layers = new LayerFiles([old, other], session);
        var (one, two) = (await TextAsync(old, layers, session, cancellation), await TextAsync(other, layers, session, cancellation));
        if (one is not { } was || two is not { } now) return ExitCode.Error;
        switch (AgreementDiff.Of(was, now, language))
        {
            case Result<AgreementDiff>.Refused refused:
                session.Complain(refused.Problems);
                return ExitCode.Error;
            case Result<AgreementDiff>.Ok { Value: var diff }:
                var (effect, code) = await EffectAsync(was, now, parsed, session, cancellation);
                if (code != ExitCode.Ok) return code;
                switch (form)
                {
                    case "json": session.Output.Write(DiffJson.Of(diff, effect)); break;
                    case "md": session.Output.Write(DiffMarkdown.Of(diff, effect)); break;
                    default: Styled.Write(DiffPage.Of(diff, effect, session.Terminal.Width), session); break;
                }
                return check && (diff.Clauses.Any(c => c.Says) || diff.ByLayers.Count > 0) ? ExitCode.Changes : ExitCode.Ok;
        }
        return ExitCode.Error;
    }

    static async Task<(DiffEffect? Effect, int Code)> EffectAsync((string File, ReadOnlyMemory<byte> Bytes, ValueList<Layer> Layers) was, (string File, ReadOnlyMemory<byte> Bytes, ValueList<Layer> Layers) now, ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var (from, until) = (parsed.GetValue(From), parsed.GetValue(Until));
        if (from is null && until is null && parsed.GetValue(Measured.FactsOption) is null or []) return (null, ExitCode.Ok);
        if (from is null || until is null) return (null, session.Refuse("Which months shall be tried? Name the first behind --from and the last behind --until."));
        if ((AgreementFile.Parse(was.File, was.Bytes, was.Layers).Agreement, AgreementFile.Parse(now.File, now.Bytes, now.Layers).Agreement) is not ({ } old, { } other))
            return (null, session.Refuse("Standard terms by themselves measure nothing: compare two agreements that use them on facts."));
        if (MonthRange.Read(from, until, other.Zone, session) is not { } months) return (null, ExitCode.WrongUsage);
        // Where no facts are named: those beside the second text.
        var beside = Path.GetDirectoryName(Path.GetFullPath(now.File == "-" ? was.File : now.File))!;
        var (facts, asOf, _, code) = await Known.FactsAsync([beside], other.Zone, parsed, session, cancellation);
        return facts is null ? (null, code) : (DiffEffect.Of(old, other, facts, months, asOf), ExitCode.Ok);
    }

    static async Task<(string, ReadOnlyMemory<byte>, ValueList<Layer>)?> TextAsync(string file, LayerFiles layers, Session session, CancellationToken cancellation)
    {
        switch (await AgreementSource.BytesAsync(file, session, cancellation))
        {
            case Result<ReadOnlyMemory<byte>>.Refused refused:
                session.Complain(refused.Problems);
                return null;
            case Result<ReadOnlyMemory<byte>>.Ok { Value: var bytes }: return (file, bytes, await layers.ForAsync(file, bytes, cancellation));
        }
        return null;
    }
}
