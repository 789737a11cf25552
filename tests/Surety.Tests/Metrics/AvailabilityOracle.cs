using NodaTime;
using Surety.Facts;
using Surety.Metrics;
using Surety.Tests.Facts;

namespace Surety.Tests.Metrics;

/// <summary>
/// Availability as docs/guide/figures.md has it, by counting minutes one at a time. It knows nothing of stretches of time and is written from the
/// page alone, so that the two can disagree.
/// </summary>
static class AvailabilityOracle
{
    /// <summary>The night in which Berlin's clocks go back: minute 0 is local midnight, minutes 120 to 239 show the same two hours' clock as 180 on does an hour later.</summary>
    public static readonly Instant Midnight = Fact.At("2026-10-24T22:00:00Z");

    /// <summary>Minutes that are looked at: well around everything that a story tells of.</summary>
    public const int First = -120, Last = 900;

    static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    public enum Minute { Good, Bad, Unknown, LeftOut }

    /// <summary>A fact about a member: a change, a sample, an outage, an interval.</summary>
    public sealed record Row(string? Member, int From, int? Until, string State, int Value, int Good, int Total);

    /// <summary>Time that an exclusion names; no member: about everything.</summary>
    public sealed record Left(string Name, string? Member, int From, int? Until);

    /// <summary>Facts, rules and a window, in minutes from the origin.</summary>
    public sealed record Story(
        string ObservedBy, int Every, ValueList<string> BadStates, int ShortestOutage, NoData NoData, bool During, ValueList<Row> Rows, ValueList<Left> Exclusions,
        string? OnlyMember, string? NotMember, int From, int Until, int? ExistsFrom, int? ExistsUntil, int AsOf)
    {
        /// <summary>Length of the intervals; 0: none.</summary>
        public int Interval { get; init; }

        /// <summary>Bad if at least this percentage of it is; 0: if any is.</summary>
        public int BadShare { get; init; }

        public int MinimumRun { get; init; }

        public int Traffic { get; init; } = 1;

        public LittleTraffic Otherwise { get; init; }
    }

    public sealed record Minutes(int Good, int Bad, int Unknown, Rational? Coverage)
    {
        public Rational? Availability => Good + Bad == 0 ? null : Rational.Of(Good, Good + Bad);
    }

    public static Instant At(int minute) => Midnight + Duration.FromMinutes(minute);

    /// <summary>Whether the calendar of stories is open: Berlin's clock shows 01:00 to 02:30 or 04:00 to 07:15.</summary>
    public static bool IsOpen(int minute)
    {
        var clock = At(minute).InZone(Berlin).TimeOfDay;
        return (clock >= new LocalTime(1, 0) && clock < new LocalTime(2, 30)) || (clock >= new LocalTime(4, 0) && clock < new LocalTime(7, 15));
    }

    public static Minutes Count(Story story, int from, int until)
    {
        var minutes = Observe(story);
        ForgiveShort(minutes, story.ShortestOutage, _ => Minute.Good);
        var observed = (Minute[])minutes.Clone();
        if (story.Interval > 0 && story.ObservedBy != "counts") JudgeIntervals(story, minutes);
        ForgiveShort(minutes, story.MinimumRun, m => observed[m] == Minute.Bad ? Minute.Good : observed[m]);
        var (good, bad, unknown) = (0, 0, 0);
        for (var m = from; m < until; m++)
        {
            if (m >= story.AsOf || m < (story.ExistsFrom ?? First) || m >= (story.ExistsUntil ?? Last) || (story.During && !IsOpen(m))) continue;
            if (minutes[m - First] == Minute.LeftOut || IsExcluded(story, "maintenance", m)) continue;
            var minute = IsExcluded(story, "force majeure", m) ? Minute.Good : minutes[m - First];
            if (minute == Minute.Unknown && story.NoData == NoData.Good) minute = Minute.Good;
            if (minute == Minute.Unknown && story.NoData == NoData.Bad) minute = Minute.Bad;
            if (minute == Minute.Good) good++;
            else if (minute == Minute.Bad) bad++;
            else unknown++;
        }
        var expected = story.NoData == NoData.Excluded ? good + bad : good + bad + unknown;
        return new(good, bad, unknown, expected == 0 ? null : Rational.Of(good + bad, expected));
    }

    static bool Reads(Story story, string? member) => (story.OnlyMember is null || member == story.OnlyMember) && (story.NotMember is null || member != story.NotMember);

    static bool IsExcluded(Story story, string name, int m) =>
        story.Exclusions.Any(e => e.Name == name && (e.Member is null || IsAllThatIsMeasured(story, e.Member)) && e.From <= m && m < (e.Until ?? story.AsOf));

    /// <summary>Outages say what was bad, not what is measured; the others show a series for each thing.</summary>
    static bool IsAllThatIsMeasured(Story story, string member)
    {
        if (story.OnlyMember is not null) return story.OnlyMember == member;
        var rows = story.Rows.Where(r => Reads(story, r.Member)).ToList();
        return story.ObservedBy != "outages" && rows.Count > 0 && rows.TrueForAll(r => r.Member == member);
    }

    static Minute[] Observe(Story story)
    {
        var rows = story.Rows.Where(r => Reads(story, r.Member)).ToList();
        if (story is { ObservedBy: "counts", Interval: > 0 }) rows = Added(story, rows);
        var series = story.ObservedBy == "outages" ? [Series(story, rows)] : rows.GroupBy(r => r.Member).Select(g => Series(story, [.. g])).ToList();
        var united = new Minute[Last - First];
        for (var i = 0; i < united.Length; i++)
            united[i] = i + First >= story.AsOf || series.TrueForAll(s => s[i] is null) ? Minute.Unknown
                : series.Exists(s => s[i] == Minute.Bad) ? Minute.Bad : series.Exists(s => s[i] == Minute.Unknown) ? Minute.Unknown
                : series.Exists(s => s[i] == Minute.Good) ? Minute.Good : Minute.LeftOut;
        return united;
    }

    /// <summary>Minutes before the series has begun are none.</summary>
    static Minute?[] Series(Story story, List<Row> rows)
    {
        var minutes = new Minute?[Last - First];
        for (var m = First; m < Last; m++)
        {
            var minute = One(story, rows, m);
            if (minute == Minute.Unknown && story.NoData == NoData.Previous && m > rows[0].From) minute = minutes[m - 1 - First] == Minute.LeftOut ? Minute.Good : minutes[m - 1 - First];
            minutes[m - First] = minute;
        }
        return minutes;
    }

    static Minute? One(Story story, List<Row> rows, int m)
    {
        if (story.ObservedBy == "outages") return rows.Exists(r => r.From <= m && m < (r.Until ?? story.AsOf)) ? Minute.Bad : Minute.Good;
        var row = rows.LastOrDefault(r => r.From <= m);
        if (row is null) return null;
        switch (story.ObservedBy)
        {
            case "samples" or "values" when m >= row.From + story.Every: return Minute.Unknown;
            case "counts" when m < row.Until && row.Total < story.Traffic:
                return story.Otherwise switch { LittleTraffic.Good => Minute.Good, LittleTraffic.Unknown => Minute.Unknown, LittleTraffic.LeftOut => Minute.LeftOut };
            case "counts": return m >= row.Until ? Minute.Unknown : (row.Total - row.Good) * 100 > 5 * row.Total ? Minute.Bad : Minute.Good;
            case "values": return row.Value > 500 ? Minute.Bad : Minute.Good;
            default: return story.BadStates.Contains(row.State) ? Minute.Bad : row.State == "unknown" ? Minute.Unknown : Minute.Good;
        }
    }

    /// <summary>Sunday has 25 hours, from minute 0 to 1,500; Saturday ends at 0.</summary>
    static (int From, int Until) IntervalAt(Story story, int m)
    {
        var (day, next) = m < 0 ? (-1_440, 0) : (0, 1_500);
        var from = day + ((m - day) / story.Interval * story.Interval);
        return (from, Math.Min(from + story.Interval, next));
    }

    /// <summary>One row for each interval that any begins in.</summary>
    static List<Row> Added(Story story, List<Row> rows) =>
        [.. rows.GroupBy(r => IntervalAt(story, r.From)).OrderBy(g => g.Key).Select(g => new Row(null, g.Key.From, g.Key.Until, "", 0, g.Sum(r => r.Good), g.Sum(r => r.Total)))];

    static void JudgeIntervals(Story story, Minute[] minutes)
    {
        var before = (Minute[])minutes.Clone();
        for (var m = First; m < Last; m++)
        {
            var (from, until) = IntervalAt(story, m);
            var bad = Enumerable.Range(from, until - from).Count(i => i >= First && i < Last && before[i - First] == Minute.Bad);
            var isBad = story.BadShare == 0 ? bad > 0 : bad * 100 >= story.BadShare * (until - from);
            minutes[m - First] = isBad ? Minute.Bad : before[m - First] == Minute.Bad ? Minute.Good : before[m - First];
        }
    }

    static void ForgiveShort(Minute[] minutes, int shortest, Func<int, Minute> instead)
    {
        for (var i = 0; i < minutes.Length; i++)
        {
            var end = i;
            while (end < minutes.Length && minutes[end] == Minute.Bad) end++;
            for (var m = i; end - i < shortest && m < end; m++) minutes[m] = instead(m);
            if (end > i) i = end - 1;
        }
    }
}
