using NodaTime;
using Surety.Escalation;
using Surety.Levels;

namespace Surety.Statements;

/// <summary>What one trigger of a right counts, in one scope where each counts for itself, as time goes on.</summary>
abstract record CountedSoFar
{
    private CountedSoFar() { }

    /// <summary>Windows of a level.</summary>
    public sealed record Windows(WindowsThatCount All) : CountedSoFar;

    /// <summary>Events in a time that moves.</summary>
    public sealed record Events(EventsThatCount All) : CountedSoFar;

    /// <summary>Bad time in a time that moves.</summary>
    public sealed record Downtime(DowntimeThatCounts All) : CountedSoFar;

    /// <summary>When it may be completed, in any order.</summary>
    public IEnumerable<Instant> Moments => this switch
    {
        Windows windows => windows.All.Moments,
        Events events => events.All.Moments,
        Downtime downtime => downtime.All.Moments,
    };

    /// <summary>What completes the trigger at one of its moments; <c>null</c>: nothing does.</summary>
    /// <param name="moment">No earlier than that of the call before.</param>
    /// <param name="usedUp">What was over by then does not count any more.</param>
    public Counted? CompletedAt(Instant moment, Instant usedUp) => this switch
    {
        Windows windows => windows.All.CompletedAt(moment, usedUp),
        Events events => events.All.CompletedAt(moment, usedUp),
        Downtime downtime => downtime.All.CompletedAt(moment, usedUp),
    };

    /// <summary>What counts at the end of the period.</summary>
    public Counted AtTheEnd(Instant usedUp) => this switch
    {
        Windows windows => windows.All.AtTheEnd(usedUp),
        Events events => events.All.AtTheEnd(usedUp),
        Downtime downtime => downtime.All.AtTheEnd(usedUp),
    };
}

/// <summary>What leads up to a right.</summary>
/// <param name="Trigger">Which trigger counts it.</param>
/// <param name="Count">How many; of downtime, full seconds.</param>
/// <param name="What">What they are, in the plural: <c>windows</c>, <c>outages</c>.</param>
/// <param name="Scope">The scope of the first of them; <c>null</c>: there is none.</param>
/// <param name="Why">Opens them.</param>
sealed record Counted(Trigger Trigger, long Count, string What, Labels? Scope, Func<Reason> Why)
{
    /// <summary>The trigger in its own words; of scopes that count for themselves with the one that is nearest, or gave it.</summary>
    public string Words => Trigger.OfSameScope && Scope is { } scope && scope != Labels.None ? $"{Trigger.Words} ({Display.Scope(scope)})" : Trigger.Words;
}
