using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>What counts for nothing is told of: refused rows, tickets without a row, replies by somebody else, claims that come to nothing.</summary>
public sealed class NothingDroppedTests
{
    static readonly Versions Desk = SmallAgreement.OfOne("measures: time\nof: shop\nfrom: opened\nto: first reply by provider", "\n    priority P1: all within 2 h\n    priority P2: all within 8 h");

    static string Ticket(string id, string at, string? priority) => $"{{'type':'ticket','service':'shop','ticket':'{id}','event':'opened','at':'{at}'{(priority is null ? "" : $",'priority':'{priority}'")}}}";

    static string Reply(string id, string at, string by) => $"{{'type':'ticket','service':'shop','ticket':'{id}','event':'replied','at':'{at}','by':'{by}'}}";

    static string[] Told(Statement statement, params string[] codes) => [.. statement.Remarks.Where(r => codes.Contains(r.Code)).Select(r => $"{r.Text} [{string.Join(" ", (r.Facts?.First ?? []).Select(f => f.Line))}]")];

    [Fact]
    public void Tickets_that_no_row_is_for_are_told_of()
    {
        var statement = Desk.StatementOf(SmallAgreement.February, "2026-03-05T00:00:00Z",
            Ticket("A", "2026-02-02T09:00:00Z", "1 - Critical"), Ticket("B", "2026-02-03T09:00:00Z", "1 - Critical"), Ticket("C", "2026-02-04T09:00:00Z", null), Ticket("D", "2026-02-05T09:00:00Z", "P1"), Reply("D", "2026-02-05T10:00:00Z", "provider"));

        Told(statement, "level.tickets-without-row").ShouldBe([
            "2 tickets have the priority '1 - Critical', and no row of 'l' is for them, so they are not judged there. Rows are for priority P1, P2. Did you mean 'P1'? [1 2]",
            "1 ticket has no priority, and no row of 'l' is for it, so it is not judged there. Rows are for priority P1, P2. [3]"]);
    }

    // P4 has no promise: its tickets are in no figure, not in that of 'otherwise' either, and nobody asks whether P1 was meant. One that becomes P1 is judged.
    [Theory]
    [InlineData("best effort")]
    [InlineData("as practicable")]
    [InlineData("no target")]
    public void A_row_may_promise_nothing(string words)
    {
        var desk = SmallAgreement.OfOne("measures: time\nof: shop\nfrom: opened\nto: first reply by provider", $"\n    priority P1: all within 2 h\n    priority P4: {words}\n    otherwise: all within 8 h");
        var statement = desk.StatementOf(SmallAgreement.February, "2026-03-05T00:00:00Z",
            Ticket("A", "2026-02-02T09:00:00Z", "P4"), Ticket("B", "2026-02-03T09:00:00Z", "P4"), Ticket("C", "2026-02-04T09:00:00Z", "P4"), "{'type':'ticket','service':'shop','ticket':'C','event':'priority','to':'P1','at':'2026-02-04T09:30:00Z'}",
            Ticket("D", "2026-02-05T09:00:00Z", "P3"), Reply("D", "2026-02-05T10:00:00Z", "provider"));

        statement.Levels.Select(l => $"{l.Scope}: {l.Verdict} {l.Events}").ShouldBe(["priority=P1: Missed 1", "priority=otherwise: Met 1"]);
        Told(statement, "level.tickets-without-row").ShouldBeEmpty();
        Told(statement, "level.tickets-without-promise").ShouldBe([$"2 tickets count under no target of 'l', which says '{words}' of priority P4. [1 2]"]);
    }

    // Whatever row promises nothing takes its facts from the rows behind it: P4 in eu, then all others.
    [Theory]
    [InlineData("priority P4, region eu: best effort\n    priority P4: all within 1 h\n    otherwise: best effort", "A best effort, B judged, C best effort")]
    [InlineData("priority P4: all within 1 h\n    otherwise: no target", "A judged, B judged, C no target")]
    public void Rows_without_a_promise_stand_in_their_order(string rows, string told)
    {
        var desk = SmallAgreement.OfOne("measures: time\nof: shop\nfrom: opened\nto: first reply by provider", $"\n    {rows}");
        foreach (var one in told.Split(", "))
        {
            var ticket = one[0] switch { 'A' => ("P4", "eu"), 'B' => ("P4", "us"), _ => ("P2", "eu") };
            var statement = desk.StatementOf(SmallAgreement.February, "2026-03-05T00:00:00Z", Ticket("T", "2026-02-02T09:00:00Z", ticket.Item1).Replace("}", $",'region':'{ticket.Item2}'}}", StringComparison.Ordinal));
            statement.Levels.Sum(l => l.Events).ShouldBe(one[2..] == "judged" ? 1 : 0, one);
            Told(statement, "level.tickets-without-promise").ShouldBe(one[2..] == "judged" ? [] : [$"1 ticket counts under no target of 'l', which says '{one[2..]}' of {(one[0] == 'A' ? "priority P4, region eu" : "whatever is left")}. [1]"]);
        }
    }

    [Theory]
    [InlineData("best effort")]
    [InlineData("\n    priority P1: best effort\n    otherwise: no target")]
    public void A_level_that_promises_nothing_is_refused(string target) =>
        SmallAgreement.ProblemsOf("measures: time\nof: shop\nfrom: opened\nto: first reply by provider", target, "").ShouldContain(p => p.Code == "target.none");

    [Fact]
    public void A_ticket_that_gets_its_priority_later_is_judged() =>
        Told(Desk.StatementOf(SmallAgreement.February, "2026-03-05T00:00:00Z", Ticket("A", "2026-02-02T09:00:00Z", null), "{'type':'ticket','service':'shop','ticket':'A','event':'priority','to':'P2','at':'2026-02-02T09:30:00Z'}"), "level.tickets-without-row").ShouldBeEmpty();

    [Fact]
    public void Replies_by_somebody_who_is_neither_side_are_told_of() =>
        Told(Desk.StatementOf(SmallAgreement.February, "2026-03-05T00:00:00Z", Ticket("A", "2026-02-02T09:00:00Z", "P1"), Reply("A", "2026-02-02T10:00:00Z", "Lena"), Reply("A", "2026-02-02T11:00:00Z", "customer")), "facts.other-side").ShouldBe([
            "1 ticket event 'replied' is by 'Lena', who is neither provider nor customer, and 'm' waits for 'first reply by provider': its clock does not see it. Write 'by: provider' in the facts where that is the side. [2]"]);

    [Fact]
    public void Replies_of_which_nobody_says_by_whom_they_are_are_told_of() =>
        Told(Desk.StatementOf(SmallAgreement.February, "2026-03-05T00:00:00Z", Ticket("A", "2026-02-02T09:00:00Z", "P1"), "{'type':'ticket','service':'shop','ticket':'A','event':'replied','at':'2026-02-02T09:30:00Z'}", Reply("A", "2026-02-02T11:00:00Z", "customer")), "facts.no-side").ShouldBe([
            "1 ticket event 'replied' does not say by whom it is, and 'm' waits for 'first reply by provider': its clock does not see it. Write 'by: provider' in the facts where that is the side. [2]"]);

    /// <summary>The second row has no instant, the fourth contradicts the third, and states of one instant differ.</summary>
    [Fact]
    public void Refused_rows_stand_in_every_form_of_the_statement()
    {
        var statement = Desk.StatementOf(SmallAgreement.February, "2026-03-05T00:00:00Z", Ticket("A", "2026-02-02T09:00:00Z", "P1"), "{'type':'ticket','service':'shop','ticket':'A','event':'replied','by':'provider'}",
            "{'type':'outage','id':'x','from':'2026-02-02T09:00:00Z','until':'2026-02-02T10:00:00Z'}", "{'type':'outage','id':'x','from':'2026-02-02T09:00:00Z','until':'2026-02-02T11:00:00Z'}",
            "{'type':'state','service':'shop','at':'2026-02-03T09:00:00Z','state':'up'}", "{'type':'state','service':'shop','at':'2026-02-03T09:00:00Z','state':'down'}");

        var remark = statement.Remarks.Where(r => r.Code == "facts.refused").ShouldHaveSingleItem();
        var said = "1 row of " + statement.FactFiles[0] + " was refused, and is in no figure: mend it and evaluate again.";
        Told(statement, "facts.contradiction").ShouldBe(["The id 'x' stands for different facts, and none of them counts. [3 4]", "Facts about service shop contradict each other, and none of them counts. [5 6]"]);
        remark.Text.ShouldEndWith(said);
        remark.Facts!.First.Select(f => f.Line).ShouldContain(2);
        TextLine.Plain(StatementText.Of(statement, 300)).ShouldContain(said);
        StatementHtml.Of([statement]).ShouldContain(said);
        StatementJson.Of(statement).ShouldContain("facts.refused");
        StatementCsv.Of([statement]).ShouldContain("facts.refused,");
        foreach (var form in new[] { TextLine.Plain(StatementText.Of(statement, 300)), StatementHtml.Of([statement]), StatementJson.Of(statement), StatementCsv.Of([statement]) }) form.ShouldContain("contradict each other, and none of them counts");
    }

    /// <summary>5 February, 10:00 to 12:00; 40.32 min are free. A claim counts from the start of the outage, 72 h, to 8 February, 10:00.</summary>
    static readonly Versions Shop = SmallAgreement.OfOne("measures: availability\nobserved by: outages", "downtime at most 0.1 % of the time", escalation: "credits:\n  l:\n    of: the fee of shop\n    bands:\n      - above 0 min: 10 %\n    claim: within 72 h after the incident\nsettlement: claimed, next invoice");

    const string Outage = "{'type':'outage','id':'F','from':'2026-02-05T10:00:00Z','until':'2026-02-05T12:00:00Z'}";

    static string Claim(string at, string by, string period) => $"{{'type':'claimed','of':'l','at':'{at}','by':'{by}','labels':{{'period':'{period}'}}}}";

    static Statement After(params string[] claims) => Shop.StatementOf(SmallAgreement.February, "2026-03-20T00:00:00Z", [Outage, .. claims]);

    [Theory]
    [InlineData("2026-02-08T10:00:00Z", "customer", "2026-02", CreditState.Claimed, "")]
    [InlineData("2026-02-06T10:00:00Z", "Anna", "2026-02", CreditState.Claimed, "")]
    [InlineData("2026-02-08T10:00:01Z", "customer", "2026-02", CreditState.Forfeited, "The claim of 'l' for 2026-02 was made on Sun 2026-02-08 10:00:01, after the last moment to claim (Sun 2026-02-08 10:00): it counts for nothing. [2]")]
    [InlineData("2026-02-06T10:00:00Z", "provider", "2026-02", CreditState.Forfeited, "1 claim of 'l' is by the provider: it is the customer who claims a credit, so it counts for nothing. [2]")]
    [InlineData("2026-02-06T10:00:00Z", "customer", "February 2026", CreditState.Forfeited, "1 claim of 'l' names the period 'February 2026', and no window of it is called so: they are called as '2026-02'. It counts for nothing. [2]")]
    public void A_claim_that_counts_for_nothing_is_told_of(string at, string by, string period, CreditState state, string expected)
    {
        var statement = After(Claim(at, by, period));

        statement.Credits.Single().State.ShouldBe(state);
        string.Join("; ", Told(statement, "claim.late", "claim.by-provider", "claim.unknown-period")).ShouldBe(expected);
    }

    [Fact]
    public void The_reason_of_a_credit_that_was_claimed_too_late_has_the_claim()
    {
        var why = After(Claim("2026-02-09T10:00:00Z", "customer", "2026-02")).Credits.Single().Why;

        Open(why).ShouldContain(r => r.Sentence == "a claim" && r.Value == new Figure.At(Fact.At("2026-02-09T10:00:00Z")));

        static IEnumerable<Reason> Open(Reason reason) => reason.Parts.SelectMany(Open).Prepend(reason);
    }

    [Theory]
    [InlineData("2026-02-07T00:00:00Z", true, "")]
    [InlineData("2026-02-08T10:00:00Z", true, "")]
    [InlineData("2026-02-08T10:00:01Z", false, "")]
    [InlineData("2026-02-07T00:00:00Z", false, "{'type':'claimed','of':'l','at':'2026-02-06T10:00:00Z','by':'customer','labels':{'period':'2026-02'}}")]
    public void The_time_to_claim_that_runs_in_an_open_window_is_told_of(string asOf, bool isTold, string claim)
    {
        var statement = Shop.StatementOf(SmallAgreement.February, asOf, claim == "" ? [Outage] : [Outage, claim]);

        Told(statement, "claim.runs").ShouldBe(isTold ? ["l, February 2026: the window is open, and what it may come to by 'l' has to be claimed by Sun 2026-02-08 10:00. A claim before the window is over names its period, '2026-02'. []"] : []);
    }
}
