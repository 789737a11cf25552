using Surety.Text;

namespace Surety.Metrics;

/// <summary>Reads the events that start and stop clocks.</summary>
internal static class Events
{
    /// <summary>event = [ "first" | "next" | "every" ] word [ "by" side ] | "status" name</summary>
    public static EventRule? Read(PhraseReader phrase)
    {
        var start = phrase.Position;
        var counted = phrase.TryAny("first", "next", "every");
        if (phrase.TryWord("reply by"))
            return phrase.TryAny("provider", "customer") is { } side ? new("replied", side, null, phrase.Since(start)) : phrase.Refuse<EventRule>("'provider' or 'customer'");
        if (phrase.TryWord("status"))
        {
            var status = phrase.Rest().Trim();
            return status.Length > 0 ? new("status", null, status, phrase.Since(start)) : phrase.Refuse<EventRule>("the name of a status");
        }
        var words = phrase.Until("by").Trim();
        if (words.Length == 0) return phrase.Refuse<EventRule>(counted is null ? "an event like 'opened'" : "'reply by', 'status' or the word of an event");
        string? by = null;
        if (phrase.TryWord("by") && (by = phrase.TryAny("provider", "customer")) is null) return phrase.Refuse<EventRule>("'provider' or 'customer'");
        return new(words == "reply" ? "replied" : words, by, null, phrase.Since(start));
    }
}
