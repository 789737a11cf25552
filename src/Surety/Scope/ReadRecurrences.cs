using NodaTime;
using Surety.Calendars;
using Surety.Text;

namespace Surety.Scope;

/// <summary>Reads what comes again by itself. Grammar: docs/guide/grammar.md, "Chapter 1".</summary>
internal static class ReadRecurrences
{
    /// <summary>recurrence = ( ( ordinal | "last" ) weekday "of the month" | ( ordinal | "last day" ) "of the month" | day of year | "day" | weekdays ) time ranges</summary>
    public static Recurrence? Read(PhraseReader phrase)
    {
        var start = phrase.Position;
        return Date(phrase) is { } date && Hours.TimeRanges(phrase) is { } hours ? new(date, hours.Select(h => new DayRange(h.Start * 60, h.End * 60)).ToValueList(), phrase.Since(start)) : null;
    }

    static RecurringDate? Date(PhraseReader phrase)
    {
        if (phrase.TryWord("day")) return new RecurringDate.Weekly(Enumerable.Range(1, 7).Select(d => (IsoDayOfWeek)d).ToValueList());
        if (phrase.TryWord("last day of the month")) return new RecurringDate.Monthly(null);
        if (phrase.TryWord("last")) return OneDay(phrase) is { } last && phrase.ExpectWord("of the month") ? new RecurringDate.NthWeekday(null, last) : null;
        var at = phrase.At;
        if (Amounts.TryOrdinal(phrase) is { } nth)
        {
            if (phrase.TryWord("of the month"))
            {
                if (nth is >= 1 and <= 31) return new RecurringDate.Monthly(nth);
                phrase.Error(at, "recurrence.day", "A month has at most 31 days.", "Write '1st of the month' to '31st of the month', or 'last day of the month'.");
                return null;
            }
            if (OneDay(phrase) is not { } day || !phrase.ExpectWord("of the month")) return null;
            if (nth is >= 1 and <= 5) return new RecurringDate.NthWeekday(nth, day);
            phrase.Error(at, "recurrence.nth", "A month has a day of the week four or five times.", "Write '1st' to '5th', or 'last'.");
            return null;
        }
        if (phrase.Peek().Kind == TokenKind.Number) return Windows.DayOfYear(phrase) is { } date ? new RecurringDate.Yearly(date.Month, date.Day) : null;
        return Hours.Weekdays(phrase) is { } days ? new RecurringDate.Weekly(days) : null;
    }

    static IsoDayOfWeek? OneDay(PhraseReader phrase)
    {
        var at = phrase.At;
        if (Hours.Weekdays(phrase) is not { } days) return null;
        if (days is [var only]) return only;
        phrase.Error(at, "recurrence.days", "One day of the week was expected here.", "Write a line for each.");
        return null;
    }
}
