using NodaTime;
using Surety.Journal;
using Surety.Storage.Records;

namespace Surety.Storage.People;

/// <summary>What a party may let the server erase by itself; what proves a figure is none of it.</summary>
public enum Kept
{
    /// <summary>Reasons that people of the party wrote: of revisions, proposals and answers.</summary>
    Reasons,

    /// <summary>Names and e-mails of people that have ended.</summary>
    People,
}

/// <summary>How long a party keeps something.</summary>
/// <param name="Party">Handle of the party.</param>
/// <param name="Space">The agreement; empty: all that have no rule of their own, or nothing in particular.</param>
/// <param name="Kind">What.</param>
/// <param name="Days">So many days, from when it was written, or from when a person ended.</param>
/// <param name="By">Name of the caller that said so.</param>
/// <param name="At">When.</param>
public sealed record RetentionRule(string Party, string Space, Kept Kind, int Days, string By, Instant At);

/// <summary>How long parties keep what may be erased, and its erasure when that is over. Source: docs/guide/operate.md, "Retention and erasure".</summary>
public static class Retention
{
    /// <summary>Fewest and most days of a rule.</summary>
    public const int Least = 1, Most = 36_500;

    /// <summary>So long invitations are kept that can no longer be accepted, or were: names and e-mails of others stand in them.</summary>
    public static readonly Duration ClosedInvitations = Duration.FromDays(30);

    const string Columns = "party, space, kind, days, by, at";

    /// <summary>Rules of a party, in order.</summary>
    public static async Task<ValueList<RetentionRule>> ListAsync(Reading reading, string party, CancellationToken cancellation) =>
        (await reading.Command($"select {Columns} from retention where party = @party order by space, kind", ("party", party)).RowsAsync(Read, cancellation)).ToValueList();

    static RetentionRule Read(System.Data.Common.DbDataReader r) => new(r.Text(0), r.Text(1), KindOf(r.Text(2)) ?? Kept.Reasons, (int)r.Whole(3), r.Text(4), Sql.At(r.Whole(5)));

    /// <summary>A kind in one word.</summary>
    public static string Of(Kept kind) => kind switch { Kept.Reasons => "reasons", Kept.People => "people" };

    /// <summary>A kind by its word; <c>null</c>: it is none.</summary>
    public static Kept? KindOf(string word) => Enum.GetValues<Kept>().Where(k => Of(k) == word).Select(k => (Kept?)k).FirstOrDefault();

    /// <summary>Says how long something is kept.</summary>
    /// <param name="store">Where.</param><param name="caller">Who.</param><param name="space">The agreement; empty: all without a rule of their own.</param><param name="kind">What.</param><param name="days">So many; <c>null</c>: there is no such rule any more.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns>Refused: the party does not sit at the agreement, or people are kept for one agreement, which they are not.</returns>
    public static Task<Result<int>> KeepAsync(Store store, Caller caller, string space, Kept kind, int? days, CancellationToken cancellation) => store.ChangeAsync(caller.Access, async changing =>
    {
        if (kind == Kept.People && space.Length > 0) return Fields.Refused<int>("agreement", "retention.people", "People belong to a party, and to no agreement.", "Leave 'agreement' out.");
        if (space.Length > 0 && (!caller.IsFor(space) || await Seats.FindAsync(changing.Reading, space, caller.Party, cancellation) is not { Reads: false })) return Fields.Refused<int>("agreement", "space.none", $"There is no agreement {Text.Quoted.Of(space)}.");
        changing.Stage("delete from retention where party = @party and space = @space and kind = @kind", ("party", caller.Party), ("space", space), ("kind", Of(kind)));
        if (days is { } given)
            changing.Stage($"insert into retention ({Columns}) values (@party, @space, @kind, @days, @by, @at)", ("party", caller.Party), ("space", space), ("kind", Of(kind)), ("days", (long)given), ("by", caller.Name), ("at", changing.Now.ToUnixTimeTicks()));
        changing.Audit(caller.Party, caller.Name, "retention.set", days is { } so ? $"{Of(kind)}: {so} days" : $"{Of(kind)}: no limit", Outcome.Done, space);
        return new Result<int>.Ok(0);
    }, cancellation);

    /// <summary>Erases what its party keeps no longer, and takes away what has ended by itself: sessions, invitations, answers to repeated requests.</summary>
    /// <returns>So many texts and people were erased.</returns>
    public static async Task<int> RunAsync(Store store, CancellationToken cancellation)
    {
        await Sessions.PruneAsync(store, cancellation);
        await Replays.PruneAsync(store, cancellation);
        await store.ChangeAsync(new Access.All(), changing =>
        {
            changing.Stage("delete from invitation where (accepted is not null and accepted <= @before) or ends <= @before", ("before", (changing.Now - ClosedInvitations).ToUnixTimeTicks()));
            return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
        }, cancellation);
        List<RetentionRule> rules;
        await using (var reading = await store.LookAsync(new Access.All(), cancellation)) rules = await reading.Command($"select {Columns} from retention order by party, space, kind").RowsAsync(Read, cancellation);
        var erased = 0;
        foreach (var rule in rules)
            erased += rule.Kind == Kept.People ? await PeopleAsync(store, rule, cancellation) : await ReasonsAsync(store, rule, rules, cancellation);
        return erased;
    }

    static async Task<int> PeopleAsync(Store store, RetentionRule rule, CancellationToken cancellation)
    {
        var ended = 0;
        await using (var reading = await store.LookAsync(new Access.All(), cancellation))
            foreach (var person in (await Persons.ListAsync(reading, rule.Party, cancellation)).Where(p => !p.IsErased && p.Ended is { } end && end + Duration.FromDays(rule.Days) <= store.Now))
            {
                await store.ChangeAsync(new Access.All(), changing =>
                {
                    Persons.StageErasure(changing, person);
                    changing.Audit(rule.Party, "retention", "person.erase", person.CallerName, Outcome.Done);
                    return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
                }, cancellation);
                ended++;
            }
        return ended;
    }

    static async Task<int> ReasonsAsync(Store store, RetentionRule rule, List<RetentionRule> rules, CancellationToken cancellation)
    {
        var before = (store.Now - Duration.FromDays(rule.Days)).ToUnixTimeTicks();
        HashSet<string> own;
        List<(string Space, long Seq, byte[] Bytes)> old;
        await using (var reading = await store.LookAsync(new Access.All(), cancellation))
        {
            own = [.. (await Persons.ListAsync(reading, rule.Party, cancellation)).Select(p => p.CallerName), .. (await ApiKeys.ListAsync(reading, rule.Party, cancellation)).Select(k => k.CallerName)];
            old = await reading.Command("select t.space, t.seq, e.bytes from erasable t join entry e on e.space = t.space and e.seq = t.seq where e.known <= @before and (@space = '' or t.space = @space) order by t.space, t.seq", ("before", before), ("space", rule.Space)).RowsAsync(r => (r.Text(0), r.Whole(1), r.Bytes(2)), cancellation);
        }
        // Where an agreement has a rule of its own, the general one is silent.
        var due = old.Where(o => (rule.Space.Length > 0 || !rules.Any(r => r.Party == rule.Party && r.Kind == Kept.Reasons && r.Space == o.Space)) && Entry.Read(o.Bytes)?.By is { } by && own.Contains(by)).GroupBy(o => o.Space, StringComparer.Ordinal);
        var erased = 0;
        foreach (var space in due)
            if (await store.WriteAsync<int>(space.Key, null, writing =>
            {
                var gone = 0;
                foreach (var (_, seq, _) in space)
                {
                    // Somebody may have erased it since we looked.
                    if (writing.Append(new Recorded.Erased(seq)) is not Result<Entry>.Ok) continue;
                    writing.Audit(rule.Party, "retention", "agreement.erase", $"entry {seq}", Outcome.Done);
                    gone++;
                }
                return Task.FromResult<Result<int>>(new Result<int>.Ok(gone));
            }, cancellation) is Result<Written<int>>.Ok { Value.Value: var count }) erased += count;
        return erased;
    }
}
