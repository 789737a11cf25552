using Surety.Text;

namespace Surety.Facts;

/// <summary>One pass over everything: who corrects whom, who is there twice, who contradicts whom. The order of files and lines decides nothing.</summary>
internal sealed class Settling(FactFiles files, Corrections corrections, long limit)
{
    /// <summary>Notes the names and corrections of one type of fact; all types come before the first is settled.</summary>
    /// <param name="drafts">Rows of one type.</param>
    /// <param name="when">When a row became known if it does not say so.</param>
    public void Note<T>(List<Draft<T>> drafts, Func<T, long> when)
    {
        foreach (var draft in drafts) corrections.Note(draft.Head, typeof(T), IsKnown(draft, when));
    }

    /// <summary>Keeps what is known by then, once, and refuses all sides of a contradiction.</summary>
    /// <param name="drafts">Rows of one type.</param>
    /// <param name="when">When a row became known if it does not say so.</param>
    /// <param name="name">What a row without an id is recognised by.</param>
    public List<Draft<T>> Of<T>(List<Draft<T>> drafts, Func<T, long> when, Func<Labels, T, object> name)
        where T : struct =>
        Once(Standing(drafts, when), d => corrections.PlaceOf(d.Head) is { } place ? place : name(d.Labels, d.Content));

    /// <summary>The same, for what can be one thing only at one instant, whoever says it and under whichever id.</summary>
    /// <param name="drafts">Rows of one type.</param>
    /// <param name="when">When a row became known if it does not say so.</param>
    /// <param name="name">What is one thing only; <c>null</c>: several of this row may be.</param>
    /// <param name="contradicts">Told of the sides of each contradiction, in order of their places.</param>
    public List<Draft<T>> OneAtATime<T>(List<Draft<T>> drafts, Func<T, long> when, Func<Labels, T, object?> name, Action<List<Draft<T>>>? contradicts = null)
        where T : struct
    {
        object Name(Draft<T> draft) => name(draft.Labels, draft.Content) ?? corrections.PlaceOf(draft.Head) ?? (object)(draft.Labels, draft.Content);
        var kept = Once(Standing(drafts, when), d => corrections.PlaceOf(d.Head) is { } place ? place : Name(d), contradicts);
        // Without ids, what it is recognised by was its name already.
        return kept.Exists(d => d.Head.Id is not null) ? Once(kept, Name, contradicts) : kept;
    }

    /// <summary>Intervals of one series that overlap would count events twice: both sides are refused.</summary>
    public List<Draft<CountFact>> WithoutOverlaps(List<Draft<CountFact>> rows)
    {
        var bad = new HashSet<Origin>();
        var kept = new List<Draft<CountFact>>(rows.Count);
        foreach (var series in rows.GroupBy(r => r.Labels))
        {
            Draft<CountFact>? last = null;
            foreach (var row in series.OrderBy(r => r.Content.From).ThenBy(r => r.Content.Until).ThenBy(r => r.Content.Good).ThenBy(r => r.Content.Total))
            {
                if (last is { } before && row.Content.From < before.Content.Until)
                {
                    if (row.Content == before.Content)
                    {
                        files.CountDuplicate(row.Head.At);
                        continue;
                    }
                    Refuse<CountFact>([before, row]);
                    bad.Add(before.Head.At);
                    bad.Add(row.Head.At);
                }
                kept.Add(row);
                if (last is null || row.Content.Until > last.Value.Content.Until) last = row;
            }
        }
        return kept.FindAll(r => !bad.Contains(r.Head.At));
    }

    List<Draft<T>> Standing<T>(List<Draft<T>> drafts, Func<T, long> when) => drafts.FindAll(d => IsKnown(d, when) && !corrections.IsOut(d.Head));

    bool IsKnown<T>(in Draft<T> draft, Func<T, long> when) => (draft.Head.Known ?? when(draft.Content)) <= limit;

    List<Draft<T>> Once<T>(List<Draft<T>> drafts, Func<Draft<T>, object> key, Action<List<Draft<T>>>? contradicts = null)
        where T : struct
    {
        var kept = new Dictionary<object, Draft<T>>(drafts.Count);
        var contradicted = new Dictionary<object, List<Draft<T>>>();
        foreach (var draft in drafts)
        {
            var name = key(draft);
            if (contradicted.TryGetValue(name, out var sides)) sides.Add(draft);
            else if (kept.TryAdd(name, draft)) continue;
            else if (Same(kept[name], draft)) files.CountDuplicate(draft.Head.At);
            else
            {
                contradicted[name] = [kept[name], draft];
                kept.Remove(name);
            }
        }
        foreach (var sides in contradicted.Values)
        {
            Refuse(sides);
            contradicts?.Invoke([.. sides.OrderBy(s => s.Head.At.File).ThenBy(s => s.Head.At.Line)]);
        }
        // A dictionary fills the places of what was taken out, and of two rows that say the same the first is the one that stays.
        return contradicted.Count == 0 ? [.. kept.Values] : [.. kept.Values.OrderBy(d => d.Head.At.File).ThenBy(d => d.Head.At.Line)];
    }

    static bool Same<T>(in Draft<T> one, in Draft<T> other)
        where T : struct =>
        one.Labels == other.Labels && one.Content.Equals(other.Content) && (one.Head.Id != other.Head.Id || one.Head.Supersedes == other.Head.Supersedes);

    void Refuse<T>(List<Draft<T>> sides)
    {
        var places = sides.Select(s => s.Head.At).Distinct().OrderBy(o => o.File).ThenBy(o => o.Line).ToList();
        var id = sides.TrueForAll(s => s.Head.Id == sides[0].Head.Id) ? sides[0].Head.Id : null;
        var corrects = sides.TrueForAll(s => s.Head.Supersedes is not null);
        files.Contradict(new(id, sides.MinBy(s => (s.Head.At.File, s.Head.At.Line)).Labels, places.ToValueList()));
        foreach (var place in places)
        {
            var others = files.Places(places.Where(p => p != place));
            files.Refuse(place, "fact.contradiction",
                id is not null ? $"The id {Quoted.Of(id)} stands for something else in {others}." : corrects ? $"The same fact is corrected otherwise in {others}." : $"Something else is said of the same thing and instant in {others}.",
                "None of them is counted. A correction is a fact with an id of its own that 'supersedes' the wrong one.");
        }
    }
}
