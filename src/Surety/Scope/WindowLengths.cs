using NodaTime;

namespace Surety.Scope;

/// <summary>How many local days the windows of a rule have, a leap year among them.</summary>
/// <param name="Shortest">28 for months.</param>
/// <param name="Longest">31 for months.</param>
internal sealed record WindowLengths(int Shortest, int Longest)
{
    /// <summary>Looks at forty windows in a row: of months, three years and more.</summary>
    public static WindowLengths Of(WindowRule rule)
    {
        var (shortest, longest) = (int.MaxValue, 0);
        var window = rule.At(new LocalDate(2027, 1, 1), DateTimeZone.Utc);
        for (var i = 0; i < 40; i++, window = window.Next(DateTimeZone.Utc))
        {
            var days = Period.DaysBetween(window.From, window.Until);
            (shortest, longest) = (Math.Min(shortest, days), Math.Max(longest, days));
        }
        return new(shortest, longest);
    }
}
