using System.Data.Common;
using NodaTime;
using Surety.Storage.Records;

namespace Surety.Storage.People;

/// <summary>A passkey of a person. Whether it was shown rightly is the door's question; here it is kept.</summary>
/// <param name="Party">Handle of the party.</param><param name="Person">Whose.</param><param name="Credential">Its id, as the authenticator has it.</param><param name="PublicKey">As it was registered.</param><param name="Counter">How often it was shown, as it says itself.</param><param name="Label">What people call it.</param><param name="Data">What the door keeps beside.</param><param name="Added">When it was registered.</param><param name="Used">When it was shown last; <c>null</c>: never.</param>
public sealed record Passkey(string Party, string Person, ValueList<byte> Credential, ValueList<byte> PublicKey, long Counter, string Label, ValueList<byte> Data, Instant Added, Instant? Used);

/// <summary>Passkeys of people.</summary>
public static class Passkeys
{
    const string Columns = "party, person, credential, public_key, counter, label, data, added, used";

    /// <summary>Most of one person.</summary>
    public const int Most = 20;

    /// <summary>Passkeys of a person, the oldest first.</summary>
    public static async Task<ValueList<Passkey>> ListAsync(Reading reading, string party, string person, CancellationToken cancellation) =>
        (await reading.Command($"select {Columns} from passkey where party = @party and person = @person order by added", ("party", party), ("person", person)).RowsAsync(Read, cancellation)).ToValueList();

    /// <summary>Passkeys with an id; the same one may be registered with several parties.</summary>
    public static async Task<ValueList<Passkey>> FindAsync(Reading reading, byte[] credential, CancellationToken cancellation) =>
        (await reading.Command($"select {Columns} from passkey where credential = @credential order by party", ("credential", credential)).RowsAsync(Read, cancellation)).ToValueList();

    /// <summary>Registers a passkey of the person that is signed in.</summary>
    /// <returns>Refused: it is there already, or there are too many.</returns>
    public static Task<Result<Passkey>> AddAsync(Store store, Session session, byte[] credential, byte[] publicKey, long counter, string label, byte[] data, CancellationToken cancellation) => store.ChangeAsync(new Access.Party(session.Person.Party), async changing =>
    {
        var (party, person, now) = (session.Person.Party, session.Person, changing.Now.ToUnixTimeTicks());
        if (Fields.Line("label", label, 80).ToValueList() is { Count: > 0 } problems) return new Result<Passkey>.Refused(problems);
        if ((await FindAsync(changing.Reading, credential, cancellation)).Any(p => p.Party == party)) return Fields.Refused<Passkey>("passkey", "passkey.there", "This passkey is registered already.");
        if ((await ListAsync(changing.Reading, party, person.Id, cancellation)).Count >= Most) return Fields.Refused<Passkey>("passkey", "passkey.most", $"Nobody has more than {Most} passkeys.", "Remove one that you no longer use.");
        var passkey = new Passkey(party, person.Id, credential.ToValueList(), publicKey.ToValueList(), counter, label.Trim(), data.ToValueList(), Sql.At(now), null);
        changing.Stage("insert into passkey (party, person, credential, public_key, counter, label, data, added) values (@party, @person, @credential, @key, @counter, @label, @data, @now)",
            ("party", party), ("person", person.Id), ("credential", credential), ("key", publicKey), ("counter", counter), ("label", passkey.Label), ("data", data), ("now", now));
        changing.Audit(party, person.CallerName, "passkey.add", person.CallerName, Outcome.Done);
        return new Result<Passkey>.Ok(passkey);
    }, cancellation);

    /// <summary>Notes that a passkey was shown.</summary>
    /// <param name="store">Where.</param><param name="passkey">Which.</param><param name="counter">How often, as it says now.</param><param name="data">What the door keeps beside.</param><param name="cancellation">Ends the waiting.</param>
    public static Task UsedAsync(Store store, Passkey passkey, long counter, byte[] data, CancellationToken cancellation) => store.ChangeAsync(new Access.Party(passkey.Party), changing =>
    {
        changing.Stage("update passkey set counter = @counter, data = @data, used = @now where party = @party and credential = @credential", ("counter", counter), ("data", data), ("now", changing.Now.ToUnixTimeTicks()), ("party", passkey.Party), ("credential", passkey.Credential.ToArray()));
        return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
    }, cancellation);

    /// <summary>Removes a passkey of the person that is signed in.</summary>
    /// <returns>Refused: it has none such.</returns>
    public static Task<Result<int>> RemoveAsync(Store store, Session session, byte[] credential, CancellationToken cancellation) => store.ChangeAsync(new Access.Party(session.Person.Party), async changing =>
    {
        var person = session.Person;
        if (!(await ListAsync(changing.Reading, person.Party, person.Id, cancellation)).Any(p => p.Credential == credential.ToValueList())) return Fields.Refused<int>("passkey", "passkey.none", "There is no such passkey.");
        changing.Stage("delete from passkey where party = @party and person = @person and credential = @credential", ("party", person.Party), ("person", person.Id), ("credential", credential));
        changing.Audit(person.Party, person.CallerName, "passkey.remove", person.CallerName, Outcome.Done);
        return new Result<int>.Ok(0);
    }, cancellation);

    static Passkey Read(DbDataReader r) => new(r.Text(0), r.Text(1), r.Bytes(2).ToValueList(), r.Bytes(3).ToValueList(), r.Whole(4), r.Text(5), r.Bytes(6).ToValueList(), Sql.At(r.Whole(7)), r.IsDBNull(8) ? null : Sql.At(r.Whole(8)));
}
