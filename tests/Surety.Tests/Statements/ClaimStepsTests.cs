using NodaTime;
using Shouldly;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Claims that count from the customer's awareness, and claims in two steps. The shop is down on 10 February, a day of 28: 96.43 %.</summary>
public sealed class ClaimStepsTests
{
    const string Down = "{'type':'outage','from':'2026-02-10T00:00:00Z','until':'2026-02-11T00:00:00Z','service':'shop'}";

    static CreditLine Credit(string claim, string asOf, params string[] facts)
    {
        var versions = SmallAgreement.OfOne("measures: availability\nof: shop\nobserved by: outages", "at least 99.9 %", escalation: $"credits:\n  back:\n    level: l\n    of: the fee of shop\n    bands:\n      - below 99.9 %: 10 %\n{claim}");
        var statement = versions.StatementOf(SmallAgreement.February, $"2026-{asOf}Z", [Down, .. facts]);
        var line = statement.Credits.ShouldHaveSingleItem();
        line.Why.AddsUp().ShouldBeTrue();
        statement.Totals.Single().Owed.Amount.ShouldBe(line.State == CreditState.Claimed ? 100m : 0m);
        statement.Totals.Single().Claimable.Amount.ShouldBe(line.State == CreditState.Claimable ? 100m : 0m);
        return line;
    }

    static string Deed(string type, string at, string? period = "2026-02", string of = "back") => $"{{'type':'{type}','of':'{of}','at':'2026-{at}Z'{(period is null ? "" : $",'labels':{{'period':'{period}'}}")}}}";

    const string Aware = "    claim: within 5 days after the awareness";
    const string TwoSteps = Aware + "\n    evidence: within 14 days after the claim";

    // Aware on 12 February: the fifth day after it is 17 February.
    [Theory]
    [InlineData("02-17T23:59:59", CreditState.Claimed)]
    [InlineData("02-18T00:00:00", CreditState.Forfeited)]
    public void It_counts_from_when_the_customer_became_aware(string claimed, CreditState state)
    {
        var line = Credit(Aware, "05-01T00:00:00", Deed("aware", "02-12T09:00:00", null), Deed("claimed", claimed));

        (line.State, line.ClaimBy).ShouldBe((state, Fact.At("2026-02-18T00:00:00Z")));
    }

    // The last one that is about the window counts: of 20 February until the 25th; of 2 March, if it says that it is about February, until the 7th.
    [Fact]
    public void The_last_awareness_of_the_window_counts()
    {
        Credit(Aware, "05-01T00:00:00", Deed("aware", "02-12T09:00:00", null), Deed("aware", "02-20T09:00:00", null, "l"), Deed("claimed", "02-24T09:00:00")).ClaimBy.ShouldBe(Fact.At("2026-02-26T00:00:00Z"));
        Credit(Aware, "05-01T00:00:00", Deed("aware", "02-12T09:00:00", null), Deed("aware", "03-02T09:00:00"), Deed("claimed", "03-07T09:00:00")).ClaimBy.ShouldBe(Fact.At("2026-03-08T00:00:00Z"));
        Credit(Aware, "05-01T00:00:00", Deed("aware", "02-12T09:00:00", null), Deed("aware", "03-02T09:00:00", null), Deed("claimed", "03-07T09:00:00")).State.ShouldBe(CreditState.Forfeited);
    }

    [Theory]
    [InlineData(false, CreditState.Claimable)]
    [InlineData(true, CreditState.Claimed)]
    public void Until_somebody_says_it_no_deadline_runs(bool isClaimed, CreditState state)
    {
        var line = Credit(Aware, "05-01T00:00:00", [.. isClaimed ? new[] { Deed("claimed", "04-30T00:00:00") } : []]);

        (line.State, line.ClaimBy).ShouldBe((state, null));
    }

    // Claimed on 17 February: the fourteenth day after it is 3 March. February was over by then, so that the evidence need not say that it is about it.
    [Theory]
    [InlineData("03-03T23:59:59", null, "05-01T00:00:00", CreditState.Claimed)]
    [InlineData("03-04T00:00:00", null, "05-01T00:00:00", CreditState.Forfeited)]
    [InlineData("02-13T00:00:00", "2026-02", "05-01T00:00:00", CreditState.Claimed)] // sent before the claim
    [InlineData("02-28T00:00:00", null, "05-01T00:00:00", CreditState.Forfeited)] // February is not over, and it names no period
    [InlineData("03-05T00:00:00", null, "03-03T12:00:00", CreditState.Claimable)] // not known yet
    [InlineData("03-05T00:00:00", null, "03-04T00:00:00", CreditState.Forfeited)]
    public void Evidence_completes_the_claim(string given, string? period, string asOf, CreditState state)
    {
        var line = Credit(TwoSteps, asOf, Deed("aware", "02-12T09:00:00"), Deed("claimed", "02-17T12:00:00"), Deed("evidence", given, period));

        (line.State, line.ClaimBy).ShouldBe((state, Fact.At("2026-03-04T00:00:00Z")));
        if (state == CreditState.Forfeited) line.Why.Sentence.ShouldBe("claimed, and the evidence was not given in time");
    }

    [Fact]
    public void A_claim_that_comes_late_is_completed_by_nothing()
    {
        var line = Credit(TwoSteps, "05-01T00:00:00", Deed("aware", "02-12T09:00:00"), Deed("claimed", "02-18T00:00:00"), Deed("evidence", "02-19T00:00:00"));

        (line.State, line.ClaimBy).ShouldBe((CreditState.Forfeited, Fact.At("2026-02-18T00:00:00Z")));
    }

    // Two claims, of which the second is late: the first one counts.
    [Fact]
    public void Evidence_counts_from_the_first_claim() =>
        Credit(TwoSteps, "03-01T00:00:00", Deed("aware", "02-12T09:00:00"), Deed("claimed", "02-13T12:00:00"), Deed("claimed", "02-25T12:00:00")).ClaimBy.ShouldBe(Fact.At("2026-02-28T00:00:00Z"));

    [Fact]
    public void The_chapter_may_ask_for_evidence_of_all_claims() =>
        SmallAgreement.ProblemsOf("measures: availability\nof: shop\nobserved by: outages", "at least 99.9 %", "credits:\n  l:\n    bands:\n      - below 99.9 %: 10 %\nevidence: within 14 days after the claim").ShouldContain(p => p.Code == "claim.evidence");
}
