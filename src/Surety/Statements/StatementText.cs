using Surety.Levels;

namespace Surety.Statements;

/// <summary>A statement for a terminal: one page, the sentence first, then each part in the order of its weight. Reads nothing but the statement.</summary>
public static class StatementText
{
    const int Indent = 2;

    /// <summary>From here on a level and its figures share a line.</summary>
    const int Wide = 96;

    /// <summary>How many misses of a level are told one by one.</summary>
    const int Worst = 3;

    /// <summary>How many differences from another system are told one by one.</summary>
    const int FirstDifferences = 10;

    /// <summary>How many messages of a ladder are told one by one.</summary>
    const int FirstMessages = 3;

    /// <summary>Writes a statement.</summary>
    /// <param name="statement">What to show.</param>
    /// <param name="width">Columns of the terminal; under 72 is taken as 72.</param>
    /// <returns>Lines no wider than that, unless a single word or a row of figures is.</returns>
    public static ValueList<TextLine> Of(Statement statement, int width = 100) => Of(statement, Language.English, width);

    /// <summary>Writes a statement in a language.</summary>
    /// <param name="statement">What to show.</param>
    /// <param name="language">In which it is told.</param>
    /// <param name="width">Columns of the terminal; under 72 is taken as 72.</param>
    /// <returns>Lines no wider than that, unless a single word or a row of figures is.</returns>
    public static ValueList<TextLine> Of(Statement statement, Language language, int width = 100)
    {
        var page = new Page(statement, Wording.In(language), Math.Max(72, width));
        return page.Write().ToValueList();
    }

    sealed record Page(Statement Statement, Wording Wording, int Width)
    {
        Notation Notation => Wording.Notation;

        /// <summary>Room for a status and the gap behind it.</summary>
        readonly int Status = Wording.WidestStatus + 2;

        public IEnumerable<TextLine> Write() =>
            Heading().Concat(Section("levels", Levels())).Concat(Section("figures", Figures())).Concat(Section("possible", Possible())).Concat(Section("misses", Misses())).Concat(Section("exclusions", Exclusions()))
                .Concat(Section("credits", Credits())).Concat(Section("rights", Rights())).Concat(Section("messages", Messages()))
                .Concat(Section("duties", Duties())).Concat(Section("imported", Imported())).Concat(Section("remarks", Remarks()));

        IEnumerable<TextLine> Heading()
        {
            foreach (var line in Text(Statement.Title, Tone.Strong, 0)) yield return line;
            string[] below =
            [
                Wording.Parties(Statement), Wording.Days(Statement),
                Wording.AsOf(Statement).TrimEnd(',', ' '), Wording.Life(Statement),
            ];
            foreach (var line in below.SelectMany(text => Text(text, Tone.Dim, 0))) yield return line;
            yield return TextLine.Of("");
            foreach (var line in Text(Wording.Summary(Statement), Tone.Plain, 0)) yield return line;
            var missed = MissInShort.All(Statement, Wording);
            foreach (var line in missed.Take(MissInShort.Most).SelectMany(m => TextLine.Wrap([new($"{Wording.Level(m.Level, Statement)}: ", Tone.Strong), new(m.Words, Tone.Plain)], Width, "  ✗ ", "    "))) yield return line;
            if (missed.Count > MissInShort.Most) yield return TextLine.Of($"    {Wording.More(missed.Count - MissInShort.Most)}", Tone.Dim);
        }

        IEnumerable<TextLine> Section(string name, IEnumerable<TextLine> content)
        {
            var any = false;
            foreach (var line in content)
            {
                if (!any)
                {
                    yield return TextLine.Of("");
                    yield return TextLine.Of(Wording.Word($"section.{name}"), Tone.Strong);
                }
                any = true;
                yield return line;
            }
        }

        IEnumerable<TextLine> Levels()
        {
            var table = new TextTable([new(""), new(Wording.Word("column.level"), Folds: true), new(Wording.Word("column.attained"), Right: true), new(Wording.Word("column.target"), Folds: true), new(Wording.Word("column.margin"), Folds: true), new(Wording.Word("column.coverage"), Right: true)]);
            var rows = Statement.Levels.Select(Row).ToList();
            if (rows.Count == 0) return [TextLine.Of($"  {Wording.Word("section.levels.none")}", Tone.Dim)];
            if (Width >= Wide || table.Fits(rows, Width, Indent)) return table.Rows(rows, Width, Indent).SelectMany(r => r);
            var figures = new TextTable(table.Columns.Skip(2).ToValueList()).Rows(rows.Select(r => r[2..]).ToList(), Width, Indent + Status).ToList();
            return figures[0].Concat(rows.SelectMany((row, i) => Beside(row[0], TextLine.Wrap([row[1]], Width - Indent - Status)).Concat(figures[i + 1])));
        }

        TextPiece[] Row(LevelResult level)
        {
            var (shape, word, tone) = Wording.Of(level.Verdict);
            return
            [
                new($"{shape} {word}", tone),
                new(Wording.Level(level, Statement), Tone.Plain),
                new(Notation.Attained(level), level.Verdict is Verdict.Missed ? Tone.Bad : Tone.Strong),
                new(Wording.Target(level), Tone.Plain),
                new(Notation.Margin(level), Tone.Plain),
                new(Wording.Coverage(level), Tone.Dim),
            ];
        }

        IEnumerable<TextLine> Figures() => Statement.Levels.Where(l => l.Figures is { IsChanged: true }).SelectMany(l => Text($"{Wording.Level(l, Statement)}: {Wording.Figures(l)}", Tone.Plain, Indent));

        IEnumerable<TextLine> Possible() => Statement.Levels.Where(l => l.Bounds is not null).SelectMany(l => Text($"{Wording.Level(l, Statement)}: {Wording.Possible(l, Statement)}", Tone.Plain, Indent));

        IEnumerable<TextLine> Misses()
        {
            foreach (var level in Statement.Levels.Where(l => l.Verdict is Verdict.Missed or Verdict.Excused && (l.Misses.Count > 0 || Wording.Explained(l, Statement).Any())))
            {
                foreach (var line in Text($"{Wording.Missed(level, Statement)}: {Wording.Extent(level)}", Tone.Plain, Indent)) yield return line;
                foreach (var line in Wording.Explained(level, Statement).SelectMany(text => Item(text, Tone.Plain))) yield return line;
                foreach (var line in level.Misses.Take(Worst).SelectMany(miss => Wording.Explained(miss, level, Statement)).SelectMany(text => Item(text, Tone.Dim))) yield return line;
                if (level.MissCount > Worst) yield return TextLine.Of($"    {Wording.More(level.MissCount - Math.Min(Worst, level.Misses.Count))}", Tone.Dim);
            }
        }

        IEnumerable<TextLine> Exclusions() =>
            Wording.ExclusionLines(Statement).SelectMany(line => Text(line, Tone.Plain, Indent));

        IEnumerable<TextLine> Credits()
        {
            var table = new TextTable([new(Wording.Word("column.credit"), Folds: true), new(Wording.Word("column.row"), Folds: true), new(Wording.Word("column.amount"), Right: true), new(Wording.Word("column.state"), Folds: true), new(Wording.Word("column.claimBy"), Folds: true)]);
            var rows = Statement.Credits.Select(Row).ToList();
            var lines = rows.Count == 0 ? [] : table.Rows(rows, Width, Indent).SelectMany(r => r);
            lines = lines.Concat(Statement.Caps.SelectMany(c => Text(Wording.Say("cap.text", ("cap", Wording.Cap(c))), Tone.Plain, Indent)));
            return lines.Concat(Statement.Totals.SelectMany(t => Text(Wording.Total(t), Tone.Strong, Indent)));
        }

        TextPiece[] Row(CreditLine credit)
        {
            var (word, tone) = Wording.State(credit);
            return
            [
                new(Wording.Credit(credit, Statement), Tone.Plain),
                new(Wording.Row(credit), Tone.Plain),
                new(Wording.Amount(credit), credit.Amount.Amount == 0 ? Tone.Dim : Tone.Strong),
                new(word, tone),
                new(Wording.ClaimBy(credit, Statement), Tone.Plain),
            ];
        }

        IEnumerable<TextLine> Rights() => Statement.Rights.SelectMany(right =>
        {
            var (shape, word, tone) = Wording.Of(right.State);
            return Entry(new($"{shape} {word}", tone), $"{right.Right}: {Wording.Progress(right)}", Wording.Right(right, Statement));
        });

        IEnumerable<TextLine> Messages()
        {
            foreach (var ladder in Statement.Messages.GroupBy(m => m.Ladder))
            {
                foreach (var line in Text($"{ladder.Key}: {Wording.Sent(ladder)}", Tone.Plain, Indent)) yield return line;
                foreach (var line in ladder.Take(FirstMessages).SelectMany(m => Item(Wording.Message(m, Statement.Zone), Tone.Dim))) yield return line;
                if (ladder.Count() > FirstMessages) yield return TextLine.Of($"    {Wording.More(ladder.Count() - FirstMessages)}", Tone.Dim);
            }
        }

        IEnumerable<TextLine> Duties() => Statement.Duties.SelectMany(duty =>
        {
            var (shape, word, tone) = Wording.Of(duty.State);
            return Entry(new($"{shape} {word}", tone), $"{Wording.Duty(duty)}: {Wording.Duty(duty, Statement.Zone)}", Wording.Owed(duty));
        });

        IEnumerable<TextLine> Imported()
        {
            foreach (var imported in Statement.Imported)
            {
                foreach (var line in Text(Wording.Imported(imported), Tone.Plain, Indent)) yield return line;
                foreach (var line in imported.Differences.Take(FirstDifferences).SelectMany(d => Item(Wording.Difference(d), Tone.Dim))) yield return line;
                if (imported.Differences.Count > FirstDifferences) yield return TextLine.Of($"    {Wording.More(imported.Differences.Count - FirstDifferences, "more.json")}", Tone.Dim);
            }
        }

        IEnumerable<TextLine> Remarks()
        {
            foreach (var line in Statement.Remarks.SelectMany(r => Item(Wording.Of(r), Tone.Plain, Wording.Place(r, Statement), "  • "))) yield return line;
            if (Wording.Silences(Statement) is { Length: > 0 } silences)
                foreach (var line in Item(silences, Tone.Dim, "", "  • ")) yield return line;
        }

        IEnumerable<TextLine> Entry(TextPiece status, string text, string below)
        {
            var room = Width - Indent - Status;
            return Beside(status, TextLine.Wrap([new(text, Tone.Plain)], room).Concat(TextLine.Wrap([new(below, Tone.Dim)], room)));
        }

        IEnumerable<TextLine> Beside(TextPiece status, IEnumerable<TextLine> lines) => lines.Select((line, i) => i == 0
            ? new TextLine([new(new(' ', Indent), Tone.Plain), status, new(new(' ', Math.Max(1, Status - status.Width)), Tone.Plain), .. line.Pieces])
            : new TextLine([new(new(' ', Indent + Status), Tone.Plain), .. line.Pieces]));

        IEnumerable<TextLine> Text(string text, Tone tone, int indent) =>
            TextLine.Wrap([new(text, tone)], Width, new(' ', indent), new(' ', indent == 0 ? 0 : indent + 2));

        IEnumerable<TextLine> Item(string text, Tone tone, string place = "", string bullet = "    · ") =>
            TextLine.Wrap(place.Length == 0 ? [new(text, tone)] : [new(text, tone), new($" ({place})", Tone.Dim)], Width, bullet, new(' ', bullet.Length));
    }
}
