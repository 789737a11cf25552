using Surety.Scope;
using Surety.Text;

namespace Surety.Metrics;

/// <summary>Reads which members are looked at together, and how many have to be bad.</summary>
internal static class ReadAcross
{
    public static Metric.Availability Into(Metric.Availability availability, MappingReader metric, Declared declared)
    {
        var at = metric.Optional("across");
        if (at.Phrase(p => Read(p, declared)) is not { } across) return availability;
        void Refuse(string message, string mend) => at.Problems.Error(at.At, "metric.across", message, mend);
        if (availability is { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved }) Refuse("A share of events is bad at no time, so members cannot be counted.", "Add 'bad when: error rate above …'.");
        if (availability.Weights is not null) Refuse("Members are bad or not, and weights make them bad in part.", "Remove one of the two lines.");
        if (availability.Intervals is { Rule: IntervalRule.OwnRate }) Refuse("Events of all members of an interval are added, so that no member is bad by itself.", "Remove 'intervals', or 'across'.");
        return availability with { Across = across };
    }

    /// <summary>The metric as it is; told of where it is not known whose members are together.</summary>
    public static Metric.Availability Checked(Metric.Availability availability, MappingReader metric, Declared declared)
    {
        if (availability.Across is not { } across) return availability;
        var at = metric.Optional("across");
        void Refuse(string message, string mend) => at.Problems.Error(at.At, "metric.across", message, mend);
        if (availability.ForEach.Contains(across.Of)) Refuse($"Each of {Quoted.Of(Name(across.Of))} is measured by itself, so none are together.", "Remove 'for each', or 'across'.");
        if (across.Of is not ForEach.MemberOf { Group: var all }) return availability;
        if (availability.GroupOfEach is { } each && each != all) Refuse($"Facts name one member, so those of {Quoted.Of(all)} cannot be told by those of {Quoted.Of(each)}.", $"Measure for each value of a label that is an attribute of {Quoted.Of(all)}.");
        foreach (var label in availability.LabelsOfEach)
            if (!declared.Groups[all].Contains(label)) Refuse($"{Quoted.Of(all)} has no attribute {Quoted.Of(label)}, so it is not known which of its members are one {label}.", $"Add '{label}' to the attributes of {Quoted.Of(all)}, with the value that its facts have as their label.");
        return availability;
    }

    static string Name(ForEach of) => of switch { ForEach.MemberOf group => group.Group, ForEach.ValueOfLabel label => label.Label };

    /// <summary>across = ( group | label ) "," "bad when" ( "all are bad" | "fewer than" whole "are good" | "at least" whole "are bad" | range [ "of" attribute ] "are bad" )</summary>
    static Across? Read(PhraseReader phrase, Declared declared)
    {
        var name = phrase.Until(",").Trim();
        if (name.Length == 0) return phrase.Refuse<Across>("the name of an inventory group or a label");
        ForEach of = declared.Groups.ContainsKey(name) ? new ForEach.MemberOf(name) : new ForEach.ValueOfLabel(name);
        if (!phrase.ExpectMark(",") || !phrase.ExpectWord("bad when")) return null;
        return Rule(phrase, declared, of) is { } rule ? new(of, rule) : null;
    }

    static AcrossRule? Rule(PhraseReader phrase, Declared declared, ForEach of)
    {
        if (phrase.TryWord("all are bad")) return new AcrossRule.AllBad();
        if (phrase.TryWord("fewer than")) return Number(phrase) is { } good && phrase.ExpectWord("are good") ? new AcrossRule.FewerGood(good) : null;
        var start = phrase.Position;
        if (phrase.TryWord("at least") && phrase.TryWhole() is { } many && phrase.TryWord("are bad"))
        {
            if (many >= 1) return new AcrossRule.ManyBad(many);
            phrase.Error(phrase.At, "metric.across", "At least one has to be bad.");
            return null;
        }
        phrase.Back(start);
        var at = phrase.At;
        if (Ranges.Range(phrase, declared) is not { } range) return null;
        if (range is not { Unit: Unit.Percent, Low: { } low } || low.Value > 1 || (low.Value == 0 && low.Included))
        {
            phrase.Error(at, "metric.across", "The whole is bad from a number or a share of its members on.", "Write 'at least 2 are bad', 'fewer than 2 are good' or 'at least 30 % are bad'.");
            return null;
        }
        string? by = null;
        if (phrase.TryWord("of"))
        {
            var attributes = of is ForEach.MemberOf group ? declared.Groups[group.Group] : [];
            if ((by = phrase.Name("an attribute of its members", [.. attributes])) is null) return null;
        }
        return phrase.ExpectWord("are bad") ? new AcrossRule.ShareBad(range, by) : null;
    }

    static int? Number(PhraseReader phrase)
    {
        var at = phrase.At;
        if (Amounts.Whole(phrase) is not { } number) return null;
        if (number >= 1) return number;
        phrase.Error(at, "metric.across", "Fewer than none are never good.", "Write 'fewer than 1 are good' where all have to be bad.");
        return null;
    }
}
