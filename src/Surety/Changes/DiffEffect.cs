using NodaTime;
using Surety.Agreements;
using Surety.Backtests;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;

namespace Surety.Changes;

/// <summary>What a change of the text would have changed on past facts: verdicts, money and rights, both texts tried as back-tests try a draft.</summary>
/// <param name="Stretch">All months as one stretch.</param>
/// <param name="Zone">Whose months they are.</param>
/// <param name="AsOf">Later facts are not looked at.</param>
/// <param name="Assumed">What was taken to be otherwise than written, of either text; sentences.</param>
/// <param name="Months">One for each month, in order.</param>
/// <param name="Whole">All months together.</param>
/// <param name="Verdicts">Verdicts of levels that both have, that are another one; in the order of the second text, then of time.</param>
/// <param name="Levels">Levels that only one of the two has, with what they came to.</param>
public sealed record DiffEffect(
    Window Stretch, DateTimeZone Zone, Instant AsOf, ValueList<string> Assumed, ValueList<MonthEffect> Months, MonthEffect Whole, ValueList<VerdictEffect> Verdicts, ValueList<LevelEffect> Levels)
{
    /// <summary>Tries two texts on the same facts.</summary>
    /// <param name="old">The first.</param>
    /// <param name="other">The second; its zone is that of the months.</param>
    /// <param name="facts">What happened.</param>
    /// <param name="months">In order, one after the other; at least one.</param>
    /// <param name="asOf">Later facts are not looked at.</param>
    public static DiffEffect Of(Agreement old, Agreement other, FactSet facts, ValueList<Window> months, Instant asOf)
    {
        var stretch = new Window(months[0].Rule, months[0].From, months[^1].Until, new(months[0].Time.Start, months[^1].Time.End));
        var ((before, oldAssumed), (after, newAssumed)) = (Draft.InForce(old, stretch.From, stretch.Until), Draft.InForce(other, stretch.From, stretch.Until));
        var (was, now) = (Measured(before, facts, stretch, asOf), Measured(after, facts, stretch, asOf));
        MonthEffect Effect(Window month) => new(month, Outcome.Of(was, month), Outcome.Of(now, month));
        return new(stretch, other.Zone, asOf, oldAssumed.Concat(newAssumed).Distinct().ToValueList(), months.Select(Effect).ToValueList(), Effect(stretch), Verdict(was, now, stretch).ToValueList(), OnlyOne(was, now, stretch).ToValueList());
    }

    static Evaluation Measured(Agreement text, FactSet facts, Window stretch, Instant asOf) => Evaluation.Of(Versions.Alone(text), facts, stretch.Time.End, asOf);

    static IEnumerable<LevelResult> Ended(Evaluation evaluation, Window stretch) => evaluation.Results.Where(r => r.Window.EndsIn(stretch));

    static IEnumerable<VerdictEffect> Verdict(Evaluation was, Evaluation now, Window stretch)
    {
        var before = Ended(was, stretch).ToLookup(r => (r.Level, r.Scope, r.Window.Time));
        return Ended(now, stretch).Select(r => (Was: before[(r.Level, r.Scope, r.Window.Time)].FirstOrDefault(), Is: r)).Where(p => p.Was is { } old && old.Verdict != p.Is.Verdict).Select(p => new VerdictEffect(p.Was!, p.Is));
    }

    static IEnumerable<LevelEffect> OnlyOne(Evaluation was, Evaluation now, Window stretch)
    {
        static HashSet<string> Names(Evaluation evaluation) => evaluation.Versions.Newest.Levels.Select(l => l.Name).ToHashSet(StringComparer.Ordinal);
        LevelEffect Of(Evaluation of, string level, bool isNew)
        {
            var ended = Ended(of, stretch).Where(r => r.Level == level).ToList();
            return new(level, isNew, ended.Count(r => r.Verdict == Surety.Levels.Verdict.Met), ended.Count(r => r.Verdict == Surety.Levels.Verdict.Missed));
        }
        return Names(was).Except(Names(now)).Select(l => Of(was, l, isNew: false)).Concat(Names(now).Except(Names(was)).Select(l => Of(now, l, isNew: true)));
    }
}

/// <summary>A stretch of time under both texts.</summary>
/// <param name="Month">The stretch.</param>
/// <param name="Was">What the first text comes to.</param>
/// <param name="Is">What the second comes to.</param>
public sealed record MonthEffect(Window Month, Outcome Was, Outcome Is)
{
    /// <summary>What the second costs more; negative: less.</summary>
    public ValueList<Money> More => Was.CostMoreIn(Is);

    /// <summary>Whether anything is different.</summary>
    public bool IsDifferent => Was != Is;
}

/// <summary>A window that is judged differently.</summary>
/// <param name="Was">By the first text.</param>
/// <param name="Is">By the second.</param>
public sealed record VerdictEffect(LevelResult Was, LevelResult Is);

/// <summary>A level that only one of the texts has.</summary>
/// <param name="Level">Its name.</param>
/// <param name="IsNew">Whether the second has it.</param>
/// <param name="Met">Windows met.</param>
/// <param name="Missed">Windows missed.</param>
public sealed record LevelEffect(string Level, bool IsNew, int Met, int Missed);
