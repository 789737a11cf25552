using Surety.Text;

namespace Surety.Scope;

/// <summary>How windows and periods are written: <c>month</c>, <c>quarter from 1 February</c>. Grammar: docs/guide/grammar.md, "Windows".</summary>
internal static class Windows
{
    static readonly string[] MonthNames = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    /// <summary>
    /// window = "month" [ "from the" ordinal ] | ( "quarter" | "half-year" | "year" ) [ "from" day "month name" ] | "service year" | "week" | "day" | "rolling" whole ( "months" | "days" )
    /// </summary>
    public static WindowRule? Read(PhraseReader phrase, Declared declared, bool mayRoll = false)
    {
        var at = phrase.At;
        switch (phrase.TryAny("service year", "month", "quarter", "half-year", "year", "week", "day", "rolling"))
        {
            case "month": return Month(phrase);
            case "quarter": return Months(phrase, 3);
            case "half-year": return Months(phrase, 6);
            case "year": return Months(phrase, 12);
            case "week": return new WindowRule.Weeks();
            case "day": return new WindowRule.Days();
            case "service year" when declared.TermFrom is { } from:
                if (from.Day <= 28) return new WindowRule.Months(12, from.Month, from.Day);
                phrase.Error(at, "window.service-year", $"A service year from the {from.Day}. of a month has no start in every year.", "Begin the term on the 28th at the latest, or write 'year from 1 …'.");
                return null;
            case "service year": return WindowRule.Year;
            case "rolling" when mayRoll: return Rolling(phrase, at);
            case "rolling":
                phrase.Error(at, "window.rolling", "Only windows of service levels roll.", "Write 'month' or 'quarter'.");
                return null;
            default: return phrase.Refuse<WindowRule>("a window like 'month' or 'quarter'");
        }
    }

    /// <summary>"month" | "quarter" | "year", each of the calendar</summary>
    public static WindowRule? Plain(PhraseReader phrase) => phrase.TryAny("month", "quarter", "year") switch
    {
        "month" => WindowRule.Month,
        "quarter" => WindowRule.Quarter,
        "year" => WindowRule.Year,
        _ => phrase.Refuse<WindowRule>("'month', 'quarter' or 'year'"),
    };

    /// <summary>"month" | "quarter" | "year" | "rolling" whole ( "months" | "days" )</summary>
    public static WindowRule? PlainOrRolling(PhraseReader phrase)
    {
        var at = phrase.At;
        return phrase.TryWord("rolling") ? Rolling(phrase, at) : Plain(phrase);
    }

    /// <summary>day and month: <c>25 December</c></summary>
    public static (int Month, int Day)? DayOfYear(PhraseReader phrase)
    {
        var at = phrase.At;
        if (Amounts.Whole(phrase) is not { } day) return null;
        if (phrase.TryAny(MonthNames) is not { } name) return phrase.Refuse<(int, int)?>("the name of a month");
        var month = Array.IndexOf(MonthNames, name) + 1;
        if (day >= 1 && day <= NodaTime.CalendarSystem.Iso.GetDaysInMonth(2024, month)) return (month, day);
        phrase.Error(at, "date.day", $"{name} has no {day}. day.");
        return null;
    }

    static WindowRule.Rolling? Rolling(PhraseReader phrase, Location at)
    {
        if (Amounts.Whole(phrase) is not { } count) return null;
        if (phrase.TryAny("months", "days") is not { } unit) return phrase.Refuse<WindowRule.Rolling>("'months' or 'days'");
        var ofDays = unit == "days";
        if (count >= 2 && count <= (ofDays ? 366 : 36)) return new(count, ofDays);
        phrase.Error(at, "window.rolling", "A window that rolls has 2 to 36 months, or 2 to 366 days.", $"A window of one {unit.TrimEnd('s')} is '{unit.TrimEnd('s')}'.");
        return null;
    }

    static WindowRule.Months? Month(PhraseReader phrase)
    {
        if (!phrase.TryWord("from the")) return new(1, 1, 1);
        var at = phrase.At;
        if (Amounts.TryOrdinal(phrase) is not { } day) return phrase.Refuse<WindowRule.Months>("a day of the month like '16th'");
        if (day is >= 1 and <= 28) return new(1, 1, day);
        phrase.Error(at, "window.day", "A month begins on the 1st to the 28th, so that every month has that day.");
        return null;
    }

    static WindowRule.Months? Months(PhraseReader phrase, int count)
    {
        if (!phrase.TryWord("from")) return new(count, 1, 1);
        var at = phrase.At;
        if (DayOfYear(phrase) is not { } start) return null;
        if (start.Day <= 28) return new(count, ((start.Month - 1) % count) + 1, start.Day);
        phrase.Error(at, "window.day", "A window begins on the 1st to the 28th, so that every month has that day.");
        return null;
    }
}
