using System.Globalization;
using System.Numerics;

namespace Surety;

/// <summary>An exact fraction. Verdicts compare these: 432 bad of 43,200 minutes is exactly 1 %. The default is zero.</summary>
public readonly struct Rational : IEquatable<Rational>, IComparable<Rational>
{
    // In lowest terms: in two words where both parts fit, which is nearly always, and elsewhere in numbers of any size. The least word is none of them, so that each can change its sign.
    readonly long numerator;
    readonly long denominatorLessOne; // So that the all-zeros struct is 0/1.
    readonly Large? large;

    sealed record Large(BigInteger Numerator, BigInteger Denominator);

    Rational(long numerator, long denominator) => (this.numerator, denominatorLessOne) = (numerator, denominator - 1);

    Rational(BigInteger numerator, BigInteger denominator)
    {
        if (BigInteger.Abs(numerator) <= long.MaxValue && denominator <= long.MaxValue) (this.numerator, denominatorLessOne) = ((long)numerator, (long)denominator - 1);
        else large = new(numerator, denominator);
    }

    /// <summary>Zero.</summary>
    public static Rational Zero => default;

    /// <summary>One.</summary>
    public static Rational One => new(1L, 1L);

    /// <summary>The part above the line, in lowest terms; carries the sign.</summary>
    public BigInteger Numerator => large?.Numerator ?? numerator;

    /// <summary>The part below the line, in lowest terms; at least 1.</summary>
    public BigInteger Denominator => large?.Denominator ?? Below;

    // Of two words only.
    long Below => denominatorLessOne + 1;

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => large?.Numerator.Sign ?? Math.Sign(numerator);

    /// <summary>Makes a fraction in lowest terms.</summary>
    /// <exception cref="ArgumentException"><paramref name="denominator"/> is zero.</exception>
    public static Rational Of(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero) throw new ArgumentException("A fraction has no zero below the line.", nameof(denominator));
        if (denominator.Sign < 0) (numerator, denominator) = (-numerator, -denominator);
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return common.IsOne ? new(numerator, denominator) : new(numerator / common, denominator / common);
    }

    /// <inheritdoc cref="Of(BigInteger, BigInteger)"/>
    public static Rational Of(long numerator, long denominator)
    {
        if (denominator == 0 || numerator == long.MinValue || denominator == long.MinValue) return Of(new BigInteger(numerator), new BigInteger(denominator));
        if (denominator < 0) (numerator, denominator) = (-numerator, -denominator);
        var common = CommonDivisor((ulong)Math.Abs(numerator), (ulong)denominator);
        return new(numerator / common, denominator / common);
    }

    /// <summary>The greatest common divisor of two numbers, the second of which is not zero, found in registers: most fractions are small.</summary>
    static long CommonDivisor(ulong one, ulong other)
    {
        if (one == 0) return (long)other;
        var twos = BitOperations.TrailingZeroCount(one | other);
        one >>= BitOperations.TrailingZeroCount(one);
        while (other != 0)
        {
            other >>= BitOperations.TrailingZeroCount(other);
            (one, other) = one < other ? (one, other - one) : (other, one - other);
        }
        return (long)(one << twos);
    }

    /// <summary>Takes a whole number as it is.</summary>
    public static implicit operator Rational(long value) => Of(value, 1);

    /// <summary>Takes a decimal as it is, without loss.</summary>
    public static implicit operator Rational(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var digits = (bits[3] >> 16) & 0xFF;
        if (bits[2] == 0 && bits[1] >= 0 && digits < Powers.Length)
        {
            var whole = ((long)bits[1] << 32) | unchecked((uint)bits[0]);
            return Of(bits[3] < 0 ? -whole : whole, Powers[digits]);
        }
        // The words of a decimal have no sign: a high bit is a digit, not an overflow.
        var mantissa = unchecked((new BigInteger((uint)bits[2]) << 64) + (new BigInteger((uint)bits[1]) << 32) + (uint)bits[0]);
        return Of(bits[3] < 0 ? -mantissa : mantissa, BigInteger.Pow(10, digits));
    }

    static readonly long[] Powers = [.. Enumerable.Range(0, 19).Select(d => (long)BigInteger.Pow(10, d))];

    /// <summary>Adds.</summary>
    public static Rational operator +(Rational a, Rational b)
    {
        if ((a.large ?? b.large) is null && Product(a.numerator, b.Below, out var one) && Product(b.numerator, a.Below, out var other) && Product(a.Below, b.Below, out var below) && Sum(one, other, out var sum))
            return Of(sum, below);
        return Of((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);
    }

    /// <summary>Subtracts.</summary>
    public static Rational operator -(Rational a, Rational b) => a + -b;

    /// <summary>Turns the sign round.</summary>
    public static Rational operator -(Rational a) => a.large is { } large ? new(-large.Numerator, large.Denominator) : new(-a.numerator, a.Below);

    /// <summary>Multiplies.</summary>
    public static Rational operator *(Rational a, Rational b) =>
        (a.large ?? b.large) is null && Product(a.numerator, b.numerator, out var above) && Product(a.Below, b.Below, out var below) ? Of(above, below) : Of(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    /// <summary>Divides.</summary>
    /// <exception cref="ArgumentException"><paramref name="b"/> is zero.</exception>
    public static Rational operator /(Rational a, Rational b) =>
        (a.large ?? b.large) is null && Product(a.numerator, b.Below, out var above) && Product(a.Below, b.numerator, out var below) ? Of(above, below) : Of(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    /// <summary>Multiplies words where the product is one.</summary>
    static bool Product(long a, long b, out long product) => Math.BigMul(a, b, out product) == product >> 63 && product != long.MinValue;

    /// <summary>Adds words where the sum is one.</summary>
    static bool Sum(long a, long b, out long sum)
    {
        sum = unchecked(a + b);
        return ((a ^ sum) & (b ^ sum)) >= 0 && sum != long.MinValue;
    }

    /// <summary>Compares exactly.</summary>
    public static bool operator <(Rational a, Rational b) => a.CompareTo(b) < 0;

    /// <summary>Compares exactly.</summary>
    public static bool operator >(Rational a, Rational b) => a.CompareTo(b) > 0;

    /// <summary>Compares exactly.</summary>
    public static bool operator <=(Rational a, Rational b) => a.CompareTo(b) <= 0;

    /// <summary>Compares exactly.</summary>
    public static bool operator >=(Rational a, Rational b) => a.CompareTo(b) >= 0;

    /// <summary>Compares exactly.</summary>
    public static bool operator ==(Rational a, Rational b) => a.Equals(b);

    /// <summary>Compares exactly.</summary>
    public static bool operator !=(Rational a, Rational b) => !a.Equals(b);

    /// <summary>The lesser of two.</summary>
    public static Rational Min(Rational a, Rational b) => a <= b ? a : b;

    /// <summary>The greater of two.</summary>
    public static Rational Max(Rational a, Rational b) => a >= b ? a : b;

    /// <inheritdoc/>
    public int CompareTo(Rational other) => (large ?? other.large) is null && Product(numerator, other.Below, out var one) && Product(other.numerator, Below, out var another)
        ? one.CompareTo(another) : (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <inheritdoc/>
    public bool Equals(Rational other) => numerator == other.numerator && denominatorLessOne == other.denominatorLessOne && large == other.large;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(numerator, denominatorLessOne, large);

    /// <summary>The greatest whole number that is not above.</summary>
    public BigInteger Floor()
    {
        if (large is not null) return BigInteger.DivRem(large.Numerator, large.Denominator, out var rest) - (rest.Sign < 0 ? 1 : 0);
        var (whole, left) = Math.DivRem(numerator, Below);
        return left < 0 ? whole - 1 : whole;
    }

    /// <summary>The least whole number that is not below.</summary>
    public BigInteger Ceiling() => -(-this).Floor();

    /// <summary>Rounds to a number of decimals by a written rule.</summary>
    /// <param name="decimals">Digits after the point; at least 0.</param>
    /// <param name="rounding">What happens to the rest.</param>
    /// <exception cref="OverflowException">The result does not fit a decimal.</exception>
    public decimal Round(int decimals, Rounding rounding)
    {
        if (large is not null || decimals >= Powers.Length || !Product(numerator, Powers[decimals], out var scaled)) return RoundLarge(decimals, rounding);
        var (down, rest) = Math.DivRem(scaled, Below);
        if (rest < 0) (down, rest) = (down - 1, rest + Below);
        return ToDecimal(IsUp(rounding, numerator < 0, rest > 0, rest.CompareTo(Below - rest), long.IsEvenInteger(down)) ? down + 1 : down, decimals);
    }

    /// <summary>Rounds to a multiple of a step by a written rule.</summary>
    /// <param name="step">Above zero.</param>
    /// <param name="rounding">What happens to the rest.</param>
    public Rational RoundTo(Rational step, Rounding rounding)
    {
        var scaled = this / step;
        var down = scaled.Floor();
        var rest = scaled - Of(down, 1);
        return Of(IsUp(rounding, Sign < 0, rest.Sign > 0, rest.CompareTo(Of(1, 2)), down.IsEven) ? down + 1 : down, 1) * step;
    }

    decimal RoundLarge(int decimals, Rounding rounding)
    {
        var scaled = this * Of(BigInteger.Pow(10, decimals), 1);
        var down = scaled.Floor();
        var rest = scaled - Of(down, 1);
        return ToDecimal(IsUp(rounding, Sign < 0, rest.Sign > 0, rest.CompareTo(Of(1, 2)), down.IsEven) ? down + 1 : down, decimals);
    }

    /// <summary>Whether what lies between two neighbours goes to the upper one.</summary>
    /// <param name="rounding">The rule.</param>
    /// <param name="isNegative">Whether it is below zero.</param>
    /// <param name="isBetween">Whether it is not the lower one itself.</param>
    /// <param name="half">Where it lies from the middle: below it if negative, on it if zero.</param>
    /// <param name="isDownEven">Whether the lower one is even.</param>
    static bool IsUp(Rounding rounding, bool isNegative, bool isBetween, int half, bool isDownEven) => rounding switch
    {
        Rounding.Down => isNegative && isBetween,
        Rounding.Up => !isNegative && isBetween,
        Rounding.Floor => false,
        Rounding.Ceiling => isBetween,
        Rounding.HalfUp => isNegative ? half > 0 : half >= 0,
        Rounding.HalfEven => half == 0 ? !isDownEven : half > 0,
    };

    // What is rounded up had something between two whole numbers, and lies far from the last word.
    static decimal ToDecimal(long mantissa, int decimals) => unchecked(new((int)Math.Abs(mantissa), (int)(Math.Abs(mantissa) >> 32), 0, mantissa < 0, (byte)decimals));

    static decimal ToDecimal(BigInteger mantissa, int decimals)
    {
        var magnitude = BigInteger.Abs(mantissa);
        if (magnitude >= BigInteger.One << 96) throw new OverflowException("The figure does not fit a decimal.");
        return new decimal(
            unchecked((int)(uint)(magnitude & uint.MaxValue)),
            unchecked((int)(uint)((magnitude >> 32) & uint.MaxValue)),
            unchecked((int)(uint)(magnitude >> 64)),
            mantissa.Sign < 0,
            (byte)decimals);
    }

    /// <summary>Writes <c>n</c> or <c>n/d</c> in lowest terms: the exact form that JSON carries beside a display.</summary>
    public override string ToString() => Denominator.IsOne ? Numerator.ToString() : large is null ? string.Create(CultureInfo.InvariantCulture, $"{numerator}/{Below}") : $"{Numerator}/{Denominator}";
}

/// <summary>What happens to the digits that are left out. Rounding is always written; nothing rounds by itself.</summary>
public enum Rounding
{
    /// <summary>Half and more goes away from zero: the default for money.</summary>
    HalfUp,

    /// <summary>Half goes to the even digit (bankers').</summary>
    HalfEven,

    /// <summary>Cut: toward zero.</summary>
    Down,

    /// <summary>Away from zero.</summary>
    Up,

    /// <summary>Toward minus infinity.</summary>
    Floor,

    /// <summary>Toward plus infinity.</summary>
    Ceiling,
}
