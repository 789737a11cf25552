using System.Globalization;
using System.Numerics;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Surety.Journal;
using Surety.Levels;
using Surety.Statements;
using Surety.Storage.Records;

namespace Surety.Web.Statements;

/// <summary>What a published statement says, read from its sealed bytes: nothing of it is worked out again.</summary>
/// <param name="Levels">Windows that were over, in its order.</param><param name="Credits">Every credit line.</param><param name="Caps">Caps that were reached.</param><param name="Totals">What is owed, by currency.</param>
public sealed record SealedStatement(ValueList<SealedLevel> Levels, ValueList<SealedCredit> Credits, ValueList<SealedCap> Caps, ValueList<SealedTotal> Totals)
{
    static readonly KeptLast<Digest, SealedStatement> Kept = new(32 << 20);

    /// <summary>Reads one.</summary>
    /// <exception cref="RecordDamaged">It is not there, or another one.</exception>
    internal static async Task<SealedStatement> OfAsync(Reading reading, string name, PublishedStatement published, CancellationToken cancellation)
    {
        var hash = published.What.Result;
        if (Kept.Find(hash) is { } known) return known;
        var read = Read(await StatementsApi.BytesAsync(reading, name, published, cancellation));
        return Kept.Keep(hash, read, 500 + (read.Levels.Count * 160L) + (read.Credits.Count * 300L));
    }

    /// <summary>The newest revision of each period that was published, the newest period first.</summary>
    public static List<PublishedStatement> Newest(Space space) => [.. space.Statements.GroupBy(s => s.What.Period).Select(g => g.Last()).OrderByDescending(s => s.What.Period, StringComparer.Ordinal)];

    /// <summary>Reads the bytes of one.</summary>
    internal static SealedStatement Read(byte[] document)
    {
        using var json = JsonDocument.Parse(document);
        var root = json.RootElement;
        var (words, scopes) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<Labels, Labels>());
        return new(
            Each("levels").Where(l => Text(l.Item, "verdict") != "open").Select(l => new SealedLevel(l.Index, Shared(Text(l.Item, "level")), Scope(l.Item), Shared(Text(l.Item.GetProperty("window"), "name")), At(l.Item.GetProperty("window"), "end"), Shared(Text(l.Item, "verdict")), Shown(l.Item, "attained"), Shared(Text(l.Item, "target")), Known(l.Item, "margin"), l.Item.GetProperty("counts").GetBoolean()) { Exact = Figure(l.Item), Range = Range(l.Item) }).ToValueList(),
            Each("credits").Select(c => new SealedCredit(
                c.Index, Shared(Text(c.Item, "remedy")), Shared(Text(c.Item, "level")), Scope(c.Item), Shared(Text(c.Item.GetProperty("window"), "name")), Known(c.Item, "row"), State(Text(c.Item, "state")), Money(c.Item, "amount"), Money(c.Item, "lost"),
                Known(c.Item, "inKind") is { } number && Known(c.Item, "inKindUnit") is { } unit ? $"{number} {unit}" : null, Known(c.Item, "withheld"), When(c.Item, "claimBy"), When(c.Item, "expires"))).ToValueList(),
            Each("caps").Select(c => new SealedCap(c.Index, Text(c.Item, "words"), c.Item.GetProperty("period") is { ValueKind: JsonValueKind.Object } period ? Text(period, "name") : null, Money(c.Item, "limit")!.Value, Money(c.Item, "before")!.Value, Money(c.Item, "cut")!.Value, c.Item.TryGetProperty("carriedOver", out var carried) && carried.GetBoolean())).ToValueList(),
            Each("totals").Select(t => new SealedTotal(t.Index, Money(t.Item, "owed")!.Value, Money(t.Item, "claimable")!.Value, Money(t.Item, "forfeited")!.Value)).ToValueList());

        IEnumerable<(int Index, JsonElement Item)> Each(string name) => root.GetProperty(name).EnumerateArray().Index();

        // Of thousands of levels most say the same.
        string Shared(string text)
        {
            if (!words.TryGetValue(text, out var known)) words[text] = known = text;
            return known;
        }

        Labels Scope(JsonElement item)
        {
            var scope = Labels.Of(item.GetProperty("scope").EnumerateObject().Select(p => new Label(Shared(p.Name), Shared(p.Value.GetString()!))));
            if (!scopes.TryGetValue(scope, out var known)) scopes[scope] = known = scope;
            return known;
        }
    }

    static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;

    static string? Known(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static string? Shown(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? Text(value, "shown") : null;

    static Figure? Figure(JsonElement item)
    {
        if (!item.TryGetProperty("attained", out var attained) || attained.ValueKind != JsonValueKind.Object || Known(attained, "exact") is not { } exact) return null;
        var value = Exact(exact);
        return attained.TryGetProperty("percent", out _) ? new Figure.Share(value) : attained.TryGetProperty("seconds", out _) ? new Figure.Time(value * NodaConstants.TicksPerSecond) : attained.TryGetProperty("number", out _) ? new Figure.Number(value) : null;
    }

    static Comparison? Range(JsonElement item)
    {
        if (!item.TryGetProperty("range", out var range) || range.ValueKind != JsonValueKind.Object) return null;
        var unit = Text(range, "unit") switch { "share" => Unit.Percent, "seconds" => Unit.Time, _ => Unit.Number };
        return new(End("low"), End("high"), unit, Text(item, "target"));

        Limit? End(string name) => range.GetProperty(name) is { ValueKind: JsonValueKind.Object } end ? new Limit(Exact(Text(end, "exact")) * (unit == Unit.Time ? NodaConstants.TicksPerSecond : 1), end.GetProperty("included").GetBoolean()) : null;
    }

    // n or n/d.
    static Rational Exact(string text) =>
        text.Split('/') is [var above, var below] ? Rational.Of(BigInteger.Parse(above, CultureInfo.InvariantCulture), BigInteger.Parse(below, CultureInfo.InvariantCulture)) : Rational.Of(BigInteger.Parse(text, CultureInfo.InvariantCulture), 1);

    static Money? Money(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? new(decimal.Parse(Text(value, "amount"), CultureInfo.InvariantCulture), new(Text(value, "currency"))) : null;

    static Instant At(JsonElement item, string name) => InstantPattern.ExtendedIso.Parse(Text(item, name)).Value;

    static Instant? When(JsonElement item, string name) => Known(item, name) is { } at ? InstantPattern.ExtendedIso.Parse(at).Value : null;

    static CreditState State(string word) => Enum.GetValues<CreditState>().First(s => WireNames.Of(s) == word);
}

/// <summary>A verdict of a published statement.</summary>
/// <param name="Index">Its place in the document.</param><param name="Level">Its name.</param><param name="Scope">Its scope.</param><param name="Window">Name of the window.</param><param name="End">When that ended.</param><param name="Verdict">As the document has it.</param><param name="Attained">The figure as it is shown; <c>null</c>: none.</param><param name="Target">The promise.</param><param name="Margin">How far it was from it.</param><param name="Counts">False while it is reported only.</param>
public sealed record SealedLevel(int Index, string Level, Labels Scope, string Window, Instant End, string Verdict, string? Attained, string Target, string? Margin, bool Counts)
{
    /// <summary>The figure, exact, where a share, a number or a time is told; <c>null</c>: it is not.</summary>
    public Figure? Exact { get; init; }

    /// <summary>What it was compared with; <c>null</c>: each single one was.</summary>
    public Comparison? Range { get; init; }

    /// <summary>The verdict.</summary>
    public Verdict Became => Enum.GetValues<Verdict>().First(v => WireNames.Of(v) == Verdict);
}

/// <summary>A credit line of a published statement.</summary>
/// <param name="Index">Its place in the document.</param><param name="Remedy">Its name.</param><param name="Level">The level.</param><param name="Scope">Its scope.</param><param name="Window">Name of the window.</param><param name="Row">The row that matched.</param><param name="State">What became of it.</param>
/// <param name="Amount">What it comes to; <c>null</c>: not known.</param><param name="Lost">What is not owed of it.</param><param name="InKind">What is given that is no money.</param><param name="Withheld">Why it is not granted or not known.</param><param name="ClaimBy">Last instant to claim.</param><param name="Expires">Last instant to use it.</param>
public sealed record SealedCredit(int Index, string Remedy, string Level, Labels Scope, string Window, string? Row, CreditState State, Money? Amount, Money? Lost, string? InKind, string? Withheld, Instant? ClaimBy, Instant? Expires)
{
    /// <summary>Whether it comes to something, or somebody has to do or to know something about it.</summary>
    public bool IsTold => Amount is { Amount: not 0 } || Lost is { Amount: not 0 } || InKind is not null || State is CreditState.Claimable or CreditState.Claimed or CreditState.Forfeited or CreditState.NotYetKnown or CreditState.NotComputed or CreditState.ScheduleError;
}

/// <summary>A cap that was reached.</summary>
/// <param name="Index">Its place in the document.</param><param name="Words">As written.</param><param name="Period">Name of its period; <c>null</c>: the window.</param><param name="Limit">The most there could be.</param><param name="Before">What had been credited earlier.</param><param name="Cut">What it cut.</param><param name="IsCarriedOver">Whether that is credited later.</param>
public sealed record SealedCap(int Index, string Words, string? Period, Money Limit, Money Before, Money Cut, bool IsCarriedOver);

/// <summary>What is owed in a currency.</summary>
/// <param name="Index">Its place in the document.</param><param name="Owed">Credited and claimed, after caps.</param><param name="Claimable">What could still be claimed.</param><param name="Forfeited">What was not claimed in time.</param>
public sealed record SealedTotal(int Index, Money Owed, Money Claimable, Money Forfeited);
