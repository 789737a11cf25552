namespace Surety.Facts;

/// <summary>Facts as they were written, in a file of columns: each with its file, its line, and the place of every key.</summary>
internal static class SingleFacts
{
    /// <summary>Adds one.</summary>
    public static void Write(FactFields fields, ByteList rows)
    {
        rows.Number(fields.Origin.File);
        rows.Number(fields.Origin.Line);
        rows.Number(fields.At.Column);
        rows.Text(fields.FileSource);
        rows.Number(fields.Written.Count);
        foreach (var field in fields.Written)
        {
            rows.Text(field.Name);
            rows.Text(field.Text);
            rows.Number(field.At.Line);
            rows.Number(field.At.Column);
        }
    }

    /// <summary>Looks whether they can all be read, so that nothing is read of a file that cannot.</summary>
    /// <exception cref="InvalidDataException">They cannot.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, int files)
    {
        for (var rows = new ByteListReader(bytes); !rows.IsAtEnd;) Next(ref rows, files, (_, _, _) => null);
    }

    /// <summary>Reads all of them into a builder that has just begun their files.</summary>
    public static void Read(ReadOnlySpan<byte> bytes, FactBuilder builder, IReadOnlyList<string> names)
    {
        var first = builder.Names.Count - names.Count;
        for (var rows = new ByteListReader(bytes); !rows.IsAtEnd;)
            builder.Read(Next(ref rows, names.Count, (at, column, source) => new(new(names[at.File], at.Line, column), new(first + at.File, at.Line), source, builder.Reported))!);
    }

    static FactFields? Next(ref ByteListReader rows, int files, Func<Origin, int, string, FactFields?> begin)
    {
        var at = new Origin((int)rows.Number(files - 1), (int)rows.Number(int.MaxValue));
        var fields = begin(at, (int)rows.Number(int.MaxValue), rows.Text());
        for (var count = rows.Count(); count > 0; count--)
        {
            var (name, text) = (rows.Text(), rows.Text());
            var (line, column) = ((int)rows.Number(int.MaxValue), (int)rows.Number(int.MaxValue));
            fields?.Add(name, text, new(fields.At.File, line, column));
        }
        return fields;
    }
}
