using System.Text;
using System.Text.Json;
using Surety.Agreements;
using Surety.Cli.Servers;
using Surety.Journal;
using Surety.Storage.Records;

namespace Surety.Cli.Records;

/// <summary>What became of a version that was applied on a server.</summary>
/// <param name="Name">Of the agreement there.</param><param name="Json">The agreement as it is now.</param><param name="Version">The version in it.</param>
internal sealed record AppliedThere(string Name, JsonElement Json, JsonElement Version)
{
    public bool IsInForce => Api.Word(Version, "state") == "in force";

    public List<string> SignedBy => [.. Version.GetProperty("signatures").EnumerateArray().Select(s => Api.Word(s, "side")!)];

    public List<string> WaitsFor => [.. Version.GetProperty("waitsFor").EnumerateArray().Select(s => s.GetString()!)];
}

/// <summary><c>surety apply</c> on a server: the text goes there, and the signature is made here, under a text that is held against the file.</summary>
/// <param name="api">The server.</param><param name="session">Hears what is wrong.</param><param name="file">The file of the agreement.</param><param name="proposal">What was read of it.</param><param name="layers">What it may stand on.</param><param name="isInstead">Whether it may come in the place of another text that the other side has signed.</param>
internal sealed class ApplyOnServer(Api api, Session session, string file, RecordedAgreement.Proposal proposal, ValueList<Layer> layers, bool isInstead)
{
    /// <summary>Proposes the version, and signs it where somebody does.</summary>
    /// <param name="named">The agreement, where it was named.</param><param name="side">Where the caller's party sits, where it is opened now.</param><param name="keptBy">The side that keeps it alone, likewise.</param><param name="signing">Who signs.</param><param name="cancellation">Ends it.</param>
    public async Task<(AppliedThere? Applied, int Code)> RunAsync(string? named, Side? side, Side? keptBy, Signing? signing, CancellationToken cancellation)
    {
        var (name, found) = await FindAsync(named, cancellation);
        if (found is { } code) return (null, code);
        Answer proposed;
        if (name is null)
        {
            if (side is null) return (null, session.Refuse($"{api.Address.Authority} has no agreement '{proposal.Agreement.Id}' that you may see. To open it, say where your party sits: --side provider or --side customer."));
            proposed = await api.SendJsonAsync(HttpMethod.Post, "v1/agreements", json =>
            {
                json.WriteString("side", Words.Of(side.Value));
                if (keptBy is { } alone) json.WriteString("keptBy", Words.Of(alone));
                Write(json);
            }, cancellation);
        }
        else
        {
            var now = await api.GetAsync($"v1/agreements/{Api.In(name)}", cancellation);
            if (!now.IsDone) return (null, api.Told(now));
            if (keptBy is { } alone && Api.Word(now.Json, "keptBy") != Words.Of(alone))
            {
                session.Complain($"The agreement '{name}' is open already, and {(Api.Word(now.Json, "keptBy") is { } other ? $"kept by the {other} alone" : "both sides sign")}. Leave --kept-by out.");
                return (null, ExitCode.Conflict);
            }
            if (!isInstead && Waiting(now.Json, signing is null ? Api.Word(now.Json, "side") : Words.Of(signing.Side)) is { } waiting)
            {
                // What the other side signed stands on its own files: those that are not here, the server does not give.
                var here = proposal.What.Beside.Zip(proposal.Documents.Skip(1)).ToDictionary(b => b.First.Hash.ToString(), b => b.Second);
                var beside = waiting.GetProperty("beside").EnumerateArray().Select(b => (File: Api.Word(b, "name")!, Hash: Api.Word(b, "hash")!)).ToList();
                var others = beside.Where(b => !here.ContainsKey(b.Hash)).Select(b => b.File).ToValueList();
                var text = await api.GetAsync($"v1/agreements/{Api.In(name)}/versions/{proposal.What.Version}", cancellation, "application/yaml");
                return (null, ApplyCommand.Waits(session, file, proposal, layers, waiting.GetProperty("signatures").EnumerateArray().Select(s => $"the {Api.Word(s, "side")} signed in entry {s.GetProperty("entry").GetInt64()}{(Api.Word(s, "signed") is { } when ? $", {when}" : "")}"), text.IsDone && others.Count == 0 ? (text.Bytes, beside.Select(b => Layer.Parse(b.File, here[b.Hash])).OfType<Layer>().ToValueList()) : null, others));
            }
            proposed = await api.SendJsonAsync(HttpMethod.Post, $"v1/agreements/{Api.In(name)}/versions", Write, cancellation, now.ETag);
        }
        if (!proposed.IsDone) return (null, api.Told(proposed, FileOf));
        return signing is null ? (Read(proposed), ExitCode.Ok) : await SignAsync(proposed, signing, cancellation);
    }

    /// <summary>Another text under the number of this one that waits for a signature and that another side than one's own has signed; <c>null</c>: there is none.</summary>
    JsonElement? Waiting(JsonElement agreement, string? own)
    {
        var what = proposal.What;
        var there = agreement.GetProperty("versions").EnumerateArray().LastOrDefault(v => v.GetProperty("version").GetInt32() == what.Version);
        return there.ValueKind == JsonValueKind.Object && Api.Word(there, "state") == "proposed" && there.GetProperty("signatures").EnumerateArray().Any(s => Api.Word(s, "side") != own)
            && !(Api.Word(there, "file") == what.File.ToString() && Api.Word(there, "printed") == what.Printed.ToString() && there.GetProperty("beside").EnumerateArray().Select(b => Api.Word(b, "hash")).SequenceEqual(what.Beside.Select(b => b.Hash.ToString()))) ? there : null;
    }

    /// <summary>The agreement of this short name.</summary>
    /// <returns>No name: there is none yet. A code: it cannot be told which, or nobody may ask.</returns>
    async Task<(string? Name, int? Code)> FindAsync(string? named, CancellationToken cancellation)
    {
        if (named is not null) return await api.AgreementAsync(named, cancellation) is var (name, code) && name is null ? (null, code) : (name, null);
        var names = new List<string>();
        for (var path = "v1/agreements?kind=agreement&limit=200"; ;)
        {
            var answer = await api.GetAsync(path, cancellation);
            if (!answer.IsDone) return (null, api.Told(answer));
            names.AddRange(answer.Json.GetProperty("items").EnumerateArray().Select(i => Api.Word(i, "agreement")!).Where(n => SpaceName.Bare(n) == proposal.Agreement.Id));
            if (Api.Word(answer.Json, "next") is not { } next) break;
            path = $"v1/agreements?kind=agreement&limit=200&cursor={next}";
        }
        if (names.Count < 2) return (names.FirstOrDefault(), null);
        session.Complain($"Which agreement? Name one behind --space: {string.Join(", ", names.Take(20))}.");
        return (null, ExitCode.Error);
    }

    void Write(Utf8JsonWriter json)
    {
        // In its canonical form, as it is signed: what stands beside it goes with it.
        json.WriteString("text", Encoding.UTF8.GetString(proposal.Documents[0].Span));
        json.WriteStartArray("files");
        foreach (var (beside, text) in proposal.What.Beside.Zip(proposal.Documents.Skip(1)))
        {
            json.WriteStartObject();
            json.WriteString("name", beside.File);
            json.WriteString("text", Encoding.UTF8.GetString(text.Span));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    string? FileOf(string pointer) => pointer is "" or "/text" ? file : pointer.Split('/') is ["", "files", var index, ..] && int.TryParse(index, out var i) && i < proposal.What.Beside.Count ? proposal.What.Beside[i].File : null;

    AppliedThere Read(Answer answer) => new(Api.Word(answer.Json, "agreement")!, answer.Json, answer.Json.GetProperty("versions").EnumerateArray().First(v => v.GetProperty("version").GetInt32() == proposal.What.Version));

    async Task<(AppliedThere?, int)> SignAsync(Answer proposed, Signing signing, CancellationToken cancellation)
    {
        var there = Read(proposed);
        var path = $"v1/agreements/{Api.In(there.Name)}/versions/{proposal.What.Version}";
        var asked = await api.GetAsync($"{path}/signing", cancellation);
        if (!asked.IsDone) return (null, api.Told(asked));
        // Nobody signs what somebody else wrote down: it has to be what this file comes to.
        var text = SignedText.OfVersion(there.Name, there.Version.GetProperty("entry").GetInt64(), proposal.What, signing.Side);
        if (Api.Word(asked.Json, "side") is { } seat && seat != Words.Of(signing.Side))
        {
            session.Complain($"Your party sits at {there.Name} as {seat}, and signs for no other side.");
            return (null, ExitCode.NotAllowed);
        }
        if (Api.Word(asked.Json, "text") != Encoding.UTF8.GetString(text))
        {
            session.Complain($"What {api.Address.Authority} gives to sign is not what {file} comes to here, so nothing was signed. Where both programs are of one version, the server is not to be trusted.");
            return (null, ExitCode.NotVerified);
        }
        var (known, key) = (Api.Word(asked.Json, "key"), signing.Key);
        var signed = await api.SendJsonAsync(HttpMethod.Post, $"{path}/signatures", json =>
        {
            json.WriteString("side", Words.Of(signing.Side));
            json.WriteBase64String("publicKey", key.PublicKey.Span);
            json.WriteBase64String("signature", key.Sign(text));
            if (known is null || known == key.Id.ToString() || signing.Replaced is not { } old) return;
            json.WriteStartObject("replaces");
            json.WriteString("key", old.Id.ToString());
            json.WriteBase64String("signature", old.Sign(SignedText.OfKey(there.Name, signing.Side, key.PublicKey.Span)));
            json.WriteEndObject();
        }, cancellation, proposed.ETag);
        return signed.IsDone ? (Read(signed), ExitCode.Ok) : (null, api.Told(signed));
    }
}
