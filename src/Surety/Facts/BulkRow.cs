using System.Text;

namespace Surety.Facts;

/// <summary>
/// One measurement as bytes: what most rows of most files are, a state, a sample or a count without id, known instant or correction, written the plain way. Whatever is
/// written otherwise, or not right, is not taken, and the row is read as a fact like any other: this is faster and never different.
/// </summary>
internal ref struct BulkRow
{
    /// <summary>Keys of a plain measurement. Those up to <see cref="Region"/> are labels.</summary>
    public enum Key : byte { None, Service, Part, Member, Feed, Priority, Region, Own, Type, Source, At, State, Value, From, Until, Good, Total }

    /// <summary>What the labels of a row may take.</summary>
    public const int Room = 512;

    /// <summary>Between a label's name and value, and behind both: no text of UTF-8 has it.</summary>
    const byte Between = 0xFF;

    const long MostCounted = 1_000_000_000_000_000;

    const uint OfState = (1u << (int)Key.At) | (1u << (int)Key.State);
    const uint OfSample = (1u << (int)Key.At) | (1u << (int)Key.Value);
    const uint OfCount = (1u << (int)Key.From) | (1u << (int)Key.Until) | (1u << (int)Key.Good) | (1u << (int)Key.Total);
    const uint OfContent = OfState | OfSample | OfCount;

    Span<byte> about;
    Span<byte> source;
    int length;
    uint seen;
    BulkKind kind;
    long at;
    long until;
    long first;
    long second;
    int decimals;
    ServiceState state;

    /// <summary>Begins a row.</summary>
    /// <param name="room">For its labels; what does not fit is not taken.</param>
    public BulkRow(Span<byte> room)
    {
        about = room;
        length = 1;
    }

    /// <summary>The key of a name; <see cref="Key.None"/> where plain measurements have no such key.</summary>
    public static Key KeyOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("at"u8) => Key.At,
        4 when name.SequenceEqual("type"u8) => Key.Type,
        4 when name.SequenceEqual("part"u8) => Key.Part,
        4 when name.SequenceEqual("feed"u8) => Key.Feed,
        4 when name.SequenceEqual("from"u8) => Key.From,
        4 when name.SequenceEqual("good"u8) => Key.Good,
        5 when name.SequenceEqual("state"u8) => Key.State,
        5 when name.SequenceEqual("value"u8) => Key.Value,
        5 when name.SequenceEqual("until"u8) => Key.Until,
        5 when name.SequenceEqual("total"u8) => Key.Total,
        6 when name.SequenceEqual("member"u8) => Key.Member,
        6 when name.SequenceEqual("region"u8) => Key.Region,
        6 when name.SequenceEqual("source"u8) => Key.Source,
        7 when name.SequenceEqual("service"u8) => Key.Service,
        8 when name.SequenceEqual("priority"u8) => Key.Priority,
        _ => Key.None,
    };

    /// <summary>Takes a key and its text.</summary>
    /// <param name="key">One of those that <see cref="KeyOf"/> knows.</param>
    /// <param name="text">Without quotes; not empty, or the row is not taken.</param>
    /// <returns>Whether the row is still a plain measurement.</returns>
    public bool Take(Key key, scoped ReadOnlySpan<byte> text)
    {
        if (key == Key.None || text.IsEmpty || (seen & (1u << (int)key)) != 0) return false;
        seen |= 1u << (int)key;
        switch (key)
        {
            case Key.At or Key.From: return PlainInstant.TryRead(text, out at);
            case Key.Until: return PlainInstant.TryRead(text, out until);
            case Key.Value: return TryNumber(text, out first, out decimals);
            case Key.Good: return TryCount(text, out first);
            case Key.Total: return TryCount(text, out second);
            case Key.State: return TryState(text);
            case Key.Type: return TryType(text);
            case Key.Source: return From(text);
            default: return About((byte)key, text, []);
        }
    }

    /// <summary>When what it says was over, in ticks.</summary>
    public readonly long Ended => (seen & (1u << (int)Key.Until)) != 0 ? until : at;

    /// <summary>Who says so; empty: the row does not say. It matters only for what has an id, and at the door of a server.</summary>
    public readonly ReadOnlySpan<byte> Source => source;

    bool From(scoped ReadOnlySpan<byte> text)
    {
        // It lies at the end of the room, where labels do not come.
        if (length + text.Length > about.Length) return false;
        source = about[^text.Length..];
        text.CopyTo(source);
        about = about[..^text.Length];
        return true;
    }

    /// <summary>Takes a label of the file's own.</summary>
    public bool TakeLabel(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> text)
    {
        if (name.IsEmpty || text.IsEmpty || KeyOf(name) is > Key.None and <= Key.Region) return false;
        // A name that stands twice is for the careful reader.
        for (var start = 1; start < length;)
        {
            var label = Next(about[start..length]);
            if (label.Key == (byte)Key.Own && label.Name.SequenceEqual(name)) return false;
            start += label.Length;
        }
        return About((byte)Key.Own, text, name);
    }

    bool About(byte key, scoped ReadOnlySpan<byte> text, scoped ReadOnlySpan<byte> name)
    {
        if (length + name.Length + text.Length + 3 > about.Length) return false;
        about[length++] = key;
        name.CopyTo(about[length..]);
        length += name.Length;
        about[length++] = Between;
        text.CopyTo(about[length..]);
        length += text.Length;
        about[length++] = Between;
        return true;
    }

    /// <summary>Puts the row into its series.</summary>
    /// <returns>Whether it was one.</returns>
    public bool Finish(BulkRows rows, Origin place)
    {
        if ((seen & (1u << (int)Key.Type)) == 0) return false;
        var wanted = kind switch { BulkKind.State => OfState, BulkKind.Sample => OfSample, BulkKind.Count => OfCount };
        if ((seen & OfContent) != wanted || (kind == BulkKind.Count && (until <= at || first > second))) return false;
        about[0] = (byte)kind;
        var series = rows.Of(about[..length]);
        switch (kind)
        {
            case BulkKind.State: series.AddState(at, state, place); break;
            case BulkKind.Sample: series.AddSample(at, first, decimals, place); break;
            case BulkKind.Count: series.AddCount(at, until, first, second, place); break;
        }
        return true;
    }

    /// <summary>What the bytes of a row say it is about.</summary>
    public static (BulkKind Kind, Labels Labels) Read(ReadOnlySpan<byte> about)
    {
        var labels = new List<Label>();
        for (var start = 1; start < about.Length;)
        {
            var label = Next(about[start..]);
            labels.Add(new(label.Key == (byte)Key.Own ? Encoding.UTF8.GetString(label.Name) : ((Key)label.Key).ToString().ToLowerInvariant(), Encoding.UTF8.GetString(label.Text)));
            start += label.Length;
        }
        return ((BulkKind)about[0], Labels.Of(labels));
    }

    readonly ref struct Found(byte key, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        public byte Key { get; } = key;

        public ReadOnlySpan<byte> Name { get; } = name;

        public ReadOnlySpan<byte> Text { get; } = text;

        public int Length => Name.Length + Text.Length + 3;
    }

    static Found Next(ReadOnlySpan<byte> labels)
    {
        var name = labels[1..(1 + labels[1..].IndexOf(Between))];
        var text = labels[(name.Length + 2)..];
        return new(labels[0], name, text[..text.IndexOf(Between)]);
    }

    bool TryType(scoped ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("state"u8)) kind = BulkKind.State;
        else if (text.SequenceEqual("sample"u8)) kind = BulkKind.Sample;
        else if (text.SequenceEqual("count"u8)) kind = BulkKind.Count;
        else return false;
        return true;
    }

    bool TryState(scoped ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("up"u8)) state = ServiceState.Up;
        else if (text.SequenceEqual("down"u8)) state = ServiceState.Down;
        else if (text.SequenceEqual("degraded"u8)) state = ServiceState.Degraded;
        else if (text.SequenceEqual("unknown"u8)) state = ServiceState.Unknown;
        else return false;
        return true;
    }

    static bool TryCount(ReadOnlySpan<byte> text, out long count) => TryNumber(text, out count, out var decimals) && decimals == 0 && count is >= 0 and <= MostCounted && text[0] != '-';

    /// <summary>Digits with or without a point and a minus, at most 15 of them: no exponent, no zeros that JSON would refuse.</summary>
    static bool TryNumber(ReadOnlySpan<byte> text, out long whole, out int decimals)
    {
        (whole, decimals) = (0, 0);
        var isBelow = text[0] == '-';
        var digits = isBelow ? text[1..] : text;
        var point = digits.IndexOf((byte)'.');
        var before = point < 0 ? digits.Length : point;
        if (digits.Length > 16 || before == 0 || point == digits.Length - 1 || (before > 1 && digits[0] == '0')) return false;
        foreach (var digit in digits[..before])
        {
            if (!IsDigit(digit)) return false;
            whole = (whole * 10) + (digit - '0');
        }
        if (point >= 0)
            foreach (var digit in digits[(point + 1)..])
            {
                if (!IsDigit(digit)) return false;
                whole = (whole * 10) + (digit - '0');
                decimals++;
            }
        if (isBelow) whole = -whole;
        return before <= 15;
    }

    static bool IsDigit(byte sign) => sign is >= (byte)'0' and <= (byte)'9';
}
