using NodaTime;
using Surety.Calendars;
using Surety.Text;

namespace Surety.Scope;

/// <summary>Reads named sets of holidays and named opening hours, and compiles these.</summary>
internal static class ReadCalendars
{
    public static IEnumerable<BusinessCalendar> Of(MappingReader scope, Declared declared)
    {
        var holidays = Holidays(scope.Optional("holidays"));
        var known = new Dictionary<string, BusinessCalendar?>(StringComparer.Ordinal);
        foreach (var (key, value) in scope.Optional("calendars").Entries())
        {
            var name = Declared.NameOf(key, scope.Problems);
            if (name == "around the clock")
            {
                scope.Problems.Error(key.At, "calendar.reserved", "The calendar 'around the clock' always exists and never closes.", "Choose another name.");
                continue;
            }
            declared.Calendars.Add(name);
            if ((known[name] = Calendar(name, value.Mapping(), declared, holidays, known)) is { } calendar) yield return calendar;
        }
    }

    static List<HolidaySet> Holidays(ValueReader holidays)
    {
        var sets = new List<HolidaySet>();
        foreach (var (key, value) in holidays.Entries())
        {
            var dates = value.Scalars().Select(s => (s.At, Dates: PhraseReader.Whole(s, holidays.Problems, Closed))).Where(d => d.Dates is not null).ToList();
            sets.Add(new(Declared.NameOf(key, holidays.Problems), dates.Select(d => d.Dates!).ToValueList()));
            foreach (var problem in CalendarProblems.OfDates(sets[^1].Dates))
                if (problem.Where is CalendarPlace.Closed at) holidays.Problems.Add(new(dates[at.Entry].At, problem.Severity, problem.Code, problem.Message, problem.Mend));
        }
        return sets;
    }

    /// <summary>Joins calendars that stand above this one.</summary>
    /// <returns><c>null</c>: one of them could not be read, which was told.</returns>
    static BusinessCalendar? Joined(string name, MappingReader calendar, ValueReader names, bool isAny, Dictionary<string, BusinessCalendar?> known)
    {
        if (calendar.Keys.Count > 1)
        {
            calendar.Problems.Error(names.At, "calendar.joined", $"{Quoted.Of(names.Key)} joins calendars that say their hours themselves, so nothing else stands beside it.", "Write the rest in the calendars that are joined, or in a calendar of its own and join that, too.");
            calendar.Forgive();
            return null;
        }
        var joined = Declared.Names(names, "a calendar above this one", known.Keys).ToList();
        if (joined.Count == 1) calendar.Problems.Error(names.At, "calendar.one", "One calendar alone is not joined to anything.", "Name two or more.");
        return joined.Count < 2 || joined.Exists(n => known[n] is null) ? null
            : joined.Select(n => known[n]!).Aggregate((one, other) => isAny ? BusinessCalendar.Either(name, one, other) : BusinessCalendar.Both(name, one, other));
    }

    static BusinessCalendar? Calendar(string name, MappingReader calendar, Declared declared, List<HolidaySet> holidays, Dictionary<string, BusinessCalendar?> known)
    {
        if (calendar.Optional("any of") is { IsPresent: true } any) return Joined(name, calendar, any, isAny: true, known);
        if (calendar.Optional("all of") is { IsPresent: true } all) return Joined(name, calendar, all, isAny: false, known);
        var zoneText = calendar.Optional("time zone");
        var zone = zoneText.IsPresent ? zoneText.Phrase(Dates.Zone) : declared.Zone;
        if (zoneText.IsPresent) ZoneLint.Check(zoneText, zone);
        // Who works by a roster has no hours of the week: the shifts say it all.
        var open = calendar.Has("shifts") ? calendar.Optional("open") : calendar.Required("open");
        var isAlways = open.Node is Node.Scalar;
        if (isAlways) open.Phrase(phrase => phrase.ExpectWord("around the clock") ? "" : null);
        var weekly = isAlways ? [] : open.Entries().Select(e => Week(e.Name, e.Value)).ToList();
        var closed = calendar.Optional("closed").Scalars().Select(s => (s.At, Dates: PhraseReader.Whole(s, calendar.Problems, p => ClosedOrHolidays(p, holidays)))).ToList();
        var reopenedAt = calendar.Optional("reopened");
        var reopened = reopenedAt.Scalars().Select(s => (s.At, Date: PhraseReader.Whole(s, calendar.Problems, Dates.Date))).Where(r => r.Date is not null).ToList();
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
            Reopened = reopened.Select(r => r.Date!.Value).ToValueList(),
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
                CalendarPlace.Reopened r => reopened[r.Entry].At,
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

    /// <summary>"holidays" ( "of" set | "in" ( "any" | "all" ) "of" set { "," set } ) | holiday</summary>
    static ClosedDates? ClosedOrHolidays(PhraseReader phrase, List<HolidaySet> holidays)
    {
        var words = phrase.TryAny("holidays of", "holidays in any of", "holidays in all of");
        if (words is null) return Closed(phrase);
        var sets = new List<HolidaySet>();
        do
        {
            if (phrase.Name("a set of holidays", [.. holidays.Select(h => h.Name)]) is not { } name) return null;
            sets.Add(holidays.First(h => h.Name == name));
        }
        while (words != "holidays of" && phrase.TryMark(","));
        return new ClosedDates.Holidays(sets.ToValueList(), InAll: words == "holidays in all of");
    }

    /// <summary>holiday = ( date [ "to" date ] | "every" day month ) [ name ]</summary>
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
