using NodaTime;
using Shouldly;
using Surety.Metrics;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Metrics;

public sealed class ValueMeasureTests
{
    static readonly Interval October = new(Fact.At("2026-10-01T00:00:00Z"), Fact.At("2026-11-01T00:00:00Z"));

    static Measurement Measure(ValueOf takes, ValueUnit unit, int needs, params string[] facts)
    {
        var metric = new Metric.SingleValue { Name = "score", Clause = default, Reads = new(null, null, null, []), Takes = takes, Unit = unit, Needs = needs };
        var measured = ValueMeasure.In(metric, Fact.Set(facts), ScopeSelection.Everything, October, Fact.At("2026-12-01T00:00:00Z"));
        measured.Why.AddsUp().ShouldBeTrue();
        measured.Why.Value.Exact.ShouldBe(measured.Attained?.Exact);
        return measured;
    }

    static string Value(string at, decimal value, string? feed = null) => $"{{'type':'value','at':'{at}','value':{value}{(feed is null ? "" : $",'feed':'{feed}'")}}}";

    [Theory]
    [InlineData(ValueOf.Last, 3)]
    [InlineData(ValueOf.Mean, 4)]
    [InlineData(ValueOf.Sum, 12)]
    [InlineData(ValueOf.Least, 2)]
    [InlineData(ValueOf.Greatest, 7)]
    public void Each_way_of_taking_values_takes_those_of_the_window(ValueOf takes, int figure) =>
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
        foreach (var takes in Enum.GetValues<ValueOf>())
            Measure(takes, unit, 1, Value("2026-10-20T00:00:00Z", 2.5m)).Attained.ShouldBe(figure);
    }

    [Fact]
    public void Last_values_that_contradict_each_other_give_no_figure()
    {
        string[] facts = [Value("2026-10-19T00:00:00Z", 1), Value("2026-10-20T00:00:00Z", 2, "a"), Value("2026-10-20T00:00:00Z", 3, "b")];

        var last = Measure(ValueOf.Last, ValueUnit.Number, 1, facts);

        last.Attained.ShouldBeNull();
        last.IsEnough.ShouldBeFalse();
        last.Notes.ShouldHaveSingleItem().ShouldStartWith("2 different values");
        Measure(ValueOf.Mean, ValueUnit.Number, 1, facts).Attained.ShouldBe(new Figure.Number(2));
        Measure(ValueOf.Last, ValueUnit.Number, 1, Value("2026-10-20T00:00:00Z", 2, "a"), Value("2026-10-20T00:00:00Z", 2, "b")).Attained.ShouldBe(new Figure.Number(2));
    }

    [Fact]
    public void Three_last_values_of_which_two_agree_are_two_different_ones() =>
        Measure(ValueOf.Last, ValueUnit.Number, 1, Value("2026-10-20T00:00:00Z", 2, "a"), Value("2026-10-20T00:00:00Z", 2, "b"), Value("2026-10-20T00:00:00Z", 3, "c"))
            .Notes.ShouldHaveSingleItem().ShouldStartWith("2 different values");

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Fewer_values_than_needed_are_not_enough(int needs, bool isEnough) =>
        Measure(ValueOf.Mean, ValueUnit.Number, needs, Value("2026-10-19T00:00:00Z", 1), Value("2026-10-20T00:00:00Z", 2)).IsEnough.ShouldBe(isEnough);

    [Fact]
    public void A_value_that_is_longer_than_a_century_is_left_out_and_told_of()
    {
        // 876,600 hours are a hundred years of 365.25 days.
        var mean = Measure(ValueOf.Mean, ValueUnit.Hours, 1, Value("2026-10-19T00:00:00Z", 876_600), Value("2026-10-20T00:00:00Z", 876_601), Value("2026-10-21T00:00:00Z", -999_999_999_999_999));

        mean.Attained.ShouldBe(new Figure.Time(Rational.Of(876_600, 1) * NodaConstants.TicksPerHour));
        mean.Notes.ShouldBe(["2 values are longer than a century and left out"]);
        Measure(ValueOf.Sum, ValueUnit.Number, 1, Value("2026-10-20T00:00:00Z", 999_999_999_999_999)).Attained.ShouldBe(new Figure.Number(999_999_999_999_999));
    }

    [Fact]
    public void A_window_without_a_value_has_no_figure() => Measure(ValueOf.Sum, ValueUnit.Number, 1).Attained.ShouldBeNull();
}
