namespace Surety.Facts;

/// <summary>Plain measurements of one thing as columns; those that its kind does not have are empty.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Labels">What they are about.</param>
/// <param name="At">Instant, or start of the interval.</param>
/// <param name="State">Of states.</param>
/// <param name="Until">Of counts: end of the interval.</param>
/// <param name="First">Value of a sample, or good events.</param>
/// <param name="Second">All events.</param>
/// <param name="Places">Where each row stands.</param>
internal sealed record BulkColumns(BulkKind Kind, Labels Labels, Steps At, States State, Steps Until, Numbers First, Numbers Second, Origins Places)
{
    public int Count => At.Count;

    /// <summary>Whether each row comes after the one before, and does not overlap it.</summary>
    public bool IsInOrder => At.IsRising && (Kind != BulkKind.Count || Enumerable.Range(1, Math.Max(0, Count - 1)).All(row => Until[row - 1] <= At[row]));

    /// <summary>Whether the last of what was measured was over at an instant.</summary>
    public bool IsOverBy(long limit)
    {
        var ends = Kind == BulkKind.Count ? Until : At;
        if (Count == 0 || IsInOrder) return Count == 0 || ends[Count - 1] <= limit;
        for (var row = 0; row < Count; row++)
            if (ends[row] > limit) return false;
        return true;
    }

    /// <summary>Rows that were known by an instant. Of columns in order only.</summary>
    public BulkColumns KnownBy(long limit) => limit == long.MaxValue ? this : Take(Kind == BulkKind.Count ? Until.First(limit + 1) : At.First(limit + 1));

    BulkColumns Take(int count) => count >= Count ? this
        : this with { At = At.Take(count), State = State.Take(count), Until = Until.Take(count), First = First.Take(count), Second = Second.Take(count), Places = Places.Take(count) };

    /// <summary>Sorts rows that did not arrive in order, and leaves out what was sent twice.</summary>
    /// <param name="limit">Rows that became known later are not there.</param>
    /// <param name="duplicate">Told of the place of each row that one before it says already.</param>
    /// <returns><c>null</c>: rows contradict each other or overlap, and that is for the settling of single facts.</returns>
    public BulkColumns? InOrder(long limit, Action<Origin> duplicate)
    {
        var rows = Enumerable.Range(0, Count).Where(row => (Kind == BulkKind.Count ? Until[row] : At[row]) <= limit).ToArray();
        var keys = Array.ConvertAll(rows, row => At[row]);
        var order = Enumerable.Range(0, rows.Length).ToArray();
        Array.Sort(order, (a, b) => keys[a].CompareTo(keys[b]) is var by and not 0 ? by : a.CompareTo(b));
        var (kept, twice) = (new List<int>(rows.Length), new List<int>());
        foreach (var row in order.Select(i => rows[i]))
        {
            if (kept.Count == 0 || (Kind == BulkKind.Count ? At[row] >= Until[kept[^1]] : At[row] > At[kept[^1]])) kept.Add(row);
            else if (IsSame(kept[^1], row)) twice.Add(row);
            else return null;
        }
        foreach (var row in twice) duplicate(Places[row]);
        return Only(kept);
    }

    /// <summary>The same without the rows of some places.</summary>
    public BulkColumns Without(Func<Origin, bool> left)
    {
        var rows = Enumerable.Range(0, Count).Where(row => !left(Places[row])).ToList();
        return rows.Count == Count ? this : Only(rows);
    }

    /// <summary>What those rows say that speak of some time.</summary>
    public IEnumerable<Said> Within(Subject subject, long from, long until)
    {
        var isInOrder = IsInOrder;
        for (var row = !isInOrder ? 0 : Kind == BulkKind.Count ? Until.First(from + 1) : At.First(from); row < Count; row++)
        {
            var end = Kind == BulkKind.Count ? Until[row] : At[row] + 1;
            if (At[row] < until && from < end) yield return new(subject, At[row], end, What(row), new(null, "", null, null, Places[row]));
            else if (isInOrder) yield break;
        }
    }

    string What(int row) => Kind switch { BulkKind.State => Said.Word(State[row]), BulkKind.Sample => Said.Number(First[row]), BulkKind.Count => $"{Said.Number(First[row])} of {Said.Number(Second[row])}" };

    bool IsSame(int one, int other) => At[one] == At[other] && Kind switch
    {
        BulkKind.State => State[one] == State[other],
        BulkKind.Sample => First[one] == First[other],
        BulkKind.Count => Until[one] == Until[other] && First[one] == First[other] && Second[one] == Second[other],
    };

    BulkColumns Only(List<int> rows) => this with
    {
        At = Steps.Of(Pick(rows, At)),
        State = State.Count == 0 ? State : States.Of(Pick(rows, State)),
        Until = Until.Count == 0 ? Until : Steps.Of(Pick(rows, Until)),
        First = First.Count == 0 ? First : Numbers.Of(Pick(rows, First)),
        Second = Second.Count == 0 ? Second : Numbers.Of(Pick(rows, Second)),
        Places = Origins.Of(rows.Select(row => Places[row])),
    };

    static T[] Pick<T>(List<int> rows, IReadOnlyList<T> column) => [.. rows.Select(row => column[row])];

    /// <summary>The rows as single facts, for those series about which there is something to settle.</summary>
    public IEnumerable<Draft<T>> Drafts<T>(Func<int, T> content)
    {
        for (var row = 0; row < Count; row++) yield return new(new(null, "", null, null, Places[row]), Labels, content(row));
    }

    public StateSeries ToStates() => new(Labels, At, State, Places);

    public ValueSeries ToSamples() => new(ValueKind.Sample, Labels, At, First, Places);

    public CountSeries ToCounts() => new(Labels, At, Until, First, Second, Places);
}
