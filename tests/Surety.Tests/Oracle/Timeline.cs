using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>Time cut into slots of one length: slow and obvious, one slot after the other. Everything that a case tells happens between two slots.</summary>
/// <remarks><c>Start</c>: A whole UTC minute that begins a local day of the zone. <c>Grain</c>: Seconds; divides a minute, or is whole minutes.</remarks>
sealed record Timeline(DateTimeZone Zone, Instant Start, int Grain, int Count)
{
    readonly Dictionary<string, (int[] Day, int[] Second)> locals = [];
    readonly Dictionary<(string, string?), bool[]> open = [];

    public Instant At(int slot) => Start + Duration.FromSeconds((long)slot * Grain);

    public Instant End => At(Count);

    /// <summary>The slot that begins at an instant; before the start and after the end it is cut.</summary>
    public int Slot(Instant at)
    {
        var seconds = (long)(at - Start).TotalSeconds;
        return (int)Math.Clamp(seconds >= 0 ? seconds / Grain : -1, 0, Count);
    }

    /// <summary>What the clock on the wall shows at the beginning of each slot: days since 1970, and seconds of the day.</summary>
    public (int[] Day, int[] Second) Local(DateTimeZone zone)
    {
        if (locals.TryGetValue(zone.Id, out var known)) return known;
        var (day, second) = (new int[Count], new int[Count]);
        var interval = zone.GetZoneInterval(Start);
        for (var i = 0; i < Count; i++)
        {
            var at = At(i);
            if (interval.HasEnd && at >= interval.End) interval = zone.GetZoneInterval(at);
            var wall = at.ToUnixTimeSeconds() + interval.WallOffset.Seconds;
            (day[i], second[i]) = ((int)(wall / 86_400), (int)(wall % 86_400));
        }
        return locals[zone.Id] = (day, second);
    }

    /// <summary>Which slots are open in a calendar.</summary>
    public bool[] Open(Hours hours)
    {
        var zone = hours.Zone is { } id ? Zones.Of(id) : Zone;
        if (open.TryGetValue((hours.Name, hours.Zone), out var known)) return known;
        var (day, second) = Local(zone);
        var slots = new bool[Count];
        var (today, ranges) = (int.MinValue, new List<(int From, int Until)>());
        for (var i = 0; i < Count; i++)
        {
            if (day[i] != today) (today, ranges) = (day[i], [.. OpenHours.On(hours, Zones.Day(day[i])).Select(r => (r.From + Zones.Skipped(zone, Zones.Day(day[i]), r.From), r.Until))]);
            foreach (var (from, until) in ranges) slots[i] |= second[i] >= from * 60 && second[i] < until * 60;
        }
        return open[(hours.Name, hours.Zone)] = slots;
    }
}
