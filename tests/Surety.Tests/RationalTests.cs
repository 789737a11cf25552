using System.Globalization;
using Shouldly;
using Xunit;

namespace Surety.Tests;

public sealed class RationalTests
{
    [Theory]
    [InlineData("2147483648", "2147483648")] // the sign bit of a word is a digit here
    [InlineData("4294967295.5", "8589934591/2")]
    [InlineData("-9223372036854775808.25", "-36893488147419103233/4")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("0.0004", "1/2500")]
    public void A_decimal_is_taken_without_loss(string text, string exact) =>
        ((Rational)decimal.Parse(text, CultureInfo.InvariantCulture)).ToString().ShouldBe(exact);
}
