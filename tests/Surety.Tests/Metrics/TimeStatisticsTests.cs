using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Metrics;
using Xunit;
using static Surety.Tests.Metrics.Tickets;
using Interval = NodaTime.Interval;

namespace Surety.Tests.Metrics;

public sealed class TimeStatisticsTests
{
    static readonly Interval FirstWeek = new(On("1 00:00"), On("8 00:00"));

    /// <summary>Tickets of the first Monday, opened at 09:00 and done after so many minutes.</summary>
    static Measurement Measure(Statistic of, params IReadOnlyList<int> minutes)
    {
        var tickets = TableOf([.. minutes.Select((m, i) => ($"T{i + 1:00}", (string?)null, (IReadOnlyList<Surety.Facts.TicketEvent>)[Event("1 09:00 opened", 1), Event($"1 {9 + (m / 60):00}:{m % 60:00} resolved", 2)]))]);
        var measured = TimeMeasure.Of(Resolution, [new(Read(Resolution, tickets).Judge(_ => null, [FirstWeek]), ScopeSelection.Everything)], of, FirstWeek, On("30 12:00"));
        measured.Why.AddsUp().ShouldBeTrue(measured.Why.ToString());
        measured.Why.Value.ShouldBe(measured.Attained ?? measured.Why.Value);
        return measured;
    }

    static Figure.Time Minutes(Rational minutes) => new Figure.Time(minutes * NodaConstants.TicksPerMinute);

    static Statistic.Percentile Percentile(decimal percent) => new Statistic.Percentile(new(percent), $"{percent}th percentile");

    [Fact]
    public void A_percentile_is_the_smallest_time_that_so_many_are_at_or_below()
    {
        // 20 tickets of 10, 20, … 200 min. 95 % of 20 is 19: the 19th is 190 min. 95.1 % is 19.02, so the 20th. 5 % is the first, 4 % as well: 0.8 is rounded up.
        var twenty = Enumerable.Range(1, 20).Select(i => i * 10).Reverse().ToList();

        Measure(Percentile(95), twenty).Attained.ShouldBe(Minutes(190));
        Measure(Percentile(95.1m), twenty).Attained.ShouldBe(Minutes(200));
        Measure(Percentile(5), twenty).Attained.ShouldBe(Minutes(10));
        Measure(Percentile(4), twenty).Attained.ShouldBe(Minutes(10));
        Measure(Percentile(100), twenty).Attained.ShouldBe(Minutes(200));
        Measure(Percentile(50), twenty).Attained.ShouldBe(Minutes(100));
    }

    [Fact]
    public void The_median_is_the_middle_one_or_the_mean_of_the_two_in_the_middle()
    {
        Measure(new Statistic.Median(), 90, 10, 30).Attained.ShouldBe(Minutes(30));
        // Between 15 and 30 min: 22 min 30 s.
        Measure(new Statistic.Median(), 90, 10, 30, 15).Attained.ShouldBe(Minutes(Rational.Of(45, 2)));
    }

    [Fact]
    public void Longest_shortest_and_total_are_of_what_was_done_in_the_window()
    {
        Measure(new Statistic.Greatest(), 90, 10, 30).Attained.ShouldBe(Minutes(90));
        Measure(new Statistic.Least(), 90, 10, 30).Attained.ShouldBe(Minutes(10));
        Measure(new Statistic.Sum(), 90, 10, 30).Attained.ShouldBe(Minutes(130));
    }

    [Fact]
    public void A_percentile_of_nothing_is_none_and_says_so()
    {
        var measured = Measure(Percentile(95));

        (measured.Attained, measured.IsEnough).ShouldBe((null, false));
        measured.Why.Value.ShouldBe(new Figure.Words("none in the window"));
    }

    [Fact]
    public void A_percentile_agrees_with_its_definition() =>
        Prop.ForAll(Arb.From(Gen.Zip(Gen.Choose(1, 420).NonEmptyListOf(), Gen.Choose(1, 1_000))), c =>
        {
            var (minutes, tenths) = (c.Item1.ToList(), c.Item2);
            var smallest = minutes.Where(v => minutes.Count(m => m <= v) * 1_000 >= tenths * minutes.Count).Min();
            Measure(Percentile(tenths / 10m), minutes).Attained.ShouldBe(Minutes(smallest));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
}
