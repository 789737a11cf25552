using NodaTime;
using Shouldly;
using Surety.Facts;
using Surety.Metrics;
using Surety.Scope;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Metrics;

/// <summary>Figures worked out with pencil and paper where minutes alone do not reach: ends of windows, exact limits, shares of events.</summary>
public sealed class AvailabilityByHandTests
{
    static readonly Instant Later = Fact.At("2027-01-01T00:00:00Z");
    static readonly Interval October = new(Fact.At("2026-10-01T00:00:00Z"), Fact.At("2026-11-01T00:00:00Z"));
    static readonly Interval November = new(Fact.At("2026-11-01T00:00:00Z"), Fact.At("2026-12-01T00:00:00Z"));
    static readonly Metric.Availability Uptime = new() { Name = "uptime", Clause = default, Reads = new(null, null, null, []), ObservedBy = new Observation.Outages(), BadWhen = new BadRule.AsObserved() };
    static readonly Metric.Availability Changes = Uptime with { ObservedBy = new Observation.Changes(), BadWhen = new BadRule.StateIs([ServiceState.Down]) };
    static readonly Metric.Availability Samples = Changes with { ObservedBy = new Observation.Samples(Duration.FromMinutes(1)) };
    static readonly Metric.Availability Events = Uptime with { ObservedBy = new Observation.Counts() };
    static readonly Metric.Availability ErrorRate = Events with { BadWhen = new BadRule.ErrorRateIs(new(new(0.05m, false), null, Unit.Percent, "above 5 %")) };

    static Measurement Measure(Metric.Availability metric, Interval window, FactSet facts, Instant? asOf = null, ScopeSelection? scope = null)
    {
        ValueList<ExclusionRuling> Rulings(string name) =>
            facts.Exclusions.Where(e => e.Exclusion == name).Select(e => new ExclusionRuling(e, [new(e.From, e.Until!.Value)], null)).ToValueList();
        var measured = AvailabilityMeasure.Of(metric, facts, scope ?? ScopeSelection.Everything, null, Rulings, asOf ?? Later).In(window, new(null, null));
        measured.Why.AddsUp().ShouldBeTrue();
        return measured;
    }

    static Interval Window(string from, string until) => new(Fact.At(from), Fact.At(until));

    static Figure.Share Share(long part, long of) => new(Rational.Of(part, of));

    [Theory]
    [InlineData(20, 10)]
    [InlineData(21, 0)]
    public void An_outage_across_the_windows_end_is_short_or_long_as_a_whole(int shortest, int badMinutes)
    {
        // 20 minutes in all, 10 in each month.
        var facts = Fact.Set("{'type':'outage','id':'a','from':'2026-10-31T23:50:00Z','until':'2026-11-01T00:10:00Z'}");
        var metric = Uptime with { ShortestOutage = Duration.FromMinutes(shortest) };

        Measure(metric, October, facts).BadTime.ShouldBe(Duration.FromMinutes(badMinutes));
        Measure(metric, November, facts).BadTime.ShouldBe(Duration.FromMinutes(badMinutes));
    }

    [Fact]
    public void An_error_rate_of_exactly_five_percent_is_not_above_it()
    {
        var hour = Window("2026-10-05T10:00:00Z", "2026-10-05T10:20:00Z");
        var facts = Fact.Set(
            "{'type':'count','from':'2026-10-05T10:00:00Z','until':'2026-10-05T10:05:00Z','good':9500,'total':10000}",
            "{'type':'count','from':'2026-10-05T10:05:00Z','until':'2026-10-05T10:10:00Z','good':9499,'total':10000}",
            "{'type':'count','from':'2026-10-05T10:10:00Z','until':'2026-10-05T10:15:00Z','good':0,'total':0}",
            "{'type':'count','from':'2026-10-05T10:15:00Z','until':'2026-10-05T10:25:00Z','good':0,'total':1}");

        var measured = Measure(ErrorRate, hour, facts);

        // The second interval is bad, and five of the ten minutes of the last one; the third has no event and is good.
        measured.Attained.ShouldBe(Share(10, 20));
        measured.Coverage.ShouldBe(Rational.One);
    }

    [Fact]
    public void An_interval_of_events_belongs_to_the_window_in_which_it_begins()
    {
        var facts = Fact.Set(
            "{'type':'count','from':'2026-10-31T23:00:00Z','until':'2026-10-31T23:55:00Z','good':9900,'total':9900}",
            "{'type':'count','from':'2026-10-31T23:55:00Z','until':'2026-11-01T00:05:00Z','good':50,'total':100}",
            "{'type':'count','from':'2026-11-01T00:05:00Z','until':'2026-11-01T00:10:00Z','good':3,'total':4}");

        var (october, november) = (Measure(Events, October, facts), Measure(Events, November, facts));

        october.Attained.ShouldBe(Share(9_950, 10_000));
        october.Events.ShouldBe(10_000);
        november.Attained.ShouldBe(Share(3, 4));
    }

    [Fact]
    public void Events_wholly_inside_excluded_time_are_left_out_also_across_the_windows_end()
    {
        var facts = Fact.Set(
            "{'type':'count','from':'2026-10-31T23:50:00Z','until':'2026-10-31T23:55:00Z','good':9,'total':10}",
            "{'type':'count','from':'2026-10-31T23:55:00Z','until':'2026-11-01T00:05:00Z','good':0,'total':100}",
            "{'type':'exclusion','id':'a','exclusion':'maintenance','from':'2026-10-31T23:52:00Z','until':'2026-11-01T00:00:00Z'}",
            "{'type':'exclusion','id':'b','exclusion':'maintenance','from':'2026-11-01T00:00:00Z','until':'2026-11-01T01:00:00Z'}");

        Measure(Events with { LeavesOut = ["maintenance"] }, October, facts).Attained.ShouldBe(Share(9, 10));
    }

    [Theory]
    [InlineData(95, true)]
    [InlineData(94, false)]
    public void Coverage_of_exactly_95_percent_is_enough(int samples, bool isEnough)
    {
        // A sample a minute for 100 minutes, the last ones missing; the first three are down.
        var window = Window("2026-10-05T10:00:00Z", "2026-10-05T11:40:00Z");
        var facts = Fact.Set([.. Enumerable.Range(0, samples).Select(i => $"{{'type':'state','at':'{window.Start + Duration.FromMinutes(i)}','state':'{(i < 3 ? "down" : "up")}'}}")]);

        var measured = Measure(Samples, window, facts);

        measured.Attained.ShouldBe(Share(samples - 3, samples));
        measured.Coverage.ShouldBe(Rational.Of(samples, 100));
        measured.IsEnough.ShouldBe(isEnough);
    }

    [Fact]
    public void A_sample_is_cut_short_where_the_next_one_begins()
    {
        var facts = Fact.Set("{'type':'state','at':'2026-10-05T10:00:00Z','state':'down'}", "{'type':'state','at':'2026-10-05T10:00:20Z','state':'up'}", "{'type':'state','at':'2026-10-05T10:03:00Z','state':'down'}");

        var measured = Measure(Samples, Window("2026-10-05T10:00:00Z", "2026-10-05T10:05:00Z"), facts);

        // Down for 20 s and for a minute, up for one; then nobody knows.
        measured.Attained.ShouldBe(Share(60, 140));
        measured.Coverage.ShouldBe(Rational.Of(140, 300));
    }

    [Fact]
    public void October_in_Berlin_has_745_hours_and_44_minutes_42_seconds_of_them_are_a_thousandth()
    {
        var month = WindowRule.Month.At(new LocalDate(2026, 10, 20), DateTimeZoneProviders.Tzdb["Europe/Berlin"]).Time;
        var facts = Fact.Set("{'type':'outage','id':'a','from':'2026-10-25T00:30:00Z','until':'2026-10-25T01:14:42Z'}");

        month.Duration.ShouldBe(Duration.FromHours(745));
        Measure(Uptime, month, facts).Attained.ShouldBe(Share(999, 1_000));
    }

    [Fact]
    public void Each_series_goes_on_with_its_own_last_state()
    {
        // The first probe falls silent while it sees no fault; the second one sees a fault of 5 minutes and its end.
        var facts = Fact.Set(
            "{'type':'state','at':'2026-10-05T10:00:00Z','state':'up','labels':{'probe':'a'}}", "{'type':'state','at':'2026-10-05T10:10:00Z','state':'unknown','labels':{'probe':'a'}}",
            "{'type':'state','at':'2026-10-05T10:00:00Z','state':'up','labels':{'probe':'b'}}", "{'type':'state','at':'2026-10-05T10:12:00Z','state':'down','labels':{'probe':'b'}}",
            "{'type':'state','at':'2026-10-05T10:17:00Z','state':'up','labels':{'probe':'b'}}");

        var measured = Measure(Changes with { NoData = NoData.Previous }, Window("2026-10-05T10:00:00Z", "2026-10-05T11:00:00Z"), facts);

        measured.BadTime.ShouldBe(Duration.FromMinutes(5));
        measured.Coverage.ShouldBe(Rational.One);
    }

    [Fact]
    public void A_series_that_begins_with_unknown_has_no_state_that_could_go_on()
    {
        var facts = Fact.Set("{'type':'state','at':'2026-10-05T10:00:00Z','state':'unknown'}", "{'type':'state','at':'2026-10-05T10:30:00Z','state':'up'}", "{'type':'state','at':'2026-10-05T10:45:00Z','state':'unknown'}");

        Measure(Changes with { NoData = NoData.Previous }, Window("2026-10-05T10:00:00Z", "2026-10-05T11:00:00Z"), facts).Coverage.ShouldBe(Rational.Of(1, 2));
    }

    [Theory]
    [InlineData(PartialMinutes.Exact)]
    [InlineData(PartialMinutes.Full)]
    [InlineData(PartialMinutes.Touched)]
    public void A_last_bad_state_goes_on_until_the_as_of_instant_whatever_partial_minutes_count(PartialMinutes rule)
    {
        var facts = Fact.Set("{'type':'state','at':'2026-10-05T10:00:00Z','state':'up'}", "{'type':'state','at':'2026-10-05T10:01:00Z','state':'down'}");

        var measured = Measure(Samples with { NoData = NoData.Previous, PartialMinutes = rule }, October, facts, Fact.At("2026-10-05T10:31:00Z"));

        measured.BadTime.ShouldBe(Duration.FromMinutes(30));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(",'service':'shop'", 0)]
    [InlineData(",'service':'mail'", 60)]
    [InlineData(",'service':'shop','part':'checkout'", 0)]
    [InlineData(",'service':'shop','part':'catalogue'", 60)]
    [InlineData(",'feed':'probes'", 0)]
    [InlineData(",'feed':'other'", 60)]
    [InlineData(",'member':'r1'", 0)]
    [InlineData(",'member':'r2'", 60)]
    [InlineData(",'region':'eu'", 0)]
    [InlineData(",'region':'us'", 60)]
    public void An_exclusion_about_something_else_excludes_nothing(string labels, int badMinutes)
    {
        var facts = Fact.Set(
            "{'type':'outage','id':'a','from':'2026-10-05T10:00:00Z','until':'2026-10-05T11:00:00Z','service':'shop','part':'checkout','feed':'probes','member':'r1','region':'eu'}",
            $"{{'type':'exclusion','id':'x','exclusion':'maintenance','from':'2026-10-05T09:00:00Z','until':'2026-10-05T12:00:00Z'{labels}}}");
        var metric = Uptime with { Reads = new("shop", "checkout", "probes", [new("region", ["eu"])]) };
        var scope = new ScopeSelection(Labels.None, Labels.None.With("member", "r1"), []);

        Measure(metric with { LeavesOut = ["maintenance"] }, October, facts, null, scope).BadTime.ShouldBe(Duration.FromMinutes(badMinutes));
        Measure(metric with { CountsAsGood = ["maintenance"] }, October, facts, null, scope).BadTime.ShouldBe(Duration.FromMinutes(badMinutes));
    }

    [Fact]
    public void A_window_that_is_excluded_as_a_whole_has_no_figure()
    {
        var facts = Fact.Set("{'type':'exclusion','id':'x','exclusion':'maintenance','from':'2026-09-01T00:00:00Z','until':'2026-12-01T00:00:00Z'}");

        var measured = Measure(Uptime with { LeavesOut = ["maintenance"] }, October, facts);

        measured.Attained.ShouldBeNull();
        measured.IsEnough.ShouldBeFalse();
    }
}
