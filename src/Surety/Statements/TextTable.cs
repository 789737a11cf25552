namespace Surety.Statements;

/// <summary>Lays rows out in columns that line up; columns that may fold give way until the lines fit.</summary>
/// <param name="Columns">From left to right.</param>
sealed record TextTable(ValueList<TextColumn> Columns)
{
    const int Gap = 2;
    const int Narrowest = 12;

    /// <summary>Writes the headings, where there are any, and the rows: some lines for each.</summary>
    /// <param name="rows">A cell for each column; an empty text is an empty cell. A column without any is left out.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="indent">Spaces on the left.</param>
    public IEnumerable<TextLine[]> Rows(IReadOnlyList<TextPiece[]> rows, int width, int indent)
    {
        var shown = Enumerable.Range(0, Columns.Count).Where(c => rows.Any(r => r[c].Text.Length > 0)).ToArray();
        var widths = Widths(rows, shown, width - indent);
        var headings = Columns.Select(c => new TextPiece(c.Heading, Tone.Dim)).ToArray();
        return rows.Prepend(headings).Select(row => Row(row, shown, widths, indent).ToArray());
    }

    /// <summary>Whether the rows stand in the width without a fold.</summary>
    public bool Fits(IReadOnlyList<TextPiece[]> rows, int width, int indent) =>
        Columns.Select((c, i) => rows.Select(r => r[i].Width).Append(TextPiece.WidthOf(c.Heading)).Max()).Sum() + ((Columns.Count - 1) * Gap) <= width - indent;

    int[] Widths(IReadOnlyList<TextPiece[]> rows, int[] shown, int room)
    {
        var widths = Columns.Select((c, i) => rows.Select(r => r[i].Width).Append(TextPiece.WidthOf(c.Heading)).Max()).ToArray();
        var over = shown.Sum(c => widths[c]) + ((shown.Length - 1) * Gap) - room;
        for (; over > 0; over--)
        {
            var widest = shown.Where(c => Columns[c].Folds && widths[c] > Narrowest).OrderByDescending(c => widths[c]).Select(c => (int?)c).FirstOrDefault();
            if (widest is not { } column) break;
            widths[column]--;
        }
        return widths;
    }

    IEnumerable<TextLine> Row(TextPiece[] row, int[] shown, int[] widths, int indent)
    {
        var cells = shown.Select(c => row[c].Width <= widths[c] ? [row[c]] : TextLine.Wrap([row[c]], widths[c]).Select(l => new TextPiece(l.ToString(), row[c].Tone)).ToArray()).ToArray();
        for (var line = 0; line < cells.Max(c => c.Length); line++)
        {
            var pieces = new List<TextPiece> { new(new(' ', indent), Tone.Plain) };
            for (var i = 0; i < shown.Length; i++)
            {
                var cell = line < cells[i].Length ? cells[i][line] : new("", Tone.Plain);
                var pad = new TextPiece(new(' ', Math.Max(0, widths[shown[i]] - cell.Width)), Tone.Plain);
                if (Columns[shown[i]].Right) pieces.Add(pad);
                pieces.Add(cell);
                if (!Columns[shown[i]].Right) pieces.Add(pad);
                pieces.Add(new(new(' ', Gap), Tone.Plain));
            }
            while (pieces.Count > 0 && string.IsNullOrWhiteSpace(pieces[^1].Text)) pieces.RemoveAt(pieces.Count - 1);
            yield return new(pieces.Where(p => p.Text.Length > 0).ToValueList());
        }
    }
}

/// <summary>A column of a table.</summary>
/// <param name="Heading">Empty: none.</param>
/// <param name="Right">Whether it is set flush right, as figures are.</param>
/// <param name="Folds">Whether it may become narrower than its text.</param>
sealed record TextColumn(string Heading, bool Right = false, bool Folds = false);
