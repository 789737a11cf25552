using System.Globalization;

namespace Surety.Changes;

/// <summary>Finds what is different between two texts, clause by clause: keys by their name, items of lists by what they say.</summary>
static class Differ
{
    /// <summary>Longer lists that have little in common are compared place by place.</summary>
    const int MostCells = 4_000_000;

    /// <summary>A change, whether it changes what the text says and not only its comments and its layout, and where the clause stands in each of the two.</summary>
    /// <param name="Change">The edit.</param><param name="Says">Whether it says something else.</param><param name="Was">Its place in the first text; <c>null</c>: it is new there.</param><param name="Is">Its place in the second.</param>
    public readonly record struct Found(Change Change, bool Says, ValueList<string>? Was, ValueList<string>? Is);

    /// <summary>All changes, in the order of the second text.</summary>
    public static List<Found> Of(ClauseText one, ClauseText other)
    {
        var found = new List<Found>();
        Parts(one, other, [], found);
        return found;
    }

    static void Clause(ClauseText one, ClauseText other, ValueList<string> was, ValueList<string> now, List<Found> found)
    {
        if (one.Above != other.Above || one.Own != other.Own || one.Says != other.Says) found.Add(new(new Change.Replaced(was, one.Above + one.Own, other.Above + other.Own), one.Says != other.Says, was, now));
        if (one.Parts is not null) Parts(one, other, was, found);
    }

    static void Parts(ClauseText one, ClauseText other, ValueList<string> place, List<Found> found)
    {
        if (one.IsList) Items(one.Parts!.Value, other.Parts!.Value, place, found);
        else Keyed(one.Parts!.Value, other.Parts!.Value, place, found);
    }

    static void Items(ValueList<ClauseText> old, ValueList<ClauseText> now, ValueList<string> place, List<Found> found)
    {
        foreach (var (i, j) in Aligned(old, now))
        {
            ValueList<string> was = [.. place, Digits(i)], here = [.. place, Digits(j)];
            if (i < 0) found.Add(new(new Change.Added(here, j, now[j].Text), Says: true, null, here));
            else if (j < 0) found.Add(new(new Change.Removed(was, old[i].Text), Says: true, was, null));
            else Clause(old[i], now[j], was, here, found);
        }
    }

    static void Keyed(ValueList<ClauseText> old, ValueList<ClauseText> now, ValueList<string> place, List<Found> found)
    {
        var after = now.ToDictionary(p => p.Name, StringComparer.Ordinal);
        // What becomes a list, or stops being one, is taken out and put in.
        var both = old.Where(p => after.TryGetValue(p.Name, out var other) && p.Parts is null == other.Parts is null && p.IsList == other.IsList).Select(p => p.Name).ToValueList();
        var inOrder = now.Select(p => p.Name).Where(both.Contains).ToValueList();
        if (both != inOrder) found.Add(new(new Change.Reordered(place, both, inOrder), Says: true, place, place));
        var next = 0;
        void Gone(int until)
        {
            for (; next < until; next++)
                if (!both.Contains(old[next].Name)) found.Add(new(new Change.Removed([.. place, old[next].Name], old[next].Text), Says: old[next].Name.Length > 0, [.. place, old[next].Name], null));
        }

        // What is gone is told before what stood behind it.
        for (var i = 0; i < now.Count; i++)
        {
            ValueList<string> here = [.. place, now[i].Name];
            var at = old.TakeWhile(p => p.Name != now[i].Name).Count();
            if (at < old.Count) Gone(at + 1);
            if (both.Contains(now[i].Name)) Clause(old[at], now[i], here, here, found);
            else found.Add(new(new Change.Added(here, i, now[i].Text), Says: now[i].Name.Length > 0, null, here));
        }
        Gone(old.Count);
    }

    static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Items of two lists side by side: those that say the same, then rows of one key, then what stands at one place between these; -1 where nothing stands beside one.</summary>
    static IEnumerable<(int Old, int New)> Aligned(ValueList<ClauseText> old, ValueList<ClauseText> now) =>
        Between(old, now, 0, old.Count, 0, now.Count, (a, b) => a.Says == b.Says,
            (i, iEnd, j, jEnd) => Between(old, now, i, iEnd, j, jEnd, (a, b) => a.Name.Length > 0 && a.Name == b.Name, InPlace));

    static IEnumerable<(int, int)> InPlace(int i, int iEnd, int j, int jEnd)
    {
        for (; i < iEnd || j < jEnd; i++, j++) yield return (i < iEnd ? i : -1, j < jEnd ? j : -1);
    }

    /// <summary>The longest run of pairs that are alike, in the order of both; what lies between them is left to another rule.</summary>
    static IEnumerable<(int, int)> Between(
        ValueList<ClauseText> old, ValueList<ClauseText> now, int i, int iEnd, int j, int jEnd, Func<ClauseText, ClauseText, bool> alike, Func<int, int, int, int, IEnumerable<(int, int)>> others)
    {
        while (i < iEnd && j < jEnd && alike(old[i], now[j])) yield return (i++, j++);
        var ends = 0;
        while (iEnd > i && jEnd > j && alike(old[iEnd - 1], now[jEnd - 1])) (iEnd, jEnd, ends) = (iEnd - 1, jEnd - 1, ends + 1);
        var (rows, columns) = (iEnd - i, jEnd - j);
        if (rows > 0 && columns > 0 && (long)rows * columns <= MostCells)
        {
            var longest = new int[rows + 1, columns + 1];
            for (var r = rows - 1; r >= 0; r--)
                for (var c = columns - 1; c >= 0; c--)
                    longest[r, c] = alike(old[i + r], now[j + c]) ? longest[r + 1, c + 1] + 1 : Math.Max(longest[r + 1, c], longest[r, c + 1]);
            var (r0, c0) = (0, 0);
            for (var (r, c) = (0, 0); longest[r, c] > 0;)
            {
                if (!alike(old[i + r], now[j + c]))
                {
                    if (longest[r + 1, c] >= longest[r, c + 1]) r++; else c++;
                    continue;
                }
                foreach (var pair in others(i + r0, i + r, j + c0, j + c)) yield return pair;
                yield return (i + r, j + c);
                (r0, c0) = (++r, ++c);
            }
            (i, j) = (i + r0, j + c0);
        }
        foreach (var pair in others(i, iEnd, j, jEnd)) yield return pair;
        for (var k = 0; k < ends; k++) yield return (iEnd + k, jEnd + k);
    }
}
