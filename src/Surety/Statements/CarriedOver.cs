using NodaTime;
using Surety.Agreements;
using Surety.Escalation;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>What lies over caps whose text carries it over: it waits for the next period of its cap.</summary>
sealed class CarriedOver
{
    readonly PriorityQueue<CreditEntry, (Instant, int)> waiting = new();
    int count;

    /// <summary>Lets the part of a credit wait that lies over a cap.</summary>
    /// <param name="of">The credit.</param>
    /// <param name="cap">The cap.</param>
    /// <param name="period">Its period.</param>
    /// <param name="over">How much lies over it.</param>
    /// <param name="judging">A version with its fees.</param>
    /// <param name="versions">The agreement: the caps of the next period are those of the version in force when it begins.</param>
    public void Add(CreditEntry of, CreditCap cap, Window period, decimal over, Func<Agreement, VersionInFacts> judging, Versions versions)
    {
        var (next, amount) = (period.Next(of.Version.Agreement.Zone), of.Line.Amount with { Amount = over });
        var before = of.Line;
        var line = before with
        {
            Window = next,
            Row = $"carried over from {period.Name}",
            Rows = [],
            Rate = null,
            State = CreditState.Credited,
            Exact = over,
            Amount = amount,
            Lost = Money.Zero(amount.Currency),
            LostDerivation = null,
            ClaimBy = null,
            ClaimDerivation = null,
            Derivation = new(() => new($"carried over from {period.Name} by the cap '{cap.Words}'", new Figure.Amount(over, amount.Currency), Follows.Rule, [before.Why], cap.Clause)),
        };
        waiting.Enqueue(of with { Line = line, Version = judging(versions.At(next.Time.Start)) }, (next.Time.Start, count++));
    }

    /// <summary>The next one whose period begins before an instant; <c>null</c>: there is none.</summary>
    public CreditEntry? Next(Instant before) => waiting.TryPeek(out var entry, out var at) && at.Item1 < before ? waiting.Dequeue() : null;
}
