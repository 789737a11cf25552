using System.Globalization;
using Surety.Statements;
using Surety.Storage.People;
using Surety.Web.Api;

namespace Surety.Web.People;

/// <summary>What was done for the party, and by whom.</summary>
static class AuditApi
{
    public static ValueList<Operation> All { get; } = [
        new("GET", "/v1/audit", "audit", "Audit", "Lists what was done, and what was not allowed: a chain of lines, each with the hash of the one before. Of one caller 20 denials a minute are lines of their own; those on top are one line for each kind, that says how many more there were.", ListAsync)
        {
            Needs = Permission.People, Query = Paging.Queries, Gives = [new(200, "The newest first.", Shape: Paging.Of(Line))],
        },
    ];

    static Shape.Fields Line => new([
        new("seq", new Shape.Whole(1, long.MaxValue), "Its number, from 1 without a gap."), new("at", new Shape.Moment(), "When."), new("by", new Shape.Words(200), "Who."), new("action", new Shape.Words(100), "What."),
        new("agreement", new Shape.Words(200), "At which agreement or feed.", false), new("about", new Shape.Words(400), "To what or whom; of denials, how many more like it there were.", false), new("outcome", new Shape.OneOf(Enum.GetValues<Outcome>().Select(Audit.Of).ToValueList()), "What became of it."),
        new("previous", new Shape.Words(64), "Hash of the line before."), new("hash", new Shape.Words(64), "Of this one."),
    ]);

    static async Task<Reply> ListAsync(Call call)
    {
        if (call.After(out var isCursor) is var after && (!isCursor || (after is not null && !long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out _)))) return Paging.NoCursor;
        await call.Store.Denials.SettleAsync(call.Caller.Party, call.Cancellation);
        await using var reading = await call.LookAsync();
        var lines = await Audit.ListAsync(reading, call.Caller.Party, after is null ? null : long.Parse(after, CultureInfo.InvariantCulture), call.Limit() + 1, call.Cancellation);
        return call.Page(lines, (json, entry) =>
        {
            json.WriteNumber("seq", entry.Seq);
            json.WriteString("at", Display.InUtc(entry.Line.At));
            json.WriteString("by", entry.Line.By);
            json.WriteString("action", entry.Line.Action);
            if (entry.Line.Space.Length > 0) json.WriteString("agreement", entry.Line.Space);
            if (entry.Line.About.Length > 0) json.WriteString("about", entry.Line.About);
            json.WriteString("outcome", Audit.Of(entry.Line.Outcome));
            json.WriteString("previous", entry.Previous.ToString());
            json.WriteString("hash", entry.Hash.ToString());
        }, e => e.Seq.ToString(CultureInfo.InvariantCulture));
    }
}
