using Surety.Levels;
using Surety.Statements;

namespace Surety.Backtests;

/// <summary>A back-test for a terminal: the sentence first, then the months, then what moves the money. Reads nothing but the back-test.</summary>
public static class BacktestText
{
    const int Indent = 2;

    /// <summary>Writes a back-test.</summary>
    /// <param name="test">What to show.</param>
    /// <param name="width">Columns of the terminal; under 72 is taken as 72.</param>
    /// <returns>Lines no wider than that, unless a row of figures is.</returns>
    public static ValueList<TextLine> Of(Backtest test, int width = 100) => new Page(test, Math.Max(72, width)).Write().ToValueList();

    /// <summary>The whole in sentences: misses, money with the range that gaps allow, rights, messages.</summary>
    public static string Summary(Backtest test)
    {
        var whole = test.Whole;
        var errors = whole.ScheduleErrors == 0 ? "" : $" {Display.Count(whole.ScheduleErrors, "miss matches", "misses match")} no row of a schedule and cost nothing here.";
        var rights = whole.Rights.Count == 0 ? "No right would have been given." : $"Rights given: {string.Join(", ", whole.Rights)}.";
        return $"{Display.Months(test.Stretch)}: {Display.Count(whole.Missed, "miss", "misses")} of {Display.Count(whole.Met + whole.Missed, "verdict", "verdicts")}, credits of {Money(whole.Cost)}"
            + (Range(test.GapsGood, test.GapsBad) is { Length: > 0 } range ? $" (gaps in the data allow {range})" : "") + $".{errors} {rights} "
            + $"{Display.Count(test.Months.Sum(m => m.Messages), "message", "messages")} of the ladders.";
    }

    /// <summary>Money in all its currencies: <c>EUR 400.00 and USD 3.00</c>; a dash where there is no currency at all.</summary>
    internal static string Money(ValueList<Money> money) => money.Count == 0 ? Display.Nothing : string.Join(" and ", money.Select(Display.Money));

    /// <summary>What the two readings of the gaps lie between; empty where they agree.</summary>
    internal static string Range(Outcome good, Outcome bad) => good.Cost == bad.Cost ? "" : $"{Money(good.Cost)} to {Money(bad.Cost)}";

    internal static string Signed(ValueList<Money> money) => money.All(m => m.Amount == 0) ? "no change" : string.Join(" and ", money.Where(m => m.Amount != 0).Select(m => (m.Amount > 0 ? "+" : "") + Display.Money(m)));

    sealed record Page(Backtest Test, int Width)
    {
        public IEnumerable<TextLine> Write() => Heading()
            .Concat(Section("Months", Months())).Concat(Section("What each clause is worth by itself", Effects())).Concat(Section("Cost over the target", Curves()))
            .Concat(Section("What cost most", Costliest())).Concat(Section("Remarks", Remarks()));

        IEnumerable<TextLine> Heading()
        {
            var draft = Test.Draft;
            foreach (var line in Text($"Back-test of {draft.Title}, version {draft.Version}", Tone.Strong)) yield return line;
            foreach (var line in Text($"{Display.Day(Test.Stretch.From)} to {Display.Day(Test.Stretch.Until.PlusDays(-1))}, all times {draft.Zone.Id}, as of {Display.Instant(Test.AsOf, draft.Zone)}", Tone.Dim)) yield return line;
            yield return TextLine.Of("");
            foreach (var line in Text(Summary(Test), Tone.Plain)) yield return line;
        }

        static IEnumerable<TextLine> Section(string name, IEnumerable<TextLine> content)
        {
            var lines = content.ToList();
            return lines.Count == 0 ? [] : [TextLine.Of(""), TextLine.Of(name, Tone.Strong), .. lines];
        }

        IEnumerable<TextLine> Months()
        {
            var table = new TextTable([
                new("month"), new("met", Right: true), new("missed", Right: true), new("no data", Right: true), new("credits", Right: true), new("gaps allow", Right: true, Folds: true), new("messages", Right: true),
                new("coverage", Right: true), new("rights", Folds: true)]);
            var rows = Test.Months.Select(m => new TextPiece[]
            {
                new(Display.Window(m.Month), Tone.Plain),
                new(Display.Count(m.Outcome.Met), Tone.Plain),
                new(Display.Count(m.Outcome.Missed), m.Outcome.Missed > 0 ? Tone.Bad : Tone.Plain),
                new(m.Outcome.NoData == 0 ? "" : Display.Count(m.Outcome.NoData), Tone.Unsure),
                new(Money(m.Outcome.Cost), m.Outcome.Cost.Any(c => c.Amount != 0) ? Tone.Strong : Tone.Dim),
                new(Range(m.GapsGood, m.GapsBad), Tone.Dim),
                new(m.Messages == 0 ? "" : Display.Count(m.Messages), Tone.Plain),
                new(m.Coverage is { } coverage ? Display.Share(coverage) : "", Tone.Dim),
                new(string.Join(", ", m.Outcome.Rights), Tone.Bad),
            }).ToList();
            return table.Rows(rows, Width, Indent).SelectMany(r => r);
        }

        IEnumerable<TextLine> Effects()
        {
            var table = new TextTable([new("", Folds: true), new("credits", Right: true), new("misses", Right: true), new("")]);
            var rows = Test.Effects.Where(e => e.More.Any(m => m.Amount != 0) || e.Changed.Missed != e.Written.Missed).Select(e => new TextPiece[]
            {
                new(e.What, Tone.Plain), new(Signed(e.More), Tone.Strong), new((e.Changed.Missed - e.Written.Missed) switch { 0 => "±0", > 0 and var more => $"+{more}", var less => $"−{-less}" }, Tone.Plain),
                new($"line {e.Clause.At.Line}", Tone.Dim),
            }).ToList();
            var idle = Test.Effects.Count - rows.Count;
            var lines = rows.Count == 0 ? [] : table.Rows(rows, Width, Indent).SelectMany(r => r);
            return idle == 0 ? lines : lines.Append(TextLine.Of($"  {(rows.Count == 0 ? "" : "… and ")}{Display.Count(idle, "clause", "clauses")} that changed nothing here", Tone.Dim));
        }

        IEnumerable<TextLine> Curves()
        {
            foreach (var curve in Test.Curves)
            {
                var worst = curve.NeverMissedUpTo is { } figure ? $": the worst figure was {Display.Figure(figure, Test.Draft.Zone)}" : ": no window has a figure";
                foreach (var line in TextLine.Wrap([new(Display.Level(curve.Level, curve.Scope) + worst, Tone.Plain)], Width, new(' ', Indent), new(' ', Indent + 2))) yield return line;
                var table = new TextTable([new(""), new("", Folds: true), new("", Right: true), new("", Right: true)]);
                foreach (var line in table.Rows(Runs(curve).Select(Row).ToList(), Width, Indent + 2).Skip(1).SelectMany(r => r)) yield return line;
            }
        }

        /// <summary>Neighbours that come to the same are one row, unless one of them is the written target.</summary>
        static List<List<CurvePoint>> Runs(TargetCurve curve)
        {
            var runs = new List<List<CurvePoint>>();
            foreach (var point in curve.Points)
            {
                if (runs is [.., [.., { IsWritten: false } last] run] && !point.IsWritten && last.Missed == point.Missed && last.Outcome.Cost == point.Outcome.Cost) run.Add(point);
                else runs.Add([point]);
            }
            return runs;
        }

        static TextPiece[] Row(List<CurvePoint> run)
        {
            var (first, isWritten) = (run[0], run[0].IsWritten);
            var tone = isWritten ? Tone.Strong : Tone.Plain;
            return
            [
                new(isWritten ? "▸" : " ", tone), new(run.Count == 1 ? first.Target : $"{first.Target} … {run[^1].Target}", tone),
                new(Display.Count(first.Missed, "miss", "misses"), first.Missed > 0 ? Tone.Plain : Tone.Dim), new(Money(first.Outcome.Cost), tone),
            ];
        }

        IEnumerable<TextLine> Costliest() => Test.Costliest.SelectMany(i => TextLine.Wrap(
            [
                new($"{Money(i.Saved)}: ", Tone.Strong),
                new($"{i.What}, {Display.Time(i.By)}, from {Display.Moment(i.From, Test.Draft.Zone)}", Tone.Plain), new($" ({string.Join("; ", i.Levels)})", Tone.Dim),
            ], Width, "  · ", "    "));

        IEnumerable<TextLine> Remarks() => Test.Assumed.Concat(Test.Remarks.Select(r => r.Text)).SelectMany(t => TextLine.Wrap([new(t, Tone.Plain)], Width, "  • ", "    "));

        IEnumerable<TextLine> Text(string text, Tone tone) => TextLine.Wrap([new(text, tone)], Width);
    }
}
