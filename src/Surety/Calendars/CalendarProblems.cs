using NodaTime;

namespace Surety.Calendars;

/// <summary>Which part of the rules a problem is about, so that the reader of the text can say where it stands. Closed: these are all there are.</summary>
public abstract record CalendarPlace
{
    private CalendarPlace() { }

    /// <summary>The calendar as a whole.</summary>
    public sealed record Whole : CalendarPlace;

    /// <summary>The hours of a day of the week.</summary>
    /// <param name="Entry">Index into <see cref="CalendarRules.Weekly"/>.</param>
    /// <param name="Range">Index into its hours; <c>null</c> for all of them.</param>
    public sealed record Weekly(int Entry, int? Range) : CalendarPlace;

    /// <summary>A closed date.</summary>
    /// <param name="Entry">Index into <see cref="CalendarRules.Closed"/>.</param>
    public sealed record Closed(int Entry) : CalendarPlace;

    /// <summary>A reopened date.</summary>
    /// <param name="Entry">Index into <see cref="CalendarRules.Reopened"/>.</param>
    public sealed record Reopened(int Entry) : CalendarPlace;

    /// <summary>A break.</summary>
    /// <param name="Entry">Index into <see cref="CalendarRules.Breaks"/>.</param>
    /// <param name="Range">Index into its hours; <c>null</c> for all of them.</param>
    public sealed record Break(int Entry, int? Range) : CalendarPlace;

    /// <summary>A shift.</summary>
    /// <param name="Entry">Index into <see cref="CalendarRules.Shifts"/>.</param>
    /// <param name="Range">Index into its hours; <c>null</c> for all of them.</param>
    public sealed record Shift(int Entry, int? Range) : CalendarPlace;
}

/// <summary>Something wrong with a calendar; the reader of the text turns it into a <see cref="Problem"/> with a location.</summary>
/// <param name="Where">Which part.</param>
/// <param name="Severity">An error where the calendar cannot be used.</param>
/// <param name="Code">A stable name: <c>calendar.overlap</c>.</param>
/// <param name="Message">A full sentence.</param>
/// <param name="Mend">What to do about it; <c>null</c> where the message says it all.</param>
public sealed record CalendarProblem(CalendarPlace Where, Severity Severity, string Code, string Message, string? Mend = null);

/// <summary>What is wrong with the rules of a calendar.</summary>
public static class CalendarProblems
{
    /// <summary>Lists all problems, in the order of the rules.</summary>
    /// <returns>Empty where the rules say something that can be meant; without errors they can be used.</returns>
    public static ValueList<CalendarProblem> Of(CalendarRules rules)
    {
        var problems = new List<CalendarProblem>();
        problems.AddRange(OfOpenTime(rules));
        for (var i = 0; i < rules.Weekly.Count; i++)
        {
            var (entry, day) = (i, rules.Weekly[i].Day);
            problems.AddRange(OfHours(rules.Weekly[i].Hours, $"on {day}", range => new CalendarPlace.Weekly(entry, range)));
            if (day is < IsoDayOfWeek.Monday or > IsoDayOfWeek.Sunday)
                problems.Add(Error(new CalendarPlace.Weekly(i, null), "calendar.day", "Hours need a day of the week, Monday to Sunday."));
            else if (rules.Weekly.Take(i).Any(w => w.Day == day))
                problems.Add(Error(new CalendarPlace.Weekly(i, null), "calendar.day-twice", $"{day} is given twice.", "Write all hours of a day together."));
        }
        problems.AddRange(OfDates(rules.Closed));
        for (var i = 0; i < rules.Reopened.Count; i++)
            if (!rules.Closed.Any(closed => closed.Covers(rules.Reopened[i])))
                problems.Add(Warning(new CalendarPlace.Reopened(i), "calendar.no-effect", $"{Text(rules.Reopened[i])} is reopened, but nothing closes it."));
        var compiled = new Lazy<CompiledRules?>(() => Legal(rules) ? new CompiledRules(rules) : null);
        problems.AddRange(OfDated(rules.Breaks, "The break", (entry, range) => new CalendarPlace.Break(entry, range)));
        problems.AddRange(OfDated(rules.Shifts, "The shift", (entry, range) => new CalendarPlace.Shift(entry, range)));
        for (var i = 0; i < rules.Breaks.Count; i++)
            if (compiled.Value is { } known && !known.HasHoursIn(rules.Breaks[i]))
                problems.Add(Warning(new CalendarPlace.Break(i, null), "calendar.no-effect", $"The break on {Text(rules.Breaks[i].Date)} has no effect: the calendar is closed then."));
        for (var i = 0; i < rules.Shifts.Count; i++)
            if (compiled.Value?.HolidayOn(rules.Shifts[i].Date) is { } holiday)
                problems.Add(Warning(new CalendarPlace.Shift(i, null), "calendar.no-effect",
                    $"The shift on {Text(holiday.Date)} has no effect: the date is closed{(holiday.Name is null ? "" : $" ({holiday.Name})")}.",
                    "To work on that date, reopen it."));
        return problems.ToValueList();
    }

    /// <summary>Says whether the rules can be used: no problem is an error.</summary>
    public static bool AreUsable(CalendarRules rules) => !Of(rules).Any(problem => problem.Severity == Severity.Error);

    /// <summary>Lists the problems of closed dates, in their order; each is a <see cref="CalendarPlace.Closed"/>.</summary>
    public static ValueList<CalendarProblem> OfDates(ValueList<ClosedDates> closed) => Enumerable.Range(0, closed.Count).SelectMany(i => OfClosed(closed, i)).ToValueList();

    static IEnumerable<CalendarProblem> OfOpenTime(CalendarRules rules)
    {
        var hours = rules.Weekly.Any(w => w.Hours.Count > 0);
        if (rules.AlwaysOpen && hours)
            yield return Error(new CalendarPlace.Whole(), "calendar.contradiction", "The calendar is always open and has hours of the week as well.", "Keep one of them.");
        if (!rules.AlwaysOpen && !hours && !rules.Shifts.Any(s => s.Hours.Count > 0))
            yield return Error(new CalendarPlace.Whole(), "calendar.never-open", "The calendar has no open hours: no clock would ever run in it.", "Give hours for at least one day.");
    }

    static IEnumerable<CalendarProblem> OfHours(ValueList<DayRange> hours, string when, Func<int, CalendarPlace> place)
    {
        for (var i = 0; i < hours.Count; i++)
        {
            var range = hours[i];
            if (range.FromSecond is < 0 or > DayRange.EndOfDay || range.ToSecond is < 0 or > DayRange.EndOfDay)
                yield return Error(place(i), "calendar.time", $"The hours {range} {when} leave the day: times go from 00:00 to 24:00.");
            else if (range.FromSecond == range.ToSecond)
                yield return Error(place(i), "calendar.empty-hours", $"The hours {range} {when} have no length: the end is not included.", "A whole day is 00:00-24:00.");
            else if (range.FromSecond > range.ToSecond)
                yield return Error(place(i), "calendar.reversed", $"The hours {range} {when} end before they begin.",
                    $"Hours over midnight are two ranges: {DayRange.Clock(range.FromSecond)}-24:00, and on the next day 00:00-{DayRange.Clock(range.ToSecond)}.");
            else if (hours.Take(i).FirstOrDefault(other => other.IsLegal && other.FromSecond < range.ToSecond && range.FromSecond < other.ToSecond) is { ToSecond: > 0 } other)
                yield return Error(place(i), "calendar.overlap", $"The hours {range} {when} overlap {other}.", "Join them or move one.");
        }
    }

    static IEnumerable<CalendarProblem> OfClosed(ValueList<ClosedDates> closed, int entry)
    {
        var place = new CalendarPlace.Closed(entry);
        if (closed[entry] is ClosedDates.Span span && span.Last < span.First)
            yield return Error(place, "calendar.reversed", $"The closed dates end on {Text(span.Last)}, before they begin on {Text(span.First)}.", "Write the earlier date first.");
        if (closed[entry] is ClosedDates.Yearly yearly && !(yearly.Month is >= 1 and <= 12 && yearly.Day >= 1 && yearly.Day <= CalendarSystem.Iso.GetDaysInMonth(2000, yearly.Month)))
            yield return Error(place, "calendar.date", $"No year has a day {yearly.Day} of month {yearly.Month}.");
        if (closed.Take(entry).Any(other => (other with { Name = null }) == (closed[entry] with { Name = null })))
            yield return Warning(place, "calendar.twice", "These closed dates are given twice.");
    }

    static IEnumerable<CalendarProblem> OfDated(ValueList<DatedHours> dated, string what, Func<int, int?, CalendarPlace> place)
    {
        for (var i = 0; i < dated.Count; i++)
        {
            var (entry, date) = (i, dated[i].Date);
            foreach (var problem in OfHours(dated[i].Hours, $"on {Text(date)}", range => place(entry, range))) yield return problem;
            if (dated[i].Hours.Count == 0)
                yield return Error(place(i, null), "calendar.empty-hours", $"{what} on {Text(date)} has no hours.", "Give its hours; a date without any is a closed date.");
            if (dated.Take(i).Any(other => other.Date == date))
                yield return Error(place(i, null), "calendar.date-twice", $"{what} on {Text(date)} is given twice.", "Write all its hours together.");
        }
    }

    static bool Legal(CalendarRules rules) => rules.Weekly.SelectMany(w => w.Hours)
        .Concat(rules.Breaks.SelectMany(b => b.Hours)).Concat(rules.Shifts.SelectMany(s => s.Hours)).All(range => range.IsLegal);

    static string Text(LocalDate date) => NodaTime.Text.LocalDatePattern.Iso.Format(date);

    static CalendarProblem Error(CalendarPlace where, string code, string message, string? mend = null) => new(where, Severity.Error, code, message, mend);

    static CalendarProblem Warning(CalendarPlace where, string code, string message, string? mend = null) => new(where, Severity.Warning, code, message, mend);
}
