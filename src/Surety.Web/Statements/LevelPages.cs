using NodaTime;
using Surety.Backtests;
using Surety.Journal;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Storage.Records;
using Surety.Text;
using Surety.Web.Api;
using Surety.Web.Shell;
using Reading = Surety.Storage.Records.Reading;

namespace Surety.Web.Statements;

/// <summary>One level of an agreement: whether it is met, and why its figure is what it is.</summary>
static class LevelPages
{
    /// <summary>So many periods are told of the past.</summary>
    const int Periods = 13;

    /// <summary>So many statements are looked through for them: a level may be judged by the quarter.</summary>
    const int MostStatements = 40;

    public static ValueList<Operation> All { get; } = [
        PagesOf.Read("/agreements/{agreement}/level", "showLevel", "Shows one level: whether it is met, what is left, how it went before, and why its figure is what it is, down to the clause and the facts.", ShowAsync) with
        {
            Query = [
                new("of", new Shape.Words(500), "Name of the level."), new("scope", new Shape.Words(2000), "Its scope: name=value, several parted by commas."), new("priority", new Shape.Words(200), "The same as scope=priority=…"),
                new("period", new Shape.Words(20), "A period that has begun; where silent, the month that runs."), new("window", new Shape.Words(100), "Which of its windows in that period."), new("all", new Shape.Flag(), "true: up to 1,000 parts of every list; where silent, of a long list the worst and how many more."),
            ],
        },
    ];

    /// <summary>What is asked about.</summary>
    sealed record Asked(AgreementView Agreement, string Of, Labels Scope, string? Window, string? Period, bool IsAll);

    static async Task<Reply> ShowAsync(Call call)
    {
        var problems = new List<Problem>();
        var scope = ScopeLabels.Read(ScopeLabels.Parted(call.Query("scope") ?? ""), call.Query("priority"), problems, "scope");
        var faults = problems.ConvertAll(p => new Fault("scope", "query", "parameter.value", p.Message, p.Mend));
        if (call.Query("of") is null) faults.Add(new("of", "query", "parameter.missing", "'of' is missing: which level?", "Open it from the list of levels."));
        if (call.Query("period") is { } named && BacktestQuestion.Period("period", named) is not Result<CalendarPeriod>.Ok) faults.Add(new("period", "query", "value.text", $"{Quoted.Of(named)} is no period.", "Write a month, a quarter or a year: 2026-10, 2026-Q4, 2026."));
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        if (faults.Count > 0) return Reply.Bad(faults.ToValueList());
        var asked = new Asked(agreement, call.Query("of")!, scope, call.Query("window"), call.Query("period"), call.Flag("all"));
        if (asked.Period is { } period)
        {
            Space? space;
            await using (var reading = await call.LookAsync()) space = await reading.SpaceAsync(agreement.Name, long.MaxValue, call.Cancellation);
            if (space is not { Kind: SpaceKind.Agreement }) return Reply.Absent;
            if (space.Statement(period) is { } published)
            {
                if (asked.IsAll) return await OpenedAsync(call, asked, published);
                return await call.WorkedOut.PublishedAsync<Reply>(agreement.Name, published, async again => again switch
                {
                    Result<Statement>.Ok { Value: var statement } => await PageAsync(call, asked, statement, isPublished: true),
                    Result<Statement>.Refused no => new Reply.Refused(409, "not-worked-out", "This statement cannot be worked out again.", $"{no.Problems[0].Message} {no.Problems[0].Mend}".Trim()),
                }, call.Cancellation) ?? StatementsApi.Busy;
            }
        }
        if (asked.IsAll) return await OpenedAsync(call, asked, null);
        var looked = await call.WorkedOut.StandingAsync<Looked>(agreement.Name, async standing => new(
            standing.IsFeed ? Reply.Absent
            : standing.Running is { } running && (asked.Period ?? running.Period.Name) == running.Period.Name ? await PageAsync(call, asked, running, standing.Over)
            : asked.Period is null ? await NotThereAsync(call, asked, standing.Last?.What.Period)
            : null, standing.Last?.What.Period), call.Cancellation);
        if (looked is not { Reply: null, Last: var last }) return looked?.Reply ?? StatementsApi.Busy;
        // Of a month that is over, too, something is known before it is published.
        return await call.WorkedOut.KnownAsync<Reply>(agreement.Name, asked.Period!, async known => known is Result<Statement>.Ok { Value: var then } ? await PageAsync(call, asked, then) : await NotThereAsync(call, asked, last), call.Cancellation) ?? StatementsApi.Busy;
    }

    /// <summary>What the running month has to say.</summary>
    /// <param name="Reply">The page; <c>null</c>: another period is asked about.</param><param name="Last">Of the statement that was published last; <c>null</c>: none was.</param>
    sealed record Looked(Reply? Reply, string? Last);

    static async Task<Reply> NotThereAsync(Call call, Asked asked, string? last) => await call.PageAsync<NoLevelPage>(new() { ["Agreement"] = asked.Agreement, ["Level"] = asked.Of, ["Scope"] = asked.Scope, ["Period"] = asked.Period, ["Last"] = last }, asked.Period is null ? 200 : 404);

    /// <summary>With long lists opened.</summary>
    static async Task<Reply> OpenedAsync(Call call, Asked asked, PublishedStatement? published) => await call.WorkedOut.OpenedAsync<Reply>(asked.Agreement.Name, published, asked.Period, async opened => opened switch
    {
        Result<Statement>.Ok { Value: var statement } => await PageAsync(call, asked, statement, isPublished: published is not null),
        Result<Statement>.Refused no => new Reply.Refused(404, "not-in-force", "Nothing was in force then.", no.Problems[0].Message),
    }, call.Cancellation) ?? StatementsApi.Busy;

    /// <param name="over">Of the running month: the month before it, where that was not published.</param>
    /// <param name="call">The call.</param><param name="asked">What is asked.</param><param name="statement">What has the level.</param><param name="isPublished">Whether that is a published one.</param>
    static async Task<Reply> PageAsync(Call call, Asked asked, Statement statement, Statement? over = null, bool isPublished = false)
    {
        var view = await View.OfAsync(call);
        var named = LevelAt.All(statement).FindAll(l => l.Level.Level == asked.Of && l.Level.Scope.Covers(asked.Scope));
        var scopes = named.Select(l => l.Level.Scope).Distinct().ToList();
        var scope = scopes.Contains(asked.Scope) ? asked.Scope : scopes.Count == 1 ? scopes[0] : (Labels?)null;
        if (named.Count > 0 && scope is null) return await Rendered.PageAsync<LevelScopesPage>(view, new() { ["Agreement"] = asked.Agreement, ["Statement"] = statement, ["Named"] = LevelAt.ByWorst(named, l => l.Level).ToList(), ["Level"] = asked.Of, ["Period"] = asked.Period });
        var windows = named.FindAll(l => l.Level.Scope == scope);
        // The one that runs, else the last.
        var at = asked.Window is null ? windows.Find(l => l.Level.Verdict == Verdict.Open) ?? windows.LastOrDefault() : windows.Find(l => l.Level.Window.Name == asked.Window);
        await using var reading = await call.LookAsync();
        if (at is null)
        {
            var isLevel = statement.Levels.Any(l => l.Level == asked.Of);
            return await Rendered.PageAsync<NoLevelPage>(view, new() { ["Agreement"] = asked.Agreement, ["Level"] = asked.Of, ["Scope"] = asked.Scope, ["Period"] = asked.Period, ["Known"] = statement.Levels.Select(l => l.Level).Distinct().ToValueList(), ["IsLevel"] = isLevel }, 404);
        }
        return await Rendered.PageAsync<LevelPage>(view, new()
        {
            ["Agreement"] = asked.Agreement,
            ["Statement"] = statement,
            ["At"] = at,
            ["Windows"] = windows,
            ["Over"] = over,
            ["Period"] = asked.Period,
            ["IsPublished"] = isPublished,
            ["All"] = asked.IsAll,
            ["Whys"] = Whys(statement, at, view.Wording).ToValueList(),
            ["History"] = await HistoryAsync(reading, asked.Agreement.Name, at.Level, call.Cancellation),
            ["Quote"] = await ClauseQuotes.OfAsync(reading, asked.Agreement.Name, at.Level.Version, at.Level.Level, call.Cancellation),
        });
    }

    /// <summary>Everything that the page says of a level, opened, each under the name of its place.</summary>
    static IEnumerable<(string Id, Sentence Heading, Reason Why)> Whys(Statement statement, LevelAt at, Wording wording)
    {
        var level = at.Level;
        yield return ("why-verdict", $"{wording.Level(level, statement)}: {wording.Notation.Attained(level)}, {wording.Of(level.Verdict).Word}", level.Why);
        if (level.Figures is { } figures) yield return ("why-figures", figures.IsChanged ? wording.Figures(level) : wording.Word("why.same"), figures.Why);
        var credits = statement.Credits.Index().Where(c => (c.Item.Level, c.Item.Window, c.Item.Scope) == (level.Level, level.Window, level.Scope)).ToList();
        foreach (var (i, credit) in credits) yield return ($"why-credits-{i}", wording.Credit(credit, statement) + $": {wording.Amount(credit)}", credit.Why);
        var (step, prospect) = (0, 0);
        foreach (var opening in Openings.Of(statement with { Levels = [level], Credits = credits.Select(c => c.Item).ToValueList(), Caps = [], Totals = [], Imported = [], Messages = [] }, wording.Language))
            yield return (opening.Path.Length == 0 ? $"why-more-{step++}" : opening.Path.StartsWith("credits/", StringComparison.Ordinal) ? $"why-credit-{prospect++}" : $"why-{opening.Path}", opening.Heading, opening.Why);
    }

    /// <summary>How the level went before, from sealed statements: the newest window first.</summary>
    static async Task<List<Past>> HistoryAsync(Reading reading, string name, LevelResult level, CancellationToken cancellation)
    {
        var past = new List<Past>();
        if (await reading.SpaceAsync(name, long.MaxValue, cancellation) is not { } space) return past;
        foreach (var published in SealedStatement.Newest(space).Take(MostStatements))
        {
            if (past.Count >= Periods) break;
            var said = await SealedStatement.OfAsync(reading, name, published, cancellation);
            past.AddRange(said.Levels.Where(l => l.Level == level.Level && l.Scope == level.Scope).OrderByDescending(l => l.End).Take(Periods - past.Count).Select(l => new Past(published.What.Period, published.What.Revision, l)));
        }
        return past;
    }
}

/// <summary>A window of the past.</summary>
/// <param name="Period">Of the statement that has it.</param><param name="Revision">Of that statement.</param><param name="Level">What it says.</param>
public sealed record Past(string Period, int Revision, SealedLevel Level);
