using NodaTime;
using Surety.Calendars;
using Xunit;
using static Surety.Tests.Calendars.AnyCalendar;

namespace Surety.Tests.Calendars;

/// <summary>Deadlines against a walk that looks at every minute and at every date, as a person with a calendar on the wall would.</summary>
public sealed class DeadlineProperties
{
    static readonly Duration Minute = Duration.FromMinutes(1);

    // Longer than any stretch without open time that the rules of a try can make.
    const int MostMinutes = 40 * 1440;

    [Fact]
    public void A_budget_is_used_up_where_a_walk_by_the_minute_says() => ForAny(Tries(8, wholeMinutes: true), t =>
    {
        var budget = (int)(t.B - t.A).TotalMinutes % 700;
        return t.Calendar.Deadline(t.A, WorkingTime.FromMinutes(budget)) is not { } due
            ? Walk(t, t.A, 1, budget) is null
            : due == Walk(t, t.A, 1, budget);
    });

    [Fact]
    public void A_budget_counted_back_starts_where_a_walk_by_the_minute_says() => ForAny(Tries(8, wholeMinutes: true), t =>
    {
        var budget = (int)(t.B - t.A).TotalMinutes % 700;
        return t.Calendar.DeadlineBefore(t.A, WorkingTime.FromMinutes(budget)) is not { } start
            ? Walk(t, t.A, -1, budget) is null
            : start == Walk(t, t.A, -1, budget);
    });

    [Fact]
    public void Business_days_are_those_of_a_walk_by_the_date() => ForAny(Tries(8, wholeMinutes: true), t =>
    {
        var days = (int)(t.B - t.A).TotalMinutes % 6;
        foreach (var start in Enum.GetValues<ClosedStart>())
        {
            if (new BusinessDays.SameTime(days).After(t.A, t.Calendar, start) != SameTime(t, days, 1, start)) return false;
            if (new BusinessDays.SameTime(days).Before(t.A, t.Calendar, start) != SameTime(t, days, -1, start)) return false;
            if (new BusinessDays.EndOfDay(days).After(t.A, t.Calendar, start) != EndOfDay(t, days, 1, start)) return false;
            if (new BusinessDays.EndOfDay(days).Before(t.A, t.Calendar, start) != EndOfDay(t, days, -1, start)) return false;
        }
        return true;
    });

    /// <summary>The instant at which so many open minutes are over; zero is the start itself where it is open, or (back) where it closes.</summary>
    static Instant? Walk(Try t, Instant from, int step, int budget)
    {
        var seen = new Dictionary<LocalDate, bool[]>();
        if (step < 0 && budget == 0 && IsOpenSlowly(t.Rules, from, seen)) return from;
        var at = from;
        for (var walked = 0; walked < MostMinutes; walked++, at += step * Minute)
        {
            if (!IsOpenSlowly(t.Rules, step > 0 ? at : at - Minute, seen)) continue;
            if (budget == 0) return at;
            if (--budget == 0) return at + step * Minute;
            // A calendar that opens for some minutes a week takes a year to use a budget up: only time without an opening ends the walk.
            walked = 0;
        }
        return null;
    }

    static Instant? SameTime(Try t, int days, int step, ClosedStart start)
    {
        if ((start == ClosedStart.AtOnce ? t.A : Walk(t, t.A, step, 0)) is not { } begun) return null;
        if (days == 0) return Walk(t, begun, step, 0);
        var local = begun.InZone(t.Rules.Zone);
        return Nth(t, local.Date, days, step) is { } date ? Walk(t, LocalTimes.InstantOf(date + local.TimeOfDay, t.Rules.Zone), step, 0) : null;
    }

    static Instant? EndOfDay(Try t, int days, int step, ClosedStart start)
    {
        if ((start == ClosedStart.AtOnce ? t.A : Walk(t, t.A, step, 0)) is not { } begun) return null;
        // A closing at 24:00 was the end of the date before.
        var own = (begun < t.A ? begun - Duration.Epsilon : begun).InZone(t.Rules.Zone).Date;
        if ((days == 0 && Minutes(t, own).Any() ? own : Nth(t, own, Math.Max(1, days), step)) is not { } date) return null;
        return Minutes(t, date).Last() + Minute;
    }

    static LocalDate? Nth(Try t, LocalDate own, int days, int step)
    {
        for (var walked = 0; walked < 40; walked++)
        {
            own = own.PlusDays(step);
            if (Minutes(t, own).Any() && --days == 0) return own;
        }
        return null;
    }

    static IEnumerable<Instant> Minutes(Try t, LocalDate date)
    {
        var seen = new Dictionary<LocalDate, bool[]>();
        var end = LocalTimes.StartOf(date.PlusDays(1), t.Rules.Zone);
        for (var minute = LocalTimes.StartOf(date, t.Rules.Zone); minute < end; minute += Minute)
            if (IsOpenSlowly(t.Rules, minute, seen)) yield return minute;
    }
}
