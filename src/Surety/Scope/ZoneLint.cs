using NodaTime;
using Surety.Text;

namespace Surety.Scope;

/// <summary>Time zones that are names of the old days, or that turn out to have no daylight saving, where a town was meant.</summary>
internal static class ZoneLint
{
    static readonly Dictionary<string, string> Towns = new(StringComparer.Ordinal)
    {
        ["EST"] = "America/New_York",
        ["MST"] = "America/Denver",
        ["HST"] = "Pacific/Honolulu",
        ["EST5EDT"] = "America/New_York",
        ["CST6CDT"] = "America/Chicago",
        ["MST7MDT"] = "America/Denver",
        ["PST8PDT"] = "America/Los_Angeles",
        ["WET"] = "Europe/Lisbon",
        ["CET"] = "Europe/Berlin",
        ["MET"] = "Europe/Berlin",
        ["EET"] = "Europe/Athens",
    };

    /// <summary>Tells of a zone that is legal and probably not meant; UTC with an offset is meant.</summary>
    public static void Check(ValueReader value, DateTimeZone? zone)
    {
        if (zone is null) return;
        if (Towns.TryGetValue(zone.Id, out var town))
            value.Problems.Warning(value.At, "zone.old-name", zone.Id is "EST" or "MST" or "HST" ? $"{Quoted.Of(zone.Id)} is the same time all year: it has no daylight saving." : $"{Quoted.Of(zone.Id)} is an old name, which no place has.", $"Name a town, such as '{town}'.");
        else if (zone.Id.StartsWith("Etc/GMT", StringComparison.Ordinal) && zone.MinOffset != Offset.Zero)
            value.Problems.Warning(value.At, "zone.old-name", $"{Quoted.Of(zone.Id)} is the same time all year, {Math.Abs(zone.MinOffset.Seconds) / 3600} h {(zone.MinOffset.Seconds < 0 ? "behind" : "ahead of")} UTC: its sign is the other way round than people write it.", $"Name a town, such as 'America/New_York', or write 'UTC{(zone.MinOffset.Seconds < 0 ? '-' : '+')}{Math.Abs(zone.MinOffset.Seconds) / 3600:D2}'.");
    }
}
