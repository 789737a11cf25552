using Surety.Journal;
using Surety.Storage.People;

namespace Surety.Storage.Records;

/// <summary>Takes texts out that lie beside a journal. Source: docs/guide/record.md, "Erasure".</summary>
public static class Erasing
{
    /// <summary>Erases the text beside an entry, for the party that wrote it.</summary>
    /// <param name="store">Where.</param><param name="caller">Who.</param><param name="applicant">Its party at its seat.</param><param name="seq">The entry.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns>Refused: the other side wrote it, or there is no such text.</returns>
    public static Task<Result<Written<Entry>>> EraseAsync(Store store, Caller caller, Applicant applicant, long seq, CancellationToken cancellation) => store.WriteAsync<Entry>(applicant.Space, caller.Name, async writing =>
    {
        var about = $"entry {seq}";
        if (await applicant.AdmitAsync(writing, caller.Name, "agreement.erase", about, cancellation) is { Count: > 0 } none) return new Result<Entry>.Refused(none);
        var by = await writing.Reading.EntriesAsync(applicant.Space, seq, seq, cancellation) is [var (_, bytes)] ? Entry.Read(bytes)?.By : null;
        if (by is null || !await IsOwnAsync(writing.Reading, caller.Party, by, cancellation))
        {
            writing.Audit(caller.Party, caller.Name, "agreement.erase", about, Outcome.Denied);
            return new Result<Entry>.Refused([new(new("entry", 0, 0), Severity.Error, "caller.not-own", $"Somebody else wrote the text beside entry {seq}, and only that one erases it.")]);
        }
        var erasing = writing.Append(new Recorded.Erased(seq));
        if (erasing is Result<Entry>.Ok) writing.Audit(caller.Party, caller.Name, "agreement.erase", about, Outcome.Done);
        return erasing;
    }, cancellation, applicant.Access);

    static async Task<bool> IsOwnAsync(Reading reading, string party, string by, CancellationToken cancellation) =>
        (await Persons.ListAsync(reading, party, cancellation)).Any(p => p.CallerName == by) || (await ApiKeys.ListAsync(reading, party, cancellation)).Any(k => k.CallerName == by);
}
