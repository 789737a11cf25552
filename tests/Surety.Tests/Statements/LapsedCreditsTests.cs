using Shouldly;
using Surety.Agreements;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Credits whose invoice would come after the term. The shop is down for a day of each month; the credit is 10 % of EUR 1,000.00.</summary>
public sealed class LapsedCreditsTests
{
    static readonly string[] Down =
    [
        .. from month in Enumerable.Range(1, 6) select $"{{'type':'outage','id':'o{month}','from':'2026-{month:00}-05T00:00:00Z','until':'2026-{month:00}-06T00:00:00Z','service':'shop'}}",
    ];

    static Versions Of(string settlement, string term = "to: 2026-03-31", string claim = "") => SmallAgreement.Read(SmallAgreement.TextOfOne(
        "measures: availability\nof: shop\nobserved by: outages", "at least 99.9 %", $"credits:\n  l:\n    of: the fee of shop\n    bands:\n      - missed: 10 %\nsettlement: {settlement}{claim}").Replace("  time zone: UTC", $"  {term}\n  time zone: UTC", StringComparison.Ordinal));

    static CreditLine In(Versions versions, int month, string asOf = "2026-08-01T00:00:00Z", params string[] more) =>
        versions.StatementOf(Judged.Month(month), asOf, [.. Down, .. more]).Credits.ShouldHaveSingleItem();

    // The term ends with March. February's credit is on the invoice of March, March's would be on that of April; two invoices later it is February's, too, that comes too late.
    [Theory]
    [InlineData("automatic, next invoice, lapses at the end of the term", "Credited, Credited, Withheld")]
    [InlineData("automatic, lapses at the end of the term", "Credited, Credited, Withheld")]
    [InlineData("automatic, second next invoice, lapses at the end of the term", "Credited, Withheld, Withheld")]
    [InlineData("automatic, second next invoice, paid at the end of the term", "Credited, Credited, Credited")]
    [InlineData("automatic, second next invoice", "Credited, Credited, Credited")]
    public void A_credit_lapses_where_its_invoice_would_come_after_the_term(string settlement, string states) =>
        string.Join(", ", Enumerable.Range(1, 3).Select(m => In(Of(settlement), m).State)).ShouldBe(states);

    // Billed from the 16th: the end of March lies in the cycle to 15 April, and the next one begins on 16 April, a day after or on the last day of the term.
    [Theory]
    [InlineData("2026-04-15", CreditState.Withheld)]
    [InlineData("2026-04-16", CreditState.Credited)]
    public void The_invoice_is_that_of_the_next_billing_cycle(string to, CreditState state) =>
        In(Of("automatic, lapses at the end of the term", $"to: {to}\n  billing cycle: month from the 16th"), 3).State.ShouldBe(state);

    // It renews each month until somebody gives notice: by that of 10 March it ends with March.
    [Fact]
    public void A_term_that_renews_ends_by_notice()
    {
        var versions = Of("automatic, lapses at the end of the term", "to: 2026-01-31\n  renews: for 1 month\n  notice: 10 days before the end");
        const string notice = "{'type':'notice','of':'term','at':'2026-03-10T00:00:00Z'}";

        In(versions, 3).State.ShouldBe(CreditState.Credited);
        var lapsed = In(versions, 3, "2026-08-01T00:00:00Z", notice);
        (lapsed.State, lapsed.Withheld, lapsed.Amount.Amount).ShouldBe((CreditState.Withheld, "it lapsed with the term, which ends on 2026-03-31; its invoice would be that of 2026-04-01", 0));
        lapsed.Why.AddsUp().ShouldBeTrue();
        In(versions, 2, "2026-08-01T00:00:00Z", notice).State.ShouldBe(CreditState.Credited);
    }

    // Of what is claimed the invoice comes after the claim: January's, claimed in March, would be on that of April.
    [Theory]
    [InlineData("2026-02-20", CreditState.Claimed)]
    [InlineData("2026-03-20", CreditState.Withheld)]
    public void A_claim_can_come_too_late_for_an_invoice(string claimed, CreditState state) =>
        In(Of("claimed, next invoice, lapses at the end of the term", claim: "\nclaim: within 90 days after the end of the month"), 1, "2026-08-01T00:00:00Z", $"{{'type':'claimed','of':'l','at':'{claimed}T00:00:00Z','labels':{{'period':'2026-01'}}}}").State.ShouldBe(state);

    // EUR 60.00 a month: of each EUR 100.00 the rest goes into the next month, and what March leaves lapses.
    [Fact]
    public void What_a_cap_carries_over_lapses_as_well()
    {
        var versions = Of("automatic, lapses at the end of the term\ncap: EUR 60.00 per month, carried over");

        versions.StatementOf(Judged.Month(2), "2026-08-01T00:00:00Z", Down).Totals.Single().Owed.Amount.ShouldBe(60);
        versions.StatementOf(Judged.Month(3), "2026-08-01T00:00:00Z", Down).Totals.Single().Owed.Amount.ShouldBe(0);
        versions.StatementOf(Judged.Month(4), "2026-08-01T00:00:00Z", Down).Totals.Single().Owed.Amount.ShouldBe(0);
    }
}
