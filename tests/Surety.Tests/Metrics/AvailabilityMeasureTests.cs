using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Facts;
using Surety.Metrics;
using Surety.Scope;
using Surety.Tests.Facts;
using Xunit;
using Interval = NodaTime.Interval;

namespace Surety.Tests.Metrics;

public sealed class AvailabilityMeasureTests
{
    static readonly Interval October = new(Fact.At("2026-10-01T00:00:00Z"), Fact.At("2026-11-01T00:00:00Z"));

    static Measurement Measure(Metric.Availability metric, params string[] facts) =>
        AvailabilityMeasure.Of(metric, Fact.Set(facts), ScopeSelection.Everything, null, _ => [], Fact.At("2027-01-01T00:00:00Z")).In(October, new(null, null));

    static Metric.Availability Metric(Observation observation, BadRule? bad = null) => new()
    {
        Name = "uptime",
        Clause = default,
        Reads = new(null, null, null, []),
        ObservedBy = observation,
        BadWhen = bad ?? (observation is Observation.Outages or Observation.Counts ? new BadRule.AsObserved() : new BadRule.StateIs([ServiceState.Down])),
    };

    [Fact]
    public void Outages_are_bad_and_the_rest_is_good()
    {
        // 31 days are 44,640 min; 62 of them bad: 44,578/44,640 = 719/720.
        var measured = Measure(Metric(new Observation.Outages()), "{'type':'outage','id':'a','from':'2026-10-05T10:00:00Z','until':'2026-10-05T11:02:00Z'}");

        measured.Attained.ShouldBe(new Figure.Share(Rational.Of(719, 720)));
        measured.BadTime.ShouldBe(Duration.FromMinutes(62));
        measured.IsEnough.ShouldBeTrue();
        measured.Why.AddsUp().ShouldBeTrue();
    }

    [Fact]
    public void Time_before_the_first_change_is_unknown_and_leaves_the_figure()
    {
        // Known from 2 October on: 30 of 31 days; a day of them down.
        var measured = Measure(Metric(new Observation.Changes()),
            "{'type':'state','at':'2026-10-02T00:00:00Z','state':'up'}", "{'type':'state','at':'2026-10-10T00:00:00Z','state':'down'}", "{'type':'state','at':'2026-10-11T00:00:00Z','state':'up'}");

        measured.Attained.ShouldBe(new Figure.Share(Rational.Of(29, 30)));
        measured.Coverage.ShouldBe(Rational.Of(30, 31));
        measured.IsEnough.ShouldBeTrue();
        measured.Why.AddsUp().ShouldBeTrue();
    }

    /// <summary>Intervals of several lengths with holes between them, of two series, against adding them one by one.</summary>
    [Fact]
    public void Shares_of_events_are_those_of_the_intervals_that_begin_in_the_window() => Prop.ForAll(
        (from seed in Gen.Choose(0, 1_000_000) from start in Gen.Choose(-3, 60) from length in Gen.Choose(1, 60) from excluded in Gen.Choose(-2, 60) from hours in Gen.Choose(0, 40) select (seed, start, length, excluded, hours)).ToArbitrary(), x =>
        {
            static Instant Hour(int hour) => October.Start + Duration.FromHours(hour);
            var rows = new List<(int From, int Until, long Good, long Total, string Feed)>();
            foreach (var feed in new[] { "a", "b" })
                for (int i = x.seed, hour = -5 + (i % 3); hour < 70; i += 7919, hour += i % 4)
                    if (1 + (i % 3) is var long_) rows.Add((hour, hour += long_, i % 5, (i % 5) + (i % 3 == 0 ? i % 4 : 0), feed));
            var facts = Fact.Set([.. rows.Select(r => $"{{'type':'count','from':'{Hour(r.From)}','until':'{Hour(r.Until)}','good':{r.Good},'total':{r.Total},'feed':'{r.Feed}'}}")]);
            var works = new Interval(Hour(x.excluded), Hour(x.excluded + x.hours));
            ExclusionRuling ruling = new(new("", "works", Labels.None, works.Start, works.End, null, [], default), x.hours == 0 ? [] : [works], null);
            var window = new Interval(Hour(x.start), Hour(x.start + x.length));
            var counted = rows.FindAll(r => Hour(r.From) >= window.Start && Hour(r.From) < window.End && !(x.hours > 0 && Hour(r.From) >= works.Start && Hour(r.Until) <= works.End));

            var measured = AvailabilityMeasure.Of(Metric(new Observation.Counts()) with { LeavesOut = ["works"] }, facts, ScopeSelection.Everything, null, _ => [ruling], Fact.At("2027-01-01T00:00:00Z")).In(window, new(null, null));

            measured.Events.ShouldBe(counted.Sum(r => r.Total));
            measured.Attained.ShouldBe(measured.Events == 0 ? null : new Figure.Share(Rational.Of(counted.Sum(r => r.Good), counted.Sum(r => r.Total))));
            measured.MissCount.ShouldBe(measured.Events == 0 ? 0 : counted.Count(r => r.Good < r.Total));
            measured.Misses.Count.ShouldBe(measured.MissCount);
            measured.Why.AddsUp().ShouldBeTrue();
            if (measured.Attained is not null) measured.Why.Parts[0].Facts!.Count.ShouldBe(counted.Count);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Theory]
    [InlineData(PartialMinutes.Exact, 170)]
    [InlineData(PartialMinutes.Full, 120)]
    [InlineData(PartialMinutes.Touched, 240)]
    public void A_minute_that_is_bad_in_part_counts_as_the_clause_says(PartialMinutes rule, int seconds)
    {
        // 10:00:30 to 10:03:20 touches four clock minutes and fills two.
        var measured = Measure(Metric(new Observation.Outages()) with { PartialMinutes = rule }, "{'type':'outage','id':'a','from':'2026-10-05T10:00:30Z','until':'2026-10-05T10:03:20Z'}");

        measured.BadTime.ShouldBe(Duration.FromSeconds(seconds));
    }

    [Theory]
    [InlineData(NoData.Unknown, "30/31")]
    [InlineData(NoData.Good, "1")]
    public void Missing_data_is_what_the_clause_says(NoData rule, string coverage)
    {
        var measured = Measure(Metric(new Observation.Changes()) with { NoData = rule }, "{'type':'state','at':'2026-10-02T00:00:00Z','state':'up'}");

        measured.Coverage!.Value.ToString().ShouldBe(coverage);
        measured.Attained.ShouldBe(new Figure.Share(1));
    }

    [Fact]
    public void Exactly_one_percent_of_bad_minutes_is_exactly_99_percent()
    {
        var metric = Metric(new Observation.Outages());
        var september = new Interval(Fact.At("2026-09-01T00:00:00Z"), Fact.At("2026-10-01T00:00:00Z"));
        var facts = Fact.Set("{'type':'outage','id':'a','from':'2026-09-05T10:00:00Z','until':'2026-09-05T17:12:00Z'}");

        var measured = AvailabilityMeasure.Of(metric, facts, ScopeSelection.Everything, null, _ => [], Fact.At("2027-01-01T00:00:00Z")).In(september, new(null, null));

        measured.Attained.ShouldBe(new Figure.Share(Rational.Of(99, 100)));
    }

    [Fact]
    public void Exclusions_are_united_before_they_leave_the_count()
    {
        var (a, b) = (new Interval(Fact.At("2026-10-05T10:00:00Z"), Fact.At("2026-10-05T12:00:00Z")), new Interval(Fact.At("2026-10-05T11:00:00Z"), Fact.At("2026-10-05T13:00:00Z")));
        var fact = new ExcludedTime("m", "maintenance", Labels.None, a.Start, b.End, null, [], default);
        var metric = Metric(new Observation.Outages()) with { LeavesOut = ["maintenance"] };
        var facts = Fact.Set("{'type':'outage','id':'a','from':'2026-10-05T09:30:00Z','until':'2026-10-05T13:30:00Z'}");

        var measured = AvailabilityMeasure.Of(metric, facts, ScopeSelection.Everything, null, _ => [new(fact, [a, b], null)], Fact.At("2027-01-01T00:00:00Z")).In(October, new(null, null));

        measured.BadTime.ShouldBe(Duration.FromHours(1));
        measured.Attained.ShouldBe(new Figure.Share(Rational.Of(740, 741)));
        measured.Why.AddsUp().ShouldBeTrue();
    }
}
