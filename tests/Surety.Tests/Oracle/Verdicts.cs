namespace Surety.Tests.Oracle;

/// <summary>A figure against its target: rounded if the level says so, then compared exactly.</summary>
static class Verdicts
{
    /// <remarks><c>isKnown</c>: Whether the coverage clause holds. <c>nothingHappened</c>: A missing figure for want of events is what "no events" says.</remarks>
    public static ExpectedLevel Judge(ExpectedLevel line, Fraction? figure, bool isKnown, bool nothingHappened, Level level)
    {
        if (figure is null) return line with { Verdict = nothingHappened && level.MetWithoutEvents ? "met" : "noData" };
        if (level.Rounded is { } rounded) figure = line.Row.Target.Range.Unit == "%" ? (figure.Value * 100).Rounded(rounded.Decimals, rounded.How) / 100 : figure.Value.Rounded(rounded.Decimals, rounded.How);
        if (level.RoundedTime is { } time) figure = (figure.Value / time.Seconds).Rounded(0, time.How) * time.Seconds;
        var verdict = !isKnown ? "noData" : line.Row.Target.Range.Holds(figure.Value) ? "met" : "missed";
        return line with { Attained = figure, Verdict = verdict, BelowMinimum = verdict == "missed" && level.Minimum?.Holds(figure.Value) == false };
    }

    public static ExpectedLevel Of(ExpectedLevel line, bool isOpen) => isOpen ? line with { Verdict = "open", BelowMinimum = false } : line;

    public static ExpectedLevel OfCounted(Level level, int met, int all, bool isOpen)
    {
        var none = new Dictionary<string, string>();
        var line = new ExpectedLevel(level, level.Rows[0], "", none, default, default, default, default, "");
        var target = level.Rows[0].Target.Range;
        Fraction? figure = all == 0 ? null : target.Unit == "%" ? Fraction.Of(met, all) : met;
        return Of(Judge(line, figure, true, true, level), isOpen);
    }
}
