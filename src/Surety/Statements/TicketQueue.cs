using NodaTime;
using Surety.Calendars;
using Surety.Levels;
using Surety.Metrics;

namespace Surety.Statements;

/// <summary>A clock of a ticket that has not ended: it runs, or stands still.</summary>
/// <param name="Ticket">Name of the ticket.</param>
/// <param name="Cycle">Which clock of the ticket, from 1: the second one runs after the ticket was opened again, or replied to.</param>
/// <param name="Level">Name of the level.</param>
/// <param name="Version">Version of the agreement that judges the ticket: the one in which it was opened.</param>
/// <param name="Scope">Labels of the scope whose target decides; empty: everything.</param>
/// <param name="Target">How long it may take.</param>
/// <param name="Labels">What the ticket is about: region, team, and whatever its source said when it was opened.</param>
/// <param name="Priority">The priority that it has now; <c>null</c>: none was said.</param>
/// <param name="Owner">Whom it was assigned to last; <c>null</c>: nobody said.</param>
/// <param name="Started">When the clock started; later than now where its start counts only at the next opening.</param>
/// <param name="Due">The last instant at which it is in time, if nothing else happens; <c>null</c>: nobody knows while the clock stands still.</param>
/// <param name="Left">Service time until then; below zero: so much is it late. <c>null</c>: nobody knows, because a target in days stands still.</param>
/// <param name="PausedBy">The status in which it stands still; <c>null</c>: it runs.</param>
/// <param name="PausedSince">Since when; <c>null</c>: it runs.</param>
/// <param name="IsMissed">Whether it is late already, whatever happens.</param>
/// <param name="Clause">Where the promise stands.</param>
public sealed record RunningTicket(
    string Ticket, int Cycle, string Level, int Version, Labels Scope, Span Target, Labels Labels, string? Priority, string? Owner, Instant Started, Instant? Due, WorkingTime? Left, string? PausedBy, Instant? PausedSince, bool IsMissed,
    Clause Clause)
{
    /// <summary>What lies between the due instant and now and is no part of how late it is; nothing where it is not late.</summary>
    public NotCounted NotCounted { get; init; }
}

/// <summary>The tickets whose clocks have not ended, by what the verdicts know of them: what is in time or late there is so here.</summary>
/// <remarks>Only promises of a time to each ticket have a due instant; a mean has none, and is no part of it. Source: docs/guide/figures.md, "Time".</remarks>
static class TicketQueue
{
    /// <summary>Lists the clocks of the levels of the version that is in force: by due instant, those that stand still at the end.</summary>
    /// <param name="now">The version that is in force at the instant from which it is looked at.</param>
    /// <param name="measures">All versions at work: a ticket is judged by the one in which it was opened.</param>
    public static ValueList<RunningTicket> Of(VersionMeasures now, IEnumerable<VersionMeasures> measures)
    {
        var promised = now.Agreement.Levels.Select(l => l.Name).ToHashSet(StringComparer.Ordinal);
        return measures.SelectMany(version => version.Agreement.Levels.Where(l => promised.Contains(l.Name)).SelectMany(level => Of(version, level)))
            .OrderBy(t => t.Due ?? Instant.MaxValue).ThenBy(t => t.Ticket, StringComparer.Ordinal).ThenBy(t => t.Cycle).ThenBy(t => t.Level, StringComparer.Ordinal).ToValueList();
    }

    static IEnumerable<RunningTicket> Of(VersionMeasures version, ServiceLevel level)
    {
        foreach (var (judged, metric) in version.ClocksOf(level))
        {
            var names = new Happened(judged.Cycles);
            foreach (var running in judged.Running)
                // No target takes it, or its scope is not measured.
                if (running.Target is { } target && version.ScopeOf(level, metric, running.Scope) is { } scope)
                    yield return new(
                        running.Cycle.Id, running.Cycle.Number, level.Name, version.Agreement.Version, scope.Row.Selection.Name, target, running.Cycle.LabelsWith(running.Cycle.LastPriority), running.Cycle.LastPriority, names.OwnerOf(running.Cycle.Ticket),
                        running.Cycle.Started, running.Due, LeftOf(running, judged.Cycles), running.Cycle.IsPaused ? names.StatusOf(running.Cycle.Ticket) : null, running.Cycle.IsPaused ? running.Cycle.Pauses[^1].Start : null, running.InTime == false,
                        scope.Row.Row.Clause)
                    { NotCounted = running.NotCounted(judged.Cycles.Clock, judged.Cycles.Now) };
        }
    }

    /// <summary>What is left of a budget; of a target in days, the open time up to its due instant.</summary>
    static WorkingTime? LeftOf(JudgedCycle running, Cycles cycles)
    {
        if (running.Margin(cycles.Clock, cycles.Now) is { } left) return left;
        if (running.Due is not { } due) return null;
        return due < cycles.Now ? WorkingTime.Zero - running.LateBy(cycles.Clock, cycles.Now) : cycles.Clock.Counted(running.Cycle, Instant.Max(cycles.Now, running.Cycle.Started), due);
    }

    /// <summary>What was said of tickets last.</summary>
    readonly struct Happened(Cycles cycles)
    {
        /// <summary>The status in which a ticket waits.</summary>
        public string? StatusOf(int ticket) => LastOf(ticket, (roles, happening, _) => (roles.Of[happening] & EventRole.Waits) != 0);

        /// <summary>Whom it was assigned to.</summary>
        public string? OwnerOf(int ticket) => LastOf(ticket, (_, _, what) => what == "assigned");

        string? LastOf(int ticket, Func<EventRoles, int, string, bool> isIt)
        {
            var (table, roles, until) = (cycles.Tickets, cycles.Roles, cycles.Now.ToUnixTimeTicks());
            var (last, at) = ((int?)null, long.MinValue);
            for (var i = table.Starts.Span[ticket]; i < table.Starts.Span[ticket + 1] && table.At.Span[i] <= until; i++)
            {
                var happening = table.WhatOf.Span[i];
                if (!isIt(roles, happening, table.Happenings[happening].What)) continue;
                // Of two at one instant the one that is read last.
                if (last is { } before && at == table.At.Span[i] && roles.Precedence[happening] < roles.Precedence[before]) continue;
                (last, at) = (happening, table.At.Span[i]);
            }
            return last is { } found ? table.Happenings[found].To : null;
        }
    }
}
