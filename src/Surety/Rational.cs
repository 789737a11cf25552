using System.Numerics;

namespace Surety;

/// <summary>An exact fraction. Verdicts compare these: 432 bad of 43,200 minutes is exactly 1 %. The default is zero.</summary>
public readonly struct Rational : IEquatable<Rational>, IComparable<Rational>
{
    readonly BigInteger numerator;
    readonly BigInteger denominatorLessOne; // So that the all-zeros struct is 0/1.

    Rational(BigInteger numerator, BigInteger denominator)
    {
        this.numerator = numerator;
        denominatorLessOne = denominator - 1;
    }

    /// <summary>Zero.</summary>
    public static Rational Zero => default;

    /// <summary>One.</summary>
    public static Rational One => new(1, 1);

    /// <summary>The part above the line, in lowest terms; carries the sign.</summary>
    public BigInteger Numerator => numerator;

    /// <summary>The part below the line, in lowest terms; at least 1.</summary>
    public BigInteger Denominator => denominatorLessOne + 1;

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => numerator.Sign;

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
        if (denominator <= 0 || numerator == long.MinValue) return Of(new BigInteger(numerator), new BigInteger(denominator));
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
    public static implicit operator Rational(long value) => new(value, 1);

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
    public static Rational operator +(Rational a, Rational b) => Of((a.numerator * b.Denominator) + (b.numerator * a.Denominator), a.Denominator * b.Denominator);

    /// <summary>Subtracts.</summary>
    public static Rational operator -(Rational a, Rational b) => Of((a.numerator * b.Denominator) - (b.numerator * a.Denominator), a.Denominator * b.Denominator);

    /// <summary>Turns the sign round.</summary>
    public static Rational operator -(Rational a) => new(-a.numerator, a.Denominator);

    /// <summary>Multiplies.</summary>
    public static Rational operator *(Rational a, Rational b) => Of(a.numerator * b.numerator, a.Denominator * b.Denominator);

    /// <summary>Divides.</summary>
    /// <exception cref="ArgumentException"><paramref name="b"/> is zero.</exception>
    public static Rational operator /(Rational a, Rational b) => Of(a.numerator * b.Denominator, a.Denominator * b.numerator);

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
    public int CompareTo(Rational other) => (numerator * other.Denominator).CompareTo(other.numerator * Denominator);

    /// <inheritdoc/>
    public bool Equals(Rational other) => numerator == other.numerator && denominatorLessOne == other.denominatorLessOne;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(numerator, denominatorLessOne);

    /// <summary>The greatest whole number that is not above.</summary>
    public BigInteger Floor() => BigInteger.DivRem(numerator, Denominator, out var rest) - (rest.Sign < 0 ? 1 : 0);

    /// <summary>The least whole number that is not below.</summary>
    public BigInteger Ceiling() => -(-this).Floor();

    /// <summary>Rounds to a number of decimals by a written rule.</summary>
    /// <param name="decimals">Digits after the point; at least 0.</param>
    /// <param name="rounding">What happens to the rest.</param>
    /// <exception cref="OverflowException">The result does not fit a decimal.</exception>
    public decimal Round(int decimals, Rounding rounding)
    {
        var scaled = this * Of(BigInteger.Pow(10, decimals), 1);
        var down = scaled.Floor();
        var rest = scaled - Of(down, 1);
        var half = Of(1, 2);
        var up = rounding switch
        {
            Rounding.Down => scaled.Sign < 0 && rest.Sign > 0,
            Rounding.Up => scaled.Sign >= 0 && rest.Sign > 0,
            Rounding.Floor => false,
            Rounding.Ceiling => rest.Sign > 0,
            Rounding.HalfUp => scaled.Sign >= 0 ? rest >= half : rest > half,
            Rounding.HalfEven => rest == half ? !down.IsEven : rest > half,
        };
        return ToDecimal(up ? down + 1 : down, decimals);
    }

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
    public override string ToString() => Denominator.IsOne ? numerator.ToString() : $"{numerator}/{Denominator}";
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
