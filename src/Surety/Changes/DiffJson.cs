using System.Text.Json;
using Surety.Backtests;
using Surety.Statements;

namespace Surety.Changes;

/// <summary>A comparison as one JSON document: every change with its place, the lines that were and the lines that are, and both in words. Described in docs/guide/diff.md.</summary>
public static class DiffJson
{
    /// <summary>Writes a comparison.</summary>
    /// <param name="diff">What to show.</param>
    /// <param name="effect">What it would have changed on past facts; <c>null</c>: nobody asked.</param>
    /// <returns>A document that ends with a line feed.</returns>
    public static string Of(AgreementDiff diff, DiffEffect? effect) => StatementJson.Document(json => Write(json, diff, effect));

    internal static void Write(Utf8JsonWriter json, AgreementDiff diff, DiffEffect? effect)
    {
        json.WriteStartObject();
        json.WriteString("format", "surety-diff/1");
        json.WriteString("language", diff.Language);
        Side(json, "old", diff.Old);
        Side(json, "new", diff.New);
        json.WriteString("summary", DiffPage.Summary(diff));
        StatementJson.Items(json, "changes", diff.Clauses, c => Clause(json, c));
        StatementJson.Items(json, "byLayers", diff.ByLayers, c => Clause(json, c));
        if (effect is not null) Effect(json, effect);
        json.WriteEndObject();
    }

    static void Side(Utf8JsonWriter json, string name, DiffSide side)
    {
        json.WriteStartObject(name);
        json.WriteString("file", side.File);
        json.WriteString("name", side.Name);
        json.WriteNumber("version", side.Version);
        json.WriteString("hash", side.Hash);
        json.WriteEndObject();
    }

    static void Clause(Utf8JsonWriter json, ClauseChange change)
    {
        json.WriteStartObject();
        StatementJson.Items(json, "place", change.Place, json.WriteStringValue);
        json.WriteBoolean("says", change.Says);
        json.WriteString("wasAt", change.WasAt?.ToString());
        json.WriteString("isAt", change.IsAt?.ToString());
        StatementJson.Items(json, "was", change.Was, json.WriteStringValue);
        StatementJson.Items(json, "is", change.Is, json.WriteStringValue);
        if (change.Edit is { } edit) Edit(json, edit);
        json.WriteEndObject();
    }

    static void Edit(Utf8JsonWriter json, Change edit)
    {
        json.WriteStartObject("edit");
        StatementJson.Items(json, "place", edit.Place, json.WriteStringValue);
        switch (edit)
        {
            case Change.Added added:
                json.WriteString("kind", "added");
                json.WriteNumber("at", added.At);
                json.WriteString("new", added.Text);
                break;
            case Change.Removed removed:
                json.WriteString("kind", "removed");
                json.WriteString("old", removed.Text);
                break;
            case Change.Replaced replaced:
                json.WriteString("kind", "replaced");
                json.WriteString("old", replaced.Old);
                json.WriteString("new", replaced.New);
                break;
            case Change.Reordered order:
                json.WriteString("kind", "reordered");
                StatementJson.Items(json, "old", order.Old, json.WriteStringValue);
                StatementJson.Items(json, "new", order.New, json.WriteStringValue);
                break;
        }
        json.WriteEndObject();
    }

    static void Effect(Utf8JsonWriter json, DiffEffect effect)
    {
        json.WriteStartObject("effect");
        json.WriteString("from", Display.Iso(effect.Stretch.From));
        json.WriteString("until", Display.Iso(effect.Stretch.Until));
        json.WriteString("zone", effect.Zone.Id);
        json.WriteString("asOf", Display.InUtc(effect.AsOf));
        json.WriteString("summary", DiffPage.Summary(effect));
        StatementJson.Items(json, "assumed", effect.Assumed, json.WriteStringValue);
        Outcomes(json, effect.Whole);
        StatementJson.Items(json, "months", effect.Months, month =>
        {
            json.WriteStartObject();
            json.WriteString("month", month.Month.Name);
            Outcomes(json, month);
            json.WriteEndObject();
        });
        StatementJson.Items(json, "verdicts", effect.Verdicts, verdict =>
        {
            json.WriteStartObject();
            json.WriteString("level", verdict.Is.Level);
            json.WriteString("scope", verdict.Is.Scope.ToString());
            json.WriteString("window", verdict.Is.Window.Name);
            json.WriteString("was", WireNames.Of(verdict.Was.Verdict));
            json.WriteString("is", WireNames.Of(verdict.Is.Verdict));
            json.WriteEndObject();
        });
        StatementJson.Items(json, "levels", effect.Levels, level =>
        {
            json.WriteStartObject();
            json.WriteString("level", level.Level);
            json.WriteBoolean("new", level.IsNew);
            json.WriteNumber("met", level.Met);
            json.WriteNumber("missed", level.Missed);
            json.WriteEndObject();
        });
        json.WriteEndObject();
    }

    static void Outcomes(Utf8JsonWriter json, MonthEffect effect)
    {
        BacktestJson.Outcome(json, "was", effect.Was);
        BacktestJson.Outcome(json, "is", effect.Is);
        BacktestJson.Money(json, "more", effect.More);
    }
}
