using Shouldly;
using Surety.Statements;
using Surety.Tests.Statements;
using Xunit;

namespace Surety.Tests.Escalation;

/// <summary>Credits by how late each ticket was: A by 1 h 30 min, B by 5 h, C in time; the fee is EUR 1,000.00 a month.</summary>
public sealed class LatenessTests
{
    static readonly string[] Facts =
    [
        .. Ticket("A", "14:30"), .. Ticket("B", "18:00"), .. Ticket("C", "12:00"),
        "{'type':'charge','id':'a','amount':200.00,'currency':'EUR','from':'2026-02-01','until':'2026-03-01','service':'shop','labels':{'ticket':'A'}}", "{'type':'charge','id':'b','amount':40.00,'currency':'EUR','from':'2026-02-01','until':'2026-03-01','service':'shop','labels':{'ticket':'B'}}",
    ];

    static string[] Ticket(string name, string resolved) =>
        [$"{{'type':'ticket','ticket':'{name}','event':'opened','at':'2026-02-03T09:00:00Z'}}", $"{{'type':'ticket','ticket':'{name}','event':'resolved','at':'2026-02-03T{resolved}:00Z'}}"];

    static CreditLine Credit(string each, string target = "all within 4 h", string of = "the fee of shop") =>
        SmallAgreement.OfOne("measures: time\nfrom: opened\nto: resolved", target, escalation: $"credits:\n  l:\n    of: {of}\n    for each: {each}").StatementOf(SmallAgreement.February, "2026-03-02T00:00:00Z", Facts).Credits.Single();

    [Theory]
    // Two hours begun of A and five of B.
    [InlineData("started 1 h of lateness gives 1 %", "EUR 70.00")]
    [InlineData("started 1 h of lateness gives 1 %, at most 6 %", "EUR 60.00")]
    // B gives 3 % and no more.
    [InlineData("started 1 h of lateness gives 1 %, at most 3 % each", "EUR 50.00")]
    [InlineData("started 1 h of lateness gives 1 %, at most 3 % each, at most 4 %", "EUR 40.00")]
    // At least so much, of all together.
    [InlineData("started 1 h of lateness gives 1 %, at least EUR 80.00", "EUR 80.00")]
    [InlineData("started 1 h of lateness gives 1 %, at most 3 % each, at least EUR 55.00, at most 10 %", "EUR 55.00")]
    [InlineData("started 1 h of lateness gives 1 %, at least EUR 80.00, at most 6 %", "EUR 60.00")]
    // One full hour of A, five of B; pro rata six and a half together.
    [InlineData("full 1 h of lateness gives EUR 10.00", "EUR 60.00")]
    [InlineData("1 h of lateness gives EUR 10.00", "EUR 65.00")]
    // Half an hour is free: of A an hour is left, of B four and a half.
    [InlineData("started 1 h of lateness beyond 30 min gives EUR 10.00", "EUR 60.00")]
    public void Each_late_ticket_gives_by_its_own_lateness(string each, string amount)
    {
        var credit = Credit(each);

        credit.Amount.ToString().ShouldBe(amount);
        credit.Why.AddsUp().ShouldBeTrue(string.Join("; ", credit.Why.Failing().Select(f => f.Sentence)));
    }

    // 10 % of what A was charged for each of two hours, 40.00, and of B no more than 30 %, 12.00.
    [Fact]
    public void Each_on_what_its_own_ticket_was_charged() =>
        Credit("started 1 h of lateness gives 10 %, at most 30 % each", of: "the charges for the ticket").Amount.ToString().ShouldBe("EUR 52.00");

    // Two of three are late and one in three is enough: the level is met, and the tickets are late all the same.
    [Fact]
    public void A_late_ticket_counts_where_the_level_is_met_too() => Credit("started 1 h of lateness gives EUR 1.00", "30 % within 4 h").Amount.ToString().ShouldBe("EUR 7.00");

    [Fact]
    public void Nothing_is_granted_for_a_met_level_where_the_text_says_so()
    {
        Credit("started 1 h of lateness gives EUR 1.00\n    only if: missed", "30 % within 4 h").State.ShouldBe(CreditState.Withheld);
        Credit("started 1 h of lateness gives EUR 1.00\n    only if: missed").Amount.ToString().ShouldBe("EUR 7.00");
    }
}
