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
    /// <param name="of">What is asked of outages; <c>null</c>: the share of good time or events.</param>
    /// <returns><c>null</c>: no time of the window can count.</returns>
    internal Possible? Possible(Interval window, Interval existence, Func<string, ValueList<ExclusionRuling>> announced, OutageFigure? of) => metric switch
    {
        { Intervals: { Rule: IntervalRule.Averaged } intervals } => AveragedIntervals.Possible(new(metric, facts, scope, during, exclusions, asOf, zone, Gone), intervals, window, existence, SettledTo()),
        { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved } => PossibleEvents(window, existence),
        // Where more bad time can make good what was bad, nothing is certain.
        { Intervals.Rule: IntervalRule.ShareBad { Range.High: not null } } or { Across.Rule: AcrossRule.ShareBad { Range.High: not null } } => of is null ? Metrics.Possible.AnyShare : Metrics.Possible.Anything,
        // A longer outage takes one out that it overlaps.
        { OnlyLongestOfOverlapping: true } => of is null ? Metrics.Possible.AnyShare : Metrics.Possible.Anything,
        // How many there are is told when the time is over.
        { Weights: Weights.ByAffected { Of: not null } } => Metrics.Possible.AnyShare,
        { Weights: not null } => TimeAheadOf(weighing.Value.Outer, window, existence, announced) is not { } ahead ? null : of is null ? PossibleShare(ahead) : PossibleTime(ahead, OutageFigure.Downtime),
        _ => TimeAheadOf(this, window, existence, announced) is not { } ahead ? null : of is { } asked ? PossibleTime(ahead, asked) : PossibleShare(ahead),
    };

    /// <summary>Up to where nothing changes any more: an interval is settled when it is over, and one of events one interval later, for events are told of when their own time is over.</summary>
    long SettledTo()
    {
        var now = asOf.ToUnixTimeTicks();
        if (metric.Intervals is not { } intervals) return now;
        var grid = new IntervalGrid(intervals.Length, zone);
        return intervals.Rule is IntervalRule.OwnRate or IntervalRule.Averaged ? grid.At(grid.At(now).From - 1).From : grid.At(now).From;
    }

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

    /// <summary>The time of a window, by what is certain of it.</summary>
    /// <param name="All">All that may count.</param>
    /// <param name="Unknown">Of which nobody knows, and which may turn out either way.</param>
    /// <param name="Least">Bad for certain.</param>
    /// <param name="Most">All that may be bad.</param>
    /// <param name="Good">Good for certain, and part of the figure for certain.</param>
    /// <param name="IsOver">Whether nothing is left.</param>
    /// <param name="MayEndWithoutVerdict">Whether too little may be known in the end.</param>
    /// <param name="Outages">Outages that are certain, each with the time that is bad for certain.</param>
    /// <param name="Certain">How many there are for certain: what may be bad between two of them may join them.</param>
    /// <param name="LongestOutage">No outage can become longer.</param>
    sealed record TimeAhead(TimeSet All, TimeSet Unknown, TimeSet Least, TimeSet Most, TimeSet Good, bool IsOver, bool MayEndWithoutVerdict, ValueList<long> Outages, int Certain, long LongestOutage)
    {
        /// <summary>Whether nothing can come to it: what is over may yet become bad with what joins it after the last hour that counts.</summary>
        public bool IsSettled => IsOver && Unknown.Length == 0 && Most.Without(Least).Length == 0;
    }

    static TimeAhead? TimeAheadOf(AvailabilityMeasure of, Interval window, Interval existence, Func<string, ValueList<ExclusionRuling>> announced) => of.Ahead(window, existence, announced);

    TimeAhead? Ahead(Interval window, Interval existence, Func<string, ValueList<ExclusionRuling>> announced)
    {
        var settledTo = SettledTo();
        var (seen, ahead) = (SeenForBounds(settledTo), TimeSet.Of(settledTo, long.MaxValue));
        var open = OpenIn(Existing(window, existence));
        var spared = countedAsGood.Value.Time.Without(ahead).Or(Certain(metric.CountsAsGood, announced).And(ahead));
        if (absence is { IsGood: true }) spared = spared.Or(absence.Time);
        var past = open.Without(ahead).Without(leftOut.Value.Time).Without(seen.LeftOut);
        var future = open.And(ahead).Without(Certain(metric.LeavesOut, announced));
        var unknown = seen.Unknown.And(past).Without(spared);
        // Intervals are told of when they are over, so what is unknown before now may yet be counted whatever the text says of unknown time.
        var mayTurnOut = metric.ObservedBy is Observation.Counts || metric.NoData is NoData.Unknown or NoData.Previous;
        var (isBad, mayStay) = (metric.NoData == NoData.Bad, mayTurnOut ? unknown : TimeSet.Empty);
        // Long enough that no outage or run which goes on at the window's end is too short to count.
        var longEnough = metric.ShortestOutage.BclCompatibleTicks + metric.DeductedFromEach.BclCompatibleTicks + metric.MinimumRun.BclCompatibleTicks + (metric.Intervals?.Length.BclCompatibleTicks ?? 0) + NodaConstants.TicksPerMinute;
        var lasting = TimeSet.Of(settledTo, Math.Max(settledTo, window.End.ToUnixTimeTicks()) + longEnough);
        // What nobody knows of closed hours, or of the time before the window, may join what is bad in it.
        var around = seen.Unknown.And(TimeSet.Of(window.Start.ToUnixTimeTicks() - longEnough, settledTo));
        var worst = seen.IfAlsoBad(metric, (mayTurnOut ? around : TimeSet.Empty).Or(lasting), zone);
        // Left out, unless it may yet become part of an interval or a run that is bad as a whole.
        if (metric.NoData == NoData.Excluded && !mayTurnOut) past = past.Without(unknown.Without(worst));
        var all = past.Or(future);
        if (all.Length == 0) return null;
        var least = seen.Bad.And(HasExclusions ? past : all).Without(spared);
        if (isBad && !mayTurnOut) least = least.Or(unknown);
        var most = worst.And(all).Without(spared);
        if (isBad) most = most.Or(unknown).Or(future.Without(spared));
        // What may be left out, or stay unknown, is no good time for certain.
        var good = past.Without(most).Without(mayStay);
        if (metric.LeavesOut.Count == 0 && metric.Across is null && metric.MinimumTraffic.Otherwise != LittleTraffic.LeftOut) good = good.Or(future.And(spared));
        var joined = isBad ? worst.Or(around).Or(ahead) : worst;
        var outages = Outages(isBad && !mayTurnOut ? seen.Bad.Or(seen.Unknown) : seen.Bad, least);
        return new(
            all, mayStay, least, most, good, future.Length == 0, MayEndWithoutVerdict(past, future, unknown), outages.ToValueList(),
            Outages(joined, least).Count(), Outages(joined, most).Append(0).Max());
    }

    static IEnumerable<long> Outages(TimeSet whole, TimeSet counted) =>
        counted.Length == 0 ? [] : whole.Stretches.Select(o => TimeSet.Of(o.From, o.Until).And(counted).Length).Where(length => length > 0);

    Possible PossibleShare(TimeAhead ahead)
    {
        var (all, good) = (ahead.All.Length, (Rational)ahead.Good.Length);
        var (certain, uncertain, heaviest) = (WeightOf(ahead.Least), ahead.Most.Without(ahead.Least).Length, HeaviestWeight);
        // Bad time for certain is good in part where it weighs less; what is uncertain need not be part of the figure.
        var (goodSoFar, sureOf) = (good + ahead.Least.Length - certain, ahead.Good.Length + ahead.Least.Length);
        var lowest = sureOf + uncertain == 0 ? Rational.Zero : (goodSoFar + (uncertain * (1 - heaviest))) / (sureOf + uncertain);
        if (sureOf > 0) lowest = Rational.Min(lowest, goodSoFar / sureOf);
        var highest = (all - certain) / all;
        return new(new Limit(lowest, true), new Limit(highest, true))
        {
            MayEndWithoutVerdict = ahead.MayEndWithoutVerdict,
            BadTime = (DurationOf(certain), DurationOf(certain + (uncertain * heaviest))),
            Misses = (ahead.Unknown.Length > 0 ? Math.Min(1, ahead.Least.Count) : ahead.Least.Count, ahead.IsSettled ? ahead.Least.Count : null),
            Room = ahead.IsOver || metric.Weights is not null ? null : new Room.OfTime(all, ahead.Least.Length),
            WhyLowest = metric.Weights is not null || lowest != (sureOf + uncertain == 0 ? Rational.Zero : goodSoFar / (sureOf + uncertain)) || sureOf + uncertain == 0 ? null : new(() => Share("good for certain, of that and all that may be bad", lowest, new("good for certain", new Figure.Time(goodSoFar), Follows.Given), new(
                "that, and all that may be bad", Figure(sureOf + uncertain), Follows.Sum, [new("good for certain", new Figure.Time(goodSoFar), Follows.Given), new("bad for certain", Figure(ahead.Least.Length), Follows.Given), new("may be bad", Figure(uncertain), Follows.Given)]))),
            WhyHighest = new(() => Share("all that counts or may count, without what is bad for certain", highest, new("good at best", new Figure.Time(all - certain), Follows.Difference, [Counts(), new("bad for certain", new Figure.Time(certain), Follows.Given)]), Counts())),
        };

        Reason Counts() => new("counts, or may count", Figure(all), Follows.Given, [], metric.Clause);

        Reason Share(string sentence, Rational value, Reason above, Reason below) => new(sentence, new Figure.Share(value), Follows.Quotient, [above, below], metric.Clause);
    }

    /// <summary>Bounds what is asked of outages: they may grow and new ones may come, and what is certain stays.</summary>
    Possible PossibleTime(TimeAhead ahead, OutageFigure of)
    {
        var (certain, number) = (WeightOf(ahead.Least), ahead.Certain);
        var isSettled = ahead.IsSettled;
        var longest = ahead.Outages.Append(0).Max();
        var (bad, good) = (certain + (ahead.Most.Without(ahead.Least).Length * HeaviestWeight), ahead.All.Length - certain);
        return (of switch
        {
            OutageFigure.Downtime => Between(certain, bad),
            OutageFigure.Longest => Between(longest, ahead.LongestOutage),
            OutageFigure.Number => new Possible(new Limit(number, true), isSettled ? new Limit(number, true) : null),
            OutageFigure.MeanToRestore => isSettled && number > 0 ? Between(certain / number, certain / number) : new(new Limit(Rational.Zero, false), new Limit(ahead.LongestOutage, true)),
            // Without an outage there is no figure, and the first one may come at any time.
            OutageFigure.MeanBetween => isSettled && number > 0 ? Between(good / number, good / number) : new(new Limit(Rational.Zero, true), number == 0 ? null : new Limit(good / number, true)),
        }) with
        {
            MayEndWithoutVerdict = ahead.MayEndWithoutVerdict || (number == 0 && of is OutageFigure.MeanToRestore or OutageFigure.MeanBetween),
            BadTime = (DurationOf(certain), DurationOf(bad)),
            Misses = (ahead.Unknown.Length > 0 ? Math.Min(1, ahead.Least.Count) : ahead.Least.Count, isSettled ? ahead.Least.Count : null),
        };

        static Possible Between(Rational low, Rational high) => new(new Limit(low, true), new Limit(high, true));
    }

    /// <summary>The most that anything to come may weigh: an outage may always affect all.</summary>
    Rational HeaviestWeight => metric.Weights is Weights.ByWord weights ? weights.Layers.Select(w => w.Fraction).Append(Rational.Zero).Max() : Rational.One;

    /// <summary>Bad time by its weights.</summary>
    Rational WeightOf(TimeSet bad)
    {
        if (metric.Weights is null) return bad.Length;
        var (above, sum) = (TimeSet.Empty, Rational.Zero);
        foreach (var layer in weighing.Value.Layers)
        {
            var time = layer.Bad.And(bad).Without(above);
            (above, sum) = (above.Or(time), sum + (layer.Weight * time.Length));
        }
        return sum;
    }

    static Duration DurationOf(Rational ticks) => Duration.FromNanoseconds((long)(ticks * NodaConstants.NanosecondsPerTick).Floor());

    /// <summary>Whether so much may stay unknown that there is no verdict.</summary>
    bool MayEndWithoutVerdict(TimeSet past, TimeSet future, TimeSet unknown)
    {
        var known = past.Without(unknown).Length;
        var staysUnknown = metric.NoData is NoData.Unknown or NoData.Previous ? unknown.Length + (metric.ObservedBy is Observation.Outages ? 0 : future.Length) : 0;
        var all = past.Length + future.Length;
        return (metric.NoData is NoData.Good or NoData.Bad ? past.Length : known) == 0 || !metric.Coverage.Holds(Rational.Of(all - staysUnknown, all));
    }

    bool HasExclusions => metric.LeavesOut.Count + metric.CountsAsGood.Count > 0;

    /// <summary>What was observed up to an instant; the last state of intervals goes on only where no interval can be told of any more.</summary>
    Observed SeenForBounds(long until)
    {
        var so = metric is { NoData: NoData.Previous, ObservedBy: Observation.Counts } ? metric with { NoData = NoData.Unknown } : metric;
        if (ReferenceEquals(so, metric) && until == asOf.ToUnixTimeTicks()) return observed.Value;
        var at = Instant.FromUnixTimeTicks(until);
        return so.Across is { } across ? Observed.Of(so, across, parts, facts, at, zone) : Observed.Of(so, facts, scope, at, zone);
    }

    TimeSet OpenIn(TimeSet time) =>
        during is null ? time : time.And(TimeSet.Of(time.Stretches.SelectMany(s => during.WindowsIn(Of(s))).Select(i => (i.Start.ToUnixTimeTicks(), i.End.ToUnixTimeTicks()))));

    /// <summary>Time ahead that is excluded whatever else is announced: it has an end, and is about all that is measured.</summary>
    TimeSet Certain(ValueList<string> names, Func<string, ValueList<ExclusionRuling>> announced) => TimeSet.Of(names.SelectMany(name => announced(name))
        .Where(r => r.Fact.Until is not null && GrantedTime.Concerns(r.Fact.Labels, metric.Reads, scope, []) == true)
        .SelectMany(r => r.Granted).Select(g => (g.Start.ToUnixTimeTicks(), g.End.ToUnixTimeTicks())));
}
