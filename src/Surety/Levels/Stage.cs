using NodaTime;
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

    /// <summary>The figure is shown and judged, and gives no miss, credit or right.</summary>
    public sealed record ReportedOnly(LocalDate From, Clause Clause) : Stage(From, Clause);

    /// <summary>Another range for the figure, in the unit of the target.</summary>
    public sealed record Promises(LocalDate From, Comparison Range, Clause Clause) : Stage(From, Clause);

    /// <summary>The range that held before, moved by so much on this date and again each year.</summary>
    /// <param name="From">The first time.</param>
    /// <param name="By">On the scale of the target; negative: lower.</param>
    /// <param name="Most">The end is moved no further; <c>null</c>: without limit.</param>
    /// <param name="Clause">Where it stands.</param>
    public sealed record MovesEachYear(LocalDate From, Rational By, Rational? Most, Clause Clause) : Stage(From, Clause);
}

/// <summary>What holds of a row in a window.</summary>
/// <param name="Row">With the target of the stage.</param>
/// <param name="Counts">Whether it is more than reported.</param>
public sealed record StagedRow(TargetRow Row, bool Counts)
{
    /// <summary>Finds what holds.</summary>
    /// <param name="stages">In order of their dates.</param>
    /// <param name="row">As it stands.</param>
    /// <param name="from">First day of the window.</param>
    public static StagedRow At(ValueList<Stage> stages, TargetRow row, LocalDate from)
    {
        var staged = new StagedRow(row, true);
        for (var i = 0; i < stages.Count && stages[i].From <= from; i++)
        {
            var last = i + 1 < stages.Count && stages[i + 1].From <= from ? stages[i + 1].From.PlusDays(-1) : from;
            staged = stages[i] switch
            {
                Stage.ReportedOnly => staged with { Counts = false },
                Stage.Promises promises => new(staged.Row with { Target = staged.Row.Target.With(promises.Range), Clause = promises.Clause }, true),
                Stage.MovesEachYear moves => new(staged.Row with { Target = staged.Row.Target.With(Moved(LevelVerdict.RangeOf(staged.Row.Target)!, moves, last)), Clause = moves.Clause }, true),
            };
        }
        return staged;
    }

    static Comparison Moved(Comparison range, Stage.MovesEachYear moves, LocalDate last)
    {
        var times = Period.Between(moves.From, last, PeriodUnits.Years).Years + 1;
        var limit = (range.Low ?? range.High)!.Value;
        var value = limit.Value + (times * moves.By);
        if (moves.Most is { } most) value = moves.By.Sign > 0 ? Rational.Max(limit.Value, Rational.Min(value, most)) : Rational.Min(limit.Value, Rational.Max(value, most));
        return range.MovedTo(value);
    }
}
