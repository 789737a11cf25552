using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Calendars;
using Xunit;
using static Surety.Tests.Calendars.Example;

namespace Surety.Tests.Calendars;

/// <summary>What holds for every calendar, zone and instant.</summary>
public sealed class BusinessCalendarProperties
{
    static readonly string[] Zones = ["Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns", "America/Los_Angeles", "Asia/Kathmandu", "Etc/UTC"];

    static readonly string[] HoursOfADay = ["08:00-17:00", "08:00-12:00 13:00-18:00", "00:00-24:00", "22:00-24:00", "00:00-06:00 22:00-24:00", "01:15-02:45", "02:15-02:30", "09:00-09:01"];

    // Around the changes of the clocks of 2010, when St John's still changed at 00:01, and of 2026.
    static readonly Instant[] Around = [At("2010-11-07T00:00Z"), At("2026-03-08T09:00Z"), At("2026-03-29T01:00Z"), At("2026-04-04T15:00Z"), At("2026-10-25T01:00Z"), At("2026-12-31T23:00Z"), At("2026-02-15T02:00Z")];

    /// <summary>A calendar made from a few numbers, and a span of it in seconds from one of the interesting instants.</summary>
    sealed record Try(BusinessCalendar Calendar, CalendarRules Rules, Instant A, Instant B, Instant C);

    static Gen<Try> Tries(int days, bool wholeMinutes) =>
        from zone in Gen.Elements(Zones)
        from week in Gen.Choose(-2, HoursOfADay.Length - 1).ListOf(7)
        from around in Gen.Elements(Around)
        from offsets in Gen.Choose(-days * 1440, days * 1440).ListOf(3)
        from second in wholeMinutes ? Gen.Constant(0) : Gen.Choose(0, 59_999)
        from special in Gen.Choose(0, 6).ListOf(3)
        let rules = RulesOf(zone, [.. week], around, [.. special])
        let instants = offsets.Select(o => around + Duration.FromMinutes(o) + Duration.FromMilliseconds(second)).Order().ToArray()
        select new Try(BusinessCalendar.Compile(rules), rules, instants[0], instants[1], instants[2]);

    static CalendarRules RulesOf(string zone, int[] week, Instant around, int[] special)
    {
        var date = around.InZone(Zone(zone)).Date.PlusDays(-3);
        return new("any", Zone(zone))
        {
            Weekly = week.Select((hours, day) => new WeekdayHours((IsoDayOfWeek)(day + 1), hours < 0 ? [] : Hours(HoursOfADay[hours]))).ToValueList(),
            Closed = [new ClosedDates.On(date.PlusDays(special[0]))],
            Breaks = [new(date.PlusDays(special[1]), Hours("01:45-02:15 10:00-14:00"))],
            Shifts = [new(date.PlusDays(special[2]), Hours("00:30-03:30 20:00-24:00"))],
        };
    }

    static void ForAny(Gen<Try> tries, Func<Try, bool> holds) => Prop.ForAll(tries.ToArbitrary(), holds).QuickCheckThrowOnFailure();

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

    /// <summary>Reads the clock on the wall and the rules as a person would, one minute of the day at a time.</summary>
    static bool IsOpenSlowly(CalendarRules rules, Instant at, Dictionary<LocalDate, bool[]> seen)
    {
        var local = at.InZone(rules.Zone).LocalDateTime;
        if (!seen.TryGetValue(local.Date, out var minutes)) seen[local.Date] = minutes = OpenMinutesOf(local.Date, rules);
        return minutes[local.Hour * 60 + local.Minute];
    }

    static bool[] OpenMinutesOf(LocalDate date, CalendarRules rules)
    {
        var minutes = new bool[1440];
        if (rules.Closed.Any(c => c.Covers(date))) return minutes;
        var hours = rules.Shifts.FirstOrDefault(s => s.Date == date)?.Hours ?? rules.Weekly.Single(w => w.Day == date.DayOfWeek).Hours;
        var breaks = rules.Breaks.Where(b => b.Date == date).SelectMany(b => b.Hours).ToList();
        for (var minute = 0; minute < 1440; minute++) minutes[minute] = hours.Any(Shows(minute)) && !breaks.Any(Shows(minute));
        // Hours whose beginning is skipped begin later by what was skipped.
        for (var opening = 0; opening < 1440; opening++)
            if (minutes[opening] && (opening == 0 || !minutes[opening - 1]) && rules.Zone.MapLocal(date.AtMidnight().PlusMinutes(opening)) is { Count: 0 } skipped)
            {
                var length = (skipped.LateInterval.WallOffset - skipped.EarlyInterval.WallOffset).Seconds / 60;
                for (var minute = opening; minute < opening + length; minute++) minutes[minute] = false;
            }
        return minutes;
    }

    static Func<DayRange, bool> Shows(int minute) => range => range.FromSecond <= minute * 60 && minute * 60 < range.ToSecond;
}
