using NodaTime;
using Surety.Agreements;
using Surety.Escalation;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>Credits that are given back because the mean of a longer period is as promised.</summary>
/// <remarks>Source: docs/guide/language.md, "earn-back".</remarks>
static class EarnBacks
{
    /// <summary>Looks back over the periods that end in one.</summary>
    /// <param name="versions">The agreement: what holds is the version in force when the period ends.</param>
    /// <param name="all">Verdicts of all windows.</param>
    /// <param name="given">What each credit came to after the caps.</param>
    /// <param name="period">The statement's period.</param>
    /// <param name="asOf">A period that is not over is not looked at.</param>
    /// <param name="judging">A version with its fees.</param>
    public static IEnumerable<CreditEntry> Of(
        Versions versions, IReadOnlyCollection<LevelResult> all, IReadOnlyList<(CreditEntry Entry, decimal Amount)> given, Window period, Instant asOf, Func<Agreement, VersionInFacts> judging)
    {
        foreach (var version in versions.All)
            foreach (var remedy in version.Escalation.Credits.Where(c => c.EarnBack is not null))
                for (var over = remedy.EarnBack!.Per.At(period.Time.Start, version.Zone); over.Time.End <= period.Time.End && over.Time.End <= asOf; over = over.Next(version.Zone))
                {
                    if (!ReferenceEquals(versions.At(over.Time.End - Duration.Epsilon), version)) continue;
                    var within = over.Time;
                    foreach (var scope in given.Where(g => g.Entry.Line.Remedy == remedy.Name && g.Amount > 0 && g.Entry.IsOwed && IsIn(g.Entry.Result.Window, within)).GroupBy(g => (g.Entry.Line.Level, g.Entry.Line.Scope, g.Entry.Line.Amount.Currency)))
                        if (scope.Sum(g => g.Amount) is > 0 and var sum)
                            yield return new(LineOf(remedy, remedy.EarnBack!, over, [.. scope], new(sum, scope.Key.Currency), all.Where(r => r.Level == scope.Key.Level && r.Scope == scope.Key.Scope && IsIn(r.Window, within)).ToList()), remedy, scope.First().Entry.Result, judging(version));
                }
    }

    static bool IsIn(Window window, Interval time) => window.Time.End > time.Start && window.Time.End <= time.End;

    static CreditLine LineOf(Remedy remedy, EarnBack rule, Window over, List<(CreditEntry Entry, decimal Amount)> given, Money sum, List<LevelResult> results)
    {
        var first = given[0].Entry.Line;
        var figures = results.FindAll(r => r.Verdict is Verdict.Met or Verdict.Missed or Verdict.Excused && r.Attained?.Exact is not null);
        var windows = SplitWindows.FiguresOf(figures.Select(r => (r.Window, r.Attained!, new Func<Reason>(() => new(Display.Window(r.Window), r.Attained!, Follows.Given, [], r.Clause)))));
        var mean = windows.Count == 0 ? (Rational?)null : windows.Aggregate(Rational.Zero, (s, w) => s + w.Exact) / windows.Count;
        var isEarned = mean is { } value && figures.TrueForAll(r => CreditRow.Fits(rule.Range.Unit, r.Attained!)) && rule.Range.Holds(value);
        var amount = isEarned ? sum with { Amount = -sum.Amount } : Money.Zero(sum.Currency);
        return new(
            remedy.Name, first.Level, over, first.Scope, rule.Words, isEarned ? CreditState.EarnedBack : CreditState.Nothing, amount.Amount, amount, null, rule.Clause,
            new(() => new(isEarned ? "given back" : "not earned back", AmountOf(amount), Follows.Rule, [.. isEarned ? [Returned()] : new[] { Credited() }, .. mean is { } m ? new[] { Mean(m) } : []], rule.Clause)));

        static Figure.Amount AmountOf(Money money) => new(money.Amount, money.Currency);

        Reason Credited() => new("credited in the period, after the caps", AmountOf(sum), Follows.Sum, given.Select(g => new Reason(Wording.English.Credit(g.Entry.Line), new Figure.Amount(g.Amount, sum.Currency), Follows.Given, [], g.Entry.Line.Clause)).ToValueList());

        Reason Returned() => new("nothing less what was credited", AmountOf(amount), Follows.Difference, [new("nothing", AmountOf(Money.Zero(sum.Currency)), Follows.Given), Credited()]);

        Reason Mean(Rational m)
        {
            var all = new Reason("figures of its windows", CreditRow.Alike(figures[0].Attained, m * windows.Count), Follows.Sum, windows.Select(w => w.Why()).ToValueList());
            return new($"mean of {Display.Window(over)}", CreditRow.Alike(figures[0].Attained, m), Follows.Quotient, [all, new("windows", new Figure.Count(windows.Count), Follows.Given)], rule.Clause);
        }
    }
}
