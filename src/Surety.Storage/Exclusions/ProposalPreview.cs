using System.Globalization;
using NodaTime;
using Surety.Agreements;
using Surety.Calendars;
using Surety.Facts;
using Surety.Journal;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Storage.Records;

namespace Surety.Storage.Exclusions;

/// <summary>What would be otherwise if a proposal were accepted now.</summary>
/// <param name="Kind">What is proposed.</param>
/// <param name="Needs">The side whose consent the text asks for; <c>null</c>: it stands by the text alone, and is recorded at once.</param>
/// <param name="KeptBy">The side that keeps the agreement alone, a second person of which consents; <c>null</c>: the other side does.</param>
/// <param name="Rulings">What the text would make of each exclusion, in the order of time.</param>
/// <param name="Periods">Each period that would come out otherwise, or in which the proposed time lies, in order.</param>
public sealed record ProposalPreview(ProposalKind Kind, Side? Needs, Side? KeptBy, ValueList<ExpectedRuling> Rulings, ValueList<PeriodEffect> Periods)
{
    /// <summary>What was there when it was worked out: whoever accepts it says so.</summary>
    public required Seen UpTo { get; init; }

    /// <summary>Exclusions that the text would make less of then, because a budget is spent in order of time: what would become of each.</summary>
    public ValueList<ExpectedRuling> Losing { get; init; }

    /// <summary>So many bytes it takes while it is kept, about: verdicts with it and without, and the facts that they open.</summary>
    internal long Bytes { get; private init; } = 1_000;

    /// <summary>The same in sentences, one a line.</summary>
    public IEnumerable<string> Lines
    {
        get
        {
            yield return Needs is not { } side ? "By the agreement it stands by itself: nobody has to consent, and it is recorded at once."
                : KeptBy is { } alone ? $"The {Words.Of(alone)} keeps this agreement alone: a second person of it has to consent."
                : $"It needs the consent of the {Words.Of(side)}; silence is no consent.";
            foreach (var ruling in Rulings) yield return ruling.Line;
            foreach (var ruling in Losing) yield return $"It takes from the budget of another: {ruling.Line}";
            foreach (var line in Periods.SelectMany(p => p.Lines)) yield return line;
            if (Periods.All(p => p.Difference.IsEmpty)) yield return "No figure, verdict, credit or right comes out otherwise by now.";
        }
    }

    internal static async Task<Result<ProposalPreview>> OfAsync(Reading reading, string name, SuggestedText text, Suggestion suggestion, Instant now, CancellationToken cancellation)
    {
        var looking = await RecordedSpace.NowAsync(reading, name, cancellation);
        if (looking is not Result<RecordedSpace>.Ok { Value: var space }) return new Result<ProposalPreview>.Refused(((Result<RecordedSpace>.Refused)looking).Problems);
        return await OfAsync(reading, name, space, text, suggestion, now, cancellation);
    }

    /// <summary>What whoever answered had before its eyes: the record up to that answer.</summary>
    internal static async Task<Result<ProposalPreview>> ThenAsync(Reading reading, string name, Proposal proposal, SuggestionAnswer answer, CancellationToken cancellation)
    {
        var known = await RecordedSpace.KnownAsync(reading, name, answer.Known, cancellation);
        if (known is not Result<RecordedSpace>.Ok { Value: var behind }) return new Result<ProposalPreview>.Refused(((Result<RecordedSpace>.Refused)known).Problems);
        var basis = new LookBasis(answer.Seq - 1, answer.Known, Publication.Rules, Zones.BuiltIn.Hash, behind.Feeds.Select(f => (f.Feed, f.UpTo)).ToValueList());
        var seen = await RecordedSpace.SeenAsync(reading, name, basis, cancellation);
        if (seen is not Result<RecordedSpace>.Ok { Value: var before }) return new Result<ProposalPreview>.Refused(((Result<RecordedSpace>.Refused)seen).Problems);
        return await OfAsync(reading, name, before, proposal.Text, proposal.Suggestion with { Answer = null }, answer.Known, cancellation);
    }

    static async Task<Result<ProposalPreview>> OfAsync(Reading reading, string name, RecordedSpace space, SuggestedText text, Suggestion suggestion, Instant now, CancellationToken cancellation)
    {
        if (space.Versions is not { } versions) return new Result<ProposalPreview>.Refused([new(default, Severity.Error, "proposal.not-in-force", $"No version of '{name}' is in force.", "Both sides sign a version first.")]);
        var needs = text.Needs(versions, suggestion.What.Side, space.Space.KeptBy) is [var side, ..] ? side : (Side?)null;
        if (text.Period is { } period)
            return await Closing.RevisedAsync(reading, space, versions, $"{period}", now, cancellation) switch
            {
                Result<List<Closing.Revised>>.Refused no => new Result<ProposalPreview>.Refused(no.Problems),
                Result<List<Closing.Revised>>.Ok { Value: var revised } => new Result<ProposalPreview>.Ok(new(text.Kind, needs, space.Space.KeptBy, [], revised.Select(r => new PeriodEffect(r.Made.Statement.Period, r.Old.What.Revision, IsBooked: true, IsRestated: true, r.Difference, r.Was, r.Made.Statement)).ToValueList()) { UpTo = Seen.Of(space), Bytes = 1_000 + revised.Sum(r => 2L * r.Made.Bytes.Length) }),
            };
        var accepted = text.Accepted(suggestion, needs is null ? Consent.Text : space.Space.KeptBy is null ? Consent.OtherSide : Consent.SecondPerson);
        var (without, _) = await space.FactsAsync(reading, now, cancellation);
        var (with, _) = await space.FactsAsync(reading, now, cancellation, builder => SuggestedText.Read(builder, suggestion.What.Proposal, accepted));
        var proposed = ExpectedRulings.Read(suggestion.What.Proposal, accepted);
        var rulings = new ExpectedRulings(versions, with, proposed, now);
        var (effects, bytes) = Effects(space.Space, versions, text, without, with, now);
        return new Result<ProposalPreview>.Ok(new(text.Kind, needs, space.Space.KeptBy, proposed.Select(rulings.Of).ToValueList(), effects)
        {
            UpTo = Seen.Of(space),
            Bytes = 1_000 + bytes,
            Losing = IsTimed(text) ? rulings.Losing(new(versions, without, [], now), proposed).ToValueList() : [],
        });
    }

    /// <summary>Whether the record has moved since somebody saw the preview of a proposal, so that figures of a period that is over come out otherwise now.</summary>
    /// <returns>What is otherwise; nothing: what was seen stands.</returns>
    internal static async Task<ValueList<Problem>> MovedAsync(Reading reading, string name, Proposal proposal, Seen seen, Instant now, CancellationToken cancellation)
    {
        var looking = await RecordedSpace.NowAsync(reading, name, cancellation);
        if (looking is not Result<RecordedSpace>.Ok { Value: var space }) return ((Result<RecordedSpace>.Refused)looking).Problems;
        var there = Seen.Of(space);
        if (there == seen) return [];
        if (seen.Entries < proposal.Suggestion.Seq || seen.Entries > there.Entries || seen.Feeds.Any(f => f.Entries < 0 || f.Entries > there.Feeds.Where(t => t.Feed == f.Feed).Select(t => t.Entries).FirstOrDefault()))
            return [Moved($"No preview of {proposal.Name} can have been worked out up to {seen}: it was proposed in entry {proposal.Suggestion.Seq}, and the record is at {there}.")];
        var basis = new LookBasis(seen.Entries, now, Publication.Rules, Zones.BuiltIn.Hash, seen.Feeds.Select(f => (f.Feed, f.Entries)).ToValueList());
        // What could not be worked out then, nobody saw.
        if (await RecordedSpace.SeenAsync(reading, name, basis, cancellation) is not Result<RecordedSpace>.Ok { Value: var before } || await OfAsync(reading, name, before, proposal.Text, proposal.Suggestion, now, cancellation) is not Result<ProposalPreview>.Ok { Value: var was })
            return [Moved($"{proposal.Name} cannot have been looked at up to {seen}.")];
        switch (await OfAsync(reading, name, space, proposal.Text, proposal.Suggestion, now, cancellation))
        {
            case Result<ProposalPreview>.Refused no: return no.Problems;
            case Result<ProposalPreview>.Ok { Value: var then } when Otherwise(was, then, now).ToList() is { Count: > 0 } lines: return [Moved($"The record has moved since it was looked at up to {seen}, and is at {there} now. {string.Join(' ', lines.Take(10))}")];
            default: return [];
        }

        Problem Moved(string message) => new(default, Severity.Error, "answer.moved", message, "Look at the preview as it is now, and accept that.");
    }

    /// <summary>What a later preview says otherwise of periods that are over: one that is running has no figure yet that somebody could have relied upon.</summary>
    static IEnumerable<string> Otherwise(ProposalPreview was, ProposalPreview now, Instant at)
    {
        if (was.Needs != now.Needs) yield return "Who has to consent is another question now.";
        foreach (var line in now.Rulings.Concat(now.Losing).Select(r => r.Line).Except(was.Rulings.Concat(was.Losing).Select(r => r.Line))) yield return line;
        foreach (var period in was.Periods.Concat(now.Periods).Where(p => p.Period.Time.End <= at).Select(p => p.Period).Distinct())
        {
            var (before, after) = (was.Periods.FirstOrDefault(p => p.Period == period), now.Periods.FirstOrDefault(p => p.Period == period));
            if (before is null || after is null) yield return $"{Display.Window(period)}: {(after is null ? "nothing comes out otherwise any more." : string.Join(' ', after.Difference.Lines.DefaultIfEmpty("is concerned now.")))}";
            else if (before.Published != after.Published || before.IsBooked != after.IsBooked) yield return $"{Display.Window(period)} stands otherwise now.";
            else if (StatementDifference.Of(before.Then, after.Then) is { IsEmpty: false } other) yield return $"{Display.Window(period)}: {string.Join(' ', other.Lines)}";
        }
    }

    static (ValueList<PeriodEffect> Effects, long Bytes) Effects(Space space, Versions versions, SuggestedText text, FactSet without, FactSet with, Instant now)
    {
        var (zone, lastDay) = (versions.Newest.Zone, versions.TimeIn(with).LastDay);
        var begin = LocalTimes.StartOf(versions.All[0].Term.From, zone);
        // Nothing is otherwise before the first moment that is excluded; a correction may be about any time that was measured.
        var first = IsTimed(text) ? text.Facts.Exclusions.Min(e => e.From) : without.FirstMeasured ?? with.FirstMeasured ?? begin;
        var months = new List<Window>();
        for (var month = WindowRule.Month.At(Instant.Max(begin, first), zone); month.Time.Start < now && !(month.From > lastDay); month = month.Next(zone)) months.Add(month);
        if (months.Count == 0) return ([], 0);
        var effects = new List<PeriodEffect>();
        var (before, after) = (Evaluation.Of(versions, without, months[^1].Time.End, now), Evaluation.Of(versions, with, months[^1].Time.End, now));
        foreach (var month in months)
        {
            var (was, then) = (before.Statement(month, space.FirstPublished(month.Name) ?? now), after.Statement(month, space.FirstPublished(month.Name) ?? now));
            var difference = StatementDifference.Of(was, then);
            if (!difference.IsEmpty || (IsTimed(text) && Concerns(text, month.Time))) effects.Add(new(month, space.Statement(month.Name)?.What.Revision, !space.IsFinal(month.Name) && then.Life.State != "final", IsRestated: false, difference, was, then));
        }
        return (effects.ToValueList(), SpaceStanding.BytesOf(without, before) + SpaceStanding.BytesOf(with, after));
    }

    /// <summary>Whether it is known which time the proposal is about.</summary>
    static bool IsTimed(SuggestedText text) => text.Kind is ProposalKind.Exclusion or ProposalKind.Announcement && text.Facts.Exclusions.Count > 0 && text.Facts.Deeds.Count == 0;

    /// <summary>Whether a proposal is about some of a time, or may be.</summary>
    internal static bool Concerns(SuggestedText text, Interval time) => !IsTimed(text) || text.Facts.Exclusions.Any(e => e.From < time.End && !(e.Until <= time.Start));
}

/// <summary>What the text makes of exclusions as far as is known now, each as it will be when it is over.</summary>
sealed class ExpectedRulings
{
    readonly Versions versions;
    readonly FactSet facts;
    readonly Instant now;
    readonly Dictionary<(int Version, string Exclusion, Instant AsOf), ValueList<ExclusionRuling>> made = [];

    /// <param name="versions">Those in force.</param><param name="facts">What is known.</param><param name="more">Exclusions that are to come, if they are not among the facts yet.</param><param name="now">What it is now.</param>
    public ExpectedRulings(Versions versions, FactSet facts, ValueList<ExcludedTime> more, Instant now)
    {
        (this.versions, this.now) = (versions, now);
        this.facts = more.Where(m => Find(facts, m) is null).ToList() is { Count: > 0 } others ? facts with { Exclusions = facts.Exclusions.Concat(others).OrderBy(e => e.From).ToValueList() } : facts;
    }

    /// <summary>The exclusions of what is accepted.</summary>
    public static ValueList<ExcludedTime> Read(string proposal, ReadOnlyMemory<byte> accepted)
    {
        var builder = new FactBuilder();
        SuggestedText.Read(builder, proposal, accepted);
        return builder.Build().Exclusions;
    }

    /// <summary>What becomes of one.</summary>
    public ExpectedRuling Of(ExcludedTime fact)
    {
        var version = versions.At(fact.From);
        if (version.Scope.Exclusions.FirstOrDefault(e => e.Name == fact.Exclusion) is not { } clause) return new(fact, version.Zone, [], $"version {version.Version}, which is in force then, has no such exclusion");
        // Work that is planned is ruled on as it will be when it is over.
        var asOf = Instant.Max(now, fact.Until ?? (fact.From + Duration.FromTicks(1)));
        if (!made.TryGetValue((version.Version, clause.Name, asOf), out var rulings))
            made[(version.Version, clause.Name, asOf)] = rulings = ExclusionRuling.Of(clause, facts, version.Calendar, version.Scope.BusinessDays, version.Zone, LocalTimes.StartOf(version.Term.From, version.Zone), asOf);
        // Of what has no end and has not begun, it is known only whether the text would leave it out.
        return rulings.FirstOrDefault(r => IsSame(r.Fact, fact)) is not { } ruling ? new(fact, version.Zone, [], "it is about another service than the exclusion")
            : new(fact, version.Zone, fact.Until is null && fact.From >= now ? [] : ruling.Granted, ruling.Refused);
    }

    /// <summary>What becomes of one that was accepted; nothing, where it was corrected since.</summary>
    public ExpectedRuling OfAccepted(ExcludedTime fact) => Find(facts, fact) is { } there ? Of(there) : new(fact, versions.At(fact.From).Zone, [], "another fact came in its place");

    /// <summary>What becomes of others of which less is left out than without these.</summary>
    public IEnumerable<ExpectedRuling> Losing(ExpectedRulings without, ValueList<ExcludedTime> these) =>
        from fact in without.facts.Exclusions
        where these.Any(t => t.Exclusion == fact.Exclusion && t.From <= fact.From)
        let then = Of(fact)
        where then.Time < without.Of(fact).Time
        select then;

    static ExcludedTime? Find(FactSet facts, ExcludedTime fact) => facts.Exclusions.FirstOrDefault(e => IsSame(e, fact));

    static bool IsSame(ExcludedTime one, ExcludedTime other) => !one.StandsInText && one.Id == other.Id && one.Exclusion == other.Exclusion && one.From == other.From;
}

/// <summary>What the text would make of an exclusion.</summary>
/// <param name="Fact">The exclusion as it would be recorded.</param>
/// <param name="Zone">Of the agreement.</param>
/// <param name="Granted">Time that is left out; may be empty.</param>
/// <param name="Refused">Why the rest is not; <c>null</c>: all of it is.</param>
public sealed record ExpectedRuling(ExcludedTime Fact, DateTimeZone Zone, ValueList<Interval> Granted, string? Refused)
{
    /// <summary>The same as a sentence.</summary>
    public string Line => $"{Fact.Exclusion}, {Display.Moment(Fact.From, Zone)} to {(Fact.Until is { } until ? Display.Moment(until, Zone) : "now, and it lasts")}: {Outcome}.";

    string Outcome => (Granted.Count, Refused) switch
    {
        (0, null) => "nothing of it is left out yet",
        (0, { } why) => $"the text does not leave it out: {why}",
        (_, null) => $"the text leaves out {Display.Time(Time)}{When}",
        (_, { } why) => $"the text leaves out {Display.Time(Time)} of it{When}: {why}",
    };

    // What is left out whole was said already.
    string When => Granted is [var only] && only.Start == Fact.From && only.End == Fact.Until ? "" : $" ({string.Join(", ", Granted.Take(Shown).Select(g => $"{Display.Moment(g.Start, Zone)} to {Display.Moment(g.End, Zone)}"))}{(Granted.Count > Shown ? $" and {Granted.Count - Shown} more" : "")})";

    /// <summary>So many stretches are told in a sentence.</summary>
    const int Shown = 10;

    /// <summary>How much is left out.</summary>
    public Duration Time => Granted.Aggregate(Duration.Zero, (sum, i) => sum + i.Duration);
}

/// <summary>How much of a record somebody has seen.</summary>
/// <param name="Entries">The last entry of the agreement.</param><param name="Feeds">Of each feed that it reads, the name and the last entry, by name.</param>
public sealed record Seen(long Entries, ValueList<(string Feed, long Entries)> Feeds)
{
    internal static Seen Of(RecordedSpace space) => new(space.UpTo, space.Feeds.Select(f => (f.Feed, f.UpTo)).ToValueList());

    /// <summary>Reads what <see cref="ToString"/> wrote; <c>null</c>: it is something else.</summary>
    public static Seen? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(',');
        if (!Whole(parts[0], out var entries)) return null;
        var feeds = new List<(string, long)>();
        foreach (var part in parts.Skip(1))
            if (part.LastIndexOf('=') is > 0 and var at && Whole(part[(at + 1)..], out var last)) feeds.Add((part[..at], last));
            else return null;
        return new(entries, feeds.OrderBy(f => f.Item1, StringComparer.Ordinal).ToValueList());

        static bool Whole(string digits, out long whole) => long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out whole);
    }

    /// <summary>The entry, and behind a comma each feed with its own: <c>41,platform-eu=12</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Entries}") + string.Concat(Feeds.Select(f => string.Create(CultureInfo.InvariantCulture, $",{f.Feed}={f.Entries}")));
}

/// <summary>What would be otherwise in one period.</summary>
/// <param name="Period">Which one.</param>
/// <param name="Published">The revision that is published; <c>null</c>: none is.</param>
/// <param name="IsBooked">Whether anything can still be booked; a period that is final books nothing.</param>
/// <param name="IsRestated">Whether the acceptance itself publishes it again.</param>
/// <param name="Difference">What is otherwise.</param>
/// <param name="Was">The statement without it.</param>
/// <param name="Then">The statement with it.</param>
public sealed record PeriodEffect(Window Period, int? Published, bool IsBooked, bool IsRestated, StatementDifference Difference, Statement Was, Statement Then)
{
    /// <summary>Levels whose verdict or figure comes out otherwise, in the order of the statement; <c>Was</c> is <c>null</c> of one that is not judged without it.</summary>
    public IEnumerable<(LevelResult? Was, LevelResult Then)> Levels =>
        Then.Levels.Select(then => (Was: Was.Levels.FirstOrDefault(o => o.Level == then.Level && o.Window == then.Window && o.Scope == then.Scope), Then: then)).Where(p => p.Was is null || p.Was.Verdict != p.Then.Verdict || p.Was.Attained != p.Then.Attained);

    /// <summary>What is owed, and what may still be claimed, in each currency.</summary>
    public IEnumerable<(Money Owed, Money OwedThen, Money Claimable, Money ClaimableThen)> Money => Was.Totals.Concat(Then.Totals).Select(t => t.Owed.Currency).Distinct().Select(currency =>
    {
        return (Sum(Was, t => t.Owed), Sum(Then, t => t.Owed), Sum(Was, t => t.Claimable), Sum(Then, t => t.Claimable));

        Money Sum(Statement of, Func<Total, Money> what) => of.Totals.Select(what).Where(m => m.Currency == currency).Aggregate(Surety.Money.Zero(currency), (sum, m) => sum + m);
    });

    /// <summary>The same in sentences, one a line.</summary>
    public IEnumerable<string> Lines
    {
        get
        {
            if (!IsBooked)
            {
                yield return $"{Display.Window(Period)} is final: it would be recorded, and books nothing.";
                yield break;
            }
            yield return $"{Display.Window(Period)}{(Difference.IsEmpty ? ": nothing comes out otherwise." : ":")}";
            foreach (var line in Difference.Lines) yield return $"  {line}";
            if (Published is { } revision && !Difference.IsEmpty) yield return IsRestated ? $"  Accepted, it is published as revision {revision + 1}." : $"  Revision {revision} is published and stands until it is revised.";
            if (Published is null) yield return "  Its statement is not published yet: what is accepted before that day is in it.";
            else if (Then.Life.State == "in comment" && !IsRestated) yield return $"  Its statement is open to comments until {Display.Deadline(Then.Life.CommentUntil, Then.Zone)}; silence then {(Then.Life.SilenceAccepts ? "accepts" : "refuses")} that statement, not this proposal.";
        }
    }
}
