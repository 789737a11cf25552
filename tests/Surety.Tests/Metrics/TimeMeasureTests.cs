using NodaTime;
using Shouldly;
using Surety.Facts;
using Surety.Metrics;
using Xunit;
using static Surety.Tests.Metrics.Tickets;

namespace Surety.Tests.Metrics;

public sealed class TimeMeasureTests
{
    static readonly Interval FirstWeek = new(On("1 00:00"), On("8 00:00"));
    static readonly Interval SecondWeek = new(On("8 00:00"), On("15 00:00"));

    static Measurement Measure(Metric.TimeTaken metric, Interval window, TicketTable tickets, string now = "30 12:00", Statistic? of = null, ScopeSelection? scope = null, int hours = 4) =>
        TimeMeasure.Of(metric, [new(Read(metric, tickets, now).Judge(of is not null ? _ => null : Every(Hours(hours)), [FirstWeek, SecondWeek]), scope ?? ScopeSelection.Everything)], of, window, On(now));

    static readonly TicketTable Three = Table(
        ("T1", "P1", ["1 09:00 opened", "1 12:00 resolved"]), ("T2", "P2", ["2 09:00 opened", "2 15:00 resolved"]), ("T3", "P2", ["5 15:00 opened", "8 10:00 resolved"]));

    [Fact]
    public void The_share_in_time_is_exact_and_its_reason_adds_up()
    {
        var measured = Measure(Resolution, FirstWeek, Three);

        measured.Attained.ShouldBe(new Figure.Share(Rational.Of(1, 2)));
        (measured.Events, measured.IsEnough, measured.MissCount).ShouldBe((2, true, 1));
        measured.Misses[0].ShouldBe(new("T2", On("2 09:00"), On("2 15:00"), On("2 13:00"), Duration.FromHours(2), Labels.None.With("priority", "P2")));
        measured.Why.AddsUp().ShouldBeTrue();
        measured.Why.Parts[1].Parts[0].Parts[0].Sentence.ShouldBe("T2 was late");
    }

    [Fact]
    public void A_cycle_counts_in_the_window_in_which_its_verdict_became_certain()
    {
        // Opened on Friday; done in time on Monday of the second week.
        Measure(Resolution, SecondWeek, Three).Events.ShouldBe(1);
        // Due on Friday, done on Monday: a miss of the first week.
        Measure(Resolution, FirstWeek, One("5 10:00 opened", "8 10:00 resolved")).MissCount.ShouldBe(1);
        Measure(Resolution, SecondWeek, One("5 10:00 opened", "8 10:00 resolved")).Events.ShouldBe(0);
    }

    [Fact]
    public void Or_in_the_one_in_which_it_was_opened_or_finished()
    {
        var late = One("5 10:00 opened", "8 10:00 resolved");

        Measure(Resolution with { CountsIn = CountsIn.WhenOpened }, FirstWeek, Three).Events.ShouldBe(3);
        Measure(Resolution with { CountsIn = CountsIn.WhenOpened }, SecondWeek, Three).Events.ShouldBe(0);
        Measure(Resolution with { CountsIn = CountsIn.WhenFinished }, FirstWeek, late).Events.ShouldBe(0);
        Measure(Resolution with { CountsIn = CountsIn.WhenFinished }, SecondWeek, late).MissCount.ShouldBe(1);
        Measure(Resolution with { CountsIn = CountsIn.WhenFinished }, FirstWeek, One("1 10:00 opened")).Events.ShouldBe(0);
    }

    [Fact]
    public void A_cycle_that_is_open_at_the_end_waits_for_its_verdict_is_missed_or_left_out()
    {
        var open = One("5 15:00 opened", "8 10:00 resolved");
        int[] Counts(OpenAtEnd rule, CountsIn counts = CountsIn.WhenCertain) =>
        [
            .. new[] { FirstWeek, SecondWeek }.Select(w => Measure(Resolution with { OpenAtTheEnd = rule, CountsIn = counts }, w, open)).SelectMany(m => new[] { (int)m.Events, m.MissCount }),
        ];

        Counts(OpenAtEnd.NextWindow).ShouldBe([0, 0, 1, 0]);
        Counts(OpenAtEnd.Missed).ShouldBe([1, 1, 0, 0]);
        Counts(OpenAtEnd.LeftOut).ShouldBe([0, 0, 0, 0]);
        Counts(OpenAtEnd.NextWindow, CountsIn.WhenOpened).ShouldBe([1, 0, 0, 0]);
        Counts(OpenAtEnd.Missed, CountsIn.WhenOpened).ShouldBe([1, 1, 0, 0]);
        Counts(OpenAtEnd.Missed, CountsIn.WhenFinished).ShouldBe([1, 1, 0, 0]);
        Counts(OpenAtEnd.LeftOut, CountsIn.WhenOpened).ShouldBe([0, 0, 0, 0]);
    }

    [Fact]
    public void Nothing_is_missed_as_open_before_the_window_has_ended() =>
        Measure(Resolution with { OpenAtTheEnd = OpenAtEnd.Missed }, FirstWeek, One("5 15:00 opened"), "6 12:00").Events.ShouldBe(0);

    [Fact]
    public void A_cancelled_ticket_is_no_part_of_any_figure() =>
        Measure(Resolution with { OpenAtTheEnd = OpenAtEnd.Missed }, FirstWeek, One("5 15:00 opened", "5 16:00 cancelled")).Events.ShouldBe(0);

    [Fact]
    public void A_running_cycle_that_is_overdue_is_a_miss_so_far()
    {
        var measured = Measure(Resolution, FirstWeek, One("1 09:00 opened"), "1 14:30");

        measured.Misses[0].By.ShouldBe(Duration.FromMinutes(90));
        measured.Misses[0].Until.ShouldBeNull();
    }

    [Fact]
    public void Without_any_cycle_there_is_no_figure()
    {
        var measured = Measure(Resolution, SecondWeek, One("1 09:00 opened", "1 10:00 resolved"));

        (measured.Attained, measured.Events, measured.IsEnough).ShouldBe((null, 0, false));
        measured.Why.Value.ShouldBeOfType<Figure.Words>();
    }

    [Fact]
    public void A_scope_takes_the_cycles_whose_priority_decided()
    {
        var tickets = Table(("T1", "P1", ["1 09:00 opened", "1 09:30 priority P2", "1 12:00 resolved"]), ("T2", "P1", ["2 09:00 opened", "2 10:00 resolved"]));
        ScopeSelection Of(string priority) => new(Labels.None.With("priority", priority), Labels.None.With("priority", priority), []);

        Measure(Resolution, FirstWeek, tickets, scope: Of("P1")).Events.ShouldBe(1);
        Measure(Resolution, FirstWeek, tickets, scope: Of("P2")).Events.ShouldBe(1);
    }

    [Fact]
    public void The_mean_is_of_the_time_on_the_clock_of_what_was_done_in_the_window()
    {
        var measured = Measure(Resolution, FirstWeek, Three, of: new Statistic.Mean());

        measured.Attained.ShouldBe(new Figure.Time(Duration.FromMinutes(270).BclCompatibleTicks)); // 3 h and 6 h.
        measured.Why.AddsUp().ShouldBeTrue();
    }

    [Fact]
    public void Each_version_judges_the_tickets_that_were_opened_under_it()
    {
        var cycles = Read(Resolution, Three);
        var measured = TimeMeasure.Of(Resolution,
        [
            new(cycles.Judge(Every(Hours(2)), [FirstWeek], new(null, On("2 00:00"))), ScopeSelection.Everything),
            new(cycles.Judge(Every(Hours(8)), [FirstWeek], new(On("2 00:00"), null)), ScopeSelection.Everything),
        ], null, FirstWeek, On("30 12:00"));

        measured.Misses.Select(m => m.What).ShouldBe(["T1"]);
        measured.Events.ShouldBe(2);
    }

    [Fact]
    public void The_latest_come_first_and_only_twenty_are_opened()
    {
        var tickets = TableOf([.. Enumerable.Range(10, 30).Select(i => ($"T{i}", (string?)null, (IReadOnlyList<TicketEvent>)[Event("1 09:00 opened", 1), Event($"1 15:{i} resolved", 2)]))]);
        var measured = Measure(Resolution, FirstWeek, tickets);

        measured.MissCount.ShouldBe(30);
        measured.Misses[0].What.ShouldBe("T39");
        var late = measured.Why.Parts[1].Parts[0];
        late.Parts.Count.ShouldBe(21);
        late.Parts[20].ShouldBe(new("10 more", new Figure.Count(10), Follows.Given, For: 10));
        measured.Why.AddsUp().ShouldBeTrue();
    }

    // Four hours are promised: T1 takes one, T2 three and T3 two of them.
    static readonly TicketTable InTime = Table(
        ("T1", null, ["1 09:00 opened", "1 10:00 resolved"]), ("T2", null, ["1 09:00 opened", "1 12:00 resolved"]), ("T3", null, ["1 15:00 opened", "2 09:00 resolved"]));

    [Fact]
    public void What_was_in_time_opens_ticket_by_ticket_the_nearest_to_its_due_instant_first()
    {
        var why = Measure(Resolution, FirstWeek, InTime).Why;

        why.Parts[0].Facts!.Count.ShouldBe(3);
        var good = why.Parts[1].Parts[1];
        good.How.ShouldBe(Follows.Sum);
        good.Parts.Select(p => p.Sentence).ShouldBe(["T2 was in time", "T3 was in time", "T1 was in time"]);
        good.Parts.Select(p => p.Parts[^1].Value).ShouldBe([Hour(1), Hour(2), Hour(3)]);
        good.Parts[0].Parts.Select(p => p.Facts?.Count).ShouldBe([1, null, 1, null]);
        why.AddsUp().ShouldBeTrue();
    }

    [Fact]
    public void A_mean_opens_ticket_by_ticket_the_longest_first()
    {
        var why = Measure(Resolution, FirstWeek, InTime, of: new Statistic.Mean()).Why;

        why.Parts[0].Parts.Select(p => (p.Sentence, p.Value)).ShouldBe([("T2", Hour(3)), ("T3", Hour(2)), ("T1", Hour(1))]);
        why.Parts[0].Parts[1].Parts.Select(p => p.Sentence).ShouldBe(["started", "done", "time in example"]);
        why.AddsUp().ShouldBeTrue();
    }

    [Fact]
    public void As_many_are_opened_as_are_asked_for()
    {
        var parts = new TimePart(Read(Resolution, InTime).Judge(Every(Hours(4)), [FirstWeek, SecondWeek]), ScopeSelection.Everything);
        Reason Good(int most) => TimeMeasure.Of(Resolution, [parts], null, FirstWeek, On("30 12:00"), most).Why.Parts[1].Parts[1];

        Good(2).Parts.Select(p => (p.Sentence, p.For)).ShouldBe([("T2 was in time", 1), ("T3 was in time", 1), ("1 more", 1)]);
        Good(1).Parts[1].ShouldBe(new("2 more", new Figure.Count(2), Follows.Given, For: 2));
        Good(int.MaxValue).Parts.Count.ShouldBe(3);
    }

    static Figure.Time Hour(int hours) => new Figure.Time(hours * NodaConstants.TicksPerHour);
}
