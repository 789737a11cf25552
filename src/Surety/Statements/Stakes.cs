using Surety.Agreements;
using Surety.Escalation;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>What one credit of one open window may come to, with the caps that it shares.</summary>
/// <param name="remedy">The credit.</param><param name="window">Its window.</param><param name="chapter">Under which rules.</param><param name="currency">Of all amounts.</param>
/// <param name="least">The least, whatever others take of its caps.</param><param name="certain">What of it is left where others take all that they may.</param><param name="most">The most; <c>null</c>: no limit.</param>
/// <param name="rooms">What each cap that is about it leaves for all that share it.</param>
sealed class Staked(Remedy remedy, Window window, EscalationChapter chapter, Currency currency, decimal least, decimal certain, decimal? most, List<CreditRoom.Room> rooms)
{
    public Remedy Remedy => remedy;

    public Window Window => window;

    public EscalationChapter Chapter => chapter;

    public Currency Currency => currency;

    public decimal Least => least;

    public decimal Certain => certain;

    public decimal? Most => most;

    public List<CreditRoom.Room> Rooms => rooms;
}

/// <summary>Adds up what open windows may still cost. A cap holds for all that share it, so the sum may be less than its parts.</summary>
static class Stakes
{
    /// <summary>Credits that were added up, as one.</summary>
    sealed record Group(HashSet<Staked> Of, decimal Least, decimal? Most);

    public static ValueList<Stake> Of(IEnumerable<Staked> staked) => staked.GroupBy(s => s.Currency).OrderBy(c => c.Key.Code, StringComparer.Ordinal).Select(c => Together(c.Key, [.. c])).ToValueList();

    static Stake Together(Currency currency, List<Staked> staked)
    {
        var accounts = staked.SelectMany(s => s.Rooms.Select(r => (r.Account, r.Amount, r.Cap.IsCarriedOver, Of: s))).GroupBy(r => r.Account)
            .Select(a => (Of: a.Select(r => r.Of).ToHashSet(), Least: a.Min(r => r.Amount), Most: a.Any(r => r.IsCarriedOver) ? (decimal?)null : a.GroupBy(r => r.Of).Max(r => r.Min(x => x.Amount)))).OrderBy(a => a.Of.Count).ToList();
        // Where caps lie one within the other, what they leave of all is what they leave of the parts. Where they cross, credits stand against each other, or windows are still to begin that end before others, what is certain is counted for each by itself.
        var isNested = accounts.TrueForAll(a => a.Of.Select(s => s.Window.Time.End).Distinct().Count() == 1) && accounts.TrueForAll(a => accounts.TrueForAll(b => a.Of.IsSubsetOf(b.Of) || b.Of.IsSubsetOf(a.Of) || !a.Of.Overlaps(b.Of))) && staked.TrueForAll(s => s.Chapter.OneOf.Count == 0 && s.Chapter.Credits.All(c => c.Pool is null));
        var groups = staked.ConvertAll(s => new Group([s], isNested ? s.Least : s.Certain, s.Most));
        foreach (var against in Against(staked)) Merge(against, parts => parts.Max(g => g.Most ?? decimal.MaxValue) is var most && most == decimal.MaxValue ? null : most, null);
        foreach (var account in accounts) Merge(account.Of, parts => Sum(parts) is { } sum && !(sum > account.Most) ? sum : account.Most, account.Least);
        return new(new(groups.Sum(g => g.Least), currency), Sum(groups) is { } all ? new(all, currency) : null);

        // Those that are about others as well stay for themselves: they have their own room already.
        void Merge(HashSet<Staked> of, Func<List<Group>, decimal?> most, decimal? room)
        {
            var parts = groups.FindAll(g => g.Of.IsSubsetOf(of));
            if (parts.Count == 0) return;
            groups.RemoveAll(parts.Contains);
            var least = parts.Sum(p => p.Least);
            groups.Add(new([.. parts.SelectMany(p => p.Of)], isNested && room is { } left ? Math.Min(least, left) : least, most(parts)));
        }
    }

    static decimal? Sum(List<Group> groups) => groups.Aggregate((decimal?)0, (sum, g) => sum + g.Most);

    /// <summary>Credits of which one counts.</summary>
    static IEnumerable<HashSet<Staked>> Against(List<Staked> staked) => staked.GroupBy(s => (s.Window, s.Chapter)).SelectMany(w => w.Key.Chapter.OneOf.Where(o => o is { Choice: OneOfChoice.Best, Among: Among.Window })
        .Select(o => w.Where(s => o.Credits.Count == 0 || o.Credits.Contains(s.Remedy.Name)).ToHashSet()));
}
