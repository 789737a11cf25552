namespace Surety.Facts;

/// <summary>Plain measurements after settling: most series are as they arrived, and the rows of the others are single facts that are settled with all the rest.</summary>
internal sealed class SettledBulk
{
    readonly ILookup<BulkKind, BulkColumns> settled;
    readonly ILookup<BulkKind, BulkColumns> open;

    SettledBulk(List<BulkColumns> settled, List<BulkColumns> open) => (this.settled, this.open) = (settled.ToLookup(c => c.Kind), open.ToLookup(c => c.Kind));

    /// <summary>Settles what can be settled by looking at the columns.</summary>
    /// <param name="rows">All plain measurements.</param>
    /// <param name="alsoSaid">What single facts speak of as well.</param>
    /// <param name="limit">Rows that became known later are not there yet.</param>
    /// <param name="duplicate">Told of each row that another one says already.</param>
    public static SettledBulk Of(BulkRows rows, IReadOnlySet<(BulkKind, Labels)> alsoSaid, long limit, Action<Origin> duplicate)
    {
        var (settled, open) = (new List<BulkColumns>(), new List<BulkColumns>());
        foreach (var series in rows.All)
        {
            var columns = series.Columns();
            var ordered = alsoSaid.Contains((series.Kind, series.Labels)) ? null : series.IsInOrder ? columns.KnownBy(limit) : columns.InOrder(limit, duplicate);
            if (ordered is null) open.Add(columns);
            else if (ordered.Count > 0) settled.Add(ordered);
        }
        return new(settled, open);
    }

    /// <summary>The series of a kind that are settled, in no order.</summary>
    public IEnumerable<TSeries> Settled<TSeries>(BulkKind kind, Func<BulkColumns, TSeries> make) => settled[kind].Select(make);

    /// <summary>Single facts, and those rows of a kind that have to be settled with them, in order of their places.</summary>
    public List<Draft<T>> With<T>(List<Draft<T>> facts, BulkKind kind, Func<BulkColumns, int, T> content) => !open[kind].Any() ? facts
        : [.. facts.Concat(open[kind].SelectMany(c => c.Drafts(row => content(c, row)))).OrderBy(d => d.Head.At.File).ThenBy(d => d.Head.At.Line)];
}
