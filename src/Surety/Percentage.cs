namespace Surety;

/// <summary>A percentage, exact: <c>99.95 %</c>. The default is 0 %.</summary>
/// <param name="Value">What stands before the sign: 99.95.</param>
public readonly record struct Percentage(decimal Value)
{
    /// <summary>99.95 % = 1999/2000.</summary>
    public Rational Fraction => (Rational)Value / 100;

    /// <summary>Writes <c>99.95 %</c>.</summary>
    public override string ToString() => $"{Value} %";
}
