using System.Collections;

namespace Surety.Facts;

/// <summary>Where the rows of a series stand. Rows that follow each other in a file, or at equal distances, take no room of their own.</summary>
public sealed class Origins : IReadOnlyList<Origin>
{
    readonly Steps places;
    readonly int firstFile;

    internal Origins(Steps places, int firstFile = 0) => (this.places, this.firstFile) = (places, firstFile);

    /// <summary>The places as numbers.</summary>
    internal Steps Places => firstFile == 0 ? places : Steps.Of([.. this.Select(Number)]);

    /// <summary>The same places in files that come behind others.</summary>
    internal Origins Behind(int files) => new(places, firstFile + files);

    /// <summary>How many rows.</summary>
    public int Count => places.Count;

    /// <summary>Gets one place.</summary>
    /// <param name="row">From 0.</param>
    public Origin this[int row]
    {
        get
        {
            var place = places[row];
            return new((int)(place >> 32) + firstFile, unchecked((int)place));
        }
    }

    /// <summary>The place as one number: files in their order, lines in theirs.</summary>
    internal static long Number(Origin at) => ((long)at.File << 32) | (uint)at.Line;

    /// <summary>How many rows of each file, in pieces.</summary>
    internal IEnumerable<(int File, int Rows)> RowsOfFiles()
    {
        for (var row = 0; row < Count;)
        {
            var (file, end) = (this[row].File, places.EndOfStretch(row));
            // Places of a stretch rise or fall together: where both ends lie in a file, all do.
            if (this[end - 1].File != file) end = row + 1;
            yield return (file, end - row);
            row = end;
        }
    }

    /// <summary>The first rows.</summary>
    public Origins Take(int count) => new(places.Take(count), firstFile);

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
