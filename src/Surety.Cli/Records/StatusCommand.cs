using System.CommandLine;
using Surety.Cli.Servers;
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
            Record.SpaceOption, Check, Record.Data, Record.At, Api.Server, Api.KeyFile, output, Verb.Json,
        };
        status.SetAction((parsed, cancellation) =>
        {
            var json = parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json";
            return Api.IsMeant(parsed) ? Api.RunAsync(session, parsed, api => OnServerAsync(session, api, parsed, json, cancellation), cancellation) : Record.RunAsync(session, parsed, writes: false, store => RunAsync(session, store, parsed, json, cancellation), cancellation);
        });
        return status;
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
        var all = new List<ShownStanding>();
        var code = ExitCode.Ok;
        foreach (var space in spaces)
            try
            {
                all.Add((await SpaceStanding.OfAsync(reading, space, session.Now, cancellation)).Shown);
            }
            catch (RecordDamaged damaged)
            {
                // The others can be read all the same.
                code = Record.Refused(session, [damaged.Problem]);
            }
        return Tell(session, all, json, parsed.GetValue(Check), code);
    }

    static async Task<int> OnServerAsync(Session session, Api api, ParseResult parsed, bool json, CancellationToken cancellation)
    {
        var (names, code) = await NamesAsync(api, parsed.GetValue(Record.SpaceOption), cancellation);
        if (names is null) return code;
        var all = new List<ShownStanding>();
        foreach (var name in names)
        {
            var answer = await api.GetAsync($"v1/agreements/{Api.In(name)}/levels", cancellation);
            if (answer.IsDone) all.Add(ShownStanding.Read(answer.Json));
            else code = api.Told(answer);
        }
        return Tell(session, all, json, parsed.GetValue(Check), code);
    }

    /// <summary>The agreements on a server that are meant: the one that was named, or all that one sees.</summary>
    /// <returns>None, and a code to leave with: nobody can tell, which has been told.</returns>
    internal static async Task<(List<string>? Names, int Code)> NamesAsync(Api api, string? named, CancellationToken cancellation)
    {
        if (named is not null) return await api.AgreementAsync(named, cancellation) is var (name, code) && name is not null ? ([name], code) : (null, code);
        var names = new List<string>();
        for (var next = ""; ;)
        {
            var answer = await api.GetAsync($"v1/portfolio?limit=200{(next.Length > 0 ? $"&cursor={next}" : "")}", cancellation);
            if (!answer.IsDone) return (null, api.Told(answer));
            names.AddRange(answer.Json.GetProperty("items").EnumerateArray().Select(i => Api.Word(i, "agreement")!));
            if (Api.Word(answer.Json, "next") is not { } more) return (names, ExitCode.Ok);
            next = more;
        }
    }

    /// <summary>Prints where agreements stand.</summary>
    /// <returns>The code to leave with.</returns>
    static int Tell(Session session, List<ShownStanding> all, bool json, bool checks, int code)
    {
        if (json) Write(session, all);
        else foreach (var one in all) Show(session, one);
        if (all.Count == 0 && code == ExitCode.Ok) session.Say("The record has no space yet: 'surety apply AGREEMENT' opens one.");
        var verdicts = all.SelectMany(s => s.Levels).Where(l => l.Counts).ToList();
        if (code != ExitCode.Ok || !checks) return code;
        return verdicts.Exists(l => l.IsMissed) ? ExitCode.Missed : verdicts.Exists(l => l.IsUnknown) || all.Exists(s => s.IsUnreadable) ? ExitCode.NoData : ExitCode.Ok;
    }

    static void Show(Session session, ShownStanding one)
    {
        session.Line($"{one.Space}{(one.Title is { } title ? $": {title}" : one.Why is { } why ? $": {why}" : ": a feed")}");
        foreach (var level in one.Levels) session.Line($"  {level.Words}");
        if (one.LastPeriod is { } last) session.Line($"  last statement: {last}, revision {one.LastRevision}");
        foreach (var late in one.Late) session.Line($"  {late.Period}: {late.Words(one.Zone, isAfter: true)}");
        if (one.HeldLine is { } held) session.Line($"  {held}");
        foreach (var (due, about) in one.Next) session.Line($"  due {Display.Moment(due, one.Zone)}: {about}");
    }

    static void Write(Session session, List<ShownStanding> all) => session.Output.WriteLine(JsonText.Of(j =>
    {
        j.WriteStartArray("spaces");
        foreach (var one in all)
        {
            j.WriteStartObject();
            j.WriteString("space", one.Space);
            j.WriteNumber("entries", one.Entries);
            j.WriteString("why", one.Why);
            j.WriteStartArray("levels");
            foreach (var level in one.Levels)
            {
                j.WriteStartObject();
                j.WriteString("level", level.Level);
                j.WriteString("window", level.Window);
                j.WriteStartObject("scope");
                foreach (var label in level.Scope.Items) j.WriteString(label.Name, label.Value);
                j.WriteEndObject();
                j.WriteString("verdict", level.Verdict);
                j.WriteString("attained", level.Attained);
                j.WriteString("standing", level.Standing);
                j.WriteEndObject();
            }
            j.WriteEndArray();
            j.WriteString("lastStatement", one.LastPeriod);
            if (one.LastRevision is { } revision) j.WriteNumber("revision", revision);
            else j.WriteNull("revision");
            LateFacts.Write(j, "late", one.Late);
            SpaceStanding.WriteHeld(j, one.Held);
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
