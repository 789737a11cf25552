using Surety.Statements;
using Surety.Storage.Records;
using Surety.Web.Agreements;
using Surety.Web.Api;
using Surety.Web.Shell;

namespace Surety.Web.Statements;

/// <summary>Where an agreement stands: its running month, level by level.</summary>
static class StandingPages
{
    static readonly ValueList<string> States = ["missed", "lost", "open", "noData", "excused", "safe", "met"];

    public static ValueList<Operation> All { get; } = [
        PagesOf.Read("/agreements/{agreement}", "showStanding", "Shows where the agreement stands: the running month, level by level, the worst first.", ShowAsync) with
        {
            Query = [new("state", new Shape.OneOf(States), "Only levels that stand so."), new("level", new Shape.Words(500), "Only this level."), new("from", new Shape.Whole(0, 1_000_000), "So many levels are left out at the top.")],
        },
    ];

    static async Task<Reply> ShowAsync(Call call)
    {
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        return await call.WorkedOut.StandingAsync<Reply>(agreement.Name, async standing =>
        {
            if (standing.IsFeed) return Reply.Absent;
            KnownAgreement? known;
            SaidInShort? last;
            ValueList<FactSource> sources;
            await using (var reading = await call.LookAsync())
            {
                known = standing.Running is null ? await KnownAgreement.FindAsync(reading, agreement.Name, call.Cancellation) : null;
                last = standing.Last is { } said ? await StatementsApi.SaidAsync(reading, agreement.Name, said, call.Cancellation) : null;
                sources = standing.Running?.Levels.Any(IsPartlyKnown) == true ? await FactSources.AllAsync(reading, agreement.Name, null, 200, call.Cancellation) : [];
            }
            // Of a published month it is told where no newer one is over: else of that one.
            var view = await View.OfAsync(call);
            var missed = standing.Over is { } over ? MissesOfMonth.Of(over, view.Wording)
                : standing.Last is { } published && last!.Verdicts.Missed > 0 ? await MissesOfMonth.OfAsync(call.WorkedOut, agreement.Name, published, view.Language, call.Cancellation) : null;
            return await Rendered.PageAsync<StandingPage>(view, new()
            {
                ["Agreement"] = agreement,
                ["Standing"] = standing,
                ["State"] = known?.State(call.Store.Now),
                ["LastDay"] = known?.LastDay,
                ["FirstDay"] = known?.Versions?.All[0].Term.From,
                ["Last"] = last,
                ["Missed"] = missed,
                ["Sources"] = sources,
                ["Only"] = call.Query("state"),
                ["Named"] = call.Query("level"),
                ["From"] = call.Number("from", 0),
            });
        }, call.Cancellation) ?? StatementsApi.Busy;
    }

    /// <summary>Whether nobody knows what was in some of the time so far.</summary>
    internal static bool IsPartlyKnown(Levels.LevelResult level) => level is { Counts: true, Coverage: { } coverage } && coverage < Rational.One;
}
