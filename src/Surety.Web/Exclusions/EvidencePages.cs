using NodaTime;
using Surety.Calendars;
using Surety.Facts;
using Surety.Journal;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Statements;
using Surety.Storage.Exclusions;
using Surety.Storage.Records;
using Surety.Web.Agreements;
using Surety.Web.Api;
using Surety.Web.Shell;

namespace Surety.Web.Exclusions;

/// <summary>The page on which both sides see which facts count, and who said so. Source: docs/guide/pages.md.</summary>
static class EvidencePages
{
    /// <summary>So many proposals stand on a page, and so many batches and corrections; of so many open proposals the effect is told.</summary>
    const int MostProposals = 20, MostBatches = 10, MostCorrections = 50, MostPreviews = 3, MostPeriods = 60;

    public static ValueList<Operation> All { get; } = [
        PagesOf.Read("/agreements/{agreement}/evidence", "showEvidence", "Shows which facts of a period count, what the sides proposed, and what is not known.", ShowAsync) with
        {
            Query = [new("period", new Shape.Words(20), "The month; silent: the running one, or the last."), new("level", new Shape.Words(500), "Only this level."), new("from", new Shape.Whole(0, 1_000_000), "So many proposals are left out at the top: those that wait come first, then the newest.")],
        },
    ];

    static async Task<Reply> ShowAsync(Call call)
    {
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        KnownAgreement known;
        ValueList<Proposal> shown;
        ValueList<LateFacts> late;
        ValueList<TakenBatch> batches;
        ValueList<FactSource> sources;
        await using (var reading = await call.LookAsync())
        {
            if (await KnownAgreement.FindAsync(reading, agreement.Name, call.Cancellation) is not { } found) return Reply.Absent;
            known = found;
            shown = await Proposals.SomeAsync(reading, found.Space, Ordered(found.Space.Suggestions).Skip(call.Number("from", 0)).Take(MostProposals).ToValueList(), call.Cancellation);
            late = await LateFacts.OfAsync(reading, found.Space, isWhole: true, call.Cancellation);
            batches = await FactSources.BatchesAsync(reading, agreement.Name, long.MaxValue, MostBatches, call.Cancellation);
            sources = await FactSources.AllAsync(reading, agreement.Name, null, 100, call.Cancellation);
        }
        var view = await View.OfAsync(call);
        var effects = await EffectsAsync(call, view, shown);
        var (periods, period) = (Periods(known, call.Store.Now), (Window?)null);
        if (call.Query("period") is { } wanted)
        {
            if (!periods.Any(p => p.Name == wanted)) return Reply.Bad(new Fault("period", "query", "parameter.value", $"{Text.Quoted.Of(wanted)} is no month of this agreement that has begun.", periods.Count == 0 ? null : $"The newest one is {periods[0].Name}."));
            period = periods.First(p => p.Name == wanted);
        }
        else if (periods.Count > 0) period = periods[0];
        Evidence? evidence = null;
        if (period is { } month)
        {
            var level = call.Query("level");
            if (await EvidenceAsync(call, agreement, known, month, level) is not { } looked) return Statements.StatementsApi.Busy;
            if (looked is Result<Evidence>.Refused { Problems: var problems }) return Reply.Of(problems);
            evidence = ((Result<Evidence>.Ok)looked).Value;
            if (level is not null && !evidence.LevelNames.Contains(level)) return Reply.Bad(new Fault("level", "query", "parameter.value", $"The agreement has no level {Text.Quoted.Of(level)} in {month.Name}.", Text.Nearest.Question(level, evidence.LevelNames)));
        }
        return await Rendered.PageAsync<EvidencePage>(view, new()
        {
            ["Agreement"] = agreement,
            ["Zone"] = known.Versions?.Newest.Zone ?? DateTimeZone.Utc,
            ["Proposals"] = shown,
            ["From"] = call.Number("from", 0),
            ["MoreProposals"] = Math.Max(0, known.Space.Suggestions.Count - call.Number("from", 0) - shown.Count),
            ["Waiting"] = known.Space.Suggestions.Count(s => s.Answer is null && s.Asked(known.Space.KeptBy) == agreement.Side),
            ["Effects"] = effects,
            ["Periods"] = periods,
            ["Evidence"] = evidence,
            ["Sides"] = evidence is { Strips.Count: > 0 } && await call.SeatAsync(agreement.Name) is { } seat ? await SidesAsync(call, seat, evidence) : default,
            ["Clauses"] = known.Versions?.All.Reverse().SelectMany(v => v.Scope.Exclusions).DistinctBy(e => e.Name).ToValueList() ?? [],
            ["Late"] = late.Where(l => period is null || l.Period == period.Name).ToValueList(),
            ["LateElsewhere"] = late.Where(l => !l.IsFinal && l.Period != period?.Name).Select(l => l.Period).ToValueList(),
            ["Batches"] = batches,
            ["Sources"] = sources,
            ["Kinds"] = Enum.GetValues<ProposalKind>().Where(k => ProposalsApi.May(call.Caller, k)).ToValueList(),
            ["Level"] = call.Query("level"),
        });
    }

    /// <summary>Those that wait first, then the newest.</summary>
    static IEnumerable<Suggestion> Ordered(ValueList<Suggestion> all) => [.. all.Where(s => s.Answer is null), .. all.Reverse().Where(s => s.Answer is not null)];

    /// <summary>What the first open ones would change; it is not said of the others, nor where the server has too much to do.</summary>
    static async Task<Dictionary<string, string>> EffectsAsync(Call call, View view, ValueList<Proposal> shown)
    {
        var effects = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var proposal in shown.Where(p => p.IsOpen).Take(MostPreviews))
            if (await call.WorkedOut.PreviewAsync(call.Path("agreement"), proposal.Name, looked => Task.FromResult(looked is Result<ProposalPreview>.Ok { Value: var preview } ? ProposalWords.Brief(view, preview) : ""), call.Cancellation) is { Length: > 0 } brief) effects[proposal.Name] = brief;
        return effects;
    }

    /// <summary>Months that have begun, the newest first.</summary>
    static ValueList<Window> Periods(KnownAgreement known, Instant now)
    {
        if (known.Versions is not { } versions) return [];
        var zone = versions.Newest.Zone;
        var last = known.LastDay is { } end && LocalTimes.StartOf(end, zone) < now ? LocalTimes.StartOf(end, zone) : now;
        var months = new List<Window>();
        for (var month = WindowRule.Month.At(LocalTimes.StartOf(versions.All[0].Term.From, zone), zone); month.Time.Start <= last; month = month.Next(zone)) months.Add(month);
        months.Reverse();
        return months.Take(MostPeriods).ToValueList();
    }

    /// <summary>What the statement of a month says of its facts: the published one, else what is known now. <c>null</c>: the server has too much to do.</summary>
    static async Task<Result<Evidence>?> EvidenceAsync(Call call, AgreementView agreement, KnownAgreement known, Window month, string? level)
    {
        var published = known.Space.Statement(month.Name);
        // Corrections are told as they are known now, whatever a statement knew.
        if (await call.WorkedOut.StandingAsync(agreement.Name, standing => Task.FromResult(Tuple.Create(
            published is null && standing.Running is { } now && now.Period == month ? Evidence.Of(now, null, level, isRunning: true) : null,
            standing.Corrections.Where(c => Touches(c, month)).Reverse().Take(MostCorrections + 1).ToValueList())), call.Cancellation) is not var (running, corrections)) return null;
        if (running is not null) return new Result<Evidence>.Ok(running with { Corrections = corrections });
        if (published is not null)
            return await call.WorkedOut.PublishedAsync(agreement.Name, published, looked => Task.FromResult<Result<Evidence>>(looked switch
            {
                Result<Statement>.Ok { Value: var statement } => new Result<Evidence>.Ok(Evidence.Of(statement, published.What.Revision, level) with { Corrections = corrections }),
                Result<Statement>.Refused no => new Result<Evidence>.Refused(no.Problems),
            }), call.Cancellation);
        return await call.WorkedOut.KnownAsync(agreement.Name, month.Name, looked => Task.FromResult<Result<Evidence>>(looked switch
        {
            Result<Statement>.Ok { Value: var then } => new Result<Evidence>.Ok(Evidence.Of(then, null, level) with { Corrections = corrections }),
            Result<Statement>.Refused no => new Result<Evidence>.Refused(no.Problems),
        }), call.Cancellation);
    }

    /// <summary>What each side by itself says of the time of some levels; of those of which both say something. Where the server has too much to do, it is not said.</summary>
    static async Task<ValueList<SidesOfTime>> SidesAsync(Call call, Storage.People.Seat seat, Evidence evidence) =>
        (await call.WorkedOut.SidesAsync(seat, evidence.Period, sides => Task.FromResult(Tuple.Create(sides is null ? default : evidence.Strips.Select(s =>
            sides.Of(Side.Provider, s.Level) is { } provider && sides.Of(Side.Customer, s.Level) is { } customer ? new SidesOfTime(s.Index, provider.Strip(), customer.Strip(), provider.Against(customer)) : null).OfType<SidesOfTime>().ToValueList())), call.Cancellation))?.Item1 ?? default;

    static bool Touches(Correction correction, Window month) => correction.From < month.Time.End.ToUnixTimeTicks() && correction.Until >= month.Time.Start.ToUnixTimeTicks();
}

/// <summary>What a statement says of the facts that it rests on.</summary>
/// <param name="Period">Of the statement.</param><param name="Zone">The agreement's.</param><param name="AsOf">What was known then.</param><param name="Revision">The published revision; <c>null</c>: it is not published.</param>
/// <param name="LevelNames">Names of its levels.</param><param name="Exclusions">What was left out, and what was not, by level.</param><param name="Levels">Levels with what is known of their time.</param><param name="Remarks">What there is to know of the facts.</param>
public sealed record Evidence(Window Period, DateTimeZone Zone, Instant AsOf, int? Revision, ValueList<string> LevelNames, ValueList<ExclusionEffect> Exclusions, ValueList<KnownTime> Levels, ValueList<Remark> Remarks)
{
    /// <summary>So many stretches of a level are told.</summary>
    const int MostStretches = 12;

    /// <summary>Of so many scopes of a level the time is drawn.</summary>
    const int MostStrips = 4;

    /// <summary>So many tickets of a level that stood still are told; its reasons have the others.</summary>
    const int MostPauses = 20;

    /// <summary>Tickets that stood still and changed a figure by that; of each level the first ones.</summary>
    public ValueList<PausedTicket> Pauses { get; init; }

    /// <summary>So many others there are.</summary>
    public int MorePauses { get; init; }

    /// <summary>What was corrected in its time, the newest first; one more than is shown says that there are others.</summary>
    public ValueList<Correction> Corrections { get; init; }

    /// <summary>Whether its month is the running one.</summary>
    public bool IsRunning { get; init; }

    /// <summary>What became of the time of the level that was asked for, of each scope of it; at most a few.</summary>
    public ValueList<StripOfLevel> Strips { get; init; }

    /// <summary>Remarks in which facts of different sources, or of one, contradict each other.</summary>
    public ValueList<Remark> Contradictions => Remarks.Where(r => r.Code == "facts.contradiction").ToValueList();

    /// <summary>Of a statement, opened while it is there.</summary>
    public static Evidence Of(Statement statement, int? revision, string? level, bool isRunning = false)
    {
        var at = statement.Levels.Select((l, i) => (l, i)).ToDictionary<(LevelResult l, int i), LevelResult, int>(p => p.l, p => p.i, ReferenceEqualityComparer.Instance);
        bool IsWanted(LevelResult one) => level is null || one.Level == level;
        return new Evidence(
            statement.Period, statement.Zone, statement.AsOf, revision, statement.Levels.Select(l => l.Level).Distinct().ToValueList(),
            Wording.Exclusions(statement).Where(e => IsWanted(e.Level)).Select(e => new ExclusionEffect(at[e.Level], e.Level, e.Effect, PlacesOf(e.Effect.Facts, statement))).ToValueList(),
            Known(statement, at, IsWanted),
            statement.Remarks.Where(r => r.Code.StartsWith("facts.", StringComparison.Ordinal)).ToValueList())
        {
            IsRunning = isRunning,
            Strips = level is null ? default : statement.Levels.Where(l => l.Level == level && l.Time is not null).Take(MostStrips).Select(l => new StripOfLevel(at[l], l, l.Time!.Strip())).ToValueList(),
            Pauses = statement.Levels.Where(IsWanted).Where(l => l.Figures is not null).SelectMany(l => l.Figures!.Pauses.Take(MostPauses).Select((p, i) => new PausedTicket(at[l], l, i, p, PlacesOf(p.Facts, statement)))).ToValueList(),
            MorePauses = statement.Levels.Where(IsWanted).Sum(l => l.Figures is { } figures ? Math.Max(0, figures.PauseCount - MostPauses) : 0),
        };
    }

    static ValueList<(string Batch, int Line)> PlacesOf(FactCitation? cited, Statement statement) => cited is { } facts ? facts.First.Take(2).Select(f => (WireNames.File(f, statement.FactFiles), f.Line)).ToValueList() : [];

    static ValueList<KnownTime> Known(Statement statement, Dictionary<LevelResult, int> at, Func<LevelResult, bool> isWanted)
    {
        var unknown = Wording.Unknown(statement).ToDictionary<(LevelResult Level, Reason Unknown), LevelResult, Reason>(u => u.Level, u => u.Unknown, ReferenceEqualityComparer.Instance);
        return statement.Levels.Where(l => l.Coverage is not null && isWanted(l)).Select(l => new KnownTime(at[l], l, unknown.GetValueOrDefault(l)?.Value, (unknown.GetValueOrDefault(l)?.Parts ?? []).Take(MostStretches).ToValueList(), Math.Max(0, (unknown.GetValueOrDefault(l)?.Parts.Count ?? 0) - MostStretches))).ToValueList();
    }
}

/// <summary>What an exclusion did to a level.</summary>
/// <param name="Index">Of the level in its statement.</param><param name="Level">The level.</param><param name="Effect">What the text made of it: a time that is left out, or zero and why not.</param><param name="Places">Where its facts stand: batch and line; none: the text alone says so.</param>
public sealed record ExclusionEffect(int Index, LevelResult Level, Reason Effect, ValueList<(string Batch, int Line)> Places)
{
    /// <summary>Whether it takes anything.</summary>
    public bool Counts => Effect.Value.Exact != Rational.Zero;
}

/// <summary>A ticket whose clock stood still, and the figure that this changed.</summary>
/// <param name="Index">Of the level in its statement.</param><param name="Level">The level.</param><param name="Number">Which pause of the level, from 0.</param><param name="Effect">For how long, by which clause, and what became of the figure.</param><param name="Places">Where its facts stand: batch and line; may be empty.</param>
public sealed record PausedTicket(int Index, LevelResult Level, int Number, PauseEffect Effect, ValueList<(string Batch, int Line)> Places);

/// <summary>How much of a level's time is known.</summary>
/// <param name="Index">Of the level in its statement.</param><param name="Level">The level.</param><param name="Unknown">How long nobody knows; <c>null</c>: all is known, or it is not told in stretches.</param><param name="Stretches">When; each says it in a sentence.</param><param name="More">So many more there are.</param>
public sealed record KnownTime(int Index, LevelResult Level, Figure? Unknown, ValueList<Reason> Stretches, int More);

/// <summary>What became of the time of a level.</summary>
/// <param name="Index">Of the level in its statement.</param><param name="Level">The level.</param><param name="Strip">Its window from end to end.</param>
public sealed record StripOfLevel(int Index, LevelResult Level, TimeStrip Strip);

/// <summary>What each side by itself says of the time of a level, as it is known now.</summary>
/// <param name="Index">Of the level in its statement.</param><param name="Provider">Had only the provider measured.</param><param name="Customer">Had only the customer measured.</param><param name="Against">For how long one says good and the other bad.</param>
public sealed record SidesOfTime(int Index, TimeStrip Provider, TimeStrip Customer, Duration Against);
