namespace Surety.Tests.Oracle;

/// <summary>Draws from a seed: the same seed gives the same draws on every machine and runtime (SplitMix64).</summary>
sealed class Draw(ulong seed)
{
    ulong state = seed;

    ulong Next()
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>From <c>least</c> to <c>most</c>, both included.</summary>
    public int Whole(int least, int most) => least + (int)(Next() % (ulong)(most - least + 1));

    public bool In(int percent) => Whole(1, 100) <= percent;

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Whole(0, choices.Length - 1)];

    public T Of<T>(IReadOnlyList<T> choices) => choices[Whole(0, choices.Count - 1)];

    /// <summary>Some of them in their order, at least <c>least</c> and perhaps all.</summary>
    public List<T> Some<T>(IReadOnlyList<T> choices, int least = 0)
    {
        var some = choices.Where(_ => In(50)).ToList();
        return some.Count >= least ? some : [.. choices.Take(least)];
    }

    /// <summary>A choice, or nothing in all but so many cases of a hundred.</summary>
    public T? Maybe<T>(int percent, Func<T> choice) where T : class => In(percent) ? choice() : null;
}
