using System.Globalization;

namespace Surety.Changes;

/// <summary>Applies changes to the text that they were made of.</summary>
public static class Edits
{
    /// <summary>Puts changes into a text.</summary>
    /// <param name="canonical">The canonical text that they begin with.</param>
    /// <param name="changes">From that text to another.</param>
    /// <returns>The other text, byte for byte; refused, with each change that does not fit, where the text is not the one that they were made of.</returns>
    public static Result<string> Apply(string canonical, IEnumerable<Change> changes)
    {
        var run = new Run(changes);
        var text = run.Write(ClauseText.Of(canonical), []);
        return run.Misfits().ToValueList() is { Count: > 0 } problems ? new Result<string>.Refused(problems) : new Result<string>.Ok(text);
    }

    sealed class Run
    {
        readonly Dictionary<string, List<Change>> at = [];
        readonly List<Change> all;
        readonly HashSet<Change> fitting = new(ReferenceEqualityComparer.Instance);

        public Run(IEnumerable<Change> changes)
        {
            all = [.. changes];
            foreach (var change in all)
            {
                // What is put in or put in order concerns the clause in which it stands.
                var key = Key(change is Change.Added ? change.Place.Take(change.Place.Count - 1) : change.Place, change is Change.Added or Change.Reordered);
                if (!at.TryGetValue(key, out var list)) at[key] = list = [];
                list.Add(change);
            }
        }

        public string Write(ClauseText clause, ValueList<string> place)
        {
            var head = clause.Above + clause.Own;
            if (Of(place, inside: false).OfType<Change.Replaced>().FirstOrDefault() is { } replaced && Fits(replaced, replaced.Old == head)) head = replaced.New;
            if (clause.Parts is not { } parts) return head;
            var kept = new List<(string Name, string Text)>();
            for (var i = 0; i < parts.Count; i++)
            {
                ValueList<string> here = [.. place, clause.IsList ? i.ToString(CultureInfo.InvariantCulture) : parts[i].Name];
                if (Of(here, inside: false).OfType<Change.Removed>().FirstOrDefault() is { } removed && Fits(removed, removed.Text == parts[i].Text)) continue;
                kept.Add((parts[i].Name, Write(parts[i], here)));
            }
            var inside = Of(place, inside: true).ToList();
            if (inside.OfType<Change.Reordered>().FirstOrDefault() is { } order && Fits(order, order.Old == kept.Select(k => k.Name).ToValueList()))
                kept = order.New.Select(name => kept.Find(k => k.Name == name)).ToList();
            foreach (var added in inside.OfType<Change.Added>().OrderBy(a => a.At))
                if (Fits(added, added.At <= kept.Count)) kept.Insert(added.At, (added.Place[^1], added.Text));
            return head + string.Concat(kept.Select(k => k.Text));
        }

        bool Fits(Change change, bool fits)
        {
            if (fits) fitting.Add(change);
            return fits;
        }

        public IEnumerable<Problem> Misfits() => all.Where(c => !fitting.Contains(c)).Select(c => new Problem(
            default, Severity.Error, "change.stale", $"The change at '{string.Join(" / ", c.Place)}' does not fit: this is not the text that it was made of.", "Compare the two texts again."));

        List<Change> Of(IEnumerable<string> place, bool inside) => at.TryGetValue(Key(place, inside), out var list) ? list : [];

        static string Key(IEnumerable<string> place, bool inside) => $"{(inside ? '+' : '=')}{string.Join('\u0001', place)}";
    }
}
