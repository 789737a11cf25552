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

    /// <summary>Signs in the person whose passkey was shown rightly, in the transaction in which that is noted.</summary>
    /// <param name="store">Where.</param><param name="passkey">Which, as it was found.</param><param name="counter">How often it was shown, as it says now; 0 from one that does not count.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns>Refused: it was removed meanwhile, its person has ended, or it counts backwards: then there are two of it.</returns>
    public static Task<Result<SignedIn>> SignInAsync(Store store, Passkey passkey, long counter, CancellationToken cancellation) => store.ChangeAsync(new Access.Party(passkey.Party), async changing =>
    {
        await changing.HoldAsync(passkey.Party, cancellation);
        var kept = (await FindAsync(changing.Reading, passkey.Credential.ToArray(), cancellation)).FirstOrDefault(p => p.Party == passkey.Party);
        if (kept is null || await Persons.FindAsync(changing.Reading, kept.Party, kept.Person, cancellation) is not { Ended: null } person || ((counter > 0 || kept.Counter > 0) && counter <= kept.Counter)) return Wrong(changing, kept);
        changing.Stage("update passkey set counter = @counter, used = @now where party = @party and credential = @credential", ("counter", counter), ("now", changing.Now.ToUnixTimeTicks()), ("party", kept.Party), ("credential", kept.Credential.ToArray()));
        return new Result<SignedIn>.Ok(Sessions.Begin(changing, person, "passkey"));
    }, cancellation);

    /// <summary>Notes that a passkey was not shown rightly.</summary>
    /// <param name="store">Where.</param><param name="passkey">Which; <c>null</c>: none that is known.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns>Refused, always with the same.</returns>
    public static Task<Result<SignedIn>> RefuseAsync(Store store, Passkey? passkey, CancellationToken cancellation) => store.ChangeAsync(new Access.All(), changing => Task.FromResult(Wrong(changing, passkey)), cancellation);

    static Result<SignedIn> Wrong(Changing changing, Passkey? passkey)
    {
        changing.Audit(passkey?.Party ?? "", passkey is null ? "nobody" : $"person:{passkey.Person}", "session.begin", "passkey", Outcome.Denied);
        return Fields.Refused<SignedIn>("credential", "session.wrong", "The passkey is not known here, or was not shown for this sign-in.", "Try again, or sign in with your password.");
    }

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
