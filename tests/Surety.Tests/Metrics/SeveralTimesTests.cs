using NodaTime;
using Shouldly;
using Surety.Facts;
using Surety.Metrics;
using Xunit;
using static Surety.Tests.Metrics.Tickets;

namespace Surety.Tests.Metrics;

/// <summary><c>half within 1 h, the rest within 4 h</c>, in the office hours of June 2026.</summary>
public sealed class SeveralTimesTests
{
    static readonly Interval FirstWeek = new(On("1 00:00"), On("8 00:00"));
    static readonly Interval SecondWeek = new(On("8 00:00"), On("15 00:00"));

    static Measurement Measure(Interval window, TicketTable tickets)
    {
        var cycles = Read(Resolution, tickets);
        ValueList<TimePart> Within(int hours) => [new(cycles.Judge(Every(Hours(hours)), [FirstWeek, SecondWeek]), ScopeSelection.Everything)];
        var measured = SeveralTimes.Of(Resolution,
        [
            new(Within(1), new(new(Rational.Of(1, 2), true), null, Unit.Percent, "at least 50 %"), "50 % within 1 h"),
            new(Within(4), new(new(1, true), null, Unit.Percent, "the rest"), "the rest within 4 h"),
        ], window, On("30 12:00"));
        measured.Why.AddsUp().ShouldBeTrue(measured.Why.ToString());
        return measured;
    }

    [Fact]
    public void The_figure_is_the_share_within_the_first_time_and_the_rest_has_its_own()
    {
        // T1 45 min, T2 exactly 1 h, T3 3 h, T4 exactly 4 h: 2 of 4 within 1 h, all within 4 h.
        var measured = Measure(FirstWeek, Table(
            ("T1", null, ["1 09:00 opened", "1 09:45 resolved"]), ("T2", null, ["1 09:00 opened", "1 10:00 resolved"]),
            ("T3", null, ["2 09:00 opened", "2 12:00 resolved"]), ("T4", null, ["2 09:00 opened", "2 13:00 resolved"])));

        measured.Attained.ShouldBe(new Figure.Share(Rational.Of(1, 2)));
        measured.BesidesHold.ShouldBeTrue();
        measured.Misses.Select(m => (m.What, m.By)).ShouldBe([("T4", Duration.FromHours(3)), ("T3", Duration.FromHours(2))]);
        measured.MissCount.ShouldBe(2);
    }

    [Fact]
    public void One_that_is_late_for_the_rest_misses_whatever_the_share_is()
    {
        // T2 took 4 h 1 min of service: one minute late for the second time, which is what its miss is told by.
        var tickets = Table(("T1", null, ["1 09:00 opened", "1 09:45 resolved"]), ("T2", null, ["1 09:00 opened", "1 13:01 resolved"]));

        var measured = Measure(FirstWeek, tickets);

        measured.Attained.ShouldBe(new Figure.Share(Rational.Of(1, 2)));
        measured.BesidesHold.ShouldBeFalse();
        var miss = measured.Misses.ShouldHaveSingleItem();
        (miss.What, miss.Due, miss.By, measured.MissCount).ShouldBe(("T2", On("1 13:00"), Duration.FromMinutes(1), 1));
        measured.Why.Parts.Select(p => p.Sentence).ShouldBe(["50 % within 1 h: kept", "the rest within 4 h: not kept"]);
    }

    [Fact]
    public void Each_time_is_judged_in_the_window_in_which_it_became_certain()
    {
        // Opened on Friday at 15:00: due 16:00 by the first time, Monday 11:00 by the second, done on Tuesday.
        var late = Table(("T1", null, ["5 15:00 opened", "9 10:00 resolved"]));

        var (friday, monday) = (Measure(FirstWeek, late), Measure(SecondWeek, late));

        (friday.Attained, friday.BesidesHold, friday.MissCount).ShouldBe((new Figure.Share(0), true, 1));
        (monday.Attained, monday.BesidesHold, monday.MissCount).ShouldBe((null, false, 1));
        monday.Misses[0].Due.ShouldBe(On("8 11:00"));
    }

    [Fact]
    public void Without_any_cycle_nothing_is_missed()
    {
        var measured = Measure(SecondWeek, Table(("T1", null, ["1 09:00 opened", "1 09:45 resolved"])));

        (measured.Attained, measured.IsEnough, measured.BesidesHold, measured.MissCount).ShouldBe((null, false, true, 0));
    }
}
