using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>What open windows may still cost together, worked out by hand and against what months end with. The fee is EUR 1000.00, February 2026 has 40,320 minutes.</summary>
public sealed class StakesTests
{
    const string Metric = "m:\n  measures: availability\n  observed by: outages";
    const string Levels = "a:\n  metric: m\n  per: month\n  target: at least 99.9 %\nb:\n  metric: m\n  per: month\n  target: at least 99.5 %\nc:\n  metric: m\n  per: month\n  target: at least 99 %";

    static string Credit(string level, string bad, string worse, string more = "") =>
        $"  {level}:\n    of: the fee of shop\n    bands:\n      - from 98.0 % to below {(level == "a" ? "99.9" : level == "b" ? "99.5" : "99.0")} %: {bad}\n      - below 98.0 %: {worse}\n{more}";

    static readonly string Credits = "credits:\n" + Credit("a", "10 %", "40 %") + Credit("b", "15 %", "30 %") + Credit("c", "5 %", "20 %");

    const string Short = "{'type':'outage','from':'2026-02-03T10:00:00Z','until':'2026-02-03T10:50:00Z'}";

    static Statement Of(string escalation, string asOf, params string[] facts) => SmallAgreement.Of(Metric, Levels, "", "", escalation).StatementOf(SmallAgreement.February, asOf, facts);

    static (string Least, string? Most) AtStake(string more, params string[] facts) => Of(Credits + more, "2026-02-15T00:00:00Z", facts).AtStake.ShouldHaveSingleItem() is var stake ? (stake.Least.ToString(), stake.Most?.ToString()) : default;

    /// <summary>50 minutes are bad, 99.876 %: a is missed for certain and costs EUR 100.00 at least. At worst all three are in their second rows: EUR 400.00, 300.00 and 200.00.</summary>
    [Fact]
    public void Without_caps_it_is_the_sum() => AtStake("", Short).ShouldBe(("EUR 100.00", "EUR 900.00"));

    [Fact]
    public void What_is_not_missed_yet_may_cost_nothing() => AtStake("").ShouldBe(("EUR 0.00", "EUR 900.00"));

    /// <summary>Each by itself may come to EUR 250.00, 250.00 and 200.00, and all together to no more than the cap.</summary>
    [Fact]
    public void A_shared_cap_holds_for_all_together()
    {
        AtStake("cap: EUR 250.00 per month", Short).ShouldBe(("EUR 100.00", "EUR 250.00"));
        AtStake("cap: EUR 60.00 per month", Short).ShouldBe(("EUR 60.00", "EUR 60.00"));
    }

    /// <summary>a and b share EUR 350.00, all three EUR 500.00: c adds at most EUR 150.00 to the two. With a cap of EUR 600.00 for all, it adds its EUR 200.00.</summary>
    [Theory]
    [InlineData("500", "EUR 500.00")]
    [InlineData("600", "EUR 550.00")]
    public void A_cap_lies_within_another(string all, string most) => AtStake($"cap:\n  - EUR 350.00 per month, for a and b\n  - EUR {all}.00 per month", Short).ShouldBe(("EUR 100.00", most));

    /// <summary>a has a cap of its own, EUR 120.00: 120 + 300 + 200.</summary>
    [Fact]
    public void A_cap_of_a_credit_is_its_own() =>
        Of("credits:\n" + Credit("a", "10 %", "40 %", "    cap: EUR 120.00 per month\n") + Credit("b", "15 %", "30 %") + Credit("c", "5 %", "20 %"), "2026-02-15T00:00:00Z", Short).AtStake.ShouldHaveSingleItem().Most!.Value.ToString().ShouldBe("EUR 620.00");

    /// <summary>Of a and b only the larger is given: EUR 400.00 and c's EUR 200.00. Of all, EUR 400.00.</summary>
    [Fact]
    public void One_of_several_counts_once()
    {
        AtStake("combined: best of a, b").Most.ShouldBe("EUR 600.00");
        AtStake("combined: best").Most.ShouldBe("EUR 400.00");
    }

    /// <summary>Nothing is bad yet. If a is missed, it costs at least its first row; it need not be missed.</summary>
    [Fact]
    public void A_miss_costs_at_least_the_cheapest_row_that_misses()
    {
        var range = Of(Credits, "2026-02-15T00:00:00Z").Prospects[0].Credits.ShouldHaveSingleItem();

        (range.Least.ToString(), range.LeastIfMissed.ToString(), range.Most.ToString()).ShouldBe(("EUR 0.00", "EUR 100.00", "EUR 400.00"));
        range.Why.Parts.Select(p => p.Sentence).ShouldBe(["the least", "the least, if it is missed", "the most"]);
        range.Why.AddsUp().ShouldBeTrue();
    }

    static Arbitrary<List<(int From, int Until)>> Stories => (from starts in Gen.Choose(0, 40_319).ArrayOf(8) from lengths in Gen.Choose(1, 400).ArrayOf(8) select starts.Zip(lengths, (s, l) => (s, Math.Min(s + l, 40_320))).ToList()).ToArbitrary();

    // Whatever the month ends with lies between both, at each instant before.
    [Theory]
    [InlineData("")]
    [InlineData("cap: EUR 150.00 per month")]
    [InlineData("cap: EUR 250.00 per month, carried over")]
    [InlineData("cap:\n  - EUR 170.00 per month, for a and b\n  - EUR 300.00 per month")]
    [InlineData("cap:\n  - EUR 170.00 per month, for a and b\n  - EUR 200.00 per month, for b and c")]
    [InlineData("combined: best")]
    [InlineData("combined: best of a, b\ncap: EUR 220.00 per month")]
    [InlineData("combined: either a or c\ncap: EUR 300.00 per quarter")]
    public void What_windows_end_with_lies_between_least_and_most(string more) => Prop.ForAll(Stories, down =>
    {
        var agreement = SmallAgreement.Of(Metric, Levels, "", "", Credits + more);
        string At(int minute) => NodaTime.Text.InstantPattern.ExtendedIso.Format(Instant.FromUtc(2026, 2, 1, 0, 0) + Duration.FromMinutes(minute));
        var facts = down.ConvertAll(d => (d.From, Fact: $"{{'type':'outage','id':'o{d.From}','from':'{At(d.From)}','until':'{At(d.Until)}','service':'shop'}}")).DistinctBy(f => f.From).ToList();
        // Nothing happens after February: what later months owe was carried over.
        var came = Enumerable.Range(2, 6).Sum(month => agreement.StatementOf(WindowRule.Month.At(new LocalDate(2026, month, 1), DateTimeZone.Utc), "2026-12-10T00:00:00Z", [.. facts.Select(f => f.Fact)]).Totals.Sum(t => t.Owed.Amount));
        foreach (var day in new[] { 2, 8, 15, 24, 28 })
        {
            var then = agreement.StatementOf(SmallAgreement.February, $"2026-02-{day:00}T05:00:00Z", [.. facts.Where(f => f.From < ((day - 1) * 1440) + 300).Select(f => f.Fact)]);
            var stake = then.AtStake.ShouldHaveSingleItem();
            (stake.Least.Amount <= came && !(came > stake.Most?.Amount)).ShouldBeTrue($"{day}: {came} in {stake.Least} to {stake.Most}");
            (stake.Most!.Value.Amount <= then.Prospects.SelectMany(p => p.Credits).Sum(c => c.Most!.Value.Amount)).ShouldBeTrue();
            (stake.Least.Amount >= then.Prospects.SelectMany(p => p.Credits).Sum(c => c.Least.Amount)).ShouldBeTrue();
        }
    }).QuickCheckThrowOnFailure();
}
