using System.Text;
using NodaTime;
using Surety.Metrics;
using Surety.Web.Shell;

namespace Surety.Web.Charts;

/// <summary>One view of the time of a window: that of a source, or the one that counts.</summary>
/// <param name="Name">Whose it is.</param><param name="Strip">What every instant was.</param>
public readonly record struct Lane(string Name, TimeStrip Strip);

/// <summary>A window from end to end as strips: what was good, bad, excluded, closed, and what nobody knows.</summary>
public static class TimelineChart
{
    const int Middle = 22, Height = 44, Ticks = 24;

    /// <summary>How many stretches of a kind the table tells one by one.</summary>
    const int MostRows = 20;

    /// <summary>Kinds that are worth a row of the table, and their order.</summary>
    static readonly TimeKind[] Told = [TimeKind.Bad, TimeKind.Unknown, TimeKind.Excluded];

    /// <summary>Draws a window.</summary>
    /// <param name="words">The language.</param><param name="id">A name that no other chart of the page has.</param><param name="name">Of the level.</param><param name="window">The window.</param>
    /// <param name="lanes">One below the other; the last is the one that counts, which the sentence is about. None: the figure is not about time.</param><param name="zone">The agreement's.</param>
    /// <returns>Markup of a figure.</returns>
    public static string Of(Words words, string id, string name, Interval window, ValueList<Lane> lanes, DateTimeZone zone)
    {
        var chart = new Chart(words, id);
        if (lanes.Count == 0) return Chart.Nothing("timeline", words["chart.timeline.none"], words["chart.timeline.none-why"]);
        var drawings = lanes.Select((lane, i) => new Drawing(i == lanes.Count - 1 ? Height + Ticks : Height, Drawn(chart, window, lane.Strip) + (i == lanes.Count - 1 ? chart.Ticks(window, zone, Height - 2) : ""), lanes.Count == 1 ? null : lane.Name)).ToList();
        return chart.Whole("timeline", words["chart.timeline.title", name, chart.Notation.Moment(window.Start, zone), chart.Notation.Deadline(window.End, zone)], words["chart.timeline.desc", zone.Id], Sentences(words, lanes[^1].Strip, zone), drawings, Legend(chart, lanes), Table(chart, lanes[^1].Strip, zone));
    }

    /// <summary>What was bad, unknown and left out, in whole sentences.</summary>
    public static IEnumerable<string> Sentences(Words words, TimeStrip strip, DateTimeZone zone)
    {
        var notation = new Chart(words, "").Notation;
        var bad = strip[TimeKind.Bad];
        if (strip[TimeKind.Good].Length + bad.Length == Duration.Zero) yield return words[strip[TimeKind.Unknown].Stretches > 0 ? "chart.timeline.no-data" : "chart.timeline.nothing"];
        else if (bad.Stretches == 0) yield return words["chart.timeline.no-bad"];
        else
        {
            var longest = strip.Stretches.Where(s => s.Kind == TimeKind.Bad).MaxBy(s => s.Length);
            yield return words.Count("chart.timeline.bad", bad.Stretches, notation.Time(bad.Length), notation.Moment(longest.From, zone), notation.MomentAfter(longest.From, longest.Until, zone));
        }
        if (strip[TimeKind.Unknown].Length is var unknown && unknown > Duration.Zero) yield return words["chart.timeline.unknown", notation.Time(unknown)];
        if (strip[TimeKind.Excluded].Length is var excluded && excluded > Duration.Zero) yield return words["chart.timeline.excluded", notation.Time(excluded)];
        if (strip.Totals.Where(t => t.More > 0).ToList() is { Count: > 0 } cut) yield return words.Count("chart.timeline.more", cut.Sum(t => (long)t.More));
    }

    static string Drawn(Chart chart, Interval window, TimeStrip strip)
    {
        var html = new StringBuilder($"<line class=\"ahead\" x1=\"0\" y1=\"{Middle}\" x2=\"100%\" y2=\"{Middle}\"/>\n");
        // What is told of last lies on top: bad time is never hidden.
        foreach (var kind in new[] { TimeKind.Closed, TimeKind.Good, TimeKind.TooLittle, TimeKind.Excluded, TimeKind.Unknown, TimeKind.Bad })
        {
            var stretches = strip.Stretches.Where(s => s.Kind == kind).ToList();
            if (stretches.Count == 0) continue;
            var (top, height) = Extent(kind);
            html.Append($"<g class=\"{Class(kind)}\"{Fill(chart, kind)}>");
            foreach (var stretch in stretches)
            {
                var from = Chart.Share(window, stretch.From);
                html.Append($"<rect x=\"{Chart.Across(from)}\" y=\"{top}\" width=\"{Chart.Across(Chart.Share(window, stretch.Until) - from)}\" height=\"{height}\"/>");
                // However short, it is seen; how long it was, the table says.
                if (kind is TimeKind.Bad && Chart.Share(window, stretch.Until) - from < Rational.Of(1, 200)) html.Append($"<line x1=\"{Chart.Across(from)}\" y1=\"{top}\" x2=\"{Chart.Across(from)}\" y2=\"{top + height}\"/>");
            }
            html.Append("</g>\n");
        }
        return html.ToString();
    }

    /// <summary>Each kind has a height of its own, so that they are told apart without colour.</summary>
    static (int Top, int Height) Extent(TimeKind kind) => kind switch
    {
        TimeKind.Bad => (2, 40),
        TimeKind.Unknown or TimeKind.Excluded or TimeKind.TooLittle => (9, 26),
        TimeKind.Good => (15, 14),
        TimeKind.Closed or TimeKind.Ahead or TimeKind.Absent => (21, 2),
    };

    static string Class(TimeKind kind) => kind switch
    {
        TimeKind.Good => "good-time",
        TimeKind.Bad => "bad-time",
        TimeKind.Unknown => "unknown-time",
        TimeKind.Excluded => "excluded-time",
        TimeKind.TooLittle => "excluded-time",
        TimeKind.Closed or TimeKind.Ahead or TimeKind.Absent => "closed-time",
    };

    static string Fill(Chart chart, TimeKind kind) => kind switch
    {
        TimeKind.Unknown => $" {chart.Fill("hatch")}",
        TimeKind.Excluded or TimeKind.TooLittle => $" {chart.Fill("dots")}",
        TimeKind.Good or TimeKind.Bad or TimeKind.Closed or TimeKind.Ahead or TimeKind.Absent => "",
    };

    static string Key(TimeKind kind) => kind switch
    {
        TimeKind.Good => "chart.time.good",
        TimeKind.Bad => "chart.time.bad",
        TimeKind.Unknown => "chart.time.unknown",
        TimeKind.Excluded => "chart.time.excluded",
        TimeKind.TooLittle => "chart.time.too-little",
        TimeKind.Closed => "chart.time.closed",
        TimeKind.Ahead => "chart.time.ahead",
        TimeKind.Absent => "chart.time.absent",
    };

    static string Legend(Chart chart, ValueList<Lane> lanes)
    {
        var html = new StringBuilder();
        foreach (var kind in Enum.GetValues<TimeKind>().Where(k => lanes.Any(l => l.Strip[k].Stretches > 0)))
        {
            var (top, height) = Extent(kind);
            var (from, tall) = ((top - Middle) * 8 / 20, height * 8 / 20);
            html.Append(Chart.Entry(kind is TimeKind.Ahead or TimeKind.Absent ? "<line class=\"ahead\" x1=\"-9\" y1=\"0\" x2=\"9\" y2=\"0\"/>" : $"<g class=\"{Class(kind)}\"{Fill(chart, kind)}><rect x=\"-7\" y=\"{from}\" width=\"14\" height=\"{Math.Max(2, tall)}\"/></g>", Chart.Text(chart.Words[Key(kind)])));
        }
        return html.ToString();
    }

    static string Table(Chart chart, TimeStrip strip, DateTimeZone zone)
    {
        var (words, notation) = (chart.Words, chart.Notation);
        var totals = Chart.Table(chart.Said("chart.timeline.totals"), [(words["chart.time.kind"], false), (words["chart.time.length"], true), (words["chart.time.stretches"], true)],
            strip.Totals.Where(t => t.Stretches > 0).Select(t => (string[])[Chart.Text(words[Key(t.Kind)]), Chart.Text(notation.Time(t.Length)), words.Whole(t.Stretches)]));
        var told = Told.SelectMany(k => strip.Stretches.Where(s => s.Kind == k).OrderByDescending(s => s.Length).ThenBy(s => s.From).Take(MostRows)).ToList();
        if (told.Count == 0) return totals;
        var more = Told.Sum(k => strip[k].Stretches) - told.Count;
        var stretches = Chart.Table(chart.Said("chart.timeline.longest", zone.Id), [(words["chart.time.from"], false), (words["chart.until"], false), (words["chart.time.kind"], false), (words["chart.time.length"], true)],
            told.Select(s => (string[])[Chart.Text(notation.Moment(s.From, zone)), Chart.Text(notation.MomentAfter(s.From, s.Until, zone)), Chart.Text(words[Key(s.Kind)]), Chart.Text(notation.Time(s.Length))]));
        return totals + stretches + (more > 0 ? $"<p class=\"soft\">{Chart.Text(words.Count("chart.more", more))}</p>\n" : "");
    }
}
