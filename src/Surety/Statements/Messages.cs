using NodaTime;
using Surety.Agreements;
using Surety.Calendars;
using Surety.Clocks;
using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>Whom the ladders tell, and when.</summary>
/// <remarks>
/// On a level of time every cycle climbs the ladder of the scope whose target governs it; a step is taken if its instant comes before the ticket is done, so a ticket that is
/// done at the due instant takes no step for a miss. Without a clock of its own a ladder runs on the metric's, and its steps move with pauses. On other levels, and on means, a missed window
/// climbs it from its end on. Source: docs/guide/language.md, "ladders".
/// </remarks>
static class Messages
{
    const int MostRepeats = 100;

    /// <summary>Lists the messages whose instant lies in a period, start included, end excluded: by time, then ladder, step, repeat and ticket.</summary>
    /// <param name="versions">The agreement: a ticket climbs the ladders of the version in which it was opened, a window those of the one that judged it.</param>
    /// <param name="measures">The versions at work.</param>
    /// <param name="all">Verdicts of all windows since the beginning.</param>
    /// <param name="facts">Acknowledgements and members.</param>
    /// <param name="period">The statement's period.</param>
    /// <param name="asOf">Later messages are planned.</param>
    public static ValueList<Message> Of(Versions versions, IEnumerable<VersionMeasures> measures, IReadOnlyCollection<LevelResult> all, FactSet facts, Window period, Instant asOf)
    {
        var found = new List<Message>();
        foreach (var measure in measures)
        {
            var version = new VersionInFacts(measure.Agreement, facts);
            foreach (var ladder in measure.Agreement.Escalation.Ladders)
            {
                var climb = new Climb(ladder, version, facts, period, asOf);
                found.AddRange(measure.TargetsOf(ladder.Of.Level) is { } targets ? climb.Cycles(targets, versions.InForce(measure.Agreement)) : climb.Windows(all.Where(r => ReferenceEquals(versions.Numbered(r.Version, r.Window.From), measure.Agreement))));
            }
        }
        return found.OrderBy(m => m.When).ThenBy(m => m.Ladder, StringComparer.Ordinal).ThenBy(m => m.Step).ThenBy(m => m.Repeat).ThenBy(m => m.About, StringComparer.Ordinal).ToValueList();
    }

    /// <summary>One ladder of one version.</summary>
    sealed class Climb(Ladder ladder, VersionInFacts version, FactSet facts, Window period, Instant asOf)
    {
        readonly BusinessCalendar? own = ladder.Clock is { } clock ? version.Agreement.Calendar(clock) : null;
        readonly List<Deed> acknowledged = facts.Deeds.Where(d => d.Kind == DeedKind.Acknowledged && d.Of == ladder.Name && d.When <= asOf).ToList();

        DateTimeZone Zone => version.Agreement.Zone;

        public IEnumerable<Message> Cycles(VersionMeasures.CycleTargets targets, Interval opened)
        {
            var counted = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var cycle in targets.Cycles.All)
            {
                var number = counted[cycle.Id] = counted.GetValueOrDefault(cycle.Id) + 1;
                if (cycle.Started >= period.Time.End || cycle.Ended <= period.Time.Start || !opened.Contains(cycle.Opened)) continue;
                var judged = targets.Cycles.Clock.Judge(cycle, targets.Within, asOf);
                if (judged.Target is null || targets.ScopeOf(judged.Scope) is not { } scope) continue;
                if (!IsFor(judged.Scope)) continue;
                var since = Since(judged, targets.Cycles.Clock, IsFor);
                var clock = new Derivation(() => new($"the clock of {cycle.Id} starts", new Figure.At(judged.From), Follows.Given, [], ladder.Clause, FactCitation.Of([cycle.StartedBy])));
                var start = since == cycle.Started ? clock : new(() => new($"{cycle.Id} is one for this ladder, and nothing is told before", new Figure.At(since), Follows.Rule, [clock.Reason], ladder.Clause));
                // A new priority can put the due instant into the past: then the miss is the change.
                var miss = judged.InTime == false ? judged.Certain : judged.Due;
                var quiet = acknowledged.Where(d => d.When >= cycle.Started && (d.Labels["ticket"] is { } ticket ? ticket == cycle.Id : d.Labels["period"] is null)).Select(d => (Instant?)d.When).Min();
                foreach (var message in Steps(When, Later, miss, quiet, cycle.Ended, $"ticket {cycle.Id}", scope, start)) yield return message with { Cycle = number };

                bool IsFor(Labels labels) => version.Takes(ladder.Of, ladder.Of.Level, labels) || (targets.ScopeOf(labels) is { } of && version.Takes(ladder.Of, ladder.Of.Level, of));

                Instant? When(StepTime time) => InstantOf(time) is { } at ? Instant.Max(at, since) : null;

                Instant? InstantOf(StepTime time) => time switch
                {
                    StepTime.AtShare share => targets.Cycles.Clock.AtShare(cycle, targets.Within, share.Share),
                    StepTime.BeforeMiss before => Before(before.Span),
                    StepTime.AtMiss => miss,
                    StepTime.AfterMiss after => miss is { } at ? Later(at, after.Span) : null,
                    StepTime.AfterStart after => Later(judged.From, after.Span),
                    StepTime.AfterStep or StepTime.Every => null,
                };

                Instant? Before(Span span)
                {
                    if (miss is not { } at) return null;
                    var sooner = own is null && judged.Target.Budget() is { } budget && span.Budget() is { } less
                        ? budget > less ? targets.Cycles.Clock.Due(cycle, judged.From, new Span.Elapsed((budget - less).Length, span.Words)) : null
                        : span.Before(at, own ?? targets.Cycles.Clock.Calendars.Of(judged.Scope), Zone);
                    return sooner >= cycle.Started ? sooner : null;
                }

                Instant? Later(Instant from, Span span) => own is null ? targets.Cycles.Clock.Due(cycle, from, span) : span.After(from, own, Zone);
            }
        }

        /// <summary>From when on, without a break, a cycle had priorities that the ladder is for, up to the one whose target decides.</summary>
        static Instant Since(JudgedCycle judged, CycleClock clock, Func<Labels, bool> isFor)
        {
            var (since, was) = (judged.Cycle.Started, isFor(judged.Cycle.LabelsWith(judged.Cycle.Priority)));
            if (clock.PriorityChanges == PriorityChange.Keep) return since;
            foreach (var change in judged.Cycle.Changes)
            {
                if (judged.InTime == false && change.At > judged.Certain) break;
                var now = isFor(judged.Cycle.LabelsWith(change.Priority));
                if (now && !was) since = change.At;
                was = now;
            }
            return since;
        }

        public IEnumerable<Message> Windows(IEnumerable<LevelResult> judged)
        {
            foreach (var result in judged)
            {
                if (result.Verdict != Verdict.Missed || !result.Counts || result.Window.Time.End >= period.Time.End) continue;
                if (!version.Takes(ladder.Of, result.Level, result.Scope)) continue;
                var end = result.Window.Time.End;
                var start = new Derivation(() => new($"{result.Level} is missed in {result.Window.Name}", new Figure.At(end), Follows.Given, [], result.Clause));
                var quiet = acknowledged.Where(d => d.When >= end && (d.Labels["period"] is { } name ? PeriodNames.Names(name, result.Window, Zone) : d.Labels["ticket"] is null)).Select(d => (Instant?)d.When).Min();
                foreach (var message in Steps(When, Later, end, quiet, null, result.Window.Name, result.Scope, start)) yield return message;

                Instant? When(StepTime time) => time switch
                {
                    StepTime.AtMiss => end,
                    StepTime.AfterMiss after => Later(end, after.Span),
                    StepTime.AtShare or StepTime.BeforeMiss or StepTime.AfterStart or StepTime.AfterStep or StepTime.Every => null,
                };
            }

            Instant? Later(Instant from, Span span) => span.After(from, own ?? version.Agreement.AroundTheClock, Zone);
        }

        IEnumerable<Message> Steps(
            Func<StepTime, Instant?> when, Func<Instant, Span, Instant?> later, Instant? miss, Instant? quiet, Instant? done, string about, Labels scope, Derivation start)
        {
            Instant? last = null;
            for (var i = 0; i < ladder.Steps.Count; i++)
            {
                var step = ladder.Steps[i];
                if (step.When is StepTime.Every every)
                {
                    for (var repeat = 1; repeat <= MostRepeats && last is { } before; repeat++)
                    {
                        last = later(before, every.Span) is { } next && next > before && !(next >= quiet) && next < period.Time.End ? next : null;
                        if (last is { } at && Message(step, i + 1, repeat, at) is { } again) yield return again;
                    }
                    continue;
                }
                last = step.When is StepTime.AfterStep after ? last is { } told ? later(told, after.Span) : null : when(step.When);
                if (last is { } instant && Message(step, i + 1, 0, instant) is { } message) yield return message;
            }

            Message? Message(Step step, int number, int repeat, Instant at) => at >= done || !period.Time.Contains(at) ? null : new Message(
                ladder.Name, number, repeat, at, at <= asOf, version.Agreement.Parties.Contacts.Where(c => step.Tell.Contains(c.Role)).ToValueList(), step.By, ladder.Of.Level, about, scope,
                step.Clause, new(() => new(
                    Words(step.When), new Figure.At(at), Follows.Rule,
                    miss is { } missed && missed != at ? [start.Reason, new("the miss", new Figure.At(missed), Follows.Given)] : [start.Reason], step.Clause)))
            { Version = version.Agreement.Version };
        }

        static string Words(StepTime time) => time switch
        {
            StepTime.AtShare share => $"at {share.Share} of the time",
            StepTime.BeforeMiss before => $"{before.Span} before the miss",
            StepTime.AtMiss => "at the miss",
            StepTime.AfterMiss after => $"{after.Span} after the miss",
            StepTime.AfterStart after => $"{after.Span} after the start",
            StepTime.AfterStep after => $"{after.Span} after the step before",
            StepTime.Every every => $"every {every.Span} until acknowledged",
        };
    }
}
