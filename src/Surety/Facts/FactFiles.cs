using Surety.Text;

namespace Surety.Facts;

/// <summary>How many facts of a file were taken.</summary>
/// <param name="File">Its name.</param>
/// <param name="Accepted">Facts that count.</param>
/// <param name="Duplicates">Facts that were there already: sent twice counts once.</param>
/// <param name="Refused">Facts that cannot be used; each has a problem.</param>
/// <param name="RefusedLines">Lines of the refused ones, in order.</param>
public sealed record FactFileCount(string File, int Accepted, int Duplicates, int Refused, ValueList<int> RefusedLines);

/// <summary>Facts that cannot all be true: none of them counts.</summary>
/// <param name="Id">The id that stands for several facts; <c>null</c>: they say different things of one thing and instant, or overlap.</param>
/// <param name="Labels">What the first of them is about.</param>
/// <param name="Places">Where they stand, in order.</param>
public sealed record Contradiction(string? Id, Labels Labels, ValueList<Origin> Places);

/// <summary>The files that facts come from, and what became of their rows.</summary>
internal sealed class FactFiles
{
    readonly List<string> names = [];
    readonly List<HashSet<int>> refused = [];
    readonly List<int> duplicates = [];
    readonly List<int> rows = [];
    readonly List<Contradiction> contradictions = [];

    public Problems Problems { get; } = new();

    public ValueList<string> Names => names.ToValueList();

    public ValueList<FactFileCount> Counts => names.Select((file, i) =>
        new FactFileCount(file, rows[i] - duplicates[i] - refused[i].Count, duplicates[i], refused[i].Count, refused[i].Order().ToValueList())).ToValueList();

    /// <summary>Opens a file.</summary>
    /// <returns>Its number.</returns>
    public int Begin(string file)
    {
        names.Add(file);
        refused.Add([]);
        duplicates.Add(0);
        rows.Add(0);
        return names.Count - 1;
    }

    /// <summary>The same files for another settling, which tells nobody what it finds.</summary>
    public FactFiles Silent()
    {
        var silent = new FactFiles();
        foreach (var name in names) silent.Begin(name);
        return silent;
    }

    public void CountRow(Origin at) => CountRows(at.File, 1);

    public void CountRows(int file, int count) => rows[file] += count;

    /// <summary>Counts a row that another one says already.</summary>
    public void CountDuplicate(Origin at) => duplicates[at.File]++;

    /// <summary>Facts that contradict each other, in no order.</summary>
    public IEnumerable<Contradiction> Contradictions => contradictions;

    /// <summary>Takes note of facts that contradict each other, and are refused for it.</summary>
    public void Contradict(Contradiction contradiction) => contradictions.Add(contradiction);

    /// <summary>Begins to settle anew.</summary>
    public void Forget()
    {
        contradictions.Clear();
        for (var i = 0; i < duplicates.Count; i++) duplicates[i] = 0;
    }

    /// <summary>How many rows of a file were refused so far.</summary>
    public int RefusedOf(int file) => refused[file].Count;

    /// <summary>Refuses a row whose problem was told while it was read.</summary>
    public void Refuse(Origin at) => refused[at.File].Add(at.Line);

    /// <summary>Refuses a row and says why, once.</summary>
    public void Refuse(Origin at, string code, string message, string mend)
    {
        if (refused[at.File].Add(at.Line)) Problems.Error(new(names[at.File], at.Line, 1), code, message, mend);
    }

    /// <summary>What was refused of each file for another reason than contradicting something.</summary>
    public ValueList<FactFileCount> RefusedWithout(ValueList<Contradiction> contradictions)
    {
        var contradicted = contradictions.SelectMany(c => c.Places).ToHashSet();
        return Counts.Select((count, file) => count.Refused == 0 ? count : count with { RefusedLines = count.RefusedLines.Where(line => !contradicted.Contains(new(file, line))).ToValueList() })
            .Select(count => count with { Refused = count.RefusedLines.Count }).Where(count => count.Refused > 0).ToValueList();
    }

    /// <summary>Names the first few of some places: <c>a.jsonl:3, b.jsonl:7</c>.</summary>
    public string Places(IEnumerable<Origin> origins) => string.Join(", ", origins.Take(3).Select(o => $"{names[o.File]}:{o.Line}"));
}
