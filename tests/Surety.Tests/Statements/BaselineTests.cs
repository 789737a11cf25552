using System.Text;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Stages that rest on what was measured, or on what is left to the best figure.</summary>
public sealed class BaselineTests
{
    static string Text(string target, string stages, string metric = "measures: value", string to = "") => $"""
        surety: 1
        agreement: a
        parties:
          provider:
            name: North
          customer:
            name: Acme
        term:
          from: 2026-01-01
          time zone: UTC
          {to}
        metrics:
          loss:
            {metric}
        service levels:
          loss:
            metric: loss
            per: month
            target: {target}
            stages:
        {stages}
        """;

    static AgreementFile.Parsed Parse(string text) => AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(text));

    static LevelResult In(int year, int month, string text, params string[] facts)
    {
        var versions = ((Result<Versions>.Ok)Versions.Of([Parse(text).Agreement!])).Value;
        var window = WindowRule.Month.At(new LocalDate(year, month, 1), DateTimeZone.Utc);
        return Evaluation.Of(versions, Fact.Set(facts), window.Time.End, window.Time.End + Duration.FromDays(5)).Statement(window).Levels.Single(l => l.Window == window);
    }

    static string Value(string day, string value) => $"{{'type':'value','at':'{day}T10:00:00Z','value':{value}}}";

    const string Mean = "      from 2026-04-01: at most the mean of the first 3 months";

    [Fact]
    public void A_mean_that_digits_cannot_write_is_exact_and_adds_up()
    {
        // (1 + 1 + 2) / 3 = 4/3 = 1.333…
        var result = In(2026, 4, Text("at most 10", Mean), Value("2026-01-05", "1"), Value("2026-02-05", "1"), Value("2026-03-05", "2"), Value("2026-04-05", "1.3333333334"));

        (result.Verdict, result.Target, result.Range!.High!.Value.Value).ShouldBe((Verdict.Missed, "at most 1.3333333333…", Rational.Of(4, 3)));
        result.Why.Parts[1].Value.ShouldBe(new Figure.Number(Rational.Of(4, 3)));
        result.Why.AddsUp().ShouldBeTrue();
    }

    [Fact]
    public void A_window_without_a_figure_is_no_part_of_the_baseline()
    {
        var result = In(2026, 4, Text("at most 10", Mean), Value("2026-01-05", "1"), Value("2026-03-05", "2"), Value("2026-04-05", "1.5"));

        (result.Verdict, result.Target).ShouldBe((Verdict.Met, "at most 1.5"));
        result.Why.Parts[1].Sentence.ShouldBe("the mean of the first 3 months, of which 2 have a figure");
    }

    [Fact]
    public void Of_nothing_there_is_no_baseline_and_the_level_is_reported_only()
    {
        var result = In(2026, 4, Text("at most 10", Mean + "\n      each year from 2026-04-15: 1 lower, at least 0"), Value("2026-04-05", "1.5"));

        (result.Verdict, result.Target, result.Counts).ShouldBe((Verdict.Met, "at most 10", false));
        result.Notes.ShouldBe(["the baseline of its target has no figure, so the level is reported only"]);
    }

    [Fact]
    public void A_gap_closes_by_its_share_each_year_and_never_wholly()
    {
        // 99 %: gaps of 1, 0.5, 0.25 %; half of each.
        const string shares = "measures: availability\n    observed by: outages";
        var text = Text("at least 99 %", "      each year from 2027-01-01: tightened by 50 % of the gap", shares);

        In(2026, 12, text).Target.ShouldBe("at least 99 %");
        In(2027, 1, text).Target.ShouldBe("at least 99.5 %");
        In(2028, 1, text).Target.ShouldBe("at least 99.75 %");
        var third = In(2029, 12, text);
        (third.Target, third.Verdict).ShouldBe(("at least 99.875 %", Verdict.Met));
        third.Why.AddsUp().ShouldBeTrue();
        third.Why.Parts[1].Value.ShouldBe(new Figure.Share(Rational.Of(99875, 100000)));
    }

    [Fact]
    public void The_gap_of_a_survey_ends_at_its_scale() =>
        In(2027, 1, Text("at least 4", "      each year from 2027-01-01: tightened by 10 % of the gap", "measures: survey\n    scale: 1 to 5\n    counts: mean")).Target.ShouldBe("at least 4.1");

    [Theory]
    [InlineData("at least 99.5 %", "0.1 % higher", "", "2032-01-01")]
    [InlineData("at least 99.5 %", "0.1 % higher, at most 100 %", "", null)]
    [InlineData("at least 99.5 %", "0.1 % higher, at most 101 %", "", "2032-01-01")]
    [InlineData("above 99.5 %", "0.1 % higher, at most 100 %", "", "2031-01-01")]
    [InlineData("at least 99.5 %", "0.1 % higher", "to: 2030-12-31", null)]
    [InlineData("at most 0.5 %", "0.2 % lower", "", "2029-01-01")]
    [InlineData("at most 0.5 %", "0.2 % lower, at least 0 %", "", null)]
    public void A_move_that_can_only_be_missed_in_the_end_is_told_of(string target, string move, string to, string? day)
    {
        var problems = Parse(Text(target, $"      each year from 2027-01-01: {move}", "measures: availability\n    observed by: outages", to)).Problems;

        problems.Where(p => p.Severity == Severity.Error).ShouldBeEmpty();
        problems.Where(p => p.Code == "stage.cannot-be-kept").Select(p => p.Message[5..15]).ShouldBe(day is null ? [] : [day]);
    }

    [Fact]
    public void A_later_stage_takes_over_before_the_move_goes_too_far() =>
        Parse(Text("at least 99.5 %", "      each year from 2027-01-01: 0.1 % higher\n      from 2030-01-01: at least 99.9 %", "measures: availability\n    observed by: outages")).Problems.Select(p => p.Code).ShouldNotContain("stage.cannot-be-kept");
}
