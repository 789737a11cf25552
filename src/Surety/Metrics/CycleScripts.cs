using NodaTime;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>A stretch in which a clock runs, from one event of a ticket to another.</summary>
/// <param name="From">Index of an event within the ticket.</param>
/// <param name="Until">Likewise; the number of events where it runs on.</param>
readonly record struct Running(int From, int Until);

/// <summary>What a cycle is in tickets of one story, whenever their events came.</summary>
/// <param name="Started">Index of the event that started it, within the ticket.</param>
/// <param name="Ended">Of the one that ended it; the number of events where it has not ended.</param>
/// <param name="End">How it ended.</param>
/// <param name="Stretches">When its clock ran.</param>
sealed record CycleScript(int Started, int Ended, CycleEnd End, Running[] Stretches)
{
    /// <summary>Whether it has not ended and its clock stands still, nobody knows until when.</summary>
    public bool IsStill { get; } = End == CycleEnd.Running && (Stretches is [] || Stretches[^1].Until < Ended);

    /// <summary>Whether its clock runs when it ends, or now.</summary>
    public bool RunsToItsEnd { get; } = Stretches is [.., var last] && last.Until == Ended;
}

/// <summary>
/// What cycles a ticket has depends only on its story. So each story is read once, by <see cref="CycleReader"/>, and the tickets that have it look up which of their events
/// matter.
/// </summary>
/// <param name="metric">What starts, stops and pauses a clock.</param>
/// <param name="tickets">Their events.</param>
/// <param name="roles">What the events mean to the metric.</param>
/// <remarks>For the use of one thread.</remarks>
sealed class CycleScripts(Metric.TimeTaken metric, TicketTable tickets, EventRoles roles)
{
    readonly CycleScript[]?[] scripts = new CycleScript[tickets.Stories.Count][];
    readonly bool[] isKnown = new bool[tickets.Stories.Count];

    /// <summary>Gives the cycles of tickets of a story.</summary>
    /// <param name="story">Its number.</param>
    /// <param name="about">Index of labels that the metric reads.</param>
    /// <returns><c>null</c>: its tickets have to be read one by one, because their priority changes.</returns>
    public CycleScript[]? Of(int story, int about) => scripts[story] ?? (isKnown[story] ? null : Read(story, about));

    // The events of such a ticket, one tick after the other: then an instant is the index of its event.
    CycleScript[]? Read(int story, int about)
    {
        isKnown[story] = true;
        var whatOf = tickets.Stories[story];
        foreach (var what in whatOf)
            if ((roles.Of[what] & EventRole.Reprioritises) != 0) return null;
        var found = new List<CycleScript>();
        var reader = new CycleReader(metric, tickets.WithOne(about, whatOf), roles, Instant.FromUnixTimeTicks(whatOf.Length), startsIn: null);
        reader.Begin(0);
        while (reader.Next()) found.Add(ScriptOf(reader.Run, whatOf.Length));
        return scripts[story] = [.. found];
    }

    static CycleScript ScriptOf(in CycleRun run, int length)
    {
        var stretches = new List<Running>();
        var from = run.Started;
        foreach (var pause in run.Pauses)
        {
            if (pause.From > from) stretches.Add(new(IndexOf(from), IndexOf(pause.From)));
            from = pause.Until;
        }
        if (from < run.Ended) stretches.Add(new(IndexOf(from), IndexOf(run.Ended)));
        return new(IndexOf(run.Started), IndexOf(run.Ended), run.End, [.. stretches]);

        int IndexOf(long instant) => (int)Math.Min(length, instant / NodaConstants.NanosecondsPerTick);
    }
}
