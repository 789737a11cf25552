using NodaTime;
using Surety.Text;

namespace Surety.Facts;

/// <summary>
/// Collects facts from files in any order and settles them: what was known when, what was sent twice, what contradicts. The order of files
/// and lines changes nothing.
/// </summary>
/// <param name="keepsRows">Whether facts are kept as they were written too, for <see cref="FactColumns.Write"/>.</param>
public sealed class FactBuilder(bool keepsRows = false)
{
    readonly FactFiles files = new();
    readonly HashSet<(string Source, string Id)> unreadable = [];
    readonly Dictionary<Labels, Labels> labels = [];
    readonly Dictionary<string, string> words = new(StringComparer.Ordinal);
    readonly BulkRows bulk = new();
    readonly ByteList? kept = keepsRows ? new() : null;
    readonly List<Draft<StateFact>> states = [];
    readonly List<Draft<ValueFact>> values = [];
    readonly List<Draft<CountFact>> counts = [];
    readonly List<Draft<OutageFact>> outages = [];
    readonly List<Draft<ExclusionFact>> exclusions = [];
    readonly List<Draft<TicketFact>> tickets = [];
    readonly List<TicketColumns> ticketColumns = [];
    readonly List<(int From, int Until)> keptTickets = [];
    readonly List<Draft<MemberFact>> members = [];
    readonly List<Draft<WorkFact>> work = [];
    readonly List<Draft<DeedFact>> deeds = [];
    readonly List<Draft<ImportedFact>> imported = [];
    readonly List<Draft<ChargeFact>> charges = [];
    readonly List<Draft<UsageFact>> usage = [];
    readonly List<Draft<PaymentFact>> payments = [];
    readonly List<Draft<PlanFact>> plans = [];

    readonly bool isPart;
    readonly FactBatch.Door? door;
    readonly List<int> duplicateLines = [];
    readonly List<(int First, int Last)> lines = [];
    SentRows? sent;
    RowsLeftOut leftOut;

    /// <summary>Facts at the door of a record, which keeps those that can be used and are new.</summary>
    internal FactBuilder(FactBatch.Door door)
        : this(keepsRows: true) => this.door = door;

    /// <summary>The same facts without some corrections, so that what they correct stands as it was reported; tells nobody of problems.</summary>
    FactBuilder(FactBuilder whole, HashSet<Origin> without)
        : this(false)
    {
        (isPart, files, unreadable, bulk, ticketColumns) = (true, whole.files.Silent(), whole.unreadable, whole.bulk, whole.ticketColumns);
        (states, values, counts) = (Left(whole.states), Left(whole.values), Left(whole.counts));
        (outages, exclusions, tickets) = (Left(whole.outages), Left(whole.exclusions), Left(whole.tickets));
        (members, work, deeds, imported) = (Left(whole.members), Left(whole.work), Left(whole.deeds), Left(whole.imported));
        (charges, usage, payments, plans) = (Left(whole.charges), Left(whole.usage), Left(whole.payments), Left(whole.plans));

        List<Draft<T>> Left<T>(List<Draft<T>> all) => all.FindAll(d => d.Head.Supersedes is null || !without.Contains(d.Head.At));
    }

    /// <summary>The same facts, where of what was measured only that of some files is there; tells nobody of problems.</summary>
    FactBuilder(FactBuilder whole, Func<int, bool> isWanted)
        : this(whole, without: [])
    {
        (states, values, counts, outages) = (Left(states), Left(values), Left(counts), Left(outages));
        bulk = new();
        foreach (var series in whole.bulk.All) bulk.Of(series.Kind, series.Labels).Add(series.Columns().Without(at => !isWanted(at.File)));

        List<Draft<T>> Left<T>(List<Draft<T>> all) => all.FindAll(d => isWanted(d.Head.At.File));
    }

    /// <summary>The same facts, as if nothing had been measured but what stands in some files: of states, samples, counts and outages only those, and everything else as it is.</summary>
    /// <param name="isWanted">Whether a file is one of them, by its place among <see cref="Names"/>.</param>
    internal FactBuilder MeasuredIn(Func<int, bool> isWanted) => new(this, isWanted);

    /// <summary>Problems of all files so far, in order of place.</summary>
    public ValueList<Problem> Problems => files.Problems.ToValueList();

    /// <summary>What became of the rows of each file, in the order of the files. Duplicates and contradictions are known after <see cref="Build"/>.</summary>
    public ValueList<FactFileCount> Counts => files.Counts;

    /// <summary>Whether the facts are to be taken into a record.</summary>
    internal bool IsDoor => door is not null;

    /// <summary>What happens later, in ticks, cannot be among facts that arrive; <c>null</c>: they arrive nowhere.</summary>
    internal long? Latest => door?.Latest;

    /// <summary>Opens a file.</summary>
    internal (int File, Problems Problems) Begin(string file) => (files.Begin(file), files.Problems);

    internal ValueList<string> Names => files.Names;

    internal Problems Reported => files.Problems;

    internal BulkRows Bulk => bulk;

    /// <summary>Reads one fact that a door has taken apart.</summary>
    /// <param name="fields">As it was written.</param><param name="isKept">Whether it comes out of a file of columns: what a record has taken once stays what it is.</param>
    internal void Read(FactFields fields, bool isKept = false)
    {
        var (from, told) = (kept?.Written.Length ?? 0, tickets.Count);
        Count(fields.Origin);
        if (sent?.Admits(fields) == false || ((door is not null || !isKept) && fields.RefusesNul()))
        {
            files.Refuse(fields.Origin);
            return;
        }
        if (door is not null && !door.Takes(fields, this)) return;
        var isRead = FactTypes.Read(fields, this);
        if (kept is not null && (isRead || door is null)) SingleFacts.Write(fields, kept);
        if (kept is not null && tickets.Count > told) keptTickets.Add((from, kept.Written.Length));
        if (isRead)
        {
            door?.Took(fields);
            return;
        }
        files.Refuse(fields.Origin);
        // A line that cannot be read may be corrected by one that can.
        if (fields.Text("id") is { } id) unreadable.Add((fields.Text("source") ?? fields.FileSource, id));
    }

    /// <summary>Reads a plain measurement.</summary>
    /// <returns>Whether it was one.</returns>
    internal bool Read(ref BulkRow row, Origin at)
    {
        // What was measured after it arrived is told of with its place.
        if (sent?.Takes(row.Source) == false || door?.IsAhead(row.Ended) == true) return false;
        if (door?.Refuses(at, this) != true && !row.Finish(bulk, at)) return false;
        Count(at);
        sent?.Add(at.Line);
        return true;
    }

    void Count(Origin at)
    {
        files.CountRow(at);
        if (door is null) return;
        if (lines.Count > 0 && lines[^1].Last == at.Line - 1) lines[^1] = (lines[^1].First, at.Line);
        else lines.Add((at.Line, at.Line));
    }

    /// <summary>Whether so many rows of a file were refused that nobody looks at the others.</summary>
    internal bool IsEnough(int file) => sent is not null && files.RefusedOf(file) >= sent.MostRefused;

    /// <summary>Takes note of a row that nobody looks at.</summary>
    internal void LeaveOut(int line) => leftOut = new(leftOut.Count == 0 ? line : leftOut.First, line, leftOut.Count + 1);

    /// <summary>Rows that nobody looked at.</summary>
    internal RowsLeftOut LeftOut => leftOut;

    /// <summary>From now on rows are those of a sender to a server.</summary>
    internal void Begin(FactSender sender) => sent = new(sender);

    /// <summary>Lines of the rows at the door, in stretches, and of those that were there already.</summary>
    internal (ValueList<(int First, int Last)> Rows, ValueList<int> Duplicates) Lines => (lines.ToValueList(), duplicateLines.ToValueList());

    /// <summary>What became of the rows of a sender, by source; none: nobody sent them to a server.</summary>
    internal ValueList<SourceCount> Sources => sent?.Counts(files.Counts.SelectMany(c => c.RefusedLines), duplicateLines) ?? [];

    /// <summary>Reads plain measurements of one thing.</summary>
    internal void Read(BulkColumns columns)
    {
        bulk.Of(columns.Kind, columns.Labels).Add(door is { RefusesAny: true } ? columns.Without(at => door.Refuses(at, this)) : columns);
        foreach (var (file, rows) in columns.Places.RowsOfFiles()) files.CountRows(file, rows);
    }

    /// <summary>Reads plain facts about tickets.</summary>
    internal void Read(TicketColumns columns)
    {
        ticketColumns.Add(columns);
        foreach (var (file, rows) in columns.Places.RowsOfFiles()) files.CountRows(file, rows);
    }

    /// <summary>What a file of columns holds of this: single facts as they were written, and facts about tickets in columns, where they are plain.</summary>
    /// <returns><c>null</c> where the rows are not kept.</returns>
    internal (ReadOnlyMemory<byte> Rows, IReadOnlyList<TicketColumns> Tickets)? KeptSingly()
    {
        if (kept is null) return null;
        if (tickets.Count == 0 || tickets.Count != keptTickets.Count || TicketColumns.Of(tickets) is not { } plain) return (kept.Written.ToArray(), ticketColumns);
        var rows = new List<byte>(kept.Written.Length);
        var from = 0;
        foreach (var (start, end) in keptTickets)
        {
            rows.AddRange(kept.Written[from..start]);
            from = end;
        }
        rows.AddRange(kept.Written[from..]);
        return (rows.ToArray(), [.. ticketColumns, plain]);
    }

    /// <summary>Facts about tickets, those in columns among them, in order of their places.</summary>
    List<Draft<TicketFact>> AllTickets() => ticketColumns.Count == 0 ? tickets
        : [.. tickets.Concat(ticketColumns.SelectMany(c => c.Drafts())).OrderBy(d => d.Head.At.File).ThenBy(d => d.Head.At.Line)];

    /// <summary>Counts a line that is no fact at all.</summary>
    internal void Refuse(Origin at)
    {
        Count(at);
        sent?.AddBroken(at.Line);
        files.Refuse(at);
    }

    /// <summary>Refuses a row that was counted; why has been told.</summary>
    internal void RefuseCounted(Origin at) => files.Refuse(at);

    /// <summary>Refuses a row that was counted, and says why.</summary>
    internal void RefuseCounted(Origin at, string code, string message, string mend) => files.Refuse(at, code, message, mend);

    /// <summary>Counts a row that is there already.</summary>
    internal void CountDuplicate(Origin at)
    {
        files.CountDuplicate(at);
        duplicateLines.Add(at.Line);
    }

    /// <summary>Of each thing that can be one only at one instant, the time of which something was said.</summary>
    internal Dictionary<Subject, Spoken> Spoken()
    {
        var spoken = new Dictionary<Subject, Spoken>();
        foreach (var series in bulk.All)
            if (series.Spoken is { } time) spoken[series.Subject] = time;
        foreach (var said in SaidSingly())
        {
            var time = new Spoken(said.From, said.Until, true);
            spoken[said.Subject] = spoken.TryGetValue(said.Subject, out var before) ? before.Then(time) : time;
        }
        return spoken;
    }

    /// <summary>What was said of some of these things, each in some time, in order of place.</summary>
    internal List<Said> Said(IReadOnlyDictionary<Subject, Spoken> wanted) =>
    [
        .. bulk.All.Where(s => wanted.ContainsKey(s.Subject)).SelectMany(s => s.Columns().Within(s.Subject, wanted[s.Subject].From, wanted[s.Subject].Until))
            .Concat(SaidSingly().Where(s => wanted.TryGetValue(s.Subject, out var time) && s.From < time.Until && time.From < s.Until))
            .OrderBy(s => s.Head.At.File).ThenBy(s => s.Head.At.Line),
    ];

    /// <summary>What facts say that correct some others.</summary>
    internal IEnumerable<Said> Correcting(IReadOnlySet<(string Source, string Id)> wanted) => SaidSingly().Where(s => s.Head.Supersedes is { } old && wanted.Contains((s.Head.Source, old)));

    IEnumerable<Said> SaidSingly() =>
    [
        .. states.Select(d => Facts.Said.Of(d)), .. values.Where(d => d.Content.Kind == ValueKind.Sample).Select(d => Facts.Said.Of(d)), .. counts.Select(d => Facts.Said.Of(d)),
        .. work.Select(d => Facts.Said.Of(d)), .. usage.Select(d => Facts.Said.Of(d)), .. payments.Select(d => Facts.Said.Of(d)), .. plans.Select(d => Facts.Said.Of(d)),
    ];

    /// <summary>Facts that correct others.</summary>
    internal List<FactHead> Correcting() =>
    [
        .. Of(states), .. Of(values), .. Of(counts), .. Of(outages), .. Of(exclusions), .. Of(tickets), .. Of(members), .. Of(work), .. Of(deeds), .. Of(imported), .. Of(charges), .. Of(usage), .. Of(payments), .. Of(plans),
    ];

    static IEnumerable<FactHead> Of<T>(List<Draft<T>> rows) => rows.Where(r => r.Head.Supersedes is not null).Select(r => r.Head);

    /// <summary>Names that the agreement should have, each once, in order.</summary>
    internal ValueList<FactName> Named()
    {
        var found = new HashSet<FactName>();
        // Sets of labels are few, and each is there once.
        foreach (var about in bulk.All.Select(s => s.Labels).Concat(labels.Keys))
            if (about["service"] is { } service) found.Add(new(FactNameKind.Service, service));
        foreach (var (_, _, fact) in tickets) found.Add(new(FactNameKind.Event, fact.What));
        foreach (var (_, _, fact) in exclusions) found.Add(new(FactNameKind.Exclusion, fact.Exclusion));
        foreach (var (_, _, fact) in members) found.Add(new(FactNameKind.Group, fact.Group));
        foreach (var (_, _, fact) in work) found.Add(new(FactNameKind.Workload, fact.Of));
        foreach (var (_, about, fact) in deeds)
        {
            found.Add(new(fact.Kind switch { DeedKind.Cancelled => FactNameKind.Exclusion, DeedKind.Reasoned => FactNameKind.Level, DeedKind.Aware => FactNameKind.Aware, _ => FactNameKind.Clause }, fact.Of));
            if (about["period"] is { } period && !WorkQuantity.IsPeriod(period)) found.Add(new(FactNameKind.Period, period));
        }
        return found.OrderBy(n => n.Kind).ThenBy(n => n.Name, StringComparer.Ordinal).ToValueList();
    }

    /// <summary>Facts of time that was over at an instant.</summary>
    internal ValueList<PastFacts> Past(Instant now)
    {
        var past = new PastTime(now.ToUnixTimeTicks());
        foreach (var series in bulk.All)
        {
            // Most of what comes is of now, and then nobody looks at each row.
            if (series.Spoken is not { } time || !past.IsOver(time.From)) continue;
            var columns = series.Columns();
            for (var row = 0; row < columns.Count; row++) past.Add(columns.At[row], series.Kind == BulkKind.Count ? columns.Until[row] - 1 : columns.At[row]);
        }
        foreach (var (_, _, fact) in states) past.Add(fact.At, fact.At);
        foreach (var (_, _, fact) in values) past.Add(fact.At, fact.At);
        foreach (var (_, _, fact) in counts) past.Add(fact.From, fact.Until - 1);
        foreach (var (_, _, fact) in outages) past.AddSpan(new(fact.Span.From, null), new(fact.Span.Until, null));
        foreach (var (_, _, fact) in exclusions) past.AddSpan(new(fact.Span.From, null), new(fact.Span.Until, null));
        foreach (var (_, _, fact) in AllTickets()) past.Add(fact.At, fact.At);
        foreach (var (_, _, fact) in members) past.AddSpan(new(fact.From.At, fact.From.Day), new(fact.Until.At, fact.Until.Day));
        foreach (var (_, _, fact) in deeds) past.Add(When(fact), When(fact));
        foreach (var (_, _, fact) in work) Of(fact.Period, fact.When);
        foreach (var (_, labels, fact) in imported) Of(labels["period"] ?? "", fact.At);
        foreach (var (_, _, fact) in charges) past.AddSpan(fact.From, fact.Until is { } until && until != fact.From ? until : End(fact.From));
        foreach (var (_, _, fact) in usage) past.AddSpan(fact.From, fact.Until);
        foreach (var (_, _, fact) in payments) past.Add(fact.At, long.MaxValue);
        foreach (var (_, _, fact) in plans) past.AddSpan(fact.From, null);
        return past.All;

        // What is said of a period is of that, whenever it was said.
        void Of(string period, Instant? at)
        {
            if (WorkQuantity.DaysOf(period) is var (from, until)) past.AddSpan(new(null, from), new(null, until));
            else past.Add(at?.ToUnixTimeTicks() ?? long.MinValue, at?.ToUnixTimeTicks() ?? long.MaxValue);
        }

        static Moment End(Moment moment) => moment.Day is { } day ? new(null, day.PlusDays(1)) : new(moment.At + Duration.FromTicks(1), null);
    }

    internal void Add(FactHead head, Labels about, StateFact fact, FactFields fields) => Add(states, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, ValueFact fact, FactFields fields) => Add(values, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, CountFact fact, FactFields fields) => Add(counts, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, OutageFact fact, FactFields fields) => Add(outages, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, ExclusionFact fact, FactFields fields) => Add(exclusions, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, TicketFact fact, FactFields fields) =>
        Add(tickets, head, about, fact with { What = Word(fact.What)!, To = Word(fact.To), By = Word(fact.By), Ticket = Word(fact.Ticket)! }, fields);

    internal void Add(FactHead head, Labels about, MemberFact fact, FactFields fields) => Add(members, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, WorkFact fact, FactFields fields) => Add(work, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, DeedFact fact, FactFields fields) => Add(deeds, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, ImportedFact fact, FactFields fields) => Add(imported, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, ChargeFact fact, FactFields fields) => Add(charges, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, UsageFact fact, FactFields fields) => Add(usage, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, PaymentFact fact, FactFields fields) => Add(payments, head, about, fact, fields);

    internal void Add(FactHead head, Labels about, PlanFact fact, FactFields fields) => Add(plans, head, about, fact, fields);

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
    /// <param name="knownAt">Facts that became known later are not there yet, and an outage whose end lies later still lasts; <c>null</c>: everything is known.</param>
    public FactSet Build(Instant? knownAt = null)
    {
        files.Forget();
        var corrections = new Corrections(files, unreadable);
        var limit = knownAt?.ToUnixTimeTicks() ?? long.MaxValue;
        var settling = new Settling(files, corrections, limit);
        // Where nothing else is told of tickets and all of it is known, the columns are the table.
        var table = ticketColumns is [var only] && tickets.Count == 0 && only.IsKnownBy(limit) ? only.ToTable() : null;
        var ofTickets = table is null ? AllTickets() : [];
        settling.Note(states, When);
        settling.Note(values, When);
        settling.Note(counts, When);
        settling.Note(outages, When);
        settling.Note(exclusions, When);
        settling.Note(ofTickets, When);
        settling.Note(members, When);
        settling.Note(work, When);
        settling.Note(deeds, When);
        settling.Note(imported, When);
        settling.Note(charges, When);
        settling.Note(usage, When);
        settling.Note(payments, When);
        settling.Note(plans, When);
        corrections.Settle();
        var plain = SettledBulk.Of(bulk, AlsoSaid(), limit, files.CountDuplicate);
        var found = new FactSet
        {
            Files = files.Names,
            Corrected = CorrectedBy(corrections, knownAt),
            States = States(settling, plain),
            Values = Values(settling, plain),
            Counts = Series(settling.WithoutOverlaps(settling.Of(plain.With(counts, BulkKind.Count, (c, i) => new CountFact(c.At[i], c.Until[i], (long)c.First[i], (long)c.Second[i])), When, (l, f) => (l, f.From, f))), f => f.From, f => 0, (about, rows) =>
                new CountSeries(about, Steps(rows, r => r.Content.From), Steps(rows, r => r.Content.Until), Numbers(rows, r => r.Content.Good), Numbers(rows, r => r.Content.Total), Places(rows)), plain.Settled(BulkKind.Count, c => c.ToCounts())).ToSeriesList(),
            Outages = settling.Of(outages, When, (l, f) => (l, f))
                .Select(r => new Outage(r.Head.Id ?? "", r.Labels, r.Content.Span.From, r.Content.Span.Until is { } end && end > knownAt ? null : r.Content.Span.Until, r.Content.Impact, r.Content.Cause, r.Head.At) { Affected = r.Content.Affected })
                .OrderBy(o => o.From).ThenBy(o => o.Id, StringComparer.Ordinal).ThenBy(o => o.Labels).ThenBy(o => o.Until).ThenBy(o => o.Impact, StringComparer.Ordinal).ThenBy(o => o.Cause, StringComparer.Ordinal).ToValueList(),
            Exclusions = settling.Of(exclusions, When, (l, f) => (l, f))
                .Select(r => new ExcludedTime(r.Head.Id ?? "", r.Content.Exclusion, r.Labels, r.Content.Span.From, r.Content.Span.Until, r.Content.Announced, r.Content.AgreedBy, r.Head.At))
                .OrderBy(o => o.From).ThenBy(o => o.Id, StringComparer.Ordinal).ThenBy(o => o.Labels).ThenBy(o => o.Until).ThenBy(o => o.Exclusion, StringComparer.Ordinal).ThenBy(o => o.Announced).ThenBy(o => string.Join(",", o.AgreedBy), StringComparer.Ordinal).ToValueList(),
            Tickets = table ?? Tickets(settling.Of(ofTickets, When, (l, f) => f)),
            Members = settling.Of(members, When, (l, f) => f)
                .Select(r => new Member(r.Content.Group, r.Content.Name, r.Content.From.At, r.Content.Until.At, r.Content.Attributes, r.Content.Fee, r.Head.At, r.Content.From.Day, r.Content.Until.Day))
                .OrderBy(m => m.Group, StringComparer.Ordinal).ThenBy(m => m.Name, StringComparer.Ordinal).ThenBy(m => m.From).ThenBy(m => m.FromDay).ThenBy(m => m.Until).ThenBy(m => m.UntilDay).ThenBy(m => m.Attributes).ThenBy(m => m.Fee?.ToString(), StringComparer.Ordinal).ToValueList(),
            Workloads = settling.OneAtATime(work, When, (l, f) => (l, f.IsForecast, f.Of, f.Period, f.When))
                .Select(r => new WorkQuantity(r.Content.IsForecast, r.Content.Of, r.Content.Period, r.Content.Quantity, r.Content.Unit, r.Content.When, r.Labels, r.Head.At))
                .OrderBy(w => w.Of, StringComparer.Ordinal).ThenBy(w => w.Period, StringComparer.Ordinal).ThenBy(w => w.IsForecast).ThenBy(w => w.When).ThenBy(w => w.Labels).ToValueList(),
            Deeds = settling.Of(deeds, When, (l, f) => (l, f))
                .Select(r => new Deed(r.Content.Kind, r.Head.Id ?? "", r.Content.When, r.Content.Of, r.Labels, r.Content.By, r.Head.At) { Text = r.Content.Text })
                .OrderBy(d => d.When).ThenBy(d => d.Kind).ThenBy(d => d.Of, StringComparer.Ordinal).ThenBy(d => d.Id, StringComparer.Ordinal).ThenBy(d => d.Labels).ThenBy(d => d.By, StringComparer.Ordinal).ThenBy(d => d.Text, StringComparer.Ordinal).ToValueList(),
            Imported = settling.Of(imported, When, (l, f) => (l, f))
                .Select(r => new ImportedVerdict(r.Content.Of, r.Content.Ticket, r.Content.At, r.Content.IsMet, r.Content.Due, r.Labels, r.Head.At))
                .OrderBy(v => v.Ticket, StringComparer.Ordinal).ThenBy(v => v.Of, StringComparer.Ordinal).ThenBy(v => v.When).ThenBy(v => v.IsMet).ThenBy(v => v.Due).ThenBy(v => v.Labels).ToValueList(),
            Charges = BillingFacts.Charges(settling.Of(charges, When, (l, f) => (l, f))),
            Usage = BillingFacts.Usage(settling.OneAtATime(usage, When, (l, f) => (l, f.Unit, f.From))),
            Payments = BillingFacts.Payments(settling.OneAtATime(payments, When, (_, f) => (f.Invoice, f.At))),
            Plans = BillingFacts.Plans(settling.OneAtATime(plans, When, (_, f) => f.From)),
        };
        // Settling refuses rows, too: those that contradict each other.
        var contradictions = files.Contradictions.OrderBy(c => c.Places[0].File).ThenBy(c => c.Places[0].Line).ToValueList();
        return found with { Contradictions = contradictions, Refused = files.RefusedWithout(contradictions) };
    }

    CorrectedFacts? CorrectedBy(Corrections corrections, Instant? knownAt)
    {
        if (isPart) return null;
        var list = new CorrectionList(knownAt?.ToUnixTimeTicks() ?? long.MaxValue);
        list.Note(states, "state", When, f => (f.At, f.At));
        list.Note(values, "value", When, f => (f.At, f.At));
        list.Note(counts, "count", When, f => (f.From, f.Until));
        list.Note(outages, "outage", When, f => TicksOf(f.Span));
        list.Note(exclusions, "exclusion", When, f => TicksOf(f.Span));
        list.Note(tickets, "ticket", When, f => (f.At, f.At));
        list.Note(members, "member", When, _ => (long.MinValue, long.MaxValue));
        list.Note(work, "workload", When, _ => (long.MinValue, long.MaxValue));
        list.Note(deeds, "deed", When, f => (When(f), When(f)));
        list.Note(imported, "imported", When, _ => (long.MinValue, long.MaxValue));
        list.Note(charges, "charge", When, _ => (long.MinValue, long.MaxValue));
        list.Note(usage, "usage", When, _ => (long.MinValue, long.MaxValue));
        list.Note(payments, "payment", When, f => (f.At, f.At));
        list.Note(plans, "plan", When, _ => (long.MinValue, long.MaxValue));
        var made = list.Standing(corrections);
        return made.Count == 0 ? null : new(made, count => new FactBuilder(this, made.Skip(count).SelectMany(c => c.By).ToHashSet()).Build(knownAt));
    }

    static (long From, long Until) TicksOf((Instant From, Instant? Until) span) => (span.From.ToUnixTimeTicks(), span.Until?.ToUnixTimeTicks() ?? long.MaxValue);

    // When a fact became known that does not say so: when it was true, or told.
    static long When(StateFact fact) => fact.At;

    static long When(ValueFact fact) => fact.At;

    static long When(CountFact fact) => fact.Until;

    static long When(OutageFact fact) => fact.Span.From.ToUnixTimeTicks();

    static long When(ExclusionFact fact) => (fact.Announced ?? fact.Span.From).ToUnixTimeTicks();

    static long When(TicketFact fact) => fact.At;

    static long When(MemberFact fact) => fact.From.At?.ToUnixTimeTicks() ?? long.MinValue;

    static long When(WorkFact fact) => fact.When.ToUnixTimeTicks();

    static long When(DeedFact fact) => fact.When.ToUnixTimeTicks();

    static long When(ImportedFact fact) => fact.At?.ToUnixTimeTicks() ?? long.MinValue;

    static long When(ChargeFact fact) => fact.From.Known;

    static long When(UsageFact fact) => fact.Until.Known;

    static long When(PaymentFact fact) => fact.At;

    static long When(PlanFact fact) => fact.From.Known;

    /// <summary>What single facts speak of: plain measurements of the same things are settled with them.</summary>
    HashSet<(BulkKind, Labels)> AlsoSaid() =>
        [.. states.Select(d => (BulkKind.State, d.Labels)), .. values.Where(d => d.Content.Kind == ValueKind.Sample).Select(d => (BulkKind.Sample, d.Labels)), .. counts.Select(d => (BulkKind.Count, d.Labels))];

    SeriesList<StateSeries> States(Settling settling, SettledBulk plain)
    {
        // Where states contradict each other nobody knows, from there to the next one: the state before does not go on as if nothing had been said.
        var disputed = new List<Draft<StateFact>>();
        var rows = settling.OneAtATime(plain.With(states, BulkKind.State, (c, i) => new StateFact(c.At[i], c.State[i])), When, (l, f) => (l, f.At),
            sides => disputed.AddRange(sides.DistinctBy(s => (s.Labels, s.Content.At)).Select(s => s with { Content = s.Content with { State = ServiceState.Unknown } })));
        if (disputed.Count > 0)
        {
            var stated = rows.Select(s => (s.Labels, s.Content.At)).ToHashSet();
            rows.AddRange(disputed.Where(d => stated.Add((d.Labels, d.Content.At))));
        }
        return Series(rows, f => f.At, f => 0, (about, r) => new StateSeries(about, Steps(r, d => d.Content.At), Facts.States.Of(r.Select(d => d.Content.State).ToArray()), Places(r)), plain.Settled(BulkKind.State, c => c.ToStates())).ToSeriesList();
    }

    SeriesList<ValueSeries> Values(Settling settling, SettledBulk plain)
    {
        var samples = plain.Settled(BulkKind.Sample, c => c.ToSamples()).ToList();
        var rows = settling.OneAtATime(plain.With(values, BulkKind.Sample, (c, i) => new ValueFact(ValueKind.Sample, c.At[i], c.First[i])), When, (l, f) => f.Kind == ValueKind.Sample ? (l, f.At) : null).ToLookup(r => r.Content.Kind);
        return Enum.GetValues<ValueKind>().SelectMany(kind => Series(
            [.. rows[kind]], f => f.At, f => f.Value, (about, r) => new ValueSeries(kind, about, Steps(r, d => d.Content.At), Numbers(r, d => d.Content.Value), Places(r)), kind == ValueKind.Sample ? samples : [])).ToSeriesList();
    }

    static Steps Steps<T>(List<Draft<T>> rows, Func<Draft<T>, long> of) => Facts.Steps.Of(rows.Select(of).ToArray());

    static Numbers Numbers<T>(List<Draft<T>> rows, Func<Draft<T>, decimal> of) => Facts.Numbers.Of(rows.Select(of).ToArray());

    static Origins Places<T>(List<Draft<T>> rows) => Origins.Of(rows.Select(r => r.Head.At));

    static IEnumerable<TSeries> Series<T, TSeries>(List<Draft<T>> rows, Func<T, long> at, Func<T, decimal> then, Func<Labels, List<Draft<T>>, TSeries> make, IEnumerable<TSeries> settled)
        where TSeries : ISeries =>
        rows.GroupBy(r => r.Labels).Select(g => make(g.Key, [.. g.OrderBy(r => at(r.Content)).ThenBy(r => r.Head.Id, StringComparer.Ordinal).ThenBy(r => then(r.Content))]))
            .Concat(settled).OrderBy(s => s.Labels.ToString(), StringComparer.Ordinal);

    static TicketTable Tickets(List<Draft<TicketFact>> rows)
    {
        if (rows.Count == 0) return TicketTable.Empty;
        var groups = rows.GroupBy(r => r.Content.Ticket).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var (ids, about, starts) = (new string[groups.Count], new Labels[groups.Count], new int[groups.Count + 1]);
        var events = new TicketEvent[rows.Count];
        var doubts = new List<DoubtfulEvent>();
        var next = 0;
        for (var i = 0; i < groups.Count; i++)
        {
            starts[i] = next;
            ids[i] = groups[i].Key;
            var ordered = TicketOrder.Sorted(groups[i]);
            TicketHistory.Read(ordered, i, doubts);
            about[i] = TicketOrder.LabelsOf(ordered);
            foreach (var row in ordered) events[next++] = new(row.Content.At, row.Content.What, row.Content.To, row.Content.By, row.Head.At);
        }
        starts[^1] = next;
        return TicketTable.Of(ids, about, starts, events, doubts.ToValueList());
    }
}
