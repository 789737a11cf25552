using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>What is said of a window as a whole where an amendment splits it.</summary>
/// <remarks>Source: docs/guide/language.md, "Amendments".</remarks>
static class SplitWindows
{
    /// <summary>The share of a window's days that lie in a part of it.</summary>
    public static Reason ShareOfDays(Window part)
    {
        var whole = part.Whole!;
        return new($"share of the days of {Display.Window(whole)}", new Figure.Share(part.ShareOfDays), Follows.Quotient,
            [new($"days from {part.From:uuuu-MM-dd} to {part.Until.PlusDays(-1):uuuu-MM-dd}", new Figure.Count(DaysOf(part)), Follows.Given), new($"days of {Display.Window(whole)}", new Figure.Count(DaysOf(whole)), Follows.Given)]);
    }

    /// <summary>One figure for each window: of those that are parts of one, their mean, each by its days.</summary>
    /// <param name="windows">Windows with a figure and what opens it; figures of one kind.</param>
    /// <returns>In the order of the first part of each.</returns>
    public static List<(Rational Exact, Func<Reason> Why)> FiguresOf(IEnumerable<(Window Window, Figure Value, Func<Reason> Why)> windows) =>
        windows.GroupBy(w => w.Window.Whole ?? w.Window).Select(g => g.ToList()).Select(parts => parts is [var (_, only, why)] ? (only.Exact!.Value, why) : MeanOf(parts)).ToList();

    static (Rational, Func<Reason>) MeanOf(List<(Window Window, Figure Value, Func<Reason> Why)> parts)
    {
        var days = parts.Sum(p => DaysOf(p.Window));
        var sum = parts.Aggregate(Rational.Zero, (all, p) => all + (p.Value.Exact!.Value * DaysOf(p.Window)));
        Figure Like(Rational value) => CreditRow.Alike(parts[0].Value, value);
        return (sum / days, () => new(
            $"{Display.Window(parts[0].Window.Whole!)}: its parts, each by its days", Like(sum / days), Follows.Quotient,
            [
                new("figures with their days", Like(sum), Follows.Sum, parts.Select(p => new Reason(
                    Display.Window(p.Window), Like(p.Value.Exact!.Value * DaysOf(p.Window)), Follows.Product, [p.Why(), new("days", new Figure.Count(DaysOf(p.Window)), Follows.Given)])).ToValueList()),
                new("days of the parts", new Figure.Count(days), Follows.Given),
            ]));
    }

    static int DaysOf(Window window) => NodaTime.Period.DaysBetween(window.From, window.Until);
}
