using System.Globalization;
using NodaTime;

namespace Surety.Cli;

/// <summary>Reasons of a deadline as indented lines.</summary>
internal static class ReasonLines
{
    /// <summary>Writes parts below each other, their values in one column.</summary>
    public static IEnumerable<string> Of(ValueList<Reason> parts, DateTimeZone zone, int depth)
    {
        if (parts.Count == 0) yield break;
        var width = parts.Max(part => part.Sentence.Length);
        foreach (var part in parts)
        {
            yield return $"{new string(' ', depth * 2)}{part.Sentence.PadRight(width)}  {Text(part.Value, zone)}";
            foreach (var line in Of(part.Parts, zone, depth + 1)) yield return line;
        }
    }

    public static string Text(Figure figure, DateTimeZone zone) => figure switch
    {
        Figure.At at => Shown.Local(at.Value, zone),
        Figure.Time time when time.Ticks.Denominator.IsOne => Duration.FromTicks((long)time.Ticks.Numerator).ToTimeWords(),
        Figure.Time time => $"{time.Ticks} ticks",
        Figure.Count count => count.Value.ToString(CultureInfo.InvariantCulture),
        Figure.Words words => words.Value,
        Figure.Share share => $"{share.Value}",
        Figure.Number number => $"{number.Value}",
        Figure.Amount amount => $"{amount.Currency} {amount.Value}",
    };
}
