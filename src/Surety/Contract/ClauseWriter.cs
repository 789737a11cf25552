using Surety.Agreements;
using Surety.Levels;
using Surety.Metrics;
using Surety.Text;

namespace Surety.Contract;

/// <summary>Turns the clauses of an agreement into sentences, in the order of the keys: one sentence for each key, from the table of the language.</summary>
/// <param name="agreement">What was read, for what a target comes to and what holds where the text is silent; <c>null</c>: standard terms, of which nobody can tell that.</param>
/// <param name="spellings">Its phrases.</param>
/// <param name="language">The sentences.</param>
internal sealed class ClauseWriter(Agreement? agreement, IReadOnlyDictionary<Node.Scalar, Spelling> spellings, Vocabulary language)
{
    /// <summary>Clauses that compute nothing and oblige somebody: they are printed in their place and marked. Names, definitions and descriptions need no mark.</summary>
    static readonly string[] NotComputed = ["scope/responsibilities/provider", "scope/responsibilities/customer", "scope/limits", "escalation/disputes", "escalation/other terms"];

    readonly List<Block> blocks = [];
    readonly PhraseText phrases = new(language, agreement is null ? [] : agreement.Scope.Values.Select(v => v.Name).ToHashSet());
    readonly ValueList<Silence> silences = agreement?.Silences ?? [];
    string lastHeading = "";
    readonly HashSet<Silence> told = [];
    readonly int[] numbers = new int[8];

    /// <summary>Keys for which the language has no sentence; what is printed says so in their place.</summary>
    public SortedSet<string> Missing { get; } = new(StringComparer.Ordinal);

    /// <summary>Words of phrases for which the language has none.</summary>
    public SortedSet<string> MissingWords => phrases.Missing;

    public PhraseText Phrases => phrases;

    /// <summary>Everything below the head of the file.</summary>
    public ValueList<Block> Write(Node.Mapping root)
    {
        string[] chapters = ["parties", "term", "scope", "metrics", "service levels", "reporting", "escalation"];
        foreach (var entry in Keys.InOrder("", root).Where(e => chapters.Contains(e.Key.Text) && e.Value is Node.Mapping))
        {
            Heading(2, Sentence(entry.Key.Text) ?? entry.Key.Text);
            Keyed((Node.Mapping)entry.Value, entry.Key.Text, 3);
        }
        var left = silences.Where(s => !told.Contains(s)).ToList();
        if (left.Count > 0)
        {
            Heading(2, language.Text("defaults"));
            foreach (var silence in left) Silent(silence);
        }
        return blocks.ToValueList();
    }

    /// <summary>The lines at the top: version, language and what the text stands on.</summary>
    public ValueList<Block> Head(Node.Mapping root)
    {
        var head = new ClauseWriter(agreement, spellings, language);
        string[] keys = ["agreement", "version", "effective", "takes effect", "uses", "without"];
        foreach (var entry in Keys.InOrder("", root).Where(e => keys.Contains(e.Key.Text))) head.Entry(entry, entry.Key.Text, 3, "");
        Missing.UnionWith(head.Missing);
        return head.blocks.ToValueList();
    }

    /// <summary>One clause by itself.</summary>
    /// <param name="entry">Its key and what stands behind it.</param>
    /// <param name="path">Where it stands in the language.</param>
    /// <param name="name">What it belongs to: the service, the metric, the level.</param>
    public ValueList<Block> Clause(Entry entry, string path, string name)
    {
        var alone = new ClauseWriter(agreement, spellings, language);
        alone.Entry(entry, path, 3, name);
        return alone.blocks.ToValueList();
    }

    void Keyed(Node.Mapping mapping, string path, int level, string name = "")
    {
        // What needs a heading of its own comes behind what is said of the whole.
        foreach (var entry in Keys.InOrder(path, mapping).OrderBy(e => level > 3 && HasHeadings(e, Keys.Below(path, e.Key.Text))))
        {
            var below = Keys.Below(path, entry.Key.Text);
            if (Sentence($"{below} #") is { } heading && heading != lastHeading && entry.Value is not Node.Scalar { Text: "not stated" }) Heading(level, heading);
            Entry(entry, below, level, name);
        }
    }

    void Entry(Entry entry, string path, int level, string name)
    {
        switch (entry.Value)
        {
            case Node.Scalar { Text: "not stated" or "" }: break;
            case Node.Scalar scalar: Simple(entry, path, scalar); break;
            case Node.Sequence list when list.Items.All(i => i is Node.Mapping { Entries.Count: 1 } row && row.Entries[0].Value is Node.Scalar):
                Rows(path, list.Items.Cast<Node.Mapping>().Select(i => (i.Entries[0], $"{path}/-")));
                break;
            case Node.Sequence list: List(entry, path, list); break;
            case Node.Mapping inner when IsTable(path):
                Rows(path, inner.Entries.SelectMany(e => e.Value is Node.Mapping rows ? rows.Entries.Select(r => (Joined(e, r), path)) : [(e, path)]));
                break;
            case Node.Mapping inner when path.EndsWith("/*", StringComparison.Ordinal):
                Heading(level, Put(Sentence(path) ?? "{name}", "", entry.Key.Text, ""));
                Keyed(inner, path, level + 1, entry.Key.Text);
                foreach (var silence in silences.Where(s => s.Subject == entry.Key.Text && About(s, path))) Silent(silence);
                break;
            case Node.Mapping inner:
                // Parts of a service and rules of statements are sentences of their own; what groups clauses has a heading.
                if (Sentence(path) is { } heading) Heading(level, Put(heading, "", name, "").TrimEnd('.', ':', ' '));
                else Lacking(path, entry.Key.Text, "");
                Keyed(inner, path, level + 1, name);
                break;
        }
    }

    static bool HasHeadings(Entry entry, string path) => entry.Value is Node.Mapping && !IsTable(path);

    /// <summary>Whether what stands at a path is printed as a table, its entries as rows.</summary>
    public static bool IsTable(string path) => Keys.All.Any(k => k.Path == path && k.Name == "*" && k.Shapes.Contains("text")) && path != "scope/inventory/*/members/*";

    // A subject may be called like another clause: of two of one name each tells its own.
    static bool About(Silence silence, string path) => silence.About.Path.Split(" / ")[0] is var chapter && (path.StartsWith(chapter, StringComparison.Ordinal) || path.Contains($"/{chapter}", StringComparison.Ordinal) || chapter == silence.Subject);

    static Entry Joined(Entry outer, Entry inner) => new(outer.Key, inner.Value);

    void Simple(Entry entry, string path, Node.Scalar value)
    {
        if ((Sentence($"{path} = {value.Text.Trim()}") ?? Sentence(path)) is not { } sentence)
        {
            Lacking(path, entry.Key.Text, Value(value));
            return;
        }
        var text = sentence.Split(" | ")[0];
        text = Put(text.Replace("{value+d}", "{value}", StringComparison.Ordinal), Value(value, text.Contains("{value+d}", StringComparison.Ordinal)), "", entry.Key.Text);
        if (path == "service levels/*/target" && Allows(value) is { } allows) text = $"{text.TrimEnd('.')} ({allows}).";
        blocks.Add(new Block.Paragraph(text, !NotComputed.Contains(path)));
    }

    void List(Entry entry, string path, Node.Sequence list)
    {
        if (Sentence(path) is not { } written)
        {
            Lacking(path, entry.Key.Text, string.Join("; ", list.Items.Select(Value)));
            return;
        }
        var (sentence, items) = (written.Split(" | ")[0], list.Items.Select(Value).ToList());
        var isShort = list.Items.All(i => i is Node.Scalar s && !spellings.ContainsKey(s) && s.Text.Length <= 40) && string.Concat(items).Length <= 160;
        if (items.Count == 1 || isShort) blocks.Add(new Block.Paragraph(Put(sentence, string.Join(", ", items), "", entry.Key.Text), !NotComputed.Contains(path)));
        else blocks.Add(new Block.Bullets(Put(sentence, "", "", entry.Key.Text).TrimEnd('.', ' ').TrimEnd(':') + ":", items.ToValueList(), !NotComputed.Contains(path)));
    }

    void Rows(string path, IEnumerable<(Entry Entry, string Path)> rows)
    {
        var parts = (Sentence(path) ?? "").Split(" | ");
        if (parts.Length != 3)
        {
            foreach (var (entry, _) in rows) Lacking(path, Name(entry.Key), Value(entry.Value));
            return;
        }
        var lead = parts[0].Replace(": {value}.", ":", StringComparison.Ordinal).Replace("“{value}”.", ":", StringComparison.Ordinal).Replace("„{value}“.", ":", StringComparison.Ordinal).Replace(" :", ":", StringComparison.Ordinal).TrimEnd('.');
        var written = rows.Where(r => r.Entry.Value is not Node.Scalar { Text: "not stated" }).Select(r => new[]
        {
            r.Entry.Key.Text == "otherwise" ? language.Text("otherwise") : Sentence($"{r.Path} = {r.Entry.Key.Text}") ?? Name(r.Entry.Key),
            r.Entry.Value is Node.Scalar { Text: var word } && Sentence($"{path}/* = {word.Trim()}") is { } said ? said : path == "service levels/*/target" && Allows(r.Entry.Value) is { } allows ? $"{Value(r.Entry.Value)} ({allows})" : Value(r.Entry.Value),
        }.ToValueList());
        blocks.Add(new Block.Table(lead, [parts[1], parts[2]], written.ToValueList()));
    }

    /// <summary>What a share of time leaves for downtime in a month of 30 days; <c>null</c>: the target is none.</summary>
    string? Allows(Node value)
    {
        foreach (var level in agreement?.Levels ?? [])
            foreach (var row in level.Targets)
                if (row.Clause.At == value.At && row.Target is Target.Figure { Range: { Low: { } low, High: null, Unit: Unit.Percent } } && low.Value < 1
                    && level.Measured is Measured.ByMetric by && agreement!.Metric(by.Metric) is Metric.Availability metric && !(metric.ObservedBy is Observation.Counts && metric.BadWhen is BadRule.AsObserved) && metric.Intervals?.Rule is not IntervalRule.Averaged)
                    return Put(language.Text("allows"), NodaTime.Duration.FromTicks((long)((1 - low.Value) * (30 * NodaTime.NodaConstants.TicksPerDay)).Floor()).ToTimeWords(), "", "");
        return null;
    }

    void Silent(Silence silence)
    {
        told.Add(silence);
        blocks.Add(new Block.Default(Words(silence)));
    }

    /// <summary>An open question with the default that holds.</summary>
    public string Words(Silence silence) => language.Language == "en" ? silence.Sentence : Sentence(silence.Code) is { } sentence ? sentence.Replace("{subject}", silence.Subject ?? "", StringComparison.Ordinal) : Lack(silence.Code, silence.Code, silence.Sentence);

    void Lacking(string path, string key, string value) => blocks.Add(new Block.Paragraph(Lack(path, key, value)));

    string Lack(string path, string key, string value)
    {
        Missing.Add(path);
        return Put(language.Text("no-sentence"), value, "", key);
    }

    void Heading(int level, string text)
    {
        numbers[level]++;
        Array.Clear(numbers, level + 1, numbers.Length - level - 1);
        lastHeading = text;
        blocks.Add(new Block.Heading(Math.Min(level, 5), string.Join('.', numbers[2..(level + 1)]), text));
    }

    string? Sentence(string path) => language.Sentence(path);

    string Name(Node.Scalar key) => spellings.TryGetValue(key, out var spelling) ? phrases.Of(spelling) : key.Text.Trim();

    string Value(Node value) => Value(value, inDative: false);

    string Value(Node value, bool inDative) => value switch
    {
        Node.Scalar scalar => spellings.TryGetValue(scalar, out var spelling) ? phrases.Of(spelling, inDative) : scalar.Text.Trim(),
        Node.Sequence list => string.Join("; ", list.Items.Select(Value)),
        Node.Mapping mapping => string.Join("; ", mapping.Entries.Select(e => e.Key.Text == "any of" ? Put(Sentence("service levels/*/depends on/-/any of") ?? "{value}", Value(e.Value), "", "") : $"{Name(e.Key)}: {Value(e.Value)}")),
    };

    /// <summary>Puts values into a sentence; one that ends a sentence of its own gets no second full stop.</summary>
    static string Put(string sentence, string value, string name, string key)
    {
        var text = sentence.Replace("{name}", name, StringComparison.Ordinal).Replace("{key}", key, StringComparison.Ordinal);
        if (value.Length > 0 && value[^1] is '.' or '!' or '?') text = text.Replace("{value}.", "{value}", StringComparison.Ordinal);
        return text.Replace("{value}", value, StringComparison.Ordinal);
    }
}
