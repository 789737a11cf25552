using NodaTime;
using Surety.Text;

namespace Surety.Facts;

/// <summary>What every fact carries beside its content.</summary>
/// <param name="Id">Unique within the source; <c>null</c>: its content is its name.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Known">Unix ticks when it became known; <c>null</c>: when it was true.</param>
/// <param name="Supersedes">Id of the fact that it corrects.</param>
/// <param name="At">Where it stands.</param>
internal readonly record struct FactHead(string? Id, string Source, long? Known, string? Supersedes, Origin At);

internal readonly record struct StateFact(long At, ServiceState State);

internal readonly record struct ValueFact(ValueKind Kind, long At, decimal Value);

internal readonly record struct CountFact(long From, long Until, long Good, long Total);

internal readonly record struct OutageFact((Instant From, Instant? Until) Span, string? Impact, string? Cause);

internal readonly record struct ExclusionFact(string Exclusion, (Instant From, Instant? Until) Span, Instant? Announced, ValueList<string> AgreedBy);

internal readonly record struct TicketFact(string Ticket, long At, string What, string? To, string? By);

internal readonly record struct MemberFact(string Group, string Name, (Instant? At, LocalDate? Day) From, (Instant? At, LocalDate? Day) Until, Labels Attributes, Fee? Fee);

internal readonly record struct DeedFact(DeedKind Kind, string Of, Instant When, string? By);

internal readonly record struct ImportedFact(string Of, string? Ticket, Instant? At, bool IsMet, Instant? Due);

/// <summary>How many facts of a file were taken.</summary>
/// <param name="File">Its name.</param>
/// <param name="Accepted">Facts that count.</param>
/// <param name="Duplicates">Facts that were there already: sent twice counts once.</param>
/// <param name="Refused">Facts that cannot be used; each has a problem.</param>
/// <param name="RefusedLines">Lines of the refused ones, in order.</param>
public sealed record FactFileCount(string File, int Accepted, int Duplicates, int Refused, ValueList<int> RefusedLines);

/// <summary>
/// Collects facts from files in any order and settles them: what was known when, what was sent twice, what contradicts. The order of files
/// and lines changes nothing.
/// </summary>
public sealed class FactBuilder
{
    readonly Problems problems = new();
    readonly List<string> files = [];
    readonly List<HashSet<int>> refused = [];
    readonly List<int> duplicates = [];
    readonly List<int> rows = [];
    readonly Dictionary<Labels, Labels> labels = [];
    readonly Dictionary<string, string> words = new(StringComparer.Ordinal);
    readonly List<Draft<StateFact>> states = [];
    readonly List<Draft<ValueFact>> values = [];
    readonly List<Draft<CountFact>> counts = [];
    readonly List<Draft<OutageFact>> outages = [];
    readonly List<Draft<ExclusionFact>> exclusions = [];
    readonly List<Draft<TicketFact>> tickets = [];
    readonly List<Draft<MemberFact>> members = [];
    readonly List<Draft<DeedFact>> deeds = [];
    readonly List<Draft<ImportedFact>> imported = [];

    readonly record struct Draft<T>(FactHead Head, Labels Labels, T Content);

    /// <summary>Problems of all files so far, in order of place.</summary>
    public ValueList<Problem> Problems => problems.ToValueList();

    /// <summary>What became of the rows of each file, in the order of the files. Duplicates and contradictions are known after <see cref="Build"/>.</summary>
    public ValueList<FactFileCount> Counts => files.Select((file, i) =>
        new FactFileCount(file, rows[i] - duplicates[i] - refused[i].Count, duplicates[i], refused[i].Count, refused[i].Order().ToValueList())).ToValueList();

    /// <summary>Opens a file.</summary>
    internal (int File, Problems Problems) Begin(string file)
    {
        files.Add(file);
        refused.Add([]);
        duplicates.Add(0);
        rows.Add(0);
        return (files.Count - 1, problems);
    }

    /// <summary>Reads one fact that a door has taken apart.</summary>
    internal void Read(FactFields fields)
    {
        rows[fields.Origin.File]++;
        if (!FactTypes.Read(fields, this)) refused[fields.Origin.File].Add(fields.Origin.Line);
    }

    /// <summary>Counts a line that is no fact at all.</summary>
    internal void Refuse(Origin at)
    {
        rows[at.File]++;
        refused[at.File].Add(at.Line);
    }

    internal void Add(FactHead head, Labels about, StateFact fact, FactFields fields) => Add(states, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, ValueFact fact, FactFields fields) => Add(values, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, CountFact fact, FactFields fields) => Add(counts, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, OutageFact fact, FactFields fields) => Add(outages, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, ExclusionFact fact, FactFields fields) => Add(exclusions, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, TicketFact fact, FactFields fields) =>
        Add(tickets, head, about, fact with { What = Word(fact.What)!, To = Word(fact.To), By = Word(fact.By), Ticket = Word(fact.Ticket)! }, fields);

    internal void Add(FactHead head, Labels about, MemberFact fact, FactFields fields) => Add(members, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, DeedFact fact, FactFields fields) => Add(deeds, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, ImportedFact fact, FactFields fields) => Add(imported, head, about, fact, fields);

    void Add<T>(List<Draft<T>> list, FactHead head, Labels about, T fact, FactFields fields)
    {
        fields.Finish(FactTypes.AllKeys);
        if (fields.IsRefused) return;
        if (!labels.TryGetValue(about, out var same)) labels[about] = same = about;
        list.Add(new(head with { Source = Word(head.Source)! }, same, fact));
    }

    string? Word(string? word)
    {
        if (word is null) return null;
        if (!words.TryGetValue(word, out var same)) words[word] = same = word;
        return same;
    }

    /// <summary>Settles what was read.</summary>
    /// <param name="knownAt">Facts that became known later are not there yet; <c>null</c>: all are there.</param>
    public FactSet Build(Instant? knownAt = null)
    {
        var limit = knownAt?.ToUnixTimeTicks() ?? long.MaxValue;
        var settling = new Settling(this, limit);
        settling.Corrections(states, f => f.At);
        settling.Corrections(values, f => f.At);
        settling.Corrections(counts, f => f.Until);
        settling.Corrections(outages, f => f.Span.From.ToUnixTimeTicks());
        settling.Corrections(exclusions, f => f.Announced?.ToUnixTimeTicks() ?? f.Span.From.ToUnixTimeTicks());
        settling.Corrections(tickets, f => f.At);
        settling.Corrections(members, f => f.From.At?.ToUnixTimeTicks() ?? long.MinValue);
        settling.Corrections(deeds, f => f.When.ToUnixTimeTicks());
        settling.Corrections(imported, f => f.At?.ToUnixTimeTicks() ?? long.MinValue);
        // Where states contradict each other nobody knows, from there to the next one: the state before does not go on as if nothing had been said.
        var disputed = new List<Draft<StateFact>>();
        var state = settling.Of(states, f => f.At, (l, f) => (object)(l, f.At), sides => disputed.Add(sides[0] with { Content = sides[0].Content with { State = ServiceState.Unknown } }));
        state.AddRange(disputed.Where(d => !state.Exists(s => s.Labels == d.Labels && s.Content.At == d.Content.At)));
        var value = settling.Of(values, f => f.At, (l, f) => (l, f.Kind, f.At));
        var count = settling.Of(counts, f => f.Until, (l, f) => (l, f.From));
        var set = new FactSet
        {
            Files = files.ToValueList(),
            States = Series(state, f => f.At, (about, rows) => new StateSeries(about, Column(rows, r => r.Content.At), Column(rows, r => r.Content.State), Column(rows, r => r.Head.At))),
            Values = value.GroupBy(r => r.Content.Kind).OrderBy(g => g.Key).SelectMany(kind => Series([.. kind], f => f.At, (about, rows) =>
                new ValueSeries(kind.Key, about, Column(rows, r => r.Content.At), Column(rows, r => r.Content.Value), Column(rows, r => r.Head.At)))).ToValueList(),
            Counts = Series(settling.WithoutOverlaps(count), f => f.From, (about, rows) =>
                new CountSeries(about, Column(rows, r => r.Content.From), Column(rows, r => r.Content.Until), Column(rows, r => r.Content.Good), Column(rows, r => r.Content.Total), Column(rows, r => r.Head.At))),
            Outages = settling.Of(outages, f => f.Span.From.ToUnixTimeTicks(), (l, f) => (l, f))
                .Select(r => new Outage(r.Head.Id ?? "", r.Labels, r.Content.Span.From, r.Content.Span.Until, r.Content.Impact, r.Content.Cause, r.Head.At))
                .OrderBy(o => o.From).ThenBy(o => o.Id, StringComparer.Ordinal).ThenBy(o => o.Labels).ThenBy(o => o.Until).ToValueList(),
            Exclusions = settling.Of(exclusions, f => f.Announced?.ToUnixTimeTicks() ?? f.Span.From.ToUnixTimeTicks(), (l, f) => (l, f))
                .Select(r => new ExcludedTime(r.Head.Id ?? "", r.Content.Exclusion, r.Labels, r.Content.Span.From, r.Content.Span.Until, r.Content.Announced, r.Content.AgreedBy, r.Head.At))
                .OrderBy(o => o.From).ThenBy(o => o.Id, StringComparer.Ordinal).ThenBy(o => o.Labels).ThenBy(o => o.Until).ToValueList(),
            Tickets = Tickets(settling.Of(tickets, f => f.At, (l, f) => f)),
            Members = settling.Of(members, f => f.From.At?.ToUnixTimeTicks() ?? long.MinValue, (l, f) => f)
                .Select(r => new Member(r.Content.Group, r.Content.Name, r.Content.From.At, r.Content.Until.At, r.Content.Attributes, r.Content.Fee, r.Head.At, r.Content.From.Day, r.Content.Until.Day))
                .OrderBy(m => m.Group, StringComparer.Ordinal).ThenBy(m => m.Name, StringComparer.Ordinal).ThenBy(m => m.From).ThenBy(m => m.FromDay).ThenBy(m => m.Until).ThenBy(m => m.UntilDay).ToValueList(),
            Deeds = settling.Of(deeds, f => f.When.ToUnixTimeTicks(), (l, f) => (l, f))
                .Select(r => new Deed(r.Content.Kind, r.Head.Id ?? "", r.Content.When, r.Content.Of, r.Labels, r.Content.By, r.Head.At))
                .OrderBy(d => d.When).ThenBy(d => d.Kind).ThenBy(d => d.Of, StringComparer.Ordinal).ThenBy(d => d.Id, StringComparer.Ordinal).ToValueList(),
            Imported = settling.Of(imported, f => f.At?.ToUnixTimeTicks() ?? long.MinValue, (l, f) => (l, f))
                .Select(r => new ImportedVerdict(r.Content.Of, r.Content.Ticket, r.Content.At, r.Content.IsMet, r.Content.Due, r.Labels, r.Head.At))
                .OrderBy(v => v.Ticket, StringComparer.Ordinal).ThenBy(v => v.Of, StringComparer.Ordinal).ThenBy(v => v.At).ToValueList(),
        };
        return set;
    }

    static ReadOnlyMemory<TColumn> Column<T, TColumn>(List<Draft<T>> rows, Func<Draft<T>, TColumn> of) => rows.Select(of).ToArray();

    static ValueList<TSeries> Series<T, TSeries>(List<Draft<T>> rows, Func<T, long> at, Func<Labels, List<Draft<T>>, TSeries> make) =>
        rows.GroupBy(r => r.Labels).OrderBy(g => g.Key).Select(g => make(g.Key, [.. g.OrderBy(r => at(r.Content)).ThenBy(r => r.Head.Id, StringComparer.Ordinal)])).ToValueList();

    static TicketTable Tickets(List<Draft<TicketFact>> rows)
    {
        if (rows.Count == 0) return TicketTable.Empty;
        var groups = rows.GroupBy(r => r.Content.Ticket).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var (ids, about, starts) = (new string[groups.Count], new Labels[groups.Count], new int[groups.Count + 1]);
        var events = new TicketEvent[rows.Count];
        var next = 0;
        for (var i = 0; i < groups.Count; i++)
        {
            starts[i] = next;
            ids[i] = groups[i].Key;
            var ordered = groups[i].OrderBy(r => r.Content.At).ThenBy(r => TicketOrder.Of(r.Content.What)).ThenBy(r => r.Content.What, StringComparer.Ordinal)
                .ThenBy(r => r.Content.To, StringComparer.Ordinal).ThenBy(r => r.Content.By, StringComparer.Ordinal).ToList();
            about[i] = LabelsOf(ordered.Select(r => (r.Content.What, r.Labels)));
            foreach (var row in ordered) events[next++] = new(row.Content.At, row.Content.What, row.Content.To, row.Content.By, row.Head.At);
        }
        starts[^1] = next;
        return new(ids, about, starts, events);
    }

    /// <summary>What a ticket is about: the labels of its first event, and those of later ones that say more.</summary>
    static Labels LabelsOf(IEnumerable<(string What, Labels Labels)> events)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (what, labels) in events)
            foreach (var label in labels.Items)
                if (!(what == "priority" && label.Name == "priority")) known.TryAdd(label.Name, label.Value);
        return Labels.Of(known.Select(k => new Label(k.Key, k.Value)));
    }

    /// <summary>One pass over everything: who corrects whom, who is there twice, who contradicts whom.</summary>
    sealed class Settling(FactBuilder builder, long limit)
    {
        readonly HashSet<(string Source, string Id)> corrected = [];
        readonly Dictionary<(string Source, string Id), (object Content, Origin At)> ids = [];

        /// <summary>Notes who is corrected by then: a correction that is not known yet corrects nothing.</summary>
        public void Corrections<T>(List<Draft<T>> drafts, Func<T, long> when)
        {
            foreach (var draft in drafts)
                if (draft.Head.Supersedes is { } id && (draft.Head.Known ?? when(draft.Content)) <= limit) corrected.Add((draft.Head.Source, id));
        }

        /// <summary>Keeps what is known by then, once, and refuses all sides of a contradiction.</summary>
        /// <param name="drafts">Rows of one type.</param>
        /// <param name="when">When a row became known if it does not say so.</param>
        /// <param name="name">What a row without an id is recognised by.</param>
        /// <param name="contradicts">Told of the sides of each contradiction, in order of their places.</param>
        public List<Draft<T>> Of<T>(List<Draft<T>> drafts, Func<T, long> when, Func<Labels, T, object> name, Action<List<Draft<T>>>? contradicts = null)
            where T : struct
        {
            var kept = new Dictionary<object, Draft<T>>(drafts.Count);
            var contradicted = new Dictionary<object, List<Draft<T>>>();
            foreach (var draft in drafts)
            {
                if ((draft.Head.Known ?? when(draft.Content)) > limit) continue;
                if (draft.Head.Id is { } id && corrected.Contains((draft.Head.Source, id))) continue;
                var key = draft.Head.Id is { } named ? (draft.Head.Source, named) : name(draft.Labels, draft.Content);
                if (contradicted.TryGetValue(key, out var sides)) sides.Add(draft);
                else if (!kept.TryGetValue(key, out var other)) kept[key] = draft;
                else if (other.Labels == draft.Labels && other.Content.Equals(draft.Content)) builder.duplicates[draft.Head.At.File]++;
                else
                {
                    contradicted[key] = [other, draft];
                    kept.Remove(key);
                }
            }
            foreach (var sides in contradicted.Values)
            {
                Refuse(sides);
                contradicts?.Invoke([.. sides.OrderBy(s => s.Head.At.File).ThenBy(s => s.Head.At.Line)]);
            }
            return [.. kept.Values];
        }

        void Refuse<T>(List<Draft<T>> sides)
        {
            var places = sides.Select(s => s.Head.At).OrderBy(o => o.File).ThenBy(o => o.Line).ToList();
            foreach (var place in places)
            {
                if (!builder.refused[place.File].Add(place.Line)) continue;
                var others = string.Join(", ", places.Where(p => p != place).Take(3).Select(p => $"{builder.files[p.File]}:{p.Line}"));
                builder.problems.Error(new(builder.files[place.File], place.Line, 1), "fact.contradiction",
                    sides[0].Head.Id is { } id ? $"The id {Quoted.Of(id)} stands for something else in {others}." : $"Something else is said of the same thing and instant in {others}.",
                    "None of them is counted. A correction is a fact with an id of its own that 'supersedes' the wrong one.");
            }
        }

        /// <summary>Intervals of one series that overlap would count events twice: both sides are refused.</summary>
        public List<Draft<CountFact>> WithoutOverlaps(List<Draft<CountFact>> rows)
        {
            var bad = new HashSet<Origin>();
            foreach (var series in rows.GroupBy(r => r.Labels))
            {
                Draft<CountFact>? last = null;
                foreach (var row in series.OrderBy(r => r.Content.From).ThenBy(r => r.Content.Until))
                {
                    if (last is { } before && row.Content.From < before.Content.Until)
                    {
                        Refuse<CountFact>([before, row]);
                        bad.Add(before.Head.At);
                        bad.Add(row.Head.At);
                    }
                    if (last is null || row.Content.Until > last.Value.Content.Until) last = row;
                }
            }
            return rows.FindAll(r => !bad.Contains(r.Head.At));
        }
    }
}
