using Shouldly;
using Surety.Contract;
using Surety.Templates;
using Xunit;

namespace Surety.Tests.Contract;

/// <summary>The printed contracts of docs/samples are what is printed now; <c>UPDATE_GOLDEN=1</c> writes them anew, to be read like code.</summary>
public sealed class SamplesTests
{
    static readonly string Folder = Source.File("docs", "samples");

    public static TheoryData<string, string> Samples => new()
    {
        { "it-support", "en" }, { "it-support", "de" }, { "hosting-large", "en" }, { "managed-services-large", "de" },
        { "fastly", "en" }, { "fastly", "de" }, { "github-enterprise", "en" }, { "texas-dir", "de" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_is_what_is_printed(string name, string language)
    {
        var file = Template.All.Any(t => t.Name == name) ? Source.File("src", "Surety", "Templates", $"{name}.yaml") : Source.File("examples", "contracts", name, "agreement.yaml");
        var contract = PrintedContract.Of("agreement.yaml", File.ReadAllBytes(file), [], language, null).ShouldBeOfType<Result<PrintedContract>.Ok>().Value;
        foreach (var (ending, printed) in new[] { ("md", ContractMarkdown.Of(contract)), ("html", ContractHtml.Of(contract)) })
        {
            var sample = Path.Combine(Folder, $"{name}.{language}.{ending}");
            if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") File.WriteAllText(sample, printed);

            printed.ShouldBe(File.ReadAllText(sample).ReplaceLineEndings("\n"));
        }
    }

    [Fact]
    public void Every_file_of_the_folder_is_one_of_them()
    {
        var known = Samples.SelectMany(s => new[] { $"{s.Data.Item1}.{s.Data.Item2}.md", $"{s.Data.Item1}.{s.Data.Item2}.html" }).Append("README.md").Order(StringComparer.Ordinal).ToList();

        Directory.GetFiles(Folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).ShouldBe(known);
        var page = File.ReadAllText(Path.Combine(Folder, "README.md"));
        foreach (var file in known.Where(f => f != "README.md")) page.ShouldContain($"({file})");
    }
}
