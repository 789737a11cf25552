using System.CommandLine;
using System.Text.Json;
using Surety.Cli.Servers;
using Surety.Cli.Statements;
using Surety.Statements;
using Surety.Storage.Records;

namespace Surety.Cli.Records;

/// <summary><c>surety close</c> and <c>surety revise</c>: publish statements.</summary>
internal static class CloseCommand
{
    static readonly Argument<string> Period = new("period") { Description = "The month whose statement is revised, and every later one that changes with it.", HelpName = "2026-10" };
    static readonly Option<string> Reason = new("--reason") { Description = "Why; kept with the revision.", HelpName = "text", Required = true };

    public static Command Of(Session session)
    {
        var output = Verb.OutputOption("table", "json");
        var close = new Verb(
            "close", "Does what is due: publishes the statements of months whose day has come, lets them go their steps, plans, and puts what is to be sent into the outbox.",
            "surety close", "surety close --space acme-it-support", "surety close -o json")
        {
            Record.SpaceOption, Record.Data, Record.At, Api.Server, Api.KeyFile, output, Verb.Json,
        };
        close.SetAction((parsed, cancellation) =>
        {
            var json = parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json";
            return Api.IsMeant(parsed) ? Api.RunAsync(session, parsed, api => OnServerAsync(session, api, parsed, json, cancellation), cancellation) : RunAsync(session, parsed, json, cancellation);
        });
        return close;
    }

    public static Command Revise(Session session)
    {
        var output = Verb.OutputOption("table", "json");
        var revise = new Verb(
            "revise", "Publishes a month again where what is known now comes to something else; the old statement stays beside the new one.",
            "surety revise 2026-10 --reason \"the probe's clock was wrong until the 5th\"")
        {
            Period, Reason, Record.SpaceOption, Record.Data, Record.At, output, Verb.Json,
        };
        Record.OnlyHere(revise, "On a server a month is published again by a restatement, which the other side accepts: surety propose FILE, with {\"period\": \"2026-10\"} in it.");
        revise.SetAction((parsed, cancellation) => ReviseAsync(session, parsed, parsed.GetValue(Verb.Json) || parsed.GetValue(output) == "json", cancellation));
        return revise;
    }

    static Task<int> RunAsync(Session session, ParseResult parsed, bool json, CancellationToken cancellation) => Record.RunAsync(session, parsed, writes: true, async store =>
    {
        List<string> spaces;
        if (parsed.GetValue(Record.SpaceOption) is { } named)
        {
            if (await Record.SpaceAsync(store, named, session, cancellation) is null) return ExitCode.Error;
            spaces = [named];
        }
        else
        {
            await using var reading = await store.LookAsync(cancellation);
            spaces = await reading.SpacesAsync(cancellation);
        }
        // Spaces know nothing of each other: as many are looked at together as there are cores, and share commits.
        var done = new Result<Closed>[spaces.Count];
        await Parallel.ForAsync(0, spaces.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, async (i, ct) => done[i] = await Closing.CloseAsync(store, spaces[i], null, ct));
        var code = ExitCode.Ok;
        var all = new List<(string Space, Closed Closed)>();
        foreach (var (i, result) in done.Index())
            switch (result)
            {
                case Result<Closed>.Ok { Value: var closed }: all.Add((spaces[i], closed)); break;
                // One agreement that cannot be read keeps no other from its day.
                case Result<Closed>.Refused refused: code = Record.Refused(session, refused.Problems); break;
            }
        foreach (var (_, closed) in all) session.Complain(closed.Problems.Take(20));
        Tell(session, all.ConvertAll(a => JsonDocument.Parse(JsonText.Of(j => ClosedJson.Write(j, a.Space, a.Closed))).RootElement), json, true);
        return code;
    }, cancellation);

    static async Task<int> OnServerAsync(Session session, Api api, ParseResult parsed, bool json, CancellationToken cancellation)
    {
        var (names, code) = await StatusCommand.NamesAsync(api, parsed.GetValue(Record.SpaceOption), cancellation);
        if (names is null) return code;
        var all = new List<JsonElement>();
        foreach (var name in names)
        {
            var answer = await api.SendAsync(HttpMethod.Post, $"v1/agreements/{Api.In(name)}/close", null, cancellation);
            if (!answer.IsDone)
            {
                code = api.Told(answer);
                continue;
            }
            foreach (var problem in answer.Json.GetProperty("problems").EnumerateArray()) session.Complain($"{Api.Word(problem, "place")}: {Api.Word(problem, "detail")}{(Api.Word(problem, "mend") is { } mend ? $" {mend}" : "")}");
            all.Add(answer.Json);
        }
        Tell(session, all, json, code == ExitCode.Ok);
        return code;
    }

    /// <summary>Prints what was done: what a record told, or a server.</summary>
    static void Tell(Session session, List<JsonElement> all, bool json, bool isAll)
    {
        if (json) session.Output.WriteLine(JsonText.Of(j =>
        {
            j.WriteStartArray("spaces");
            foreach (var closed in all)
            {
                j.WriteStartObject();
                foreach (var field in closed.EnumerateObject().Where(f => f.Name != "problems")) field.WriteTo(j);
                j.WriteEndObject();
            }
            j.WriteEndArray();
        }));
        else
            foreach (var closed in all)
            {
                var space = Api.Word(closed, "space");
                foreach (var issued in closed.GetProperty("statements").EnumerateArray()) session.Line($"{space}: {Api.Word(issued, "summary")}");
                foreach (var step in closed.GetProperty("steps").EnumerateArray()) session.Line($"{space}: {Api.Word(step, "period")} {(Api.Word(step, "step") == Journal.Words.Of(Journal.LifeStep.Final) ? "is final" : "is no longer open to comments")}.");
                if (closed.GetProperty("outbox").GetInt64() is > 0 and var outbox) session.Line($"{space}: {Display.Count(outbox, "message or duty", "messages or duties")} fell due, and {(outbox == 1 ? "is" : "are")} in the outbox.");
            }
        if (isAll && all.TrueForAll(c => c.GetProperty("statements").GetArrayLength() == 0 && c.GetProperty("steps").GetArrayLength() == 0 && c.GetProperty("outbox").GetInt64() == 0)) session.Say(all.Count == 0 ? "The record has no space yet." : "Nothing is due.");
    }

    static Task<int> ReviseAsync(Session session, ParseResult parsed, bool json, CancellationToken cancellation)
    {
        if (parsed.GetValue(Reason) is not { } reason || reason.Trim().Length == 0) return Task.FromResult(session.Refuse("--reason says nothing: a revision tells both sides why."));
        if (Measured.Read("The period", parsed.GetRequiredValue(Period), session) is not { } period) return Task.FromResult(ExitCode.WrongUsage);
        return Record.RunAsync(session, parsed, writes: true, async store =>
        {
            if (await Record.SpaceAsync(store, parsed.GetValue(Record.SpaceOption), session, cancellation) is not { } space) return ExitCode.Error;
            switch (await Closing.ReviseAsync(store, space, period.ToString(), reason.Trim(), null, cancellation))
            {
                case Result<ValueList<Issued>>.Refused refused: return Record.Refused(session, refused.Problems);
                case Result<ValueList<Issued>>.Ok { Value: var issued }:
                    if (json) session.Output.WriteLine(JsonText.Of(j => ClosedJson.Write(j, issued)));
                    else
                        foreach (var one in issued)
                        {
                            session.Line($"{one.Period}, revision {one.Revision}:");
                            foreach (var line in one.Difference!.Lines) session.Line($"  {line}");
                        }
                    if (issued.Count == 0) session.Say($"Nothing is different: the statement of {period} stands.");
                    return ExitCode.Ok;
                default: return ExitCode.Error;
            }
        }, cancellation);
    }
}
