using System.Globalization;
using NodaTime;

namespace Surety;

/// <summary>A month, quarter or year of the calendar.</summary>
public sealed record CalendarPeriod
{
    CalendarPeriod(LocalDate start, int months) => (Start, Length) = (start, months);

    /// <summary>The first day.</summary>
    public LocalDate Start { get; }

    /// <summary>In months: 1, 3 or 12.</summary>
    public int Length { get; }

    /// <summary>The first day behind it.</summary>
    public LocalDate End => Start.PlusMonths(Length);

    /// <summary>A month.</summary>
    public static CalendarPeriod Month(YearMonth month) => new(month.OnDayOfMonth(1), 1);

    /// <summary>A quarter.</summary>
    /// <param name="year">The year.</param><param name="quarter">From 1 to 4.</param>
    public static CalendarPeriod Quarter(int year, int quarter) => new(new(year, (quarter * 3) - 2, 1), 3);

    /// <summary>A year.</summary>
    public static CalendarPeriod Year(int year) => new(new(year, 1, 1), 12);

    /// <summary>The one of equal length behind it.</summary>
    public CalendarPeriod Next() => new(End, Length);

    /// <summary>Writes <c>2026-10</c>, <c>2026-Q3</c> or <c>2026</c>.</summary>
    public override string ToString() => Length switch
    {
        1 => Start.ToString("uuuu'-'MM", CultureInfo.InvariantCulture),
        3 => $"{Start.Year:0000}-Q{(Start.Month + 2) / 3}",
        _ => $"{Start.Year:0000}",
    };
}
