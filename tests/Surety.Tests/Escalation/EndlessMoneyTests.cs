using Shouldly;
using Surety.Statements;
using Surety.Tests.Statements;
using Xunit;

namespace Surety.Tests.Escalation;

/// <summary>Money that has no end of digits is exact until a credit line rounds it. An outage of 8 h leaves 98.80… % of February.</summary>
public sealed class EndlessMoneyTests
{
    static Statement Of(string credit, string chapter = "", string shop = "") => SmallAgreement.Read(SmallAgreement.TextOfOne("measures: availability\nof: shop\nobserved by: outages", "at least 99.9 %", $"credits:\n  l:\n    {credit}{chapter}")
        .Replace("fee: EUR 1000.00 per month", $"fee: {(shop.Length > 0 ? shop : "EUR 1000.00")} per month")).StatementOf(SmallAgreement.February, "2026-03-02T00:00:00Z",
        "{'type':'outage','service':'shop','from':'2026-02-03T00:00:00Z','until':'2026-02-03T08:00:00Z'}");

    static (Rational Exact, decimal Amount) Credit(string credit, string chapter = "", string shop = "")
    {
        var line = Of(credit, chapter, shop).Credits.ShouldHaveSingleItem();
        line.Why.AddsUp().ShouldBeTrue();
        return (line.Exact, line.Amount.Amount);
    }

    // A third of EUR 100.00 is EUR 33.33; three of them are EUR 100.00, and not EUR 99.99.
    [Theory]
    [InlineData("bands:\n      - below 99.9 %: (EUR 100.00 / 3)", 100, 3, 33.33)]
    [InlineData("for each: 8 h of downtime gives (EUR 100.00 / 3)", 100, 3, 33.33)]
    [InlineData("for each: full 2 h of downtime gives (EUR 100.00 / 3)", 400, 3, 133.33)]
    [InlineData("for each: full 2 h of downtime gives (EUR 100.00 / 3), at most (EUR 200.00 / 3)", 200, 3, 66.67)]
    [InlineData("of: (EUR 1000.00 / 3)\n    bands:\n      - below 99.9 %: 30 %", 100, 1, 100)]
    public void An_award_or_base(string credit, int above, int below, decimal amount) => Credit(credit).ShouldBe((Rational.Of(above, below), amount));

    [Fact]
    public void A_fee() => Credit("of: the fee of shop\n    bands:\n      - below 99.9 %: 30 %", shop: "(EUR 1000.00 / 3)").ShouldBe((100, 100m));

    // Limits are cut, so that no credit exceeds them.
    [Theory]
    [InlineData("bands:\n      - below 99.9 %: EUR 50.00\n    cap: (EUR 200.00 / 3)", "", 50)]
    [InlineData("bands:\n      - below 99.9 %: EUR 90.00\n    cap: (EUR 200.00 / 3)", "", 66.66)]
    public void A_cap(string credit, string chapter, decimal amount) => Credit(credit, chapter).Amount.ShouldBe(amount);

    [Fact]
    public void A_cap_of_the_chapter() => Of("bands:\n      - below 99.9 %: EUR 90.00", "\ncap: (EUR 200.00 / 3) per month").Totals.Single().Owed.Amount.ShouldBe(66.66m);

    [Theory]
    [InlineData("above", CreditState.TooSmall)]
    [InlineData("at least", CreditState.Credited)]
    public void What_is_too_small_is_compared_before_it_is_rounded(string limit, CreditState state) =>
        Of($"bands:\n      - below 99.9 %: (EUR 100.00 / 3)\n    paid if: {limit} (EUR 100.00 / 3)").Credits.Single().State.ShouldBe(state);
}
