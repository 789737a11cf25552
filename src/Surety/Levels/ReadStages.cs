using NodaTime;
using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Levels;

/// <summary>Reads the stages of a level.</summary>
internal sealed class ReadStages
{
    readonly ReadTargets.About about;
    readonly string path;
    readonly ValueList<TargetRow> targets;
    readonly WindowRule? per;
    readonly Problems problems;
    readonly Dictionary<Clause, Comparison?> ranges;
    readonly List<Stage> read = [];

    ReadStages(Problems problems, string path, ValueList<TargetRow> targets, WindowRule? per, ReadTargets.About about)
    {
        (this.problems, this.path, this.targets, this.per, this.about) = (problems, path, targets, per, about);
        ranges = targets.DistinctBy(t => t.Clause).ToDictionary(t => t.Clause, t => LevelVerdict.RangeOf(t.Target));
    }

    public static ValueList<Stage> Of(ValueReader stages, string path, ValueList<TargetRow> targets, WindowRule? per, ReadTargets.About about)
    {
        if (!stages.IsPresent) return [];
        if (targets.Any(t => t.Bands.Count > 0))
            stages.Problems.Error(stages.At, "level.stages", "The target of this level follows the volume, and so no stage moves it.", "Write a new version of the agreement.");
        var reading = new ReadStages(stages.Problems, path, targets, per, about);
        foreach (var (key, value) in stages.Entries()) reading.Read(key, value);
        reading.CheckMoves();
        return reading.read.ToValueList();
    }

    void Read(Node.Scalar key, ValueReader value)
    {
        if (PhraseReader.Whole(key, problems, When) is not { } when) return;
        if (read.Count > 0 && read[^1].From >= when.From)
            problems.Error(key.At, "level.stages", "Stages stand in order of their dates, and each date once.", "Move the earlier stage up.");
        if (!value.IsMapping)
        {
            Read(value, when, null, $"{path} / stages / {key.Text}");
            return;
        }
        foreach (var (row, stage) in value.Entries())
        {
            if (PhraseReader.Whole(row, problems, p => p.TryWord("otherwise") ? new Condition(null) : Conditions.Read(p, about.Declared) is { } labels ? new Condition(labels) : null) is not { } condition) continue;
            if (targets.FirstOrDefault(t => condition.When is { } labels ? !t.IsOtherwise && t.When == labels : t.IsOtherwise) is { } target) Read(stage, when, target, $"{path} / stages / {key.Text} / {row.Text}");
            else problems.Error(row.At, "level.stages", $"The target has no row {Quoted.Of(row.Text)}.", "Write the condition as it stands in the target.");
        }
    }

    sealed record Condition(Labels? When);

    void Read(ValueReader value, Begin when, TargetRow? row, string place)
    {
        var clause = new Clause(place, value.At);
        var rows = row is null ? targets : [row];
        if (value.Phrase(p => when.EachYear ? Move(p, when.From, rows, clause) : Range(p, when.From, rows, clause)) is not { } stage) return;
        if (stage is not Stage.ReportedOnly && rows.FirstOrDefault(r => LevelVerdict.RangeOf(r.Target) is null) is { } each)
        {
            problems.Error(value.At, "level.stages", $"A stage moves the range of a target, and {Quoted.Of(LevelVerdict.Words(each.Target))} is asked of each cycle.", "Write the target as a share, '95 % within 4 h', or a new version of the agreement.");
            return;
        }
        if (stage is Stage.MovesEachYear or Stage.TightensEachYear && rows.Any(r => r.Target is Target.OutagesAre { OfTime: not null }))
        {
            problems.Error(value.At, "level.stages", "A share of the time is another time in each window, so nothing moves it by an amount or a part of a gap.", "Write each stage with its own range: 'at most 30 min'.");
            return;
        }
        foreach (var of in rows)
            ranges[of.Clause] = stage switch
            {
                Stage.Promises promises => promises.Range,
                Stage.FromBaseline from => from.Like,
                Stage.ReportedOnly or Stage.MovesEachYear or Stage.TightensEachYear => ranges.GetValueOrDefault(of.Clause),
            };
        read.Add(stage with { Row = row?.Clause });
    }

    sealed record Begin(LocalDate From, bool EachYear);

    /// <summary>when = [ "each year" ] "from" date</summary>
    static Begin? When(PhraseReader phrase)
    {
        var each = phrase.TryWord("each year");
        return phrase.ExpectWord("from") && Dates.Date(phrase) is { } date ? new(date, each) : null;
    }

    /// <summary>stage = "reported only" | ( "at least" | "at most" | "above" | "below" ) baseline | range</summary>
    Stage? Range(PhraseReader phrase, LocalDate from, ValueList<TargetRow> rows, Clause clause)
    {
        if (phrase.TryWord("reported only")) return new Stage.ReportedOnly(from, clause);
        var (start, at) = (phrase.Position, phrase.At);
        if (phrase.TryAny("at least", "at most", "above", "below") is { } word && Of(phrase, word is "at least" or "above", from) is { } baseline) return FromBaseline(phrase, at, word, baseline, from, rows, clause);
        if (phrase.HasRefused) return null;
        phrase.Back(start);
        if (Ranges.Range(phrase, about.Declared) is not { } range) return null;
        if (rows.Select(r => ranges[r.Clause]).FirstOrDefault(r => r is not null && r.Unit != range.Unit) is { } other)
            phrase.Error(at, "level.stages", $"The stage is {Ranges.Words(range.Unit)}, and the target {Ranges.Words(other.Unit)}.", "Both are in one unit.");
        else if (about.Metric is not Metric.SingleValue && range.Unit == Unit.Percent && (range.Low?.Value > 1 || range.High?.Value > 1 || range.Low is { Included: false, Value: var low } && low == 1))
            phrase.Error(at, "target.percent", "A share is at most 100 %.");
        return phrase.HasRefused ? null : new Stage.Promises(from, range, clause);
    }

    /// <summary>baseline = "the" ( "mean" | "median" | "best" | "worst" ) "of the first" whole windows</summary>
    Baseline? Of(PhraseReader phrase, bool isHigh, LocalDate from)
    {
        var start = phrase.Position;
        if (!phrase.TryWord("the")) return null;
        var statistic = phrase.TryAny("mean", "median", "best", "worst");
        if (statistic is null) return null;
        if (!phrase.ExpectWord("of the first")) return null;
        var at = phrase.At;
        if (Amounts.Whole(phrase) is not { } count) return null;
        if (phrase.TryAny("months", "month", "quarters", "quarter", "half-years", "half-year", "years", "year", "weeks", "week", "days", "day", "windows", "window") is not { } window) return phrase.Refuse<Baseline>("'months' or the level's other window");
        if (count is < 1 or > 120) phrase.Error(at, "stage.baseline", "A baseline is of 1 to 120 windows.");
        else if (per is not null && window.TrimEnd('s') is not "window" and var named && named != WindowWord(per)) phrase.Error(at, "stage.baseline", $"The level is judged per {WindowWord(per)}, so its first windows are {WindowWord(per)}s.", $"Write '{WindowWord(per)}s'.");
        else if (about.Measured is Measured.CountOf or Measured.Combined) phrase.Error(at, "stage.baseline", "A level that rests on others has no baseline.", "Write the range as a number.");
        else if (per is not null && about.Declared.TermFrom is { } first && EndOf(per, first, count) is var end && end > from)
            phrase.Error(at, "stage.baseline", $"These windows end on {end.PlusDays(-1):uuuu-MM-dd}, after the stage begins: its target would not be known.", $"Let the stage begin on {end:uuuu-MM-dd} or later.");
        Statistic of = statistic switch
        {
            "mean" => new Statistic.Mean(),
            "median" => new Statistic.Median(),
            _ => statistic == "best" == isHigh ? new Statistic.Greatest() : new Statistic.Least(),
        };
        return phrase.HasRefused ? null : new(of, count, phrase.Since(start));
    }

    LocalDate EndOf(WindowRule rule, LocalDate first, int count)
    {
        var window = rule.At(first, about.Declared.Zone);
        for (; count > 1; count--) window = window.Next(about.Declared.Zone);
        return window.Until;
    }

    internal static string WindowWord(WindowRule rule) => rule switch
    {
        WindowRule.Months { Count: 1 } => "month",
        WindowRule.Months { Count: 3 } => "quarter",
        WindowRule.Months { Count: 6 } => "half-year",
        WindowRule.Months => "year",
        WindowRule.Rolling => "window",
        WindowRule.Weeks => "week",
        WindowRule.Days => "day",
    };

    static Stage.FromBaseline? FromBaseline(PhraseReader phrase, Location at, string word, Baseline baseline, LocalDate from, ValueList<TargetRow> rows, Clause clause)
    {
        if (rows.Select(r => LevelVerdict.RangeOf(r.Target)).OfType<Comparison>().Select(r => r.Unit).Distinct().ToList() is not [var unit])
        {
            phrase.Error(at, "level.stages", "A baseline is of figures of one unit.", "Write the stage for each row: 'from DATE:' and below it the conditions of the rows.");
            return null;
        }
        var end = new Limit(Rational.Zero, word is "at least" or "at most");
        return new(from, word is "at least" or "above" ? new(end, null, unit, $"{word} {baseline.Words}") : new(null, end, unit, $"{word} {baseline.Words}"), baseline, clause);
    }

    /// <summary>move = amount ( "higher" | "lower" ) [ "," ( "at most" | "at least" ) amount ] | "tightened by" percentage "of the gap"</summary>
    Stage? Move(PhraseReader phrase, LocalDate from, ValueList<TargetRow> rows, Clause clause)
    {
        var at = phrase.At;
        var befores = rows.Select(r => ranges[r.Clause]).OfType<Comparison>().ToList();
        if (phrase.TryWord("tightened by")) return Tightened(phrase, at, from, befores, clause);
        if (Ranges.Amount(phrase, about.Declared) is not { } amount) return null;
        var isHigher = phrase.TryWord("higher");
        if (!isHigher && !phrase.ExpectWord("lower")) return null;
        Quantity? most = null;
        if (phrase.TryMark(",") && (!phrase.ExpectWord(isHigher ? "at most" : "at least") || (most = Ranges.Amount(phrase, about.Declared)) is null)) return null;
        if (befores.Count == 0) return null;
        if (Ranges.Value(amount) is not { } by || befores.Exists(b => by.Unit != b.Unit) || by.Value.Sign <= 0 || (most is not null && befores.Exists(b => Ranges.Value(most)?.Unit != b.Unit)))
            phrase.Error(at, "level.stages", $"The target is {Ranges.Words(befores[0].Unit)}, and so is what it is moved by.", "Write '0.1 % higher, at most 99.9 %'.");
        else if (HasTwoEnds(phrase, at, befores)) return null;
        else return new Stage.MovesEachYear(from, isHigher ? by.Value : -by.Value, most is null ? null : Ranges.Value(most)!.Value.Value, clause);
        return null;
    }

    static bool HasTwoEnds(PhraseReader phrase, Location at, List<Comparison> befores)
    {
        if (befores.TrueForAll(b => (b.Low is null) != (b.High is null))) return false;
        phrase.Error(at, "level.stages", "A range with two ends does not move as one.", "Write each stage with its own range.");
        return true;
    }

    Stage.TightensEachYear? Tightened(PhraseReader phrase, Location at, LocalDate from, List<Comparison> befores, Clause clause)
    {
        if (Ranges.TryPercentage(phrase, about.Declared) is not { } share) return phrase.Refuse<Stage.TightensEachYear>("a percentage");
        if (!phrase.ExpectWord("of the gap") || befores.Count == 0 || HasTwoEnds(phrase, at, befores)) return null;
        var best = befores.Select(BestOf).Distinct().ToList();
        if (share.Fraction.Sign <= 0 || share.Fraction > 1) phrase.Error(at, "level.stages", "A target is tightened by a part of the gap: above 0 %, at most 100 %.");
        else if (best is not [{ } end]) phrase.Error(at, "level.stages", best.Count > 1 ? "The rows have different best figures, so there is no one gap." : "There is no best figure that the target could come nearer to, so there is no gap.", "Write by how much it moves: '0.1 % higher'.");
        else return new(from, share, end, clause);
        return null;
    }

    /// <summary>The best figure that there can be; <c>null</c>: there is none.</summary>
    Rational? BestOf(Comparison range) => (range.Low is not null, about.Metric) switch
    {
        (true, Metric.Survey { Counts: SurveyScore.Mean } survey) => survey.Scale.High,
        (true, Metric.Survey { Counts: SurveyScore.NetPromoter }) => 100,
        (false, Metric.Survey { Counts: SurveyScore.Mean } survey) => survey.Scale.Low,
        (false, Metric.Survey { Counts: SurveyScore.NetPromoter }) => -100,
        (true, _) => range.Unit == Unit.Percent ? Rational.One : null,
        (false, _) => Rational.Zero,
    };

    /// <summary>A move without a limit comes to a target that no figure can keep.</summary>
    void CheckMoves()
    {
        for (var i = 0; i < read.Count; i++)
        {
            if (read[i] is not Stage.MovesEachYear moves) continue;
            foreach (var row in targets.Where(t => moves.Row is null || moves.Row == t.Clause))
            {
                // Where a baseline is moved, nobody knows from where.
                var earlier = read.Take(i).Where(s => s.Row is null || s.Row == row.Clause).ToList();
                if (earlier.Exists(s => s is Stage.FromBaseline)) continue;
                var until = read.Skip(i + 1).FirstOrDefault(s => (s.Row is null || s.Row == row.Clause) && s is not Stage.ReportedOnly)?.From.PlusDays(-1) ?? about.Declared.TermTo ?? moves.From.PlusYears(100);
                if (until < moves.From || Failing(row, earlier, moves, until) is not { } day) continue;
                problems.Warning(moves.Clause.At, "stage.cannot-be-kept", $"From {day:uuuu-MM-dd} on this asks for a figure that cannot be: it can only be missed.", moves.By.Sign > 0 ? "Write how far it goes: '…, at most 100 %'." : "Write how far it goes: '…, at least …'.");
                break;
            }
        }
    }

    LocalDate? Failing(TargetRow row, List<Stage> earlier, Stage.MovesEachYear moves, LocalDate until)
    {
        for (var day = moves.From; day <= until; day = day.PlusYears(1))
        {
            var range = LevelVerdict.RangeOf(StagedRow.At([.. earlier, moves], row, day).Row.Target);
            if (range is { Low: { } low, High: null } && BestOf(range) is { } most && (low.Value > most || (low.Value == most && !low.Included))) return day;
            if (range is { High: { } high, Low: null } && BestOf(range) is { } least && (high.Value < least || (high.Value == least && !high.Included))) return day;
        }
        return null;
    }
}
