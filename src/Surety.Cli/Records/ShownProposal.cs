using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Surety.Cli.Servers;
using Surety.Journal;
using Surety.Scope;
using Surety.Statements;
using Surety.Storage.Exclusions;

namespace Surety.Cli.Records;

/// <summary>A proposal as it is told, whether a record told it or a server.</summary>
/// <param name="Json">As <see cref="ProposalJson"/> writes it; a preview in it is left out.</param>
/// <param name="Preview">What it would change; <c>null</c>: nobody looked, or it was answered.</param>
/// <param name="KeptBy">The side that keeps the agreement alone; <c>null</c>: both sides take part.</param>
/// <param name="Hindrances">Why it can no longer be accepted; empty: it can, or it was answered.</param>
internal sealed record ShownProposal(JsonElement Json, JsonElement? Preview, string? KeptBy, ValueList<string> Hindrances)
{
    public static ShownProposal Of(Proposal proposal, ProposalPreview? preview, ValueList<string> hindrances) => new(
        JsonDocument.Parse(JsonText.Of(j => ProposalJson.WriteFields(j, proposal, null))).RootElement,
        preview is null ? null : JsonDocument.Parse(JsonText.Of(j => ProposalJson.WriteFields(j, preview))).RootElement,
        proposal.KeptBy is { } alone ? Words.Of(alone) : null, hindrances);

    public string Name => Api.Word(Json, "proposal")!;

    public string Kind => Api.Word(Json, "kind")!;

    public bool IsOpen => Api.Word(Json, "state") == "open";

    public bool IsAccepted => Api.Word(Json, "state") == "accepted";

    /// <summary>The entry of the journal that answered it.</summary>
    public long AnswerEntry => Json.GetProperty("answer").GetProperty("entry").GetInt64();

    /// <summary>Who has to answer it, in words.</summary>
    public string WaitsFor => KeptBy is null ? $"the {Api.Word(Json, "waitsFor")}" : $"a second person of the {Api.Word(Json, "waitsFor")}";

    /// <summary>Where it stands, in words.</summary>
    public string State => IsOpen ? $"open, waits for {WaitsFor}"
        : Json.GetProperty("answer") is var answer && Api.Word(answer, "consent") == Words.Of(Consent.Text) ? IsLeftOut ? "accepted by the text of the agreement" : "recorded, and the text of the agreement does not leave it out"
        : $"{Api.Word(Json, "state")} by the {Api.Word(answer, "side")}{(Reason(answer) is { } why ? $" ({why})" : "")}";

    /// <summary>All of it in one line.</summary>
    public string Line => $"{Name}: {Kind} by the {Api.Word(Json, "side")}, {State}{(Reason(Json) is { } reason ? $": {reason}" : "")}";

    /// <summary>Why, or that nobody can read it any more.</summary>
    static string? Reason(JsonElement json) => Api.Word(json, "reason") is { } reason ? reason
        : json.TryGetProperty("reasonErased", out var erased) ? $"its reason was erased on {(InstantPattern.ExtendedIso.Parse(Api.Word(erased, "at") ?? "") is { Success: true, Value: var at } ? Display.ToTheMinute(at) : "an unknown day")}{(Api.Word(erased, "by") is { } by ? $" by {by}" : "")}, entry {erased.GetProperty("entry").GetInt64()}" : null;

    /// <summary>Whether it is about a period, or may be.</summary>
    /// <param name="period">Its name.</param><param name="time">Its time.</param>
    public bool IsAbout(string period, Interval time) => Api.Word(Json, "period") is { } restated ? restated == period
        : Json.GetProperty("facts").EnumerateArray().Any(fact => !((Moment(fact, "from") ?? Moment(fact, "at")) is { } begins && (begins >= time.End || (Moment(fact, "until") ?? (fact.TryGetProperty("from", out _) ? Instant.MaxValue : begins + Duration.Epsilon)) <= time.Start)));

    static Instant? Moment(JsonElement fact, string name) => Api.Word(fact, name) is { } text && OffsetDateTimePattern.ExtendedIso.Parse(text.Replace(' ', 'T')) is { Success: true, Value: var moment } ? moment.ToInstant() : null;

    /// <summary>Tells, behind the statement of a period, what the sides proposed about it: what was refused or is open is in no statement, and belongs to how it came about.</summary>
    /// <param name="session">Where.</param><param name="all">All proposals of the agreement.</param><param name="period">The period.</param>
    public static void Tell(Session session, IEnumerable<ShownProposal> all, Window period)
    {
        var about = all.Where(p => p.IsAbout(period.Name, period.Time)).ToList();
        if (about.Count == 0) return;
        session.Line("");
        session.Line($"Proposals about {Display.Window(period)}, as they stand now; no part of the statement");
        foreach (var line in about.SelectMany(p => TextLine.Wrap([new(p.Line, Tone.Plain)], session.Terminal.Width, "  ", "    "))) session.Line($"{line}");
    }

    /// <summary>What it would change, in sentences; of an accepted one, what the text makes of what it leaves out.</summary>
    public IEnumerable<string> Lines => Preview is { } preview ? LinesOf(preview) : Rulings.Select(r => Api.Word(r, "line")!);

    /// <summary>What the text makes of its exclusions; none: it has none, or nobody looked.</summary>
    IEnumerable<JsonElement> Rulings => (Preview ?? Json).TryGetProperty("exclusions", out var rulings) ? rulings.EnumerateArray() : [];

    /// <summary>Whether the text leaves out any of it, or may yet: what is only said to be too late, or beyond a budget, is not.</summary>
    bool IsLeftOut => !Rulings.Any() || Rulings.Any(r => r.GetProperty("leftOutSeconds").GetInt64() > 0 || Api.Word(r, "refused") is null);

    /// <summary>What was there when its preview was worked out; <c>null</c>: there is none.</summary>
    public Seen? UpTo => Preview is { } preview ? new(preview.GetProperty("entries").GetInt64(), preview.GetProperty("feeds").EnumerateArray().Select(f => (Api.Word(f, "feed")!, f.GetProperty("entries").GetInt64())).ToValueList()) : null;

    /// <summary>Up to which entry whoever proposed it has seen what it changes; <c>null</c>: something came in between that is not in the preview.</summary>
    public Seen? Proposed => (UpTo, Json.GetProperty("entry").GetInt64()) switch
    {
        (null, _) => null,
        (var seen, var entry) when seen.Entries >= entry => seen,
        (var seen, var entry) when seen.Entries == entry - 1 => seen with { Entries = entry },
        _ => null,
    };

    /// <summary>Sentences of a preview.</summary>
    public static IEnumerable<string> LinesOf(JsonElement preview) => preview.GetProperty("lines").EnumerateArray().Select(l => l.GetString()!);

    /// <summary>Writes it as an object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var field in Json.EnumerateObject().Where(f => f.Name is not ("preview" or "problems"))) field.WriteTo(json);
        if (Preview is { } preview)
        {
            json.WritePropertyName("preview");
            preview.WriteTo(json);
        }
        json.WriteEndObject();
    }
}
