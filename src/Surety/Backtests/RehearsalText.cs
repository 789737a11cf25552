using NodaTime;
using Surety.Statements;

namespace Surety.Backtests;

/// <summary>A rehearsal for a terminal: the cheapest starts first, then every start, neighbours that come to the same on one line.</summary>
public static class RehearsalText
{
    const int Indent = 2;
    const int Best = 3;

    /// <summary>Writes a rehearsal.</summary>
    /// <param name="rehearsal">What to show.</param>
    /// <param name="width">Columns of the terminal; under 72 is taken as 72, and above 120 as 120.</param>
    public static ValueList<TextLine> Of(Rehearsal rehearsal, int width = 100) => new Page(rehearsal, Math.Clamp(width, 72, 120)).Write().ToValueList();

    /// <summary>What an outage adds: <c>1 miss, +EUR 400.00, gives 'termination'</c>; <c>nothing missed, nothing owed</c>.</summary>
    public static string Words(Effect effect)
    {
        var parts = new List<string>();
        if (effect.Misses != 0) parts.Add(Display.Count(effect.Misses, "miss more", "misses more"));
        if (effect.Credits.Count > 0) parts.Add(BacktestText.Signed(effect.Credits));
        if (effect.ScheduleErrors > 0) parts.Add($"{Display.Count(effect.ScheduleErrors, "of them matches", "of them match")} no row of a schedule");
        if (effect.Rights.Count > 0) parts.Add($"gives {string.Join(", ", effect.Rights.Select(r => $"'{r}'"))}");
        return parts.Count == 0 ? "nothing missed, nothing owed" : string.Join(", ", parts);
    }

    sealed record Page(Rehearsal Of, int Width)
    {
        DateTimeZone Zone => Of.Agreement.Zone;

        public IEnumerable<TextLine> Write()
        {
            var first = Of.Slots[0].Time.Start;
            foreach (var line in Text($"An outage of {Display.Scope(Of.About)} for {Display.Time(Of.Length)}, {Of.Agreement.Title}, version {Of.Agreement.Version}", Tone.Strong)) yield return line;
            foreach (var line in Text($"{Display.Count(Of.Slots.Count, "start", "starts")} from {Display.Moment(first, Zone)} to {Display.Moment(Of.Slots[^1].Time.Start, Zone)}, all times {Zone.Id}, as of {Display.Instant(Of.AsOf, Zone)}; everything else is taken to go well from then on", Tone.Dim)) yield return line;
            foreach (var line in Section("Cheapest", Of.Cheapest.Take(Best).SelectMany(Cheap))) yield return line;
            foreach (var line in Section("Every start", Starts())) yield return line;
            foreach (var line in Section("What it touches", Touched())) yield return line;
            if (Of.Untouched.Count > 0)
                foreach (var line in Text($"Not tried: {string.Join(", ", Of.Untouched)}. They count events, and nobody knows how many would have failed.", Tone.Unsure).Prepend(TextLine.Of(""))) yield return line;
        }

        static IEnumerable<TextLine> Section(string name, IEnumerable<TextLine> content)
        {
            var lines = content.ToList();
            return lines.Count == 0 ? [] : [TextLine.Of(""), TextLine.Of(name, Tone.Strong), .. lines];
        }

        IEnumerable<TextLine> Cheap(Slot slot)
        {
            var (exclusion, effect) = slot.Best;
            var announced = slot.Announced.FirstOrDefault(a => a.Exclusion == exclusion);
            var how = announced is null ? "" : $", announced as '{announced.Exclusion}'{(announced.By is { } by ? $" by {Display.Deadline(by, Zone)}" : "")}{(announced.AgreedBy.Count > 0 ? $" and agreed by {string.Join(" and ", announced.AgreedBy)}" : "")}";
            return TextLine.Wrap([new($"{Span(slot)}: ", Tone.Strong), new($"{Words(effect)}{how}", Tone.Plain), new(announced is null ? "" : $" (unannounced: {Words(slot.Unannounced)})", Tone.Dim)], Width, "  · ", "    ");
        }

        IEnumerable<TextLine> Starts()
        {
            var runs = Runs();
            var names = Of.Slots[0].Announced.Select(a => a.Exclusion).ToList();
            // As many exclusions beside each other as stand in the width, each with two columns; the others in tables below.
            var beside = Math.Max(1, (Width - Indent - runs.Max(r => When(r).Length) - Column) / (2 * Column));
            var tables = names.Count <= beside ? [names] : names.Chunk(beside).Select(c => c.ToList()).ToList();
            var refusals = from run in runs from announced in run[0].Announced where announced.Refused is not null select $"{Display.Moment(run[0].Time.Start, Zone)}: '{announced.Exclusion}' does not take it whole: {announced.Refused}";
            return tables.SelectMany((of, i) => InWidth(of, runs).Prepend(TextLine.Of("")).Skip(i == 0 ? 1 : 0)).Concat(refusals.SelectMany(r => TextLine.Wrap([new(r, Tone.Dim)], Width, "    ", "      ")));
        }

        /// <summary>What a narrow column takes, with the gap before it.</summary>
        const int Column = 14;

        /// <summary>Starts stand on one line, unless that is too wide.</summary>
        List<TextLine> InWidth(List<string> names, List<List<Slot>> runs) => Table(names, runs, false).ToList() is var whole && whole.TrueForAll(l => l.ToString().Length <= Width) ? whole : [.. Table(names, runs, true)];

        IEnumerable<TextLine> Table(List<string> names, List<List<Slot>> runs, bool foldsStarts) =>
            new TextTable([new("start", Folds: foldsStarts), new("unannounced", Folds: true), .. names.SelectMany(n => new[] { new TextColumn($"announced now as '{n}'", Folds: true), new TextColumn("notice by", Folds: true) })])
                .Rows(runs.ConvertAll(r => Row(r, names)), Width, Indent).SelectMany(r => r);

        string When(List<Slot> run) => run.Count == 1 ? Display.Moment(run[0].Time.Start, Zone) : $"{Display.Moment(run[0].Time.Start, Zone)} … {Display.Moment(run[^1].Time.Start, Zone)}";

        TextPiece[] Row(List<Slot> run, List<string> names)
        {
            var first = run[0];
            return
            [
                new(When(run), Tone.Plain), new(Words(first.Unannounced), Good(first.Unannounced)),
                .. first.Announced.Where(a => names.Contains(a.Exclusion)).SelectMany(a => new[] { new TextPiece(Words(a.Effect) + (a.Refused is null ? "" : a.Effect == first.Unannounced ? ", not excluded" : ", excluded in part"), Good(a.Effect)), new TextPiece(Notice(run, a.Exclusion), Tone.Dim) }),
            ];
        }

        string Notice(List<Slot> run, string exclusion)
        {
            var dates = run.Select(s => s.Announced.First(a => a.Exclusion == exclusion).By).OfType<Instant>().Select(by => Display.Deadline(by, Zone)).Distinct().ToList();
            return dates switch { [] => "", [var only] => only, [var first, .., var last] => $"{first} … {last}" };
        }

        static Tone Good(Effect effect) => effect is { Misses: 0, Credits.Count: 0, Rights.Count: 0 } ? Tone.Good : Tone.Bad;

        /// <summary>Neighbours that come to the same; a reason that names an instant is left to the first of them.</summary>
        List<List<Slot>> Runs()
        {
            var runs = new List<List<Slot>>();
            foreach (var slot in Of.Slots)
            {
                if (runs is [.., [.., var last] run] && last.Unannounced == slot.Unannounced && last.Announced.Select(a => (a.Effect, a.Refused is null)).SequenceEqual(slot.Announced.Select(a => (a.Effect, a.Refused is null)))) run.Add(slot);
                else runs.Add([slot]);
            }
            return runs;
        }

        IEnumerable<TextLine> Touched()
        {
            var dearest = Of.Slots.MaxBy(s => (s.Unannounced.Cost, s.Unannounced.Misses))!;
            foreach (var level in dearest.Touched)
            {
                var (_, before, _) = Wording.English.Of(level.Without.Verdict);
                var (_, after, tone) = Wording.English.Of(level.With.Verdict);
                foreach (var line in TextLine.Wrap(
                    [new($"{Display.Level(level.Level, level.Scope)}, {Display.Window(level.Window)}: ", Tone.Plain), new($"{Display.Attained(level.Without)} {before}", Tone.Plain), new(" → ", Tone.Dim), new($"{Display.Attained(level.With)} {after}", tone), new($" ({level.With.Target}; start {Display.Moment(dearest.Time.Start, Zone)}, unannounced)", Tone.Dim)],
                    Width, "  · ", "    ")) yield return line;
            }
        }

        string Span(Slot slot) => $"{Display.Moment(slot.Time.Start, Zone)} to {Display.Moment(slot.Time.End, Zone)}";

        IEnumerable<TextLine> Text(string text, Tone tone) => TextLine.Wrap([new(text, tone)], Width);
    }
}
