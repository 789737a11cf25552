namespace Surety.Facts;

/// <summary>Of each subject, the time of which a record has facts, and which facts are corrected: what speaks of another time and corrects others contradicts none of them, and nobody has to look.</summary>
internal sealed class KeptTime
{
    /// <summary>So many stretches of a subject are told apart; the smallest gaps close first.</summary>
    const int Most = 16;

    /// <summary>So many entries, one behind the other, are looked at together, and so many stretches of their time are told apart.</summary>
    const int MostInPart = 64, MostOfPart = 4;

    readonly Dictionary<Subject, List<(long From, long Until)>> kept = [];
    readonly List<(long From, long To, List<(long From, long Until)> Time)> parts = [];
    readonly Dictionary<(string Source, string Id), KeptCorrection> corrected = [];

    /// <summary>The last entry that it knows of; its facts are kept, and those of all before it.</summary>
    public long UpTo { get; private set; }

    /// <summary>Names of facts that others correct, each with the first that does.</summary>
    public IReadOnlyDictionary<(string Source, string Id), KeptCorrection> Corrections => corrected;

    /// <summary>Takes note of facts that are kept from now on.</summary>
    /// <param name="from">The first entry that took them.</param><param name="to">The last one; those of all before the first are known.</param><param name="spoken">Of what they speak, and when.</param><param name="corrections">Those among them that correct others.</param>
    public void Add(long from, long to, IReadOnlyDictionary<Subject, Spoken> spoken, IEnumerable<FactHead> corrections)
    {
        Reach(to);
        foreach (var correction in corrections) corrected.TryAdd((correction.Source, correction.Supersedes!), new(correction.Id, from, to));
        foreach (var (subject, time) in spoken)
        {
            if (!kept.TryGetValue(subject, out var stretches)) kept[subject] = stretches = [];
            Add(stretches, time.From, time.Until, Most);
        }
        if (spoken.Count == 0) return;
        if (parts.Count == 0 || to - parts[^1].From >= MostInPart) parts.Add((from, to, []));
        else parts[^1] = parts[^1] with { To = to };
        foreach (var time in spoken.Values) Add(parts[^1].Time, time.From, time.Until, MostOfPart);
    }

    /// <summary>Takes note that the entries up to one say nothing more.</summary>
    public void Reach(long upTo) => UpTo = Math.Max(UpTo, upTo);

    /// <summary>Entries among which are all that may say something of the same time, in order: of what is late by a day, those of that day are looked at, and not all that there ever were.</summary>
    public List<(long From, long To)> Entries(IEnumerable<Spoken> met)
    {
        var wanted = new List<(long From, long Until)>();
        foreach (var time in met) Add(wanted, time.From, time.Until, Most);
        var entries = new List<(long From, long To)>();
        var isBehind = false;
        foreach (var (from, to, time) in parts)
        {
            var isMet = time.Exists(t => wanted.Exists(w => t.From < w.Until && w.From < t.Until));
            if (isMet && isBehind) entries[^1] = (entries[^1].From, to);
            else if (isMet) entries.Add((from, to));
            isBehind = isMet;
        }
        return entries;
    }

    /// <summary>Subjects of which something may have been said of the same time already.</summary>
    public Dictionary<Subject, Spoken> Met(IReadOnlyDictionary<Subject, Spoken> spoken) => spoken.Where(s => kept.TryGetValue(s.Key, out var stretches) && stretches.Exists(k => k.From < s.Value.Until && s.Value.From < k.Until)).ToDictionary();

    /// <summary>Of some names of facts, those that another one corrects, with its id; <c>null</c>: it has none.</summary>
    public Dictionary<(string Source, string Id), string?> Corrected(IEnumerable<(string Source, string Id)> names) => names.Distinct().Where(corrected.ContainsKey).ToDictionary(n => n, Last);

    // Of a chain, the last one is what can be corrected.
    string? Last((string Source, string Id) name)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var by = corrected[name].Id;
        while (by is not null && seen.Add(by) && corrected.TryGetValue((name.Source, by), out var next)) by = next.Id;
        return by;
    }

    static void Add(List<(long From, long Until)> stretches, long from, long until, int most)
    {
        var at = stretches.FindLastIndex(s => s.From <= from) + 1;
        stretches.Insert(at, (from, until));
        if (at > 0 && stretches[at - 1].Until >= from) Join(--at);
        while (at + 1 < stretches.Count && stretches[at + 1].From <= stretches[at].Until) Join(at);
        if (stretches.Count <= most) return;
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

/// <summary>A fact of a record that corrects another.</summary>
/// <param name="Id">Its id; <c>null</c>: it has none.</param>
/// <param name="From">The first of the entries one of which took it.</param>
/// <param name="To">The last of them.</param>
internal readonly record struct KeptCorrection(string? Id, long From, long To);
