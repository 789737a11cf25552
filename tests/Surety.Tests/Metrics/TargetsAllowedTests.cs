using Shouldly;
using Surety.Agreements;
using Surety.Tests.Statements;
using Xunit;

namespace Surety.Tests.Metrics;

/// <summary>A library of metrics warns of targets that it does not foresee.</summary>
public sealed class TargetsAllowedTests
{
    const string Uptime = "measures: availability\nobserved by: outages\ntargets: from 99 % to 99.99 %, usually at least 99.9 %";
    const string Answer = "measures: time\nfrom: opened\nto: first reply\ntargets: from 15 min to 8 h, usually at most 4 h";

    [Theory]
    [InlineData(Uptime, "at least 99 %", null)]
    [InlineData(Uptime, "at least 99.99 %", null)]
    [InlineData(Uptime, "above 98.99 %", "target.outside")]
    [InlineData(Uptime, "at least 99.995 %", "target.outside")]
    [InlineData(Uptime, "between 99 % and 99.999 %", "target.outside")]
    [InlineData(Uptime, "at most 99.9 %", "target.opposite")]
    [InlineData(Uptime, "downtime at most 2 h", null)]
    [InlineData(Answer, "90 % within 4 h", null)]
    [InlineData(Answer, "90 % within 12 h", "target.outside")]
    [InlineData(Answer, "90 % within 1 h, the rest within 9 h", "target.outside")]
    [InlineData(Answer, "within 10 min", "target.outside")]
    [InlineData(Answer, "mean at most 15 min", null)]
    [InlineData(Answer, "mean at least 1 h", "target.opposite")]
    public void A_target_outside_the_range_or_in_the_other_direction_is_warned_of(string metric, string target, string? code) =>
        SmallAgreement.ProblemsOf(metric, target, "").Where(p => p.Severity != Severity.Note && p.Code.StartsWith("target.", StringComparison.Ordinal) && p.Code != "target.cannot-be-kept").Select(p => p.Code).Distinct().ShouldBe(code is null ? [] : [code]);

    [Theory]
    [InlineData("from 99 % to 99.9 %, usually at least 99.95 %", "metric.targets")]
    [InlineData("from 99 % to 99.9 %, usually at most 2 h", "range.units")]
    [InlineData("from 99.9 % to 99 %", "range.empty")]
    [InlineData("99 %", "phrase.unexpected")]
    public void A_range_that_is_none_is_refused(string targets, string code) =>
        SmallAgreement.ProblemsOf($"measures: availability\nobserved by: outages\ntargets: {targets}", "at least 99 %", "").First(p => p.Severity == Severity.Error).Code.ShouldBe(code);

    [Fact]
    public void The_library_of_the_guide_warns_as_the_guide_says()
    {
        var terms = Source.File("docs/guide/examples/library/terms/measures.yaml");
        var agreement = Source.File("docs/guide/examples/library/acme.yaml");

        var problems = AgreementFile.Parse("acme.yaml", File.ReadAllBytes(agreement), [Layer.Parse("measures.yaml", File.ReadAllBytes(terms))!]).Problems.Where(p => p.Severity == Severity.Warning).ToList();

        problems.Single().Message.ShouldBe("Targets of 'uptime' are from 99 % to 99.99 %, and this one is at least 99.995 %. Usually it is at least 99.9 %.");
        var guide = File.ReadAllText(Source.File("docs/guide/language.md"));
        guide.ShouldContain(problems.Single().Message);
        guide.ShouldContain(File.ReadAllText(terms).TrimEnd());
    }
}
