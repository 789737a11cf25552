using Surety.Scope;
using Surety.Text;

namespace Surety.Metrics;

/// <summary>Reads weights of impacts and states.</summary>
internal static class ReadWeights
{
    static readonly string[] States = ["down", "degraded", "unknown"];

    public static Metric.Availability Into(Metric.Availability availability, MappingReader metric, Declared declared)
    {
        var at = metric.Optional("weights");
        if (at.Phrase(p => Read(p, availability, declared)) is not { } weights) return availability;
        void Refuse(string message, string mend) => at.Problems.Error(at.At, "metric.weights", message, mend);
        if (availability.ObservedBy is Observation.Counts) Refuse("Weights are of impacts and states, and counts have neither.", "Observe by outages, changes or samples.");
        if (metric.Has("bad when")) Refuse("'bad when' and 'weights' both say what is bad.", "Keep one of them; what weighs 0 % is not bad.");
        if (availability.Intervals is not null || availability.PartialMinutes != PartialMinutes.Exact) Refuse("A minute or an interval that is bad as a whole has no part that weighs less.", "Remove 'intervals' and 'partial minutes', or the weights.");
        if (weights is Weights.ByWord words && !words.Layers.Any()) Refuse("Nothing weighs anything, so nothing is ever bad.", "Give a weight above 0 %.");
        return availability with { Weights = weights };
    }

    /// <summary>weights = word percentage { "," word percentage } [ "," "otherwise" percentage ] | "affected of" ( number | "100 %" | "the" workload | "the members of" group ) [ "," ( "added" | "greatest" ) ]</summary>
    static Weights? Read(PhraseReader phrase, Metric.Availability availability, Declared declared)
    {
        var isOfOutages = availability.ObservedBy is Observation.Outages;
        if (isOfOutages && phrase.TryWord("affected of")) return Affected(phrase, declared);
        var (of, otherwise) = (new List<(string, Percentage)>(), default(Percentage?));
        do
        {
            var at = phrase.At;
            var isRest = isOfOutages && phrase.TryWord("otherwise");
            var word = isRest ? "otherwise" : isOfOutages ? Impact(phrase) : phrase.TryAny(States);
            if (string.IsNullOrEmpty(word)) return phrase.Refuse<Weights>(isOfOutages ? "a word for the impact" : "'down', 'degraded' or 'unknown'");
            var weightAt = phrase.At;
            if (Ranges.TryPercentage(phrase, declared) is not { } weight) return phrase.Refuse<Weights>("a weight like '75 %'");
            if (weight.Value > 100 || decimal.Truncate(weight.Value) != weight.Value) phrase.Error(weightAt, "metric.weight", "A weight is a whole number of percent up to 100 %.");
            if (of.Exists(w => w.Item1 == word)) phrase.Error(at, "metric.weight", $"{Quoted.Of(word)} has a weight already.", "Remove one of the two.");
            if (isRest) otherwise = weight;
            else of.Add((word, weight));
        }
        while (otherwise is null && phrase.TryMark(","));
        return phrase.HasRefused ? null : new Weights.ByWord(of.ToValueList(), otherwise ?? new(isOfOutages ? 100 : 0));
    }

    static Weights.ByAffected? Affected(PhraseReader phrase, Declared declared)
    {
        if (ByTime(phrase, declared) is { } of) return How(phrase) is var said && phrase.HasRefused ? null : new(1, false, said) { Of = of };
        if (phrase.HasRefused) return null;
        var at = phrase.At;
        Rational all;
        var isShare = false;
        switch (Ranges.TryAmount(phrase, declared))
        {
            case Quantity.Number { Value: > 0 } number: all = number.Value; break;
            case Quantity.Percent { Value.Value: 100 }: (all, isShare) = (100, true); break;
            case null: return phrase.Refuse<Weights.ByAffected>("how many there are, '100 %', or 'the' and the name of a workload");
            default:
                phrase.Error(at, "metric.weight", "Facts say how many were affected, and this says of how many.", "Write 'affected of 500', or 'affected of 100 %' where facts say percents.");
                return null;
        }
        return How(phrase) is var how && phrase.HasRefused ? null : new(all, isShare, how);
    }

    /// <summary>Whether the greatest counts; <c>null</c>: nothing is said, or it was refused.</summary>
    static bool? How(PhraseReader phrase)
    {
        if (!phrase.TryMark(",")) return null;
        return phrase.TryAny("added", "greatest") is { } how ? how == "greatest" : phrase.Refuse<bool?>("'added' or 'greatest'");
    }

    /// <summary>Of whom there may be more or fewer as time goes on; <c>null</c>, and nothing taken: a number stands here.</summary>
    static AffectedOf? ByTime(PhraseReader phrase, Declared declared)
    {
        var start = phrase.Position;
        if (phrase.TryWord("the members of")) return phrase.Name("an inventory group", declared.Groups.Keys) is { } group ? new AffectedOf.Members(group) : null;
        if (phrase.TryWord("the") && phrase.TryName("a workload", declared.Workloads.Keys) is { } workload) return new AffectedOf.Workload(workload);
        phrase.Back(start);
        return null;
    }

    /// <summary>Words of a source may have several parts: up to the number.</summary>
    static string Impact(PhraseReader phrase)
    {
        var start = phrase.Position;
        while (phrase.Peek().Kind == TokenKind.Word) phrase.Next();
        return phrase.Since(start).Trim();
    }
}
