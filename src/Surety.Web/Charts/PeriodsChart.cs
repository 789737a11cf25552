using System.Globalization;
using System.Text;
using Surety.Levels;
using Surety.Statements;
using Surety.Web.Shell;

namespace Surety.Web.Charts;

/// <summary>How a level went, period by period: a mark at each figure, on a stem from what was promised.</summary>
public static class PeriodsChart
{
    const int Top = 28, Height = 120, Bottom = Top + Height, Whole = Bottom + 52;

    /// <summary>Draws periods.</summary>
    /// <param name="words">The language.</param><param name="id">A name that no other chart of the page has.</param><param name="name">Of the level.</param><param name="periods">In order of time, the oldest first; thirteen are well drawn, and more are not too many.</param>
    /// <param name="hasTable">Whether the figures stand behind it; otherwise the page has them in a table of its own, and puts both in one figure.</param>
    /// <returns>Markup of a figure.</returns>
    public static string Of(Words words, string id, string name, ValueList<PeriodMark> periods, bool hasTable = true)
    {
        var chart = new Chart(words, id);
        if (periods.Count == 0) return Chart.Nothing("periods", words["chart.periods.none"], words["chart.periods.none-why"]);
        var figures = periods.SelectMany(p => new[] { p.Attained?.Exact, p.Ends.Low, p.Ends.High }).OfType<Rational>().ToList();
        var unit = periods.Select(p => p.Unit).First();
        Scale? scale = figures.Count == 0 || periods.Any(p => p.Unit != unit) ? null : Scale.Of(figures, unit);
        return chart.Whole("periods", words["chart.periods.title", name, periods[0].Name, periods[^1].Name], Described(chart, periods, scale, unit), Sentences(words, periods), [new(Whole, Drawn(chart, periods, scale, unit))], Legend(chart, periods), hasTable ? Table(chart, periods) : "");
    }

    /// <summary>What the periods come to, in whole sentences.</summary>
    public static IEnumerable<string> Sentences(Words words, ValueList<PeriodMark> periods)
    {
        if (periods.Count == 0)
        {
            yield return words["chart.periods.none"];
            yield break;
        }
        var (unit, over) = (periods.All(p => p.IsMonth) ? "month" : "period", periods.Where(p => p.Verdict != Verdict.Open).ToList());
        var missed = over.Where(p => p.Verdict == Verdict.Missed).ToList();
        var (met, without) = (over.Count(p => p.Verdict == Verdict.Met), over.Count(p => p.Verdict == Verdict.NoData));
        if (missed.Count > 0 && missed.Where(p => p.Margin is not null).MinBy(p => p.Margin) is { } worst) yield return words.Count($"chart.periods.missed.{unit}", over.Count, words.Whole(missed.Count), worst.Name, worst.Shown);
        else if (missed.Count > 0) yield return words.Count($"chart.periods.missed-bare.{unit}", over.Count, words.Whole(missed.Count));
        else if (over.Count > 0 && met == over.Count && over.Where(p => p.Margin is not null).MinBy(p => p.Margin) is { } nearest) yield return words.Count($"chart.periods.met.{unit}", over.Count, nearest.Name, nearest.Shown);
        else if (over.Count > 0 && without == over.Count) yield return words.Count($"chart.periods.unknown.{unit}", over.Count);
        else if (over.Count > 0) yield return words.Count($"chart.periods.no-miss.{unit}", over.Count, words.Whole(met));
        if (without > 0 && without < over.Count) yield return words.Count($"chart.periods.no-data.{unit}", without);
        if (periods.Count(p => p.Verdict == Verdict.Excused) is > 0 and var excused) yield return words.Count($"chart.periods.excused.{unit}", excused);
        foreach (var open in periods.Where(p => p.Verdict == Verdict.Open)) yield return words["chart.periods.open", open.Name];
        if (periods.All(p => !p.Counts)) yield return words["chart.periods.reported"];
    }

    static string Described(Chart chart, ValueList<PeriodMark> periods, Scale? scale, Unit unit) => scale is not { } ends ? chart.Words["chart.periods.desc-bare"]
        : chart.Words[periods.Any(p => p.Ends is ({ }, null)) ? "chart.periods.desc-higher" : periods.Any(p => p.Ends is (null, { })) ? "chart.periods.desc-lower" : "chart.periods.desc", End(chart, ends.Low, unit), End(chart, ends.High, unit)];

    static string End(Chart chart, Rational end, Unit unit) => unit switch
    {
        Unit.Percent => $"{chart.Notation.Decimal(end * 100)} %",
        Unit.Number => chart.Notation.Decimal(end),
        Unit.Time => chart.Notation.Time(NodaTime.Duration.FromTicks((long)end.Floor())),
    };

    static string Drawn(Chart chart, ValueList<PeriodMark> periods, Scale? scale, Unit unit)
    {
        // Few periods stand as far apart as six would.
        var slots = Math.Max(6, periods.Count);
        var html = new StringBuilder();
        Rational Middle(int i) => Rational.Of((2 * i) + 1, 2 * slots);
        if (scale is { } ends)
        {
            html.Append($"<g class=\"axis\" aria-hidden=\"true\"><line x1=\"0\" y1=\"{Top}\" x2=\"100%\" y2=\"{Top}\"/><line x1=\"0\" y1=\"{Bottom}\" x2=\"100%\" y2=\"{Bottom}\"/><text x=\"0\" y=\"{Top - 12}\">{Chart.Text(End(chart, ends.High, unit))}</text><text x=\"0\" y=\"{Bottom + 19}\">{Chart.Text(End(chart, ends.Low, unit))}</text></g>\n");
            html.Append(Targets(periods, slots, ends));
        }
        for (var i = 0; i < periods.Count; i++)
        {
            var period = periods[i];
            var x = Chart.Across(Middle(i));
            if (period.Verdict == Verdict.NoData) html.Append($"<rect class=\"nothing\" x=\"{Chart.Across(Rational.Of((5 * i) + 1, 5 * slots))}\" y=\"{Top}\" width=\"{Chart.Across(Rational.Of(3, 5 * slots))}\" height=\"{Height}\" {chart.Fill("hatch")}/>\n");
            var y = scale is { } own && (period.Attained?.Exact ?? (period.Verdict == Verdict.Open ? period.End : null)) is { } value ? Down(own, value) : (Rational)(Top + (Height / 2));
            if (scale is { } of && period.End is { } end && period.Attained is not null)
                html.Append($"<line class=\"stem {Tone(period.Verdict)}\" x1=\"{x}\" y1=\"{Chart.Pixels(Down(of, end))}\" x2=\"{x}\" y2=\"{Chart.Pixels(y)}\"/>\n");
            html.Append($"<svg x=\"{x}\" y=\"{Chart.Pixels(y)}\" overflow=\"visible\" aria-hidden=\"true\">{Chart.Shape(period.Verdict, !period.Counts)}</svg>\n");
        }
        return html.Append(Labels(chart, periods, Middle)).ToString();
    }

    static Rational Down(Scale scale, Rational figure) => Top + (scale.Down(figure) * Height);

    /// <summary>What was promised, as a line through the periods that have the same.</summary>
    static string Targets(ValueList<PeriodMark> periods, int slots, Scale scale)
    {
        var html = new StringBuilder("<g class=\"target\">");
        for (var (from, i) = (0, 1); i <= periods.Count; i++)
        {
            if (i < periods.Count && periods[i].Ends == periods[from].Ends) continue;
            foreach (var end in new[] { periods[from].Ends.Low, periods[from].Ends.High }.OfType<Rational>())
            {
                var y = Chart.Pixels(Down(scale, end));
                html.Append($"<line x1=\"{Chart.Across(Rational.Of(from, slots))}\" y1=\"{y}\" x2=\"{Chart.Across(Rational.Of(i, slots))}\" y2=\"{y}\"/>");
            }
            from = i;
        }
        return html.Append("</g>\n").ToString();
    }

    static string Labels(Chart chart, ValueList<PeriodMark> periods, Func<int, Rational> middle)
    {
        var html = new StringBuilder("<g class=\"axis\" aria-hidden=\"true\">");
        var year = 0;
        for (var i = 0; i < periods.Count; i++)
        {
            if (periods[i].Short(chart) is not var (label, own)) continue;
            // The last one is always named; where there is little room, every other one is.
            var rest = periods.Count <= 7 || (periods.Count - 1 - i) % 2 == 0 ? "" : " class=\"roomy\"";
            var x = Chart.Across(middle(i));
            if (label.Length > 0) html.Append($"<text{rest} x=\"{x}\" y=\"{Bottom + 36}\" text-anchor=\"middle\">{Chart.Text(label)}</text>");
            if (own != year) html.Append($"<text x=\"{x}\" y=\"{Bottom + (label.Length > 0 ? 49 : 36)}\" text-anchor=\"middle\">{own.ToString(CultureInfo.InvariantCulture)}</text>");
            year = own;
        }
        return html.Append("</g>\n").ToString();
    }

    static string Tone(Verdict verdict) => verdict switch { Verdict.Met => "good", Verdict.Missed => "bad", Verdict.Excused or Verdict.NoData => "unsure", Verdict.Open => "plain" };

    static string Legend(Chart chart, ValueList<PeriodMark> periods)
    {
        var wording = Wording.In(Language.Of(chart.Words.Language)!);
        var html = new StringBuilder();
        foreach (var verdict in Enum.GetValues<Verdict>().Where(v => periods.Any(p => p.Verdict == v))) html.Append(Chart.Entry(Chart.Shape(verdict, periods.All(p => !p.Counts)), Chart.Text(wording.Of(verdict).Word)));
        var targets = periods.Select(p => p.Target).Distinct().ToList();
        html.Append(Chart.Entry("<line class=\"aim\" x1=\"-9\" y1=\"0\" x2=\"9\" y2=\"0\"/>", targets.Count == 1 ? chart.Said("chart.periods.target", targets[0]) : chart.Said("chart.periods.targets")));
        return html.ToString();
    }

    static string Table(Chart chart, ValueList<PeriodMark> periods)
    {
        var (words, wording) = (chart.Words, Wording.In(Language.Of(chart.Words.Language)!));
        return Chart.Table(chart.Said("chart.periods.caption"), [(words["chart.period"], false), (words["chart.verdict"], false), (words["chart.attained"], true), (words["chart.promised"], false)], periods.Select(p =>
        {
            var (shape, word, _) = wording.Of(p.Verdict);
            var name = Chart.Text(p.Name);
            return (string[])[
                p.Address is { } address ? $"<a href=\"{Chart.Text(address)}\">{name}</a>" : name,
                $"<span class=\"status {Tone(p.Verdict)}\"><span class=\"shape\" aria-hidden=\"true\">{shape}</span>{Chart.Text(p.Counts ? word : words["chart.reported", word])}</span>", Chart.Text(p.Shown), Chart.Text(p.Target)];
        }));
    }
}
