using System.CommandLine;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Surety.Cli.Records;
using Surety.Statements;
using Surety.Storage.People;
using Surety.Storage.Records;

namespace Surety.Cli.Servers;

/// <summary><c>surety party</c>, <c>surety person</c> and <c>surety api-key</c>: who may come in on a server, and what each may do.</summary>
internal static class PeopleCommands
{
    static readonly Option<string> Name = new("--name") { Description = "What people call the invited.", HelpName = "name", Required = true };
    static readonly Option<string> Form = Verb.OutputOption("table", "json");
    static readonly Argument<string> Email = new("email") { Description = "Where the invited can be reached." };

    public static Command Party(Session session)
    {
        var agreement = new Option<string>("--agreement") { Description = "The agreement at whose other side the invited is to sit.", HelpName = "name", Required = true };
        var invite = new Verb("invite", "Invites the other side of an agreement: whoever accepts brings its party with it.", "surety party invite bo@brook.example --name \"Bo Brook\" --agreement hosting-brook") { Email, Name, agreement, Api.Server, Api.KeyFile, Form, Verb.Json };
        OnServer(session, invite, async (api, parsed, cancellation) =>
        {
            var (name, code) = await api.AgreementAsync(parsed.GetRequiredValue(agreement), cancellation);
            return name is null ? code : await InviteAsync(session, api, parsed, json => json.WriteString("agreement", name), cancellation);
        });
        var party = new Verb("party", "Your party on a server, as the API key has it; and the other side of an agreement.", "surety party", "surety party invite bo@brook.example --name \"Bo Brook\" --agreement hosting-brook") { Api.Server, Api.KeyFile, Form, Verb.Json };
        party.Subcommands.Add(invite);
        OnServer(session, party, async (api, parsed, cancellation) =>
        {
            var answer = await api.GetAsync("v1/me", cancellation);
            if (!answer.IsDone) return api.Told(answer);
            if (IsJson(session, parsed, answer)) return ExitCode.Ok;
            var own = answer.Json.GetProperty("party");
            session.Line($"{Api.Word(own, "handle")}: {Api.Word(own, "title")}");
            session.Line($"  you are {Api.Word(answer.Json, "caller")}, and may {string.Join(", ", Words(answer.Json, "permissions"))}");
            return ExitCode.Ok;
        });
        return party;
    }

    public static Command Person(Session session)
    {
        var roles = Several("--role", "What the person does: reader, agent, manager, signatory, owner; several.", [.. Enum.GetValues<Role>().Select(RoleWords.Of)]);
        var invite = new Verb("invite", "Invites somebody into your party.", "surety person invite jo@alder.example --name \"Jo Alder\" --role manager signatory") { Email, Name, roles, Api.Server, Api.KeyFile, Form, Verb.Json };
        OnServer(session, invite, (api, parsed, cancellation) => InviteAsync(session, api, parsed, json => Write(json, "roles", parsed.GetRequiredValue(roles)), cancellation));
        var list = new Verb("list", "Lists the people of your party; those who went, too.", "surety person list") { Api.Server, Api.KeyFile, Form, Verb.Json };
        OnServer(session, list, (api, parsed, cancellation) => ListAsync(session, api, parsed, "v1/people", p => $"{Api.Word(p, "id")}  {Api.Word(p, "email")}  {Api.Word(p, "name")}: {string.Join(", ", Words(p, "roles"))}{(Api.Word(p, "ended") is { } ended ? $", ended {ended}" : "")}", cancellation));
        var id = new Argument<string>("person") { Description = "Name of the person, as 'surety person list' has it." };
        var roleOf = new Verb("roles", "Gives somebody other roles.", "surety person roles per_4kq0wz1m2n3p4q5r --role owner") { id, roles, Api.Server, Api.KeyFile };
        OnServer(session, roleOf, (api, parsed, cancellation) => DoneAsync(session, api, api.SendJsonAsync(HttpMethod.Patch, $"v1/people/{Api.In(parsed.GetRequiredValue(id))}", json => Write(json, "roles", parsed.GetRequiredValue(roles)), cancellation), "The roles are changed."));
        var end = new Verb("end", "Ends somebody: nothing opens for that person any more, and what it did stays on record.", "surety person end per_4kq0wz1m2n3p4q5r") { id, Api.Server, Api.KeyFile };
        OnServer(session, end, (api, parsed, cancellation) => DoneAsync(session, api, api.SendAsync(HttpMethod.Delete, $"v1/people/{Api.In(parsed.GetRequiredValue(id))}", null, cancellation), "That person has ended here."));
        return Group(session, "person", "People of your party on a server.", invite, list, roleOf, end, Recover(session));
    }

    static Verb Recover(Session session)
    {
        var party = new Option<string?>("--party") { Description = "Of which party, where people of several have the e-mail.", HelpName = "handle" };
        var email = new Argument<string>("email") { Description = "With which the person signs in." };
        var recover = new Verb("recover", "Lets somebody in anew who cannot sign in any more, as the only owner who forgot the password: at the machine, where the record lies.", "surety person recover ann@northwind.example --data /var/lib/surety") { email, party, ServeCommand.PublicUrl, Record.Data, Record.At };
        Record.OnlyHere(recover, "Whoever runs the server runs it there, and names the data folder behind --data. Of everybody else an owner takes care: end the person and invite it again.");
        recover.SetAction((parsed, cancellation) => Record.RunAsync(session, parsed, writes: true, async store =>
        {
            switch (await Invitations.RecoverAsync(store, parsed.GetRequiredValue(email), parsed.GetValue(party), cancellation))
            {
                case Result<Invited>.Ok { Value: var invited }:
                    session.Line($"{(ServeCommand.PublicUrlOf(parsed) ?? "http://127.0.0.1:8080")}/invitation?token={Uri.EscapeDataString(invited.Token)}");
                    session.Say($"Whoever opens this link on the server comes in as {invited.Invitation.Email} of {invited.Invitation.Party}, with another password, until {Display.ToTheMinute(invited.Invitation.Ends)}. With that, all sessions and passkeys of that person end. The audit of the party has it.");
                    return ExitCode.Ok;
                case Result<Invited>.Refused refused:
                    session.Complain(refused.Problems);
                    return ExitCode.Error;
            }
            throw new InvalidOperationException("A result is one of two.");
        }, cancellation));
        return recover;
    }

    public static Command Key(Session session)
    {
        var label = new Argument<string>("label") { Description = "What people call the key: 'probe in Frankfurt'." };
        var scopes = Several("--scope", "What the key may do: read, facts, manage, sign, people; several. A source of facts needs 'facts' and no more.", [.. Enum.GetValues<Permission>().Where(p => p != Permission.Erase).Select(RoleWords.Of)]);
        var sources = new Option<string[]>("--source") { Description = "The sources that it may send facts as. Where silent: any.", HelpName = "name", AllowMultipleArgumentsPerToken = true };
        var agreement = new Option<string?>("--agreement") { Description = "The one agreement that it is for. Where silent: all of your party's.", HelpName = "name" };
        var ends = new Option<string?>("--ends") { Description = "When it ends; without an offset by UTC. Where silent: not by itself.", HelpName = "2027-01-01" };
        var into = new Option<string?>("--into") { Description = "A file that gets the key, and that only its owner may read. Where silent, the key is printed.", HelpName = "file" };
        var make = new Verb("make", "Makes an API key. It is told once.", "surety api-key make \"probe in Frankfurt\" --scope facts --source probe-fra --into probe.key") { label, scopes, sources, agreement, ends, into, Api.Server, Api.KeyFile };
        OnServer(session, make, (api, parsed, cancellation) => MakeAsync(session, api, parsed, label, scopes, sources, agreement, ends, parsed.GetValue(into), cancellation));
        var list = new Verb("list", "Lists the API keys of your party; those that open nothing any more, too.", "surety api-key list") { Api.Server, Api.KeyFile, Form, Verb.Json };
        OnServer(session, list, (api, parsed, cancellation) => ListAsync(session, api, parsed, "v1/keys", k => $"{Api.Word(k, "id")}  {Api.Word(k, "label")}: {string.Join(", ", Words(k, "scopes"))}{(Api.Word(k, "agreement") is { } only ? $", for {only}" : "")}{(Words(k, "sources") is { Count: > 0 } named ? $", as {string.Join(", ", named)}" : "")}{(Api.Word(k, "revoked") is { } revoked ? $", revoked {revoked}" : Api.Word(k, "ends") is { } until ? $", until {until}" : "")}", cancellation));
        var id = new Argument<string>("key") { Description = "Name of the key, as 'surety api-key list' has it." };
        var revoke = new Verb("revoke", "Revokes an API key: within five seconds it opens nothing any more.", "surety api-key revoke 4kq0wz1m2n3p") { id, Api.Server, Api.KeyFile };
        OnServer(session, revoke, (api, parsed, cancellation) => DoneAsync(session, api, api.SendAsync(HttpMethod.Delete, $"v1/keys/{Api.In(parsed.GetRequiredValue(id))}", null, cancellation), "The key is revoked."));
        return Group(session, "api-key", "Keys by which programs call a server; 'surety key' makes those that sign.", make, list, revoke);
    }

    static Verb Group(Session session, string name, string description, params Verb[] verbs)
    {
        var group = new Verb(name, description, [.. verbs.Select(v => v.Examples[0])]);
        foreach (var verb in verbs) group.Subcommands.Add(verb);
        group.SetAction(_ => session.Refuse($"What shall be done? There is: {string.Join(", ", verbs.Select(v => v.Name))}."));
        return group;
    }

    static Option<string[]> Several(string name, string description, string[] words)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = string.Join('|', words), Required = true, AllowMultipleArgumentsPerToken = true };
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            if (result.Tokens.Select(t => t.Value).FirstOrDefault(w => !words.Contains(w)) is { } wrong) result.AddError($"{name} cannot be '{wrong}' here. Expected: {string.Join(", ", words)}.");
        });
        return option;
    }

    static void OnServer(Session session, Command command, Func<Api, ParseResult, CancellationToken, Task<int>> run) => command.SetAction((parsed, cancellation) => Api.IsMeant(parsed) ? Api.RunAsync(session, parsed, api => run(api, parsed, cancellation), cancellation)
        : Task.FromResult(session.Refuse("Which server? Name it behind --server, or set SURETY_SERVER: a record of this machine has no people.")));

    static async Task<int> InviteAsync(Session session, Api api, ParseResult parsed, Action<Utf8JsonWriter> more, CancellationToken cancellation)
    {
        var answer = await api.SendJsonAsync(HttpMethod.Post, "v1/invitations", json =>
        {
            json.WriteString("email", parsed.GetRequiredValue(Email));
            json.WriteString("name", parsed.GetRequiredValue(Name));
            more(json);
        }, cancellation);
        if (!answer.IsDone) return api.Told(answer);
        if (IsJson(session, parsed, answer)) return ExitCode.Ok;
        // A server that nobody told its name has no link to give.
        var link = Api.Word(answer.Json, "link") ?? new Uri(api.Address, $"invitation?token={Api.In(Api.Word(answer.Json, "token")!)}").ToString();
        session.Line(link);
        session.Say($"Send {parsed.GetRequiredValue(Email)} this link, and nobody else: whoever opens it comes in with it, until {(InstantPattern.ExtendedIso.Parse(Api.Word(answer.Json, "ends")!) is { Success: true, Value: var ends } ? Display.ToTheMinute(ends) : Api.Word(answer.Json, "ends"))}. Nobody can read it again.");
        return ExitCode.Ok;
    }

    static async Task<int> MakeAsync(Session session, Api api, ParseResult parsed, Argument<string> label, Option<string[]> scopes, Option<string[]> sources, Option<string?> agreement, Option<string?> ends, string? into, CancellationToken cancellation)
    {
        if (into is not null && File.Exists(into))
        {
            session.Complain($"{into} is there already, and a key is never overwritten.");
            return ExitCode.Conflict;
        }
        Instant? until = null;
        if (parsed.GetValue(ends) is { } ending)
        {
            // A party has no clock on its wall.
            if (InstantText.Read("--ends", ending, DateTimeZone.Utc) is not Result<Instant>.Ok { Value: var instant }) return session.Refuse(((Result<Instant>.Refused)InstantText.Read("--ends", ending, DateTimeZone.Utc)).Problems);
            until = instant;
        }
        string? only = null;
        if (parsed.GetValue(agreement) is { } named)
        {
            (only, var code) = await api.AgreementAsync(named, cancellation);
            if (only is null) return code;
        }
        var answer = await api.SendJsonAsync(HttpMethod.Post, "v1/keys", json =>
        {
            json.WriteString("label", parsed.GetRequiredValue(label));
            Write(json, "scopes", parsed.GetRequiredValue(scopes));
            if (parsed.GetValue(sources) is { Length: > 0 } senders) Write(json, "sources", senders);
            if (only is not null) json.WriteString("agreement", only);
            if (until is { } end) json.WriteString("ends", Display.InUtc(end));
        }, cancellation, look: "look at 'surety api-key list' first");
        if (!answer.IsDone) return api.Told(answer);
        var (id, key) = (Api.Word(answer.Json, "id"), Api.Word(answer.Json, "key")!);
        if (into is null) session.Line(key);
        else
            try
            {
                DurableFile.Write(into, Encoding.ASCII.GetBytes(key + "\n"), isSecret: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                session.Complain($"{into}: the key cannot be written there, and nobody can read it again. Revoke it: surety api-key revoke {id}");
                return ExitCode.Error;
            }
        session.Say($"The key {id} is {(into is null ? "the line above" : $"in {into}")}; nobody can read it again.");
        return ExitCode.Ok;
    }

    static async Task<int> ListAsync(Session session, Api api, ParseResult parsed, string path, Func<JsonElement, string> line, CancellationToken cancellation)
    {
        var items = new List<JsonElement>();
        for (var next = ""; ;)
        {
            var answer = await api.GetAsync($"{path}?limit=200{(next.Length > 0 ? $"&cursor={next}" : "")}", cancellation);
            if (!answer.IsDone) return api.Told(answer);
            items.AddRange(answer.Json.GetProperty("items").EnumerateArray());
            if (Api.Word(answer.Json, "next") is not { } more) break;
            next = more;
        }
        if (IsJson(parsed)) session.Output.WriteLine(JsonText.Of(json =>
        {
            json.WriteStartArray("items");
            foreach (var item in items) item.WriteTo(json);
            json.WriteEndArray();
        }));
        else
            foreach (var item in items) session.Line(line(item));
        return ExitCode.Ok;
    }

    static async Task<int> DoneAsync(Session session, Api api, Task<Answer> asking, string done)
    {
        var answer = await asking;
        if (!answer.IsDone) return api.Told(answer);
        session.Say(done);
        return ExitCode.Ok;
    }

    static bool IsJson(ParseResult parsed) => parsed.GetValue(Verb.Json) || parsed.GetValue(Form) == "json";

    static bool IsJson(Session session, ParseResult parsed, Answer answer)
    {
        if (!IsJson(parsed)) return false;
        session.Output.WriteLine(JsonText.Of(json =>
        {
            foreach (var property in answer.Json.EnumerateObject()) property.WriteTo(json);
        }));
        return true;
    }

    static void Write(Utf8JsonWriter json, string name, string[] words)
    {
        json.WriteStartArray(name);
        foreach (var word in words) json.WriteStringValue(word);
        json.WriteEndArray();
    }

    static List<string> Words(JsonElement json, string name) => json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(w => w.GetString()!)] : [];
}
