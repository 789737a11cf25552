using System.Runtime.CompilerServices;
using NodaTime;

namespace Surety.Metrics;

/// <summary>
/// Reads the clocks of tickets into columns: the one loop over all of them. Tickets of one story are read together, so that nothing depends on what happened to a ticket but when
/// it did. For the use of one thread.
/// </summary>
/// <param name="cycles">Whose tickets.</param>
/// <param name="kinds">What holds for them.</param>
/// <param name="opened">Only tickets that were opened in it.</param>
sealed class ClockLoop(Cycles cycles, CycleKinds kinds, Interval opened)
{
    /// <summary>So many tickets are read at once that their events and columns stay in the processor's cache.</summary>
    public const int TicketsAtOnce = 1 << 10;

    const int OneByOne = -1;
    const int NotRead = -2;

    enum Way : byte
    {
        Unknown,
        NotRead,
        OneByOne,
        Together,
    }

    readonly CycleScripts scripts = new(cycles.Metric, cycles.Tickets, cycles.Roles);
    readonly CycleRule?[] rules = new CycleRule[cycles.Tickets.About.Count];
    readonly Way[] ways = new Way[cycles.Tickets.About.Count];
    readonly bool whenever = opened is { HasStart: false, HasEnd: false };
    readonly long now = Calendars.Nanoseconds.Of(cycles.Now);
    readonly long until = cycles.Now.ToUnixTimeTicks();
    readonly ClockColumns columns = new();
    readonly int[] storyOf = new int[TicketsAtOnce];
    readonly int[] order = new int[TicketsAtOnce];
    readonly int[] places = new int[cycles.Tickets.Stories.Count + 1];

    /// <summary>Reads the cycles of the tickets from one to before another.</summary>
    /// <param name="first">The first.</param>
    /// <param name="end">At most <see cref="TicketsAtOnce"/> more.</param>
    /// <returns>The same columns each time.</returns>
    public ClockColumns Read(int first, int end)
    {
        columns.Clear();
        Group(first, end);
        for (int story = 0, from = 0; story < places.Length - 1; from = places[story++])
            if (places[story] > from)
            {
                var found = scripts.Of(story, cycles.Tickets.AboutOf.Span[order[from]])!;
                for (var i = 0; i < found.Length; i++) Add(found[i], i + 1, order.AsSpan(from, places[story] - from), cycles.Tickets.Stories[story].Length);
            }
        var reader = cycles.Reader();
        for (var i = 0; i < end - first; i++)
            if (storyOf[i] == OneByOne && reader.Begin(first + i) && IsOpened(reader.OpenedAt))
                while (reader.Next()) Add(reader);
        return columns;
    }

    /// <summary>Puts those tickets in order of their stories that can be read together; after that a place is where those of a story end.</summary>
    void Group(int first, int end)
    {
        Array.Clear(places);
        var tickets = cycles.Tickets;
        var at = tickets.At.Span;
        var starts = tickets.Starts.Span;
        var aboutOf = tickets.AboutOf.Span.Slice(first, end - first);
        var stories = tickets.Stories.Of.Span.Slice(first, end - first);
        var found = storyOf.AsSpan(0, end - first);
        for (var i = 0; i < found.Length; i++)
        {
            var (about, story) = (aboutOf[i], stories[i]);
            if (ways[about] == Way.Unknown) ways[about] = WayOf(about);
            var way = ways[about];
            if (way == Way.Together && (story < 0 || at[starts[first + i + 1] - 1] > until || scripts.Of(story, about) is null)) way = Way.OneByOne;
            if (way == Way.Together && !whenever && !IsOpened(at[tickets.OpeningOf(first + i)])) way = Way.NotRead;
            if (way == Way.Together) places[story + 1]++;
            found[i] = way == Way.Together ? story : way == Way.OneByOne ? OneByOne : NotRead;
        }
        for (var story = 1; story < places.Length; story++) places[story] += places[story - 1];
        for (var i = 0; i < found.Length; i++)
            if (found[i] is >= 0 and var story) order[places[story]++] = first + i;
    }

    /// <summary>How tickets with a set of labels are read as far as the labels say; their rule is found on the way.</summary>
    Way WayOf(int about)
    {
        if (!cycles.Roles.Reads[about]) return Way.NotRead;
        rules[about] = kinds.Of(about, cycles.Roles.FirstPriorityOf[about]);
        // Where a start counts later than it is made, no instant of it is that of an event.
        return rules[about]!.TicksToCount > 0 && cycles.Clock.Calendars.StartsIn is null ? Way.Together : Way.OneByOne;
    }

    bool IsOpened(long ticks) => whenever || opened.Contains(Instant.FromUnixTimeTicks(ticks));

    /// <summary>Cycles whose priority never changed and whose target is a budget: two look-ups for each stretch, and one for the due instant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Add(CycleScript script, int number, ReadOnlySpan<int> of, int events)
    {
        var tickets = cycles.Tickets;
        var at = tickets.At.Span;
        var starts = tickets.Starts.Span;
        var aboutOf = tickets.AboutOf.Span;
        var rows = columns.Add(of, number, script.End);
        for (var i = 0; i < of.Length; i++)
        {
            // Instants of some thirteen years in ticks, and as much working time at most: no sum of them overflows.
            unchecked
            {
                var instants = at.Slice(starts[of[i]], events);
                var rule = rules[aboutOf[of[i]]]!;
                var (table, target, used, usedUp, reached) = (rule.Table!, rule.TicksToCount, 0L, 0L, 0L);
                foreach (var (from, to) in script.Stretches)
                {
                    var before = table.CountedAt(instants[from]);
                    reached = table.CountedAt(to < events ? instants[to] : until);
                    var counted = reached - before;
                    // All ones where the target is used up in this stretch; no branch, since nobody could guess it.
                    var isHere = ((used - target) & ~(used + counted - target)) >> 63;
                    usedUp |= (before + target - used) & isHere;
                    used += counted;
                }
                var ended = script.Ended < events ? instants[script.Ended] : until;
                // What is left after the end is used up after it.
                usedUp |= ((script.RunsToItsEnd ? reached : table.CountedAt(ended)) + target - used) & ((used - target) >> 63);
                var due = script.IsStill && used < target ? ClockColumns.Never : usedUp <= table.Most ? table.EarliestAt(usedUp) : BeyondTable(rule, ended, target - used);
                rows.Set(i, rule.Kind, instants[script.Started], ended, used, due);
            }
        }
    }

    static long BeyondTable(CycleRule rule, long end, long left) => Ticks(rule.Calendar.UsedUpAt(end * NodaConstants.NanosecondsPerTick, left * NodaConstants.NanosecondsPerTick));

    /// <summary>Any other cycle.</summary>
    void Add(in CycleReader reader)
    {
        var run = reader.Run;
        var all = kinds.Of(reader.About, run);
        var judged = cycles.Clock.Judge(run, all, now);
        var rule = all[judged.Rule];
        columns.Reserve(1);
        columns.Add(
            reader.Ticket, reader.Number, rule.Kind, rule.Target is not null, Ticks(run.Started), Ticks(run.Ended), run.End, Ticks(cycles.Clock.Used(run, all, now)), Ticks(judged.Due),
            Ticks(judged.Certain), judged.InTime == false);
    }

    static long Ticks(long nanoseconds) => nanoseconds == CycleRun.Never ? ClockColumns.Never : nanoseconds / NodaConstants.NanosecondsPerTick;
}
