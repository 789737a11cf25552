using NodaTime;
using Surety.Facts;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Escalation;

/// <summary>Lines of invoices and of usage, added up over a stretch of time, line by line.</summary>
/// <remarks>
/// A line that covers more than the stretch counts the share of its time, exactly. Something is known of a stretch if some line of it is, and, from the month of
/// the first line on, some line of each of its months: what was not billed yet is "not yet known" and never zero. Source: docs/guide/language.md, "What was billed".
/// </remarks>
/// <param name="facts">Charges and usage.</param>
/// <param name="zone">For dates, and for the months in which something must be known.</param>
internal sealed class BilledLines(FactSet facts, DateTimeZone zone)
{
    /// <summary>How many lines a reason opens one by one; the rest is one sum.</summary>
    const int MostOpened = 1000;

    readonly Lazy<Lines> charges = new(() => new(facts.Charges.Select(c => new Line(
        $"charge '{c.Id}'{(c.Invoice is { } invoice ? $" of invoice {invoice}" : "")}", c.Labels, c.Amount, c.From.In(zone), c.Until?.In(zone), c.Kind, c.Currency, c.Invoice, "", c.At))));

    readonly Lazy<Lines> usage = new(() => new(facts.Usage.Select(u => new Line(
        $"usage of {Text(u.From)} to {Text(u.Until)}", u.Labels, u.Quantity, u.From.In(zone), u.Until.In(zone), ChargeKind.Usage, default, null, u.Unit, u.At))));

    /// <summary>Which lines, with every label settled.</summary>
    /// <param name="Tests">All must hold.</param>
    internal sealed record Filter(ValueList<LabelTest> Tests)
    {
        public bool Takes(Labels labels)
        {
            foreach (var test in Tests.Span)
                if (!test.Holds(labels)) return false;
            return true;
        }

        public override string ToString() => string.Join(", ", Tests.Select(t => $"{t.Name} {string.Join(" or ", t.Values)}"));
    }

    sealed record Line(string Name, Labels Labels, decimal Amount, Instant From, Instant? Until, ChargeKind Kind, Currency Currency, string? Invoice, string Unit, Origin At)
    {
        public bool LiesIn(Interval time) => Until is { } until ? From < time.End && until > time.Start : time.Contains(From);
    }

    /// <summary>Lines by their labels, those of one member apart: ten thousand members do not look at each other's lines.</summary>
    sealed class Lines
    {
        readonly ILookup<string, Line> ofMember;
        readonly List<Line> all;

        public Lines(IEnumerable<Line> lines)
        {
            all = lines.ToList();
            ofMember = all.Where(l => l.Labels["member"] is not null).ToLookup(l => l.Labels["member"]!, StringComparer.Ordinal);
        }

        public List<Line> Of(Filter filter) =>
            (filter.Tests.FirstOrDefault(t => t.Name == "member") is { Values: [var member] } ? ofMember[member] : all).Where(l => filter.Takes(l.Labels)).ToList();
    }

    /// <summary>Adds up charges.</summary>
    /// <param name="what">What they are, for people: <c>charges for web shop</c>.</param>
    /// <param name="filter">Which lines.</param>
    /// <param name="kinds">Which kinds count.</param>
    /// <param name="time">The stretch.</param>
    /// <param name="inFull">Whether a line counts whole that covers more than the stretch.</param>
    public Charge Charges(string what, Filter filter, IReadOnlyCollection<ChargeKind> kinds, Interval time, bool inFull)
    {
        var all = charges.Value.Of(filter);
        if (Awaited(what, all.FindAll(l => kinds.Contains(l.Kind) || l.Kind == ChargeKind.Recurring), time) is { } awaited) return awaited;
        var inTime = all.FindAll(l => l.LiesIn(time));
        return Added(what, inTime.FindAll(l => kinds.Contains(l.Kind)), inTime, l => Counted(l, time, inFull));
    }

    /// <summary>Adds up the whole lines of the invoice that covers an instant.</summary>
    /// <param name="what">What they are, for people.</param>
    /// <param name="filter">Which lines.</param>
    /// <param name="kinds">Which kinds count.</param>
    /// <param name="last">The end of the window: the invoice covers the time just before it.</param>
    public Charge OfInvoice(string what, Filter filter, IReadOnlyCollection<ChargeKind> kinds, Instant last)
    {
        var all = charges.Value.Of(filter).FindAll(l => kinds.Contains(l.Kind));
        var invoices = all.Where(l => l.Invoice is not null && l.LiesIn(new(last - Duration.Epsilon, last))).Select(l => l.Invoice).ToHashSet();
        return invoices.Count == 0 ? new Charge.NotYetKnown($"No invoice with {what} for the end of the window is known yet.")
            : Added($"{what} of invoice {string.Join(", ", invoices.Order(StringComparer.Ordinal))}", all.FindAll(l => invoices.Contains(l.Invoice)), [], Whole);
    }

    /// <summary>Adds up what was charged for tickets, whole, net, of any kind and time.</summary>
    /// <param name="tickets">Their names, each once.</param>
    /// <param name="filter">Which lines.</param>
    public Charge OfTickets(IReadOnlyList<string> tickets, Filter filter)
    {
        var all = charges.Value.Of(filter).Where(l => l.Kind != ChargeKind.Tax).ToLookup(l => l.Labels["ticket"], StringComparer.Ordinal);
        if (tickets.Where(t => !all[t].Any()).ToList() is [var first, ..] missing)
            return new Charge.NotYetKnown($"No charge for the ticket '{first}'{(missing.Count == 1 ? "" : $" and {missing.Count - 1} more")} is known yet.");
        return tickets.Count == 0 ? new Charge.NotStated("No ticket was missed.") : Added("charges for the missed tickets", tickets.SelectMany(t => all[t]).ToList(), [], Whole);
    }

    /// <summary>Works out a price for what was used.</summary>
    /// <param name="what">What it is, for people.</param>
    /// <param name="price">For one unit.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="filter">Which usage.</param>
    /// <param name="time">The stretch.</param>
    /// <param name="inFull">Whether an interval counts whole that covers more than the stretch.</param>
    public Charge Usage(string what, Price price, string unit, Filter filter, Interval time, bool inFull)
    {
        var all = usage.Value.Of(filter).FindAll(l => l.Unit == unit);
        if (Awaited(what, all, time) is { } awaited) return awaited;
        var parts = Shortened(all.Where(l => l.LiesIn(time)).Select(l => (Line: l, Why: Counted(l, time, inFull))).ToList());
        var quantity = new Reason($"{unit} used", new Figure.Number(Total(parts)), Follows.Sum, parts);
        var each = new Reason($"price per {unit}", new Figure.Amount(price.Amount, price.Currency), Follows.Given);
        return new Charge.Of(quantity.Value.Exact!.Value * price.Amount, price.Currency, new(what, new Figure.Amount(quantity.Value.Exact.Value * price.Amount, price.Currency), Follows.Product, [quantity, each]));
    }

    Charge.NotYetKnown? Awaited(string what, List<Line> lines, Interval time)
    {
        if (!lines.Exists(l => l.LiesIn(time))) return new($"No {what} {Span(time)} are known yet.");
        var first = lines.Min(l => l.From);
        for (var month = WindowRule.Month.At(Instant.Max(first, time.Start), zone); month.Time.Start < time.End; month = month.Next(zone))
        {
            var part = new Interval(Instant.Max(month.Time.Start, time.Start), Instant.Min(month.Time.End, time.End));
            if (part.Start < part.End && !lines.Exists(l => l.LiesIn(part))) return new($"No {what} of {month.Name} are known yet.");
        }
        return null;
    }

    string Span(Interval time) =>
        $"from {time.Start.InZone(zone).Date:uuuu-MM-dd} to {(time.End - Duration.Epsilon).InZone(zone).Date:uuuu-MM-dd}";

    /// <param name="what">What they are, for people.</param>
    /// <param name="lines">What counts.</param>
    /// <param name="besides">Where nothing counts, lines whose currency the zero is in.</param>
    /// <param name="count">What a line comes to.</param>
    static Charge Added(string what, List<Line> lines, List<Line> besides, Func<Line, Reason> count)
    {
        var currencies = (lines.Count > 0 ? lines : besides).Select(l => l.Currency).Distinct().OrderBy(c => c.Code, StringComparer.Ordinal).ToValueList();
        if (currencies.Count > 1) return new Charge.Mixed(currencies);
        var parts = Shortened(lines.ConvertAll(l => (l, count(l))));
        var total = Total(parts);
        return new Charge.Of(total, currencies[0], new(what, new Figure.Amount(total, currencies[0]), Follows.Sum, parts));
    }

    static Rational Total(ValueList<Reason> parts) => parts.Aggregate(Rational.Zero, (sum, p) => sum + p.Value.Exact!.Value);

    static ValueList<Reason> Shortened(List<(Line Line, Reason Why)> lines)
    {
        if (lines.Count <= MostOpened) return lines.Select(l => l.Why).ToValueList();
        var rest = lines.Skip(MostOpened).ToList();
        var total = rest.Aggregate(Rational.Zero, (sum, l) => sum + l.Why.Value.Exact!.Value);
        return [.. lines.Take(MostOpened).Select(l => l.Why),
            new($"{rest.Count} more lines", Of(rest[0].Line, total), Follows.Given, [], null, FactCitation.Of(rest.ConvertAll(l => l.Line.At)), rest.Count)];
    }

    static Reason Whole(Line line) => new(line.Name, Of(line, line.Amount), Follows.Given, [], null, FactCitation.Of([line.At]));

    static Reason Counted(Line line, Interval time, bool inFull)
    {
        if (inFull || line.Until is not { } until || (line.From >= time.Start && until <= time.End)) return Whole(line);
        var (covered, length) = (Ticks(Instant.Max(line.From, time.Start), Instant.Min(until, time.End)), Ticks(line.From, until));
        var share = new Reason("share of its time", new Figure.Number(covered / length), Follows.Quotient,
            [new("time of it in the period", new Figure.Time(covered), Follows.Given), new("time that it is for", new Figure.Time(length), Follows.Given)]);
        return new($"{line.Name}, for its time in the period", Of(line, line.Amount * (covered / length)), Follows.Product, [Whole(line), share]);
    }

    static Rational Ticks(Instant from, Instant until) => (Rational)(until.ToUnixTimeTicks() - from.ToUnixTimeTicks());

    static Figure Of(Line line, Rational value) => line.Unit.Length > 0 ? new Figure.Number(value) : new Figure.Amount(value, line.Currency);

    static string Text(Moment moment) => moment.Day is { } day ? $"{day:uuuu-MM-dd}" : NodaTime.Text.InstantPattern.ExtendedIso.Format(moment.At!.Value);
}
