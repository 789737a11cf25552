namespace Surety.Metrics;

/// <summary>Which facts belong to one scope of a level.</summary>
/// <param name="Name">The scope's labels as the verdict carries them; <c>otherwise</c> stands for a label's remaining values.</param>
/// <param name="Must">Labels that a fact must have.</param>
/// <param name="Not">Scopes of earlier rows: a fact that one of them covers is not in this one.</param>
public sealed record ScopeSelection(Labels Name, Labels Must, ValueList<Labels> Not)
{
    /// <summary>Every fact.</summary>
    public static ScopeSelection Everything { get; } = new(Labels.None, Labels.None, []);

    /// <summary>Whether a fact with these labels belongs to the scope.</summary>
    public bool Takes(Labels labels)
    {
        if (!labels.Covers(Must)) return false;
        foreach (var earlier in Not.Span)
            if (labels.Covers(earlier)) return false;
        return true;
    }

    /// <summary>Whether facts of something with these attributes may belong to the scope: none of them says otherwise.</summary>
    public bool MayTake(Labels attributes)
    {
        foreach (var label in Must.Items)
            if (attributes[label.Name] is { } value && value != label.Value) return false;
        foreach (var earlier in Not.Span)
            if (earlier.Items.Count > 0 && attributes.Covers(earlier)) return false;
        return true;
    }
}
