using System.Collections;

namespace Surety.Facts;

/// <summary>Where the rows of a series stand. Rows that follow each other in a file, or at equal distances, take no room of their own.</summary>
public sealed class Origins : IReadOnlyList<Origin>
{
    readonly Steps places;

    internal Origins(Steps places) => this.places = places;

    internal Steps Places => places;

    /// <summary>How many rows.</summary>
    public int Count => places.Count;

    /// <summary>Gets one place.</summary>
    /// <param name="row">From 0.</param>
    public Origin this[int row] => new((int)(places[row] >> 32), unchecked((int)places[row]));

    /// <summary>The place as one number: files in their order, lines in theirs.</summary>
    internal static long Number(Origin at) => ((long)at.File << 32) | (uint)at.Line;

    /// <summary>The first rows.</summary>
    public Origins Take(int count) => new(places.Take(count));

    /// <summary>Makes a column.</summary>
    public static Origins Of(IEnumerable<Origin> places)
    {
        var growing = new GrowingSteps();
        foreach (var place in places) growing.Add(Number(place));
        return new(growing.ToSteps());
    }

    /// <inheritdoc/>
    public IEnumerator<Origin> GetEnumerator() => Enumerable.Range(0, Count).Select(row => this[row]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
