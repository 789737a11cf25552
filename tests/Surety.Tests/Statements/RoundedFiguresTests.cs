using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Levels;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Figures that are rounded before they are compared, in their own unit.</summary>
public sealed class RoundedFiguresTests
{
    static LevelResult Of(string metric, string target, string rounded, params string[] facts)
    {
        var result = SmallAgreement.OfOne(metric, target, level: $"rounded: {rounded}").StatementOf(SmallAgreement.February, "2026-03-02T00:00:00Z", facts).Levels.ShouldHaveSingleItem();
        result.Why.AddsUp().ShouldBeTrue();
        return result;
    }

    static string[] Values(params string[] numbers) => [.. numbers.Select((n, i) => $"{{'type':'value','at':'2026-02-{i + 3:00}T10:00:00Z','value':{n}}}")];

    // 200.4, 200.7 and 201.5 ms have the mean 602.6 ÷ 3 = 200.8666… ms.
    [Theory]
    [InlineData("to 10 ms, up", "210", Verdict.Missed)]
    [InlineData("to 10 ms, half up", "200", Verdict.Met)]
    [InlineData("to 1 ms", "201", Verdict.Missed)]
    [InlineData("to 1 ms, cut", "200", Verdict.Met)]
    [InlineData("to full seconds", "0", Verdict.Met)]
    public void A_latency(string rounded, string milliseconds, Verdict verdict)
    {
        var result = Of("measures: value\ntakes: mean\nunit: ms", "at most 200 ms", rounded, Values("200.4", "200.7", "201.5"));

        (result.Attained!.Exact, result.Verdict).ShouldBe((Rational.Of(long.Parse(milliseconds, null) * NodaConstants.TicksPerMillisecond, 1), verdict));
    }

    // 1.25 and -1.25 lie in the middle; away from zero, to the even digit, toward zero, away from zero.
    [Theory]
    [InlineData("to 1 decimal, half up", "1.25", 13)]
    [InlineData("to 1 decimal, half even", "1.25", 12)]
    [InlineData("to 1 decimal, half even", "1.35", 14)]
    [InlineData("to 1 decimal, cut", "1.29", 12)]
    [InlineData("to 1 decimal, up", "1.21", 13)]
    [InlineData("to 0 decimals", "1.5", 20)]
    [InlineData("to 1 decimal", "123456789012345.25", 1234567890123453)]
    public void A_plain_number(string rounded, string number, long tenths) =>
        Of("measures: value", "at most 1", rounded, Values(number)).Attained!.Exact.ShouldBe(Rational.Of(tenths, 10));

    // 43 min 20 s of downtime are 43 full minutes, at most 43 of which are promised.
    [Theory]
    [InlineData("to full minutes", 43, Verdict.Met)]
    [InlineData("to full minutes, up", 44, Verdict.Missed)]
    [InlineData("to full hours", 60, Verdict.Missed)]
    public void Downtime(string rounded, int minutes, Verdict verdict)
    {
        var result = Of("measures: availability\nobserved by: outages", "downtime at most 43 min", rounded, "{'type':'outage','from':'2026-02-03T10:00:00Z','until':'2026-02-03T10:43:20Z'}");

        (result.Attained!.Exact, result.Verdict).ShouldBe((Rational.Of(minutes * NodaConstants.TicksPerMinute, 1), verdict));
    }

    [Theory]
    [InlineData("measures: time\nfrom: opened\nto: resolved", "all within 4 h", "to full minutes", "'All within' asks each case for its own time, and no figure is compared.")]
    [InlineData("measures: time\nfrom: opened\nto: resolved", "95 % within 4 h", "to full minutes", "The target is a percentage, and figures of it are not rounded to full minutes.")]
    [InlineData("measures: time\nfrom: opened\nto: resolved", "mean at most 4 h", "to 2 decimals", "The target is a time, and figures of it are not rounded to 2 decimals.")]
    [InlineData("measures: time\nfrom: opened\nto: resolved", "number at most 4", "to 2 decimals", "What is counted is whole, so there is nothing to round.")]
    [InlineData("measures: value", "at most 4", "to 0 ms", "A time of which others are a multiple is above nothing.")]
    public void What_is_not_compared_is_not_rounded(string metric, string target, string rounded, string message) =>
        AgreementFile.Parse("a.yaml", System.Text.Encoding.UTF8.GetBytes(SmallAgreement.TextOfOne(metric, $"{target}\n  rounded: {rounded}", ""))).Problems.First(p => p.Severity == Severity.Error).Message.ShouldBe(message);

    [Fact]
    public void A_target_between_two_multiples_is_told_of() =>
        AgreementFile.Parse("a.yaml", System.Text.Encoding.UTF8.GetBytes(SmallAgreement.TextOfOne("measures: value\nunit: ms", "at most 205 ms\n  rounded: to 10 ms", ""))).Problems.Single(p => p.Code == "level.rounded-away").Message
            .ShouldBe("Figures are rounded to 10 ms before they are compared, and none of them is 205 ms.");
}
