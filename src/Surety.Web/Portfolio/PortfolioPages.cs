using System.Text;
using NodaTime;
using Surety.Journal;
using Surety.Storage.People;
using Surety.Web.Api;
using Surety.Web.People;
using Surety.Web.Shell;
using Surety.Web.Statements;

namespace Surety.Web.Portfolio;

/// <summary>What waits for whoever looks, and where all agreements of its party stand.</summary>
static class PortfolioPages
{
    /// <summary>So many agreements a party has at most on these pages; so many of which nothing is known yet, or only what was long ago, are worked out while somebody waits; so few are looked at anew each time.</summary>
    const int Most = 20_000, MostAtOnce = 25, MostExact = 7;

    /// <summary>So many agreements stand on one page.</summary>
    internal const int PerPage = 50;

    public static ValueList<Operation> All { get; } = [
        PagesOf.Read("/", "showToday", "Shows what waits for the caller's party and by when; whoever is not signed in is led to the door.", TodayAsync) with { Needs = null },
        PagesOf.Read("/agreements", "showAgreements", "Shows where all agreements of the caller's party stand, the worst first.", AgreementsAsync) with { Query = [.. Filters, new("page", new Shape.Whole(1, 1000), "Which part of the list.")] },
        PagesOf.Read("/agreements.csv", "readAgreementsTable", "Gives all of the list as a table for spreadsheets, with the same filters.", TableAsync) with { Query = Filters, Gives = [new(200, "A line for each agreement.", "text/csv")] },
    ];

    static ValueList<Query> Filters => [
        new("text", new Shape.Words(200), "Only agreements in whose title, name or parties this stands."), new("state", new Shape.OneOf(AgreementRow.States), "Only those whose worst level stands so."),
        new("side", new Shape.OneOf(["provider", "customer"]), "Only those at which the caller's party sits there."), new("order", new Shape.OneOf(["worst", "name", "next"]), "How they are ordered; where silent, the worst first."),
    ];

    /// <summary>All agreements of a party with what is known of them, and of how many nothing is known yet, or only what was long ago.</summary>
    static async Task<(List<AgreementRow> Rows, int Unknown, int Old)> RowsAsync(Call call)
    {
        ValueList<SeatedSpace> seats;
        await using (var reading = await call.LookAsync()) seats = await Seats.SpacesAsync(reading, call.Caller.Party, call.Cancellation);
        var own = seats.Where(s => s.Kind == SpaceKind.Agreement && call.Caller.IsFor(s.Name)).Take(Most).ToList();
        var names = own.ConvertAll(s => s.Name);
        var known = call.WorkedOut.Known(names);
        // A few are worked out at once; of many, what is there is shown, and said where it is old.
        bool IsOld(BriefStanding? brief) => brief is not null && call.WorkedOut.IsOld(brief);
        var missing = Enumerable.Range(0, own.Count).Where(i => known[i] is null || (own.Count <= MostAtOnce && IsOld(known[i]))).ToList();
        if (missing.Count is > 0 and <= MostAtOnce)
            foreach (var (brief, i) in (await call.WorkedOut.BriefAsync(missing.ConvertAll(i => names[i]), call.Cancellation)).Zip(missing)) known[i] = brief;
        // What somebody has just done here is seen at once, where there are few.
        if (own.Count <= MostExact)
            for (var i = 0; i < own.Count; i++)
                if (known[i] is { IsUnreadable: false }) known[i] = (await call.WorkedOut.NowAsync(names[i], false, call.Cancellation)).Brief;
        return ([.. own.Select((seat, i) => new AgreementRow(seat, known[i]))], known.Count(k => k is null), known.Count(IsOld));
    }

    static async Task<Reply> TodayAsync(Call call)
    {
        if (call.AnyCaller is null)
            return call.Prefers("text/html") ? Rendered.To("/sign-in") : DescriptionApi.Welcome;
        if (!call.Caller.May(Permission.Read)) return new Reply.Refused(403, "not-allowed", "You are not allowed to do this.", "It needs the permission 'read'.");
        var (rows, unknown, old) = await RowsAsync(call);
        var waits = rows.Where(r => r.Brief is not null).SelectMany(r => r.Brief!.Waits.Where(w => w.For is null || w.For == r.Seat.Side).Select(w => new TodayCard(r, w))).OrderBy(c => c.Order).ThenBy(c => c.Row.Title, StringComparer.Ordinal).ToList();
        if (rows.Count <= MostExact) rows = await WithMonthsAsync(call, rows);
        return await call.PageAsync<TodayPage>(new()
        {
            ["Cards"] = waits.Take(TodayPage.Most).ToValueList(),
            ["More"] = waits.Count - Math.Min(waits.Count, TodayPage.Most),
            ["Rows"] = rows.ToValueList(),
            ["Unknown"] = unknown,
            ["Old"] = old,
        });
    }

    /// <summary>The same with what the last month of each came to.</summary>
    static async Task<List<AgreementRow>> WithMonthsAsync(Call call, List<AgreementRow> rows)
    {
        await using var reading = await call.LookAsync();
        var all = new List<AgreementRow>();
        foreach (var row in rows)
            all.Add(row.Brief switch
            {
                { Over: var (period, said) } => row with { Month = (period, false, said) },
                { LastPeriod: { } last } when await reading.SpaceAsync(row.Seat.Name, long.MaxValue, call.Cancellation) is { } space && space.Statement(last) is { } published => row with { Month = (last, true, await StatementsApi.SaidAsync(reading, row.Seat.Name, published, call.Cancellation)) },
                _ => row,
            });
        return all;
    }

    /// <summary>Those that are asked for, in the order that is asked for.</summary>
    static List<AgreementRow> Chosen(Call call, List<AgreementRow> rows)
    {
        string? text = call.Query("text"), state = call.Query("state"), side = call.Query("side");
        var shown = rows.Where(r => (state is null || r.State == state) && (side is null || side == SideWord(r.Seat.Side)) && (text is null || r.Says(text)));
        return [.. call.Query("order") switch
        {
            "name" => shown.OrderBy(r => r.Title, StringComparer.OrdinalIgnoreCase),
            "next" => shown.OrderBy(r => r.Brief?.Next?.Due ?? Instant.MaxValue).ThenBy(r => r.Title, StringComparer.OrdinalIgnoreCase),
            _ => shown.OrderBy(r => r.Rank).ThenBy(r => r.Title, StringComparer.OrdinalIgnoreCase),
        }];
    }

    static async Task<Reply> TableAsync(Call call)
    {
        var (rows, _, _) = await RowsAsync(call);
        return new Reply.Whole(200, "text/csv; charset=utf-8", Encoding.UTF8.GetBytes(AgreementsTable.Of(Chosen(call, rows)))) { Headers = [("Content-Disposition", "attachment; filename=\"agreements.csv\"")] };
    }

    static async Task<Reply> AgreementsAsync(Call call)
    {
        var (rows, unknown, old) = await RowsAsync(call);
        var all = Chosen(call, rows);
        var page = Math.Clamp(call.Number("page", 1), 1, Math.Max(1, (all.Count + PerPage - 1) / PerPage));
        return await call.PageAsync<AgreementsPage>(new()
        {
            ["Rows"] = rows.ToValueList(),
            ["Shown"] = all.Skip((page - 1) * PerPage).Take(PerPage).ToValueList(),
            ["Found"] = all.Count,
            ["Page"] = page,
            ["Unknown"] = unknown,
            ["Old"] = old,
            ["Text"] = call.Query("text"),
            ["State"] = call.Query("state"),
            ["Side"] = call.Query("side"),
            ["Order"] = call.Query("order") ?? "worst",
        });
    }

    static string SideWord(Side side) => side == Side.Provider ? "provider" : "customer";
}
