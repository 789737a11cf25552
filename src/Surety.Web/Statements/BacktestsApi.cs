using System.Text;
using NodaTime;
using NodaTime.Text;
using Surety.Agreements;
using Surety.Backtests;
using Surety.Scope;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Api;

namespace Surety.Web.Statements;

/// <summary>Drafts tried on the facts that there are. Nothing of it is kept, and nobody else learns of it.</summary>
static class BacktestsApi
{
    const int MostMonths = 120;

    public static ValueList<Operation> All { get; } = [
        new("POST", "/v1/agreements/{agreement}/backtests", "backtest", "Figures and statements", "Tries a draft on the facts of an agreement: what it would have come to, and what each clause is worth. Nothing of it is kept, and the other side does not learn of it.", RunAsync)
        {
            Needs = Permission.Manage, IsRepeatable = true, MostBytes = 2 << 20, Gives = [new(200, "As 'surety backtest -o json' gives it.", Shape: new Shape.Free("A back-test, as docs/guide/backtest.md has it."))],
            Body = new([
                new("text", new Shape.Words(1 << 20) { HasLines = true }, "The draft: an agreement file."), new("layers", new Shape.Several(new Shape.Fields([new("name", new Shape.Words(200), "Name of the file: gold-terms.yaml."), new("text", new Shape.Words(1 << 20) { HasLines = true }, "Its text.")]), 20), "What it uses; what the versions in force use is there already.", false),
                new("from", new Shape.Words(20), "The first month: 2026-01."), new("until", new Shape.Words(20), "The last month; at most 120."), new("targets", new Shape.Several(new Shape.Words(500), 50), "Other targets to try, as \"LEVEL: 99.95 %\"; where silent, the usual ones for every level.", false), new("asOf", new Shape.Moment(), "As it was known at that instant; now where silent.", false),
            ]),
        },
    ];

    static async Task<Reply> RunAsync(Call call)
    {
        var name = call.Path("agreement");
        if (await call.SeatAsync(name) is null) return Reply.Absent;
        var asOf = call.Text("asOf") is { } text ? OffsetDateTimePattern.ExtendedIso.Parse(text).Value.ToInstant() : Instant.FromUnixTimeTicks(call.Store.Now.ToUnixTimeTicks());
        if (asOf > call.Store.Now) return Reply.Bad(new Fault("/asOf", "body", "value.instant", "That instant has not come yet: nobody knows what will be known then.", "Name an instant that is over."));
        return await call.WorkedOut.TurnAsync(() => TryAsync(call, name, asOf), call.Cancellation) ?? StatementsApi.Busy;
    }

    static async Task<Reply> TryAsync(Call call, string name, Instant asOf)
    {
        await using var reading = await call.LookAsync();
        if (await RecordedSpace.KnownAsync(reading, name, asOf, call.Cancellation) is not Result<RecordedSpace>.Ok { Value: { Space.Kind: Journal.SpaceKind.Agreement } space }) return Reply.Absent;
        var given = Given(call);
        var texts = await reading.DocumentsAsync(name, space.Space.InForce.SelectMany(v => v.What.Beside).Select(b => b.Hash), call.Cancellation);
        var layers = given.Concat(space.Space.InForce.Reverse().SelectMany(v => v.What.Beside).Where(b => texts.ContainsKey(b.Hash)).Select(b => Layer.Parse(b.File, texts[b.Hash])).OfType<Layer>()).DistinctBy(l => l.Name).ToValueList();
        var parsed = AgreementFile.Parse("draft.yaml", Encoding.UTF8.GetBytes(call.Text("text")!), layers);
        if (parsed.Agreement is not { } draft || parsed.Problems.Any(p => p.Severity == Severity.Error)) return new Reply.Refused(400, "draft", "The draft cannot be tried as it stands.", null, parsed.Problems.Where(p => p.Severity == Severity.Error).Select(Fault.Of).Take(200).ToValueList());
        var faults = new List<Fault>();
        var (months, asked) = (BacktestQuestion.Months(("from", call.Text("from")!), ("until", call.Text("until")!), draft.Zone), BacktestQuestion.Targets(call.Texts("targets"), draft, "targets"));
        if (months is Result<ValueList<Window>>.Refused no) faults.AddRange(no.Problems.Select(p => new Fault(p.Message.StartsWith("until", StringComparison.Ordinal) ? "/until" : "/from", "body", p.Code, p.Message, p.Mend)));
        else if (months is Result<ValueList<Window>>.Ok { Value.Count: > MostMonths }) faults.Add(new("/until", "body", "backtest.months", $"At most {MostMonths} months are tried at once."));
        if (asked is Result<ValueList<(string, Rational)>>.Refused unknown) faults.AddRange(unknown.Problems.Select(p => new Fault("/targets", "body", p.Code, p.Message, p.Mend)));
        if (faults.Count > 0) return Reply.Bad(faults.ToValueList());
        var (facts, _) = await space.FactsAsync(reading, asOf, call.Cancellation);
        var test = Backtest.Of(draft, facts, ((Result<ValueList<Window>>.Ok)months).Value, asOf, ((Result<ValueList<(string, Rational)>>.Ok)asked).Value);
        return new Reply.Whole(200, "application/json", Encoding.UTF8.GetBytes(BacktestJson.Of(test)));
    }

    static IEnumerable<Layer> Given(Call call) => call.Body.TryGetProperty("layers", out var layers) && layers.ValueKind == System.Text.Json.JsonValueKind.Array
        ? layers.EnumerateArray().Select(l => Layer.Parse(l.GetProperty("name").GetString()!, Encoding.UTF8.GetBytes(l.GetProperty("text").GetString()!))).OfType<Layer>() : [];
}
