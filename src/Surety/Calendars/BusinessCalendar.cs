using NodaTime;

namespace Surety.Calendars;

/// <summary>
/// When somebody works: open time by the clock on the wall of its zone, compiled once from <see cref="CalendarRules"/>. An hour that daylight saving
/// skips counts zero, a repeated one counts twice. All answers are exact to the nanosecond.
/// </summary>
/// <remarks>
/// Safe to share between threads: what it has worked out of the years is replaced as a whole, and the same question always has the same answer.
/// Instants from <see cref="Earliest"/> to <see cref="Latest"/> can be asked for; others are an <see cref="ArgumentOutOfRangeException"/>.
/// </remarks>
public sealed class BusinessCalendar
{
    readonly OpenTime open;
    volatile OpenTable? table;

    BusinessCalendar(string name, OpenTime open)
    {
        Name = name;
        this.open = open;
        IsAlwaysOpen = open.IsAlwaysOpen;
    }

    // Nanoseconds of all these years, and of a year more on either side, fit into 64 bits: 292 years would.
    /// <summary>The first instant that can be asked for: 1930-01-01T00:00Z.</summary>
    public static Instant Earliest { get; } = Instant.FromUtc(1930, 1, 1, 0, 0);

    /// <summary>The last instant that can be asked for or answered: 2200-01-01T00:00Z.</summary>
    public static Instant Latest { get; } = Instant.FromUtc(2200, 1, 1, 0, 0);

    /// <summary>How far a search for open time goes before it says that there is none: 100 years of 365.25 days.</summary>
    public static Duration Horizon { get; } = Duration.FromDays(36_525);

    /// <summary>Compiles rules; legal ones by <see cref="CalendarProblems.Of"/>, but a calendar that never opens is compiled too.</summary>
    /// <exception cref="ArgumentException">Hours that are empty, reversed or outside the day.</exception>
    public static BusinessCalendar Compile(CalendarRules rules) => new(rules.Name, new OpenTime.Of(new(rules)));

    /// <summary>Joins two calendars: open when both are. Each is read by the clock of its own zone; dates are those of the first.</summary>
    public static BusinessCalendar Both(string name, BusinessCalendar first, BusinessCalendar second) => new(name, new OpenTime.Both(first.open, second.open));

    /// <summary>Joins two calendars: open when at least one is. Each is read by the clock of its own zone; dates are those of the first.</summary>
    public static BusinessCalendar Either(string name, BusinessCalendar first, BusinessCalendar second) => new(name, new OpenTime.Either(first.open, second.open));

    /// <summary>As the agreement calls it.</summary>
    public string Name { get; }

    /// <summary>In which its dates are read.</summary>
    public DateTimeZone Zone => open.Zone;

    /// <summary>Whether it never closes: then working time is elapsed time.</summary>
    public bool IsAlwaysOpen { get; }

    /// <summary>Counts the working time between two instants.</summary>
    /// <param name="start">Included.</param>
    /// <param name="end">Excluded; equal to <paramref name="start"/> gives zero.</param>
    /// <returns>Never negative, never longer than <c>end - start</c>.</returns>
    /// <exception cref="ArgumentException"><paramref name="end"/> is before <paramref name="start"/>.</exception>
    public WorkingTime Between(Instant start, Instant end)
    {
        if (end < start) throw new ArgumentException("The end is before the start.", nameof(end));
        return WorkingTime.FromNanoseconds(CountedBetween(Asked(start), Asked(end)));
    }

    /// <summary>As <see cref="Between"/>, in nanoseconds since 1970-01-01T00:00Z.</summary>
    internal long CountedBetween(long from, long to)
    {
        if (IsAlwaysOpen) return to - from;
        var covering = Covering(from, to);
        return covering.CountedAt(to) - covering.CountedAt(from);
    }

    /// <summary>Says whether an instant is open time; closed at the closing time itself.</summary>
    public bool IsOpen(Instant at)
    {
        var asked = Asked(at);
        if (IsAlwaysOpen) return true;
        var covering = Covering(asked, asked);
        return covering[covering.IndexAt(asked)].Start <= asked;
    }

    /// <summary>Gives the earliest open instant from here on.</summary>
    /// <returns><paramref name="at"/> itself in open time, else the next opening; <c>null</c> where there is none within <see cref="Horizon"/>.</returns>
    public Instant? NextOpening(Instant at)
    {
        var asked = Asked(at);
        if (IsAlwaysOpen) return at;
        var limit = LimitAfter(asked);
        for (var covering = Covering(asked, asked); ; covering = Later(covering))
        {
            var found = covering[covering.IndexAt(asked)];
            if (found.Start <= limit) return found.Start <= asked ? at : Nanoseconds.ToInstant(found.Start);
            if (covering.To > limit) return null;
        }
    }

    /// <summary>Gives the latest instant, up to here, at which open time ended or was going on.</summary>
    /// <returns>
    /// <paramref name="at"/> itself in open time, at the opening and at the closing time, else the closing time before; <c>null</c> where there is none within
    /// <see cref="Horizon"/>.
    /// </returns>
    public Instant? PreviousClosing(Instant at) => IsOpen(at) ? at : ClosingUpTo(at);

    /// <summary>Gives the last closing time of a date: of one whose last hours end at 24:00, the end of the date.</summary>
    /// <returns>On a date without open time the closing time before it; <c>null</c> where there is none within <see cref="Horizon"/>.</returns>
    public Instant? LastClosingOn(LocalDate date) => ClosingUpTo(EndOf(date));

    Instant? ClosingUpTo(Instant at)
    {
        var asked = Asked(at);
        if (IsAlwaysOpen) return at;
        var limit = LimitBefore(asked);
        for (var covering = Covering(asked - 1, asked); ; covering = Sooner(covering))
        {
            var i = covering.IndexAt(asked - 1);
            if (covering[i].Start < asked) return at;
            if (i > 0) return covering[i - 1].End >= limit ? Nanoseconds.ToInstant(covering[i - 1].End) : null;
            if (covering.From <= limit) return null;
        }
    }

    /// <summary>Gives the earliest instant at which a budget of working time is used up: exactly at closing time it is the closing time.</summary>
    /// <param name="from">Where counting starts; in closed time that is the next opening.</param>
    /// <param name="budget">Zero gives <paramref name="from"/> in open time and the next opening in closed time.</param>
    /// <returns><c>null</c> where there is no such instant within <see cref="Horizon"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="budget"/> is negative.</exception>
    public Instant? Deadline(Instant from, WorkingTime budget)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, WorkingTime.Zero);
        if (budget.Length > Horizon) return null;
        return UsedUpAt(Asked(from), budget.Length.ToInt64Nanoseconds()) is var due && due == long.MaxValue ? null : Nanoseconds.ToInstant(due);
    }

    /// <summary>As <see cref="Deadline(Instant, WorkingTime)"/>, in nanoseconds since 1970-01-01T00:00Z; <see cref="long.MaxValue"/> where there is no such instant.</summary>
    internal long UsedUpAt(long from, long budget)
    {
        const long never = long.MaxValue;
        if (budget == 0) return NextOpening(Nanoseconds.ToInstant(from)) is { } opening ? Nanoseconds.Of(opening) : never;
        if (budget > HorizonLength) return never;
        var limit = LimitAfter(from);
        if (IsAlwaysOpen) return budget <= limit - from ? from + budget : never;
        for (var covering = Covering(from, from); ; covering = Later(covering))
        {
            var counted = covering.CountedAt(from);
            if (budget <= covering.Total - counted) return covering.EarliestAt(counted + budget) is var due && due <= limit ? due : never;
            if (covering.To > limit) return never;
        }
    }

    /// <summary>Gives the latest instant from which a budget of working time still fits before another: exactly at an opening it is the opening.</summary>
    /// <param name="from">Where counting back starts; in closed time that is the closing before.</param>
    /// <param name="budget">Zero gives <paramref name="from"/> in open time, at an opening and at closing time, else the closing before.</param>
    /// <returns><c>null</c> where there is no such instant within <see cref="Horizon"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="budget"/> is negative.</exception>
    public Instant? DeadlineBefore(Instant from, WorkingTime budget)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, WorkingTime.Zero);
        if (budget == WorkingTime.Zero) return PreviousClosing(from);
        var asked = Asked(from);
        if (budget.Length > Horizon) return null;
        var (nanoseconds, limit) = (budget.Length.ToInt64Nanoseconds(), LimitBefore(asked));
        if (IsAlwaysOpen) return nanoseconds <= asked - limit ? from - budget.Length : null;
        for (var covering = Covering(asked, asked); ; covering = Sooner(covering))
        {
            var counted = covering.CountedAt(asked) - nanoseconds;
            if (counted >= 0) return covering.LatestAt(counted) is var start && start >= limit ? Nanoseconds.ToInstant(start) : null;
            if (covering.From <= limit) return null;
        }
    }

    /// <summary>As <see cref="Deadline(Instant, WorkingTime)"/>, but <c>null</c> where the budget does not fit into what is left of the local date.</summary>
    public Instant? DeadlineWithinDate(Instant from, WorkingTime budget) =>
        Deadline(from, budget) is { } due && due <= EndOf(DateOf(from)) ? due : null;

    /// <summary>As <see cref="DeadlineBefore(Instant, WorkingTime)"/>, but <c>null</c> where the budget does not fit into what has gone of the local date.</summary>
    public Instant? DeadlineBeforeWithinDate(Instant from, WorkingTime budget) =>
        DeadlineBefore(from, budget) is { } start && start >= LocalTimes.StartOf(DateOf(from), Zone) ? start : null;

    /// <summary>Lists the open windows from an instant on, in order of time.</summary>
    /// <param name="after">Cuts a window that it falls into.</param>
    /// <returns>
    /// Not empty, disjoint, cut at local midnight as hours are written by day; worked out as it is read; ends at <see cref="Latest"/> or when no window came for <see cref="Horizon"/>.
    /// </returns>
    public IEnumerable<Interval> WindowsAfter(Instant after)
    {
        var asked = Asked(after);
        while (true)
        {
            var limit = LimitAfter(asked);
            var covering = Covering(asked, asked);
            var i = covering.IndexAt(asked);
            for (; i == covering.Count; i = covering.IndexAt(asked))
            {
                if (covering.To > limit) yield break;
                covering = Later(covering);
            }
            var window = covering[i];
            if (window.Start > limit || window.Start >= Nanoseconds.Of(Latest)) yield break;
            yield return new(Nanoseconds.ToInstant(Math.Max(window.Start, asked)), Nanoseconds.ToInstant(window.End));
            asked = window.End;
            if (asked >= Nanoseconds.Of(Latest)) yield break;
        }
    }

    /// <summary>Lists the open windows before an instant, latest first.</summary>
    /// <param name="before">Cuts a window that it falls into.</param>
    /// <returns>As <see cref="WindowsAfter"/>, back to <see cref="Earliest"/>.</returns>
    public IEnumerable<Interval> WindowsBefore(Instant before)
    {
        var asked = Asked(before);
        while (asked > Nanoseconds.Of(Earliest))
        {
            var limit = LimitBefore(asked);
            var covering = Covering(asked - 1, asked);
            int Last() => covering.IndexAt(asked - 1) is var i && covering[i].Start < asked ? i : i - 1;
            var last = Last();
            for (; last < 0; last = Last())
            {
                if (covering.From <= limit) yield break;
                covering = Sooner(covering);
            }
            var window = covering[last];
            if (window.End < limit) yield break;
            yield return new(Nanoseconds.ToInstant(window.Start), Nanoseconds.ToInstant(Math.Min(window.End, asked)));
            asked = window.Start;
        }
    }

    /// <summary>Lists the open windows of a span, in order of time.</summary>
    /// <param name="span">With both ends; windows are cut at them.</param>
    /// <returns>As <see cref="WindowsAfter"/>; may be empty.</returns>
    public IEnumerable<Interval> WindowsIn(Interval span) => WindowsAfter(span.Start)
        .TakeWhile(window => window.Start < span.End)
        .Select(window => window.End <= span.End ? window : new(window.Start, span.End));

    /// <summary>Lists the open windows of a span, latest first.</summary>
    /// <param name="span">With both ends; windows are cut at them.</param>
    /// <returns>As <see cref="WindowsBefore"/>; may be empty.</returns>
    public IEnumerable<Interval> WindowsBackIn(Interval span) => WindowsBefore(span.End)
        .TakeWhile(window => window.End > span.Start)
        .Select(window => window.Start >= span.Start ? window : new(span.Start, window.End));

    /// <summary>Gives the local date of an instant.</summary>
    public LocalDate DateOf(Instant at) => at.InZone(Zone).Date;

    /// <summary>Says whether a date has any open time.</summary>
    public bool IsWorkingDate(LocalDate date)
    {
        var (start, end) = (AskedForDate(LocalTimes.StartOf(date, Zone)), AskedForDate(EndOf(date)));
        if (IsAlwaysOpen) return start < end;
        var covering = Covering(start, end);
        return covering.CountedAt(end) > covering.CountedAt(start);
    }

    /// <summary>Lists the working dates after a date, in order.</summary>
    /// <param name="date">Not among them.</param>
    /// <returns>Worked out as it is read; ends when none came for <see cref="Horizon"/>.</returns>
    public IEnumerable<LocalDate> WorkingDatesAfter(LocalDate date) => WorkingDates(date, 1);

    /// <summary>Lists the working dates before a date, latest first.</summary>
    /// <param name="date">Not among them.</param>
    /// <returns>Worked out as it is read; ends when none came for <see cref="Horizon"/>.</returns>
    public IEnumerable<LocalDate> WorkingDatesBefore(LocalDate date) => WorkingDates(date, -1);

    /// <summary>Gives a date itself if it is a working date, else the next one that is.</summary>
    /// <returns><c>null</c> where there is none within <see cref="Horizon"/>.</returns>
    public LocalDate? FirstWorkingDateFrom(LocalDate date)
    {
        foreach (var working in WorkingDatesAfter(date.PlusDays(-1))) return working;
        return null;
    }

    /// <summary>Gives the holiday that a date is, whatever hours it would have had; <c>null</c> where it is none.</summary>
    public Holiday? HolidayOn(LocalDate date) => open.HolidayOn(date);

    /// <summary>Gives the span of a date in the calendar's zone, 23 to 25 hours as a rule.</summary>
    public Interval SpanOf(LocalDate date) => new(LocalTimes.StartOf(date, Zone), EndOf(date));

    /// <summary>Lists the holidays from a date on, in order, weekends included.</summary>
    /// <param name="first">Included.</param>
    /// <returns>Worked out as it is read; ends with the last date before <see cref="Latest"/>.</returns>
    public IEnumerable<Holiday> HolidaysFrom(LocalDate first)
    {
        for (var date = first; date < LastDate; date = date.PlusDays(1))
            if (HolidayOn(date) is { } holiday) yield return holiday;
    }

    /// <summary>Says what a calendar does at an instant.</summary>
    public CalendarStatus StatusAt(Instant at)
    {
        var date = DateOf(at);
        return new(at, date, IsOpen(at), open.IsOnBreak(at), HolidayOn(date), IsWorkingDate(date));
    }

    internal bool HasBreakOn(LocalDate date) => open.HasBreakOn(date);

    internal Instant EndOf(LocalDate date) => LocalTimes.StartOf(date.PlusDays(1), Zone);

    // A day inside the bounds, so that every offset leaves the dates' instants inside them too.
    internal static LocalDate FirstDate { get; } = new(1930, 1, 3);
    internal static LocalDate LastDate { get; } = new(2199, 12, 30);

    internal static bool Reaches(LocalDate date) => date >= FirstDate && date <= LastDate;

    IEnumerable<LocalDate> WorkingDates(LocalDate date, int step)
    {
        var barren = 0;
        for (date = date.PlusDays(step); Reaches(date) && barren <= Horizon.Days; date = date.PlusDays(step))
            if (IsWorkingDate(date))
            {
                barren = 0;
                yield return date;
            }
            else barren++;
    }

    static long Asked(Instant at) => at >= Earliest && at <= Latest
        ? Nanoseconds.Of(at)
        : throw new ArgumentOutOfRangeException(nameof(at), at, "A calendar answers for 1930 to 2199.");

    // The date of the first instant begins before it.
    static long AskedForDate(Instant at) => at < Earliest ? Asked(at + Duration.FromDays(2)) - 2 * NodaConstants.NanosecondsPerDay
        : at > Latest ? Asked(at - Duration.FromDays(2)) + 2 * NodaConstants.NanosecondsPerDay : Nanoseconds.Of(at);

    static readonly long HorizonLength = Horizon.ToInt64Nanoseconds();

    static long LimitAfter(long asked) => asked + Math.Min(HorizonLength, Nanoseconds.Of(Latest) - asked);

    static long LimitBefore(long asked) => asked - Math.Min(HorizonLength, asked - Nanoseconds.Of(Earliest));

    /// <summary>Gives a table for loops that ask millions of times about a span, both ends included; <c>null</c> where there is none that would be quicker than asking here.</summary>
    internal CountingTable? Counting(Instant first, Instant last) =>
        CountingTable.Of(IsAlwaysOpen ? OpenTable.Always : Covering(Asked(first), Asked(last)), first.ToUnixTimeTicks(), last.ToUnixTimeTicks());

    OpenTable Covering(long from, long to) => table is { } known && from >= known.From && to < known.To ? known : Grow(from, to);

    OpenTable Later(OpenTable covering) => Covering(covering.From, covering.To);

    OpenTable Sooner(OpenTable covering) => Covering(covering.From - 1, covering.To - 1);

    // Half as much again with every step, so that a walk over a century builds few tables.
    // Two threads may both build; either table is right, and the one that is lost is built again when somebody asks.
    OpenTable Grow(long from, long to)
    {
        var (first, last) = (Nanoseconds.ToInstant(from).InUtc().Year, Nanoseconds.ToInstant(to).InUtc().Year);
        if (table is { } known)
        {
            var step = (known.Last.Year - known.First.Year + 1) / 2 + 1;
            first = first < known.First.Year ? Math.Min(first, Math.Max(known.First.Year - step, Earliest.InUtc().Year)) : known.First.Year;
            last = last > known.Last.Year ? Math.Max(last, Math.Min(known.Last.Year + step, Latest.InUtc().Year)) : known.Last.Year;
        }
        return table = OpenTable.Build(open, first, last);
    }
}

/// <summary>What a calendar does at an instant.</summary>
/// <param name="At">The instant.</param>
/// <param name="Date">Its date in the calendar's zone.</param>
/// <param name="IsOpen">Whether it is open time.</param>
/// <param name="IsOnBreak">Whether it falls into a break of that date, whether or not hours would have been open.</param>
/// <param name="Holiday">The holiday that the date is; <c>null</c> where it is none.</param>
/// <param name="IsWorkingDate">Whether the date has open time at all.</param>
public sealed record CalendarStatus(Instant At, LocalDate Date, bool IsOpen, bool IsOnBreak, Holiday? Holiday, bool IsWorkingDate)
{
    /// <summary>Whether the date is a holiday.</summary>
    public bool IsOnHoliday => Holiday is not null;
}
