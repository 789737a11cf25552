using System.CommandLine;
using NodaTime;
using Surety.Backtests;
using Surety.Cli.Agreements;
using Surety.Cli.Statements;
using Surety.Statements;
using Surety.Text;

namespace Surety.Cli.Backtests;

/// <summary><c>surety rehearse</c>: what a planned outage would miss and cost, and when it is cheapest.</summary>
internal static class RehearseCommand
{
    static readonly Argument<string[]> Agreements = new("agreement") { Description = "The agreement: a file, the versions of one agreement, or a folder.", Arity = new(1, 100) };
    static readonly Option<string> Outage = new("--outage") { Description = "The service that is out.", HelpName = "service", Required = true };
    static readonly Option<string> For = new("--for") { Description = "How long.", HelpName = "4h", Required = true };
    static readonly Option<string[]> Between = new("--between") { Description = "It lies between these two points in time.", HelpName = "from until", Required = true, Arity = new(2, 2), AllowMultipleArgumentsPerToken = true };
    static readonly Option<string?> Step = new("--step") { Description = "From one start to the next. Where silent: as fine as 30 minutes, if that comes to no more than 100 starts.", HelpName = "1h" };
    static readonly Option<string[]> Scope = new("--scope") { Description = "Only what has this label, such as a part or a member; may be repeated.", HelpName = "name=value" };

    public static Command Of(Session session)
    {
        var output = Verb.OutputOption("table", "json");
        var rehearse = new Verb(
            "rehearse", "Tries a planned outage: what it would miss and cost, the notices that are due, the cheapest starts.",
            "surety rehearse agreement.yaml --outage \"web shop\" --for 4h --between 2026-12-04T18:00 2026-12-07T08:00",
            "surety rehearse demo/ --outage network --for 1h --between 2026-12-01 2026-12-02 --scope member=bonn-1 --step 15min")
        {
            Agreements, Outage, For, Between, Step, Scope, Measured.FactsOption, Measured.AsOf, output, Verb.Json, Measured.RefusedRows,
        };
        rehearse.SetAction((parsed, cancellation) => RunAsync(session, parsed, parsed.GetValue(Verb.Json) ? "json" : parsed.GetValue(output)!, cancellation));
        return rehearse;
    }

    static async Task<int> RunAsync(Session session, ParseResult parsed, string form, CancellationToken cancellation)
    {
        var problems = new List<Problem>();
        var labels = ScopeLabels.Read(parsed.GetValue(Scope) ?? [], null, problems);
        if (problems.Count > 0) return session.Refuse(problems);
        if (Length("--for", parsed.GetRequiredValue(For), session) is not { } length) return ExitCode.WrongUsage;
        var (known, code) = await Known.ReadAsync(parsed.GetRequiredValue(Agreements), parsed, session, cancellation);
        if (known is null) return code;
        var newest = known.Versions.Newest;
        var service = parsed.GetRequiredValue(Outage);
        if (newest.Scope.Services.All(s => s.Name != service)) return AgreementSource.Unknown(session, "service", service, newest.Scope.Services.Select(s => s.Name).ToList());
        var ends = parsed.GetRequiredValue(Between).Select(text => InstantText.Read("--between", text, newest.Zone)).ToList();
        if (ends.OfType<Result<Instant>.Refused>().SelectMany(r => r.Problems).ToList() is { Count: > 0 } wrong) return session.Refuse(wrong);
        var (from, until) = (((Result<Instant>.Ok)ends[0]).Value, ((Result<Instant>.Ok)ends[1]).Value);
        if (from < known.AsOf) return session.Refuse($"--between begins at {Display.Instant(from, newest.Zone)}, before now: an outage is planned ahead. Another now stands behind --as-of.");
        if (until - from < length) return session.Refuse($"An outage of {Display.Time(length)} does not fit between {Display.Instant(from, newest.Zone)} and {Display.Instant(until, newest.Zone)}.");
        if (StepOf(parsed.GetValue(Step), until - from - length, session) is not { } step) return ExitCode.WrongUsage;
        cancellation.ThrowIfCancellationRequested();
        var rehearsal = Rehearsal.Of(known.Versions, known.Facts, labels.With("service", service), length, new(from, until), step, known.AsOf);
        if (form == "json") session.Output.Write(RehearsalJson.Of(rehearsal));
        else Styled.Write(RehearsalText.Of(rehearsal, session.Terminal.Width), session);
        return ExitCode.Ok;
    }

    static Duration? Length(string option, string text, Session session)
    {
        if (Phrase.Span(option, text) is Result<Span>.Ok { Value: Span.Elapsed { Time: var time } } && time > Duration.Zero) return time;
        session.Complain($"{option}: '{text}' is no length of time. Write '4 h' or '30 min'.");
        return null;
    }

    /// <summary>The step that is asked for, or the finest of some round ones that gives few enough starts.</summary>
    static Duration? StepOf(string? asked, Duration room, Session session)
    {
        if (asked is null)
        {
            int[] minutes = [30, 60, 120, 240, 360, 720, 1440];
            return Duration.FromMinutes(minutes.FirstOrDefault(m => room / Duration.FromMinutes(m) <= 100, 10_080));
        }
        if (Length("--step", asked, session) is not { } step) return null;
        if (room / step < Rehearsal.MostSlots) return step;
        session.Complain($"--step {asked} comes to more than {Rehearsal.MostSlots} starts. Choose a longer step, or a shorter time between.");
        return null;
    }
}
