using System.Collections.Concurrent;
using NodaTime;
using Surety.Agreements;
using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>
/// An agreement measured by its facts: every verdict from the first day of the term on. The one path to a figure: statements, pages, reports and
/// the command line read it here.
/// </summary>
public sealed class Evaluation
{
    readonly Versions versions;
    readonly FactSet facts;
    readonly Instant until;
    readonly Instant asOf;
    readonly List<VersionMeasures> measures;
    readonly LocalDate? lastDay;
    readonly Lazy<ValueList<Remark>> remarks;
    readonly int mostOpened;
    readonly EarlierFigures earlier;
    readonly Dictionary<(Trigger Trigger, LocalDate Effective, Instant End), List<Happened>> happened = [];
    readonly ConcurrentDictionary<string, IReadOnlyList<VersionMeasures.JudgedWindow>> windows = new(StringComparer.Ordinal);
    readonly Dictionary<string, ArraySegment<LevelResult>> byLevel = new(StringComparer.Ordinal);
    readonly Dictionary<Agreement, VersionInFacts> inFacts = new(ReferenceEqualityComparer.Instance);

    Evaluation(Versions versions, FactSet facts, Instant until, Instant asOf, int mostOpened, Evaluation? like = null)
    {
        versions = versions.Under(facts);
        (this.versions, this.facts, this.until, this.asOf, this.mostOpened, lastDay) = (versions, facts, until, asOf, mostOpened, versions.TimeIn(facts).LastDay);
        remarks = new(() => Remarks.OfFacts(versions, facts));
        IReadOnlyList<VersionMeasures.JudgedWindow> Windows(string level)
        {
            if (!windows.TryGetValue(level, out var known)) windows[level] = known = WindowsOf(level, until).Select(Judging).ToList();
            return known;
        }

        measures = [];
        // A change of the customer's plan leaves what is measured as it is.
        foreach (var version in versions.All)
            measures.Add(new(versions, version, facts, Windows, () => measures, asOf, mostOpened, like?.measures.Find(m => m.IsAbout(version)) ?? measures.Find(m => m.Agreement.Version == version.Version)));
        earlier = new(measures, facts);
    }

    /// <summary>Verdicts of all windows that began before <c>until</c>, by level in the order of the agreement, then window, then scope.</summary>
    public ValueList<LevelResult> Results { get; private set; }

    /// <summary>The agreement.</summary>
    public Versions Versions => versions;

    /// <summary>Measures all levels.</summary>
    /// <param name="versions">The agreement.</param>
    /// <param name="facts">What is known.</param>
    /// <param name="until">Windows that begin at or after this instant are not looked at.</param>
    /// <param name="asOf">The instant from which it is looked at: windows that end later are open.</param>
    /// <param name="mostOpened">How many tickets of a list a reason opens one by one.</param>
    public static Evaluation Of(Versions versions, FactSet facts, Instant until, Instant asOf, int mostOpened = TimeMeasure.MostOpened) =>
        new Evaluation(versions, facts, until, asOf, mostOpened).Measure();

    /// <summary>Measures other promises on the same facts: what metrics of the same text came to is not worked out again.</summary>
    /// <param name="changed">The agreement with other levels, or other remedies.</param>
    /// <param name="until">Windows that begin at or after this instant are not looked at.</param>
    /// <param name="suppose">Puts another verdict in the place of one, which levels that count it, credits and rights then see; <c>null</c>: none.</param>
    public Evaluation With(Versions changed, Instant until, Func<LevelResult, LevelResult>? suppose = null) => new Evaluation(changed, facts, until, asOf, mostOpened, this).Measure(suppose);

    /// <summary>Measures the same promises on other facts: what rests on the same ones is not worked out again.</summary>
    /// <param name="changed">These facts with something more, or less.</param>
    /// <param name="until">Windows that begin at or after this instant are not looked at.</param>
    public Evaluation With(FactSet changed, Instant until) => new Evaluation(versions, changed, until, asOf, mostOpened, this).Measure();

    Evaluation Measure(Func<LevelResult, LevelResult>? suppose = null)
    {
        var results = new List<LevelResult>();
        foreach (var name in LevelNames(versions))
        {
            var judged = ResultsOf(name, results);
            results.AddRange(suppose is null ? judged : judged.Select(suppose));
        }
        var all = results.ToArray();
        Results = new(all);
        // They stand in the order of the levels.
        for (var from = 0; from < all.Length; from += byLevel[all[from].Level].Count)
            byLevel[all[from].Level] = new(all, from, results.FindIndex(from, r => r.Level != all[from].Level) is >= 0 and var until ? until - from : all.Length - from);
        return this;
    }

    /// <summary>Credits of windows that end in a period.</summary>
    public Credits Credits(Window period) => Statements.Credits.Of(versions, Results, facts, period, asOf);

    /// <summary>How far caps are used that credits of a period's windows look at, those of windows that run on among them.</summary>
    public ValueList<CapUse> Caps(Window period) => CreditRoom.Of(versions, Results, facts, period, asOf)
        .Uses(Results.Where(r => r.Counts && r.Window.Time.Start < period.Time.End && r.Window.Time.End > period.Time.Start).Select(r => (r, InFacts(r)))).ToValueList();

    /// <summary>Where every right stands after a period.</summary>
    public ValueList<RightStatus> Rights(Window period) => Statements.Rights.Of(InFacts(period), Results, trigger => Happened(trigger, InFacts(period), period.Time.End), facts, period, asOf);

    /// <summary>The events that a trigger counts, each by the version that judges the window in which it lies; of windows that roll it lies in several, and counts once.</summary>
    IEnumerable<Happened> Happened(Trigger trigger, VersionInFacts version, Instant end)
    {
        if (trigger.Counts is TriggerCounts.Windows) return [];
        if (happened.TryGetValue((trigger, version.Agreement.Effective, end), out var known)) return known;
        var until = Instant.Min(asOf, end);
        return happened[(trigger, version.Agreement.Effective, end)] = [.. Results.Where(r => r.Counts && r.Verdict != Verdict.Excused && r.Window.Time.Start < end && version.Takes(trigger.Level, r.Level, r.Scope) && (trigger.Counts is not TriggerCounts.Events { What: EventKind.Miss } || r.MissCount > 0))
            .SelectMany(r => measures.First(m => ReferenceEquals(m.Agreement, versions.Numbered(r.Version, r.Window.From))).HappenedIn(r, trigger.Counts, measures, until)).DistinctBy(e => (e.Name, e.At, e.Scope))];
    }

    /// <summary>The tickets whose clocks run or stand still at the as-of instant: by due instant, those that stand still at the end.</summary>
    public ValueList<RunningTicket> Queue()
    {
        var newest = versions.At(asOf);
        return TicketQueue.Of(measures.Find(m => ReferenceEquals(m.Agreement, newest))!, measures);
    }

    VersionInFacts InFacts(Window period) => new(versions.At(period.Time.End - Duration.Epsilon), facts);

    /// <summary>The statement of a period: windows that end in it are judged, windows that began before its end and run on are shown as open.</summary>
    /// <param name="period">Ends no later than the instant that was measured up to.</param>
    public Statement Statement(Window period) => Statement(period, null);

    /// <summary>The same of a period whose first statement was published at an instant: published late, its life is longer.</summary>
    /// <param name="period">Ends no later than the instant that was measured up to.</param>
    /// <param name="published">When; <c>null</c>: on its day, as far as anybody knows.</param>
    public Statement Statement(Window period, Instant? published)
    {
        var newest = versions.At(period.Time.End - Duration.Epsilon);
        var levels = LevelNames(versions).SelectMany(name => (byLevel.TryGetValue(name, out var judged) ? judged : Array.Empty<LevelResult>()).Where(r => r.Window.EndsIn(period)).Concat(OpenAfter(name, period))).ToValueList();
        var credits = Credits(period);
        var inFacts = InFacts(period);
        var (prospects, atStake) = Prospects.Of(versions, Results.ToArray(), levels, Happened, facts, asOf);
        return new()
        {
            Agreement = newest.Id,
            Title = newest.Title,
            Versions = versions.All.Where(v => v.Version == newest.Version || levels.Any(l => l.Version == v.Version)).DistinctBy(v => v.Version).Select(v => new VersionInForce(v.Version, v.Effective, v.File)).ToValueList(),
            Provider = newest.Parties.Provider.Name,
            Customer = newest.Parties.Customer.Name,
            Tier = newest.Parties.Customer.Attributes["tier"],
            Period = period,
            Zone = newest.Zone,
            AsOf = asOf,
            Levels = levels,
            Prospects = prospects,
            AtStake = atStake,
            Credits = credits.Lines,
            Caps = credits.Caps,
            Totals = credits.Totals,
            Rights = Rights(period),
            Duties = [.. Duties.Of(newest, facts, period, asOf).Concat(MissReasons.Duties(Results, InFacts, period, asOf)).OrderBy(d => d.Due)],
            Messages = Messages.Of(versions, measures, Results, facts, period, asOf),
            Life = Life.Of(newest, period, asOf, published),
            Imported = Foreign() is { Count: 0 } ? [] : ImportedVerdicts.Compare(Foreign(), levels.SelectMany(l => measures.First(m => ReferenceEquals(m.Agreement, versions.Numbered(l.Version, l.Window.From))).TicketsOf(l, measures)).ToList()),
            Remarks = Remarks.Few([.. credits.Remarks, .. ClaimRemarks.OfOpen(levels, InFacts, versions.All[0].Term.From, facts, asOf), .. ClaimRemarks.OfNoIncident(versions, Results.ToArray(), InFacts, facts, period), .. Remarks.OfLevels(levels), .. inFacts.Notes.Select(n => new Remark("member.dates", n, null)), .. remarks.Value]),
            Silences = newest.Silences,
            FactFiles = facts.Files,
        };
    }

    /// <summary>Verdicts of other systems on the same things; those of agreements that ours depends on are about others.</summary>
    List<ImportedVerdict> Foreign()
    {
        var suppliers = versions.All.SelectMany(v => v.Levels).SelectMany(l => l.DependsOn).SelectMany(d => d.Each).Select(d => (d.On as RestsOn.Agreement)?.Name).ToHashSet();
        return facts.Imported.Where(v => v.Ticket is not null || !suppliers.Contains(v.Of)).ToList();
    }

    /// <summary>Windows that run on past a period's end, with their figures up to it: the same whenever one looks, late facts apart.</summary>
    IEnumerable<LevelResult> OpenAfter(string name, Window period) =>
        WindowsOf(name, period.Time.End).Where(w => w.Window.Time.End > period.Time.End)
            .SelectMany(w => w.Version.With.Judge(w.Version.Level!, w.Window, Besides(Results.ToArray()), Instant.Min(asOf, period.Time.End)));

    static IEnumerable<string> LevelNames(Versions versions) =>
        versions.All.Reverse().SelectMany(v => v.Levels).Select(l => l.Name).Distinct();

    IEnumerable<LevelResult> ResultsOf(string name, List<LevelResult> before) =>
        WindowsOf(name, until).SelectMany(w => w.Version.With.Judge(w.Version.Level!, w.Window, Besides(before), asOf).Select(result => Explained(w.Version.Level!, result, before)));

    /// <summary>A miss with what it may come from and what was said of it.</summary>
    LevelResult Explained(ServiceLevel level, LevelResult result, List<LevelResult> before) =>
        MissReasons.Of(level, InFacts(result), Causes.Of(InFacts(result), level, result, before, facts, asOf), facts, asOf);

    VersionInFacts InFacts(LevelResult result)
    {
        var judging = versions.Numbered(result.Version, result.Window.From);
        if (!inFacts.TryGetValue(judging, out var found)) inFacts[judging] = found = new(judging, facts);
        return found;
    }

    VersionMeasures.Besides Besides(IReadOnlyList<LevelResult> before) => new(
        measures, before, earlier, (name, window) => WindowsOf(name, window.Time.End).Where(w => w.Window.EndsIn(window)).Select(Judging));

    static VersionMeasures.JudgedWindow Judging((LevelWindows.Promised<VersionMeasures> Version, Window Window) window) => new(window.Version.With, window.Version.Level!, window.Window);

    IEnumerable<(LevelWindows.Promised<VersionMeasures> Version, Window Window)> WindowsOf(string name, Instant until)
    {
        var promised = measures.ConvertAll(m => new LevelWindows.Promised<VersionMeasures>(m, m.Agreement.Level(name), m.Agreement.Effective, m.Agreement.Level(name)?.WindowZone ?? m.Agreement.Zone) { IsSplit = m.Agreement.TakesEffect == TakesEffect.SplitAtTheChange });
        var term = versions.All[0].Term;
        return LevelWindows.Of(promised, term.From, lastDay, until);
    }
}
