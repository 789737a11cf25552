using NodaTime;
using Surety.Scope;
using Surety.Text;

namespace Surety.Levels;

/// <summary>Reads the stages of a level.</summary>
internal static class ReadStages
{
    public static ValueList<Stage> Of(ValueReader stages, string path, ValueList<TargetRow> targets, Declared declared)
    {
        var read = new List<Stage>();
        if (!stages.IsPresent) return [];
        var problems = stages.Problems;
        if (targets.Count > 1 || (targets.Count == 1 && LevelVerdict.RangeOf(targets[0].Target) is null))
            problems.Error(stages.At, "level.stages", "Stages move the range of one target, and this level has several rows, or a target that is asked of each cycle.", "Write one target with a range for all, as '95 % within 4 h', or a new version of the agreement.");
        if (targets.Any(t => t.Bands.Count > 0))
            problems.Error(stages.At, "level.stages", "The target of this level follows the volume, and so no stage moves it.", "Write a new version of the agreement.");
        var range = targets.Count == 1 ? LevelVerdict.RangeOf(targets[0].Target) : null;
        foreach (var (key, value) in stages.Entries())
        {
            if (PhraseReader.Whole(key, problems, When) is not { } when) continue;
            var clause = new Clause($"{path} / stages / {key.Text}", value.At);
            if (value.Phrase(p => when.EachYear ? Move(p, declared, when.From, range, clause) : Range(p, declared, when.From, range, clause)) is not { } stage) continue;
            if (read.Count > 0 && read[^1].From >= stage.From)
                problems.Error(key.At, "level.stages", "Stages stand in order of their dates, and each date once.", "Move the earlier stage up.");
            if (stage is Stage.Promises promises) range = promises.Range;
            read.Add(stage);
        }
        return read.ToValueList();
    }

    sealed record Begin(LocalDate From, bool EachYear);

    /// <summary>when = [ "each year" ] "from" date</summary>
    static Begin? When(PhraseReader phrase)
    {
        var each = phrase.TryWord("each year");
        return phrase.ExpectWord("from") && Dates.Date(phrase) is { } date ? new(date, each) : null;
    }

    /// <summary>stage = "reported only" | range</summary>
    static Stage? Range(PhraseReader phrase, Declared declared, LocalDate from, Comparison? before, Clause clause)
    {
        if (phrase.TryWord("reported only")) return new Stage.ReportedOnly(from, clause);
        var at = phrase.At;
        if (Ranges.Range(phrase, declared) is not { } range) return null;
        if (before is null || range.Unit == before.Unit) return new Stage.Promises(from, range, clause);
        phrase.Error(at, "level.stages", $"The stage is {Ranges.Words(range.Unit)}, and the target {Ranges.Words(before.Unit)}.", "Both are in one unit.");
        return null;
    }

    /// <summary>move = amount ( "higher" | "lower" ) [ "," ( "at most" | "at least" ) amount ]</summary>
    static Stage.MovesEachYear? Move(PhraseReader phrase, Declared declared, LocalDate from, Comparison? before, Clause clause)
    {
        var at = phrase.At;
        if (Ranges.Amount(phrase, declared) is not { } amount) return null;
        var isHigher = phrase.TryWord("higher");
        if (!isHigher && !phrase.ExpectWord("lower")) return null;
        Quantity? most = null;
        if (phrase.TryMark(",") && (!phrase.ExpectWord(isHigher ? "at most" : "at least") || (most = Ranges.Amount(phrase, declared)) is null)) return null;
        if (before is null) return null;
        if (Ranges.Value(amount) is not { } by || by.Unit != before.Unit || by.Value.Sign <= 0 || (most is not null && Ranges.Value(most)?.Unit != before.Unit))
        {
            phrase.Error(at, "level.stages", $"The target is {Ranges.Words(before.Unit)}, and so is what it is moved by.", "Write '0.1 % higher, at most 99.9 %'.");
            return null;
        }
        if ((before.Low is null) == (before.High is null))
        {
            phrase.Error(at, "level.stages", "A range with two ends does not move as one.", "Write each stage with its own range.");
            return null;
        }
        return new Stage.MovesEachYear(from, isHigher ? by.Value : -by.Value, most is null ? null : Ranges.Value(most)!.Value.Value, clause);
    }
}
