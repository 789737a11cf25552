using NodaTime;
using Surety.Calendars;

namespace Surety.Scope;

/// <summary>How time is cut into windows and periods, by calendar arithmetic in a zone.</summary>
public abstract record WindowRule
{
    private WindowRule() { }

    /// <summary>Whole months, quarters, years.</summary>
    /// <param name="Count">1 month, 3 quarter, 6 half-year, 12 year.</param>
    /// <param name="FirstMonth">1 to 12: a month in which a window starts.</param>
    /// <param name="FirstDay">1 to 28: the day of the month on which it starts.</param>
    public sealed record Months(int Count, int FirstMonth, int FirstDay) : WindowRule;

    /// <summary>So many whole calendar months, or local days, together, beginning anew with each of them: windows overlap.</summary>
    /// <param name="Count">2 to 36 months, 2 to 366 days.</param>
    /// <param name="OfDays">Whether they are days.</param>
    public sealed record Rolling(int Count, bool OfDays) : WindowRule
    {
        /// <summary>How long after a window the next one begins.</summary>
        public Period Step => Steps(1);

        internal Period Steps(int count) => OfDays ? Period.FromDays(count) : Period.FromMonths(count);
    }

    /// <summary>From Monday to Sunday.</summary>
    public sealed record Weeks : WindowRule;

    /// <summary>Local days.</summary>
    public sealed record Days : WindowRule;

    /// <summary>A calendar month.</summary>
    public static WindowRule Month { get; } = new Months(1, 1, 1);

    /// <summary>A calendar quarter.</summary>
    public static WindowRule Quarter { get; } = new Months(3, 1, 1);

    /// <summary>A calendar year.</summary>
    public static WindowRule Year { get; } = new Months(12, 1, 1);

    /// <summary>Finds the window that a local date lies in; of those that roll the last one to begin.</summary>
    public Window At(LocalDate date, DateTimeZone zone) => this switch
    {
        Months m => MonthsAt(m, date, zone),
        Rolling rolling => Window.Of(this, rolling.OfDays ? date : new LocalDate(date.Year, date.Month, 1), rolling.Steps(rolling.Count), zone),
        Weeks => Window.Of(this, date.PlusDays(1).Previous(IsoDayOfWeek.Monday), Period.FromWeeks(1), zone),
        Days => Window.Of(this, date, Period.FromDays(1), zone),
    };

    /// <summary>Finds the window that a local date lies in; of those that roll the one whose last month, or day, it lies in.</summary>
    public Window EndingWith(LocalDate date, DateTimeZone zone) => this is Rolling rolling ? At((rolling.OfDays ? date : new LocalDate(date.Year, date.Month, 1)) + rolling.Steps(1 - rolling.Count), zone) : At(date, zone);

    /// <summary>Finds the window that an instant lies in.</summary>
    public Window At(Instant instant, DateTimeZone zone)
    {
        var window = At(instant.InZone(zone).Date, zone);
        // Where midnight does not exist or comes twice, the window's start may lie on either side of the instant.
        return instant < window.Time.Start ? window.Previous(zone) : instant >= window.Time.End ? window.Next(zone) : window;
    }

    /// <summary>Lists the windows that have some of a stretch of time, in order; of those that roll, those that began before it as well.</summary>
    /// <param name="from">Included.</param>
    /// <param name="until">Excluded; the first is listed whatever it is.</param>
    /// <param name="zone">In which they are cut.</param>
    public IEnumerable<Window> Touching(Instant from, Instant until, DateTimeZone zone)
    {
        var window = At(from, zone);
        if (this is Rolling rolling) window = At(window.From + rolling.Steps(1 - rolling.Count), zone);
        do
        {
            yield return window;
            window = window.Next(zone);
        }
        while (window.Time.Start < until);
    }

    Window MonthsAt(Months rule, LocalDate date, DateTimeZone zone)
    {
        var month = (date.Year * 12) + date.Month - 1 - (date.Day < rule.FirstDay ? 1 : 0);
        var into = (((month - (rule.FirstMonth - 1)) % rule.Count) + rule.Count) % rule.Count;
        var first = month - into;
        return Window.Of(this, new LocalDate(first / 12, (first % 12) + 1, rule.FirstDay), Period.FromMonths(rule.Count), zone);
    }
}

/// <summary>One window: half-open in local dates and in time.</summary>
/// <param name="Rule">What it is a window of.</param>
/// <param name="From">First local day.</param>
/// <param name="Until">First local day after it.</param>
/// <param name="Time">From the start of the first day to the start of the day after, in the zone: 23 to 25 hours a day, as the clocks go.</param>
public sealed record Window(WindowRule Rule, LocalDate From, LocalDate Until, Interval Time)
{
    /// <summary>The window that this one is a part of, where an amendment splits it; <c>null</c>: it is whole.</summary>
    public Window? Whole { get; init; }

    /// <summary>The share of its days that a part has of the whole window; 1: it is whole.</summary>
    public Rational ShareOfDays => Whole is not { } whole ? Rational.One : Rational.Of(Period.DaysBetween(From, Until), Period.DaysBetween(whole.From, whole.Until));

    /// <summary>Whether it is one of those that end in a period.</summary>
    public bool EndsIn(Window period) => Time.End > period.Time.Start && Time.End <= period.Time.End;

    /// <summary>Whether both lie in one window: they are parts of it.</summary>
    public bool IsOfOneWith(Window other) => Whole is { } whole && other.Whole is { } theirs && whole == theirs;

    /// <summary>The part from a day in it on; itself where it begins then or later.</summary>
    internal Window PartFrom(LocalDate day, DateTimeZone zone) => day <= From ? this : this with { From = day, Time = new(LocalTimes.StartOf(day, zone), Time.End), Whole = Whole ?? this };

    /// <summary>The part before a day in it; itself where it ends by then.</summary>
    internal Window PartUntil(LocalDate day, DateTimeZone zone) => day >= Until ? this : this with { Until = day, Time = new(Time.Start, LocalTimes.StartOf(day, zone)), Whole = Whole ?? this };

    internal static Window Of(WindowRule rule, LocalDate from, Period length, DateTimeZone zone)
    {
        var until = from + length;
        return new(rule, from, until, new Interval(LocalTimes.StartOf(from, zone), LocalTimes.StartOf(until, zone)));
    }

    /// <summary>The whole window after this one.</summary>
    public Window Next(DateTimeZone zone) => Rule is WindowRule.Rolling rolling ? Rule.At(From + rolling.Step, zone) : Rule.At((Whole ?? this).Until, zone);

    /// <summary>The whole window before this one.</summary>
    public Window Previous(DateTimeZone zone) => Rule.At((Whole ?? this).From.PlusDays(-1), zone);

    /// <summary>A short name: <c>2026-10</c>, <c>2026-Q4</c>, <c>2026-H1</c>, <c>2026</c>, <c>2026-10-05</c>; otherwise, and of a part, <c>2026-09-16 to 2026-10-15</c>, or <c>2026-08 to 2026-10</c> where it rolls by months.</summary>
    public string Name => Whole is not null ? Days : Rule switch
    {
        WindowRule.Months { FirstDay: 1, Count: 1 } => $"{From.Year:D4}-{From.Month:D2}",
        WindowRule.Months { FirstDay: 1, FirstMonth: 1, Count: 3 } => $"{From.Year:D4}-Q{((From.Month - 1) / 3) + 1}",
        WindowRule.Months { FirstDay: 1, FirstMonth: 1, Count: 6 } => $"{From.Year:D4}-H{((From.Month - 1) / 6) + 1}",
        WindowRule.Months { FirstDay: 1, FirstMonth: 1, Count: 12 } => $"{From.Year:D4}",
        WindowRule.Days => $"{From:uuuu-MM-dd}",
        WindowRule.Rolling { OfDays: false } => $"{From.Year:D4}-{From.Month:D2} to {Until.PlusDays(-1).Year:D4}-{Until.PlusDays(-1).Month:D2}",
        WindowRule.Months or WindowRule.Weeks or WindowRule.Rolling => Days,
    };

    string Days => $"{From:uuuu-MM-dd} to {Until.PlusDays(-1):uuuu-MM-dd}";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
