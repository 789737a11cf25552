using System.Text.Json;
using NodaTime;
using Shouldly;
using Xunit;

namespace Surety.Tests.Oracle;

/// <summary>The smallest cases on which oracle and engine once differed, where the guide decided for the oracle.</summary>
public sealed class FoundCasesTests
{
    static JsonElement Levels(string metric, string level, params string[] facts) => LevelsIn("2026-02", "2026-01-01", "UTC", metric, level, facts);

    static JsonElement LevelsIn(string period, string from, string zone, string metric, string level, params string[] facts) => Engine.Statement(
        $"""
        surety: 1
        agreement: found
        parties:
          provider:
            name: P
          customer:
            name: C
        term:
          from: {from}
          time zone: {zone}
        scope:
          calendars:
            hours:
              open:
                mon-fri: 08:00-17:00
          services:
            shop:
              description: free of charge
        metrics:
          metric:
            {metric.ReplaceLineEndings("\n    ")}
        service levels:
          level:
            metric: metric
            {level.ReplaceLineEndings("\n    ")}
        """, [facts], period, Instant.FromUtc(2026, 4, 1, 0, 0)).GetProperty("levels");

    static string Verdict(JsonElement levels, string window) => levels.EnumerateArray().Single(l => l.GetProperty("window").GetProperty("from").GetString() == window).GetProperty("verdict").GetString()!;

    [Fact]
    public void A_later_time_that_is_not_kept_is_a_miss_where_no_ticket_was_decided_for_the_first()
    {
        // Opened on the 5th at 04:30: late for 8 h on the 5th, for 30 h on the 6th at 10:30, for 50 h on the 7th at 06:30.
        var levels = Levels("measures: time\nfrom: opened\nto: resolved", "per: day\ntarget: 70 % within 8 h, 89 % within 30 h, the rest within 50 h\nno events: met", """{"type":"ticket","ticket":"T","event":"opened","at":"2026-02-05T04:30:00Z"}""");

        new[] { "2026-02-04", "2026-02-05", "2026-02-06", "2026-02-07", "2026-02-08" }.Select(day => Verdict(levels, day)).ShouldBe(["met", "missed", "missed", "missed", "met"]);
    }

    [Fact]
    public void Silence_from_before_the_first_fact_on_is_an_outage_that_can_be_told() =>
        Verdict(Levels("measures: availability\nobserved by: changes\nno data: bad", "per: month\ntarget: longest outage at most 84 min"), "2026-02-01").ShouldBe("missed");

    [Fact]
    public void An_answer_from_before_the_term_does_not_count() =>
        Verdict(LevelsIn("2026-02", "2026-02-10", "UTC", "measures: survey\nscale: 1 to 5\ncounts: mean", "per: month\ntarget: at least 3", """{"type":"answer","id":"a","at":"2026-02-09T23:59:00Z","score":5}"""), "2026-02-01").ShouldBe("noData");

    [Fact]
    public void A_day_that_its_zone_skipped_is_no_window() =>
        LevelsIn("2011-12", "2011-12-28", "Pacific/Apia", "measures: availability\nobserved by: outages", "per: day\ntarget: at least 99 %")
            .EnumerateArray().Select(l => l.GetProperty("window").GetProperty("from").GetString()).ShouldBe(["2011-12-28", "2011-12-29", "2011-12-31"]);

    [Fact]
    public void What_waits_over_its_due_instant_is_not_due_while_it_waits()
    {
        // Opened at Monday's opening, due at Tuesday's. It waits since Monday night and is cancelled on Thursday before the opening: it was never due.
        var february = Levels("measures: time\nfrom: opened\nto: resolved\npaused while: waiting for customer\nclock: hours", "per: month\ntarget: all within 1 business day",
            """{"type":"ticket","ticket":"T","event":"opened","at":"2026-02-02T08:00:00Z"}""", """{"type":"ticket","ticket":"T","event":"waiting","for":"customer","at":"2026-02-02T20:00:00Z"}""",
            """{"type":"ticket","ticket":"T","event":"cancelled","at":"2026-02-05T06:00:00Z"}""");

        Verdict(february, "2026-02-01").ShouldBe("noData");
    }

    [Fact]
    public void Where_the_finished_count_an_open_window_has_those_that_were_finished_by_the_end_of_the_period()
    {
        // Of the quarter so far: late since 31 January, but finished in February.
        var quarter = LevelsIn("2026-01", "2026-01-01", "UTC", "measures: time\nfrom: opened\nto: resolved\ncounts in: when finished", "per: quarter\ntarget: 95 % within 6 h",
            """{"type":"ticket","ticket":"T","event":"opened","at":"2026-01-31T12:00:00Z"}""", """{"type":"ticket","ticket":"T","event":"resolved","at":"2026-02-03T08:00:00Z"}""").EnumerateArray().Single();

        quarter.GetProperty("attained").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData(1, "missed")]
    [InlineData(2, "met")]
    public void A_run_of_intervals_is_counted_in_those_that_it_lies_in_whatever_was_deducted(int intervals, string verdict) =>
        // 15 minutes are bad, of which the first five are deducted: the ten that are left lie in one interval.
        Verdict(Levels($"measures: availability\nobserved by: counts\nbad when: error rate at least 5 %\ndeducted from each outage: 5 min\nintervals: 15 min\nminimum run: {intervals} consecutive intervals\ncoverage: at least 1 %", "per: day\ntarget: at least 99 %", """{"type":"count","from":"2026-02-05T10:00:00Z","until":"2026-02-05T10:15:00Z","good":0,"total":100}"""), "2026-02-05").ShouldBe(verdict);
}
