using NodaTime;

namespace Surety;

/// <summary>A length of time as a contract writes it: what it comes to depends on a calendar, and is found late.</summary>
public abstract record Span
{
    private Span(string words) => Words = words;

    /// <summary>As written: <c>2 business days</c>.</summary>
    public string Words { get; }

    /// <summary><c>15 min</c>, <c>4 h</c>: on whatever clock the clause names; never negative.</summary>
    public sealed record Elapsed(Duration Time, string Words) : Span(Words);

    /// <summary><c>4 business hours</c>: like <see cref="Elapsed"/>, and demands a calendar.</summary>
    public sealed record BusinessTime(Duration Time, string Words) : Span(Words);

    /// <summary><c>30 days</c>, <c>3 weeks</c>: local calendar days.</summary>
    public sealed record Days(int Count, string Words) : Span(Words);

    /// <summary><c>1 month</c>, <c>2 quarters</c>, <c>1 year</c>: calendar months.</summary>
    public sealed record Months(int Count, string Words) : Span(Words);

    /// <summary><c>2 business days</c>: the same time of day, that many working days on.</summary>
    public sealed record BusinessDays(int Count, string Words) : Span(Words);

    /// <summary><c>the end of the 2nd business day</c>.</summary>
    public sealed record EndOfBusinessDay(int Nth, string Words) : Span(Words);

    /// <summary><c>2 business days of 8 h</c>: that many times so much working time.</summary>
    public sealed record BusinessDaysOf(int Count, Duration Each, string Words) : Span(Words);

    /// <inheritdoc/>
    public sealed override string ToString() => Words;
}
