using Shouldly;
using Surety.Contract;
using Xunit;

namespace Surety.Tests;

public sealed class LanguageTests
{
    [Theory]
    [InlineData("en", "en")]
    [InlineData("DE", "de")]
    [InlineData("de-AT", "de")]
    [InlineData("en-GB", "en")]
    [InlineData("fr", null)]
    [InlineData("den", null)]
    [InlineData("", null)]
    public void A_language_is_found_by_its_tag(string tag, string? found) => Language.Of(tag)?.Tag.ShouldBe(found);

    [Fact]
    public void Contracts_are_printed_in_all_of_them() => PrintedContract.Languages.ShouldBe(Language.All.Select(l => l.Tag));
}
