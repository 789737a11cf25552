using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Surety.Calendars;
using static Surety.Tests.Calendars.Example;

namespace Surety.Tests.Calendars;

/// <summary>Any calendar with any instants around a change of the clocks, and the slow reading of it that nobody can doubt.</summary>
static class AnyCalendar
{
    static readonly string[] Zones = ["Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns", "America/Los_Angeles", "Asia/Kathmandu", "Etc/UTC"];

    static readonly string[] HoursOfADay = ["08:00-17:00", "08:00-12:00 13:00-18:00", "00:00-24:00", "22:00-24:00", "00:00-06:00 22:00-24:00", "01:15-02:45", "02:15-02:30", "09:00-09:01"];

    // Around the changes of the clocks of 2010, when St John's still changed at 00:01, and of 2026.
    static readonly Instant[] Around = [At("2010-11-07T00:00Z"), At("2026-03-08T09:00Z"), At("2026-03-29T01:00Z"), At("2026-04-04T15:00Z"), At("2026-10-25T01:00Z"), At("2026-12-31T23:00Z"), At("2026-02-15T02:00Z")];

    /// <summary>A calendar made from a few numbers, and a span of it in seconds from one of the interesting instants.</summary>
    public sealed record Try(BusinessCalendar Calendar, CalendarRules Rules, Instant A, Instant B, Instant C);

    public static Gen<Try> Tries(int days, bool wholeMinutes) =>
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

    public static void ForAny(Gen<Try> tries, Func<Try, bool> holds) => Prop.ForAll(tries.ToArbitrary(), holds).QuickCheckThrowOnFailure();

    /// <summary>Reads the clock on the wall and the rules as a person would, one minute of the day at a time.</summary>
    public static bool IsOpenSlowly(CalendarRules rules, Instant at, Dictionary<LocalDate, bool[]> seen)
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
