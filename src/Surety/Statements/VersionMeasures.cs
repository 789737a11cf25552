using System.Collections.Concurrent;
using NodaTime;
using Surety.Agreements;
using Surety.Calendars;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>One version of an agreement at work on facts: whatever several windows share is worked out once.</summary>
sealed partial class VersionMeasures
{
    readonly Versions versions;
    readonly FactSet facts;
    readonly Func<string, IReadOnlyList<JudgedWindow>> windowsOf;
    readonly Func<IReadOnlyList<VersionMeasures>> all;
    readonly Instant asOf;
    readonly VersionMeasures? whole;
    readonly Interval opened;
    readonly int mostOpened;
    readonly Interval term;
    readonly Members members;
    readonly ConcurrentDictionary<string, ValueList<ExclusionRuling>> rulings;
    readonly ConcurrentDictionary<string, RulingsByLabel> rulingsByLabel = new(StringComparer.Ordinal);
    readonly SharedPercentiles percentiles;
    readonly WorkedOutBefore? before;
    readonly ConcurrentDictionary<(string Metric, ScopeSelection Scope, Interval Existence, Interval Window, Instant To), Measurement> kept = [];
    readonly Dictionary<(string Metric, Labels Customer), Cycles> cycles;
    readonly Dictionary<(string Level, int Row), JudgedCycles> judged = [];
    readonly ConcurrentDictionary<(string Metric, Labels Scope, ValueList<Labels> Not), AvailabilityMeasure> availabilities;
    readonly Dictionary<(string Level, Labels Customer), ValueList<ScopeOfLevel>> scopes = [];
    readonly ConcurrentDictionary<(string Exclusion, Instant Until), ValueList<ExclusionRuling>> announced = [];
    readonly ConcurrentDictionary<(string Level, Instant Start, Instant MeasuredTo), WindowVolume> volumes = [];
    volatile VersionMeasures? earlier;
    readonly ConcurrentDictionary<string, JudgedCycles> begun = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<(string Level, Labels Scope, Baseline Baseline), Reason> baselines = [];

    /// <summary>A scope and when what it is about existed.</summary>
    internal sealed record ScopeOfLevel(LevelScopeRow Row, Interval Existence)
    {
        /// <summary>What is a part of its windows: its existence, or the whole term where its absence counts as good.</summary>
        public Interval Measured { get; init; } = Existence;

        /// <summary>The times in which a member exists, more than one where it left and came back; empty: all of its existence.</summary>
        public ValueList<Interval> Stays { get; init; } = [];
    }

    /// <summary>Cycles and what is promised of each.</summary>
    /// <param name="Cycles">In order of tickets, then of time.</param>
    /// <param name="Within">The target for a set of labels; <c>null</c>: none.</param>
    /// <param name="ScopeOf">The scope of the verdict for a set of labels; <c>null</c>: none.</param>
    internal sealed record CycleTargets(Cycles Cycles, Func<Labels, Span?> Within, Func<Labels, Labels?> ScopeOf);

    /// <summary>What else is measured while a window is judged.</summary>
    /// <param name="All">All versions: a ticket is judged by the one in which it was opened.</param>
    /// <param name="Before">Results of levels that were judged before, which a counting level counts.</param>
    /// <param name="Earlier">For the figures before the contract's rules.</param>
    /// <param name="WindowsOf">All windows of a level that end in a window, those that have not begun among them, each with the version that judges it.</param>
    internal sealed record Besides(
        IReadOnlyList<VersionMeasures> All, IReadOnlyList<LevelResult> Before, EarlierFigures Earlier, Func<string, Window, IEnumerable<JudgedWindow>> WindowsOf);

    /// <summary>A window of a level.</summary>
    /// <param name="Version">The version that judges it.</param>
    /// <param name="Level">The level as that version has it.</param>
    /// <param name="Window">The window.</param>
    internal readonly record struct JudgedWindow(VersionMeasures Version, ServiceLevel Level, Window Window);

    /// <param name="versions">All versions.</param>
    /// <param name="agreement">One of them.</param>
    /// <param name="facts">What is known.</param>
    /// <param name="windowsOf">The windows that a level of that name is judged for, in order, each with the version that judges it.</param>
    /// <param name="all">All versions at work, this one among them: a ticket of a baseline is judged by the one in which it was opened.</param>
    /// <param name="asOf">Later time is not looked at.</param>
    /// <param name="mostOpened">How many tickets of a list a reason opens one by one.</param>
    /// <param name="like">One with the same scope and term, whose measures are shared as far as they rest on the same metrics and facts; <c>null</c>: none.</param>
    public VersionMeasures(Versions versions, Agreement agreement, FactSet facts, Func<string, IReadOnlyList<JudgedWindow>> windowsOf, Func<IReadOnlyList<VersionMeasures>> all, Instant asOf, int mostOpened = TimeMeasure.MostOpened, VersionMeasures? like = null)
    {
        before = WorkedOutBefore.Of(like, agreement, facts);
        (rulings, availabilities, percentiles) = (before?.Measures.rulings ?? new(StringComparer.Ordinal), [], new(agreement.Metrics));
        cycles = like is not null && like.Agreement.Metrics == agreement.Metrics && ReferenceEquals(like.facts.Tickets, facts.Tickets) ? like.cycles : [];
        (Agreement, this.versions, this.facts, this.windowsOf, this.all, this.asOf, this.mostOpened) = (agreement, versions, facts, windowsOf, all, asOf, mostOpened);
        opened = versions.InForce(agreement);
        MayBeInStretches = versions.All.Any(v => v.TakesEffect == TakesEffect.IncidentByIncident);
        members = Members.Of(agreement.Scope.Inventory, facts, agreement.Zone).Measured(agreement.Scope.Inventory, agreement.AroundTheClock, agreement.Zone);
        var (from, to, zone) = (versions.All[0].Term.From, versions.TimeIn(facts).LastDay, agreement.Zone);
        term = new(LocalTimes.StartOf(from, zone), to is { } last ? LocalTimes.StartOf(last.PlusDays(1), zone) : null);
    }

    VersionMeasures(VersionMeasures whole, Agreement agreement, FactSet facts, Instant asOf)
    {
        (Agreement, this.facts, this.asOf, this.whole, mostOpened, versions, windowsOf, all) = (agreement, facts, asOf, whole, whole.mostOpened, whole.versions, whole.windowsOf, whole.all);
        (opened, members, term, MayBeInStretches) = (whole.opened, whole.members, whole.term, whole.MayBeInStretches);
        (rulings, cycles, availabilities, percentiles) = (new(StringComparer.Ordinal), [], [], SharesFacts ? whole.percentiles : new(agreement.Metrics));
    }

    public Agreement Agreement { get; }

    /// <summary>What is known.</summary>
    public FactSet Facts => facts;

    /// <summary>The same version with other metrics or on other facts, over the same scopes.</summary>
    public VersionMeasures Under(Func<Metric, Metric> metrics, FactSet facts) =>
        new(this, Agreement with { Metrics = Agreement.Metrics.Select(metrics).ToValueList() }, facts, asOf);

    /// <summary>The same version as one saw it at an instant before, with what is known now of the time up to it.</summary>
    // All scopes of an open window ask for one instant; where two threads ask at once, either answer is right.
    public VersionMeasures At(Instant instant) =>
        instant == asOf ? this : earlier is { } known && known.asOf == instant ? known : earlier = new(this, Agreement, facts, instant);

    bool SharesFacts => whole is not null && ReferenceEquals(facts, whole.facts) && asOf == whole.asOf;

    /// <summary>Whether another text is about the same: chapter 1 is equal, and so is the term.</summary>
    public bool IsAbout(Agreement other) => Agreement.Scope == other.Scope && Agreement.Term == other.Term;

    /// <summary>Judges one window of a level: one result for each of its scopes.</summary>
    /// <param name="level">The level as this version has it.</param>
    /// <param name="window">The window.</param>
    /// <param name="besides">What else is measured.</param>
    /// <param name="measuredTo">A window that ends later is open: what happens from then on is not looked at. No later than the as-of instant.</param>
    public IEnumerable<LevelResult> Judge(ServiceLevel level, Window window, Besides besides, Instant measuredTo) => level.Measured switch
    {
        Measured.ByMetric by => ByMetric(level, Agreement.Metric(by.Metric)!, window, besides, measuredTo),
        Measured.CountOf or Measured.Combined => RowOf(level) is { } row ? [ByOthers(level, row, window, besides, measuredTo)] : [],
    };

    LevelResult ByOthers(ServiceLevel level, TargetRow row, Window window, Besides besides, Instant measuredTo)
    {
        var of = level.Measured.Levels.ToList();
        var within = besides.Before.Where(r => of.Contains(r.Level) && r.Window.Time.End > window.Time.Start && r.Window.Time.End <= window.Time.End).ToList();
        var counted = within.FindAll(r => r.Window.Time.End <= measuredTo);
        var scope = new LevelScopeRow(ScopeSelection.Everything, row);
        var measured = FromOthers(level, counted);
        var result = Judged(level, scope, window, measured, measuredTo);
        var figures = new EarlierCounts(level, result, measured, counted, results => FromOthers(level, results), m => StepOf(level, scope, window, m, measuredTo));
        var bounds = result.Verdict == Verdict.Open
            ? RestingBounds.Of(this, level, PromiseOf(level, scope, window, measuredTo), [.. counted, .. within.Where(r => r.SoFar == measuredTo)], name => besides.WindowsOf(name, window)) : null;
        return result with { Figures = figures, Bounds = bounds };
    }

    Measurement FromOthers(ServiceLevel level, List<LevelResult> results) => level.Measured switch
    {
        Measured.CountOf { By: null } count => CountOf(level, count, results),
        Measured.CountOf count => WeightedCountOf(level, count, results),
        Measured.Combined combined => CombinedOf(level, combined, results),
        Measured.ByMetric => throw new InvalidOperationException($"'{level.Name}' has a metric."),
    };

    /// <summary>The row for the customer; <c>null</c>: facts gave it a plan that no row is for.</summary>
    TargetRow? RowOf(ServiceLevel level) => Scopes.Together(level, Agreement.Parties.Customer.Attributes) is [var only, ..] ? only.Row : null;

    IEnumerable<LevelResult> ByMetric(ServiceLevel level, Metric metric, Window window, Besides besides, Instant measuredTo)
    {
        var figures = besides.Earlier.Of(this, level, metric, window, measuredTo);

        bool IsThere(ScopeOfLevel scope) => IsIn(scope, window) && !(measuredTo < asOf && scope.Existence is { HasStart: true } life && life.Start >= measuredTo);

        LevelResult Judge(ScopeOfLevel scope)
        {
            var own = Measure(level, metric, scope, window, besides.All, measuredTo);
            var measured = level.AveragedOver == 1 ? own : Averaged(level, scope, window, own, measuredTo);
            var result = Judged(level, scope.Row, window, measured, measuredTo);
            return result with
            {
                Figures = figures.Of(scope, result, own, measured),
                Bounds = LevelBounds.Of(this, level, metric, scope, window, besides, result, own),
                MeasuredBy = metric is Metric.Availability availability && StretchesOf(level, availability, scope, window, besides.All) is { } stretches ? stretches.Select(s => new MeasuredStretch(s.By.Agreement.Version, s.Time)).ToValueList() : [],
            };
        }

        var scopes = ScopesOf(level, metric).Where(IsThere).ToList();
        return metric is Metric.Availability or Metric.SingleValue ? InParallel(scopes, Judge) : scopes.Select(Judge);
    }

    /// <summary>Judges scopes beside each other; the results stand in the order of the scopes.</summary>
    static LevelResult[] InParallel(List<ScopeOfLevel> scopes, Func<ScopeOfLevel, LevelResult> judge)
    {
        var results = new LevelResult[scopes.Count];
        // The first one alone: what all of them share is there when the others begin.
        if (scopes.Count > 0) results[0] = judge(scopes[0]);
        Parallel.For(1, Math.Max(1, scopes.Count), i => results[i] = judge(scopes[i]));
        return results;
    }

    /// <summary>What the target would say of a figure that no rule of the level has touched.</summary>
    internal StepFigure StepOf(ServiceLevel level, LevelScopeRow scope, Window window, Measurement measured, Instant measuredTo)
    {
        var judged = Judged(level with { Rounded = null }, scope, window, measured, measuredTo);
        return new(judged.Attained, judged.Verdict);
    }

    LevelResult Judged(ServiceLevel level, LevelScopeRow scope, Window window, Measurement measured, Instant measuredTo) =>
        LevelVerdict.Judge(level, Agreement.Version, scope, PromiseOf(level, scope, window, measuredTo), window, measured, measuredTo);

    /// <summary>What is promised of a row in a window.</summary>
    /// <param name="level">The level.</param>
    /// <param name="scope">One of its scopes, and the row as it stands.</param>
    /// <param name="window">The window.</param>
    /// <param name="measuredTo">A volume is that of what happened before.</param>
    internal Promise PromiseOf(ServiceLevel level, LevelScopeRow scope, Window window, Instant measuredTo) =>
        InTime(level, window, Promise.IsFixed(level, scope.Row) ? new(scope.Row, true) : Following(level, scope, window, measuredTo));

    Promise Following(ServiceLevel level, LevelScopeRow scope, Window window, Instant measuredTo) =>
        Promise.Of(level, scope.Row, window, () => VolumeOf(level, window, measuredTo), baseline => BaselineOf(level, scope, baseline));

    internal Measurement Measure(ServiceLevel level, Metric metric, ScopeOfLevel scope, Window window, IReadOnlyList<VersionMeasures> all, Instant measuredTo) => metric switch
    {
        Metric.Availability availability when StretchesOf(level, availability, scope, window, all) is not null => MeasureAgain(level, metric, scope, window, all, measuredTo),
        Metric.SingleValue or Metric.Survey or Metric.Availability { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved, Intervals: null } => Kept(level, metric, scope, window, all, measuredTo),
        _ => MeasureAgain(level, metric, scope, window, all, measuredTo),
    };

    /// <summary>What rests on each row of a window and on nothing that may be supposed is worked out once, also where another promise is made of it.</summary>
    Measurement Kept(ServiceLevel level, Metric metric, ScopeOfLevel scope, Window window, IReadOnlyList<VersionMeasures> all, Instant measuredTo)
    {
        if (before?.Holds(metric) == true) return before.Measures.Kept(level, metric, scope, window, all, measuredTo);
        var place = (metric.Name, scope.Row.Selection, scope.Existence, window.Time, measuredTo);
        return kept.TryGetValue(place, out var known) ? known : kept.GetOrAdd(place, MeasureAgain(level, metric, scope, window, all, measuredTo));
    }

    Measurement MeasureAgain(ServiceLevel level, Metric metric, ScopeOfLevel scope, Window window, IReadOnlyList<VersionMeasures> all, Instant measuredTo) => metric switch
    {
        Metric.Availability availability when StretchesOf(level, availability, scope, window, all) is { } stretches => Together(stretches, availability, measuredTo, (scope.Row.Row.Target as Target.OutagesAre)?.Of),
        Metric.Availability availability => scope.Row.Row.Target is Target.OutagesAre outages
            ? Availability(availability, scope.Row.Selection).Outages(outages.Of, window.Time, scope.Measured, measuredTo) : Availability(availability, scope.Row.Selection).In(window.Time, scope.Measured, measuredTo),
        Metric.Survey survey => SurveyMeasure.In(survey, facts, scope.Row.Selection, Bounded(Both(Past(window, measuredTo), scope.Existence), Past(window, measuredTo)), asOf, scope.Stays),
        Metric.SingleValue single => Values(single, scope, Bounded(Both(Past(window, measuredTo), scope.Existence), Past(window, measuredTo))),
        Metric.TimeTaken time => Time(level, time, scope, window, all, measuredTo),
    };

    Measurement Values(Metric.SingleValue metric, ScopeOfLevel scope, Interval window) => ValueMeasure.In(
        metric, facts, scope.Row.Selection, metric.During is null ? null : Agreement.Calendar(metric.During), name => Rulings(name, scope.Row.Selection.Must), window, asOf, percentiles, scope.Stays);

    Measurement Time(ServiceLevel level, Metric.TimeTaken metric, ScopeOfLevel scope, Window window, IReadOnlyList<VersionMeasures> all, Instant measuredTo) => scope.Row.Row.Target switch
    {
        Target.SharesWithin shares => SeveralTimes.Of(metric, shares.Rows.Select((row, i) => new SeveralTimes.Row(PartsOf(level, scope, all, i), row.Share, LevelVerdict.Words(row))).ToValueList(), window.Time, measuredTo, mostOpened),
        Target.ShareWithin { OfTickets: true } => TicketsInTime.Of(metric, PartsOf(level, scope, all, 0), window.Time, measuredTo, mostOpened),
        Target.LaterThan => TimeCounts.Late(TimeMeasure.Of(metric, PartsOf(level, scope, all, 0), null, window.Time, measuredTo, mostOpened), metric),
        Target.NumberIs => TimeCounts.Begun(PartsOf(level, scope, all, 0), Past(window, measuredTo)),
        var target => TimeMeasure.Of(metric, PartsOf(level, scope, all, 0), (target as Target.TimeIs)?.Of, window.Time, measuredTo, mostOpened),
    };

    internal ValueList<TimePart> PartsOf(ServiceLevel level, ScopeOfLevel scope, IReadOnlyList<VersionMeasures> all, int row) =>
        all.Select(v => v.Part(level.Name, scope.Row.Selection, this, row)).OfType<TimePart>().ToValueList();

    /// <summary>The cycles that the figure of a window rests on.</summary>
    internal List<CountedCycle> CyclesIn(ServiceLevel level, ScopeOfLevel scope, Window window, IReadOnlyList<VersionMeasures> all, Instant measuredTo) =>
        TimeMeasure.CountedIn(PartsOf(level, scope, all, 0), (scope.Row.Row.Target as Target.TimeIs)?.Of, window.Time, measuredTo);

    internal Possible? Possible(Metric.Availability metric, ScopeOfLevel scope, Window window) =>
        Availability(metric, scope.Row.Selection).Possible(window.Time, scope.Measured, name => Announced(name, window.Time.End), (scope.Row.Row.Target as Target.OutagesAre)?.Of);

    internal Possible Possible(Metric.Survey metric, ScopeOfLevel scope, Window window) => AnswerBounds.Of(metric, facts, scope.Row.Selection, Bounded(Both(window.Time, scope.Existence), window.Time), asOf, scope.Stays);

    /// <summary>Rulings up to an instant to come on an exclusion that has no budget, which something announced later could use up.</summary>
    ValueList<ExclusionRuling> Announced(string name, Instant until)
    {
        if (Agreement.Scope.Exclusions.First(e => e.Name == name) is not { AtMost: null } exclusion) return [];
        return announced.GetOrAdd((name, until), _ => Rulings(exclusion, until));
    }

    /// <summary>Whether a scope exists in some part of a window.</summary>
    internal static bool IsIn(ScopeOfLevel scope, Window window) =>
        scope.Stays.Count < 2 ? Overlap(window.Time, scope.Existence) : scope.Stays.Any(stay => Overlap(window.Time, Both(stay, scope.Existence)));

    // What is true at the very as-of instant is known at it.
    Interval Past(Window window, Instant measuredTo) =>
        measuredTo >= asOf || measuredTo >= window.Time.End ? window.Time : new(window.Time.Start, Instant.Max(window.Time.Start, measuredTo));

    /// <summary>The tickets behind a result of a level of time, and whether each was in time; none for other levels.</summary>
    public IEnumerable<(string Level, string Ticket, bool InTime)> TicketsOf(LevelResult result, IReadOnlyList<VersionMeasures> all)
    {
        if (Agreement.Level(result.Level) is not { Measured: Measured.ByMetric by } level || Agreement.Metric(by.Metric) is not Metric.TimeTaken metric) return [];
        if (ScopesOf(level, metric).FirstOrDefault(s => s.Row.Selection.Name == result.Scope) is not { } scope) return [];
        var rows = scope.Row.Row.Target is Target.SharesWithin shares ? shares.Rows.Count : 1;
        return from row in Enumerable.Range(0, rows)
               from part in PartsOf(level, scope, all, row)
               from cycle in part.In(result.Window.Time, result.SoFar ?? asOf)
               where cycle.Listed.InTime is not null
               select (level.Name, facts.Tickets.IdOf(cycle.Listed.Ticket), cycle.Listed.InTime!.Value);
    }

    internal AvailabilityMeasure Availability(Metric.Availability metric, ScopeSelection scope)
    {
        if (before?.Holds(metric, scope) == true) return before.Measures.Availability(metric, scope);
        return availabilities.TryGetValue((metric.Name, scope.Must, scope.Not), out var known) ? known : NewAvailability(metric, scope);
    }

    AvailabilityMeasure NewAvailability(Metric.Availability metric, ScopeSelection scope)
    {
        var measure = SharesFacts
            ? whole!.Availability((Metric.Availability)whole.Agreement.Metric(metric.Name)!, scope).Under(metric, name => Rulings(name, scope.Must))
            : AvailabilityMeasure.Of(metric, metric.Across is { } across ? PartsOf(metric, across, scope) : [], facts, scope, metric.During is null ? null : Agreement.Calendar(metric.During), name => Rulings(name, scope.Must), asOf, Agreement.Zone, AbsenceOf(metric, scope), PotentialOf(metric, scope));
        return availabilities.GetOrAdd((metric.Name, scope.Must, scope.Not), measure);
    }

    /// <summary>Whether time in which a member does not exist is good: of figures of time, for events have no time.</summary>
    bool IsAbsenceGood(Metric metric) =>
        metric is Metric.Availability { GroupOfEach: { } group, Intervals: not { Rule: IntervalRule.Averaged } } availability
        && availability is not { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved } && GroupNamed(group).AbsenceIsGood == true;

    InventoryGroup GroupNamed(string name) => Agreement.Scope.Inventory.First(g => g.Name == name);

    /// <summary>When the member of a scope did not exist, where that is good, or where it left and came back.</summary>
    Absence? AbsenceOf(Metric.Availability metric, ScopeSelection scope)
    {
        if (metric.GroupOfEach is not { } name) return null;
        var group = GroupNamed(name);
        var stays = members.Of(group.Name).Where(m => m.Name == scope.Must["member"]).SelectMany(m => m.Stays).ToValueList();
        var isGood = IsAbsenceGood(metric);
        return isGood || stays.Count > 1 ? new(term, stays, isGood, group.Clause) : null;
    }

    /// <summary>The members that a metric looks at together, each for as long as it exists within the term: those that a scope is about by their attributes, or by the labels of their facts.</summary>
    List<AcrossPart> PartsOf(Metric.Availability metric, Across across, ScopeSelection scope)
    {
        ScopeSelection With(string label, string value) => scope with { Name = Labels.None.With(label, value), Must = scope.Must.With(label, value) };
        var by = (across.Rule as AcrossRule.ShareBad)?.By;
        return across.Of switch
        {
            ForEach.MemberOf group => members.Of(group.Group).Where(m => scope.MayTake(m.Attributes)).Select(m => new AcrossPart(
                With("member", m.Name), TimeSet.Of(term).And(m.Stays.Select(TimeSet.Of).Aggregate(TimeSet.Empty, (all, s) => all.Or(s))), by is null ? 1 : Number(m.Attributes[by]))).ToList(),
            ForEach.ValueOfLabel label => ValuesOf(metric, [label.Label], scope.Takes).Select(v => new AcrossPart(With(label.Label, v[label.Label]!), TimeSet.Of(term), 1)).ToList(),
        };
    }

    static decimal? Number(string? text) =>
        decimal.TryParse(text, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var number) && number <= 1_000_000_000_000 ? number : null;

    /// <summary>Rulings on an exclusion, without those about other things than a scope.</summary>
    ValueList<ExclusionRuling> Rulings(string name, Labels scope) => (rulingsByLabel.TryGetValue(name, out var known) ? known : rulingsByLabel.GetOrAdd(name, new RulingsByLabel(Rulings(name)))).For(scope);

    /// <summary>Whether exclusions, or pauses, may change the figure of a window: where none grants any of its time, none does.</summary>
    internal bool MayTakeOut(Metric metric, ScopeOfLevel scope, Window window) => metric switch
    {
        Metric.Availability availability => MayTakeOut(availability.LeavesOut, scope, window) || MayTakeOut(availability.CountsAsGood, scope, window),
        Metric.SingleValue single => MayTakeOut(single.LeavesOut, scope, window),
        Metric.TimeTaken or Metric.Survey => metric.HasExclusions(),
    };

    bool MayTakeOut(ValueList<string> names, ScopeOfLevel scope, Window window)
    {
        foreach (var name in names.Span)
            foreach (var ruling in Rulings(name, scope.Row.Selection.Must).Span)
                foreach (var granted in ruling.Granted.Span)
                    if (granted.Start < window.Time.End && granted.End > window.Time.Start) return true;
        return false;
    }

    internal ValueList<ExclusionRuling> Rulings(string name)
    {
        return SharesFacts ? whole!.Rulings(name) : rulings.GetOrAdd(name, _ => Rulings(Agreement.Scope.Exclusions.First(e => e.Name == name), asOf));
    }

    ValueList<ExclusionRuling> Rulings(Exclusion exclusion, Instant until) =>
        ExclusionRuling.Of(exclusion, facts, Agreement.Calendar, Agreement.Scope.BusinessDays, Agreement.Zone, LocalTimes.StartOf(Agreement.Term.From, Agreement.Zone), until);

    /// <summary>The tickets that this version judges for a level; <c>null</c>: the version does not measure it by time.</summary>
    TimePart? Part(string level, ScopeSelection scope, VersionMeasures asker, int row)
    {
        if (!ReferenceEquals(asker, this) && Agreement.Level(level) is null) return null;
        return JudgedOf(level, row) is { } cyclesOfLevel ? new(cyclesOfLevel, scope) : null;
    }

    /// <summary>The cycles of a level's metric under the targets of this version, those of tickets that were opened in it; <c>null</c>: the level has none.</summary>
    /// <param name="name">The level.</param>
    /// <param name="row">Which of several times of a target, from 0.</param>
    JudgedCycles? JudgedOf(string name, int row)
    {
        if (judged.TryGetValue((name, row), out var known)) return known;
        if (Agreement.Level(name) is not { Measured: Measured.ByMetric by } level || Agreement.Metric(by.Metric) is not Metric.TimeTaken metric) return null;
        return judged[(name, row)] = CyclesOf(metric).Judge(labels => Within(level, metric, labels, row), TimesOf(name), opened, LabelsThatCount(name));
    }

    /// <summary>The cycles of a level that promises a time to each, once for each time of its targets; none for other levels.</summary>
    internal IEnumerable<(JudgedCycles Judged, Metric.TimeTaken Metric)> ClocksOf(ServiceLevel level)
    {
        if (level.Measured is not Measured.ByMetric by || Agreement.Metric(by.Metric) is not Metric.TimeTaken metric) yield break;
        for (var row = 0; level.Targets.Any(t => t.All.Any(target => target.WithinAt(row) is not null)); row++)
            if (JudgedOf(level.Name, row) is { } cyclesOfLevel) yield return (cyclesOfLevel, metric);
    }

    /// <summary>The scope of a level that takes something with some labels; <c>null</c>: none does.</summary>
    internal ScopeOfLevel? ScopeOf(ServiceLevel level, Metric.TimeTaken metric, Labels labels) => ScopesOf(level, metric).FirstOrDefault(s => s.Row.Selection.Takes(labels));

    ValueList<Interval> TimesOf(string level) => windowsOf(level).Select(w => w.Window.Time).ToValueList();

    Cycles CyclesOf(Metric.TimeTaken metric)
    {
        var customer = Agreement.Parties.Customer.Attributes;
        if (!cycles.TryGetValue((metric.Name, customer), out var all))
            cycles[(metric.Name, customer)] = all = Cycles.Of(metric, facts.Tickets, CycleCalendars.Of(metric, Agreement.Calendar, customer, members), Agreement.Zone, asOf);
        return all;
    }

    /// <summary>Names of the labels by which any version's scopes of a level tell facts apart.</summary>
    HashSet<string> LabelsThatCount(string level) =>
        versions.All.SelectMany(v => v.Level(level) is { Measured: Measured.ByMetric by } found
            ? found.Targets.SelectMany(row => row.When.Items).Select(label => label.Name).Concat(v.Metric(by.Metric)!.LabelsOfEach).Concat(v.Metric(by.Metric)!.GroupOfEach is null ? [] : ["member"]) : []).ToHashSet(StringComparer.Ordinal);

    /// <summary>The cycles of a level whose target is about each of them, for ladders; <c>null</c>: it has none.</summary>
    public CycleTargets? TargetsOf(string levelName)
    {
        if (Agreement.Level(levelName) is not { Measured: Measured.ByMetric by } level || !level.Targets.Any(t => t.Target.FirstWithin is not null)) return null;
        if (Agreement.Metric(by.Metric) is not Metric.TimeTaken metric) return null;
        return new(CyclesOf(metric), labels => Within(level, metric, labels, 0), labels => ScopeOf(level, metric, labels)?.Row.Selection.Name);
    }

    Span? Within(ServiceLevel level, Metric.TimeTaken metric, Labels labels, int row)
    {
        foreach (var scope in ScopesOf(level, metric))
            if (scope.Row.Selection.Takes(labels)) return scope.Row.Row.Target.WithinAt(row);
        return null;
    }

    /// <summary>The scopes of a level: its rows, for each set of labels that the metric is measured for.</summary>
    internal ValueList<ScopeOfLevel> ScopesOf(ServiceLevel level, Metric metric)
    {
        if (whole is not null) return whole.ScopesOf(level, whole.Agreement.Metric(metric.Name)!);
        var customer = Agreement.Parties.Customer.Attributes;
        if (scopes.TryGetValue((level.Name, customer), out var known)) return known;
        var found = SetsOf(metric).SelectMany(set => Scopes.For(level, customer, set.Labels, set.Member?.Attributes ?? Labels.None).Select(row => ScopeOf(metric, row, set.Member)));
        return scopes[(level.Name, customer)] = found.ToValueList();
    }

    ScopeOfLevel ScopeOf(Metric metric, LevelScopeRow row, CoveredMember? member) =>
        member is null ? new(row, term) : new(row, Both(term, member.Existence)) { Stays = member.Stays, Measured = IsAbsenceGood(metric) ? term : Both(term, member.Existence) };

    /// <summary>
    /// The sets of labels that a metric is measured for, those of one member behind each other. Values of labels are those that stand together in a fact. Every member has those that
    /// facts of any of them have: silence about a member means something, and must not be lost.
    /// </summary>
    IEnumerable<(Labels Labels, CoveredMember? Member)> SetsOf(Metric metric)
    {
        var labels = metric.LabelsOfEach.ToList();
        if (metric.GroupOfEach is not { } group) return ValuesOf(metric, labels).Select(set => (set, (CoveredMember?)null));
        var all = members.Of(group).ToList();
        var names = all.Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        var sets = ValuesOf(metric, labels, fact => fact["member"] is { } member && names.Contains(member)).ToList();
        return all.SelectMany(m => sets.Select(set => (set.With("member", m.Name), (CoveredMember?)m)));
    }

    /// <summary>The values of labels that stand together in facts that a metric reads, in order; one set without any where there are no labels.</summary>
    IEnumerable<Labels> ValuesOf(Metric metric, List<string> labels, Func<Labels, bool>? takes = null)
    {
        if (labels.Count == 0) return [Labels.None];
        IEnumerable<Labels> all = metric switch
        {
            Metric.Availability { ObservedBy: Observation.Outages } => facts.Outages.Select(o => o.Labels),
            Metric.Availability { ObservedBy: Observation.Counts } => facts.Counts.Select(s => s.Labels),
            Metric.Availability { BadWhen: BadRule.ValueIs } => facts.Values.Where(s => s.Kind == ValueKind.Sample).Select(s => s.Labels),
            Metric.Availability => facts.States.Select(s => s.Labels),
            Metric.TimeTaken => facts.Tickets.About,
            Metric.Survey => facts.Values.Where(s => s.Kind == ValueKind.Answer).Select(s => s.Labels),
            Metric.SingleValue single => facts.Values.Where(s => s.Kind == single.ObservedBy).Select(s => s.Labels),
        };
        return all.Where(l => metric.Reads.Takes(l) && takes?.Invoke(l) != false).Select(l => l.Only(labels)).Where(l => l.Items.Count == labels.Count).Distinct().Order();
    }

    static Interval Both(Interval a, Interval b)
    {
        var start = !a.HasStart ? b.HasStart ? b.Start : (Instant?)null : b.HasStart ? Instant.Max(a.Start, b.Start) : a.Start;
        var end = !a.HasEnd ? b.HasEnd ? b.End : (Instant?)null : b.HasEnd ? Instant.Min(a.End, b.End) : a.End;
        return start is { } s && end is { } e && e < s ? new(s, s) : new(start, end);
    }

    /// <summary>A part of a window, whose ends are known even where existence has none.</summary>
    static Interval Bounded(Interval part, Interval window) => new(part.HasStart ? part.Start : window.Start, part.HasEnd ? part.End : window.End);

    static bool Overlap(Interval window, Interval existence) =>
        (!existence.HasStart || existence.Start < window.End) && (!existence.HasEnd || existence.End > window.Start) && !(existence.HasStart && existence.HasEnd && existence.Start == existence.End);

    static Measurement CountOf(ServiceLevel level, Measured.CountOf count, List<LevelResult> counted)
    {
        var (met, missed) = (counted.FindAll(r => r.Verdict == Verdict.Met), counted.FindAll(r => r.Verdict == Verdict.Missed));
        var judged = met.Count + missed.Count;
        if (judged == 0) return new(null, false, null, null, 0, [], 0, new(() => new($"no scope of '{count.Level}' has a verdict", new Figure.Words("no data"), Follows.Rule, [All(MetOnes())], level.Clause)), []);
        var misses = missed.Select(r => new Miss(Display.Scope(r.Scope), r.Window.Time.Start, r.Window.Time.End, null, Duration.Zero, r.Scope)).ToValueList();
        var isShare = level.Targets.Any(t => LevelVerdict.RangeOf(t.Target) is { Unit: Unit.Percent });
        if (!isShare) return new(new Figure.Number(met.Count), true, null, null, judged, misses, missed.Count, new(MetOnes), []);
        var share = new Figure.Share(Rational.Of(met.Count, judged));
        return new(share, true, null, null, judged, misses, missed.Count, new(() => Share(MetOnes())), []);

        Reason Share(Reason metOnes) => new($"share of scopes of '{count.Level}' that are met", share, Follows.Quotient, [metOnes, All(metOnes)], level.Clause);

        Reason MetOnes() => new($"scopes of '{count.Level}' that are met", new Figure.Count(met.Count), Follows.Sum, met.Select(r => One(r, 1)).ToValueList());

        Reason All(Reason metOnes) => new($"scopes of '{count.Level}' with a verdict", new Figure.Count(judged), Follows.Sum,
            [metOnes, new("scopes that are missed", new Figure.Count(missed.Count), Follows.Sum, missed.Select(r => One(r, 1)).ToValueList())], level.Clause);

        static Reason One(LevelResult result, int count) => new(result.Scope == Labels.None ? Display.Window(result.Window) : $"{Display.Scope(result.Scope)}, {Display.Window(result.Window)}", new Figure.Count(count), Follows.Given, [], result.Clause);
    }
}
