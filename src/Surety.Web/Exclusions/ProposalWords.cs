using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Surety.Journal;
using Surety.Levels;
using Surety.Statements;
using Surety.Storage.Exclusions;
using Surety.Text;
using Surety.Web.Shell;

namespace Surety.Web.Exclusions;

/// <summary>Proposals, exclusions and what they change, as pages say it.</summary>
static class ProposalWords
{
    /// <summary>Where a proposal stands: shape, word and tone.</summary>
    public static (string Shape, string Word, string Tone) State(View view, Proposal proposal) => proposal.Suggestion.Answer?.What.Answer switch
    {
        null => ("…", view.Words["proposal.state.open"], "unsure"),
        ProposalAnswer.Accepted => ("✓", view.Words["proposal.state.accepted"], "good"),
        ProposalAnswer.Refused => ("✗", view.Words["proposal.state.refused"], "soft"),
        _ => ("–", view.Words["proposal.state.withdrawn"], "soft"),
    };

    /// <summary>What kind it is.</summary>
    public static string Kind(View view, ProposalKind kind) => view.Words[$"proposals.kind.{Journal.Words.Of(kind)}"];

    /// <summary>What it is about, in a line.</summary>
    public static string About(View view, Proposal proposal, DateTimeZone zone) => proposal.Text switch
    {
        { Period: { } period } => view.Words["proposal.about.restatement", $"{period}"],
        { Facts.Exclusions: [var one] } => view.Words["proposal.about.exclusion", one.Exclusion, Time(view, one.From, one.Until, zone)],
        { Facts.Exclusions: { Count: > 1 } several } => view.Words.Count("proposal.about.exclusions", several.Count, several[0].Exclusion),
        var text => view.Words.Count("proposal.about.correction", text.Names.Count()),
    };

    /// <summary>From when to when; the second day is not said twice.</summary>
    public static string Time(View view, Instant from, Instant? until, DateTimeZone zone)
    {
        if (until is not { } end) return view.Words["time.since", view.Notation.Moment(from, zone)];
        return view.Words["time.to", view.Notation.Moment(from, zone), view.Notation.MomentAfter(from, end, zone)];
    }

    /// <summary>Name of the party at a side.</summary>
    public static string Party(View view, AgreementView agreement, Side side) => (side == agreement.Side ? view.Party?.Title : agreement.Other) is { } title ? view.Words["proposal.party", title, SideWord(view, side)] : SideWord(view, side);

    /// <summary>A side in a word.</summary>
    public static string SideWord(View view, Side side) => view.Words[$"side.{Journal.Words.Of(side)}"];

    /// <summary>What it would change, in a line: <c>shop availability: 99.91 % → 99.96 %, credit 1,200 → 0</c>.</summary>
    public static string Brief(View view, ProposalPreview preview)
    {
        var parts = preview.Periods.Where(p => p.IsBooked).SelectMany(p => p.Levels.Where(l => l.Was is not null).Take(2).Select(l => view.Words["effect.of-level", view.Notation.Level(l.Then.Level, l.Then.Scope), view.Words["effect.figure", view.Notation.Attained(l.Was!), view.Notation.Attained(l.Then)]]).Concat(Moved(p).Select(m => Money(view, m)))).Take(4).ToList();
        // What is not told in a line is told below, and never called nothing.
        return parts.Count > 0 ? string.Join(", ", parts) : view.Words[preview.Periods.All(p => p.Difference.IsEmpty) ? "effect.nothing" : "effect.below"];
    }

    /// <summary>Money that comes out otherwise.</summary>
    public static List<(Money Owed, Money OwedThen, Money Claimable, Money ClaimableThen)> Moved(PeriodEffect period) => [.. period.Money.Where(m => m.Owed != m.OwedThen || m.Claimable != m.ClaimableThen)];

    static string Money(View view, (Money Owed, Money OwedThen, Money Claimable, Money ClaimableThen) money) => money.Owed != money.OwedThen
        ? view.Words["effect.credit", view.Notation.Money(money.Owed), view.Notation.Money(money.OwedThen)] : view.Words["effect.claim", view.Notation.Money(money.Claimable), view.Notation.Money(money.ClaimableThen)];

    /// <summary>What the text makes of an exclusion, and why not.</summary>
    public static Sentence Ruling(View view, ExpectedRuling ruling)
    {
        const string why = "\u0001";
        var told = (ruling.Granted.Count, ruling.Refused) switch
        {
            (0, null) => view.Words["ruling.not-yet"],
            (0, _) => view.Words["ruling.none", why],
            (_, null) => view.Words["ruling.whole", view.Notation.Time(ruling.Time)],
            _ => view.Words["ruling.part", view.Notation.Time(ruling.Time), why],
        };
        return told.Split(why) is [var before, var after] ? before + view.Wording.Retold(ruling.Refused!) + after : told;
    }

    /// <summary>A verdict: shape, word and tone.</summary>
    public static (string Shape, string Word, string Tone) Verdict(View view, LevelResult level)
    {
        var (shape, word, tone) = view.Wording.Of(level.Verdict);
        return (shape, word, tone switch { Tone.Good => "good", Tone.Bad => "bad", _ => "unsure" });
    }

    /// <summary>Keys and values of the facts that are proposed, as they were written, nested ones with a point; of a restatement none.</summary>
    public static List<ValueList<Label>> Said(Proposal proposal)
    {
        var facts = new List<ValueList<Label>>();
        if (proposal.Text.Period is not null) return facts;
        foreach (var line in System.Text.Encoding.UTF8.GetString(proposal.Text.Bytes.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var document = JsonDocument.Parse(line);
            facts.Add(document.RootElement.EnumerateObject().SelectMany(p => p.Value.ValueKind == JsonValueKind.Object ? p.Value.EnumerateObject().Select(i => new Label($"{p.Name}.{i.Name}", Text(i.Value))) : [new(p.Name, Text(p.Value))]).ToValueList());
        }
        return facts;
    }

    static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Text)),
        _ => value.GetRawText(),
    };

    /// <summary>A value of a fact: an instant in the agreement's time, and everything else as it stands.</summary>
    public static string Value(View view, string text, DateTimeZone zone) => OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true, Value: var at } ? view.Notation.Moment(at.ToInstant(), zone) : text;
}
