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
    readonly CycleScripts scripts = new(cycles.Metric, cycles.Tickets, cycles.Roles);
    readonly CycleRule?[] rules = new CycleRule[cycles.Tickets.About.Count];
    readonly bool whenever = opened is { HasStart: false, HasEnd: false };
    readonly long now = Calendars.Nanoseconds.Of(cycles.Now);
    readonly long until = cycles.Now.ToUnixTimeTicks();

    /// <summary>What has been counted.</summary>
    public CycleTallies Tallies { get; } = new(places.Count);

    /// <summary>Counts the cycles of the tickets from one to before another.</summary>
    public CycleCount Read(int first, int end)
    {
        var (tickets, reads) = (cycles.Tickets, cycles.Roles.Reads);
        var at = tickets.At.Span;
        var starts = tickets.Starts.Span[first..(end + 1)];
        var aboutOf = tickets.AboutOf.Span[first..end];
        var storyOf = tickets.Stories.Of.Span[first..end];
        var reader = cycles.Reader();
        for (var ticket = 0; ticket < aboutOf.Length && ticket < storyOf.Length; ticket++)
        {
            var (about, story) = (aboutOf[ticket], storyOf[ticket]);
            if (!reads[about]) continue;
            var rule = rules[about] ??= kinds.Of(about, cycles.Roles.FirstPriorityOf[about]);
            if (story >= 0 && whenever && rule.TicksToCount > 0 && scripts.Of(story, about) is { } found)
            {
                var instants = at[starts[ticket]..starts[ticket + 1]];
                if (instants[^1] <= until)
                {
                    foreach (var script in found) Count(script, rule, instants);
                    continue;
                }
            }
            if (reader.Begin(first + ticket) && (whenever || opened.Contains(Instant.FromUnixTimeTicks(reader.OpenedAt))))
                while (reader.Next()) Count(reader.About, reader.Run);
        }
        return this;
    }

    /// <summary>Counts a cycle whose priority never changed and whose target is a budget: two look-ups for each stretch, and the due instant only if it is late.</summary>
    void Count(CycleScript script, CycleRule rule, ReadOnlySpan<long> at)
    {
        var table = rule.Table!;
        var used = 0L;
        foreach (var (from, to) in script.Stretches) used += table.CountedAt(When(at, to)) - table.CountedAt(at[from]);
        if (used >= rule.TicksToCount && Due(script, rule, at) is var due && due < When(at, script.Ended)) Settle(script, rule, at, due, true);
        else if (script.End == CycleEnd.Done) Settle(script, rule, at, at[script.Ended], false);
        else if (!places.AreWhenCertain) Settle(script, rule, at, CycleRun.Never, null);
    }

    void Settle(CycleScript script, CycleRule rule, ReadOnlySpan<long> at, long certain, bool? isLate)
    {
        if (places.AreWhenCertain && isLate is { } verdict)
        {
            foreach (var window in places.At(certain * NodaConstants.NanosecondsPerTick)) Tallies.Add(window, rule.Kind, verdict);
            return;
        }
        var outcome = new CycleOutcome(Nanoseconds(at[script.Started]), script.End == CycleEnd.Running ? CycleRun.Never : Nanoseconds(at[script.Ended]), script.End, Nanoseconds(certain), !isLate);
        foreach (var (window, inTime, _) in places.Of(outcome))
            if (inTime is { } counted) Tallies.Add(window, rule.Kind, !counted);
    }

    /// <summary>Counts any other cycle.</summary>
    void Count(int about, in CycleRun run)
    {
        var all = kinds.Of(about, run);
        var judged = cycles.Clock.Judge(run, all, now);
        var rule = all[judged.Rule];
        foreach (var (window, inTime, isAtTheEnd) in places.Of(new(run.Started, run.Ended, run.End, judged.Certain, judged.InTime)))
        {
            if (isAtTheEnd) Cut(window, run, all);
            else if (inTime is { } verdict) Tallies.Add(window, rule.Kind, !verdict);
            else if (rule.Target is null && run.End == CycleEnd.Done) Tallies.Add(window, rule.Kind, cycles.Clock.Used(run, all, now));
        }
    }

    /// <summary>Counts a cycle that was open when its window ended: as it was then, so that nothing that comes later changes that window.</summary>
    void Cut(int window, in CycleRun run, CycleRule[] all)
    {
        var end = places.EndOf(window);
        var seen = run.SeenAt(end);
        var rule = all[cycles.Clock.Judge(seen, all, end).Rule];
        if (rule.Target is null) Tallies.Add(window, rule.Kind, cycles.Clock.Used(seen, all, end));
        else Tallies.Add(window, rule.Kind, true);
    }

    long Due(CycleScript script, CycleRule rule, ReadOnlySpan<long> at)
    {
        var left = rule.TicksToCount;
        foreach (var (from, to) in script.Stretches)
        {
            var before = rule.Table!.CountedAt(at[from]);
            var counted = rule.Table.CountedAt(When(at, to)) - before;
            if (left <= counted) return rule.Table.EarliestAt(before + left);
            left -= counted;
        }
        return CycleRun.Never;
    }

    long When(ReadOnlySpan<long> at, int index) => index < at.Length ? at[index] : until;

    static long Nanoseconds(long ticks) => ticks == CycleRun.Never ? ticks : ticks * NodaConstants.NanosecondsPerTick;
}
