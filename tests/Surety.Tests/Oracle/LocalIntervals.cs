namespace Surety.Tests.Oracle;

/// <summary>Intervals that are counted from the start of each local day: the last of a day may be shorter.</summary>
static class LocalIntervals
{
    /// <summary>The number of the interval that each slot lies in.</summary>
    public static int[] Of(Timeline time, int minutes)
    {
        var (days, _) = time.Local(time.Zone);
        var (intervals, number, sinceStart) = (new int[time.Count], 0, 0L);
        for (var i = 0; i < intervals.Length; i++)
        {
            if (i > 0 && (days[i] != days[i - 1] || sinceStart == minutes * 60L)) (number, sinceStart) = (number + 1, 0);
            intervals[i] = number;
            sinceStart += time.Grain;
        }
        return intervals;
    }
}
