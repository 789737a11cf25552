using System.Text;
using NodaTime;
using NodaTime.Text;
using Surety.Text;

namespace Surety.Facts;

/// <summary>Who sends facts to a server, for a party at one side: it speaks for that side and for nobody else, and under sources of its own. Source: docs/guide/api.md, "Facts".</summary>
/// <param name="Side">Where its party sits, as facts have it: <c>provider</c> or <c>customer</c>; <c>null</c>: at neither, where measurements come to a feed that several agreements read.</param>
/// <param name="Silent">The source of facts that name none.</param>
/// <param name="Sources">The sources as which it may send; empty: any.</param>
public sealed record FactSender(string? Side, string Silent, ValueList<string> Sources)
{
    /// <summary>Proposals of both sides come to facts of this source, and nobody sends as it.</summary>
    public const string Proposals = "proposals";

    /// <summary>Sources under which another party has sent to the same record.</summary>
    public ValueList<string> Foreign { get; init; }

    /// <summary>Whether both sides take part: then time is left out by a proposal that the other side accepts, or by announcing work. Of a feed, whether its party sits as the customer at an agreement that it opened.</summary>
    public bool BothTakePart { get; init; }

    /// <summary>Whether it may say what its side did, and not only what was measured.</summary>
    public bool MayAct { get; init; } = true;

    /// <summary>After so many refused rows of a batch nobody looks at the others.</summary>
    public int MostRefused { get; init; } = int.MaxValue;

    /// <summary>When the facts arrived: what a side says it did, it says when it does it; <c>null</c>: they may be of any time.</summary>
    public Instant? Arrived { get; init; }

    /// <summary>So much earlier may a deed be than its arrival.</summary>
    static readonly Duration Late = Duration.FromHours(1);

    /// <summary>So much later may work be announced in a feed than it begins, and so much earlier than it arrives.</summary>
    static readonly Duration Slack = Duration.FromMinutes(5);

    /// <summary>Code of the problem that an exclusion is no fact of one side.</summary>
    public const string Exclusion = "fact.exclusion";

    static readonly string[] Deeds = ["acknowledged", "claimed", "evidence", "notice", "done", "aware", "cancelled", "reason"];

    const int LongestSource = 200;

    /// <summary>Why facts of a source are not taken; <c>null</c>: they are.</summary>
    internal (string Code, string Message, string Mend)? Why(string source) =>
        source.Length > LongestSource || source.Any(c => char.IsControl(c) || SourceText.IsForbidden(c)) ? ("fact.source", $"The name of a source has at most {LongestSource} characters on one line.", "Give it a shorter name.")
        : source == Proposals ? ("fact.source", $"Facts of the source {Quoted.Of(source)} come by proposals that were accepted.", "Give the source another name.")
        : Foreign.Contains(source) ? ("fact.source-taken", $"Another party sends as the source {Quoted.Of(source)} here.", "Give the source a name of your own; what the other party sent, it corrects itself.")
        : Sources.Count > 0 && !Sources.Contains(source) ? ("fact.source", $"The key may not send as the source {Quoted.Of(source)}.", $"It may send as {Quoted.AnyOf(Sources)}.")
        : null;

    /// <summary>Refuses what is said for somebody else, and completes what is said without a name: who is silent speaks for its own side.</summary>
    /// <returns>Whether the fact may be read any further.</returns>
    internal bool Admits(FactFields fields)
    {
        if (Why(Written(fields, "source")?.Text ?? Silent) is var (code, message, mend)) fields.Refuse(Written(fields, "source")?.At ?? fields.At, code, message, mend);
        if (Written(fields, "agreed by") is { } agreed && fields.Written.Any(f => f.Name == "agreed by" && f.Text.Length > 0 && f.Text != Side))
            fields.Refuse(agreed.At, "fact.agreed-by", Side is null ? "A feed is of no side: nobody agrees to anything there." : $"The {Other} says by itself what it agrees to.", "Propose the exclusion, POST /v1/agreements/{agreement}/proposals: accepted, it says who agreed.");
        else if (BothTakePart && Written(fields, "type") is { Text: "exclusion" } exclusion)
            fields.Refuse(exclusion.At, Exclusion, Side is null ? "A party that sits as a customer at an agreement does not leave time out by a feed of its own." : "Time is left out by both sides, and not by a fact of one of them.", "Propose the exclusion, or announce the work: POST /v1/agreements/{agreement}/proposals.");
        else if (Side is null && Arrived is { } now && Written(fields, "type") is { Text: "exclusion" }) AdmitsAhead(fields, now - Slack);
        var isDeed = Written(fields, "type") is { Text: var type } && Deeds.Contains(type);
        if (isDeed && !MayAct) fields.Refuse(fields.At, "fact.deed", "This key sends what was measured, and this says what a side did.", "Send it with a key that has the scope 'manage', or signed in.");
        else if (Side is not null && Written(fields, "type") is { Text: "notice" } && Written(fields, "of") is { Text: "term" }) fields.Refuse(fields.At, "fact.notice", "Notice of the agreement is given once, and counts from then.", "POST /v1/agreements/{agreement}/endings");
        else if (isDeed && Side is not null && Arrived is { } arrived && Written(fields, "at") is { } at0 && OffsetDateTimePattern.ExtendedIso.Parse(at0.Text.Replace(' ', 'T')) is { Success: true, Value: var did } && did.ToInstant() < arrived - Late)
            fields.Refuse(at0.At, "fact.backdated", $"This says that something was done at {Quoted.Of(at0.Text)}, which is long over: the other side could not have known.", "Say it when it is done; what was done before by another way is proposed, POST /v1/agreements/{agreement}/proposals.");
        // Hours of the provider are taken back by the provider.
        if (Side == "customer" && Written(fields, "type") is { Text: "cancelled" } cancelled) fields.Refuse(cancelled.At, "fact.other-side", "Hours that come again are the provider's, and it takes them back.", "Propose it, POST /v1/agreements/{agreement}/proposals.");
        switch (Written(fields, "by"))
        {
            // Whoever keeps the tickets says what became of them, whoever did it.
            case { Text: "provider" or "customer" } when Side is not null && Written(fields, "type") is { Text: "ticket" }: break;
            case { Text: var by, At: var at } when by is "provider" or "customer" && by != Side:
                fields.Refuse(at, "fact.other-side", Side is null ? "A feed is of no side: what a side did is said to the agreement." : $"This says what the {by} did, and you send for the {Side}.", Side is null ? "Send it to /v1/agreements/{agreement}/facts." : $"The {by} sends it by itself.");
                break;
            case { Text: var by, At: var at } when isDeed && by != Side:
                fields.Refuse(at, "fact.choice", $"'by' cannot be {Quoted.Of(by)}: it is the side.", Side is null ? "Send it to /v1/agreements/{agreement}/facts." : $"Write {Quoted.Of(Side)}, or leave it out.");
                break;
            case null when isDeed && Side is null: fields.Refuse(fields.At, "fact.other-side", "A feed is of no side: what a side did is said to the agreement.", "Send it to /v1/agreements/{agreement}/facts."); break;
            case null when isDeed && fields.Written.Any(f => f.Name == "by"): fields.Refuse(fields.At, "fact.choice", "'by' is empty, and it is the side.", $"Write {Quoted.Of(Side!)}, or leave it out."); break;
            case null when isDeed: fields.Add("by", Side!, fields.At); break;
            case null or { }: break;
        }
        return !fields.IsRefused;
    }

    /// <summary>A feed announces work ahead: of what is over, and of what was said elsewhere before, nobody reads here that both sides know it.</summary>
    static void AdmitsAhead(FactFields fields, Instant earliest)
    {
        if (Written(fields, "from") is { } from && FactFields.InstantOf(from.Text) is { } begun && begun < earliest)
            fields.Refuse(from.At, Exclusion, $"A feed announces work ahead, and this began at {Quoted.Of(from.Text)}.", "Propose time that is over at the agreement: POST /v1/agreements/{agreement}/proposals.");
        if (Written(fields, "announced") is { } announced && FactFields.InstantOf(announced.Text) is { } said && said < earliest)
            fields.Refuse(announced.At, Exclusion, $"A feed announces work when it arrives, and this says that it was announced at {Quoted.Of(announced.Text)}.", "Write when you send it; work that was announced in another way is proposed at the agreement: POST /v1/agreements/{agreement}/proposals.");
    }

    string Other => Side == "provider" ? "customer" : "provider";

    // Nobody may ask for a name here: what nobody asks for is refused by its type.
    static FactFields.Field? Written(FactFields fields, string name)
    {
        foreach (var field in fields.Written)
            if (field.Name == name && field.Text.Length > 0) return field;
        return null;
    }
}

/// <summary>What came under one source.</summary>
/// <param name="Source">Its name.</param><param name="Accepted">Facts that are kept.</param><param name="Duplicates">Facts that were there already.</param><param name="Refused">Rows that cannot be used.</param>
public readonly record struct SourceCount(string Source, int Accepted, int Duplicates, int Refused);

/// <summary>Rows that a sender sent: the source of each, in stretches of lines.</summary>
internal sealed class SentRows(FactSender sender)
{
    /// <summary>So many sources are one batch at most.</summary>
    const int MostSources = 1000;

    readonly List<(int Line, string Source, int Rows)> runs = [];
    readonly Dictionary<string, bool> taken = new(StringComparer.Ordinal);
    byte[] lastBytes = [];
    string last = sender.Silent;

    /// <summary>After so many refused rows nobody looks at the others.</summary>
    public int MostRefused => sender.MostRefused;

    /// <summary>Whether a plain measurement of a source is taken without a closer look.</summary>
    public bool Takes(ReadOnlySpan<byte> source)
    {
        if (!source.SequenceEqual(lastBytes)) (lastBytes, last) = (source.ToArray(), source.IsEmpty ? sender.Silent : Encoding.UTF8.GetString(source));
        return IsTaken(last);
    }

    /// <summary>Counts a measurement that was just asked about.</summary>
    public void Add(int line) => Add(line, last);

    /// <summary>Looks at a fact, and counts it.</summary>
    /// <returns>Whether it may be read any further; if not, why was told.</returns>
    public bool Admits(FactFields fields)
    {
        var source = fields.Text("source") ?? sender.Silent;
        Add(fields.Origin.Line, source);
        if (!sender.Admits(fields)) return false;
        if (IsTaken(source)) return true;
        fields.Refuse(fields.AtOf("source"), "fact.sources", $"The batch has more than {MostSources} sources.", "Send them in several batches; what tells rows of one source apart is a label.");
        return false;
    }

    bool IsTaken(string source)
    {
        if (taken.TryGetValue(source, out var isTaken)) return isTaken;
        if (taken.Count >= MostSources) return false;
        return taken[source] = sender.Why(source) is null;
    }

    void Add(int line, string source)
    {
        if (runs.Count > 0 && runs[^1].Source == source) runs[^1] = runs[^1] with { Rows = runs[^1].Rows + 1 };
        else runs.Add((line, source, 1));
    }

    /// <summary>What became of them, by source.</summary>
    /// <param name="refused">Lines of rows that cannot be used, in order.</param><param name="duplicates">Lines of those that were there already, in order.</param>
    public ValueList<SourceCount> Counts(IEnumerable<int> refused, IEnumerable<int> duplicates)
    {
        var counts = new Dictionary<string, SourceCount>(StringComparer.Ordinal);
        foreach (var (_, source, rows) in runs) counts[source] = counts.GetValueOrDefault(source) with { Source = source, Accepted = counts.GetValueOrDefault(source).Accepted + rows };
        foreach (var line in refused)
            if (SourceAt(line) is { } source) counts[source] = counts[source] with { Accepted = counts[source].Accepted - 1, Refused = counts[source].Refused + 1 };
        foreach (var line in duplicates)
            if (SourceAt(line) is { } source) counts[source] = counts[source] with { Accepted = counts[source].Accepted - 1, Duplicates = counts[source].Duplicates + 1 };
        return counts.Values.OrderBy(c => c.Source, StringComparer.Ordinal).ToValueList();
    }

    string? SourceAt(int line)
    {
        var (low, high) = (0, runs.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (runs[middle].Line <= line) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? null : runs[low - 1].Source;
    }

    /// <summary>Counts a line that is no fact at all.</summary>
    public void AddBroken(int line) => Add(line, runs.Count > 0 ? runs[^1].Source : sender.Silent);
}
