using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Facts;
using Surety.Metrics;
using Surety.Scope;
using Surety.Tests.Facts;
using Xunit;
using Interval = NodaTime.Interval;

namespace Surety.Tests.Metrics;

/// <summary>Outages of 1,000 minutes that begin on 7 September 2026.</summary>
public sealed class WeightsTests
{
    static readonly Instant Start = Instant.FromUtc(2026, 9, 7, 0, 0);
    static readonly Interval Window = new(Start, At(1_000));
    static readonly Weights.ByWord ByImpact = new([("critical", new(100)), ("major", new(75)), ("minor", new(25))], new(0));
    static readonly Metric.Availability Outages = new()
    {
        Name = "uptime",
        Clause = default,
        Reads = new(null, null, null, []),
        ObservedBy = new Observation.Outages(),
        BadWhen = new BadRule.AsObserved(),
        Weights = ByImpact,
        LeavesOut = ["works"],
    };

    static Instant At(int minute) => Start + Duration.FromMinutes(minute);

    static string Outage(int from, int until, string? impact) => $"{{'type':'outage','id':'{from}-{until}-{impact}','from':'{At(from)}','until':'{At(until)}'{(impact is null ? "" : $",'impact':'{impact}'")}}}";

    static AvailabilityMeasure MeasureOf(Metric.Availability metric, string[] lines)
    {
        var facts = Fact.Set(lines);
        return AvailabilityMeasure.Of(metric, facts, ScopeSelection.Everything, null, Checked.AllGranted(facts), At(1_000));
    }

    static Measurement Measure(Metric.Availability metric, params string[] lines) =>
        MeasureOf(metric, lines).In(Window, new(null, null)).AddingUp();

    static Figure.Share Share(long part, long of) => new(Rational.Of(part, of));

    [Fact]
    public void Degraded_time_counts_in_part_and_the_greatest_weight_where_outages_overlap()
    {
        // minor 100 to 200, major 150 to 250, critical 240 to 260: 50 × 25 % + 90 × 75 % + 20 × 100 % = 12.5 + 67.5 + 20 = 100 of 1,000. Another impact weighs nothing.
        string[] lines = [Outage(100, 200, "minor"), Outage(150, 250, "major"), Outage(240, 260, "critical"), Outage(500, 600, "cosmetic")];

        var measured = Measure(Outages, lines);

        (measured.Attained, measured.BadTime, measured.MissCount).ShouldBe((Share(900, 1_000), Duration.FromMinutes(100), 1));
        MeasureOf(Outages, lines).Outages(OutageFigure.Downtime, Window, new(null, null)).Attained.ShouldBe(new Figure.Time(100 * NodaConstants.TicksPerMinute));
    }

    [Fact]
    public void What_has_no_weight_of_its_own_weighs_what_otherwise_says() =>
        Measure(Outages with { Weights = ByImpact with { Otherwise = new(50) } }, Outage(100, 200, "cosmetic"), Outage(300, 400, null), Outage(500, 600, "minor")).BadTime.ShouldBe(Duration.FromMinutes(125));

    [Fact]
    public void Excluded_time_leaves_before_it_is_weighed() =>
        // Works take 100 minutes, 50 of them from the outage: 50 × 75 % of 900.
        Measure(Outages, Outage(100, 200, "major"), $"{{'type':'exclusion','exclusion':'works','from':'{At(150)}','until':'{At(250)}'}}").Attained.ShouldBe(Share(8_625, 9_000));

    [Fact]
    public void A_short_outage_is_forgiven_as_a_whole_whatever_its_parts_weigh()
    {
        // 20 minutes as one, of which 5 are critical; alone 10 minutes would be forgiven.
        var metric = Outages with { ShortestOutage = Duration.FromMinutes(15) };

        Measure(metric, Outage(100, 120, "minor"), Outage(110, 115, "critical"), Outage(500, 510, "critical")).BadTime.ShouldBe(Duration.FromSeconds((15 * 15) + (5 * 60)));
    }

    [Fact]
    public void Degraded_states_count_in_part()
    {
        var metric = Outages with { ObservedBy = new Observation.Changes(), Weights = new Weights.ByWord([("down", new(100)), ("degraded", new(50))], new(0)) };

        // Degraded 100 to 200, down 200 to 250: 50 + 50 of 1,000.
        Measure(metric, State(0, "up"), State(100, "degraded"), State(200, "down"), State(250, "up")).Attained.ShouldBe(Share(900, 1_000));
    }

    [Fact]
    public void Silence_that_is_bad_is_none_of_the_time_that_another_series_calls_degraded()
    {
        var metric = Outages with { ObservedBy = new Observation.Changes(), Weights = new Weights.ByWord([("down", new(100)), ("degraded", new(50))], new(0)), NoData = NoData.Bad };

        // One probe falls silent at 100, the other is degraded from 400 to 700: 300 min at 50 %, the other 600 min of silence whole: 750 of 1,000.
        Measure(metric, State(0, "up"), State(100, "unknown"), Probe(0, "up"), Probe(400, "degraded"), Probe(700, "up")).Attained.ShouldBe(Share(250, 1_000));
    }

    static string Probe(int minute, string state) => $"{{'type':'state','at':'{At(minute)}','state':'{state}','labels':{{'probe':'b'}}}}";

    static string State(int minute, string state) => $"{{'type':'state','at':'{At(minute)}','state':'{state}'}}";

    [Fact]
    public void Weighted_time_agrees_with_a_count_of_single_minutes() =>
        Prop.ForAll(Arb.From(Gen.Zip(Gen.Zip(Gen.Choose(0, 990), Gen.Choose(1, 200)), Gen.Elements("critical", "major", "minor", "cosmetic")).ArrayOf(8)), outages =>
        {
            var percent = Enumerable.Range(0, 1_000).Sum(m => outages.Where(o => o.Item1.Item1 <= m && m < o.Item1.Item1 + o.Item1.Item2)
                .Select(o => o.Item2 switch { "critical" => 100, "major" => 75, "minor" => 25, _ => 0 }).DefaultIfEmpty(0).Max());
            string[] lines = [.. outages.Select(o => Outage(o.Item1.Item1, o.Item1.Item1 + o.Item1.Item2, o.Item2)).Distinct()];
            Measure(Outages, lines).Attained.ShouldBe(new Figure.Share(1 - Rational.Of(percent, 100_000)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
}
