using NodaTime.Text;
using Surety.Agreements;
using Surety.Escalation;
using Surety.Facts;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>Facts that no clause reads: more often a slip of a label than a wish.</summary>
static class UnreadFacts
{
    const int MostNamed = 10;

    /// <summary>Facts of one kind and set of labels, and the metrics that read them.</summary>
    readonly record struct Alike(string What, Labels Labels, long Count, List<Metric> ReadBy);

    /// <summary>One remark for each kind and set of labels that no metric of any version reads or counts anywhere, and one for each name that no clause has.</summary>
    public static IEnumerable<Remark> Of(Versions versions, FactSet facts)
    {
        var metrics = versions.All.SelectMany(v => v.Metrics).ToList();
        var all = Told(facts, metrics).ToList();
        var whole = WholeServices(facts.Outages, metrics).ToList();
        foreach (var remark in whole.Select(w => w.Remark)) yield return remark;
        var unread = all.FindAll(a => a.ReadBy.Count == 0 && !(a.What == "outage" && whole.Exists(w => w.Labels.Contains(a.Labels))));
        foreach (var (what, labels, count, _) in unread.Take(MostNamed))
            yield return new("facts.unread", $"{Facts(count, what)} {About(labels)} {(count == 1 ? "is" : "are")} read by no metric: compare the labels with 'of', 'facts' and 'where' of the metrics.", null);
        if (unread.Count > MostNamed)
            yield return new("facts.unread", $"{Facts(unread.Skip(MostNamed).Sum(u => u.Count), "other")} {unread.Count - MostNamed} other sets of labels and are read by no metric.", null);
        foreach (var group in all.Where(a => a.ReadBy.Count > 0 && a.ReadBy.TrueForAll(m => Lacking(m, a.Labels).Any())).GroupBy(a => (a.What, Lacks: Lacking(a.ReadBy[0], a.Labels).ToValueList(), Metric: a.ReadBy[0].Name)))
            yield return new("facts.in-no-scope", group.Sum(a => a.Count) is var count && count == 1
                ? $"1 {group.Key.What} fact names no {string.Join(" or ", group.Key.Lacks)}, and '{group.Key.Metric}' is measured for each: it counts for no verdict."
                : $"{count} {group.Key.What} facts name no {string.Join(" or ", group.Key.Lacks)}, and '{group.Key.Metric}' is measured for each: they count for no verdict.", group.First().ReadBy[0].ClauseOf("for each"));
        foreach (var remark in UnreadEvents(facts.Tickets, metrics)) yield return remark;
        foreach (var remark in UnreadBilling(versions, facts)) yield return remark;
        foreach (var remark in UnknownNames(versions, facts)) yield return remark;
    }

    /// <summary>Outages of a whole service that no metric of any of its parts reads, because facts of a part name it: told by service, with the sets of labels that they have.</summary>
    static IEnumerable<(Remark Remark, List<Labels> Labels)> WholeServices(ValueList<Outage> outages, List<Metric> metrics)
    {
        var ofParts = metrics.FindAll(m => m is Metric.Availability { ObservedBy: Observation.Outages } && m.Reads.Part is not null);
        foreach (var service in outages.Where(o => o.Labels["part"] is null && o.Labels["service"] is not null && ofParts.Exists(m => m.Reads.Takes(o.Labels.With("part", m.Reads.Part!)))).GroupBy(o => o.Labels["service"]!).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var (found, isOne) = (service.ToList(), service.Count() == 1);
            var parts = ofParts.Where(m => m.Reads.Service == service.Key).Select(m => m.Reads.Part!).Distinct().ToList();
            var readers = metrics.Where(m => m is Metric.Availability { ObservedBy: Observation.Outages } && found.Exists(o => m.Reads.Takes(o.Labels))).Select(m => Surety.Text.Quoted.Of(m.Name)).ToList();
            yield return (new("facts.whole-service", $"{Display.Count(found.Count, "outage names", "outages name")} the service '{service.Key}' and no part, so {(isOne ? "it counts" : "they count")} {(readers.Count > 0 ? $"for {string.Join(", ", readers)} and " : "")}for none of its parts that are measured ({string.Join(", ", parts)}): where a part was down, write a fact with the label part, '{parts[0]}'.", null, FactCitation.Of(found.ConvertAll(o => o.At))),
                readers.Count > 0 ? [] : found.Select(o => o.Labels).Distinct().ToList());
        }
    }

    /// <summary>Words of events that have a meaning of their own, whether or not a metric names them.</summary>
    static readonly string[] KnownEvents = ["opened", "reopened", "priority", "assigned", "replied", "status", "resolved", "closed", "cancelled"];

    /// <summary>Words of events that mean something to metrics.</summary>
    internal static IEnumerable<string> EventsOf(IEnumerable<Metric> metrics) =>
        metrics.OfType<Metric.TimeTaken>().SelectMany(m => new[] { m.From, m.To, m.Until }.OfType<FirstOf>()).SelectMany(f => f.Events).Select(e => e.What).Concat(KnownEvents);

    static IEnumerable<Remark> UnreadEvents(TicketTable tickets, List<Metric> metrics)
    {
        var read = EventsOf(metrics).ToHashSet(StringComparer.Ordinal);
        var isRead = tickets.Happenings.Select(happening => read.Contains(happening.What)).ToArray();
        if (Array.TrueForAll(isRead, known => known)) yield break;
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < tickets.WhatOf.Length; i++)
        {
            var code = tickets.WhatOf.Span[i];
            if (!isRead[code]) counts[tickets.Happenings[code].What] = counts.GetValueOrDefault(tickets.Happenings[code].What) + 1;
        }
        foreach (var (what, count) in counts.Take(MostNamed))
        {
            var near = Surety.Text.Nearest.Question(what, read);
            yield return new("facts.unread-event", $"{count} ticket {(count == 1 ? "event is" : "events are")} called '{what}', and no metric starts or stops at that.{(near is null ? "" : " " + near)}", null);
        }
    }

    /// <summary>Invoices have lines for more than credits are of: it is told only where no line of any is read, or no usage of a unit.</summary>
    static IEnumerable<Remark> UnreadBilling(Versions versions, FactSet facts)
    {
        var bases = versions.All.SelectMany(v => v.Escalation.Credits.Select(c => c.Base).Concat(v.Escalation.Credits.Select(c => c.Cap).Concat(v.Escalation.Caps).Select(c => c?.Of).OfType<CreditBase>())).Select(b => b.Of).ToList();
        if (facts.Charges.Count > 0 && !bases.Exists(b => b is BaseOf.Unwritten || (b is BaseOf.Billed billed && facts.Charges.Any(c => MayRead(billed.For, c.Labels)))))
            yield return new("facts.unread", $"{Display.Count(facts.Charges.Count, "charge is", "charges are")} among the facts, and no credit or cap is of what was billed for {(facts.Charges.Count == 1 ? "that" : "any of that")}: compare the labels with 'of' of the credits.", null);
        foreach (var unit in facts.Usage.GroupBy(u => u.Unit).Where(g => !bases.Exists(b => b is BaseOf.Used used && used.Unit == g.Key && g.Any(u => MayRead(used.For, u.Labels)))).OrderBy(g => g.Key, StringComparer.Ordinal))
            yield return new("facts.unread", $"{Facts(unit.Count(), "usage")} the unit '{unit.Key}', and no credit or cap has a price per '{unit.Key}' for it.", null);
    }

    static bool MayRead(BilledFor billed, Labels labels) =>
        billed.In.All(t => t.Holds(labels)) && billed.Same.All(name => labels[name] is not null) && billed.Subject switch
        {
            BilledSubject.OfService of => labels["service"] == of.Service && (of.Part is null || labels["part"] == of.Part),
            BilledSubject.Affected => labels["service"] is not null,
            BilledSubject.OfMember => labels["member"] is not null,
            BilledSubject.OfTickets => labels["ticket"] is not null,
            BilledSubject.Everything => true,
        };

    static bool ReadsStates(Metric metric) =>
        metric is Metric.Availability { ObservedBy: Observation.Changes or Observation.Samples, BadWhen: BadRule.StateIs };

    static bool ReadsValues(Metric metric, ValueKind kind) => kind switch
    {
        ValueKind.Sample => metric is Metric.Availability { BadWhen: BadRule.ValueIs } or Metric.SingleValue { ObservedBy: ValueKind.Sample },
        ValueKind.Answer => metric is Metric.Survey,
        ValueKind.Single => metric is Metric.SingleValue { ObservedBy: ValueKind.Single },
    };

    static string Word(ValueKind kind) => kind switch
    {
        ValueKind.Sample => "sample",
        ValueKind.Answer => "answer",
        ValueKind.Single => "value",
    };

    static IEnumerable<Alike> Told(FactSet facts, List<Metric> metrics)
    {
        foreach (var series in facts.States) yield return new("state", series.Labels, series.Count, Readers(series.Labels, ReadsStates));
        foreach (var series in facts.Values) yield return new(Word(series.Kind), series.Labels, series.Count, Readers(series.Labels, m => ReadsValues(m, series.Kind)));
        foreach (var series in facts.Counts) yield return new("count", series.Labels, series.Count, Readers(series.Labels, m => m is Metric.Availability { ObservedBy: Observation.Counts }));
        foreach (var group in facts.Outages.GroupBy(o => o.Labels)) yield return new("outage", group.Key, group.Count(), Readers(group.Key, m => m is Metric.Availability { ObservedBy: Observation.Outages }));
        // A ticket may get another priority.
        var tickets = facts.Tickets.CountsByLabels().Select(t => (t.Labels, t.Count, Readers: Readers(t.Labels, m => m is Metric.TimeTaken)));
        foreach (var group in tickets.GroupBy(t => (Labels: t.Labels.Without("priority"), IsRead: t.Readers.Count > 0)).OrderBy(g => g.Key.Labels)) yield return new("ticket", group.Key.Labels, group.Sum(t => t.Count), group.First().Readers);

        List<Metric> Readers(Labels labels, Func<Metric, bool> reads) => metrics.FindAll(m => m.Reads.Takes(labels) && reads(m));
    }

    /// <summary>What a metric is measured for each of and facts do not say.</summary>
    static IEnumerable<string> Lacking(Metric metric, Labels labels) => (metric.GroupOfEach is null ? metric.LabelsOfEach : metric.LabelsOfEach.Append("member")).Where(l => l != "priority" && labels[l] is null);

    static IEnumerable<Remark> UnknownNames(Versions versions, FactSet facts)
    {
        var exclusions = versions.All.SelectMany(v => v.Scope.Exclusions).Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var group in facts.Exclusions.GroupBy(e => e.Exclusion).Where(g => !exclusions.Contains(g.Key)).OrderBy(g => g.Key, StringComparer.Ordinal))
            yield return new("facts.unknown-exclusion", $"{Facts(group.Count(), "exclusion")} '{group.Key}', which is no exclusion of the agreement.", null);
        var groups = versions.All.SelectMany(v => v.Scope.Inventory).Select(g => g.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var group in facts.Members.GroupBy(m => m.Group).Where(g => !groups.Contains(g.Key)).OrderBy(g => g.Key, StringComparer.Ordinal))
            yield return new("facts.unknown-group", $"{Facts(group.Count(), "member")} the group '{group.Key}', which the inventory does not have.", null);
        var workloads = versions.All.SelectMany(v => v.Scope.Workloads).ToLookup(w => w.Name, StringComparer.Ordinal);
        foreach (var group in facts.Workloads.GroupBy(w => w.Of).Where(g => !workloads.Contains(g.Key)).OrderBy(g => g.Key, StringComparer.Ordinal))
            yield return new("facts.unknown-workload", $"{Facts(group.Count(), "workload")} '{group.Key}', which is no workload of the agreement.", null);
        foreach (var group in facts.Workloads.Where(w => w.Unit is not null && workloads.Contains(w.Of) && workloads[w.Of].All(of => of.Unit != w.Unit)).GroupBy(w => (w.Of, w.Unit)).OrderBy(g => g.Key.Of, StringComparer.Ordinal).ThenBy(g => g.Key.Unit, StringComparer.Ordinal))
            yield return new("facts.workload-unit", $"{Facts(group.Count(), "workload")} '{group.Key.Of}' and counted in '{group.Key.Unit}', and the agreement counts it in '{workloads[group.Key.Of].First().Unit}': they are not used.", workloads[group.Key.Of].First().Clause);
        if (facts.Deeds.Count(d => d.Kind == DeedKind.Noticed && d.Of == TermTime.Name) is > 0 and var notices && !TermTime.EndsByNotice(versions.Newest.Term))
            yield return new("facts.notice-without-effect", $"{Facts(notices, "notice")} the term, which {(versions.Newest.Term.To is null ? "has no end and does not say how long before notice is given" : "ends by itself and does not renew")}: nothing follows.", versions.Newest.Term.Clause);
        foreach (var right in versions.Newest.Escalation.Rights)
            if (facts.Deeds.Count(d => d.Kind == DeedKind.Noticed && d.Of == right.Name && d.By is "provider" or "customer" && d.By != right.Of) is > 0 and var others)
                yield return new("facts.notice-by-other-side", $"{Facts(others, "notice")} the right '{right.Name}' and by the other side: it is the {right.Of}'s, so nothing follows.", right.Clause);
        foreach (var duty in versions.Newest.Duties)
            if (facts.Deeds.Count(d => d.Kind == DeedKind.Done && d.Of == duty.Name && !Duties.IsBy(d, duty)) is > 0 and var others)
                yield return new("facts.done-by-other-side", $"{Facts(others, "done")} the duty '{duty.Name}' and by the other side: it is the {duty.By}'s, so it does not count as done.", duty.Clause);
        var again = versions.All.SelectMany(v => v.Scope.Exclusions).SelectMany(e => e.Every.Select(r => (e.Name, r.On))).ToLookup(e => e.Name, e => e.On, StringComparer.Ordinal);
        foreach (var group in facts.Deeds.Where(d => d.Kind == DeedKind.Cancelled && !(LocalDatePattern.Iso.Parse(d.Labels["period"] ?? "") is { Success: true, Value: var date } && again[d.Of].Any(on => on.Falls(date)))).GroupBy(d => d.Of).OrderBy(g => g.Key, StringComparer.Ordinal))
            yield return new("facts.cancelled-nothing", $"{Facts(group.Count(), "cancelled")} '{group.Key}' and its label period names no date on which that comes again by itself: nothing is cancelled.", null);
        var clauses = versions.All.SelectMany(ClauseNames).ToHashSet(StringComparer.Ordinal);
        var levels = versions.All.SelectMany(v => v.Levels).Select(l => l.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var group in facts.Deeds.Where(d => d.Kind == DeedKind.Reasoned && !levels.Contains(d.Of)).GroupBy(d => d.Of).OrderBy(g => g.Key, StringComparer.Ordinal))
            yield return new("facts.unknown-clause", $"{Facts(group.Count(), "reason")} '{group.Key}', which is no service level of the agreement.{(Surety.Text.Nearest.Question(group.Key, levels) is { } meant ? " " + meant : "")}", null);
        foreach (var group in facts.Deeds.Where(d => d.Kind is not (DeedKind.Reasoned or DeedKind.Cancelled) && !(d.Kind == DeedKind.Aware && levels.Contains(d.Of))).GroupBy(d => d.Of).Where(g => !clauses.Contains(g.Key)).OrderBy(g => g.Key, StringComparer.Ordinal))
            yield return new("facts.unknown-clause", $"{Facts(group.Count(), "deed")} '{group.Key}', which is no ladder, credit, right or duty of the agreement.", null);
    }

    /// <summary>Names of what somebody may do something about.</summary>
    internal static IEnumerable<string> ClauseNames(Agreement version) =>
        version.Escalation.Ladders.Select(l => l.Name)
            .Concat(version.Escalation.Credits.Select(c => c.Name))
            .Concat(version.Escalation.Rights.Select(r => r.Name))
            .Concat(version.Duties.Select(d => d.Name))
            .Append(TermTime.Name);

    static string Facts(long count, string what) => count == 1 ? $"1 {what} fact is about" : $"{count} {what} facts are about";

    static string About(Labels labels) => labels == Labels.None ? "nothing in particular and" : $"{labels} and";
}
