using Surety.Levels;

namespace Surety.Escalation;

/// <summary>Whom to tell before and after a miss.</summary>
/// <param name="Name">Its name; facts of type <c>acknowledged</c> call it.</param>
/// <param name="Of">The level, or some of its scopes.</param>
/// <param name="Clock">Calendar for the spans of its steps; <c>null</c>: the metric's.</param>
/// <param name="Steps">In the order written.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record Ladder(string Name, LevelScope Of, string? Clock, ValueList<Step> Steps, Clause Clause);

/// <summary>One step.</summary>
/// <param name="When">When it is taken.</param>
/// <param name="Tell">Roles of contacts.</param>
/// <param name="By">Channels, as written; empty: mail.</param>
/// <param name="Clause">Where it stands.</param>
public sealed record Step(StepTime When, ValueList<string> Tell, ValueList<string> By, Clause Clause);

/// <summary>When a step is taken.</summary>
public abstract record StepTime
{
    private StepTime() { }

    /// <summary><c>at 50 % of the time</c>: when that share of the target is used up.</summary>
    public sealed record AtShare(Percentage Share) : StepTime;

    /// <summary><c>15 min before the miss</c>.</summary>
    public sealed record BeforeMiss(Span Span) : StepTime;

    /// <summary><c>at the miss</c>: the instant the target is used up; for other levels the end of the window.</summary>
    public sealed record AtMiss : StepTime;

    /// <summary><c>2 h after the miss</c>.</summary>
    public sealed record AfterMiss(Span Span) : StepTime;

    /// <summary><c>8 business hours after the start</c>: after the clock started, whatever the target is.</summary>
    public sealed record AfterStart(Span Span) : StepTime;

    /// <summary><c>4 h after the step before</c>: the clock of each tier begins when the one before it is told.</summary>
    public sealed record AfterStep(Span Span) : StepTime;

    /// <summary><c>every 2 h until acknowledged</c>: after the step before it.</summary>
    public sealed record Every(Span Span) : StepTime;
}
