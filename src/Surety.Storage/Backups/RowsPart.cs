using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Surety.Journal;

namespace Surety.Storage.Backups;

/// <summary>Rows of one table as bytes that belong to no database: a line of JSON that says which, and the values one behind the other. Source: docs/guide/operate.md, "What is in the file".</summary>
sealed class RowsPart(string table, IReadOnlyList<string> columns)
{
    /// <summary>A part is full when it has so many bytes.</summary>
    const int Full = 4 << 20;

    const byte Nothing = 0, Whole = 1, Characters = 2, Bytes = 3;

    readonly ArrayBufferWriter<byte> values = new();

    public int Rows { get; private set; }

    public bool IsFull => values.WrittenCount >= Full;

    public long Length => values.WrittenCount;

    /// <summary>Adds a row.</summary>
    /// <exception cref="InvalidDataException">It has a value of a kind that the record does not have.</exception>
    public void Add(Func<int, object> value)
    {
        Span<byte> number = stackalloc byte[8];
        for (var i = 0; i < columns.Count; i++)
            switch (value(i))
            {
                case DBNull: values.Write([Nothing]); break;
                case long whole: Number(whole, number); break;
                case int whole: Number(whole, number); break;
                case bool yes: Number(yes ? 1 : 0, number); break;
                case string text: Long(Characters, Encoding.UTF8.GetBytes(text), number); break;
                case byte[] bytes: Long(Bytes, bytes, number); break;
                case var other: throw new InvalidDataException($"The column '{columns[i]}' of '{table}' has a value that no record has: {other.GetType().Name}.");
            }
        Rows++;
    }

    void Number(long whole, Span<byte> number)
    {
        values.Write([Whole]);
        BinaryPrimitives.WriteInt64LittleEndian(number, whole);
        values.Write(number);
    }

    void Long(byte kind, byte[] bytes, Span<byte> number)
    {
        values.Write([kind]);
        BinaryPrimitives.WriteInt32LittleEndian(number, bytes.Length);
        values.Write(number[..4]);
        values.Write(bytes);
    }

    /// <summary>The part, packed; and begins an empty one.</summary>
    public byte[] Take()
    {
        var whole = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(whole))
        {
            json.WriteStartObject();
            json.WriteString("table", table);
            json.WriteStartArray("columns");
            foreach (var column in columns) json.WriteStringValue(column);
            json.WriteEndArray();
            json.WriteNumber("rows", Rows);
            json.WriteEndObject();
        }
        whole.Write("\n"u8);
        whole.Write(values.WrittenSpan);
        values.ResetWrittenCount();
        Rows = 0;
        return Packed.Write(whole.WrittenSpan);
    }

    /// <summary>Reads a part.</summary>
    /// <returns>Its table, its columns, and its rows, which are read as they are asked for: the array is the same each time.</returns>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static (string Table, List<string> Columns, IEnumerable<object[]> Rows) Read(byte[] packed)
    {
        if (Packed.Read(packed) is not { } bytes || bytes.AsSpan().IndexOf((byte)'\n') is not (>= 0 and var end)) throw new InvalidDataException("It cannot be unpacked.");
        try
        {
            using var json = JsonDocument.Parse(bytes.AsMemory(0, end));
            var columns = json.RootElement.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!).ToList();
            return (json.RootElement.GetProperty("table").GetString()!, columns, Values(bytes, end + 1, columns.Count, json.RootElement.GetProperty("rows").GetInt64()));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException("Its first line does not say what it has.", e);
        }
    }

    static IEnumerable<object[]> Values(byte[] bytes, int at, int columns, long rows)
    {
        var row = new object[columns];
        for (var r = 0L; r < rows; r++)
        {
            for (var i = 0; i < columns; i++) row[i] = Value(bytes, ref at);
            yield return row;
        }
        if (at != bytes.Length) throw new InvalidDataException("It has more than its rows.");
    }

    static object Value(byte[] bytes, ref int at)
    {
        try
        {
            switch (bytes[at++])
            {
                case Nothing: return DBNull.Value;
                case Whole:
                    at += 8;
                    return BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at - 8));
                case var kind and (Characters or Bytes):
                    var value = bytes.AsSpan(at + 4, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at)));
                    at += 4 + value.Length;
                    return kind == Bytes ? value.ToArray() : Encoding.UTF8.GetString(value);
            }
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException)
        {
        }
        throw new InvalidDataException("A value in it cannot be read.");
    }
}
