using System.Globalization;
using NodaTime;
using Surety.Calendars;

namespace Surety.Clocks;

/// <summary>What a deadline can be counted from, and by whose days.</summary>
/// <param name="Own">The instant that the clause speaks of: when the incident began, the report was sent, the period ended.</param>
/// <param name="OwnIsEnd">
/// Whether <paramref name="Own"/> is the half-open end of a period: then its day is the last day of the period, not the one that begins at that instant.
/// </param>
/// <param name="Zone">In which days, months and quarters are read.</param>
/// <param name="BusinessDays">The calendar whose days are business days.</param>
/// <param name="WindowEnd">Half-open end of the level's window; <c>null</c>: there is none.</param>
/// <param name="TermEnd">Half-open end of the term: the start of the day after its last; <c>null</c>: no end.</param>
/// <param name="BillingDay">1 to 28: the day of the month on which billing cycles begin.</param>
public sealed record DeadlineFrom(Instant Own, bool OwnIsEnd, DateTimeZone Zone, BusinessCalendar BusinessDays, Instant? WindowEnd = null, Instant? TermEnd = null, int BillingDay = 1);

/// <summary>When something is due.</summary>
/// <param name="At">
/// The end of the time that is in time; <c>null</c>: there is no such instant, the reason says why. Of a deadline in whole days it is the start of the day after the
/// last one.
/// </param>
/// <param name="Included">Whether <paramref name="At"/> itself is in time: true for hours and closing times, false for the end of a local day.</param>
/// <param name="Derivation">Anchor, rule and steps; its value is <paramref name="At"/>, or words.</param>
public sealed record Deadline(Instant? At, bool Included, Derivation Derivation)
{
    /// <summary>The date, opened.</summary>
    public Reason Why => Derivation.Reason;

    /// <summary>Whether something done then is in time; a deadline that never comes is always kept.</summary>
    public bool IsKeptAt(Instant done) => At is not { } at || (Included ? done <= at : done < at);

    /// <summary>Gives the last local date on which something is in time; <c>null</c> where there is no such instant.</summary>
    public LocalDate? LastDate(DateTimeZone zone) => At is { } at ? DayOf(at, !Included, zone) : null;

    /// <summary>Computes a rule.</summary>
    /// <param name="rule">What the clause says.</param>
    /// <param name="from">What it counts from.</param>
    /// <param name="clause">Where it says so; <c>null</c>: a default of the language.</param>
    /// <remarks>
    /// After an anchor, days, weeks, months and business days are whole: the deadline is the end of the last of them. Hours are exact; business hours count in the
    /// calendar. Before an anchor, days keep the time of day, so that whole days lie between.
    /// </remarks>
    public static Deadline Of(DeadlineRule rule, DeadlineFrom from, Clause? clause = null)
    {
        if (rule is DeadlineRule.OnDate on) return DayEnd(on.Date, "end of the day", new("the date that the text names", new Figure.Words(on.Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)), Follows.Given), from, clause);
        var anchor = AnchorOf(rule.From, from);
        if (anchor.At is not { } at) return new(null, false, new Reason("deadline", new Figure.Words("no instant to count from"), Follows.Rule, [anchor.Why], clause));

        return rule switch
        {
            DeadlineRule.After after => After(after.Span, at, anchor, from, clause),
            DeadlineRule.Before before => Before(before.Span, at, anchor, from, clause),
            DeadlineRule.NthBusinessDay nth => BusinessDay(nth.Nth, at, anchor, from, clause),
            DeadlineRule.EndOfNthMonth nth => MonthEnd(nth, at, anchor, from, clause),
            DeadlineRule.OnDate => throw new System.Diagnostics.UnreachableException(),
        };
    }

    static Deadline After(Span span, Instant at, AnchorTime anchor, DeadlineFrom from, Clause? clause)
    {
        var own = DayOf(at, anchor.IsEnd, from.Zone);
        return span switch
        {
            Span.Elapsed time => Made(Plus(at, time.Time), true, $"{span.Words} after", anchor.Why, () => [], clause),
            Span.BusinessTime or Span.BusinessDaysOf => Counted(span, at, anchor.Why, from, clause),
            Span.Days days => DayEnd(SpanOnCalendar.DateAfter(own, days.Count, 0), $"end of the last of {span.Words} after", anchor.Why, from, clause),
            Span.Months months => DayEnd(SpanOnCalendar.DateAfter(own, 0, months.Count), $"end of the day {span.Words} after", anchor.Why, from, clause),
            Span.BusinessDays days => BusinessDay(days.Count, at, anchor, from, clause),
            Span.EndOfBusinessDay { Nth: 0 } => SameBusinessDay(at, anchor, from, clause),
            Span.EndOfBusinessDay day => BusinessDay(day.Nth, at, anchor, from, clause),
        };
    }

    sealed record AnchorTime(Instant? At, bool IsEnd, Reason Why);

    static AnchorTime AnchorOf(Anchor anchor, DeadlineFrom from)
    {
        var own = DayOf(from.Own, from.OwnIsEnd, from.Zone);
        return anchor switch
        {
            Anchor.Own => Known(from.OwnIsEnd ? "the end of the period" : "the instant that the clause speaks of", from.Own, from.OwnIsEnd),
            Anchor.EndOfMonth => Known("the end of the month", EndOfMonths(own, 1, from.Zone), true),
            Anchor.EndOfQuarter => Known("the end of the quarter", EndOfMonths(own, 3, from.Zone), true),
            Anchor.EndOfYear => Known("the end of the year", EndOfMonths(own, 12, from.Zone), true),
            Anchor.EndOfWindow => Known("the end of the window", from.WindowEnd, true),
            Anchor.EndOfTerm => Known("the end of the term", from.TermEnd, true),
            Anchor.Incident => Known("the incident", from.Own, from.OwnIsEnd),
            Anchor.Awareness => Known("the awareness", from.Own, from.OwnIsEnd),
            Anchor.Claim => Known("the claim", from.Own, from.OwnIsEnd),
            Anchor.Miss => Known("the miss", from.Own, from.OwnIsEnd),
            Anchor.Report => Known("the report", from.Own, from.OwnIsEnd),
            Anchor.Ticket => Known("the ticket", from.Own, from.OwnIsEnd),
            Anchor.Notice => Known("the notice", from.Own, from.OwnIsEnd),
        };

        static AnchorTime Known(string name, Instant? at, bool isEnd) =>
            new(at, isEnd, new(name, at is { } known ? new Figure.At(known, isEnd) : new Figure.Words("none"), Follows.Given));
    }

    static Instant? EndOfMonths(LocalDate date, int count, DateTimeZone zone)
    {
        var first = new LocalDate(date.Year, ((date.Month - 1) / count * count) + 1, 1);
        return SpanOnCalendar.DateAfter(first, 0, count) is { } next ? LocalTimes.StartOf(next, zone) : null;
    }

    // The instant before the end of a period lies on its last day, wherever midnight is.
    static LocalDate DayOf(Instant at, bool isEnd, DateTimeZone zone) => (isEnd ? at - Duration.Epsilon : at).InZone(zone).Date;

    static Instant? Plus(Instant at, Duration time) =>
        time > BusinessCalendar.Horizon || -time > BusinessCalendar.Horizon ? null : Within(at + time);

    static Instant? Within(Instant at) => at >= BusinessCalendar.Earliest && at <= BusinessCalendar.Latest ? at : null;

    static Deadline Made(Instant? at, bool included, string rule, Reason anchor, Func<IEnumerable<Reason>> steps, Clause? clause) => new(
        at, included, new(() => new(rule, at is { } known ? new Figure.At(known, !included) : new Figure.Words("no such instant"), Follows.Rule, [anchor, .. steps()], clause)));

    static Deadline Counted(Span span, Instant start, Reason anchor, DeadlineFrom from, Clause? clause)
    {
        var due = span.After(start, from.BusinessDays, from.Zone);
        return Made(due, true, $"{span.Words} after", anchor, () => due is { } end ? [Working.Counted(from.BusinessDays, new(start, end))] : [], clause);
    }

    static Deadline DayEnd(LocalDate? last, string rule, Reason anchor, DeadlineFrom from, Clause? clause) => Made(
        last is { } date ? LocalTimes.StartOf(date.PlusDays(1), from.Zone) : null, false, rule, anchor, () => last is { } day ? [Day("the last day", day)] : [], clause);

    static Deadline BusinessDay(int nth, Instant at, AnchorTime anchor, DeadlineFrom from, Clause? clause)
    {
        var calendar = from.BusinessDays;
        var rule = $"end of the {Ordinal(nth)} business day after";
        // The calendar has its own clocks; the day that is counted from is the one on its wall.
        var start = DayOf(at, anchor.IsEnd, calendar.Zone);
        var days = SpanOnCalendar.DateAfter(start, 0, 0) is null ? [] : calendar.WorkingDatesAfter(start).Take(nth).ToArray();
        if (days.Length < nth || nth < 1) return Made(null, false, rule, anchor.Why, () => [], clause);

        return Closing(days[^1], calendar, rule, anchor.Why, () => Steps(calendar, start, days), clause);
    }

    /// <summary>The end of the anchor's own day, or of the first business day after it where it is none.</summary>
    static Deadline SameBusinessDay(Instant at, AnchorTime anchor, DeadlineFrom from, Clause? clause)
    {
        const string rule = "end of the same business day";
        var start = DayOf(at, anchor.IsEnd, from.BusinessDays.Zone);
        return SpanOnCalendar.DateAfter(start, 0, 0) is not null && from.BusinessDays.FirstWorkingDateFrom(start) is { } day
            ? Closing(day, from.BusinessDays, rule, anchor.Why, () => [Day("the business day", day)], clause)
            : Made(null, false, rule, anchor.Why, () => [], clause);
    }

    static Deadline Closing(LocalDate day, BusinessCalendar calendar, string rule, Reason anchor, Func<IEnumerable<Reason>> steps, Clause? clause)
    {
        var closing = calendar.LastClosingOn(day);
        return Made(closing, closing != calendar.SpanOf(day).End, rule, anchor, steps, clause);
    }

    static IEnumerable<Reason> Steps(BusinessCalendar calendar, LocalDate start, LocalDate[] days)
    {
        var date = start;
        for (var i = 0; i < days.Length; i++)
        {
            for (date = date.PlusDays(1); date < days[i]; date = date.PlusDays(1))
                if (calendar.HolidayOn(date) is { } holiday) yield return Day(holiday.Name is null ? "closed" : $"closed: {holiday.Name}", date);
            yield return Day($"{Ordinal(i + 1)} business day", days[i]);
        }
    }

    static Deadline MonthEnd(DeadlineRule.EndOfNthMonth rule, Instant at, AnchorTime anchor, DeadlineFrom from, Clause? clause)
    {
        var own = DayOf(at, anchor.IsEnd, from.Zone);
        var first = new LocalDate(own.Year, own.Month, rule.OfBilling ? from.BillingDay : 1);
        var next = SpanOnCalendar.DateAfter(first > own ? first.PlusMonths(-1) : first, 0, rule.Nth + 1);
        return DayEnd(next?.PlusDays(-1), $"end of the {Ordinal(rule.Nth)} {(rule.OfBilling ? "billing cycle" : "month")} after", anchor.Why, from, clause);
    }

    static Deadline Before(Span span, Instant at, AnchorTime anchor, DeadlineFrom from, Clause? clause)
    {
        var isHours = span is Span.Elapsed;
        var found = span is Span.Elapsed time ? Plus(at, -time.Time) : span.Before(at, from.BusinessDays, from.Zone);
        var isMidnight = found is { } due && due == LocalTimes.StartOf(due.InZone(from.Zone).Date, from.Zone);
        return Made(
            found, isHours || !(anchor.IsEnd && isMidnight), $"{span.Words} before", anchor.Why,
            () => found is { } start && !isHours && span.Budget() is not null ? [Working.Counted(from.BusinessDays, new(start, at))] : [], clause);
    }

    static Reason Day(string sentence, LocalDate date) => new(sentence, new Figure.Words(date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)), Follows.Given);

    static string Ordinal(int number) => number + ((number % 100) is >= 11 and <= 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });
}
