using Shouldly;
using Surety.Agreements;
using Xunit;

namespace Surety.Tests.Agreements;

public sealed class TrialTests
{
    public static TheoryData<string, string> Trials => new()
    {
        { "small-msp.yaml", "schedule.hole schedule.hole" },
        { "support-desk.yaml", "" },
        { "freelancer.yaml", "" },
        { "per-feature.yaml", "schedule.hole schedule.credits-met schedule.hole schedule.credits-met" },
        { "tiers.yaml", "" },
    };

    [Theory]
    [MemberData(nameof(Trials))]
    public void Contracts_tried_on_paper_are_read_and_show_the_holes_of_their_texts(string file, string warnings)
    {
        var parsed = AgreementFile.Parse(file, File.ReadAllBytes(Source.File("tests", "Surety.Tests", "Agreements", "Trial", file)));

        parsed.Problems.Where(p => p.Severity == Severity.Error).ShouldBeEmpty();
        parsed.Agreement.ShouldNotBeNull();
        string.Join(" ", parsed.Problems.Where(p => p.Severity == Severity.Warning).Select(p => p.Code)).ShouldBe(warnings, string.Join("\n", parsed.Problems));
    }

    [Theory]
    [InlineData("src/Surety.Cli/Demo/agreement.v1.yaml")]
    [InlineData("src/Surety.Cli/Demo/agreement.v2.yaml")]
    [InlineData("docs/guide/examples/first/agreement.yaml")]
    public void Agreements_that_we_publish_are_read_without_a_warning(string file)
    {
        var parsed = AgreementFile.Parse(file, File.ReadAllBytes(Source.File(file)));

        parsed.Problems.Where(p => p.Severity != Severity.Note).ShouldBeEmpty();
    }
}
