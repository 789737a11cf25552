using Shouldly;
using Surety.Agreements;
using Xunit;

namespace Surety.Tests.Agreements;

/// <summary>
/// The published contracts of <c>examples/contracts</c>, and the readings that stand on them. What is wrong with a published text itself stands beside it in a file <c>.holes</c>: line and code.
/// </summary>
public sealed class ContractsTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Source.File("examples", "contracts"), "*.yaml", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "worked.yaml").Select(f => Path.GetRelativePath(Source.File("examples", "contracts"), f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_contract_has_no_problem_but_the_holes_of_its_text_and_the_questions_that_it_leaves_open(string file)
    {
        var path = Source.File("examples", "contracts", file);
        var beside = Directory.GetFiles(Source.File("examples", "contracts", file.Split(Path.DirectorySeparatorChar)[0]), "*.yaml", SearchOption.AllDirectories);
        var layers = beside.Select(f => Layer.Parse(f, File.ReadAllBytes(f))).OfType<Layer>().ToValueList();

        var holes = Path.ChangeExtension(path, "holes") is var known && File.Exists(known) ? File.ReadAllLines(known) : [];

        AgreementFile.Parse(file, File.ReadAllBytes(path), layers).Problems.Where(p => p.Severity != Severity.Note).Select(p => $"{p.At.Line} {p.Code}").ShouldBe(holes);
    }
}
