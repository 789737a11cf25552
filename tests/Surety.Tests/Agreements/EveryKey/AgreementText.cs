namespace Surety.Tests.Agreements.EveryKey;

/// <summary>Changes one key of an agreement's text and leaves the rest as it stands.</summary>
static class AgreementText
{
    /// <summary>Puts a value behind the key at a path: <c>metrics/uptime/coverage</c>. A key that does not stand yet becomes the last of its mapping.</summary>
    /// <param name="text">Block style, two spaces a level.</param>
    /// <param name="path">Keys, joined by <c>/</c>.</param>
    /// <param name="value">One line, or lines (rows and lists) that are put below the key; <c>null</c> takes the key away.</param>
    public static string With(string text, string path, string? value)
    {
        var lines = text.TrimEnd('\n').Split('\n').ToList();
        var keys = path.Split('/');
        var (start, end) = (0, lines.Count);
        for (var depth = 0; depth < keys.Length - 1; depth++)
        {
            var at = Find(lines, start, end, depth, keys[depth]);
            if (at < 0) throw new InvalidOperationException($"'{keys[depth]}' of {path} does not stand in the agreement.");
            (start, end) = (at + 1, EndOf(lines, at, end, depth));
        }
        var last = keys.Length - 1;
        var key = Find(lines, start, end, last, keys[last]);
        var place = key < 0 ? end : key;
        if (key >= 0) lines.RemoveRange(key, EndOf(lines, key, end, last) - key);
        lines.InsertRange(place, Written(new string(' ', last * 2), keys[last], value));
        return string.Join('\n', lines) + "\n";
    }

    static string[] Written(string indent, string key, string? value)
    {
        if (value is null) return [];
        var lines = value.Split('\n');
        var isBlock = lines.Length > 1 || value.StartsWith("- ", StringComparison.Ordinal) || value.Contains(": ", StringComparison.Ordinal) || value.EndsWith(':');
        return isBlock ? [$"{indent}{key}:", .. lines.Select(l => $"{indent}  {l}")] : [$"{indent}{key}: {value}"];
    }

    static int Find(List<string> lines, int start, int end, int depth, string key) =>
        lines.FindIndex(start, end - start, l => IndentOf(l) == depth * 2 && l[(depth * 2)..].StartsWith(key + ":", StringComparison.Ordinal));

    static int EndOf(List<string> lines, int at, int end, int depth)
    {
        for (var i = at + 1; i < end; i++)
            if (lines[i].Trim().Length > 0 && IndentOf(lines[i]) <= depth * 2) return i;
        return end;
    }

    static int IndentOf(string line) => line.Length - line.TrimStart().Length;
}
