using NodaTime;
using Surety.Calendars;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Agreements;

/// <summary>The availability that a level can promise on what it depends on: in a row, the product of theirs; of several that stand in for each other, what is left when all fail at once.</summary>
/// <remarks>Exact, as if they failed independently of each other and evenly over their hours. Source: docs/guide/check.md, "Suppliers".</remarks>
internal static class CarriedShare
{
    /// <summary>What something carries, and how that was worked out.</summary>
    sealed record Carried(Rational Share, string Working);

    public static void Check(Agreement ours, ServiceLevel level, Func<Dependence, Backing?> find, Problems problems)
    {
        if (MetricOf(ours, level) is not { } metric) return;
        foreach (var row in level.Targets.Where(r => ConditionRows.Left(r.When, ours.Parties.Customer.Attributes) is not null))
        {
            var promised = row.All.OfType<Target.Figure>().Select(t => t.Range).Where(r => r is { Low: not null, Unit: Unit.Percent }).MaxBy(r => r.Low!.Value.Value);
            if (promised is not { Low: { } low }) continue;
            var carried = level.DependsOn.Select(d => d.On is RestsOn.AnyOf any ? Together(any.Of.Select(Of).ToList()) : Of(d)).OfType<Carried>().ToList();
            if (carried.Count == 0) continue;
            var whole = carried.Aggregate(Rational.One, (product, c) => product * c.Share);
            var working = $"{string.Join(" × ", carried.Select(c => c.Working))}{(carried.Count > 1 || carried[0].Working != Comparison.Written(whole, Unit.Percent) ? $" = {Comparison.Written(whole, Unit.Percent)}" : "")}";
            var at = level.DependsOn[0].Clause.At;
            var scope = row.When == Labels.None ? "" : $" ({row.When})";
            if (low.Included ? whole >= low.Value : whole > low.Value)
                problems.Note(at, "supplier.carries", $"What {Quoted.Of(level.Name)}{scope} depends on carries {working}, and {promised.Words} is promised.");
            else
                problems.Warning(at, "supplier.availability", $"What {Quoted.Of(level.Name)}{scope} depends on carries {working}, and {promised.Words} is promised.", $"Promise at most {Comparison.Written(whole, Unit.Percent)}, ask more of the suppliers, or let several stand in for each other: 'any of'.");

            Carried? Of(Dependence dependence) => find(dependence) is { } backing && MetricOf(backing.Agreement, backing.Level) is { } theirs && Least(backing, row.When) is { } least
                ? Within(backing, theirs, least) : null;
        }

        Carried Within(Backing backing, Metric.Availability theirs, Rational least)
        {
            var share = InWindow(backing, least);
            var (open, ofUs) = Hours(backing.Agreement, theirs, ours, metric);
            if (open >= ofUs || ofUs == Rational.Zero) return new(share, Comparison.Written(share, Unit.Percent));
            var carried = share * open / ofUs;
            problems.Warning(backing.From.Clause.At, "supplier.hours", $"{Quoted.Of(backing.Name)} promises nothing outside of its hours, {Quoted.Of(theirs.During ?? "")}: in a year that is {Hour(open)} of the {Hour(ofUs)} for which {Quoted.Of(level.Name)} is promised. Alone it carries {Comparison.Written(carried, Unit.Percent)} of them.",
                "Ask for the supplier's promise in the same hours, or promise yours 'during' the supplier's.");
            return new(carried, $"{Comparison.Written(share, Unit.Percent)} of {Hour(open)} in {Hour(ofUs)}");
        }

        Rational InWindow(Backing backing, Rational least)
        {
            var (theirs, own) = (WindowLengths.Of(backing.Level.Per).Longest, WindowLengths.Of(level.Per));
            if (theirs <= own.Longest) return least;
            var left = Rational.Max(0, 1 - ((1 - least) * theirs / own.Shortest));
            problems.Warning(backing.From.Clause.At, "supplier.window", $"{Quoted.Of(backing.Name)} promises {Comparison.Written(least, Unit.Percent)} over {theirs} days, which may all fail within one window of {Quoted.Of(level.Name)}: of {own.Shortest} days that leaves {Comparison.Written(left, Unit.Percent)}.", "Ask for the supplier's promise over the same windows.");
            return left;
        }
    }

    static Metric.Availability? MetricOf(Agreement of, ServiceLevel level) => level.Measured is Measured.ByMetric by ? of.Metric(by.Metric) as Metric.Availability : null;

    /// <summary>The least that is promised of a scope; <c>null</c>: no share is.</summary>
    static Rational? Least(Backing backing, Labels of)
    {
        var rows = Suppliers.RowsFor(backing, of);
        var shares = rows.SelectMany(r => r.All).Select(t => t is Target.Figure { Range: { Unit: Unit.Percent, Low: { } low } } ? low.Value : (Rational?)null).ToList();
        return shares.Count == 0 || shares.Contains(null) ? null : shares.Min();
    }

    /// <summary>Of several that stand in for each other all must fail at once; one that promises nothing adds nothing.</summary>
    static Carried? Together(List<Carried?> each)
    {
        var known = each.OfType<Carried>().ToList();
        if (known.Count == 0) return null;
        return new(1 - known.Aggregate(Rational.One, (all, c) => all * (1 - c.Share)), $"(100 % − {string.Join(" × ", known.Select(c => Comparison.Written(1 - c.Share, Unit.Percent)))})");
    }

    /// <summary>How much of our hours in the first year of the agreement theirs are, in ticks.</summary>
    static (Rational Open, Rational OfUs) Hours(Agreement theirs, Metric.Availability their, Agreement ours, Metric.Availability our)
    {
        var (theirHours, ourHours) = (theirs.Calendar(their.During), ours.Calendar(our.During));
        if (theirHours.IsAlwaysOpen) return (1, 1);
        var year = CarriedTime.FirstYear(ours);
        return (Ticks(BusinessCalendar.Both("both", theirHours, ourHours).Between(year.Start, year.End)), Ticks(ourHours.Between(year.Start, year.End)));
    }

    static Rational Ticks(WorkingTime time) => time.Length.BclCompatibleTicks;

    static string Hour(Rational ticks) => TimeWords.OfTicks(ticks.Floor());
}
