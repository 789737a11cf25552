using Surety.Statements;
using Surety.Web.Api;
using Surety.Web.Shell;

namespace Surety.Web.Statements;

/// <summary>The tickets whose clocks run, as a page: which is late, which is due next.</summary>
static class QueuePages
{
    /// <summary>So many tickets stand on one page.</summary>
    const int Most = 200;

    public static ValueList<Operation> All { get; } = [
        PagesOf.Read("/agreements/{agreement}/queue", "showQueue", "Shows the tickets whose clocks run or stand still, the one that is due first at the top.", ShowAsync) with
        {
            Query = [new("level", new Shape.Words(500), "Only clocks of this level."), new("priority", new Shape.Words(200), "Only tickets that have this priority now."), new("team", new Shape.Words(200), "Only tickets with this label 'team'.")],
        },
    ];

    static async Task<Reply> ShowAsync(Call call)
    {
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        if (await call.WorkedOut.NowAsync(agreement.Name, false, call.Cancellation) is not { Whole: { IsFeed: false } whole } looked) return Reply.Absent;
        string? level = call.Query("level"), priority = call.Query("priority"), team = call.Query("team");
        if (FiguresApi.NoLevel(whole, level) is { } none) return none;
        var wanted = FiguresApi.Wanted(whole, level, priority, team).ToList();
        return await call.PageAsync<QueuePage>(new()
        {
            ["Agreement"] = agreement,
            ["Tickets"] = wanted.Take(Most).ToValueList(),
            ["Found"] = wanted.Count,
            ["All"] = whole.Queue.Count,
            ["Zone"] = looked.Brief.Zone,
            ["AsOf"] = looked.AsOf,
            ["Why"] = whole.Why,
            ["Levels"] = Named(whole.Queue.Select(t => t.Level)),
            ["Priorities"] = Named(whole.Queue.Select(t => t.Priority)),
            ["Teams"] = Named(whole.Queue.Select(t => t.Labels["team"])),
            ["Level"] = level,
            ["Priority"] = priority,
            ["Team"] = team,
        });
    }

    static ValueList<string> Named(IEnumerable<string?> names) => names.OfType<string>().Distinct().Order(StringComparer.Ordinal).ToValueList();
}
