using NodaTime;
using NodaTime.Text;
using Surety.Calendars;

namespace Surety.Tests.Calendars;

/// <summary>Short ways to write calendars and instants in examples.</summary>
static class Example
{
    public static CalendarRules Rules(string zone, params (string Days, string Hours)[] weekly) => new("example", Zone(zone))
    {
        Weekly = weekly.SelectMany(line => DaysOf(line.Days).Select(day => new WeekdayHours(day, Hours(line.Hours)))).ToValueList(),
    };

    public static BusinessCalendar Calendar(string zone, params (string Days, string Hours)[] weekly) => BusinessCalendar.Compile(Rules(zone, weekly));

    public static DateTimeZone Zone(string id) => DateTimeZoneProviders.Tzdb[id];

    /// <summary>Reads <c>2026-03-29T10:00+02:00</c>, with seconds and their fractions where they matter.</summary>
    public static Instant At(string text) =>
        OffsetDateTimePattern.CreateWithInvariantCulture(text.Count(c => c == ':') > 2 || text.EndsWith('Z') && text.Count(c => c == ':') > 1
            ? "uuuu-MM-dd'T'HH:mm:ss.FFFFFFFFFo<G>" : "uuuu-MM-dd'T'HH:mmo<G>").Parse(text).Value.ToInstant();

    public static LocalDate Date(string text) => LocalDatePattern.Iso.Parse(text).Value;

    public static WorkingTime Time(string text) => new(DurationPattern.CreateWithInvariantCulture("-H:mm:ss.FFFFFFFFF").Parse(text).Value);

    /// <summary>Reads <c>08:00-12:00 13:00-24:00</c>.</summary>
    public static ValueList<DayRange> Hours(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(range =>
    {
        var clocks = range.Split('-').Select(clock => clock.Split(':').Select(int.Parse).ToArray()).ToArray();
        return DayRange.FromClock(clocks[0][0], clocks[0][1], clocks[1][0], clocks[1][1]);
    }).ToValueList();

    public static Interval Window(string start, string end) => new(At(start), At(end));

    static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    static IEnumerable<IsoDayOfWeek> DaysOf(string text)
    {
        var ends = text.Split('-');
        var (first, last) = (Array.IndexOf(Days, ends[0]), Array.IndexOf(Days, ends[^1]));
        return Enumerable.Range(first + 1, last - first + 1).Select(day => (IsoDayOfWeek)day);
    }
}
