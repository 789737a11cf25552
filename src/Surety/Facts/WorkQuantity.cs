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
    public static bool IsPeriod(string text)
    {
        var days = text.Split(" to ");
        if (days.Length <= 2 && days.All(d => LocalDatePattern.Iso.Parse(d).Success)) return true;
        if (text.Length < 4 || !text[..4].All(char.IsAsciiDigit)) return false;
        return text[4..] switch
        {
            "" or "-Q1" or "-Q2" or "-Q3" or "-Q4" or "-H1" or "-H2" => true,
            ['-', '0', >= '1' and <= '9'] or ['-', '1', >= '0' and <= '2'] => true,
            _ => false,
        };
    }
}
