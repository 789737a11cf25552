using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;

namespace Surety.Tests.Oracle;

/// <summary>A drawn fact, and the line that tells it. Closed.</summary>
abstract record Told
{
    private Told() { }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new SortedDictionary<string, string>();

    public string? Id { get; init; }

    public sealed record State(Instant At, string Word) : Told;

    public sealed record Sample(Instant At, decimal Number) : Told;

    public sealed record Count(Instant From, Instant Until, int Good, int Total) : Told;

    public sealed record Outage(Instant From, Instant? Until, string? Impact) : Told;

    public sealed record Excluded(string Name, Instant From, Instant? Until, Instant? Announced, IReadOnlyList<string> AgreedBy) : Told;

    public sealed record Ticket(string Name, string Event, Instant At, string? To = null, string? By = null, string? For = null) : Told;

    public sealed record Answer(Instant At, decimal Score) : Told;

    public sealed record Value(Instant At, decimal Number) : Told;

    public sealed record Deed(string Type, string Of, Instant At, string By) : Told;

    /// <summary>When it was true, or began.</summary>
    public Instant Happens => this switch
    {
        State s => s.At,
        Sample s => s.At,
        Count c => c.From,
        Outage o => o.From,
        Excluded x => x.From,
        Ticket t => t.At,
        Answer a => a.At,
        Value v => v.At,
        Deed d => d.At,
    };

    /// <summary>When it was over.</summary>
    public Instant Over => this switch
    {
        Count c => c.Until,
        Outage o => o.Until ?? o.From,
        Excluded x => x.Until ?? x.From,
        _ => Happens,
    };

    /// <summary>The same, so much later.</summary>
    public Told Moved(Duration by) => this switch
    {
        State s => s with { At = s.At + by },
        Sample s => s with { At = s.At + by },
        Count c => c with { From = c.From + by, Until = c.Until + by },
        Outage o => o with { From = o.From + by, Until = o.Until + by },
        Excluded x => x with { From = x.From + by, Until = x.Until + by, Announced = x.Announced + by },
        Ticket t => t with { At = t.At + by },
        Answer a => a with { At = a.At + by },
        Value v => v with { At = v.At + by },
        Deed d => d with { At = d.At + by },
    };

    public string? Label(string name) => Labels.TryGetValue(name, out var value) ? value : null;

    static readonly string[] OwnKeys = ["service", "part", "member", "feed", "priority", "region"];

    public string Line()
    {
        var line = new StringBuilder("{");
        void Key(string key, string? value, bool isNumber = false)
        {
            if (value is not null) line.Append(line.Length > 1 ? "," : "").Append('"').Append(key).Append("\":").Append(isNumber ? value : "\"" + value + "\"");
        }
        void At(string key, Instant? at) => Key(key, at is { } instant ? InstantPattern.ExtendedIso.Format(instant) : null);
        void Number(string key, decimal number) => Key(key, number.ToString(CultureInfo.InvariantCulture), true);
        switch (this)
        {
            case State s: Key("type", "state"); At("at", s.At); Key("state", s.Word); break;
            case Sample s: Key("type", "sample"); At("at", s.At); Number("value", s.Number); break;
            case Count c: Key("type", "count"); At("from", c.From); At("until", c.Until); Number("good", c.Good); Number("total", c.Total); break;
            case Outage o: Key("type", "outage"); At("from", o.From); At("until", o.Until); Key("impact", o.Impact); break;
            case Excluded x:
                Key("type", "exclusion"); Key("exclusion", x.Name); At("from", x.From); At("until", x.Until); At("announced", x.Announced);
                if (x.AgreedBy.Count > 0) Key("agreed by", $"[{string.Join(",", x.AgreedBy.Select(b => $"\"{b}\""))}]", true);
                break;
            case Ticket t: Key("type", "ticket"); Key("ticket", t.Name); Key("event", t.Event); At("at", t.At); Key("to", t.To); Key("by", t.By); Key("for", t.For); break;
            case Answer a: Key("type", "answer"); At("at", a.At); Number("score", a.Score); break;
            case Value v: Key("type", "value"); At("at", v.At); Number("value", v.Number); break;
            case Deed d: Key("type", d.Type); Key("of", d.Of); At("at", d.At); Key("by", d.By); break;
        }
        Key("id", Id);
        foreach (var (name, value) in Labels.Where(l => OwnKeys.Contains(l.Key))) Key(name, value);
        var others = Labels.Where(l => !OwnKeys.Contains(l.Key)).ToList();
        if (others.Count > 0) Key("labels", "{" + string.Join(",", others.Select(l => $"\"{l.Key}\":\"{l.Value}\"")) + "}", true);
        return line.Append('}').ToString();
    }
}
