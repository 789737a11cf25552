using Surety.Clocks;
using Surety.Scope;
using Surety.Text;

namespace Surety.Levels;

/// <summary>Reads what a level depends on, and who has to say why it was missed.</summary>
internal static class ReadDependences
{
    /// <summary>Reads one dependence, or a list of them; <c>any of</c> in the list has a list of its own.</summary>
    public static ValueList<Dependence> Of(ValueReader value, string path, IReadOnlyList<string> levels, Declared declared)
    {
        path += " / depends on";
        if (!value.IsList) return Each(value, path, levels, declared);
        var read = new List<Dependence>();
        foreach (var item in value.Items())
        {
            if (!item.IsMapping) read.AddRange(Each(item, path, levels, declared));
            else if (item.Mapping().Required("any of") is { IsPresent: true } any) Add(any, Each(any, $"{path} / any of", levels, declared));
        }
        return read.ToValueList();

        void Add(ValueReader any, ValueList<Dependence> of)
        {
            if (of.Count >= 2) read.Add(new(new RestsOn.AnyOf(of), $"any of {string.Join("; ", of.Select(d => d.Words))}", new($"{path} / any of", any.At)));
            else if (!value.Problems.HasErrors) value.Problems.Error(any.At, "level.depends-any", "'any of' has several that stand in for each other, and fewer than two stand here.", "Write each on a line of its own, after '- '.");
        }
    }

    static ValueList<Dependence> Each(ValueReader value, string path, IReadOnlyList<string> levels, Declared declared) =>
        value.Scalars().Select(s => PhraseReader.Whole(s, value.Problems, p => Read(p, levels, declared)) is { } on ? new Dependence(on, s.Text.Trim(), new(path, s.At)) : null).OfType<Dependence>().ToValueList();

    /// <summary>dependence = "feed" feed | "agreement" name [ "," "level" name ] | level [ "," conditions ]</summary>
    static RestsOn? Read(PhraseReader phrase, IReadOnlyList<string> levels, Declared declared)
    {
        if (phrase.TryWord("feed")) return phrase.Name("a feed", declared.Feeds.ToList()) is { } feed ? new RestsOn.Feed(feed) : null;
        if (!phrase.TryWord("agreement")) return ReadLevels.Scope(phrase, levels, declared) is { } scope ? new RestsOn.Level(scope) : null;
        var name = phrase.Until(",").Trim();
        if (name.Length == 0) return phrase.Refuse<RestsOn>("the short name of an agreement");
        if (!phrase.TryMark(",")) return new RestsOn.Agreement(name, null);
        if (!phrase.ExpectWord("level")) return null;
        var level = phrase.Rest().Trim();
        return level.Length == 0 ? phrase.Refuse<RestsOn>("the name of its level") : new RestsOn.Agreement(name, level);
    }

    /// <summary>reason = "within" span "by" ( "provider" | "customer" )</summary>
    public static ReasonDue? Reason(ValueReader value, string path) => value.Phrase(phrase =>
        phrase.ExpectWord("within") && Spans.Span(phrase) is { } span && phrase.ExpectWord("by") && (phrase.TryAny("provider", "customer") ?? phrase.Refuse<string>("'provider' or 'customer'")) is { } by
            ? new ReasonDue(new DeadlineRule.After(span, Anchor.EndOfWindow), by, new($"{path} / reason", value.At)) : null);

    /// <summary>Whether a miss is excused where what it rests on was missed, too.</summary>
    public static bool IsExcused(ValueReader value, ValueList<Dependence> dependsOn)
    {
        var isExcused = value.Choice(("counts", false), ("excused", true));
        if (value.IsPresent && dependsOn.Count == 0)
            value.Problems.Error(value.At, "level.depends", "The level depends on nothing, so nobody's miss can be the cause of its own.", "Add a line 'depends on: …', or remove this one.");
        foreach (var feed in dependsOn.SelectMany(d => d.Each).Where(d => isExcused && d.On is RestsOn.Feed))
            value.Problems.Error(feed.Clause.At, "level.depends-feed", "A feed promises nothing, so it cannot be missed and excuse a miss.", "Name a level that measures the feed.");
        return isExcused;
    }

    /// <summary>A miss that is found after the window of another level is over is no cause of what was judged before.</summary>
    public static void Check(ServiceLevel level, IReadOnlyList<ServiceLevel> all, Problems problems)
    {
        foreach (var dependence in level.DependsOn.SelectMany(d => d.Each))
            if (dependence.On is RestsOn.Level on && on.Scope.Level != level.Name && all.FirstOrDefault(l => l.Name == on.Scope.Level) is { } other && WindowLengths.Of(other.Per).Longest > WindowLengths.Of(level.Per).Longest)
                problems.Warning(dependence.Clause.At, "level.depends-window", $"{Quoted.Of(other.Name)} is judged over longer windows than {Quoted.Of(level.Name)}, so most of its misses are found too late to be a cause.", "Judge both over the same windows.");
    }
}
