namespace Surety.Tests.Oracle;

/// <summary>Draws rights from the levels of a case.</summary>
static class RightDraws
{
    public static IReadOnlyList<Right> Some(Draw draw, Contract contract) =>
        [.. contract.Levels.Where(l => l.Counts is null && draw.In(30)).Select((l, i) => new Right($"right {i + 1}", [Trigger(draw, l)], draw.In(30), draw.In(50) ? draw.Whole(1, 40) : null))];

    static Trigger Trigger(Draw draw, Level level)
    {
        var target = level.Rows[0].Target;
        var isShare = target.Times.Count > 0 || (target.Figure.Length == 0 && target.Range.Unit == "%" && target.LaterThan is null);
        var range = isShare && draw.In(40) ? Range.One(draw.Of("below", "at most"), draw.Of(99m, 95m, 50m), "%") : null;
        var count = draw.Whole(1, 4);
        return new(level.Name, range, count, count > 1 && draw.In(50) ? draw.Whole(count + 1, 8) : 0);
    }
}
