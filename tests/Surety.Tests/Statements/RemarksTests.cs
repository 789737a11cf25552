using NodaTime;
using Shouldly;
using Surety.Facts;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

public sealed class RemarksTests
{
    static readonly Surety.Agreements.Versions Shop = Judged.Agreement("combined: added");

    static Statement StatementOf(Surety.Agreements.Versions versions, params string[] facts)
    {
        var asOf = Fact.At("2026-05-01T00:00:00Z");
        return Evaluation.Of(versions, Fact.Read(facts).Build(asOf), Judged.Month(3).Time.End, asOf).Statement(Judged.Month(3));
    }

    static string[] Remarks(string code, params string[] facts) =>
        [.. StatementOf(Shop, facts).Remarks.Where(r => r.Code == code).Select(r => $"{r.Text} [{string.Join(" ", (r.Facts?.First ?? []).Select(f => f.Line))}]")];

    /// <summary>Events of a ticket of the shop, an hour apart: <c>opened, replied by provider, status on hold</c>.</summary>
    static string[] Ticket(string id, params string[] events) => [.. events.Select((e, i) => Event(id, e, $"2026-03-02T{8 + i:D2}:00:00Z"))];

    static string Event(string id, string words, string at)
    {
        var by = words.Split(" by ");
        var what = by[0].Split(' ', 2);
        return $"{{'type':'ticket','service':'shop','ticket':'{id}','event':'{what[0]}','at':'{at}'{(what.Length > 1 ? $",'to':'{what[1]}'" : "")}{(by.Length > 1 ? $",'by':'{by[1]}'" : "")}}}";
    }

    [Fact]
    public void A_history_that_can_be_is_not_remarked_on() =>
        StatementOf(Shop, [
            .. Ticket("T-1", "opened", "waiting", "resumed", "replied by provider", "resolved", "reopened", "assigned", "resolved", "closed"),
            .. Ticket("T-2", "ordered", "opened", "priority P1", "status on hold", "resumed", "replied by provider", "replied by customer", "cancelled", "closed", "reopened", "opened", "closed", "praised"),
        ]).Remarks.Where(r => r.Code.StartsWith("facts.ticket", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void What_lies_before_the_opening_is_said_and_placed() =>
        Remarks("facts.ticket-history", [.. Ticket("T-1", "replied by provider", "resolved", "opened"), .. Ticket("T-2", "priority P1", "opened")]).ShouldBe(
            ["3 ticket events lie before the opening of their tickets: T-1 (replied), T-1 (resolved), T-2 (priority). Nothing is stopped there that does not run yet; a status or a priority holds from the opening on. [1 2 4]"]);

    [Theory]
    [InlineData("impact is critical or major")]
    [InlineData("critical 100 %, major 50 %", "weights")]
    public void An_impact_that_is_nearly_one_of_the_agreement_is_said_and_placed(string words, string key = "bad when")
    {
        var versions = SmallAgreement.OfOne($"measures: availability\nobserved by: outages\n{key}: {words}", "at least 99 %");

        string[] Of(params string[] impacts) => [.. versions.StatementOf(SmallAgreement.February, "2026-03-05T00:00:00Z",
            [.. impacts.Select((impact, i) => $"{{'type':'outage','from':'2026-02-0{i + 1}T00:00:00Z','until':'2026-02-0{i + 1}T01:00:00Z','impact':'{impact}'}}")]).Remarks.Where(r => r.Code is "facts.unknown-impact" or "facts.near-label").Select(r => r.Text)];

        Of("critcal", "major", "critcal", "minor").ShouldBe(["2 outages have the impact 'critcal', which no clause names. Did you mean 'critical'?"]);
        Of("Major").ShouldBe(["1 fact has the impact 'Major', and the agreement says 'major': words are compared letter by letter, so these are two."]);
    }

    [Fact]
    public void A_second_opening_is_said_and_placed() =>
        Remarks("facts.ticket-history", Ticket("T-1", "opened", "opened", "closed", "opened")).ShouldBe(
            ["2 ticket events open tickets again that nothing re-opened: T-1 (opened), T-1 (opened). The first opening holds; a later one starts a clock only under 'to: next'. [2 4]"]);

    [Fact]
    public void Resuming_without_waiting_is_said_and_placed() =>
        Remarks("facts.ticket-history", Ticket("T-1", "opened", "resumed", "waiting", "resumed", "resumed")).ShouldBe(
            ["2 ticket events resume tickets that were not waiting: T-1 (resumed), T-1 (resumed). Read as the status 'open'. [2 5]"]);

    [Fact]
    public void What_comes_after_the_closing_is_said_and_placed() =>
        Remarks("facts.ticket-history", Ticket("T-1", "opened", "closed", "replied by provider", "reopened", "replied by provider")).ShouldBe(
            ["1 ticket event comes after the closing of its ticket, and nothing re-opened it: T-1 (replied). What had ended stays ended, and what starts a clock starts one; a status or a priority holds for a later re-opening. [3]"]);

    [Fact]
    public void A_re_opening_of_what_never_ended_is_said_and_placed() =>
        Remarks("facts.ticket-history", Ticket("T-1", "opened", "reopened", "resolved", "reopened")).ShouldBe(
            ["1 ticket event re-opens a ticket that nothing had ended: T-1 (reopened). A clock that runs goes on; one that has stopped does what 're-opened' says. [2]"]);

    [Fact]
    public void A_ticket_that_was_never_opened_is_said_and_no_more_of_it_is_doubted()
    {
        string[] facts = [.. Ticket("T-1", "resumed", "replied by provider", "closed", "assigned"), .. Ticket("T-2", "opened")];

        Remarks("facts.ticket-unopened", facts).ShouldBe(["1 ticket has no opening among the facts: T-1. A clock that starts at the opening does not run for it before a re-opening. [1]"]);
        Remarks("facts.ticket-history", facts).ShouldBeEmpty();
    }

    [Fact]
    public void Tickets_that_no_metric_reads_are_not_doubted() =>
        Remarks("facts.ticket-history", [.. Ticket("T-1", "replied by provider", "opened").Select(l => l.Replace("shop", "mail", StringComparison.Ordinal))]).ShouldBeEmpty();

    [Fact]
    public void A_thousand_impossible_tickets_are_one_remark()
    {
        var remark = StatementOf(Shop, [.. Enumerable.Range(0, 1_000).SelectMany(i => Ticket($"T-{i:D4}", "replied by provider", "opened"))]).Remarks.Single(r => r.Code == "facts.ticket-history");

        remark.Text.ShouldStartWith("1,000 ticket events lie before the opening of their tickets: T-0000 (replied), T-0001 (replied), T-0002 (replied), T-0003 (replied), T-0004 (replied) and 995 more. ");
        remark.Facts.ShouldBe(new(1_000, [.. Enumerable.Range(0, 20).Select(i => new Origin(0, 1 + (2 * i)))]));
    }

    // The guide's readings, one by one, on clocks: four hours for P1, eight for all others.
    [Theory]
    [InlineData("replied by provider, opened", 0)] // A reply before the opening stops nothing: the clock runs and is missed.
    [InlineData("opened, replied by provider, opened", 1)] // A second opening starts no second clock.
    [InlineData("opened, resumed, replied by provider", 1)]
    [InlineData("opened, replied by provider, closed, replied by provider", 1)]
    [InlineData("opened, reopened, replied by provider", 1)] // The clock that ran goes on.
    [InlineData("replied by provider, closed", null)] // Never opened: in no figure.
    public void An_impossible_history_is_read_as_the_guide_says(string events, int? inTime)
    {
        var level = StatementOf(Shop, Ticket("T-1", events.Split(", "))).Levels.Single(l => l.Level == "answer" && l.Scope["priority"] == "otherwise");

        level.Events.ShouldBe(inTime is null ? 0 : 1);
        level.Attained.ShouldBe(inTime is { } share ? new Figure.Share(share) : null);
    }

    [Fact]
    public void A_status_before_the_opening_holds_from_the_opening_on()
    {
        // The metric pauses for nothing; a priority before the opening is the one that it is opened with.
        var level = StatementOf(Shop, Ticket("T-1", "priority P1", "opened", "replied by provider")).Levels.Single(l => l.Level == "answer" && l.Scope["priority"] == "P1");

        level.Attained.ShouldBe(new Figure.Share(1));
    }

    [Theory]
    [InlineData("{'type':'ticket','service':'shop','ticket':'T-1','event':'opened','at':'2026-03-02T08:00:00Z','priority':'p1'}", "1 fact has the priority 'p1', and the agreement says 'P1': words are compared letter by letter, so these are two.")]
    [InlineData("{'type':'ticket','service':'shop','ticket':'T-1','event':'opened','at':'2026-03-02T08:00:00Z','priority':'P1 '}", "1 fact has the priority 'P1 ', and the agreement says 'P1': words are compared letter by letter, so these are two.")]
    [InlineData("{'type':'ticket','service':'shop','ticket':'T-1','event':'priority','at':'2026-03-02T08:00:00Z','to':' p1'}", "1 fact has the priority ' p1', and the agreement says 'P1': words are compared letter by letter, so these are two.")]
    [InlineData("{'type':'ticket','service':'shop','ticket':'T-1','event':'opened','at':'2026-03-02T08:00:00Z','labels':{'Priority':'P1'}}", "1 fact has the label 'Priority', and the agreement says 'priority': names are compared letter by letter, so these are two labels.")]
    [InlineData("{'type':'ticket','service':'shop','ticket':'T-1','event':'replied','at':'2026-03-02T08:00:00Z','by':'Provider'}", "1 fact has the side 'Provider', and the agreement says 'provider': words are compared letter by letter, so these are two.")]
    [InlineData("{'type':'outage','service':'Shop','from':'2026-03-02T08:00:00Z','until':'2026-03-02T09:00:00Z'}", "1 fact has the service 'Shop', and the agreement says 'shop': words are compared letter by letter, so these are two.")]
    [InlineData("{'type':'state','service':'network','member':'R1','at':'2026-03-02T08:00:00Z','state':'up'}", "1 fact has the member 'R1', and the agreement says 'r1': words are compared letter by letter, so these are two.")]
    [InlineData("{'type':'exclusion','exclusion':'x','service':'SHOP','from':'2026-03-02T08:00:00Z'}", "1 fact has the service 'SHOP', and the agreement says 'shop': words are compared letter by letter, so these are two.")]
    [InlineData("{'type':'member','group':'routers','member':'r3','attributes':{'Class':'core'}}", "1 fact has the label 'Class', and the agreement says 'class': names are compared letter by letter, so these are two labels.")]
    public void A_word_that_is_nearly_one_of_the_agreement_is_said_and_placed(string fact, string text) => Remarks("facts.near-label", fact).ShouldBe([text + " [1]"]);

    [Fact]
    public void Words_of_the_agreement_and_words_that_are_far_from_it_are_not_remarked_on() =>
        Remarks("facts.near-label",
            "{'type':'ticket','service':'shop','ticket':'T-1','event':'opened','at':'2026-03-02T08:00:00Z','priority':'P1','by':'provider'}",
            "{'type':'ticket','service':'shop','ticket':'T-2','event':'opened','at':'2026-03-02T08:00:00Z','priority':'P2','by':'Ms Miller','labels':{'tenant':'x'}}").ShouldBeEmpty();

    [Fact]
    public void A_near_word_of_a_ticket_is_placed_at_its_opening() =>
        Remarks("facts.near-label", Event("T-1", "replied by provider", "2026-03-02T07:00:00Z"), Event("T-1", "opened", "2026-03-02T08:00:00Z").Replace("'shop'", "'shop','priority':'p1'", StringComparison.Ordinal))
            .ShouldHaveSingleItem().ShouldEndWith(" [2]");

    [Fact]
    public void Many_facts_with_one_near_word_are_one_remark() =>
        Remarks("facts.near-label", [.. Enumerable.Range(0, 300).Select(i => $"{{'type':'outage','service':'Shop','from':'2026-03-{1 + (i / 20):D2}T{i % 20:D2}:00:00Z','until':'2026-03-{1 + (i / 20):D2}T{i % 20:D2}:30:00Z'}}")])
            .ShouldHaveSingleItem().ShouldStartWith("300 facts have the service 'Shop'");

    [Fact]
    public void Silence_that_is_read_as_good_is_said_of_the_metric()
    {
        const string silence = "No outage that 'uptime' could read is among the facts. With 'observed by: outages' silence is read as good, so its figures rest on nothing that was measured.";
        var empty = StatementOf(Shop);

        empty.Levels.Single(l => l.Level == "uptime").Attained.ShouldBe(new Figure.Share(1));
        var remark = empty.Remarks.Single(r => r.Code == "facts.silence");
        (remark.Text, remark.Clause!.Value.Path).ShouldBe((silence, "metrics / uptime / observed by"));
        StatementOf(Shop, "{'type':'outage','service':'network','from':'2026-01-02T08:00:00Z','until':'2026-01-02T09:00:00Z'}").Remarks.ShouldContain(r => r.Text == silence);
        StatementOf(Shop, "{'type':'outage','service':'shop','from':'2026-01-02T08:00:00Z','until':'2026-01-02T09:00:00Z'}").Remarks.ShouldNotContain(r => r.Code == "facts.silence");
    }

    [Fact]
    public void Seen_from_its_middle_an_outage_with_an_end_and_one_without_give_one_statement()
    {
        string Statement(string end)
        {
            var asOf = Fact.At("2026-03-10T09:00:00Z");
            var facts = Fact.Read($"{{'type':'outage','id':'o','service':'shop','from':'2026-03-10T08:00:00Z'{end}}}").Build(asOf);
            facts.Outages.Single().Until.ShouldBeNull();
            return StatementJson.Of(Evaluation.Of(Shop, facts, Judged.Month(3).Time.End, asOf).Statement(Judged.Month(3)));
        }

        Statement(",'until':'2026-03-10T11:00:00Z'").ShouldBe(Statement(""));
    }

    [Fact]
    public void Of_a_kind_that_there_are_many_of_the_first_are_told_and_how_many_more_there_are()
    {
        var remarks = StatementOf(Shop, [.. Enumerable.Range(0, 1_000).Select(i => $"{{'type':'done','of':'report {i:D4}','at':'2026-03-02T08:00:00Z'}}")]).Remarks.Where(r => r.Code == "facts.unknown-clause").ToList();

        remarks.Count.ShouldBe(21);
        remarks[^1].Text.ShouldBe("… and 980 more of this kind.");
    }

    [Fact]
    public void What_a_figure_leaves_out_without_saying_so_in_its_reason_is_remarked_on()
    {
        var full = Surety.Agreements.AgreementFile.Parse("full.yaml", File.ReadAllBytes(Source.File("tests", "Surety.Tests", "Agreements", "full.yaml"))).Agreement!;
        var versions = ((Result<Surety.Agreements.Versions>.Ok)Surety.Agreements.Versions.Of([full])).Value;
        var asOf = Fact.At("2026-08-01T00:00:00Z");
        var june = Surety.Scope.WindowRule.Month.At(new LocalDate(2026, 6, 1), full.Zone);

        var statement = Evaluation.Of(versions, Fact.Set("{'type':'answer','id':'1','at':'2026-05-02T08:00:00Z','score':4.5}", "{'type':'answer','id':'2','at':'2026-05-02T08:00:00Z','score':45}"), june.Time.End, asOf).Statement(june);

        statement.Remarks.Where(r => r.Code == "level.note").Select(r => $"{r.Clause!.Value.Path}: {r.Text}").ShouldBe(
        [
            "service levels / satisfaction / target: satisfaction, Q2 2026: 1 answer lies off the scale 1 to 5 and is left out.",
            "service levels / mark / target: mark, H1 2026: 1 answer lies off the scale 1 to 5 and is left out.",
            "service levels / recommendation / target: recommendation, 2026: 1 answer lies off the scale 0 to 10 and is left out.",
            "service levels / praise / target: praise, 2026: 1 answer lies off the scale 0 to 10 and is left out.",
        ]);
    }

    [Fact]
    public void A_remark_is_told_once() =>
        Surety.Statements.Remarks.Few([new("a", "x", null), new("b", "y", null), new("a", "x", null)]).ShouldBe([new("a", "x", null), new("b", "y", null)]);
}
