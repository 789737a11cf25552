using System.Buffers;
using System.Globalization;
using System.Text;
using NodaTime;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>Levels, credits, totals and remarks of statements as one flat table after RFC 4180, for spreadsheets: <c>kind</c> says what a row is.</summary>
/// <remarks>Text that a spreadsheet would take for a formula gets a leading apostrophe; numbers never do.</remarks>
public static class StatementCsv
{
    static readonly string[] Columns =
    [
        "kind", "agreement", "period", "level", "scope", "window", "window_from", "window_until", "verdict", "counts", "below_minimum", "attained", "unit", "attained_exact", "target", "margin", "coverage_percent", "so_far",
        "bad_seconds", "events", "misses", "credit", "row", "state", "amount", "currency", "amount_exact", "claimable", "lost", "claim_by", "clause_file", "clause_line",
        "measured", "after_corrections", "after_exclusions", "lowest", "highest", "standing", "allowance", "credit_least", "credit_most", "withheld", "volume_row", "volume", "forecast", "causes", "reasons", "reason_due", "invoice", "in_kind", "in_kind_unit", "expires", "incident", "incident_began",
        "remark", "text", "facts",
    ];

    /// <summary>Rows that one core writes at once, and how many such pieces are written beside each other before they are handed on.</summary>
    const int RowsOfPiece = 256, PiecesAtOnce = 16;

    /// <summary>A row that is filled and written, and then the next one. A cell that nobody fills is empty.</summary>
    sealed class Row
    {
        readonly string?[] cells = new string?[Columns.Length];
        readonly StringBuilder written = new();
        int last;
        (Window Window, string Name, string From, string Until)? window;

        internal string? this[string column]
        {
            set
            {
                // Cells are filled in the order of the columns, nearly: the one that is meant is near.
                for (var i = 0; Columns[last] != column; last = (last + 1) % Columns.Length)
                    if (i++ == Columns.Length) throw new ArgumentException($"There is no column '{column}'.", nameof(column));
                cells[last] = value;
            }
        }

        /// <summary>The window of a row: most rows have that of the one before.</summary>
        internal Window Window
        {
            set
            {
                if (!ReferenceEquals(window?.Window, value)) window = (value, value.Name, Display.Iso(value.From), Display.Iso(value.Until));
                (_, this["window"], this["window_from"], this["window_until"]) = window!.Value;
            }
        }

        /// <summary>Says what a row is, and of which statement.</summary>
        public void Begin(string kind, Statement statement) => (this["kind"], this["agreement"], this["period"]) = (kind, Text(statement.Agreement), statement.Period.Name);

        /// <summary>Fills and writes some rows in place of those that were written before.</summary>
        public StringBuilder.ChunkEnumerator Write(Action<Row>[] rows)
        {
            written.Clear();
            foreach (var fill in rows)
            {
                fill(this);
                Write();
            }
            return written.GetChunks();
        }

        void Write()
        {
            for (var i = 0; i < cells.Length; i++)
            {
                if (i > 0) written.Append(',');
                if (cells[i] is { } cell) Append(cell);
            }
            written.Append("\r\n");
            Array.Clear(cells);
            last = 0;
        }

        void Append(string cell)
        {
            if (cell.AsSpan().IndexOfAny(Special) < 0) written.Append(cell);
            else written.Append(Quoted(cell));
        }
    }

    static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>Writes a heading line and the rows of each statement in turn: levels, credits, totals, remarks.</summary>
    /// <returns>Lines that end with CR LF.</returns>
    public static string Of(ValueList<Statement> statements)
    {
        var table = new StringBuilder();
        Write(statements, text => table.Append(text));
        return table.ToString();
    }

    /// <summary>Hands on the same table piece by piece, in order: a long one is never held as a whole.</summary>
    /// <param name="statements">Whose rows.</param>
    /// <param name="write">Gets each piece.</param>
    public static void Write(ValueList<Statement> statements, Action<ReadOnlySpan<char>> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        write(string.Join(',', Columns) + "\r\n");
        var rows = Enumerable.Range(0, PiecesAtOnce).Select(_ => new Row()).ToArray();
        var texts = new StringBuilder.ChunkEnumerator[PiecesAtOnce];
        foreach (var pieces in Rows(statements).Chunk(RowsOfPiece).Chunk(PiecesAtOnce))
        {
            Parallel.For(0, pieces.Length, i => texts[i] = rows[i].Write(pieces[i]));
            foreach (var text in texts.AsSpan(0, pieces.Length))
                foreach (var part in text) write(part.Span);
        }
    }

    static IEnumerable<Action<Row>> Rows(ValueList<Statement> statements)
    {
        foreach (var statement in statements)
        {
            foreach (var level in statement.Levels) yield return row => Level(row, statement, level);
            foreach (var prospect in statement.Prospects)
                foreach (var credit in prospect.Credits) yield return row => Ahead(row, statement, prospect, credit);
            foreach (var credit in statement.Credits) yield return row => Credit(row, statement, credit);
            foreach (var total in statement.Totals) yield return row => Total(row, statement, total);
            foreach (var remark in statement.Remarks) yield return row => Remark(row, statement, remark);
        }
    }

    static void Level(Row row, Statement statement, LevelResult level)
    {
        row.Begin("level", statement);
        row["level"] = Text(level.Level);
        row["scope"] = Text(Display.Scope(level.Scope));
        row.Window = level.Window;
        row["verdict"] = WireNames.Of(level.Verdict);
        row["counts"] = level.Counts ? "true" : "false";
        row["below_minimum"] = level.BelowMinimum ? "true" : "false";
        var attained = Display.AttainedDigits(level);
        row["attained"] = attained;
        row["unit"] = level.Attained switch { Figure.Share => "%", Figure.Time => "s", Figure.Amount a => a.Currency.Code, null or Figure.Number or Figure.Count or Figure.At or Figure.Words => "" };
        row["attained_exact"] = (level.Attained is Figure.Time time ? time.Ticks / NodaConstants.TicksPerSecond : level.Attained?.Exact)?.ToString();
        row["target"] = Text(level.Target);
        row["margin"] = Display.MarginDigits(level);
        row["coverage_percent"] = level.Coverage is { } coverage ? Display.Share(coverage)[..^2] : null;
        row["so_far"] = level.SoFar is { } soFar ? Display.InUtc(soFar) : null;
        row["bad_seconds"] = level.BadTime is { } bad ? Display.Decimal(Display.Ticks(bad) / NodaConstants.TicksPerSecond) : null;
        row["events"] = level.Events.ToString(CultureInfo.InvariantCulture);
        row["misses"] = level.MissCount.ToString(CultureInfo.InvariantCulture);
        row["clause_file"] = Text(level.Clause.At.File);
        row["clause_line"] = level.Clause.At.Line.ToString(CultureInfo.InvariantCulture);
        row["measured"] = Stage(level.Figures?.Measured);
        row["after_corrections"] = Stage(level.Figures?.Corrected);
        row["after_exclusions"] = Stage(level.Figures?.Excluded);
        row["lowest"] = End(level.Bounds?.Lowest, isLow: true);
        row["highest"] = End(level.Bounds?.Highest, isLow: false);
        row["standing"] = level.Bounds?.Standing is { } standing ? WireNames.Of(standing) : null;
        row["allowance"] = Text(level.Bounds?.Allowance?.Words ?? "");
        row["volume_row"] = Text(level.Volume?.Row ?? "");
        row["volume"] = level.Volume?.Actual?.Exact?.ToString();
        row["forecast"] = level.Volume?.Forecast?.Exact?.ToString();
        row["causes"] = level.Causes.Count == 0 ? null : Text(string.Join("; ", level.Causes.Select(Wording.English.Cause)));
        row["reasons"] = level.Stated.Count == 0 ? null : Reasons(statement, level);
        row["reason_due"] = level.ReasonDue is { } reasonDue ? Display.InUtc(reasonDue) : null;

        // Most figures are the same from the first to the last.
        string? Stage(StepFigure? stage) => stage is null ? null : stage.Attained == level.Attained ? attained : Display.FigureDigits(stage.Attained, level.Range);
    }

    static string Reasons(Statement statement, LevelResult level) => Text(string.Join("; ", level.Stated.Select(s => Wording.English.Stated(s, statement.Zone))));

    static string? End(Figure? figure, bool isLow) => figure is null ? null : Display.EndDigits(figure, isLow);

    static void Ahead(Row row, Statement statement, Prospect prospect, CreditRange credit)
    {
        row.Begin("prospect", statement);
        row["level"] = Text(prospect.Level);
        row["scope"] = Text(Display.Scope(prospect.Scope));
        row.Window = prospect.Window;
        row["credit"] = Text(credit.Remedy);
        row["currency"] = credit.Least.Currency.Code;
        row["credit_least"] = Digits(credit.Least);
        row["credit_most"] = credit.Most is { } most ? Digits(most) : null;
        row["clause_file"] = Text(credit.Clause.At.File);
        row["clause_line"] = credit.Clause.At.Line.ToString(CultureInfo.InvariantCulture);
    }

    static void Credit(Row row, Statement statement, CreditLine credit)
    {
        row.Begin("credit", statement);
        row["level"] = Text(credit.Level);
        row["scope"] = Text(Display.Scope(credit.Scope));
        row.Window = credit.Window;
        row["credit"] = Text(credit.Remedy);
        row["row"] = Text(credit.Row ?? "");
        row["state"] = WireNames.Of(credit.State);
        row["amount"] = !credit.IsKnown ? null : Digits(credit.Amount);
        row["currency"] = credit.Amount.Currency.Code;
        row["amount_exact"] = !credit.IsKnown ? null : credit.Exact.ToString();
        row["lost"] = Digits(credit.Lost);
        row["withheld"] = Text(credit.Withheld ?? credit.NotComputed ?? "");
        row["in_kind"] = credit.InKind is { } kind ? Display.Decimal(kind.Number) : null;
        row["in_kind_unit"] = credit.InKind is { } given ? Text(given.Unit) : null;
        row["incident"] = credit.Incident is { } incident ? Text(incident.Name) : null;
        row["incident_began"] = credit.Incident is { } of ? Display.InUtc(of.Began) : null;
        row["expires"] = credit.Expires is { } expiry ? Display.InUtc(expiry) : null;
        row["claim_by"] = credit.ClaimBy is { } by ? Display.InUtc(by) : null;
        row["clause_file"] = Text(credit.Clause.At.File);
        row["clause_line"] = credit.Clause.At.Line.ToString(CultureInfo.InvariantCulture);
    }

    static void Total(Row row, Statement statement, Total total)
    {
        row.Begin("total", statement);
        row["amount"] = Digits(total.Owed);
        row["claimable"] = Digits(total.Claimable);
        row["lost"] = Digits(total.Forfeited);
        row["currency"] = total.Owed.Currency.Code;
        row["invoice"] = total.Invoice.ToString(CultureInfo.InvariantCulture);
    }

    static void Remark(Row row, Statement statement, Remark remark)
    {
        row.Begin("remark", statement);
        row["remark"] = remark.Code;
        row["text"] = Text(remark.Text);
        row["facts"] = remark.Facts is { } facts ? Text(ReasonText.Places(facts, statement.FactFiles, all: false)) : null;
        row["clause_file"] = remark.Clause is { } clause ? Text(clause.At.File) : null;
        row["clause_line"] = remark.Clause?.At.Line.ToString(CultureInfo.InvariantCulture);
    }

    internal static string Digits(Money money) => money.Amount.ToString("0." + new string('0', money.Currency.MinorDigits) + "##########", CultureInfo.InvariantCulture).TrimEnd('.');

    static string Quoted(string cell) => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A line of a table of others.</summary>
    /// <param name="cells">Texts went through <see cref="Text"/>; <c>null</c>: empty.</param>
    internal static string Line(params ReadOnlySpan<string?> cells) => string.Join(',', cells.ToArray().Select(c => c is null ? "" : c.AsSpan().IndexOfAny(Special) < 0 ? c : Quoted(c))) + "\r\n";

    internal static string Text(string text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\0', ..] ? "'" + text : text;
}
