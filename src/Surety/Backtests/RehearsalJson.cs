using System.Text.Json;
using Surety.Statements;

namespace Surety.Backtests;

/// <summary>A rehearsal as one JSON document, names frozen here. Described in docs/guide/rehearse.md.</summary>
public static class RehearsalJson
{
    /// <summary>Writes a rehearsal.</summary>
    /// <returns>A document that ends with a line feed.</returns>
    public static string Of(Rehearsal rehearsal) => StatementJson.Document(json =>
    {
        json.WriteStartObject();
        json.WriteString("format", "surety-rehearsal/1");
        json.WriteString("agreement", rehearsal.Agreement.Id);
        json.WriteNumber("version", rehearsal.Agreement.Version);
        json.WriteString("about", rehearsal.About.ToString());
        json.WriteString("seconds", (Display.Ticks(rehearsal.Length) / NodaTime.NodaConstants.TicksPerSecond).ToString());
        json.WriteString("zone", rehearsal.Agreement.Zone.Id);
        json.WriteString("asOf", Display.InUtc(rehearsal.AsOf));
        StatementJson.Items(json, "cheapest", rehearsal.Cheapest.Take(3), slot => json.WriteStringValue(Display.InUtc(slot.Time.Start)));
        StatementJson.Items(json, "starts", rehearsal.Slots, slot =>
        {
            json.WriteStartObject();
            json.WriteString("from", Display.InUtc(slot.Time.Start));
            json.WriteString("until", Display.InUtc(slot.Time.End));
            json.WriteStartObject("unannounced");
            Effect(json, slot.Unannounced);
            json.WriteEndObject();
            StatementJson.Items(json, "announced", slot.Announced, announced =>
            {
                json.WriteStartObject();
                json.WriteString("exclusion", announced.Exclusion);
                json.WriteString("by", announced.By is { } by ? Display.InUtc(by) : null);
                json.WriteString("refused", announced.Refused);
                StatementJson.Items(json, "agreedBy", announced.AgreedBy, json.WriteStringValue);
                Effect(json, announced.Effect);
                json.WriteEndObject();
            });
            StatementJson.Items(json, "touches", slot.Touched, level =>
            {
                json.WriteStartObject();
                json.WriteString("level", level.Level);
                json.WriteString("scope", level.Scope.ToString());
                json.WriteString("window", level.Window.Name);
                json.WriteString("without", level.Without.Attained?.Exact?.ToString());
                json.WriteString("withoutVerdict", WireNames.Of(level.Without.Verdict));
                json.WriteString("with", level.With.Attained?.Exact?.ToString());
                json.WriteString("withVerdict", WireNames.Of(level.With.Verdict));
                json.WriteEndObject();
            });
            json.WriteEndObject();
        });
        StatementJson.Items(json, "notTried", rehearsal.Untouched, json.WriteStringValue);
        json.WriteEndObject();
    });

    static void Effect(Utf8JsonWriter json, Effect effect)
    {
        BacktestJson.Money(json, "moreCredits", effect.Credits);
        json.WriteNumber("moreMisses", effect.Misses);
        json.WriteNumber("scheduleErrors", effect.ScheduleErrors);
        StatementJson.Items(json, "rights", effect.Rights, json.WriteStringValue);
    }
}
