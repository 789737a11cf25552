using System.Buffers;
using System.Globalization;
using System.Text;
using NodaTime;
using Surety.Levels;

namespace Surety.Statements;

/// <summary>Levels, credits, totals and remarks of statements as one flat table after RFC 4180, for spreadsheets: <c>kind</c> says what a row is.</summary>
/// <remarks>Text that a spreadsheet would take for a formula gets a leading apostrophe; numbers never do.</remarks>
public static class StatementCsv
{
    static readonly string[] Columns =
    [
        "kind", "agreement", "period", "level", "scope", "window", "window_from", "window_until", "verdict", "counts", "below_minimum", "attained", "unit", "attained_exact", "target", "margin", "coverage_percent", "so_far",
        "bad_seconds", "events", "misses", "credit", "row", "state", "amount", "currency", "amount_exact", "claimable", "lost", "claim_by", "clause_file", "clause_line",
        "measured", "after_corrections", "after_exclusions", "lowest", "highest", "standing", "allowance", "credit_least", "credit_most", "withheld", "volume_row", "volume", "forecast", "causes", "reasons", "reason_due", "invoice", "in_kind", "in_kind_unit", "expires",
        "remark", "text", "facts",
    ];

    static readonly Dictionary<string, int> Places = Columns.Index().ToDictionary(c => c.Item, c => c.Index, StringComparer.Ordinal);

    /// <summary>Rows that one core writes at once, and how many such pieces are written beside each other before they are handed on.</summary>
    const int RowsOfPiece = 256, PiecesAtOnce = 16;

    /// <summary>One row; a cell that nobody fills is empty.</summary>
    sealed class Row
    {
        readonly string?[] cells = new string?[Columns.Length];

        public Row(string kind, Statement statement) => (this["kind"], this["agreement"], this["period"]) = (kind, Text(statement.Agreement), statement.Period.Name);

        internal string? this[string column]
        {
            set => cells[Places[column]] = value;
        }

        public void Write(StringBuilder text)
        {
            for (var i = 0; i < cells.Length; i++)
            {
                if (i > 0) text.Append(',');
                if (cells[i] is { } cell) Append(text, cell);
            }
            text.Append("\r\n");
        }

        static void Append(StringBuilder text, string cell)
        {
            if (cell.AsSpan().IndexOfAny(Special) < 0) text.Append(cell);
            else text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
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
        var texts = new StringBuilder[PiecesAtOnce];
        for (var i = 0; i < texts.Length; i++) texts[i] = new();
        foreach (var pieces in Rows(statements).Chunk(RowsOfPiece).Chunk(PiecesAtOnce))
        {
            Parallel.For(0, pieces.Length, i =>
            {
                texts[i].Clear();
                foreach (var row in pieces[i]) row().Write(texts[i]);
            });
            foreach (var text in texts.AsSpan(0, pieces.Length))
                foreach (var part in text.GetChunks()) write(part.Span);
        }
    }

    static IEnumerable<Func<Row>> Rows(ValueList<Statement> statements)
    {
        foreach (var statement in statements)
        {
            foreach (var level in statement.Levels) yield return () => Level(statement, level);
            foreach (var prospect in statement.Prospects)
                foreach (var credit in prospect.Credits) yield return () => Ahead(statement, prospect, credit);
            foreach (var credit in statement.Credits) yield return () => Credit(statement, credit);
            foreach (var total in statement.Totals) yield return () => Total(statement, total);
            foreach (var remark in statement.Remarks) yield return () => Remark(statement, remark);
        }
    }

    static Row Level(Statement statement, LevelResult level) => new("level", statement)
    {
        ["level"] = Text(level.Level),
        ["scope"] = Text(Display.Scope(level.Scope)),
        ["window"] = level.Window.Name,
        ["window_from"] = Display.Iso(level.Window.From),
        ["window_until"] = Display.Iso(level.Window.Until),
        ["verdict"] = WireNames.Of(level.Verdict),
        ["counts"] = level.Counts ? "true" : "false",
        ["below_minimum"] = level.BelowMinimum ? "true" : "false",
        ["attained"] = Display.AttainedDigits(level),
        ["unit"] = level.Attained switch { Figure.Share => "%", Figure.Time => "s", Figure.Amount a => a.Currency.Code, null or Figure.Number or Figure.Count or Figure.At or Figure.Words => "" },
        ["attained_exact"] = (level.Attained is Figure.Time time ? time.Ticks / NodaConstants.TicksPerSecond : level.Attained?.Exact)?.ToString(),
        ["target"] = Text(level.Target),
        ["margin"] = Display.MarginDigits(level),
        ["coverage_percent"] = level.Coverage is { } coverage ? Display.Share(coverage)[..^2] : null,
        ["so_far"] = level.SoFar is { } soFar ? Display.InUtc(soFar) : null,
        ["bad_seconds"] = level.BadTime is { } bad ? Display.Decimal(Display.Ticks(bad) / NodaConstants.TicksPerSecond) : null,
        ["events"] = level.Events.ToString(CultureInfo.InvariantCulture),
        ["misses"] = level.MissCount.ToString(CultureInfo.InvariantCulture),
        ["clause_file"] = Text(level.Clause.At.File),
        ["clause_line"] = level.Clause.At.Line.ToString(CultureInfo.InvariantCulture),
        ["measured"] = Stage(level, level.Figures?.Measured),
        ["after_corrections"] = Stage(level, level.Figures?.Corrected),
        ["after_exclusions"] = Stage(level, level.Figures?.Excluded),
        ["lowest"] = End(level.Bounds?.Lowest, isLow: true),
        ["highest"] = End(level.Bounds?.Highest, isLow: false),
        ["standing"] = level.Bounds?.Standing is { } standing ? WireNames.Of(standing) : null,
        ["allowance"] = Text(level.Bounds?.Allowance?.Words ?? ""),
        ["volume_row"] = Text(level.Volume?.Row ?? ""),
        ["volume"] = level.Volume?.Actual?.Exact?.ToString(),
        ["forecast"] = level.Volume?.Forecast?.Exact?.ToString(),
        ["causes"] = Text(string.Join("; ", level.Causes.Select(Wording.Cause))),
        ["reasons"] = Text(string.Join("; ", level.Stated.Select(s => Wording.Stated(s, statement.Zone)))),
        ["reason_due"] = level.ReasonDue is { } reasonDue ? Display.InUtc(reasonDue) : null,
    };

    static string? End(Figure? figure, bool isLow) => figure is null ? null : Display.EndDigits(figure, isLow);

    static Row Ahead(Statement statement, Prospect prospect, CreditRange credit) => new("prospect", statement)
    {
        ["level"] = Text(prospect.Level),
        ["scope"] = Text(Display.Scope(prospect.Scope)),
        ["window"] = prospect.Window.Name,
        ["window_from"] = Display.Iso(prospect.Window.From),
        ["window_until"] = Display.Iso(prospect.Window.Until),
        ["credit"] = Text(credit.Remedy),
        ["currency"] = credit.Least.Currency.Code,
        ["credit_least"] = Digits(credit.Least),
        ["credit_most"] = credit.Most is { } most ? Digits(most) : null,
        ["clause_file"] = Text(credit.Clause.At.File),
        ["clause_line"] = credit.Clause.At.Line.ToString(CultureInfo.InvariantCulture),
    };

    static string? Stage(LevelResult level, StepFigure? stage) => stage is null ? null : Display.FigureDigits(stage.Attained, level.Range);

    static Row Credit(Statement statement, CreditLine credit) => new("credit", statement)
    {
        ["level"] = Text(credit.Level),
        ["scope"] = Text(Display.Scope(credit.Scope)),
        ["window"] = credit.Window.Name,
        ["window_from"] = Display.Iso(credit.Window.From),
        ["window_until"] = Display.Iso(credit.Window.Until),
        ["credit"] = Text(credit.Remedy),
        ["row"] = Text(credit.Row ?? ""),
        ["state"] = WireNames.Of(credit.State),
        ["amount"] = !credit.IsKnown ? null : Digits(credit.Amount),
        ["currency"] = credit.Amount.Currency.Code,
        ["amount_exact"] = !credit.IsKnown ? null : credit.Exact.ToString(),
        ["lost"] = Digits(credit.Lost),
        ["withheld"] = Text(credit.Withheld ?? credit.NotComputed ?? ""),
        ["in_kind"] = credit.InKind is { } kind ? Display.Decimal(kind.Number) : null,
        ["in_kind_unit"] = credit.InKind is { } given ? Text(given.Unit) : null,
        ["expires"] = credit.Expires is { } expiry ? Display.InUtc(expiry) : null,
        ["claim_by"] = credit.ClaimBy is { } by ? Display.InUtc(by) : null,
        ["clause_file"] = Text(credit.Clause.At.File),
        ["clause_line"] = credit.Clause.At.Line.ToString(CultureInfo.InvariantCulture),
    };

    static Row Total(Statement statement, Total total) => new("total", statement)
    {
        ["amount"] = Digits(total.Owed),
        ["claimable"] = Digits(total.Claimable),
        ["lost"] = Digits(total.Forfeited),
        ["currency"] = total.Owed.Currency.Code,
        ["invoice"] = total.Invoice.ToString(CultureInfo.InvariantCulture),
    };

    static Row Remark(Statement statement, Remark remark) => new("remark", statement)
    {
        ["remark"] = remark.Code,
        ["text"] = Text(remark.Text),
        ["facts"] = remark.Facts is { } facts ? Text(ReasonText.Places(facts, statement.FactFiles, all: false)) : null,
        ["clause_file"] = remark.Clause is { } clause ? Text(clause.At.File) : null,
        ["clause_line"] = remark.Clause?.At.Line.ToString(CultureInfo.InvariantCulture),
    };

    internal static string Digits(Money money) => money.Amount.ToString("0." + new string('0', money.Currency.MinorDigits) + "##########", CultureInfo.InvariantCulture).TrimEnd('.');

    static string Text(string text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;
}
