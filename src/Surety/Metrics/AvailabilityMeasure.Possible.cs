using NodaTime;
using Surety.Scope;

namespace Surety.Metrics;

/// <summary>What the availability of a window can still come to.</summary>
public sealed partial class AvailabilityMeasure
{
    /// <summary>Bounds the figure that a window ends with; for a window that is over, the range that gaps in the facts allow.</summary>
    /// <param name="window">The window.</param>
    /// <param name="existence">When what is measured existed and the agreement holds, as far as that is known.</param>
    /// <param name="announced">Rulings up to the end of the window on an exclusion by its name; none where a budget may be used up by something that is announced later.</param>
    /// <returns><c>null</c>: no time of the window can count.</returns>
    internal Possible? Possible(Interval window, Interval existence, Func<string, ValueList<ExclusionRuling>> announced) => metric switch
    {
        // Whole intervals, runs, averages, weights and members together: nothing narrower than a share is said of them.
        { Intervals: not null } or { Weights: not null } or { Across: not null } => Metrics.Possible.AnyShare,
        _ when metric.MinimumRun > Duration.Zero || metric.MinimumTraffic != MinimumTraffic.Silent => Metrics.Possible.AnyShare,
        { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved } => PossibleEvents(window, existence),
        _ => PossibleTime(window, existence, announced),
    };

    Possible PossibleEvents(Interval window, Interval existence)
    {
        var now = Events(window, existence, asOf);
        var (good, total) = now.Attained is Figure.Share share ? (share.Value * now.Events, now.Events) : (Rational.Zero, 0L);
        return Metrics.Possible.MeanOf(good, total, Rational.Zero, Rational.One) with
        {
            Misses = (now.MissCount, null),
            Room = new Room.OfMany(good, total, Rational.Zero, Rational.One, 0, ("bad event", "bad events"), ("good event", "good events")),
        };
    }

    Possible? PossibleTime(Interval window, Interval existence, Func<string, ValueList<ExclusionRuling>> announced)
    {
        var now = asOf.ToUnixTimeTicks();
        var (seen, ahead) = (SeenForBounds(), TimeSet.Of(now, long.MaxValue));
        var open = OpenIn(TimeSet.Of(window).And(TimeSet.Of(existence)));
        var spared = countedAsGood.Value.Time.Without(ahead).Or(Certain(metric.CountsAsGood, announced).And(ahead));
        if (absence is not null) spared = spared.Or(absence.Time);
        var past = open.Without(ahead).Without(leftOut.Value.Time);
        var future = open.And(ahead).Without(Certain(metric.LeavesOut, announced));
        var unknown = seen.Unknown.And(past).Without(spared);
        // Intervals are told of when they are over, so what is unknown before now may yet be counted whatever the text says of unknown time.
        var mayTurnOut = metric.ObservedBy is Observation.Counts || metric.NoData is NoData.Unknown or NoData.Previous;
        if (metric.NoData == NoData.Excluded && !mayTurnOut) past = past.Without(unknown);

        var all = past.Or(future);
        if (all.Length == 0) return null;
        var least = seen.Bad.And(HasExclusions ? past : all).Without(spared);
        if (metric.NoData == NoData.Bad && !mayTurnOut) least = least.Or(unknown);
        // Long enough that no outage which goes on at the window's end is too short to count.
        var lasting = TimeSet.Of(now, Math.Max(now, window.End.ToUnixTimeTicks()) + metric.ShortestOutage.BclCompatibleTicks + NodaConstants.TicksPerMinute);
        var most = seen.IfAlsoBad(metric, mayTurnOut ? unknown.Or(lasting) : lasting, zone).And(all).Without(spared);
        if (metric.NoData == NoData.Bad) most = most.Or(unknown).Or(future.Without(spared));
        // What may be left out, or stay unknown, is no good time for certain.
        var goodForCertain = past.Without(most).Without(mayTurnOut ? unknown : TimeSet.Empty);
        if (metric.LeavesOut.Count == 0) goodForCertain = goodForCertain.Or(future.And(spared));
        var (low, high) = (goodForCertain.Length, all.Length - least.Length);
        var leastMisses = mayTurnOut && unknown.Length > 0 ? Math.Min(1, least.Count) : least.Count;
        return new(
            low + most.Length == 0 ? new Limit(Rational.Zero, true) : new Limit(Rational.Of(low, low + most.Length), true), new Limit(Rational.Of(high, all.Length), true))
        {
            MayEndWithoutVerdict = MayEndWithoutVerdict(past, future, unknown),
            BadTime = (Duration.FromTicks(least.Length), Duration.FromTicks(most.Length)),
            Misses = (leastMisses, future.Length == 0 && unknown.Length == 0 ? least.Count : null),
            Room = future.Length == 0 ? null : new Room.OfTime(all.Length, least.Length),
        };
    }

    /// <summary>Whether so much may stay unknown that there is no verdict.</summary>
    bool MayEndWithoutVerdict(TimeSet past, TimeSet future, TimeSet unknown)
    {
        var known = past.Without(unknown).Length;
        var staysUnknown = metric.NoData is NoData.Unknown or NoData.Previous ? unknown.Length + (metric.ObservedBy is Observation.Outages ? 0 : future.Length) : 0;
        var all = past.Length + future.Length;
        return (metric.NoData is NoData.Good or NoData.Bad ? past.Length : known) == 0 || !metric.Coverage.Holds(Rational.Of(all - staysUnknown, all));
    }

    bool HasExclusions => metric.LeavesOut.Count + metric.CountsAsGood.Count > 0;

    /// <summary>What was observed; the last state of intervals goes on only where no interval can be told of any more.</summary>
    Observed SeenForBounds() => metric is { NoData: NoData.Previous, ObservedBy: Observation.Counts } ? Observed.Of(metric with { NoData = NoData.Unknown }, facts, scope, asOf, zone) : observed.Value;

    TimeSet OpenIn(TimeSet time) =>
        during is null ? time : time.And(TimeSet.Of(time.Stretches.SelectMany(s => during.WindowsIn(Of(s))).Select(i => (i.Start.ToUnixTimeTicks(), i.End.ToUnixTimeTicks()))));

    /// <summary>Time ahead that is excluded whatever else is announced: it has an end, and is about all that is measured.</summary>
    TimeSet Certain(ValueList<string> names, Func<string, ValueList<ExclusionRuling>> announced) => TimeSet.Of(names.SelectMany(name => announced(name))
        .Where(r => r.Fact.Until is not null && GrantedTime.Concerns(r.Fact.Labels, metric.Reads, scope, []) == true)
        .SelectMany(r => r.Granted).Select(g => (g.Start.ToUnixTimeTicks(), g.End.ToUnixTimeTicks())));
}
