namespace Surety.Text;

/// <summary>A key that the language knows.</summary>
/// <param name="Path">Where: keys joined by <c>/</c>, <c>*</c> for a name that the agreement chooses, <c>-</c> for an item; empty at the top.</param>
/// <param name="Key">The key itself.</param>
internal readonly record struct KnownKey(string Path, string Key);

/// <summary>One reading of one tree: whatever is asked for is known, and whatever is left at the end is refused.</summary>
/// <param name="problems">Where whatever is wrong goes.</param>
/// <param name="listsKeys">Whether <see cref="KnownKeys"/> are wanted.</param>
internal sealed class Reading(Problems problems, bool listsKeys = false)
{
    readonly Dictionary<Node.Mapping, Asked> asked = new(ReferenceEqualityComparer.Instance);
    readonly HashSet<KnownKey> known = [];
    readonly Dictionary<string, SortedSet<string>> shapes = new(StringComparer.Ordinal);

    public Problems Problems => problems;

    public bool ListsKeys => listsKeys;

    /// <summary>All keys that were asked for so far, present or not.</summary>
    public IReadOnlySet<KnownKey> KnownKeys => known;

    /// <summary>What was asked for behind each key: <c>text</c>, <c>list</c>, <c>keys</c>, and where only some words may stand, <c>= word</c> for each of them.</summary>
    public IReadOnlyDictionary<string, SortedSet<string>> Shapes => shapes;

    internal void Read(string path, string shape)
    {
        if (!listsKeys) return;
        if (!shapes.TryGetValue(path, out var seen)) shapes[path] = seen = new(StringComparer.Ordinal);
        seen.Add(shape);
    }

    public MappingReader Begin(Node.Mapping root) => new(this, root, root.At, "");

    /// <summary>Refuses the keys that nobody asked for. Called once, after everything is read.</summary>
    public void Finish()
    {
        foreach (var (mapping, here) in asked)
            foreach (var entry in mapping.Entries.Where(e => !here.Keys.Contains(e.Key.Text)))
                RefuseUnknown(entry.Key, here);
    }

    void RefuseUnknown(Node.Scalar key, Asked here)
    {
        const string code = "key.unknown";
        var words = here.Words;
        var mend = problems.IsFull(code) ? null : Nearest.Question(key.Text, words);
        var list = words.Count == 0 ? "No key may stand here." : $"Here may stand: {Nearest.Listed(key.Text, words)}.{(Nearest.Nearer(key.Text, words).Count < words.Count ? $" See {Section(here.Path)}." : "")}";
        problems.Error(key.At, code, $"The key {Quoted.Of(key.Text)} is not known here.", mend is null ? list : $"{mend} {list}");
    }

    /// <summary>Where the guide has the keys of a place.</summary>
    static string Section(string path) => "docs/guide/language.md#" + path.Split('/')[0] switch
    {
        "parties" or "term" => path.Split('/')[0],
        "scope" => "1--scope",
        "metrics" => "2--metrics",
        "service levels" => "3--service-levels",
        "reporting" => "4--reporting",
        "escalation" => "5--escalation",
        _ => "the-head",
    };

    internal void Ask(Node.Mapping? mapping, string path, string key, bool isWord = true)
    {
        if (isWord && listsKeys) known.Add(new(path, key));
        if (mapping is null) return;
        if (!asked.TryGetValue(mapping, out var here)) asked[mapping] = here = new([], [], path);
        if (key.Length > 0 && here.Keys.Add(key) && isWord) here.Words.Add(key);
    }

    internal bool WasAsked(Node.Mapping mapping, string key) => asked.TryGetValue(mapping, out var here) && here.Keys.Contains(key);

    internal void Open(Node.Mapping mapping, string path) => asked.TryAdd(mapping, new([], [], path));

    sealed record Asked(HashSet<string> Keys, List<string> Words, string Path);
}

/// <summary>A mapping as the binder asks for it: key by key. Absent mappings answer too, with absent values and without complaint.</summary>
internal sealed class MappingReader
{
    readonly Reading reading;
    readonly Node.Mapping? mapping;
    readonly string path;

    internal MappingReader(Reading reading, Node.Mapping? mapping, Location at, string path)
    {
        (this.reading, this.mapping, At, this.path) = (reading, mapping, at, path);
        if (mapping is not null) reading.Open(mapping, path);
    }

    public bool IsPresent => mapping is not null;

    /// <summary>Where its first key stands; where it was looked for, if it is absent.</summary>
    public Location At { get; }

    public Problems Problems => reading.Problems;

    /// <summary>Whether a key stands here; asking makes it known.</summary>
    public bool Has(string key) => Optional(key).IsPresent;

    public ValueReader Optional(string key)
    {
        reading.Ask(mapping, path, key);
        var entry = Find(key);
        return new(reading, Stated(entry?.Value), entry?.Key.At ?? At, key, Join(key));
    }

    /// <summary>"not stated" is how a contract says that it leaves a question open: the default holds, as if the key were absent.</summary>
    static Node? Stated(Node? value) => value is Node.Scalar { Text: "not stated" } ? null : value;

    public ValueReader Required(string key)
    {
        var value = Optional(key);
        if (!value.IsPresent && IsPresent)
            Problems.Error(At, "key.missing", $"The key {Quoted.Of(key)} is missing here.", Nearest.To(key, Keys) is { } written && !reading.WasAsked(mapping!, written) ? $"Did you mean it by {Quoted.Of(written)}?" : $"Add a line '{key}: …'.");
        return value;
    }

    /// <summary>All keys that stand here, asked for or not.</summary>
    public IReadOnlyList<string> Keys => [.. (mapping?.Entries ?? []).Select(e => e.Key.Text)];

    /// <summary>Refuses keys that the language knows and this version does not compute, instead of accepting them for nothing.</summary>
    public void NotComputedYet(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (Find(key) is not { } entry) continue;
            reading.Ask(mapping, path, key, isWord: false);
            Problems.Error(entry.Key.At, "not-computed", $"{Quoted.Of(key)} is part of the language, and is not computed yet.", "Leave it out, or keep its words under 'other terms'.");
        }
    }

    /// <summary>Makes keys known that are read elsewhere.</summary>
    public void Known(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys) reading.Ask(mapping, path, key);
    }

    /// <summary>Takes whatever else stands here without a word: a fault that was told makes all of it meaningless.</summary>
    public void Forgive()
    {
        foreach (var entry in mapping?.Entries ?? []) reading.Ask(mapping, path, entry.Key.Text, isWord: false);
    }

    /// <summary>Places of the values that stand here, for derivations.</summary>
    /// <param name="parent">Headings above.</param>
    public ValueList<(string Key, Clause Clause)> Places(string parent) =>
        (mapping?.Entries ?? []).Where(e => Stated(e.Value) is not null).Select(e => (e.Key.Text, new Clause($"{parent} / {e.Key.Text}", e.Value is Node.Scalar { Text.Length: > 0 } ? e.Value.At : e.Key.At))).ToValueList();

    /// <summary>Lists the entries whose keys the agreement chooses: all that were not asked for by name before.</summary>
    public IReadOnlyList<(Node.Scalar Name, ValueReader Value)> Others()
    {
        reading.Ask(null, path, "*");
        var others = new List<(Node.Scalar, ValueReader)>();
        foreach (var entry in mapping?.Entries ?? [])
        {
            if (reading.WasAsked(mapping!, entry.Key.Text)) continue;
            reading.Ask(mapping, path, entry.Key.Text, isWord: false);
            others.Add((entry.Key, new(reading, Stated(entry.Value), entry.Key.At, entry.Key.Text, Join("*"))));
        }
        return others;
    }

    Entry? Find(string key)
    {
        foreach (var entry in mapping is null ? [] : mapping.Entries.Span)
            if (entry.Key.Text == key) return entry;
        return null;
    }

    /// <summary>Where a value of a key stands; where nobody lists keys, the chapter alone.</summary>
    string Join(string key) => path.Length == 0 ? key : reading.ListsKeys ? $"{path}/{key}" : path;
}

/// <summary>What stands behind a key, or in a list, as the binder asks for it. Each question reports what does not fit; absence is no fault here.</summary>
internal sealed class ValueReader
{
    readonly Reading reading;
    readonly Location keyAt;
    readonly string path;

    internal ValueReader(Reading reading, Node? node, Location keyAt, string key, string path) =>
        (this.reading, Node, this.keyAt, Key, this.path) = (reading, node, keyAt, key, path);

    public Node? Node { get; }

    /// <summary>The key before it, for sentences.</summary>
    public string Key { get; }

    public bool IsPresent => Node is not null;

    public bool IsList => Node is Node.Sequence;

    public bool IsMapping => Node is Node.Mapping;

    /// <summary>Where it stands; its key, if nothing stands behind it.</summary>
    public Location At => Node is null or Node.Scalar { Text.Length: 0 } ? keyAt : Node.At;

    public Problems Problems => reading.Problems;

    /// <summary>Reads a text.</summary>
    /// <returns><c>null</c> where it is absent, empty or something else; the last two are reported.</returns>
    public Node.Scalar? Scalar()
    {
        reading.Read(path, "text");
        if (Node is Node.Scalar { Text.Length: > 0 } scalar) return scalar;
        if (Node is Node.Scalar) Problems.Error(At, "value.missing", $"Nothing stands behind {Quoted.Of(Key)}, and a text was expected.", "Write the value, or remove the key.");
        else if (Node is not null) RefuseKind("a text");
        return null;
    }

    /// <inheritdoc cref="Scalar"/>
    public string? Text() => Scalar()?.Text.Trim();

    /// <summary>Reads a phrase to its end.</summary>
    public T? Phrase<T>(Func<PhraseReader, T?> parse) where T : class => Scalar() is { } scalar ? PhraseReader.Whole(scalar, Problems, parse) : null;

    /// <inheritdoc cref="Phrase{T}(Func{PhraseReader, T})"/>
    public T? Phrase<T>(Func<PhraseReader, T?> parse) where T : struct => Scalar() is { } scalar ? PhraseReader.Whole(scalar, Problems, parse) : null;

    /// <summary>Takes one of several wordings; the first is what holds where the file is silent.</summary>
    public T Choice<T>(params ReadOnlySpan<(string Words, T Value)> choices)
    {
        foreach (var (choice, _) in choices) reading.Read(path, $"= {choice}");
        if (Scalar() is not { } text) return choices[0].Value;
        var words = new List<string>();
        foreach (var (choice, value) in choices)
        {
            if (text.Text.Trim() == choice) return value;
            words.Add(choice);
        }
        Problems.Error(text.At, "value.choice", $"Behind {Quoted.Of(Key)} cannot stand {Quoted.Of(text.Text)}.", Nearest.Question(text.Text, words) ?? $"Write {Quoted.AnyOf(words)}.");
        return choices[0].Value;
    }

    /// <summary>Reads a list of phrases, or one phrase without a list.</summary>
    /// <returns>Those that could be read.</returns>
    public ValueList<T> Phrases<T>(Func<PhraseReader, T?> parse) where T : class =>
        Scalars().Select(s => PhraseReader.Whole(s, Problems, parse)).OfType<T>().ToValueList();

    /// <inheritdoc cref="Phrases{T}(Func{PhraseReader, T})"/>
    public ValueList<T> Phrases<T>(Func<PhraseReader, T?> parse) where T : struct =>
        Scalars().Select(s => PhraseReader.Whole(s, Problems, parse)).Where(v => v.HasValue).Select(v => v!.Value).ToValueList();

    /// <summary>Reads a list of texts, or one text without a list.</summary>
    public IReadOnlyList<Node.Scalar> Scalars()
    {
        reading.Read(path, "text");
        reading.Read(path, "list");
        if (Node is Node.Scalar) return Scalar() is { } one ? [one] : [];
        return Items("a list of texts or a text").Select(i => i.Scalar()).OfType<Node.Scalar>().ToList();
    }

    /// <summary>Reads a list.</summary>
    public IReadOnlyList<ValueReader> Items() => Items("a list, each item on a line of its own after '- '");

    /// <summary>Reads a mapping with known keys.</summary>
    /// <returns>An absent one, which answers without complaint, where it is absent or something else; the latter is reported.</returns>
    public MappingReader Mapping()
    {
        if (Node is not (null or Node.Mapping)) RefuseKind("lines 'key: value'");
        reading.Read(path, "keys");
        return new(reading, Node as Node.Mapping, At, path);
    }

    /// <summary>Reads a mapping that may have nothing in it: a name alone.</summary>
    public MappingReader MappingOrNothing()
    {
        reading.Read(path, "nothing");
        return Node is Node.Scalar { Text: "" } ? new(reading, null, At, path) : Mapping();
    }

    /// <summary>Reads a mapping whose keys the agreement chooses.</summary>
    public IReadOnlyList<(Node.Scalar Name, ValueReader Value)> Entries() => Mapping().Others();

    /// <summary>Reports that something of another shape was expected here.</summary>
    public void RefuseKind(string expected)
    {
        var found = Node switch
        {
            null or Node.Scalar { Text.Length: 0 } => "nothing",
            Node.Mapping => "lines 'key: value'",
            Node.Sequence => "a list",
            Node.Scalar text => $"the text {Quoted.Of(text.Text)}",
        };
        Problems.Error(At, "value.kind", $"Behind {Quoted.Of(Key)} was expected: {expected}. Found: {found}.");
    }

    List<ValueReader> Items(string expected)
    {
        reading.Read(path, "list");
        if (Node is Node.Sequence list) return list.Items.Select(i => new ValueReader(reading, i, i.At, Key, $"{path}/-")).ToList();
        if (Node is not null) RefuseKind(expected);
        return [];
    }
}
