using Shouldly;
using Surety.Tests.Statements;
using Xunit;

namespace Surety.Tests.Agreements;

/// <summary>Of many things that could stand in a place a message tells the nearest few, and where the guide has all of them; and promises and credits that say nothing are told of.</summary>
public sealed class LongListsTests
{
    const string Uptime = "measures: availability\nof: shop\nobserved by: outages";

    static string Told(string code, string metric, string target = "at least 99.9 %", string escalation = "") => SmallAgreement.ProblemsOf(metric, target, escalation).Where(p => p.Code == code).ShouldHaveSingleItem().ToString();

    [Fact]
    public void An_unknown_key_is_told_with_the_nearest_and_its_section() =>
        Told("key.unknown", Uptime + "\ncolour: red").ShouldEndWith("The key 'colour' is not known here. Here may stand: measures, of, leaves out, counts as good, coverage, shortest outage, minimum run, across and 16 more. See docs/guide/language.md#2--metrics.");

    [Fact]
    public void Where_few_keys_may_stand_all_are_told() =>
        Told("key.unknown", Uptime, escalation: "rights:\n  leave:\n    when: l missed in 1 month\n    colour: red").ShouldEndWith("Here may stand: when, of, no verdict, exercised within, notice.");

    [Fact]
    public void An_unknown_word_is_told_with_whole_phrases_and_the_nearest_words()
    {
        Told("phrase.unexpected", Uptime, "sometimes").ShouldEndWith("Expected a target like 'at least 99.9 %', '95 % within 15 min' or 'all within 4 h', 'downtime', 'time outside', 'median', 'shortest' or 32 more, found 'sometimes'. All that may stand here is in docs/guide/grammar.md.");
        Told("phrase.unexpected", Uptime, "at leest 99 %").ShouldEndWith("Did you mean 'at least'?");
    }

    [Fact]
    public void Of_many_names_the_nearest_are_told() =>
        Told("name.unknown", Uptime + "\nduring: zz", escalation: "").ShouldContain("'zz' is not the name of a calendar.");

    [Theory]
    [InlineData("bands:\n      - missed: 0 %", true)]
    [InlineData("bands:\n      - below 99.9 %: none", true)]
    [InlineData("bands:\n      - from 99 % to below 99.9 %: 0 %\n      - below 99 %: 5 %", false)]
    [InlineData("for each: started 1 h of downtime gives EUR 0.00", true)]
    [InlineData("for each: started 1 h of downtime gives 5 %, at most 0 %", true)]
    [InlineData("for each: started 1 h of downtime gives 0 %, at least EUR 5.00", false)]
    [InlineData("for each: started 1 h of downtime gives 5 %", false)]
    public void A_credit_that_can_only_come_to_nothing_is_told_of(string schedule, bool told) =>
        SmallAgreement.ProblemsOf(Uptime, "at least 99.9 %", $"credits:\n  l:\n    of: the fee of shop\n    {schedule}").Any(p => p.Code == "credit.nothing").ShouldBe(told);

    [Theory]
    [InlineData("l", "L", true)]
    [InlineData("up time", "up  time", true)]
    [InlineData("up time", "uptime", false)]
    public void Levels_that_look_alike_are_told_of(string one, string other, bool told) =>
        Surety.Agreements.AgreementFile.Parse("a.yaml", System.Text.Encoding.UTF8.GetBytes(SmallAgreement.TextOfOne(Uptime, "at least 99.9 %", "").Replace("  l:\n", $"  {one}:\n", StringComparison.Ordinal) + $"  {other}:\n    metric: m\n    per: month\n    target: at least 99 %\n"))
            .Problems.Any(p => p.Code == "level.alike").ShouldBe(told);
}
