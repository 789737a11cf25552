using NodaTime;

namespace Surety.Metrics;

/// <summary>What cycles bring to the share of a window that is open.</summary>
/// <param name="InTime">Counted in time, and it stays so.</param>
/// <param name="Late">Counted late, and it stays so.</param>
/// <param name="Loose">Counted, and undone if the ticket comes back and goes on.</param>
/// <param name="LooseLate">Of which are late, or may be then.</param>
/// <param name="ToCome">Not counted yet, that may be late in the window: running ones, and those that may come back.</param>
/// <param name="Due">Running ones that will be decided in the window if nothing else happens.</param>
readonly record struct OpenTally(int InTime, int Late, int Loose, int LooseLate, int ToCome, int Due)
{
    public static OpenTally operator +(OpenTally one, OpenTally other) =>
        new(one.InTime + other.InTime, one.Late + other.Late, one.Loose + other.Loose, one.LooseLate + other.LooseLate, one.ToCome + other.ToCome, one.Due + other.Due);
}

/// <summary>Counts what cycles bring to an open window, by the labels that their tickets were opened with and those that decide about them. For the use of one thread.</summary>
/// <param name="judged">Whose cycles.</param>
/// <param name="metric">As the version has it that judges the window.</param>
/// <param name="kinds">What holds for them.</param>
/// <param name="places">The windows.</param>
/// <param name="window">Number of the window.</param>
/// <param name="mayBeLate">Whether one that goes on can be late in it.</param>
sealed class OpenCycles(JudgedCycles judged, Metric.TimeTaken metric, CycleKinds kinds, WindowPlaces places, int window, MayBeLate mayBeLate)
{
    readonly Cycles cycles = judged.Cycles;
    readonly long now = Calendars.Nanoseconds.Of(judged.Cycles.Now);
    readonly CycleScripts scripts = new(judged.Cycles.Metric, judged.Cycles.Tickets, judged.Cycles.Roles);
    readonly long before = Math.Min(places.StartOf(window) / NodaConstants.NanosecondsPerTick, judged.Cycles.Now.ToUnixTimeTicks());

    readonly bool goesOn = metric.Reopened == Reopening.GoesOn;
    readonly bool endsWithReply = metric.To.IsOnly("replied");

    /// <summary>By kind of the ticket and kind of the verdict.</summary>
    public Dictionary<(int OfTicket, int OfVerdict), OpenTally> Tallies { get; } = [];

    /// <summary>Counts the cycles of the tickets from one to before another.</summary>
    public OpenCycles Read(int first, int end)
    {
        var tickets = cycles.Tickets;
        var at = tickets.At.Span;
        var starts = tickets.Starts.Span;
        var aboutOf = tickets.AboutOf.Span;
        var storyOf = tickets.Stories.Of.Span;
        var reader = cycles.Reader();
        for (var ticket = first; ticket < end; ticket++)
        {
            if (storyOf[ticket] is >= 0 and var story && at[starts[ticket + 1] - 1] < before && IsOver(story, aboutOf[ticket])) continue;
            if (!reader.Begin(ticket) || !judged.IsOpened(reader)) continue;
            while (reader.Next()) Add(reader);
        }
        return this;
    }

    // What was over before the window began, and cannot come back, has its place elsewhere: a long past costs one look at each ticket.
    bool IsOver(int story, int about)
    {
        if (!cycles.Roles.Reads[about]) return true;
        if (scripts.Of(story, about) is not { } found) return false;
        foreach (var script in found)
            if (script.End == CycleEnd.Running || CanBeUndone(script.End)) return false;
        return true;
    }

    /// <summary>Counts the cycle that a reader stands at.</summary>
    void Add(in CycleReader reader)
    {
        var run = reader.Run;
        // What was done before the window began has its place elsewhere, unless it comes back.
        if (run.End == CycleEnd.Done && run.Ended < places.StartOf(window) && !CanBeUndone(run.End)) return;
        var rules = kinds.Of(reader.About, run);
        var verdict = judged.Cycles.Clock.Judge(run, rules, now);
        var (inTime, target) = (verdict.InTime, rules[verdict.Rule].Target);
        bool MayBe(in CycleRun it) => mayBeLate.Is(it, verdict.Due, target);
        var (none, tally) = (default(OpenTally), default(OpenTally));
        var (counts, isAtTheEnd) = places.In(window, new(run.Started, run.Ended, run.End, verdict.Certain, inTime));
        if (counts && inTime is { } certain) tally += Counted(run, certain);
        if (isAtTheEnd) tally += Counted(run, false);
        if (run.End == CycleEnd.Running)
        {
            // An overdue one has its place already, unless it gets it when it is finished.
            var isOverdue = verdict.Certain != CycleRun.Never;
            if (isOverdue ? metric.CountsIn == CountsIn.WhenFinished : MayBe(run)) tally += none with { ToCome = 1 };
            if (!isOverdue && verdict.Due < places.EndOf(window) && !(run.Pauses is [.., var last] && last.Until == CycleRun.Never)) tally += none with { Due = 1 };
        }
        // What has no place in this window and comes back may be late in it; what was late has its place for good, unless that is where it is finished.
        else if (tally == default && CanBeUndone(run.End) && (inTime == false ? metric.CountsIn == CountsIn.WhenFinished : mayBeLate.Is(run, CycleRun.Never, target))) tally += none with { ToCome = 1 };
        if (tally == default) return;
        var key = (kinds.Of(reader.About, judged.Cycles.Roles.FirstPriorityOf[reader.About]).Kind, rules[verdict.Rule].Kind);
        Tallies[key] = Tallies.GetValueOrDefault(key) + tally;

        OpenTally Counted(in CycleRun it, bool certain) =>
            CanBeUndone(it.End) && (certain || metric.CountsIn == CountsIn.WhenFinished) ? none with { Loose = 1, LooseLate = !certain || MayBe(it) ? 1 : 0 } : certain ? none with { InTime = 1 } : none with { Late = 1 };
    }

    // A reply that was given stays given; what ended with its ticket comes back with it.
    bool CanBeUndone(CycleEnd end) => goesOn && (end == CycleEnd.Dropped || (!endsWithReply && end == CycleEnd.Done));
}
