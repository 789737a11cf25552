using System.CommandLine;
using NodaTime;
using Surety.Agreements;
using Surety.Backtests;
using Surety.Cli.Agreements;
using Surety.Cli.Facts;
using Surety.Facts;
using Surety.Scope;
using Surety.Statements;
using Surety.Text;

namespace Surety.Cli.Statements;

/// <summary>What <c>evaluate</c> and <c>why</c> have in common: an agreement, its facts, its periods, and the statements that follow.</summary>
internal sealed record Measured(Versions Versions, FactSet Facts, ValueList<Statement> Statements, int Refused)
{
    public static readonly Option<string[]> FactsOption = new("--facts") { Description = "Files of facts, JSON Lines or CSV; - is standard input. Where silent: the facts in the agreement's folder.", HelpName = "file", AllowMultipleArgumentsPerToken = true };
    public static readonly Option<string?> Period = new("--period") { Description = "A month, quarter or year. Where silent: the last month that is over and has facts.", HelpName = "2026-10|2026-Q3|2026" };
    public static readonly Option<string?> Until = new("--until") { Description = "The last of several periods.", HelpName = "2026-12" };
    public static readonly Option<string?> AsOf = new("--as-of") { Description = "As it was known at that instant. Now where silent.", HelpName = "instant" };
    public static readonly Option<string?> RefusedRows = new("--refused") { Description = "Writes the rows of facts that were refused to a file.", HelpName = "file" };

    /// <summary>Reads everything and measures it.</summary>
    /// <returns>A code to leave with where that fails; what is wrong has been told.</returns>
    /// <param name="paths">Agreements.</param><param name="parsed">The options.</param><param name="session">Hears what is wrong.</param><param name="mostOpened">How many tickets of a list a reason opens.</param><param name="cancellation">Ends the run.</param>
    public static async Task<(Measured? Measured, int Code)> ReadAsync(IReadOnlyList<string> paths, ParseResult parsed, Session session, int mostOpened, CancellationToken cancellation)
    {
        var (known, code) = await Known.ReadAsync(paths, parsed, session, cancellation);
        if (known is null) return (null, code);
        if (Periods(parsed, known.Versions, known.Facts, known.AsOf, session) is not { } periods) return (null, ExitCode.WrongUsage);
        cancellation.ThrowIfCancellationRequested();
        var evaluation = Evaluation.Of(known.Versions, known.Facts, periods[^1].Time.End, known.AsOf, mostOpened);
        return (new(known.Versions, known.Facts, periods.Select(evaluation.Statement).ToValueList(), known.Refused), ExitCode.Ok);
    }

    static ValueList<Window>? Periods(ParseResult parsed, Versions versions, FactSet facts, Instant asOf, Session session)
    {
        var zone = versions.Newest.Zone;
        if (parsed.GetValue(Period) is not { } text)
        {
            if (parsed.GetValue(Until) is not null)
            {
                session.Complain("--until needs a --period to begin with.");
                return null;
            }
            var month = WindowRule.Month.At(Instant.Min(asOf, (LastOf(facts) ?? asOf) + Duration.FromTicks(1)), zone);
            if (month.Time.End > asOf) month = month.Previous(zone);
            session.Say($"Period: {month.Name}, the last month that is over and has facts. Another stands behind --period.");
            return [month];
        }
        if (Read("--period", text, session) is not { } first) return null;
        var last = first;
        if (parsed.GetValue(Until) is { } until)
        {
            if (Read("--until", until, session) is not { } end) return null;
            if (end.Length != first.Length || end.Start < first.Start)
            {
                session.Complain($"--until '{until}' is not a later period of the same length as '{text}'.");
                return null;
            }
            last = end;
        }
        var rule = first.Length switch { 1 => WindowRule.Month, 3 => WindowRule.Quarter, _ => WindowRule.Year };
        var periods = new List<Window>();
        for (var window = rule.At(first.Start, zone); window.From <= last.Start; window = window.Next(zone)) periods.Add(window);
        if (versions.All[0].Term.From is var from && periods[^1].Until <= from)
        {
            session.Complain($"The agreement begins on {Display.Iso(from)}, after {periods[^1].Name}.");
            return null;
        }
        if (versions.TimeIn(facts).LastDay is { } to && periods[0].From > to)
        {
            session.Complain($"The agreement ended on {Display.Iso(to)}, before {periods[0].Name}.");
            return null;
        }
        return periods.ToValueList();
    }

    /// <summary>Reads a period behind an option; where that fails, why has been told.</summary>
    internal static CalendarPeriod? Read(string option, string text, Session session)
    {
        if (BacktestQuestion.Period(option, text) is Result<CalendarPeriod>.Ok { Value: var period }) return period;
        session.Refuse(((Result<CalendarPeriod>.Refused)BacktestQuestion.Period(option, text)).Problems);
        return null;
    }

    /// <summary>The last instant that a measurement speaks of; deeds do not count, since a report on a month is sent after it.</summary>
    static Instant? LastOf(FactSet facts)
    {
        var last = facts.States.Where(s => s.Count > 0).Select(s => s.At[s.Count - 1])
            .Concat(facts.Values.Where(s => s.Count > 0).Select(s => s.At[s.Count - 1]))
            .Concat(facts.Counts.Where(s => s.Count > 0).Select(s => s.From[s.Count - 1]))
            .Concat(facts.Outages.Select(o => o.From.ToUnixTimeTicks()))
            .Concat(LastOpened(facts.Tickets)).ToList();
        return last.Count == 0 ? null : Instant.FromUnixTimeTicks(last.Max());
    }

    static IEnumerable<long> LastOpened(TicketTable tickets)
    {
        var isOpening = tickets.Happenings.Select(happening => happening.What == "opened").ToArray();
        var at = tickets.At.Span;
        var whatOf = tickets.WhatOf.Span;
        var last = long.MinValue;
        for (var i = 0; i < at.Length; i++)
            if (at[i] > last && isOpening[whatOf[i]]) last = at[i];
        return last == long.MinValue ? [] : [last];
    }
}
