using NodaTime;
using Shouldly;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

public sealed class DisplayTests
{
    [Theory]
    [InlineData("99.949999", "99.95", "99.94 %")]
    [InlineData("99.95", "99.95", "99.95 %")]
    [InlineData("99.9574", "99.955", "99.957 %")] // two digits would read as a miss
    [InlineData("99.9999999", "99.95", "99.99 %")]
    [InlineData("100", "99.95", "100 %")]
    [InlineData("0", "99.95", "0 %")]
    public void A_share_is_cut_down_before_a_target_that_is_a_least(string percent, string target, string shown) =>
        Attained(percent, Example.AtLeast(Number(target))).ShouldBe(shown);

    [Theory]
    [InlineData("0.500001", "0.5", "0.51 %")]
    [InlineData("0.491", "0.5", "0.50 %")]
    [InlineData("0.5", "0.5", "0.50 %")]
    [InlineData("0.4991", "0.4995", "0.4991 %")] // 0.50 and 0.500 would read as a miss
    [InlineData("99.999999999", "100", "99.999999 %")]
    public void A_share_is_cut_up_before_a_target_that_is_a_most_and_is_never_100_percent_by_rounding(string percent, string target, string shown) =>
        Attained(percent, Example.AtMost(Number(target))).ShouldBe(shown);

    [Theory]
    [InlineData("99.9496", "0.0004 % under")]
    [InlineData("99.949999", "0.000001 % under")]
    [InlineData("99.94999999999", "0.000001 % under")]
    [InlineData("92.3", "7.65 % under")]
    [InlineData("99.95", "0")]
    [InlineData("99.9789", "+0.028 %")]
    public void The_difference_to_the_target_stays_visible(string percent, string margin)
    {
        var value = (Rational)Number(percent) / 100;
        var range = Example.AtLeast(99.95m);

        Display.Margin(Example.Level(value, range, range.Holds(value) ? Verdict.Met : Verdict.Missed)).ShouldBe(margin == "0" ? "±0 %" : margin);
    }

    [Fact]
    public void A_figure_that_is_shown_has_the_verdict_of_the_exact_one()
    {
        var range = Example.AtLeast(99.95m);
        for (var i = 0; i < 2_000; i++)
        {
            var value = Rational.Of(999_000_000 + (i * 997), 1_000_000_000);
            var shown = Display.AttainedDigits(Example.Level(value, range, Verdict.Met))!;
            range.Holds((Rational)Number(shown) / 100).ShouldBe(range.Holds(value), shown);
        }
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(400, "0.4 s")]
    [InlineData(2_592_000, "43 min 12 s")]
    [InlineData(11_400_000, "3 h 10 min")]
    [InlineData(10_805_000, "3 h 5 s")]
    [InlineData(4_320_000_000, "1,200 h")]
    [InlineData(-60_000, "−1 min")]
    public void Time_is_told_in_hours_minutes_and_seconds(long milliseconds, string shown) => Display.Time(Duration.FromMilliseconds(milliseconds)).ShouldBe(shown);

    [Fact]
    public void A_mean_that_is_cut_says_so_in_a_reason_and_leans_to_the_worse_side_in_the_table()
    {
        var mean = new Figure.Time(Rational.Of(100_000_000, 3));
        var limit = new Comparison(null, new Limit(4 * NodaConstants.TicksPerSecond, true), Unit.Time, "at most 4 s");

        Display.Figure(mean, Example.Berlin).ShouldBe("3.333333 s…");
        Display.Attained(Example.Level(null, limit, Verdict.Met) with { Attained = mean }).ShouldBe("3.334 s");
    }

    [Fact]
    public void Money_has_its_currency_its_digits_and_groups_of_three()
    {
        Display.Money(new(4_000m, new("EUR"))).ShouldBe("EUR 4,000.00");
        Display.Money(new(-1_234_567.5m, new("USD"))).ShouldBe("USD −1,234,567.50");
        Display.Money(new(500m, new("JPY"))).ShouldBe("JPY 500");
    }

    [Fact]
    public void Instants_say_weekday_zone_and_offset_and_the_repeated_hour_which_one_it_is()
    {
        Display.Instant(Example.Local(11, 2, 10, 40), Example.Berlin).ShouldBe("Mon 2026-11-02 10:40 Europe/Berlin (+01:00)");
        Display.Moment(Instant.FromUtc(2026, 10, 25, 0, 30), Example.Berlin).ShouldBe("Sun 2026-10-25 02:30 (+02:00)");
        Display.Moment(Instant.FromUtc(2026, 10, 25, 1, 30), Example.Berlin).ShouldBe("Sun 2026-10-25 02:30 (+01:00)");
        Display.Deadline(Example.Local(12, 1), Example.Berlin).ShouldBe("end of Mon 2026-11-30");
        Display.Deadline(Example.Local(12, 1, 9, 5), Example.Berlin).ShouldBe("Tue 2026-12-01 09:05");
    }

    [Fact]
    public void Windows_and_scopes_are_told_as_a_contract_does()
    {
        Display.Window(Example.October).ShouldBe("October 2026");
        Display.Window(WindowRule.Quarter.At(new LocalDate(2026, 10, 3), Example.Berlin)).ShouldBe("Q4 2026");
        Display.Window(new WindowRule.Months(1, 1, 16).At(new LocalDate(2026, 10, 3), Example.Berlin)).ShouldBe("2026-09-16 to 2026-10-15");
        Display.Scope(Example.Labels(("priority", "P1"), ("region", "eu"))).ShouldBe("priority P1, region eu");
        Display.Scope(Example.Labels(("priority", "otherwise"))).ShouldBe("any other priority");
    }

    static string Attained(string percent, Comparison range)
    {
        var value = (Rational)Number(percent) / 100;
        return Display.Attained(Example.Level(value, range, range.Holds(value) ? Verdict.Met : Verdict.Missed));
    }

    static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
