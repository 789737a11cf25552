using NodaTime;
using Shouldly;
using Surety.Calendars;
using Surety.Facts;
using Surety.Metrics;
using Surety.Scope;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Metrics;

/// <summary>Minute rules as contracts write them, worked out with pencil and paper.</summary>
public sealed class IntervalsByHandTests
{
    static readonly Metric.Availability Uptime = new() { Name = "uptime", Clause = default, Reads = new(null, null, null, []), ObservedBy = new Observation.Outages(), BadWhen = new BadRule.AsObserved() };
    static readonly Metric.Availability ErrorRate = Uptime with { ObservedBy = new Observation.Counts(), BadWhen = new BadRule.ErrorRateIs(new(new(0.05m, false), null, Unit.Percent, "above 5 %")) };
    static readonly Metric.Availability Averaged = Uptime with { ObservedBy = new Observation.Counts(), Intervals = new(Duration.FromMinutes(5), new IntervalRule.Averaged()) };
    static readonly Interval September = Window("2026-09-01T00:00:00Z", "2026-10-01T00:00:00Z");

    static Interval Window(string from, string until) => new(Fact.At(from), Fact.At(until));

    static Measurement Measure(Metric.Availability metric, Interval window, params string[] lines)
    {
        var facts = Fact.Set(lines);
        ValueList<ExclusionRuling> Rulings(string name) =>
            facts.Exclusions.Where(e => e.Exclusion == name).Select(e => new ExclusionRuling(e, [new(e.From, e.Until!.Value)], null)).ToValueList();
        var measured = AvailabilityMeasure.Of(metric, facts, ScopeSelection.Everything, null, Rulings, Fact.At("2027-01-01T00:00:00Z")).In(window, new(null, null));
        measured.Why.AddsUp().ShouldBeTrue(measured.Why.ToString());
        measured.Why.Value.Exact.ShouldBe(measured.Attained?.Exact);
        return measured;
    }

    static string Count(Instant from, int minutes, int good, int total, string? region = null) =>
        $"{{'type':'count','from':'{from}','until':'{from + Duration.FromMinutes(minutes)}','good':{good},'total':{total}{(region is null ? "" : $",'region':'{region}'")}}}";

    static string Outage(string from, string until) => $"{{'type':'outage','id':'{from}','from':'{from}','until':'{until}'}}";

    static Instant Minute(int minute) => September.Start + Duration.FromMinutes(minute);

    static Figure.Share Share(long part, long of) => new(Rational.Of(part, of));

    [Fact]
    public void Uptime_is_what_the_mean_error_rate_of_five_minute_intervals_leaves()
    {
        // 30 days have 8,640 intervals of five minutes. In 12 of them all requests failed, and no others had any: 12 × 100 % ÷ 8,640 = 0.138889 %. The facts of one interval come minute by minute.
        string[] lines = [.. Enumerable.Range(0, 11).Select(i => Count(Minute(i * 50), 5, 0, 7)), .. Enumerable.Range(0, 5).Select(i => Count(Minute(1_000 + i), 1, 0, 3))];

        var measured = Measure(Averaged with { NoData = NoData.Good }, September, lines);

        measured.Attained.ShouldBe(Share(8_628, 8_640));
        (measured.MissCount, measured.Misses[0].What, measured.BadTime).ShouldBe((12, "7 of 7 failed", null));
    }

    [Fact]
    public void An_interval_counts_alike_however_many_requests_it_had()
    {
        // Rates 1/2 of two requests and 1/1000 of a thousand: (0.5 + 0.001) ÷ 2 = 0.2505.
        var measured = Measure(Averaged, Window("2026-09-01T00:00:00Z", "2026-09-01T00:10:00Z"), Count(Minute(0), 5, 1, 2), Count(Minute(5), 5, 999, 1_000));

        measured.Attained.ShouldBe(Share(7_495, 10_000));
    }

    [Theory]
    [InlineData(LittleTraffic.Good, 3, 4)]
    [InlineData(LittleTraffic.LeftOut, 1, 2)]
    [InlineData(LittleTraffic.Unknown, 1, 2)]
    public void An_interval_with_too_few_requests_is_what_the_clause_says(LittleTraffic otherwise, int part, int of)
    {
        // Four intervals: none of 10 failed, all of 10 failed, all of 9 failed, no request. Good: 3 of 4. Left out or unknown: 1 of 2.
        var metric = Averaged with { MinimumTraffic = new(10, otherwise) };

        var measured = Measure(metric, Window("2026-09-01T00:00:00Z", "2026-09-01T00:20:00Z"), Count(Minute(0), 5, 10, 10), Count(Minute(5), 5, 0, 10), Count(Minute(10), 5, 0, 9), Count(Minute(15), 5, 0, 0));

        measured.Attained.ShouldBe(Share(part, of));
        measured.Coverage.ShouldBe(otherwise == LittleTraffic.Unknown ? Rational.Of(1, 2) : Rational.One);
        measured.IsEnough.ShouldBe(otherwise != LittleTraffic.Unknown);
    }

    [Theory]
    [InlineData(NoData.Unknown, 1, 2, false)]
    [InlineData(NoData.Good, 3, 4, true)]
    [InlineData(NoData.Bad, 1, 4, true)]
    [InlineData(NoData.Excluded, 1, 2, true)]
    public void An_interval_without_facts_is_what_no_data_says(NoData noData, int part, int of, bool isEnough)
    {
        // Two intervals with facts, one good and one failed; two without.
        var measured = Measure(Averaged with { NoData = noData }, Window("2026-09-01T00:00:00Z", "2026-09-01T00:20:00Z"), Count(Minute(0), 5, 10, 10), Count(Minute(10), 5, 0, 10));

        (measured.Attained, measured.IsEnough).ShouldBe((Share(part, of), isEnough));
    }

    [Fact]
    public void Excluded_intervals_leave_the_mean_and_good_ones_have_no_errors()
    {
        // Rates 0, 1, 1, 1. The second lies in the maintenance; the third in force majeure. Left: 0, 0, 1: 2/3.
        var metric = Averaged with { LeavesOut = ["maintenance"], CountsAsGood = ["force majeure"] };

        var measured = Measure(metric, Window("2026-09-01T00:00:00Z", "2026-09-01T00:20:00Z"),
            Count(Minute(0), 5, 9, 9), Count(Minute(5), 5, 0, 9), Count(Minute(10), 5, 0, 9), Count(Minute(15), 5, 0, 9),
            "{'type':'exclusion','exclusion':'maintenance','from':'2026-09-01T00:05:00Z','until':'2026-09-01T00:10:00Z'}",
            "{'type':'exclusion','exclusion':'force majeure','from':'2026-09-01T00:10:00Z','until':'2026-09-01T00:15:00Z'}");

        measured.Attained.ShouldBe(Share(2, 3));
    }

    [Fact]
    public void Fractions_of_many_denominators_are_added_without_loss()
    {
        // 1/2 + 1/3 + 1/5 + 1/7 = 247/210 over four.
        var measured = Measure(Averaged, Window("2026-09-01T00:00:00Z", "2026-09-01T00:20:00Z"), Count(Minute(0), 5, 1, 2), Count(Minute(5), 5, 2, 3), Count(Minute(10), 5, 4, 5), Count(Minute(15), 5, 6, 7));

        measured.Attained.ShouldBe(Share(593, 840));
    }

    [Fact]
    public void The_requests_of_all_regions_decide_about_an_interval()
    {
        // 10 of 100 failed in one region, none of 100 in the other: 5 % of 200, which is not above 5 %. Alone the first region's interval would be bad. In the next interval 11 of 200 are.
        var hour = Window("2026-09-01T00:00:00Z", "2026-09-01T01:00:00Z");
        string[] lines = [Count(Minute(0), 5, 90, 100, "eu"), Count(Minute(0), 5, 100, 100, "us"), Count(Minute(5), 5, 89, 100, "eu"), Count(Minute(5), 5, 100, 100, "us")];
        var metric = ErrorRate with { NoData = NoData.Good };

        Measure(metric with { Intervals = new(Duration.FromMinutes(5), new IntervalRule.OwnRate()) }, hour, lines).BadTime.ShouldBe(Duration.FromMinutes(5));
        Measure(metric, hour, lines).BadTime.ShouldBe(Duration.FromMinutes(10));
    }

    [Fact]
    public void Downtime_needs_five_consecutive_bad_minutes()
    {
        // Bad minutes 0 to 4 (five), 10 to 13 (four), 20 and 22 (apart): five minutes of downtime in the hour.
        var hour = Window("2026-09-01T00:00:00Z", "2026-09-01T01:00:00Z");
        int[] bad = [0, 1, 2, 3, 4, 10, 11, 12, 13, 20, 22];
        string[] lines = [.. Enumerable.Range(0, 60).Select(m => Count(Minute(m), 1, bad.Contains(m) ? 90 : 100, 100))];

        var measured = Measure(ErrorRate with { MinimumRun = Duration.FromMinutes(5) }, hour, lines);

        (measured.BadTime, measured.Attained).ShouldBe((Duration.FromMinutes(5), Share(55, 60)));
        measured.Why.Parts[0].Parts[1].Parts[^1].Sentence.ShouldBe("3 runs shorter than 5 min, together 6 min: good");
    }

    [Theory]
    [InlineData("any", 20)]
    [InlineData("all", 5)]
    [InlineData("half", 10)]
    public void Bad_seconds_make_whole_intervals_bad(string rule, int badMinutes)
    {
        // Down 00:02 to 00:12:30 and 00:17:29 to 00:17:30 (one second): intervals of 5 min are bad for 3 min (60 %), 5 min, 2 min 30 s (exactly 50 %), 1 s. "Above 50 %" takes the first two.
        var hour = Window("2026-09-01T00:00:00Z", "2026-09-01T01:00:00Z");
        IntervalRule made = rule switch { "any" => new IntervalRule.AnyBad(), "all" => new IntervalRule.AllBad(), _ => new IntervalRule.ShareBad(new(new(0.5m, false), null, Unit.Percent, "above 50 %")) };

        Measure(Uptime with { Intervals = new(Duration.FromMinutes(5), made) }, hour, Outage("2026-09-01T00:02:00Z", "2026-09-01T00:12:30Z"), Outage("2026-09-01T00:17:29Z", "2026-09-01T00:17:30Z"))
            .BadTime.ShouldBe(Duration.FromMinutes(badMinutes));
    }

    [Fact]
    public void Little_traffic_leaves_the_denominator_where_it_is_left_out()
    {
        // Ten minutes: in one 10 of 100 failed, in one all of 3, which are too few: it is left out, and one of nine is bad.
        var ten = Window("2026-09-01T00:00:00Z", "2026-09-01T00:10:00Z");
        string[] lines = [.. Enumerable.Range(0, 10).Select(m => m == 4 ? Count(Minute(m), 1, 90, 100) : m == 7 ? Count(Minute(m), 1, 0, 3) : Count(Minute(m), 1, 100, 100))];

        var measured = Measure(ErrorRate with { MinimumTraffic = new(10, LittleTraffic.LeftOut) }, ten, lines);

        (measured.Attained, measured.Coverage).ShouldBe((Share(8, 9), Rational.One));
    }

    [Fact]
    public void A_temperature_is_bad_outside_its_range_and_good_at_both_ends()
    {
        // Samples of a minute: 17.9, 18, 22, 27, 27.1: two of five are outside 18 to 27.
        var five = Window("2026-09-01T00:00:00Z", "2026-09-01T00:05:00Z");
        var range = new Comparison(new(18, true), new(27, true), Unit.Number, "between 18 and 27");
        var metric = Uptime with { ObservedBy = new Observation.Samples(Duration.FromMinutes(1)), BadWhen = new BadRule.ValueIs(range, IsOutside: true) };

        Measure(metric, five, [.. new[] { 17.9m, 18, 22, 27, 27.1m }.Select((v, i) => $"{{'type':'sample','at':'{Minute(i)}','value':{v}}}")]).Attained.ShouldBe(Share(3, 5));
    }
}
