using NodaTime;
using Shouldly;
using Surety.Calendars;
using Xunit;
using static Surety.Tests.Calendars.AnyCalendar;
using static Surety.Tests.Calendars.Example;

namespace Surety.Tests.Calendars;

/// <summary>The table of quick loops says what the calendar says.</summary>
public sealed class CountingTableTests
{
    static Instant Whole(Instant at) => Instant.FromUnixTimeTicks(at.ToUnixTimeTicks());

    [Fact]
    public void It_counts_what_the_calendar_counts() => ForAny(Tries(400, wholeMinutes: false), t =>
    {
        var (a, b, c) = (Whole(t.A), Whole(t.B), Whole(t.C));
        if (t.Calendar.Counting(a, c) is not { } table) return true;
        long Counted(Instant at) => table.CountedAt(at.ToUnixTimeTicks());
        return WorkingTime.FromNanoseconds((Counted(b) - Counted(a)) * 100) == t.Calendar.Between(a, b)
            && WorkingTime.FromNanoseconds((Counted(c) - Counted(b)) * 100) == t.Calendar.Between(b, c);
    });

    [Fact]
    public void It_finds_the_deadline_that_the_calendar_finds() => ForAny(Tries(60, wholeMinutes: false), t =>
    {
        var (a, b, c) = (Whole(t.A), Whole(t.B), Whole(t.C));
        var budget = t.Calendar.Between(a, b);
        if (budget == WorkingTime.Zero || t.Calendar.Counting(a, c) is not { } table) return true;
        return Instant.FromUnixTimeTicks(table.EarliestAt(table.CountedAt(a.ToUnixTimeTicks()) + (long)budget.Length.BclCompatibleTicks)) == t.Calendar.Deadline(a, budget);
    });

    [Fact]
    public void Each_edge_of_the_hours_is_exact()
    {
        var calendar = Calendar("Europe/Berlin", ("mon-fri", "09:00-12:00 13:00-17:00"));
        var (from, until) = (At("2026-03-27T07:00Z"), At("2026-04-02T07:00Z")); // The clocks go forward in the night to 29 March.
        var table = calendar.Counting(from, until)!;

        for (var at = from; at < until; at += Duration.FromMinutes(30))
            foreach (var near in new[] { at, at + Duration.FromTicks(1), at + Duration.FromMinutes(30) - Duration.FromTicks(1) })
                ((table.CountedAt(near.ToUnixTimeTicks()) - table.CountedAt(from.ToUnixTimeTicks())) * 100).ShouldBe(calendar.Between(from, near).Length.ToInt64Nanoseconds());
    }

    [Fact]
    public void What_never_closes_and_what_never_opens_are_tables_too()
    {
        var (from, until) = (At("2024-01-01T00:00Z"), At("2026-01-15T00:00Z"));
        var (always, never) = (BusinessCalendar.Compile(new CalendarRules("always", Zone("Etc/UTC")) { AlwaysOpen = true }).Counting(from, until)!, Calendar("Etc/UTC").Counting(from, until)!);

        (always.CountedAt(until.ToUnixTimeTicks()) - always.CountedAt(from.ToUnixTimeTicks())).ShouldBe((long)(until - from).BclCompatibleTicks);
        (never.CountedAt(until.ToUnixTimeTicks()) - never.CountedAt(from.ToUnixTimeTicks())).ShouldBe(0);
    }

    [Fact]
    public void Hours_of_minutes_and_spans_of_decades_have_none()
    {
        Calendar("Etc/UTC", ("mon", "09:00-09:01 09:02-09:03 09:04-09:05")).Counting(At("2026-01-01T00:00Z"), At("2026-02-01T00:00Z")).ShouldBeNull();
        Calendar("Etc/UTC", ("mon", "09:00-17:00")).Counting(At("2000-01-01T00:00Z"), At("2026-02-01T00:00Z")).ShouldBeNull();
    }
}
