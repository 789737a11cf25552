using System.Text;
using NodaTime;
using Surety.Agreements;
using Surety.Facts;
using Surety.Journal;
using Surety.Scope;
using Surety.Statements;
using Surety.Storage.People;

namespace Surety.Storage.Records;

/// <summary>What a notice comes to.</summary>
/// <param name="At">When it was given.</param>
/// <param name="By">The side that gave it.</param>
/// <param name="LastDay">The last day of the agreement; <c>null</c>: it goes on all the same.</param>
/// <param name="Seq">The entry that has it.</param>
public sealed record Ended(Instant At, Side By, LocalDate? LastDay, long Seq);

/// <summary>Ends an agreement by notice: a fact <c>notice</c> of <c>term</c> that a side gives, once. Source: docs/guide/record.md, "Agreements".</summary>
public static class Ending
{
    /// <summary>The batch that has the notice: a space has one at most.</summary>
    internal const string Batch = "notice of term";

    /// <summary>Gives notice.</summary>
    /// <param name="store">Where.</param><param name="by">Who does it.</param><param name="cancellation">Ends the waiting.</param><param name="applicant">The party whose side gives it.</param><param name="expected">What <see cref="Reading.RevisedAsync"/> said when it was looked at; <c>null</c>: whatever is there.</param>
    /// <returns>Refused: it was changed meanwhile, nothing is in force, the text knows no end by notice, or notice was given before.</returns>
    public static async Task<Result<Written<Ended>>> EndAsync(Store store, string? by, Applicant applicant, CancellationToken cancellation, long? expected = null)
    {
        await using var reading = await store.LookAsync(cancellation);
        var looking = await RecordedSpace.NowAsync(reading, applicant.Space, cancellation);
        if (looking is not Result<RecordedSpace>.Ok { Value: var looked }) return new Result<Written<Ended>>.Refused(((Result<RecordedSpace>.Refused)looking).Problems);
        return await store.WriteAsync<Ended>(applicant.Space, by, async writing =>
        {
            if (await applicant.AdmitAsync(writing, by, "agreement.end", "notice", cancellation) is { Count: > 0 } none) return new Result<Ended>.Refused(none);
            if (await writing.ChangedAsync(expected, cancellation) is { Count: > 0 } changed) return new Result<Ended>.Refused(changed);
            if (await writing.Reading.BatchAsync(applicant.Space, Batch, cancellation) is var (before, _)) return No("agreement.noticed", $"Notice was given already, in entry {before}.", null);
            if (!writing.Space!.InForce.SequenceEqual(looked.Space.InForce)) return No("space.changed", "Another version of the agreement came into force meanwhile.", "Look at it as it is now, and decide again.");
            if (looked.Versions is not { } versions) return No("agreement.not-in-force", "No version of the agreement is in force, so there is nothing to end.", "A proposal ends by itself: nobody need sign it.");
            if (!TermTime.EndsByNotice(versions.Newest.Term)) return No("agreement.no-notice", versions.Newest.Term.To is { } to ? $"The agreement ends on {Display.Iso(to)} by itself, and its text knows no end by notice." : "The text states no notice by which the agreement could be ended.", "Agree on an amendment whose 'term' has another 'to'.");
            // A fact is not known before it arrives.
            var at = Instant.FromUnixTimeSeconds(writing.Now.ToUnixTimeSeconds());
            var fact = Fact(applicant.Side, at);
            var sent = new SentFacts(Batch, Digest.Of(fact), builder => Read(builder, fact));
            var taking = await Ingest.TakeAsync(writing, applicant.Space, sent, FactBatch.Read(sent.Read, new Dictionary<(string, string), Digest>(), writing.Now), cancellation);
            if (taking is not Result<Receipt>.Ok { Value: { Batch: { Accepted: > 0 } } receipt }) return taking is Result<Receipt>.Refused refused ? new Result<Ended>.Refused(refused.Problems) : No("agreement.noticed", "The same notice is in the record already.", null);
            writing.Audit(applicant.Party, by ?? "", "agreement.end", "notice", Outcome.Done);
            return new Result<Ended>.Ok(new(at, applicant.Side, LastDay(versions, fact), receipt.Seq));
        }, cancellation, applicant.Access);
    }

    /// <summary>The notice that was given here; <c>null</c>: none was.</summary>
    public static async Task<Ended?> FindAsync(Reading reading, Space space, Versions versions, CancellationToken cancellation)
    {
        if (await reading.BatchAsync(space.Name, Batch, cancellation) is not var (seq, content) || await reading.EntriesAsync(space.Name, seq, seq, cancellation) is not [var (_, bytes)] || Entry.Read(bytes) is not { } entry) return null;
        var at = Instant.FromUnixTimeSeconds(entry.Known.ToUnixTimeSeconds());
        foreach (var side in Enum.GetValues<Side>())
            if (Digest.Of(Fact(side, at)) == content) return new(at, side, LastDay(versions, Fact(side, at)), seq);
        return null;
    }

    static LocalDate? LastDay(Versions versions, byte[] fact)
    {
        var builder = new FactBuilder();
        Read(builder, fact);
        return versions.TimeIn(builder.Build()).LastDay;
    }

    static byte[] Fact(Side side, Instant at) => Encoding.UTF8.GetBytes($$"""{"type":"notice","of":"term","by":"{{(side == Side.Provider ? "provider" : "customer")}}","at":"{{Display.InUtc(at)}}"}""" + "\n");

    static void Read(FactBuilder builder, byte[] fact) => JsonLines.Read(builder, Batch, fact, source: Batch);

    static Result<Ended> No(string code, string message, string? mend) => new Result<Ended>.Refused([new(default, Severity.Error, code, message, mend)]);
}
