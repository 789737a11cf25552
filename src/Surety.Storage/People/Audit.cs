using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using Surety.Journal;
using Surety.Storage.Records;

namespace Surety.Storage.People;

/// <summary>What became of something that somebody tried.</summary>
public enum Outcome
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was allowed, and could not be done.</summary>
    Refused,

    /// <summary>It was not allowed.</summary>
    Denied,
}

/// <summary>Something that was done, or tried.</summary>
/// <param name="Party">In whose audit; empty: nobody's, as where nobody knows who knocked.</param>
/// <param name="At">When.</param>
/// <param name="By">Name of the caller, without personal data.</param>
/// <param name="Action">What it is, as <c>person.invite</c>.</param>
/// <param name="Space">At which space; empty: none.</param>
/// <param name="About">To what or whom, without personal data.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record AuditLine(string Party, Instant At, string By, string Action, string Space, string About, Outcome Outcome)
{
    /// <summary>Whether <see cref="Denials"/> has let it through already.</summary>
    internal bool IsTaken { get; init; }
}

/// <summary>A line of the audit as it is kept.</summary>
/// <param name="Seq">From 1 for each party, without a gap.</param><param name="Line">What it says.</param><param name="Previous">Hash of the line before.</param><param name="Hash">Of this one.</param>
public sealed record AuditEntry(long Seq, AuditLine Line, Digest Previous, Digest Hash);

/// <summary>What was done on a server, by whom: for each party a chain of lines, each with the hash of the one before, written in the transaction of what it tells.</summary>
public static class Audit
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    const string Columns = "seq, at, by, action, space, about, outcome, previous, hash";

    /// <summary>So many lines are looked through at a time for those that are wanted.</summary>
    public const int MostSought = 10_000;

    /// <summary>Lines of a party, the newest first.</summary>
    /// <param name="reading">Into the record.</param><param name="party">Whose; empty: nobody's.</param><param name="before">Only those with smaller numbers; <c>null</c>: from the newest.</param><param name="most">So many.</param><param name="cancellation">Ends it.</param>
    public static async Task<ValueList<AuditEntry>> ListAsync(Reading reading, string party, long? before, int most, CancellationToken cancellation) =>
        (await reading.Command($"select {Columns} from audit where party = @party and seq < @before order by seq desc limit @most", ("party", party), ("before", before ?? long.MaxValue), ("most", (long)most))
            .RowsAsync(r => Read(r, party), cancellation)).Select(e => e.Entry).ToValueList();

    /// <summary>Lines of a party of some kind, the newest first. However many there are, a stretch of them is looked through, and whoever asks goes on behind it.</summary>
    /// <param name="reading">Into the record.</param><param name="party">Whose; empty: nobody's.</param><param name="before">Only those with smaller numbers; <c>null</c>: from the newest.</param><param name="most">So many.</param>
    /// <param name="by">Only what this caller did; empty: whoever.</param><param name="action">Only this; empty: whatever.</param><param name="outcome">Only what came to this; <c>null</c>: to anything.</param><param name="cancellation">Ends it.</param><param name="sought">So many lines are looked through.</param>
    /// <returns>The lines, the first and the last number that was looked through, and before which number it goes on; <c>null</c>: there are no more.</returns>
    public static async Task<(ValueList<AuditEntry> Lines, long First, long Last, long? Next)> SeekAsync(Reading reading, string party, long? before, int most, string by, string action, Outcome? outcome, CancellationToken cancellation, int sought = MostSought)
    {
        var newest = (await reading.Command("select seq from audit where party = @party order by seq desc limit 1", ("party", party)).RowsAsync(r => r.Whole(0), cancellation)).FirstOrDefault();
        var last = Math.Min(newest, (before ?? long.MaxValue) - 1);
        var first = Math.Max(1, last - sought + 1);
        var lines = (await reading.Command(
            $"select {Columns} from audit where party = @party and seq between @first and @last and (@by = '' or by = @by) and (@action = '' or action = @action) and (@outcome = '' or outcome = @outcome) order by seq desc limit @most",
            ("party", party), ("by", by), ("action", action), ("outcome", outcome is { } came ? Of(came) : ""), ("first", first), ("last", last), ("most", most + 1L)).RowsAsync(r => Read(r, party), cancellation)).ConvertAll(e => e.Entry);
        if (lines.Count > most) return (lines.Take(most).ToValueList(), lines[most - 1].Seq, last, lines[most - 1].Seq);
        return (lines.ToValueList(), first, last, first > 1 ? first : null);
    }

    /// <summary>Parties that have an audit; the empty one is nobody's.</summary>
    public static Task<List<string>> PartiesAsync(Reading reading, CancellationToken cancellation) => reading.Command("select distinct party from audit order by party").RowsAsync(r => r.Text(0), cancellation);

    /// <summary>Looks whether the audit of a party is whole: numbers without a gap, each hash of its line and of the one before.</summary>
    /// <returns>What was changed behind our back, by number; what was cut off at the end nobody can tell from the rest.</returns>
    public static async Task<ValueList<Finding>> VerifyAsync(Reading reading, string party, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        var (seq, previous) = (0L, default(Digest));
        foreach (var (entry, isWhole) in await reading.Command($"select {Columns} from audit where party = @party order by seq", ("party", party)).RowsAsync(r => Read(r, party), cancellation))
        {
            if (entry.Seq != seq + 1) findings.Add(new(seq + 1, "audit.gap", entry.Seq == seq + 2 ? $"Line {seq + 1} of the audit of '{party}' is missing." : $"Lines {seq + 1} to {entry.Seq - 1} of the audit of '{party}' are missing."));
            else if (entry.Previous != previous) findings.Add(new(entry.Seq, "audit.chain", $"Line {entry.Seq} of the audit of '{party}' does not follow from the one before."));
            if (!isWhole || entry.Hash != HashOf(entry.Seq, entry.Line, entry.Previous)) findings.Add(new(entry.Seq, "audit.line", $"Line {entry.Seq} of the audit of '{party}' was changed."));
            (seq, previous) = (entry.Seq, entry.Hash);
        }
        return findings.ToValueList();
    }

    /// <summary>Writes lines behind those that are there.</summary>
    internal static async Task WriteAsync(Reading reading, List<AuditLine> lines, bool isRefused)
    {
        foreach (var party in lines.Where(l => !isRefused || l.Outcome != Outcome.Done).GroupBy(l => l.Party, StringComparer.Ordinal))
        {
            var (seq, previous) = (await reading.Command("select seq, hash from audit where party = @party order by seq desc limit 1", ("party", party.Key)).RowsAsync(r => (r.Whole(0), r.Bytes(1)), default)) is [var last] ? last : (0, default(Digest).ToBytes());
            foreach (var line in party)
            {
                seq++;
                var hash = HashOf(seq, line, previous.Length == Digest.Length ? Digest.From(previous) : default).ToBytes();
                await reading.StageAsync($"insert into audit (party, {Columns}) values (@party, @seq, @at, @by, @action, @space, @about, @outcome, @previous, @hash)", [("party", line.Party), ("seq", seq), ("at", line.At.ToUnixTimeTicks()), ("by", line.By),
                    ("action", line.Action), ("space", line.Space), ("about", line.About), ("outcome", Of(line.Outcome)), ("previous", previous), ("hash", hash)], (Count?)null);
                previous = hash;
            }
        }
    }

    /// <summary>An outcome in one word.</summary>
    public static string Of(Outcome outcome) => outcome switch { Outcome.Done => "done", Outcome.Refused => "refused", Outcome.Denied => "denied" };

    static (AuditEntry Entry, bool IsWhole) Read(System.Data.Common.DbDataReader row, string party)
    {
        var (outcome, previous, hash) = (row.Text(6), row.Bytes(7), row.Bytes(8));
        var known = Enum.GetValues<Outcome>().Where(o => Of(o) == outcome).Select(o => (Outcome?)o).FirstOrDefault();
        var isWhole = known is not null && previous.Length == Digest.Length && hash.Length == Digest.Length;
        return (new(row.Whole(0), new(party, Sql.At(row.Whole(1)), row.Text(2), row.Text(3), row.Text(4), row.Text(5), known ?? Outcome.Refused), isWhole ? Digest.From(previous) : default, isWhole ? Digest.From(hash) : default), isWhole);
    }

    static Digest HashOf(long seq, AuditLine line, Digest previous)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("party", line.Party);
            json.WriteNumber("seq", seq);
            json.WriteNumber("at", line.At.ToUnixTimeTicks());
            json.WriteString("by", line.By);
            json.WriteString("action", line.Action);
            json.WriteString("space", line.Space);
            json.WriteString("about", line.About);
            json.WriteString("outcome", Of(line.Outcome));
            json.WriteString("previous", previous.ToString());
            json.WriteEndObject();
        }
        return Digest.Of(buffer.WrittenSpan);
    }
}
