using NodaTime;
using Shouldly;
using Surety.Calendars;
using Xunit;
using static Surety.Tests.Calendars.AnyCalendar;
using static Surety.Tests.Calendars.Example;

namespace Surety.Tests.Calendars;

/// <summary>What holds for every calendar, zone and instant.</summary>
public sealed class BusinessCalendarProperties
{
    [Fact]
    public void Working_time_adds_up() => ForAny(Tries(400, wholeMinutes: false), t =>
        t.Calendar.Between(t.A, t.B) + t.Calendar.Between(t.B, t.C) == t.Calendar.Between(t.A, t.C));

    [Fact]
    public void Working_time_is_never_longer_than_elapsed_time() => ForAny(Tries(400, wholeMinutes: false), t =>
        t.Calendar.Between(t.A, t.C).Length is var counted && counted >= Duration.Zero && counted <= t.C - t.A);

    [Fact]
    public void The_deadline_of_what_was_counted_is_never_later_and_is_the_instant_itself_in_open_time() => ForAny(Tries(60, wholeMinutes: false), t =>
    {
        var counted = t.Calendar.Between(t.A, t.B);
        if (counted == WorkingTime.Zero) return true;
        var due = t.Calendar.Deadline(t.A, counted);
        return due <= t.B && (!t.Calendar.IsOpen(t.B) || due == t.B) && t.Calendar.Between(t.A, due!.Value) == counted;
    });

    [Fact]
    public void Counting_back_finds_what_was_counted_forward() => ForAny(Tries(60, wholeMinutes: false), t =>
    {
        var counted = t.Calendar.Between(t.A, t.B);
        if (counted == WorkingTime.Zero) return true;
        var back = t.Calendar.DeadlineBefore(t.B, counted);
        return back >= t.A && (!t.Calendar.IsOpen(t.A) || back == t.A) && t.Calendar.Deadline(back!.Value, counted) == t.Calendar.Deadline(t.A, counted);
    });

    [Fact]
    public void Windows_days_and_the_sum_agree() => ForAny(Tries(20, wholeMinutes: false), t =>
    {
        var span = new NodaTime.Interval(t.A, t.C);
        var windows = t.Calendar.WindowsIn(span).ToList();
        var sum = windows.Aggregate(WorkingTime.Zero, (total, w) => total + new WorkingTime(w.Duration));
        var days = DayByDay.Of(t.Calendar, span).Aggregate(WorkingTime.Zero, (total, d) => total + d.Time);
        return sum == t.Calendar.Between(t.A, t.C) && days == sum
            && windows.Zip(windows.Skip(1)).All(pair => pair.First.End <= pair.Second.Start)
            && t.Calendar.WindowsBackIn(span).Reverse().SequenceEqual(windows);
    });

    [Fact]
    public void A_minute_by_minute_count_gives_the_same() => ForAny(Tries(8, wholeMinutes: true), t =>
    {
        var slow = 0;
        var seen = new Dictionary<LocalDate, bool[]>();
        for (var minute = t.A; minute < t.C; minute += Duration.FromMinutes(1))
        {
            var open = IsOpenSlowly(t.Rules, minute, seen);
            if (open != t.Calendar.IsOpen(minute)) return false;
            if (open) slow++;
        }
        return t.Calendar.Between(t.A, t.C) == WorkingTime.FromMinutes(slow);
    });

    [Fact]
    public void Joined_calendars_are_open_when_both_or_either_are() => ForAny(Tries(4, wholeMinutes: true), t =>
    {
        var other = Calendar("America/New_York", ("mon-sat", "06:00-11:00 15:00-24:00"), ("sun", "00:00-24:00"));
        var (both, either) = (BusinessCalendar.Both("both", t.Calendar, other), BusinessCalendar.Either("either", t.Calendar, other));
        for (var minute = t.A; minute < t.C; minute += Duration.FromMinutes(7))
            if (both.IsOpen(minute) != (t.Calendar.IsOpen(minute) && other.IsOpen(minute)) || either.IsOpen(minute) != (t.Calendar.IsOpen(minute) || other.IsOpen(minute)))
                return false;
        return both.Between(t.A, t.C) + either.Between(t.A, t.C) == t.Calendar.Between(t.A, t.C) + other.Between(t.A, t.C);
    });
}
