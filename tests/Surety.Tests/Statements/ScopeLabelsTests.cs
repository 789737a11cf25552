using Shouldly;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

public sealed class ScopeLabelsTests
{
    [Theory]
    [InlineData("class=core, priority=P1,", "class=core", "priority=P1")]
    [InlineData(@"site=Köln\, Süd,floor=2", "site=Köln, Süd", "floor=2")]
    [InlineData(@"path=C:\\temp\new", @"path=C:\temp\new")]
    [InlineData(",,")]
    [InlineData("")]
    public void Labels_stand_in_one_text_parted_by_commas(string text, params string[] parts) => ScopeLabels.Parted(text).ShouldBe(parts);

    [Theory]
    [InlineData("core")]
    [InlineData("Köln, Süd")]
    [InlineData(@"\")]
    [InlineData(@"a\,b,,\\")]
    [InlineData("a=b")]
    public void What_is_written_is_read_again(string value)
    {
        var labels = Surety.Labels.None.With("class", "edge").With("site", value);
        var problems = new List<Problem>();

        ScopeLabels.Read(ScopeLabels.Parted(ScopeLabels.Written(labels)), null, problems).ShouldBe(labels);

        problems.ShouldBeEmpty();
    }
}
