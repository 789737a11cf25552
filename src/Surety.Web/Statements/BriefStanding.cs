using System.Globalization;
using System.Text.Json;
using NodaTime;
using Surety.Levels;
using Surety.Statements;
using Surety.Storage.Records;
using Surety.Web.Api;

namespace Surety.Web.Statements;

/// <summary>Where an agreement stands in a few words and numbers, for lists of many.</summary>
/// <param name="Agreement">Name of the space.</param><param name="Title">Its line for people, of the version in force, else of the newest text; <c>null</c>: it cannot be read.</param><param name="Provider">Name; <c>null</c> likewise.</param><param name="Customer">Likewise.</param>
/// <param name="Entries">The last entry that was looked at.</param><param name="AsOf">When it was worked out.</param><param name="Why">Why no month runs; <c>null</c>: one does.</param>
/// <param name="Verdicts">How many levels have each verdict and, of open ones, each standing.</param><param name="Worst">The worst level; <c>null</c>: none counts.</param><param name="Next">What falls due next; <c>null</c>: nothing is planned.</param>
/// <param name="AtStake">By currency, what the open windows may still cost.</param><param name="LastPeriod">Of the statement that was published last; <c>null</c>: none was.</param><param name="ChangesAt">When something changes by itself.</param>
public sealed record BriefStanding(
    string Agreement, string? Title, string? Provider, string? Customer, long Entries, Instant AsOf, string? Why, VerdictCounts Verdicts, WorstLevel? Worst, (Instant Due, string About)? Next, ValueList<StakeOf> AtStake, string? LastPeriod, Instant ChangesAt)
{
    /// <summary>Names of the months that wait for somebody who closes.</summary>
    public ValueList<string> Held { get; init; } = [];

    /// <summary>The newest month that is over and was not published, and what it comes to as it is known; <c>null</c>: there is none.</summary>
    internal (string Period, SaidInShort Said)? Over { get; init; }

    /// <summary>Whether it cannot be read, or not be worked out; <see cref="Why"/> says it.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>What waits for somebody here.</summary>
    public ValueList<Portfolio.Waiting> Waits { get; init; } = [];

    /// <summary>Of the agreement; of one that has none in force, UTC.</summary>
    public DateTimeZone Zone { get; init; } = DateTimeZone.Utc;

    internal static Shape.Fields Shape { get; } = new([
        new("agreement", new Shape.Words(200), "Its name on this server."), new("title", new Shape.Words(500), "Its line for people.", false), new("provider", new Shape.Words(500), "Name of the provider.", false), new("customer", new Shape.Words(500), "Name of the customer.", false),
        new("entries", new Shape.Whole(0, long.MaxValue), "The last entry of the journal that was looked at."), new("asOf", new Shape.Moment(), "When it was worked out: at most five minutes ago."), new("why", new Shape.Words(500), "Why no month runs; absent: one does.", false),
        new("verdicts", new Shape.Fields([.. new[] { "met", "missed", "excused", "noData", "safe", "open", "lost" }.Select(w => new Field(w, new Shape.Whole(0, int.MaxValue), w is "safe" or "open" or "lost" ? $"Windows that run on and are {w}." : $"Windows that are over: {w}."))]), "How many levels of the running month stand how, those that are only reported left out."),
        new("worst", new Shape.Fields([
            new("level", new Shape.Words(500), "Its name."), new("scope", new Shape.Free("Labels of the scope."), "Which of its scopes."), new("verdict", new Shape.OneOf(["met", "missed", "excused", "noData", "open"]), "What became of it."),
            new("standing", new Shape.OneOf(["safe", "open", "lost"]), "Of a window that runs on.", false), new("words", new Shape.Words(1000), "All of it in one line."),
        ]), "The level that stands worst.", false),
        new("next", new Shape.Fields([new("due", new Shape.Moment(), "When."), new("about", new Shape.Words(1000), "What.")]), "What falls due next.", false),
        new("atStake", new Shape.Several(new Shape.Fields([new("currency", new Shape.Words(3), "ISO 4217."), new("least", new Shape.Exact(), "Lost for certain."), new("most", new Shape.Exact(), "At worst; absent: no limit.", false)]), 200), "What the open windows may still cost together, with the caps that they share."),
        new("lastStatement", new Shape.Words(20), "Period of the statement that was published last.", false), FiguresApi.Held,
    ]);

    internal static BriefStanding Of(SpaceStanding standing, ValueList<RunningTicket> queue, ValueList<Portfolio.Waiting> waits)
    {
        var levels = standing.Running?.Levels.Where(l => l.Counts).ToList() ?? [];
        var counts = new VerdictCounts(
            levels.Count(l => l.Verdict == Verdict.Met), levels.Count(l => l.Verdict == Verdict.Missed), levels.Count(l => l.Verdict == Verdict.Excused), levels.Count(l => l.Verdict == Verdict.NoData),
            levels.Count(l => l is { Verdict: Verdict.Open, Bounds.Standing: Standing.Safe }), levels.Count(l => l.Verdict == Verdict.Open && l.Bounds?.Standing is not (Standing.Safe or Standing.Lost)), levels.Count(l => l is { Verdict: Verdict.Open, Bounds.Standing: Standing.Lost }));
        var worst = LevelAt.ByWorst(levels, l => l).FirstOrDefault();
        Instant?[] changes = [standing.Running?.Period.Time.End, .. standing.Next.Select(n => (Instant?)n.Due), .. queue.Select(t => t.Due)];
        return new(
            standing.Space, standing.Agreement?.Title, standing.Agreement?.Parties.Provider.Name, standing.Agreement?.Parties.Customer.Name, standing.Entries, standing.AsOf, standing.Why, counts, worst is null ? null : WorstLevel.Of(worst),
            standing.Next.Count > 0 ? standing.Next[0] : null, StakeOf.All(standing.Running), standing.Last?.What.Period, changes.OfType<Instant>().Where(at => at > standing.AsOf).DefaultIfEmpty(Instant.MaxValue).Min())
        { IsUnreadable = standing.IsUnreadable, Held = standing.Held, Waits = waits, Zone = standing.Zone, Over = standing.Over is { } over ? (over.Period.Name, SaidInShort.Of(over)) : null };
    }

    internal static BriefStanding Unreadable(string space, Instant now, string why) => new(space, null, null, null, 0, now, why, default, null, null, [], null, Instant.MaxValue) { IsUnreadable = true };

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteString("agreement", Agreement);
        if (Title is not null) json.WriteString("title", Title);
        if (Provider is not null) json.WriteString("provider", Provider);
        if (Customer is not null) json.WriteString("customer", Customer);
        json.WriteNumber("entries", Entries);
        json.WriteString("asOf", Display.InUtc(AsOf));
        if (Why is not null) json.WriteString("why", Why);
        json.WriteStartObject("verdicts");
        json.WriteNumber("met", Verdicts.Met);
        json.WriteNumber("missed", Verdicts.Missed);
        json.WriteNumber("excused", Verdicts.Excused);
        json.WriteNumber("noData", Verdicts.NoData);
        json.WriteNumber("safe", Verdicts.Safe);
        json.WriteNumber("open", Verdicts.Open);
        json.WriteNumber("lost", Verdicts.Lost);
        json.WriteEndObject();
        if (Worst is { } worst)
        {
            json.WriteStartObject("worst");
            json.WriteString("level", worst.Level);
            json.WriteStartObject("scope");
            foreach (var label in worst.Scope.Items) json.WriteString(label.Name, label.Value);
            json.WriteEndObject();
            json.WriteString("verdict", worst.Verdict);
            if (worst.Standing is not null) json.WriteString("standing", worst.Standing);
            json.WriteString("words", worst.Words);
            json.WriteEndObject();
        }
        if (Next is var (due, about))
        {
            json.WriteStartObject("next");
            json.WriteString("due", Display.InUtc(due));
            json.WriteString("about", about);
            json.WriteEndObject();
        }
        json.WriteStartArray("atStake");
        foreach (var stake in AtStake)
        {
            json.WriteStartObject();
            json.WriteString("currency", stake.Currency);
            json.WriteString("least", stake.Least.ToString("0.00########", CultureInfo.InvariantCulture));
            if (stake.Most is { } most) json.WriteString("most", most.ToString("0.00########", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (LastPeriod is not null) json.WriteString("lastStatement", LastPeriod);
        SpaceStanding.WriteHeld(json, Held);
    }
}

/// <summary>How many levels stand how: those whose window is over, then those that are open.</summary>
/// <param name="Met">Over, and met.</param><param name="Missed">Over, and missed.</param><param name="Excused">Over, and excused.</param><param name="NoData">Over, without data.</param><param name="Safe">Open, and cannot be missed any more.</param><param name="Open">Open.</param><param name="Lost">Open, and cannot be met any more.</param>
public readonly record struct VerdictCounts(int Met, int Missed, int Excused, int NoData, int Safe, int Open, int Lost);

/// <summary>The level that stands worst.</summary>
/// <param name="Level">Its name.</param><param name="Scope">Which of its scopes.</param><param name="Verdict">As documents name it.</param><param name="Standing">Of a window that runs on; <c>null</c>: it is over.</param><param name="Words">All of it in one line.</param>
public sealed record WorstLevel(string Level, Labels Scope, string Verdict, string? Standing, string Words)
{
    /// <summary>The figure, as each of <see cref="Language.All"/> writes it. The level itself is not kept: it holds on to all that it was worked out from.</summary>
    public ValueList<string> Attained { get; init; }

    /// <summary>The figure in a language.</summary>
    public string AttainedIn(Language language) => Attained[Language.All.TakeWhile(l => l != language).Count()];

    internal static WorstLevel Of(LevelResult level) => new WorstLevel(level.Level, level.Scope, WireNames.Of(level.Verdict), level.Bounds?.Standing is { } standing ? WireNames.Of(standing) : null, Wording.English.Stands(level)) with { Attained = Language.All.Select(l => Notation.In(l).Attained(level)).ToValueList() };
}

/// <summary>What open windows may still cost in one currency.</summary>
/// <param name="Currency">ISO 4217.</param><param name="Least">Lost for certain.</param><param name="Most">At worst; <c>null</c>: no limit.</param>
public sealed record StakeOf(string Currency, decimal Least, decimal? Most)
{
    internal static ValueList<StakeOf> All(Statement? running) => running is null ? [] : running.AtStake.Select(s => new StakeOf(s.Least.Currency.Code, s.Least.Amount, s.Most?.Amount)).ToValueList();
}
