using Shouldly;
using Surety.Agreements;
using Xunit;

namespace Surety.Tests.Agreements;

/// <summary>The published contracts of <c>examples/contracts</c>, and the readings that stand on them.</summary>
public sealed class ContractsTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Source.File("examples", "contracts"), "*.yaml", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "worked.yaml").Select(f => Path.GetRelativePath(Source.File("examples", "contracts"), f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_contract_has_no_problem_but_the_questions_that_its_text_leaves_open(string file)
    {
        var path = Source.File("examples", "contracts", file);
        var beside = Directory.GetFiles(Path.GetDirectoryName(path)!, "*.yaml").Concat(Directory.GetFiles(Path.Combine(Path.GetDirectoryName(path)!, ".."), "*.yaml"));
        var layers = beside.Select(f => Layer.Parse(f, File.ReadAllBytes(f))).OfType<Layer>().ToValueList();

        AgreementFile.Parse(file, File.ReadAllBytes(path), layers).Problems.Where(p => p.Severity != Severity.Note).ShouldBeEmpty();
    }
}
