using System.Text.Json;
using Surety.Statements;

namespace Surety.Backtests;

/// <summary>A back-test as one JSON document: money as strings, fractions exact, names frozen here. Described in docs/guide/backtest.md.</summary>
public static class BacktestJson
{
    /// <summary>Writes a back-test.</summary>
    /// <returns>A document that ends with a line feed.</returns>
    public static string Of(Backtest test) => StatementJson.Document(json =>
    {
        json.WriteStartObject();
        json.WriteString("format", "surety-backtest/1");
        json.WriteString("agreement", test.Draft.Id);
        json.WriteNumber("version", test.Draft.Version);
        json.WriteString("from", Display.Iso(test.Stretch.From));
        json.WriteString("until", Display.Iso(test.Stretch.Until));
        json.WriteString("zone", test.Draft.Zone.Id);
        json.WriteString("asOf", Display.InUtc(test.AsOf));
        json.WriteString("summary", BacktestText.Summary(test));
        StatementJson.Items(json, "assumed", test.Assumed, json.WriteStringValue);
        Range(json, "whole", test.Whole, test.GapsGood, test.GapsBad);
        StatementJson.Items(json, "months", test.Months, month =>
        {
            json.WriteStartObject();
            json.WriteString("month", month.Month.Name);
            Range(json, "outcome", month.Outcome, month.GapsGood, month.GapsBad);
            json.WriteNumber("messages", month.Messages);
            json.WriteString("coverage", month.Coverage?.ToString());
            json.WriteEndObject();
        });
        StatementJson.Items(json, "effects", test.Effects, effect =>
        {
            json.WriteStartObject();
            json.WriteString("what", effect.What);
            json.WriteString("clause", effect.Clause.At.ToString());
            Money(json, "more", effect.More);
            json.WriteNumber("moreMisses", effect.Changed.Missed - effect.Written.Missed);
            Outcome(json, "changed", effect.Changed);
            json.WriteEndObject();
        });
        StatementJson.Items(json, "curves", test.Curves, curve =>
        {
            json.WriteStartObject();
            json.WriteString("level", curve.Level);
            json.WriteString("condition", curve.Scope.ToString());
            json.WriteString("clause", curve.Row.Clause.At.ToString());
            json.WriteString("worst", curve.NeverMissedUpTo?.Exact?.ToString());
            StatementJson.Items(json, "points", curve.Points, point =>
            {
                json.WriteStartObject();
                json.WriteString("target", point.Target);
                json.WriteBoolean("written", point.IsWritten);
                json.WriteNumber("missed", point.Missed);
                Outcome(json, "outcome", point.Outcome);
                json.WriteEndObject();
            });
            json.WriteEndObject();
        });
        StatementJson.Items(json, "costliest", test.Costliest, interval =>
        {
            json.WriteStartObject();
            json.WriteString("what", interval.What);
            json.WriteString("from", Display.InUtc(interval.From));
            json.WriteString("until", interval.Until is { } until ? Display.InUtc(until) : null);
            json.WriteString("seconds", (Display.Ticks(interval.By) / NodaTime.NodaConstants.TicksPerSecond).ToString());
            StatementJson.Items(json, "levels", interval.Levels, json.WriteStringValue);
            Money(json, "saved", interval.Saved);
            json.WriteNumber("missesSaved", interval.MissesSaved);
            json.WriteEndObject();
        });
        StatementJson.Items(json, "remarks", test.Remarks, remark => json.WriteStringValue(remark.Text));
        json.WriteEndObject();
    });

    static void Range(Utf8JsonWriter json, string name, Outcome outcome, Outcome good, Outcome bad)
    {
        json.WriteStartObject(name);
        Content(json, outcome);
        Outcome(json, "gapsGood", good);
        Outcome(json, "gapsBad", bad);
        json.WriteEndObject();
    }

    internal static void Outcome(Utf8JsonWriter json, string name, Outcome outcome)
    {
        json.WriteStartObject(name);
        Content(json, outcome);
        json.WriteEndObject();
    }

    static void Content(Utf8JsonWriter json, Outcome outcome)
    {
        json.WriteNumber("met", outcome.Met);
        json.WriteNumber("missed", outcome.Missed);
        json.WriteNumber("noData", outcome.NoData);
        json.WriteNumber("scheduleErrors", outcome.ScheduleErrors);
        Money(json, "credits", outcome.Cost);
        StatementJson.Items(json, "rights", outcome.Rights, json.WriteStringValue);
    }

    internal static void Money(Utf8JsonWriter json, string name, ValueList<Money> money) => StatementJson.Items(json, name, money, m =>
    {
        json.WriteStartObject();
        json.WriteString("amount", StatementCsv.Digits(m));
        json.WriteString("currency", m.Currency.Code);
        json.WriteEndObject();
    });
}
