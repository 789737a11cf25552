using System.Text;
using Shouldly;
using Surety.Agreements;
using Surety.Tests.Statements;
using Xunit;

namespace Surety.Tests.Agreements;

/// <summary>Messages name what was meant, and warnings are only of what can be.</summary>
public sealed class WhatWasMeantTests
{
    static string[] Of(string code, string target, string escalation = "", string level = "", string metric = "measures: availability\nof: shop\nobserved by: outages", Func<string, string>? change = null)
    {
        var text = SmallAgreement.TextOfOne(metric, target + (level == "" ? "" : $"\n  {level}"), escalation);
        return [.. AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(change?.Invoke(text) ?? text)).Problems.Where(p => p.Code == code).Select(p => $"{p.Message} {p.Mend}")];
    }

    /// <summary>Rounded to one decimal there is no figure between 99.8 % and 99.9 %.</summary>
    [Theory]
    [InlineData("rounded: to 1 decimal, half up", 0)]
    [InlineData("rounded: to 2 decimals, half up", 2)]
    [InlineData("", 2)]
    public void Figures_that_rounding_never_gives_are_no_hole(string rounded, int holes) =>
        Of("schedule.hole", "at least 99.9 %", "credits:\n  l:\n    bands:\n      - from 95.1 % to 99.8 %: 5 %\n      - from 90 % to 95 %: 10 %\n      - below 90 %: 15 %", rounded).Length.ShouldBe(holes);

    [Theory]
    [InlineData("1 point", 0)]
    [InlineData("1.5 points", 3)]
    public void Whole_points_have_no_hole_between_them(string points, int holes) =>
        Of("schedule.hole", "all within 2 h", $"credits:\n  l:\n    for each: miss gives {points}\n  pool:\n    points of: l\n    of: all fees\n    bands:\n      - from 1 to 2: 5 %\n      - from 3 to 4: 10 %\n      - at least 5: 15 %", metric: "measures: time\nof: shop\nfrom: opened\nto: resolved").Length.ShouldBe(holes);

    [Theory]
    [InlineData("points of: a, b")]
    [InlineData("points of: [a, b]")]
    [InlineData("points of: all credits")]
    public void Points_of_several_credits_are_read_as_the_grammar_has_them(string points)
    {
        var text = SmallAgreement.TextOfOne("measures: time\nof: shop\nfrom: opened\nto: resolved", "all within 2 h",
            $"credits:\n  a:\n    level: l\n    for each: miss gives 1 point\n  b:\n    level: l\n    for each: miss gives 2 points\n  pool:\n    {points}\n    of: all fees\n    bands:\n      - at least 1: 5 %");

        AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(text)).Agreement.ShouldNotBeNull(text).Escalation.Credits.First(c => c.Name == "pool").Pool!.Credits.ShouldBe(points.EndsWith("credits", StringComparison.Ordinal) ? [] : ["a", "b"]);
    }

    [Fact]
    public void With_one_service_it_is_clear_whose_fee_is_meant() =>
        Of("credit.no-service", "at least 99.9 %", "credits:\n  l:\n    bands:\n      - below 99.9 %: 5 %", metric: "measures: availability\nobserved by: outages").ShouldBeEmpty();

    [Theory]
    [InlineData("EST", "'EST' is the same time all year: it has no daylight saving. Name a town, such as 'America/New_York'.")]
    [InlineData("EST5EDT", "'EST5EDT' is an old name, which no place has. Name a town, such as 'America/New_York'.")]
    [InlineData("Etc/GMT+5", "'Etc/GMT+5' is the same time all year, 5 h behind UTC: its sign is the other way round than people write it. Name a town, such as 'America/New_York', or write 'UTC-05'.")]
    [InlineData("UTC", "")]
    [InlineData("UTC+2", "")]
    [InlineData("America/New_York", "")]
    public void A_zone_that_is_probably_not_meant_is_told_of(string zone, string expected) =>
        string.Join("; ", Of("zone.old-name", "at least 99.9 %", change: t => t.Replace("time zone: UTC", $"time zone: {zone}"))).ShouldBe(expected);

    [Theory]
    [InlineData("Europe/Wien", "Europe/Vienna")]
    [InlineData("Europe/München", "Europe/Berlin")]
    [InlineData("Berlin", "Europe/Berlin")]
    public void A_town_by_another_name_is_known(string zone, string meant) =>
        Of("phrase.zone", "at least 99.9 %", change: t => t.Replace("time zone: UTC", $"time zone: {zone}")).Single().ShouldEndWith($"Did you mean '{meant}'?");

    [Theory]
    [InlineData("\">= 99.9 %\"", "Write 'at least 99.9 %'.")]
    [InlineData("\"≤ 99.9 %\"", "Write 'at most 99.9 %'.")]
    public void A_sign_of_comparison_is_put_into_words(string target, string mend) => Of("phrase.unexpected", target).Single().ShouldEndWith(mend);

    [Fact]
    public void A_sign_that_begins_a_block_of_text_is_put_into_words() => Of("yaml.block", ">= 99.9 %").Single().ShouldContain("'at least 99.9 %'");

    [Fact]
    public void Alternatives_stand_once() =>
        Of("phrase.unexpected", "at least 99.9 %", "credits:\n  l:\n    claim: within 72 h of the outage\n    bands:\n      - below 99.9 %: 5 %").Single().ShouldStartWith("Expected 'after' or 'before', found 'of'.");

    [Fact]
    public void A_key_that_is_missing_and_nearly_there_is_named() =>
        Of("key.missing", "at least 99.9 %", metric: "measure: availability\nobserved by: outages").ShouldContain("The key 'measures' is missing here. Did you mean it by 'measure'?");

    /// <summary>The text writes milliseconds, and so does what is said of it.</summary>
    [Fact]
    public void Short_times_are_told_in_milliseconds() =>
        Of("schedule.hole", "at most 45 ms", "credits:\n  l:\n    of: the fee of shop\n    bands:\n      - from 45.01 ms to 55 ms: 5 %\n      - above 55 ms: 10 %", metric: "measures: value\nof: shop\nobserved by: samples\ntakes: mean\nunit: ms").Single().ShouldStartWith("A missed figure above 45 ms to below 45.01 ms matches no row");
}
