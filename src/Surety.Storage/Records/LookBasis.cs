using System.Globalization;
using NodaTime;
using Surety.Calendars;

namespace Surety.Storage.Records;

/// <summary>On what a look at a space rests: with all of it, the same comes of it again.</summary>
/// <param name="UpTo">The last entry that counts.</param>
/// <param name="AsOf">Looked at from where.</param>
/// <param name="Rules">Number of the rules.</param>
/// <param name="Zones">Hash of the time zone data.</param>
/// <param name="Feeds">How much of each feed counts: names and last entries.</param>
sealed record LookBasis(long UpTo, Instant AsOf, int Rules, Digest Zones, ValueList<(string Feed, long UpTo)> Feeds)
{
    /// <summary>What is kept for a look that was made before anybody noted on what it rests.</summary>
    public const string Unknown = "-";

    /// <summary>Whether months that ended before the agreement came into the record were left to somebody's hand.</summary>
    public bool Holds { get; init; }

    const string Held = "held";

    /// <summary>Reads what <see cref="ToString"/> wrote; <c>null</c>: it was changed.</summary>
    public static LookBasis? Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines[0].Split(' ') is not [var upTo, var asOf, var rules, var zones, .. var more] || Whole(upTo) is not { } last || Whole(asOf) is not { } at || Whole(rules) is not (>= 0 and <= int.MaxValue and var number) || Digest.Parse(zones) is not { } hash) return null;
        var feeds = lines.Skip(1).Select(l => l.Split(' ', 2)).Select(f => f is [var size, var name] && Whole(size) is { } end ? (name, end) : ("", 0L)).ToValueList();
        return Sql.At(at) is var instant && instant >= BusinessCalendar.Earliest && instant < BusinessCalendar.Latest && new LookBasis(last, instant, (int)number, hash, feeds) { Holds = more is [Held] } is var basis && $"{basis}" == text ? basis : null;

        static long? Whole(string digits) => long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;
    }

    /// <summary>One line, and one for each feed.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{UpTo} {AsOf.ToUnixTimeTicks()} {Rules} {Zones}{(Holds ? $" {Held}" : "")}") + string.Concat(Feeds.Select(f => string.Create(CultureInfo.InvariantCulture, $"\n{f.UpTo} {f.Feed}")));
}
