using Shouldly;
using Surety.Web.Charts;
using Xunit;

namespace Surety.Integration.Tests.Web;

/// <summary>How far a mark of a chart stands from its line.</summary>
public sealed class DistanceTests
{
    [Theory]
    [InlineData("0.055 % under", 0.055)]
    [InlineData("+0.10 %", 0.10)]
    [InlineData("−15.77 %", 15.77)]
    [InlineData("+1 h 20 min", 4800)]
    [InlineData("2 d 3 h over", 183600)]
    [InlineData("−250 ms", 0.25)]
    [InlineData("+1,234.5", 1234.5)]
    [InlineData("3 s", 3)]
    public void A_distance_is_as_large_as_it_is_shown(string shown, double size) => Distance.Size(shown).ShouldBe((decimal)size);

    [Theory]
    [InlineData(null)]
    [InlineData("–")]
    [InlineData("")]
    public void What_is_no_distance_has_no_size(string? shown) => Distance.Size(shown).ShouldBeNull();
}
