using Surety.Journal;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Agreements;
using Surety.Web.Api;

namespace Surety.Web.Shell;

/// <summary>An agreement as whoever looks at it sees it: where its own party sits, and who sits at the other side.</summary>
/// <param name="Name">Of the space.</param><param name="Title">Its line for people.</param><param name="Side">Where the party sits.</param><param name="Other">Name of the party at the other side; <c>null</c>: nobody yet.</param>
public sealed record AgreementView(string Name, string Title, Side Side, string? Other)
{
    /// <summary>Of the agreement that the path names.</summary>
    /// <returns><c>null</c>: for the caller there is none of that name.</returns>
    public static async Task<AgreementView?> FindAsync(Call call)
    {
        if (await call.SeatAsync(call.Path("agreement")) is not { } seat || seat.SideOf(call.Caller.Party) is not { } side) return null;
        await using var reading = await call.LookAsync();
        if (await TitleAsync(call, reading, seat.Space) is not { } title) return null;
        var other = seat.At(side == Side.Provider ? Side.Customer : Side.Provider);
        return new(seat.Space, title, side, other.Length == 0 ? null : (await call.PartyAsync(other))?.Title ?? other);
    }

    // Long texts are not read again for each page: the title stays until somebody changes texts or signatures.
    static async Task<string?> TitleAsync(Call call, Reading reading, string space)
    {
        if (await reading.SpaceAsync(space, long.MaxValue, call.Cancellation) is not { Kind: SpaceKind.Agreement, Revised: var revised }) return null;
        if (call.WorkedOut.Titles.TryGetValue(space, out var kept) && kept.Revised == revised) return kept.Title;
        if (await KnownAgreement.FindAsync(reading, space, call.Cancellation) is not { } known) return null;
        if (call.WorkedOut.Titles.Count >= 10_000) call.WorkedOut.Titles.Clear();
        var version = known.Versions?.At(call.Store.Now) ?? known.Newest;
        var title = version?.Title ?? space;
        // One that takes effect later brings its own title then, without an entry.
        if (version == (known.Versions?.Newest ?? version)) call.WorkedOut.Titles[space] = (revised, title);
        return title;
    }

    /// <summary>Where a page of it is.</summary>
    /// <param name="page">Below the agreement: <c>queue</c>; empty: the first one.</param>
    public string Address(string page = "") => $"/agreements/{Uri.EscapeDataString(Name)}{(page.Length == 0 ? "" : "/" + page)}";

    /// <summary>Where a fact is shown.</summary>
    /// <param name="batch">What it came with.</param><param name="line">Its line there.</param>
    public string FactAt(string batch, int line) => Address("facts") + string.Create(System.Globalization.CultureInfo.InvariantCulture, $"?batch={Uri.EscapeDataString(batch)}&line={line}");

    /// <summary>Where the line of a clause is shown; <c>null</c>: it stands in a text that has no page, as what a version stands on.</summary>
    public string? Address(Clause clause)
    {
        var start = $"{Name}.v";
        return clause.At.File is { } file && file.StartsWith(start, StringComparison.Ordinal) && file.EndsWith(".yaml", StringComparison.Ordinal) && int.TryParse(file.AsSpan(start.Length, Math.Max(0, file.Length - start.Length - 5)), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var version)
            ? Address($"text/{version}") + $"#line-{clause.At.Line}" : null;
    }
}
