using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Surety.Levels;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>
/// A shop is down for an hour on 10 February and for 70 minutes on 20 March 2026. January to March are 90 days or 129,600 min, of which 0.1 % are 129.6 min: 130 are too many.
/// February to April are 89 days and 128.16 min: too many as well. March to May are 92 days and 132.48 min, of which only the 70 of March are bad.
/// </summary>
public sealed class RollingWindowsTests
{
    static readonly string[] Outages =
    [
        "{'type':'outage','id':'a','from':'2026-02-10T10:00:00Z','until':'2026-02-10T11:00:00Z','service':'shop'}",
        "{'type':'outage','id':'b','from':'2026-03-20T10:00:00Z','until':'2026-03-20T11:10:00Z','service':'shop'}",
    ];

    const string Escalation = """
        credits:
          l:
            bands:
              - below 99.9 %: 10 %
        rights:
          leave:
            when: l missed in 2 consecutive windows
        """;

    static Statement Of(int month) => SmallAgreement.OfOne("measures: availability\nof: shop\nobserved by: outages", "at least 99.9 %", "rolling 3 months", escalation: Escalation)
        .StatementOf(Judged.Month(month), "2026-09-01T00:00:00Z", Outages);

    [Theory]
    [InlineData(2)]
    [InlineData(3, "2026-01 to 2026-03: Missed 12947/12960")]
    [InlineData(4, "2026-02 to 2026-04: Missed 12803/12816")]
    [InlineData(5, "2026-03 to 2026-05: Met 13241/13248")]
    [InlineData(6, "2026-04 to 2026-06: Met 1")]
    public void Each_month_ends_a_window_of_it_and_the_two_before(int month, params string[] ended) =>
        Of(month).Levels.Where(l => l.Verdict != Verdict.Open).Select(l => $"{l.Window.Name}: {l.Verdict} {l.Attained!.Exact}").ShouldBe(ended);

    [Fact]
    public void Those_that_go_on_are_told_of_so_far() => Of(4).Levels.Where(l => l.Verdict == Verdict.Open).Select(l => Display.Window(l.Window)).ShouldBe(["March to May 2026", "April to June 2026"]);

    /// <summary>An amendment of 10 February takes the windows that begin in March and later; those of January and February are the old text's.</summary>
    [Fact]
    public void An_amendment_takes_the_windows_that_begin_after_it()
    {
        var level = SmallAgreement.OfOne("measures: availability\nof: shop\nobserved by: outages", "at least 99.9 %", "rolling 3 months").Newest.Levels[0];
        LevelWindows.Promised<int> Version(int number, int month, int day) => new(number, level, new(2026, month, day), NodaTime.DateTimeZone.Utc);

        LevelWindows.Of([Version(1, 1, 1), Version(2, 2, 10)], new(2026, 1, 1), null, Fact.At("2026-05-01T00:00:00Z")).Select(w => $"{w.Version.With} {w.Window.Name}")
            .ShouldBe(["1 2026-01 to 2026-03", "1 2026-02 to 2026-04", "2 2026-03 to 2026-05", "2 2026-04 to 2026-06"]);
    }

    /// <summary>An instant in March lies in three of them, and the one that began in January ends first.</summary>
    [Fact]
    public void An_instant_lies_in_as_many_windows_as_they_have_months() =>
        new Surety.Scope.WindowRule.Rolling(3, false).Touching(Fact.At("2026-03-20T10:00:00Z"), Fact.At("2026-03-20T11:00:00Z"), NodaTime.DateTimeZone.Utc).Select(w => w.Name)
            .ShouldBe(["2026-01 to 2026-03", "2026-02 to 2026-04", "2026-03 to 2026-05"]);

    /// <summary>10 % of the fee of the window, which is three months of EUR 1000.00.</summary>
    [Fact]
    public void A_credit_is_of_the_fee_of_its_window()
    {
        Of(3).Totals.ShouldHaveSingleItem().Owed.Amount.ShouldBe(300);
        Of(5).Totals.ShouldAllBe(t => t.Owed.Amount == 0);
    }

    [Fact]
    public void Windows_that_begin_a_month_after_each_other_are_consecutive()
    {
        Of(3).Rights.ShouldHaveSingleItem().State.ShouldBe(RightState.NotArisen);
        var right = Of(4).Rights.ShouldHaveSingleItem();
        (right.State, right.Have, right.Since).ShouldBe((RightState.Arisen, 2, Fact.At("2026-05-01T00:00:00Z")));
    }

    // 44 minutes on 10 March are more than 0.1 % of 30 days, 43.2 minutes: each of the 30 windows that has them is missed, of which 22 end from 10 March to the end of the month.
    [Fact]
    public void One_window_of_days_ends_with_each_day()
    {
        var statement = SmallAgreement.OfOne("measures: availability\nof: shop\nobserved by: outages", "at least 99.9 %", "rolling 30 days", escalation: "rights:\n  leave:\n    when: l missed in 30 consecutive windows")
            .StatementOf(Judged.Month(3), "2026-09-01T00:00:00Z", "{'type':'outage','from':'2026-03-10T10:00:00Z','until':'2026-03-10T10:44:00Z','service':'shop'}");

        var ended = statement.Levels.Where(l => l.Verdict != Verdict.Open).ToList();
        ended.Select(l => l.Window.Name).First().ShouldBe("2026-01-31 to 2026-03-01");
        (ended.Count, ended.Count(l => l.Verdict == Verdict.Missed), ended[9].Window.Name, ended[9].Verdict).ShouldBe((31, 22, "2026-02-09 to 2026-03-10", Verdict.Missed));
        ended[9].Attained.ShouldBe(new Figure.Share(Rational.Of(43_200 - 44, 43_200)));
        statement.Levels.Count(l => l.Verdict == Verdict.Open).ShouldBe(29);
        (statement.Rights.Single().State, statement.Rights.Single().Have).ShouldBe((RightState.NotArisen, 22));
    }

    /// <summary>The clocks go forward on 29 March in Berlin: that window has an hour less.</summary>
    [Fact]
    public void Days_are_those_of_the_wall() =>
        new Surety.Scope.WindowRule.Rolling(30, true).At(new NodaTime.LocalDate(2026, 3, 10), NodaTime.DateTimeZoneProviders.Tzdb["Europe/Berlin"]).Time.Duration.ShouldBe(NodaTime.Duration.FromHours(719));

    // January has 9 in time, February 1 late, March 10 in time. January to March are 19 of 20, February to April 10 of 11, March to May 10 of 10.
    [Theory]
    [InlineData(3, "19/20", Verdict.Met)]
    [InlineData(4, "10/11", Verdict.Missed)]
    [InlineData(5, "1", Verdict.Met)]
    public void A_ticket_counts_in_each_window_that_it_lies_in(int month, string share, Verdict verdict)
    {
        var tickets = Enumerable.Range(1, 9).Select(i => Ticket($"A{i}", $"01-{i + 1:00}", 30)).Append(Ticket("B", "02-10", 90)).Concat(Enumerable.Range(1, 10).Select(i => Ticket($"C{i}", $"03-{i + 1:00}", 60)));
        var result = SmallAgreement.OfOne("measures: time\nfrom: opened\nto: resolved", "95 % within 1 h", "rolling 3 months").StatementOf(Judged.Month(month), "2026-09-01T00:00:00Z", [.. tickets.SelectMany(t => t)]).Levels.Single(l => l.Verdict != Verdict.Open);

        (result.Attained!.Exact!.Value.ToString(), result.Verdict).ShouldBe((share, verdict));
        result.Why.AddsUp().ShouldBeTrue();
    }

    static string[] Ticket(string name, string day, int minutes) =>
        [$"{{'type':'ticket','ticket':'{name}','event':'opened','at':'2026-{day}T08:00:00Z'}}", $"{{'type':'ticket','ticket':'{name}','event':'resolved','at':'2026-{day}T{8 + (minutes / 60):00}:{minutes % 60:00}:00Z'}}"];

    /// <summary>Whatever happens, a window of three days has the tickets of its three days.</summary>
    [Fact]
    public void Windows_that_roll_have_what_their_days_have() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(LiveStory.Times.Where(s => !s.Metric.Contains("open at the end", StringComparison.Ordinal) && s.Target.Contains("within", StringComparison.Ordinal) && !s.Target.Contains("the rest", StringComparison.Ordinal)).ToArbitrary(), story =>
    {
        ValueList<LevelResult> In(string per) => Evaluation.Of((story with { Per = per }).Versions(), Fact.Read([.. story.Facts]).Build(Fact.At("2026-02-05T00:00:00Z")), Fact.At("2026-02-05T00:00:00Z"), Fact.At("2026-02-05T00:00:00Z")).Results;

        var days = In("day").ToLookup(r => (r.Window.From, r.Scope));
        foreach (var rolling in In("rolling 3 days").Where(r => r.Window.From >= new NodaTime.LocalDate(2026, 1, 28) && r.Verdict != Verdict.Open))
        {
            var parts = Enumerable.Range(0, 3).SelectMany(i => days[(rolling.Window.From.PlusDays(i), rolling.Scope)]).ToList();
            (rolling.Events, rolling.MissCount).ShouldBe((parts.Sum(p => p.Events), parts.Sum(p => p.MissCount)), $"{rolling.Window.Name} {rolling.Scope} in {story}");
        }
    }));
}
