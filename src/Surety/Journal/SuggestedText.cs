using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using Surety.Agreements;
using Surety.Facts;
using Surety.Statements;
using Surety.Text;

namespace Surety.Journal;

/// <summary>What a side proposes: facts, or the name of a period. It is kept as it was proposed, one JSON object a line; what it comes to when it is accepted follows from it. Source: docs/guide/record.md, "Exclusions and corrections".</summary>
public sealed record SuggestedText
{
    /// <summary>So many bytes, and so many facts, are one proposal at most.</summary>
    const int MostBytes = 1 << 20, MostFacts = 1000;

    /// <summary>The source of proposed facts that name none.</summary>
    const string Source = FactSender.Proposals;

    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    SuggestedText(ProposalKind kind, ReadOnlyMemory<byte> bytes, ValueList<Row> rows, FactSet facts, CalendarPeriod? period) => (Kind, Bytes, this.rows, Facts, Period) = (kind, bytes, rows, facts, period);

    readonly ValueList<Row> rows;

    /// <summary>What kind of proposal it is.</summary>
    public ProposalKind Kind { get; }

    /// <summary>What is kept: UTF-8, a line feed behind each line.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The facts that are proposed; none of a restatement.</summary>
    public FactSet Facts { get; }

    /// <summary>The period whose statement is to be published again; <c>null</c>: it is no restatement.</summary>
    public CalendarPeriod? Period { get; }

    /// <summary>One object as it was written.</summary>
    /// <param name="Pointer">Where it stands, as a JSON pointer (RFC 6901).</param>
    /// <param name="Fields">Its keys and values, in order; the values as JSON.</param>
    sealed record Row(string Pointer, ValueList<(string Name, string Json)> Fields)
    {
        /// <summary>The text of a value; <c>null</c>: it has none.</summary>
        public string? this[string name] => Fields.LastOrDefault(f => f.Name == name).Json is { } json && json.StartsWith('"') && JsonSerializerText(json) is { Length: > 0 } text ? text : null;

        public bool Has(string name) => Fields.Any(f => f.Name == name && f.Json is not ("null" or "\"\""));

        static string? JsonSerializerText(string json)
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.GetString();
        }
    }

    /// <summary>Reads a proposal, as it came from a person or a program.</summary>
    /// <param name="kind">What kind it is.</param>
    /// <param name="proposal">Its name, which is also the id of a fact that has none.</param>
    /// <param name="file">Name of the file, for places; a place in it is a JSON pointer: <c>exclusion.json#/from</c>.</param>
    /// <param name="json">One JSON object, several, or an array of them.</param>
    /// <param name="versions">The agreement that it is about.</param>
    /// <returns>Refused with everything that is wrong with it.</returns>
    public static Result<SuggestedText> Read(ProposalKind kind, string proposal, string file, ReadOnlyMemory<byte> json, Versions versions)
    {
        ArgumentNullException.ThrowIfNull(versions);
        if (json.Length > MostBytes) return No(file, "", "proposal.long", "A proposal is at most 1 MiB long.", "Facts in such numbers are sent with 'surety ingest'.");
        var problems = new List<Problem>();
        var rows = RowsOf(file, json, problems);
        if (problems.Count > 0) return new Result<SuggestedText>.Refused(problems.ToValueList());
        if (rows.Count is 0 or > MostFacts) return No(file, "", "proposal.empty", rows.Count == 0 ? "Nothing is proposed." : $"A proposal has at most {MostFacts} facts.", rows.Count == 0 ? "Write a fact as a JSON object: {\"type\": \"exclusion\", …}." : "Facts in such numbers are sent with 'surety ingest'.");
        if (kind == ProposalKind.Restatement) return PeriodOf(file, rows);
        foreach (var row in rows) Check(kind, file, row, versions, problems);
        var whole = rows.Select((r, i) => Named(r, proposal, i)).ToValueList();
        var (text, places) = Lines(whole);
        var builder = Reading(proposal, text);
        var facts = builder.Build();
        // What corrects a fact that is in the record finds none here.
        var said = kind == ProposalKind.Correction ? Reading(proposal, text).Problems : builder.Problems;
        problems.AddRange(said.Where(p => p.Severity == Severity.Error).Select(p => p with { At = At(file, places.GetValueOrDefault((p.At.Line, p.At.Column)) ?? rows.ElementAtOrDefault(p.At.Line - 1)?.Pointer ?? "") }));
        return problems.Count > 0 ? new Result<SuggestedText>.Refused(problems.DistinctBy(p => (p.At, p.Code)).ToValueList()) : new Result<SuggestedText>.Ok(new(kind, text, whole, facts, null));
    }

    /// <summary>Reads a proposal as it is kept.</summary>
    /// <returns><c>null</c>: it is none.</returns>
    public static SuggestedText? Kept(Suggestion suggestion, ReadOnlyMemory<byte> text)
    {
        ArgumentNullException.ThrowIfNull(suggestion);
        var problems = new List<Problem>();
        var rows = RowsOf("", text, problems);
        if (problems.Count > 0) return null;
        if (suggestion.What.Kind == ProposalKind.Restatement) return PeriodOf("", rows) is Result<SuggestedText>.Ok { Value: var period } ? period : null;
        return new(suggestion.What.Kind, text, rows.ToValueList(), Reading(suggestion.What.Proposal, text).Build(), null);
    }

    /// <summary>Reads what stands in a proposal without the agreement that it is about, as it is sent to somebody who has it.</summary>
    /// <param name="kind">What kind it is.</param><param name="file">Name of the file, for places.</param><param name="json">One JSON object, several, or an array of them.</param>
    /// <returns>Each fact as JSON with its place, or the period of a restatement; refused: it is none of these.</returns>
    public static Result<(ValueList<(string Pointer, string Json)> Facts, string? Period)> Parts(ProposalKind kind, string file, ReadOnlyMemory<byte> json)
    {
        var problems = new List<Problem>();
        var rows = RowsOf(file, json, problems);
        if (problems.Count == 0 && rows.Count == 0) problems.Add(Error(file, "", "proposal.empty", "Nothing is proposed.", "Write a fact as a JSON object: {\"type\": \"exclusion\", …}."));
        if (problems.Count > 0) return new Result<(ValueList<(string, string)>, string?)>.Refused(problems.ToValueList());
        if (kind != ProposalKind.Restatement) return new Result<(ValueList<(string, string)>, string?)>.Ok((rows.Select(r => (r.Pointer, Encoding.UTF8.GetString(Lines([r]).Text.Span).TrimEnd())).ToValueList(), null));
        return PeriodOf(file, rows) switch
        {
            Result<SuggestedText>.Ok { Value.Period: var period } => new Result<(ValueList<(string, string)>, string?)>.Ok(([], $"{period}")),
            Result<SuggestedText>.Refused refused => new Result<(ValueList<(string, string)>, string?)>.Refused(refused.Problems),
        };
    }

    /// <summary>Whether it announces work that has begun by an instant.</summary>
    public bool IsLate(Instant now) => Kind == ProposalKind.Announcement && Facts.Exclusions.Any(e => e.From < now);

    /// <summary>The sides whose consent it still needs when this side proposes it; none: by the text it stands by itself.</summary>
    /// <param name="versions">Those in force.</param><param name="proposer">The side that proposes.</param><param name="keptBy">The side that keeps the agreement alone; <c>null</c>: both take part, and time is left out by both.</param>
    /// <param name="asBefore">As it was before work was the provider's to announce: who was asked was whom the clause names. What stood by that rule stands in a journal for ever.</param>
    public ValueList<Side> Needs(Versions versions, Side proposer, Side? keptBy, bool asBefore = false)
    {
        ArgumentNullException.ThrowIfNull(versions);
        var other = Suggestion.OtherThan(proposer);
        if (Kind is ProposalKind.Correction or ProposalKind.Restatement) return [other];
        // What was announced before, nobody here has seen: whoever it was told to says so.
        if (Kind == ProposalKind.Exclusion && (keptBy is null || Facts.Exclusions.Any(e => e.Announced is not null))) return [other];
        var asked = Facts.Exclusions.SelectMany(f => Agreeing(f)).Select(Words.Side).ToHashSet();
        // Hours of the provider are taken back by the provider.
        if (Facts.Deeds.Count > 0) asked.Add(Side.Provider);
        return asked.Contains(other) ? [other] : [];

        // What does not count relieves the provider: where the clause asks for nobody, the work is the provider's, and whoever does it announces it.
        ValueList<string> Agreeing(ExcludedTime fact) => versions.At(fact.From).Scope.Exclusions.FirstOrDefault(e => e.Name == fact.Exclusion)?.AgreedBy is { Count: > 0 } sides ? sides : keptBy is null && !asBefore ? [Words.Of(Side.Provider)] : [];
    }

    /// <summary>The facts that it comes to when it is accepted: exclusions say who agreed, announcements when they were told.</summary>
    /// <param name="suggestion">The proposal.</param><param name="consent">Who consented.</param>
    public ReadOnlyMemory<byte> Accepted(Suggestion suggestion, Consent consent)
    {
        ArgumentNullException.ThrowIfNull(suggestion);
        var sides = consent == Consent.Text ? $"[\"{Words.Of(suggestion.What.Side)}\"]" : "[\"provider\",\"customer\"]";
        return Lines(rows.Select(row => row["type"] != "exclusion" ? row : row with
        {
            Fields = [.. row.Fields, .. Kind == ProposalKind.Announcement ? [("announced", $"\"{Display.InUtc(suggestion.Known)}\"")] : (ValueList<(string, string)>)[], ("agreed by", sides)],
        }).ToValueList()).Text;
    }

    /// <summary>Names of its facts, each with its place in the proposal, and the fact in whose place it comes.</summary>
    public IEnumerable<(string Pointer, string Source, string Id, string? Supersedes)> Names => rows.Select(r => (r.Pointer, r["source"] ?? Source, r["id"] ?? "", r["supersedes"]));

    /// <summary>Reads the facts of a proposal into a builder.</summary>
    public static void Read(FactBuilder builder, string proposal, ReadOnlyMemory<byte> lines) => JsonLines.Read(builder, proposal, lines, source: Source);

    static FactBuilder Reading(string proposal, ReadOnlyMemory<byte> lines)
    {
        var builder = new FactBuilder();
        Read(builder, proposal, lines);
        return builder;
    }

    static Result<SuggestedText> PeriodOf(string file, List<Row> rows)
    {
        var problems = new List<Problem>();
        if (rows.Count != 1) return No(file, "", "proposal.period", "One period is published again by one proposal.", "Write {\"period\": \"2026-10\"}.");
        foreach (var (name, _) in rows[0].Fields.Where(f => f.Name != "period")) problems.Add(Error(file, Child(rows[0], name), "proposal.unknown-key", $"{Quoted.Of(name)} is no key of a restatement.", "Write {\"period\": \"2026-10\"} and nothing else."));
        CalendarPeriod? period = null;
        if (rows[0]["period"] is not { } written) problems.Add(Error(file, rows[0].Pointer, "proposal.period", "The restatement does not say of which period.", "Write {\"period\": \"2026-10\"}."));
        else if (Phrase.Period("", written) is Result<CalendarPeriod>.Ok { Value: var read }) period = read;
        else problems.Add(Error(file, Child(rows[0], "period"), "proposal.period", $"{Quoted.Of(written)} is no period.", "Write the month as statements name it: 2026-10."));
        if (problems.Count > 0) return new Result<SuggestedText>.Refused(problems.ToValueList());
        return new Result<SuggestedText>.Ok(new(ProposalKind.Restatement, Lines([new("", [("period", $"\"{period}\"")])]).Text, [], FactSet.Empty, period));
    }

    static void Check(ProposalKind kind, string file, Row row, Versions versions, List<Problem> problems)
    {
        var type = row["type"];
        if (row.Has("agreed by")) problems.Add(Error(file, Child(row, "agreed by"), "proposal.agreed-by", "A proposal does not say who agreed: its answer does.", "Leave \"agreed by\" out."));
        if (kind == ProposalKind.Correction)
        {
            foreach (var (key, why) in new[] { ("supersedes", "the id of the fact in whose place it comes"), ("source", "the source of that fact"), ("id", "an id of its own") })
                if (!row.Has(key)) problems.Add(Error(file, row.Pointer, "proposal.correction", $"A correction has \"{key}\": {why}.", $"Add \"{key}\"."));
        }
        else if (row.Has("supersedes")) problems.Add(Error(file, Child(row, "supersedes"), "proposal.supersedes", "Facts that come in the place of others are a correction.", "Propose it as a correction."));
        if (kind == ProposalKind.Exclusion && type is not (null or "exclusion")) problems.Add(Error(file, Child(row, "type"), "proposal.type", $"An exclusion is a fact of type 'exclusion', and this is {Quoted.Of(type)}.", "Other facts are sent with 'surety ingest', or proposed as a correction of what is there."));
        if (kind == ProposalKind.Announcement)
        {
            if (type is not (null or "exclusion" or "cancelled")) problems.Add(Error(file, Child(row, "type"), "proposal.type", $"Work is announced by a fact of type 'exclusion', and taken back by one of type 'cancelled'; this is {Quoted.Of(type)}."));
            if (row.Has("announced")) problems.Add(Error(file, Child(row, "announced"), "proposal.announced", "What is announced here is announced now.", "Leave \"announced\" out; what was told in another way before is proposed as an exclusion."));
        }
        if (type == "exclusion" && row["exclusion"] is { } name) Known(file, Child(row, "exclusion"), name, versions, problems);
        if (type == "cancelled" && row["of"] is { } of) Known(file, Child(row, "of"), of, versions, problems);
    }

    static void Known(string file, string pointer, string name, Versions versions, List<Problem> problems)
    {
        var names = versions.All.SelectMany(v => v.Scope.Exclusions).Select(e => e.Name).Distinct().ToList();
        if (!names.Contains(name)) problems.Add(Error(file, pointer, "proposal.exclusion", $"{Quoted.Of(name)} is no exclusion of the agreement.", Nearest.Question(name, names) ?? (names.Count == 0 ? "It has none." : $"There are: {string.Join(", ", names)}.")));
    }

    /// <summary>A fact without id is known by the name of the proposal, so that it counts once and can be corrected.</summary>
    static Row Named(Row row, string proposal, int index)
    {
        var fields = row.Fields.Where(f => row.Has(f.Name) || f.Name is not ("id" or "source")).ToList();
        if (!row.Has("id")) fields.Add(("id", $"\"{proposal}{(index == 0 ? "" : "-" + (index + 1).ToString(CultureInfo.InvariantCulture))}\""));
        if (!row.Has("source")) fields.Add(("source", $"\"{Source}\""));
        return row with { Fields = fields.ToValueList() };
    }

    static List<Row> RowsOf(string file, ReadOnlyMemory<byte> json, List<Problem> problems)
    {
        var rows = new List<Row>();
        if (json.Span.StartsWith("\uFEFF"u8)) json = json[3..];
        try
        {
            var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = 8, AllowMultipleValues = true });
            var all = new List<(JsonElement Value, bool IsListed)>();
            while (reader.Read())
            {
                using var document = JsonDocument.ParseValue(ref reader);
                if (document.RootElement.ValueKind == JsonValueKind.Array) all.AddRange(document.RootElement.EnumerateArray().Select(e => (e.Clone(), true)));
                else all.Add((document.RootElement.Clone(), false));
            }
            foreach (var (index, (value, isListed)) in all.Index())
            {
                var pointer = all.Count == 1 && !isListed ? "" : $"/{index}";
                if (value.ValueKind == JsonValueKind.Object) rows.Add(new(pointer, value.EnumerateObject().Select(p => (p.Name, Compact(p.Value))).ToValueList()));
                else problems.Add(Error(file, pointer, "proposal.json", "A proposal is a JSON object, or a list of them.", "Write {\"type\": \"exclusion\", …}."));
            }
        }
        catch (JsonException broken)
        {
            problems.Add(new(new(file, (int)Math.Min((broken.LineNumber ?? 0) + 1, int.MaxValue), (int)Math.Min((broken.BytePositionInLine ?? 0) + 1, int.MaxValue)), Severity.Error, "proposal.json", "It is no JSON from here on.", "Write an object: {\"type\": \"exclusion\", …}."));
        }
        catch (InvalidOperationException)
        {
            problems.Add(Error(file, "", "proposal.json", "It is no UTF-8 text.", null));
        }
        return rows;
    }

    static string Compact(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options)) value.WriteTo(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes objects as lines, and says which place of a line is which place of the proposal.</summary>
    static (ReadOnlyMemory<byte> Text, Dictionary<(int Line, int Column), string> Places) Lines(ValueList<Row> rows)
    {
        var (text, places) = (new StringBuilder(), new Dictionary<(int, int), string>());
        foreach (var (index, row) in rows.Index())
        {
            var line = new StringBuilder("{");
            foreach (var (name, json) in row.Fields)
            {
                line.Append(line.Length > 1 ? "," : "").Append('"').Append(JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)).Append("\":");
                places[(index + 1, line.Length + 1)] = Child(row, name);
                if (json.StartsWith('{') || json.StartsWith('[')) Inside(json, line.Length, index + 1, Child(row, name), places);
                line.Append(json);
            }
            text.Append(line.Append("}\n"));
        }
        return (Encoding.UTF8.GetBytes(text.ToString()), places);
    }

    /// <summary>Places of the values in a list or in an object of labels.</summary>
    static void Inside(string json, int before, int line, string pointer, Dictionary<(int, int), string> places)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes);
        var (index, name, isObject) = (0, "", json[0] == '{');
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1) continue;
            if (reader.TokenType == JsonTokenType.PropertyName) name = reader.GetString()!;
            else places[(line, before + Encoding.UTF8.GetCharCount(bytes.AsSpan(0, (int)reader.TokenStartIndex)) + 1)] = $"{pointer}/{(isObject ? Escaped(name) : (index++).ToString(CultureInfo.InvariantCulture))}";
        }
    }

    static string Child(Row row, string name) => $"{row.Pointer}/{Escaped(name)}";

    static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    static Location At(string file, string pointer) => new(pointer.Length == 0 ? file : $"{file}#{pointer}", 0, 0);

    static Problem Error(string file, string pointer, string code, string message, string? mend = null) => new(At(file, pointer), Severity.Error, code, message, mend);

    static Result<SuggestedText> No(string file, string pointer, string code, string message, string? mend) => new Result<SuggestedText>.Refused([Error(file, pointer, code, message, mend)]);
}
