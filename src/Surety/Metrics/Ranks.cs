namespace Surety.Metrics;

/// <summary>Figures that are found by their place in the order from the least to the greatest, and why.</summary>
static class Ranks
{
    /// <summary>One of the numbers in order.</summary>
    /// <param name="Name">What it is of.</param>
    /// <param name="Value">What it comes to.</param>
    /// <param name="Facts">Where it stands; <c>null</c>: in its parts.</param>
    /// <param name="Parts">Open it further.</param>
    public readonly record struct Ranked(string Name, Figure Value, FactCitation? Facts, ValueList<Reason> Parts = default)
    {
        public Reason Reason => new(Name, Value, Follows.Given, Parts, null, Facts);
    }

    /// <summary>The place of a percentile, from 1: the share of the number, rounded up.</summary>
    public static int PlaceOf(Percentage share, int count) => (int)(share.Fraction * count).Ceiling();

    /// <summary>Opens a percentile: how many there are, which place it has, and what stands there.</summary>
    /// <param name="sentence">What the figure is.</param>
    /// <param name="percentile">Which.</param>
    /// <param name="count">How many there are; at least 1.</param>
    /// <param name="at">The one at a place, from 0, in order of size.</param>
    /// <param name="clause">The clause that asks for it.</param>
    public static Reason Percentile(string sentence, Statistic.Percentile percentile, int count, Func<int, Ranked> at, Clause clause)
    {
        var place = PlaceOf(percentile.Share, count);
        var found = at(place - 1);
        var number = new Reason("its place in order of size: the first that has at least that share at or below it", new Figure.Count(place), Follows.Rule,
            [new("share", new Figure.Share(percentile.Share.Fraction), Follows.Given, [], clause), new("in all", new Figure.Count(count), Follows.Given)]);
        return new(sentence, found.Value, Follows.Rule, [number, found.Reason], clause);
    }

    /// <inheritdoc cref="Percentile"/>
    public static Reason Median(string sentence, int count, Func<int, Ranked> at, Func<Rational, Figure> figure, Clause clause)
    {
        var upper = at(count / 2);
        var all = new Reason("in all", new Figure.Count(count), Follows.Given);
        if (count % 2 == 1) return new(sentence, upper.Value, Follows.Rule, [all, upper.Reason], clause);
        var lower = at((count / 2) - 1);
        var sum = lower.Value.Exact!.Value + upper.Value.Exact!.Value;
        return new(sentence, figure(sum / 2), Follows.Quotient, [new($"the two in the middle of {count}", figure(sum), Follows.Sum, [lower.Reason, upper.Reason]), new("two", new Figure.Count(2), Follows.Given)], clause);
    }
}
