using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Text;

namespace Surety.Agreements;

/// <summary>The questions that disputes turn on, where this agreement leaves them open. The table stands in docs/guide/language.md.</summary>
static class Silences
{
    /// <summary>All questions, in order of what their answers move: money at once, verdicts and by them money, then rights and dates; within each, what moves most comes first.</summary>
    static readonly (Moves Moves, string Code)[] Weights =
    [
        .. Weighted(Moves.Money, "cap", "credit-base", "charge-lines", "combined", "unit", "rounding", "cap-excess", "cap-service", "settlement", "settlement-end"),
        .. Weighted(Moves.Verdicts, "whose-measurement", "no-data", "coverage", "takes", "clock", "during", "forecast", "late-forecast", "paused-while", "until", "leaves-out", "overlaps", "exclusion", "minimum-traffic", "needs", "few-tickets", "otherwise", "no-events", "part-of-window", "weight-part", "weight-overlap",
            "version", "priority-changes", "re-opened", "starts", "business-days-on", "counts-in", "open-at-the-end", "partial-minutes", "boundary", "rounded", "window-zone", "not-stated"),
        .. Weighted(Moves.Rights, "exercised-within", "no-verdict", "business-days", "statements"),
    ];

    /// <param name="agreement">What was read.</param>
    /// <param name="root">The text, for what its absence does not show in the agreement.</param>
    /// <returns>In order of their weight, then as the text has its clauses.</returns>
    public static IEnumerable<Silence> Of(Agreement agreement, Node.Mapping root) =>
        WithNotStated(
            agreement.Metrics.SelectMany(OfMetric)
                .Concat(agreement.Levels.SelectMany(l => OfLevel(l, agreement, root)))
                .Concat(OfStart(agreement))
                .Concat(OfScope(agreement, root))
                .Concat(OfEscalation(agreement, root)).ToList(), root)
            .OrderBy(s => WeightOf(s.Code));

    /// <summary>A value that is said to be not stated is a hole of the text, whether or not anybody asks for it otherwise.</summary>
    static IEnumerable<Silence> WithNotStated(List<Silence> asked, Node.Mapping root) =>
        asked.Concat(NotStated(root, []).Where(n => !asked.Exists(s => s.Code == $"silence.{n.Path[^1].Replace(' ', '-')}" && (s.Subject is null || n.Path.Contains(s.Subject))))
            .Select(n => Open("silence.not-stated", $"'{string.Join(" / ", n.Path)}', which the text says is not stated", "what holds where it does not stand", new(string.Join(" / ", n.Path), n.At), n.Path[^1])));

    static IEnumerable<(List<string> Path, Location At)> NotStated(Node node, List<string> path) => node switch
    {
        Node.Scalar { Text: "not stated" } => [(path, node.At)],
        Node.Mapping mapping => mapping.Entries.SelectMany(e => NotStated(e.Value, [.. path, e.Key.Text])),
        _ => [],
    };

    /// <summary>Stable names of all questions.</summary>
    public static IEnumerable<string> Codes => Weights.Select(w => w.Code);

    /// <summary>The place of a question among all, from 0: those that move money first; one that nobody weighed comes last.</summary>
    public static int WeightOf(string code) => Array.FindIndex(Weights, w => w.Code == code) is var at and >= 0 ? at : Weights.Length;

    /// <summary>What the answer to a question moves.</summary>
    public static Moves MovesOf(string code) => WeightOf(code) is var at && at < Weights.Length ? Weights[at].Moves : Moves.Verdicts;

    /// <summary>Whether somebody weighed a question: tests hold that all are, so that no reader of a text pays for a gap in the list.</summary>
    public static bool IsWeighed(string code) => WeightOf(code) < Weights.Length;

    static IEnumerable<(Moves, string)> Weighted(Moves moves, params IEnumerable<string> codes) => codes.Select(code => (moves, $"silence.{code}"));

    static IEnumerable<Silence> OfMetric(Metric metric) => OfSource(metric).Concat(metric switch
    {
        Metric.Availability availability => OfAvailability(availability),
        Metric.TimeTaken time => OfTime(time),
        Metric.Survey survey => Ask(survey, "needs", "how many answers make a verdict", "at least 1"),
        Metric.SingleValue single => OfValue(single),
    });

    static IEnumerable<Silence> OfSource(Metric metric) => metric.Reads is { Feed: null, Where.Count: 0 }
        ? [Open("silence.whose-measurement", $"whose measurement counts ('{metric.Name}')", "whatever facts are given, of any source", metric.Clause, metric.Name)] : [];

    static IEnumerable<Silence> OfAvailability(Metric.Availability metric)
    {
        var isAveraged = metric.Intervals is { Rule: IntervalRule.Averaged };
        if (metric is { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved } && !isAveraged) return [];
        var asked = (metric.Intervals is null ? Ask(metric, "partial minutes", "what a minute counts that is bad in part", "exact seconds") : [])
            .Concat(metric.ObservedBy is Observation.Counts ? Ask(metric, "minimum traffic", "what an interval without any event is", "good") : [])
            .Concat(Ask(metric, "during", "when the service is promised", "around the clock"));
        if (metric.Weights is Weights.ByAffected { IsGreatest: null })
            asked = asked.Append(Open("silence.weight-overlap", $"how many are affected where outages overlap ('{metric.Name}')", "those of each, added, and never more than all", metric.ClauseOf("weights"), metric.Name));
        if (metric.LeavesOut.Count == 0 && metric.CountsAsGood.Count == 0) asked = asked.Concat(Ask(metric, "leaves out", "whether any time is left out", "none is"));
        if (metric.LeavesOut.Count + metric.CountsAsGood.Count > 1)
            asked = asked.Append(Open("silence.overlaps", $"what time counts that two exclusions cover ('{metric.Name}')", "once: exclusions are united before they are taken out", metric.ClauseOf("leaves out"), metric.Name));
        if (metric.ObservedBy is not Observation.Outages && metric.NoData == NoData.Unknown && metric.Clauses.Any(c => c.Key == "no data"))
            asked = asked.Concat(Ask(metric, "coverage", "how much of the time must be known for a verdict", "at least 95 %"));
        return metric.ObservedBy is Observation.Outages ? asked : asked.Concat(Ask(metric, "no data", "what time without knowledge is", "unknown: out of the figure, and no verdict where less than 95 % is known"));
    }

    static IEnumerable<Silence> OfValue(Metric.SingleValue metric)
    {
        var asked = Ask(metric, "needs", "how many values make a verdict", "at least 1");
        if (metric.ObservedBy == ValueKind.Single) return asked;
        if (metric.Takes is null) asked = asked.Concat(Ask(metric, "takes", "what is made of the samples of a window", "the last one is taken"));
        return asked.Concat(Ask(metric, "during", "when samples count", "around the clock")).Concat(Ask(metric, "leaves out", "whether any samples are left out", "none are"));
    }

    static IEnumerable<Silence> OfTime(Metric.TimeTaken metric) =>
        Ask(metric, "clock", "in which hours time counts", "around the clock")
            .Concat(Ask(metric, "paused while", "whether the clock ever stands still", "never"))
            .Concat(metric.CyclesOfTicket == CyclesOfTicket.OneAfterAnother ? Ask(metric, "until", "until when one after the other is due", "until the ticket is resolved, closed or cancelled") : [])
            .Concat(Ask(metric, "re-opened", "what a re-opened ticket is", "a new clock with the full target"))
            .Concat(Ask(metric, "priority changes", "what a change of priority does", "time counted so far stays, the new target counts from the same start"))
            .Concat(Ask(metric, "counts in", "the window that a ticket counts in", "done in time, when done; missed, when due"))
            .Concat(Ask(metric, "open at the end", "what a ticket is that is open and not due when the window ends", "it belongs to the next window"));

    static IEnumerable<Silence> OfStart(Agreement agreement) =>
        agreement.Metrics.OfType<Metric.TimeTaken>().Where(m => m.Clock.Any(row => row.Calendar is not null) && agreement.Levels.Any(l => l.Measured is Measured.ByMetric by && by.Metric == m.Name && l.Targets.Any(InBusinessDays)))
            .SelectMany(m => Ask(m, "starts", "when business days start that begin in closed time", "at the next opening"))
            .Concat(agreement.Levels.Where(l => l.Targets.Any(t => t.Target.FirstWithin is Span.BusinessDays))
                .Select(l => Open("silence.business-days-on", $"when a number of business days is over ('{l.Name}')", "at the same time of day, so many working days on; if closed then, at the next opening", l.Clause, l.Name)));

    static bool InBusinessDays(TargetRow row) => row.Target.FirstWithin is Span.BusinessDays or Span.EndOfBusinessDay;

    static IEnumerable<Silence> OfLevel(ServiceLevel level, Agreement agreement, Node.Mapping root)
    {
        if (level.Measured is Measured.ByMetric by && CountsEvents(agreement.Metric(by.Metric)) && !Stands(root, "service levels", level.Name, "no events"))
            yield return Open("silence.no-events", $"the verdict of '{level.Name}' in a window without any event", "no data: no credit, and not a miss", level.Clause, level.Name);
        if (level.Measured.WeighedBy is MemberWeight.Attribute { InFull: null } weight)
            yield return Open("silence.weight-part", $"what a member weighs in '{level.Name}' that exists for a part of a window", $"its '{weight.Name}' by the share of the window in which it exists", level.Clause, level.Name);
        if (level.Rounded is null && level.Targets.Any(t => LevelVerdict.RangeOf(t.Target) is { Unit: Unit.Percent }))
            yield return Open("silence.rounded", $"whether the figure of '{level.Name}' is rounded before it is compared", "it is not", level.Clause, level.Name);
        var shares = level.Targets.SelectMany(t => t.All).OfType<Target.ShareWithin>().ToList();
        if (shares.Exists(s => !IsCompared(level, s, root)))
            yield return Open("silence.boundary", $"whether a share of exactly that much keeps '{level.Name}'", "it does: a percentage alone means 'at least'", level.Clause, level.Name);
        // Where one late ticket is more than so many tickets may have, the share says the same as "all".
        if (shares.Select(s => s.Share.Low).OfType<Limit>().Where(l => l.Value < 1).Select(l => (1 / (1 - l.Value)).Ceiling()).DefaultIfEmpty().Max() is var least && least > 20)
            yield return Open("silence.few-tickets", $"what '{level.Name}' is in a window of fewer than {least.ToString("#,##0", System.Globalization.CultureInfo.InvariantCulture)}, of which one that is late is too many", "judged like any other: it is missed", level.Clause, level.Name);
        if (level.Targets.All(t => !t.IsOtherwise) && level.Unpromised.All(u => u.When != Labels.None) && level.Targets.SelectMany(t => t.When.Items).Where(l => l.Name != "tier" && agreement.Parties.Customer.Attributes[l.Name] is null).Select(l => l.Name).Distinct().ToList() is { Count: > 0 } labels && level.Targets.All(t => t.When != Labels.None))
            yield return Open("silence.otherwise", $"what '{level.Name}' promises for any other {string.Join(" and ", labels)}", "nothing", level.Clause, level.Name);
    }

    static bool CountsEvents(Metric? metric) => metric is Metric.TimeTaken or Metric.Survey or Metric.SingleValue or Metric.Availability { ObservedBy: Observation.Counts };

    /// <summary>Whether a share was written with its comparison; the model has "at least" for a percentage alone, too.</summary>
    static bool IsCompared(ServiceLevel level, Target.ShareWithin share, Node.Mapping root) =>
        share.Share.Low is not { Included: true } || ScalarsOf(Find(root, "service levels", level.Name, "target")).Any(t => t.StartsWith(share.Share.Words, StringComparison.Ordinal));

    static IEnumerable<string> ScalarsOf(Node? node) => node switch
    {
        Node.Scalar scalar => [scalar.Text.Trim()],
        Node.Mapping mapping => mapping.Entries.SelectMany(e => ScalarsOf(e.Value)),
        _ => [],
    };

    static IEnumerable<Silence> OfScope(Agreement agreement, Node.Mapping root)
    {
        if (agreement.Term.BusinessDays is null) yield return Open("silence.business-days", "what a business day is", "Monday to Friday, without holidays", agreement.Term.Clause);
        if (agreement.Levels.Count > 0 && agreement.Levels.All(l => l.WindowZone is null))
            yield return Open("silence.window-zone", "in whose time windows begin and end, and how long they are", $"in that of the agreement, {agreement.Zone.Id}, and exactly as long as the calendar has them", agreement.Term.Clause);
        foreach (var group in agreement.Scope.Inventory.Where(g => g.AbsenceIsGood is null))
            yield return Open("silence.part-of-window", $"what a member of '{group.Name}' counts that exists for a part of a window", "its existence is the denominator, and its charge the base", group.Clause, group.Name);
        foreach (var exclusion in agreement.Scope.Exclusions)
        {
            if (exclusion.Announced is null && exclusion.AgreedBy.Count == 0)
                yield return Open("silence.exclusion", $"what makes '{exclusion.Name}' count", "the fact that somebody recorded it: no notice and nobody's agreement is needed", exclusion.Clause, exclusion.Name);
        }
        foreach (var workload in agreement.Scope.Workloads.Where(w => agreement.Levels.Any(l => l.Forecast == w.Name)))
        {
            if (workload.Known is null) yield return Open("silence.forecast", $"until when the forecast of '{workload.Name}' must be known", "until its window begins", workload.Clause, workload.Name);
            if (!Stands(root, "scope", "workloads", workload.Name, "late")) yield return Open("silence.late-forecast", $"what holds where the forecast of '{workload.Name}' is late", "the row that follows no forecast", workload.Clause, workload.Name);
        }
        if (agreement.Version > 1 && !Stands(root, "takes effect"))
            yield return Open("silence.version", "which version judges what began before it took effect", "a ticket, the one in force when it was opened; a window, the one in force when it began", new("effective", agreement.Term.Clause.At));
        if (agreement.StatementLife.Clause.Path != "surety" && new[] { "provisional", "comment", "silence", "final" }.Where(k => !Stands(root, "reporting", "statements", k)).ToList() is { Count: > 0 } open)
            yield return Open("silence.statements", $"what the life of a statement says of {string.Join(", ", open.Select(k => $"'{k}'"))}", "provisional after 5 business days, 10 more for comment, silence accepts, final 90 days after the period", agreement.StatementLife.Clause);
        if (agreement.StatementLife.Clause.Path == "surety")
            yield return Open("silence.statements", "when a statement is final", "provisional after 5 business days, 10 more for comment, silence accepts, final 90 days after the period", agreement.StatementLife.Clause);
    }

    static IEnumerable<Silence> OfEscalation(Agreement agreement, Node.Mapping root)
    {
        var chapter = agreement.Escalation;
        foreach (var credit in chapter.Credits)
        {
            if (credit.Base.Of is BaseOf.Unwritten && credit.Schedule.GivesShare)
                yield return Open("silence.credit-base", $"what '{credit.Name}' is a share of", "the affected service's fee of the same window, or, where no fee is stated, what was billed for it, net, without one-time items", credit.Clause, credit.Name);
            if (credit.Schedule.GivesShare && LeftOpen(credit.Base) is { Count: > 0 } open)
                yield return Open("silence.charge-lines", $"{string.Join(", and ", open.Select(o => o.Question))}, in what '{credit.Name}' is a share of", string.Join("; ", open.Select(o => o.Default)), credit.Clause, credit.Name);
        }
        foreach (var credit in chapter.Credits)
        {
            if (credit.Schedule.Awards.Any(a => a is Award.Share or Award.Fixed) && !Stands(root, "escalation", "credits", credit.Name, "rounding"))
                yield return Open("silence.rounding", $"how the amount of '{credit.Name}' is rounded", "half up to the minor unit, once per credit line", credit.Clause, credit.Name);
            if (credit.Schedule is Schedule.PerUnit { Part: UnitPart.ProRata, Of: not (UnitOf.Misses or UnitOf.Points) })
                yield return Open("silence.unit", $"what a part of a unit of '{credit.Name}' counts", "its share, pro rata", credit.Clause, credit.Name);
        }
        if (chapter.Credits.Count > 1 && !Stands(root, "escalation", "combined")) yield return Open("silence.combined", "what several credits of a window come to", "they are added, then capped", chapter.Credits[0].Clause);
        if (chapter.Credits.Count > 0 && chapter.Caps.Count == 0) yield return Open("silence.cap", "whether credits have a limit", "none", chapter.Credits[0].Clause);
        if (chapter.Credits.Count > 0 && (chapter.Caps.Count > 0 || chapter.Credits.Any(c => c.Cap is not null)) && !chapter.Caps.Any(c => c.IsCarriedOver))
            yield return Open("silence.cap-excess", "what becomes of credits above a cap", "they are lost; a cap of the chapter applies after credits are combined, one of a credit before", (chapter.Caps.Count > 0 ? chapter.Caps[0] : chapter.Credits.First(c => c.Cap is not null).Cap!).Clause);
        foreach (var cap in chapter.Caps)
            if (cap.For is CapFor.OfService of && chapter.Credits.Any(c => ServiceOf(agreement, c.Of.Level) is { } other && other != of.Service))
                yield return Open("silence.cap-service", $"which credits the cap '{cap.Words}' limits", $"those of {of.Service}, and those that are about no service in particular", cap.Clause);
        if (chapter.Credits.Count > 0 && !Stands(root, "escalation", "settlement")) yield return Open("silence.settlement", "how credits are paid", "automatically, on the next invoice", chapter.Credits[0].Clause);
        if (chapter.Credits.Count > 0 && agreement.Term.To is not null && chapter.Settlement.LapsesWithTerm is null)
            yield return Open("silence.settlement-end", "what becomes of credits that no invoice in the term follows", "they are owed all the same", chapter.Credits[0].Clause);
        foreach (var right in chapter.Rights)
        {
            if (right.Triggers.Any(t => t is { Counts: TriggerCounts.Windows { OutOf: null }, Count: > 1 }) && !Stands(root, "escalation", "rights", right.Name, "no verdict"))
                yield return Open("silence.no-verdict", $"what a window without verdict does to '{right.Name}'", "it breaks the run of consecutive windows", right.Clause, right.Name);
            if (right.ExercisedWithin is null) yield return Open("silence.exercised-within", $"how long '{right.Name}' lives", "without limit", right.Clause, right.Name);
        }
    }

    static string? ServiceOf(Agreement agreement, string level) => agreement.Level(level)?.Measured is Measured.ByMetric by && agreement.Metric(by.Metric) is { } metric
        ? metric.Reads.Service ?? agreement.Scope.Inventory.FirstOrDefault(g => metric.GroupOfEach == g.Name)?.Service : null;

    /// <summary>What a base of invoice lines leaves open.</summary>
    static List<(string Question, string Default)> LeftOpen(CreditBase of)
    {
        var open = new List<(string, string)>();
        if (of.Of is not (BaseOf.Billed or BaseOf.Used) || of.Of is BaseOf.Billed { For.Subject: BilledSubject.OfTickets }) return open;
        if (of.Of is BaseOf.Billed && of.As.Gross is null) open.Add(("whether tax counts", "net"));
        if (of.Of is BaseOf.Billed { Kind: null } && of.As.OneTime is null) open.Add(("whether one-time items count", "without them"));
        if (of.Period is not BasePeriod.Invoice && of.As.InFull is null) open.Add(("what a line counts that covers the period in part", "the share of its time"));
        return open;
    }

    static IEnumerable<Silence> Ask(Metric metric, string key, string question, string whatHolds)
    {
        foreach (var (name, _) in metric.Clauses)
            if (name == key) return [];
        return [Open($"silence.{key.Replace(' ', '-')}", $"{question} ('{metric.Name}')", whatHolds, metric.Clause, metric.Name)];
    }

    static Silence Open(string code, string question, string whatHolds, Clause about, string? subject = null) => new(question, whatHolds, about, code, subject);

    static bool Stands(Node.Mapping root, params ReadOnlySpan<string> path) => Find(root, path) is not (null or Node.Scalar { Text: "not stated" });

    static Node? Find(Node.Mapping root, params ReadOnlySpan<string> path)
    {
        Node? node = root;
        foreach (var key in path) node = (node as Node.Mapping)?.Find(key);
        return node;
    }

}
