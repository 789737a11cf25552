using System.Globalization;
using System.Text.Json;
using NodaTime;
using Surety.Facts;
using Surety.Statements;
using Surety.Storage.Records;
using Surety.Web.Agreements;
using Surety.Web.Api;

namespace Surety.Web.Facts;

/// <summary>Facts one by one, as they were sent, and what became of each; pages and programs have the same. Source: docs/guide/api.md, "Facts".</summary>
/// <param name="Space">The agreement, or the feed, that has them.</param><param name="Part">Some of them.</param><param name="Next">Where the list goes on, as a cursor; <c>null</c>: this was the last part.</param>
/// <param name="Periods">Published periods, and what their statements know.</param><param name="Corrected">Of facts that others came in the place of: the first place where such a one stands.</param><param name="Contradicted">Facts that contradict others, and are in no figure.</param>
public sealed record ListedFacts(string Space, FactListPart Part, string? Next, ValueList<KnownPeriod> Periods, IReadOnlyDictionary<(string File, int Line), (string File, int Line)> Corrected, IReadOnlySet<(string File, int Line)> Contradicted)
{
    /// <summary>What can be chosen.</summary>
    /// <param name="time">How time is written.</param><param name="from">What its beginning says.</param><param name="until">What its end says.</param>
    public static ValueList<Query> Queries(Shape time, string from, string until) => [
        new("source", new Shape.Words(400), "Only facts of this source; plain measurements keep none, and are left out."), new("service", new Shape.Words(400), "Only facts about this service."),
        new("type", new Shape.OneOf(FactTypes.All.Select(t => t.Type).ToValueList()), "Only facts of this type."), new("id", new Shape.Words(400), "Only facts with this id."),
        new("from", time, from), new("until", time, until),
        new("batch", new Shape.Words(400), "Only facts of this batch."), new("line", new Shape.Whole(1, int.MaxValue), "Only the fact on this line of its batch."), new("cursor", new Shape.Words(400), "Where to go on: 'next' of the answer before."),
    ];

    /// <summary>The operation on an agreement or a feed.</summary>
    public static Operation Of(string path, string id, string parameter, string about) => new("GET", path, id, "Facts", about, call => ListAsync(call, call.Path(parameter)))
    {
        Query = [.. Queries(new Shape.Moment(), "Only facts that speak of time from then on; those of days and periods are among them all the same.", "Only facts that speak of time before that."), Paging.Queries[0]],
        Gives = [new(200, "The newest batch first, and the facts of one in the order in which they were sent.", Shape: new Shape.Fields([.. Paging.Of(RowShape).All, new("lookedTo", new Shape.Moment(), "When the batch came up to which was looked; absent: there was none.", false)]))],
        About = "A look is bounded: after 2,000 batches it ends, with fewer facts than were asked for, or none, and 'next' says where it goes on. What is late or corrected is told of an agreement that is in force.",
    };

    static Shape.Fields PlaceShape => new([new("batch", new Shape.Words(400), "The batch."), new("line", new Shape.Whole(1, int.MaxValue), "The line.")]);

    static Shape.Fields RowShape => new([
        new("seq", new Shape.Whole(1, long.MaxValue), "The entry of the journal that took it."), new("known", new Shape.Moment(), "When it was taken."), new("by", new Shape.Words(200), "Who sent it; absent: somebody at the machine.", false), new("batch", new Shape.Words(400), "What it came with."), new("line", new Shape.Whole(1, int.MaxValue), "Its line there."),
        new("source", new Shape.Words(400), "Its source; absent: it is a plain measurement, which keeps none.", false), new("fact", new Shape.Free("The fact as it was sent, as facts.schema.json has it; of a plain measurement, as it is kept."), "The fact."),
        new("corrected", PlaceShape, "Where the fact stands that came in its place; absent: it was not corrected.", false), new("contradicted", new Shape.Flag(), "true: another fact says otherwise, and it is in no figure.", false),
        new("late", new Shape.Several(new Shape.Fields([new("period", new Shape.Words(20), "The period."), new("revision", new Shape.Whole(0, int.MaxValue), "The newest statement of it, which does not know the fact."), new("final", new Shape.Flag(), "Whether it is final.")]), 1000), "Published periods for which it came too late; absent: none.", false),
    ]);

    static async Task<Reply> ListAsync(Call call, string space)
    {
        if (await call.SeatAsync(space) is null) return Reply.Absent;
        if (!IsCursor(call)) return Paging.NoCursor;
        if (await LookAsync(call, space, call.Moment("from"), call.Moment("until"), call.Limit()) is not { } looked) return Statements.StatementsApi.Busy;
        var page = Reply.Json(json =>
        {
            json.WriteStartArray("items");
            foreach (var fact in looked.Part.Facts)
            {
                json.WriteStartObject();
                looked.Write(json, fact);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            if (looked.Next is not null) json.WriteString("next", looked.Next);
            if (looked.Part.LookedTo is { } to) json.WriteString("lookedTo", Display.InUtc(to));
        });
        return looked.Next is null ? page : page with { Headers = [("Link", call.Next(looked.Next))] };
    }

    void Write(Utf8JsonWriter json, KeptFact fact)
    {
        json.WriteNumber("seq", fact.Batch.Seq);
        json.WriteString("known", Display.InUtc(fact.Batch.Known));
        if (fact.Batch.By is not null) json.WriteString("by", fact.Batch.By);
        json.WriteString("batch", fact.Batch.What.Batch);
        json.WriteNumber("line", fact.Row.Line);
        if (fact.Row.Source is not null) json.WriteString("source", fact.Row.Source);
        json.WritePropertyName("fact");
        json.WriteRawValue(fact.Row.Written);
        if (CorrectedBy(fact) is var (file, line))
        {
            json.WriteStartObject("corrected");
            json.WriteString("batch", file);
            json.WriteNumber("line", line);
            json.WriteEndObject();
        }
        if (IsContradicted(fact)) json.WriteBoolean("contradicted", true);
        if (LateFor(fact) is not { Count: > 0 } late) return;
        json.WriteStartArray("late");
        foreach (var period in late)
        {
            json.WriteStartObject();
            json.WriteString("period", period.Name);
            json.WriteNumber("revision", period.Revision);
            json.WriteBoolean("final", period.IsFinal);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Where the fact stands that came in the place of one; <c>null</c>: none did.</summary>
    public (string File, int Line)? CorrectedBy(KeptFact fact) => Corrected.TryGetValue((fact.Row.File, fact.Row.Line), out var by) ? by : null;

    /// <summary>Whether a fact contradicts others, and is in no figure.</summary>
    public bool IsContradicted(KeptFact fact) => Contradicted.Contains((fact.Row.File, fact.Row.Line));

    /// <summary>Published periods whose newest statement does not know a fact of their time.</summary>
    public ValueList<KnownPeriod> LateFor(KeptFact fact) => Periods.Where(p => p.Misses(fact)).ToValueList();

    /// <summary>Whether the cursor, if there is one, is of this list.</summary>
    public static bool IsCursor(Call call) => call.After(out var isCursor) is var after && isCursor && (after is null || Place(after) is not null);

    static FactPlace? Place(string cursor) => cursor.Split(' ') is [var seq, var place] && long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var entry) && long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? new(entry, at) : null;

    /// <summary>Looks for the facts that are asked for.</summary>
    /// <param name="call">The request, whose cursor is one.</param><param name="space">The agreement, or a feed of the caller's party.</param><param name="from">Only facts that speak of time from then on; <c>null</c>: of any.</param><param name="until">Only those of time before that; likewise.</param><param name="most">So many.</param><param name="agreement">The agreement whose published periods are told of a feed, too; <c>null</c>: those of the space itself.</param>
    /// <returns><c>null</c>: the server has too much to do.</returns>
    public static async Task<ListedFacts?> LookAsync(Call call, string space, Instant? from, Instant? until, int most, string? agreement = null)
    {
        var wanted = new WantedFacts(call.Query("source"), call.Query("service"), call.Query("type"), call.Query("id"), from, until) { Line = call.Query("line") is null ? null : call.Number("line", 0) };
        var after = call.After(out _) is { } place ? Place(place) : null;
        var looked = await call.WorkedOut.TurnAsync(async () =>
        {
            await using var reading = await call.LookAsync();
            var part = await FactList.ListAsync(reading, space, wanted, call.Query("batch"), after, most, call.Cancellation);
            var periods = part.Facts.Count > 0 && await reading.SpaceAsync(agreement ?? space, long.MaxValue, call.Cancellation) is { } known ? await LateFacts.PeriodsAsync(reading, known, space, call.Cancellation) : [];
            return new ListedFacts(space, part, part.Next is { } next ? call.CursorOf(string.Create(CultureInfo.InvariantCulture, $"{next.Seq} {next.Place}")) : null, periods, new Dictionary<(string, int), (string, int)>(), new HashSet<(string, int)>());
        }, call.Cancellation);
        // Of a feed by itself nobody knows what its readers make of it.
        return looked is null || looked.Part.Facts.Count == 0 || (agreement is null && call.Context.Request.RouteValues.ContainsKey("feed")) ? looked : await WithFatesAsync(call, looked, agreement ?? space);
    }

    /// <summary>What became of those that are shown, as the figures of the agreement have it.</summary>
    static async Task<ListedFacts?> WithFatesAsync(Call call, ListedFacts looked, string agreement)
    {
        var shown = looked.Part.Facts.Select(f => (f.Row.File, f.Row.Line)).ToHashSet();
        return await call.WorkedOut.StandingAsync(agreement, standing =>
        {
            var files = standing.FactFiles;
            (string, int) At(Origin origin) => (WireNames.File(origin, files), origin.Line);
            var corrected = new Dictionary<(string, int), (string, int)>();
            foreach (var correction in standing.Corrections)
                if (correction.Of is { } of && shown.Contains(At(of)) && correction.By.Count > 0) corrected[At(of)] = At(correction.By[^1]);
            return Task.FromResult(looked with { Corrected = corrected, Contradicted = standing.Contradictions.SelectMany(c => c.Places).Select(At).Where(shown.Contains).ToHashSet() });
        }, call.Cancellation);
    }
}
