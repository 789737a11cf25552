using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>Which windows a level has: found by going through the days, one after the other.</summary>
/// <remarks><c>Words</c>: As in the agreement. <c>FirstDay</c>: Of the month, for "month from the". <c>FirstMonth</c>: For "from 1 February".</remarks>
sealed record Window(string Words, string Kind, int FirstDay = 1, int FirstMonth = 1)
{
    /// <summary>Whether a window begins on this local date.</summary>
    bool Begins(LocalDate date, LocalDate term) => Kind switch
    {
        "day" => true,
        "week" => date.DayOfWeek == IsoDayOfWeek.Monday,
        "month" => date.Day == FirstDay,
        "quarter" => date.Day == 1 && (date.Month - FirstMonth + 12) % 3 == 0,
        "half-year" => date.Day == 1 && (date.Month - FirstMonth + 12) % 6 == 0,
        "year" => date.Day == 1 && date.Month == FirstMonth,
        "service year" => date.Day == term.Day && date.Month == term.Month,
        _ => throw new ArgumentException(Kind),
    };

    /// <summary>The first day of the window that holds a date, and the first day of the next one.</summary>
    public (LocalDate First, LocalDate Next) Around(LocalDate date, LocalDate term)
    {
        var (first, next) = (date, date.PlusDays(1));
        while (!Begins(first, term)) first = first.PlusDays(-1);
        while (!Begins(next, term)) next = next.PlusDays(1);
        return (first, next);
    }
}
