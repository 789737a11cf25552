using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Surety.Storage.Records;

/// <summary>What people see of where an agreement stands: the same, whether it was looked up in a record or asked of a server.</summary>
/// <param name="Space">Name of the space.</param><param name="Entries">The last entry that was looked at.</param><param name="Title">Its line for people; <c>null</c>: no month runs.</param><param name="Why">Why none does; <c>null</c>: one does, or it is a feed.</param>
/// <param name="Levels">In the order of the agreement.</param><param name="LastPeriod">Of the statement that was published last; <c>null</c>: none was.</param><param name="LastRevision">Likewise.</param><param name="Next">What falls due next.</param><param name="Zone">The agreement's.</param>
public sealed record ShownStanding(string Space, long Entries, string? Title, string? Why, ValueList<ShownLevel> Levels, string? LastPeriod, int? LastRevision, ValueList<(Instant Due, string About)> Next, DateTimeZone Zone)
{
    /// <summary>Whether it cannot be read.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>Reads what <see cref="SpaceStanding.Write"/> wrote.</summary>
    public static ShownStanding Read(JsonElement json) => new(
        json.GetProperty("agreement").GetString()!, json.GetProperty("entries").GetInt64(), json.GetProperty("title").GetString(), json.GetProperty("why").GetString(),
        json.GetProperty("levels").EnumerateArray().Select(l => new ShownLevel(
            l.GetProperty("level").GetString()!, l.GetProperty("window").GetProperty("name").GetString()!, Labels.Of(l.GetProperty("scope").EnumerateObject().Select(p => new Label(p.Name, p.Value.GetString()!))), l.GetProperty("verdict").GetString()!,
            l.GetProperty("attained") is { ValueKind: JsonValueKind.Object } attained ? attained.GetProperty("shown").GetString()! : Statements.Display.Nothing, l.GetProperty("standing").GetString(), l.GetProperty("words").GetString()!,
            l.GetProperty("soFar").ValueKind == JsonValueKind.String, l.GetProperty("counts").GetBoolean())).ToValueList(),
        json.GetProperty("lastStatement") is { ValueKind: JsonValueKind.Object } last ? last.GetProperty("period").GetString() : null, json.GetProperty("lastStatement") is { ValueKind: JsonValueKind.Object } revised ? revised.GetProperty("revision").GetInt32() : null,
        json.GetProperty("next").EnumerateArray().Select(n => (InstantPattern.ExtendedIso.Parse(n.GetProperty("due").GetString()!).Value, n.GetProperty("about").GetString()!)).ToValueList(),
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(json.GetProperty("zone").GetString()!) ?? DateTimeZone.Utc)
    {
        IsUnreadable = json.GetProperty("unreadable").GetBoolean(),
    };
}

/// <summary>What people see of one level.</summary>
/// <param name="Level">Its name.</param><param name="Window">Name of the window.</param><param name="Scope">Labels of the scope.</param><param name="Verdict">On the wire: <c>met</c>.</param><param name="Attained">The figure as it is shown.</param><param name="Standing">Of an open window, on the wire: <c>lost</c>; <c>null</c>: none.</param>
/// <param name="Words">All of it in one line.</param><param name="IsOpen">Whether the window runs on.</param><param name="Counts">False while it is reported only.</param>
public sealed record ShownLevel(string Level, string Window, Labels Scope, string Verdict, string Attained, string? Standing, string Words, bool IsOpen, bool Counts)
{
    /// <summary>Whether it is missed: an open window that can no longer be met is, whatever its days still bring.</summary>
    public bool IsMissed => IsOpen ? Standing == "lost" : Verdict == "missed";

    /// <summary>Whether it is over and too little is known to say.</summary>
    public bool IsUnknown => !IsOpen && Verdict == "noData";
}
