namespace Surety.Tests.Oracle;

/// <summary>Good events ÷ all events of the intervals that begin in a window: figures.md, "Counts".</summary>
sealed class EventShare(IReadOnlyList<Told> read, Timeline time, bool[] exists, bool[]? during, bool[] taken)
{
    public Fraction? In(int from, int until)
    {
        var (good, all) = (0L, 0L);
        foreach (var count in read.OfType<Told.Count>())
        {
            var (first, next) = (time.Slot(count.From), time.Slot(count.Until));
            if (first < from || first >= until || !exists[first] || during?[first] == false) continue;
            if (Enumerable.Range(first, next - first).All(i => taken[i])) continue;
            (good, all) = (good + count.Good, all + count.Total);
        }
        return all == 0 ? null : Fraction.Of(good, all);
    }
}
