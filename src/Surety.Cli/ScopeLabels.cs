namespace Surety.Cli;

/// <summary>Labels as people type them: <c>priority=P1</c>.</summary>
internal static class ScopeLabels
{
    public static Labels Read(IEnumerable<string> pairs, string? priority, List<Problem> problems)
    {
        var labels = priority is null ? Labels.None : Labels.None.With("priority", priority);
        foreach (var pair in pairs)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || at == pair.Length - 1)
                problems.Add(new(new("--scope", 0, 0), Severity.Error, "usage.scope", $"'{pair}' is no label.", "Write its name and value, like priority=P1."));
            else if (labels[pair[..at].Trim()] is { } value && value != pair[(at + 1)..].Trim())
                problems.Add(new(new("--scope", 0, 0), Severity.Error, "usage.scope", $"'{pair[..at].Trim()}' has two values, '{value}' and '{pair[(at + 1)..].Trim()}'.", "Write one of them."));
            else labels = labels.With(pair[..at].Trim(), pair[(at + 1)..].Trim());
        }
        return labels;
    }
}
