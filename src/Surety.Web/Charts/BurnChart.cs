using System.Text;
using NodaTime;
using Surety.Levels;
using Surety.Statements;
using Surety.Web.Shell;

namespace Surety.Web.Charts;

/// <summary>How what may go wrong in a window is used up, up to now, and where it leads at the same pace.</summary>
public static class BurnChart
{
    const int Top = 22, Height = 140, Bottom = Top + Height, Whole = Bottom + 22;

    /// <summary>How many instants the table has at most.</summary>
    const int MostRows = 12;

    /// <summary>Draws a window.</summary>
    /// <param name="words">The language.</param><param name="id">A name that no other chart of the page has.</param><param name="name">Of the level.</param><param name="burn"><c>null</c>: no sum may go wrong.</param><param name="zone">The agreement's.</param>
    /// <returns>Markup of a figure.</returns>
    public static string Of(Words words, string id, string name, Burn? burn, DateTimeZone zone)
    {
        var chart = new Chart(words, id);
        if (burn is null) return Chart.Nothing("burn", words["chart.burn.none"], words["chart.burn.none-why"]);
        var desc = words[burn.IsOpen ? "chart.burn.desc-open" : "chart.burn.desc", Amount(chart, burn.Allowed), zone.Id];
        return chart.Whole("burn", words["chart.burn.title", name, chart.Notation.Window(burn.Window)], desc, Sentences(words, burn, zone), [new(Whole, Drawn(chart, burn, zone))], Legend(chart, burn), Table(chart, burn, zone));
    }

    /// <summary>What is used, and where that leads, in whole sentences.</summary>
    public static IEnumerable<string> Sentences(Words words, Burn? burn, DateTimeZone zone)
    {
        if (burn is null)
        {
            yield return words["chart.burn.none"];
            yield break;
        }
        var chart = new Chart(words, "");
        var used = Amount(chart, burn.Used);
        if (burn.Share is not { } share) yield return burn.Used.Exact!.Value.Sign == 0 ? words["chart.burn.nothing-allowed"] : words["chart.burn.nothing-allowed-used", used];
        else if (burn.Used.Exact!.Value.Sign == 0) yield return words["chart.burn.unused", Amount(chart, burn.Allowed)];
        else yield return words["chart.burn.used", burn.Used is Figure.Count ? words.Whole(((Figure.Count)burn.Used).Value) : used, Amount(chart, burn.Allowed), chart.Notation.Share(share, Rounding.Ceiling)];
        if (burn.UsedUp is { } since) yield return words["chart.burn.used-up", chart.Notation.Moment(ToTheMinute(since), zone)];
        else if (burn.AtThisPace is { } pace) yield return words["chart.burn.pace", chart.Notation.Day(pace.InZone(zone).Date)];
        else if (burn.AtTheEnd is { Sign: > 0 } end) yield return words["chart.burn.pace-end", Amount(chart, Like(burn.Used, end))];
    }

    static Instant ToTheMinute(Instant at) => Instant.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / 60 * 60);

    static Figure Like(Figure figure, Rational value) => figure is Figure.Count ? new Figure.Count((long)value.Ceiling()) : new Figure.Time(value);

    static string Amount(Chart chart, Figure figure) => figure is Figure.Count count ? chart.Words.Count("chart.burn.misses", count.Value) : chart.Notation.End(figure, isLow: true);

    static string Drawn(Chart chart, Burn burn, DateTimeZone zone)
    {
        var (time, allowed, used) = (burn.Window.Time, burn.Allowed.Exact!.Value, burn.Used.Exact!.Value);
        // All of the allowance is seen, what is used of it, and no more than twice of where that leads.
        var most = Rational.Max(Rational.Max(allowed, used), Rational.Min(burn.AtTheEnd ?? used, (allowed.Sign > 0 ? allowed : used) * 2)) * Rational.Of(21, 20);
        if (most.Sign == 0) most = Rational.One;
        Rational Y(Rational value) => Bottom - (value / most * Height);
        var html = new StringBuilder($"<g class=\"axis\" aria-hidden=\"true\"><line x1=\"0\" y1=\"{Bottom}\" x2=\"100%\" y2=\"{Bottom}\"/>{(allowed.Sign > 0 ? $"<text x=\"0\" y=\"{Bottom - 5}\">0</text>" : "")}<text x=\"0\" y=\"{Chart.Pixels(Y(allowed) - 6)}\">{Chart.Text(Amount(chart, burn.Allowed))}</text></g>\n");
        var tone = burn.UsedUp is not null ? "bad" : burn.AtThisPace is not null ? "unsure" : "good";
        var path = new StringBuilder();
        foreach (var point in burn.Points) path.Append($"{(path.Length == 0 ? "M" : "L")}{Chart.Pixels(Chart.Share(time, point.At) * 1000)} {Chart.Pixels(Y(point.Used) - Top)}");
        // Only this part is stretched, and its line keeps its width.
        html.Append($"<svg class=\"{tone}\" y=\"{Top}\" width=\"100%\" height=\"{Height}\" viewBox=\"0 0 1000 {Height}\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><path class=\"area\" d=\"{path}L{Chart.Pixels(Chart.Share(time, burn.Until) * 1000)} {Height}L0 {Height}Z\"/><path class=\"curve\" vector-effect=\"non-scaling-stroke\" d=\"{path}\"/></svg>\n");
        html.Append($"<g class=\"target\"><line x1=\"0\" y1=\"{Chart.Pixels(Y(allowed))}\" x2=\"100%\" y2=\"{Chart.Pixels(Y(allowed))}\"/></g>\n");
        if (burn.IsOpen) html.Append(Ahead(chart, burn, used, most, Y));
        if (burn.UsedUp is { } since) html.Append($"<svg x=\"{Chart.Across(Chart.Share(time, since))}\" y=\"{Chart.Pixels(Y(allowed))}\" overflow=\"visible\" aria-hidden=\"true\">{Chart.Shape(Verdict.Missed)}</svg>\n");
        return html.Append(chart.Ticks(time, zone, Bottom)).ToString();
    }

    /// <summary>Now, and from there on where the same pace leads, as far as the drawing goes.</summary>
    static string Ahead(Chart chart, Burn burn, Rational used, Rational most, Func<Rational, Rational> y)
    {
        var now = Chart.Share(burn.Window.Time, burn.Until);
        var anchor = now > Rational.Of(4, 5) ? "end" : now < Rational.Of(1, 10) ? "start" : "middle";
        var html = new StringBuilder($"<g class=\"now\" aria-hidden=\"true\"><line x1=\"{Chart.Across(now)}\" y1=\"{Top - 4}\" x2=\"{Chart.Across(now)}\" y2=\"{Bottom}\"/><text x=\"{Chart.Across(now)}\" y=\"{Top - 9}\" text-anchor=\"{anchor}\">{chart.Said("chart.now")}</text></g>\n");
        if (used.Sign > 0 && burn.AtTheEnd is { } end)
        {
            var (x, top) = end <= most ? (Rational.One, end) : (now + ((1 - now) * ((most - used) / (end - used))), most);
            html.Append($"<line class=\"estimate\" x1=\"{Chart.Across(now)}\" y1=\"{Chart.Pixels(y(used))}\" x2=\"{Chart.Across(x)}\" y2=\"{Chart.Pixels(y(top))}\"/>\n");
        }
        return html.ToString();
    }

    static string Legend(Chart chart, Burn burn)
    {
        var html = new StringBuilder(Chart.Entry($"<path class=\"curve {(burn.UsedUp is not null ? "bad" : burn.AtThisPace is not null ? "unsure" : "good")}\" d=\"M-9 5h6v-5h6v-4h6\"/>", chart.Said("chart.burn.so-far")));
        html.Append(Chart.Entry("<line class=\"aim\" x1=\"-9\" y1=\"0\" x2=\"9\" y2=\"0\"/>", chart.Said("chart.burn.allowed", Amount(chart, burn.Allowed))));
        if (burn.IsOpen && burn.Used.Exact!.Value.Sign > 0 && burn.AtTheEnd is not null) html.Append(Chart.Entry("<line class=\"estimate\" x1=\"-9\" y1=\"5\" x2=\"9\" y2=\"-5\"/>", chart.Said("chart.burn.estimate")));
        if (burn.UsedUp is not null) html.Append(Chart.Entry(Chart.Shape(Verdict.Missed), chart.Said("chart.burn.over")));
        return html.ToString();
    }

    static string Table(Chart chart, Burn burn, DateTimeZone zone)
    {
        var (words, last) = (chart.Words, burn.Points.GroupBy(p => p.At).Select(g => g.Last()).ToList());
        var shown = last.Count <= MostRows ? last : Enumerable.Range(0, MostRows).Select(i => last[i * (last.Count - 1) / (MostRows - 1)]).ToList();
        var rows = shown.ConvertAll(p => (string[])[Chart.Text(chart.Notation.Moment(p.At, zone)), Chart.Text(Amount(chart, Like(burn.Used, p.Used))), burn.Share is null ? "" : Chart.Text(chart.Notation.Share(p.Used / burn.Allowed.Exact!.Value, Rounding.Ceiling))]);
        return Chart.Table(chart.Said("chart.burn.caption", Amount(chart, burn.Allowed), zone.Id), [(words["chart.until"], false), (words["chart.burn.column"], true), (words["chart.burn.share"], true)], rows);
    }
}
