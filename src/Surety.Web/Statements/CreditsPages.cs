using Surety.Journal;
using Surety.Statements;
using Surety.Storage.Records;
using Surety.Web.Api;
using Surety.Web.Shell;

namespace Surety.Web.Statements;

/// <summary>What is owed by the published statements, what may still come, and which rights are near.</summary>
static class CreditsPages
{
    public static ValueList<Operation> All { get; } = [
        PagesOf.Read("/agreements/{agreement}/credits", "showCredits", "Shows what the published statements owe, with a balance, what may be claimed and until when, what the running month may add, how far caps are used, and how near each right is.", ShowAsync) with
        {
            Query = [new("from", new Shape.Whole(0, 1_000_000), "So many statements are left out at the top."), new("all", new Shape.Flag(), "true: lines that come to nothing, too, and every part of every reason.")],
        },
    ];

    static async Task<Reply> ShowAsync(Call call)
    {
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        var ledger = new List<Booked>();
        Space? space;
        await using (var reading = await call.LookAsync())
        {
            space = await reading.SpaceAsync(agreement.Name, long.MaxValue, call.Cancellation);
            if (space is not { Kind: SpaceKind.Agreement }) return Reply.Absent;
            foreach (var published in SealedStatement.Newest(space)) ledger.Add(new(published, await SealedStatement.OfAsync(reading, agreement.Name, published, call.Cancellation), space.IsFinal(published.What.Period)));
        }
        return await call.WorkedOut.StandingAsync<Reply>(agreement.Name, async standing => standing.IsFeed ? Reply.Absent : await call.PageAsync<CreditsPage>(new()
        {
            ["Agreement"] = agreement,
            ["Standing"] = standing,
            ["Ledger"] = ledger,
            ["From"] = call.Number("from", 0),
            ["All"] = call.Flag("all"),
        }), call.Cancellation) ?? StatementsApi.Busy;
    }
}

/// <summary>What a published statement books.</summary>
/// <param name="Published">As the journal has it.</param><param name="Said">What it says.</param><param name="IsFinal">Whether nothing of its period is rebooked any more.</param>
public sealed record Booked(PublishedStatement Published, SealedStatement Said, bool IsFinal)
{
    /// <summary>Name of its period.</summary>
    public string Period => Published.What.Period;
}
