using Surety.Agreements;
using Surety.Backtests;
using Surety.Text;
using Surety.Web.Api;
using Surety.Web.Shell;

namespace Surety.Web.Statements;

/// <summary>What an agreement would have cost in the months that are over, and what other targets would have: the text that is in force, tried on the facts that both sides have.</summary>
static class BacktestPages
{
    /// <summary>So many curves stand on one page, where no level is named.</summary>
    public const int MostCurves = 3;

    public static ValueList<Operation> All { get; } = [
        PagesOf.Read("/agreements/{agreement}/backtest", "showBacktest", "Shows what the text that is in force would have cost in the last twelve months that are over, and what other targets would have.", ShowAsync) with { Query = [new("of", new Shape.Words(500), "Name of a level; where silent, those that cost most.")] },
    ];

    /// <summary>Where the page of a level is.</summary>
    public static string Address(AgreementView agreement, string level) => agreement.Address($"backtest?of={Uri.EscapeDataString(level)}");

    static async Task<Reply> ShowAsync(Call call)
    {
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        var of = call.Query("of");
        return await call.WorkedOut.BacktestAsync<Reply>(agreement.Name, async test =>
        {
            if (of is not null && test is not null && test.Draft.Level(of) is null) return Reply.Bad(new Fault("of", "query", "parameter.value", $"The agreement has no level {Quoted.Of(of)}.", Nearest.Question(of, test.Draft.Levels.Select(l => l.Name))));
            return await call.PageAsync<BacktestPage>(new() { ["Agreement"] = agreement, ["Test"] = test, ["Of"] = of });
        }, call.Cancellation) ?? StatementsApi.Busy;
    }
}
