using NodaTime;
using Surety.Agreements;
using Surety.Journal;

namespace Surety.Storage.Records;

/// <summary>The versions of an agreement as their texts say. To read a text takes longer than most of what is asked about it, and a text of the same hash says the same: it is read once, and kept while it is one of those that were asked for last.</summary>
static class ReadVersions
{
    /// <summary>So many bytes a version takes for each byte of its texts, about.</summary>
    const long BytesOfByte = 30;

    static readonly KeptLast<Key, Versions> Kept = new(48 << 20);

    sealed record Key(string Space, Digest Zones, ValueList<Recorded.Proposed> Versions);

    /// <summary>Reads the versions of a space that are in force.</summary>
    /// <param name="reading">Finds their texts, which are looked at each time: a text that was changed behind our back is none.</param><param name="space">As it was at some entry.</param><param name="zones">Laws about clocks, and their hash.</param><param name="cancellation">Ends it.</param>
    /// <returns>Refused where a text is missing, or can no longer be read.</returns>
    /// <exception cref="RecordDamaged">A text is another one.</exception>
    public static async Task<Result<Versions>> OfAsync(Reading reading, Space space, (IDateTimeZoneProvider Laws, Digest Hash) zones, CancellationToken cancellation)
    {
        var all = space.InForce.Select(v => v.What).ToValueList();
        var hashes = all.SelectMany(v => v.Beside.Select(b => b.Hash).Prepend(v.File)).ToHashSet();
        var texts = await reading.DocumentsAsync(space.Name, hashes, cancellation);
        var key = new Key(space.Name, zones.Hash, all);
        if (texts.Count == hashes.Count && Kept.Find(key) is { } known) return new Result<Versions>.Ok(known);
        var read = RecordedAgreement.Read(space, hash => texts.TryGetValue(hash, out var text) ? text : null, zones.Laws);
        if (read is Result<Versions>.Ok { Value: var versions }) Kept.Keep(key, versions, BytesOfByte * texts.Values.Sum(t => (long)t.Length));
        return read;
    }

    /// <summary>Likewise, by the laws of this program.</summary>
    public static Task<Result<Versions>> OfAsync(Reading reading, Space space, CancellationToken cancellation) => OfAsync(reading, space, (DateTimeZoneProviders.Tzdb, Zones.BuiltIn.Hash), cancellation);
}
