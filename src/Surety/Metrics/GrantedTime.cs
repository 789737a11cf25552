using NodaTime;
using Surety.Scope;

namespace Surety.Metrics;

/// <summary>What exclusions leave out of a scope of a metric.</summary>
/// <param name="Time">All granted time, united.</param>
/// <param name="Rulings">Granted or not, in the order of the clauses, then of time.</param>
sealed record GrantedTime(TimeSet Time, ValueList<ExclusionRuling> Rulings)
{
    /// <summary>Unites what is granted to a scope.</summary>
    /// <param name="names">Exclusions that the metric names.</param>
    /// <param name="exclusions">Rulings on each.</param>
    /// <param name="reads">What the metric reads.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="series">Labels of what was read.</param>
    public static GrantedTime Of(ValueList<string> names, Func<string, ValueList<ExclusionRuling>> exclusions, FactSelection reads, ScopeSelection scope, IEnumerable<Labels> series)
    {
        if (names.Count == 0) return None;
        var read = series.ToList();
        var all = names.SelectMany(name => exclusions(name))
            .Select(r => Concerns(r.Fact.Labels, reads, scope, read) switch
            {
                true => r,
                null => r with { Granted = [], Refused = $"it is about {r.Fact.Labels} alone, and more than that is measured here" },
                false => null,
            }).OfType<ExclusionRuling>().ToValueList();
        return new(TimeSet.Of(all.SelectMany(r => r.Granted).Select(g => (g.Start.ToUnixTimeTicks(), g.End.ToUnixTimeTicks()))), all);
    }

    static readonly GrantedTime None = new(TimeSet.Empty, []);

    /// <summary>The rulings that a window hears of.</summary>
    /// <remarks>An interval of events may run on past the window's end, so what lies there is excluded too; it is only not told of.</remarks>
    public IEnumerable<ExclusionRuling> ToldIn(Interval window) => Rulings.Where(r => r.Fact.From < window.End && (r.Fact.Until is not { } until || until > window.Start));

    /// <summary>What an exclusion is called in sentences.</summary>
    public static string Name(ExclusionRuling ruling) => $"{ruling.Fact.Exclusion}{(ruling.Fact.Id.Length > 0 ? $" '{ruling.Fact.Id}'" : "")}";

    /// <summary>Cites the facts of rulings; what stands in the agreement itself has none.</summary>
    public static FactCitation? Cited(IEnumerable<ExclusionRuling> rulings) => FactCitation.Of([.. rulings.Where(r => !r.Fact.StandsInText || r.Fact.IsCancelled).Select(r => r.Fact.At)]);

    /// <summary>Says why an exclusion was not granted, or only in part.</summary>
    public static string Note(ExclusionRuling ruling) => $"{Name(ruling)} is {(ruling.Granted.Count > 0 ? "excluded only in part" : "not excluded")}: {ruling.Refused}";

    /// <summary>One sentence for each that a window hears of and that was not granted, or only in part.</summary>
    public IEnumerable<string> NotesIn(Interval window) => ToldIn(window).Where(r => r.Refused is not null).Select(Note);

    /// <summary>Whether an exclusion with these labels is about all that is measured here (true), about something else (false) or about a part of it (null).</summary>
    internal static bool? Concerns(Labels labels, FactSelection reads, ScopeSelection scope, List<Labels> series)
    {
        bool? concerns = true;
        foreach (var label in labels.Items.Span)
        {
            var known = scope.Must[label.Name] ?? label.Name switch
            {
                "service" => reads.Service,
                "part" => reads.Part,
                "feed" => reads.Feed,
                _ => null,
            } ?? reads.Where.FirstOrDefault(t => t is { IsNot: false, Values.Count: 1 } && t.Name == label.Name)?.Values[0];
            if (known is not null && known != label.Value) return false;
            if (known is not null || (series.Count > 0 && series.TrueForAll(s => s[label.Name] == label.Value))) continue;
            if (series.Count > 0 && series.TrueForAll(s => s[label.Name] is { } other && other != label.Value)) return false;
            concerns = null;
        }
        return concerns;
    }
}
