using System.Text;
using NodaTime;
using NodaTime.Text;
using Surety.Text;

namespace Surety.Facts;

/// <summary>
/// Facts that one sender sent together, at the door of a record: those that can be used and are new are kept, as a file of columns; the others are told, each with its line. Source: docs/guide/record.md,
/// "Facts".
/// </summary>
/// <param name="Columns">The facts that are kept; byte for byte the same whenever the same are kept.</param>
/// <param name="Ids">Ids of these, each with the hash of what its fact says.</param>
/// <param name="Accepted">How many are kept.</param>
/// <param name="Duplicates">How many were there already: the same id with the same content.</param>
/// <param name="RefusedLines">Lines of those that cannot be used, in order.</param>
/// <param name="Problems">Why, in order of place.</param>
public sealed record FactBatch(ReadOnlyMemory<byte> Columns, ValueList<FactId> Ids, int Accepted, int Duplicates, ValueList<int> RefusedLines, ValueList<Problem> Problems)
{
    /// <summary>How many of those that are kept have no id: kept again where they are sent again in another batch, and counted once by what they say.</summary>
    public int WithoutId => Accepted - Ids.Count;

    /// <summary>Whether what was sent could not be taken apart into rows, so that nothing of it was looked at: why is among the problems.</summary>
    public bool IsUnreadable => Accepted + Duplicates + RefusedLines.Count == 0 && Problems.Any(p => p.Severity == Severity.Error);

    /// <summary>Whether nothing of what was sent can be used, and nothing of it was there before.</summary>
    public bool IsUseless => Accepted + Duplicates == 0 && RefusedLines.Count > 0;

    /// <summary>Lines of all rows, in stretches: the first and the last of each.</summary>
    public ValueList<(int First, int Last)> Lines { get; init; }

    /// <summary>Lines of the rows that were there already, in order.</summary>
    public ValueList<int> DuplicateLines { get; init; }

    /// <summary>Rows that nobody looked at, because so many before them were refused.</summary>
    public RowsLeftOut LeftOut { get; init; }

    /// <summary>What became of them by source; none where nobody sent them to a server.</summary>
    public ValueList<SourceCount> Sources { get; init; }

    /// <summary>Those that are kept and speak of time that was over when they came; none where they were in the record already.</summary>
    public ValueList<PastFacts> Past { get; init; }

    /// <summary>Names in them that the agreement should have, each once; none where they were in the record already.</summary>
    public ValueList<FactName> Named { get; init; }

    /// <summary>Ids of facts that they correct and that are not there; none where nobody looked.</summary>
    public ValueList<FactName> Awaited { get; init; }

    /// <summary>Of each thing that can be one only at one instant, the time of which the facts that are kept say something.</summary>
    internal IReadOnlyDictionary<Subject, Spoken> Spoken { get; init; } = new Dictionary<Subject, Spoken>();

    /// <summary>Those that correct others.</summary>
    internal IReadOnlyList<FactHead> Corrections { get; init; } = [];

    /// <summary>Reads what was sent.</summary>
    /// <param name="read">Reads the rows into a builder, by whichever form they have.</param>
    /// <param name="known">Ids that are in the record already, with the hash of what each says; the sender's others may be among them.</param>
    /// <param name="received">When they arrived; <c>null</c>: they are in the record already.</param>
    public static FactBatch Read(Action<FactBuilder> read, IReadOnlyDictionary<(string Source, string Id), Digest> known, Instant? received = null) => Read(read, known, received, null);

    /// <param name="read">Likewise.</param><param name="known">Likewise.</param><param name="received">Likewise.</param>
    /// <param name="kept">What the record says of the same things and times; <c>null</c>: nothing.</param>
    internal static FactBatch Read(Action<FactBuilder> read, IReadOnlyDictionary<(string Source, string Id), Digest> known, Instant? received, KeptFacts? kept)
    {
        ArgumentNullException.ThrowIfNull(read);
        var (door, builder, spoken, corrections) = Through([], []);
        // What is in the record already was settled at its door, or is by the engine where it is older than this rule.
        if (received is not null && Contradicted(door, builder, spoken, corrections, kept) is var (at, named) && at.Count + named.Count > 0) (door, builder, spoken, corrections) = Through(at, named);
        using var columns = new MemoryStream();
        FactColumns.Write(builder, columns);
        var counts = builder.Counts;
        return new(columns.ToArray(), door.Ids.ToValueList(), counts.Sum(c => c.Accepted), counts.Sum(c => c.Duplicates), counts.SelectMany(c => c.RefusedLines).ToValueList(), builder.Problems)
        {
            Spoken = spoken,
            Corrections = corrections,
            Awaited = kept is null ? [] : corrections.Select(c => (c.Source, Id: c.Supersedes!)).Except(kept.Present).Except(door.Ids.Select(i => (i.Source, i.Id))).Select(c => new FactName(FactNameKind.Fact, c.Id)).ToValueList(),
            Named = received is null ? [] : builder.Named(),
            // Until it is its turn, a stretch may end.
            Past = received is { } came ? builder.Past(came + Ahead) : [],
            Lines = builder.Lines.Rows,
            DuplicateLines = builder.Lines.Duplicates,
            Sources = builder.Sources,
            LeftOut = builder.LeftOut,
        };

        (Door, FactBuilder, Dictionary<Subject, Spoken>, List<FactHead>) Through(Dictionary<Origin, Contradictions.Refusal> contradicted, Dictionary<(string Source, string Id), Contradictions.Refusal> named)
        {
            var door = new Door(known, received + Ahead, contradicted, named);
            var builder = new FactBuilder(door);
            read(builder);
            return (door, builder, builder.Spoken(), builder.Correcting());
        }
    }

    static (Dictionary<Origin, Contradictions.Refusal> At, Dictionary<(string Source, string Id), Contradictions.Refusal> Named) Contradicted(Door door, FactBuilder builder, Dictionary<Subject, Spoken> spoken, List<FactHead> corrections, KeptFacts? kept)
    {
        var met = (kept?.Facts ?? []).Select(f => f.Said.Subject).ToHashSet();
        // Facts that come one after the other do not contradict each other.
        var looked = spoken.Where(s => !s.Value.IsRising || met.Contains(s.Key)).ToDictionary();
        return looked.Count == 0 && corrections.Count == 0 && kept is not { Waiting.Count: > 0 } ? ([], []) : Contradictions.Of(kept, builder.Said(looked), corrections, door.Ids.Select(i => (i.Source, i.Id)).ToHashSet());
    }

    /// <summary>So far may the clock of a sender be ahead.</summary>
    static readonly Duration Ahead = Duration.FromMinutes(5);

    /// <summary>What looks at each fact that is no plain measurement: an id stands for one fact, for ever, and nothing becomes known, or happens, after it arrived.</summary>
    internal sealed class Door(IReadOnlyDictionary<(string Source, string Id), Digest> known, Instant? latest, IReadOnlyDictionary<Origin, Contradictions.Refusal> contradicted, IReadOnlyDictionary<(string Source, string Id), Contradictions.Refusal> named)
    {
        readonly Dictionary<(string Source, string Id), Digest> own = [];
        readonly Dictionary<(string Source, string Id), Contradictions.Refusal> refused = [];

        public List<FactId> Ids { get; } = [];

        /// <summary>Whether a fact is looked at any further; one that is not has been counted.</summary>
        public bool Takes(FactFields fields, FactBuilder builder)
        {
            // Until then it would count in no statement: whoever sends it could hide it.
            if (latest is { } limit && fields.Text("known") is { } text && OffsetDateTimePattern.ExtendedIso.Parse(text.Replace(' ', 'T')) is { Success: true, Value: var becomes } && becomes.ToInstant() > limit)
            {
                fields.Refuse(fields.AtOf("known"), "fact.known-later", $"The fact says that it became known at {Quoted.Of(text)}, which is after it arrived here.", "Leave 'known' out: a record knows when a fact arrived.");
                builder.RefuseCounted(fields.Origin);
                return false;
            }
            if (NameOf(fields) is { } awaited && named.TryGetValue(awaited, out var awakens))
            {
                Refuse(fields.Origin, awakens, builder);
                return false;
            }
            if (Future(fields) is var (key, ends, at))
            {
                fields.Refuse(fields.AtOf(key), "fact.future", $"The fact says that it {(ends ? "was measured until" : "happened at")} {Quoted.Of(at)}, which is after it arrived here.", "Look at the year, and at the clock and the zone of whoever sends it; what is planned is announced.");
                builder.RefuseCounted(fields.Origin);
                return false;
            }
            if (NameOf(fields) is { } contradicting && contradicted.TryGetValue(fields.Origin, out var why)) (own[contradicting], refused[contradicting]) = (Content(fields), why);
            if (Refuses(fields.Origin, builder)) return false;
            if (NameOf(fields) is not { } name || !(known.TryGetValue(name, out var said) || own.TryGetValue(name, out said))) return true;
            if (said == Content(fields))
            {
                if (refused.TryGetValue(name, out var first)) Refuse(fields.Origin, first, builder);
                else builder.CountDuplicate(fields.Origin);
            }
            else
            {
                fields.Refuse(fields.AtOf("id"), "fact.id-taken", $"The source {Quoted.Of(name.Source)} has sent another fact under the id {Quoted.Of(name.Id)}, and what was acknowledged is never changed.", "A correction has an id of its own and names this one under \"supersedes\".");
                builder.RefuseCounted(fields.Origin);
            }
            return false;
        }

        /// <summary>Whether an instant is after the facts arrived, so that nothing can have been measured then.</summary>
        public bool IsAhead(long ticks) => ticks > Latest;

        /// <summary>The last instant of which something can be known, in ticks; <c>null</c>: what is in the record was settled at its door.</summary>
        public long? Latest { get; } = latest?.ToUnixTimeTicks();

        /// <summary>The key by which a fact says that something happened that cannot have happened yet; <c>null</c>: it does not. What lies ahead may be planned, agreed, charged or expected.</summary>
        (string Name, bool IsEnd, string At)? Future(FactFields fields)
        {
            var name = latest is null ? null : fields.Text("type") switch
            {
                "state" or "sample" or "answer" or "value" or "ticket" or "payment" or "acknowledged" or "claimed" or "evidence" or "notice" or "done" or "aware" or "reason" => "at",
                "outage" => "from",
                "count" => "until",
                _ => null,
            };
            return name is not null && fields.Text(name) is { } text && OffsetDateTimePattern.ExtendedIso.Parse(text.Replace(' ', 'T')) is { Success: true, Value: var at } && IsAhead(at.ToInstant().ToUnixTimeTicks()) ? (name, name == "until", text) : null;
        }

        /// <summary>Whether any fact is refused for what it says.</summary>
        public bool RefusesAny => contradicted.Count + named.Count > 0;

        /// <summary>Whether a fact is refused because it contradicts one that stands; then that was told.</summary>
        public bool Refuses(Origin at, FactBuilder builder)
        {
            if (!contradicted.TryGetValue(at, out var why)) return false;
            Refuse(at, why, builder);
            return true;
        }

        static void Refuse(Origin at, Contradictions.Refusal why, FactBuilder builder) => builder.RefuseCounted(at, "fact.contradicts", why.Message, why.Mend);

        /// <summary>Takes note of a fact that is kept.</summary>
        public void Took(FactFields fields)
        {
            if (NameOf(fields) is not { } name) return;
            own[name] = Content(fields);
            Ids.Add(new(name.Source, name.Id, own[name]));
        }

        /// <summary>The name of a fact; <c>null</c>: it has none.</summary>
        public static (string Source, string Id)? NameOf(FactFields fields) => fields.Text("id") is { } id ? (fields.Text("source") ?? fields.FileSource, id) : null;

        // What it says, in whichever order its keys were written.
        static Digest Content(FactFields fields) =>
            Digest.Of(Encoding.UTF8.GetBytes(string.Join('\n', fields.Written.Where(f => f.Text.Length > 0 && f.Name != "source").OrderBy(f => f.Name, StringComparer.Ordinal).ThenBy(f => f.Text, StringComparer.Ordinal).Select(f => $"{f.Name}\0{f.Text}"))));
    }
}

/// <summary>Rows of a batch that nobody looked at.</summary>
/// <param name="First">Line of the first one.</param><param name="Last">Line of the last one.</param><param name="Count">How many there are; 0: none.</param>
public readonly record struct RowsLeftOut(int First, int Last, int Count);

/// <summary>The name of a fact.</summary>
/// <param name="Source">Who says so.</param><param name="Id">Unique within the source.</param><param name="Content">Hash of what the fact says.</param>
public readonly record struct FactId(string Source, string Id, Digest Content);
