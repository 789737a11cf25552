using System.Text;
using Shouldly;
using Surety.Agreements;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>
/// An amendment of 15 February 2026 that splits February into 14 and 14 days, 20,160 minutes each. Before it 99 % is promised and the shop costs EUR 1,000.00 a month, after it 99.9 % and
/// EUR 1,400.00. Down are 4 h on 3 February, 240 min or 98.8095… % of the first part, and 30 min on 20 February, 99.8511… % of the second: both are missed.
/// </summary>
public sealed class SplitWindowsTests
{
    static readonly string[] Down =
    [
        "{'type':'outage','id':'o1','from':'2026-02-03T10:00:00Z','until':'2026-02-03T14:00:00Z','service':'shop'}",
        "{'type':'outage','id':'o2','from':'2026-02-20T10:00:00Z','until':'2026-02-20T10:30:00Z','service':'shop'}",
    ];

    const string Uptime = "measures: availability\nof: shop\nobserved by: outages";

    static string Text(string escalation, string level = "", string target = "at least 99 %", string per = "month", string metric = Uptime) =>
        SmallAgreement.TextOfOne(metric, target, escalation).Replace("per: month\n    target", $"per: {per}\n    target", StringComparison.Ordinal).Replace($"target: {target}\n", $"target: {target}\n{level}", StringComparison.Ordinal);

    /// <summary>The first version and an amendment of it, both with an escalation of their own.</summary>
    static Result<Versions> Read(string first, string second, string effective = "2026-02-15", string how = "takes effect: split at the change\n")
    {
        var amendment = second.Replace("agreement: a\n", $"agreement: a\nversion: 2\neffective: {effective}\n{how}", StringComparison.Ordinal)
            .Replace("at least 99 %", "at least 99.9 %", StringComparison.Ordinal).Replace("EUR 1000.00 per month", "EUR 1400.00 per month", StringComparison.Ordinal);
        var read = new[] { first, amendment }.Select((t, i) => AgreementFile.Parse($"v{i + 1}.yaml", Encoding.UTF8.GetBytes(t))).ToList();
        read.ForEach(p => p.Agreement.ShouldNotBeNull(string.Join("\n", p.Problems)));
        return Versions.Of(read.Select(p => p.Agreement!));
    }

    static Versions Split(string escalation, string level = "", string target = "at least 99 %", string how = "takes effect: split at the change\n") =>
        ((Result<Versions>.Ok)Read(Text(escalation, level, target), Text(escalation, level, target), how: how)).Value;

    static Statement Of(Versions versions, params string[] facts) => versions.StatementOf(SmallAgreement.February, "2026-04-10T00:00:00Z", facts.Length == 0 ? Down : facts);

    static void AddsUp(Statement statement)
    {
        foreach (var why in statement.Levels.Select(l => l.Why).Concat(statement.Credits.Select(c => c.Why)).Concat(statement.Totals.Select(t => t.Why)).Concat(statement.Rights.Select(r => r.Why))) why.AddsUp().ShouldBeTrue(why.Sentence);
    }

    [Fact]
    public void Each_version_judges_its_part()
    {
        var statement = Of(Split(""));

        statement.Levels.Select(l => $"{l.Window.Name}, version {l.Version}: {l.Verdict} {l.Attained!.Exact}").ShouldBe(
            ["2026-02-01 to 2026-02-14, version 1: Missed 83/84", "2026-02-15 to 2026-02-28, version 2: Missed 671/672"]);
        AddsUp(statement);
    }

    [Fact]
    public void Without_the_words_February_is_judged_whole_by_the_version_with_which_it_began() =>
        Of(Split("", how: "")).Levels.Select(l => $"{l.Window.Name}, version {l.Version}: {l.Verdict} {l.Attained!.Exact}").ShouldBe(["2026-02, version 1: Met 445/448"]);

    // Half of February is 14 of 28 days. Shares of the fee: 10 % of 500 and of 700. An amount for the window by its days: half of EUR 50.00 each. 1 % of the month's fee for each started
    // 0.1 % below the target: 2 of 0.190 % by version 1 and 1 of 0.0489 % by version 2, half of EUR 1,000.00 and EUR 1,400.00 each: 10.00 and 7.00. What counts hours is worth as much as ever:
    // 4 h and half an hour at EUR 10.00, or at 1 % of a whole month's fee: 40.00 and 7.00. Limits are by the days: half of EUR 50.00.
    [Theory]
    [InlineData("of: the fee of shop\n    bands:\n      - missed: 10 %", "50.00 70.00")]
    [InlineData("of: the fee of shop of the month\n    bands:\n      - missed: 10 %", "50.00 70.00")]
    [InlineData("of: the fee of shop of the previous month\n    bands:\n      - missed: 10 %", "50.00 70.00")]
    [InlineData("of: EUR 300.00\n    bands:\n      - missed: 10 %", "15.00 15.00")]
    [InlineData("of: the fee of shop, of one day\n    bands:\n      - missed: 100 %", "17.86 25.00")] // 1,000 ÷ 28 and 1,400 ÷ 28, half of each
    [InlineData("of: the fee of shop, divided by 10\n    bands:\n      - missed: 100 %", "50.00 70.00")]
    [InlineData("of: the fee of shop of the previous 2 months, monthly average\n    bands:\n      - missed: 10 %", "50.00 70.00")] // of December and January only January is paid
    [InlineData("bands:\n      - missed: EUR 50.00", "25.00 25.00")]
    [InlineData("of: the fee of shop of the month\n    for each: started 0.1 % below the target gives 1 %", "10.00 7.00")]
    [InlineData("for each: 1 h of downtime gives EUR 10.00", "40.00 5.00")]
    [InlineData("of: the fee of shop\n    for each: 1 h of downtime gives 1 %", "40.00 7.00")]
    [InlineData("for each: 1 h of downtime gives EUR 10.00, at most EUR 50.00", "25.00 5.00")]
    [InlineData("for each: started 1 h of each outage gives EUR 10.00, at most EUR 30.00 each", "30.00 10.00")]
    public void What_is_for_the_window_is_by_the_days_and_what_is_for_an_event_is_whole(string credit, string amounts)
    {
        var statement = Of(Split($"credits:\n  l:\n    {credit}"));

        string.Join(' ', statement.Credits.Select(c => c.Amount.Amount.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture))).ShouldBe(amounts);
        AddsUp(statement);
    }

    // Half of 3 points for each part are 3 points of February.
    [Fact]
    public void Points_are_by_the_days_and_count_in_their_month() =>
        Of(Split("credits:\n  l:\n    bands:\n      - missed: 3 points\n  points:\n    points of: l\n    bands:\n      - exactly 3: EUR 70.00\n      - above 3: EUR 1.00")).Totals.ShouldHaveSingleItem().Owed.Amount.ShouldBe(70);

    // 50.00 and 70.00 of which the caps leave: EUR 80.00 for each month, and for each window, leave 30.00 of the second; 4 % of the fee are 40.00 and 56.00 of the whole February.
    [Theory]
    [InlineData("EUR 80.00 per month", 80)]
    [InlineData("EUR 80.00 per window", 80)]
    [InlineData("4 % of the fee of shop", 56)] // 40.00 of version 1; version 2's 56.00 leave 16.00
    public void A_cap_has_one_room_for_both_parts(string cap, decimal owed)
    {
        var statement = Of(Split($"credits:\n  l:\n    of: the fee of shop\n    bands:\n      - missed: 10 %\ncap: {cap}"));

        statement.Totals.ShouldHaveSingleItem().Owed.Amount.ShouldBe(owed);
        AddsUp(statement);
    }

    static readonly string[] JanuaryAndMarch =
    [
        "{'type':'outage','id':'o0','from':'2026-01-05T00:00:00Z','until':'2026-01-05T10:00:00Z','service':'shop'}", "{'type':'outage','id':'o3','from':'2026-03-05T00:00:00Z','until':'2026-03-05T10:00:00Z','service':'shop'}",
    ];

    // 10 h of January and of March are missed by either version, 98.65 %.
    [Theory]
    [InlineData("l missed in 3 consecutive months", 2, false)] // January and February: two months, although three windows
    [InlineData("l missed in 2 consecutive months", 2, true)]
    [InlineData("l missed in 3 consecutive months", 3, true)]
    [InlineData("l missed in 3 of 12 months", 2, false)]
    [InlineData("l missed in 3 of 12 months", 3, true)]
    public void A_month_that_is_split_is_one_month_of_a_right(string when, int month, bool arisen)
    {
        var statement = Split($"rights:\n  leave:\n    when: {when}").StatementOf(Judged.Month(month), "2026-04-10T00:00:00Z", [.. JanuaryAndMarch, .. Down]);

        statement.Rights.ShouldHaveSingleItem().State.ShouldBe(arisen ? RightState.Arisen : RightState.NotArisen);
        AddsUp(statement);
    }

    // Without o2 the second part is met, and February still is a month that was missed in part. A notice of 16 February uses up what was over by then: January and the first part.
    [Fact]
    public void One_part_is_enough_and_what_was_over_is_used_up()
    {
        var versions = Split("rights:\n  leave:\n    when: l missed in 2 consecutive months");
        string[] facts = [.. JanuaryAndMarch, Down[0]];
        const string notice = "{'type':'notice','of':'leave','at':'2026-02-16T09:00:00Z'}";

        versions.StatementOf(SmallAgreement.February, "2026-03-10T00:00:00Z", facts).Rights[0].Since.ShouldBe(Surety.Tests.Facts.Fact.At("2026-02-15T00:00:00Z"));
        versions.StatementOf(Judged.Month(3), "2026-04-10T00:00:00Z", [.. facts, notice]).Rights[0].State.ShouldBe(RightState.Exercised);
        versions.StatementOf(Judged.Month(3), "2026-04-10T00:00:00Z", [.. facts, Down[1], notice]).Rights[0].State.ShouldBe(RightState.Arisen);
    }

    // EUR 100.00 for a miss, twice that from the second in a row on: 100 in January, and February is the second miss for both parts: 2 × 50 each.
    [Fact]
    public void Parts_of_a_month_are_one_miss_in_a_row() =>
        Split("credits:\n  l:\n    bands:\n      - missed: EUR 100.00\n    repeat: times 2 from the 2nd consecutive miss").StatementOf(SmallAgreement.February, "2026-04-10T00:00:00Z", [.. JanuaryAndMarch, .. Down])
            .Credits.Select(c => c.Amount.Amount).ShouldBe([100, 100]);

    // January is down 600 of 44,640 min: 98.6559… % or 367/372. The first part 83/84, the second 671/672.
    // Over two months, the first part is (367/372 + 83/84) ÷ 2. February as a whole is (83/84 + 671/672) ÷ 2 = 1335/1344, so the second part is (367/372 + 1335/1344) ÷ 2, and March, 367/372 again, likewise.
    [Fact]
    public void A_mean_over_months_takes_a_split_month_once()
    {
        var versions = Split("", "    moving average: 2 months\n");
        string[] facts = [.. JanuaryAndMarch, .. Down];

        var (february, march) = (Of(versions, facts), versions.StatementOf(Judged.Month(3), "2026-04-10T00:00:00Z", facts));

        var (january, first, whole) = (Rational.Of(367, 372), Rational.Of(83, 84), Rational.Of(1335, 1344));
        february.Levels.Select(l => l.Attained!.Exact!.Value).ShouldBe([(january + first) / 2, (january + whole) / 2]);
        march.Levels.ShouldHaveSingleItem().Attained!.Exact.ShouldBe((january + whole) / 2);
        AddsUp(february);
        AddsUp(march);
    }

    // The mean of January and February: (367/372 + 1335/1344) ÷ 2, as above; the best: 1335/1344.
    [Theory]
    [InlineData("mean", "(367/372 + 1335/1344) / 2")]
    [InlineData("best", "1335/1344")]
    public void A_baseline_takes_a_split_month_once(string of, string expected)
    {
        var statement = Split("", $"    stages:\n      from 2026-03-01: at least the {of} of the first 2 months\n").StatementOf(Judged.Month(3), "2026-04-10T00:00:00Z", [.. JanuaryAndMarch, .. Down]);

        var worth = of == "best" ? Rational.Of(1335, 1344) : (Rational.Of(367, 372) + Rational.Of(1335, 1344)) / 2;
        statement.Levels.ShouldHaveSingleItem().Range!.Low!.Value.Value.ShouldBe(worth, expected);
        AddsUp(statement);
    }

    // Credited were January, 1,000 × 10 %, and February, 50 and 70. The mean of the quarter's months is (367/372 + 1335/1344 + 367/372) ÷ 3 = 98.88… %, so at least 98.8 % gives all back, and at least 98.9 % nothing. With the parts as
    // months of their own it would be 99.0 %.
    [Theory]
    [InlineData("98.8 %", -360)] // and March: 10 % of 1,400
    [InlineData("98.9 %", 0)]
    public void A_quarter_is_earned_back_by_the_mean_of_its_months(string least, decimal returned) =>
        Split($"credits:\n  l:\n    of: the fee of shop\n    bands:\n      - missed: 10 %\n    earn-back: mean of the quarter at least {least}").StatementOf(WindowRule.Quarter.At(new NodaTime.LocalDate(2026, 1, 1), NodaTime.DateTimeZone.Utc), "2026-04-10T00:00:00Z", [.. JanuaryAndMarch, .. Down])
            .Credits[^1].Amount.Amount.ShouldBe(returned);

    [Fact]
    public void A_part_is_claimed_by_its_name_or_by_that_of_its_month()
    {
        var versions = Split("credits:\n  l:\n    of: the fee of shop\n    bands:\n      - missed: 10 %\n    claim: within 20 days after the end of the month");

        Of(versions, [.. Down, "{'type':'claimed','of':'l','at':'2026-03-05T00:00:00Z','labels':{'period':'2026-02'}}"]).Credits.Select(c => c.State).ShouldBe([CreditState.Claimed, CreditState.Claimed]);
        Of(versions, [.. Down, "{'type':'claimed','of':'l','at':'2026-03-05T00:00:00Z','labels':{'period':'2026-02-01 to 2026-02-14'}}"]).Credits.Select(c => c.State).ShouldBe([CreditState.Claimed, CreditState.Forfeited]);
    }

    [Theory]
    [InlineData("month", "quarter", "2026-01 v1, 2026-02-01 to 2026-02-14 v1, 2026-02-15 to 2026-03-31 v2, 2026-Q2 v2")]
    [InlineData("quarter", "month", "2026-01-01 to 2026-02-14 v1, 2026-02-15 to 2026-02-28 v2, 2026-03 v2, 2026-04 v2, 2026-05 v2")]
    [InlineData("week", "week", "2025-12-29 to 2026-01-04 v1, 2026-01-05 to 2026-01-11 v1, 2026-01-12 to 2026-01-18 v1, 2026-01-19 to 2026-01-25 v1, 2026-01-26 to 2026-02-01 v1, 2026-02-02 to 2026-02-08 v1, 2026-02-09 to 2026-02-14 v1, 2026-02-15 to 2026-02-15 v2, 2026-02-16 to 2026-02-22 v2")]
    public void Windows_of_another_length_begin_and_end_at_the_change(string first, string second, string windows)
    {
        var versions = ((Result<Versions>.Ok)Read(Text("", per: first), Text("", per: second))).Value;
        var until = Surety.Tests.Facts.Fact.At(first == "week" ? "2026-02-22T00:00:00Z" : "2026-05-02T00:00:00Z");

        string.Join(", ", Evaluation.Of(versions, Surety.Tests.Facts.Fact.Set(), until, until).Results.Select(r => $"{r.Window.Name} v{r.Version}")).ShouldBe(windows);
    }

    // Version 2 would have taken March, version 3 splits February before that: version 2 judges nothing.
    [Fact]
    public void A_later_amendment_that_splits_comes_before_one_that_waits()
    {
        ServiceLevel level = Split("").Newest.Levels[0];
        LevelWindows.Promised<int> Version(int number, int month, int day, bool splits) => new(number, level, new(2026, month, day), NodaTime.DateTimeZone.Utc) { IsSplit = splits };

        string Windows(params LevelWindows.Promised<int>[] versions) => string.Join(", ", LevelWindows.Of(versions, new(2026, 1, 1), null, Surety.Tests.Facts.Fact.At("2026-04-01T00:00:00Z")).Select(w => $"{w.Version.With}: {w.Window.Name}"));

        Windows(Version(1, 1, 1, false), Version(2, 2, 10, false), Version(3, 2, 20, true)).ShouldBe("1: 2026-01, 1: 2026-02-01 to 2026-02-19, 3: 2026-02-20 to 2026-02-28, 3: 2026-03");
        Windows(Version(1, 1, 1, false), Version(2, 2, 10, true), Version(3, 2, 20, true)).ShouldBe("1: 2026-01, 1: 2026-02-01 to 2026-02-09, 2: 2026-02-10 to 2026-02-19, 3: 2026-02-20 to 2026-02-28, 3: 2026-03");
        Windows(Version(1, 1, 1, false), Version(2, 2, 10, true), Version(3, 2, 20, false)).ShouldBe("1: 2026-01, 1: 2026-02-01 to 2026-02-09, 2: 2026-02-10 to 2026-02-28, 3: 2026-03");
        Windows(Version(1, 1, 1, false), Version(2, 2, 1, true)).ShouldBe("1: 2026-01, 2: 2026-02, 2: 2026-03");
        Windows(Version(1, 1, 1, false), Version(2, 2, 10, true) with { Level = null }).ShouldBe("1: 2026-01, 1: 2026-02-01 to 2026-02-09");
        Windows(Version(1, 1, 1, false) with { Level = null }, Version(2, 2, 10, true)).ShouldBe("2: 2026-02-10 to 2026-02-28, 2: 2026-03");
    }

    // Answered in 3 h: T1 was opened under version 1, which has 4 h, and becomes certain in the second part; T2 under version 2, which has 2 h.
    [Fact]
    public void A_ticket_keeps_its_version_and_counts_in_the_part_in_which_it_is_certain()
    {
        const string metric = "measures: time\nof: shop\nfrom: opened\nto: first reply by provider";
        var versions = ((Result<Versions>.Ok)Read(Text("", target: "all within 4 h", metric: metric), Text("", target: "all within 2 h", metric: metric))).Value;

        var statement = Of(
            versions, "{'type':'ticket','ticket':'T1','event':'opened','at':'2026-02-14T23:00:00Z','service':'shop'}", "{'type':'ticket','ticket':'T1','event':'replied','by':'provider','at':'2026-02-15T02:00:00Z','service':'shop'}",
            "{'type':'ticket','ticket':'T2','event':'opened','at':'2026-02-15T00:00:00Z','service':'shop'}", "{'type':'ticket','ticket':'T2','event':'replied','by':'provider','at':'2026-02-15T03:00:00Z','service':'shop'}");

        statement.Levels.Select(l => $"{l.Window.Name}: {l.Verdict} {l.Events} {l.MissCount}").ShouldBe(["2026-02-01 to 2026-02-14: NoData 0 0", "2026-02-15 to 2026-02-28: Missed 2 1"]);
    }

    [Theory]
    [InlineData("downtime at most 43 min", "month", "'downtime at most 43 min', is an amount for a whole window")]
    [InlineData("number of outages at most 3", "month", "is an amount for a whole window")]
    [InlineData("at least 99 %", "rolling 3 months", "roll, so that they overlap")]
    public void What_says_nothing_of_a_part_is_refused(string target, string per, string because)
    {
        var plain = Text("");
        var changed = Text("", target: target, per: per).Replace("agreement: a\n", "agreement: a\nversion: 2\neffective: 2026-02-15\ntakes effect: split at the change\n", StringComparison.Ordinal);

        AgreementFile.Parse("v2.yaml", Encoding.UTF8.GetBytes(changed)).Problems.Where(p => p.Severity == Severity.Error).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            p => p.Code.ShouldBe("effective.split"), p => p.Message.ShouldContain(because), p => p.At.Line.ShouldBe(5));
        Read(Text("", target: target, per: per), plain).ShouldBeOfType<Result<Versions>.Refused>().Problems.ShouldHaveSingleItem().Message.ShouldContain(because);
    }
}
