using NodaTime;
using Shouldly;
using Surety.Scope;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Rights for which each circuit counts for itself. A circuit that is down for two days of a month misses it.</summary>
public sealed class SameScopeTests
{
    static RightStatus In(string trigger, params (string Circuit, int Month)[] misses)
    {
        var versions = SmallAgreement.OfOne(
            "measures: availability\nobserved by: outages\nfor each: circuits", "at least 98 %", scope: "inventory:\n  circuits:\n    of: shop\n    attributes: [site]\n    members:\n      c1:\n        site: north\n      c2:\n        site: south",
            escalation: $"rights:\n  leave:\n    when: {trigger}");
        return versions.StatementOf(WindowRule.Month.At(new LocalDate(2026, 4, 1), DateTimeZone.Utc), "2026-05-15T00:00:00Z",
            [.. misses.Select(m => $"{{'type':'outage','from':'2026-{m.Month:00}-10T00:00:00Z','until':'2026-{m.Month:00}-12T00:00:00Z','labels':{{'member':'{m.Circuit}'}}}}")]).Rights.Single();
    }

    [Theory]
    [InlineData("l missed in 2 consecutive months", RightState.Arisen, 2)]
    [InlineData("l missed in 2 consecutive months of the same scope", RightState.NotArisen, 1)]
    [InlineData("l missed in 2 of 3 months", RightState.Arisen, 2)]
    [InlineData("l missed in 2 of 3 months of the same scope", RightState.NotArisen, 1)]
    public void Two_circuits_that_miss_a_month_each_are_two_months_and_one_month_of_each(string trigger, RightState state, int have)
    {
        var right = In(trigger, ("c1", 3), ("c2", 4));

        (right.State, right.Have).ShouldBe((state, have));
    }

    [Fact]
    public void The_circuit_that_gave_it_is_named()
    {
        var right = In("l missed in 2 consecutive months of the same scope", ("c1", 2), ("c2", 3), ("c2", 4));

        (right.State, right.Trigger).ShouldBe((RightState.Arisen, "l missed in 2 consecutive months of the same scope (member c2)"));
        right.Why.AddsUp().ShouldBeTrue();
    }

    // c1 missed January and February, was away in March and April, and missed May: of its newest four months, two. Counting for itself is never less strict.
    [Theory]
    [InlineData("l missed in 3 of 4 months", RightState.NotArisen, 2)]
    [InlineData("l missed in 3 of 4 months of the same scope", RightState.NotArisen, 2)]
    [InlineData("l missed in 3 of 5 months of the same scope", RightState.Arisen, 3)]
    public void A_month_in_which_a_circuit_was_away_is_one_of_the_newest(string trigger, RightState state, int have)
    {
        var versions = SmallAgreement.OfOne(
            "measures: availability\nobserved by: outages\nfor each: circuits", "at least 98 %", scope: "inventory:\n  circuits:\n    of: shop", escalation: $"rights:\n  leave:\n    when: {trigger}");
        string[] facts =
        [
            "{'type':'member','group':'circuits','member':'c1','from':'2026-01-01','until':'2026-03-01'}", "{'type':'member','group':'circuits','member':'c1','from':'2026-05-01'}", "{'type':'member','group':'circuits','member':'c2','from':'2026-01-01'}",
            .. new[] { "01", "02", "05" }.Select(m => $"{{'type':'outage','from':'2026-{m}-10T00:00:00Z','until':'2026-{m}-12T00:00:00Z','labels':{{'member':'c1'}}}}"),
        ];

        var right = versions.StatementOf(WindowRule.Month.At(new LocalDate(2026, 5, 1), DateTimeZone.Utc), "2026-06-15T00:00:00Z", facts).Rights.Single();
        (right.State, right.Have).ShouldBe((state, have));
    }
}
