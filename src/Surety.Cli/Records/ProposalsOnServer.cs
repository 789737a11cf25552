using System.Text.Json;
using Surety.Cli.Servers;
using Surety.Journal;
using Surety.Storage.Exclusions;

namespace Surety.Cli.Records;

/// <summary>Proposals of an agreement on a server, for the side where one's party sits. Source: docs/guide/api.md, "Exclusions".</summary>
/// <param name="api">The server.</param><param name="session">Hears what is wrong.</param><param name="name">The agreement there.</param><param name="keptBy">The side that keeps it alone; <c>null</c>: both take part.</param><param name="seat">The side where one's party sits.</param>
internal sealed class ProposalsOnServer(Api api, Session session, string name, string? keptBy, string? seat)
{
    public string Name => name;

    public string? KeptBy => keptBy;

    string Path => $"v1/agreements/{Api.In(name)}/proposals";

    /// <summary>Finds the agreement that is meant.</summary>
    /// <param name="api">The server.</param><param name="session">Hears what is wrong.</param><param name="named">What somebody wrote.</param><param name="side">The side that somebody said to speak for; <c>null</c>: nobody said.</param><param name="cancellation">Ends it.</param>
    /// <returns>None, and the code to leave with: nobody can tell which, or one's party speaks for another side.</returns>
    public static async Task<(ProposalsOnServer? There, int Code)> AtAsync(Api api, Session session, string? named, Side? side, CancellationToken cancellation)
    {
        var (name, code) = await api.AgreementAsync(named, cancellation);
        if (name is null) return (null, code);
        var agreement = await api.GetAsync($"v1/agreements/{Api.In(name)}", cancellation);
        if (!agreement.IsDone) return (null, api.Told(agreement));
        var seat = Api.Word(agreement.Json, "side");
        if (side is { } speaks && seat is not null && seat != Words.Of(speaks))
        {
            session.Complain($"Your party sits at {name} as {seat}, and speaks for no other side.");
            return (null, ExitCode.NotAllowed);
        }
        return (new(api, session, name, Api.Word(agreement.Json, "keptBy"), seat), ExitCode.Ok);
    }

    /// <summary>What something would change, and proposes nothing.</summary>
    public async Task<(JsonElement? Preview, int Code)> PreviewAsync(Proposing proposing, CancellationToken cancellation)
    {
        var (answer, code) = await SendAsync("?preview=true", proposing, cancellation);
        return answer is null ? (null, code) : (answer.Json, code);
    }

    /// <summary>Proposes it.</summary>
    /// <param name="proposing">What.</param><param name="preview">What it would change.</param><param name="cancellation">Ends it.</param>
    public async Task<(ShownProposal? Proposal, int Code)> ProposeAsync(Proposing proposing, JsonElement preview, CancellationToken cancellation)
    {
        var (answer, code) = await SendAsync("", proposing, cancellation);
        return answer is null ? (null, code) : (new(answer.Json, preview, keptBy, []), code);
    }

    async Task<(Answer? Answer, int Code)> SendAsync(string query, Proposing proposing, CancellationToken cancellation)
    {
        var reading = SuggestedText.Parts(proposing.Kind, proposing.File, proposing.Json);
        if (reading is not Result<(ValueList<(string Pointer, string Json)> Facts, string? Period)>.Ok { Value: var (facts, period) })
        {
            session.Complain(((Result<(ValueList<(string, string)>, string?)>.Refused)reading).Problems);
            return (null, ExitCode.Error);
        }
        var answer = await api.SendJsonAsync(HttpMethod.Post, Path + query, json =>
        {
            json.WriteString("kind", Words.Of(proposing.Kind));
            if (period is not null) json.WriteString("period", period);
            else
            {
                json.WriteStartArray("facts");
                foreach (var (_, fact) in facts) json.WriteRawValue(fact);
                json.WriteEndArray();
            }
            if (proposing.Reason is { } reason) json.WriteString("reason", reason);
            if (proposing.Name is { } called) json.WriteString("name", called);
        }, cancellation);
        return answer.IsDone ? (answer, ExitCode.Ok) : (null, api.Told(answer, PlaceOf));

        // Facts go there as a list, whatever they were here.
        string? PlaceOf(string pointer) => pointer.Split('/') is ["", "facts", var index, .. var rest] && int.TryParse(index, out var i) && i >= 0 && i < facts.Count ? $"{proposing.File}#{facts[i].Pointer}{string.Concat(rest.Select(r => "/" + r))}" : pointer is "/period" or "/facts" ? $"{proposing.File}#{(pointer == "/period" ? pointer : "")}" : null;
    }

    /// <summary>What an acceptance would accept, where nobody said that it was seen.</summary>
    /// <returns>The proposal, where it is open and can be accepted; else what is to be said of it, so that the server says how it stands; neither: what went wrong was told.</returns>
    public async Task<(ShownProposal? Open, Seen? Seen, int Code)> UnseenAsync(string proposal, CancellationToken cancellation)
    {
        var looked = await api.GetAsync($"{Path}/{Api.In(proposal)}", cancellation);
        if (!looked.IsDone) return (null, null, api.Told(looked));
        var shown = new ShownProposal(looked.Json, looked.Json.TryGetProperty("preview", out var preview) ? preview : null, keptBy, []);
        // For another side it is refused, whatever it has seen.
        if (shown.UpTo is { } upTo) return Api.Word(looked.Json, "waitsFor") == seat ? (shown, null, ExitCode.Ok) : (null, upTo, ExitCode.Ok);
        return (null, new(looked.Json.GetProperty("entry").GetInt64(), []), ExitCode.Ok);
    }

    /// <summary>Answers a proposal, or takes it back.</summary>
    /// <param name="proposal">Its name.</param><param name="what">How, as the API names it: <c>acceptances</c>, <c>refusals</c>, <c>withdrawals</c>.</param><param name="reason">Why; <c>null</c>: nobody says.</param><param name="seen">What the preview said that is accepted; <c>null</c>: it is no acceptance.</param><param name="cancellation">Ends it.</param>
    public async Task<(JsonElement? Answered, int Code)> AnswerAsync(string proposal, string what, string? reason, Seen? seen, CancellationToken cancellation)
    {
        var answer = await api.SendJsonAsync(HttpMethod.Post, $"{Path}/{Api.In(proposal)}/{what}", json =>
        {
            if (reason is not null) json.WriteString("reason", reason);
            if (what != "acceptances") return;
            json.WriteNumber("entries", seen!.Entries);
            json.WriteStartArray("feeds");
            foreach (var (feed, entries) in seen.Feeds)
            {
                json.WriteStartObject();
                json.WriteString("feed", feed);
                json.WriteNumber("entries", entries);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }, cancellation);
        return answer.IsDone ? (answer.Json, ExitCode.Ok) : (null, api.Told(answer));
    }

    /// <summary>All proposals, in the order in which they were made, with what each open one would change.</summary>
    /// <param name="isOpen">Only those that nobody has answered yet.</param><param name="cancellation">Ends it.</param><param name="looks">Whether it is asked what open ones would change.</param>
    public async Task<(List<ShownProposal>? All, int Code)> ListAsync(bool isOpen, CancellationToken cancellation, bool looks = true)
    {
        var all = new List<ShownProposal>();
        for (var next = ""; ;)
        {
            var page = await api.GetAsync($"{Path}?limit=200{(isOpen ? "&state=open" : "")}{next}", cancellation);
            if (!page.IsDone) return (null, api.Told(page));
            foreach (var item in page.Json.GetProperty("items").EnumerateArray())
            {
                var proposal = new ShownProposal(item, null, keptBy, []);
                if (looks && proposal.IsOpen)
                {
                    var looked = await api.GetAsync($"{Path}/{Api.In(proposal.Name)}", cancellation);
                    if (!looked.IsDone) return (null, api.Told(looked));
                    proposal = new(looked.Json, looked.Json.TryGetProperty("preview", out var preview) ? preview : null, keptBy, looked.Json.TryGetProperty("problems", out var problems) ? problems.EnumerateArray().Select(p => Api.Word(p, "detail")!).ToValueList() : []);
                }
                all.Add(proposal);
            }
            if (Api.Word(page.Json, "next") is not { } more) break;
            next = $"&cursor={more}";
        }
        all.Reverse();
        return (all, ExitCode.Ok);
    }
}
