using System.Globalization;
using System.Text.Json;
using Surety.Journal;
using Surety.Levels;
using Surety.Statements;

namespace Surety.Storage.Exclusions;

/// <summary>Proposals as JSON, for the command line and for whoever else shows them.</summary>
public static class ProposalJson
{
    /// <summary>Writes one proposal as an object.</summary>
    /// <param name="json">Where.</param><param name="proposal">The proposal.</param><param name="preview">What it would change; <c>null</c>: nobody looked, or it was answered.</param>
    public static void Write(Utf8JsonWriter json, Proposal proposal, ProposalPreview? preview)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        WriteFields(json, proposal, preview);
        json.WriteEndObject();
    }

    /// <summary>Writes what stands in the object of a proposal.</summary>
    /// <param name="json">Where.</param><param name="proposal">The proposal.</param><param name="preview">What it would change; <c>null</c>: nobody looked, or it was answered.</param>
    public static void WriteFields(Utf8JsonWriter json, Proposal proposal, ProposalPreview? preview)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(proposal);
        var (what, answer) = (proposal.Suggestion.What, proposal.Suggestion.Answer);
        json.WriteString("proposal", what.Proposal);
        json.WriteString("kind", Words.Of(what.Kind));
        json.WriteString("side", Words.Of(what.Side));
        json.WriteString("by", proposal.Suggestion.By);
        json.WriteNumber("entry", proposal.Suggestion.Seq);
        json.WriteString("proposed", Display.InUtc(proposal.Suggestion.Known));
        json.WriteString("reason", proposal.Reason);
        Erased(json, proposal.ReasonErased);
        json.WriteString("state", answer is null ? "open" : Words.Of(answer.What.Answer));
        json.WriteString("waitsFor", answer is null ? Words.Of(proposal.Asked) : null);
        json.WritePropertyName("answer");
        if (answer is null) json.WriteNullValue();
        else
        {
            json.WriteStartObject();
            json.WriteString("side", Words.Of(answer.What.Side));
            json.WriteString("by", answer.By);
            json.WriteNumber("entry", answer.Seq);
            json.WriteString("answered", Display.InUtc(answer.Known));
            json.WriteString("consent", answer.What.Consent is { } consent ? Words.Of(consent) : null);
            json.WriteString("reason", proposal.AnswerReason);
            Erased(json, proposal.AnswerReasonErased);
            json.WriteEndObject();
        }
        json.WriteString("period", proposal.Text.Period?.ToString());
        json.WriteStartArray("facts");
        if (proposal.Text.Period is null)
            foreach (var line in System.Text.Encoding.UTF8.GetString(proposal.Text.Bytes.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries)) json.WriteRawValue(line);
        json.WriteEndArray();
        if (proposal.Rulings.Count > 0) Write(json, "exclusions", proposal.Rulings);
        if (preview is not null)
        {
            json.WritePropertyName("preview");
            Write(json, preview);
        }
    }

    static void Erased(Utf8JsonWriter json, ErasedText? erased)
    {
        if (erased is null) return;
        json.WriteStartObject("reasonErased");
        json.WriteString("at", Display.InUtc(erased.Known));
        json.WriteString("by", erased.By);
        json.WriteNumber("entry", erased.Seq);
        json.WriteEndObject();
    }

    /// <summary>Writes a preview as an object.</summary>
    /// <param name="json">Where.</param><param name="preview">What would be otherwise.</param>
    public static void Write(Utf8JsonWriter json, ProposalPreview preview)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        WriteFields(json, preview);
        json.WriteEndObject();
    }

    /// <summary>Writes what stands in the object of a preview.</summary>
    /// <param name="json">Where.</param><param name="preview">What would be otherwise.</param>
    public static void WriteFields(Utf8JsonWriter json, ProposalPreview preview)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(preview);
        json.WriteNumber("entries", preview.UpTo.Entries);
        json.WriteStartArray("feeds");
        foreach (var (feed, entries) in preview.UpTo.Feeds)
        {
            json.WriteStartObject();
            json.WriteString("feed", feed);
            json.WriteNumber("entries", entries);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("needs", preview.Needs is { } side ? preview.KeptBy is null ? Words.Of(side) : "second person" : null);
        Texts(json, "lines", preview.Lines);
        Write(json, "exclusions", preview.Rulings);
        Write(json, "losing", preview.Losing);
        json.WriteStartArray("periods");
        foreach (var period in preview.Periods) Write(json, period);
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, string name, ValueList<ExpectedRuling> rulings)
    {
        json.WriteStartArray(name);
        foreach (var ruling in rulings)
        {
            json.WriteStartObject();
            json.WriteString("exclusion", ruling.Fact.Exclusion);
            json.WriteString("from", Display.InUtc(ruling.Fact.From));
            json.WriteString("until", ruling.Fact.Until is { } until ? Display.InUtc(until) : null);
            json.WriteNumber("leftOutSeconds", (long)ruling.Time.TotalSeconds);
            json.WriteString("zone", ruling.Zone.Id);
            json.WriteStartArray("leftOut");
            foreach (var granted in ruling.Granted.Take(1000))
            {
                json.WriteStartObject();
                json.WriteString("from", Display.InUtc(granted.Start));
                json.WriteString("until", Display.InUtc(granted.End));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("refused", ruling.Refused);
            json.WriteString("line", ruling.Line);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, PeriodEffect effect)
    {
        json.WriteStartObject();
        json.WriteString("period", effect.Period.Name);
        json.WriteString("state", effect.Then.Life.State);
        if (effect.Published is { } revision) json.WriteNumber("revision", revision);
        else json.WriteNull("revision");
        json.WriteBoolean("isBooked", effect.IsBooked);
        Texts(json, "differences", effect.Difference.Lines);
        json.WriteStartArray("levels");
        foreach (var (was, then) in effect.Levels)
        {
            json.WriteStartObject();
            json.WriteString("level", then.Level);
            json.WriteString("window", then.Window.Name);
            json.WriteStartObject("scope");
            foreach (var label in then.Scope.Items) json.WriteString(label.Name, label.Value);
            json.WriteEndObject();
            json.WritePropertyName("was");
            Figure(json, was);
            json.WritePropertyName("then");
            Figure(json, then);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("owed");
        foreach (var (was, then, _, _) in effect.Money)
        {
            json.WriteStartObject();
            json.WriteString("currency", was.Currency.Code);
            json.WriteString("was", was.Amount.ToString(CultureInfo.InvariantCulture));
            json.WriteString("then", then.Amount.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Figure(Utf8JsonWriter json, LevelResult? level)
    {
        if (level is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteString("verdict", WireNames.Of(level.Verdict));
        json.WriteString("attained", Display.Attained(level));
        json.WriteEndObject();
    }

    static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
