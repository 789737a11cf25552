using NodaTime;

namespace Surety.Metrics;

/// <summary>What became of a cycle, as far as windows are concerned; all times are nanoseconds since 1970-01-01T00:00Z or <see cref="CycleRun.Never"/>.</summary>
/// <param name="Started">When it started.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="End">How it ended.</param>
/// <param name="Certain">When its verdict became certain.</param>
/// <param name="InTime">The verdict; <c>null</c>: none.</param>
readonly record struct CycleOutcome(long Started, long Ended, CycleEnd End, long Certain, bool? InTime);

/// <summary>Counts the cycles of tickets, window by window and kind by kind. For the use of one thread.</summary>
/// <param name="cycles">Whose tickets.</param>
/// <param name="kinds">What holds for them.</param>
/// <param name="places">The windows.</param>
/// <param name="opened">Only tickets that were opened in it.</param>
sealed class CycleCount(Cycles cycles, CycleKinds kinds, WindowPlaces places, Interval opened)
{
    readonly ClockLoop loop = new(cycles, kinds, opened);

    /// <summary>What has been counted.</summary>
    public CycleTallies Tallies { get; } = new(places.Count);

    /// <summary>Counts the cycles of the tickets from one to before another.</summary>
    public CycleCount Read(int first, int end)
    {
        for (; first < end; first += ClockLoop.TicketsAtOnce)
        {
            var columns = loop.Read(first, Math.Min(end, first + ClockLoop.TicketsAtOnce));
            if (places.AreWhenCertain) CountWhenCertain(columns);
            else Count(columns);
        }
        return this;
    }

    void CountWhenCertain(ClockColumns columns)
    {
        var certain = columns.Certain;
        var kind = columns.Kind;
        var isLate = columns.IsLate;
        var hasTarget = columns.HasTarget;
        for (var i = 0; i < certain.Length; i++)
        {
            if (certain[i] == ClockColumns.Never) continue;
            foreach (var window in places.At(certain[i] * NodaConstants.NanosecondsPerTick))
                if (hasTarget[i]) Tallies.Add(window, kind[i], isLate[i]);
                else Tallies.Add(window, kind[i], columns.Used[i] * NodaConstants.NanosecondsPerTick);
        }
    }

    void Count(ClockColumns columns)
    {
        var reader = cycles.Reader();
        for (var i = 0; i < columns.Count; i++)
            foreach (var (window, inTime, isAtTheEnd) in places.Of(columns.OutcomeOf(i)))
            {
                if (isAtTheEnd) Cut(window, ref reader, columns.Ticket[i], columns.Number[i]);
                else if (inTime is { } verdict) Tallies.Add(window, columns.Kind[i], !verdict);
                else if (!columns.HasTarget[i] && columns.End[i] == CycleEnd.Done) Tallies.Add(window, columns.Kind[i], columns.Used[i] * NodaConstants.NanosecondsPerTick);
            }
    }

    /// <summary>Counts a cycle that was open when its window ended: as it was then, so that nothing that comes later changes that window.</summary>
    void Cut(int window, ref CycleReader reader, int ticket, int number)
    {
        reader.Begin(ticket);
        while (reader.Next() && reader.Number < number) { }
        var (end, all) = (places.EndOf(window), kinds.Of(reader.About, reader.Run));
        var seen = reader.Run.SeenAt(end);
        var rule = all[cycles.Clock.Judge(seen, all, end).Rule];
        if (rule.Target is null) Tallies.Add(window, rule.Kind, cycles.Clock.Used(seen, all, end));
        else Tallies.Add(window, rule.Kind, true);
    }
}
