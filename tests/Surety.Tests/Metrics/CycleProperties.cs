using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Surety.Calendars;
using Surety.Facts;
using Surety.Metrics;
using Xunit;
using static Surety.Tests.Metrics.Tickets;

namespace Surety.Tests.Metrics;

public sealed class CycleProperties
{
    static readonly string[] Words =
    [
        "opened", "assigned", "priority P1", "priority P2", "priority P3", "status waiting", "status open", "status on hold", "replied by customer", "replied by provider",
        "resolved", "closed", "cancelled", "reopened",
    ];

    // The clocks go forward in the night to 29 March and back in the night to 25 October 2026.
    static readonly Instant[] Beginnings = [Calendars.Example.At("2026-03-27T13:00Z"), Calendars.Example.At("2026-10-23T13:00Z"), Calendars.Example.At("2026-06-05T10:00Z")];

    static readonly BusinessCalendar Nights = Calendars.Example.Calendar("Europe/Berlin", ("mon-fri", "09:00-12:00 13:00-17:00"), ("sat-sun", "01:00-05:00"));

    static TicketEvent Happened(Instant at, string words, int line)
    {
        var rule = Rule(words).Events[0];
        return new(at.ToUnixTimeTicks(), rule.What, rule.To, rule.By, new(0, line));
    }

    static Gen<(Instant Begin, (int Minute, string Words)[] Events)> Stories() =>
        from begin in Gen.Elements(Beginnings)
        from events in Gen.Zip(Gen.Choose(0, 60).Select(step => step * 90), Gen.Elements(Words)).ArrayOf(8)
        select (begin, events);

    static Gen<Metric.TimeTaken> Metrics() =>
        from metric in Gen.Elements(Resolution, FirstReply, NextReply, EveryReply, EveryReply with { Until = Rule("status on hold") }, Taken("assigned", "closed"), Taken("opened", "replied by provider or resolved"), Taken("opened or assigned", "resolved or status on hold"))
        from reopened in Gen.Elements(Reopening.NewClock, Reopening.GoesOn, Reopening.Ignored)
        from changes in Gen.Elements(PriorityChange.Convert, PriorityChange.Keep, PriorityChange.Restart)
        select metric with { Reopened = reopened, PriorityChanges = changes };

    static Cycles Of(Metric.TimeTaken metric, Instant begin, IEnumerable<TicketEvent> events) =>
        Cycles.Of(metric, TableOf(("T1", "P2", [.. events])), Nights, Berlin, begin + Duration.FromDays(5));

    [Fact]
    public void Facts_of_one_instant_give_the_same_cycles_in_any_order() =>
        Prop.ForAll(
            Arb.From(from story in Stories()
                     from metric in Metrics()
                     from shuffled in Gen.Shuffle(story.Events.Append((0, "opened")).Distinct().Select((e, i) => Happened(story.Begin + Duration.FromMinutes(e.Item1), e.Item2, i)).ToArray())
                     select (story.Begin, metric, shuffled)),
            c => Of(c.metric, c.Begin, c.shuffled).All.SequenceEqual(Of(c.metric, c.Begin, c.shuffled.OrderBy(e => e.At.Line)).All))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Time_and_due_instants_agree_with_a_clock_that_ticks_by_the_minute() =>
        Prop.ForAll(
            Arb.From(from story in Stories()
                     from metric in Metrics()
                     from budget in Gen.Choose(1, 20)
                     select (story, metric, budget)),
            c =>
            {
                var events = c.story.Events.Append((0, "opened")).Select((e, i) => Happened(c.story.Begin + Duration.FromMinutes(e.Item1), e.Item2, i));
                var cycles = Of(c.metric with { PriorityChanges = PriorityChange.Keep }, c.story.Begin, events);
                return cycles.All.All(cycle => Agrees(cycles, cycle, Duration.FromMinutes(c.budget * 30)));
            })
        .QuickCheckThrowOnFailure();

    static bool Agrees(Cycles cycles, Cycle cycle, Duration budget)
    {
        var (gross, held, used) = (0, 0, 0);
        Instant? due = null;
        var minute = Duration.FromMinutes(1);
        for (var at = cycle.Started; at < (cycle.Ended ?? cycles.Now); at += minute)
        {
            if (!Nights.IsOpen(at)) continue;
            var stands = cycle.Pauses.Any(p => p.Start <= at && (!p.HasEnd || p.End > at));
            gross++;
            if (stands) held++;
            else if (Duration.FromMinutes(++used) == budget) due = at + minute;
        }
        var judged = cycles.Clock.Judge(cycle, _ => new Span.Elapsed(budget, "budget"), cycles.Now);
        var inTime = due is { } d ? cycle.End == CycleEnd.Done && cycle.Ended <= d ? true : (cycle.Ended ?? cycles.Now) > d ? false : null
            : cycle.End == CycleEnd.Done ? true : (bool?)null;
        return cycles.Clock.Gross(cycle, cycles.Now) == WorkingTime.FromMinutes(gross)
            && cycles.Clock.Held(cycle, cycles.Now) == WorkingTime.FromMinutes(held)
            && cycles.Clock.Used(cycle, cycles.Now) == WorkingTime.FromMinutes(used)
            && (due is null || judged.Due == due)
            && judged.InTime == inTime;
    }

    [Fact]
    public void Pauses_lie_in_their_cycle_in_order_and_apart() =>
        Prop.ForAll(
            Arb.From(from story in Stories() from metric in Metrics() select (story, metric)),
            c => Of(c.metric, c.story.Begin, c.story.Events.Select((e, i) => Happened(c.story.Begin + Duration.FromMinutes(e.Minute), e.Words, i))).All.All(cycle =>
            {
                var at = cycle.Started;
                for (var i = 0; i < cycle.Pauses.Count; i++)
                {
                    var pause = cycle.Pauses[i];
                    if (pause.Start < at || (i > 0 && pause.Start == at) || (!pause.HasEnd && (i < cycle.Pauses.Count - 1 || cycle.Ended is not null))) return false;
                    if (pause.HasEnd) at = pause.End;
                }
                return cycle.Ended is not { } ended || at <= ended;
            }))
        .QuickCheckThrowOnFailure();
}
