using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Levels;
using Xunit;

namespace Surety.Tests.Statements;

public sealed class StagesTests
{
    static readonly TargetRow Row = new(Labels.None, false, new Target.Figure(AtLeast(99)), default);

    static Comparison AtLeast(decimal percent) => new(new((Rational)percent / 100, true), null, Unit.Percent, $"at least {percent} %");

    static LocalDate Day(int year, int month, int day = 1) => new(year, month, day);

    static (string Target, bool Counts) At(ValueList<Stage> stages, LocalDate window)
    {
        var staged = StagedRow.At(stages, Row, window);
        return (LevelVerdict.Words(staged.Row.Target), staged.Counts);
    }

    [Fact]
    public void A_level_is_reported_then_counts_then_is_tightened_each_year()
    {
        // 0.2 % more on 1 January 2028 and each year after it, up to 99.8 %.
        ValueList<Stage> stages =
        [
            new Stage.ReportedOnly(Day(2026, 1), default), new Stage.Promises(Day(2026, 7), AtLeast(99.5m), default), new Stage.MovesEachYear(Day(2028, 1), Rational.Of(2, 1_000), Rational.Of(998, 1_000), default),
        ];

        At(stages, Day(2025, 12)).ShouldBe(("at least 99 %", true));
        At(stages, Day(2026, 1)).ShouldBe(("at least 99 %", false));
        At(stages, Day(2026, 6)).ShouldBe(("at least 99 %", false));
        At(stages, Day(2026, 7)).ShouldBe(("at least 99.5 %", true));
        At(stages, Day(2027, 12)).ShouldBe(("at least 99.5 %", true));
        At(stages, Day(2028, 1)).ShouldBe(("at least 99.7 %", true));
        At(stages, Day(2028, 12, 31)).ShouldBe(("at least 99.7 %", true));
        At(stages, Day(2029, 1)).ShouldBe(("at least 99.8 %", true));
        At(stages, Day(2040, 1)).ShouldBe(("at least 99.8 %", true));
    }

    [Fact]
    public void A_later_stage_starts_from_where_the_earlier_one_ended()
    {
        // 99 %, 99.1 % in 2027, 99.2 % in 2028; from 2029 it falls by 0.5 % a year, but not below 98.5 %.
        ValueList<Stage> stages = [new Stage.MovesEachYear(Day(2027, 1), Rational.Of(1, 1_000), null, default), new Stage.MovesEachYear(Day(2029, 1), Rational.Of(-5, 1_000), Rational.Of(985, 1_000), default)];

        At(stages, Day(2028, 6)).Target.ShouldBe("at least 99.2 %");
        At(stages, Day(2029, 6)).Target.ShouldBe("at least 98.7 %");
        At(stages, Day(2030, 6)).Target.ShouldBe("at least 98.5 %");
    }

    [Fact]
    public void A_gap_that_closes_step_by_step_is_what_the_power_says() => Prop.ForAll(
        (from start in Gen.Choose(0, 999) from share in Gen.Choose(1, 100) from years in Gen.Choose(1, 30) select (start, share, years)).ToArbitrary(), story =>
    {
        var (start, share, years) = story;
        ValueList<Stage> stages = [new Stage.TightensEachYear(Day(2027, 1), new(share), 1, default)];
        var row = Row with { Target = new Target.Figure(AtLeast(start / 10m)) };

        var staged = StagedRow.At(stages, row, Day(2026 + years, 6));

        // best − (best − start) × (1 − share)^years
        var left = 1 - Rational.Of(start, 1000);
        for (var year = 0; year < years; year++) left *= 1 - Rational.Of(share, 100);
        LevelVerdict.RangeOf(staged.Row.Target)!.Low!.Value.Value.ShouldBe(1 - left);
        staged.Because!.AddsUp().ShouldBeTrue();
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void The_range_of_any_target_is_staged_and_the_rest_of_it_stays()
    {
        ValueList<Stage> stages = [new Stage.Promises(Day(2026, 1), AtLeast(97), default)];
        var within = Row with { Target = new Target.ShareWithin(AtLeast(95), new Span.Elapsed(Duration.FromHours(4), "4 h")) };

        LevelVerdict.Words(StagedRow.At(stages, within, Day(2026, 1)).Row.Target).ShouldBe("97 % within 4 h");
    }
}
