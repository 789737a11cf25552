using System.Data.Common;
using NodaTime;
using Surety.Storage.Records;

namespace Surety.Storage.People;

/// <summary>A key by which a program calls.</summary>
/// <param name="Party">Handle of its party.</param>
/// <param name="Id">12 characters.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Sources">The sources that it may send facts as; empty: any.</param>
/// <param name="Space">The one space that it is for; <c>null</c>: all of its party's.</param>
/// <param name="Made">When it was made.</param>
/// <param name="By">Name of the caller that made it.</param>
/// <param name="Ends">When it ends; <c>null</c>: not by itself.</param>
/// <param name="Revoked">When it was revoked; <c>null</c>: it was not.</param>
public sealed record ApiKey(string Party, string Id, string Label, ValueList<Permission> Scopes, ValueList<string> Sources, string? Space, Instant Made, string By, Instant? Ends, Instant? Revoked)
{
    /// <summary>As journals and audits name it.</summary>
    public string CallerName => $"key:{Id}";

    /// <summary>Whether it opens anything.</summary>
    public bool Counts(Instant now) => Revoked is null && (Ends is not { } ends || now < ends);
}

/// <summary>A key that is wanted.</summary>
/// <param name="Label">What people call it.</param><param name="Scopes">What it may do; at least one thing.</param><param name="Sources">The sources that it may send facts as; empty: any.</param><param name="Space">The one space that it is for; <c>null</c>: all.</param><param name="Ends">When it ends; <c>null</c>: not by itself.</param>
public sealed record WantedKey(string Label, ValueList<Permission> Scopes, ValueList<string> Sources, string? Space, Instant? Ends);

/// <summary>A key that was made.</summary>
/// <param name="Key">What is kept of it.</param><param name="Token">What the program sends, told this once: <c>surety_PARTY_ID_SECRET</c>.</param>
public sealed record MadeKey(ApiKey Key, string Token);

/// <summary>API keys of a party.</summary>
public static class ApiKeys
{
    const string Columns = "party, key, label, scopes, sources, space, made, by, ends, revoked";

    /// <summary>Makes a key.</summary>
    /// <returns>Refused: something about it is wrong, or its maker may not do itself what it could.</returns>
    public static Task<Result<MadeKey>> MakeAsync(Store store, Caller caller, WantedKey wanted, CancellationToken cancellation) => store.ChangeAsync(caller.Access, async changing =>
    {
        const string action = "key.make";
        if (Problems(wanted, changing.Now).ToValueList() is { Count: > 0 } problems) return new Result<MadeKey>.Refused(problems);
        if (!wanted.Scopes.All(caller.May) || !wanted.Sources.All(caller.MaySendAs) || (wanted.Sources.Count == 0 && caller.Sources.Count > 0)) return Persons.NotOwn<MadeKey>(changing, caller, action, "");
        if (wanted.Space is { } space && await Seats.FindAsync(changing.Reading, space, caller.Party, cancellation) is null) return Fields.Refused<MadeKey>("space", "space.none", $"There is no space {Text.Quoted.Of(space)}.");
        var (id, secret, now) = (Secrets.Id(12), Secrets.New(), changing.Now.ToUnixTimeTicks());
        var key = new ApiKey(caller.Party, id, wanted.Label.Trim(), wanted.Scopes.Distinct().Order().ToValueList(), wanted.Sources.Distinct().ToValueList(), wanted.Space, Sql.At(now), caller.Name, wanted.Ends, null);
        changing.Stage("insert into api_key (party, key, label, scopes, sources, space, hash, made, by, ends) values (@party, @key, @label, @scopes, @sources, @space, @hash, @made, @by, @ends)",
            ("party", key.Party), ("key", id), ("label", key.Label), ("scopes", RoleWords.Text(key.Scopes)), ("sources", string.Join('\n', key.Sources)), ("space", key.Space), ("hash", Secrets.Hash(secret)), ("made", now), ("by", key.By), ("ends", key.Ends?.ToUnixTimeTicks()));
        changing.Audit(caller.Party, caller.Name, action, key.CallerName, Outcome.Done, key.Space ?? "");
        return new Result<MadeKey>.Ok(new(key, $"surety_{key.Party}_{id}_{secret}"));
    }, cancellation);

    static IEnumerable<Problem> Problems(WantedKey wanted, Instant now) =>
    [
        .. Fields.Line("label", wanted.Label, 80),
        .. wanted.Scopes.Count == 0 ? [Fields.No("scopes", "key.scopes", "A key without a scope could do nothing.", "Give at least one of read, facts, manage, sign, people.")] : Enumerable.Empty<Problem>(),
        .. wanted.Scopes.Contains(Permission.Erase) ? [Fields.No("scopes", "key.scopes", "No key may erase.", "An owner erases, signed in.")] : Enumerable.Empty<Problem>(),
        // Whoever lets people in and makes keys reaches everything of the party.
        .. wanted.Scopes.Contains(Permission.People) && wanted.Space is not null ? [Fields.No("scopes", "key.scopes", "A key for one agreement has nothing to do with people and keys, which are the party's.", "Leave 'people' out, or the agreement.")] : Enumerable.Empty<Problem>(),
        .. wanted.Sources.Distinct().SelectMany(s => Fields.Line("sources", s)),
        .. wanted.Ends <= now ? [Fields.No("ends", "key.ends", "The key would have ended already.", "Name an instant that is to come, or none.")] : Enumerable.Empty<Problem>(),
    ];

    /// <summary>All keys of a party, the newest first; those that count no more, too.</summary>
    public static async Task<ValueList<ApiKey>> ListAsync(Reading reading, string party, CancellationToken cancellation) =>
        (await reading.Command($"select {Columns} from api_key where party = @party order by made desc, key", ("party", party)).RowsAsync(Read, cancellation)).ToValueList();

    /// <summary>Revokes a key: it opens nothing any more.</summary>
    /// <returns>Refused: there is none.</returns>
    public static Task<Result<ApiKey>> RevokeAsync(Store store, Caller caller, string id, CancellationToken cancellation) => store.ChangeAsync(caller.Access, async changing =>
    {
        if ((await changing.Reading.Command($"select {Columns} from api_key where party = @party and key = @key", ("party", caller.Party), ("key", id)).RowsAsync(Read, cancellation)) is not [{ } key])
        {
            changing.Audit(caller.Party, caller.Name, "key.revoke", "", Outcome.Refused);
            return Fields.Refused<ApiKey>("key", "key.none", "There is no such key.");
        }
        if (key.Revoked is not null) return new Result<ApiKey>.Ok(key);
        var now = changing.Now.ToUnixTimeTicks();
        changing.Stage("update api_key set revoked = @now where party = @party and key = @key", ("now", now), ("party", caller.Party), ("key", id));
        changing.Audit(caller.Party, caller.Name, "key.revoke", key.CallerName, Outcome.Done);
        return new Result<ApiKey>.Ok(key with { Revoked = Sql.At(now) });
    }, cancellation);

    /// <summary>The key that a token is; <c>null</c>: none, or it counts no more.</summary>
    public static async Task<ApiKey?> FindAsync(Store store, string token, CancellationToken cancellation)
    {
        if (!token.StartsWith("surety_", StringComparison.Ordinal) || Secrets.Parts(token["surety_".Length..], '_') is not var (party, id, secret) || party == Secrets.Machine) return null;
        await using var reading = await store.LookAsync(new Access.Party(party), cancellation);
        var (key, hash) = (await reading.Command($"select {Columns}, hash from api_key where party = @party and key = @key", ("party", party), ("key", id)).RowsAsync(r => (Read(r), r.Bytes(10)), cancellation)).FirstOrDefault();
        return Secrets.IsRight(hash, secret) && key?.Counts(store.Now) == true ? key : null;
    }

    static ApiKey Read(DbDataReader r) => new(r.Text(0), r.Text(1), r.Text(2), RoleWords.Scopes(r.Text(3)), r.Text(4).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToValueList(), r.IsDBNull(5) ? null : r.Text(5), Sql.At(r.Whole(6)), r.Text(7), r.IsDBNull(8) ? null : Sql.At(r.Whole(8)), r.IsDBNull(9) ? null : Sql.At(r.Whole(9)));
}
