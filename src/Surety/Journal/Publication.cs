using System.Text;
using NodaTime;
using Surety.Agreements;
using Surety.Facts;
using Surety.Scope;
using Surety.Statements;
using Surety.Text;

namespace Surety.Journal;

/// <summary>The statement of a period as it is published: the same inputs give the same bytes, on any machine, in any year.</summary>
/// <param name="Statement">What it says.</param>
/// <param name="Bytes">As JSON, UTF-8: what the journal has the hash of.</param>
public sealed record Publication(Statement Statement, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Number of the rules by which this program works out statements; it rises whenever a byte of one could be another, a verdict or a word.</summary>
    public const int Rules = 1;

    /// <summary>Works out a statement.</summary>
    /// <param name="versions">The agreement.</param><param name="facts">What was known.</param><param name="period">Of which period.</param><param name="asOf">Looked at from where.</param>
    /// <param name="published">When the first statement of the period was published; <c>null</c>: none was, and this may be the first.</param>
    public static Publication Of(Versions versions, FactSet facts, Window period, Instant asOf, Instant? published = null)
    {
        var statement = Evaluation.Of(versions, facts, period.Time.End, asOf).Statement(period, published ?? asOf);
        return new(statement, Encoding.UTF8.GetBytes(StatementJson.Of(statement)));
    }

    /// <summary>The period of a name, in the zone of the agreement.</summary>
    /// <param name="name">A month, quarter or year: <c>2026-10</c>.</param><param name="zone">Whose midnights.</param>
    /// <returns>Refused: it is no such name.</returns>
    public static Result<Window> Period(string name, DateTimeZone zone) => Phrase.Period("", name) switch
    {
        Result<CalendarPeriod>.Ok { Value: var period } => new Result<Window>.Ok((period.Length switch { 1 => WindowRule.Month, 3 => WindowRule.Quarter, _ => WindowRule.Year }).At(period.Start, zone)),
        Result<CalendarPeriod>.Refused no => new Result<Window>.Refused(no.Problems),
    };
}
