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
    /// <summary>Words that may be called like something of the agreement, and are no names of it.</summary>
    static readonly string[] NotNames = ["metrics/*/where", "scope/workloads/*/unit"];

    /// <summary>Sentences that have labels, events, attributes or other texts among their own words: whatever is no word of ours stands between quotes.</summary>
    static readonly string[] AllNames = ["uses", "metrics/*/across", "metrics/*/from", "metrics/*/to", "metrics/*/until", "service levels/*/weighted by", "service levels/*/depends on"];

    /// <summary>What holds of a clause that a reader of a contract looks for, where the key that says it does not stand: path, key, and the word that it would have.</summary>
    static readonly (string Path, string Key, string Word)[] Implied = [("reporting/*", "by", "provider"), ("escalation/rights/*", "of", "customer")];

    /// <summary>Clauses that compute nothing and oblige somebody: they are printed in their place and marked. Names, definitions and descriptions need no mark.</summary>
    static readonly string[] NotComputed = ["scope/responsibilities/provider", "scope/responsibilities/customer", "scope/limits", "escalation/disputes", "escalation/other terms"];

    readonly List<Block> blocks = [];
    readonly PhraseText phrases = new(language, agreement is null ? new Dictionary<string, string>() : TermsOf(agreement, spellings, language, root));
    string lastHeading = "";
    readonly int[] numbers = new int[8];

    /// <summary>Keys for which the language has no sentence; what is printed says so in their place.</summary>
    public SortedSet<string> Missing { get; } = new(StringComparer.Ordinal);

    /// <summary>Words of phrases for which the language has none.</summary>
    public SortedSet<string> MissingWords => phrases.Missing;

    public PhraseText Phrases => phrases;

    /// <summary>Whether a clause is told by itself, so that a row may have others beside it that are not there.</summary>
    bool IsExcerpt { get; init; }

    /// <summary>Everything below the head of the file.</summary>
    public ValueList<Block> Write()
    {
        string[] chapters = ["parties", "term", "scope", "metrics", "service levels", "reporting", "escalation"];
        foreach (var entry in Keys.InOrder("", root).Where(e => chapters.Contains(e.Key.Text) && e.Value is Node.Mapping))
        {
            Heading(2, Sentence(entry.Key.Text) ?? entry.Key.Text);
            Keyed((Node.Mapping)entry.Value, entry.Key.Text, 3);
        }
        if (agreement is not null && agreement.Silences.Count > 0)
        {
            Heading(2, language.Text("defaults"));
            blocks.AddRange(Defaults.Of(agreement, language, phrases));
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
        var alone = new ClauseWriter(agreement, spellings, language, root) { IsExcerpt = true };
        alone.Entry(entry, path, 3, name);
        return alone.blocks.ToValueList();
    }

    void Keyed(Node.Mapping mapping, string path, int level, string name = "")
    {
        // What an exclusion is comes before what it takes; what needs a heading of its own, behind what is said of the whole.
        foreach (var entry in Keys.InOrder(path, mapping).OrderBy(e => path == "scope/exclusions/*" && e.Key.Text == "means" ? 0 : level > 3 && HasHeadings(e, Keys.Below(path, e.Key.Text)) ? 2 : 1))
        {
            var below = Keys.Below(path, entry.Key.Text);
            if (Sentence($"{below} #") is { } heading && heading != lastHeading && entry.Value is not Node.Scalar { Text: "not stated" }) Heading(level, heading);
            Entry(entry, below, level, name);
        }
        foreach (var (_, key, word) in Implied.Where(i => i.Path == path && mapping.Find(i.Key) is null or Node.Scalar { Text: "not stated" }))
            blocks.Add(new Block.Paragraph(Sentence($"{path}/{key} = {word}")!));
    }

    /// <summary>What a credit is for whose key says it: the service level of that name.</summary>
    void Named(Node.Mapping inner, string path, string name)
    {
        if (path == "escalation/credits/*" && inner.Find("level") is null && inner.Find("points of") is null && agreement?.Level(name) is not null)
            blocks.Add(new Block.Paragraph(Put(Sentence("escalation/credits/*/level")!, phrases.Quoted(name), "", "")));
    }

    /// <summary>What makes time bad, and for how long points are added, where the keys for it do not stand.</summary>
    void Defaulted(Node.Mapping inner, string path)
    {
        if (path == "metrics/*" && inner.Find("observed by") is Node.Scalar { Text: "samples" or "changes" } && inner.Find("measures") is Node.Scalar { Text: "availability" } && inner.Find("bad when") is null && inner.Find("weights") is null)
            blocks.Add(new Block.Paragraph(Put(Sentence("metrics/*/bad when")!, $"{language.Word("state is")} {language.Word("down") ?? "down"}", "", "")));
        if (path == "escalation/credits/*" && inner.Find("points of") is not null && inner.Find("per") is null)
            blocks.Add(new Block.Paragraph(Put(Sentence("escalation/credits/*/per")!, language.Word("month") ?? "month", "", "")));
    }

    void Entry(Entry entry, string path, int level, string name)
    {
        switch (entry.Value)
        {
            case Node.Scalar { Text: "not stated" or "" }: break;
            case Node.Scalar scalar: Simple(entry, path, scalar, name); break;
            case Node.Sequence list when list.Items.All(i => i is Node.Mapping { Entries.Count: 1 } row && row.Entries[0].Value is Node.Scalar):
                Rows(path, list.Items.Cast<Node.Mapping>().Select(i => (i.Entries[0], $"{path}/-")));
                break;
            // Conditions that all must hold are sentences by themselves.
            case Node.Sequence list when path == "escalation/credits/*/only if": foreach (var item in list.Items.OfType<Node.Scalar>()) Simple(entry, path, item, name); break;
            case Node.Sequence list: List(entry, path, list, name); break;
            case Node.Mapping inner when path is "scope/inventory/*/members" or "scope/services/*/parts": Members(inner, path); break;
            case Node.Mapping inner when IsTable(path):
                Rows(path, inner.Entries.SelectMany(e => e.Value is Node.Mapping rows ? rows.Entries.Select(r => (Joined(e, r), path)) : [(e, path)]));
                break;
            case Node.Mapping inner when path.EndsWith("/*", StringComparison.Ordinal):
                Heading(level, Put(Sentence(path) ?? "{name}", "", entry.Key.Text, ""));
                Named(inner, path, entry.Key.Text);
                Keyed(inner, path, level + 1, entry.Key.Text);
                Defaulted(inner, path);
                break;
            case Node.Mapping inner:
                // Rules of statements are sentences of their own; what groups clauses has a heading.
                if (Sentence(path) is { } heading) Heading(level, Put(heading, "", name, "").TrimEnd('.', ':', ' '));
                else Lacking(path, entry.Key.Text, "");
                Keyed(inner, path, level + 1, name);
                break;
        }
    }

    static bool HasHeadings(Entry entry, string path) => entry.Value is Node.Mapping && !IsTable(path) && path is not ("scope/inventory/*/members" or "scope/services/*/parts");

    /// <summary>Whether what stands at a path is printed as a table, its entries as rows.</summary>
    public static bool IsTable(string path) => Keys.All.Any(k => k.Path == path && k.Name == "*" && k.Shapes.Contains("text")) && path != "scope/inventory/*/members/*";

    static Entry Joined(Entry outer, Entry inner) => new(outer.Key, inner.Value);

    void Simple(Entry entry, string path, Node.Scalar value, string name)
    {
        if ((Share(path, value, name) ?? Said(path, value)) is not { } text)
        {
            Lacking(path, entry.Key.Text, Value(value));
            return;
        }
        if (path == "service levels/*/target" && Allows(value) is { } allows) text = $"{With(text.TrimEnd('.'), allows)}.";
        if (path == "escalation/credits/*/for each") text = OfOne(text);
        blocks.Add(new Block.Paragraph(Put(text, "", "", entry.Key.Text), !NotComputed.Contains(path)));
    }

    /// <summary>What an availability is the share of: time or events; <c>null</c>: the metric is none, or nobody can tell.</summary>
    string? Share(string path, Node.Scalar value, string name) =>
        path == "metrics/*/measures" && value.Text.Trim() == "availability" && agreement?.Metric(name) is Metric.Availability metric
            ? language.Text(metric.ObservedBy is Observation.Counts && metric.BadWhen is BadRule.AsObserved && metric.Intervals is null ? "good-events" : metric.Intervals?.Rule is IntervalRule.Averaged ? "good-of-intervals" : "good-time") : null;

    /// <summary>A single unit of time without its number: <c>each started hour</c>.</summary>
    string OfOne(string text) => language.Text("one-unit").Split(" | ").Select(p => p.Split(" = ")).Aggregate(text, (t, p) => Regex.Replace(t, $@"\b{p[0]}\b", p[1]));

    /// <summary>The sentence of a key with its value in it; <c>null</c>: there is none.</summary>
    string? Said(string path, Node.Scalar value)
    {
        spellings.TryGetValue(value, out var spelling);
        if ((Sentence($"{path} = {spelling?.ToString() ?? value.Text.Trim()}") ?? InItsForm(path, value) ?? Sentence(path)) is not { } written) return null;
        return Filled(written.Split(" | ")[0], [value], path);
    }

    /// <summary>The sentence for the form that a phrase has, with what stands in the places of its … in it: <c>{1}</c> is the first (or <c>{rest}</c>), <c>{1+d}</c> that in the dative, <c>{1()}</c> a name with its conditions in parentheses, <c>{1|and}</c> names of which that word joins the last; <c>null</c>: it has no such form.</summary>
    string? InItsForm(string path, Node.Scalar value)
    {
        var parts = spellings.TryGetValue(value, out var spelling) ? PhraseText.Parts(spelling).ToList() : [];
        var words = parts.Count > 0 ? parts.ConvertAll(p => p.Text) : [.. value.Text.Trim().Split(' ')];
        if (language.Sentence(path, words) is not var (sentence, holes)) return null;
        return Hole().Replace(sentence, m =>
        {
            var (from, count) = holes[m.Groups[1].Value == "rest" ? 0 : m.Groups[1].Value[0] - '1'];
            if (parts.Count == 0) return string.Join(' ', words.Skip(from).Take(count));
            var text = phrases.Of(parts.GetRange(from, count), inDative: m.Groups[2].Value == "+d", QuotesOf(path)).TrimEnd(',', ' ');
            if (m.Groups[2].Value is ['|', .. var word] && text.LastIndexOf(", ", StringComparison.Ordinal) is > 0 and var last) return $"{text[..last]} {word} {text[(last + 2)..]}";
            var cut = text.IndexOf(", ", StringComparison.Ordinal);
            return m.Groups[2].Value == "()" && cut > 0 ? $"{text[..cut]} ({text[(cut + 2)..]})" : text;
        });
    }

    static Quotes QuotesOf(string path) => NotNames.Contains(path) ? Quotes.None : AllNames.Contains(path) ? Quotes.All : Quotes.Terms;

    /// <summary>An item of a list: a sentence of its own where its form has one, else as it stands.</summary>
    string Item(Node item, string path, bool inDative = false) => (item is Node.Scalar scalar ? InItsForm($"{path}/-", scalar) : null) ?? Value(item, inDative, QuotesOf(path));

    void List(Entry entry, string path, Node.Sequence list, string name)
    {
        if (list.Items is [Node.Scalar one])
        {
            Simple(entry, path, one, name);
            return;
        }
        if (Sentence(path) is not { } written)
        {
            Lacking(path, entry.Key.Text, string.Join("; ", list.Items.Select(Value)));
            return;
        }
        var (sentence, items) = (written.Split(" | ")[0], list.Items.Select(i => Item(i, path)).ToList());
        // Names that stand inside of a sentence stay there; what would end it, if it is long, is listed below it.
        var isInside = !sentence.EndsWith(": {value}.", StringComparison.Ordinal);
        var isShort = list.Items.All(i => i is Node.Scalar s && !spellings.ContainsKey(s) && s.Text.Length <= 40) && string.Concat(items).Length <= 160;
        if (isInside || isShort) blocks.Add(new Block.Paragraph(Put(Filled(sentence, list.Items, path), "", "", entry.Key.Text), !NotComputed.Contains(path)));
        else blocks.Add(new Block.Bullets(Put(Chosen(sentence, items.Count).Replace(": {value}.", "", StringComparison.Ordinal), "", "", entry.Key.Text) + ":", items.ToValueList(), !NotComputed.Contains(path)));
    }

    /// <summary>Puts values into a sentence: <c>{value}</c>, <c>{value+d}</c> in the dative, <c>{value|or}</c> as names joined by that word, <c>{head}</c> and <c>{tail}</c> before and behind the first comma, <c>{one|many}</c> by their number.</summary>
    string Filled(string sentence, ValueList<Node> values, string path)
    {
        string Plain(bool inDative) => string.Join(", ", values.Select(v => Item(v, path, inDative)));
        var text = Joining().Replace(sentence, m => Joined(values.Select(v => Named(Value(v))).ToList(), m.Groups[1].Value));
        text = Chosen(text, values.Count);
        if (text.Contains("{value+d}", StringComparison.Ordinal)) text = text.Replace("{value+d}", Plain(inDative: true), StringComparison.Ordinal);
        if (text.Contains("{head", StringComparison.Ordinal) || text.Contains("{tail", StringComparison.Ordinal))
        {
            var (whole, dative) = (Plain(inDative: false), Plain(inDative: true));
            var cut = whole.IndexOf(", ", StringComparison.Ordinal);
            text = text.Replace("{head+d}", cut < 0 ? dative : dative[..dative.IndexOf(", ", StringComparison.Ordinal)], StringComparison.Ordinal)
                .Replace("{head}", cut < 0 ? whole : whole[..cut], StringComparison.Ordinal).Replace("{tail}", cut < 0 ? "" : whole[(cut + 2)..], StringComparison.Ordinal);
        }
        return OnceQuoted(Put(text, text.Contains("{value}", StringComparison.Ordinal) ? Plain(inDative: false) : "", "", "{key}"));
    }

    static string Chosen(string sentence, int count) => Number().Replace(sentence, m => m.Groups[count == 1 ? 1 : 2].Value);

    string Named(string value) => value.StartsWith('“') || value.StartsWith('„') ? value : phrases.Quoted(value);

    static string Joined(List<string> names, string word) => names.Count == 1 ? names[0] : $"{string.Join(", ", names[..^1])} {word} {names[^1]}";

    // A sentence may have quotes around a value, and the value, where it is a name, its own.
    static string OnceQuoted(string text) => text.Replace("““", "“", StringComparison.Ordinal).Replace("””", "”", StringComparison.Ordinal).Replace("„„", "„", StringComparison.Ordinal);

    /// <summary>Members of a group, or parts of a service, one a line: their attributes, when they came and go, what they cost.</summary>
    void Members(Node.Mapping members, string path)
    {
        string[] ours = ["from", "until", "fee"];
        var rows = members.Entries.Where(e => e.Value is Node.Mapping).Select(e => (Name: e.Key.Text, Keys: (Node.Mapping)e.Value)).ToList();
        var keys = rows.SelectMany(r => Keys.InOrder($"{path}/*", r.Keys)).Select(e => e.Key.Text).Distinct().OrderBy(k => Array.IndexOf(ours, k)).ToList();
        blocks.Add(new Block.Table($"{(Sentence(path) ?? "").Replace(": {value}.", "", StringComparison.Ordinal)}:", keys.Select(k => ours.Contains(k) ? language.Text(k) : k).Prepend(language.Text(path.EndsWith("parts", StringComparison.Ordinal) ? "part" : "member")).ToValueList(),
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
        var isAlone = !IsExcerpt && rows.Count() == 1;
        var written = rows.Select(r => new[]
        {
            r.Entry.Key.Text == "missed" && isAlone && r.Path.EndsWith("/-", StringComparison.Ordinal) ? language.Text("any-miss") : r.Entry.Key.Text == "otherwise" ? language.Text("otherwise") : Sentence($"{r.Path} = {r.Entry.Key.Text}") ?? Name(r.Entry.Key, r.Path),
            r.Entry.Value is Node.Scalar { Text: "not stated" } ? language.Text("not-stated") : r.Entry.Value is Node.Scalar { Text: var word } && Sentence($"{path}/* = {word.Trim()}") is { } said ? said : path == "service levels/*/target" && Allows(r.Entry.Value) is { } allows ? With(Value(r.Entry.Value), allows) : path == "metrics/*/clock" && r.Entry.Value is Node.Scalar { Text: var calendar } && calendar.Trim() != "around the clock" ? Named(Value(r.Entry.Value)) : Value(r.Entry.Value),
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
                    if (language.Tag == "de") time = string.Concat(time.Select(c => c switch { '.' => ',', ',' => '.', _ => c }));
                    if (!low.Included) time = Put(language.Text("less-than"), time, "", "");
                    return Put(language.Text(days switch { 1 => "allows-day", 30 => "allows", _ => "allows-days" }), time, days.ToString(System.Globalization.CultureInfo.InvariantCulture), "");
                }
        return null;
    }

    /// <summary>Puts a remark behind a value, into the parentheses that may stand there already behind its name.</summary>
    static string With(string value, string remark) =>
        value.EndsWith(')') && value.LastIndexOf('(') is > 1 and var open && value[open - 2] is '“' or '”' && !value[..open].Contains('(', StringComparison.Ordinal) ? $"{value[..^1]}; {remark})" : $"{value} ({remark})";

    static int DaysOf(WindowRule window) => window switch
    {
        WindowRule.Months { Count: var count } => count switch { 1 => 30, 3 => 90, 6 => 180, _ => 365 },
        WindowRule.Rolling { OfDays: true, Count: var count } => count,
        WindowRule.Rolling { Count: var count } => count * 30,
        WindowRule.Weeks => 7,
        WindowRule.Days => 1,
    };

    /// <summary>Names that clauses speak of, which stand between quotes; named values with what they are.</summary>
    static Dictionary<string, string> TermsOf(Agreement agreement, IReadOnlyDictionary<Node.Scalar, Spelling> spellings, Vocabulary language, Node.Mapping root)
    {
        var plain = new PhraseText(language, new Dictionary<string, string>());
        var scope = agreement.Scope;
        var names = scope.Calendars.Select(c => c.Name).Concat(scope.Services.Select(s => s.Name)).Concat(scope.Services.SelectMany(s => s.Parts).Select(p => p.Name)).Concat(scope.Inventory.Select(g => g.Name)).Concat(scope.Feeds).Concat(scope.Exclusions.Select(e => e.Name)).Concat(scope.Workloads.Select(w => w.Name))
            .Concat(agreement.Metrics.Select(m => m.Name)).Concat(agreement.Levels.Select(l => l.Name)).Concat(agreement.Escalation.Credits.Select(c => c.Name))
            .Concat((root.Find("scope") as Node.Mapping)?.Find("holidays") is Node.Mapping holidays ? holidays.Entries.Select(e => e.Key.Text) : []);
        var terms = names.Distinct().ToDictionary(n => n, _ => "");
        foreach (var value in scope.Values)
        {
            // What was worked out stands there as its result, all else as it was written.
            var written = ((root.Find("scope") as Node.Mapping)?.Find("values") as Node.Mapping)?.Find(value.Name) is Node.Scalar scalar && spellings.TryGetValue(scalar, out var spelling) ? plain.Of(spelling) : "";
            terms[value.Name] = value.Value is { Why: { } } and Quantity.Percent percent ? $"{plain.Number(percent.Value.Value.ToString(System.Globalization.CultureInfo.InvariantCulture))} %" : value.Value.Why is null ? written : "";
        }
        return terms;
    }

    /// <summary>The default that holds where a clause is silent.</summary>
    public string Words(Silence silence) => Defaults.Words(silence, language);

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
    string Name(Node.Scalar key, string path) => spellings.TryGetValue(key, out var spelling) ? phrases.Of(spelling, quotes: path.EndsWith("/-", StringComparison.Ordinal) ? Quotes.Terms : Quotes.None) : key.Text.Trim();

    string Value(Node value) => Value(value, inDative: false);

    string Value(Node value, bool inDative, Quotes quotes = Quotes.Terms) => value switch
    {
        Node.Scalar scalar => spellings.TryGetValue(scalar, out var spelling) ? phrases.Of(spelling, inDative, quotes) : scalar.Text.Trim() is "around the clock" and var always ? language.Word(always) ?? always : scalar.Text.Trim(),
        Node.Sequence list => string.Join("; ", list.Items.Select(i => Value(i, inDative, quotes))),
        Node.Mapping mapping => string.Join("; ", mapping.Entries.Select(e => e.Key.Text == "any of" ? Put(Sentence("service levels/*/depends on/-/any of") ?? "{value}", Value(e.Value, inDative, quotes), "", "") : $"{Name(e.Key, "")}: {Value(e.Value)}")),
    };

    /// <summary>Puts values into a sentence; one that ends a sentence of its own gets no second full stop.</summary>
    static string Put(string sentence, string value, string name, string key)
    {
        var text = sentence.Replace("{name}", name, StringComparison.Ordinal).Replace("{key}", key, StringComparison.Ordinal);
        if (value.Length > 0 && value[^1] is '.' or '!' or '?') text = text.Replace("{value}.", "{value}", StringComparison.Ordinal);
        return text.Replace("{value}", value, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\{(rest|[1-9])(\+d|\(\)|\|[^{}|]+)?\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\{value\|([^{}|]+)\}")]
    private static partial Regex Joining();

    [GeneratedRegex(@"\{([^{}|]*)\|([^{}|]*)\}")]
    private static partial Regex Number();
}
