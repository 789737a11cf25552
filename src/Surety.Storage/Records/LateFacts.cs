using System.Text.Json;
using NodaTime;
using Surety.Facts;
using Surety.Journal;
using Surety.Scope;
using Surety.Statements;
using Surety.Storage.People;

namespace Surety.Storage.Records;

/// <summary>Facts that came after a period was published: of its time, or of time before it that may reach into it.</summary>
/// <param name="Agreement">Name of the space.</param><param name="Period">Name of the period.</param><param name="Revision">The newest statement of it that was published.</param><param name="IsFinal">Whether it is final: they are kept, and book nothing.</param>
/// <param name="Facts">How many lie in its time.</param><param name="First">The first instant of these in its time; <c>null</c>: there are none, or nobody looked.</param><param name="Last">The last one to begin; likewise.</param>
/// <param name="Before">How many lie in time before it, of the first period that is not final; of the others, 0.</param>
public sealed record LateFacts(string Agreement, string Period, int Revision, bool IsFinal, long Facts, Instant? First, Instant? Last, long Before)
{
    /// <summary>So many periods are told in a receipt.</summary>
    public const int Most = 20;

    /// <summary>What came too late for the published periods of an agreement, by period; none where the newest statements know all of it.</summary>
    /// <param name="reading">Into the record.</param><param name="space">The agreement.</param><param name="isWhole">Whether final periods are told, too.</param><param name="cancellation">Ends it.</param>
    public static async Task<ValueList<LateFacts>> OfAsync(Reading reading, Space space, bool isWhole, CancellationToken cancellation)
    {
        if (space.Statements.Count == 0) return [];
        var sources = await SourcesAsync(reading, space.Name, cancellation);
        var ends = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var source in sources.Select(s => s.Name).Distinct()) ends[source] = (await reading.Command("select coalesce(max(seq), 0) from late where space = @source", ("source", source)).RowsAsync(r => r.Whole(0), cancellation))[0];
        var found = new List<LateFacts>();
        var isFirst = true;
        foreach (var period in sources.GroupBy(s => s.Period).OrderBy(p => p.First().Begins))
        {
            var isFinal = space.IsFinal(period.Key);
            if (space.Statement(period.Key) is not { } published || (isFinal && !isWhole)) continue;
            var (facts, before, first, last) = (0L, 0L, long.MaxValue, long.MinValue);
            foreach (var source in period)
            {
                var since = source.Since(space.Name, published);
                if (ends[source.Name] <= since) continue;
                var (count, from, to) = await CountAsync(reading, source, since, cancellation);
                (facts, first, last) = (facts + count, Math.Min(first, from), Math.Max(last, to));
                if (isFirst && !isFinal) before += await BeforeAsync(reading, source, since, cancellation);
            }
            isFirst &= isFinal;
            var (begin, until) = (period.First().Begins, period.First().Until);
            if (facts + before > 0) found.Add(new(space.Name, period.Key, published.What.Revision, isFinal, facts, facts == 0 ? null : Sql.At(Math.Max(first, begin)), facts == 0 ? null : Sql.At(Math.Clamp(last, begin, until - 1)), before));
        }
        return found.ToValueList();
    }

    /// <summary>For which published periods the facts of a batch came too late: of the agreement that took them, or of those that read the feed.</summary>
    /// <param name="reading">Into the record.</param><param name="source">The space that took them.</param><param name="seq">The entry.</param><param name="party">Who asks, and only agreements at which it sits are told; <c>null</c>: the machine itself.</param><param name="only">The one agreement that is told; <c>null</c>: all.</param><param name="cancellation">Ends it.</param>
    /// <returns>By period and agreement, and whether there are more.</returns>
    public static async Task<(ValueList<LateFacts> Told, bool IsMore)> OfBatchAsync(Reading reading, string source, long seq, string? party, string? only, CancellationToken cancellation)
    {
        var past = await reading.Command("select begins, ends, facts, first, last from late where space = @source and seq = @seq", ("source", source), ("seq", seq)).RowsAsync(r => new PastFacts(r.Whole(0), r.Whole(1), r.Whole(2), r.Whole(3), r.Whole(4)), cancellation);
        if (past.Count == 0) return ([], false);
        var seated = party is null ? "" : " and exists (select 1 from seat s where s.space = p.space and (s.provider = @party or s.customer = @party) and not s.reads)";
        var rows = await reading.Command(
            $"select p.space, p.period, p.begins, p.until, p.seen from period_source p where p.source = @source and p.until > @first and (@only = '' or p.space = @only){seated} order by p.begins, p.space limit @most",
            ("source", source), ("first", past.Min(f => f.Begins)), ("only", only ?? ""), ("party", party ?? ""), ("most", 400L)).RowsAsync(r => new Source(r.Text(0), source, r.Text(1), r.Whole(2), r.Whole(3), r.Whole(4)), cancellation);
        var (found, spaces) = (new List<LateFacts>(), new Dictionary<string, Space?>(StringComparer.Ordinal));
        var earlier = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            // Of a feed that thousands read, some are enough.
            if (!spaces.TryGetValue(row.Space, out var space))
            {
                if (spaces.Count == Most) return (found.ToValueList(), true);
                spaces[row.Space] = space = await reading.SpaceAsync(row.Space, long.MaxValue, cancellation);
            }
            if (space?.Statement(row.Period) is not { } published) continue;
            var isFinal = space.IsFinal(row.Period);
            var isKnown = row.Since(row.Space, published) >= seq;
            var facts = isKnown ? 0 : past.Where(f => f.IsIn(row.Begins, row.Until)).Sum(f => f.Facts);
            var before = !isFinal && earlier.Add(row.Space) && !isKnown ? past.Where(f => f.Ends < row.Begins).Sum(f => f.Facts) : 0;
            if (facts + before == 0) continue;
            if (found.Count == Most) return (found.ToValueList(), true);
            found.Add(new(row.Space, row.Period, published.What.Revision, isFinal, facts, null, null, before));
        }
        return (found.ToValueList(), rows.Count == 400);
    }

    /// <summary>Some agreements that read a feed, as far as they have published anything and the sender may see them.</summary>
    internal static Task<List<string>> ReadersAsync(Reading reading, string feed, string? party, string? only, CancellationToken cancellation)
    {
        var seated = party is null ? "" : " and exists (select 1 from seat s where s.space = p.space and (s.provider = @party or s.customer = @party) and not s.reads)";
        return reading.Command($"select distinct p.space from period_source p where p.source = @source and (@only = '' or p.space = @only){seated} order by p.space limit @most", ("source", feed), ("party", party ?? ""), ("only", only ?? ""), ("most", (long)Most)).RowsAsync(r => r.Text(0), cancellation);
    }

    /// <summary>A published period, and a space whose facts its statements read.</summary>
    sealed record Source(string Space, string Name, string Period, long Begins, long Until, long Seen)
    {
        /// <summary>The last entry of it that a statement knew, or whose facts somebody looked at.</summary>
        public long Since(string agreement, PublishedStatement published) =>
            Math.Max(Seen, Name == agreement ? published.What.UpTo : published.What.Feeds.Where(f => f.Feed == Name).Select(f => f.UpTo).FirstOrDefault());
    }

    static Task<List<Source>> SourcesAsync(Reading reading, string space, CancellationToken cancellation) =>
        reading.Command("select source, period, begins, until, seen from period_source where space = @space", ("space", space)).RowsAsync(r => new Source(space, r.Text(0), r.Text(1), r.Whole(2), r.Whole(3), r.Whole(4)), cancellation);

    static async Task<(long Facts, long First, long Last)> CountAsync(Reading reading, Source source, long since, CancellationToken cancellation) =>
        (await reading.Command(
            """
            select coalesce(sum(facts), 0), coalesce(min(first), @until), coalesce(max(last), @begin) from (
                select facts, first, last from late where space = @source and begins >= @begin and begins < @until and seq > @since
                union all select facts, first, last from late where space = @source and ends > begins and ends >= @begin and begins < @begin and seq > @since
            ) l
            """, ("source", source.Name), ("begin", source.Begins), ("until", source.Until), ("since", since)).RowsAsync(r => (Sql.Number(r.GetValue(0)), r.Whole(1), r.Whole(2)), cancellation))[0];

    static async Task<long> BeforeAsync(Reading reading, Source source, long since, CancellationToken cancellation) =>
        (await reading.Command("select coalesce(sum(facts), 0) from late where space = @source and seq > @since and begins < @begin and ends < @begin", ("source", source.Name), ("since", since), ("begin", source.Begins)).RowsAsync(r => Sql.Number(r.GetValue(0)), cancellation))[0];

    /// <summary>Keeps of a batch what speaks of time that was over.</summary>
    internal static void Stage(Writing writing, long seq, FactBatch batch)
    {
        foreach (var past in batch.Past)
            writing.Stage(
                "insert into late (space, seq, begins, ends, facts, first, last) values (@space, @seq, @begins, @ends, @facts, @first, @last)",
                ("seq", seq), ("begins", past.Begins), ("ends", past.Ends), ("facts", past.Facts), ("first", past.First), ("last", past.Last));
    }

    /// <summary>Keeps the time of a period that was published, and what it reads.</summary>
    internal static void Stage(Writing writing, RecordedSpace space, Window period)
    {
        foreach (var source in space.Feeds.Select(f => f.Feed).Prepend(space.Space.Name)) Stage(writing, source, period);
    }

    static void Stage(Writing writing, string source, Window period) => writing.Stage(
        "insert into period_source (space, source, period, begins, until, seen) values (@space, @source, @period, @begins, @until, 0) on conflict do nothing",
        ("source", source), ("period", period.Name), ("begins", period.Time.Start.ToUnixTimeTicks()), ("until", period.Time.End.ToUnixTimeTicks()));

    /// <summary>Likewise of those that an older version published, and of feeds that an amendment reads.</summary>
    internal static async Task StageMissingAsync(Writing writing, RecordedSpace space, DateTimeZone zone, CancellationToken cancellation)
    {
        var there = (await SourcesAsync(writing.Reading, space.Space.Name, cancellation)).Select(s => (s.Name, s.Period)).ToHashSet();
        foreach (var name in writing.Space!.Statements.Select(s => s.What.Period).Distinct())
            if (Publication.Period(name, zone) is Result<Window>.Ok { Value: var period })
                foreach (var source in space.Feeds.Select(f => f.Feed).Prepend(space.Space.Name).Where(s => !there.Contains((s, name)))) Stage(writing, source, period);
    }

    /// <summary>Takes note that somebody looked at what is there, and a published period does not come out otherwise.</summary>
    internal static void StageSeen(Writing writing, RecordedSpace space, string period)
    {
        foreach (var (source, upTo) in space.Feeds.Select(f => (f.Feed, f.UpTo)).Prepend((space.Space.Name, space.UpTo)))
            writing.Stage("update period_source set seen = @upTo where space = @space and source = @source and period = @period and seen < @upTo", ("source", source), ("period", period), ("upTo", upTo));
    }

    /// <summary>In one sentence, what came and what to do.</summary>
    /// <param name="zone">The agreement's; <c>null</c>: UTC.</param><param name="isAfter">Whether it is said since when.</param>
    public string Words(DateTimeZone? zone = null, bool isAfter = false)
    {
        var parts = new List<string>();
        if (Facts > 0) parts.Add($"{Display.Count(Facts, "fact", "facts")} came in of its time{Span(zone ?? DateTimeZone.Utc)}");
        if (Before > 0) parts.Add($"{Display.Count(Before, "fact", "facts")} {(Facts > 0 ? "" : "came in ")}of time before it, which may reach into it");
        return $"{(isAfter ? "since it was published, " : "")}{string.Join(", and ", parts)}. {(IsFinal ? "It is final: they are kept, and book nothing." : $"Propose a restatement, whose preview says what comes out otherwise, or 'surety revise {Period} --reason TEXT' on a record of your own.")}";
    }

    string Span(DateTimeZone zone) => First is not { } first || Last is not { } last ? "" : first == last ? $" ({Display.Moment(first, zone)})" : $" (from {Display.Moment(first, zone)} to {Display.Moment(last, zone)})";

    /// <summary>Writes some, as a list.</summary>
    public static void Write(Utf8JsonWriter json, string name, ValueList<LateFacts> all)
    {
        json.WriteStartArray(name);
        foreach (var late in all)
        {
            json.WriteStartObject();
            json.WriteString("agreement", late.Agreement);
            late.WriteFields(json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Writes it, inside an object that says of which agreement.</summary>
    public void WriteFields(Utf8JsonWriter json)
    {
        json.WriteString("period", Period);
        json.WriteNumber("revision", Revision);
        json.WriteBoolean("final", IsFinal);
        json.WriteNumber("facts", Facts);
        if (First is { } first) json.WriteString("first", Display.InUtc(first));
        if (Last is { } last) json.WriteString("last", Display.InUtc(last));
        json.WriteNumber("before", Before);
        json.WriteString("mend", IsFinal ? "The period is final: they are kept, and book nothing." : $"Propose a restatement: POST /v1/agreements/{Agreement}/proposals with {{\"kind\": \"restatement\", \"period\": \"{Period}\"}}; on a record of your own: surety revise {Period} --reason TEXT");
    }

    /// <summary>Reads what <see cref="WriteFields"/> wrote.</summary>
    public static LateFacts Read(JsonElement json, string agreement)
    {
        return new(
            json.TryGetProperty("agreement", out var named) ? named.GetString()! : agreement, json.GetProperty("period").GetString()!, json.GetProperty("revision").GetInt32(), json.GetProperty("final").GetBoolean(), json.GetProperty("facts").GetInt64(),
            At("first"), At("last"), json.GetProperty("before").GetInt64());

        Instant? At(string name) => json.TryGetProperty(name, out var text) && NodaTime.Text.InstantPattern.ExtendedIso.Parse(text.GetString()!) is { Success: true, Value: var at } ? at : null;
    }
}
