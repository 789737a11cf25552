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

    /// <summary>What came too late for published periods that are not final.</summary>
    public ValueList<LateFacts> Late { get; init; }

    /// <summary>Names of the months that ended before the agreement came into the record and are published when somebody closes; empty: none wait.</summary>
    public ValueList<string> Held { get; init; } = [];

    /// <summary>The same in words; <c>null</c>: none wait.</summary>
    public string? HeldLine => Held switch
    {
        [] => null,
        [var only] => $"{only} ended before the agreement came into this record: it is published when somebody closes ('surety close')",
        [var first, .., var last] => $"{first} to {last} ended before the agreement came into this record: they are published when somebody closes ('surety close')",
    };

    /// <summary>Reads what <see cref="SpaceStanding.Write"/> wrote.</summary>
    public static ShownStanding Read(JsonElement json)
    {
        var isLast = json.TryGetProperty("lastStatement", out var last);
        return new(
            json.GetProperty("agreement").GetString()!, json.GetProperty("entries").GetInt64(), Text(json, "period") is null ? null : Text(json, "title"), Text(json, "why"),
            json.GetProperty("levels").EnumerateArray().Select(ShownLevel.Read).ToValueList(), isLast ? Text(last, "period") : null, isLast ? last.GetProperty("revision").GetInt32() : null,
            json.GetProperty("next").EnumerateArray().Select(n => (InstantPattern.ExtendedIso.Parse(Text(n, "due")!).Value, Text(n, "about")!)).ToValueList(), DateTimeZoneProviders.Tzdb.GetZoneOrNull(Text(json, "zone")!) ?? DateTimeZone.Utc)
        {
            IsUnreadable = json.GetProperty("unreadable").GetBoolean(),
            Late = json.TryGetProperty("late", out var late) ? late.EnumerateArray().Select(l => LateFacts.Read(l, json.GetProperty("agreement").GetString()!)).ToValueList() : [],
            Held = json.TryGetProperty("held", out var held) ? held.EnumerateArray().Select(h => h.GetString()!).ToValueList() : [],
        };
    }

    internal static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
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

    internal static ShownLevel Read(JsonElement json) => new(
        ShownStanding.Text(json, "level")!, ShownStanding.Text(json.GetProperty("window"), "name")!, Labels.Of(json.GetProperty("scope").EnumerateObject().Select(p => new Label(p.Name, p.Value.GetString()!))), ShownStanding.Text(json, "verdict")!,
        json.TryGetProperty("attained", out var attained) ? ShownStanding.Text(attained, "shown")! : Statements.Display.Nothing, ShownStanding.Text(json, "standing"), ShownStanding.Text(json, "words")!, json.TryGetProperty("soFar", out _), json.GetProperty("counts").GetBoolean());
}
