using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Surety.Calendars;
using Surety.Facts;
using Surety.Metrics;
using Xunit;
using static Surety.Tests.Metrics.Tickets;
using Interval = NodaTime.Interval;

namespace Surety.Tests.Metrics;

/// <summary>
/// What is counted by story and table, by several threads, is what one gets who reads every ticket, judges every cycle by itself (<see cref="CycleProperties"/> holds that
/// against a clock that ticks by the minute) and puts it into its window with a pencil.
/// </summary>
public sealed class JudgedCyclesProperties
{
    static readonly string[] Words =
    [
        "assigned", "priority P1", "priority P2", "status waiting", "status open", "replied by customer", "replied by provider", "resolved", "closed", "cancelled", "reopened", "noted",
    ];

    // The clocks go forward in the night to 29 March 2026.
    static readonly Instant Begin = Calendars.Example.At("2026-03-20T00:00Z");

    static readonly Instant Now = Begin + Duration.FromDays(30);

    static readonly BusinessCalendar Berlin = Calendars.Example.Calendar("Europe/Berlin", ("mon-fri", "09:00-12:00 13:00-17:00"), ("sun", "01:00-05:00"));

    static readonly CycleCalendars Clocks = new(
    [
        new(Labels.None.With("region", "ny"), Calendars.Example.Calendar("America/New_York", ("mon-sat", "08:00-20:00"))),
        new(Labels.None.With("priority", "P1"), Always),
        new(Labels.None, Berlin),
    ]);

    static readonly Span[] Spans =
    [
        new Span.Elapsed(Duration.FromMinutes(90), "90 min"), new Span.Elapsed(Duration.FromHours(4), "4 h"), new Span.BusinessTime(Duration.FromHours(21), "21 business hours"),
        new Span.BusinessDays(1, "1 business day"), new Span.EndOfBusinessDay(2, "the end of the 2nd business day"), new Span.Days(3, "3 days"), new Span.Elapsed(Duration.Zero, "0 min"),
    ];

    // Weeks, and two of them that an amendment made longer and that overlap.
    static readonly ValueList<Interval> Windows = [.. Enumerable.Range(0, 4).Select(week => Days(week * 7, 7)), Days(10, 14), Days(24, 6)];

    static Interval Days(int from, int length) => new(Begin + Duration.FromDays(from), Begin + Duration.FromDays(from + length));

    public sealed record Ticket(string Region, string? Priority, (int Quarter, string Words)[] Events);

    public sealed record Case(Metric.TimeTaken Metric, Ticket[] Tickets, int[] Targets, bool HasVersions, int MeasuredTo);

    static Gen<Case> Cases() =>
        from metric in Gen.Elements(Resolution, FirstReply, NextReply, Taken("assigned", "closed"))
        from reopened in Gen.Elements(Reopening.NewClock, Reopening.GoesOn, Reopening.Ignored)
        from changes in Gen.Elements(PriorityChange.Convert, PriorityChange.Keep, PriorityChange.Restart)
        from counts in Gen.Elements(CountsIn.WhenCertain, CountsIn.WhenCertain, CountsIn.WhenOpened, CountsIn.WhenFinished)
        from open in Gen.Elements(OpenAtEnd.NextWindow, OpenAtEnd.NextWindow, OpenAtEnd.Missed, OpenAtEnd.LeftOut)
        from atOnce in Gen.Elements(false, true)
        from tickets in Tickets().ArrayOf(30)
        from targets in Gen.Choose(-1, Spans.Length - 1).ArrayOf(3)
        from versions in Gen.Elements(false, false, true)
        from measuredTo in Gen.Elements(30, 30, 12, 14)
        select new Case(metric with { Reopened = reopened, PriorityChanges = changes, CountsIn = counts, OpenAtTheEnd = open, StartsAtOnce = atOnce }, tickets, targets, versions, measuredTo);

    static Gen<Ticket> Tickets() =>
        from region in Gen.Elements("ny", "eu")
        from priority in Gen.Elements("P1", "P2", null)
        from opened in Gen.Choose(0, 2_000)
        from count in Gen.Choose(0, 7)
        from events in Gen.Zip(Gen.Choose(0, 600), Gen.Elements(Words)).ArrayOf(count)
        select new Ticket(region, priority, [(opened, "opened"), .. events.Select(e => (opened + e.Item1, e.Item2))]);

    static TicketTable Table(Ticket[] tickets)
    {
        var (ids, labels, starts, events) = (new List<string>(), new List<Labels>(), new List<int> { 0 }, new List<TicketEvent>());
        foreach (var ticket in tickets)
        {
            ids.Add($"T{ids.Count:000}");
            labels.Add(ticket.Priority is null ? Labels.None.With("region", ticket.Region) : Labels.None.With("region", ticket.Region).With("priority", ticket.Priority));
            foreach (var (quarter, words) in ticket.Events.OrderBy(e => e.Quarter))
            {
                var rule = Rule(words).Events[0];
                events.Add(new((Begin + Duration.FromMinutes(15 * quarter)).ToUnixTimeTicks(), rule.What, rule.To, rule.By, new(0, events.Count + 1)));
            }
            starts.Add(events.Count);
        }
        return TicketTable.Of(ids, labels, starts.ToArray(), events);
    }

    [Fact]
    public void What_is_counted_is_what_a_pencil_counts() => Prop.ForAll(Cases().ToArbitrary(), c =>
    {
        var table = Table(c.Tickets);
        Cycles ReadAt(Instant now) => Cycles.Of(c.Metric, table, Clocks, Calendars.Example.Zone("Europe/Berlin"), now);
        var cycles = ReadAt(Now);
        Span? Within(Labels labels) => c.Targets[labels["priority"] switch { "P1" => 0, "P2" => 1, _ => 2 }] is >= 0 and var target ? Spans[target] : null;
        var opened = c.HasVersions ? Days(5, 12) : new Interval(null, null);
        var measuredTo = Begin + Duration.FromDays(c.MeasuredTo);
        var judged = cycles.Judge(Within, Windows, opened, ["priority"]);
        ScopeSelection[] scopes = [ScopeSelection.Everything, Of("P1"), Of("P2")];

        return Windows.All(window => scopes.All(scope =>
        {
            // What a reader knew who read the tickets just before the end of the window; where tickets go on he may have thought that one was done, and it was not.
            var then = c.Metric.Reopened == Reopening.GoesOn ? cycles.All.Select(cycle => cycle.SeenAt(window.End)).ToList() : ReadAt(window.End - Duration.FromTicks(1)).All.ToList();
            var slow = cycles.All.Where(cycle => opened.Contains(cycle.Opened)).SelectMany(cycle => In(cycles.Clock.Judge(cycle, Within, Now), window, c.Metric, measuredTo).Select(entry =>
            {
                if (!entry.IsCut) return (Judged: cycles.Clock.Judge(cycle, Within, Now), entry.InTime, Until: Now, Counts: cycle.End == CycleEnd.Done);
                var seen = cycles.Clock.Judge(then.Find(t => (t.Ticket, t.Number) == (cycle.Ticket, cycle.Number))!, Within, window.End);
                return (Judged: seen, InTime: seen.Target is null ? null : false, Until: window.End, Counts: true);
            })).Where(s => scope.Takes(s.Judged.Scope)).ToList();
            var untimed = slow.Where(s => s.Judged.Target is null && s.Counts).ToList();
            var tally = judged.CountIn(window, scope, measuredTo);
            var found = judged.In(window, scope, measuredTo).ToList();
            return tally.Counted == slow.Count(s => s.InTime is not null)
                && tally.Late == slow.Count(s => s.InTime == false)
                && tally.Untimed == untimed.Count
                && tally.Time == untimed.Aggregate(Int128.Zero, (sum, s) => sum + cycles.Clock.Used(s.Judged.Cycle, s.Until).Length.ToInt64Nanoseconds())
                && found.Select(f => (judged.Open(f).Cycle, f.InTime)).SequenceEqual(slow.Select(s => (s.Judged.Cycle, s.InTime)))
                && found.Zip(slow).All(pair => pair.First.InTime != false || pair.Second.Judged.Target is null
                    || WorkingTime.FromNanoseconds(pair.First.Due == CycleRun.Never ? 0 : pair.First.Time) == pair.Second.Judged.LateBy(cycles.Clock, pair.Second.Until));
        }));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Columns_say_what_each_cycle_says() => Prop.ForAll(Cases().ToArbitrary(), c =>
    {
        var cycles = Cycles.Of(c.Metric, Table(c.Tickets), Clocks, Calendars.Example.Zone("Europe/Berlin"), Now);
        Span? Within(Labels labels) => c.Targets[labels["priority"] switch { "P1" => 0, "P2" => 1, _ => 2 }] is >= 0 and var target ? Spans[target] : null;
        var found = new List<(int Ticket, int Number, long Used, long Due, bool IsLate)>();
        cycles.Clocks(Within, columns =>
        {
            lock (found)
                for (var i = 0; i < columns.Count; i++) found.Add((columns.Ticket[i], columns.Number[i], columns.Used[i], columns.Due[i], columns.IsLate[i]));
        });

        return found.Order().SequenceEqual(cycles.All.Select(cycle =>
        {
            var judged = cycles.Clock.Judge(cycle, Within, Now);
            return (cycle.Ticket, cycle.Number, cycles.Clock.Used(cycle, Now).Length.BclCompatibleTicks, judged.Due?.ToUnixTimeTicks() ?? ClockColumns.Never, judged.InTime == false);
        }));
    }).QuickCheckThrowOnFailure();

    static ScopeSelection Of(string priority) => new(Labels.None.With("priority", priority), Labels.None.With("priority", priority), []);

    /// <summary>The verdicts that a cycle has in a window: none, or one, as the guide says it; and whether the end of the window decides it.</summary>
    static IEnumerable<(bool? InTime, bool IsCut)> In(JudgedCycle judged, Interval window, Metric.TimeTaken metric, Instant measuredTo)
    {
        var cycle = judged.Cycle;
        bool IsOpenAt(Instant end) => (cycle.Ended is null || cycle.Ended >= end) && (judged.Certain is null || judged.Certain >= end);
        var place = judged.Certain is null ? null : metric.CountsIn switch
        {
            CountsIn.WhenCertain => judged.Certain,
            CountsIn.WhenOpened => cycle.Started,
            CountsIn.WhenFinished => cycle.End == CycleEnd.Done ? cycle.Ended : null,
        };
        var isYet = measuredTo >= window.End || measuredTo >= Now || (metric.CountsIn == CountsIn.WhenFinished ? cycle.Ended : judged.Certain) < measuredTo;
        if (isYet && place is { } at && window.Contains(at) && (metric.OpenAtTheEnd == OpenAtEnd.NextWindow || !IsOpenAt(cycle.Started < window.Start ? window.Start : window.End)))
            yield return (judged.InTime, false);
        if (metric.OpenAtTheEnd == OpenAtEnd.Missed && window.End <= measuredTo && window.Contains(cycle.Started) && IsOpenAt(window.End)) yield return (false, true);
    }
}
