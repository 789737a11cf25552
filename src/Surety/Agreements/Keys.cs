using Surety.Text;

namespace Surety.Agreements;

/// <summary>A key of the language.</summary>
/// <param name="Path">Where it stands: keys joined by <c>/</c>, <c>*</c> for a name that the agreement chooses, <c>-</c> for an item; empty at the top.</param>
/// <param name="Name">The key itself.</param>
/// <param name="Shapes">What may stand behind it: <c>text</c>, <c>list</c>, <c>keys</c>, <c>nothing</c> where a name alone is enough; at least one.</param>
/// <param name="Words">The only words that may stand behind it, the one that holds where the key does not stand first; empty: any text of its grammar.</param>
/// <param name="Means">What it means, and what holds where it does not stand; full sentences.</param>
public sealed record Key(string Path, string Name, ValueList<string> Shapes, ValueList<string> Words, string Means)
{
    /// <summary>Path and key.</summary>
    public string Full => Path.Length == 0 ? Name : $"{Path}/{Name}";
}

/// <summary>All keys of an agreement in their usual order, which is that of the canonical form.</summary>
/// <remarks>
/// The order is written down here, beside the meaning of each key, and not taken from the readers: what is signed must not change because code was moved. Tests hold it to what the
/// readers know.
/// </remarks>
public static class Keys
{
    /// <summary>The keys, those of one mapping in their order.</summary>
    public static ValueList<Key> All { get; } = Read().ToValueList();

    static readonly Dictionary<string, Dictionary<string, int>> Ranks =
        All.GroupBy(k => k.Path).ToDictionary(g => g.Key, g => g.Select((k, i) => (k.Name, i)).ToDictionary(p => p.Name, p => p.i));

    /// <summary>The entries of a mapping in their usual order; those whose keys the agreement chooses stay in the order written, which may mean something.</summary>
    internal static IEnumerable<Entry> InOrder(string path, Node.Mapping mapping) =>
        Ranks.TryGetValue(path, out var ranks) ? mapping.Entries.OrderBy(e => Rank(ranks, e.Key.Text)) : mapping.Entries;

    /// <summary>The path of what stands behind a key.</summary>
    internal static string Below(string path, string key)
    {
        var name = Ranks.TryGetValue(path, out var ranks) && ranks.ContainsKey(key) ? key : "*";
        return path.Length == 0 ? name : $"{path}/{name}";
    }

    static int Rank(Dictionary<string, int> ranks, string key) => ranks.TryGetValue(key, out var rank) ? rank : ranks.GetValueOrDefault("*", int.MaxValue);

    static IEnumerable<Key> Read()
    {
        using var stream = typeof(Keys).Assembly.GetManifestResourceStream("Surety.Agreements.keys.txt")!;
        using var lines = new StreamReader(stream);
        var open = new List<string>();
        while (lines.ReadLine() is { } line)
        {
            // "  name (text or list): What it means."
            var (depth, shape, colon) = ((line.Length - line.TrimStart().Length) / 2, line.IndexOf(" (", StringComparison.Ordinal), line.IndexOf("): ", StringComparison.Ordinal));
            var (name, written) = (line[(depth * 2)..shape], line[(shape + 2)..colon]);
            open.RemoveRange(depth, open.Count - depth);
            var isWords = written.Contains(", ", StringComparison.Ordinal);
            yield return new(string.Join('/', open), name, isWords ? ["text"] : written.Split(" or ").ToValueList(), isWords ? written.Split(", ").ToValueList() : [], line[(colon + 3)..]);
            open.Add(name);
        }
    }
}
