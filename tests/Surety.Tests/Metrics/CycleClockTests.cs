using NodaTime;
using Shouldly;
using Surety.Calendars;
using Surety.Metrics;
using Xunit;
using static Surety.Tests.Metrics.Tickets;

namespace Surety.Tests.Metrics;

public sealed class CycleClockTests
{
    static readonly Func<Labels, Span?> ByPriority = labels => labels["priority"] switch { "P1" => Hours(1), "P2" => Hours(4), "P3" => Hours(16), _ => null };

    static JudgedCycle Judge(Metric.TimeTaken metric, Func<Labels, Span?> target, string now, params string[] events)
    {
        var cycles = Read(metric, One(events), now);
        return cycles.Clock.Judge(cycles.All.First(), target, cycles.Now);
    }

    [Fact]
    public void A_budget_goes_over_night()
    {
        var judged = Judge(Resolution, Every(Hours(4)), "30 12:00", "1 15:00 opened", "2 11:00 resolved");

        judged.Due.ShouldBe(On("2 11:00"));
        judged.InTime.ShouldBe(true); // Done at the deadline is in time.
        judged.Certain.ShouldBe(On("2 11:00"));
    }

    [Fact]
    public void A_miss_is_certain_when_due()
    {
        var judged = Judge(Resolution, Every(Hours(4)), "30 12:00", "1 15:00 opened", "2 12:30 resolved");

        (judged.InTime, judged.Certain).ShouldBe((false, On("2 11:00")));
        judged.LateBy(CycleClock.Of(Resolution, Office, Berlin), On("30 12:00")).ShouldBe(WorkingTime.FromMinutes(90));
        judged.Margin(CycleClock.Of(Resolution, Office, Berlin), On("30 12:00")).ShouldBe(WorkingTime.FromMinutes(-90));
    }

    [Fact]
    public void A_running_clock_is_late_after_its_due_instant_and_not_at_it()
    {
        Judge(Resolution, Every(Hours(4)), "2 11:00", "1 15:00 opened").InTime.ShouldBeNull();
        Judge(Resolution, Every(Hours(4)), "2 11:01", "1 15:00 opened").InTime.ShouldBe(false);
    }

    [Fact]
    public void A_budget_that_ends_at_closing_time_is_due_then_and_what_comes_at_night_is_late()
    {
        var judged = Judge(Resolution, Every(Hours(2)), "30 12:00", "1 15:00 opened", "1 20:00 resolved");

        judged.Due.ShouldBe(On("1 17:00"));
        judged.InTime.ShouldBe(false);
    }

    [Fact]
    public void Pauses_stop_a_budget()
    {
        var cycles = Read(Resolution, One("1 15:00 opened", "1 16:00 status waiting", "2 10:00 status open", "2 14:00 resolved"));
        var cycle = cycles.All.First();

        cycles.Clock.Judge(cycle, Every(Hours(4)), cycles.Now).Due.ShouldBe(On("2 13:00"));
        cycles.Clock.Gross(cycle, cycles.Now).ShouldBe(WorkingTime.FromHours(7));
        cycles.Clock.Held(cycle, cycles.Now).ShouldBe(WorkingTime.FromHours(2));
        cycles.Clock.Used(cycle, cycles.Now).ShouldBe(WorkingTime.FromHours(5));
        cycles.Clock.Used(cycle, On("2 09:30")).ShouldBe(WorkingTime.FromHours(1));
    }

    [Fact]
    public void A_clock_that_stands_still_has_no_due_instant_until_it_runs_again()
    {
        Judge(Resolution, Every(Hours(4)), "30 12:00", "1 15:00 opened", "1 16:00 status waiting").ShouldSatisfyAllConditions(
            j => j.Due.ShouldBeNull(), j => j.InTime.ShouldBeNull(), j => j.Certain.ShouldBeNull());
        Judge(Resolution, Every(Hours(1)), "30 12:00", "1 15:00 opened", "1 16:00 status waiting").InTime.ShouldBe(false); // Used up as the pause began.
    }

    [Fact]
    public void A_target_in_days_is_moved_by_the_working_time_that_pauses_take()
    {
        var two = new Span.BusinessDays(2, "2 business days");

        Judge(Resolution, Every(two), "30 12:00", "1 10:00 opened", "2 16:00 status waiting", "3 11:00 status open").Due.ShouldBe(On("3 13:00"));
        Judge(Resolution, Every(two), "30 12:00", "1 10:00 opened", "1 20:00 status waiting", "2 08:00 status open").Due.ShouldBe(On("3 10:00"));
        Judge(Resolution, Every(two), "30 12:00", "1 10:00 opened", "3 10:00 status waiting", "4 10:00 status open").Due.ShouldBe(On("3 10:00"));
        Judge(Resolution, Every(new Span.Days(1, "1 day")), "30 12:00", "1 10:00 opened", "1 11:00 status waiting").Due.ShouldBeNull();
        Judge(Resolution, Every(new Span.EndOfBusinessDay(1, "the end of the 1st business day")), "30 12:00", "1 10:00 opened", "1 11:00 status waiting", "1 12:00 status open")
            .Due.ShouldBe(On("3 10:00"));
    }

    [Fact]
    public void A_start_in_closed_time_counts_business_days_from_the_next_opening_or_at_once()
    {
        var one = Every(new Span.BusinessDays(1, "1 business day"));

        Judge(Resolution, one, "30 12:00", "6 11:00 opened").Due.ShouldBe(On("9 09:00"));
        Judge(Resolution with { StartsAtOnce = true }, one, "30 12:00", "6 11:00 opened").Due.ShouldBe(On("8 11:00"));
    }

    [Fact]
    public void A_new_priority_converts_the_clock_the_new_target_counts_from_the_same_start()
    {
        var judged = Judge(Resolution, ByPriority, "30 12:00", "1 09:00 opened", "1 10:00 priority P3", "2 09:30 resolved");

        judged.Due.ShouldBe(On("2 17:00"));
        judged.Scope["priority"].ShouldBe("P3");
        judged.InTime.ShouldBe(true);
    }

    [Fact]
    public void A_new_priority_that_leaves_no_time_is_a_miss_at_the_change()
    {
        var judged = Judge(Resolution, ByPriority, "30 12:00", "1 09:00 opened", "1 12:00 priority P1", "1 12:30 resolved");

        judged.Due.ShouldBe(On("1 10:00"));
        judged.Certain.ShouldBe(On("1 12:00"));
        judged.InTime.ShouldBe(false);
    }

    [Fact]
    public void A_new_priority_does_not_undo_a_miss()
    {
        var judged = Judge(Resolution, ByPriority, "30 12:00", "1 09:00 opened", "1 14:00 priority P3", "1 15:00 resolved");

        judged.Scope["priority"].ShouldBe("P2");
        (judged.InTime, judged.Certain).ShouldBe((false, On("1 13:00")));
    }

    [Fact]
    public void A_new_priority_at_the_due_instant_comes_first() =>
        Judge(Resolution, ByPriority, "30 12:00", "1 09:00 opened", "1 13:00 priority P3", "1 15:00 resolved").InTime.ShouldBe(true);

    [Fact]
    public void Or_the_first_priority_s_target_is_kept()
    {
        var judged = Judge(Resolution with { PriorityChanges = PriorityChange.Keep }, ByPriority, "30 12:00", "1 09:00 opened", "1 10:00 priority P1", "1 12:00 resolved");

        judged.Due.ShouldBe(On("1 13:00"));
        judged.Scope["priority"].ShouldBe("P2");
    }

    [Fact]
    public void Or_a_full_new_target_counts_from_the_change()
    {
        var metric = Resolution with { PriorityChanges = PriorityChange.Restart };
        var judged = Judge(metric, ByPriority, "30 12:00", "1 09:00 opened", "1 12:00 priority P1", "1 12:30 resolved");

        judged.Due.ShouldBe(On("1 13:00"));
        judged.From.ShouldBe(On("1 12:00"));
        CycleClock.Of(metric, Office, Berlin).Used(judged.Cycle, On("30 12:00")).ShouldBe(WorkingTime.FromMinutes(30));
    }

    [Fact]
    public void A_priority_without_a_target_has_no_due_instant()
    {
        var judged = Judge(Resolution, ByPriority, "30 12:00", "1 09:00 opened", "1 10:00 priority P9", "5 10:00 resolved");

        (judged.Target, judged.Due, judged.InTime, judged.Certain).ShouldBe((null, null, null, On("5 10:00")));
    }

    [Fact]
    public void A_ticket_that_is_cancelled_is_a_miss_only_when_it_was_overdue()
    {
        Judge(Resolution, Every(Hours(4)), "30 12:00", "1 09:00 opened", "1 13:00 cancelled").Certain.ShouldBeNull();
        Judge(Resolution, Every(Hours(4)), "30 12:00", "1 09:00 opened", "1 13:01 cancelled").InTime.ShouldBe(false);
    }

    [Fact]
    public void A_share_of_the_time_is_used_up_on_the_cycle_s_own_clock()
    {
        var cycles = Read(Resolution, One("1 15:00 opened", "1 16:00 status waiting", "2 10:00 status open"));
        Instant? Share(Span target, decimal share) => cycles.Clock.AtShare(cycles.All.First(), Every(target), new(share));

        Share(Hours(4), 25).ShouldBe(On("1 16:00"));
        Share(Hours(4), 50).ShouldBe(On("2 11:00"));
        Share(Hours(4), 100).ShouldBe(On("2 13:00"));
        Share(new Span.BusinessDays(1, "1 business day"), 50).ShouldBe(On("2 13:00")); // 8 h up to 15:00 of the next day; half of it is 4 h.
        Share(new Span.BusinessDays(1, "1 business day"), 100).ShouldBe(On("2 17:00")); // Two hours held: the closing time.
    }

    [Fact]
    public void A_share_that_a_new_priority_puts_into_the_past_is_used_up_at_the_change()
    {
        var cycles = Read(Resolution, One("1 09:00 opened", "1 10:30 priority P1"));

        cycles.Clock.AtShare(cycles.All.First(), ByPriority, new(50)).ShouldBe(On("1 10:30"));
    }

    [Fact]
    public void Around_the_clock_an_hour_that_is_skipped_counts_nothing()
    {
        var opened = Calendars.Example.At("2026-03-29T00:00+01:00");
        var table = TableOf(("T1", null, [new(opened.ToUnixTimeTicks(), "opened", null, null, default)]));
        var cycles = Cycles.Of(Resolution, table, Calendars.Example.Calendar("Europe/Berlin", ("mon-sun", "00:00-24:00")), Berlin, On("1 00:00"));

        cycles.Clock.Due(cycles.All.First(), opened, Hours(4)).ShouldBe(Calendars.Example.At("2026-03-29T05:00+02:00"));
        cycles.Clock.Due(cycles.All.First(), opened, new Span.Days(1, "1 day")).ShouldBe(Calendars.Example.At("2026-03-30T00:00+02:00"));
    }
}
