namespace Surety.Conformance;

/// <summary>What became of a case.</summary>
abstract record Outcome
{
    private Outcome() { }

    /// <summary>Every expected key has the expected value.</summary>
    public sealed record Passed : Outcome;

    /// <summary>Some do not.</summary>
    public sealed record Failed(IReadOnlyList<Difference> Differences) : Outcome;

    /// <summary>Not asked, and why.</summary>
    public sealed record Skipped(string Reason) : Outcome;
}

/// <summary>One expected key and what came instead.</summary>
sealed record Difference(string Key, string Expected, string Got);
