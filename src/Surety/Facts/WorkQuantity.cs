using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Surety.Facts;

/// <summary>How much work there was in a period, or how much is to be expected.</summary>
/// <param name="IsForecast">Whether it is expected; otherwise it was so.</param>
/// <param name="Of">Name of the workload in the agreement.</param>
/// <param name="Period">Name of the window: <c>2026-10</c>, <c>2026-Q4</c>, <c>2026-10-05 to 2026-10-11</c>.</param>
/// <param name="Quantity">Not below zero.</param>
/// <param name="Unit">What is counted; <c>null</c>: that of the workload.</param>
/// <param name="When">When it was told: what a forecast is late by.</param>
/// <param name="Labels">What it is a part of; empty: the whole.</param>
/// <param name="At">Where it stands.</param>
public sealed record WorkQuantity(bool IsForecast, string Of, string Period, decimal Quantity, string? Unit, Instant When, Labels Labels, Origin At)
{
    /// <summary>Whether a text can be the name of a window.</summary>
    public static bool IsPeriod(string text) => DaysOf(text) is not null;

    /// <summary>The days of a window by its name, the last one excluded: a year, a half, a quarter, a month, a day, or from one day to another; <c>null</c>: it is none of these.</summary>
    internal static (LocalDate From, LocalDate Until)? DaysOf(string text)
    {
        var days = text.Split(" to ");
        if (days.Length <= 2 && LocalDatePattern.Iso.Parse(days[0]) is { Success: true, Value: var first } && LocalDatePattern.Iso.Parse(days[^1]) is { Success: true, Value: var last })
            return (first, last == LocalDate.MaxIsoValue ? last : last.PlusDays(1));
        if (text.Length < 4 || !text[..4].All(char.IsAsciiDigit)) return null;
        var (month, length) = text[4..] switch
        {
            "" => (1, 12),
            ['-', 'Q', >= '1' and <= '4' and var quarter] => (((quarter - '1') * 3) + 1, 3),
            ['-', 'H', '1' or '2'] => (((text[6] - '1') * 6) + 1, 6),
            ['-', '0', >= '1' and <= '9' and var of] => (of - '0', 1),
            ['-', '1', >= '0' and <= '2' and var of] => (of - '0' + 10, 1),
            _ => (0, 0),
        };
        if (month == 0) return null;
        var from = new LocalDate(int.Parse(text[..4], CultureInfo.InvariantCulture), month, 1);
        return (from, from.Year == LocalDate.MaxIsoValue.Year && month + length > 12 ? LocalDate.MaxIsoValue : from.PlusMonths(length));
    }
}
