using System.Text;
using NodaTime;
using NodaTime.Text;

namespace Surety.Facts;

/// <summary>A fact as it was sent, out of a file of columns.</summary>
/// <param name="Place">Where it stands among the facts of its file of columns: in the order in which they were sent, one above the other.</param>
/// <param name="File">Name of the batch, or of the file, that it stands in.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Type">Its type: <c>outage</c>.</param>
/// <param name="Source">Who says so; <c>null</c>: it is a plain measurement or a plain event of a ticket, of which no source is kept.</param>
/// <param name="Id">Unique within the source; <c>null</c>: its content is its name.</param>
/// <param name="Supersedes">Id of the fact that it corrects; <c>null</c>: it corrects none.</param>
/// <param name="Fields">Its keys and texts in the order in which they were written, nested ones with a point; of a plain measurement, as it is kept.</param>
/// <param name="From">The first instant that it speaks of; <c>null</c>: it speaks of days, or of a period.</param>
/// <param name="Until">The instant at which that ends, excluded; <c>null</c>: it is one instant, or has no end.</param>
public sealed record FactRow(long Place, string File, int Line, string Type, string? Source, string? Id, string? Supersedes, ValueList<Label> Fields, Instant? From, Instant? Until)
{
    /// <summary>Whether it speaks of one instant.</summary>
    public bool IsInstant => Fields.Any(f => f.Name == "at");

    /// <summary>What a key has; <c>null</c>: it has none.</summary>
    public string? this[string key] => Fields.Where(f => f.Name == key).Select(f => f.Value).FirstOrDefault();

    /// <summary>The fact as JSON, on one line.</summary>
    public string Written => FactLines.Write(Fields.GroupBy(f => f.Name).Select(g => new Label(g.Key, string.Join(", ", g.Select(f => f.Value)))));
}

/// <summary>Which facts are wanted. What is silent chooses nothing.</summary>
/// <param name="Source">Only of this source; facts of which none is kept are left out.</param>
/// <param name="Service">Only about this service.</param>
/// <param name="Type">Only of this type.</param>
/// <param name="Id">Only with this id.</param>
/// <param name="From">Only those that speak of time from then on; what speaks of days or periods is not left out by time.</param>
/// <param name="Until">Only those that speak of time before that.</param>
public sealed record WantedFacts(string? Source = null, string? Service = null, string? Type = null, string? Id = null, Instant? From = null, Instant? Until = null)
{
    /// <summary>Only the line with this number; <c>null</c>: any.</summary>
    public int? Line { get; init; }

    /// <summary>Whether facts of which neither a source nor an id is kept may be among them.</summary>
    internal bool TakesPlain => Source is null && Id is null;

    internal bool Takes(string type, Labels labels) => (Type is null || Type == type) && (Service is null || labels["service"] == Service);

    /// <summary>Whether time is among what is wanted.</summary>
    /// <param name="from">Unix ticks, included.</param><param name="until">Unix ticks, excluded; <see cref="long.MaxValue"/>: no end.</param>
    internal bool Takes(long from, long until) => (Until is not { } end || from < end.ToUnixTimeTicks()) && (From is not { } start || until > start.ToUnixTimeTicks());

    internal bool Takes(FactRow row) =>
        (Source is null || row.Source == Source) && (Id is null || row.Id == Id) && (Type is null || row.Type == Type) && (Service is null || row["service"] == Service)
        && (row.From is not { } from || Takes(from.ToUnixTimeTicks(), row.IsInstant ? from.ToUnixTimeTicks() + 1 : row.Until?.ToUnixTimeTicks() ?? long.MaxValue));
}

/// <summary>Facts of a file of columns, one by one.</summary>
public static class FactRows
{
    static readonly string[] LabelKeys = ["service", "part", "member", "feed", "priority", "region"];

    /// <summary>Lists some of them, in the order in which they were sent.</summary>
    /// <param name="bytes">Any bytes at all.</param><param name="wanted">Which.</param><param name="after">Only those behind this place; -1: from the first on.</param><param name="most">So many.</param>
    /// <returns><c>null</c>: the file is not as it was written.</returns>
    public static ValueList<FactRow>? Of(ReadOnlyMemory<byte> bytes, WantedFacts wanted, long after, int most)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var (table, rows, wrong) = ColumnsFile.Open(bytes);
        if (wrong is not null) return null;
        try
        {
            var content = new FactColumnsReader(bytes).Read(table.Span);
            SingleFacts.Check(rows.Span, content.Names.Count);
            var found = new First(after, most, wanted.Line);
            foreach (var series in content.Series)
                if (wanted.TakesPlain && wanted.Takes(Said.TypeOf(series.Kind), series.Labels)) Measured(series, content.Names, wanted, found);
            foreach (var tickets in content.Tickets)
                if (wanted.TakesPlain && wanted.Type is null or "ticket") Told(tickets, content.Names, wanted, found);
            Singly(rows.Span, content.Names, wanted, found);
            return found.All;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    static void Measured(BulkColumns series, IReadOnlyList<string> names, WantedFacts wanted, First found)
    {
        var places = series.Places.Places;
        var isRising = places.IsRising;
        for (var row = isRising ? places.First(found.After + 1) : 0; row < series.Count; row++)
        {
            var place = places[row];
            // Those behind it stand behind it.
            if (isRising && found.IsFullBefore(place)) return;
            var (from, until) = (series.At[row], series.Kind == BulkKind.Count ? series.Until[row] : series.At[row] + 1);
            if (!found.Takes(place) || !wanted.Takes(from, until)) continue;
            found.Add(Plain(place, names, Said.TypeOf(series.Kind), series.Labels, from, series.Kind == BulkKind.Count ? until : null, series.Kind switch
            {
                BulkKind.State => [new("at", Written(from)), new("state", Said.Word(series.State[row]))],
                BulkKind.Sample => [new("at", Written(from)), new("value", Said.Number(series.First[row]))],
                BulkKind.Count => [new("from", Written(from)), new("until", Written(until)), new("good", Said.Number(series.First[row])), new("total", Said.Number(series.Second[row]))],
            }));
        }
    }

    static void Told(TicketColumns tickets, IReadOnlyList<string> names, WantedFacts wanted, First found)
    {
        foreach (var (head, labels, fact) in tickets.Drafts())
        {
            var place = Origins.Number(head.At);
            if (!found.Takes(place) || !wanted.Takes("ticket", labels) || !wanted.Takes(fact.At, fact.At + 1)) continue;
            var fields = new List<Label> { new("ticket", fact.Ticket), new("event", fact.IsResumed ? "resumed" : fact.What), new("at", Written(fact.At)) };
            if (fact.To is { } to && !fact.IsResumed) fields.Add(new("to", to));
            if (fact.By is { } by) fields.Add(new("by", by));
            found.Add(Plain(place, names, "ticket", labels, fact.At, null, fields));
        }
    }

    static FactRow Plain(long place, IReadOnlyList<string> names, string type, Labels labels, long from, long? until, IEnumerable<Label> content) =>
        new(place, names[(int)(place >> 32)], unchecked((int)place), type, null, null, null,
            [new("type", type), .. labels.Items.Select(l => LabelKeys.Contains(l.Name) ? l : new($"labels.{l.Name}", l.Value)), .. content],
            Instant.FromUnixTimeTicks(from), until is { } end ? Instant.FromUnixTimeTicks(end) : null);

    static string Written(long ticks) => InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeTicks(ticks));

    static void Singly(ReadOnlySpan<byte> bytes, IReadOnlyList<string> names, WantedFacts wanted, First found)
    {
        for (var rows = new ByteListReader(bytes); !rows.IsAtEnd;)
        {
            var (file, line) = ((int)rows.Number(), (int)rows.Number());
            rows.Number();
            var source = rows.Utf8();
            var count = rows.Count();
            var place = Origins.Number(new(file, line));
            if (!found.Takes(place))
            {
                // What nobody wants is not made anything of.
                for (; count > 0; count--)
                {
                    rows.Utf8();
                    rows.Utf8();
                    rows.Number();
                    rows.Number();
                }
                continue;
            }
            var fields = new List<Label>(count);
            for (; count > 0; count--)
            {
                fields.Add(new(rows.Text(), rows.Text()));
                rows.Number();
                rows.Number();
            }
            string? Of(string name) => fields.Find(f => f.Name == name) is { Value.Length: > 0 } field ? field.Value : null;
            var at = Of("at") is { } instant ? FactFields.InstantOf(instant) : null;
            var row = new FactRow(place, names[file], line, Of("type") ?? "", Of("source") ?? Encoding.UTF8.GetString(source), Of("id"), Of("supersedes"), fields.Where(f => f.Value.Length > 0).ToValueList(),
                at ?? (Of("from") is { } from ? FactFields.InstantOf(from) : null), at is null && Of("until") is { } until ? FactFields.InstantOf(until) : null);
            if (wanted.Takes(row)) found.Add(row);
        }
    }

    /// <summary>The first rows behind a place, whatever order they come in.</summary>
    sealed class First(long after, int most, int? line)
    {
        readonly SortedList<long, FactRow> rows = [];

        public long After => after;

        public ValueList<FactRow> All => rows.Values.ToValueList();

        /// <summary>Whether all that is wanted stands before a place.</summary>
        public bool IsFullBefore(long place) => rows.Count == most && place > rows.GetKeyAtIndex(most - 1);

        public bool Takes(long place) => place > after && (line is null || unchecked((int)place) == line) && !IsFullBefore(place);

        public void Add(FactRow row)
        {
            rows[row.Place] = row;
            if (rows.Count > most) rows.RemoveAt(most);
        }
    }
}
