using NodaTime;
using Surety.Calendars;

namespace Surety.Facts;

/// <summary>A point in time that a fact names as an instant, or as a date of the agreement's zone.</summary>
/// <param name="At">The instant; <c>null</c>: the date holds.</param>
/// <param name="Day">The start of this local day; <c>null</c>: the instant holds.</param>
public readonly record struct Moment(Instant? At, LocalDate? Day)
{
    /// <summary>The instant in a zone.</summary>
    public Instant In(DateTimeZone zone) => At ?? LocalTimes.StartOf(Day ?? throw new InvalidOperationException("A moment is an instant or a date."), zone);

    /// <summary>Where no zone is known: the instant, or the first one on earth at which the date has begun, 14 hours before it begins in UTC. In Unix ticks.</summary>
    internal long Known => (At ?? Day?.AtMidnight().InUtc().ToInstant() - Duration.FromHours(14) ?? Instant.MinValue).ToUnixTimeTicks();
}

/// <summary>What a line of an invoice is.</summary>
public enum ChargeKind
{
    /// <summary>Comes again each period.</summary>
    Recurring,

    /// <summary>By what was used.</summary>
    Usage,

    /// <summary>Once: a set-up, a purchase, an order.</summary>
    OneTime,

    /// <summary>Tax on other lines: part of gross amounts only.</summary>
    Tax,
}

/// <summary>One line of an invoice.</summary>
/// <param name="Id">Unique within its source.</param>
/// <param name="Labels">What it is for: service, part, member, region, and labels like resource and feature.</param>
/// <param name="Amount">In major units, net of tax; negative for a rebate.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="From">Start of the period that it covers, included.</param>
/// <param name="Until">Its end, excluded; <c>null</c>: a one-time item that lies at <paramref name="From"/>.</param>
/// <param name="Kind">What kind of line.</param>
/// <param name="Invoice">Which invoice; may be absent.</param>
/// <param name="At">Where it stands.</param>
public sealed record BilledCharge(string Id, Labels Labels, decimal Amount, Currency Currency, Moment From, Moment? Until, ChargeKind Kind, string? Invoice, Origin At);

/// <summary>How much of something was used in an interval.</summary>
/// <param name="Labels">What it is about.</param>
/// <param name="Quantity">Never negative.</param>
/// <param name="Unit">What is counted, in the words of the agreement's price: <c>request</c>, <c>GB</c>.</param>
/// <param name="From">Included.</param>
/// <param name="Until">Excluded.</param>
/// <param name="At">Where it stands.</param>
public sealed record MeasuredUsage(Labels Labels, decimal Quantity, string Unit, Moment From, Moment Until, Origin At);

/// <summary>What an invoice is from an instant on.</summary>
/// <param name="Invoice">Which invoice.</param>
/// <param name="IsPaid">Paid; otherwise overdue.</param>
/// <param name="When">From this instant on, until the next fact about it.</param>
/// <param name="At">Where it stands.</param>
public sealed record InvoicePayment(string Invoice, bool IsPaid, Instant When, Origin At);

/// <summary>The customer's tier and attributes from a moment on.</summary>
/// <param name="From">Included.</param>
/// <param name="Attributes">What holds from then on, <c>tier</c> among it; what is not named goes on.</param>
/// <param name="At">Where it stands.</param>
public sealed record PlanChange(Moment From, Labels Attributes, Origin At);
