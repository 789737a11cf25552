using NodaTime;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Levels;

/// <summary>From a date on, what a level promises in place of its target. Closed: these are all there are.</summary>
/// <remarks>A stage takes effect with the first window that begins on its date or later. Source: docs/guide/language.md, "Stages".</remarks>
public abstract record Stage
{
    private Stage(LocalDate from, Clause clause) => (From, Clause) = (from, clause);

    /// <summary>Its first day.</summary>
    public LocalDate From { get; }

    /// <summary>Where it stands.</summary>
    public Clause Clause { get; }

    /// <summary>The clause of the row that it is about; <c>null</c>: every row.</summary>
    public Clause? Row { get; init; }

    /// <summary>The figure is shown and judged, and gives no miss, credit or right.</summary>
    public sealed record ReportedOnly(LocalDate From, Clause Clause) : Stage(From, Clause);

    /// <summary>Another range for the figure, in the unit of the target.</summary>
    public sealed record Promises(LocalDate From, Comparison Range, Clause Clause) : Stage(From, Clause);

    /// <summary>A range whose end is what the first windows came to; where none of them has a figure, the level is reported only.</summary>
    /// <param name="From">First day.</param>
    /// <param name="Like">A range with its one end anywhere, which is moved to the baseline.</param>
    /// <param name="Baseline">Where the end comes from.</param>
    /// <param name="Clause">Where it stands.</param>
    public sealed record FromBaseline(LocalDate From, Comparison Like, Baseline Baseline, Clause Clause) : Stage(From, Clause);

    /// <summary>The range that held before, moved by so much on this date and again each year.</summary>
    /// <param name="From">The first time.</param>
    /// <param name="By">On the scale of the target; negative: lower.</param>
    /// <param name="Most">The end is moved no further; <c>null</c>: without limit.</param>
    /// <param name="Clause">Where it stands.</param>
    public sealed record MovesEachYear(LocalDate From, Rational By, Rational? Most, Clause Clause) : Stage(From, Clause);

    /// <summary>The range that held before, moved on this date and again each year by a share of what is then left to the best figure of all.</summary>
    /// <param name="From">The first time.</param>
    /// <param name="Share">Above 0, at most 1.</param>
    /// <param name="Best">The best figure: 1 of a share that should be high, 0 of what should be low, the end of a scale.</param>
    /// <param name="Clause">Where it stands.</param>
    public sealed record TightensEachYear(LocalDate From, Percentage Share, Rational Best, Clause Clause) : Stage(From, Clause);
}

/// <summary>What the first windows of a level came to.</summary>
/// <param name="Of">What is made of their figures.</param>
/// <param name="Count">How many windows, from the first day of the term on.</param>
/// <param name="Words">As written: <c>the mean of the first 3 months</c>.</param>
public sealed record Baseline(Statistic Of, int Count, string Words);

/// <summary>What stages make of a row in a window.</summary>
/// <param name="Row">With the target of the stage.</param>
/// <param name="Counts">Whether it is more than reported.</param>
public sealed record StagedRow(TargetRow Row, bool Counts)
{
    /// <summary>How the end of the range was found, where the text does not say it as a number; <c>null</c>: it does.</summary>
    public Reason? Because { get; init; }

    /// <summary>Finds what holds.</summary>
    /// <param name="stages">In order of their dates.</param>
    /// <param name="row">As it stands.</param>
    /// <param name="from">First day of the window.</param>
    /// <param name="baseline">What first windows came to, on the scale of the target; words where there is no figure.</param>
    public static StagedRow At(ValueList<Stage> stages, TargetRow row, LocalDate from, Func<Baseline, Reason>? baseline = null)
    {
        var staged = new StagedRow(row, true);
        if (stages.Count == 0) return staged;
        var mine = stages.Where(s => s.From <= from && (s.Row is null || s.Row == row.Clause)).ToList();
        for (var i = 0; i < mine.Count; i++)
        {
            var last = i + 1 < mine.Count ? mine[i + 1].From.PlusDays(-1) : from;
            staged = mine[i] switch
            {
                Stage.ReportedOnly => staged with { Counts = false },
                Stage.Promises promises => new(staged.Row with { Target = staged.Row.Target.With(promises.Range), Clause = promises.Clause }, true),
                Stage.FromBaseline of => staged.From(of, baseline!(of.Baseline)),
                Stage.MovesEachYear moves => staged.Moved(moves, last),
                Stage.TightensEachYear tightens => staged.Tightened(tightens, last),
            };
        }
        return staged;
    }

    Comparison Range => LevelVerdict.RangeOf(Row.Target)!;

    Rational End => (Range.Low ?? Range.High)!.Value.Value;

    Reason EndAsReason => Because ?? new("the target before", FigureOf(End), Follows.Given, [], Row.Clause);

    StagedRow From(Stage.FromBaseline stage, Reason baseline) => baseline.Value.Exact is not { } value ? this with { Counts = false, Because = baseline }
        : new(Row with { Target = Row.Target.With(stage.Like.MovedTo(value)), Clause = stage.Clause }, true) { Because = baseline };

    StagedRow Moved(Stage.MovesEachYear moves, LocalDate last)
    {
        if (Because is { Value: Figure.Words }) return this;
        var times = Times(moves.From, last);
        var (before, value) = (End, End + (times * moves.By));
        var isHigher = moves.By.Sign > 0;
        var why = new Reason($"{Years(times)} {(isHigher ? "higher" : "lower")}", FigureOf(value), Follows.Sum,
            [EndAsReason, new($"so much for each of {Years(times)}", FigureOf(times * moves.By), Follows.Product, [new("years", new Figure.Count(times), Follows.Given), new("each year", FigureOf(moves.By), Follows.Given, [], moves.Clause)])], moves.Clause);
        if (moves.Most is { } most)
        {
            value = isHigher ? Rational.Max(before, Rational.Min(value, most)) : Rational.Min(before, Rational.Max(value, most));
            if (value != why.Value.Exact) why = new($"moved no further than to {(isHigher ? "at most" : "at least")} this", FigureOf(value), isHigher ? Follows.Least : Follows.Greatest, [why, new("the limit", FigureOf(value), Follows.Given, [], moves.Clause)], moves.Clause);
        }
        return new(Row with { Target = Row.Target.With(Range.MovedTo(value)), Clause = moves.Clause }, true) { Because = why };
    }

    StagedRow Tightened(Stage.TightensEachYear tightens, LocalDate last)
    {
        if (Because is { Value: Figure.Words }) return this;
        var (value, why) = (End, EndAsReason);
        for (var year = Times(tightens.From, last); year > 0; year--)
        {
            var gap = tightens.Best - value;
            var step = tightens.Share.Fraction * gap;
            // The end before is opened once, as a part of the sum: opened here too, each year would double the tree.
            var left = new Reason("what is left to the best figure", FigureOf(gap), Follows.Difference, [new("the best figure", FigureOf(tightens.Best), Follows.Given), new("the end before", why.Value, Follows.Given)]);
            value += step;
            why = new($"tightened by {tightens.Share} of the gap", FigureOf(value), Follows.Sum,
                [why, new($"{tightens.Share} of it", FigureOf(step), Follows.Product, [left, new("the share", new Figure.Share(tightens.Share.Fraction), Follows.Given, [], tightens.Clause)])], tightens.Clause);
        }
        return new(Row with { Target = Row.Target.With(Range.MovedTo(value)), Clause = tightens.Clause }, true) { Because = why };
    }

    static int Times(LocalDate from, LocalDate last) => Period.Between(from, last, PeriodUnits.Years).Years + 1;

    static string Years(int times) => times == 1 ? "1 year" : $"{times} years";

    Figure FigureOf(Rational value) => Range.Unit switch
    {
        Unit.Percent => new Figure.Share(value),
        Unit.Number => new Figure.Number(value),
        Unit.Time => new Figure.Time(value),
    };
}
