using NodaTime;
using Surety.Agreements;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Statements;

namespace Surety.Backtests;

/// <summary>What a draft would have come to on past facts: misses, credits, rights and messages of each month, and what each of its rules is worth.</summary>
/// <remarks>Every figure comes from <see cref="Evaluation"/>, as those of statements do. Source: docs/guide/backtest.md.</remarks>
public sealed record Backtest
{
    /// <summary>How many of the intervals that cost most are listed.</summary>
    public const int MostIntervals = 5;

    /// <summary>The draft as it was tried.</summary>
    public required Agreement Draft { get; init; }

    /// <summary>All months as one stretch.</summary>
    public required Window Stretch { get; init; }

    /// <summary>From when it was looked at.</summary>
    public required Instant AsOf { get; init; }

    /// <summary>What was taken to be otherwise than written, sentences.</summary>
    public required ValueList<string> Assumed { get; init; }

    /// <summary>One for each month, in order.</summary>
    public required ValueList<BacktestMonth> Months { get; init; }

    /// <summary>All months together.</summary>
    public required Outcome Whole { get; init; }

    /// <summary>Had every gap in the data been good time.</summary>
    public required Outcome GapsGood { get; init; }

    /// <summary>Had every gap in the data been bad time.</summary>
    public required Outcome GapsBad { get; init; }

    /// <summary>Each exclusion, cap, calendar and gap rule with its own effect, in the order of the text.</summary>
    public required ValueList<SwitchEffect> Effects { get; init; }

    /// <summary>Levels with a target that can be moved.</summary>
    public required ValueList<TargetCurve> Curves { get; init; }

    /// <summary>The outages and tickets without which it would have cost least, the dearest first.</summary>
    public required ValueList<CostlyInterval> Costliest { get; init; }

    /// <summary>What a reader should know, from the statements of the months; each once.</summary>
    public required ValueList<Remark> Remarks { get; init; }

    /// <summary>Tries a draft.</summary>
    /// <param name="draft">As written.</param>
    /// <param name="facts">What happened.</param>
    /// <param name="months">In order, one after the other; at least one.</param>
    /// <param name="asOf">Later facts are not looked at, and windows that end later are open.</param>
    /// <param name="asked">Targets to try instead of the usual ones, by level; none: the usual ones of every level.</param>
    public static Backtest Of(Agreement draft, FactSet facts, ValueList<Window> months, Instant asOf, ValueList<(string Level, Rational Value)> asked = default)
    {
        var (text, assumed) = Backtests.Draft.InForce(draft, months[0].From, months[^1].Until);
        return new Trial(text, facts, months, asOf).Run(assumed, asked);
    }

    /// <summary>One text on one set of facts over one stretch of months.</summary>
    sealed class Trial(Agreement text, FactSet facts, ValueList<Window> months, Instant asOf)
    {
        readonly Window stretch = new(months[0].Rule, months[0].From, months[^1].Until, new(months[0].Time.Start, months[^1].Time.End));

        public Backtest Run(ValueList<string> assumed, ValueList<(string Level, Rational Value)> asked)
        {
            var written = Evaluation.Of(Versions.Alone(text), facts, stretch.Time.End, asOf);
            var (good, bad) = (Again(written, Switch.WithGaps(text, NoData.Good)), Again(written, Switch.WithGaps(text, NoData.Bad)));
            var statements = months.Select(written.Statement).ToList();
            var whole = Outcome.Of(written, stretch);
            return new()
            {
                Draft = text,
                Stretch = stretch,
                AsOf = asOf,
                Assumed = assumed,
                Months = statements.Select(s => BacktestMonth.Of(s, Outcome.Of(written, s.Period), Outcome.Of(good, s.Period), Outcome.Of(bad, s.Period))).ToValueList(),
                Whole = whole,
                GapsGood = Outcome.Of(good, stretch),
                GapsBad = Outcome.Of(bad, stretch),
                Effects = Switch.Of(text).Select(s => new SwitchEffect(s.What, s.Clause, whole, Outcome.Of(Again(written, s.Off), stretch))).ToValueList(),
                Curves = TargetCurve.RowsOf(text).Where(r => asked.Count == 0 || asked.Any(a => a.Level == r.Level.Name)).Select(r => Curve(written, r.Level, r.Row, asked)).ToValueList(),
                Costliest = CostlyInterval.Of(written, facts, whole, stretch, changed => written.With(changed, stretch.Time.End)).Take(MostIntervals).ToValueList(),
                Remarks = statements.SelectMany(s => s.Remarks).Distinct().ToValueList(),
            };
        }

        Evaluation Again(Evaluation like, Agreement agreement) => like.With(Versions.Alone(agreement), stretch.Time.End);

        TargetCurve Curve(Evaluation written, ServiceLevel level, TargetRow row, ValueList<(string Level, Rational Value)> asked)
        {
            var now = TargetCurve.LimitOf(TargetCurve.RangeOf(row.Target)!).Value;
            var points = TargetCurve.Candidates(text, level, row, asked.Where(a => a.Level == level.Name).Select(a => a.Value)).Select(value =>
            {
                var moved = TargetCurve.Moved(text, level, row, value);
                var target = moved.Level(level.Name)!.Targets[level.Targets.TakeWhile(t => !ReferenceEquals(t, row)).Count()].Target;
                var measured = value == now ? written : Again(written, moved);
                return new CurvePoint(LevelVerdict.Words(target), value == now, OfRow(measured, level, row).Count(r => r.Verdict == Verdict.Missed), Outcome.Of(measured, stretch)) { Limit = LimitOf(value, TargetCurve.RangeOf(row.Target)!.Unit) };
            });
            return new(level.Name, row, TargetCurve.ScopeOf(text, level, row), points.ToValueList(), WorstOf(written, level, row));
        }

        static Figure LimitOf(Rational value, Unit unit) => unit switch { Unit.Percent => new Figure.Share(value), Unit.Number => new Figure.Number(value), Unit.Time => new Figure.Time(value) };

        /// <summary>The worst figure that the windows of a row came to.</summary>
        Figure? WorstOf(Evaluation written, ServiceLevel level, TargetRow row)
        {
            var figures = OfRow(written, level, row).Where(r => r.Verdict is Verdict.Met or Verdict.Missed && r.Attained?.Exact is not null).Select(r => r.Attained!).ToList();
            if (figures.Count == 0) return null;
            return TargetCurve.RangeOf(row.Target)!.Low is null ? figures.MaxBy(f => f.Exact!.Value) : figures.MinBy(f => f.Exact!.Value);
        }

        IEnumerable<LevelResult> OfRow(Evaluation measured, ServiceLevel level, TargetRow row) =>
            measured.Results.Where(r => r.Level == level.Name && r.Clause == row.Clause && r.Window.EndsIn(stretch));
    }
}

/// <summary>One month of a back-test.</summary>
/// <param name="Month">The month.</param>
/// <param name="Outcome">Of windows that end in it.</param>
/// <param name="GapsGood">Had every gap been good time.</param>
/// <param name="GapsBad">Had every gap been bad time.</param>
/// <param name="Messages">How many messages the ladders would have sent in it.</param>
/// <param name="Coverage">The lowest coverage of any level in it; <c>null</c>: coverage means nothing here.</param>
public sealed record BacktestMonth(Window Month, Outcome Outcome, Outcome GapsGood, Outcome GapsBad, int Messages, Rational? Coverage)
{
    internal static BacktestMonth Of(Statement statement, Outcome outcome, Outcome good, Outcome bad)
    {
        var known = statement.Levels.Where(l => l.Coverage is not null).Select(l => l.Coverage!.Value).ToList();
        return new(statement.Period, outcome, good, bad, statement.Messages.Count(m => m.IsDue), known.Count == 0 ? null : known.Min());
    }
}

/// <summary>What one clause is worth by itself.</summary>
/// <param name="What">What was done: <c>without the exclusion planned maintenance</c>.</param>
/// <param name="Clause">The clause.</param>
/// <param name="Written">As the text has it.</param>
/// <param name="Changed">With that one change.</param>
public sealed record SwitchEffect(string What, Clause Clause, Outcome Written, Outcome Changed)
{
    /// <summary>What it would have cost more with the change; negative: less.</summary>
    public ValueList<Money> More => Written.CostMoreIn(Changed);
}
