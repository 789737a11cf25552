using NodaTime;
using Surety.Agreements;
using Surety.Calendars;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Text;

namespace Surety.Backtests;

/// <summary>What somebody wants to try: which months, and which other targets.</summary>
public static class BacktestQuestion
{
    /// <summary>Reads the months from one to another, both included.</summary>
    /// <param name="from">The first: the name of its option or field, and what was written.</param><param name="until">The last, likewise.</param><param name="zone">Whose midnights.</param>
    /// <returns>At least one, in order.</returns>
    public static Result<ValueList<Window>> Months((string Name, string Text) from, (string Name, string Text) until, DateTimeZone zone)
    {
        var problems = new List<Problem>();
        var (first, last) = (Month(from, problems), problems.Count > 0 ? null : Month(until, problems));
        if (first is null || last is null) return new Result<ValueList<Window>>.Refused(problems.ToValueList());
        if (last.Start < first.Start) return new Result<ValueList<Window>>.Refused([new(default, Severity.Error, "backtest.order", $"{until.Name} {last} is before {from.Name} {first}.")]);
        var months = new List<Window>();
        for (var month = WindowRule.Month.At(first.Start, zone); month.From <= last.Start; month = month.Next(zone)) months.Add(month);
        return new Result<ValueList<Window>>.Ok(months.ToValueList());
    }

    /// <summary>The last months that are over, in order.</summary>
    /// <param name="first">Months before the one of this day are left out.</param><param name="now">What is over by then.</param><param name="zone">Whose months.</param><param name="most">So many at most.</param>
    /// <returns>None: the first one still runs.</returns>
    public static ValueList<Window> LastMonths(LocalDate first, Instant now, DateTimeZone zone, int most)
    {
        var running = WindowRule.Month.At(now, zone).From;
        var earliest = running.PlusMonths(-most);
        var months = new List<Window>();
        for (var month = WindowRule.Month.At(LocalTimes.StartOf(first > earliest ? first : earliest, zone), zone); month.From < running; month = month.Next(zone)) months.Add(month);
        return months.ToValueList();
    }

    static CalendarPeriod? Month((string Name, string Text) named, List<Problem> problems)
    {
        switch (Period(named.Name, named.Text))
        {
            case Result<CalendarPeriod>.Ok { Value: { Length: 1 } month }: return month;
            case Result<CalendarPeriod>.Refused refused:
                problems.AddRange(refused.Problems);
                return null;
            default:
                problems.Add(new(default, Severity.Error, "backtest.month", $"{named.Name}: '{named.Text}' is no month. Write '2026-10'."));
                return null;
        }
    }

    /// <summary>Reads a period that the calendars reach.</summary>
    /// <param name="name">Of the option or field.</param><param name="text">What was written.</param>
    public static Result<CalendarPeriod> Period(string name, string text) =>
        Phrase.Period(name, text) is Result<CalendarPeriod>.Ok { Value.Start.Year: < 1971 or > 2198 } ? new Result<CalendarPeriod>.Refused([new(default, Severity.Error, "usage.range", $"{name}: '{text}' lies outside 1971 to 2198.")]) : Phrase.Period(name, text);

    /// <summary>Reads targets: <c>target = level ":" limit</c>.</summary>
    /// <param name="targets">As written.</param><param name="draft">What is tried.</param><param name="name">Of the option or field, for what is wrong.</param>
    public static Result<ValueList<(string Level, Rational Value)>> Targets(IEnumerable<string> targets, Agreement draft, string name)
    {
        var asked = new List<(string, Rational)>();
        foreach (var target in targets)
        {
            var (of, amount) = target.LastIndexOf(':') is >= 0 and var at ? (target[..at].Trim(), target[(at + 1)..].Trim()) : (target.Trim(), "");
            if (draft.Level(of) is not { } level) return new Result<ValueList<(string, Rational)>>.Refused([Inquiry.Unknown("level", of, draft.Levels.Select(l => l.Name).ToList())]);
            if (TargetCurve.Limit(draft, level, amount) is not { } value)
                return new Result<ValueList<(string, Rational)>>.Refused([new(default, Severity.Error, "backtest.target", $"{name}: '{amount}' is no limit for '{of}', whose target is '{string.Join("', '", level.Targets.Select(t => LevelVerdict.Words(t.Target)))}'.",
                    TargetCurve.Example(level) is { } example ? $"Write \"{of}: {example}\", in the unit of its target; a survey's stays on its scale." : "Every cycle has to keep it, so it has no limit that moves.")]);
            asked.Add((of, value));
        }
        return new Result<ValueList<(string, Rational)>>.Ok(asked.ToValueList());
    }
}
