using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Surety.Agreements;
using Surety.Changes;
using Surety.Journal;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Api;

namespace Surety.Web.Agreements;

/// <summary>Standard terms of many agreements at once: each gets a proposed version that cites the new ones, or the reason why not. Source: docs/guide/api.md, "Agreements".</summary>
static class UpgradesApi
{
    /// <summary>So many agreements are told of in one answer.</summary>
    const int Most = 10_000;

    static ValueList<string> Results => ["proposed", "would be proposed", "there already", "not concerned", "refused", "not now"];

    public static ValueList<Operation> All { get; } = [
        new("POST", "/v1/terms/upgrades", "upgradeTerms", "Agreements", "Proposes to every agreement that stands on a version of standard terms an amendment that stands on another one.", UpgradeAsync)
        {
            Needs = Permission.Manage, MostBytes = SentText.MostBytes,
            About = "As 'surety terms upgrade' plans it. Each agreement is a proposal of its own, which its other side signs or counters; those that cannot be moved, or about which somebody talks just now, are told and left as they are. Where the server has too much to do, the rest is told as 'not now' and nothing is written of it: send the same again, under another Idempotency-Key. Sent again it proposes nothing twice.",
            Body = new([
                new("terms", new Shape.Words(200), "Name of the terms, as agreements cite it: 'northwind gold'."), new("from", new Shape.Whole(1, int.MaxValue), "The version on which they stand."), new("to", new Shape.Whole(1, int.MaxValue), "The version on which they shall stand."),
                new("effective", new Shape.Day(), "First day of the amendments."), SentText.FilesField, new("agreements", new Shape.Several(new Shape.Words(200), Most), "Only these; where silent, all at which the caller's party sits.", false), new("dryRun", new Shape.Flag(), "true: say what would happen, and propose nothing.", false),
            ]),
            Gives = [new(200, "What became of each.", Shape: new Shape.Fields([
                new("terms", new Shape.Words(200), "Name of the terms."), new("from", new Shape.Whole(1, int.MaxValue), "The version on which they stood."), new("to", new Shape.Whole(1, int.MaxValue), "The other one."),
                new("items", new Shape.Several(new Shape.Fields([
                    new("agreement", new Shape.Words(200), "Which one."), new("result", new Shape.OneOf(Results), "What became of it."), new("version", new Shape.Whole(1, int.MaxValue), "Number of the amendment.", false), new("etag", new Shape.Words(40), "What goes behind If-Match from now on.", false),
                    new("cites", new Shape.Several(new Shape.Whole(1, int.MaxValue), 100), "Versions of the terms that its text in force cites.", false), new("changes", new Shape.Several(new Shape.Words(2000), 1000), "What would be different, in sentences.", false),
                    new("errors", new Shape.Several(new Shape.Free("As in a problem document: what is wrong."), 200), "Why it was refused.", false),
                ]), Most), "By name."),
            ]))],
        },
    ];

    /// <summary>What became of one agreement.</summary>
    sealed record Outcome(string Agreement, string Result, int? Version = null, string? ETag = null, ValueList<int> Cites = default, AgreementDiff? Diff = null, ValueList<Fault> Errors = default);

    static async Task<Reply> UpgradeAsync(Call call)
    {
        var (terms, from, to) = (call.Text("terms")!, call.Body.GetProperty("from").GetInt32(), call.Body.GetProperty("to").GetInt32());
        var effective = LocalDatePattern.Iso.Parse(call.Text("effective")!).Value;
        if (from == to) return Reply.Bad(new Fault("/to", "body", "value.same", $"Version {from} is both the one on which they stand and the one on which they shall stand."));
        var files = SentText.FilesOf(call);
        if (files.Select(f => Layer.Parse(f.Name, f.Bytes)).OfType<Layer>().All(l => l.Name != new LayerName(terms, true, to)))
            return Reply.Bad(new Fault("/files", "body", "terms.missing", $"None of the files is {Text.Quoted.Of(new LayerName(terms, true, to).ToString())}.", "Send the file of the new terms: 'terms' and 'version' in it say which they are."));
        var isDry = call.Body.TryGetProperty("dryRun", out var dry) && dry.ValueKind == JsonValueKind.True;
        ValueList<SeatedSpace> seats;
        await using (var reading = await call.LookAsync()) seats = (await Seats.SpacesAsync(reading, call.Caller.Party, call.Cancellation)).Where(s => s.Kind == SpaceKind.Agreement && call.Caller.IsFor(s.Name)).ToValueList();
        var named = call.Texts("agreements");
        ValueList<Fault> unknown = [.. named.Index().Where(n => seats.All(s => s.Name != n.Item)).Select(n => new Fault($"/agreements/{n.Index}", "body", "absent", $"There is no agreement {Text.Quoted.Of(n.Item)} that you may see."))];
        if (unknown.Count > 0) return Reply.Bad(unknown.Take(200).ToValueList());
        var outcomes = new List<Outcome>();
        var isBusy = false;
        foreach (var seat in seats.Where(s => named.Count == 0 || named.Contains(s.Name)).Take(Most))
        {
            try
            {
                outcomes.Add(isBusy ? new(seat.Name, "not now") : await OneAsync(call, new(call.Caller.Party, seat.Name, seat.Side), files, terms, from, to, effective, isDry));
            }
            catch (StoreBusy)
            {
                // What was proposed before stays proposed, and is told; those behind would wait in vain, too.
                isBusy = true;
                outcomes.Add(new(seat.Name, "not now"));
            }
        }
        return Reply.Json(json =>
        {
            json.WriteString("terms", terms);
            json.WriteNumber("from", from);
            json.WriteNumber("to", to);
            json.WriteStartArray("items");
            foreach (var outcome in outcomes) Write(json, outcome);
            json.WriteEndArray();
        });
    }

    static async Task<Outcome> OneAsync(Call call, Applicant applicant, ValueList<(string Name, ReadOnlyMemory<byte> Bytes)> files, string terms, int from, int to, LocalDate effective, bool isDry)
    {
        await using var reading = await call.LookAsync();
        var name = applicant.Space;
        if (await KnownAgreement.FindAsync(reading, name, call.Cancellation) is not { } known || known.Versions?.Newest is not { } newest || known.Space.InForce.LastOrDefault(v => v.What.Version == newest.Version) is not { } version || await VersionText.OfAsync(reading, known.Space, version, call.Cancellation) is not { } text)
            return new(name, "not concerned");
        var sent = new SentText(text.Bytes, files, true);
        var layers = sent.On(text.Layers);
        var plan = TermsUpgrade.Of(SentText.Name, text.Bytes, layers, terms, from, to);
        if (!plan.IsConcerned) return new(name, "not concerned", Cites: plan.Cites);
        if (plan.Text is null) return No(plan.Problems);
        var next = newest.Version + 1;
        if (Amendment.Of(SentText.Name, plan.Text, layers, next, effective, null) is not Result<string>.Ok { Value: var amended }) return No(((Result<string>.Refused)Amendment.Of(SentText.Name, plan.Text, layers, next, effective, null)).Problems);
        if (TermApi.Pending(known, next, amended, layers) is { } pending) return No([pending]);
        if (RecordedAgreement.Propose(SentText.Name, Encoding.UTF8.GetBytes(amended), layers) is not Result<RecordedAgreement.Proposal>.Ok { Value: var proposal }) return No(((Result<RecordedAgreement.Proposal>.Refused)RecordedAgreement.Propose(SentText.Name, Encoding.UTF8.GetBytes(amended), layers)).Problems);
        if (known.Space.Versions.Any(v => v.What == proposal.What)) return new(name, "there already", next, known.ETag, plan.Cites, plan.Moved);
        if (isDry) return new(name, "would be proposed", next, known.ETag, plan.Cites, plan.Moved);
        return await Applying.ApplyAsync(call.Store, proposal, null, null, call.Caller.Name, call.Cancellation, applicant, known.Revised) switch
        {
            Result<Written<Applied>>.Ok { Value.Value: var applied } => new(name, "proposed", next, KnownAgreement.Of(applied.Revised), plan.Cites, plan.Moved),
            Result<Written<Applied>>.Refused refused => No(refused.Problems),
        };

        // Files that were sent have their place in the request; what stands in the agreement has its line there.
        Outcome No(ValueList<Problem> problems) => new(name, "refused", Cites: plan.Cites, Errors: problems.Where(p => p.Severity >= Severity.Question).Select(p => p.Code.StartsWith("effective.", StringComparison.Ordinal) ? Fault.Of(p) with { Place = "/effective", Line = 0, Column = 0 } : p.At.File == SentText.Name ? Fault.Of(p) : sent.FaultOf(p)).Take(200).ToValueList());
    }

    static void Write(Utf8JsonWriter json, Outcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("agreement", outcome.Agreement);
        json.WriteString("result", outcome.Result);
        if (outcome.Version is { } version) json.WriteNumber("version", version);
        if (outcome.ETag is { } etag) json.WriteString("etag", etag);
        if (outcome.Cites.Count > 0)
        {
            json.WriteStartArray("cites");
            foreach (var cited in outcome.Cites) json.WriteNumberValue(cited);
            json.WriteEndArray();
        }
        if (outcome.Diff is { } diff)
        {
            json.WriteStartArray("changes");
            foreach (var clause in diff.Clauses.Where(c => c.Says).Concat(diff.ByLayers).Take(1000)) json.WriteStringValue($"{string.Join(" / ", clause.Place)}: {Said(clause.Was)} → {Said(clause.Is)}");
            json.WriteEndArray();
        }
        if (outcome.Errors.Count > 0)
        {
            json.WriteStartArray("errors");
            foreach (var error in outcome.Errors) error.Write(json);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    static string Said(ValueList<string> sentences) => sentences.Count == 0 ? "nothing" : string.Join(" ", sentences) is { Length: <= 900 } all ? all : string.Join(" ", sentences)[..900] + " …";
}
