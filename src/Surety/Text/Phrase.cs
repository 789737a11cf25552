using NodaTime;

namespace Surety.Text;

/// <summary>Reads phrases that stand in no file, as the options of a command and the fields of a form do, by the grammar of agreements.</summary>
public static class Phrase
{
    /// <summary>Reads <c>99.95 %</c>; the sign has to stand, with or without a space before it.</summary>
    /// <param name="source">What locations name: <c>--target</c>.</param><param name="text">The phrase.</param>
    public static Result<Percentage> Percentage(string source, string text) => PhraseReader.Parse(source, text, Amounts.Percentage);

    /// <summary>Reads <c>EUR 4000.00</c> or <c>4000.00 EUR</c>.</summary>
    /// <inheritdoc cref="Percentage"/>
    public static Result<Money> Money(string source, string text) => PhraseReader.Parse(source, text, Amounts.Money);

    /// <summary>Reads <c>2 h 30 min</c>, <c>3 days</c>, <c>2 business days</c>.</summary>
    /// <inheritdoc cref="Percentage"/>
    public static Result<Span> Span(string source, string text) => PhraseReader.Parse<Span>(source, text, Spans.Span);

    /// <summary>Reads <c>2026-10</c>, <c>2026-Q3</c> or <c>2026</c>.</summary>
    /// <inheritdoc cref="Percentage"/>
    public static Result<CalendarPeriod> Period(string source, string text) => PhraseReader.Parse<CalendarPeriod>(source, text, Dates.Period);

    /// <summary>Reads <c>2026-01-31</c>.</summary>
    /// <inheritdoc cref="Percentage"/>
    public static Result<LocalDate> Date(string source, string text) => PhraseReader.Parse(source, text, Dates.Date);

    /// <summary>Reads <c>2026-10-01T08:00:00Z</c>, or with an offset.</summary>
    /// <inheritdoc cref="Percentage"/>
    public static Result<Instant> Instant(string source, string text) => PhraseReader.Parse(source, text, Dates.Instant);
}
