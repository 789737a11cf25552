using System.Numerics;
using Surety.Facts;

namespace Surety.Metrics;

/// <summary>What a row says of its time.</summary>
internal enum RowKind : byte { Good, Bad, Unknown }

/// <summary>Rows of one kind behind each other.</summary>
/// <param name="From">The first.</param>
/// <param name="Until">The one behind the last.</param>
/// <param name="Kind">What all of them say.</param>
internal readonly record struct RowRun(int From, int Until, RowKind Kind);

/// <summary>Finds where the rows of a column change from good to bad. Many rows are looked at in one step, and nothing is made of a row.</summary>
internal static class RowRuns
{
    /// <summary>Runs of states.</summary>
    /// <param name="states">The column.</param>
    /// <param name="bad">States that are bad; unknown is unknown unless it stands among them.</param>
    public static List<RowRun> Of(States states, ValueList<ServiceState> bad)
    {
        var runs = new List<RowRun>();
        var bytes = states.Bytes.Span;
        for (var row = 0; row < bytes.Length;)
        {
            var length = bytes[row..].IndexOfAnyExcept(bytes[row]);
            var end = length < 0 ? bytes.Length : row + length;
            var state = (ServiceState)bytes[row];
            Add(runs, row, end, bad.Span.Contains(state) ? RowKind.Bad : state == ServiceState.Unknown ? RowKind.Unknown : RowKind.Good);
            row = end;
        }
        return runs;
    }

    /// <summary>Runs of numbers.</summary>
    /// <param name="numbers">The column.</param>
    /// <param name="rule">When a number is bad.</param>
    /// <param name="scale">What a number is multiplied with to be on the scale of the rule; above zero.</param>
    public static List<RowRun> Of(Numbers numbers, BadRule.ValueIs rule, int scale)
    {
        if (numbers.Width == Numbers.OfDecimal) return OneByOne(numbers.Count, row => rule.IsBad((Rational)numbers[row] * scale));
        // The ends of the range as whole numbers of the column, both included.
        var unit = Rational.Of(BigInteger.Pow(10, numbers.Decimals), scale);
        var low = rule.Range.Low is not { } l ? long.MinValue : Clamped(l.Included ? (l.Value * unit).Ceiling() : (l.Value * unit).Floor() + 1);
        var high = rule.Range.High is not { } h ? long.MaxValue : Clamped(h.Included ? (h.Value * unit).Floor() : (h.Value * unit).Ceiling() - 1);
        return numbers.Width switch
        {
            1 => InRange(numbers.As<sbyte>(), low, high, rule.IsOutside),
            2 => InRange(numbers.As<short>(), low, high, rule.IsOutside),
            4 => InRange(numbers.As<int>(), low, high, rule.IsOutside),
            _ => InRange(numbers.As<long>(), low, high, rule.IsOutside),
        };
    }

    /// <summary>Runs of rows that are looked at one by one.</summary>
    public static List<RowRun> OneByOne(int count, Func<int, bool> isBad)
    {
        var runs = new List<RowRun>();
        for (var row = 0; row < count; row++) Add(runs, row, row + 1, isBad(row) ? RowKind.Bad : RowKind.Good);
        return runs;
    }

    static List<RowRun> InRange<T>(ReadOnlySpan<T> numbers, long low, long high, bool outsideIsBad)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        var runs = new List<RowRun>();
        var (least, most) = (T.CreateSaturating(low), T.CreateSaturating(high));
        // Where no number of this width can lie in the range, none does.
        var isEmpty = low > high || long.CreateChecked(least) < low || long.CreateChecked(most) > high;
        for (var row = 0; row < numbers.Length;)
        {
            var isInside = !isEmpty && numbers[row] >= least && numbers[row] <= most;
            var rest = numbers[row..];
            var length = isEmpty ? -1 : isInside ? rest.IndexOfAnyExceptInRange(least, most) : rest.IndexOfAnyInRange(least, most);
            var end = length < 0 ? numbers.Length : row + length;
            Add(runs, row, end, isInside != outsideIsBad ? RowKind.Bad : RowKind.Good);
            row = end;
        }
        return runs;
    }

    static long Clamped(BigInteger number) => number < long.MinValue ? long.MinValue : number > long.MaxValue ? long.MaxValue : (long)number;

    static void Add(List<RowRun> runs, int from, int until, RowKind kind)
    {
        if (runs.Count > 0 && runs[^1].Kind == kind) runs[^1] = runs[^1] with { Until = until };
        else runs.Add(new(from, until, kind));
    }
}
