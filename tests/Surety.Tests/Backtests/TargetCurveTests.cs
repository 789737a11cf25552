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

    /// <summary>
    /// February has 40,320 minutes: 0.1 % of them are 40.32, 0.5 % are 201.6, 1 % are 403.2. An outage of 3 h or 180 min misses the promise of 0 % and of 0.1 % and keeps that of 0.5 % and
    /// all easier ones. Each full 15 min beyond costs 10 % of EUR 1,000: 180 of 0 is 12 units, EUR 1,200; 139.68 beyond 40.32 is 9 units, EUR 900.
    /// </summary>
    [Fact]
    public void A_share_of_the_time_is_moved_and_measured()
    {
        var (draft, test) = OfTime([]);
        var curve = test.Curves.ShouldHaveSingleItem();

        curve.Points.Select(p => (p.Target, p.Missed, p.IsWritten, p.Outcome.Cost.ShouldHaveSingleItem().ToString())).ShouldBe([
            ("downtime at most 10 % of the time", 0, false, "EUR 0.00"),
            ("downtime at most 5 % of the time", 0, false, "EUR 0.00"),
            ("downtime at most 2 % of the time", 0, false, "EUR 0.00"),
            ("downtime at most 1 % of the time", 0, false, "EUR 0.00"),
            ("downtime at most 0.5 % of the time", 0, false, "EUR 0.00"),
            ("downtime at most 0.1 % of the time", 1, true, "EUR 900.00"),
            ("downtime at most 0 % of the time", 1, false, "EUR 1200.00"),
        ]);
        curve.NeverMissedUpTo.ShouldBe(new Figure.Time(180L * 60 * 10_000_000));
        draft.Level("l").ShouldNotBeNull();
    }

    /// <summary>0.4464 % of 40,320 min are 179.99 min, of which 180 are one too many; 0.4465 % are 180.03.</summary>
    [Fact]
    public void A_share_of_the_time_that_somebody_asks_for_is_measured()
    {
        var level = OfTime([]).Draft.Level("l")!;
        var (draft, _) = OfTime([]);

        TargetCurve.Limit(draft, level, "0.4464 % of the time").ShouldBe(Rational.Of(4464, 1_000_000));
        TargetCurve.Limit(draft, level, "0.4465 %").ShouldBe(Rational.Of(4465, 1_000_000));
        TargetCurve.Limit(draft, level, "3 h").ShouldBeNull();
        TargetCurve.Example(level).ShouldBe("0.5 % of the time");
        OfTime([("l", Rational.Of(4464, 1_000_000)), ("l", Rational.Of(4465, 1_000_000))]).Test.Curves.Single().Points.Select(p => (p.Target, p.Missed)).ShouldBe([
            ("downtime at most 0.4465 % of the time", 0), ("downtime at most 0.4464 % of the time", 1), ("downtime at most 0.1 % of the time", 1)]);
    }

    static (Agreement Draft, Backtest Test) OfTime(ValueList<(string, Rational)> asked)
    {
        var draft = Surety.Tests.Statements.SmallAgreement.OfOne("measures: availability\nobserved by: outages", "downtime at most 0.1 % of the time",
            escalation: "credits:\n  l:\n    of: the fee of shop\n    for each: full 15 min above the target gives 10 %").Newest;
        return (draft, Backtest.Of(draft, Fact.Set("{'type':'outage','id':'a','from':'2026-02-10T10:00:00Z','until':'2026-02-10T13:00:00Z'}"), [WindowRule.Month.At(new LocalDate(2026, 2, 1), DateTimeZone.Utc)], Fact.At("2026-03-10T00:00:00Z"), asked));
    }
}
