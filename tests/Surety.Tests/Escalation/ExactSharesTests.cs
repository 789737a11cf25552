using Shouldly;
using Surety.Statements;
using Surety.Tests.Statements;
using Xunit;

namespace Surety.Tests.Escalation;

/// <summary>Credits for February 2026 of a shop for EUR 1,000.00 a month, worked out by hand.</summary>
public sealed class ExactSharesTests
{
    static Statement Of(string metric, string escalation, params string[] facts) => SmallAgreement.OfOne(
        $"measures: availability\nof: shop\nobserved by: outages{metric}", "at least 99.9 %", scope: "exclusions:\n  works:\n    announced: 1 h before", escalation: $"credits:\n  l:\n    of: the fee of shop\n{escalation}")
        .StatementOf(SmallAgreement.February, "2026-03-05T00:00:00Z", facts);

    static string Down(int hour, int until) => $"{{'type':'outage','id':'{hour}','from':'2026-02-03T{hour:00}:00:00Z','until':'2026-02-03T{until:00}:00:00Z','labels':{{'service':'shop'}}}}";

    const string Works = "{'type':'exclusion','id':'w','exclusion':'works','from':'2026-02-03T11:00:00Z','until':'2026-02-03T12:00:00Z','announced':'2026-02-01T00:00:00Z','labels':{'service':'shop'}}";

    // 10:00 to 14:00 without 11:00 to 12:00: one outage of 3 h, two hours beyond the first. Were it two, of 1 h and 2 h, it would be one hour.
    [Fact]
    public void An_outage_that_an_exclusion_cut_in_two_is_one()
    {
        var credit = Of("\nleaves out: works", "    for each: started 1 h of each outage beyond 1 h gives EUR 10.00", Down(10, 14), Works).Credits.Single();

        credit.Amount.Amount.ShouldBe(20);
        credit.Why.AddsUp().ShouldBeTrue();
    }

    // One outage of 1 h 30 min and one of 4 h: two hours begun, 10 % of the fee, and four, 20 %, at most 12 % each: 22 %, EUR 220.00. Together at most 15 %: EUR 150.00.
    [Theory]
    [InlineData("started 1 h of each outage gives 5 %, at most 12 % each", 220)]
    [InlineData("started 1 h of each outage gives 5 %, at most 12 % each, at most 15 %", 150)]
    [InlineData("started 1 h of each outage gives 5 %, at most EUR 70.00 each", 140)]
    [InlineData("started 1 h of each outage beyond 1 h gives 5 %, at most 12 % each", 170)]
    [InlineData("started 1 h of each outage gives 5 %, at most 25 %", 250)]
    public void One_outage_costs_no_more_than_its_own_limit(string formula, double expected)
    {
        var credit = Of("", $"    for each: {formula}", Down(2, 6), "{'type':'outage','id':'half','from':'2026-02-05T10:00:00Z','until':'2026-02-05T11:30:00Z','labels':{'service':'shop'}}").Credits.Single();

        credit.Amount.Amount.ShouldBe((decimal)expected);
        credit.Why.AddsUp().ShouldBeTrue();
    }

    // Four hours are none beyond nine: nothing, and no line of zero in a month that is met.
    [Fact]
    public void An_outage_that_reaches_no_unit_gives_nothing()
    {
        const string Formula = "    for each: started 1 h of each outage beyond 9 h gives 5 %, at most 12 % each";

        Of("", Formula, Down(2, 6)).Credits.Single().State.ShouldBe(CreditState.Nothing);
        Of("", Formula, "{'type':'outage','id':'short','from':'2026-02-05T10:00:00Z','until':'2026-02-05T10:10:00Z','labels':{'service':'shop'}}").Credits.ShouldBeEmpty();
    }

    // Two outages of their own, 1 h and 2 h: nothing and one hour.
    [Fact]
    public void Two_outages_are_two() =>
        Of("", "    for each: started 1 h of each outage beyond 1 h gives EUR 10.00", Down(10, 11), Down(12, 14)).Credits.Single().Amount.Amount.ShouldBe(10);

    // A month's fee has 40,320 minutes in February; the text takes 43,200 and ten times of it: 180 min × 1000 % ÷ 43,200 × 1,000 = 41.666…, EUR 41.67, at most a third of the fee.
    [Theory]
    [InlineData("1 min of downtime gives (1000 % / 43200)", 41.67)]
    [InlineData("1 min of downtime gives (1000 % / 43200), at most (100 % / 30)", 33.33)]
    [InlineData("1 min of downtime gives (1 % / 3), at least (200 % / 3)", 666.67)]
    public void A_share_that_digits_cannot_write_is_a_quotient(string formula, double expected)
    {
        var credit = Of("", $"    for each: {formula}", Down(10, 13)).Credits.Single();

        credit.Amount.Amount.ShouldBe((decimal)expected);
        credit.Why.AddsUp().ShouldBeTrue();
    }

    [Fact]
    public void So_it_is_in_rows_caps_and_parts_of_a_base()
    {
        Of("", "    bands:\n      - missed: (200 % / 3)\n    cap: (100 % / 7) of the fee of shop", Down(10, 13)).Credits.Single().Amount.Amount.ShouldBe(142.85m);
        SmallAgreement.OfOne("measures: availability\nof: shop\nobserved by: outages", "at least 99.9 %", escalation: "credits:\n  l:\n    of: (100 % / 3) of the fee of shop\n    bands:\n      - missed: 10 %")
            .StatementOf(SmallAgreement.February, "2026-03-05T00:00:00Z", Down(10, 13)).Credits.Single().Amount.Amount.ShouldBe(33.33m);
    }
}
