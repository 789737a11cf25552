namespace Surety;

/// <summary>One word about a fact or a verdict: <c>priority = P1</c>.</summary>
/// <param name="Name">Lower case as written in the agreement: <c>priority</c>, <c>member</c>, <c>service</c>.</param>
/// <param name="Value">Compared letter by letter.</param>
public readonly record struct Label(string Name, string Value);

/// <summary>
/// What a fact is about, or the scope that a verdict is for: a set of labels in order of their names, one value a name.
/// The empty set means everything.
/// </summary>
public readonly struct Labels : IEquatable<Labels>, IComparable<Labels>
{
    /// <summary>Name of the label that says from which shared measurements a fact is.</summary>
    internal const string Feed = "feed";

    readonly ValueList<Label> items;

    Labels(ValueList<Label> items) => this.items = items;

    /// <summary>No label: everything.</summary>
    public static Labels None => default;

    /// <summary>The labels in order of their names.</summary>
    public ValueList<Label> Items => items;

    /// <summary>Value of a label, or <c>null</c> where there is none of that name.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var label in items.Span)
                if (label.Name == name) return label.Value;
            return null;
        }
    }

    /// <summary>Makes a set.</summary>
    /// <exception cref="ArgumentException">A name stands twice.</exception>
    public static Labels Of(IEnumerable<Label> labels)
    {
        var sorted = labels.ToArray();
        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        for (var i = 1; i < sorted.Length; i++)
            if (sorted[i].Name == sorted[i - 1].Name) throw new ArgumentException($"The label '{sorted[i].Name}' stands twice.", nameof(labels));
        return new(new ValueList<Label>(sorted));
    }

    /// <summary>Adds a label, or replaces the one of that name.</summary>
    public Labels With(string name, string value) => Of(items.Where(l => l.Name != name).Append(new(name, value)));

    /// <summary>Leaves a label out.</summary>
    public Labels Without(string name) => new(items.Where(l => l.Name != name).ToValueList());

    /// <summary>Keeps only some labels.</summary>
    /// <param name="names">The names to keep; those that are absent are passed over.</param>
    public Labels Only(IEnumerable<string> names) => new(items.Where(l => names.Contains(l.Name)).ToValueList());

    /// <summary>Whether all of these labels stand here with the same values: a fact of <c>priority=P1, region=eu</c> covers <c>priority=P1</c>.</summary>
    public bool Covers(Labels wanted)
    {
        foreach (var label in wanted.items.Span)
            if (this[label.Name] != label.Value) return false;
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Labels other) => items == other.items;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Labels other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => items.GetHashCode();

    /// <summary>Orders by text, so that statements list scopes in a stable order.</summary>
    public int CompareTo(Labels other) => items.Count == 1 && other.items.Count == 1 && items[0].Name == other.items[0].Name
        ? string.CompareOrdinal(items[0].Value, other.items[0].Value) : string.CompareOrdinal(ToString(), other.ToString());

    /// <summary>Compares by content.</summary>
    public static bool operator ==(Labels left, Labels right) => left.Equals(right);

    /// <summary>Compares by content.</summary>
    public static bool operator !=(Labels left, Labels right) => !left.Equals(right);

    /// <summary>Writes <c>member=r1, priority=P1</c>; empty text for everything.</summary>
    public override string ToString() => string.Join(", ", items.Select(l => $"{l.Name}={l.Value}"));
}
