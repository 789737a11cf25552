using Surety.Statements;
using Surety.Storage.People;
using Surety.Web.Api;

namespace Surety.Web.People;

/// <summary>How long a party keeps what may be erased. Source: docs/guide/operate.md, "Retention and erasure".</summary>
static class RetentionApi
{
    static Shape.OneOf Kind => new(Enum.GetValues<Kept>().Select(Retention.Of).ToValueList());

    static Shape.Whole Days => new(Retention.Least, Retention.Most);

    static Shape.Fields Rule => new([
        new("agreement", new Shape.Words(200), "The agreement; where silent, all that have no rule of their own.", false), new("kind", Kind, "reasons: what people of the party wrote beside entries; people: names and e-mails of people that have ended."),
        new("days", Days, "So long it is kept."), new("by", new Shape.Words(200), "Who said so."), new("at", new Shape.Moment(), "When."),
    ]);

    static Shape.Fields Rules => new([new("items", new Shape.Several(Rule, 10_000), "The rules of the party.")]);

    public static ValueList<Operation> All { get; } = [
        new("GET", "/v1/retention", "listRetention", "People", "Lists how long the party keeps what may be erased; without a rule, it is kept.", ListAsync) { Gives = [new(200, "The rules.", Shape: Rules)] },
        new("PUT", "/v1/retention", "setRetention", "People", "Says how long the party keeps something: then the server erases it by itself.", SetAsync)
        {
            Needs = Permission.Erase, Gives = [new(200, "The rules as they are now.", Shape: Rules)],
            About = "Each erasure is in the audit, and that of a reason in the journal of its agreement. Facts, statements and signatures are never erased: they prove the figures.",
            Body = new([new("kind", Kind, "What: reasons or people."), new("days", Days, "So many days from when it was written, or from when the person ended; where silent, the rule is taken back.", false), new("agreement", new Shape.Words(200), "Reasons of one agreement alone; where silent, of all that have no rule of their own.", false)]),
        },
    ];

    static async Task<Reply> SetAsync(Call call)
    {
        int? days = call.Body.TryGetProperty("days", out var given) && given.TryGetInt32(out var number) ? number : null;
        return await Retention.KeepAsync(call.Store, call.Caller, call.Text("agreement") ?? "", Retention.KindOf(call.Text("kind")!)!.Value, days, call.Cancellation) is Result<int>.Refused refused ? Reply.Of(refused.Problems) : await ListAsync(call);
    }

    static async Task<Reply> ListAsync(Call call)
    {
        await using var reading = await call.LookAsync();
        // A key for one agreement knows nothing of the others, and nothing of the people.
        var rules = (await Retention.ListAsync(reading, call.Caller.Party, call.Cancellation)).Where(r => call.Caller.IsFor(r.Space));
        return Reply.Json(json =>
        {
            json.WriteStartArray("items");
            foreach (var rule in rules)
            {
                json.WriteStartObject();
                if (rule.Space.Length > 0) json.WriteString("agreement", rule.Space);
                json.WriteString("kind", Retention.Of(rule.Kind));
                json.WriteNumber("days", rule.Days);
                json.WriteString("by", rule.By);
                json.WriteString("at", Display.InUtc(rule.At));
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
    }
}
