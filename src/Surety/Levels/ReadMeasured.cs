using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Levels;

/// <summary>Reads what a level is about: a metric, or other levels.</summary>
internal static class ReadMeasured
{
    public static Measured? Of(Node.Scalar key, MappingReader level, string path, IReadOnlyList<string> levels, IReadOnlyList<string> metrics, Declared declared)
    {
        var (metric, counts, combines, weighted) = (level.Optional("metric"), level.Optional("counts"), level.Optional("combines"), level.Optional("weighted by"));
        var problems = level.Problems;
        var by = weighted.Phrase(WeightBy);
        if (new[] { metric, counts, combines }.Where(v => v.IsPresent).Skip(1).FirstOrDefault() is { } second)
        {
            problems.Error(second.At, "level.measured", "A level has a metric, counts another level, or combines levels: one of the three.", "Remove one of the lines.");
            return null;
        }
        if (by is not null && !counts.IsPresent && (!combines.IsPresent || combines.IsMapping))
            problems.Error(weighted.At, "level.weighted", "Scopes are weighted where they are counted, or combined into one figure.", "Write it beside 'counts: …', or 'combines: …' with the name of one level.");
        if (metric.Scalar() is { } m) return Declared.Name(m, "a metric", metrics, problems) is { } name ? new Measured.ByMetric(name) : null;
        if (counts.Scalar() is { } c) return Declared.Name(c, "a service level", levels, problems) is { } counted ? new Measured.CountOf(counted, by) : null;
        if (combines.IsMapping) return Parts(combines, path, levels, declared);
        if (combines.IsPresent)
            return combines.Phrase(p => ReadLevels.Scope(p, levels, declared)) is { } only ? new Measured.Combined([new(only, 1, new($"{path} / combines", combines.At))], false, by) : null;
        problems.Error(key.At, "key.missing", "A service level needs a metric.", "Add a line 'metric: …' with the name of a metric, 'counts: …' with the name of a level, or 'combines: …' with levels and their weights.");
        return null;
    }

    /// <summary>weighted by = "fee" | attribute [ "," ( "in full" | "pro rata" ) ]</summary>
    static MemberWeight? WeightBy(PhraseReader phrase)
    {
        var name = phrase.Until(",").Trim();
        if (name.Length == 0) return phrase.Refuse<MemberWeight>("'fee' or the name of an attribute");
        var at = phrase.At;
        if (!phrase.TryMark(",")) return name == "fee" ? new MemberWeight.Fee() : new MemberWeight.Attribute(name, null);
        if (phrase.TryAny("in full", "pro rata") is not { } how) return phrase.Refuse<MemberWeight>("'in full' or 'pro rata'");
        if (name != "fee") return new MemberWeight.Attribute(name, how == "in full");
        phrase.Error(at, "level.weighted", "A fee is due for the days on which a member exists, so it knows of itself how long that was.", "Write 'weighted by: fee'.");
        return null;
    }

    /// <summary>part = level [ "," conditions ] ":" ( percentage | number ( "points" | "point" ) )</summary>
    static Measured.Combined? Parts(ValueReader combines, string path, IReadOnlyList<string> levels, Declared declared)
    {
        var problems = combines.Problems;
        var parts = new List<(CombinedPart Part, bool InPoints)>();
        var isWhole = true;
        foreach (var (key, value) in combines.Entries())
        {
            var of = PhraseReader.Whole(key, problems, p => ReadLevels.Scope(p, levels, declared));
            var weight = value.Phrase(p => Weight(p, declared));
            if (of is null || weight is null) isWhole = false;
            else if (parts.Exists(p => p.Part.Of == of)) problems.Error(key.At, "level.combines", $"{Quoted.Of(key.Text)} stands twice.", "Write it once, with both weights added.");
            else parts.Add((new(of, weight.Value, new($"{path} / combines / {key.Text}", value.At)), weight.InPoints));
        }
        if (!isWhole || parts.Count == 0) return null;
        if (parts.Exists(p => p.InPoints != parts[0].InPoints))
            problems.Error(parts.First(p => p.InPoints != parts[0].InPoints).Part.Clause.At, "level.combines", "Weights are percentages of the whole, or points, not both.", "Write all of them in one of the two.");
        else if (!parts[0].InPoints && parts.Sum(p => p.Part.Weight) is var sum && sum != 1)
            problems.Error(combines.At, "level.combines", $"The weights add up to {(sum * 100).ToString("0.##########", System.Globalization.CultureInfo.InvariantCulture)} %.", "Let them add up to 100 %.");
        return new(parts.Select(p => p.Part).ToValueList(), parts[0].InPoints, null);
    }

    sealed record Weighing(decimal Value, bool InPoints);

    static Weighing? Weight(PhraseReader phrase, Declared declared)
    {
        var at = phrase.At;
        Weighing? weight;
        if (Ranges.TryPercentage(phrase, declared) is { } share) weight = new(share.Value / 100, false);
        else if (phrase.HasRefused || phrase.TryNumber() is not { } points) return phrase.Refuse<Weighing>("a weight like '50 %' or '5 points'");
        else if (phrase.TryAny("points", "point") is null) return phrase.Refuse<Weighing>("'points' or '%'");
        else weight = new(points, true);
        if (weight.Value > 0 && weight.Value <= 1_000_000) return weight;
        phrase.Error(at, "level.combines", "A part weighs more than nothing, and at most a million points.", "Leave out what does not count.");
        return null;
    }

    /// <summary>What is counted has scopes, what is combined has figures, and what weighs is known of each member.</summary>
    public static void Check(Node.Scalar name, ServiceLevel level, List<(Node.Scalar Name, ServiceLevel Level)> all, IReadOnlyList<Metric> metrics, Declared declared, Problems problems)
    {
        if (level.Measured is Measured.ByMetric || level.Measured.Levels.Contains(level.Name)) return;
        if (level.Targets.FirstOrDefault(t => t.When.Items.Any(l => l.Name != "tier" && declared.Customer[l.Name] is null)) is { } row)
            problems.Error(row.Clause.At, "level.counts-rows", $"The level looks at {string.Join(", ", level.Measured.Levels.Select(Quoted.Of))} as a whole, so no row can be for some scopes.", "Write one target, or rows for tiers and attributes of the customer.");
        foreach (var of in level.Measured.Levels)
        {
            if (all.Find(l => l.Level.Name == of).Level is not { } counted) continue;
            var each = counted.Measured is Measured.ByMetric by ? metrics.FirstOrDefault(m => m.Name == by.Metric) : null;
            switch (level.Measured)
            {
                case Measured.CountOf count:
                    if (counted.Measured is Measured.ByMetric && each is not { ForEach.Count: > 0 } && counted.Targets.All(t => t.When == Labels.None))
                        problems.Error(name.At, "level.counts-one", $"{Quoted.Of(counted.Name)} has one verdict a window, so there is nothing to count.", "Count a level whose metric has a line 'for each: …'.");
                    CheckWeight(name, count.By, each, declared, problems);
                    if (count.By is not null && level.Targets.SelectMany(t => t.All).Any(t => LevelVerdict.RangeOf(t) is not { Unit: Unit.Percent }))
                        problems.Error(name.At, "level.weighted", "Weighted scopes are a share, and no number.", "Write 'at least 95 % met'.");
                    break;
                case Measured.Combined combined:
                    CheckWeight(name, combined.By, each, declared, problems);
                    if (!combined.InPoints && counted.Targets.SelectMany(t => t.All).FirstOrDefault(t => t is not Target.EachWithin && LevelVerdict.RangeOf(t) is not { Unit: Unit.Percent }) is { } target)
                        problems.Error(combined.Parts.First(p => p.Of.Level == of).Clause.At, "level.combines", $"Figures that are combined are percentages, and {Quoted.Of(of)} promises {Quoted.Of(LevelVerdict.Words(target))}.", "Give its verdict points, as in '5 points', or leave it out.");
                    break;
                case Measured.ByMetric: break;
            }
        }
    }

    static void CheckWeight(Node.Scalar name, MemberWeight? weight, Metric? of, Declared declared, Problems problems)
    {
        if (weight is null) return;
        if (of?.GroupOfEach is not { } group)
            problems.Error(name.At, "level.weighted", "Only members of the inventory have attributes and fees to be weighted by, and what is looked at here is not measured for each of them.", "Let its metric have a line 'for each: …' with an inventory group.");
        else if (weight is MemberWeight.Attribute attribute && declared.Groups.TryGetValue(group, out var attributes) && !attributes.Contains(attribute.Name))
            problems.Error(name.At, "name.unknown", $"{Quoted.Of(attribute.Name)} is no attribute of {Quoted.Of(group)}.", Nearest.Question(attribute.Name, [.. attributes, "fee"]) ?? "Write 'fee', or an attribute of the group.");
    }
}
