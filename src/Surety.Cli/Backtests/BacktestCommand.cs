using System.CommandLine;
using Surety.Backtests;
using Surety.Cli.Agreements;
using Surety.Cli.Statements;
using Surety.Scope;
using Surety.Text;

namespace Surety.Cli.Backtests;

/// <summary><c>surety backtest</c>: what a draft would have come to on past facts.</summary>
internal static class BacktestCommand
{
    static readonly Argument<string[]> Drafts = new("draft") { Description = "The agreement to try: a file, or a folder, of which the newest version is tried.", Arity = new(1, 100) };
    static readonly Option<string> From = new("--from") { Description = "The first month.", HelpName = "2026-01", Required = true };
    static readonly Option<string> Until = new("--until") { Description = "The last month.", HelpName = "2026-12", Required = true };
    static readonly Option<string[]> Target = new("--target") { Description = "Another target to try, as \"LEVEL: 99.95 %\"; may be repeated. Where silent: the usual ones for every level.", HelpName = "level: limit" };

    public static Command Of(Session session)
    {
        var output = Verb.OutputOption("table", "json", "csv");
        var backtest = new Verb(
            "backtest", "Tries a draft on past facts: misses, credits, rights and messages of each month, and what each clause is worth.",
            "surety backtest draft.yaml --facts facts/*.jsonl --from 2025-10 --until 2026-09",
            "surety backtest demo/ --from 2025-11 --until 2026-10 --target \"shop availability: 99.9 %\"",
            "surety backtest draft.yaml --facts facts.csv --from 2026-01 --until 2026-12 -o csv > months.csv")
        {
            Drafts, Measured.FactsOption, From, Until, Measured.AsOf, Target, output, Verb.Json, Measured.RefusedRows,
        };
        backtest.SetAction((parsed, cancellation) => RunAsync(session, parsed, parsed.GetValue(Verb.Json) ? "json" : parsed.GetValue(output)!, cancellation));
        return backtest;
    }

    static async Task<int> RunAsync(Session session, ParseResult parsed, string form, CancellationToken cancellation)
    {
        var (known, code) = await Known.ReadAsync(parsed.GetRequiredValue(Drafts), parsed, session, cancellation);
        if (known is null) return code;
        var draft = known.Versions.Newest;
        if (known.Versions.All.Count > 1) session.Say($"Version {draft.Version} is tried, the newest of {known.Versions.All.Count}.");
        if (BacktestQuestion.Targets(parsed.GetValue(Target) ?? [], draft, "--target") is not Result<ValueList<(string Level, Rational Value)>>.Ok { Value: var asked })
            return session.Refuse(((Result<ValueList<(string Level, Rational Value)>>.Refused)BacktestQuestion.Targets(parsed.GetValue(Target) ?? [], draft, "--target")).Problems);
        if (MonthRange.Read(parsed.GetRequiredValue(From), parsed.GetRequiredValue(Until), draft.Zone, session) is not { } months) return ExitCode.WrongUsage;
        cancellation.ThrowIfCancellationRequested();
        var test = Backtest.Of(draft, known.Facts, months, known.AsOf, asked);
        switch (form)
        {
            case "json": session.Output.Write(BacktestJson.Of(test)); break;
            case "csv": session.Output.Write(BacktestCsv.Of(test)); break;
            default: Styled.Write(BacktestText.Of(test, session.Terminal.Width), session); break;
        }
        return ExitCode.Ok;
    }
}
