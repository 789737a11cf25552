using Surety.Text;

namespace Surety.Facts;

/// <summary>
/// Who corrects whom among the facts that are known: a correction stands in the place of the fact that it supersedes, a correction of the correction
/// in the same place, and the last of the chain counts.
/// </summary>
/// <remarks>Source: docs/guide/facts.md, "Corrections".</remarks>
internal sealed class Corrections(FactFiles files, IReadOnlySet<(string Source, string Id)> unreadable)
{
    /// <summary>For how many corrections of nothing it is guessed what they mean: each guess looks at every id.</summary>
    const int MostGuessed = 20;

    readonly List<(FactHead Head, Type Kind, bool IsKnown)> heads = [];
    readonly Dictionary<(string Source, string Id), (string Source, string Id)> steps = [];
    readonly Dictionary<(string Source, string Id), (string Source, string Id)> first = [];
    readonly HashSet<(string Source, string Id)> corrected = [];
    readonly HashSet<(string Source, string Id)> circles = [];
    readonly HashSet<Origin> refused = [];
    Dictionary<string, string>? sources;

    /// <summary>Takes note of a fact that has a name or corrects another.</summary>
    /// <param name="head">Its head.</param>
    /// <param name="kind">What it consists of.</param>
    /// <param name="isKnown">Whether it is known by now: a correction that is not known yet corrects nothing.</param>
    public void Note(in FactHead head, Type kind, bool isKnown)
    {
        if (head.Id is not null || head.Supersedes is not null) heads.Add((head, kind, isKnown));
    }

    /// <summary>Settles all that was noted, and refuses corrections of nothing, corrections in a circle, and one id for two types of fact.</summary>
    public void Settle()
    {
        if (heads.Exists(h => h.IsKnown && h.Head.Supersedes is not null))
        {
            FindTargets();
            FollowChains();
            RefuseCircles();
        }
        RefuseMixedKinds();
    }

    /// <summary>Whether a fact is out: corrected, or a correction that cannot be.</summary>
    public bool IsOut(in FactHead head) => (head.Id is { } id && corrected.Contains((head.Source, id))) || refused.Contains(head.At);

    /// <summary>Whether a fact is a correction that cannot be.</summary>
    public bool IsRefused(in FactHead head) => refused.Contains(head.At);

    /// <summary>What a fact with a name stands for: the first fact of its chain; <c>null</c>: it has no name and corrects nothing.</summary>
    public (string Source, string Id)? PlaceOf(in FactHead head) => (head.Id ?? head.Supersedes) is { } id ? first.GetValueOrDefault((head.Source, id), (head.Source, id)) : null;

    void FindTargets()
    {
        var known = heads.Where(h => h.Head.Id is not null).Select(h => (h.Head.Source, Id: h.Head.Id!)).Concat(unreadable).ToHashSet();
        foreach (var (head, _, isKnown) in heads)
        {
            if (!isKnown || head.Supersedes is not { } id) continue;
            var target = (head.Source, id);
            if (!known.Contains(target))
            {
                RefuseMissing(head, id, known);
                continue;
            }
            corrected.Add(target);
            // One id that corrects two facts contradicts itself and is refused as that; until then, one of them in a fixed order.
            if (head.Id is { } own && (!steps.TryGetValue((head.Source, own), out var other) || string.CompareOrdinal(id, other.Id) < 0)) steps[(head.Source, own)] = target;
        }
    }

    void RefuseMissing(in FactHead head, string id, HashSet<(string Source, string Id)> known)
    {
        var (source, own) = (head.Source, head.Id);
        sources ??= known.GroupBy(k => k.Id).ToDictionary(g => g.Key, g => g.Min(k => k.Source)!);
        var near = refused.Count < MostGuessed ? Nearest.Question(id, known.Where(k => k.Source == source && k.Id != own).Select(k => k.Id)) : null;
        refused.Add(head.At);
        files.Refuse(head.At, "fact.corrects-nothing", $"The source {Quoted.Of(source)} has no fact with the id {Quoted.Of(id)}, so there is nothing to correct.",
            sources.TryGetValue(id, out var elsewhere) ? $"The source {Quoted.Of(elsewhere)} has one: a correction from another file names it under \"source\"."
            : near ?? "Name the id that stands in the fact, or leave 'supersedes' out.");
    }

    void FollowChains()
    {
        foreach (var start in steps.Keys)
        {
            var (path, at) = (new List<(string Source, string Id)>(), start);
            var onPath = new HashSet<(string Source, string Id)>();
            while (!first.ContainsKey(at) && steps.TryGetValue(at, out var next) && onPath.Add(at))
            {
                path.Add(at);
                at = next;
            }
            if (onPath.Contains(at)) circles.UnionWith(path.Skip(path.IndexOf(at)));
            var root = first.GetValueOrDefault(at, at);
            foreach (var step in path) first[step] = root;
        }
    }

    void RefuseCircles()
    {
        foreach (var (head, _, isKnown) in heads)
        {
            if (!isKnown || head.Id is not { } id || !circles.Contains((head.Source, id))) continue;
            refused.Add(head.At);
            files.Refuse(head.At, "fact.circle", $"The fact {Quoted.Of(id)} is corrected by what it corrects: none of them is the last.", "A correction names the fact that was there before it.");
        }
    }

    void RefuseMixedKinds()
    {
        if (heads.DistinctBy(h => h.Kind).Count() < 2) return;
        foreach (var sides in heads.Where(h => h.IsKnown && !IsOut(h.Head)).GroupBy(h => PlaceOf(h.Head)))
        {
            if (sides.DistinctBy(s => s.Kind).Count() < 2) continue;
            var places = sides.Select(s => s.Head.At).Distinct().OrderBy(o => o.File).ThenBy(o => o.Line).ToList();
            files.Contradict(new(sides.Key!.Value.Id, Labels.None, places.ToValueList()));
            foreach (var place in places)
            {
                refused.Add(place);
                files.Refuse(place, "fact.contradiction", $"The id {Quoted.Of(sides.Key!.Value.Id)} stands for a fact of another type in {files.Places(places.Where(p => p != place))}.",
                    "None of them is counted. An id is unique within its source.");
            }
        }
    }
}
