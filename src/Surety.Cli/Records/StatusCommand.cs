using System.CommandLine;
using NodaTime;
using Surety.Cli.Statements;
using Surety.Journal;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Storage.Records;

namespace Surety.Cli.Records;

/// <summary><c>surety status</c>: where every agreement of the record stands now.</summary>
internal static class StatusCommand
{
    static readonly Option<bool> Check = new("--check") { Description = "Leave with 3 where a promise of the running month is missed, with 4 where there is too little data to say." };

    public static Command Of(Session session)
    {
        var output = Verb.OutputOption("table", "json");
        var status = new Verb("status", "Says where every agreement of the record stands: the running month, the last statement, what falls due next.", "surety status", "surety status --check --quiet", "surety status --space acme-it-support -o json")
        {
            Record.SpaceOption, Check, Record.Data, Record.At, output, Verb.Json,
        };
        status.SetAction((parsed, cancellation) => Record.RunAsync(session, parsed, writes: false, store => RunAsync(session, store, parsed, parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json", cancellation), cancellation));
        return status;
    }

    /// <summary>One space as it stands.</summary>
    sealed record Standing(string Space, long Entries, Statement? Running, PublishedStatement? Last, ValueList<(Instant Due, string About)> Next, string? Why, DateTimeZone Zone)
    {
        public bool IsUnreadable { get; init; }
    }

    static async Task<int> RunAsync(Session session, Store store, ParseResult parsed, bool json, CancellationToken cancellation)
    {
        await using var reading = await store.LookAsync(cancellation);
        var spaces = await reading.SpacesAsync(cancellation);
        if (parsed.GetValue(Record.SpaceOption) is { } named)
        {
            if (await Record.SpaceAsync(store, named, session, cancellation) is null) return ExitCode.Error;
            spaces = [named];
        }
        var all = new List<Standing>();
        var code = ExitCode.Ok;
        foreach (var space in spaces)
            try
            {
                all.Add(await StandingOf(reading, space, session.Now, cancellation));
            }
            catch (RecordDamaged damaged)
            {
                // The others can be read all the same.
                code = Record.Refused(session, [damaged.Problem]);
            }
        if (json) Write(session, all);
        else foreach (var one in all) Show(session, one);
        if (all.Count == 0) session.Say("The record has no space yet: 'surety apply AGREEMENT' opens one.");
        var verdicts = all.SelectMany(s => s.Running?.Levels ?? []).Where(l => l.Counts).ToList();
        if (code != ExitCode.Ok || !parsed.GetValue(Check)) return code;
        return verdicts.Exists(IsMissed) ? ExitCode.Missed : verdicts.Exists(l => l.Verdict == Verdict.NoData && l.SoFar is null) || all.Exists(s => s.IsUnreadable) ? ExitCode.NoData : ExitCode.Ok;
    }

    // An open window that can no longer be met is missed, whatever its days still bring.
    static bool IsMissed(LevelResult level) => level.SoFar is null ? level.Verdict == Verdict.Missed : level.Bounds?.Standing == Surety.Levels.Standing.Lost;

    static async Task<Standing> StandingOf(Reading reading, string name, Instant now, CancellationToken cancellation)
    {
        var next = (await reading.PlanAsync(name, 3, cancellation)).ToValueList();
        if (await RecordedSpace.NowAsync(reading, name, cancellation) is not Result<RecordedSpace>.Ok { Value: var space }) return new(name, 0, null, null, next, "it cannot be read: 'surety doctor' says why", DateTimeZone.Utc) { IsUnreadable = true };
        if (space.Space.Kind == SpaceKind.Feed) return new(name, space.UpTo, null, null, next, null, DateTimeZone.Utc);
        if (space.Versions is not { } versions) return new(name, space.UpTo, null, null, next, "no version is in force: both sides have to sign", DateTimeZone.Utc);
        var (facts, _) = await space.FactsAsync(reading, now, cancellation);
        var month = WindowRule.Month.At(now, versions.Newest.Zone);
        var isRunning = versions.All[0].Term.From < month.Until && !(month.From > versions.TimeIn(facts).LastDay);
        return new(name, space.UpTo, isRunning ? Publication.Of(versions, facts, month, now).Statement : null, space.Space.NewestStatement, next, isRunning ? null : "it is not running now", versions.Newest.Zone);
    }

    static void Show(Session session, Standing one)
    {
        session.Line($"{one.Space}{(one.Running is { } now ? $": {now.Title}" : one.Why is { } why ? $": {why}" : ": a feed")}");
        foreach (var level in one.Running?.Levels ?? [])
        {
            var (shape, word, _) = Wording.Of(level.Verdict);
            session.Line($"  {shape} {Display.Level(level.Level, level.Scope)}: {word}, {Display.Attained(level)}{(level.SoFar is null ? "" : $", {Display.Window(level.Window)} so far")}{(level.Bounds?.Standing is { } standing ? $" ({WireNames.Of(standing)})" : "")}");
        }
        if (one.Last is { } last) session.Line($"  last statement: {last.What.Period}, revision {last.What.Revision}");
        foreach (var (due, about) in one.Next) session.Line($"  due {Display.Moment(due, one.Zone)}: {about}");
    }

    static void Write(Session session, List<Standing> all) => session.Output.WriteLine(JsonText.Of(j =>
    {
        j.WriteStartArray("spaces");
        foreach (var one in all)
        {
            j.WriteStartObject();
            j.WriteString("space", one.Space);
            j.WriteNumber("entries", one.Entries);
            j.WriteString("why", one.Why);
            j.WriteStartArray("levels");
            foreach (var level in one.Running?.Levels ?? [])
            {
                j.WriteStartObject();
                j.WriteString("level", level.Level);
                j.WriteString("window", level.Window.Name);
                j.WriteStartObject("scope");
                foreach (var label in level.Scope.Items) j.WriteString(label.Name, label.Value);
                j.WriteEndObject();
                j.WriteString("verdict", WireNames.Of(level.Verdict));
                j.WriteString("attained", Display.Attained(level));
                j.WriteString("standing", level.Bounds?.Standing is { } standing ? WireNames.Of(standing) : null);
                j.WriteEndObject();
            }
            j.WriteEndArray();
            j.WriteString("lastStatement", one.Last?.What.Period);
            if (one.Last is { } last) j.WriteNumber("revision", last.What.Revision);
            else j.WriteNull("revision");
            j.WriteStartArray("next");
            foreach (var (due, about) in one.Next)
            {
                j.WriteStartObject();
                j.WriteString("due", Display.InUtc(due));
                j.WriteString("about", about);
                j.WriteEndObject();
            }
            j.WriteEndArray();
            j.WriteEndObject();
        }
        j.WriteEndArray();
    }));
}
