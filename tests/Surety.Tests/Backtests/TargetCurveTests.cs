using System.Text;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Backtests;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Backtests;

/// <summary>Which targets are tried, and what their rows are called.</summary>
public sealed class TargetCurveTests
{
    const string Text = """
        surety: 1
        agreement: help
        parties:
          provider:
            name: North
          customer:
            name: Acme
            tier: gold
        term:
          from: 2026-01-01
          time zone: UTC
        metrics:
          answer:
            measures: time
            from: opened
            to: resolved
          mood:
            measures: survey
            scale: 1 to 5
            counts: mean
          loyalty:
            measures: survey
            scale: 0 to 10
            counts: net promoter score
        service levels:
          answers:
            metric: answer
            per: month
            target:
              tier gold, priority P1: 95 % within 1 h
              otherwise: 90 % within 4 h
          mood:
            metric: mood
            per: month
            target: at least 4.2
          loyalty:
            metric: loyalty
            per: month
            target: at least 30
          fewer:
            metric: mood
            per: month
            target: at least 4
            stages:
              from 2026-02-01: at least 4.5
              from 2027-01-01: reported only
              from 2028-01-01: at least 4.6
        """;

    static readonly Agreement Draft = AgreementFile.Parse("draft.yaml", Encoding.UTF8.GetBytes(Text)).Agreement!;

    static Backtest Test() => Backtest.Of(Draft, Fact.Set("{'type':'answer','id':'a1','at':'2026-01-10T00:00:00Z','score':4}"), [WindowRule.Month.At(new LocalDate(2026, 1, 1), DateTimeZone.Utc)], Fact.At("2026-02-10T00:00:00Z"));

    [Fact]
    public void The_row_otherwise_is_called_what_it_is_for()
    {
        var test = Test();

        test.Curves.Where(c => c.Level == "answers").Select(c => c.Scope.ToString()).ShouldBe(["priority=P1, tier=gold", "priority=otherwise"]);
        TextLine.Plain(BacktestText.Of(test)).ShouldContain("answers, any other priority: ");
    }

    [Fact]
    public void Targets_of_a_survey_stay_on_its_scale()
    {
        var test = Test();

        test.Curves.First(c => c.Level == "mood").Points.Select(p => p.Target).ShouldBe(
            ["at least 1", "at least 1.5", "at least 2", "at least 2.5", "at least 3", "at least 3.5", "at least 4", "at least 4.2", "at least 4.5", "at least 5"]);
        test.Curves.First(c => c.Level == "loyalty").Points.Select(p => p.Target).ShouldBe(
            ["at least -100", "at least -75", "at least -50", "at least -25", "at least 0", "at least 25", "at least 30", "at least 50", "at least 75", "at least 100"]);
    }

    [Fact]
    public void Nobody_can_ask_for_a_target_off_the_scale()
    {
        var mood = Draft.Level("mood")!;

        TargetCurve.Limit(Draft, mood, "5").ShouldBe((Rational)5);
        TargetCurve.Limit(Draft, mood, "5.1").ShouldBeNull();
        TargetCurve.Limit(Draft, mood, "0.9").ShouldBeNull();
    }

    [Fact]
    public void Stages_that_begin_later_are_told_of() => Test().Assumed.ShouldBe(["The stages of 'fewer' from 2026-02-01 on are not reached: what holds before them is tried."]);
}
