using System.Text;
using Surety.Backtests;
using Surety.Levels;
using Surety.Statements;
using Surety.Web.Shell;

namespace Surety.Web.Charts;

/// <summary>What an agreement would have cost on the facts of the past, had one of its targets been another.</summary>
public static class CostCurve
{
    const int Top = 24, Height = 140, Bottom = Top + Height, Whole = Bottom + 36;

    /// <summary>Draws a curve.</summary>
    /// <param name="words">The language.</param><param name="id">A name that no other chart of the page has.</param><param name="curve">As the back-test gives it.</param>
    /// <returns>Markup of a figure.</returns>
    public static string Of(Words words, string id, TargetCurve curve)
    {
        var chart = new Chart(words, id);
        if (curve.Points.Count == 0) return Chart.Nothing("curve", words["chart.curve.none"], words["chart.curve.none-why"]);
        var of = Measured.Of(curve);
        var high = Round(curve.Points.Max(of.Value));
        var desc = of.Currency is { } currency ? words["chart.curve.desc", chart.Notation.Money(new(high, currency))] : words["chart.curve.desc-misses", words.Whole((long)high)];
        return chart.Whole("curve", words["chart.curve.title", chart.Notation.Level(curve.Level, curve.Scope)], desc, Sentences(words, curve), [new(Whole, Drawn(chart, curve, of, high))], Legend(chart, of), Table(chart, curve));
    }

    /// <summary>What the text costs, and the easiest and the hardest target that were tried, in whole sentences.</summary>
    public static IEnumerable<string> Sentences(Words words, TargetCurve curve)
    {
        var notation = new Chart(words, "").Notation;
        if (curve.Points.Count == 0)
        {
            yield return words["chart.curve.none"];
            yield break;
        }
        if (curve.Points.FirstOrDefault(p => p.IsWritten) is { } now) yield return words.Count("chart.curve.now", now.Missed, notation.Phrase(now.Target), Money(words, notation, now));
        if (curve.Points.Count > 1) yield return words["chart.curve.ends", notation.Phrase(curve.Points[0].Target), Money(words, notation, curve.Points[0]), notation.Phrase(curve.Points[^1].Target), Money(words, notation, curve.Points[^1])];
        if (curve.NeverMissedUpTo is { } worst) yield return words["chart.curve.never", notation.Figure(worst, NodaTime.DateTimeZone.Utc)];
    }

    static string Money(Words words, Notation notation, CurvePoint point) =>
        point.Outcome.Cost.Count == 0 ? words["chart.curve.no-money"] : string.Join(" + ", point.Outcome.Cost.Select(notation.Money));

    /// <summary>What the curve is of: the first currency in which anything is owed, or where nothing ever is, the windows that are missed.</summary>
    readonly record struct Measured(Currency? Currency)
    {
        public static Measured Of(TargetCurve curve)
        {
            foreach (var money in curve.Points.SelectMany(p => p.Outcome.Cost))
                if (money.Amount != 0) return new(money.Currency);
            return new((Currency?)null);
        }

        public decimal Value(CurvePoint point) => Currency is { } currency ? point.Outcome.Cost.Where(m => m.Currency == currency).Sum(m => m.Amount) : point.Missed;
    }

    /// <summary>The next amount of one round digit or one and a half; 1 for nothing.</summary>
    static decimal Round(decimal most)
    {
        if (most <= 1) return 1;
        var power = 1m;
        while (power * 10 < most) power *= 10;
        return new[] { 1m, 1.5m, 2, 3, 4, 5, 6, 8, 10 }.Select(d => d * power).First(v => v >= most && v == decimal.Truncate(v));
    }

    static string Drawn(Chart chart, TargetCurve curve, Measured of, decimal high)
    {
        var points = curve.Points;
        Rational X(int i) => Rational.Of((2 * i) + 1, 2 * points.Count);
        Rational Y(int i) => Bottom - ((Rational)of.Value(points[i]) / (Rational)high * Height);
        var html = new StringBuilder($"<g class=\"axis\" aria-hidden=\"true\"><line x1=\"0\" y1=\"{Top}\" x2=\"100%\" y2=\"{Top}\"/><line x1=\"0\" y1=\"{Bottom}\" x2=\"100%\" y2=\"{Bottom}\"/><text x=\"0\" y=\"{Top - 8}\">{Chart.Text(of.Currency is { } currency ? chart.Notation.Money(new(high, currency)) : chart.Words.Whole((long)high))}</text><text x=\"0\" y=\"{Bottom - 5}\">0</text>");
        for (var i = 0; i < points.Count; i++)
        {
            var isAlways = i == 0 || i == points.Count - 1 || points[i].IsWritten;
            html.Append($"<text{(isAlways ? "" : " class=\"roomy\"")} x=\"{Chart.Across(X(i))}\" y=\"{Bottom + (points[i].IsWritten ? 31 : 16)}\" text-anchor=\"middle\">{Chart.Text(Label(chart, points[i]))}</text>");
        }
        html.Append("</g>\n<g class=\"curve\">");
        for (var i = 1; i < points.Count; i++) html.Append($"<line x1=\"{Chart.Across(X(i - 1))}\" y1=\"{Chart.Pixels(Y(i - 1))}\" x2=\"{Chart.Across(X(i))}\" y2=\"{Chart.Pixels(Y(i))}\"/>");
        html.Append("</g>\n");
        for (var i = 0; i < points.Count; i++)
        {
            var (x, y) = (Chart.Across(X(i)), Chart.Pixels(Y(i)));
            if (points[i].IsWritten) html.Append($"<g class=\"now\"><line x1=\"{x}\" y1=\"{Top}\" x2=\"{x}\" y2=\"{Bottom + 18}\"/></g><svg x=\"{x}\" y=\"{y}\" overflow=\"visible\" aria-hidden=\"true\">{Written}</svg>\n");
            else html.Append($"<circle class=\"point\" cx=\"{x}\" cy=\"{y}\" r=\"4\"/>\n");
        }
        return html.ToString();
    }

    const string Written = "<path class=\"written\" d=\"M0-8l8 8l-8 8l-8-8Z\"/>";

    // Without its comparison, which is the same for all of them: 99.95 %.
    static string Label(Chart chart, CurvePoint point) => point.Limit is { } limit ? chart.Notation.Figure(limit, NodaTime.DateTimeZone.Utc) : chart.Notation.Phrase(point.Target);

    static string Legend(Chart chart, Measured of) => Chart.Entry(Written, chart.Said("chart.curve.written")) + Chart.Entry("<circle class=\"point\" r=\"4\"/>", chart.Said(of.Currency is null ? "chart.curve.tried-misses" : "chart.curve.tried"));

    static string Table(Chart chart, TargetCurve curve)
    {
        var words = chart.Words;
        return Chart.Table(chart.Said("chart.curve.caption"), [(words["chart.promised"], false), (words["chart.curve.missed"], true), (words["chart.curve.money"], true)], curve.Points.Select(p =>
        {
            var target = Chart.Text(chart.Notation.Phrase(p.Target));
            return (string[])[p.IsWritten ? $"<strong>{Chart.Text(words["chart.curve.as-written", (string)chart.Notation.Phrase(p.Target)])}</strong>" : target, words.Whole(p.Missed), Chart.Text(Money(words, chart.Notation, p))];
        }));
    }
}
