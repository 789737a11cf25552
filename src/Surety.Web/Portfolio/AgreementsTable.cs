using System.Globalization;
using System.Text;
using Surety.Journal;
using Surety.Statements;

namespace Surety.Web.Portfolio;

/// <summary>Where agreements stand as a table after RFC 4180, for spreadsheets: a line for each agreement, and one more for each further currency in which something is at stake. In English for ever, as programs read it.</summary>
static class AgreementsTable
{
    /// <summary>Writes a heading line and the agreements.</summary>
    /// <returns>Lines that end with CR LF.</returns>
    public static string Of(IReadOnlyList<AgreementRow> rows)
    {
        var table = new StringBuilder(StatementCsv.Line("agreement", "title", "side", "other_party", "state", "worst_level", "worst_scope", "verdict", "standing", "attained", "met", "missed", "excused", "no_data", "safe", "open", "lost", "at_stake_least", "at_stake_most", "currency", "next_due", "next_about", "last_statement", "as_of"));
        foreach (var row in rows)
        {
            var brief = row.Brief;
            Statements.StakeOf?[] stakes = brief is { AtStake.Count: > 0 } ? [.. brief.AtStake] : [null];
            foreach (var stake in stakes)
                table.Append(StatementCsv.Line(
                    Text(row.Seat.Name), Text(row.Title), Words.Of(row.Seat.Side), Text(row.Seat.Other?.Title), row.State, Text(brief?.Worst?.Level), Text(brief?.Worst is { } worst ? Display.Scope(worst.Scope) : null), brief?.Worst?.Verdict, brief?.Worst?.Standing, Text(brief?.Worst?.AttainedIn(Language.English)),
                    Count(brief?.Verdicts.Met), Count(brief?.Verdicts.Missed), Count(brief?.Verdicts.Excused), Count(brief?.Verdicts.NoData), Count(brief?.Verdicts.Safe), Count(brief?.Verdicts.Open), Count(brief?.Verdicts.Lost),
                    Amount(stake?.Least), Amount(stake?.Most), stake?.Currency, brief?.Next is { } next ? Display.InUtc(next.Due) : null, Text(brief?.Next?.About), brief?.LastPeriod, brief is null ? null : Display.InUtc(brief.AsOf)));
        }
        return table.ToString();
    }

    static string? Text(string? text) => text is null ? null : StatementCsv.Text(text);

    static string? Count(int? count) => count?.ToString(CultureInfo.InvariantCulture);

    static string? Amount(decimal? amount) => amount?.ToString("0.00########", CultureInfo.InvariantCulture);
}
