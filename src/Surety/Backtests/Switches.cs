using NodaTime;
using Surety.Agreements;
using Surety.Escalation;
using Surety.Metrics;

namespace Surety.Backtests;

/// <summary>A clause that can be taken out of a text, or a gap rule that can be turned round, to see what it is worth by itself.</summary>
/// <param name="What">What is done, as a sentence part: <c>without the exclusion planned maintenance</c>.</param>
/// <param name="Clause">The clause.</param>
/// <param name="Off">The text with that one change.</param>
internal sealed record Switch(string What, Clause Clause, Agreement Off)
{
    /// <summary>Lists the switches of a text: exclusions, calendars, pauses, rules for short outages, partial minutes and gaps, caps and combinations.</summary>
    public static IEnumerable<Switch> Of(Agreement text) =>
        Exclusions(text).Concat(text.Metrics.SelectMany(m => OfMetric(text, m))).Concat(text.Escalation.Credits.SelectMany(c => OfCredit(text, c))).Concat(OfChapter(text));

    static IEnumerable<Switch> Exclusions(Agreement text) => text.Scope.Exclusions
        .Where(e => text.Metrics.OfType<Metric.Availability>().Any(m => m.LeavesOut.Contains(e.Name) || m.CountsAsGood.Contains(e.Name)))
        .Select(e => new Switch($"without the exclusion '{e.Name}'", e.Clause, text with
        {
            Metrics = text.Metrics.Select(m => m is Metric.Availability a ? a with { LeavesOut = Less(a.LeavesOut, e.Name), CountsAsGood = Less(a.CountsAsGood, e.Name) } : m).ToValueList(),
        }));

    static ValueList<string> Less(ValueList<string> names, string name) => names.Contains(name) ? names.Where(n => n != name).ToValueList() : names;

    static IEnumerable<Switch> OfMetric(Agreement text, Metric metric)
    {
        switch (metric)
        {
            case Metric.Availability a:
                if (a.During is { } during) yield return With(text, a, "during", $"'{a.Name}' around the clock instead of during '{during}'", a with { During = null });
                if (a.ShortestOutage > Duration.Zero) yield return With(text, a, "shortest outage", $"'{a.Name}' without the rule for short outages", a with { ShortestOutage = Duration.Zero });
                if (a.OnlyLongestOfOverlapping) yield return With(text, a, "overlapping outages", $"'{a.Name}' with outages that overlap united", a with { OnlyLongestOfOverlapping = false });
                if (a.DeductedFromEach > Duration.Zero) yield return With(text, a, "deducted from each outage", $"'{a.Name}' with each outage counted from its start", a with { DeductedFromEach = Duration.Zero });
                if (a.PartialMinutes != PartialMinutes.Exact) yield return With(text, a, "partial minutes", $"'{a.Name}' with partial minutes counted exactly", a with { PartialMinutes = PartialMinutes.Exact });
                if (a is { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved }) yield break;
                if (a.NoData != NoData.Good) yield return With(text, a, "no data", $"'{a.Name}' with gaps as good time", a with { NoData = NoData.Good });
                if (a.NoData != NoData.Bad) yield return With(text, a, "no data", $"'{a.Name}' with gaps as bad time", a with { NoData = NoData.Bad });
                break;
            case Metric.TimeTaken t:
                if (t.PausedWhile.Count > 0) yield return With(text, t, "paused while", $"'{t.Name}' without pauses", t with { PausedWhile = [] });
                break;
            case Metric.Survey or Metric.SingleValue: break;
        }
    }

    static Switch With(Agreement text, Metric of, string key, string what, Metric off) =>
        new(what, of.ClauseOf(key), text with { Metrics = text.Metrics.Select(m => ReferenceEquals(m, of) ? off : m).ToValueList() });

    static IEnumerable<Switch> OfCredit(Agreement text, Remedy credit)
    {
        if (credit.Cap is { } cap) yield return With(text, credit, cap.Clause, $"'{credit.Name}' without its cap, {cap.Words}", credit with { Cap = null });
        if (credit.Schedule is Schedule.PerUnit { AtMost: not null } each) yield return With(text, credit, credit.Clause, $"'{credit.Name}' without its limit", credit with { Schedule = each with { AtMost = null } });
        if (credit.PaidIf is not null) yield return With(text, credit, credit.Clause, $"'{credit.Name}' with the smallest amounts paid too", credit with { PaidIf = null });
    }

    static Switch With(Agreement text, Remedy of, Clause clause, string what, Remedy off) =>
        new(what, clause, text with { Escalation = text.Escalation with { Credits = text.Escalation.Credits.Select(c => ReferenceEquals(c, of) ? off : c).ToValueList() } });

    static IEnumerable<Switch> OfChapter(Agreement text)
    {
        foreach (var cap in text.Escalation.Caps)
            yield return new($"without the cap {cap.Words}", cap.Clause, text with { Escalation = text.Escalation with { Caps = text.Escalation.Caps.Where(c => !ReferenceEquals(c, cap)).ToValueList() } });
        if (text.Escalation.OneOf.Count > 0 && text.Escalation.Credits is [var first, ..])
            yield return new("with all credits of a window added instead of the best", first.Clause, text with { Escalation = text.Escalation with { OneOf = [] } });
    }

    /// <summary>The text with every gap that it leaves open as good time, or as bad time; where a metric says what a gap is, that holds.</summary>
    public static Agreement WithGaps(Agreement text, NoData rule) =>
        text with { Metrics = text.Metrics.Select(m => m is Metric.Availability { NoData: NoData.Unknown or NoData.Previous or NoData.Excluded } a ? a with { NoData = rule } : m).ToValueList() };
}
