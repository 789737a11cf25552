using System.Globalization;
using Surety.Backtests;
using Surety.Statements;

namespace Surety.Changes;

/// <summary>A comparison for a terminal: how much is different, then each clause with what was and what is, then what it would have come to.</summary>
public static class DiffPage
{
    /// <summary>Writes a comparison.</summary>
    /// <param name="diff">What to show.</param>
    /// <param name="effect">What it would have changed on past facts; <c>null</c>: nobody asked.</param>
    /// <param name="width">Columns of the terminal; under 60 is taken as 60.</param>
    public static ValueList<TextLine> Of(AgreementDiff diff, DiffEffect? effect, int width = 100) => new Page(diff, effect, Math.Max(60, width)).Write().ToValueList();

    /// <summary>How much is different, in a sentence.</summary>
    public static string Summary(AgreementDiff diff)
    {
        var (says, layout) = (diff.Clauses.Count(c => c.Says) + diff.ByLayers.Count, diff.Clauses.Count(c => !c.Says));
        return (says, layout) switch
        {
            (0, 0) => "No difference: both have one canonical form.",
            (0, _) => $"Both say the same; {Display.Count(layout, "place has", "places have")} other comments, another layout or another place.",
            _ => $"{Display.Count(says, "clause says", "clauses say")} something else{(layout == 0 ? "" : $"; {Display.Count(layout, "place has", "places have")} other comments, another layout or another place")}.",
        };
    }

    /// <summary>What the change would have come to, in a sentence.</summary>
    public static string Summary(DiffEffect effect)
    {
        var (was, now) = (effect.Whole.Was, effect.Whole.Is);
        var rights = was.Rights == now.Rights ? "the same rights" : $"rights given: {Words(now.Rights)} instead of {Words(was.Rights)}";
        return $"{Display.Months(effect.Stretch)}: {Display.Count(now.Missed, "miss", "misses")} instead of {Display.Count(was.Missed)}, credits of {BacktestText.Money(now.Cost)} instead of {BacktestText.Money(was.Cost)} ({BacktestText.Signed(effect.Whole.More)}), {rights}.";
    }

    internal static string Words(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } words ? words : "none";

    /// <summary>Where a clause stands, as people cite it.</summary>
    internal static string Place(ClauseChange change) => change.Place is [""] ? "at the end of the file" : change.Place.Count == 0 ? "chapters" : string.Join(" / ", change.IsItem ? change.Place.SkipLast(1).Append($"item {int.Parse(change.Place[^1], CultureInfo.InvariantCulture) + 1}") : change.Place);

    sealed record Page(AgreementDiff Diff, DiffEffect? Effect, int Width)
    {
        public IEnumerable<TextLine> Write()
        {
            foreach (var line in Text($"{Side(Diff.Old)} → {Side(Diff.New)}", Tone.Strong)) yield return line;
            yield return TextLine.Of("");
            foreach (var line in Text(Summary(Diff), Tone.Plain)) yield return line;
            foreach (var line in Diff.Clauses.Where(c => c.Says).SelectMany(Clause)) yield return line;
            foreach (var line in Section("By what they stand on", Diff.ByLayers)) yield return line;
            foreach (var line in Section("Comments, layout, and where it is written", Diff.Clauses.Where(c => !c.Says))) yield return line;
            if (Effect is { } effect) foreach (var line in On(effect)) yield return line;
        }

        string Side(DiffSide side) => Diff.Old.Name == Diff.New.Name && Diff.Old.Version != Diff.New.Version ? $"{side.Name}, version {side.Version}" : $"{side.Name}, version {side.Version} ({side.File})";

        IEnumerable<TextLine> Section(string name, IEnumerable<ClauseChange> changes)
        {
            var lines = changes.SelectMany(Clause).ToList();
            return lines.Count == 0 ? [] : [TextLine.Of(""), TextLine.Of(name, Tone.Strong), .. lines];
        }

        IEnumerable<TextLine> Clause(ClauseChange change)
        {
            yield return TextLine.Of("");
            var kind = change switch { { Edit: Change.Reordered } => " (order)", { WasAt: null, Was.Count: 0 } => " (new)", { IsAt: null, Is.Count: 0 } => " (gone)", _ => "" };
            var at = (change.IsAt ?? change.WasAt) is { } place ? $"  {place.File}:{place.Line}" : "";
            foreach (var line in TextLine.Wrap([new(Place(change) + kind, Tone.Strong), new(at, Tone.Dim)], Width, "", "  ")) yield return line;
            foreach (var line in Said("was", change.Was, Tone.Bad).Concat(Said("is", change.Is, Tone.Good))) yield return line;
        }

        IEnumerable<TextLine> Said(string word, ValueList<string> sentences, Tone tone)
        {
            for (var i = 0; i < sentences.Count; i++)
                foreach (var line in sentences[i].Split('\n').SelectMany((text, k) => TextLine.Wrap([new(text, tone)], Width, i == 0 && k == 0 ? $"  {word,-4} " : "       ", "       "))) yield return line;
        }

        IEnumerable<TextLine> On(DiffEffect effect)
        {
            yield return TextLine.Of("");
            yield return TextLine.Of("On past facts", Tone.Strong);
            foreach (var line in Text(Summary(effect), Tone.Plain)) yield return line;
            var table = new TextTable([new("month"), new("missed", Right: true), new("was", Right: true), new("credits", Right: true), new("was", Right: true), new("more", Right: true), new("rights", Folds: true), new("were", Folds: true)]);
            var rows = effect.Months.Where(m => m.IsDifferent).Select(m => new TextPiece[]
            {
                new(Display.Window(m.Month), Tone.Plain), new(Display.Count(m.Is.Missed), m.Is.Missed > m.Was.Missed ? Tone.Bad : Tone.Plain), new(Display.Count(m.Was.Missed), Tone.Dim),
                new(BacktestText.Money(m.Is.Cost), Tone.Plain), new(BacktestText.Money(m.Was.Cost), Tone.Dim), new(BacktestText.Signed(m.More), Tone.Strong),
                new(string.Join(", ", m.Is.Rights), Tone.Bad), new(string.Join(", ", m.Was.Rights), Tone.Dim),
            }).ToList();
            if (rows.Count > 0) foreach (var line in table.Rows(rows, Width, 2).SelectMany(r => r)) yield return line;
            if (effect.Months.Count > rows.Count) yield return TextLine.Of($"  {Display.Count(effect.Months.Count - rows.Count, "month", "months")} without a difference", Tone.Dim);
            foreach (var verdict in effect.Verdicts)
                foreach (var line in TextLine.Wrap([
                    new($"{Display.Level(verdict.Is.Level, verdict.Is.Scope)}, {Display.Window(verdict.Is.Window)}: ", Tone.Plain), new(Judged(verdict.Is), Wording.English.Of(verdict.Is.Verdict).Tone), new($" instead of {Judged(verdict.Was)}", Tone.Dim)], Width, "  · ", "    ")) yield return line;
            foreach (var level in effect.Levels)
                yield return TextLine.Of($"  · {level.Level} ({(level.IsNew ? "new" : "gone")}): {Display.Count(level.Met)} met, {Display.Count(level.Missed)} missed");
            foreach (var line in effect.Assumed.SelectMany(t => TextLine.Wrap([new(t, Tone.Dim)], Width, "  • ", "    "))) yield return line;
        }

        static string Judged(Levels.LevelResult result) => $"{Wording.English.Of(result.Verdict).Word} ({Display.Attained(result)}, {result.Target})";

        IEnumerable<TextLine> Text(string text, Tone tone) => TextLine.Wrap([new(text, tone)], Width);
    }
}
