using Surety.Escalation;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>Levels that come from other levels with weights.</summary>
/// <remarks>Source: docs/guide/figures.md, "Levels that rest on levels".</remarks>
sealed partial class VersionMeasures
{
    VersionInFacts? charged;

    VersionInFacts Charged => charged ??= new(Agreement, facts);

    /// <summary>Share of the weight of those with a verdict that is met.</summary>
    Measurement WeightedCountOf(ServiceLevel level, Measured.CountOf count, List<LevelResult> results)
    {
        var notes = new List<string>();
        var judged = Weighed(results.FindAll(r => r.Verdict is Verdict.Met or Verdict.Missed), count.By, notes);
        var (met, all) = (Added("weight of those that are met", judged.Where(j => j.Result.Verdict == Verdict.Met).Select(j => j.Weight)), Added("weight of those with a verdict", judged.Select(j => j.Weight)));
        var misses = judged.Where(j => j.Result.Verdict == Verdict.Missed).Select(j => MissOf(j.Result)).ToValueList();
        if (Number(all) is not { Sign: > 0 } whole) return Nothing(level, $"nothing of '{count.Level}' has a verdict and a weight", [all], notes);
        var share = new Figure.Share(Number(met) / whole);
        return new(share, true, null, null, judged.Count, misses, misses.Count, new(() => new($"share of the weight of '{count.Level}' that is met", share, Follows.Quotient, [met, all], level.Clause)), notes.ToValueList());
    }

    /// <summary>Weighted mean of figures, or points of what is met.</summary>
    Measurement CombinedOf(ServiceLevel level, Measured.Combined combined, List<LevelResult> results)
    {
        var notes = new List<string>();
        var parts = combined.Parts.Select(part => (Part: part, Results: results.FindAll(r => Takes(part.Of, r.Level, r.Scope)))).ToList();
        return combined.InPoints ? Points(level, parts, notes) : Mean(level, combined, parts, notes);
    }

    Measurement Mean(ServiceLevel level, Measured.Combined combined, List<(CombinedPart Part, List<LevelResult> Results)> parts, List<string> notes)
    {
        var (weighted, weights, without, count) = (new List<Reason>(), new List<Reason>(), new List<string>(), 0);
        foreach (var (part, results) in parts)
        {
            var figures = Weighed(results.FindAll(r => r.Verdict is Verdict.Met or Verdict.Missed && r.Attained is Figure.Share), combined.By, notes);
            if (MeanOf(part, figures) is not { } mean)
            {
                without.Add($"'{Display.Level(part.Of.Level, part.Of.When)}' has no figure and leaves with its weight");
                continue;
            }
            count += figures.Count;
            var weight = new Reason($"weight of '{Display.Level(part.Of.Level, part.Of.When)}'", new Figure.Share(part.Weight), Follows.Given, [], part.Clause);
            weights.Add(weight);
            weighted.Add(parts.Count == 1 ? mean : new($"'{Display.Level(part.Of.Level, part.Of.When)}' with its weight", new Figure.Share(part.Weight * Number(mean)), Follows.Product, [weight, mean], part.Clause));
        }
        if (weighted.Count == 0) return Nothing(level, "none of the levels that are combined has a figure", [], notes);
        notes.AddRange(without);
        if (parts.Count == 1) return new(weighted[0].Value, true, null, null, count, [], 0, weighted[0], notes.ToValueList());
        var (sum, whole) = (AddedShares("figures with their weights", weighted), AddedShares("weights of those that have a figure", weights));
        var figure = new Figure.Share(Number(sum) / Number(whole));
        return new(figure, true, null, null, count, [], 0, new(() => new("weighted mean", figure, Follows.Quotient, [sum, whole], level.Clause)), notes.ToValueList());
    }

    /// <summary>The mean of the figures of all its scopes and windows, each with its weight; <c>null</c>: there is none.</summary>
    static Reason? MeanOf(CombinedPart part, List<(LevelResult Result, Reason Weight)> figures)
    {
        var all = Added("weights of those that have a figure", figures.Select(f => f.Weight));
        if (Number(all).Sign <= 0) return null;
        if (figures is [var (only, _)]) return FigureOf(only);
        var sum = AddedShares("figures with their weights", figures.ConvertAll(f => new Reason(Named(f.Result), new Figure.Share(Number(f.Weight) * f.Result.Attained!.Exact!.Value), Follows.Product, [f.Weight, FigureOf(f.Result)], f.Result.Clause)));
        return new($"mean of '{Display.Level(part.Of.Level, part.Of.When)}'", new Figure.Share(Number(sum) / Number(all)), Follows.Quotient, [sum, all], part.Clause);
    }

    static Measurement Points(ServiceLevel level, List<(CombinedPart Part, List<LevelResult> Results)> parts, List<string> notes)
    {
        var (earned, possible, misses) = (new List<Reason>(), new List<Reason>(), new List<Miss>());
        foreach (var (part, results) in parts)
        {
            var judged = results.FindAll(r => r.Verdict is Verdict.Met or Verdict.Missed);
            var name = Display.Level(part.Of.Level, part.Of.When);
            if (judged.Count == 0)
            {
                notes.Add($"'{name}' has no verdict and gives no points");
                continue;
            }
            var isMet = judged.TrueForAll(r => r.Verdict == Verdict.Met);
            possible.Add(new($"'{name}'", new Figure.Number(part.Weight), Follows.Given, [], part.Clause));
            earned.Add(new(isMet ? $"'{name}' is met" : $"'{name}' is missed", new Figure.Number(isMet ? part.Weight : 0), Follows.Given, [], part.Clause));
            if (!isMet) misses.Add(MissOf(judged.First(r => r.Verdict == Verdict.Missed)));
        }
        if (possible.Count == 0) return Nothing(level, "none of the levels that give points has a verdict", [], []);
        var (sum, whole) = (Added("points of what is met", earned), Added("points of what has a verdict", possible));
        if (!level.Targets.Any(t => LevelVerdict.RangeOf(t.Target) is { Unit: Unit.Percent }))
            return new(sum.Value, true, null, null, possible.Count, misses.ToValueList(), misses.Count, sum, notes.ToValueList());
        var share = new Figure.Share(Number(sum) / Number(whole));
        return new(share, true, null, null, possible.Count, misses.ToValueList(), misses.Count, new(() => new("share of the points", share, Follows.Quotient, [sum, whole], level.Clause)), notes.ToValueList());
    }

    static Measurement Nothing(ServiceLevel level, string sentence, ValueList<Reason> parts, List<string> notes) =>
        new(null, false, null, null, 0, [], 0, new(() => new(sentence, new Figure.Words("no data"), Follows.Rule, parts, level.Clause)), notes.ToValueList());

    /// <summary>Results and what each weighs; one without a weight is left out and told of, and so is what weighs less than all where the text does not say so.</summary>
    List<(LevelResult Result, Reason Weight)> Weighed(List<LevelResult> results, MemberWeight? by, List<string> notes)
    {
        var weighed = new List<(LevelResult, Reason)>();
        if (by is MemberWeight.Attribute { InFull: null } && results.Where(r => TimeThere(r.Level, r.Scope, r.Window) is not null).Select(r => Display.Scope(r.Scope)).Distinct().ToList() is [var first, ..] parts)
            notes.Add($"{first}{(parts.Count > 1 ? $" and {parts.Count - 1} more" : "")} existed for a part of the window, and {(parts.Count > 1 ? "weigh their" : "weighs its")} share of it");
        foreach (var result in results)
        {
            if (WeightOf(result, by) is { } weight) weighed.Add((result, weight));
            else notes.Add($"{Display.Scope(result.Scope)} has {(by is MemberWeight.Attribute attribute ? $"no number as its '{attribute.Name}'" : $"no fee in {Charged.Currency}")}, so it weighs nothing");
        }
        return weighed;
    }

    Reason? WeightOf(LevelResult result, MemberWeight? by) => by switch
    {
        null => new("weight", new Figure.Count(1), Follows.Given),
        MemberWeight.Attribute attribute => NumberOf(result.Level, result.Scope, attribute.Name) is { } number
            ? ForTimeThere(new($"{attribute.Name} of {Display.Scope(result.Scope)}", new Figure.Number(number), Follows.Given, [], result.Clause), attribute, result) : null,
        MemberWeight.Fee => Charged.ChargeOf(new(new BaseOf.FeeOfMember(), BasePeriod.Window, "the fee of the member"), result.Level, result.Scope, result.Window) is Charge.Of charge && charge.Currency == Charged.Currency
            ? new($"fee of {Display.Scope(result.Scope)} in {charge.Currency}", new Figure.Number(charge.Amount), Follows.Sum, [charge.Why]) : null,
    };

    /// <summary>A weight by the share of the window in which its member existed.</summary>
    Reason ForTimeThere(Reason weight, MemberWeight.Attribute attribute, LevelResult result)
    {
        if (attribute.InFull == true || TimeThere(result.Level, result.Scope, result.Window) is not { } time) return weight;
        var share = new Figure.Share(Rational.Of(time.There, time.Whole));
        return new($"{weight.Sentence}, for the time in which it existed", new Figure.Number(Number(weight) * share.Value), Follows.Product,
            [weight, new("share of the window in which it existed", share, Follows.Quotient, [new("existed", new Figure.Time(time.There), Follows.Given), new("the window", new Figure.Time(time.Whole), Follows.Given)])], result.Clause);
    }

    /// <summary>How much of a window, as far as it lies in the term, a member existed, in ticks; <c>null</c>: all of it, or nobody is a member, or its absence counts as good.</summary>
    (long There, long Whole)? TimeThere(string level, Labels scope, Window window)
    {
        if (MemberOf(level, scope) is not { } member || GroupNamed(member.Group).AbsenceIsGood == true) return null;
        var whole = TimeSet.Of(window.Time).And(TimeSet.Of(term));
        var there = whole.And(member.Stays.Select(TimeSet.Of).Aggregate(TimeSet.Empty, (all, stay) => all.Or(stay)));
        return there.Length == whole.Length ? null : (there.Length, whole.Length);
    }

    /// <summary>What a scope of a level weighs in a window, where no fee says; <c>null</c>: it has no weight.</summary>
    internal Rational? WeightOf(string level, Labels scope, Window window, MemberWeight? by) => by is not MemberWeight.Attribute attribute ? Rational.One
        : NumberOf(level, scope, attribute.Name) is not { } number ? null
        : attribute.InFull != true && TimeThere(level, scope, window) is { } time ? number * Rational.Of(time.There, time.Whole) : number;

    /// <summary>Whether a scope of a level is one that a clause names.</summary>
    internal bool Takes(LevelScope of, string level, Labels scope) => Charged.Takes(of, level, scope);

    decimal? NumberOf(string level, Labels scope, string attribute) => Number(MemberOf(level, scope)?.Attributes[attribute]);

    CoveredMember? MemberOf(string level, Labels scope)
    {
        if (scope["member"] is not { } member || Agreement.Level(level) is not { Measured: Measured.ByMetric by } || Agreement.Metric(by.Metric)?.GroupOfEach is not { } group) return null;
        return members.Of(group).FirstOrDefault(m => m.Name == member);
    }

    static Miss MissOf(LevelResult result) => new(Display.Level(result.Level, result.Scope), result.Window.Time.Start, result.Window.Time.End, null, NodaTime.Duration.Zero, result.Scope);

    static string Named(LevelResult result) => $"{Display.Level(result.Level, result.Scope)}, {Display.Window(result.Window)}";

    static Reason FigureOf(LevelResult result) => new(Named(result), result.Attained!, Follows.Given, [], result.Clause);

    static Rational Number(Reason reason) => reason.Value.Exact!.Value;

    static Reason Added(string sentence, IEnumerable<Reason> parts)
    {
        var all = parts.ToValueList();
        return new(sentence, new Figure.Number(all.Aggregate(Rational.Zero, (s, p) => s + Number(p))), Follows.Sum, all);
    }

    static Reason AddedShares(string sentence, List<Reason> parts) => new(sentence, new Figure.Share(parts.Aggregate(Rational.Zero, (s, p) => s + Number(p))), Follows.Sum, parts.ToValueList());
}
