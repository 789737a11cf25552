namespace Surety.Tests.Oracle;

/// <summary>The phrase of a target.</summary>
static class TargetText
{
    public static string Of(Target target)
    {
        if (target.Times.Count > 0) return string.Join(", ", target.Times.Select(t => $"{(t.Share is { } share ? Share(share) : "the rest")} {(target.OfTickets ? "of tickets " : "")}within {Of(t.Within)}"));
        if (target.LaterThan is { } time) return $"{target.Range.Text} later than {Of(time)}";
        if (target.Figure == "met") return $"{target.Range.Text} met";
        return target.Figure.Length > 0 ? $"{target.Figure} {target.Range.Text}" : target.Range.Text;
    }

    public static string Of(Allowed time) => time.Unit switch
    {
        "end of business day" => $"the end of the {time.Count}{(time.Count == 1 ? "st" : time.Count == 2 ? "nd" : time.Count == 3 ? "rd" : "th")} business day",
        "business days of 8 h" => $"{time.Count} business days of 8 h",
        _ => $"{time.Count} {time.Unit}",
    };

    /// <summary>"95 %" is "at least 95 %" here.</summary>
    static string Share(Range share) => share.Form == "at least" ? share.Text["at least ".Length..] : share.Text;
}
