using NodaTime;
using Surety.Calendars;
using Surety.Journal;
using Surety.Statements;
using Surety.Storage.Records;

namespace Surety.Web.Portfolio;

/// <summary>What kind of thing waits for somebody.</summary>
public enum WaitingFor
{
    /// <summary>A proposal of the other side waits for an answer.</summary>
    Answer,

    /// <summary>A proposal of the own side was refused.</summary>
    Refused,

    /// <summary>A version waits for a signature.</summary>
    Signature,

    /// <summary>A credit is owed only if it is claimed.</summary>
    Claim,

    /// <summary>A right is given, and lapses.</summary>
    Right,

    /// <summary>A report or a review is due.</summary>
    Duty,

    /// <summary>The time to object to a statement ends.</summary>
    Comment,

    /// <summary>A month waits for somebody who closes.</summary>
    Close,

    /// <summary>Facts came that a published statement does not know.</summary>
    Late,

    /// <summary>Nothing has come for a while, and something is missing.</summary>
    Silence,
}

/// <summary>Something at an agreement that waits for somebody.</summary>
/// <param name="Kind">What kind of thing.</param><param name="What">Name of the thing, in the words of the agreement: a credit, a duty, a proposal, a period.</param><param name="More">What else one has to know: the period of a duty, the kind of a proposal; empty: nothing.</param>
/// <param name="Due">By when; of silence, since when; <c>null</c>: at any time.</param><param name="For">Who can do it; <c>null</c>: either side.</param>
public sealed record Waiting(WaitingFor Kind, string What, string More, Instant? Due, Side? For)
{
    /// <summary>Since when it is so, where there is no day by which it is over; <c>null</c>: that says nothing.</summary>
    public Instant? Since { get; init; }

    /// <summary>So long a side is told that its proposal was refused.</summary>
    static readonly Duration Told = Duration.FromDays(14);

    /// <summary>So much is looked at of what is planned.</summary>
    const int Most = 200;

    /// <summary>So long ahead a report or a review is told of.</summary>
    static readonly Duration Ahead = Duration.FromDays(21);

    /// <summary>All that waits at an agreement.</summary>
    /// <param name="reading">Into the record.</param><param name="standing">Where it stands.</param><param name="zone">By whose clock versions take effect.</param><param name="cancellation">Ends it.</param>
    public static async Task<ValueList<Waiting>> OfAsync(Reading reading, SpaceStanding standing, DateTimeZone zone, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(standing);
        if (standing.IsFeed || standing.IsUnreadable || await reading.SpaceAsync(standing.Space, long.MaxValue, cancellation) is not { } space) return [];
        var all = new List<Waiting>();
        foreach (var open in space.Suggestions.Where(s => s.Answer is null && space.KeptBy is null)) all.Add(new(WaitingFor.Answer, open.What.Proposal, Words.Of(open.What.Kind), null, Other(open.What.Side)) { Since = open.Known });
        foreach (var no in space.Suggestions.Where(s => s.Answer is { What.Answer: ProposalAnswer.Refused, Known: var known } && known > standing.AsOf - Told))
            all.Add(new(WaitingFor.Refused, no.What.Proposal, Words.Of(no.What.Kind), null, no.What.Side) { Since = no.Answer!.Known });
        foreach (var version in space.Versions.Where(v => !space.IsInForce(v)))
            foreach (var side in Enum.GetValues<Side>().Where(s => version.Signatures.All(v => v.Side != s)))
                all.Add(new(WaitingFor.Signature, $"{version.What.Version}", "", LocalTimes.StartOf(version.What.Effective, zone), side));
        foreach (var (due, step, kind, about) in await reading.PlanAsync(standing.Space, (long.MinValue, ""), Most, cancellation))
            if (Of(step.Split('|'), kind, about, Instant.FromUnixTimeTicks(due)) is { } planned && (planned.Kind != WaitingFor.Duty || (planned.Due < standing.AsOf + Ahead && !IsDone(planned)))) all.Add(planned);
        foreach (var duty in standing.Running?.Duties.Where(d => d.State == DutyState.Overdue) ?? []) all.Add(new(WaitingFor.Duty, duty.Duty, duty.Period, duty.Due, SideOf(duty.By)));
        foreach (var period in standing.Held) all.Add(new(WaitingFor.Close, period, "", null, null));
        foreach (var late in standing.Late) all.Add(new(WaitingFor.Late, late.Period, $"{late.All}", null, null));
        var silent = (await FactSources.AllAsync(reading, standing.Space, null, 200, cancellation)).Where(s => s.IsSilent(standing.AsOf)).OrderBy(s => s.Last).Take(3).ToList();
        if (silent.Count > 0) all.Add(new(WaitingFor.Silence, string.Join(", ", silent.Select(s => s.Name)), "", silent[^1].Last, null));
        return all.ToValueList();

        // What was planned is planned anew a moment after somebody did it.
        bool IsDone(Waiting planned) => standing.Running?.Duties.Any(d => d.Done is not null && d.Duty == planned.What && d.Period == planned.More) == true;
    }

    // What was planned names its things in its key.
    static Waiting? Of(string[] step, string kind, string about, Instant due) => (kind, step) switch
    {
        ("claim", [_, var remedy, _, var window, ..]) => new(WaitingFor.Claim, remedy, window, due, Side.Customer),
        ("right", [_, var right, var of, ..]) => new(WaitingFor.Right, right, "", due, SideOf(of)),
        ("duty", [_, var duty, var period, ..]) => new(WaitingFor.Duty, duty, period, due, about.EndsWith("by customer", StringComparison.Ordinal) ? Side.Customer : Side.Provider),
        ("life", [_, var period, "end of comments on"]) => new(WaitingFor.Comment, period, "", due, null),
        _ => null,
    };

    static Side SideOf(string word) => word == Words.Of(Side.Customer) ? Side.Customer : Side.Provider;

    static Side Other(Side side) => side == Side.Provider ? Side.Customer : Side.Provider;
}
