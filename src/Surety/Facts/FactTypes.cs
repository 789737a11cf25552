using NodaTime;
using Surety.Text;

namespace Surety.Facts;

/// <summary>What each type of fact consists of. The one list of types and keys: documentation and schema are held against it by tests.</summary>
internal static class FactTypes
{
    static readonly string[] LabelKeys = ["service", "part", "member", "feed", "priority", "region"];

    /// <summary>Keys that every fact may have.</summary>
    public static readonly string[] Common = ["type", "id", "source", "known", "supersedes", .. LabelKeys, "labels.*"];

    /// <summary>Types and the keys that they have beside the common ones; a question mark marks those that may be absent.</summary>
    public static readonly (string Type, string[] Keys)[] All =
    [
        ("state", ["at", "state"]),
        ("sample", ["at", "value"]),
        ("count", ["from", "until", "good", "total"]),
        ("outage", ["from", "until?", "impact?", "cause?", "affected?"]),
        ("exclusion", ["exclusion", "from", "until?", "announced?", "agreed by?"]),
        ("ticket", ["ticket", "event", "at", "to?", "by?", "for?"]),
        ("answer", ["id", "at", "score"]),
        ("value", ["at", "value"]),
        ("member", ["group", "member", "from?", "until?", "fee?", "attributes.*?"]),
        ("forecast", ["of", "period", "quantity", "unit?", "at"]),
        ("workload", ["of", "period", "quantity", "unit?", "at"]),
        ("acknowledged", ["of", "at", "by?"]),
        ("claimed", ["of", "at", "by?"]),
        ("evidence", ["of", "at", "by?"]),
        ("notice", ["of", "at", "by?"]),
        ("done", ["of", "at", "by?"]),
        ("aware", ["of", "at", "by?"]),
        ("cancelled", ["of", "at", "by?"]),
        ("reason", ["of", "at", "text", "by?"]),
        ("imported", ["of", "ticket?", "at?", "met", "due?"]),
        ("charge", ["id", "amount", "currency", "from", "until?", "kind?", "invoice?"]),
        ("usage", ["quantity", "unit", "from", "until"]),
        ("payment", ["invoice", "state", "at"]),
        ("plan", ["from", "tier?", "attributes.*?"]),
    ];

    /// <summary>Every key of any type, to find what a person probably meant.</summary>
    public static readonly string[] AllKeys = [.. All.SelectMany(t => t.Keys).Select(k => k.TrimEnd('?')).Concat(Common).Distinct()];

    /// <summary>Reads one fact into the builder.</summary>
    /// <returns>Whether it was accepted; refusals are reported.</returns>
    public static bool Read(FactFields fields, FactBuilder builder)
    {
        var type = fields.Required("type");
        var keys = Array.Find(All, t => t.Type == type).Keys;
        if (keys is null)
        {
            if (type.Length > 0) fields.Refuse(fields.AtOf("type"), "fact.type", $"{Quoted.Of(type)} is no type of fact.", Nearest.Question(type, All.Select(t => t.Type)) ?? $"Types are: {string.Join(", ", All.Select(t => t.Type))}.");
            return false;
        }
        var head = new FactHead(fields.Text("id"), fields.Text("source") ?? fields.FileSource, fields.Instant("known")?.ToUnixTimeTicks(), fields.Text("supersedes"), fields.Origin);
        switch (type)
        {
            case "state": builder.Add(head, LabelsOf(fields), new StateFact(Ticks(fields, "at"), fields.Choice("state", ("up", ServiceState.Up), ("degraded", ServiceState.Degraded), ("down", ServiceState.Down), ("unknown", ServiceState.Unknown))), fields); break;
            case "sample": builder.Add(head, LabelsOf(fields), new ValueFact(ValueKind.Sample, Ticks(fields, "at"), fields.RequiredNumber("value")), fields); break;
            case "answer": Answer(head, fields, builder); break;
            case "value": builder.Add(head, LabelsOf(fields), new ValueFact(ValueKind.Single, Ticks(fields, "at"), fields.RequiredNumber("value")), fields); break;
            case "count": Count(head, fields, builder); break;
            case "outage": builder.Add(head, LabelsOf(fields), new OutageFact(Span(fields), fields.Text("impact"), fields.Text("cause"), Affected(fields)), fields); break;
            case "exclusion": builder.Add(head, LabelsOf(fields), new ExclusionFact(fields.Required("exclusion"), Span(fields), fields.Instant("announced"), AgreedBy(fields)), fields); break;
            case "ticket": Ticket(head, fields, builder); break;
            case "member": Member(head, fields, builder); break;
            case "forecast": Work(head, true, fields, builder); break;
            case "workload": Work(head, false, fields, builder); break;
            case "acknowledged": Deed(head, DeedKind.Acknowledged, fields, builder); break;
            case "claimed": Deed(head, DeedKind.Claimed, fields, builder); break;
            case "evidence": Deed(head, DeedKind.Evidenced, fields, builder); break;
            case "cancelled": Deed(head, DeedKind.Cancelled, fields, builder); break;
            case "aware": Deed(head, DeedKind.Aware, fields, builder); break;
            case "notice": Deed(head, DeedKind.Noticed, fields, builder); break;
            case "done": Deed(head, DeedKind.Done, fields, builder); break;
            case "reason": builder.Add(head, LabelsOf(fields), new DeedFact(DeedKind.Reasoned, fields.Required("of"), fields.RequiredInstant("at"), fields.Text("by"), fields.Required("text")), fields); break;
            case "imported": Imported(head, fields, builder); break;
            case "charge": BillingFacts.Charge(head, LabelsOf(fields), fields, builder); break;
            case "usage": BillingFacts.Usage(head, LabelsOf(fields), fields, builder); break;
            case "payment": BillingFacts.Payment(head, LabelsOf(fields), fields, builder); break;
            case "plan": BillingFacts.Plan(head, LabelsOf(fields), fields, builder); break;
        }
        return !fields.IsRefused;
    }

    static long Ticks(FactFields fields, string name) => fields.RequiredInstant(name).ToUnixTimeTicks();

    static Labels LabelsOf(FactFields fields, params ReadOnlySpan<string> except)
    {
        var labels = new List<Label>();
        foreach (var key in LabelKeys)
            if (!except.Contains(key) && fields.Text(key) is { } text) labels.Add(new(key, text));
        foreach (var label in fields.Under("labels."))
        {
            if (label.Value.Length == 0) continue;
            if (labels.Exists(l => l.Name == label.Name)) fields.Refuse(fields.AtOf("labels." + label.Name), "fact.label-twice", $"The label {Quoted.Of(label.Name)} stands twice.", "Keep one of them.");
            else labels.Add(label);
        }
        return Labels.Of(labels);
    }

    static (Instant From, Instant? Until) Span(FactFields fields)
    {
        var (from, until) = (fields.RequiredInstant("from"), fields.Instant("until"));
        if (until is { } end && end <= from && !fields.IsRefused) fields.Refuse(fields.AtOf("until"), "fact.order", "'until' is not after 'from'.", "The end is excluded, so it is later than the start.");
        return (from, until);
    }

    static decimal? Affected(FactFields fields)
    {
        if (fields.Text("affected") is null) return null;
        var affected = fields.RequiredNumber("affected");
        if (affected < 0) fields.Refuse(fields.AtOf("affected"), "fact.affected", "An outage affects nobody, or some.", "Write how many, or how many percent, were affected.");
        return affected;
    }

    static ValueList<string> AgreedBy(FactFields fields)
    {
        var written = fields.All("agreed by");
        if (written.Count == 0) return [];
        var sides = written.SelectMany(s => s == "both" ? (string[])["provider", "customer"] : [s]).Distinct().Order(StringComparer.Ordinal).ToValueList();
        if (sides.Any(s => s is not ("provider" or "customer"))) fields.Refuse(fields.AtOf("agreed by"), "fact.choice", "Only 'provider' and 'customer' can agree.", "Write \"agreed by\": [\"provider\", \"customer\"].");
        return sides;
    }

    static void Answer(FactHead head, FactFields fields, FactBuilder builder)
    {
        fields.Required("id");
        builder.Add(head, LabelsOf(fields), new ValueFact(ValueKind.Answer, Ticks(fields, "at"), fields.RequiredNumber("score")), fields);
    }

    static void Count(FactHead head, FactFields fields, FactBuilder builder)
    {
        var (from, until) = (Ticks(fields, "from"), Ticks(fields, "until"));
        var (good, total) = (fields.RequiredCount("good"), fields.RequiredCount("total"));
        if (until <= from && !fields.IsRefused) fields.Refuse(fields.AtOf("until"), "fact.order", "'until' is not after 'from'.", "The end is excluded, so it is later than the start.");
        if (good > total) fields.Refuse(fields.AtOf("good"), "fact.good", $"{good} of {total} events are good: there are not that many.", "'good' is a part of 'total'.");
        builder.Add(head, LabelsOf(fields), new CountFact(from, until, good, total), fields);
    }

    static void Ticket(FactHead head, FactFields fields, FactBuilder builder)
    {
        var (ticket, what, to) = (fields.Required("ticket"), fields.Required("event"), fields.Text("to"));
        var waitingFor = fields.Text("for");
        var isResumed = what == "resumed";
        if (what == "waiting") (what, to) = ("status", waitingFor is null ? "waiting" : $"waiting for {waitingFor}");
        else if (isResumed) (what, to) = ("status", "open");
        else if (waitingFor is not null) fields.Refuse(fields.AtOf("for"), "fact.unknown-key", "'for' belongs to the event 'waiting'.", "Leave it out.");
        // A change of priority names the new one as its label or as "to"; both mean the same.
        if (what == "priority") to ??= fields.Text("priority");
        if (what is "status" or "priority" && string.IsNullOrEmpty(to)) fields.Refuse(fields.At, "fact.missing", $"The event {Quoted.Of(what)} does not say which one is new.", "Add \"to\".");
        builder.Add(head, LabelsOf(fields), new TicketFact(ticket, Ticks(fields, "at"), what, to, fields.Text("by"), isResumed), fields);
    }

    static void Member(FactHead head, FactFields fields, FactBuilder builder)
    {
        var (group, name) = (fields.Required("group"), fields.Required("member"));
        var (fromDate, untilDate) = (fields.Date("from"), fields.Date("until"));
        var (from, until) = (fromDate is null ? fields.Instant("from", mayBeDate: true) : null, untilDate is null ? fields.Instant("until", mayBeDate: true) : null);
        if ((from is { } first && until is { } end && end <= first) || (fromDate is { } firstDay && untilDate is { } lastDay && lastDay <= firstDay))
            fields.Refuse(fields.AtOf("until"), "fact.order", "'until' is not after 'from'.", "'until' is excluded.");
        Fee? fee = null;
        if (fields.Text("fee") is { } text)
        {
            switch (PhraseReader.Parse("", text, Fees.Fee))
            {
                case Result<Fee>.Ok read: fee = read.Value; break;
                case Result<Fee>.Refused refused: fields.Refuse(fields.AtOf("fee"), "fact.fee", refused.Problems[0].Message, "Write \"EUR 35.00 per month\"."); break;
            }
        }
        var attributes = fields.Under("attributes.").ToList();
        builder.Add(head, LabelsOf(fields, "member"), new MemberFact(group, name, (from, fromDate), (until, untilDate), Labels.Of(attributes.DistinctBy(a => a.Name)), fee), fields);
    }

    static void Work(FactHead head, bool isForecast, FactFields fields, FactBuilder builder)
    {
        var period = fields.Required("period");
        if (period.Length > 0 && !WorkQuantity.IsPeriod(period))
            fields.Refuse(fields.AtOf("period"), "fact.period", $"{Quoted.Of(period)} is not the name of a period.", "Write it as statements name their windows: 2026-10, 2026-Q4, 2026-H2, 2026, 2026-10-05, or 2026-10-05 to 2026-10-11.");
        var quantity = fields.RequiredNumber("quantity");
        if (quantity < 0) fields.Refuse(fields.AtOf("quantity"), "fact.quantity", "There is no work below zero.", "Write a number that is not negative.");
        builder.Add(head, LabelsOf(fields), new WorkFact(isForecast, fields.Required("of"), period, quantity, fields.Text("unit"), fields.RequiredInstant("at")), fields);
    }

    static void Deed(FactHead head, DeedKind kind, FactFields fields, FactBuilder builder) =>
        builder.Add(head, LabelsOf(fields), new DeedFact(kind, fields.Required("of"), fields.RequiredInstant("at"), fields.Text("by")), fields);

    static void Imported(FactHead head, FactFields fields, FactBuilder builder) =>
        builder.Add(head, LabelsOf(fields), new ImportedFact(fields.Required("of"), fields.Text("ticket"), fields.Instant("at"), fields.Choice("met", ("true", true), ("false", false)), fields.Instant("due")), fields);
}
