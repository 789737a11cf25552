using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using NodaTime;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Web.Shell;

namespace Surety.Web.Charts;

/// <summary>What all charts share: a drawing that says its name and what it is, one sentence that carries the verdict, and a table of the figures behind it.</summary>
/// <remarks>
/// Drawings have no size of their own: across, everything stands at a share of the width, and down at pixels, so that text is as large on a telephone as on a screen. Nothing has a style of its own; colours come
/// from <c>charts.css</c>. Only positions are rounded, to a thousandth of a percent.
/// </remarks>
sealed class Chart(Words words, string id)
{
    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The language.</summary>
    public Words Words => words;

    /// <summary>How the language writes figures.</summary>
    public Notation Notation { get; } = Notation.In(Language.Of(words.Language)!);

    /// <summary>Text as it may stand in a document.</summary>
    public static string Text(string text) => Encoder.Encode(text);

    /// <summary>Text of a name inside the chart.</summary>
    public string Said(string key, params ReadOnlySpan<string?> values) => Text(words[key, values]);

    /// <summary>An id that no other chart of the page has.</summary>
    public string Named(string part) => Text($"{id}-{part}");

    /// <summary>A place across: 1 is the whole width.</summary>
    public static string Across(Rational share) => $"{(share * 100).Round(3, Rounding.HalfUp).ToString("0.###", CultureInfo.InvariantCulture)}%";

    /// <summary>A place down, or a length, in pixels.</summary>
    public static string Pixels(Rational pixels) => pixels.Round(2, Rounding.HalfUp).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Puts a chart together.</summary>
    /// <param name="kind">What it is for the style sheet.</param><param name="title">Its name.</param><param name="described">What the drawing shows, in a sentence.</param><param name="sentences">What it says.</param>
    /// <param name="drawings">Each in the height that it takes; of several the first one is named, and each has its own name above it.</param><param name="legend">What its shapes mean; may be empty.</param><param name="table">The figures; empty: they stand in a table of the page, which is one figure with the chart.</param>
    public string Whole(string kind, string title, string described, IEnumerable<string> sentences, IReadOnlyList<Drawing> drawings, string legend, string table)
    {
        var html = new StringBuilder(table.Length > 0 ? $"<figure class=\"charted {kind}\">\n" : $"<div class=\"charted {kind}\">\n");
        for (var i = 0; i < drawings.Count; i++)
        {
            var (height, content, name) = drawings[i];
            if (name is not null) html.Append($"<p class=\"lane\" id=\"{Named($"lane-{i}")}\">{Text(name)}</p>\n");
            html.Append($"<svg class=\"chart\" width=\"100%\" height=\"{height}\" role=\"img\" aria-labelledby=\"{Named("title")}{(name is null ? "" : $" {Named($"lane-{i}")}")} {Named("desc")}\">\n");
            if (i == 0) html.Append($"<title id=\"{Named("title")}\">{Text(title)}</title>\n<desc id=\"{Named("desc")}\">{Text(described)}</desc>\n{Patterns()}");
            html.Append(content).Append("</svg>\n");
        }
        if (legend.Length > 0) html.Append($"<ul class=\"legend\">\n{legend}</ul>\n");
        var said = Text(string.Join(" ", sentences));
        html.Append(table.Length > 0 ? $"<figcaption>{said}</figcaption>\n<details>\n<summary>{Said("chart.table")}</summary>\n{table}</details>\n</figure>\n" : $"<p class=\"said\">{said}</p>\n</div>\n");
        return html.ToString();
    }

    /// <summary>A chart of which there is nothing to draw: it says so, and why.</summary>
    public static string Nothing(string kind, string what, string why) => $"<figure class=\"charted {kind}\">\n<div class=\"empty\"><strong>{Text(what)}</strong> {Text(why)}</div>\n</figure>\n";

    string Patterns() => $"""
        <defs><pattern id="{Named("hatch")}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="mark" d="M0 0v6"/></pattern><pattern id="{Named("dots")}" width="5" height="5" patternUnits="userSpaceOnUse"><circle class="dot" cx="2.5" cy="2.5" r="1"/></pattern></defs>

        """;

    /// <summary>Fills with what is unknown or left out: <c>hatch</c> or <c>dots</c>.</summary>
    public string Fill(string pattern) => $"fill=\"url(#{Named(pattern)})\"";

    /// <summary>A table of which the first column names the rows.</summary>
    /// <param name="caption">What it has; markup.</param><param name="columns">Names, and whether they have figures.</param><param name="rows">Markup of each cell.</param>
    public static string Table(string caption, IReadOnlyList<(string Name, bool IsFigure)> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var html = new StringBuilder($"<table class=\"cards\">\n<caption>{caption}</caption>\n<thead><tr>");
        foreach (var (name, isFigure) in columns) html.Append($"<th scope=\"col\"{(isFigure ? " class=\"figure\"" : "")}>{Text(name)}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            html.Append($"<tr><th scope=\"row\">{row[0]}</th>");
            for (var i = 1; i < row.Count; i++) html.Append(row[i].Length == 0 ? "<td></td>" : $"<td{(columns[i].IsFigure ? " class=\"figure\"" : "")} data-name=\"{Text(columns[i].Name)}\">{row[i]}</td>");
            html.Append("</tr>\n");
        }
        return html.Append("</tbody>\n</table>\n").ToString();
    }

    /// <summary>A verdict by shape and tone, drawn around a point: no two are told apart by colour alone.</summary>
    /// <param name="verdict">The verdict.</param><param name="isReported">Whether it is reported only: then it is hollow.</param>
    public static string Shape(Verdict verdict, bool isReported = false)
    {
        var solid = isReported ? "hollow" : "solid";
        return verdict switch
        {
            Verdict.Met => $"<g class=\"good {solid}\"><circle r=\"7\"/><path class=\"cut\" d=\"M-3.5 0l2.5 3l4.5-6\"/></g>",
            Verdict.Missed => $"<g class=\"bad {solid}\"><rect x=\"-7\" y=\"-7\" width=\"14\" height=\"14\"/><path class=\"cut\" d=\"M-3.5-3.5l7 7M3.5-3.5l-7 7\"/></g>",
            Verdict.Excused => "<g class=\"unsure hollow\"><circle r=\"6.5\"/><path class=\"cut\" d=\"M-3.5 0h7\"/></g>",
            Verdict.NoData => "<g class=\"unsure hollow\"><circle r=\"6.5\"/></g>",
            Verdict.Open => "<g class=\"plain hollow\"><circle r=\"6.5\"/><path class=\"cut\" d=\"M-3.5 0h1M-.5 0h1M2.5 0h1\"/></g>",
        };
    }

    /// <summary>An entry of a legend.</summary>
    /// <param name="drawing">Drawn around the middle of a square of 18 pixels.</param><param name="text">What it means; markup.</param>
    public static string Entry(string drawing, string text) => $"<li><svg width=\"18\" height=\"18\" viewBox=\"-9 -9 18 18\" aria-hidden=\"true\">{drawing}</svg> {text}</li>\n";

    /// <summary>A day as axes call it: <c>8 Nov</c>.</summary>
    public string Day(LocalDate day) => words["chart.day", day.Day.ToString(CultureInfo.InvariantCulture), Month(day.Month)];

    /// <summary>A month as axes call it: <c>Nov</c>.</summary>
    public string Month(int month) => words["chart.months"].Split(' ')[month - 1];

    /// <summary>Ticks below a stretch of time: local midnights, or hours where it is short; at most five, and none so near the end that it would be cut.</summary>
    public string Ticks(Interval time, DateTimeZone zone, int bottom)
    {
        var html = new StringBuilder("<g class=\"axis\" aria-hidden=\"true\">");
        foreach (var (at, label) in TicksOf(time, zone))
        {
            var x = Across(Share(time, at));
            html.Append($"<line x1=\"{x}\" y1=\"{bottom}\" x2=\"{x}\" y2=\"{bottom + 4}\"/><text x=\"{x}\" y=\"{bottom + 17}\"{(at == time.Start ? "" : " text-anchor=\"middle\"")}>{Text(label)}</text>");
        }
        return html.Append("</g>\n").ToString();
    }

    IEnumerable<(Instant At, string Label)> TicksOf(Interval time, DateTimeZone zone)
    {
        var (first, end) = (time.Start.InZone(zone), time.End);
        var days = Period.DaysBetween(first.Date, end.InZone(zone).Date);
        if (days < 2)
        {
            for (var at = first.LocalDateTime.Date.AtMidnight(); zone.AtLeniently(at).ToInstant() is var instant && instant < end; at = at.PlusHours(6))
                if (instant >= time.Start) yield return (instant, at.TimeOfDay.ToString("HH:mm", CultureInfo.InvariantCulture));
            yield break;
        }
        var step = Math.Max(1, (days + 3) / 4);
        for (var day = first.Date; zone.AtStartOfDay(day).ToInstant() is var at && at < end; day = day.PlusDays(step))
            if (at >= time.Start && Share(time, at) <= Rational.Of(24, 25)) yield return (at, Day(day));
    }

    /// <summary>Where in a stretch of time an instant lies, from 0 to 1.</summary>
    public static Rational Share(Interval time, Instant at) =>
        Rational.Max(Rational.Zero, Rational.Min(Rational.One, Rational.Of((at - time.Start).BclCompatibleTicks, time.Duration.BclCompatibleTicks)));
}

/// <summary>A drawing as wide as there is room.</summary>
/// <param name="Height">In pixels.</param><param name="Content">Markup.</param><param name="Name">Said above it; <c>null</c>: it is the only one.</param>
readonly record struct Drawing(int Height, string Content, string? Name = null);

/// <summary>A scale with round ends that holds some figures.</summary>
/// <param name="Low">Its lower end, in the figure's own unit.</param><param name="High">Its upper end; above the lower one.</param>
readonly record struct Scale(Rational Low, Rational High)
{
    static readonly long[] Times = [.. new long[] { 1, 2, 5, 10, 20, 50, 100, 200, 500 }.Select(ms => ms * NodaConstants.TicksPerMillisecond), .. new long[] { 1, 2, 5, 10, 15, 30 }.Select(s => s * NodaConstants.TicksPerSecond),
        .. new long[] { 1, 2, 5, 10, 15, 30 }.Select(m => m * NodaConstants.TicksPerMinute), .. new long[] { 1, 2, 4, 6, 12, 24, 48, 120, 240, 480, 1200, 2400, 4800 }.Select(h => h * NodaConstants.TicksPerHour)];

    /// <summary>Finds the ends: no further from the figures than a quarter of what they span, and never where no figure can be.</summary>
    /// <param name="figures">At least one.</param><param name="unit">What they are.</param>
    public static Scale Of(IReadOnlyCollection<Rational> figures, Unit unit)
    {
        var (low, high) = (figures.Min(), figures.Max());
        var span = high > low ? high - low : high.Sign == 0 ? unit == Unit.Time ? NodaConstants.TicksPerSecond : Rational.One : unit == Unit.Percent ? Rational.Of(1, 1000) : (high.Sign < 0 ? -high : high) / 2;
        var step = Step(span / 4, unit);
        var (from, to) = (Rational.Of((low / step).Floor(), 1) * step, Rational.Of((high / step).Ceiling(), 1) * step);
        if (from == to) (from, to) = (from - step, to + step);
        if (low.Sign >= 0) from = Rational.Max(Rational.Zero, from);
        if (unit == Unit.Percent && high <= Rational.One) to = Rational.Min(Rational.One, to);
        return new(from, to > from ? to : from + step);
    }

    static Rational Step(Rational least, Unit unit)
    {
        if (unit == Unit.Time) return Times.Select(t => (Rational)t).Append(Rational.Zero).FirstOrDefault(t => t >= least, Times[^1]);
        for (var power = -8; ; power++)
            foreach (var digit in new[] { 1, 2, 5 })
                if ((power < 0 ? Rational.Of(digit, BigInteger.Pow(10, -power)) : Rational.Of(digit * BigInteger.Pow(10, power), 1)) is var step && step >= least) return step;
    }

    /// <summary>How far from the upper end a figure lies: 0 is at it, 1 at the lower one.</summary>
    public Rational Down(Rational figure) => (High - figure) / (High - Low);
}
