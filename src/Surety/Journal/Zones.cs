using System.Collections.Concurrent;
using NodaTime;
using NodaTime.TimeZones;

namespace Surety.Journal;

/// <summary>Time zone data as a file: laws about clocks change, and a statement is worked out again by those that were known when it was published. Source: docs/guide/record.md, "Zones".</summary>
/// <param name="Bytes">The file, as NodaTime reads it.</param>
public sealed record Zones(ReadOnlyMemory<byte> Bytes)
{
    static readonly ConcurrentDictionary<Digest, IDateTimeZoneProvider> Read = [];
    static readonly Lazy<Zones> Built = new(() => new(BuiltInBytes()));

    /// <summary>Those of this program.</summary>
    public static Zones BuiltIn => Built.Value;

    /// <summary>Its name.</summary>
    public Digest Hash { get; } = Digest.Of(Bytes.Span);

    /// <summary>The zones in it.</summary>
    /// <returns><c>null</c>: the bytes are no such file.</returns>
    public IDateTimeZoneProvider? Provider()
    {
        if (Hash == BuiltIn.Hash) return DateTimeZoneProviders.Tzdb;
        if (Read.TryGetValue(Hash, out var known)) return known;
        try
        {
            using var stream = new MemoryStream(Bytes.ToArray());
            return Read[Hash] = new DateTimeZoneCache(TzdbDateTimeZoneSource.FromStream(stream));
        }
        catch (Exception e) when (e is NodaTime.Utility.InvalidNodaDataException or InvalidDateTimeZoneSourceException or IOException or ArgumentException or OverflowException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    static byte[] BuiltInBytes()
    {
        var assembly = typeof(DateTimeZone).Assembly;
        using var stream = assembly.GetManifestResourceStream(assembly.GetManifestResourceNames().Single(n => n.EndsWith(".nzd", StringComparison.Ordinal)))!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
