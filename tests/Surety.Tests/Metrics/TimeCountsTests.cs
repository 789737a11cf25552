using NodaTime;
using Shouldly;
using Surety.Facts;
using Surety.Metrics;
using Xunit;
using static Surety.Tests.Metrics.Tickets;

namespace Surety.Tests.Metrics;

public sealed class TimeCountsTests
{
    static readonly Interval FirstWeek = new(On("1 00:00"), On("8 00:00"));

    static ValueList<TimePart> Parts(TicketTable tickets, string? priority = null) =>
        [new(Read(Resolution, tickets).Judge(Every(Hours(4)), [FirstWeek]), priority is null ? ScopeSelection.Everything : new(Labels.None, Labels.None.With("priority", priority), []))];

    static Measurement Late(TicketTable tickets)
    {
        var measured = TimeCounts.Late(TimeMeasure.Of(Resolution, Parts(tickets), null, FirstWeek, On("30 12:00")), Resolution);
        measured.Why.AddsUp().ShouldBeTrue(measured.Why.ToString());
        return measured;
    }

    [Fact]
    public void Late_ones_are_counted_and_done_at_the_due_instant_is_not_late()
    {
        // 4 h exactly, 4 h 1 min, and one that is overdue and not done.
        var tickets = Table(("T1", null, ["1 09:00 opened", "1 13:00 resolved"]), ("T2", null, ["1 09:00 opened", "1 13:01 resolved"]), ("T3", null, ["2 09:00 opened"]));

        (Late(tickets).Attained, Late(tickets).MissCount).ShouldBe((new Figure.Number(2), 2));
    }

    [Fact]
    public void Of_no_ticket_none_is_late()
    {
        var measured = Late(Table(("T1", null, ["9 09:00 opened", "9 13:00 resolved"])));

        (measured.Attained, measured.IsEnough).ShouldBe((new Figure.Number(0), true));
    }

    [Fact]
    public void The_number_counts_what_began_in_the_window_done_or_not()
    {
        var tickets = Table(
            ("T1", "P1", ["1 09:00 opened", "1 10:00 resolved", "3 09:00 reopened"]), ("T2", "P1", ["7 23:59 opened"]), ("T3", "P2", ["2 09:00 opened", "2 10:00 priority P1"]), ("T4", "P1", ["8 00:00 opened"]));

        // T1 twice and T2; T3 began as P2; T4 begins in the second week.
        var measured = TimeCounts.Begun(Parts(tickets, "P1"), FirstWeek);

        measured.Attained.ShouldBe(new Figure.Number(3));
        measured.Why.Facts!.Count.ShouldBe(3);
        TimeCounts.Begun(Parts(tickets), FirstWeek).Attained.ShouldBe(new Figure.Number(4));
    }
}
