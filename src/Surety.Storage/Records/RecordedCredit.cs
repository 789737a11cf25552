using System.Globalization;
using Surety.Statements;

namespace Surety.Storage.Records;

/// <summary>A credit of a published statement as the database lists it, for whoever books or asks across statements; the statement is what counts.</summary>
sealed record RecordedCredit(string Remedy, long Start, string Scope, string Incident, long Revision, string Period, string State, string Amount, string Currency)
{
    /// <summary>The credits of a statement, each once.</summary>
    public static IEnumerable<RecordedCredit> Of(Statement statement, long revision) => statement.Credits.Select(credit => new RecordedCredit(
        credit.Remedy, credit.Window.Time.Start.ToUnixTimeTicks(), $"{credit.Level}|{Display.Scope(credit.Scope)}|{credit.Row}", credit.Incident?.Name ?? "", revision, statement.Period.Name,
        WireNames.Of(credit.State), credit.Amount.Amount.ToString(CultureInfo.InvariantCulture), credit.Amount.Currency.Code)).DistinctBy(c => (c.Remedy, c.Start, c.Scope, c.Incident));
}
