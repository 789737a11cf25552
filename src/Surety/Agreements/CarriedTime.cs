using System.Globalization;
using NodaTime;
using Surety.Calendars;
using Surety.Clocks;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Agreements;

/// <summary>Whether what a level depends on is done in the time that the level promises, whenever it begins.</summary>
/// <remarks>As if it were handed on at once. Source: docs/guide/check.md, "Suppliers".</remarks>
internal static class CarriedTime
{
    public static void Check(Agreement ours, ServiceLevel level, Func<Dependence, Backing?> find, Problems problems)
    {
        if (MetricOf(ours, level) is not { } metric) return;
        foreach (var row in level.Targets.Where(r => ConditionRows.Left(r.When, ours.Parties.Customer.Attributes) is not null))
            foreach (var (share, within) in row.All.SelectMany(Promises))
                foreach (var dependence in level.DependsOn)
                {
                    var slowest = dependence.Each.Select(d => (From: d, Found: Of(d, row.When, share, within))).Where(f => f.Found is not null).ToList();
                    if (slowest.Count == 0) continue;
                    // Of several that stand in for each other, the quickest is enough.
                    var best = slowest.MinBy(f => f.Found!.Late);
                    var scope = row.When == Labels.None ? "" : $" ({row.When})";
                    if (best.Found!.Late > Duration.Zero) problems.Warning(best.From.Clause.At, "supplier.time", $"{best.Found.Sentence} {Quoted.Of(level.Name)}{scope} promises it within {within}.", "Promise more time, ask less of the supplier, or agree on the supplier's hours.");
                    else problems.Note(best.From.Clause.At, "supplier.carries", $"{best.Found.Sentence} {Quoted.Of(level.Name)}{scope} promises it within {within}.");
                }

        Carried? Of(Dependence dependence, Labels of, Rational share, Span within)
        {
            if (find(dependence) is not { } backing || MetricOf(backing.Agreement, backing.Level) is not { } theirs) return null;
            if (theirs.StartsIn != metric.StartsIn)
            {
                problems.Note(dependence.Clause.At, "supplier.not-compared", $"{Quoted.Of(backing.Name)} and {Quoted.Of(level.Name)} do not start at the same time: one of them waits for the opening of hours that the other does not name. Nobody can tell whether one carries the other.", "Let both start in the same hours.");
                return null;
            }
            if (!theirs.To.Events.Select(e => e.What).ToHashSet().SetEquals(metric.To.Events.Select(e => e.What)))
            {
                problems.Note(dependence.Clause.At, "supplier.not-compared", $"{Quoted.Of(backing.Name)} promises the time until {Quoted.Of(theirs.To.Words)}, and {Quoted.Of(level.Name)} that until {Quoted.Of(metric.To.Words)}: nobody can tell whether one carries the other.", "Name the supplier's level for the same event.");
                return null;
            }
            var rows = Suppliers.RowsFor(backing, of);
            var promised = rows.ConvertAll(r => r.All.SelectMany(Promises).Where(p => p.Share >= share).Select(p => p.Within).ToList());
            if (rows.Count == 0 || rows.SelectMany(r => r.All).Any(t => !Promises(t).Any())) return null;
            if (promised.FindIndex(p => p.Count == 0) is var weak and >= 0)
            {
                var most = rows[weak].All.SelectMany(Promises).MaxBy(p => p.Share);
                problems.Warning(dependence.Clause.At, "supplier.share", $"{Quoted.Of(backing.Name)} promises {Comparison.Written(most.Share, Unit.Percent)} within {most.Within} at most, and {Quoted.Of(level.Name)} promises {Comparison.Written(share, Unit.Percent)}.", $"Promise at most {Comparison.Written(most.Share, Unit.Percent)}, or ask the supplier for more.");
                return null;
            }
            var their = promised.Select(p => Slowest(backing.Agreement, theirs, of, p[0])).OfType<Carried>();
            return their.MaxBy(c => c.Late);

            Carried? Slowest(Agreement supplier, Metric.TimeTaken theirs, Labels of, Span theirTime)
            {
                var (theirClock, ourClock) = (Clock(supplier, theirs, of), Clock(ours, metric, of));
                Carried? worst = null;
                foreach (var start in Starts(theirClock, ourClock, theirTime, FirstYear(ours)))
                {
                    if (theirTime.After(start, theirClock, supplier.Zone, theirs.StartsAtOnce) is not { } theirDue || within.After(start, ourClock, ours.Zone, metric.StartsAtOnce) is not { } ourDue) continue;
                    var (late, takes) = (theirDue - ourDue, ourClock.Between(start, theirDue).Length);
                    if (worst is not null && (late, takes).CompareTo((worst.Late, worst.Takes)) <= 0) continue;
                    worst = new(late, takes, Sentence(backing, theirTime, start, theirDue, takes, ourClock));
                }
                return worst;
            }
        }

        string Sentence(Backing backing, Span theirTime, Instant start, Instant due, Duration takes, BusinessCalendar ourClock) =>
            $"{Quoted.Of(backing.Name)} promises it within {theirTime}, so that what begins {At(start)} is due there {At(due)}: {(ourClock.IsAlwaysOpen ? takes.ToTimeWords() : $"{takes.ToTimeWords()} of {Quoted.Of(ourClock.Name)}")} is what it can carry.";

        string At(Instant instant) => instant.InZone(ours.Zone).ToString("ddd uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary>The start that is worst for us, and what it comes to.</summary>
    /// <param name="Late">By how much what we depend on is due after ours; below zero: before.</param>
    /// <param name="Takes">How much of our clock passes until it is due.</param>
    /// <param name="Sentence">Both, with the start.</param>
    sealed record Carried(Duration Late, Duration Takes, string Sentence);

    static Metric.TimeTaken? MetricOf(Agreement of, ServiceLevel level) => level.Measured is Measured.ByMetric by ? of.Metric(by.Metric) as Metric.TimeTaken : null;

    static IEnumerable<(Rational Share, Span Within)> Promises(Target target) => target switch
    {
        Target.EachWithin each => [(1, each.Within)],
        Target.ShareWithin { Share.Low: { } low } share => [(low.Value, share.Within)],
        Target.SharesWithin shares => shares.Rows.SelectMany(Promises),
        _ => [],
    };

    static BusinessCalendar Clock(Agreement of, Metric.TimeTaken metric, Labels labels) =>
        of.Calendar(metric.Clock.FirstOrDefault(row => ConditionRows.Left(row.When, of.Parties.Customer.Attributes) is { } left && left.Items.All(l => labels[l.Name] == l.Value))?.Calendar);

    /// <summary>
    /// The starts among which the worst one is. While both clocks run, a later start is due as much later; so the worst lies where one of them stops or begins, or where what is due does, and just after. Those that are easiest to understand come first.
    /// </summary>
    static IEnumerable<Instant> Starts(BusinessCalendar theirs, BusinessCalendar ours, Span theirTime, Interval year)
    {
        var edges = new[] { theirs, ours }.Where(c => !c.IsAlwaysOpen).SelectMany(c => c.WindowsIn(year)).SelectMany(w => new[] { w.Start, w.End }).Distinct().ToList();
        var back = theirTime.Budget() is { } budget ? edges.Select(e => theirs.DeadlineBefore(e, budget)).OfType<Instant>().Where(year.Contains) : [];
        return edges.Concat(back).Append(year.Start).Distinct().SelectMany(e => new[] { e, e + Duration.FromTicks(1) }).Where(year.Contains);
    }

    /// <summary>The first year of an agreement, which stands for the others.</summary>
    internal static Interval FirstYear(Agreement agreement)
    {
        var from = LocalDate.Min(LocalDate.Max(agreement.Effective, new(1971, 1, 1)), new(2190, 1, 1));
        return new(LocalTimes.StartOf(from, agreement.Zone), LocalTimes.StartOf(from.PlusYears(1), agreement.Zone));
    }
}
