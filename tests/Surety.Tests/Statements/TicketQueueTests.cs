using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Calendars;
using Surety.Levels;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

public sealed class TicketQueueTests
{
    static readonly string Hours = """
        calendars:
          office:
            open:
              mon-fri: 09:00-17:00
        """;

    static ValueList<RunningTicket> QueueOf(Versions versions, string asOf, params string[] facts) =>
        Evaluation.Of(versions, Fact.Read(facts).Build(Fact.At(asOf)), Fact.At(asOf) + Duration.FromTicks(1), Fact.At(asOf)).Queue();

    static Versions Help(string target = "all within 4 h", string more = "", string level = "") => SmallAgreement.OfOne($"measures: time\nfrom: opened\nto: resolved\nclock: office\npaused while: waiting for customer{more}", target, "month", level, Hours);

    [Fact]
    public void Clocks_stand_by_their_due_instant_and_those_that_stand_still_at_the_end()
    {
        // 2 February 2026 is a Monday.
        var queue = QueueOf(
            Help("\n      priority P1: all within 1 h\n      otherwise: all within 4 h"), "2026-02-02T12:00:00Z",
            "{'type':'ticket','ticket':'T1','event':'opened','at':'2026-02-02T09:00:00Z','priority':'P2','labels':{'team':'network'}}",
            "{'type':'ticket','ticket':'T2','event':'opened','at':'2026-02-02T09:30:00Z','priority':'P1'}",
            "{'type':'ticket','ticket':'T3','event':'opened','at':'2026-02-02T10:00:00Z','priority':'P2'}",
            "{'type':'ticket','ticket':'T3','event':'waiting','for':'customer','at':'2026-02-02T11:00:00Z'}",
            "{'type':'ticket','ticket':'T4','event':'opened','at':'2026-02-02T10:00:00Z','priority':'P2'}",
            "{'type':'ticket','ticket':'T4','event':'resolved','at':'2026-02-02T10:30:00Z'}",
            "{'type':'ticket','ticket':'T1','event':'assigned','to':'kim','at':'2026-02-02T09:05:00Z'}",
            "{'type':'ticket','ticket':'T1','event':'assigned','to':'lee','at':'2026-02-02T09:15:00Z'}");

        queue.Select(q => (q.Ticket, q.Due, q.Left)).ShouldBe([
            ("T2", Fact.At("2026-02-02T10:30:00Z"), WorkingTime.FromMinutes(-90)), ("T1", Fact.At("2026-02-02T13:00:00Z"), WorkingTime.FromHours(1)), ("T3", null, WorkingTime.FromHours(3)),
        ]);
        queue.Select(q => (q.IsMissed, q.PausedBy, q.PausedSince)).ShouldBe([(true, null, null), (false, null, null), (false, "waiting for customer", Fact.At("2026-02-02T11:00:00Z"))]);
        queue[1].Labels.ToString().ShouldBe("priority=P2, team=network");
        queue.Select(q => (q.Priority, q.Owner)).ShouldBe([("P1", null), ("P2", "lee"), ("P2", null)]);
        queue.Select(q => q.Scope.ToString()).ShouldBe(["priority=P1", "priority=otherwise", "priority=otherwise"]);
        queue.ShouldAllBe(q => q.Level == "l" && q.Version == 1 && q.Cycle == 1);
    }

    [Fact]
    public void Closed_time_is_no_service_time_and_a_target_in_days_has_what_is_open_until_it_is_due()
    {
        var versions = Help("all within 2 business days");

        var running = QueueOf(versions, "2026-02-03T18:00:00Z", "{'type':'ticket','ticket':'T1','event':'opened','at':'2026-02-02T10:00:00Z'}").ShouldHaveSingleItem();
        var late = QueueOf(versions, "2026-02-05T11:30:00Z", "{'type':'ticket','ticket':'T1','event':'opened','at':'2026-02-02T10:00:00Z'}").ShouldHaveSingleItem();
        var waiting = QueueOf(versions, "2026-02-03T18:00:00Z", "{'type':'ticket','ticket':'T1','event':'opened','at':'2026-02-02T10:00:00Z'}", "{'type':'ticket','ticket':'T1','event':'waiting','for':'customer','at':'2026-02-02T12:00:00Z'}").ShouldHaveSingleItem();

        (running.Due, running.Left, running.IsMissed).ShouldBe((Fact.At("2026-02-04T10:00:00Z"), WorkingTime.FromHours(1), false));
        (late.Left, late.IsMissed).ShouldBe((WorkingTime.FromMinutes(-570), true));
        (waiting.Due, waiting.Left).ShouldBe((null, null));
    }

    [Fact]
    public void A_ticket_has_a_clock_for_each_time_of_its_promise_and_none_for_a_mean()
    {
        const string ticket = "{'type':'ticket','ticket':'T1','event':'opened','at':'2026-02-02T10:00:00Z'}";

        QueueOf(Help("80 % within 1 h, the rest within 4 h"), "2026-02-02T10:30:00Z", ticket).Select(q => (q.Target.ToString(), q.Left)).ShouldBe([("1 h", WorkingTime.FromMinutes(30)), ("4 h", WorkingTime.FromMinutes(210))]);
        QueueOf(Help("mean at most 2 h"), "2026-02-02T10:30:00Z", ticket).ShouldBeEmpty();
    }

    [Fact]
    public void The_version_in_which_a_ticket_was_opened_says_when_it_is_due_and_a_level_that_is_gone_promises_nothing()
    {
        const string early = "{'type':'ticket','ticket':'T1','event':'opened','at':'2026-01-30T16:00:00Z'}", later = "{'type':'ticket','ticket':'T2','event':'opened','at':'2026-02-02T09:00:00Z'}";
        var stricter = Help().Amended("2026-02-01", Help("all within 2 h"));
        var without = Help().Amended("2026-02-01", SmallAgreement.Of("m:\n  measures: availability\n  of: shop\n  observed by: outages", "other:\n  metric: m\n  per: month\n  target: at least 99 %"));

        QueueOf(stricter, "2026-02-02T10:00:00Z", early, later).Select(q => (q.Ticket, q.Version, q.Due)).ShouldBe([("T2", 2, Fact.At("2026-02-02T11:00:00Z")), ("T1", 1, Fact.At("2026-02-02T12:00:00Z"))]);
        QueueOf(without, "2026-02-02T10:00:00Z", early, later).ShouldBeEmpty();
    }

    /// <summary>Whatever is drawn: done at its due instant a ticket is in time, done a moment later it is late, and what is late already can only stay so.</summary>
    [Fact]
    public void The_verdicts_keep_to_the_due_instants_of_the_queue()
    {
        // As many as it takes until a hundred clocks were looked at; that is about four hundred stories.
        var tried = 0;
        for (var drawn = 0; tried < 100; drawn += 50)
        {
            drawn.ShouldBeLessThan(2000, $"Of {drawn} stories, {tried} had a clock to look at.");
            Prop.ForAll(LiveStory.Times.ToArbitrary(), story => tried += Keep(story)).Check(Config.QuickThrowOnFailure.WithMaxTest(50));
        }
    }

    static int Keep(LiveStory story)
    {
        var tried = 0;
        // What the end of a window decides, and a target of several times, are counted in other ways.
        if (story.Metric.Contains("open at the end", StringComparison.Ordinal) || story.Target.Contains("the rest", StringComparison.Ordinal)) return 0;
        var done = story.Metric.Contains("to: resolved", StringComparison.Ordinal) ? "'resolved'" : "'replied','by':'provider'";
        foreach (var minute in story.Asked)
        {
            var now = Fact.At(LiveStory.At(minute));
            ValueList<string> known = story.Facts.Where(f => Fact.At(f[^22..^2]) <= now).ToValueList();
            var queue = Evaluation.Of(story.Versions(), Fact.Read([.. known]).Build(now), now + Duration.FromTicks(1), now).Queue();
            queue.Select(q => q.Due ?? Instant.MaxValue).ShouldBeInOrder();
            foreach (var clock in queue)
            {
                int MissesIf(Instant at)
                {
                    var asOf = at + Duration.FromDays(40);
                    var facts = known.Append($"{{'type':'ticket','ticket':'{clock.Ticket}','event':{done},'at':'{at.ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}'}}");
                    return Evaluation.Of(story.Versions(), Fact.Read([.. facts]).Build(asOf), at + Duration.FromDays(3), asOf).Results.Where(r => r.Level == "l").Sum(r => r.MissCount);
                }

                var soon = now + Duration.FromSeconds(1);
                if (clock.IsMissed)
                {
                    clock.Left.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(WorkingTime.Zero);
                    if (clock.Due is { } due) due.ShouldBeLessThan(soon);
                }
                else if (clock.PausedBy is not null) (clock.Due, clock.PausedSince <= now).ShouldBe((null, true), $"{clock} at minute {minute} in {story}");
                else if (clock.Due is { } due)
                {
                    due.ShouldBeGreaterThanOrEqualTo(now);
                    tried++;
                    (MissesIf(due + Duration.FromSeconds(1)) - MissesIf(due)).ShouldBe(1, $"{clock} at minute {minute} in {story}");
                }
            }
        }
        return tried;
    }
}
