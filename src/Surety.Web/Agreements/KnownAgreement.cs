using System.Globalization;
using System.Text.Json;
using NodaTime;
using Surety.Agreements;
using Surety.Contract;
using Surety.Facts;
using Surety.Journal;
using Surety.Statements;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Api;

namespace Surety.Web.Agreements;

/// <summary>An agreement of the record, as one look found it.</summary>
/// <param name="Space">What its entries come to.</param><param name="Versions">Those in force; <c>null</c>: none is.</param><param name="Newest">The newest text, in force or not; <c>null</c>: it cannot be read.</param><param name="Ended">The notice that ends it; <c>null</c>: none was given here.</param><param name="Revised">Its state, for whoever changes it.</param>
sealed record KnownAgreement(Space Space, Versions? Versions, Agreement? Newest, Ended? Ended, long Revised)
{
    /// <summary>Looks at an agreement.</summary>
    /// <returns><c>null</c>: there is none of this name, or it is a feed.</returns>
    public static async Task<KnownAgreement?> FindAsync(Reading reading, string name, CancellationToken cancellation)
    {
        if (await reading.SpaceAsync(name, long.MaxValue, cancellation) is not { Kind: SpaceKind.Agreement } space) return null;
        var versions = space.InForce.Any() ? await ReadVersions.OfAsync(reading, space, cancellation) is Result<Versions>.Ok { Value: var inForce } ? inForce : null : null;
        var newest = versions?.Newest;
        if (space.Versions.Count > 0 && (newest is null || newest.Version < space.Versions[^1].What.Version) && await VersionText.OfAsync(reading, space, space.Versions[^1], cancellation) is { } text) newest = text.Agreement ?? newest;
        return new(space, versions, newest, versions is null ? null : await Ending.FindAsync(reading, space, versions, cancellation), await reading.RevisedAsync(space, cancellation));
    }

    /// <summary>For <c>ETag</c> and <c>If-Match</c>.</summary>
    public string ETag => Of(Revised);

    /// <summary>The same, of a state.</summary>
    public static string Of(long revised) => $"\"{revised.ToString(CultureInfo.InvariantCulture)}\"";

    /// <summary>What a state behind <c>If-Match</c> stands for; <c>null</c>: the caller does not mind. Whatever is no state was never one.</summary>
    public static long? Expected(string? etag) => etag is null ? null : long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var revised) && revised > 0 ? revised : -1;

    /// <summary>The last day; <c>null</c>: it goes on and on, or none is in force.</summary>
    public LocalDate? LastDay => Versions is null ? null : Ended is { } ended ? ended.LastDay : Versions.TimeIn(new FactBuilder().Build()).LastDay;

    /// <summary>Where it stands, in a word of <see cref="States"/>.</summary>
    public string State(Instant now)
    {
        if (Versions is null) return "proposed";
        var today = now.InZone(Versions.Newest.Zone).Date;
        return Versions.All[0].Term.From > today ? "agreed" : LastDay < today ? "ended" : "in force";
    }

    /// <summary>proposed: somebody has to sign; agreed: its first day has not come.</summary>
    public static ValueList<string> States => ["proposed", "agreed", "in force", "ended"];

    /// <summary>The version that is in force at an instant; <c>null</c>: none is.</summary>
    public int? VersionAt(Instant now) => State(now) is "in force" ? Versions!.At(now).Version : null;

    /// <summary>Files beside any of its texts, the newest first.</summary>
    public async Task<List<Layer>> LayersAsync(Reading reading, CancellationToken cancellation)
    {
        var beside = Space.Versions.Reverse().SelectMany(v => v.What.Beside).DistinctBy(b => b.Hash).ToList();
        var texts = await reading.DocumentsAsync(Space.Name, beside.Select(b => b.Hash), cancellation);
        return [.. beside.Where(b => texts.ContainsKey(b.Hash)).Select(b => Layer.Parse(b.File, texts[b.Hash])).OfType<Layer>()];
    }
}

/// <summary>The text of a version, with what it stands on.</summary>
/// <param name="File">Its name, for places.</param><param name="Bytes">Its canonical form.</param><param name="Layers">What it stands on.</param><param name="What">As it was proposed.</param>
sealed record VersionText(string File, ReadOnlyMemory<byte> Bytes, ValueList<Layer> Layers, Recorded.Proposed What)
{
    /// <summary>So many bytes a printed text takes for each byte of the file, about.</summary>
    const long BytesOfByte = 20;

    static readonly KeptLast<(string File, Recorded.Proposed What, string Language), PrintedContract> Kept = new(24 << 20);

    /// <summary>The same in sentences, printed once while it is asked for.</summary>
    /// <param name="language"><c>null</c>: the binding one.</param>
    /// <returns>Refused: this program cannot print it any more.</returns>
    public Result<PrintedContract> Printed(string? language)
    {
        var key = (File, What, language ?? "");
        // What it stands on may be missing, and then it says something else.
        if (Layers.Count < What.Beside.Count) return PrintedContract.Of(File, Bytes, Layers, language, null);
        if (Kept.Find(key) is { } known) return new Result<PrintedContract>.Ok(known);
        var printed = PrintedContract.Of(File, Bytes, Layers, language, null);
        if (printed is Result<PrintedContract>.Ok { Value: var contract }) Kept.Keep(key, contract, BytesOfByte * (Bytes.Length + Layers.Sum(l => (long)l.Bytes.Length)));
        return printed;
    }

    /// <summary>The agreement; <c>null</c>: this program cannot read it any more.</summary>
    public Agreement? Agreement => AgreementFile.Parse(File, Bytes, Layers, DateTimeZoneProviders.Tzdb).Agreement;

    /// <summary>Finds the text of a version; <c>null</c>: it is not there.</summary>
    public static async Task<VersionText?> OfAsync(Reading reading, Space space, ProposedVersion version, CancellationToken cancellation)
    {
        var texts = await reading.DocumentsAsync(space.Name, version.What.Beside.Select(b => b.Hash).Prepend(version.What.File), cancellation);
        if (!texts.TryGetValue(version.What.File, out var bytes)) return null;
        return new(RecordedAgreement.FileName(space.Name, version.What.Version), bytes, version.What.Beside.Select(b => texts.TryGetValue(b.Hash, out var text) ? Layer.Parse(b.File, text) : null).OfType<Layer>().ToValueList(), version.What);
    }
}

/// <summary>Versions on the wire.</summary>
static class VersionJson
{
    public static Shape.OneOf SideWord => new(["provider", "customer"]);

    public static Shape.Words Hash => new(64, 64);

    public static ValueList<Field> Fields => [
        new("version", new Shape.Whole(1, int.MaxValue), "Its number."), new("effective", new Shape.Day(), "Its first day."), new("state", new Shape.OneOf(["proposed", "in force"]), "Whether everybody has signed it who has to; it counts from its first day."),
        new("entry", new Shape.Whole(1, long.MaxValue), "The entry of the journal that proposed it."), new("proposed", new Shape.Moment(), "When.", false), new("by", new Shape.Words(200), "Who proposed it.", false),
        new("file", Hash, "SHA-256 of the canonical file."), new("beside", new Shape.Several(new Shape.Fields([new("name", new Shape.Words(200), "Name of the file."), new("hash", Hash, "SHA-256 of its bytes.")]), 1000), "What it stands on or depends on."),
        new("language", new Shape.Words(10), "The binding language."), new("printed", Hash, "SHA-256 of the printed text."),
        new("signatures", new Shape.Several(new Shape.Fields([
            new("side", SideWord, "Who signed."), new("key", Hash, "With which key."), new("entry", new Shape.Whole(1, long.MaxValue), "The entry that has it."), new("signed", new Shape.Moment(), "When.", false), new("by", new Shape.Words(200), "Who sent it.", false),
        ]), 2), "In the order in which they came."),
        new("waitsFor", new Shape.Several(SideWord, 2), "Sides that have to sign it still."),
    ];

    /// <summary>Writes a version, inside its object.</summary>
    public static async Task<Action<Utf8JsonWriter>> OfAsync(Reading reading, Space space, ProposedVersion version, CancellationToken cancellation)
    {
        var entries = new Dictionary<long, Entry>();
        foreach (var seq in version.Signatures.Select(s => s.Seq).Prepend(version.Seq))
            if (await reading.EntriesAsync(space.Name, seq, seq, cancellation) is [var (_, bytes)] && Entry.Read(bytes) is { } entry) entries[seq] = entry;
        return json =>
        {
            var what = version.What;
            json.WriteNumber("version", what.Version);
            json.WriteString("effective", Display.Iso(what.Effective));
            json.WriteString("state", space.IsInForce(version) ? "in force" : "proposed");
            json.WriteNumber("entry", version.Seq);
            Told("proposed", version.Seq);
            json.WriteString("file", what.File.ToString());
            json.WriteStartArray("beside");
            foreach (var (file, hash) in what.Beside)
            {
                json.WriteStartObject();
                json.WriteString("name", file);
                json.WriteString("hash", hash.ToString());
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("language", what.Language);
            json.WriteString("printed", what.Printed.ToString());
            json.WriteStartArray("signatures");
            foreach (var signature in version.Signatures)
            {
                json.WriteStartObject();
                json.WriteString("side", Words.Of(signature.Side));
                json.WriteString("key", signature.Key.ToString());
                json.WriteNumber("entry", signature.Seq);
                Told("signed", signature.Seq);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("waitsFor");
            if (space.KeptBy is null)
                foreach (var side in Enum.GetValues<Side>().Where(s => version.Signatures.All(v => v.Side != s))) json.WriteStringValue(Words.Of(side));
            json.WriteEndArray();

            void Told(string name, long seq)
            {
                if (!entries.TryGetValue(seq, out var entry)) return;
                json.WriteString(name, Display.InUtc(entry.Known));
                if (entry.By is { } by) json.WriteString("by", by);
            }
        };
    }
}
