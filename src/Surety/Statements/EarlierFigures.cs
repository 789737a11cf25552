using NodaTime;
using Surety.Calendars;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>
/// The versions of an agreement at work with less of their text, or on facts before their corrections: where the first three of the four figures come from. The same
/// measures work out every figure; there is no second way to one. Several rows of a statement may ask at once.
/// </summary>
sealed class EarlierFigures
{
    readonly IReadOnlyList<VersionMeasures> whole;
    readonly FactSet facts;
    readonly Dictionary<int, IReadOnlyList<VersionMeasures>> withRules = [];
    readonly Dictionary<int, IReadOnlyList<VersionMeasures>> withCorrections = [];
    readonly Lazy<IReadOnlyList<VersionMeasures>> excluded;
    readonly Lazy<IReadOnlyList<VersionMeasures>> corrected;
    readonly Lock one = new();

    /// <param name="whole">The versions with all their text, in order.</param>
    /// <param name="facts">What they are at work on.</param>
    public EarlierFigures(IReadOnlyList<VersionMeasures> whole, FactSet facts)
    {
        (this.whole, this.facts) = (whole, facts);
        excluded = new(() => whole.Select(v => v.Under(m => m.WithoutRules(), facts)).ToList());
        corrected = new(() => Excluded.Select(v => v.Under(m => m.Bare(), facts)).ToList());
    }

    IReadOnlyList<VersionMeasures> Excluded => excluded.Value;

    IReadOnlyList<VersionMeasures> Corrected => corrected.Value;

    /// <summary>With the first rules of each metric, and no more.</summary>
    IReadOnlyList<VersionMeasures> WithRules(int count)
    {
        lock (one)
        {
            if (!withRules.TryGetValue(count, out var versions))
                withRules[count] = versions = whole.Select(v => v.Under(m => m.Rules() is var rules && rules.Count > count ? count == 0 ? m.WithoutRules() : rules[count - 1].With : m, facts)).ToList();
            return versions;
        }
    }

    /// <summary>Without exclusions and rules, and with the first corrections alone.</summary>
    IReadOnlyList<VersionMeasures> WithCorrections(int count)
    {
        if (count == facts.Corrected!.All.Count) return Corrected;
        lock (one)
        {
            if (!withCorrections.TryGetValue(count, out var versions))
                withCorrections[count] = versions = Corrected.Select(v => v.Under(m => m, facts.Corrected.First(count) with { Assumptions = facts.Assumptions })).ToList();
            return versions;
        }
    }

    /// <summary>A level in one window, whose scopes follow.</summary>
    /// <param name="version">The version that judges.</param>
    /// <param name="level">The level.</param>
    /// <param name="metric">Its metric.</param>
    /// <param name="window">One of its windows.</param>
    /// <param name="measuredTo">Up to where.</param>
    public InWindow Of(VersionMeasures version, ServiceLevel level, Metric metric, Window window, Instant measuredTo)
    {
        var at = 0;
        while (!ReferenceEquals(whole[at], version)) at++;
        return new(this, at, level, metric, window, measuredTo);
    }

    /// <summary>What all scopes of a level have in common in one window.</summary>
    internal sealed record InWindow(EarlierFigures Earlier, int Version, ServiceLevel Level, Metric Metric, Window Window, Instant MeasuredTo)
    {
        /// <summary>The rules of the metric.</summary>
        public ValueList<MetricRule> Rules { get; } = Metric.Rules();

        /// <summary>The four figures of one of its scopes.</summary>
        /// <param name="scope">The scope.</param>
        /// <param name="result">What the contract comes to.</param>
        /// <param name="measured">What the window itself came to.</param>
        /// <param name="averaged">What the verdict rests on: the same, or the mean over windows.</param>
        public FourFigures Of(VersionMeasures.ScopeOfLevel scope, LevelResult result, Measurement measured, Measurement averaged) =>
            HasRules || Earlier.whole[Version].MayBeInStretches ? new Work(this, scope, result, measured, averaged) : new Work(this, scope, result, null, null);

        /// <summary>Whether anything comes between what exclusions leave and what is compared.</summary>
        public bool HasRules => Rules.Count > 0 || Level.Rounded is not null || Level.AveragedOver > 1;
    }

    /// <summary>One scope of a level in one window.</summary>
    /// <param name="at">The level and the window.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="result">What the contract comes to.</param>
    /// <param name="measured">What the window itself came to; <c>null</c>: there are no rules that would look at it.</param>
    /// <param name="averaged">What the verdict rests on; likewise.</param>
    sealed class Work(InWindow at, VersionMeasures.ScopeOfLevel scope, LevelResult result, Measurement? measured, Measurement? averaged) : FourFigures(result.Attained, result.Verdict)
    {
        CorrectedFacts? Reported => at.Earlier.facts.Corrected;

        /// <summary>Whether several versions measure the window: then what each of them takes out or forgives is told together.</summary>
        bool IsInStretches => at.Earlier.whole[at.Version].IsInStretches(at.Level, at.Metric, scope, at.Window);

        private protected override Earlier Find()
        {
            var isInStretches = IsInStretches;
            var excluded = at.Rules.Count > 0 || isInStretches ? Of(In(at.Earlier.Excluded)) : !at.HasRules ? Contractual : Of(measured!);
            var corrected = isInStretches || at.Earlier.whole[at.Version].MayTakeOut(at.Metric, scope, at.Window) ? Of(In(at.Earlier.Corrected)) : excluded;
            return new(Reported is null ? corrected : Of(In(at.Earlier.WithCorrections(0))), corrected, excluded);
        }

        private protected override Reason Open() => FigureSteps.Of(at.Level.Name, at.Level.Clause, this, Corrections(), Exclusions(), Rules());

        Measurement In(IReadOnlyList<VersionMeasures> versions)
        {
            if (at.Metric is not Metric.TimeTaken) return Measured();
            // Cycles are put together for one that asks.
            lock (at.Earlier.one) return Measured();

            Measurement Measured() => versions[at.Version].Measure(at.Level, MetricOf(versions), scope, at.Window, versions, at.MeasuredTo);
        }

        Metric MetricOf(IReadOnlyList<VersionMeasures> versions) => versions[at.Version].Agreement.Metric(at.Metric.Name)!;

        StepFigure Of(Measurement measurement) => at.Earlier.whole[at.Version].StepOf(at.Level, scope.Row, at.Window, measurement, at.MeasuredTo);

        IEnumerable<FigureStep> Corrections()
        {
            if (Reported is null) return [];
            var candidates = Enumerable.Range(0, Reported.All.Count).Where(i => Concerns(Reported.All[i])).ToList();
            return candidates.Count == 0 ? [] : Between(candidates, 0, In(at.Earlier.WithCorrections(0)), candidates.Count, In(at.Earlier.WithCorrections(Reported.All.Count)), 40);
        }

        /// <summary>Finds those that move the measurement, by halves: most corrections are about other windows.</summary>
        IEnumerable<FigureStep> Between(List<int> candidates, int from, Measurement before, int until, Measurement after, int most)
        {
            if (IsSame(before, after)) return [];
            if (until - from == 1) return [new(Told(Reported!.All[candidates[from]]), after.Attained, null, Cited(Reported.All[candidates[from]]))];
            if (most <= 1) return [new($"{until - from} corrections", after.Attained, null, FactCitation.Of(candidates[from..until].ConvertAll(i => Reported!.All[i].By[0])))];
            var middle = (from + until) / 2;
            var half = In(at.Earlier.WithCorrections(candidates[middle - 1] + 1));
            return [.. Between(candidates, from, before, middle, half, most / 2), .. Between(candidates, middle, half, until, after, most / 2)];
        }

        static bool IsSame(Measurement a, Measurement b) => (a.Attained, a.Events, a.BadTime, a.Coverage, a.MissCount) == (b.Attained, b.Events, b.BadTime, b.Coverage, b.MissCount);

        bool Concerns(Correction correction) =>
            (correction.What is "workload" or "member" && at.Metric is Metric.Availability { Weights: Weights.ByAffected { Of: not null } }) ||
            correction.From < at.Window.Time.End.ToUnixTimeTicks() && (at.Metric.Reads.Takes(correction.Was) || at.Metric.Reads.Takes(correction.Is) || correction.What == "ticket") && correction.What is not ("deed" or "imported" or "exclusion" or "member" or "workload" or "charge" or "usage" or "payment" or "plan");

        static FactCitation? Cited(Correction correction) => FactCitation.Of(correction.Of is { } was ? [correction.By[0], was] : [correction.By[0]]);

        static string Told(Correction correction) => $"the {correction.What} '{correction.Id}' was corrected";

        IEnumerable<FigureStep> Exclusions() => at.Metric switch
        {
            Metric.Availability when IsInStretches => [new("exclusions of each version", In(at.Earlier.Excluded).Attained, at.Level.Clause)],
            Metric.Availability availability => Rulings(availability),
            Metric.TimeTaken time => MayPause(time) ? PausesOf(time).First.Select(p => new FigureStep($"{p.Ticket} stood still", p.After, p.Clause, p.Facts)) : [],
            Metric.Survey => [],
            Metric.SingleValue => [],
        };

        IEnumerable<FigureStep> Rulings(Metric.Availability availability)
        {
            if (!availability.HasExclusions()) yield break;
            var versions = at.Earlier.Excluded;
            var with = (Metric.Availability)MetricOf(versions);
            var measure = versions[at.Version].Availability(with, scope.Row.Selection);
            var taken = new HashSet<ExcludedTime>(ReferenceEqualityComparer.Instance);
            foreach (var ruling in measure.RulingsIn(at.Window.Time))
            {
                taken.Add(ruling.Fact);
                var so = measure.Under(with, name => versions[at.Version].Rulings(name).Where(r => taken.Contains(r.Fact)).ToValueList());
                var after = scope.Row.Row.Target is Target.OutagesAre outages ? so.Outages(outages.Of, at.Window.Time, scope.Measured, at.MeasuredTo) : so.In(at.Window.Time, scope.Measured, at.MeasuredTo);
                yield return new(AvailabilityMeasure.Told(ruling), after.Attained, ruling.Clause, GrantedTime.Cited([ruling]));
            }
        }

        (ValueList<PauseEffect> First, int Count)? pauses;

        private protected override (ValueList<PauseEffect> First, int Count) FindPauses() => at.Metric is Metric.TimeTaken time && MayPause(time) ? PausesOf(time) : ([], 0);

        bool MayPause(Metric.TimeTaken time) => time.HasExclusions() && scope.Row.Row.Target is not Target.NumberIs;

        /// <summary>What the pauses of each cycle changed, cycle by cycle.</summary>
        (ValueList<PauseEffect> First, int Count) PausesOf(Metric.TimeTaken time)
        {
            // Cycles are put together for one that asks.
            lock (at.Earlier.one) return pauses ??= FindPauses(time);
        }

        (ValueList<PauseEffect> First, int Count) FindPauses(Metric.TimeTaken time)
        {
            var (clause, first) = (time.ClauseOf("paused while"), new List<PauseEffect>());
            var (now, after) = (CyclesIn(at.Earlier.Corrected), CyclesIn(at.Earlier.Excluded));
            var moved = now.Keys.Union(after.Keys).Where(key => IsMoved(Find(now, key), Find(after, key))).Order(ByTicket).ToList();
            var last = FigureOf([.. now.Values]);
            foreach (var key in moved.Take(FigureSteps.Most))
            {
                var (was, then) = (Find(now, key), Find(after, key));
                if (then is { } with) now[key] = with;
                else now.Remove(key);
                var (before, cycle) = (last, (then ?? was)!.Value.Judged.Cycle);
                last = FigureOf([.. now.Values]);
                first.Add(new(OpenedCycles.NameOf(cycle), StoodStill(cycle, then, after.Values), time.PausedWhile, before, last, clause, FactCitation.Of(cycle.EndedBy is { } end ? [cycle.StartedBy, end] : [cycle.StartedBy])));
            }
            return (first.ToValueList(), moved.Count);
        }

        bool IsMoved(CountedCycle? was, CountedCycle? then) => !(was is { } a && then is { } b && (Statistic is null ? a.InTime == b.InTime : a.Used == b.Used));

        /// <summary>How long a cycle stood still; one that does not count any more is looked up among those that do.</summary>
        WorkingTime? StoodStill(Cycle cycle, CountedCycle? then, IEnumerable<CountedCycle> after)
        {
            if (then is { } with) return with.Of.Clock.HeldFrom(with.Judged.Cycle, with.Of.Clock.UsedSince(with.Judged.Cycle), with.CutAt ?? with.Of.Now);
            foreach (var of in after.Select(c => c.Of).Distinct())
                foreach (var paused in of.OfTicket(cycle.Ticket).Where(c => (c.Id, c.Number) == (cycle.Id, cycle.Number)))
                    return of.Clock.HeldFrom(paused, of.Clock.UsedSince(paused), Instant.Min(of.Now, at.Window.Time.End));
            return null;
        }

        SortedDictionary<(string, int), CountedCycle> CyclesIn(IReadOnlyList<VersionMeasures> versions) =>
            new(versions[at.Version].CyclesIn(at.Level, scope, at.Window, versions, at.MeasuredTo).ToDictionary(c => (c.Judged.Cycle.Id, c.Judged.Cycle.Number)), ByTicket);

        static CountedCycle? Find(SortedDictionary<(string, int), CountedCycle> cycles, (string, int) key) => cycles.TryGetValue(key, out var found) ? found : null;

        static readonly Comparer<(string Id, int Number)> ByTicket = Comparer<(string Id, int Number)>.Create((a, b) => string.CompareOrdinal(a.Id, b.Id) is var order and not 0 ? order : a.Number.CompareTo(b.Number));

        Statistic? Statistic => (scope.Row.Row.Target as Target.TimeIs)?.Of;

        Figure? FigureOf(List<CountedCycle> cycles) => scope.Row.Row.Target is Target.LaterThan ? new Figure.Number(cycles.Count(c => c.InTime == false)) : scope.Row.Row.Target is Target.ShareWithin { OfTickets: true } ? TicketsInTime.FigureOf(cycles) : TimeMeasure.FigureOf(Statistic, cycles, (Metric.TimeTaken)at.Metric);

        IEnumerable<FigureStep> Rules()
        {
            var isInStretches = IsInStretches;
            var rules = isInStretches ? [] : at.Rules;
            if (isInStretches) yield return new("rules of each version", measured!.Attained, at.Level.Clause);
            for (var i = 0; i < rules.Count; i++)
            {
                var after = i == rules.Count - 1 ? measured! : In(at.Earlier.WithRules(i + 1));
                yield return new($"{rules[i].Key}: {rules[i].Words}", after.Attained, at.Metric.ClauseOf(rules[i].Key));
            }
            if (at.Level.AveragedOver > 1 && measured!.Attained is not null) yield return new($"moving average of {at.Level.AveragedOver} windows", averaged!.Attained, at.Level.Clause);
            if (at.Level.Rounded is { } rounded && measured!.Attained is not null) yield return new($"rounded to {rounded.WordsFor(measured.Attained)}", Contractual.Attained, at.Level.Clause);
        }
    }
}

/// <summary>The four figures of a level that rests on others: what it would come to by each of theirs.</summary>
sealed class EarlierCounts(ServiceLevel level, LevelResult result, Measurement measured, List<LevelResult> counted, Func<List<LevelResult>, Measurement> count, Func<Measurement, StepFigure> step) : FourFigures(result.Attained, result.Verdict)
{
    private protected override Earlier Find() => new(At(f => f.Measured), At(f => f.Corrected), At(f => f.Excluded));

    private protected override Reason Open() => FigureSteps.Of(level.Name, level.Clause, this, Steps(f => f.Measured, f => f.Corrected), Steps(f => f.Corrected, f => f.Excluded),
        Steps(f => f.Excluded, f => f.Contractual).Concat(level.Rounded is { } rounded && measured.Attained is not null ? [new($"rounded to {rounded.WordsFor(measured.Attained)}", Contractual.Attained, level.Clause)] : []));

    bool LooksAtVerdicts => level.Measured is Levels.Measured.CountOf or Levels.Measured.Combined { InPoints: true };

    StepFigure At(Func<FourFigures, StepFigure> of) => step(count(counted.ConvertAll(r => As(r, of))));

    static LevelResult As(LevelResult result, Func<FourFigures, StepFigure> of) =>
        result.Figures is { } figures && of(figures) is var step ? result with { Verdict = step.Verdict, Attained = step.Attained } : result;

    /// <summary>Scopes whose verdict the step changes, one after the other.</summary>
    IEnumerable<FigureStep> Steps(Func<FourFigures, StepFigure> from, Func<FourFigures, StepFigure> to)
    {
        var now = counted.ConvertAll(r => As(r, from));
        for (var i = 0; i < now.Count; i++)
        {
            var changed = As(counted[i], to);
            if (changed.Verdict == now[i].Verdict && (LooksAtVerdicts || changed.Attained == now[i].Attained)) continue;
            now[i] = changed;
            yield return new(Display.Level(changed.Level, changed.Scope) + ", " + changed.Window.Name, step(count(now)).Attained, changed.Clause);
        }
    }
}
