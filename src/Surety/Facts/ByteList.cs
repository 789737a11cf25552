using System.Buffers;
using System.Text;

namespace Surety.Facts;

/// <summary>Numbers and texts written one behind the other: whole numbers in groups of seven bits, the lowest first, texts with their length before them.</summary>
internal sealed class ByteList
{
    readonly ArrayBufferWriter<byte> bytes = new(256);

    public ReadOnlySpan<byte> Written => bytes.WrittenSpan;

    public void Number(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        var room = bytes.GetSpan(10);
        var length = 0;
        for (; number >= 0x80; number >>= 7) room[length++] = (byte)((number & 0x7F) | 0x80);
        room[length++] = (byte)number;
        bytes.Advance(length);
    }

    public void Text(string text)
    {
        Number(Encoding.UTF8.GetByteCount(text));
        bytes.Advance(Encoding.UTF8.GetBytes(text, bytes.GetSpan(Encoding.UTF8.GetByteCount(text) + 1)));
    }

    public void Optional(string? text)
    {
        Number(text is null ? 0 : 1);
        if (text is not null) Text(text);
    }

    public void Labels(Labels labels)
    {
        Number(labels.Items.Count);
        foreach (var label in labels.Items)
        {
            Text(label.Name);
            Text(label.Value);
        }
    }
}

/// <summary>Reads what a <see cref="ByteList"/> has written. Whatever else the bytes are, it ends in <see cref="InvalidDataException"/> and nowhere else.</summary>
internal ref struct ByteListReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> rest = bytes;

    public readonly bool IsAtEnd => rest.IsEmpty;

    /// <summary>A number from 0 to the most that makes sense in its place.</summary>
    public long Number(long most = long.MaxValue)
    {
        var number = 0L;
        for (var shift = 0; shift < 63; shift += 7)
        {
            if (rest.IsEmpty) break;
            var next = rest[0];
            rest = rest[1..];
            number |= (long)(next & 0x7F) << shift;
            if (next < 0x80) return number <= most ? number : throw Broken();
        }
        throw Broken();
    }

    /// <summary>A number of things that follow, each of which takes at least a byte.</summary>
    public int Count()
    {
        var count = (int)Number(rest.Length);
        return count <= rest.Length ? count : throw Broken();
    }

    public string Text() => Encoding.UTF8.GetString(Utf8());

    /// <summary>The text as it stands.</summary>
    public ReadOnlySpan<byte> Utf8()
    {
        var length = Count();
        var text = rest[..length];
        rest = rest[length..];
        return System.Text.Unicode.Utf8.IsValid(text) ? text : throw Broken();
    }

    public string? Optional() => Number(1) == 1 ? Text() : null;

    public Labels Labels()
    {
        var labels = new Label[Count()];
        for (var i = 0; i < labels.Length; i++) labels[i] = new(Text(), Text());
        if (labels.Any(l => l.Name.Length == 0 || l.Value.Length == 0) || labels.DistinctBy(l => l.Name).Count() < labels.Length) throw Broken();
        return Surety.Labels.Of(labels);
    }

    public static InvalidDataException Broken() => new("The bytes are no list.");
}
