using NodaTime;
using Shouldly;
using Surety.Levels;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Outages of which only the longest counts, and outages that begin to count some minutes after their start. February has 40,320 minutes.</summary>
public sealed class OverlappingOutagesTests
{
    const string Longest = "overlapping outages: longest";
    const string FiveLess = "deducted from each outage: 5 min";

    static LevelResult Of(string rules, string target = "at least 99.9 %", string asOf = "2026-06-01T00:00:00Z", string metric = "measures: availability\nof: shop\nobserved by: outages", string escalation = "", params string[] facts) => StatementOf(rules, target, asOf, metric, escalation, facts).Levels.ShouldHaveSingleItem();

    static Statement StatementOf(string rules, string target, string asOf, string metric, string escalation, params string[] facts)
    {
        var statement = SmallAgreement.OfOne($"{metric}\n{rules}", target, escalation: escalation, scope: "calendars:\n  mornings:\n    open:\n      every day: 00:00-12:00\n").StatementOf(SmallAgreement.February, asOf, facts);
        statement.Levels[0].Why.AddsUp().ShouldBeTrue();
        statement.Levels[0].Figures!.Why.AddsUp().ShouldBeTrue();
        return statement;
    }

    static string Down(string from, string until, string day = "10") => $"{{'type':'outage','id':'{day}-{from}-{until}','from':'2026-02-{day}T{from}:00Z','until':'2026-02-{day}T{until}:00Z','service':'shop'}}";

    static int Minutes(LevelResult level) => (int)level.BadTime!.Value.TotalMinutes;

    // 60 and 90 minutes overlap: 90. Three in a row, 120, 90 and 150 minutes, the middle one overlaps both: 120 + 150. A short one inside a long one adds nothing, and what touches does not overlap.
    [Theory]
    [InlineData("10:00-11:00 10:30-12:00", 90)]
    [InlineData("10:00-12:00 11:30-13:00 12:30-15:00", 270)]
    [InlineData("10:00-13:00 12:00-14:00 13:30-14:30", 240)]
    [InlineData("10:00-12:00 10:30-11:00", 120)]
    [InlineData("10:00-11:00 11:00-13:00", 180)]
    [InlineData("10:00-11:00 10:30-11:30", 60)]
    [InlineData("10:00-11:00", 60)]
    public void Of_outages_that_overlap_the_longest_counts(string outages, int minutes)
    {
        var facts = outages.Split(' ').Select(o => Down(o[..5], o[6..])).ToArray();

        Minutes(Of(Longest, facts: facts)).ShouldBe(minutes);
        Minutes(Of(Longest, facts: [.. facts.Reverse()])).ShouldBe(minutes);
    }

    // Each is as long as it is, whatever of it counts: from 11:00 to 15:00 is the longer one, and in the mornings only an hour of it counts.
    [Fact]
    public void Lengths_are_those_of_the_whole_outage() =>
        Minutes(Of($"{Longest}\nduring: mornings", facts: [Down("08:00", "11:30"), Down("11:00", "15:00")])).ShouldBe(60);

    // Two parts are down at once, 60 and 45 minutes; together 10:00 to 11:15.
    [Fact]
    public void Of_states_each_stretch_of_a_series_is_an_outage()
    {
        static string State(string at, string state, string part) => $"{{'type':'state','at':'2026-02-{at}:00Z','state':'{state}','service':'shop','part':'{part}'}}";
        string[] facts = [State("01T00:00", "up", "a"), State("10T10:00", "down", "a"), State("10T11:00", "up", "a"), State("01T00:00", "up", "b"), State("10T10:30", "down", "b"), State("10T11:15", "up", "b")];
        const string changes = "measures: availability\nobserved by: changes";

        Minutes(Of("", metric: changes, facts: facts)).ShouldBe(75);
        Minutes(Of(Longest, metric: changes, facts: facts)).ShouldBe(60);
    }

    [Fact]
    public void While_a_window_is_open_a_longer_one_may_come()
    {
        var level = Of(Longest, asOf: "2026-02-10T11:00:00Z", facts: [Down("10:00", "12:00")]);

        (level.Bounds!.Lowest!.Exact, level.Bounds.Highest!.Exact).ShouldBe((Rational.Zero, Rational.One));
    }

    // 4 minutes are nothing, 12 are 7, 30 are 25. With a shortest outage of 15 minutes the 12 are forgiven whole.
    [Theory]
    [InlineData("", 46)]
    [InlineData(FiveLess, 32)]
    [InlineData($"{FiveLess}\nshortest outage: 15 min", 25)]
    [InlineData($"{FiveLess}\nminimum run: 10 min", 25)]
    [InlineData("deducted from each outage: 30 min", 0)]
    public void So_much_is_deducted_from_each(string rules, int minutes) =>
        Minutes(Of(rules, facts: [Down("10:00", "10:04"), Down("11:00", "11:12"), Down("12:00", "12:30")])).ShouldBe(minutes);

    // Two that overlap are one outage of two hours, from which it is deducted once; of the longest 90 minutes are left 85.
    [Theory]
    [InlineData(FiveLess, 115)]
    [InlineData($"{FiveLess}\n{Longest}", 85)]
    public void It_is_deducted_once_from_what_is_one_outage(string rules, int minutes) =>
        Minutes(Of(rules, facts: [Down("10:00", "11:00"), Down("10:30", "12:00")])).ShouldBe(minutes);

    // It begins on 31 January at 23:58: two of the five minutes lie in January.
    [Fact]
    public void It_counts_from_the_start_wherever_that_lies() =>
        Minutes(Of(FiveLess, facts: "{'type':'outage','from':'2026-01-31T23:58:00Z','until':'2026-02-01T00:10:00Z','service':'shop'}")).ShouldBe(7);

    [Theory]
    [InlineData("number of outages at most 3", 2)]
    [InlineData("longest outage at most 1 h", 25)]
    public void Outages_are_counted_by_what_is_left_of_them(string target, int figure)
    {
        var attained = Of(FiveLess, target, facts: [Down("10:00", "10:04"), Down("11:00", "11:12"), Down("12:00", "12:30")]).Attained!;

        attained.Exact.ShouldBe(attained is Figure.Time ? (Rational)figure * NodaConstants.TicksPerMinute : figure);
    }

    // 30 minutes are 25, one hour begun. It began at 12:00, and the claim counts from there.
    [Fact]
    public void An_outage_is_told_from_where_it_began()
    {
        var statement = StatementOf(FiveLess, "at least 99.99 %", "2026-06-01T00:00:00Z", "measures: availability\nof: shop\nobserved by: outages", "credits:\n  l:\n    of: the fee of shop\n    bands of each outage:\n      - above 20 min: 5 %\n      - at most 20 min: none\n", Down("12:00", "12:30"));

        var credit = statement.Credits.ShouldHaveSingleItem();
        (Wording.English.Amount(credit), credit.Incident!.Began).ShouldBe(("EUR 50.00", Fact.At("2026-02-10T12:00:00Z")));
    }

    // One of 9 s is gone; one that begins at 12:00:30 counts from 12:00:40 on, and began when it did.
    [Fact]
    public void An_outage_before_it_that_is_gone_is_none_of_it()
    {
        static string Seconds(string from, string until) => $"{{'type':'outage','from':'2026-02-10T{from}Z','until':'2026-02-10T{until}Z','service':'shop'}}";
        var statement = StatementOf("deducted from each outage: 10 s", "at least 99.999 %", "2026-06-01T00:00:00Z", "measures: availability\nof: shop\nobserved by: outages", "credits:\n  l:\n    of: the fee of shop\n    bands of each outage:\n      - above 0 s: 5 %\n", Seconds("12:00:00", "12:00:09"), Seconds("12:00:30", "12:30:00"));

        var credit = statement.Credits.ShouldHaveSingleItem();
        credit.Incident!.Began.ShouldBe(Fact.At("2026-02-10T12:00:30Z"));
        statement.Levels[0].BadTime.ShouldBe(Duration.FromSeconds((29 * 60) + 20));
    }

    // Open: down since 10:58. By 11:00 nothing counts yet; 13,620 minutes of February are over; at worst all that comes after 11:03, the 13,623rd, is bad, and the 3 minutes until then are left out.
    [Fact]
    public void What_has_not_counted_yet_may()
    {
        var level = Of(FiveLess, asOf: "2026-02-10T11:00:00Z", facts: "{'type':'outage','from':'2026-02-10T10:58:00Z','service':'shop'}");

        Minutes(level).ShouldBe(0);
        level.Bounds!.Highest!.Exact.ShouldBe(Rational.One);
        level.Bounds.Lowest!.Exact.ShouldBe(Rational.Of(13_620, 13_620 + (40_320 - 13_623)));
    }

    [Theory]
    [InlineData("overlapping outages: longest\n  weights: affected of 500")]
    [InlineData("overlapping outages: longest\n  across: part, bad when all are bad")]
    public void Where_something_else_says_what_counts_at_once_it_is_refused(string rules) =>
        SmallAgreement.ProblemsOf($"measures: availability\nobserved by: outages\n{rules.Replace("\n  ", "\n", StringComparison.Ordinal)}", "at least 99.9 %", "").ShouldContain(p => p.Code == "metric.overlapping");
}
