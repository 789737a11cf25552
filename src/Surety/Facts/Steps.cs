using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Surety.Facts;

/// <summary>
/// A column of whole numbers that mostly rise by equal steps: the instants of a probe, the lines of a file. Held as stretches (where one begins, its first number, its step)
/// where that is shorter, and number by number elsewhere; nothing is held twice, and a column that lies in a file is not copied.
/// </summary>
public sealed class Steps : IReadOnlyList<long>
{
    /// <summary>Row at which it begins, its first number, and what is added from row to row.</summary>
    internal readonly record struct Stretch(long First, long Start, long Step)
    {
        public const int Bytes = 24;

        public long At(long row) => Start + ((row - First) * Step);
    }

    readonly ReadOnlyMemory<byte> bytes;

    internal Steps(int count, bool isListed, ReadOnlyMemory<byte> bytes) => (Count, IsListed, this.bytes) = (count, isListed, bytes);

    /// <summary>No number.</summary>
    public static Steps Empty { get; } = new(0, true, default);

    /// <summary>How many numbers.</summary>
    public int Count { get; }

    /// <summary>Whether each number is held by itself.</summary>
    internal bool IsListed { get; }

    /// <summary>Eight bytes for each number, or 24 for each stretch; in the machine's order.</summary>
    internal ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>The numbers, where each is held by itself; empty otherwise.</summary>
    internal ReadOnlySpan<long> Listed => IsListed ? MemoryMarshal.Cast<byte, long>(bytes.Span) : [];

    /// <summary>The stretches, in order; empty where each number is held by itself.</summary>
    internal ReadOnlySpan<Stretch> Stretches => IsListed ? [] : MemoryMarshal.Cast<byte, Stretch>(bytes.Span);

    /// <summary>Gets one number.</summary>
    /// <param name="row">From 0.</param>
    public long this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
            if (IsListed) return Listed[row];
            var stretches = Stretches;
            return stretches[stretches.Length == 1 ? 0 : StretchOf(stretches, row)].At(row);
        }
    }

    /// <summary>Finds the first row whose number is no less; <see cref="Count"/> where there is none. Of rising columns only.</summary>
    public int First(long number)
    {
        var (low, high) = (0, Count);
        if (!IsListed)
        {
            // The stretch is found first, so that the rest is one division.
            var stretches = Stretches;
            var at = 0;
            for (var upper = stretches.Length; at < upper;)
            {
                var middle = (at + upper) / 2;
                if (stretches[middle].Start < number) at = middle + 1;
                else upper = middle;
            }
            if (at == 0) return 0;
            var stretch = stretches[at - 1];
            var end = at < stretches.Length ? stretches[at].First : Count;
            return stretch.Step <= 0 ? (int)end : (int)Math.Min(end, stretch.First + ((number - stretch.Start + stretch.Step - 1) / stretch.Step));
        }
        var listed = Listed;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (listed[middle] < number) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>Whether each number is above the one before.</summary>
    internal bool IsRising
    {
        get
        {
            var listed = Listed;
            for (var row = 1; row < listed.Length; row++)
                if (listed[row] <= listed[row - 1]) return false;
            var stretches = Stretches;
            for (var i = 0; i < stretches.Length; i++)
            {
                var end = i + 1 < stretches.Length ? stretches[i + 1].First : Count;
                if ((end - stretches[i].First > 1 && stretches[i].Step <= 0) || (i + 1 < stretches.Length && stretches[i + 1].Start <= stretches[i].At(end - 1))) return false;
            }
            return true;
        }
    }

    /// <summary>The first rows.</summary>
    public Steps Take(int count) => count >= Count ? this : IsListed ? new(count, true, bytes[..(count * sizeof(long))])
        : new(count, false, bytes[..(count == 0 ? 0 : (StretchOf(Stretches, count - 1) + 1) * Stretch.Bytes)]);

    /// <summary>Makes a column.</summary>
    public static Steps Of(ReadOnlySpan<long> numbers)
    {
        var growing = new GrowingSteps();
        foreach (var number in numbers) growing.Add(number);
        return growing.ToSteps();
    }

    /// <summary>The row behind the stretch of a row; the next one where each number is held by itself.</summary>
    internal int EndOfStretch(int row)
    {
        if (IsListed) return row + 1;
        var stretches = Stretches;
        var next = StretchOf(stretches, row) + 1;
        return next < stretches.Length ? (int)stretches[next].First : Count;
    }

    static int StretchOf(ReadOnlySpan<Stretch> stretches, int row)
    {
        var (low, high) = (0, stretches.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (stretches[middle].First <= row) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => Enumerable.Range(0, Count).Select(row => this[row]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A column of <see cref="Steps"/> while its numbers arrive. It is never larger than a list of them.</summary>
internal sealed class GrowingSteps
{
    // Below this many stretches it is not worth a thought.
    const int Few = 16;

    List<Steps.Stretch>? stretches = [];
    List<long>? listed;
    Steps.Stretch current;
    long next;

    public int Count { get; private set; }

    /// <summary>The number that came last.</summary>
    public long Last { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long number)
    {
        if (listed is null && Count - current.First >= 2 && number == next) next += current.Step;
        else AddElsewhere(number);
        Last = number;
        Count++;
    }

    void AddElsewhere(long number)
    {
        if (listed is not null) listed.Add(number);
        else if (Count > 0 && Count - current.First == 1)
        {
            current = current with { Step = number - current.Start };
            next = number + current.Step;
        }
        else
        {
            if (Count > 0) stretches!.Add(current);
            current = new(Count, number, 0);
            if (stretches!.Count > Few && stretches.Count * 3L > Count) List(number);
        }
    }

    void List(long number)
    {
        listed = new(Count * 2);
        for (var i = 0; i < stretches!.Count; i++)
            for (var row = stretches[i].First; row < (i + 1 < stretches.Count ? stretches[i + 1].First : Count); row++) listed.Add(stretches[i].At(row));
        listed.Add(number);
        stretches = null;
    }

    public Steps ToSteps()
    {
        if (listed is not null) return new(Count, true, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(listed)).ToArray());
        if (Count == 0) return Steps.Empty;
        return new(Count, false, MemoryMarshal.AsBytes<Steps.Stretch>([.. stretches!, current]).ToArray());
    }
}
