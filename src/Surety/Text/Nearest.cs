namespace Surety.Text;

/// <summary>Finds what a person probably meant to write.</summary>
internal static class Nearest
{
    /// <summary>Finds the candidate that needs the fewest changed, added, left out or swapped letters.</summary>
    /// <returns><c>null</c> where none is near: more than a third of the letters would change.</returns>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        string? nearest = null;
        var least = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var allowed = Math.Max(1, Math.Max(word.Length, candidate.Length) / 3);
            if (Math.Abs(word.Length - candidate.Length) > allowed || candidate.Length > 200) continue;
            var distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance > allowed || distance >= least) continue;
            (nearest, least) = (candidate, distance);
        }
        return nearest;
    }

    /// <summary>Writes <c>Did you mean 'x'?</c>, or <c>null</c> where nothing is near.</summary>
    public static string? Question(string word, IEnumerable<string> candidates) => To(word, candidates) is { } nearest ? $"Did you mean {Quoted.Of(nearest)}?" : null;

    /// <summary>So many of a list are shown to somebody who wrote none of them.</summary>
    const int Most = 8;

    /// <summary>Lists what could stand in a place: all of it where that is short, otherwise what is nearest to the word, in its order, and how many more there are.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="candidates">In the order in which they are told.</param>
    /// <param name="shown">How one is written.</param>
    public static string Listed(string word, IReadOnlyCollection<string> candidates, Func<string, string>? shown = null)
    {
        var few = Nearer(word, candidates);
        return string.Join(", ", few.Select(c => shown is null ? c : shown(c))) + (few.Count < candidates.Count ? $" and {candidates.Count - few.Count} more" : "");
    }

    /// <summary>The candidates that begin like a word or need the fewest letters changed, in their order; all of them where they are few.</summary>
    public static List<string> Nearer(string word, IReadOnlyCollection<string> candidates) => candidates.Count <= Most + 1 ? [.. candidates] : Few(word, candidates, Most);

    /// <summary>So many candidates, the nearest to a word, in their order.</summary>
    public static List<string> Few(string word, IReadOnlyCollection<string> candidates, int count)
    {
        var lower = word.ToLowerInvariant();
        var near = candidates.OrderBy(c => Far(lower, c.ToLowerInvariant())).Take(count).ToHashSet();
        return [.. candidates.Where(near.Contains).Distinct()];
    }

    /// <summary>Letters that would change, of a hundred; a word that begins with the other is nearer than one that does not.</summary>
    static int Far(string word, string candidate)
    {
        if (word.Length == 0 || candidate.Length is 0 or > 200 || word.Length > 200) return 100;
        var begins = candidate.StartsWith(word, StringComparison.Ordinal) || word.StartsWith(candidate, StringComparison.Ordinal);
        return Distance(word, candidate) * (begins ? 50 : 100) / Math.Max(word.Length, candidate.Length);
    }

    static int Distance(string a, string b)
    {
        var (before, above, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++) above[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if (swapped) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, above, row) = (above, row, before);
        }
        return above[b.Length];
    }
}
