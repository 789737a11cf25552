using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
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

    /// <summary>Small and large numbers, those at the ends among them, and products of few primes, so that much is common to both.</summary>
    static Gen<long> Numbers() => Gen.OneOf(
        Gen.Choose(-20, 20).Select(n => (long)n),
        Gen.Elements(long.MinValue, long.MinValue + 1, long.MaxValue, long.MaxValue - 1, 1L << 62),
        from a in Gen.Choose(0, 20) from b in Gen.Choose(0, 12) from sign in Gen.Elements(-1L, 1L) select sign * (1L << a) * (long)BigInteger.Pow(7, b),
        from high in Gen.Choose(int.MinValue, int.MaxValue) from low in Gen.Choose(int.MinValue, int.MaxValue) select ((long)high << 32) ^ low);

    [Fact]
    public void Fractions_of_words_are_those_of_numbers_of_any_size() => Prop.ForAll(Numbers().ToArbitrary(), Numbers().Where(n => n != 0).ToArbitrary(), (numerator, denominator) =>
        Rational.Of(numerator, denominator) == Rational.Of(new BigInteger(numerator), new BigInteger(denominator))).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void A_decimal_of_two_words_is_taken_without_loss() => Prop.ForAll(Numbers().Where(n => n != long.MinValue).ToArbitrary(), Gen.Choose(0, 28).ToArbitrary(), (whole, digits) =>
    {
        var number = new decimal(unchecked((int)Math.Abs(whole)), unchecked((int)(Math.Abs(whole) >> 32)), 0, whole < 0, (byte)digits);
        return (Rational)number == Rational.Of(new BigInteger(whole), BigInteger.Pow(10, digits));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
}
