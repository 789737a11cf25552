using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Web.Statements;

namespace Surety.Web.Charts;

/// <summary>What a level came to in one period.</summary>
/// <param name="Window">Name of its window: <c>2026-10</c>.</param><param name="Name">The same for people: <c>October 2026</c>.</param><param name="Verdict">What became of it.</param>
/// <param name="Attained">The figure, exact: for the place of its mark alone; <c>null</c>: there is none.</param><param name="Shown">The figure as it is shown everywhere; a dash where there is none.</param>
/// <param name="Range">What the figure is compared with; <c>null</c>: every single one is, and all must hold.</param><param name="Target">The promise in words.</param><param name="Counts">False while it is reported only.</param>
public sealed partial record PeriodMark(string Window, string Name, Verdict Verdict, Figure? Attained, string Shown, Comparison? Range, string Target, bool Counts)
{
    /// <summary>Where it is told why; <c>null</c>: nowhere.</summary>
    public string? Address { get; init; }

    /// <summary>Of a verdict.</summary>
    public static PeriodMark Of(LevelResult level, Notation notation) =>
        new(level.Window.Name, notation.Window(level.Window), level.Verdict, level.Attained, notation.Attained(level), level.Range, notation.Phrase(level.Target), level.Counts);

    /// <summary>Of what a sealed statement says.</summary>
    public static PeriodMark Of(SealedLevel level, Notation notation) =>
        new(level.Window, NameOf(level.Window, notation), level.Became, level.Exact, level.Attained is { } attained ? notation.Sealed(attained) : Notation.Nothing, level.Range, notation.Phrase(level.Target), level.Counts);

    static string NameOf(string window, Notation notation) =>
        Calendar().Match(window) is not { Success: true } m ? notation.Period(window)
        : m.Groups["month"] is { Success: true, ValueSpan: var month } ? notation.Window(WindowRule.Month.At(new LocalDate(Year(m), int.Parse(month, CultureInfo.InvariantCulture), 1), DateTimeZone.Utc))
        : m.Groups["quarter"] is { Success: true, ValueSpan: var quarter } ? notation.Window(WindowRule.Quarter.At(new LocalDate(Year(m), int.Parse(quarter, CultureInfo.InvariantCulture) * 3, 1), DateTimeZone.Utc))
        : notation.Period(window);

    static int Year(Match match) => int.Parse(match.Groups["year"].ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>Whether it is a calendar month.</summary>
    internal bool IsMonth => Calendar().Match(Window).Groups["month"].Success;

    /// <summary>What an axis calls it, and its year; <c>null</c>: it has no short name.</summary>
    internal (string Label, int Year)? Short(Chart chart)
    {
        if (Calendar().Match(Window) is { Success: true } m)
            return (m.Groups["month"].Success ? chart.Month(int.Parse(m.Groups["month"].ValueSpan, CultureInfo.InvariantCulture)) : m.Groups["part"].Success ? m.Groups["part"].Value : "", Year(m));
        return Window.Length >= 10 && LocalDatePattern.Iso.Parse(Window[..10]) is { Success: true, Value: var day } ? (chart.Day(day), day.Year) : null;
    }

    /// <summary>Where the figure would have to be, from below or from above; <c>null</c> on a side that has no end.</summary>
    internal (Rational? Low, Rational? High) Ends => Range is { } range ? (range.Low?.Value, range.High?.Value) : Attained is Figure.Share ? (Rational.One, null) : (null, null);

    /// <summary>The end from which its distance is told: the one that was overstepped, else the only one.</summary>
    internal Rational? End => (Ends, Attained?.Exact) switch
    {
        (({ } low, null), _) => low,
        ((null, { } high), _) => high,
        (({ } low, { } high), { } value) => value < low ? low : value > high ? high : null,
        _ => null,
    };

    /// <summary>How far it is on the good side of what was promised; negative on the bad one. <c>null</c>: nothing is compared.</summary>
    internal Rational? Margin => Attained?.Exact is not { } value ? null : Ends switch
    {
        ({ } low, { } high) => Rational.Min(value - low, high - value),
        ({ } low, null) => value - low,
        (null, { } high) => high - value,
        (null, null) => null,
    };

    internal Unit Unit => Range?.Unit ?? Attained switch { Figure.Time => Unit.Time, Figure.Share => Unit.Percent, _ => Unit.Number };

    [GeneratedRegex(@"^(?<year>\d{4})(-(?<month>\d\d)|-(?<part>Q(?<quarter>\d)|H\d))?$")]
    private static partial Regex Calendar();
}
