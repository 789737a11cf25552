namespace Surety.Conformance;

/// <summary>What became of a case.</summary>
abstract record Outcome
{
    private Outcome() { }

    /// <summary>Every expected key has the expected value.</summary>
    public sealed record Passed : Outcome;

    /// <summary>Some do not.</summary>
    public sealed record Failed(IReadOnlyList<Difference> Differences) : Outcome;

    /// <summary>Not asked, and why; or the only difference is a stated one.</summary>
    public sealed record Skipped(string Reason) : Outcome;
}

/// <summary>One expected key and what came instead.</summary>
sealed record Difference(string Key, string Expected, string Got);

/// <summary>What the engine says, under the peer's keys.</summary>
/// <param name="Ours">By expected key. A key that is not here has no counterpart.</param>
/// <param name="Others">Answers under another reading of the question, each with the reason why it is not ours; they replace <paramref name="Ours"/> key by key.</param>
sealed record Answers(IReadOnlyDictionary<string, string> Ours, params IReadOnlyList<(string Reason, IReadOnlyDictionary<string, string> Keys)> Others);
