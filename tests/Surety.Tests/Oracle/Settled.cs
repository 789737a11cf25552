using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>Own caps, combination and caps of the chapter: figures.md, "Credits", steps 4 and 5.</summary>
sealed class Settled(Contract contract, Schedule schedule)
{
    public (IReadOnlyList<ExpectedCredit> Lines, Fraction Owed) Of(IReadOnlyList<ExpectedCredit> credits, Instant periodStart, Instant periodEnd)
    {
        var lines = new List<ExpectedCredit>();
        var used = new Dictionary<string, Fraction>();
        Fraction owed = 0;
        foreach (var window in credits.Where(c => c.Of.End <= periodEnd).GroupBy(c => (c.Of.Start, c.Of.End)).OrderBy(g => g.Key.End).ThenBy(g => g.Key.Start))
        {
            // Where only the best is given, each is compared by what it comes to if it alone were.
            var room = new Dictionary<string, Fraction>(used);
            var own = window.OrderBy(c => c.Of.Scope, StringComparer.Ordinal).Select(c => c with { Amount = Capped([c.Credit.Cap], c, c.Amount, c.Credit.Name, contract.OnlyTheBest ? new(used) : room) }).ToList();
            if (contract.OnlyTheBest && own.Max(c => c.Amount) is var best)
            {
                var chosen = own.FindIndex(c => c.Amount == best);
                var isTied = own.Count(c => c.Amount == best) > 1;
                lines.AddRange(own.Select(c => c.State != "credited" || (c.Amount == best && !isTied) ? c : c with { State = c.Amount == best ? "tied" : "notTheBest", Amount = 0 }));
                own = [own[chosen]];
                // What is not the best takes no room.
                Capped([own[0].Credit.Cap], own[0], own[0].Amount, own[0].Credit.Name, used);
            }
            else
            {
                lines.AddRange(own);
                used = room;
            }
            foreach (var credit in own)
            {
                var paid = Capped(contract.Caps, credit, credit.Amount, "", used);
                if (credit.Of.End > periodStart) owed += paid;
            }
        }
        return (lines, owed);
    }

    /// <summary>What is left of an amount after caps, one after the other; what is over is lost, and what is credited in the end uses the room of each.</summary>
    Fraction Capped(IReadOnlyList<Cap?> caps, ExpectedCredit credit, Fraction amount, string whose, Dictionary<string, Fraction> used)
    {
        var keys = new List<string>();
        for (var i = 0; i < caps.Count; i++)
        {
            if (caps[i] is not { } cap) continue;
            var per = cap.Per ?? cap.Of?.Period ?? "window";
            var last = credit.Of.Next.PlusDays(-1);
            var period = per switch { "month" => $"{last.Year}-{last.Month}", "quarter" => $"{last.Year}-Q{(last.Month + 2) / 3}", "year" => $"{last.Year}", _ => $"{credit.Of.First}-{credit.Of.Next}" };
            keys.Add($"{whose}#{i}#{period}{(cap.Of?.What == "the member" ? credit.Of.Scope : "")}");
            var limit = cap.Percent is { } percent ? ((Fraction)percent / 100 * schedule.BaseOf(cap.Of! with { Period = per }, credit.Of)).Rounded(2, "cut") : cap.Money;
            amount = Fraction.Greatest(0, Fraction.Least(amount, limit - used.GetValueOrDefault(keys[^1])));
        }
        foreach (var key in keys) used[key] = used.GetValueOrDefault(key) + amount;
        return amount;
    }
}
