using NodaTime;
using Surety.Text;

namespace Surety.Facts;

/// <summary>Facts of what was billed, used and paid, and of the customer's plan: how each is read, and the order in which they are kept.</summary>
/// <remarks>Source: docs/guide/facts.md, "What was billed".</remarks>
internal static class BillingFacts
{
    public static void Charge(FactHead head, Labels about, FactFields fields, FactBuilder builder)
    {
        fields.Required("id");
        var kind = !fields.Has("kind") ? ChargeKind.Recurring
            : fields.Choice("kind", ("recurring", ChargeKind.Recurring), ("usage", ChargeKind.Usage), ("one-time", ChargeKind.OneTime), ("tax", ChargeKind.Tax));
        var (amount, currency) = (fields.RequiredNumber("amount"), Currency(fields));
        var (from, until) = Period(fields);
        if (until is null && kind != ChargeKind.OneTime && !fields.IsRefused) fields.Refuse(fields.At, "fact.missing", "The charge does not say until when it is for.", "Add \"until\", which is excluded; only what is charged one time may be without.");
        builder.Add(head, about, new ChargeFact(amount, currency, from, until, kind, fields.Text("invoice")), fields);
    }

    public static void Usage(FactHead head, Labels about, FactFields fields, FactBuilder builder)
    {
        var (quantity, unit) = (fields.RequiredNumber("quantity"), fields.Required("unit"));
        var (from, until) = Period(fields);
        if (until is null && !fields.IsRefused) fields.Required("until");
        if (quantity < 0) fields.Refuse(fields.AtOf("quantity"), "fact.quantity", "Nobody uses less than nothing.", "A correction is a fact with an id of its own that 'supersedes' the wrong one.");
        builder.Add(head, about, new UsageFact(quantity, unit, from, until ?? from), fields);
    }

    public static void Payment(FactHead head, Labels about, FactFields fields, FactBuilder builder) => builder.Add(
        head, about, new PaymentFact(fields.Required("invoice"), fields.Choice("state", ("paid", true), ("overdue", false)), fields.RequiredInstant("at").ToUnixTimeTicks()), fields);

    public static void Plan(FactHead head, Labels about, FactFields fields, FactBuilder builder)
    {
        fields.Required("from");
        var date = fields.Date("from");
        var since = new Moment(date is null ? fields.Instant("from", mayBeDate: true) : null, date);
        var attributes = fields.Under("attributes.").Where(a => a.Value.Length > 0).DistinctBy(a => a.Name).ToList();
        if (attributes.Exists(a => a.Name == "tier")) fields.Refuse(fields.AtOf("attributes.tier"), "fact.tier", "The tier is no attribute.", "Write \"tier\" beside \"attributes\".");
        else if (fields.Text("tier") is { } tier) attributes.Add(new("tier", tier));
        if (attributes.Count == 0 && !fields.IsRefused) fields.Refuse(fields.At, "fact.missing", "The plan names neither a tier nor an attribute.", "Add \"tier\" or \"attributes\".");
        builder.Add(head, about, new PlanFact(since, Labels.Of(attributes)), fields);
    }

    /// <summary>From when to when, both as dates or both as instants.</summary>
    static (Moment From, Moment? Until) Period(FactFields fields)
    {
        fields.Required("from");
        var (fromDate, untilDate) = (fields.Date("from"), fields.Date("until"));
        var (from, until) = (fromDate is null ? fields.Instant("from", mayBeDate: true) : null, untilDate is null ? fields.Instant("until", mayBeDate: true) : null);
        if ((fromDate is not null && until is not null) || (from is not null && untilDate is not null))
            fields.Refuse(fields.AtOf("until"), "fact.mixed", "One end is a date and the other an instant, and which comes first depends on the zone.", "Write both as dates of the agreement's zone, or both as instants.");
        else if ((from is { } first && until is { } end && end <= first) || (fromDate is { } firstDay && untilDate is { } lastDay && lastDay <= firstDay))
            fields.Refuse(fields.AtOf("until"), "fact.order", "'until' is not after 'from'.", "'until' is excluded.");
        return (new(from, fromDate), until is null && untilDate is null ? null : new(until, untilDate));
    }

    static Currency Currency(FactFields fields)
    {
        var code = fields.Required("currency");
        if (code.Length > 0 && !Amounts.IsCurrency(code)) fields.Refuse(fields.AtOf("currency"), "fact.currency", $"{Quoted.Of(code)} is no currency of ISO 4217.", OtherForms.Currency(code) is { } meant ? $"Write {Quoted.Of(meant)}." : "Write three capital letters: EUR.");
        return new(code);
    }

    public static ValueList<BilledCharge> Charges(List<Draft<ChargeFact>> rows) =>
        rows.Select(r => new BilledCharge(r.Head.Id!, r.Labels, r.Content.Amount, r.Content.Currency, r.Content.From, r.Content.Until, r.Content.Kind, r.Content.Invoice, r.Head.At))
            .OrderBy(c => c.From.Known).ThenBy(c => c.Id, StringComparer.Ordinal).ThenBy(c => c.Labels).ThenBy(c => c.Amount).ThenBy(c => c.Invoice, StringComparer.Ordinal).ToValueList();

    public static ValueList<MeasuredUsage> Usage(List<Draft<UsageFact>> rows) =>
        rows.Select(r => new MeasuredUsage(r.Labels, r.Content.Quantity, r.Content.Unit, r.Content.From, r.Content.Until, r.Head.At))
            .OrderBy(u => u.From.Known).ThenBy(u => u.Unit, StringComparer.Ordinal).ThenBy(u => u.Labels).ThenBy(u => u.Until.Known).ThenBy(u => u.Quantity).ToValueList();

    public static ValueList<InvoicePayment> Payments(List<Draft<PaymentFact>> rows) =>
        rows.Select(r => new InvoicePayment(r.Content.Invoice, r.Content.IsPaid, Instant.FromUnixTimeTicks(r.Content.At), r.Head.At))
            .OrderBy(p => p.When).ThenBy(p => p.Invoice, StringComparer.Ordinal).ToValueList();

    public static ValueList<PlanChange> Plans(List<Draft<PlanFact>> rows) =>
        rows.Select(r => new PlanChange(r.Content.From, r.Content.Attributes, r.Head.At)).OrderBy(p => p.From.Known).ThenBy(p => p.Attributes).ToValueList();
}

internal readonly record struct ChargeFact(decimal Amount, Currency Currency, Moment From, Moment? Until, ChargeKind Kind, string? Invoice);

internal readonly record struct UsageFact(decimal Quantity, string Unit, Moment From, Moment Until);

internal readonly record struct PaymentFact(string Invoice, bool IsPaid, long At);

internal readonly record struct PlanFact(Moment From, Labels Attributes);
