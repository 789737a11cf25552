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
            foreach (var published in SealedStatement.Newest(space)) ledger.Add(new(published, await SealedStatement.OfAsync(reading, agreement.Name, published, call.Cancellation), StateOfPublished.Of(space, published.What.Period)));
        }
        var claimed = await ClaimedAsync(call, agreement.Name, ledger);
        return await call.WorkedOut.StandingAsync<Reply>(agreement.Name, async standing => standing.IsFeed ? Reply.Absent : await call.PageAsync<CreditsPage>(new()
        {
            ["Agreement"] = agreement,
            ["Standing"] = standing,
            ["Ledger"] = ledger,
            ["Claimed"] = claimed,
            ["From"] = call.Number("from", 0),
            ["All"] = call.Flag("all"),
        }), call.Cancellation) ?? StatementsApi.Busy;
    }

    /// <summary>So many published months are looked at again for claims.</summary>
    const int MostLooked = 12;

    /// <summary>Credits that a published statement has as still to be claimed, and that have been claimed in time since: as the same months come out with what is known now.</summary>
    static async Task<IReadOnlySet<(string Period, int Index)>> ClaimedAsync(Call call, string agreement, List<Booked> ledger)
    {
        var claimed = new HashSet<(string, int)>();
        foreach (var booked in ledger.Where(b => !b.State.IsFinal && b.Said.Credits.Any(IsOpen)).Take(MostLooked))
            await call.WorkedOut.KnownAsync(agreement, booked.Period, known =>
            {
                // Where each incident has a credit of its own several are called the same: they stand in one order in both.
                var now = known is Result<Statement>.Ok { Value: var then } ? then.Credits.ToLookup(c => (c.Remedy, c.Level, c.Scope, Window: c.Window.Name)) : null;
                foreach (var same in booked.Said.Credits.GroupBy(c => (c.Remedy, c.Level, c.Scope, c.Window)))
                    foreach (var (credit, again) in same.Zip(now?[same.Key] ?? []))
                        if (IsOpen(credit) && again.State == CreditState.Claimed) claimed.Add((booked.Period, credit.Index));
                return Task.FromResult<object>(claimed);
            }, call.Cancellation);
        return claimed;

        static bool IsOpen(SealedCredit credit) => credit is { State: CreditState.Claimable, ClaimBy: not null };
    }
}

/// <summary>What a published statement books.</summary>
/// <param name="Published">As the journal has it.</param><param name="Said">What it says.</param><param name="State">Where its period is.</param>
public sealed record Booked(PublishedStatement Published, SealedStatement Said, StateOfPublished State)
{
    /// <summary>Name of its period.</summary>
    public string Period => Published.What.Period;
}
