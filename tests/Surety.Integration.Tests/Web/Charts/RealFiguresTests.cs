using System.Text;
using NodaTime;
using NodaTime.Text;
using Shouldly;
using Surety.Agreements;
using Surety.Backtests;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Web.Charts;
using Surety.Web.Shell;
using Surety.Web.Statements;
using Xunit;

namespace Surety.Integration.Tests.Web.Charts;

/// <summary>Charts of an agreement's own figures: those of its statements, of what is sealed of them, and of a back-test.</summary>
public sealed class RealFiguresTests
{
    static readonly string[] Rows =
    [
        """{"type":"outage","id":"o-1","service":"shop","from":"2026-10-06T10:00:00Z","until":"2026-10-06T10:30:00Z"}""", """{"type":"outage","id":"o-2","service":"shop","from":"2026-10-20T10:00:00Z","until":"2026-10-20T11:00:00Z"}""",
        """{"type":"outage","id":"o-3","service":"shop","from":"2026-11-03T10:00:00Z","until":"2026-11-03T10:10:00Z"}""",
        """{"type":"ticket","ticket":"T-1","event":"opened","priority":"P1","at":"2026-10-05T08:00:00Z"}""", """{"type":"ticket","ticket":"T-1","event":"replied","by":"provider","at":"2026-10-05T10:00:00Z"}""",
    ];

    static readonly Agreement Agreement = AgreementFile.Parse("agreement.yaml", Encoding.UTF8.GetBytes(Example.Agreement.ReplaceLineEndings("\n"))).Agreement!;

    static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;

    static FactSet Facts(Instant asOf)
    {
        var builder = new FactBuilder();
        JsonLines.Read(builder, "facts.jsonl", Encoding.UTF8.GetBytes(string.Join("\n", Rows)));
        builder.Problems.ShouldBeEmpty();
        return builder.Build(asOf);
    }

    static Statement StatementOf(int month, string asOf)
    {
        var period = WindowRule.Month.At(new LocalDate(2026, month, 1), Agreement.Zone);
        return Evaluation.Of(Versions.Alone(Agreement), Facts(At(asOf)), period.Time.End, At(asOf)).Statement(period);
    }

    [Fact]
    public void What_is_sealed_is_drawn_where_the_verdict_would_be()
    {
        var statement = StatementOf(10, "2026-11-10T09:00:00Z");
        var read = SealedStatement.Read(Encoding.UTF8.GetBytes(StatementJson.Of(statement)));
        var notation = Notation.In(Language.English);

        read.Levels.Count.ShouldBe(statement.Levels.Count);
        foreach (var (kept, level) in read.Levels.Zip(statement.Levels))
        {
            kept.Exact.ShouldBe(level.Attained);
            (kept.Range?.Low, kept.Range?.High, kept.Range?.Unit).ShouldBe((level.Range?.Low, level.Range?.High, level.Range?.Unit));
            PeriodMark.Of(kept, notation).ShouldBe(PeriodMark.Of(level, notation) with { Range = kept.Range });
        }
    }

    // Of October's 44,700 min 90 are bad, of 44.7 that may be; the second outage is over that after 14 min 42 s.
    [Fact]
    public void October_is_drawn_from_its_statement()
    {
        var level = StatementOf(10, "2026-11-10T09:00:00Z").Levels.First(l => l.Level == "shop is up");
        var words = Words.In("en");

        string.Join(" ", BurnChart.Sentences(words, Burn.Of(level), Agreement.Zone)).ShouldBe("Used: 1 h 30 min of 44 min 42 s, that is 201.35 %. More than allowed since Tue 2026-10-20 12:14.");
        string.Join(" ", TimelineChart.Sentences(words, level.Time!.Strip(), Agreement.Zone)).ShouldBe("Bad for 1 h 30 min in 2 stretches, the longest from Tue 2026-10-20 12:00 to 13:00.");
        Drawn.Read(BurnChart.Of(words, "a", level.Level, Burn.Of(level), Agreement.Zone) + TimelineChart.Of(words, "b", level.Level, level.Window.Time, [new("", level.Time.Strip())], Agreement.Zone) + PeriodsChart.Of(words, "c", level.Level, [PeriodMark.Of(level, Notation.In(Language.English))]));
    }

    // Until 10:00 of the 10th, 226 of 720 h are over: 10 min × 720 / 226 = 31.86 min.
    [Fact]
    public void November_runs_on()
    {
        var level = StatementOf(11, "2026-11-10T09:00:00Z").Levels.First(l => l.Level == "shop is up");

        Burn.Of(level)!.IsOpen.ShouldBeTrue();
        string.Join(" ", BurnChart.Sentences(Words.In("en"), Burn.Of(level), Agreement.Zone)).ShouldBe("Used: 10 min of 43 min 12 s, that is 23.15 %. At this pace it comes to 31 min 51 s at the end (estimate).");
    }

    [Fact]
    public void A_back_test_draws_each_of_its_curves()
    {
        ValueList<Window> months = [WindowRule.Month.At(new LocalDate(2026, 10, 1), Agreement.Zone)];
        var test = Backtest.Of(Agreement, Facts(At("2026-11-10T09:00:00Z")), months, At("2026-11-10T09:00:00Z"));

        test.Curves.ShouldNotBeEmpty();
        test.Curves.SelectMany(c => c.Points).ShouldAllBe(p => p.Limit != null);
        Drawn.Read(string.Concat(test.Curves.Select((c, i) => CostCurve.Of(Words.In("de"), $"curve-{i}", c))));
        CostCurve.Sentences(Words.In("en"), test.Curves.First(c => c.Level == "shop is up")).First().ShouldBe("As written, at least 99.9 %: 1 window missed, EUR 40.00.");
    }
}
