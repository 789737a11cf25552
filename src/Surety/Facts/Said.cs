using NodaTime;
using NodaTime.Text;

namespace Surety.Facts;

/// <summary>What can be one thing only at one instant, whoever says so and under whichever id: the state of a service, what a period was told to hold, whether an invoice is paid.</summary>
/// <param name="Type">Of its facts.</param>
/// <param name="Labels">What it is about.</param>
/// <param name="Of">What else tells it from others; may be empty.</param>
internal readonly record struct Subject(string Type, Labels Labels, string Of = "");

/// <summary>What one fact says of a subject.</summary>
/// <param name="Subject">Of what.</param>
/// <param name="From">Unix ticks, included.</param>
/// <param name="Until">Unix ticks, excluded: the next one where an instant is meant.</param>
/// <param name="What">In words that are equal where the facts are.</param>
/// <param name="Head">Who says so, and where.</param>
internal readonly record struct Said(Subject Subject, long From, long Until, string What, FactHead Head)
{
    /// <summary>The instant that it speaks of.</summary>
    public string At => InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeTicks(From));

    public static string TypeOf(BulkKind kind) => kind switch { BulkKind.State => "state", BulkKind.Sample => "sample", BulkKind.Count => "count" };

    public static Said Of(in Draft<StateFact> row) => Then(row.Head, new(TypeOf(BulkKind.State), row.Labels), row.Content.At, Word(row.Content.State));

    public static Said Of(in Draft<ValueFact> row) => Then(row.Head, new(TypeOf(BulkKind.Sample), row.Labels), row.Content.At, Number(row.Content.Value));

    public static Said Of(in Draft<CountFact> row) => new(new(TypeOf(BulkKind.Count), row.Labels), row.Content.From, row.Content.Until, $"{row.Content.Good} of {row.Content.Total}", row.Head);

    public static Said Of(in Draft<WorkFact> row) =>
        Then(row.Head, new(row.Content.IsForecast ? "forecast" : "workload", row.Labels, $"{row.Content.Of}\n{row.Content.Period}"), row.Content.When.ToUnixTimeTicks(), $"{Number(row.Content.Quantity)} {row.Content.Unit}".TrimEnd());

    public static Said Of(in Draft<UsageFact> row) => Then(row.Head, new("usage", row.Labels, $"{row.Content.Unit}{Form(row.Content.From)}"), row.Content.From.Known, $"{Number(row.Content.Quantity)} until {Written(row.Content.Until)}");

    public static Said Of(in Draft<PaymentFact> row) => Then(row.Head, new("payment", Labels.None, row.Content.Invoice), row.Content.At, $"{(row.Content.IsPaid ? "paid" : "overdue")} {row.Labels}".TrimEnd());

    public static Said Of(in Draft<PlanFact> row) => Then(row.Head, new("plan", Labels.None, Form(row.Content.From)), row.Content.From.Known, $"{row.Content.Attributes} {row.Labels}".TrimEnd());

    static Said Then(FactHead head, Subject subject, long at, string what) => new(subject, at, at + 1, what, head);

    // A date and an instant are told apart, whichever of them becomes known first.
    static string Form(Moment moment) => moment.Day is null ? "" : "\nday";

    static string Written(Moment moment) => moment.Day is { } day ? LocalDatePattern.Iso.Format(day) : InstantPattern.ExtendedIso.Format(moment.At!.Value);

    public static string Word(ServiceState state) => state switch { ServiceState.Up => "up", ServiceState.Degraded => "degraded", ServiceState.Down => "down", ServiceState.Unknown => "unknown" };

    // 1.0 and 1 are one number.
    public static string Number(decimal number) => number.ToString("0.############################", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The time of which some facts say something of a subject.</summary>
/// <param name="From">Unix ticks of the first, included.</param>
/// <param name="Until">Unix ticks of the last, excluded.</param>
/// <param name="IsRising">Whether each comes after the one before, so that none contradicts another.</param>
internal readonly record struct Spoken(long From, long Until, bool IsRising)
{
    /// <summary>The same and what came behind it.</summary>
    public Spoken Then(in Spoken next) => new(Math.Min(From, next.From), Math.Max(Until, next.Until), IsRising && next.IsRising && next.From >= Until);
}
