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

    static Gen<Rational> Fractions() => from numerator in Numbers() from denominator in Numbers().Where(n => n != 0) select Rational.Of(numerator, denominator);

    /// <summary>Parts that fit in words and parts that do not give what numbers of any size give.</summary>
    [Fact]
    public void Arithmetic_is_that_of_numbers_of_any_size() => Prop.ForAll(Fractions().ToArbitrary(), Fractions().ToArbitrary(), (a, b) =>
    {
        var (an, ad, bn, bd) = (a.Numerator, a.Denominator, b.Numerator, b.Denominator);

        (a + b).ShouldBe(Rational.Of((an * bd) + (bn * ad), ad * bd));
        (a - b).ShouldBe(Rational.Of((an * bd) - (bn * ad), ad * bd));
        (a * b).ShouldBe(Rational.Of(an * bn, ad * bd));
        if (b.Sign != 0) (a / b).ShouldBe(Rational.Of(an * bd, ad * bn));
        (-a).ShouldBe(Rational.Of(-an, ad));
        a.CompareTo(b).ShouldBe((an * bd).CompareTo(bn * ad));
        (a == b).ShouldBe(an * bd == bn * ad);
        ((a - b) + b).ShouldBe(a);
        ((a - b) + b).GetHashCode().ShouldBe(a.GetHashCode());
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Rounding_is_that_of_numbers_of_any_size() => Prop.ForAll(Fractions().ToArbitrary(), Gen.Choose(0, 20).ToArbitrary(), Gen.Elements(Enum.GetValues<Rounding>()).ToArbitrary(), (fraction, decimals, rounding) =>
    {
        var power = BigInteger.Pow(10, decimals);
        var (whole, rest) = BigInteger.DivRem(fraction.Numerator * power, fraction.Denominator);
        if (rest.Sign < 0) (whole, rest) = (whole - 1, rest + fraction.Denominator);
        var up = rounding switch
        {
            Rounding.Down => fraction.Sign < 0 && !rest.IsZero,
            Rounding.Up => fraction.Sign > 0 && !rest.IsZero,
            Rounding.Floor => false,
            Rounding.Ceiling => !rest.IsZero,
            Rounding.HalfUp => 2 * rest > fraction.Denominator || (2 * rest == fraction.Denominator && fraction.Sign > 0),
            Rounding.HalfEven => 2 * rest > fraction.Denominator || (2 * rest == fraction.Denominator && !whole.IsEven),
        };
        var expected = up ? whole + 1 : whole;
        if (BigInteger.Abs(expected) >= BigInteger.One << 96) return true;

        var rounded = fraction.Round(decimals, rounding);

        ((Rational)rounded).ShouldBe(Rational.Of(expected, power));
        rounded.Scale.ShouldBe((byte)decimals);
        fraction.Floor().ShouldBe(BigInteger.DivRem(fraction.Numerator, fraction.Denominator, out var left) - (left.Sign < 0 ? 1 : 0));
        fraction.Ceiling().ShouldBe(-(-fraction).Floor());
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
}
