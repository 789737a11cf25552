using Surety.Facts;

namespace Surety.Metrics;

/// <summary>What the rows of a series say of time: where they say anything, where that is bad, and which of them say so.</summary>
/// <param name="at">Instants of the rows.</param>
/// <param name="origins">Their places.</param>
/// <param name="runs">Their kinds.</param>
/// <param name="every">The time that a row stands for, unless the next one comes before; <c>null</c>: it stands until the next.</param>
/// <param name="end">Where the time of the last row ends if it stands until the next.</param>
internal sealed class SeriesTime(Steps at, Origins origins, List<RowRun> runs, long? every, long end)
{
    readonly List<RowRun> bad = runs.FindAll(r => r.Kind == RowKind.Bad);

    /// <summary>The time of the rows that pass a test.</summary>
    public TimeSet TimeOf(Func<RowKind, bool> counts)
    {
        var (time, gaps, next) = (new OrderedStretches(), Gaps(), 0);
        foreach (var run in runs)
        {
            while (next < gaps.Count && gaps[next] < run.From) next++;
            if (!counts(run.Kind)) continue;
            var from = at[run.From];
            for (; next < gaps.Count && gaps[next] < run.Until - 1; next++)
            {
                time.Add(from, EndOf(gaps[next]));
                from = at[gaps[next] + 1];
            }
            time.Add(from, EndOf(run.Until - 1));
        }
        return time.ToTimeSet();
    }

    /// <summary>The places of the rows that say that a stretch is bad.</summary>
    public IEnumerable<Origin> FactsOf(long from, long until)
    {
        var (low, high) = (0, bad.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (EndOf(bad[middle].Until - 1) <= from) low = middle + 1;
            else high = middle;
        }
        // The row before the first that begins in the stretch may reach into it.
        for (var row = Math.Max(0, at.First(from) - 1); low < bad.Count && at[bad[low].From] < until; low++)
            for (row = Math.Max(row, bad[low].From); row < bad[low].Until && at[row] < until; row++)
                if (EndOf(row) > from) yield return origins[row];
    }

    long EndOf(int row)
    {
        if (row + 1 < at.Count) return every is { } own ? Math.Min(at[row] + own, at[row + 1]) : at[row + 1];
        return every is { } last ? at[row] + last : Math.Max(end, at[row]);
    }

    /// <summary>Rows that end before the next one begins, in order; the last row is none.</summary>
    List<int> Gaps()
    {
        var gaps = new List<int>();
        if (every is not { } own) return gaps;
        if (at.IsListed)
        {
            var listed = at.Listed;
            for (var row = 0; row + 1 < listed.Length; row++)
                if (listed[row + 1] - listed[row] > own) gaps.Add(row);
            return gaps;
        }
        for (var row = 0; row < at.Count;)
        {
            // Within a stretch the steps are equal: one look is enough.
            var behind = at.EndOfStretch(row);
            if (behind - row > 1 && at[row + 1] - at[row] > own)
                for (; row + 1 < behind; row++) gaps.Add(row);
            if (behind < at.Count && at[behind] - at[behind - 1] > own) gaps.Add(behind - 1);
            row = behind;
        }
        return gaps;
    }
}
