using Shouldly;
using Surety.Agreements;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Who is granted a credit: by what was paid, and by plan and topology. The shop is down on 5 and on 20 February.</summary>
public sealed class EligibilityTests
{
    static readonly string[] Down =
    [
        "{'type':'outage','id':'o1','from':'2026-02-05T00:00:00Z','until':'2026-02-06T00:00:00Z','service':'shop'}", "{'type':'outage','id':'o2','from':'2026-02-20T00:00:00Z','until':'2026-02-21T00:00:00Z','service':'shop'}",
    ];

    static string Payment(string invoice, string state, string at) => $"{{'type':'payment','invoice':'{invoice}','state':'{state}','at':'2026-{at}Z'}}";

    static Versions Of(string onlyIf, string billing = "") => SmallAgreement.Read(SmallAgreement.TextOfOne(
        "measures: availability\nof: shop\nobserved by: outages", "at least 99.9 %", $"credits:\n  l:\n    of: the fee of shop\n    bands:\n      - missed: 10 %\n    only if: {onlyIf}").Replace("  time zone: UTC", $"  time zone: UTC{billing}", StringComparison.Ordinal));

    // The cycles of February's end are January and February; from the 16th on they are 16 January to 15 February, and 16 February on.
    [Theory]
    [InlineData("01-10T00:00:00", "01-20T00:00:00", "", false)] // paid since, and it was overdue in them
    [InlineData("01-10T00:00:00", "01-10T00:00:01", "", false)]
    [InlineData("02-28T23:59:59", null, "", false)]
    [InlineData("03-01T00:00:00", null, "", true)] // after the end of the window
    [InlineData("01-10T00:00:00", "01-16T00:00:00", "\n  billing cycle: month from the 16th", true)] // paid when they began
    [InlineData("01-10T00:00:00", "01-16T00:00:01", "\n  billing cycle: month from the 16th", false)]
    [InlineData("01-10T00:00:00", null, "\n  billing cycle: month from the 16th", false)] // and never paid
    public void No_invoice_was_overdue_in_the_last_two_billing_cycles(string overdue, string? paid, string billing, bool granted)
    {
        var line = Of("no invoice overdue in the last 2 billing cycles", billing)
            .StatementOf(SmallAgreement.February, "2026-05-01T00:00:00Z", [.. Down, Payment("A-1", "overdue", overdue), .. paid is null ? Array.Empty<string>() : [Payment("A-1", "paid", paid)], Payment("A-2", "paid", "02-03T00:00:00")]).Credits.ShouldHaveSingleItem();

        line.State.ShouldBe(granted ? CreditState.Credited : CreditState.Withheld);
        if (!granted) line.Withheld.ShouldStartWith("invoice A-1 was overdue from ");
    }

    [Fact]
    public void The_invoice_and_its_days_are_told() =>
        Of("no invoice overdue in the last 2 billing cycles").StatementOf(SmallAgreement.February, "2026-05-01T00:00:00Z", [.. Down, Payment("A-1", "overdue", "01-10T00:00:00"), Payment("A-1", "paid", "01-20T00:00:00")])
            .Credits[0].Withheld.ShouldBe("invoice A-1 was overdue from 2026-01-10 to 2026-01-20");

    [Fact]
    public void Without_any_payment_among_the_facts_the_statement_says_so() =>
        Of("no invoice overdue in the last 2 billing cycles").StatementOf(SmallAgreement.February, "2026-05-01T00:00:00Z", Down).Remarks.ShouldContain(r => r.Code == "facts.no-payments");

    static string Charge(string invoice, string from, string until, string kind = "recurring") => $"{{'type':'charge','id':'{invoice}-{from}','invoice':'{invoice}','amount':100,'currency':'EUR','from':'2026-{from}','until':'2026-{until}','service':'shop','kind':'{kind}'}}";

    // A-1 is for January, A-2 for February, Q-1 for both and March; what becomes of January's does not matter for February.
    [Theory]
    [InlineData("for the month", "A-2 paid", true)]
    [InlineData("for the window", "A-2 paid", true)]
    [InlineData("for the month", "A-2 overdue, A-2 paid", true)] // late, and paid
    [InlineData("for the month", "A-1 paid", false)]
    [InlineData("for the month", "A-2 paid, A-2 overdue", false)] // the payment was taken back
    [InlineData("for the month", "A-1 overdue, A-2 paid", true)]
    [InlineData("for the quarter", "A-2 paid", false)]
    [InlineData("for the quarter", "A-1 paid, A-2 paid", true)]
    public void The_invoice_for_the_time_itself_is_paid(string of, string told, bool granted)
    {
        var payments = told.Split(", ").Select((t, i) => Payment(t[..3], t[4..], $"03-{10 + i}T00:00:00")).ToArray();

        var line = Of($"paid up {of}").StatementOf(SmallAgreement.February, "2026-05-01T00:00:00Z", [.. Down, Charge("A-1", "01-01", "02-01"), Charge("A-2", "02-01", "03-01"), .. payments]).Credits.ShouldHaveSingleItem();

        line.State.ShouldBe(granted ? CreditState.Credited : CreditState.Withheld);
        line.Why.AddsUp().ShouldBeTrue();
        if (!granted) line.Withheld.ShouldBe(of == "for the month" ? "invoice A-2 for February 2026 is not paid" : "invoice A-1 for Q1 2026 is not paid");
    }

    // Paid in April: in March it is not granted yet. An invoice over three months is for each of them, and a one-time item is for none.
    [Fact]
    public void Until_it_is_paid_it_is_not_granted()
    {
        string[] facts = [.. Down, Charge("Q-1", "01-01", "04-01"), Charge("O-1", "02-10", "02-11", "one-time"), Payment("Q-1", "paid", "04-02T00:00:00")];

        Of("paid up for the month").StatementOf(SmallAgreement.February, "2026-03-20T00:00:00Z", facts).Credits[0].Withheld.ShouldBe("invoice Q-1 for February 2026 is not paid");
        Of("paid up for the month").StatementOf(SmallAgreement.February, "2026-04-03T00:00:00Z", facts).Credits[0].State.ShouldBe(CreditState.Credited);
        Of("paid up for the month").StatementOf(SmallAgreement.February, "2026-04-03T00:00:00Z", Down).Credits[0].Withheld.ShouldBe("no invoice for February 2026 is among the facts");
    }

    // Three databases, each down for an hour of every month: two are spread over zones, one of them told by a fact, one is in a single zone.

    static Versions Members(string onlyIf) => SmallAgreement.Read($$"""
        surety: 1
        agreement: a
        parties:
          provider:
            name: P
          customer:
            name: C
            attributes:
              plan: business
        term:
          from: 2026-01-01
          time zone: UTC
        scope:
          services:
            databases:
              fee: EUR 100.00 per month for each of instances
          inventory:
            instances:
              of: databases
              attributes: [topology]
              members:
                db1:
                  topology: multi-zone
                db2:
                  topology: single
        metrics:
          uptime:
            measures: availability
            of: databases
            for each: instances
            observed by: outages
        service levels:
          l:
            metric: uptime
            per: month
            target: at least 99.95 %
        escalation:
          credits:
            l:
              of: the fee of the member
              bands:
                - missed: 10 %
              only if:
                - {{onlyIf}}
        """);

    [Theory]
    [InlineData("topology multi-zone", "db1 Credited, db2 Withheld, db3 Credited")]
    [InlineData("topology single", "db1 Withheld, db2 Credited, db3 Withheld")]
    [InlineData("plan business", "db1 Credited, db2 Credited, db3 Credited")]
    [InlineData("plan business, topology multi-zone", "db1 Credited, db2 Withheld, db3 Credited")]
    [InlineData("plan free", "db1 Withheld, db2 Withheld, db3 Withheld")]
    public void Conditions_look_at_the_member_and_at_the_customer(string onlyIf, string told) =>
        string.Join(", ", Of(Members(onlyIf), 2).Credits.Select(c => $"{c.Scope["member"]} {c.State}")).ShouldBe(told);

    // A credit for other members, or for another plan, was never theirs: it does not apply, and nothing is lost by it. An invoice that is overdue takes away what had been theirs.
    [Fact]
    public void A_credit_of_another_plan_does_not_apply()
    {
        var other = Of(Members("topology multi-zone"), 2).Credits.Single(c => c.Scope["member"] == "db2");
        (other.IsForOthers, other.Lost.Amount, Wording.English.State(other).Words.ToString()).ShouldBe((true, 0, "does not apply: topology is single, and the credit is for multi-zone"));
        other.Why.AddsUp().ShouldBeTrue();

        var unpaid = Of("paid up").StatementOf(SmallAgreement.February, "2026-05-01T00:00:00Z", [.. Down, Payment("A-1", "overdue", "02-10T00:00:00")]).Credits[0];
        (unpaid.IsForOthers, Wording.English.State(unpaid).Words.ToString()).ShouldBe((false, "not granted: invoice A-1 is overdue since 2026-02-10, EUR 100.00 lost"));
    }

    // The plan is free from 10 March on: March began under business, April did not.
    [Theory]
    [InlineData(3, CreditState.Credited)]
    [InlineData(4, CreditState.Withheld)]
    public void The_plan_is_the_one_with_which_the_window_began(int month, CreditState state) =>
        Of(Members("plan business"), month, "{'type':'plan','from':'2026-03-10','attributes':{'plan':'free'}}").Credits.ShouldAllBe(c => c.State == state);

    static Statement Of(Versions versions, int month, params string[] facts) => versions.StatementOf(Judged.Month(month), "2026-06-01T00:00:00Z", [
        "{'type':'member','group':'instances','member':'db3','attributes':{'topology':'multi-zone'}}",
        .. from m in new[] { 2, 3, 4 } from db in new[] { "db1", "db2", "db3" } select $"{{'type':'outage','id':'{db}-{m}','from':'2026-0{m}-05T10:00:00Z','until':'2026-0{m}-05T11:00:00Z','service':'databases','member':'{db}'}}", .. facts]);
}
