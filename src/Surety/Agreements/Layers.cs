using Surety.Scope;
using Surety.Text;

namespace Surety.Agreements;

/// <summary>Puts a file on the layers that it uses. Source: docs/guide/language.md, "Layers".</summary>
/// <remarks>
/// The rule: a file stands above what it uses. Key by key, the upper text holds; a list and a single value are replaced as a whole. Of two layers that are used side by side neither
/// stands above the other: what they say differently has to be decided by who uses them.
/// </remarks>
internal sealed class Layers(ValueList<Layer> known, Problems problems)
{
    /// <summary>Keys of the head that say what a file is; they are never taken from a layer.</summary>
    public static readonly string[] OfTheFile = ["surety", "agreement", "terms", "title", "version", "effective", "uses", "without"];

    readonly Dictionary<LayerName, Node.Mapping> settled = [];
    readonly List<LayerName> open = [];

    /// <summary>The layers that were used so far, those of layers among them.</summary>
    public IEnumerable<LayerName> Used => settled.Keys;

    /// <summary>Reads a text on its layers.</summary>
    /// <param name="root">The text that uses them.</param>
    /// <returns>The whole text, each piece with the place where it was written; the same where no layer is used.</returns>
    public Node.Mapping On(Node.Mapping root)
    {
        if (root.Find("uses") is not { } uses)
        {
            if (root.Find("without") is { } lone) problems.Error(lone.At, "without.nothing", "'without' takes clauses out of the layers below, and this text uses none.", "Leave it out, or cite the layer under 'uses'.");
            return root;
        }
        var own = Layer.NameOf(root);
        if (own is not null) open.Add(own);
        var below = new List<Node.Mapping>();
        foreach (var item in Cited(uses))
            if (Find(item) is { } layer)
                below.Add(layer);
        if (own is not null) open.Remove(own);
        if (below.Count == 0) return root;
        var conflicts = new List<Conflict>();
        var merged = below.Aggregate((a, b) => BesideEachOther(a, b, "", conflicts));
        var taken = root.Find("without") is { } without ? Scalars(without).ToList() : [];
        foreach (var path in taken)
            if (Without(merged, path.Text.Split(" / "), 0) is { } left) merged = left;
            else RefusePath(path, merged);
        foreach (var conflict in conflicts.Where(c => !IsDecided(root, c.Path) && !taken.Exists(t => Covers(t.Text, c.Path)))) Refuse(conflict);
        return Over(merged, root);
    }

    Node.Mapping? Find(Node.Scalar item)
    {
        if (PhraseReader.Whole(item, problems, LayerName.Read) is not { } name) return null;
        if (open.Contains(name))
        {
            problems.Error(item.At, "uses.circle", $"{Quoted.Of(name.ToString())} stands on this text, directly or by others: a circle has no lowest layer.", "Take one of the two lines out of 'uses'.");
            return null;
        }
        if (settled.TryGetValue(name, out var known)) return known;
        if (Found(name, item) is not { } layer) return null;
        foreach (var problem in layer.Tree.Problems) problems.Add(problem);
        // A layer that is no agreement has nothing to say about itself but its name.
        var whole = On(layer.Root);
        return settled[name] = new(whole.At, whole.Entries.Where(e => !OfTheFile.Contains(e.Key.Text)).ToValueList());
    }

    Layer? Found(LayerName name, Node.Scalar item)
    {
        var found = known.Where(l => l.Name == name).ToList();
        if (found.Count == 1) return found[0];
        if (found.Count > 1) problems.Error(item.At, "uses.twice", $"{Quoted.Of(name.ToString())} stands in {found[0].File} and in {found[1].File}.", "Keep one of them, or give the newer text the next version.");
        else problems.Error(item.At, "uses.unknown", $"{Quoted.Of(name.ToString())} is not among the files that were given, nor beside this one.", Mend(name));
        return null;
    }

    string Mend(LayerName name)
    {
        var versions = known.Where(l => l.Name.Name == name.Name && l.Name.IsTerms == name.IsTerms).Select(l => l.Name.Version).Order().ToList();
        if (versions.Count > 0) return $"There {(versions.Count == 1 ? "is version" : "are the versions")} {string.Join(", ", versions)}.";
        var names = known.Select(l => l.Name.ToString()).Distinct().ToList();
        return Nearest.Question(name.ToString(), names) ?? (names.Count == 0 ? "Put its file into the same folder, or name it too." : $"There are: {string.Join(", ", names.Take(20))}.");
    }

    List<Node.Scalar> Cited(Node uses)
    {
        var items = Scalars(uses).ToList();
        if (items.Count == 0) problems.Error(uses.At, "uses.form", "'uses' cites layers, one in each line of a list.", "Write '- northwind gold terms 7'.");
        return items;
    }

    static IEnumerable<Node.Scalar> Scalars(Node node) => node switch
    {
        Node.Sequence list => list.Items.OfType<Node.Scalar>().Where(s => s.Text.Length > 0),
        Node.Scalar { Text.Length: > 0 } one => [one],
        _ => [],
    };

    /// <summary>The upper text over the lower one.</summary>
    internal static Node.Mapping Over(Node.Mapping lower, Node.Mapping upper)
    {
        var entries = lower.Entries.Select(below => upper.Entries.FirstOrDefault(e => e.Key.Text == below.Key.Text) is not { } above ? below
            : below.Value is Node.Mapping low && above.Value is Node.Mapping high ? new(above.Key, Over(low, high)) : above);
        return new(upper.At, InOrder(entries.Concat(upper.Entries.Where(e => lower.Find(e.Key.Text) is null))));
    }

    /// <summary>What two layers say together, and where they say different things.</summary>
    static Node.Mapping BesideEachOther(Node.Mapping one, Node.Mapping other, string path, List<Conflict> conflicts)
    {
        var entries = one.Entries.Select(first =>
        {
            if (other.Entries.FirstOrDefault(e => e.Key.Text == first.Key.Text) is not { } second) return first;
            var here = path.Length == 0 ? first.Key.Text : $"{path} / {first.Key.Text}";
            if (first.Value is Node.Mapping a && second.Value is Node.Mapping b) return new(first.Key, BesideEachOther(a, b, here, conflicts));
            if (!IsSame(first.Value, second.Value)) conflicts.Add(new(here, first, second));
            return first;
        });
        return new(one.At, InOrder(entries.Concat(other.Entries.Where(e => one.Find(e.Key.Text) is null))));
    }

    // "otherwise" takes what no row above it took, whichever layer wrote it.
    static ValueList<Entry> InOrder(IEnumerable<Entry> entries) => entries.OrderBy(e => e.Key.Text == "otherwise").ToValueList();

    static bool IsSame(Node one, Node other) => (one, other) switch
    {
        (Node.Scalar a, Node.Scalar b) => a.Text.Trim() == b.Text.Trim(),
        (Node.Sequence a, Node.Sequence b) => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(p => IsSame(p.First, p.Second)),
        (Node.Mapping a, Node.Mapping b) => a.Entries.Count == b.Entries.Count && a.Entries.All(e => b.Find(e.Key.Text) is { } value && IsSame(e.Value, value)),
        _ => false,
    };

    static bool IsDecided(Node.Mapping root, string path)
    {
        Node? here = root;
        foreach (var key in path.Split(" / "))
        {
            if (here is not Node.Mapping mapping) return here is not null;
            here = mapping.Find(key);
        }
        return here is not null;
    }

    static bool Covers(string taken, string path) => path == taken || path.StartsWith(taken + " / ", StringComparison.Ordinal);

    static Node.Mapping? Without(Node.Mapping from, string[] path, int depth)
    {
        if (from.Entries.FirstOrDefault(e => e.Key.Text == path[depth].Trim()) is not { } found) return null;
        if (depth == path.Length - 1) return new(from.At, from.Entries.Where(e => e != found).ToValueList());
        if (found.Value is not Node.Mapping inner || Without(inner, path, depth + 1) is not { } left) return null;
        return new(from.At, from.Entries.Select(e => e == found ? new(e.Key, left) : e).ToValueList());
    }

    void RefusePath(Node.Scalar path, Node.Mapping merged)
    {
        Node? here = merged;
        var reached = new List<string>();
        foreach (var key in path.Text.Split(" / ").Select(k => k.Trim()))
        {
            if (here is not Node.Mapping mapping || mapping.Find(key) is not { } next)
            {
                var keys = here is Node.Mapping { } at ? at.Entries.Select(e => e.Key.Text).ToList() : [];
                var where = reached.Count == 0 ? "The layers below have" : $"In the layers below, {Quoted.Of(string.Join(" / ", reached))} has";
                problems.Error(path.At, "without.unknown", $"{where} no {Quoted.Of(key)}.", Nearest.Question(key, keys) ?? (keys.Count == 0 ? "Write the path with ' / ' between its keys." : $"There stand: {string.Join(", ", keys.Take(20).Select(Quoted.Of))}."));
                return;
            }
            reached.Add(key);
            here = next;
        }
    }

    void Refuse(Conflict conflict)
    {
        var (one, other) = (conflict.One.Key.At, conflict.Other.Key.At);
        problems.Error(other, "uses.contradiction", $"The layers contradict each other: {Quoted.Of(conflict.Path)} says {Said(conflict.Other.Value)} here and {Said(conflict.One.Value)} in {one.File}:{one.Line}.",
            "Write in the text that uses both which one holds, take one out by 'without', or let one of the two layers use the other.");
    }

    static string Said(Node node) => node is Node.Scalar scalar ? Quoted.Of(scalar.Text.Trim()) : "something else";

    sealed record Conflict(string Path, Entry One, Entry Other);
}
