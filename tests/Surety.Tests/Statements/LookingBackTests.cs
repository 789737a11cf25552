using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>What credits take from earlier periods and leave to later ones: caps that carry over, points, what is earned back.</summary>
public sealed class LookingBackTests
{
    static readonly Versions CarriedOver = Judged.Agreement("""
        credits:
          uptime:
            of: EUR 250.00
            bands:
              - missed: 100 %
        cap: EUR 100.00 per month, carried over
        """);

    static readonly Versions Points = Judged.Agreement("""
        credits:
          uptime:
            bands:
              - from 99 % to below 99.9 %: 1 point
              - below 99 %: 3 points
            repeat: times 2 from the 2nd consecutive miss
          deduction:
            points of: uptime
            of: EUR 100.00
            for each: point beyond 1 gives 5 %, at least 7 %, at most 20 %
        """);

    static readonly Versions EarnedBack = Judged.Agreement("""
        credits:
          uptime:
            of: EUR 100.00
            bands:
              - missed: 50 %
            earn-back: mean of the quarter at least 99.5 %
        """);

    // 250 of January: 100, 100 and 50; in March another 250, of which 50 fit beside the last 50 of January, then 100 and 100.
    [Fact]
    public void What_lies_over_a_cap_is_credited_in_the_periods_after_it() =>
        Months(CarriedOver, 6, 99, 100, 99).ShouldBe([100, 100, 100, 100, 100, 0]);

    // 1 point is free; 3 × 2 = 6 less 1 are 5 points of 5 %, at most 20 %; 1 × 2 = 2 less 1 is 5 %, at least 7 %.
    [Fact]
    public void Points_are_doubled_added_and_turned_into_money() =>
        Months(Points, 5, 99.5m, 98, 99.5m, 100, 99.5m).ShouldBe([0, 20, 7, 0, 0]);

    // (98.5 + 100 + 100) ÷ 3 = 99.5 %; (98 + 100 + 100) ÷ 3 is below.
    [Fact]
    public void What_was_credited_in_a_quarter_is_earned_back_at_its_end()
    {
        Months(EarnedBack, 3, 98.5m, 100, 100).ShouldBe([50, 0, -50]);
        Months(EarnedBack, 3, 98, 100, 100).ShouldBe([50, 0, 0]);
        Run(EarnedBack, 3, 98, 100, 100).Lines.ShouldHaveSingleItem().State.ShouldBe(CreditState.Nothing);
    }

    [Fact]
    public void A_cap_that_carries_over_is_never_exceeded_and_loses_nothing() => Prop.ForAll(Figures, figures =>
        Months(CarriedOver, 20, figures) is var months && months.All(m => m is >= 0 and <= 100) && months.Sum() == figures.Count(f => f < 99.9m) * 250).QuickCheckThrowOnFailure();

    [Fact]
    public void A_better_figure_never_raises_what_points_cost() => Prop.ForAll(Figures, figures =>
        Months(Points, figures.Length, figures).Zip(Months(Points, figures.Length, [.. figures.Select(f => Math.Min(100, f + 0.3m))])).All(m => m.Second <= m.First)).QuickCheckThrowOnFailure();

    [Fact]
    public void Nobody_earns_back_more_than_was_credited() => Prop.ForAll(Figures, figures =>
        Months(EarnedBack, 6, figures) is var months && months.Take(3).Sum() is >= 0 and <= 150 && months.Skip(3).Sum() is >= 0 and <= 150).QuickCheckThrowOnFailure();

    /// <summary>The months of half a year.</summary>
    static Arbitrary<decimal[]> Figures => Gen.Choose(9850, 10000).Select(t => t / 100m).ArrayOf(6).ToArbitrary();

    static List<decimal> Months(Versions versions, int count, params decimal[] figures) => Enumerable.Range(0, count).Select(m => Run(versions, m + 1, figures).Totals.Single().Owed.Amount).ToList();

    static Credits Run(Versions versions, int month, params decimal[] figures)
    {
        var period = Judged.Month(1);
        for (var i = 1; i < month; i++) period = period.Next(DateTimeZone.Utc);
        var credits = Credits.Of(versions, figures.Select((f, i) => Judged.Of("uptime", i + 1, f)), Fact.Set(), period, Fact.At("2029-01-01T00:00:00Z"));
        foreach (var line in credits.Lines) line.Why.AddsUp().ShouldBeTrue(line.Remedy);
        foreach (var total in credits.Totals) total.Why.AddsUp().ShouldBeTrue();
        return credits;
    }
}
