namespace Surety.Facts;

/// <summary>Of each subject, the time of which a record has facts, and which facts are corrected: what speaks of another time and corrects others contradicts none of them, and nobody has to look.</summary>
internal sealed class KeptTime
{
    /// <summary>So many stretches of a subject are told apart; the smallest gaps close first.</summary>
    const int Most = 16;

    readonly Dictionary<Subject, List<(long From, long Until)>> kept = [];
    readonly Dictionary<(string Source, string Id), string?> corrected = [];

    /// <summary>Takes note of facts that are kept from now on.</summary>
    public void Add(IReadOnlyDictionary<Subject, Spoken> spoken, IEnumerable<FactHead> corrections)
    {
        foreach (var correction in corrections) corrected.TryAdd((correction.Source, correction.Supersedes!), correction.Id);
        foreach (var (subject, time) in spoken)
        {
            if (!kept.TryGetValue(subject, out var stretches)) kept[subject] = stretches = [];
            Add(stretches, time.From, time.Until);
        }
    }

    /// <summary>Subjects of which something may have been said of the same time already.</summary>
    public Dictionary<Subject, Spoken> Met(IReadOnlyDictionary<Subject, Spoken> spoken) => spoken.Where(s => kept.TryGetValue(s.Key, out var stretches) && stretches.Exists(k => k.From < s.Value.Until && s.Value.From < k.Until)).ToDictionary();

    /// <summary>Of some names of facts, those that another one corrects, with its id; <c>null</c>: it has none.</summary>
    public Dictionary<(string Source, string Id), string?> Corrected(IEnumerable<(string Source, string Id)> names) => names.Distinct().Where(corrected.ContainsKey).ToDictionary(n => n, Last);

    // Of a chain, the last one is what can be corrected.
    string? Last((string Source, string Id) name)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var by = corrected[name];
        while (by is not null && seen.Add(by) && corrected.TryGetValue((name.Source, by), out var next)) by = next;
        return by;
    }

    static void Add(List<(long From, long Until)> stretches, long from, long until)
    {
        var at = stretches.FindLastIndex(s => s.From <= from) + 1;
        stretches.Insert(at, (from, until));
        if (at > 0 && stretches[at - 1].Until >= from) Join(--at);
        while (at + 1 < stretches.Count && stretches[at + 1].From <= stretches[at].Until) Join(at);
        if (stretches.Count <= Most) return;
        var smallest = 0;
        for (var i = 1; i + 1 < stretches.Count; i++)
            if (stretches[i + 1].From - stretches[i].Until < stretches[smallest + 1].From - stretches[smallest].Until) smallest = i;
        Join(smallest);

        void Join(int first)
        {
            stretches[first] = (stretches[first].From, Math.Max(stretches[first].Until, stretches[first + 1].Until));
            stretches.RemoveAt(first + 1);
        }
    }
}
