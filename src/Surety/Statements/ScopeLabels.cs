using System.Text;

namespace Surety.Statements;

/// <summary>Labels as people type them: <c>priority=P1</c>.</summary>
public static class ScopeLabels
{
    /// <summary>Labels in one text, as addresses have them: <c>class=core,priority=P1</c>; a comma of a name or a value, and a backslash before one, stand behind a backslash.</summary>
    public static string Written(Labels labels)
    {
        return string.Join(',', labels.Items.Select(l => $"{l.Name}={l.Value}".Replace(@"\", @"\\", StringComparison.Ordinal).Replace(",", @"\,", StringComparison.Ordinal)));
    }

    /// <summary>Takes such a text apart; empty parts are left out.</summary>
    public static IEnumerable<string> Parted(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var part = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is ',' or '\\') part.Append(text[++i]);
            else if (text[i] != ',') part.Append(text[i]);
            else if (Taken() is { Length: > 0 } taken) yield return taken;
        }
        if (Taken() is { Length: > 0 } last) yield return last;

        string Taken()
        {
            var taken = part.ToString().Trim();
            part.Clear();
            return taken;
        }
    }

    /// <summary>Reads labels.</summary>
    /// <param name="pairs">Each a name and a value.</param><param name="priority">A priority that was said by itself; <c>null</c>: none.</param><param name="problems">Gets what is wrong.</param><param name="source">The option or parameter, for what is wrong.</param>
    public static Labels Read(IEnumerable<string> pairs, string? priority, List<Problem> problems, string source = "--scope")
    {
        var labels = priority is null ? Labels.None : Labels.None.With("priority", priority);
        foreach (var pair in pairs)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || at == pair.Length - 1)
                problems.Add(new(new(source, 0, 0), Severity.Error, "usage.scope", $"'{pair}' is no label.", "Write its name and value, like priority=P1."));
            else if (labels[pair[..at].Trim()] is { } value && value != pair[(at + 1)..].Trim())
                problems.Add(new(new(source, 0, 0), Severity.Error, "usage.scope", $"'{pair[..at].Trim()}' has two values, '{value}' and '{pair[(at + 1)..].Trim()}'.", "Write one of them."));
            else labels = labels.With(pair[..at].Trim(), pair[(at + 1)..].Trim());
        }
        return labels;
    }
}
