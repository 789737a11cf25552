using System.Collections.Frozen;
using NodaTime;

namespace Surety.Calendars;

/// <summary>A stretch of open time in nanoseconds since 1970-01-01T00:00Z, half-open, never empty.</summary>
readonly record struct Piece(long Start, long End);

/// <summary>Where open time comes from: one calendar's rules, or two calendars joined. Closed: these three are all there are.</summary>
abstract record OpenTime
{
    private OpenTime() { }

    public sealed record Of(CompiledRules Rules) : OpenTime;

    /// <summary>Open when both are.</summary>
    public sealed record Both(OpenTime First, OpenTime Second) : OpenTime;

    /// <summary>Open when at least one is.</summary>
    public sealed record Either(OpenTime First, OpenTime Second) : OpenTime;

    public DateTimeZone Zone => this switch
    {
        Of of => of.Rules.Zone,
        Both both => both.First.Zone,
        Either either => either.First.Zone,
    };

    /// <summary>Whether it never closes.</summary>
    public bool IsAlwaysOpen => this switch
    {
        Of of => of.Rules.IsAlwaysOpen,
        Both both => both.First.IsAlwaysOpen && both.Second.IsAlwaysOpen,
        Either either => either.First.IsAlwaysOpen || either.Second.IsAlwaysOpen,
    };

    /// <summary>The holiday that keeps this closed on a date, or <c>null</c>. Both: any of the two closes it; either: only a holiday of both.</summary>
    public Holiday? HolidayOn(LocalDate date) => this switch
    {
        Of of => of.Rules.HolidayOn(date),
        Both both => both.First.HolidayOn(date) ?? both.Second.HolidayOn(date),
        Either either => either.First.HolidayOn(date) is { } first && either.Second.HolidayOn(date) is not null ? first : null,
    };

    /// <summary>Whether a break keeps this closed at an instant; each calendar reads its own clock.</summary>
    public bool IsOnBreak(Instant at) => this switch
    {
        Of of => of.Rules.IsOnBreak(at),
        Both both => both.First.IsOnBreak(at) || both.Second.IsOnBreak(at),
        Either either => either.First.IsOnBreak(at) && either.Second.IsOnBreak(at),
    };

    /// <summary>Whether a date has any break.</summary>
    public bool HasBreakOn(LocalDate date) => this switch
    {
        Of of => of.Rules.HasBreakOn(date),
        Both both => both.First.HasBreakOn(date) || both.Second.HasBreakOn(date),
        Either either => either.First.HasBreakOn(date) || either.Second.HasBreakOn(date),
    };

    /// <summary>The open stretches of the local dates from first to last, sorted, disjoint, cut at local midnight.</summary>
    public List<Piece> Pieces(LocalDate first, LocalDate last) => this switch
    {
        Of of => of.Rules.Pieces(first, last),
        Both both => Intersect(both.First.Pieces(first, last), both.Second.Pieces(first, last)),
        Either either => CutAtMidnights(Unite(either.First.Pieces(first, last), either.Second.Pieces(first, last)), first, last),
    };

    static List<Piece> Intersect(List<Piece> one, List<Piece> other)
    {
        var common = new List<Piece>();
        for (int i = 0, j = 0; i < one.Count && j < other.Count;)
        {
            var start = Math.Max(one[i].Start, other[j].Start);
            var end = Math.Min(one[i].End, other[j].End);
            if (start < end) common.Add(new(start, end));
            if (one[i].End < other[j].End) i++; else j++;
        }
        return common;
    }

    static List<Piece> Unite(List<Piece> one, List<Piece> other)
    {
        var united = new List<Piece>();
        foreach (var piece in one.Concat(other).OrderBy(p => p.Start))
            if (united.Count > 0 && piece.Start <= united[^1].End) united[^1] = new(united[^1].Start, Math.Max(united[^1].End, piece.End));
            else united.Add(piece);
        return united;
    }

    // Hours are written by day and people read them by day, so that two calendars which adjoin at midnight still give a window for each date.
    List<Piece> CutAtMidnights(List<Piece> pieces, LocalDate first, LocalDate last)
    {
        var cut = new List<Piece>();
        var next = 0;
        for (var date = first; date <= last && next < pieces.Count; date = date.PlusDays(1))
        {
            var midnight = Nanoseconds.Of(LocalTimes.StartOf(date.PlusDays(1), Zone));
            while (next < pieces.Count && pieces[next].End <= midnight) cut.Add(pieces[next++]);
            if (next == pieces.Count || pieces[next].Start >= midnight) continue;
            cut.Add(new(pieces[next].Start, midnight));
            pieces[next] = new(midnight, pieces[next].End);
        }
        cut.AddRange(pieces.Skip(next));
        return cut;
    }
}

/// <summary>A holiday as it falls on a date.</summary>
/// <param name="Date">In the calendar's zone.</param>
/// <param name="Name">What people call it; <c>null</c> where the agreement gives no name.</param>
public sealed record Holiday(LocalDate Date, string? Name);

/// <summary>The rules of one calendar, arranged for quick answers about a date.</summary>
sealed class CompiledRules
{
    readonly CalendarRules rules;
    readonly DayRange[][] week = new DayRange[8][];
    readonly FrozenDictionary<LocalDate, DayRange[]> shifts;
    readonly FrozenDictionary<LocalDate, DayRange[]> breaks;
    readonly FrozenSet<LocalDate> reopened;

    public CompiledRules(CalendarRules rules)
    {
        this.rules = rules;
        for (var day = IsoDayOfWeek.Monday; day <= IsoDayOfWeek.Sunday; day++)
            week[(int)day] = rules.AlwaysOpen ? [DayRange.WholeDay] : Joined(rules.Weekly.Where(w => w.Day == day).SelectMany(w => w.Hours));
        shifts = ByDate(rules.Shifts);
        breaks = ByDate(rules.Breaks);
        reopened = rules.Reopened.ToFrozenSet();
        IsAlwaysOpen = rules is { Closed.Count: 0, Breaks.Count: 0, Shifts.Count: 0 } && week.Skip(1).All(hours => hours is [var only] && only == DayRange.WholeDay);
    }

    public DateTimeZone Zone => rules.Zone;

    public bool IsAlwaysOpen { get; }

    public Holiday? HolidayOn(LocalDate date)
    {
        if (reopened.Contains(date)) return null;
        foreach (var closed in rules.Closed.Span)
            if (closed.Covers(date)) return new(date, closed.NameOn(date));
        return null;
    }

    public bool HasBreakOn(LocalDate date) => breaks.ContainsKey(date);

    /// <summary>Whether a break takes any open time.</summary>
    public bool HasHoursIn(DatedHours closed) => HolidayOn(closed.Date) is null && WeekOrShift(closed.Date)
        .Any(open => closed.Hours.Any(gap => gap.FromSecond < open.ToSecond && open.FromSecond < gap.ToSecond));

    public bool IsOnBreak(Instant at)
    {
        var local = at.InZone(Zone).LocalDateTime;
        var second = (int)(local.NanosecondOfDay / NodaConstants.NanosecondsPerSecond);
        return breaks.TryGetValue(local.Date, out var ranges) && ranges.Any(r => r.FromSecond <= second && second < r.ToSecond);
    }

    public List<Piece> Pieces(LocalDate first, LocalDate last)
    {
        var pieces = new List<Piece>();
        // Two days more on either side: a date near the edge may reach into the offset that holds there.
        var offsets = Zone.GetZoneIntervals(first.PlusDays(-2).AtMidnight().InUtc().ToInstant(), last.PlusDays(3).AtMidnight().InUtc().ToInstant())
            .Select(z => new OffsetSpan(z)).ToArray();
        var near = 0;
        for (var date = first; date <= last; date = date.PlusDays(1))
        {
            var midnight = Nanoseconds.Of(date.AtMidnight().InUtc().ToInstant());
            while (near + 1 < offsets.Length && offsets[near].LocalEnd < midnight - 2 * NodaConstants.NanosecondsPerDay) near++;
            foreach (var hours in HoursOn(date)) Place(hours, midnight, offsets.AsSpan(near), pieces);
        }
        // A clock put back over midnight shows a date again after the next one has begun.
        pieces.Sort((one, other) => one.Start.CompareTo(other.Start));
        return pieces;
    }

    DayRange[] HoursOn(LocalDate date)
    {
        if (rules.Closed.Count > 0 && HolidayOn(date) is not null) return [];
        var hours = WeekOrShift(date);
        return breaks.Count > 0 && breaks.TryGetValue(date, out var closed) ? Without(hours, closed) : hours;
    }

    DayRange[] WeekOrShift(LocalDate date) => shifts.Count > 0 && shifts.TryGetValue(date, out var shift) ? shift : week[(int)date.DayOfWeek];

    // An instant is open when the clock on the wall shows a time inside the hours: so a skipped hour counts zero and a repeated one twice.
    // Opening hours that begin inside a skipped hour begin later by what was skipped, as LocalTimes reads that time.
    static void Place(DayRange hours, long midnight, ReadOnlySpan<OffsetSpan> offsets, List<Piece> pieces)
    {
        var from = midnight + hours.FromSecond * NodaConstants.NanosecondsPerSecond;
        var to = midnight + hours.ToSecond * NodaConstants.NanosecondsPerSecond;
        for (var i = 1; i < offsets.Length; i++)
            if (offsets[i - 1].LocalEnd <= from && from < offsets[i].LocalStart)
            {
                from += offsets[i].LocalStart - offsets[i - 1].LocalEnd;
                break;
            }
        foreach (var span in offsets)
        {
            if (span.LocalStart > to + 2 * NodaConstants.NanosecondsPerDay) break;
            var start = Math.Max(from, span.LocalStart);
            var end = Math.Min(to, span.LocalEnd);
            if (start >= end) continue;
            if (pieces.Count > 0 && pieces[^1].End == start - span.Offset && start > from) pieces[^1] = new(pieces[^1].Start, end - span.Offset);
            else pieces.Add(new(start - span.Offset, end - span.Offset));
        }
    }

    static FrozenDictionary<LocalDate, DayRange[]> ByDate(ValueList<DatedHours> dated) =>
        dated.GroupBy(d => d.Date).ToFrozenDictionary(group => group.Key, group => Joined(group.SelectMany(d => d.Hours)));

    static DayRange[] Joined(IEnumerable<DayRange> hours)
    {
        var joined = new List<DayRange>();
        foreach (var range in hours.OrderBy(r => r.FromSecond))
            if (!range.IsLegal) throw new ArgumentException($"The hours {range} are not legal: check the rules before compiling them.", nameof(hours));
            else if (joined.Count > 0 && range.FromSecond <= joined[^1].ToSecond)
                joined[^1] = joined[^1] with { ToSecond = Math.Max(joined[^1].ToSecond, range.ToSecond) };
            else joined.Add(range);
        return [.. joined];
    }

    internal static DayRange[] Without(IEnumerable<DayRange> hours, IEnumerable<DayRange> closed)
    {
        foreach (var gap in closed)
            hours = hours.SelectMany(r => new[] { r with { ToSecond = Math.Min(r.ToSecond, gap.FromSecond) }, r with { FromSecond = Math.Max(r.FromSecond, gap.ToSecond) } })
                .Where(r => r.FromSecond < r.ToSecond).ToArray();
        return [.. hours];
    }

    /// <summary>A time of one offset, by the clock on the wall (nanoseconds since 1970-01-01T00:00 local).</summary>
    readonly record struct OffsetSpan(long LocalStart, long LocalEnd, long Offset)
    {
        public OffsetSpan(NodaTime.TimeZones.ZoneInterval zone) : this(
            zone.HasStart && zone.Start > BusinessCalendar.Earliest - Margin ? Nanoseconds.Of(zone.Start) + zone.WallOffset.Nanoseconds : long.MinValue,
            zone.HasEnd && zone.End < BusinessCalendar.Latest + Margin ? Nanoseconds.Of(zone.End) + zone.WallOffset.Nanoseconds : long.MaxValue,
            zone.WallOffset.Nanoseconds)
        {
        }

        static readonly Duration Margin = Duration.FromDays(3_660);
    }
}

/// <summary>Instants as whole nanoseconds since 1970-01-01T00:00Z; checked: <see cref="BusinessCalendar.Earliest"/> to <see cref="BusinessCalendar.Latest"/> fit with room to spare.</summary>
static class Nanoseconds
{
    public static long Of(Instant at) => (at - NodaConstants.UnixEpoch).ToInt64Nanoseconds();

    public static Instant ToInstant(long nanoseconds) => NodaConstants.UnixEpoch + Duration.FromNanoseconds(nanoseconds);
}
