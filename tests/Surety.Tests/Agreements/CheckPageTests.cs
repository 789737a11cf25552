using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Surety.Tests.Agreements;

/// <summary>The guide's page about what is found has every warning that the engine can give, and no other.</summary>
public sealed partial class CheckPageTests
{
    [Fact]
    public void Every_warning_stands_in_the_guide()
    {
        var given = Directory.GetFiles(Source.File("src", "Surety"), "*.cs", SearchOption.AllDirectories).SelectMany(f => Given().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value)
            .SelectMany(code => code[0] == '{' ? new[] { "target", "clock" }.Select(of => of + code["{code}".Length..]) : [code]).Distinct().Order().ToList();

        var told = Row().Matches(File.ReadAllText(Source.File("docs", "guide", "check.md"))).SelectMany(m => Code().Matches(m.Value)).Select(m => m.Groups[1].Value).Order().ToList();

        given.Count.ShouldBeGreaterThan(25);
        told.ShouldBe(given);
    }

    [GeneratedRegex("Warning\\([^\"$]*\\$?\"([a-z.{}-]+)\"")]
    private static partial Regex Given();

    [GeneratedRegex("(?m)^\\| `[^|]*\\|")]
    private static partial Regex Row();

    [GeneratedRegex("`([a-z.-]+)`")]
    private static partial Regex Code();
}
