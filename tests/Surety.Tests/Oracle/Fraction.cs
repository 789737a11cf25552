using System.Globalization;
using System.Numerics;

namespace Surety.Tests.Oracle;

/// <summary>An exact number of the oracle's own, always in lowest terms: it shares nothing with the engine's arithmetic.</summary>
readonly record struct Fraction : IComparable<Fraction>
{
    readonly BigInteger below; // 0 stands for 1, so that default is zero

    Fraction(BigInteger above, BigInteger below)
    {
        var common = BigInteger.GreatestCommonDivisor(above, below) * below.Sign;
        (Above, this.below) = (above / common, below / common);
    }

    public BigInteger Above { get; }

    public BigInteger Below => below.IsZero ? BigInteger.One : below;

    public static Fraction Of(BigInteger above, BigInteger below) => new(above, below);

    public static Fraction Parse(string text)
    {
        var slash = text.IndexOf('/');
        if (slash >= 0) return new(BigInteger.Parse(text[..slash], CultureInfo.InvariantCulture), BigInteger.Parse(text[(slash + 1)..], CultureInfo.InvariantCulture));
        var point = text.IndexOf('.');
        return point < 0
            ? new(BigInteger.Parse(text, CultureInfo.InvariantCulture), 1)
            : new(BigInteger.Parse(text.Remove(point, 1), CultureInfo.InvariantCulture), BigInteger.Pow(10, text.Length - point - 1));
    }

    public static implicit operator Fraction(long whole) => new(whole, 1);

    public static implicit operator Fraction(decimal number) => Parse(number.ToString(CultureInfo.InvariantCulture));

    public static Fraction operator +(Fraction a, Fraction b) => new((a.Above * b.Below) + (b.Above * a.Below), a.Below * b.Below);

    public static Fraction operator -(Fraction a, Fraction b) => new((a.Above * b.Below) - (b.Above * a.Below), a.Below * b.Below);

    public static Fraction operator *(Fraction a, Fraction b) => new(a.Above * b.Above, a.Below * b.Below);

    public static Fraction operator /(Fraction a, Fraction b) => new(a.Above * b.Below, a.Below * b.Above);

    public static bool operator <(Fraction a, Fraction b) => a.CompareTo(b) < 0;

    public static bool operator >(Fraction a, Fraction b) => a.CompareTo(b) > 0;

    public static bool operator <=(Fraction a, Fraction b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Fraction a, Fraction b) => a.CompareTo(b) >= 0;

    public int CompareTo(Fraction other) => (Above * other.Below).CompareTo(other.Above * Below);

    public static Fraction Least(Fraction a, Fraction b) => a < b ? a : b;

    public static Fraction Greatest(Fraction a, Fraction b) => a > b ? a : b;

    /// <summary>The whole number at or below.</summary>
    public BigInteger Floor() => Above.Sign >= 0 ? Above / Below : -((-Above + Below - 1) / Below);

    public BigInteger Ceiling() => -(new Fraction(-Above, Below).Floor());

    /// <summary>To so many decimals, by the words of the language.</summary>
    public Fraction Rounded(int decimals, string how)
    {
        // Below zero the digits are treated alike: what is cut is nearer to zero.
        if (Above.Sign < 0) return 0 - new Fraction(-Above, Below).Rounded(decimals, how);
        var scale = BigInteger.Pow(10, decimals);
        var scaled = this * new Fraction(scale, 1);
        var down = scaled.Floor();
        var rest = scaled - new Fraction(down, 1);
        var half = new Fraction(1, 2);
        var up = how switch
        {
            "half up" => rest >= half,
            "half even" => rest > half || (rest == half && !down.IsEven),
            "up" => rest > 0,
            "cut" => false,
            _ => throw new ArgumentException(how),
        };
        return new(down + (up ? 1 : 0), scale);
    }

    public override string ToString() => Below.IsOne ? Above.ToString(CultureInfo.InvariantCulture) : $"{Above}/{Below}";
}
