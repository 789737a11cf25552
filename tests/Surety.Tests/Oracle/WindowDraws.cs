namespace Surety.Tests.Oracle;

/// <summary>Draws windows; days only where there are few, and no service year from a day that not every year has.</summary>
static class WindowDraws
{
    static readonly Window[] All =
    [
        new("month", "month"), new("month", "month"), new("month", "month"), new("week", "week"), new("day", "day"), new("quarter", "quarter"),
        new("month from the 16th", "month", 16), new("month from the 2nd", "month", 2), new("quarter from 1 February", "quarter", 1, 2), new("half-year", "half-year"), new("year", "year"),
        new("year from 1 April", "year", 1, 4), new("service year", "service year"),
    ];

    public static Window One(Draw draw, Contract contract, bool isShort)
    {
        var window = draw.Of(All);
        if (isShort && draw.In(40)) return new("day", "day");
        return (window.Kind == "day" && !isShort) || (window.Kind == "service year" && contract.From.Day > 28) ? All[0] : window;
    }
}
