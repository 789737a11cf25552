using NodaTime;
using Shouldly;
using Surety.Levels;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Targets of the agreement under test: P1 all within 4 h, everything else 90 % within 8 h, around the clock.</summary>
public sealed class MessagesTests
{
    const string Ladders = """
        ladders:
          urgent:
            of: answer, priority P1
            steps:
              - at 50 % of the time: tell manager
              - 30 min before the miss: tell manager
              - at the miss: tell director by mail and webhook
              - every 2 h until acknowledged: tell director
        """;

    const string Opened = "{'type':'ticket','service':'shop','ticket':'T-1','event':'opened','priority':'P1','at':'2026-03-10T08:00:00Z'}";

    [Fact]
    public void A_running_cycle_climbs_the_ladder_and_the_rest_is_planned()
    {
        var messages = Run("2026-03-10T14:00:00Z", Opened);

        messages.Count.ShouldBe(103);
        Times(messages.Take(6)).ShouldBe(["10 10:00 1.0", "10 11:30 2.0", "10 12:00 3.0", "10 14:00 4.1", "10 16:00 4.2", "10 18:00 4.3"]);
        messages.Count(m => m.IsDue).ShouldBe(4);
        messages[2].Tell.Select(c => c.Address).ShouldBe(["d@p.example"]);
        messages[2].By.ShouldBe(["mail", "webhook"]);
        (messages[2].About, messages[2].Scope).ShouldBe(("ticket T-1", Labels.None.With("priority", "P1")));
    }

    [Theory]
    [InlineData("2026-03-10T11:00:00Z", new[] { "10 10:00 1.0" })]
    [InlineData("2026-03-10T12:00:00Z", new[] { "10 10:00 1.0", "10 11:30 2.0" })] // done at the due instant is in time
    [InlineData("2026-03-10T15:00:00Z", new[] { "10 10:00 1.0", "10 11:30 2.0", "10 12:00 3.0", "10 14:00 4.1" })]
    public void Steps_end_when_the_ticket_is_done(string replied, string[] expected) =>
        Times(Run("2026-03-20T00:00:00Z", Opened, $"{{'type':'ticket','ticket':'T-1','event':'replied','by':'provider','at':'{replied}'}}")).ShouldBe(expected);

    [Fact]
    public void Repeats_end_when_somebody_acknowledges() =>
        Times(Run("2026-03-20T00:00:00Z", Opened, "{'type':'acknowledged','of':'urgent','at':'2026-03-10T17:00:00Z','labels':{'ticket':'T-1'}}", "{'type':'acknowledged','of':'urgent','at':'2026-03-10T13:00:00Z','labels':{'ticket':'T-9'}}"))
            .ShouldBe(["10 10:00 1.0", "10 11:30 2.0", "10 12:00 3.0", "10 14:00 4.1", "10 16:00 4.2"]);

    /// <summary>Opened at 08:00, due at 12:00. The last tier is an hour after the miss, and 90 minutes after that; a step before the miss counts from the start, whatever the target is.</summary>
    [Fact]
    public void Each_tier_has_a_clock_of_its_own_from_the_start_or_from_the_step_before()
    {
        const string text = """
            ladders:
              urgent:
                of: answer, priority P1
                steps:
                  - 45 min after the start: tell manager
                  - at the miss: tell manager
                  - 1 h after the step before: tell director
                  - 90 min after the step before: tell director
                  - every 3 h until acknowledged: tell director
            """;

        Times(RunOn(text, "2026-03-10T20:00:00Z", 3, [Opened])).Take(6).ShouldBe(["10 08:45 1.0", "10 12:00 2.0", "10 13:00 3.0", "10 14:30 4.0", "10 17:30 5.1", "10 20:30 5.2"]);
        Times(RunOn(text, "2026-03-10T20:00:00Z", 3, [Opened, "{'type':'ticket','ticket':'T-1','event':'replied','by':'provider','at':'2026-03-10T13:30:00Z'}"])).ShouldBe(["10 08:45 1.0", "10 12:00 2.0", "10 13:00 3.0"]);
    }

    /// <summary>Opened as P3 at 09:00 and P1 from 12:00 on, all within 4 h from 09:00: due at 13:00. What counts from the start would lie before anybody knew that it is urgent: it is told at 12:00.</summary>
    [Theory]
    [InlineData(new[] { "10 12:00 1.0", "10 12:00 2.0", "10 12:00 3.0", "10 12:30 4.0", "10 13:00 5.0" }, "P3", "P1")]
    [InlineData(new[] { "10 09:00 1.0", "10 10:00 2.0", "10 11:00 3.0", "10 12:30 4.0", "10 13:00 5.0" }, "P1", "P1")]
    public void Nothing_is_told_before_the_priority_that_the_ladder_is_for(string[] expected, string opened, string then)
    {
        const string text = """
            ladders:
              urgent:
                of: answer, priority P1
                steps:
                  - 0 min after the start: tell manager
                  - 1 h after the start: tell manager
                  - at 50 % of the time: tell manager
                  - 30 min before the miss: tell manager
                  - at the miss: tell director
            """;

        Times(RunOn(text, "2026-03-10T20:00:00Z", 3, [
            $"{{'type':'ticket','service':'shop','ticket':'T-1','event':'opened','priority':'{opened}','at':'2026-03-10T09:00:00Z'}}",
            $"{{'type':'ticket','service':'shop','ticket':'T-1','event':'priority','to':'{then}','at':'2026-03-10T12:00:00Z'}}"])).ShouldBe(expected);
    }

    [Fact]
    public void Tickets_of_other_scopes_do_not_climb() => Run("2026-03-20T00:00:00Z", Opened.Replace("P1", "P3")).ShouldBeEmpty();

    [Fact]
    public void A_missed_window_climbs_from_its_end_on()
    {
        const string text = """
            ladders:
              shop:
                of: uptime
                steps:
                  - at the miss: tell manager
                  - 24 h after the miss: tell director
            """;
        var versions = Judged.Agreement(text);

        Times(Messages.Of(versions, [new(versions, versions.Newest, Fact.Set(), _ => [], () => [], Fact.At("2026-04-01T12:00:00Z"))], [Judged.Of("uptime", 3, 99), Judged.Of("uptime", 2, 100)], Fact.Set(), Judged.Month(4), Fact.At("2026-04-01T12:00:00Z")))
            .ShouldBe(["01 00:00 1.0", "02 00:00 2.0"]);
    }

    [Fact]
    public void Each_message_belongs_to_the_one_period_in_which_it_is_sent()
    {
        var late = Opened.Replace("03-10T08", "03-31T22");

        Times(Run("2026-04-01T03:00:00Z", late)).ShouldBeEmpty();
        Times(Run("2026-04-01T03:00:00Z", 4, late).Take(4)).ShouldBe(["01 00:00 1.0", "01 01:30 2.0", "01 02:00 3.0", "01 04:00 4.1"]);
    }

    static IEnumerable<string> Times(IEnumerable<Message> messages) => messages.Select(m => $"{m.When.InUtc():dd HH:mm} {m.Step}.{m.Repeat}");

    static ValueList<Message> Run(string asOf, params string[] facts) => Run(asOf, 3, facts);

    static ValueList<Message> Run(string asOf, int month, params string[] facts) => RunOn(Ladders, asOf, month, facts);

    static ValueList<Message> RunOn(string ladders, string asOf, int month, string[] facts)
    {
        var (versions, set) = (Judged.Agreement(ladders), Fact.Set(facts));
        return Messages.Of(versions, [new(versions, versions.Newest, set, _ => [], () => [], Fact.At(asOf))], [], set, Judged.Month(month), Fact.At(asOf));
    }
}
