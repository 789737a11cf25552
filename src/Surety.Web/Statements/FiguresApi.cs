using System.Globalization;
using NodaTime;
using Surety.Scope;
using Surety.Statements;
using Surety.Storage.Records;
using Surety.Web.Api;

namespace Surety.Web.Statements;

/// <summary>Where an agreement stands now: the running month, its levels, its tickets, what falls due. Source: docs/guide/api.md, "Figures and statements".</summary>
static class FiguresApi
{
    static Shape.Fields FigureShape => new([
        new("shown", new Shape.Words(100), "As people see it, cut to the worse side."), new("exact", new Shape.Words(2000), "As a fraction.", false), new("percent", new Shape.Words(100), "Of a share.", false), new("number", new Shape.Words(100), "Of a number.", false),
        new("seconds", new Shape.Words(100), "Of a time.", false), new("count", new Shape.Whole(long.MinValue, long.MaxValue), "Of what is counted.", false),
    ]);

    internal static Shape.Fields Money => new([new("amount", new Shape.Exact(), "How much."), new("currency", new Shape.Words(3), "ISO 4217.")]);

    static Shape.Fields Level => new([
        new("level", new Shape.Words(500), "Its name."), new("version", new Shape.Whole(1, int.MaxValue), "The version of the agreement that judges it."), new("window", new Shape.Free("Name, days and instants of the window, as statement.schema.json has them."), "The window that runs, or that ended in this month."),
        new("scope", new Shape.Free("Labels of the scope; none: everything."), "Which of its scopes."), new("verdict", new Shape.OneOf(["met", "missed", "excused", "noData", "open"]), "What became of it."), new("words", new Shape.Words(1000), "All of it in one line."),
        new("soFar", new Shape.Moment(), "Up to where a window was measured that runs on.", false), new("standing", new Shape.OneOf(["safe", "open", "lost"]), "Where such a window stands, whatever happens.", false), new("attained", FigureShape, "The figure by all rules of the contract.", false),
        new("target", new Shape.Words(1000), "The promise in its own words."), new("margin", new Shape.Words(200), "How far the figure is from it.", false), new("belowMinimum", new Shape.Flag(), "Whether a second threshold is missed as well."), new("counts", new Shape.Flag(), "False while it is reported only."),
        new("coverage", FigureShape, "Share of the window of which anything is known.", false), new("events", new Shape.Whole(0, long.MaxValue), "What the figure rests on."), new("missCount", new Shape.Whole(0, long.MaxValue), "How much of it was bad."),
        new("figures", new Shape.Free("measured, afterCorrections, afterExclusions, contractual."), "The four figures.", false), new("bounds", new Shape.Free("lowest, highest, standing, allowance, as statement.schema.json has them."), "What the window can still come to; 'allowance' is what is left.", false),
        new("credits", new Shape.Several(new Shape.Fields([new("remedy", new Shape.Words(500), "Its name."), new("least", Money, "At best."), new("most", Money, "At worst; absent: no limit.", false)]), 1000), "What it may still cost."),
    ]);

    static Shape.Fields Levels => new([
        new("agreement", new Shape.Words(200), "Its name on this server."), new("entries", new Shape.Whole(0, long.MaxValue), "The last entry of the journal that was looked at."), new("asOf", new Shape.Moment(), "When it was worked out: at most a minute ago, and with all that was acknowledged before the request."),
        new("title", new Shape.Words(500), "Its line for people.", false), new("zone", new Shape.Words(100), "Time zone of the agreement."), new("period", new Shape.Words(20), "The month that runs.", false), new("why", new Shape.Words(500), "Why none does.", false), new("unreadable", new Shape.Flag(), "Whether its texts cannot be read."),
        new("levels", new Shape.Several(Level, 100_000), "In the order of the agreement."), new("lastStatement", new Shape.Fields([new("period", new Shape.Words(20), "Its period."), new("revision", new Shape.Whole(0, int.MaxValue), "Its revision.")]), "The statement that was published last.", false),
        new("late", new Shape.Several(new Shape.Fields([new("agreement", new Shape.Words(200), "The agreement."), .. Facts.Receipts.Late]), 100_000), "Published periods that are not final, and facts that came since and that their statements do not know."),
        Held, new("next", new Shape.Several(new Shape.Fields([new("due", new Shape.Moment(), "When."), new("about", new Shape.Words(1000), "What.")]), 3), "What falls due next."),
    ]);

    internal static Field Held => new("held", new Shape.Several(new Shape.Words(20), 10_000), "Months that ended before the agreement came into this record and have no statement: the server does not publish them by itself until somebody closes by hand, since their facts may still be on their way. Absent: none wait.", false);

    static Shape.Fields Ticket => new([
        new("ticket", new Shape.Words(500), "Its name."), new("cycle", new Shape.Whole(1, int.MaxValue), "Which clock of it: the second one runs after it came back."), new("level", new Shape.Words(500), "The level whose clock it is."), new("version", new Shape.Whole(1, int.MaxValue), "The version in which it was opened, which judges it."),
        new("scope", new Shape.Free("Labels of the scope."), "The scope whose target decides."), new("target", new Shape.Words(200), "How long it may take."), new("priority", new Shape.Words(200), "Its priority now.", false), new("owner", new Shape.Words(500), "Whom it was assigned to last.", false),
        new("labels", new Shape.Free("Labels: team, region, whatever its source said."), "What it is about."), new("started", new Shape.Moment(), "When the clock started."), new("due", new Shape.Moment(), "Last instant at which it is in time, if nothing else happens; absent while a pause lasts.", false),
        new("left", FigureShape, "Service time until then; below zero: so much is it late.", false), new("pausedBy", new Shape.Words(200), "The status in which it stands still; absent: it runs.", false), new("pausedSince", new Shape.Moment(), "Since when.", false), new("missed", new Shape.Flag(), "Whether it is late already."),
    ]);

    public static ValueList<Operation> All { get; } = [
        new("GET", "/v1/agreements/{agreement}/state", "readState", "Figures and statements", "Gives the running month as a statement: every verdict so far with its reasons.", StateAsync)
        {
            Query = [new("as-of", new Shape.Moment(), "As it was known at that instant: the month that ran then.")], Gives = [new(200, "The statement so far, as statement.schema.json has it.", Shape: new Shape.Free("A statement, as statement.schema.json has it."))],
        },
        new("GET", "/v1/agreements/{agreement}/levels", "listLevels", "Figures and statements", "Tells where each level of the running month stands: verdict, the four figures, what is still possible, what is left, what it may cost.", LevelsAsync)
        {
            Gives = [new(200, "Where the agreement stands.", Shape: Levels)],
        },
        new("GET", "/v1/agreements/{agreement}/queue", "listQueue", "Figures and statements", "Lists the tickets whose clocks run or stand still, the one that is due first at the top.", QueueAsync)
        {
            Query = [new("level", new Shape.Words(500), "Only clocks of this level; one that the agreement does not have is refused."), new("priority", new Shape.Words(200), "Only tickets that have this priority now."), new("team", new Shape.Words(200), "Only tickets with this label 'team'."), .. Paging.Queries], Gives = [new(200, "By due instant; those that stand still at the end.", Shape: Paging.Of(Ticket))],
        },
        new("GET", "/v1/agreements/{agreement}/plan", "listPlan", "Figures and statements", "Lists what falls due next: statements, messages, duties, last days to claim.", PlanAsync)
        {
            Query = Paging.Queries,
            Gives = [new(200, "By instant.", Shape: Paging.Of(new Shape.Fields([new("due", new Shape.Moment(), "When."), new("kind", new Shape.OneOf(["statement", "life", "message", "duty", "claim", "right"]), "What kind of thing."), new("about", new Shape.Words(1000), "What.")])))],
        },
    ];

    /// <summary>Where an agreement stands; <c>null</c>: for the caller there is none of that name.</summary>
    static async Task<Looked?> LookedAsync(Call call, bool withState)
    {
        var name = call.Path("agreement");
        if (await call.SeatAsync(name) is null) return null;
        return await call.WorkedOut.NowAsync(name, withState, call.Cancellation) is { Whole.IsFeed: false } looked ? looked : null;
    }

    static async Task<Reply> StateAsync(Call call)
    {
        if (call.Moment("as-of") is { } asOf) return await ThenAsync(call, asOf);
        if (await LookedAsync(call, true) is not { Whole: { } whole }) return Reply.Absent;
        return whole.State is { } state ? new Reply.Whole(200, "application/json", state) : NotRunning(whole.Why);
    }

    static Reply.Refused NotRunning(string? why) => new(404, "not-running", "No month of it is running.", why is null ? null : $"{char.ToUpperInvariant(why[0])}{why[1..]}.");

    static async Task<Reply> ThenAsync(Call call, Instant asOf)
    {
        var name = call.Path("agreement");
        if (await call.SeatAsync(name) is null) return Reply.Absent;
        if (asOf > call.Store.Now) return StatementsApi.ToCome;
        return await call.WorkedOut.TurnAsync<Reply>(async () =>
        {
            await using var reading = await call.LookAsync();
            if (await AsKnown.AtAsync(reading, name, asOf, call.Cancellation) is not Result<AsKnown>.Ok { Value: var then }) return NotRunning("no version of it was in force then");
            var month = WindowRule.Month.At(asOf, then.Versions.Newest.Zone);
            if (then.Versions.All[0].Term.From >= month.Until || month.From > then.Versions.TimeIn(then.Facts).LastDay) return NotRunning("it was not running then");
            return new Reply.Whole(200, "application/json", then.Statement(month).Bytes);
        }, call.Cancellation) ?? StatementsApi.Busy;
    }

    static async Task<Reply> LevelsAsync(Call call) => await LookedAsync(call, false) is { Whole: { } whole } ? new Reply.Whole(200, "application/json", whole.Levels) : Reply.Absent;

    /// <summary>Why a queue has no such level; <c>null</c>: it has, or nobody asked for one.</summary>
    internal static Reply.Refused? NoLevel(WholeStanding whole, string? level) => level is not null && whole.LevelNames.Count > 0 && !whole.LevelNames.Contains(level)
        ? Reply.Bad(new Fault("level", "query", "parameter.value", $"The agreement has no level {Text.Quoted.Of(level)}.", Text.Nearest.Question(level, whole.LevelNames) ?? $"There are: {Text.Nearest.Listed(level, [.. whole.LevelNames])}.")) : null;

    /// <summary>Tickets of a queue that are asked for, by due instant.</summary>
    internal static IEnumerable<RunningTicket> Wanted(WholeStanding whole, string? level, string? priority, string? team) => whole.Queue.Where(t => (level is null || t.Level == level) && (priority is null || t.Priority == priority) && (team is null || t.Labels["team"] == team));

    static async Task<Reply> QueueAsync(Call call)
    {
        if (call.After(out var isCursor) is var after && !isCursor) return Paging.NoCursor;
        if (await LookedAsync(call, false) is not { Whole: { } whole }) return Reply.Absent;
        var (level, priority, team) = (call.Query("level"), call.Query("priority"), call.Query("team"));
        if (NoLevel(whole, level) is { } none) return none;
        var wanted = Wanted(whole, level, priority, team);
        // By what they are ordered by: others may have come or gone meanwhile.
        if (after is not null) wanted = wanted.Where(t => string.CompareOrdinal(Place(t), after) > 0);
        return call.Page(wanted.OrderBy(Place, StringComparer.Ordinal).Take(call.Limit() + 1).ToList(), StatementJson.Running, Place);

        static string Place(RunningTicket ticket)
        {
            var (due, name) = ((ticket.Due is { } at ? at.ToUnixTimeTicks() + (1L << 62) : long.MaxValue).ToString("x16", CultureInfo.InvariantCulture), $"{ticket.Ticket}|{ticket.Cycle:d8}|{ticket.Level}|{ticket.Target}");
            // A cursor is short, whatever a ticket is called.
            return $"{due}|{(name.Length <= 150 ? name : name[..80] + Digest.Of(System.Text.Encoding.UTF8.GetBytes(name)))}";
        }
    }

    static async Task<Reply> PlanAsync(Call call)
    {
        if (await call.SeatAsync(call.Path("agreement")) is null) return Reply.Absent;
        if (call.After(out var isCursor) is var after && !isCursor) return Paging.NoCursor;
        var from = (Due: long.MinValue, Step: "");
        if (after is not null && !(after.Split('|', 2) is [var due, var step] && long.TryParse(due, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out from.Due) && (from.Step = step) is not null)) return Paging.NoCursor;
        await using var reading = await call.LookAsync();
        return call.Page(await reading.PlanAsync(call.Path("agreement"), from, call.Limit() + 1, call.Cancellation), (json, row) =>
        {
            json.WriteString("due", Display.InUtc(Instant.FromUnixTimeTicks(row.Due)));
            json.WriteString("kind", row.Kind);
            json.WriteString("about", row.About);
        }, row => $"{row.Due.ToString(CultureInfo.InvariantCulture)}|{row.Step}");
    }
}
