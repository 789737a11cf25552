using System.Diagnostics.CodeAnalysis;

namespace Surety.Facts;

/// <summary>What plain measurements are.</summary>
internal enum BulkKind : byte { State, Sample, Count }

/// <summary>Plain measurements of all files, each in the columns of its series.</summary>
internal sealed class BulkRows
{
    readonly Dictionary<byte[], BulkSeries> byAbout = new(BytesComparer.Instance);
    readonly Dictionary<(BulkKind, Labels), BulkSeries> series = [];
    byte[] lastAbout = [];
    BulkSeries? last;

    /// <summary>The series of what a row is about, made where it is new.</summary>
    public BulkSeries Of(ReadOnlySpan<byte> about)
    {
        if (last is not null && about.SequenceEqual(lastAbout)) return last;
        if (!byAbout.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(about, out var found))
        {
            // The same labels may stand in another order.
            var (kind, labels) = BulkRow.Read(about);
            byAbout[about.ToArray()] = found = Of(kind, labels);
        }
        if (lastAbout.Length != about.Length) lastAbout = new byte[about.Length];
        about.CopyTo(lastAbout);
        return last = found;
    }

    /// <summary>The series of a kind and its labels, made where it is new.</summary>
    public BulkSeries Of(BulkKind kind, Labels labels)
    {
        if (!series.TryGetValue((kind, labels), out var found)) series[(kind, labels)] = found = new(kind, labels);
        return found;
    }

    /// <summary>All series, in no order.</summary>
    public IReadOnlyCollection<BulkSeries> All => series.Values;

    sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static BytesComparer Instance { get; } = new();

        public bool Equals(byte[]? one, byte[]? other) => one.AsSpan().SequenceEqual(other);

        public int GetHashCode(byte[] bytes) => GetHashCode(bytes.AsSpan());

        public bool Equals(ReadOnlySpan<byte> one, byte[] other) => one.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> bytes)
        {
            var hash = default(HashCode);
            hash.AddBytes(bytes);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> bytes) => bytes.ToArray();
    }
}

/// <summary>Plain measurements of one thing, in the order in which they arrived.</summary>
internal sealed class BulkSeries(BulkKind kind, Labels labels)
{
    readonly GrowingSteps at = new();
    readonly GrowingSteps until = new();
    readonly GrowingSteps places = new();
    readonly GrowingNumbers first = new();
    readonly GrowingNumbers second = new();
    byte[] states = [];
    long begin;
    long free = long.MinValue;
    BulkColumns? whole;

    public BulkKind Kind => kind;

    public Labels Labels => labels;

    /// <summary>Whether each row comes after the one before: as they arrived, they are the series.</summary>
    public bool IsInOrder { get; private set; } = true;

    /// <summary>What they are about.</summary>
    public Subject Subject => new(Said.TypeOf(kind), labels);

    /// <summary>The time of which they speak; <c>null</c>: there is no row.</summary>
    public Spoken? Spoken
    {
        get
        {
            if (whole is null && IsInOrder) return at.Count == 0 ? null : new(begin, free, true);
            var columns = Columns();
            if (columns.Count == 0) return null;
            if (IsInOrder) return new(columns.At[0], kind == BulkKind.Count ? columns.Until[^1] : columns.At[^1] + 1, true);
            return new(columns.At.Min(), kind == BulkKind.Count ? columns.Until.Max() : columns.At.Max() + 1, columns.InOrder(long.MaxValue, _ => { }) is not null);
        }
    }

    /// <summary>Takes columns that are there already. The first are taken as they are.</summary>
    public void Add(BulkColumns columns)
    {
        if (at.Count == 0 && whole is null)
        {
            (whole, IsInOrder) = (columns, columns.IsInOrder);
            return;
        }
        Spill();
        Append(columns);
    }

    void Append(BulkColumns columns)
    {
        for (var row = 0; row < columns.Count; row++)
            switch (kind)
            {
                case BulkKind.State: AddState(columns.At[row], columns.State[row], columns.Places[row]); break;
                case BulkKind.Sample: AddNumber(columns.First[row], columns.At[row], columns.Places[row]); break;
                case BulkKind.Count: AddCount(columns.At[row], columns.Until[row], (long)columns.First[row], (long)columns.Second[row], columns.Places[row]); break;
            }
    }

    /// <summary>Columns that were taken as they are become rows like those that follow them.</summary>
    void Spill()
    {
        if (whole is not { } columns) return;
        (whole, IsInOrder) = (null, true);
        Append(columns);
    }

    public void AddState(long when, ServiceState state, Origin place)
    {
        Spill();
        if (at.Count == states.Length) Array.Resize(ref states, Math.Max(16, states.Length * 2));
        states[at.Count] = (byte)state;
        Add(when, when + 1, place);
    }

    public void AddSample(long when, long digits, int decimals, Origin place)
    {
        Spill();
        first.Add(digits, decimals);
        Add(when, when + 1, place);
    }

    void AddNumber(decimal number, long when, Origin place)
    {
        Spill();
        first.Add(number);
        Add(when, when + 1, place);
    }

    public void AddCount(long from, long end, long good, long total, Origin place)
    {
        Spill();
        first.Add(good, 0);
        second.Add(total, 0);
        until.Add(end);
        Add(from, end, place);
    }

    void Add(long when, long end, Origin place)
    {
        if (at.Count == 0) begin = when;
        IsInOrder &= when >= free;
        free = end;
        at.Add(when);
        places.Add(Origins.Number(place));
    }

    /// <summary>The columns as they arrived.</summary>
    public BulkColumns Columns() => whole ?? new(
        kind, labels, at.ToSteps(), new(kind == BulkKind.State ? states.AsMemory(0, at.Count) : default), until.ToSteps(), first.ToNumbers(), second.ToNumbers(), new(places.ToSteps()));
}
