using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Levels;
using Surety.Scope;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>What rests on earlier windows takes their figures from the version that was in force in them.</summary>
public sealed class EarlierVersionsTests
{
    const string Lenient = "measures: availability\nof: shop\nobserved by: outages\nshortest outage: 10 h";
    const string Strict = "measures: availability\nof: shop\nobserved by: outages";

    // January: 7 h 26 min 24 s are 1 % of 31 days, and shorter than 10 hours. February: 6 h 43 min 12 s are 1 % of 28 days. March: nothing.
    static readonly string[] Outages =
    [
        "{'type':'outage','from':'2026-01-10T00:00:00Z','until':'2026-01-10T07:26:24Z','service':'shop'}", "{'type':'outage','from':'2026-02-10T00:00:00Z','until':'2026-02-10T06:43:12Z','service':'shop'}",
    ];

    static LevelResult In(int month, Versions versions)
    {
        var window = WindowRule.Month.At(new LocalDate(2026, month, 1), DateTimeZone.Utc);
        var result = versions.StatementOf(window, "2026-06-01T00:00:00Z", Outages).Levels.Single(l => l.Window.Time == window.Time);
        result.Why.AddsUp().ShouldBeTrue();
        return result;
    }

    // By the amendment alone January would be 99 %, and the mean with February 99 %; by the version of January it is 100 %, and (100 + 99) ÷ 2 = 99.5 %.
    [Theory]
    [InlineData("2026-02-01", 2, "99.5")]
    [InlineData("2026-02-01", 3, "99.5")] // (99 + 100) ÷ 2
    [InlineData("2026-02-15", 3, "100")] // February was judged by the first version: 100 %
    public void A_moving_average(string amended, int month, string percent)
    {
        var versions = SmallAgreement.OfOne(Lenient, "at least 99 %").Amended(amended, SmallAgreement.OfOne(Strict, "at least 99 %", level: "moving average: 2 months"));

        In(month, versions).Attained.ShouldBe(new Figure.Share(decimal.Parse(percent, System.Globalization.CultureInfo.InvariantCulture) / 100));
    }

    // The mean of the first two months, 99.5 %, is what March has to reach. By the amendment alone it would be 99 %.
    [Fact]
    public void A_baseline()
    {
        var versions = SmallAgreement.OfOne(Lenient, "at least 90 %").Amended("2026-02-01", SmallAgreement.OfOne(Strict, "at least 90 %", level: "stages:\n  from 2026-03-01: at least the mean of the first 2 months"));

        In(3, versions).Range!.Low!.Value.Value.ShouldBe(Rational.Of(995, 1000));
    }

    // The first version promises another thing under the same name: its figure is a time, and has no part in a mean of shares.
    [Fact]
    public void A_figure_of_another_kind_is_left_out()
    {
        var versions = SmallAgreement.OfOne(Lenient, "downtime at most 1 h").Amended("2026-02-01", SmallAgreement.OfOne(Strict, "at least 99 %", level: "moving average: 2 months"));

        In(2, versions).Attained.ShouldBe(new Figure.Share(Rational.Of(99, 100)));
    }
}
