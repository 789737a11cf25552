namespace Surety.Text;

/// <summary>Text of a person, fit to stand in a sentence of ours: in quotes, short, on one line, without characters that steer a terminal.</summary>
internal static class Quoted
{
    const int Longest = 40;

    public static string Of(string text)
    {
        var shown = text.Length > Longest ? text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)] + "…" : text;
        return $"'{string.Concat(shown.Select(c => c is '\n' or '\t' ? ' ' : SourceText.IsForbidden(c) ? '\uFFFD' : c))}'";
    }

    /// <summary>Writes <c>'a', 'b' or 'c'</c>.</summary>
    public static string AnyOf(IReadOnlyList<string> words) => Join(words.Select(Of).ToList());

    /// <summary>Writes <c>a, b or c</c>.</summary>
    public static string Join(IReadOnlyList<string> parts) => parts.Count switch
    {
        0 => "nothing",
        1 => parts[0],
        _ => $"{string.Join(", ", parts.Take(parts.Count - 1))} or {parts[^1]}",
    };
}
