using System.Text;
using Shouldly;
using Surety.Agreements;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>
/// An amendment of 15 February 2026 by which outages under an hour count no more; each outage is measured by the version in force when it began. A is 30 min on 3 February. B is 50 min over midnight
/// to the 15th, begun before the change. C is 30 min on the 20th, D 2 h on the 25th. By version 1 A and B count, by version 2 only D: 200 of 40,320 min are bad, 1003/1008 good.
/// </summary>
public sealed class IncidentByIncidentTests
{
    static readonly string[] Down =
    [
        "{'type':'outage','id':'A','from':'2026-02-03T10:00:00Z','until':'2026-02-03T10:30:00Z','service':'shop'}", "{'type':'outage','id':'B','from':'2026-02-14T23:30:00Z','until':'2026-02-15T00:20:00Z','service':'shop'}",
        "{'type':'outage','id':'C','from':'2026-02-20T10:00:00Z','until':'2026-02-20T10:30:00Z','service':'shop'}", "{'type':'outage','id':'D','from':'2026-02-25T10:00:00Z','until':'2026-02-25T12:00:00Z','service':'shop'}",
    ];

    const string Outages = "measures: availability\nof: shop\nobserved by: outages";
    const string Incidents = "takes effect: incident by incident\n";

    static Versions Amended(string first, string second, string target = "at least 99.9 %", string escalation = "", string effective = "2026-02-15", string how = Incidents, string? later = null)
    {
        var texts = new[]
        {
            SmallAgreement.TextOfOne(first, target, escalation),
            SmallAgreement.TextOfOne(second, later ?? target, escalation).Replace("agreement: a\n", $"agreement: a\nversion: 2\neffective: {effective}\n{how}", StringComparison.Ordinal),
        };
        var read = texts.Select((t, i) => AgreementFile.Parse($"v{i + 1}.yaml", Encoding.UTF8.GetBytes(t))).ToList();
        read.ForEach(p => p.Agreement.ShouldNotBeNull(string.Join("\n", p.Problems)));
        return ((Result<Versions>.Ok)Versions.Of(read.Select(p => p.Agreement!))).Value;
    }

    static Statement Of(Versions versions, int month, params string[] facts)
    {
        var statement = versions.StatementOf(Judged.Month(month), "2026-05-10T00:00:00Z", facts);
        foreach (var why in statement.Levels.SelectMany(l => new[] { l.Why, l.Figures!.Why }).Concat(statement.Credits.Select(c => c.Why)).Concat(statement.Rights.Select(r => r.Why))) why.AddsUp().ShouldBeTrue(why.Sentence);
        return statement;
    }

    static LevelResult LevelOf(Versions versions, int month, params string[] facts) => Of(versions, month, facts).Levels.ShouldHaveSingleItem();

    [Theory]
    [InlineData(Incidents, "1003/1008", 3)] // 30 + 50 + 120 min
    [InlineData("", "4009/4032", 4)] // version 1 judges February whole: 230 min
    public void Each_outage_is_measured_by_the_version_in_force_when_it_began(string how, string figure, int misses)
    {
        var level = LevelOf(Amended(Outages, $"{Outages}\nshortest outage: 1 h", how: how), 2, Down);

        (level.Attained!.Exact.ToString(), level.MissCount, level.Version).ShouldBe((figure, misses, 1));
    }

    // Version 1 promises 99.9 % and gives 10 %, version 2 99 % and 50 %: the window began under version 1.
    [Fact]
    public void Target_and_credit_are_those_with_which_the_window_began()
    {
        var statement = Of(Amended(Outages, $"{Outages}\nshortest outage: 1 h", later: "at least 99 %", escalation: "credits:\n  l:\n    of: the fee of shop\n    bands:\n      - missed: 10 %"), 2, Down);

        (statement.Levels[0].Verdict, statement.Levels[0].Target, statement.Totals[0].Owed.Amount).ShouldBe((Verdict.Missed, "at least 99.9 %", 100m));
    }

    // From 1 March on: the last 20 min of an outage of 28 February are version 1's, although March is judged by version 2. 30 min of 5 March are not counted any more.
    [Fact]
    public void What_runs_at_the_change_stays_the_matter_of_the_version_before()
    {
        var versions = Amended(Outages, $"{Outages}\nshortest outage: 1 h", effective: "2026-03-01");

        var level = LevelOf(
            versions, 3, "{'type':'outage','id':'E','from':'2026-02-28T23:30:00Z','until':'2026-03-01T00:20:00Z','service':'shop'}", "{'type':'outage','id':'F','from':'2026-03-05T10:00:00Z','until':'2026-03-05T10:30:00Z','service':'shop'}");

        (level.Attained!.Exact, level.Version).ShouldBe((1 - Rational.Of(20, 44_640), 2));
    }

    // By version 1 only down is bad, by version 2 degraded as well. What is degraded from 10 to 20 February began when it was good; a day of it from the 22nd on is bad.
    [Fact]
    public void What_only_the_amendment_calls_bad_and_began_before_it_is_good()
    {
        const string changes = "measures: availability\nof: shop\nobserved by: changes";

        var level = LevelOf(
            Amended(changes, $"{changes}\nbad when: state is down or degraded"), 2, State("2026-01-01T00:00:00Z", "up"), State("2026-02-10T00:00:00Z", "degraded"), State("2026-02-20T00:00:00Z", "up"), State("2026-02-22T00:00:00Z", "degraded"), State("2026-02-23T00:00:00Z", "up"));

        level.Attained!.Exact.ShouldBe(Rational.Of(27, 28));

        static string State(string at, string state) => $$"""{'type':'state','at':'{{at}}','state':'{{state}}','service':'shop'}""";
    }

    // Of 28 days version 1 measures 14 and version 2 14, of which it counts Monday to Friday alone: 10 days, 24 in all. An hour on Saturday the 7th is bad, one on Saturday the 21st is not looked at, one on Monday the 23rd is bad.
    [Fact]
    public void The_time_that_counts_is_that_of_each_version_too()
    {
        const string scope = "  calendars:\n    days:\n      open:\n        mon-fri: 00:00-24:00\n";
        var texts = new[] { SmallAgreement.TextOfOne(Outages, "at least 99.9 %", ""), SmallAgreement.TextOfOne($"{Outages}\nduring: days", "at least 99.9 %", "").Replace("agreement: a\n", $"agreement: a\nversion: 2\neffective: 2026-02-15\n{Incidents}", StringComparison.Ordinal) }
            .Select(t => AgreementFile.Parse("v.yaml", Encoding.UTF8.GetBytes(t.Replace("scope:\n", $"scope:\n{scope}", StringComparison.Ordinal))).Agreement!);

        var level = LevelOf(((Result<Versions>.Ok)Versions.Of(texts)).Value, 2, Hour("2026-02-07"), Hour("2026-02-21"), Hour("2026-02-23"));

        (level.Attained!.Exact, level.BadTime).ShouldBe((1 - Rational.Of(2, 24 * 24), NodaTime.Duration.FromHours(2)));

        static string Hour(string day) => $$"""{'type':'outage','id':'{{day}}','from':'{{day}}T10:00:00Z','until':'{{day}}T11:00:00Z','service':'shop'}""";
    }

    // 30 + 50 + 120 min in three outages; 120 is the longest. The mean is 200 ÷ 3 min, and 40,120 min that are good are 40,120 ÷ 3 between them.
    [Theory]
    [InlineData("downtime at most 3 h", 200 * 60)]
    [InlineData("longest outage at most 1 h", 120 * 60)]
    [InlineData("number of outages at most 2", 3)]
    [InlineData("mean time to restore at most 1 h", 200 * 20)]
    [InlineData("mean time between outages at least 300 h", 40_120 * 20)]
    public void Figures_of_outages_are_put_together_as_well(string target, int seconds)
    {
        var level = LevelOf(Amended(Outages, $"{Outages}\nshortest outage: 1 h", target), 2, Down);

        level.Attained!.Exact.ShouldBe(level.Attained is Figure.Time ? (Rational)seconds * NodaTime.NodaConstants.TicksPerSecond : seconds);
        level.Verdict.ShouldBe(Verdict.Missed);
    }

    // 100 of 1,000 requests fail before the change and 100 of 1,000 after it, of which the amendment leaves out those of an hour that was announced.
    [Fact]
    public void Events_are_added_too()
    {
        const string counts = "measures: availability\nof: shop\nobserved by: counts";
        const string works = "  exclusions:\n    works: {}\n";
        var texts = new[] { SmallAgreement.TextOfOne(counts, "at least 99.9 %", ""), SmallAgreement.TextOfOne($"{counts}\nleaves out: works", "at least 99.9 %", "").Replace("agreement: a\n", $"agreement: a\nversion: 2\neffective: 2026-02-15\n{Incidents}", StringComparison.Ordinal) }
            .Select(t => AgreementFile.Parse("v.yaml", Encoding.UTF8.GetBytes(t.Replace("scope:\n", $"scope:\n{works.Replace(" {}", "\n      means: works", StringComparison.Ordinal)}", StringComparison.Ordinal))).Agreement!);

        var level = LevelOf(
            ((Result<Versions>.Ok)Versions.Of(texts)).Value, 2, Count("2026-02-03T10:00:00Z", "2026-02-03T11:00:00Z"), Count("2026-02-20T10:00:00Z", "2026-02-20T11:00:00Z"), Count("2026-02-21T10:00:00Z", "2026-02-21T11:00:00Z"),
            "{'type':'exclusion','exclusion':'works','from':'2026-02-20T10:00:00Z','until':'2026-02-20T11:00:00Z'}");

        (level.Attained!.Exact, level.Events).ShouldBe((Rational.Of(9, 10), 2_000L));

        static string Count(string from, string until) => $$"""{'type':'count','from':'{{from}}','until':'{{until}}','good':900,'total':1000,'service':'shop'}""";
    }

    // A, B and D are three within 30 days; by version 1 alone the third would have been C, on the 20th.
    [Theory]
    [InlineData(Incidents, "2026-02-25T10:00:00Z")]
    [InlineData("", "2026-02-20T10:00:00Z")]
    public void Rights_count_the_outages_of_each_version(string how, string since) =>
        Of(Amended(Outages, $"{Outages}\nshortest outage: 1 h", escalation: "rights:\n  leave:\n    when: l has 3 outages within any 30 days", how: how), 2, Down).Rights.ShouldHaveSingleItem().Since.ShouldBe(Fact.At(since));

    // On 20 February at noon: A, B; C is forgiven by now. Nobody can bound what is still to come.
    [Fact]
    public void An_open_window_is_measured_so_far_and_has_no_bounds()
    {
        var level = Amended(Outages, $"{Outages}\nshortest outage: 1 h").StatementOf(SmallAgreement.February, "2026-02-20T12:00:00Z", Down[..3]).Levels.ShouldHaveSingleItem();

        (level.Verdict, level.BadTime).ShouldBe((Verdict.Open, NodaTime.Duration.FromMinutes(80)));
        (level.Bounds!.Standing, level.Bounds.Lowest!.Exact, level.Bounds.Highest!.Exact).ShouldBe((Standing.Open, Rational.Zero, Rational.One));
    }

    [Fact]
    public void Where_nothing_has_incidents_the_words_are_refused()
    {
        var text = SmallAgreement.TextOfOne("measures: survey\nscale: 1 to 5\ncounts: mean", "at least 4", "").Replace("agreement: a\n", $"agreement: a\nversion: 2\n{Incidents}", StringComparison.Ordinal);

        AgreementFile.Parse("v2.yaml", Encoding.UTF8.GetBytes(text)).Problems.Where(p => p.Severity == Severity.Error).ShouldHaveSingleItem().Code.ShouldBe("effective.incidents");
    }
}
