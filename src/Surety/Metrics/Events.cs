using Surety.Facts;
using Surety.Text;

namespace Surety.Metrics;

/// <summary>Reads the events that start and stop clocks.</summary>
internal static class Events
{
    /// <summary>Words that end with the ticket or begin it; in the printed contract they are words of its language.</summary>
    static readonly string[] Known = ["opened", "assigned", "resolved", "closed", "cancelled", "reopened"];

    /// <summary>events = event { "or" event }</summary>
    public static FirstOf? Read(PhraseReader phrase)
    {
        var start = phrase.Position;
        var events = new List<EventRule>();
        do
        {
            var (at, own) = (phrase.At, phrase.Position);
            if (events.Count > 0 && phrase.TryAny("first", "next", "every") is { } counted)
            {
                phrase.Error(at, "metric.each", $"{Quoted.Of(counted)} says how many cycles a ticket has, and stands once, before all events.", "Write 'first reply by provider or resolved'.");
                return null;
            }
            phrase.Back(own);
            if (Event(phrase) is not { } rule) return null;
            if (events.Exists(e => e.What == rule.What && e.By == rule.By && e.To == rule.To))
            {
                phrase.Error(at, "metric.same-event", $"{Quoted.Of(rule.Words)} stands twice.", "Write each event once.");
                return null;
            }
            events.Add(rule);
        }
        while (phrase.TryWord("or"));
        return new(events.ToValueList(), phrase.Since(start));
    }

    /// <summary>event = [ "first" | "next" | "every" ] ( "reply" | word { word } ) [ "by" side ] | "status" name</summary>
    static EventRule? Event(PhraseReader phrase)
    {
        var start = phrase.Position;
        var counted = phrase.TryAny("first", "next", "every");
        if (phrase.TryWord("reply by"))
            return phrase.TryAny("provider", "customer") is { } side ? new("replied", side, null, phrase.Since(start)) : phrase.Refuse<EventRule>("'provider' or 'customer'");
        if (phrase.TryWord("status"))
        {
            var status = phrase.Until("or").Trim();
            return status.Length > 0 ? new("status", null, status, phrase.Since(start)) : phrase.Refuse<EventRule>("the name of a status");
        }
        var own = phrase.Position;
        var words = phrase.Until("by", "or").Trim();
        if (Known.Contains(words)) phrase.Spell(own, words, PieceKind.Word);
        if (words.Length == 0) return phrase.Refuse<EventRule>(counted is null ? "an event like 'opened'" : "'reply by', 'status' or the word of an event");
        string? by = null;
        if (phrase.TryWord("by") && (by = phrase.TryAny("provider", "customer")) is null) return phrase.Refuse<EventRule>("'provider' or 'customer'");
        return new(words == "reply" ? "replied" : words, by, null, phrase.Since(start));
    }
}
