using System.Text.RegularExpressions;
using Surety.Agreements;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Contract;

/// <summary>Turns the clauses of an agreement into sentences, in the order of the keys: one sentence for each key, from the table of the language.</summary>
/// <param name="agreement">What was read, for what a target comes to and what holds where the text is silent; <c>null</c>: standard terms, of which nobody can tell that.</param>
/// <param name="spellings">Its phrases.</param>
/// <param name="language">The sentences.</param>
/// <param name="root">The whole text, with what it stands on.</param>
internal sealed partial class ClauseWriter(Agreement? agreement, IReadOnlyDictionary<Node.Scalar, Spelling> spellings, Vocabulary language, Node.Mapping root)
{
    /// <summary>Clauses that compute nothing and oblige somebody: they are printed in their place and marked. Names, definitions and descriptions need no mark.</summary>
    static readonly string[] NotComputed = ["scope/responsibilities/provider", "scope/responsibilities/customer", "scope/limits", "escalation/disputes", "escalation/other terms"];

    readonly List<Block> blocks = [];
    readonly PhraseText phrases = new(language, agreement is null ? new Dictionary<string, string>() : TermsOf(agreement, language, root));
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
    public ValueList<Block> Write()
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
    /// <param name="own">The file without what it stands on.</param>
    public ValueList<Block> Head(Node.Mapping own)
    {
        var head = new ClauseWriter(agreement, spellings, language, root);
        string[] keys = ["agreement", "version", "effective", "takes effect", "uses", "without"];
        foreach (var entry in Keys.InOrder("", own).Where(e => keys.Contains(e.Key.Text))) head.Entry(entry, entry.Key.Text, 3, "");
        Missing.UnionWith(head.Missing);
        return head.blocks.ToValueList();
    }

    /// <summary>One clause by itself.</summary>
    /// <param name="entry">Its key and what stands behind it.</param>
    /// <param name="path">Where it stands in the language.</param>
    /// <param name="name">What it belongs to: the service, the metric, the level.</param>
    public ValueList<Block> Clause(Entry entry, string path, string name)
    {
        var alone = new ClauseWriter(agreement, spellings, language, root);
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
            case Node.Mapping inner when path == "scope/inventory/*/members": Members(inner); break;
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
        if (Said(path, value) is not { } text)
        {
            Lacking(path, entry.Key.Text, Value(value));
            return;
        }
        if (path == "service levels/*/target" && Allows(value) is { } allows) text = $"{With(text.TrimEnd('.'), allows)}.";
        blocks.Add(new Block.Paragraph(Put(text, "", "", entry.Key.Text), !NotComputed.Contains(path)));
    }

    /// <summary>The sentence of a key with its value in it; <c>null</c>: there is none.</summary>
    string? Said(string path, Node.Scalar value)
    {
        var parts = spellings.TryGetValue(value, out var spelling) ? PhraseText.Parts(spelling).ToList() : [];
        var words = parts.Count > 0 ? parts.ConvertAll(p => p.Text) : [.. value.Text.Trim().Split(' ')];
        var form = language.Sentence(path, words);
        if ((Sentence($"{path} = {spelling?.ToString() ?? value.Text.Trim()}") ?? form?.Sentence ?? Sentence(path)) is not { } written) return null;
        var text = written.Split(" | ")[0];
        if (form is var (sentence, from, count) && ReferenceEquals(sentence, written) && text.Contains("{rest", StringComparison.Ordinal))
        {
            string Rest(bool inDative) => parts.Count > 0 ? phrases.Of(parts.GetRange(from, count), inDative).TrimEnd(',', ' ') : string.Join(' ', words.Skip(from).Take(count));
            text = text.Replace("{rest+d}", Rest(inDative: true), StringComparison.Ordinal).Replace("{rest}", Rest(inDative: false), StringComparison.Ordinal);
        }
        return Filled(text, [value], quotes: path != "metrics/*/where");
    }

    void List(Entry entry, string path, Node.Sequence list)
    {
        if (list.Items is [Node.Scalar one])
        {
            Simple(entry, path, one);
            return;
        }
        if (Sentence(path) is not { } written)
        {
            Lacking(path, entry.Key.Text, string.Join("; ", list.Items.Select(Value)));
            return;
        }
        var (sentence, items) = (written.Split(" | ")[0], list.Items.Select(Value).ToList());
        // Names that stand inside of a sentence stay there; what would end it, if it is long, is listed below it.
        var isInside = !sentence.EndsWith(": {value}.", StringComparison.Ordinal);
        var isShort = list.Items.All(i => i is Node.Scalar s && !spellings.ContainsKey(s) && s.Text.Length <= 40) && string.Concat(items).Length <= 160;
        if (isInside || isShort) blocks.Add(new Block.Paragraph(Put(Filled(sentence, list.Items, quotes: path != "metrics/*/where"), "", "", entry.Key.Text), !NotComputed.Contains(path)));
        else blocks.Add(new Block.Bullets(Put(Chosen(sentence, items.Count).Replace(": {value}.", "", StringComparison.Ordinal), "", "", entry.Key.Text) + ":", items.ToValueList(), !NotComputed.Contains(path)));
    }

    /// <summary>Puts values into a sentence: <c>{value}</c>, <c>{value+d}</c> in the dative, <c>{value|or}</c> as names joined by that word, <c>{head}</c> and <c>{tail}</c> before and behind the first comma, <c>{one|many}</c> by their number.</summary>
    string Filled(string sentence, IReadOnlyList<Node> values, bool quotes = true)
    {
        string Plain(bool inDative) => string.Join(", ", values.Select(v => Value(v, inDative, quotes)));
        var text = Joining().Replace(sentence, m => Joined(values.Select(v => Named(Value(v))).ToList(), m.Groups[1].Value));
        text = Chosen(text, values.Count).Replace("{value+d}", Plain(inDative: true), StringComparison.Ordinal);
        if (text.Contains("{head", StringComparison.Ordinal) || text.Contains("{tail", StringComparison.Ordinal))
        {
            var (whole, dative) = (Plain(inDative: false), Plain(inDative: true));
            var cut = whole.IndexOf(", ", StringComparison.Ordinal);
            text = text.Replace("{head+d}", cut < 0 ? dative : dative[..dative.IndexOf(", ", StringComparison.Ordinal)], StringComparison.Ordinal)
                .Replace("{head}", cut < 0 ? whole : whole[..cut], StringComparison.Ordinal).Replace("{tail}", cut < 0 ? "" : whole[(cut + 2)..], StringComparison.Ordinal);
        }
        return OnceQuoted(Put(text, Plain(inDative: false), "", "{key}"));
    }

    static string Chosen(string sentence, int count) => Number().Replace(sentence, m => m.Groups[count == 1 ? 1 : 2].Value);

    string Named(string value) => value.StartsWith('“') || value.StartsWith('„') ? value : phrases.Quoted(value);

    static string Joined(List<string> names, string word) => names.Count == 1 ? names[0] : $"{string.Join(", ", names[..^1])} {word} {names[^1]}";

    // A sentence may have quotes around a value, and the value, where it is a name, its own.
    static string OnceQuoted(string text) => text.Replace("““", "“", StringComparison.Ordinal).Replace("””", "”", StringComparison.Ordinal).Replace("„„", "„", StringComparison.Ordinal);

    /// <summary>Members of a group, one a line: their attributes, when they came and go, what they cost.</summary>
    void Members(Node.Mapping members)
    {
        var rows = members.Entries.Where(e => e.Value is Node.Mapping).Select(e => (Name: e.Key.Text, Keys: (Node.Mapping)e.Value)).ToList();
        var keys = rows.SelectMany(r => Keys.InOrder("scope/inventory/*/members/*", r.Keys)).Select(e => e.Key.Text).Distinct().OrderBy(k => Array.IndexOf(["from", "until", "fee"], k)).ToList();
        blocks.Add(new Block.Table(Sentence("scope/inventory/*/members") ?? "", keys.Select(k => Sentence($"scope/inventory/*/members/*/{k}") ?? k).Prepend(language.Text("member")).ToValueList(),
            rows.Select(r => keys.Select(k => r.Keys.Find(k) is { } value ? Value(value) : "–").Prepend(r.Name).ToValueList()).ToValueList()));
    }

    void Rows(string path, IEnumerable<(Entry Entry, string Path)> rows)
    {
        var parts = (Sentence(path) ?? "").Split(" | ");
        // A key that may have one value or rows has a sentence for either.
        if (parts.Length == 4) parts = parts[1..];
        if (parts.Length != 3)
        {
            foreach (var (entry, at) in rows) Lacking(path, Name(entry.Key, at), Value(entry.Value));
            return;
        }
        var isAlone = rows.Count() == 1;
        var written = rows.Where(r => r.Entry.Value is not Node.Scalar { Text: "not stated" }).Select(r => new[]
        {
            r.Entry.Key.Text == "missed" && isAlone && r.Path.EndsWith("/-", StringComparison.Ordinal) ? language.Text("any-miss") : r.Entry.Key.Text == "otherwise" ? language.Text("otherwise") : Sentence($"{r.Path} = {r.Entry.Key.Text}") ?? Name(r.Entry.Key, r.Path),
            r.Entry.Value is Node.Scalar { Text: var word } && Sentence($"{path}/* = {word.Trim()}") is { } said ? said : path == "service levels/*/target" && Allows(r.Entry.Value) is { } allows ? With(Value(r.Entry.Value), allows) : r.Entry.Value is Node.Scalar { Text: "around the clock" } always ? language.Word(always.Text) ?? always.Text : Value(r.Entry.Value),
        }.ToValueList());
        blocks.Add(new Block.Table(parts[0], [parts[1], parts[2]], written.ToValueList()));
    }

    /// <summary>What a share of time leaves for downtime in a month of 30 days, or in the days of a longer or shorter window; <c>null</c>: the target is none, or counts in hours of service, of which not every month has as many.</summary>
    string? Allows(Node value)
    {
        foreach (var level in agreement?.Levels ?? [])
            foreach (var row in level.Targets)
                if (row.Clause.At == value.At && row.Target is Target.Figure { Range: { Low: { } low, High: null, Unit: Unit.Percent } } && low.Value < 1
                    && level.Measured is Measured.ByMetric by && agreement!.Metric(by.Metric) is Metric.Availability { During: null or "around the clock", Weights: null } metric && !(metric.ObservedBy is Observation.Counts && metric.BadWhen is BadRule.AsObserved) && metric.Intervals?.Rule is not IntervalRule.Averaged)
                {
                    var days = DaysOf(level.Per);
                    var time = NodaTime.Duration.FromTicks((long)((1 - low.Value) * (days * NodaTime.NodaConstants.TicksPerDay)).Floor()).ToTimeWords();
                    if (language.Language == "de") time = string.Concat(time.Select(c => c switch { '.' => ',', ',' => '.', _ => c }));
                    if (!low.Included) time = Put(language.Text("less-than"), time, "", "");
                    return Put(language.Text(days == 30 ? "allows" : "allows-days"), time, days.ToString(System.Globalization.CultureInfo.InvariantCulture), "");
                }
        return null;
    }

    /// <summary>Puts a remark behind a value, into the parentheses that may stand there already.</summary>
    static string With(string value, string remark) => value.EndsWith(')') ? $"{value[..^1]}; {remark})" : $"{value} ({remark})";

    static int DaysOf(WindowRule window) => window switch
    {
        WindowRule.Months { Count: var count } => count switch { 1 => 30, 3 => 90, 6 => 180, _ => 365 },
        WindowRule.Rolling { OfDays: true, Count: var count } => count,
        WindowRule.Rolling { Count: var count } => count * 30,
        WindowRule.Weeks => 7,
        WindowRule.Days => 1,
    };

    /// <summary>Names that clauses speak of, which stand between quotes; named values with what they are.</summary>
    static Dictionary<string, string> TermsOf(Agreement agreement, Vocabulary language, Node.Mapping root)
    {
        var plain = new PhraseText(language, new Dictionary<string, string>());
        var scope = agreement.Scope;
        var names = scope.Calendars.Select(c => c.Name).Concat(scope.Services.Select(s => s.Name)).Concat(scope.Services.SelectMany(s => s.Parts).Select(p => p.Name)).Concat(scope.Inventory.Select(g => g.Name)).Concat(scope.Feeds).Concat(scope.Exclusions.Select(e => e.Name)).Concat(scope.Workloads.Select(w => w.Name))
            .Concat(agreement.Metrics.Select(m => m.Name)).Concat(agreement.Levels.Select(l => l.Name)).Concat(agreement.Escalation.Credits.Select(c => c.Name))
            .Concat((root.Find("scope") as Node.Mapping)?.Find("holidays") is Node.Mapping holidays ? holidays.Entries.Select(e => e.Key.Text) : []);
        var terms = names.Distinct().ToDictionary(n => n, _ => "");
        foreach (var value in scope.Values)
            terms[value.Name] = value.Value switch
            {
                Quantity.Percent percent => $"{plain.Number(percent.Value.Value.ToString(System.Globalization.CultureInfo.InvariantCulture))} %",
                Quantity.Amount amount => plain.Money(amount.Value.ToString()),
                Quantity.Number number => plain.Number(number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                Quantity.Time or Quantity.Ratio => "",
            };
        return terms;
    }

    void Silent(Silence silence)
    {
        told.Add(silence);
        blocks.Add(new Block.Default(Words(silence)));
    }

    /// <summary>An open question with the default that holds.</summary>
    public string Words(Silence silence) => Sentence(silence.Code) is { } sentence ? OnceQuoted(sentence.Replace("{subject}", silence.Subject ?? "", StringComparison.Ordinal)) : Lack(silence.Code, silence.Code, silence.Sentence);

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

    // Conditions of rows name labels and their values, which are no names of the agreement; rows of credits name its values.
    string Name(Node.Scalar key, string path) => spellings.TryGetValue(key, out var spelling) ? phrases.Of(spelling, quotes: path.EndsWith("/-", StringComparison.Ordinal)) : key.Text.Trim();

    string Value(Node value) => Value(value, inDative: false);

    string Value(Node value, bool inDative, bool quotes = true) => value switch
    {
        Node.Scalar scalar => spellings.TryGetValue(scalar, out var spelling) ? phrases.Of(spelling, inDative, quotes) : scalar.Text.Trim(),
        Node.Sequence list => string.Join("; ", list.Items.Select(Value)),
        Node.Mapping mapping => string.Join("; ", mapping.Entries.Select(e => e.Key.Text == "any of" ? Put(Sentence("service levels/*/depends on/-/any of") ?? "{value}", Value(e.Value), "", "") : $"{Name(e.Key, "")}: {Value(e.Value)}")),
    };

    /// <summary>Puts values into a sentence; one that ends a sentence of its own gets no second full stop.</summary>
    static string Put(string sentence, string value, string name, string key)
    {
        var text = sentence.Replace("{name}", name, StringComparison.Ordinal).Replace("{key}", key, StringComparison.Ordinal);
        if (value.Length > 0 && value[^1] is '.' or '!' or '?') text = text.Replace("{value}.", "{value}", StringComparison.Ordinal);
        return text.Replace("{value}", value, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\{value\|([^{}|]+)\}")]
    private static partial Regex Joining();

    [GeneratedRegex(@"\{([^{}|]*)\|([^{}|]*)\}")]
    private static partial Regex Number();
}
