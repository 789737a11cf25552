using Surety.Storage.People;
using Surety.Web.Api;

namespace Surety.Web.Statements;

/// <summary>All agreements of a party side by side, in a few words each.</summary>
static class PortfolioApi
{
    public static ValueList<Operation> All { get; } = [
        new("GET", "/v1/portfolio", "readPortfolio", "Figures and statements", "Lists the agreements that the caller sees with how each stands: its worst level, verdicts, what falls due next, what is at stake.", ReadAsync)
        {
            About = "Worked out in the background: each line is at most five minutes old, and says when and on which entries it was worked out. `levels` of an agreement is always of now.",
            Query = Paging.Queries, Gives = [new(200, "By name.", Shape: Paging.Of(BriefStanding.Shape))],
        },
    ];

    static async Task<Reply> ReadAsync(Call call)
    {
        if (call.After(out var isCursor) is var after && !isCursor) return Paging.NoCursor;
        List<string> names;
        await using (var reading = await call.LookAsync()) names = await Seats.AgreementsAsync(reading, call.Caller.Party, after ?? "", call.Caller.OnlySpace, call.Limit() + 1, call.Cancellation);
        var standing = await call.WorkedOut.BriefAsync(names.Count > call.Limit() ? names[..call.Limit()] : names, call.Cancellation);
        // The one behind says only that there is one.
        IReadOnlyList<BriefStanding> items = names.Count > call.Limit() ? [.. standing, standing[^1]] : standing;
        return call.Page(items, (json, one) => one.Write(json), one => one.Agreement);
    }
}
