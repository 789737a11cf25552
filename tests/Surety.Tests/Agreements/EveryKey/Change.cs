namespace Surety.Tests.Agreements.EveryKey;

/// <summary>One line of a table of changes.</summary>
/// <param name="Place">File and line, for messages.</param>
/// <param name="Path">The key.</param>
/// <param name="Values">
/// What is written behind it, in classes: all values of one class mean the same, values of two classes do not.
/// </param>
/// <param name="Answers">What is compared: <c>level uptime</c>, <c>credit uptime</c> …</param>
/// <param name="Where">Other keys that are set before, so that this one bites.</param>
sealed record Change(string Place, string Path, ValueList<ValueList<Change.Written>> Values, ValueList<string> Answers, ValueList<(string Path, string? Value)> Where)
{
    /// <summary>A value.</summary>
    /// <param name="Text">As it is written; <c>null</c>: the key does not stand.</param>
    /// <param name="Refused">Code of the problem with which it is refused; <c>null</c>: it is legal.</param>
    internal sealed record Written(string? Text, string? Refused)
    {
        public string Shown => Text?.Replace("\n", " // ", StringComparison.Ordinal) ?? "(none)";
    }

    /// <summary>Reads <c>path | value ~ value | value → answer, answer</c>, and lines <c>where path = value</c> below it.</summary>
    public static IEnumerable<Change> Read(string file, IEnumerable<string> lines)
    {
        Change? last = null;
        foreach (var (number, line) in lines.Index())
        {
            var place = $"{file}:{number + 1}";
            if (line.Length == 0 || line[0] == '#' || !line.Contains(line[0] == ' ' ? " = " : " | ", StringComparison.Ordinal)) continue;
            if (line.StartsWith("  where ", StringComparison.Ordinal))
            {
                var (path, value) = Cut(line["  where ".Length..], " = ");
                last = last! with { Where = [.. last.Where, (path, ValueOf(value).Text)] };
                continue;
            }
            if (last is not null) yield return last;
            last = Row(place, line);
        }
        if (last is not null) yield return last;
    }

    static Change Row(string place, string line)
    {
        var (left, answers) = Cut(line, " -> ");
        var cells = left.Split(" | ").Select(c => c.Trim()).ToList();
        return new(place, cells[0], cells.Skip(1).Select(c => c.Split(" ~ ").Select(ValueOf).ToValueList()).ToValueList(), answers.Split(", ").Select(a => a.Trim()).ToValueList(), []);
    }

    static Written ValueOf(string text)
    {
        var (value, code) = text.Contains(" !", StringComparison.Ordinal) ? Cut(text, " !") : (text, null);
        return new(value.Trim() == "(none)" ? null : value.Trim().Replace(" // ", "\n", StringComparison.Ordinal), code);
    }

    static (string Before, string After) Cut(string text, string at)
    {
        var cut = text.IndexOf(at, StringComparison.Ordinal);
        return cut < 0 ? throw new InvalidOperationException($"'{at}' is missing in: {text}") : (text[..cut].Trim(), text[(cut + at.Length)..].Trim());
    }
}
