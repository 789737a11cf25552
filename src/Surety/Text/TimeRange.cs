namespace Surety.Text;

/// <summary>A part of a day as its clock on the wall shows it, half-open.</summary>
/// <param name="Start">Minutes since 00:00, included; from 0.</param>
/// <param name="End">Minutes since 00:00, excluded; after the start, up to 1440, which is 24:00.</param>
internal readonly record struct TimeRange(int Start, int End)
{
    /// <summary>Writes <c>08:00-12:00</c>.</summary>
    public override string ToString() => $"{Start / 60:00}:{Start % 60:00}-{End / 60:00}:{End % 60:00}";
}
