using System.Collections;
using System.Runtime.CompilerServices;

namespace Surety.Facts;

/// <summary>Rows about one thing.</summary>
public interface ISeries
{
    /// <summary>What they are about.</summary>
    Labels Labels { get; }
}

/// <summary>Series in order of their labels. It finds those of one service among thousands without reading the labels of all.</summary>
/// <typeparam name="T">The series.</typeparam>
[CollectionBuilder(typeof(SeriesList), nameof(SeriesList.Create))]
public sealed class SeriesList<T> : IReadOnlyList<T>
    where T : ISeries
{
    readonly T[] series;
    Dictionary<string, Dictionary<string, List<T>>> byLabel = new(StringComparer.Ordinal);

    internal SeriesList(T[] series) => this.series = series;

    /// <inheritdoc/>
    public int Count => series.Length;

    /// <inheritdoc/>
    public T this[int index] => series[index];

    /// <summary>Finds the series that have all of these labels, in their order.</summary>
    /// <param name="labels">Empty: all series.</param>
    public IEnumerable<T> With(Labels labels)
    {
        if (labels == Labels.None) return series;
        List<T>? fewest = null;
        foreach (var label in labels.Items)
        {
            var same = Of(label.Name).GetValueOrDefault(label.Value, []);
            if (fewest is null || same.Count < fewest.Count) fewest = same;
        }
        return fewest!.Where(s => s.Labels.Covers(labels));
    }

    /// <summary>The series by the value of a label. Two threads may both build it, and one of the same two is kept.</summary>
    Dictionary<string, List<T>> Of(string label)
    {
        if (byLabel.TryGetValue(label, out var known)) return known;
        var found = new Dictionary<string, List<T>>(StringComparer.Ordinal);
        foreach (var one in series)
        {
            if (one.Labels[label] is not { } value) continue;
            if (!found.TryGetValue(value, out var same)) found[value] = same = [];
            same.Add(one);
        }
        byLabel = new(byLabel, StringComparer.Ordinal) { [label] = found };
        return found;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)series).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Makes lists of series.</summary>
public static class SeriesList
{
    /// <summary>Copies series into a list; what <c>[a, b]</c> calls.</summary>
    public static SeriesList<T> Create<T>(ReadOnlySpan<T> series)
        where T : ISeries => new(series.ToArray());

    /// <summary>Copies series into a list.</summary>
    public static SeriesList<T> ToSeriesList<T>(this IEnumerable<T> series)
        where T : ISeries => new([.. series]);
}
