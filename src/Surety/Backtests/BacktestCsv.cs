using Surety.Statements;

namespace Surety.Backtests;

/// <summary>The months of a back-test as a table after RFC 4180, for spreadsheets: one row for each month and currency.</summary>
public static class BacktestCsv
{
    /// <summary>Writes a heading line and the months.</summary>
    /// <returns>Lines that end with CR LF.</returns>
    public static string Of(Backtest test)
    {
        var rows = from month in test.Months
                   from cost in month.Outcome.Cost.Count > 0 ? month.Outcome.Cost.ToArray() : [new Money(0, new Currency(""))]
                   select string.Join(',', month.Month.Name, month.Outcome.Met, month.Outcome.Missed, month.Outcome.NoData, StatementCsv.Digits(cost), Amount(month.GapsGood, cost), Amount(month.GapsBad, cost),
                       cost.Currency.Code, month.Outcome.ScheduleErrors, month.Outcome.Rights.Count, month.Messages, month.Coverage is { } coverage ? Display.Share(coverage)[..^2] : "");
        return string.Concat(rows.Prepend("month,met,missed,no_data,credits,credits_gaps_good,credits_gaps_bad,currency,schedule_errors,rights,messages,lowest_coverage_percent").Select(r => r + "\r\n"));
    }

    static string Amount(Outcome outcome, Money like) => StatementCsv.Digits(outcome.Cost.FirstOrDefault(m => m.Currency == like.Currency) is { Currency.Code: not null } found ? found : like with { Amount = 0 });
}
