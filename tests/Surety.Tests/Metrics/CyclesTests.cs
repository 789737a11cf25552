using NodaTime;
using Shouldly;
using Surety.Metrics;
using Xunit;
using static Surety.Tests.Metrics.Tickets;

namespace Surety.Tests.Metrics;

public sealed class CyclesTests
{
    static string[] Lives(Metric.TimeTaken metric, params string[] events) => [.. Read(metric, One(events)).All.Select(Life)];

    static string Life(Cycle cycle)
    {
        string Show(Instant at) => at.InZone(Berlin).LocalDateTime.ToString("d HH:mm", null);
        var pauses = cycle.Pauses.Select(p => $" [{Show(p.Start)}..{(p.HasEnd ? Show(p.End) : "")}]");
        var changes = cycle.Changes.Select(c => $" {Show(c.At)}={c.Priority}");
        return $"{cycle.Number}: {Show(cycle.Started)}{string.Concat(pauses)}{string.Concat(changes)} {cycle.End}{(cycle.Ended is { } ended ? " " + Show(ended) : "")}";
    }

    [Fact]
    public void A_clock_runs_from_its_starting_event_to_its_stopping_event() =>
        Lives(Resolution, "09:00 opened", "10:00 replied by provider", "11:00 resolved").ShouldBe(["1: 1 09:00 Done 1 11:00"]);

    [Fact]
    public void A_clock_that_nothing_stopped_is_running() => Lives(Resolution, "09:00 opened").ShouldBe(["1: 1 09:00 Running"]);

    [Fact]
    public void Events_after_now_are_not_read() =>
        Read(Resolution, One("09:00 opened", "11:00 resolved"), "10:59").All.Select(Life).ShouldBe(["1: 1 09:00 Running"]);

    [Fact]
    public void Only_the_first_reply_of_the_right_side_counts_for_the_first_reply() =>
        Lives(FirstReply, "09:00 opened", "09:10 replied by customer", "09:20 replied by provider", "09:30 replied by customer", "09:40 replied by provider")
            .ShouldBe(["1: 1 09:00 Done 1 09:20"]);

    [Fact]
    public void Every_question_that_finds_no_clock_running_starts_one_for_the_next_reply() =>
        Lives(NextReply, "09:00 opened", "09:10 replied by customer", "09:15 replied by customer", "09:20 replied by provider", "09:25 replied by provider", "09:30 replied by customer")
            .ShouldBe(["1: 1 09:10 Done 1 09:20", "2: 1 09:30 Running"]);

    [Fact]
    public void Each_update_starts_the_wait_for_the_next_until_the_ticket_is_resolved() =>
        Lives(EveryReply, "09:00 opened", "09:20 replied by provider", "09:25 replied by customer", "09:50 replied by provider", "10:00 resolved", "10:05 replied by provider")
            .ShouldBe(["1: 1 09:00 Done 1 09:20", "2: 1 09:20 Done 1 09:50", "3: 1 09:50 Dropped 1 10:00"]);

    [Fact]
    public void A_ticket_that_is_resolved_at_once_owes_no_update() =>
        Lives(EveryReply, "09:00 opened", "09:10 resolved").ShouldBe(["1: 1 09:00 Dropped 1 09:10"]);

    [Fact]
    public void A_re_opened_ticket_owes_updates_again()
    {
        Lives(EveryReply, "09:00 opened", "09:20 replied by provider", "10:00 resolved", "11:00 reopened", "11:10 replied by provider")
            .ShouldBe(["1: 1 09:00 Done 1 09:20", "2: 1 09:20 Dropped 1 10:00", "3: 1 11:00 Done 1 11:10", "4: 1 11:10 Running"]);
        Lives(EveryReply with { Reopened = Reopening.GoesOn }, "09:00 opened", "09:20 replied by provider", "10:00 resolved", "11:00 reopened", "11:10 replied by provider")
            .ShouldBe(["1: 1 09:00 Done 1 09:20", "2: 1 09:20 [1 10:00..1 11:00] Done 1 11:10", "3: 1 11:10 Running"]);
    }

    [Fact]
    public void An_update_at_the_instant_of_the_resolution_comes_first() =>
        Lives(EveryReply, "09:00 opened", "09:30 resolved", "09:30 replied by provider").ShouldBe(["1: 1 09:00 Done 1 09:30", "2: 1 09:30 Dropped 1 09:30"]);

    [Fact]
    public void Whatever_is_named_ends_a_wait_without_a_result() =>
        Lives(FirstReply with { Until = Rule("status on hold") }, "09:00 opened", "09:10 status on hold", "09:20 replied by provider").ShouldBe(["1: 1 09:00 Dropped 1 09:10"]);

    static Metric.TimeTaken ReplyOrSolution => Taken("opened", "replied by provider or resolved");

    [Fact]
    public void The_first_of_several_events_stops_the_clock()
    {
        Lives(ReplyOrSolution, "09:00 opened", "09:20 replied by provider", "10:00 resolved").ShouldBe(["1: 1 09:00 Done 1 09:20"]);
        Lives(ReplyOrSolution, "09:00 opened", "09:10 replied by customer", "10:00 resolved", "10:20 replied by provider").ShouldBe(["1: 1 09:00 Done 1 10:00"]);
        // A clock that waits for "resolved" among others is stopped by the closing, too.
        Lives(ReplyOrSolution, "09:00 opened", "10:00 closed").ShouldBe(["1: 1 09:00 Done 1 10:00"]);
        Lives(ReplyOrSolution, "09:00 opened", "10:00 cancelled").ShouldBe(["1: 1 09:00 Dropped 1 10:00"]);
    }

    // What ended with the ticket comes back with it; a reply that was given stays given.
    [Fact]
    public void A_re_opening_takes_back_the_solution_and_not_the_reply()
    {
        var metric = ReplyOrSolution with { Reopened = Reopening.GoesOn };

        Lives(metric, "09:00 opened", "10:00 resolved", "11:00 reopened", "11:30 replied by provider").ShouldBe(["1: 1 09:00 [1 10:00..1 11:00] Done 1 11:30"]);
        Lives(metric, "09:00 opened", "09:30 replied by provider", "10:00 resolved", "11:00 reopened", "11:30 replied by provider").ShouldBe(["1: 1 09:00 Done 1 09:30"]);
    }

    [Fact]
    public void The_first_of_several_events_starts_the_clock()
    {
        var metric = Taken("opened or assigned", "resolved");

        Lives(metric, "09:00 assigned", "09:20 opened", "10:00 resolved").ShouldBe(["1: 1 09:00 Done 1 10:00"]);
        Lives(metric, "09:00 opened", "09:20 assigned", "10:00 resolved", "11:00 reopened", "12:00 resolved").ShouldBe(["1: 1 09:00 Done 1 10:00", "2: 1 11:00 Done 1 12:00"]);
    }

    [Fact]
    public void Of_several_that_stop_again_and_again_each_starts_the_next_wait() =>
        Lives(Taken("opened", "replied by provider or delivered") with { CyclesOfTicket = CyclesOfTicket.OneAfterAnother, Until = Rule("resolved") }, "09:00 opened", "09:20 replied by provider", "09:50 delivered", "10:00 resolved")
            .ShouldBe(["1: 1 09:00 Done 1 09:20", "2: 1 09:20 Done 1 09:50", "3: 1 09:50 Dropped 1 10:00"]);

    /// <summary>Starts count from 09:00 to 14:00; 1 June is a Monday.</summary>
    static string[] LivesFromMornings(params string[] events) => [.. Cycles.Of(
        Resolution, One(events), new CycleCalendars([new(Labels.None, Office)]) { StartsIn = Calendars.Example.Calendar("Europe/Berlin", ("mon-fri", "09:00-14:00")) }, Berlin, On("30 12:00")).All.Select(Life)];

    [Fact]
    public void After_the_cut_off_a_start_counts_at_the_next_opening()
    {
        LivesFromMornings("13:59 opened", "15:00 resolved").ShouldBe(["1: 1 13:59 Done 1 15:00"]);
        LivesFromMornings("14:00 opened", "2 12:00 resolved").ShouldBe(["1: 2 09:00 Done 2 12:00"]);
        LivesFromMornings("5 14:00 opened", "9 12:00 resolved").ShouldBe(["1: 8 09:00 Done 9 12:00"]);
    }

    [Fact]
    public void What_happens_before_a_start_counts_belongs_to_the_start()
    {
        LivesFromMornings("15:00 opened", "16:00 priority P1", "17:00 status waiting", "2 10:00 status open", "2 12:00 resolved").ShouldBe(["1: 2 09:00 [2 09:00..2 10:00] Done 2 12:00"]);
        LivesFromMornings("15:00 opened", "16:00 status waiting", "17:00 status open", "2 12:00 resolved").ShouldBe(["1: 2 09:00 Done 2 12:00"]);
        // Done before it counts: done then, in no time.
        LivesFromMornings("15:00 opened", "16:00 resolved").ShouldBe(["1: 2 09:00 Done 2 09:00"]);
        LivesFromMornings("15:00 opened", "16:00 closed", "17:00 reopened", "3 10:00 closed").ShouldBe(["1: 2 09:00 Done 2 09:00", "2: 2 09:00 Done 3 10:00"]);
    }

    [Fact]
    public void A_clock_stands_still_while_the_status_says_so()
    {
        Lives(Resolution, "09:00 opened", "10:00 status waiting", "11:00 status on hold", "12:00 status open", "13:00 status waiting", "14:00 resolved")
            .ShouldBe(["1: 1 09:00 [1 10:00..1 12:00] [1 13:00..1 14:00] Done 1 14:00"]);
        Lives(Resolution, "09:00 opened", "09:00 status waiting").ShouldBe(["1: 1 09:00 [1 09:00..] Running"]);
    }

    [Fact]
    public void A_clock_that_starts_while_the_ticket_waits_starts_standing_still() =>
        Lives(NextReply, "09:00 opened", "09:30 status waiting", "10:00 replied by customer", "10:05 status open", "11:00 replied by provider")
            .ShouldBe(["1: 1 10:00 [1 10:00..1 10:05] Done 1 11:00"]);

    [Fact]
    public void A_re_opened_ticket_starts_a_new_clock() =>
        Lives(Resolution, "09:00 opened", "10:00 resolved", "11:00 reopened", "12:00 resolved").ShouldBe(["1: 1 09:00 Done 1 10:00", "2: 1 11:00 Done 1 12:00"]);

    [Fact]
    public void A_re_opened_ticket_whose_clock_still_runs_keeps_it() =>
        Lives(FirstReply, "09:00 opened", "10:00 resolved", "11:00 reopened", "12:00 replied by provider").ShouldBe(["1: 1 09:00 Done 1 12:00"]);

    [Fact]
    public void After_a_re_opening_another_first_event_counts_anew() =>
        Lives(Taken("assigned", "resolved"), "09:00 opened", "09:10 assigned", "09:20 assigned", "10:00 resolved", "10:30 assigned", "11:00 reopened", "11:10 assigned")
            .ShouldBe(["1: 1 09:10 Done 1 10:00", "2: 1 11:10 Running"]);

    [Fact]
    public void Or_the_same_clock_goes_on_without_the_time_it_was_resolved() =>
        Lives(Resolution with { Reopened = Reopening.GoesOn }, "09:00 opened", "09:30 status waiting", "10:00 resolved", "11:00 reopened", "12:00 resolved")
            .ShouldBe(["1: 1 09:00 [1 09:30..1 11:00] Done 1 12:00"]);

    [Fact]
    public void A_reply_stays_given_when_the_clock_would_go_on() =>
        Lives(FirstReply with { Reopened = Reopening.GoesOn }, "09:00 opened", "09:30 replied by provider", "10:00 resolved", "11:00 reopened")
            .ShouldBe(["1: 1 09:00 Done 1 09:30"]);

    /// <summary>A re-opening takes back that the ticket was solved, not that somebody acknowledged it or came.</summary>
    [Fact]
    public void So_does_whatever_else_stopped_the_clock_but_the_end_of_the_ticket()
    {
        Lives(Taken("opened", "acknowledged") with { Reopened = Reopening.GoesOn }, "09:00 opened", "09:30 acknowledged", "10:00 resolved", "11:00 reopened")
            .ShouldBe(["1: 1 09:00 Done 1 09:30"]);
        Lives(Taken("opened", "status on site") with { Reopened = Reopening.GoesOn }, "09:00 opened", "09:30 status on site", "10:00 closed", "11:00 reopened")
            .ShouldBe(["1: 1 09:00 Done 1 09:30"]);
        Lives(Taken("opened", "acknowledged") with { Reopened = Reopening.GoesOn }, "09:00 opened", "10:00 closed", "11:00 reopened", "11:30 acknowledged")
            .ShouldBe(["1: 1 09:00 [1 10:00..1 11:00] Done 1 11:30"]);
        Lives(Taken("opened", "closed") with { Reopened = Reopening.GoesOn }, "09:00 opened", "10:00 closed", "11:00 reopened", "11:30 closed")
            .ShouldBe(["1: 1 09:00 [1 10:00..1 11:00] Done 1 11:30"]);
    }

    [Fact]
    public void Or_a_re_opening_is_ignored() =>
        Lives(Resolution with { Reopened = Reopening.Ignored }, "09:00 opened", "10:00 resolved", "11:00 reopened", "12:00 resolved").ShouldBe(["1: 1 09:00 Done 1 10:00"]);

    [Fact]
    public void A_metric_may_start_with_a_re_opening() =>
        Lives(Taken("reopened", "resolved"), "09:00 opened", "10:00 resolved", "11:00 reopened", "12:00 resolved", "13:00 reopened").ShouldBe(["1: 1 11:00 Done 1 12:00", "2: 1 13:00 Running"]);

    [Fact]
    public void Cancelled_ends_a_cycle_without_a_result() =>
        Lives(Resolution, "09:00 opened", "10:00 cancelled").ShouldBe(["1: 1 09:00 Dropped 1 10:00"]);

    [Fact]
    public void Closed_stops_a_clock_that_waits_for_resolved_and_drops_every_other()
    {
        Lives(Resolution, "09:00 opened", "10:00 closed").ShouldBe(["1: 1 09:00 Done 1 10:00"]);
        Lives(Resolution, "09:00 opened", "10:00 resolved", "12:00 closed").ShouldBe(["1: 1 09:00 Done 1 10:00"]);
        Lives(FirstReply, "09:00 opened", "10:00 closed").ShouldBe(["1: 1 09:00 Dropped 1 10:00"]);
        Lives(Taken("resolved", "closed"), "09:00 opened", "10:00 resolved", "12:00 closed").ShouldBe(["1: 1 10:00 Done 1 12:00"]);
    }

    [Fact]
    public void Changes_of_priority_are_kept_with_their_instants()
    {
        Lives(Resolution, "09:00 opened", "09:00 priority P3", "10:00 priority P3", "11:00 priority P1", "12:00 priority P2", "13:00 resolved", "14:00 priority P4")
            .ShouldBe(["1: 1 09:00 1 11:00=P1 1 12:00=P2 Done 1 13:00"]);
        Read(Resolution, One("09:00 opened", "09:00 priority P3")).All.First().Priority.ShouldBe("P3");
    }

    [Fact]
    public void Any_word_of_the_facts_may_start_and_stop_a_clock() =>
        Lives(Taken("ordered", "delivered"), "09:00 ordered", "09:00 delivered", "10:00 delivered").ShouldBe(["1: 1 09:00 Done 1 09:00"]);

    [Fact]
    public void A_status_may_start_a_clock() =>
        Lives(Taken("status parts", "status fitted"), "09:00 opened", "10:00 status parts", "11:00 status waiting", "12:00 status fitted")
            .ShouldBe(["1: 1 10:00 [1 11:00..1 12:00] Done 1 12:00"]);

    [Fact]
    public void Only_tickets_that_the_metric_reads_have_cycles() =>
        Read(Resolution with { Reads = new("web shop", null, null, []) }, One("09:00 opened")).All.ShouldBeEmpty();
}
