using System.CommandLine;
using System.Globalization;
using Surety.Agreements;
using Surety.Changes;
using Surety.Cli.Agreements;
using Surety.Cli.Backtests;
using Surety.Cli.Statements;
using Surety.Contract;
using Surety.Statements;

namespace Surety.Cli.Changes;

/// <summary><c>surety terms</c>: who stands on which version of standard terms, and what another version would change.</summary>
internal static class TermsCommand
{
    static readonly Option<string?> From = new("--from") { Description = "The first month of past facts on which both versions are tried.", HelpName = "2026-01" };
    static readonly Option<string?> Until = new("--until") { Description = "The last of these months.", HelpName = "2026-12" };

    public static Command Of(Session session)
    {
        var terms = new Verb("terms", "Standard terms: who stands on which version, and what another would change.", "surety terms upgrade \"northwind gold\" 6..7 --plan contracts/");
        terms.Subcommands.Add(Upgrade(session));
        terms.SetAction(parsed => session.Refuse("Which question about terms? There is: upgrade."));
        return terms;
    }

    static Verb Upgrade(Session session)
    {
        var name = new Argument<string>("terms") { Description = "Name of the terms." };
        var versions = new Argument<string>("versions") { Description = "The version that agreements stand on and the one that they shall stand on.", HelpName = "6..7" };
        var agreements = new Option<string[]>("--plan") { Description = "Agreements, or folders of them: for each, what would be different. No file is changed.", HelpName = "agreement", Required = true, AllowMultipleArgumentsPerToken = true };
        var language = new Option<string?>("--language") { Description = "en or de. Where silent: the binding language of each agreement.", HelpName = "en|de" };
        language.AcceptOnlyFromAmong([.. PrintedContract.Languages]);
        var output = Verb.OutputOption("text", "json");
        var upgrade = new Verb(
            "upgrade", "Lists every agreement that stands on a version of terms, with what another version would change in it, and on its past facts.",
            "surety terms upgrade gold 6..7 --plan contracts/*.yaml", "surety terms upgrade \"northwind gold\" 6..7 --plan acme/ globex/ --from 2026-01 --until 2026-06")
        {
            name, versions, agreements, Measured.FactsOption, From, Until, Measured.AsOf, language, output, Verb.Json, Measured.RefusedRows,
        };
        upgrade.SetAction((parsed, cancellation) => RunAsync(
            session, parsed, parsed.GetRequiredValue(name), parsed.GetRequiredValue(versions), parsed.GetRequiredValue(agreements), parsed.GetValue(language), parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json", cancellation));
        return upgrade;
    }

    static async Task<int> RunAsync(Session session, ParseResult parsed, string terms, string versions, string[] paths, string? language, bool json, CancellationToken cancellation)
    {
        if (versions.Split("..") is not [var first, var second] || !IsVersion(first, out var from) || !IsVersion(second, out var to)) return session.Refuse($"'{versions}' is not two versions. Write '6..7': the one that agreements stand on and the one that they shall stand on.");
        if (from == to) return session.Refuse($"Version {from} is both the one that agreements stand on and the one that they shall stand on.");
        if (parsed.GetValue(From) is null != parsed.GetValue(Until) is null || (parsed.GetValue(From) is null && parsed.GetValue(Measured.FactsOption) is { Length: > 0 }))
            return session.Refuse("Which months shall be tried? Name the first behind --from and the last behind --until.");
        foreach (var folder in paths.Where(p => Directory.Exists(p) && AgreementSource.FilesOf([p]).Count == 0)) session.Complain([AgreementSource.NoneIn(folder)]);
        var files = AgreementSource.FilesOf(paths);
        var layers = new LayerFiles(files, session);
        var plans = new List<(TermsUpgrade Plan, DiffEffect? Effect)>();
        foreach (var file in files)
        {
            switch (await AgreementSource.BytesAsync(file, session, cancellation))
            {
                case Result<ReadOnlyMemory<byte>>.Refused refused:
                    plans.Add((new(file, "", [], null, null, refused.Problems), null));
                    break;
                case Result<ReadOnlyMemory<byte>>.Ok { Value: var bytes }:
                    var known = await layers.ForAsync(file, bytes, cancellation);
                    var plan = TermsUpgrade.Of(file, bytes, known, terms, from, to, language);
                    var (effect, code) = plan.Text is null || parsed.GetValue(From) is null ? (null, ExitCode.Ok) : await EffectAsync(plan, bytes, known, parsed, session, cancellation);
                    if (code != ExitCode.Ok) return code;
                    plans.Add((plan, effect));
                    break;
            }
        }
        if (json) session.Output.Write(TermsPlan.Json(terms, from, to, plans.ToValueList()));
        else Styled.Write(TermsPlan.Text(terms, from, to, plans.ToValueList(), session.Terminal.Width), session);
        return plans.Exists(p => p.Plan.Problems.Count > 0) ? ExitCode.Error : ExitCode.Ok;
    }

    static bool IsVersion(string text, out int version) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version) && version > 0;

    static async Task<(DiffEffect? Effect, int Code)> EffectAsync(TermsUpgrade plan, ReadOnlyMemory<byte> bytes, ValueList<Layer> layers, ParseResult parsed, Session session, CancellationToken cancellation)
    {
        // Terms that stand on these terms have no facts of their own.
        if ((AgreementFile.Parse(plan.File, bytes, layers).Agreement, AgreementFile.Parse(plan.File, System.Text.Encoding.UTF8.GetBytes(plan.Text!), layers).Agreement) is not ({ } old, { } other)) return (null, ExitCode.Ok);
        if (MonthRange.Read(parsed.GetValue(From)!, parsed.GetValue(Until)!, other.Zone, session) is not { } months) return (null, ExitCode.WrongUsage);
        var (facts, asOf, _, code) = await Known.FactsAsync([Path.GetDirectoryName(Path.GetFullPath(plan.File))!], other.Zone, parsed, session, cancellation);
        return facts is null ? (null, code) : (DiffEffect.Of(old, other, facts, months, asOf), ExitCode.Ok);
    }
}
