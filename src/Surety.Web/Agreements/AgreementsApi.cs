using System.Text.Json;
using Surety.Agreements;
using Surety.Changes;
using Surety.Contract;
using Surety.Journal;
using Surety.Statements;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Api;

namespace Surety.Web.Agreements;

/// <summary>Agreements and their versions: proposed by one side, counter-proposed or signed by the other. Source: docs/guide/api.md, "Agreements".</summary>
static class AgreementsApi
{
    const string Yaml = "application/yaml", Markdown = "text/markdown", Html = "text/html", Json = "application/json";

    static Shape.Fields OtherParty => new([new("handle", new Shape.Words(32), "Its short name."), new("title", new Shape.Words(200), "Name of the organisation.")]);

    static Shape.OneOf StateWord => new(KnownAgreement.States);

    static Shape.Fields Listed => new([
        new("agreement", new Shape.Words(200), "Its name on this server."), new("kind", new Shape.OneOf(["agreement", "feed"]), "A feed has measurements and no text."), new("side", VersionJson.SideWord, "Where the caller's party sits."),
        new("other", OtherParty, "Who sits at the other side, if anybody does.", false), new("title", new Shape.Words(1000), "Of its newest text.", false), new("state", StateWord, "proposed: somebody has to sign; agreed: its first day has not come.", false),
        new("version", new Shape.Whole(1, int.MaxValue), "The version in force, if there is one.", false), new("etag", new Shape.Words(40), "What goes behind If-Match.", false),
    ]);

    static ValueList<Field> Whole => [
        .. Listed.All, new("keptBy", VersionJson.SideWord, "The side that keeps it alone; absent: both sign.", false), new("opened", new Shape.Moment(), "When it was opened.", false),
        new("versions", new Shape.Several(new Shape.Fields(VersionJson.Fields), 10_000), "In the order in which they were proposed."),
        new("keys", new Shape.Several(new Shape.Fields([
            new("side", VersionJson.SideWord, "Whose it is."), new("key", VersionJson.Hash, "Its name: SHA-256 of the public key."), new("publicKey", new Shape.Words(400), "As SubjectPublicKeyInfo, in Base64."), new("entry", new Shape.Whole(1, long.MaxValue), "The entry that has it."),
            new("signs", new Shape.Flag(), "Whether its side signs with it now."), new("revoked", new Shape.Whole(1, long.MaxValue), "The entry that revoked it.", false),
        ]), 10_000), "Keys of the sides."),
        new("from", new Shape.Day(), "First day, of what is in force.", false), new("to", new Shape.Day(), "Last day, as text and notice leave it; absent: it goes on.", false), new("zone", new Shape.Words(60), "Its time zone.", false),
        new("notice", new Shape.Fields([new("by", VersionJson.SideWord, "Which side gave it."), new("at", new Shape.Moment(), "When."), new("entry", new Shape.Whole(1, long.MaxValue), "The entry that has it.")]), "The notice that ends it.", false),
    ];

    /// <summary>What is answered to whoever changed an agreement.</summary>
    public static Shape.Fields Changed => new([.. Whole]);

    static ValueList<Query> Language => [new("language", new Shape.OneOf(PrintedContract.Languages), "In which it is printed or told; where silent, the binding one.")];

    public static ValueList<Operation> All { get; } = [
        new("GET", "/v1/agreements", "listAgreements", "Agreements", "Lists the agreements and feeds at which the caller's party sits.", ListAsync)
        {
            Query = [new("kind", new Shape.OneOf(["agreement", "feed"]), "Only these."), .. Paging.Queries], Gives = [new(200, "By name.", Shape: Paging.Of(Listed))],
        },
        new("POST", "/v1/agreements", "openAgreement", "Agreements", "Opens an agreement with its first version, which both sides sign; or one side keeps it alone.", OpenAsync)
        {
            Needs = Permission.Manage, MostBytes = SentText.MostBytes, Gives = [new(201, "It is there, and proposed.", Shape: Changed)],
            About = "As YAML the text comes alone, and the side stands behind the question mark.",
            Query = [new("side", VersionJson.SideWord, "Where the caller's party sits; with a text that comes alone."), new("keptBy", VersionJson.SideWord, "That side, where it keeps the agreement alone; likewise.")],
            Takes = [SentText.AsYaml],
            Body = new([new("side", VersionJson.SideWord, "Where the caller's party sits."), new("keptBy", VersionJson.SideWord, "That side, where it keeps the agreement alone and its word is enough; where silent, both sign.", false), SentText.TextField, SentText.FilesField]),
        },
        new("GET", "/v1/agreements/{agreement}", "readAgreement", "Agreements", "Shows an agreement: versions, signatures, keys, dates.", ReadAsync) { Gives = [new(200, "As it is now.", Shape: Changed)] },
        new("POST", "/v1/agreements/{agreement}/versions", "proposeVersion", "Agreements", "Proposes a version: a counter-proposal under the number of one that is not signed by both, an amendment under the next.", ProposeAsync)
        {
            Needs = Permission.Manage, MostBytes = SentText.MostBytes, MatchesState = true, Takes = [SentText.AsYaml], Body = new([SentText.TextField, SentText.FilesField]),
            Gives = [new(201, "It is proposed.", Shape: Changed), new(200, "This very text is there already.", Shape: Changed)], About = "A text in force is never changed. Another text under a number that is not in force takes the place of the one before, and whoever had signed that signs anew.",
        },
        new("GET", "/v1/agreements/{agreement}/versions/{version}", "readVersion", "Agreements", "Gives a version: what is known of it, its canonical file, or its printed text.", ReadVersionAsync)
        {
            Query = Language, Gives = [new(200, "What is known of it.", Shape: new Shape.Fields(VersionJson.Fields)), new(200, "The canonical file, whose hash is signed.", Yaml), new(200, "The printed text, whose hash is signed; in another language, a translation.", Markdown), new(200, "The printed text for a browser or a printer.", Html)],
        },
        new("GET", "/v1/agreements/{agreement}/versions/{version}/diff/{other}", "compareVersions", "Agreements", "Compares a version with another one, clause by clause, in words.", DiffAsync)
        {
            Query = Language, Gives = [new(200, "As 'surety diff -o json' says it."), new(200, "The same to read.", Markdown)],
        },
    ];

    static async Task<Reply> ListAsync(Call call)
    {
        if (call.After(out var isCursor) is var after && !isCursor) return Paging.NoCursor;
        await using var reading = await call.LookAsync();
        var seats = (await Seats.SpacesAsync(reading, call.Caller.Party, call.Cancellation))
            .Where(s => call.Caller.IsFor(s.Name) && (call.Query("kind") is not { } kind || kind == KindOf(s.Kind)) && (after is null || string.CompareOrdinal(s.Name, after) > 0)).OrderBy(s => s.Name, StringComparer.Ordinal).Take(call.Limit() + 1).ToList();
        var known = new Dictionary<string, KnownAgreement>(StringComparer.Ordinal);
        foreach (var seat in seats.Where(s => s.Kind == SpaceKind.Agreement).Take(call.Limit()))
            if (await KnownAgreement.FindAsync(reading, seat.Name, call.Cancellation) is { } agreement) known[seat.Name] = agreement;
        return call.Page(seats, (json, seat) => WriteListed(json, seat, known.GetValueOrDefault(seat.Name), call), s => s.Name);
    }

    static string KindOf(SpaceKind kind) => kind == SpaceKind.Feed ? "feed" : "agreement";

    static void WriteListed(Utf8JsonWriter json, SeatedSpace seat, KnownAgreement? known, Call call)
    {
        json.WriteString("agreement", seat.Name);
        json.WriteString("kind", KindOf(seat.Kind));
        json.WriteString("side", Words.Of(seat.Side));
        if (seat.Other is { } other)
        {
            json.WriteStartObject("other");
            json.WriteString("handle", other.Handle);
            json.WriteString("title", other.Title);
            json.WriteEndObject();
        }
        if (known is null) return;
        if (known.Newest is { } newest) json.WriteString("title", newest.Title);
        json.WriteString("state", known.State(call.Store.Now));
        if (known.VersionAt(call.Store.Now) is { } version) json.WriteNumber("version", version);
        json.WriteString("etag", known.ETag);
    }

    static async Task<Reply> ReadAsync(Call call) => await call.SeatAsync(call.Path("agreement")) is null ? Reply.Absent : await ShownAsync(call, call.Path("agreement"), 200);

    /// <summary>An agreement as it is now.</summary>
    public static async Task<Reply> ShownAsync(Call call, string name, int status)
    {
        await using var reading = await call.LookAsync();
        var seat = (await Seats.SpacesAsync(reading, call.Caller.Party, call.Cancellation)).FirstOrDefault(s => s.Name == name);
        if (seat is null || await KnownAgreement.FindAsync(reading, name, call.Cancellation) is not { } known) return Reply.Absent;
        var opened = await reading.EntriesAsync(name, 1, 1, call.Cancellation) is [var (_, bytes)] ? Entry.Read(bytes)?.Known : null;
        var versions = new List<Action<Utf8JsonWriter>>();
        foreach (var version in known.Space.Versions) versions.Add(await VersionJson.OfAsync(reading, known.Space, version, call.Cancellation));
        return Reply.Json(json =>
        {
            WriteListed(json, seat, known, call);
            if (known.Space.KeptBy is { } side) json.WriteString("keptBy", Words.Of(side));
            if (opened is { } at) json.WriteString("opened", Display.InUtc(at));
            json.WriteStartArray("versions");
            foreach (var write in versions)
            {
                json.WriteStartObject();
                write(json);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("keys");
            foreach (var key in known.Space.Keys)
                if (key.Side is { } own) WriteKey(json, known.Space, own, key);
            json.WriteEndArray();
            if (known.Versions is { } inForce)
            {
                json.WriteString("from", Display.Iso(inForce.All[0].Term.From));
                if (known.LastDay is { } last) json.WriteString("to", Display.Iso(last));
                json.WriteString("zone", inForce.Newest.Zone.Id);
            }
            if (known.Ended is not { } ended) return;
            json.WriteStartObject("notice");
            json.WriteString("by", Words.Of(ended.By));
            json.WriteString("at", Display.InUtc(ended.At));
            json.WriteNumber("entry", ended.Seq);
            json.WriteEndObject();
        }, status) with
        { Headers = [("ETag", known.ETag), .. status == 201 ? [("Location", $"/v1/agreements/{name}")] : Array.Empty<(string, string)>()] };
    }

    static void WriteKey(Utf8JsonWriter json, Space space, Side side, PartyKey key)
    {
        json.WriteStartObject();
        json.WriteString("side", Words.Of(side));
        json.WriteString("key", key.Id.ToString());
        json.WriteBase64String("publicKey", key.PublicKey.Span);
        json.WriteNumber("entry", key.Seq);
        json.WriteBoolean("signs", space.KeyOf(side) == key);
        if (key.Revoked is { } revoked) json.WriteNumber("revoked", revoked);
        json.WriteEndObject();
    }

    static async Task<Reply> OpenAsync(Call call)
    {
        var sent = SentText.Of(call);
        var (side, keptBy) = sent.IsObject ? (call.Text("side"), call.Text("keptBy")) : (call.Query("side"), call.Query("keptBy"));
        if (side is null) return Reply.Bad(new Fault("side", "query", "value.missing", "'side' is missing: where does your party sit, as provider or as customer?"));
        if (keptBy is not null && keptBy != side) return Reply.Bad(new Fault(sent.IsObject ? "/keptBy" : "keptBy", sent.IsObject ? "body" : "query", "value.side", $"Your party sits there as {side}, and only for its own side can it keep an agreement alone.", $"Write '{side}', or leave it out: then both sign."));
        if (RecordedAgreement.Propose(SentText.Name, sent.Bytes, sent.On([])) is not Result<RecordedAgreement.Proposal>.Ok { Value: var proposal }) return sent.Refused(((Result<RecordedAgreement.Proposal>.Refused)RecordedAgreement.Propose(SentText.Name, sent.Bytes, sent.On([]))).Problems);
        var applicant = new Applicant(call.Caller.Party, SpaceName.Of(call.Caller.Party, proposal.Agreement.Id), Words.Side(side));
        if (!call.Caller.IsFor(applicant.Space)) return Reply.Absent;
        return await call.WriteAsync(store => Applying.ApplyAsync(store, proposal, keptBy is null ? null : Words.Side(keptBy), null, call.Caller.Name, call.Cancellation, applicant, expected: 0), _ => ShownAsync(call, applicant.Space, 201), sent.Refused);
    }

    static async Task<Reply> ProposeAsync(Call call)
    {
        if (await call.ApplicantAsync() is not { } applicant) return Reply.Absent;
        if (call.IfMatch(out var refused, isNeeded: true) is var etag && refused is not null) return refused;
        List<Layer> known;
        await using (var reading = await call.LookAsync())
            if (await KnownAgreement.FindAsync(reading, applicant.Space, call.Cancellation) is { } agreement) known = await agreement.LayersAsync(reading, call.Cancellation);
            else return Reply.Absent;
        return await ProposeAsync(call, applicant, SentText.Of(call), known, KnownAgreement.Expected(etag));
    }

    /// <summary>Proposes a text.</summary>
    public static async Task<Reply> ProposeAsync(Call call, Applicant applicant, SentText sent, IEnumerable<Layer> known, long? expected) => RecordedAgreement.Propose(SentText.Name, sent.Bytes, sent.On(known)) switch
    {
        Result<RecordedAgreement.Proposal>.Refused refused => sent.Refused(refused.Problems),
        Result<RecordedAgreement.Proposal>.Ok { Value: var proposal } => await call.WriteAsync(store => Applying.ApplyAsync(store, proposal, null, null, call.Caller.Name, call.Cancellation, applicant, expected), applied => ShownAsync(call, applicant.Space, applied.IsNew ? 201 : 200), sent.Refused),
    };

    /// <summary>The caller's party at its seat at the agreement of the path; <c>null</c>: for it there is none.</summary>
    public static async Task<Applicant?> ApplicantAsync(this Call call) =>
        await call.SeatAsync(call.Path("agreement")) is { } seat && seat.SideOf(call.Caller.Party) is { } side ? new(call.Caller.Party, seat.Space, side) : null;

    static async Task<Reply> ReadVersionAsync(Call call)
    {
        if (await call.SeatAsync(call.Path("agreement")) is null) return Reply.Absent;
        await using var reading = await call.LookAsync();
        if (await VersionAsync(call, reading, call.PathNumber("version")) is not var (space, version, text)) return Reply.Absent;
        var language = call.Query("language");
        var form = call.Accepts(Json, Yaml, Markdown, Html);
        Reply reply = form switch
        {
            Json when await VersionJson.OfAsync(reading, space, version, call.Cancellation) is var write => Reply.Json(write),
            Yaml => new Reply.Whole(200, "application/yaml; charset=utf-8", text.Bytes),
            // The text that was printed then is the one that is signed.
            Markdown when language is null || language == version.What.Language => await reading.DocumentAsync(space.Name, version.What.Printed, call.Cancellation) is { } printed ? new Reply.Whole(200, "text/markdown; charset=utf-8", printed) : Reply.Absent,
            Markdown or Html => text.Printed(language) switch
            {
                Result<PrintedContract>.Ok { Value: var contract } => form == Html ? Page(call, ContractHtml.Of(contract)) : new Reply.Whole(200, "text/markdown; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(ContractMarkdown.Of(contract))),
                Result<PrintedContract>.Refused refused => Reply.Of(refused.Problems),
            },
            _ => Reply.NoForm(Json, Yaml, Markdown, Html),
        };
        return reply with { Headers = [.. reply.Headers, ("Vary", "Accept")] };
    }

    /// <summary>A page that has its style in itself, and asks nobody for anything.</summary>
    static Reply.Whole Page(Call call, string html)
    {
        call.Context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
        return new(200, "text/html; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(html));
    }

    static async Task<Reply> DiffAsync(Call call)
    {
        if (await call.SeatAsync(call.Path("agreement")) is null) return Reply.Absent;
        await using var reading = await call.LookAsync();
        if (await VersionAsync(call, reading, call.PathNumber("version")) is not var (_, _, old) || await VersionAsync(call, reading, call.PathNumber("other")) is not var (_, _, other)) return Reply.Absent;
        return AgreementDiff.Of((old.File, old.Bytes, old.Layers), (other.File, other.Bytes, other.Layers), call.Query("language")) switch
        {
            Result<AgreementDiff>.Refused refused => Reply.Of(refused.Problems),
            Result<AgreementDiff>.Ok { Value: var diff } => call.Accepts(Json, Markdown) switch
            {
                Json => new Reply.Whole(200, Json, System.Text.Encoding.UTF8.GetBytes(DiffJson.Of(diff, null))) { Headers = [("Vary", "Accept")] },
                Markdown => new Reply.Whole(200, "text/markdown; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(DiffMarkdown.Of(diff, null))) { Headers = [("Vary", "Accept")] },
                _ => Reply.NoForm(Json, Markdown),
            },
        };
    }

    /// <summary>A version of the agreement of the path; <c>null</c>: there is none.</summary>
    public static async Task<(Space Space, ProposedVersion Version, VersionText Text)?> VersionAsync(Call call, Reading reading, int number) =>
        await reading.SpaceAsync(call.Path("agreement"), long.MaxValue, call.Cancellation) is { } space && space.Versions.FirstOrDefault(v => v.What.Version == number) is { } version && await VersionText.OfAsync(reading, space, version, call.Cancellation) is { } text ? (space, version, text) : null;
}
