using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Calendars;
using Surety.Facts;
using Surety.Metrics;
using Surety.Scope;
using Surety.Tests.Facts;
using Xunit;
using Interval = NodaTime.Interval;

namespace Surety.Tests.Metrics;

public sealed class ValueMeasureTests
{
    static readonly Interval October = new(Fact.At("2026-10-01T00:00:00Z"), Fact.At("2026-11-01T00:00:00Z"));

    static Metric.SingleValue Taking(string takes, ValueUnit unit = ValueUnit.Number) => new()
    {
        Name = "score",
        Clause = default,
        Reads = new(null, null, null, []),
        Unit = unit,
        Takes = takes switch
        {
            "last" => null,
            "mean" => new Statistic.Mean(),
            "median" => new Statistic.Median(),
            "sum" => new Statistic.Sum(),
            "least" => new Statistic.Least(),
            "greatest" => new Statistic.Greatest(),
            _ => new Statistic.Percentile(new(decimal.Parse(takes)), $"{takes}th percentile"),
        },
    };

    static Measurement Measure(string takes, ValueUnit unit, int needs, params string[] facts) => Measure(Taking(takes, unit) with { Needs = needs }, facts);

    static Measurement Measure(Metric.SingleValue metric, string[] facts, BusinessCalendar? during = null, Func<string, ValueList<ExclusionRuling>>? exclusions = null)
    {
        var measured = ValueMeasure.In(metric, Fact.Set(facts), ScopeSelection.Everything, during, exclusions ?? (_ => []), October, Fact.At("2026-12-01T00:00:00Z"));
        measured.Why.AddsUp().ShouldBeTrue();
        measured.Why.Value.Exact.ShouldBe(measured.Attained?.Exact);
        return measured;
    }

    static string Value(string at, decimal value, string? feed = null) => $"{{'type':'value','at':'{at}','value':{value}{(feed is null ? "" : $",'feed':'{feed}'")}}}";

    [Fact]
    public void Percentiles_of_the_same_values_are_what_each_is_alone() => Prop.ForAll(
        (from count in Gen.Elements(1, 3, 1_500) from seed in Gen.Choose(0, 100_000) from days in Gen.Choose(0, 3) select (count, seed, days)).ToArbitrary(), x =>
        {
            var facts = Fact.Set([.. Enumerable.Range(0, x.count).Select(i => Value($"2026-10-{1 + (i % 28):D2}T{i / 28 % 24:D2}:{i / 672:D2}:00Z", (i + x.seed) * 7919L % 10_007, $"f{i % 2}"))]);
            var alike = new[] { "50", "95", "99" }.Select(p => Taking(p) with { Name = p }).ToList();
            Metric.SingleValue[] all = [.. alike, Taking("95") with { Name = "b", Reads = new(null, null, "f1", []) }, Taking("99") with { Name = "left out", LeavesOut = ["freeze"] }, Taking("mean") with { Name = "mean" }];
            var shared = new SharedPercentiles(all);
            ExclusionRuling freeze = new(new("", "freeze", Labels.None, October.Start, October.Start + Duration.FromDays(x.days), null, [], default), [new(October.Start, October.Start + Duration.FromDays(x.days))], null);

            // What is left out is looked at, too, once it has been asked for with what leaves it out.
            foreach (var (metric, window) in all.Concat(all.Select(m => (Metric.SingleValue)m.Bare())).SelectMany(m => new[] { (m, October), (m, new Interval(October.Start, October.Start + Duration.FromDays(9))) }))
            {
                Measurement With(SharedPercentiles percentiles) => ValueMeasure.In(metric, facts, ScopeSelection.Everything, null, _ => [freeze], window, Fact.At("2026-12-01T00:00:00Z"), percentiles);

                With(shared).ShouldBe(With(new([metric])));
                With(shared).Why.Value.Exact.ShouldBe(With(shared).Attained?.Exact);
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Theory]
    [InlineData("last", 3)]
    [InlineData("mean", 4)]
    [InlineData("sum", 12)]
    [InlineData("least", 2)]
    [InlineData("greatest", 7)]
    [InlineData("median", 3)]
    [InlineData("66", 3)]
    [InlineData("67", 7)]
    public void Each_way_of_taking_values_takes_those_of_the_window(string takes, int figure) =>
        Measure(takes, ValueUnit.Number, 1, Value("2026-10-20T00:00:00Z", 3), Value("2026-10-01T00:00:00Z", 7), Value("2026-10-10T00:00:00Z", 2, "b"), Value("2026-09-30T23:59:59Z", 100), Value("2026-11-01T00:00:00Z", 100))
            .Attained.ShouldBe(new Figure.Number(figure));

    public static TheoryData<ValueUnit, Figure> Units => new()
    {
        { ValueUnit.Number, new Figure.Number(2.5m) },
        { ValueUnit.Percent, new Figure.Share(Rational.Of(25, 1_000)) },
        { ValueUnit.Milliseconds, new Figure.Time(25_000) },
        { ValueUnit.Seconds, new Figure.Time(Duration.FromSeconds(2.5).BclCompatibleTicks) },
        { ValueUnit.Minutes, new Figure.Time(Duration.FromSeconds(150).BclCompatibleTicks) },
        { ValueUnit.Hours, new Figure.Time(Duration.FromMinutes(150).BclCompatibleTicks) },
    };

    [Theory]
    [MemberData(nameof(Units))]
    public void A_unit_says_what_the_numbers_mean(ValueUnit unit, Figure figure)
    {
        foreach (var takes in new[] { "last", "mean", "median", "sum", "least", "greatest", "95" })
            Measure(takes, unit, 1, Value("2026-10-20T00:00:00Z", 2.5m)).Attained.ShouldBe(figure);
    }

    [Fact]
    public void Last_values_that_contradict_each_other_give_no_figure()
    {
        string[] facts = [Value("2026-10-19T00:00:00Z", 1), Value("2026-10-20T00:00:00Z", 2, "a"), Value("2026-10-20T00:00:00Z", 3, "b")];

        var last = Measure("last", ValueUnit.Number, 1, facts);

        last.Attained.ShouldBeNull();
        last.IsEnough.ShouldBeFalse();
        last.Notes.ShouldHaveSingleItem().ShouldStartWith("2 different values");
        Measure("mean", ValueUnit.Number, 1, facts).Attained.ShouldBe(new Figure.Number(2));
        Measure("last", ValueUnit.Number, 1, Value("2026-10-20T00:00:00Z", 2, "a"), Value("2026-10-20T00:00:00Z", 2, "b")).Attained.ShouldBe(new Figure.Number(2));
    }

    [Fact]
    public void Three_last_values_of_which_two_agree_are_two_different_ones() =>
        Measure("last", ValueUnit.Number, 1, Value("2026-10-20T00:00:00Z", 2, "a"), Value("2026-10-20T00:00:00Z", 2, "b"), Value("2026-10-20T00:00:00Z", 3, "c"))
            .Notes.ShouldHaveSingleItem().ShouldStartWith("2 different values");

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Fewer_values_than_needed_are_not_enough(int needs, bool isEnough) =>
        Measure("mean", ValueUnit.Number, needs, Value("2026-10-19T00:00:00Z", 1), Value("2026-10-20T00:00:00Z", 2)).IsEnough.ShouldBe(isEnough);

    [Fact]
    public void A_value_that_is_longer_than_a_century_is_left_out_and_told_of()
    {
        // 876,600 hours are a hundred years of 365.25 days.
        var mean = Measure("mean", ValueUnit.Hours, 1, Value("2026-10-19T00:00:00Z", 876_600), Value("2026-10-20T00:00:00Z", 876_601), Value("2026-10-21T00:00:00Z", -999_999_999_999_999));

        mean.Attained.ShouldBe(new Figure.Time(Rational.Of(876_600, 1) * NodaConstants.TicksPerHour));
        mean.Notes.ShouldBe(["2 values are longer than a century and left out"]);
        Measure("sum", ValueUnit.Number, 1, Value("2026-10-20T00:00:00Z", 999_999_999_999_999)).Attained.ShouldBe(new Figure.Number(999_999_999_999_999));
    }

    [Fact]
    public void A_window_without_a_value_has_no_figure() => Measure("sum", ValueUnit.Number, 1).Attained.ShouldBeNull();

    static string Sample(string at, decimal value) => $"{{'type':'sample','at':'{at}','value':{value}}}";

    [Fact]
    public void Samples_are_read_in_open_time_without_what_exclusions_take()
    {
        // Open 08:00 to 18:00 on the 1st and 2nd: 07:59:59 is closed, 08:00 is open, 18:00 is closed. The exclusion takes 09:00, its first instant, and not 10:00, its end.
        string[] facts =
        [
            Sample("2026-10-01T07:59:59Z", 900), Sample("2026-10-01T08:00:00Z", 100), Sample("2026-10-01T09:00:00Z", 800), Sample("2026-10-01T10:00:00Z", 300),
            Sample("2026-10-01T18:00:00Z", 700), Sample("2026-10-02T12:00:00Z", 200), Value("2026-10-02T12:00:00Z", 5),
            "{'type':'exclusion','exclusion':'works','from':'2026-10-01T09:00:00Z','until':'2026-10-01T10:00:00Z'}",
        ];
        var office = Calendars.Example.Calendar("Etc/UTC", ("mon-sun", "08:00-18:00"));
        ValueList<ExclusionRuling> Works(string name) => ExclusionRuling.Of(new(name, null, null, null, null, [], null, null, default), Fact.Set(facts), _ => office, office, DateTimeZone.Utc, default, Fact.At("2026-12-01T00:00:00Z"));

        var measured = Measure(Taking("95", ValueUnit.Milliseconds) with { ObservedBy = ValueKind.Sample, LeavesOut = ["works"], During = "office" }, facts, office, Works);

        // 100, 200, 300: 95 % of 3 is 2.85, so the third.
        (measured.Attained, measured.Events).ShouldBe((new Figure.Time(3_000_000), 3));
        measured.Why.Sentence.ShouldBe("95th percentile of the samples, without 1 in excluded time, without 2 outside 'example'");
    }

    [Fact]
    public void A_percentile_of_nothing_is_none()
    {
        var measured = Measure(Taking("95") with { ObservedBy = ValueKind.Sample }, [Value("2026-10-02T12:00:00Z", 5)]);

        (measured.Attained, measured.IsEnough, measured.Why.Sentence).ShouldBe((null, false, "no samples"));
    }

    [Fact]
    public void Sums_of_values_with_any_number_of_decimals_are_exact() =>
        Measure("sum", ValueUnit.Number, 1, Value("2026-10-02T12:00:00Z", 0.000000000000000001m), Value("2026-10-03T12:00:00Z", 999999999999999m), Value("2026-10-04T12:00:00Z", -0.5m))
            .Attained.ShouldBe(new Figure.Number((Rational)999999999999998.5m + Rational.Of(1, 1_000_000_000_000_000_000)));

    [Fact]
    public void A_percentile_agrees_with_its_definition() =>
        Prop.ForAll(Arb.From(Gen.Zip(Gen.Choose(-50, 50).NonEmptyListOf(), Gen.Choose(1, 1_000))), c =>
        {
            var (values, tenths) = (c.Item1.Take(600).ToList(), c.Item2);
            var smallest = values.Where(v => values.Count(m => m <= v) * 1_000 >= tenths * values.Count).Min();
            var metric = Taking("95") with { Takes = new Statistic.Percentile(new(tenths / 10m), "percentile") };
            Measure(metric, [.. values.Select((v, i) => Value($"2026-10-02T{i / 60:00}:{i % 60:00}:00Z", v))]).Attained.ShouldBe(new Figure.Number(smallest));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
}
