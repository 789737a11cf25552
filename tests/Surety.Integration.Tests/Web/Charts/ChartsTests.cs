using System.Xml.Linq;
using NodaTime;
using Shouldly;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Statements;
using Surety.Web.Charts;
using Surety.Web.Shell;
using Xunit;
using static Surety.Integration.Tests.Web.Charts.Drawn;

namespace Surety.Integration.Tests.Web.Charts;

/// <summary>Charts: where each mark lies, what each says in a sentence, and what is drawn where there is nothing.</summary>
public sealed class ChartsTests
{
    static readonly Words English = Words.In("en"), German = Words.In("de");

    static readonly Window November = Month(2026, 11);

    static string Sentence(IEnumerable<string> sentences) => string.Join(" ", sentences);

    // Thirteen months against 99.9 %, from August on 99.95 %.
    static readonly ValueList<PeriodMark> Thirteen = [
        Share(11, Verdict.Met, 99.98m, year: 2025), Share(12, Verdict.Met, 100m, year: 2025), Share(1, Verdict.Met, 99.95m), Share(2, Verdict.NoData, null), Share(3, Verdict.Missed, 99.71m), Share(4, Verdict.Met, 99.93m), Share(5, Verdict.Met, 99.9m),
        Share(6, Verdict.Excused, 99.84m), Share(7, Verdict.Met, 99.97m), Share(8, Verdict.Met, 99.96m, 99.95m), Share(9, Verdict.Missed, 99.94m, 99.95m), Share(10, Verdict.Met, 99.99m, 99.95m), Share(11, Verdict.Open, 99.96m, 99.95m)];

    static PeriodMark Time(string window, string name, Verdict verdict, long milliseconds, Notation notation) =>
        new(window, name, verdict, new Figure.Time(milliseconds * NodaConstants.TicksPerMillisecond), notation.Time(Duration.FromMilliseconds(milliseconds)), new(null, new Limit(2 * NodaConstants.TicksPerSecond, true), Unit.Time, "at most 2 s"), notation.Phrase("at most 2 s"), true);

    static ValueList<PeriodMark> Quarters(Notation notation) => [Time("2025-Q4", "4. Quartal 2025", Verdict.Met, 1_640, notation), Time("2026-Q1", "1. Quartal 2026", Verdict.Missed, 2_310, notation), Time("2026-Q2", "2. Quartal 2026", Verdict.Met, 1_980, notation)];

    // Scores of a survey between 3.8 and 4.6, of weeks.
    static readonly ValueList<PeriodMark> Weeks = new[] { 4.2m, 4.4m, 3.8m, 4.6m }.Select((score, i) => new PeriodMark(
        $"2026-10-{5 + (7 * i):00} to 2026-10-{11 + (7 * i):00}", $"2026-10-{5 + (7 * i):00} to 2026-10-{11 + (7 * i):00}", score < 4 ? Verdict.Missed : Verdict.Met, new Figure.Number(score), $"{score}", new(new Limit(4m, true), null, Unit.Number, "at least 4"), "at least 4", false)).ToValueList();

    // Of 99.8, 99.9 and 100 % the scale is from 99.8 to 100 %: 120 pixels from 148 up to 28. Where there are two of six places, their middles are at a twelfth and a quarter.
    [Fact]
    public void A_mark_lies_where_its_figure_is_and_hangs_on_its_target()
    {
        var chart = Read(PeriodsChart.Of(English, "p", "website is up", [Share(9, Verdict.Met, 100m), Share(10, Verdict.Missed, 99.8m)]));

        chart.Descendants("line").Where(l => ((string?)l.Attribute("class"))?.StartsWith("stem", StringComparison.Ordinal) == true).Select(l => $"{l.Attribute("class")!.Value} {l.Attribute("x1")!.Value} {l.Attribute("y1")!.Value} to {l.Attribute("y2")!.Value}").ShouldBe(["stem good 8.333% 88 to 28", "stem bad 25% 88 to 148"]);
        chart.Descendants("svg").Where(s => s.Attribute("overflow") is not null).Select(s => $"{s.Attribute("x")!.Value} {s.Attribute("y")!.Value}").ShouldBe(["8.333% 28", "25% 148"]);
        chart.Descendants("text").Select(t => t.Value).ShouldBe(["100 %", "99.8 %", "Sep", "2026", "Oct"]);
        chart.Descendants("desc").Single().Value.ShouldBe("A mark for each period, on a stem from what was promised. The scale reaches from 99.8 % to 100 %; higher is better.");
    }

    [Theory]
    [InlineData("99.71 99.9 100", 0, "997/1000 1")] // a quarter of what they span is 0.0725 %: steps of 0.1 %
    [InlineData("99.9", 0, "1997/2000 1999/2000")] // one figure lies in the middle
    [InlineData("99.98 100", 0, "4999/5000 1")] // never above 100 %
    [InlineData("0 0.5", 0, "0 3/500")] // steps of 0.2 %
    [InlineData("16400000 20000000 23100000", 2, "16000000 24000000")] // of 1.64 s, 2 s and 2.31 s a quarter is 167.5 ms: steps of 200 ms
    [InlineData("-20 35", 1, "-20 40")]
    public void A_scale_has_round_ends_near_its_figures(string figures, int unit, string ends)
    {
        var values = figures.Split(' ').Select(f => (Rational)decimal.Parse(f, System.Globalization.CultureInfo.InvariantCulture) / (unit == 0 ? 100 : 1)).ToList();

        var scale = Scale.Of(values, (Unit)unit);

        $"{scale.Low} {scale.High}".ShouldBe(ends);
    }

    [Fact]
    public void Periods_are_said_in_a_sentence()
    {
        Sentence(PeriodsChart.Sentences(English, Thirteen)).ShouldBe("Missed in 2 of 12 months, worst: March 2026 with 99.71 %. No data in 1 month. Excused in 1 month. November 2026 is not over.");
        Sentence(PeriodsChart.Sentences(German, Quarters(Notation.In(Language.German)))).ShouldBe("In 1 von 3 Zeiträumen verfehlt, am weitesten: 1. Quartal 2026 mit 2,31 s.");
        Sentence(PeriodsChart.Sentences(English, [Share(9, Verdict.Met, 99.95m), Share(10, Verdict.Met, 99.91m)])).ShouldBe("Met in all 2 months, nearest to a miss: October 2026 with 99.91 %.");
        Sentence(PeriodsChart.Sentences(English, [Share(9, Verdict.NoData, null), Share(10, Verdict.NoData, null)])).ShouldBe("No data in any of 2 months: neither met nor missed.");
        Sentence(PeriodsChart.Sentences(English, [Share(9, Verdict.NoData, null), Share(10, Verdict.Met, 99.91m)])).ShouldBe("Met in 1 of 2 months, missed in none. No data in 1 month.");
        Sentence(PeriodsChart.Sentences(English, [Share(11, Verdict.Open, null)])).ShouldBe("November 2026 is not over.");
        Sentence(PeriodsChart.Sentences(English, Weeks)).ShouldBe("Missed in 1 of 4 periods, worst: 2026-10-19 to 2026-10-25 with 3.8. Reported only: nothing follows from it.");
    }

    [Fact]
    public void Periods_are_drawn() => Golden("periods.html",
        PeriodsChart.Of(English, "months", "website is up", Thirteen),
        PeriodsChart.Of(German, "quarters", "Antwortzeit <p95> & \"mehr\"", Quarters(Notation.In(Language.German))),
        PeriodsChart.Of(English, "weeks", "satisfaction", Weeks),
        PeriodsChart.Of(English, "unknown", "website is up", [Share(9, Verdict.NoData, null), Share(10, Verdict.NoData, null)]),
        PeriodsChart.Of(English, "empty", "website is up", []));

    // 43 min 12 s may go wrong in 30 days. 20 min on the 5th and 15 min on the 11th; looked at on the 16th, half of the month is over: 70 min at the end, all used up after 18.5 days.
    static Burn Open(params (string At, int Minutes)[] points) => BurnOf(43.2m, At("2026-11-16T00:00"), null, points);

    static Burn BurnOf(decimal minutes, Instant until, Instant? usedUp, params (string At, int Minutes)[] points)
    {
        static Rational Ticks(decimal minutes) => (Rational)minutes * NodaConstants.TicksPerMinute;
        ValueList<BurnPoint> all = [new(November.Time.Start, 0), .. points.Select(p => new BurnPoint(At(p.At), Ticks(p.Minutes))), new(until, Ticks(points.Length == 0 ? 0 : points[^1].Minutes))];
        return new(November, new Figure.Time(Ticks(minutes)), new Figure.Time(all[^1].Used), all, until, usedUp);
    }

    static readonly (string, int)[] Spent = [("2026-11-05T10:00", 0), ("2026-11-05T10:20", 20), ("2026-11-11T00:00", 20), ("2026-11-11T00:15", 35)];

    static readonly Burn Late = new(November, new Figure.Count(2), new Figure.Count(3), [new(November.Time.Start, 0), new(At("2026-11-04T11:00"), 0), new(At("2026-11-04T11:00"), 1), new(At("2026-11-12T09:00"), 1), new(At("2026-11-12T09:00"), 3), new(At("2026-11-20T00:00"), 3)], At("2026-11-20T00:00"), At("2026-11-12T09:00"));

    static Burn Over => BurnOf(43.2m, November.Time.End, At("2026-11-11T00:23"), [("2026-11-05T10:00", 0), ("2026-11-05T10:20", 20), ("2026-11-11T00:00", 20), ("2026-11-11T02:15", 155)]);

    [Fact]
    public void A_budget_is_said_in_a_sentence()
    {
        Sentence(BurnChart.Sentences(English, Open(Spent), Berlin)).ShouldBe("Used: 35 min of 43 min 12 s, that is 81.02 %. At this pace it is used up on Thu 2026-11-19 (estimate).");
        Sentence(BurnChart.Sentences(German, Open(Spent), Berlin)).ShouldBe("Verbraucht: 35 min von 43 min 12 s, das sind 81,02 %. In diesem Tempo ist es am Do 19.11.2026 aufgebraucht (Schätzung).");
        Sentence(BurnChart.Sentences(English, Open(("2026-11-05T10:00", 0), ("2026-11-05T10:06", 6)), Berlin)).ShouldBe("Used: 6 min of 43 min 12 s, that is 13.89 %. At this pace it comes to 12 min at the end (estimate).");
        Sentence(BurnChart.Sentences(English, Open(), Berlin)).ShouldBe("Used: nothing of 43 min 12 s.");
        Sentence(BurnChart.Sentences(English, Over, Berlin)).ShouldBe("Used: 2 h 35 min of 43 min 12 s, that is 358.80 %. More than allowed since Wed 2026-11-11 00:23.");
        Sentence(BurnChart.Sentences(English, BurnOf(0, November.Time.End, null), Berlin)).ShouldBe("Nothing may go wrong, and nothing did.");
        Sentence(BurnChart.Sentences(English, Late, Berlin)).ShouldBe("Used: 3 of 2 misses, that is 150.00 %. More than allowed since Thu 2026-11-12 09:00.");
    }

    // Half of the month is over. The scale reaches to 70 min, where the pace leads, and a twentieth more, 73.5 min: 35 min are 140 × 35 / 73.5 = 66.667 pixels above the ground at 162.
    [Fact]
    public void The_pace_goes_on_from_now_to_the_end()
    {
        var line = Read(BurnChart.Of(English, "b", "website is up", Open(Spent), Berlin)).Descendants("line").First(l => (string?)l.Attribute("class") == "estimate");

        (line.Attribute("x1")!.Value, line.Attribute("y1")!.Value, line.Attribute("x2")!.Value, line.Attribute("y2")!.Value).ShouldBe(("50%", "95.33", "100%", "28.67"));
    }

    [Fact]
    public void A_budget_is_drawn() => Golden("burn.html",
        BurnChart.Of(English, "open", "website is up", Open(Spent), Berlin),
        BurnChart.Of(German, "over", "Website erreichbar", Over, Berlin),
        BurnChart.Of(English, "tickets", "response", Late, Berlin),
        BurnChart.Of(English, "unused", "website is up", Open(), Berlin),
        BurnChart.Of(English, "zero", "website is up", BurnOf(0, November.Time.End, null), Berlin),
        BurnChart.Of(English, "none", "longest outage", null, Berlin));

    static readonly TimeStrip Agreed = Strip(November.Time,
        (TimeKind.Unknown, "2026-11-02T00:00", "2026-11-03T06:00"), (TimeKind.Bad, "2026-11-05T10:00", "2026-11-05T10:20"), (TimeKind.Excluded, "2026-11-08T01:00", "2026-11-08T13:00"), (TimeKind.Bad, "2026-11-11T00:00", "2026-11-11T14:15"),
        (TimeKind.Ahead, "2026-11-26T00:00", "2026-12-01T00:00"));

    static readonly TimeStrip Customer = Strip(November.Time,
        (TimeKind.Bad, "2026-11-02T04:00", "2026-11-02T09:00"), (TimeKind.Bad, "2026-11-05T09:50", "2026-11-05T10:40"), (TimeKind.Bad, "2026-11-08T01:00", "2026-11-08T13:00"), (TimeKind.Bad, "2026-11-11T00:00", "2026-11-11T14:15"), (TimeKind.Ahead, "2026-11-26T00:00", "2026-12-01T00:00"));

    // Nights and weekends are closed.
    static TimeStrip Office => Strip(November.Time, [.. Enumerable.Range(1, 30).SelectMany(d => new LocalDate(2026, 11, d) is var day && day.DayOfWeek >= IsoDayOfWeek.Saturday ? [(TimeKind.Closed, $"{day:uuuu-MM-dd}T00:00", $"{day.PlusDays(1):uuuu-MM-dd}T00:00")]
        : new[] { (TimeKind.Closed, $"{day:uuuu-MM-dd}T00:00", $"{day:uuuu-MM-dd}T08:00"), (TimeKind.Closed, $"{day:uuuu-MM-dd}T18:00", $"{day.PlusDays(1):uuuu-MM-dd}T00:00") }), (TimeKind.Bad, "2026-11-10T09:00", "2026-11-10T11:30")]);

    static readonly TimeStrip Silent = Strip(November.Time, (TimeKind.Unknown, "2026-11-01T00:00", "2026-12-01T00:00"));

    [Fact]
    public void The_time_of_a_window_is_said_in_a_sentence()
    {
        Sentence(TimelineChart.Sentences(English, Agreed, Berlin)).ShouldBe("Bad for 14 h 35 min in 2 stretches, the longest from Wed 2026-11-11 00:00 to 14:15. Nobody knows of 30 h. Excluded: 12 h.");
        Sentence(TimelineChart.Sentences(German, Office, Berlin)).ShouldBe("2 h 30 min schlecht, von Di 10.11.2026 09:00 bis 11:30.");
        Sentence(TimelineChart.Sentences(English, Strip(November.Time), Berlin)).ShouldBe("No bad time.");
        Sentence(TimelineChart.Sentences(English, Silent, Berlin)).ShouldBe("No data: nothing is known of the time that counts. Nobody knows of 720 h.");
    }

    // The 11th begins a third into the month of 30 days; 14 h 15 min are 57/2880 of it.
    [Fact]
    public void A_stretch_lies_where_it_was()
    {
        var bad = Read(TimelineChart.Of(English, "t", "website is up", November.Time, [new("agreed", Agreed)], Berlin)).Descendants("g").First(g => (string?)g.Attribute("class") == "bad-time");

        bad.Elements("rect").Select(r => $"{r.Attribute("x")!.Value} {r.Attribute("width")!.Value}").ShouldBe(["14.722% 0.046%", "33.333% 1.979%"]);
        bad.Elements("line").ShouldHaveSingleItem().Attribute("x1")!.Value.ShouldBe("14.722%");
    }

    [Fact]
    public void What_is_not_drawn_is_counted()
    {
        var strip = Agreed with { Totals = Agreed.Totals.Select(t => t.Kind == TimeKind.Bad ? t with { Stretches = 1_202, More = 1_200 } : t).ToValueList() };

        Sentence(TimelineChart.Sentences(English, strip, Berlin)).ShouldEndWith("1,200 of the shortest stretches are counted and not drawn.");
        Read(TimelineChart.Of(English, "t", "w", November.Time, [new("agreed", strip)], Berlin)).Value.ShouldContain("1,200 shorter ones are not listed.");
    }

    [Fact]
    public void The_time_of_a_window_is_drawn() => Golden("timeline.html",
        TimelineChart.Of(English, "one", "website is up", November.Time, [new("agreed", Agreed)], Berlin),
        TimelineChart.Of(German, "office", "Website erreichbar", November.Time, [new("vereinbart", Office)], Berlin),
        TimelineChart.Of(English, "lanes", "website is up", November.Time, [new("Customer's source <web-probe>", Customer), new("Agreed", Agreed)], Berlin),
        TimelineChart.Of(English, "silent", "website is up", November.Time, [new("agreed", Silent)], Berlin),
        TimelineChart.Of(English, "none", "response", November.Time, [], Berlin));

    static readonly Surety.Backtests.TargetCurve Year = Curve(99.42m, Tried(90, 0, 0), Tried(95, 0, 0), Tried(97, 0, 0), Tried(98, 0, 0), Tried(99, 0, 0), Tried(99.5m, 1, 400), Tried(99.8m, 1, 400), Tried(99.9m, 2, 1200, true), Tried(99.95m, 4, 2400), Tried(99.99m, 7, 4400), Tried(100, 9, 5200));

    [Fact]
    public void A_curve_is_said_in_a_sentence()
    {
        Sentence(CostCurve.Sentences(English, Year)).ShouldBe("As written, at least 99.9 %: 2 windows missed, EUR 1,200.00. The easiest that was tried, at least 90 %: EUR 0.00. The hardest, at least 100 %: EUR 5,200.00. No window is missed up to 99.42 %.");
        Sentence(CostCurve.Sentences(German, Year)).ShouldStartWith("Wie geschrieben, mindestens 99,9 %: 2 Zeiträume verfehlt, 1.200,00 EUR.");
        Sentence(CostCurve.Sentences(English, Curve(null))).ShouldBe("No other target was tried.");
    }

    // Of three points the middles are at a sixth, a half and five sixths; EUR 1,200 of a scale to EUR 1,500 is 112 of 140 pixels above the ground at 164.
    [Fact]
    public void A_point_lies_at_its_cost()
    {
        var chart = Read(CostCurve.Of(English, "c", Curve(null, Tried(99.5m, 0, 0), Tried(99.9m, 1, 600, true), Tried(99.99m, 2, 1200))));

        chart.Descendants("circle").Where(c => (string?)c.Attribute("class") == "point" && c.Attribute("cx") is not null).Select(c => $"{c.Attribute("cx")!.Value} {c.Attribute("cy")!.Value}").ShouldBe(["16.667% 164", "83.333% 52"]);
        chart.Descendants("svg").First(s => s.Attribute("overflow") is not null).Attribute("y")!.Value.ShouldBe("108");
    }

    [Fact]
    public void A_curve_is_drawn() => Golden("curve.html",
        CostCurve.Of(English, "year", Year), CostCurve.Of(German, "misses", Curve(99.42m, Tried(99, 0, null), Tried(99.5m, 1, null, true), Tried(99.9m, 3, null))), CostCurve.Of(English, "none", Curve(null)));

    /// <summary>All of them on one page: no id comes twice, and whatever a name has in it, the page stays whole.</summary>
    static void Golden(string name, params string[] charts)
    {
        var page = string.Concat(charts);
        Read(page);
        ShouldMatch(page, name);
    }
}
