using System.Text.Json;
using NodaTime;
using Surety.Agreements;
using Surety.Facts;
using Surety.Journal;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;

namespace Surety.Storage.Records;

/// <summary>Where an agreement stands now: the month that is running, the last statement, what falls due next.</summary>
/// <param name="Space">Name of the space.</param>
/// <param name="Entries">The last entry that was looked at.</param>
/// <param name="AsOf">When it was looked.</param>
/// <param name="Running">What the running month comes to so far; <c>null</c>: none runs.</param>
/// <param name="Last">The statement that was published last; <c>null</c>: none was.</param>
/// <param name="Next">What falls due next, at most three.</param>
/// <param name="Why">Why no month runs; <c>null</c>: one does, or it is a feed.</param>
/// <param name="Zone">The agreement's.</param>
public sealed record SpaceStanding(string Space, long Entries, Instant AsOf, Statement? Running, PublishedStatement? Last, ValueList<(Instant Due, string About)> Next, string? Why, DateTimeZone Zone)
{
    /// <summary>Whether it cannot be read.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>Whether it is a feed: it has measurements and no agreement.</summary>
    public bool IsFeed { get; init; }

    /// <summary>Names of the months that ended before the agreement came into this record and are published when somebody closes; empty: none wait.</summary>
    public ValueList<string> Held { get; init; } = [];

    /// <summary>What the newest month that is over and was not published comes to, as it is known now; <c>null</c>: all were published.</summary>
    public Statement? Over { get; init; }

    /// <summary>Tickets whose clocks run or stand still; may be empty.</summary>
    public ValueList<RunningTicket> Queue => Measured?.Queue() ?? [];

    /// <summary>How far caps are used that credits of the running month look at; may be empty.</summary>
    public ValueList<CapUse> Caps => caps ??= Running is { } running ? Measured!.Caps(running.Period) : [];

    ValueList<CapUse>? caps;

    /// <summary>Names of the levels of all versions that came into force, in the order of the newest; none: no version did.</summary>
    public ValueList<string> LevelNames { get; init; } = [];

    /// <summary>All verdicts; <c>null</c>: no month runs.</summary>
    Evaluation? Measured { get; init; }

    /// <summary>So many bytes it takes while it is kept, about: its verdicts, and the facts that they open.</summary>
    internal long Bytes { get; private init; }

    /// <summary>So many bytes a level takes of which everything has been opened that is behind it, about.</summary>
    const long BytesOfOpened = 20_000;

    /// <summary>So many bytes verdicts and the facts that they open take while they are kept, about.</summary>
    internal static long BytesOf(FactSet facts, Evaluation? measured) =>
        ((facts.States.Sum(s => (long)s.Count) + facts.Values.Sum(s => (long)s.Count) + facts.Counts.Sum(s => (long)s.Count) + facts.Tickets.At.Length) * 40) + ((measured?.Results.Count ?? 0) * 7_000L);

    /// <summary>Facts that others came in the place of, in the order in which that became known; may be empty.</summary>
    public ValueList<Correction> Corrections { get; init; }

    /// <summary>Names of the batches that places of facts point into.</summary>
    public ValueList<string> FactFiles { get; init; }

    /// <summary>Facts that contradict each other, and are in no figure.</summary>
    public ValueList<Contradiction> Contradictions { get; init; }

    /// <summary>What came too late for published periods that are not final.</summary>
    public ValueList<LateFacts> Late { get; init; }

    /// <summary>The version in force; <c>null</c>: none is.</summary>
    public Agreement? Agreement { get; init; }

    /// <summary>Feeds that it reads, as spaces, whether they are in the record or not.</summary>
    public ValueList<string> Reads { get; init; }

    /// <summary>Looks where a space stands.</summary>
    /// <exception cref="RecordDamaged">It is not as it was written.</exception>
    public static async Task<SpaceStanding> OfAsync(Reading reading, string name, Instant now, CancellationToken cancellation)
    {
        var next = (await reading.PlanAsync(name, 3, cancellation)).ToValueList();
        if (await RecordedSpace.NowAsync(reading, name, cancellation) is not Result<RecordedSpace>.Ok { Value: var space }) return new(name, 0, now, null, null, next, "it cannot be read: 'surety doctor' says why", DateTimeZone.Utc) { IsUnreadable = true };
        if (space.Space.Kind == SpaceKind.Feed) return new(name, space.UpTo, now, null, null, next, null, DateTimeZone.Utc) { IsFeed = true };
        if (space.Versions is not { } versions) return new(name, space.UpTo, now, null, null, next, "no version is in force: both sides have to sign", DateTimeZone.Utc);
        var (facts, _) = await space.FactsAsync(reading, now, cancellation);
        var month = WindowRule.Month.At(now, versions.Newest.Zone);
        var isRunning = versions.All[0].Term.From < month.Until && !(month.From > versions.TimeIn(facts).LastDay);
        var (held, over) = Closing.Unpublished(space.Space, versions, facts, await reading.OpenedAsync(name, cancellation), now);
        var measured = isRunning || over is not null ? Evaluation.Of(versions, facts, isRunning ? month.Time.End : over!.Time.End, now) : null;
        var late = await LateFacts.OfAsync(reading, space.Space, isWhole: false, cancellation);
        var running = isRunning ? measured!.Statement(month) : null;
        var lastMonth = over is null ? null : measured!.Statement(over);
        return new(name, space.UpTo, now, running, space.Space.NewestStatement, next, isRunning ? null : "it is not running now", versions.Newest.Zone)
        {
            Measured = isRunning ? measured : null,
            Over = lastMonth,
            Bytes = BytesOf(facts, measured) + (((running?.Levels.Count ?? 0) + (lastMonth?.Levels.Count ?? 0)) * BytesOfOpened),
            Corrections = facts.Corrected?.All ?? [],
            FactFiles = facts.Files,
            Contradictions = facts.Contradictions,
            Late = late,
            Held = held,
            Agreement = versions.At(now),
            LevelNames = versions.All.Reverse().SelectMany(v => v.Levels).Select(l => l.Name).Distinct(StringComparer.Ordinal).ToValueList(),
            Reads = space.Reads,
        };
    }

    /// <summary>Writes which months wait for somebody who closes, inside an object; nothing where none do.</summary>
    public static void WriteHeld(Utf8JsonWriter json, ValueList<string> held)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (held.Count == 0) return;
        json.WriteStartArray("held");
        foreach (var period in held) json.WriteStringValue(period);
        json.WriteEndArray();
    }

    /// <summary>What people see of it.</summary>
    public ShownStanding Shown => new(
        Space, Entries, Running?.Title, Why, (Running?.Levels ?? []).Select(l => new ShownLevel(l.Level, l.Window.Name, l.Scope, WireNames.Of(l.Verdict), Display.Attained(l), l.Bounds?.Standing is { } standing ? WireNames.Of(standing) : null, Wording.English.Stands(l), l.SoFar is not null, l.Counts)).ToValueList(),
        Last?.What.Period, Last?.What.Revision, Next, Zone)
    { IsUnreadable = IsUnreadable, Late = Late, Held = Held };

    /// <summary>Writes it for machines, inside an object; <see cref="ShownStanding.Read"/> reads it.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("agreement", Space);
        json.WriteNumber("entries", Entries);
        json.WriteString("asOf", Display.InUtc(AsOf));
        if (Agreement is not null) json.WriteString("title", Agreement.Title);
        json.WriteString("zone", Zone.Id);
        if (Running is not null) json.WriteString("period", Running.Period.Name);
        if (Why is not null) json.WriteString("why", Why);
        json.WriteBoolean("unreadable", IsUnreadable);
        json.WriteStartArray("levels");
        foreach (var level in Running?.Levels ?? [])
        {
            json.WriteStartObject();
            StatementJson.Standing(json, Running!, level);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (Last is { What: var last })
        {
            json.WriteStartObject("lastStatement");
            json.WriteString("period", last.Period);
            json.WriteNumber("revision", last.Revision);
            json.WriteEndObject();
        }
        LateFacts.Write(json, "late", Late);
        WriteHeld(json, Held);
        json.WriteStartArray("next");
        foreach (var (due, about) in Next)
        {
            json.WriteStartObject();
            json.WriteString("due", Display.InUtc(due));
            json.WriteString("about", about);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
