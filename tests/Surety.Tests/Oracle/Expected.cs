using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>What the oracle says of one level, window and scope.</summary>
/// <remarks><c>Scope</c>: Labels, "region=eu, member=r1" in order of their names; empty: the whole level. <c>Verdict</c>: met, missed, noData or open.</remarks>
sealed record ExpectedLevel(Level Level, Row Row, string Scope, IReadOnlyDictionary<string, string> Labels, LocalDate First, LocalDate Next, Instant Start, Instant End, string Verdict)
{
    public Fraction? Attained { get; init; }

    public Fraction? Coverage { get; init; }

    public Fraction? BadTime { get; init; }

    public bool BelowMinimum { get; init; }

    public bool Counts { get; init; } = true;

    public int Misses { get; init; }
}

/// <remarks><c>Amount</c>: Before the caps of the chapter.</remarks>
sealed record ExpectedCredit(Credit Credit, ExpectedLevel Of, string State, Fraction Exact, Fraction Amount);

sealed record ExpectedStatement(IReadOnlyList<ExpectedLevel> Levels, IReadOnlyList<ExpectedCredit> Credits, Fraction Owed, IReadOnlyList<ExpectedRight> Rights);
