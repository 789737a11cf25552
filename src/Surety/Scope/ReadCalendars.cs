using NodaTime;
using Surety.Calendars;
using Surety.Text;

namespace Surety.Scope;

/// <summary>Reads named opening hours and compiles them.</summary>
internal static class ReadCalendars
{
    public static IEnumerable<BusinessCalendar> Of(MappingReader scope, Declared declared)
    {
        foreach (var (key, value) in scope.Optional("calendars").Entries())
        {
            var name = Declared.NameOf(key, scope.Problems);
            if (name == "around the clock")
            {
                scope.Problems.Error(key.At, "calendar.reserved", "The calendar 'around the clock' always exists and never closes.", "Choose another name.");
                continue;
            }
            declared.Calendars.Add(name);
            if (Calendar(name, value.Mapping(), declared) is { } calendar) yield return calendar;
        }
    }

    static BusinessCalendar? Calendar(string name, MappingReader calendar, Declared declared)
    {
        var zoneText = calendar.Optional("time zone");
        var zone = zoneText.IsPresent ? zoneText.Phrase(Dates.Zone) : declared.Zone;
        // Who works by a roster has no hours of the week: the shifts say it all.
        var open = calendar.Has("shifts") ? calendar.Optional("open") : calendar.Required("open");
        var isAlways = open.Node is Node.Scalar;
        if (isAlways) open.Phrase(phrase => phrase.ExpectWord("around the clock") ? "" : null);
        var weekly = isAlways ? [] : open.Entries().Select(e => Week(e.Name, e.Value)).ToList();
        var closed = calendar.Optional("closed").Scalars().Select(s => (s.At, Dates: PhraseReader.Whole(s, calendar.Problems, Closed))).ToList();
        var breaks = calendar.Optional("breaks").Entries().Select(e => Dated(e.Name, e.Value)).ToList();
        var shifts = calendar.Optional("shifts").Entries().Select(e => Dated(e.Name, e.Value)).ToList();
        if (zone is null || !(open.IsPresent || shifts.Count > 0)) return null;
        var days = weekly.Where(w => w.Hours is not null).SelectMany(w => w.Days.Select(d => (w.At, new WeekdayHours(d, w.Hours!.Value)))).ToList();
        var closedDates = closed.Where(c => c.Dates is not null).ToList();
        var breakDates = breaks.Where(b => b.Hours is not null).ToList();
        var shiftDates = shifts.Where(s => s.Hours is not null).ToList();
        var rules = new CalendarRules(name, zone)
        {
            AlwaysOpen = isAlways,
            Weekly = days.Select(d => d.Item2).ToValueList(),
            Closed = closedDates.Select(c => c.Dates!).ToValueList(),
            Breaks = breakDates.Select(b => b.Hours!).ToValueList(),
            Shifts = shiftDates.Select(s => s.Hours!).ToValueList(),
        };
        var isFlawed = weekly.Exists(w => w.Hours is null || w.Days.Count == 0) || shifts.Exists(s => s.Hours is null);
        foreach (var problem in CalendarProblems.Of(rules))
        {
            // What could not be read may have been the only hours.
            if (isFlawed && problem.Where is CalendarPlace.Whole) continue;
            var at = problem.Where switch
            {
                CalendarPlace.Whole => open.At,
                CalendarPlace.Weekly w => days[w.Entry].At,
                CalendarPlace.Closed c => closedDates[c.Entry].At,
                CalendarPlace.Reopened => open.At,
                CalendarPlace.Break b => breakDates[b.Entry].At,
                CalendarPlace.Shift s => shiftDates[s.Entry].At,
            };
            calendar.Problems.Add(new(at, problem.Severity, problem.Code, problem.Message, problem.Mend));
        }
        // What was refused is not compiled: a calendar with a hole where a line could not be read would count wrongly.
        return CalendarProblems.AreUsable(rules) ? BusinessCalendar.Compile(rules) : null;
    }

    static (Location At, ValueList<IsoDayOfWeek> Days, ValueList<DayRange>? Hours) Week(Node.Scalar days, ValueReader hours) =>
        (days.At, PhraseReader.Whole(days, hours.Problems, Hours.Weekdays) ?? [], hours.Phrase(Ranges));

    static (Location At, DatedHours? Hours) Dated(Node.Scalar date, ValueReader hours) =>
        PhraseReader.Whole(date, hours.Problems, Dates.Date) is { } day && hours.Phrase(Ranges) is { } ranges ? (date.At, new(day, ranges)) : (date.At, null);

    static ValueList<DayRange>? Ranges(PhraseReader phrase) =>
        Hours.TimeRanges(phrase) is { } ranges ? ranges.Select(r => new DayRange(r.Start * 60, r.End * 60)).ToValueList() : null;

    /// <summary>closed = ( date [ "to" date ] | "every" day month ) [ name ]</summary>
    static ClosedDates? Closed(PhraseReader phrase)
    {
        if (phrase.TryWord("every"))
            return Windows.DayOfYear(phrase) is { } yearly ? new ClosedDates.Yearly(yearly.Month, yearly.Day, Name(phrase)) : null;
        var at = phrase.At;
        if (Dates.Date(phrase) is not { } first) return null;
        if (!phrase.TryWord("to")) return new ClosedDates.On(first, Name(phrase));
        if (Dates.Date(phrase) is not { } last) return null;
        if (last >= first) return new ClosedDates.Span(first, last, Name(phrase));
        phrase.Error(at, "calendar.order", $"{last:uuuu-MM-dd} is before {first:uuuu-MM-dd}.", "Write the earlier date first.");
        return null;
    }

    static string? Name(PhraseReader phrase) => phrase.Rest().Trim() is { Length: > 0 } name ? name : null;
}
