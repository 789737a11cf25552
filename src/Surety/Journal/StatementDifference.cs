using Surety.Levels;
using Surety.Statements;

namespace Surety.Journal;

/// <summary>What a later statement of a period says otherwise: verdicts, figures, money and rights, in words. What does not touch any of them is no reason for a revision.</summary>
/// <param name="Lines">One sentence for each difference, in the order of the statement.</param>
/// <param name="More">What is owed more, by currency; less: below zero. Currencies without a difference are not there.</param>
public sealed record StatementDifference(ValueList<string> Lines, ValueList<Money> More)
{
    /// <summary>Whether anything is different.</summary>
    public bool IsEmpty => Lines.Count == 0;

    /// <summary>Compares two statements of one period.</summary>
    /// <param name="old">The one that was published.</param><param name="now">The one that would take its place.</param>
    public static StatementDifference Of(Statement old, Statement now)
    {
        var more = OwedMore(old, now).Where(m => m.Amount != 0).ToValueList();
        return new(Levels(old, now).Concat(Credits(old, now)).Concat(Rights(old, now)).Concat(more.Select(m => $"Owed in all: {(m.Amount > 0 ? "+" : "")}{Display.Money(m)}.")).ToValueList(), more);
    }

    static IEnumerable<string> Levels(Statement old, Statement now) => Paired(old.Levels, now.Levels, l => (l.Level, l.Window.Time, l.Scope))
        .Select(pair => (Was: Of(pair.Was), Is: Of(pair.Is), Name: Name((pair.Is ?? pair.Was)!, now))).Where(d => d.Was != d.Is).Select(d => $"{d.Name}: {d.Was} → {d.Is}.");

    static string Name(LevelResult level, Statement statement) => Display.Level(level.Level, level.Scope) + (level.Window == statement.Period ? "" : $", {Display.Window(level.Window)}");

    // The figure is compared as it is, and shown as people read it.
    static string Of(LevelResult? level) => level is null ? "not judged" : $"{Wording.English.Of(level.Verdict).Word}, {Display.Attained(level)}{(level.Attained is { } figure ? Exact(figure) : "")}";

    static string Exact(Figure figure) => figure is Figure.Share share ? $" ({share.Value})" : "";

    static IEnumerable<string> Credits(Statement old, Statement now) => Paired(old.Credits, now.Credits, c => (c.Remedy, c.Level, c.Window.Time, c.Scope, c.Incident?.Name))
        .Select(pair => (Was: Of(pair.Was), Is: Of(pair.Is), Name: $"Credit {Wording.English.Credit((pair.Is ?? pair.Was)!)}")).Where(d => d.Was != d.Is).Select(d => $"{d.Name}: {d.Was} → {d.Is}.");

    static string Of(CreditLine? credit) => credit is null ? "none" : $"{Wording.English.Amount(credit)}, {Wording.English.Of(credit.State).Word}";

    static IEnumerable<string> Rights(Statement old, Statement now) => Paired(old.Rights, now.Rights, r => (r.Right, r.Of))
        .Select(pair => (Was: Of(pair.Was), Is: Of(pair.Is), Name: (pair.Is ?? pair.Was)!.Right)).Where(d => d.Was != d.Is).Select(d => $"Right {d.Name}: {d.Was} → {d.Is}.");

    static string Of(RightStatus? right) => right is null ? "none" : $"{Wording.English.Of(right.State).Word}, {Wording.English.Progress(right)}";

    static IEnumerable<Money> OwedMore(Statement old, Statement now)
    {
        foreach (var currency in old.Totals.Concat(now.Totals).Select(t => t.Owed.Currency).Distinct())
        {
            var (was, then) = (Sum(old), Sum(now));
            yield return then with { Amount = then.Amount - was.Amount };

            Money Sum(Statement of) => of.Totals.Where(t => t.Owed.Currency == currency).Aggregate(Money.Zero(currency), (sum, t) => sum + t.Owed);
        }
    }

    static IEnumerable<(T? Was, T? Is)> Paired<T, TKey>(ValueList<T> old, ValueList<T> now, Func<T, TKey> key)
        where T : class
        where TKey : notnull
    {
        // Several of one key, as rows of a formula are, are paired in their order.
        var (was, later) = (old.GroupBy(key).ToDictionary(g => g.Key, g => g.ToList()), now.GroupBy(key).ToDictionary(g => g.Key, g => g.ToList()));
        foreach (var name in now.Select(key).Concat(old.Select(key)).Distinct())
        {
            var (before, after) = (was.GetValueOrDefault(name, []), later.GetValueOrDefault(name, []));
            for (var i = 0; i < Math.Max(before.Count, after.Count); i++) yield return (before.ElementAtOrDefault(i), after.ElementAtOrDefault(i));
        }
    }
}
