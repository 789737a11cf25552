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

    /// <summary>In place of an end: facts that correct others which came in other batches. When those were is known to nobody who takes them, only which entry had the first of them.</summary>
    const long Unknown = long.MaxValue - 1;

    /// <summary>How many correct a fact that the statement rests on, whatever time that is of; of a final period, 0.</summary>
    public long Corrections { get; init; }

    /// <summary>So many facts in all that the statement does not know.</summary>
    public long All => Facts + Before + Corrections;

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
            var (facts, before, corrections, first, last) = (0L, 0L, 0L, long.MaxValue, long.MinValue);
            foreach (var source in period)
            {
                var since = source.Since(space.Name, published);
                if (ends[source.Name] <= since) continue;
                var (count, from, to) = await CountAsync(reading, source, since, cancellation);
                (facts, first, last) = (facts + count, Math.Min(first, from), Math.Max(last, to));
                if (!isFinal) corrections += await CorrectionsAsync(reading, source, since, cancellation);
                if (isFirst && !isFinal) before += await BeforeAsync(reading, source, since, cancellation);
            }
            isFirst &= isFinal;
            var (begin, until) = (period.First().Begins, period.First().Until);
            if (facts + before + corrections > 0) found.Add(new(space.Name, period.Key, published.What.Revision, isFinal, facts, facts == 0 ? null : Sql.At(Math.Max(first, begin)), facts == 0 ? null : Sql.At(Math.Clamp(last, begin, until - 1)), before) { Corrections = corrections });
        }
        return found.ToValueList();
    }

    /// <summary>The published periods of an agreement that read a space, each with the last entry of it that the newest statement knows: what came later and speaks of its time is in no figure of that statement.</summary>
    /// <param name="reading">Into the record.</param><param name="space">The agreement.</param><param name="source">The space that takes the facts.</param><param name="cancellation">Ends it.</param>
    public static async Task<ValueList<KnownPeriod>> PeriodsAsync(Reading reading, Space space, string source, CancellationToken cancellation) => space.Statements.Count == 0 ? []
        : (await SourcesAsync(reading, space.Name, cancellation)).Where(s => s.Name == source).OrderBy(s => s.Begins)
            .Select(s => space.Statement(s.Period) is { } published ? new KnownPeriod(s.Period, Sql.At(s.Begins), Sql.At(s.Until), s.Since(space.Name, published), published.What.Revision, space.IsFinal(s.Period)) : null).OfType<KnownPeriod>().ToValueList();

    /// <summary>For which published periods the facts of a batch came too late: of the agreement that took them, or of those that read the feed. Periods about which something can still be done come first.</summary>
    /// <param name="reading">Into the record.</param><param name="source">The space that took them.</param><param name="seq">The entry.</param><param name="party">Who asks, and only agreements at which it sits are told; <c>null</c>: the machine itself.</param><param name="only">The one agreement that is told; <c>null</c>: all.</param><param name="cancellation">Ends it.</param>
    /// <returns>By period and agreement, and whether there may be more: a reader that was damaged is left out.</returns>
    public static async Task<(ValueList<LateFacts> Told, bool IsMore)> OfBatchAsync(Reading reading, string source, long seq, string? party, string? only, CancellationToken cancellation)
    {
        var all = await reading.Command("select begins, ends, facts, first, last from late where space = @source and seq = @seq", ("source", source), ("seq", seq)).RowsAsync(r => new PastFacts(r.Whole(0), r.Whole(1), r.Whole(2), r.Whole(3), r.Whole(4)), cancellation);
        if (all.Count == 0) return ([], false);
        var begins = all.Min(f => f.Begins);
        var (past, corrections) = (all.FindAll(f => f.Ends != Unknown), all.FindAll(f => f.Ends == Unknown));
        var seated = party is null ? "" : " and exists (select 1 from seat s where s.space = p.space and (s.provider = @party or s.customer = @party) and not s.reads)";
        var readers = await reading.Command(
            $"select p.space from period_source p where p.source = @source and p.until > @begins and (@only = '' or p.space = @only){seated} group by p.space order by max(p.until) desc, p.space limit @most",
            ("source", source), ("begins", begins), ("only", only ?? ""), ("party", party ?? ""), ("most", Most + 1L)).RowsAsync(r => r.Text(0), cancellation);
        var (found, isMore) = (new List<(LateFacts Late, long Begins)>(), readers.Count > Most);
        // Of a feed that thousands read, some are enough.
        foreach (var reader in readers.Take(Most))
        {
            try
            {
                var isFirst = true;
                foreach (var (row, published, isFinal) in await PublishedAsync(reading, reader, source, begins, cancellation))
                {
                    var since = row.Since(reader, published);
                    var isKnown = since >= seq;
                    var facts = isKnown ? 0 : past.Where(f => f.IsIn(row.Begins, row.Until)).Sum(f => f.Facts);
                    var before = isFirst && !isFinal && !isKnown ? past.Where(f => f.Ends < row.Begins).Sum(f => f.Facts) : 0;
                    var corrected = isFinal || isKnown ? 0 : corrections.Where(c => c.First <= since).Sum(c => c.Facts);
                    isFirst &= isFinal;
                    if (facts + before + corrected > 0) found.Add((new(reader, row.Period, published.What.Revision, isFinal, facts, null, null, before) { Corrections = corrected }, row.Begins));
                }
            }
            catch (RecordDamaged)
            {
                // 'surety doctor' tells of it; whoever sends facts to the others hears of these.
                isMore = true;
            }
        }
        return (found.OrderBy(f => f.Late.IsFinal).ThenBy(f => f.Begins).ThenBy(f => f.Late.Agreement, StringComparer.Ordinal).Take(Most).Select(f => f.Late).ToValueList(), isMore || found.Count > Most);
    }

    /// <summary>The newest statements of an agreement's published periods that end after an instant and read a space, each with whether it is final: of the journal, what is not facts is read from the first of them on.</summary>
    static async Task<List<(Source Row, PublishedStatement Published, bool IsFinal)>> PublishedAsync(Reading reading, string agreement, string source, long begins, CancellationToken cancellation)
    {
        var rows = await reading.Command(
            """
            select p.period, p.begins, p.until, p.seen, max(s.seq) from period_source p join statement s on s.space = p.space and s.period = p.period
            where p.space = @space and p.source = @source and p.until > @begins group by p.period, p.begins, p.until, p.seen order by p.begins
            """, ("space", agreement), ("source", source), ("begins", begins)).RowsAsync(r => (Row: new Source(agreement, source, r.Text(0), r.Whole(1), r.Whole(2), r.Whole(3)), Seq: r.Whole(4)), cancellation);
        if (rows.Count == 0) return [];
        var (published, final) = (new Dictionary<long, Recorded.Published>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (at, bytes) in await reading.Command("select seq, bytes from entry where space = @space and seq >= @from and kind not in ('facts', 'chunk') order by seq", ("space", agreement), ("from", rows.Min(r => r.Seq))).RowsAsync(r => (r.Whole(0), r.Bytes(1)), cancellation))
        {
            if (Entry.Read(bytes) is not { } entry || entry.Seq != at) throw new RecordDamaged(agreement, at, "it cannot be read");
            if (entry.What is Recorded.Published statement) published[at] = statement;
            else if (entry.What is Recorded.Stepped { Step: LifeStep.Final } step) final.Add(step.Period);
        }
        return rows.ConvertAll(r => (r.Row, new PublishedStatement(published.GetValueOrDefault(r.Seq) ?? throw new RecordDamaged(agreement, r.Seq, "it should publish a statement"), r.Seq), final.Contains(r.Row.Period)));
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
                union all select facts, first, last from late where space = @source and ends > begins and ends >= @begin and begins < @begin and seq > @since and ends <> @unknown
            ) l
            """, ("unknown", Unknown), ("source", source.Name), ("begin", source.Begins), ("until", source.Until), ("since", since)).RowsAsync(r => (Sql.Number(r.GetValue(0)), r.Whole(1), r.Whole(2)), cancellation))[0];

    static async Task<long> BeforeAsync(Reading reading, Source source, long since, CancellationToken cancellation) =>
        (await reading.Command("select coalesce(sum(facts), 0) from late where space = @source and seq > @since and begins < @begin and ends < @begin", ("source", source.Name), ("since", since), ("begin", source.Begins)).RowsAsync(r => Sql.Number(r.GetValue(0)), cancellation))[0];

    static async Task<long> CorrectionsAsync(Reading reading, Source source, long since, CancellationToken cancellation) =>
        (await reading.Command("select coalesce(sum(facts), 0) from late where space = @source and begins = @begins and ends = @unknown and seq > @since and first <= @since", ("source", source.Name), ("since", since), ("begins", long.MinValue), ("unknown", Unknown)).RowsAsync(r => Sql.Number(r.GetValue(0)), cancellation))[0];

    /// <summary>Keeps of a batch what speaks of time that was over, and that it corrects what came before it.</summary>
    internal static async Task StageAsync(Writing writing, string space, long seq, FactBatch batch, CancellationToken cancellation)
    {
        var own = batch.Corrections.Count == 0 ? [] : batch.Ids.Select(i => (i.Source, i.Id)).ToHashSet();
        var corrects = batch.Corrections.Select(c => (c.Source, Id: c.Supersedes!)).Where(c => !own.Contains(c)).ToList();
        var corrected = corrects.Count == 0 ? [] : await writing.Reading.KnownAsync(space, corrects.Distinct().Select(c => new FactId(c.Source, c.Id, default)).ToList(), cancellation);
        var all = batch.Past.ToList();
        if (corrected.Count > 0) all.Add(new(long.MinValue, Unknown, corrects.Count(corrected.ContainsKey), corrected.Values.Min(c => c.Seq), corrected.Values.Min(c => c.Seq)));
        foreach (var past in all)
            writing.Stage(
                "insert into late (space, seq, begins, ends, facts, first, last) values (@space, @seq, @begins, @ends, @facts, @first, @last)",
                ("seq", seq), ("begins", past.Begins), ("ends", past.Ends), ("facts", past.Facts), ("first", past.First), ("last", past.Last));
    }

    /// <summary>Keeps the time of a period that was published, and what it reads.</summary>
    internal static void Stage(Writing writing, RecordedSpace space, Window period)
    {
        foreach (var source in SourcesOf(space)) Stage(writing, source, period);
    }

    /// <summary>What the agreement reads, a feed also before its first facts have opened it.</summary>
    static IEnumerable<string> SourcesOf(RecordedSpace space) =>
        (space.Versions?.All ?? []).SelectMany(v => v.Scope.Feeds).Select(f => SpaceName.OfFeed(space.Space.Name, f)).Concat(space.Feeds.Select(f => f.Feed)).Prepend(space.Space.Name).Distinct(StringComparer.Ordinal);

    static void Stage(Writing writing, string source, Window period) => writing.Stage(
        "insert into period_source (space, source, period, begins, until, seen) values (@space, @source, @period, @begins, @until, 0) on conflict do nothing",
        ("source", source), ("period", period.Name), ("begins", period.Time.Start.ToUnixTimeTicks()), ("until", period.Time.End.ToUnixTimeTicks()));

    /// <summary>Likewise of those that an older version published, and of feeds that an amendment reads.</summary>
    internal static async Task StageMissingAsync(Writing writing, RecordedSpace space, DateTimeZone zone, CancellationToken cancellation)
    {
        var there = (await SourcesAsync(writing.Reading, space.Space.Name, cancellation)).Select(s => (s.Name, s.Period)).ToHashSet();
        foreach (var name in writing.Space!.Statements.Select(s => s.What.Period).Distinct())
            if (Publication.Period(name, zone) is Result<Window>.Ok { Value: var period })
                foreach (var source in SourcesOf(space).Where(s => !there.Contains((s, name)))) Stage(writing, source, period);
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
        // A fact that corrects another of its own time is told once.
        if (Corrections > 0 && Facts == 0) parts.Add($"{Display.Count(Corrections, "correction of an earlier fact", "corrections of earlier facts")} came in, of whatever time that was");
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
        if (Corrections > 0) json.WriteNumber("corrections", Corrections);
        json.WriteString("mend", IsFinal ? "The period is final: they are kept, and book nothing." : $"Propose a restatement: POST /v1/agreements/{Agreement}/proposals with {{\"kind\": \"restatement\", \"period\": \"{Period}\"}}; on a record of your own: surety revise {Period} --reason TEXT");
    }

    /// <summary>Reads what <see cref="WriteFields"/> wrote.</summary>
    public static LateFacts Read(JsonElement json, string agreement)
    {
        return new(
            json.TryGetProperty("agreement", out var named) ? named.GetString()! : agreement, json.GetProperty("period").GetString()!, json.GetProperty("revision").GetInt32(), json.GetProperty("final").GetBoolean(), json.GetProperty("facts").GetInt64(),
            At("first"), At("last"), json.GetProperty("before").GetInt64())
        {
            Corrections = json.TryGetProperty("corrections", out var corrections) ? corrections.GetInt64() : 0,
        };

        Instant? At(string name) => json.TryGetProperty(name, out var text) && NodaTime.Text.InstantPattern.ExtendedIso.Parse(text.GetString()!) is { Success: true, Value: var at } ? at : null;
    }
}

/// <summary>A published period, and how far its newest statement knows a space.</summary>
/// <param name="Name">Of the period.</param><param name="From">When it begins.</param><param name="Until">When it ends, excluded.</param><param name="UpTo">The last entry that the statement knows.</param><param name="Revision">Of the statement.</param><param name="IsFinal">Whether it is final.</param>
public sealed record KnownPeriod(string Name, Instant From, Instant Until, long UpTo, int Revision, bool IsFinal)
{
    /// <summary>Whether a fact came too late for it.</summary>
    public bool Misses(KeptFact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return fact.Batch.Seq > UpTo && fact.Row.From is { } from && from < Until && (fact.Row.Until ?? (fact.Row.IsInstant ? from + Duration.Epsilon : Instant.MaxValue)) > From;
    }
}
