using System.Data.Common;
using NodaTime;
using Surety.Storage.Records;

namespace Surety.Storage.People;

/// <summary>An organisation.</summary>
/// <param name="Handle">Its short name.</param><param name="Title">Its name.</param><param name="Opened">When it came to this server.</param>
public sealed record Party(string Handle, string Title, Instant Opened);

/// <summary>Somebody of a party.</summary>
/// <param name="Party">Handle of the party.</param>
/// <param name="Id"><c>per_</c> and 16 characters.</param>
/// <param name="Email">In lower case.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Roles">What it does.</param>
/// <param name="Added">When it came.</param>
/// <param name="Ended">When it went; <c>null</c>: it is here.</param>
public sealed record Person(string Party, string Id, string Email, string Name, ValueList<Role> Roles, Instant Added, Instant? Ended)
{
    /// <summary>Whether its name and its e-mail are erased.</summary>
    public bool IsErased => Email.Length == 0;

    /// <summary>As journals and audits name it.</summary>
    public string CallerName => $"person:{Id}";
}

/// <summary>The people of a party.</summary>
public static class Persons
{
    internal const string Columns = "party, person, email, name, roles, added, ended";

    internal static Person Read(DbDataReader r) => new(r.Text(0), r.Text(1), r.Text(2), r.Text(3), RoleWords.Roles(r.Text(4)), Sql.At(r.Whole(5)), r.IsDBNull(6) ? null : Sql.At(r.Whole(6)));

    /// <summary>All people of a party, in the order in which they came; those who went, too.</summary>
    public static async Task<ValueList<Person>> ListAsync(Reading reading, string party, CancellationToken cancellation) =>
        (await reading.Command($"select {Columns} from person where party = @party order by added, person", ("party", party)).RowsAsync(Read, cancellation)).ToValueList();

    /// <summary>Somebody of a party; <c>null</c>: there is no such person.</summary>
    public static async Task<Person?> FindAsync(Reading reading, string party, string id, CancellationToken cancellation) =>
        (await reading.Command($"select {Columns} from person where party = @party and person = @person", ("party", party), ("person", id)).RowsAsync(Read, cancellation)).FirstOrDefault();

    /// <summary>A party; <c>null</c>: there is none, or it is none of the caller's business.</summary>
    public static async Task<Party?> PartyAsync(Reading reading, string handle, CancellationToken cancellation) =>
        (await reading.Command("select party, title, opened from party where party = @party", ("party", handle)).RowsAsync(r => new Party(r.Text(0), r.Text(1), Sql.At(r.Whole(2))), cancellation)).FirstOrDefault();

    /// <summary>Gives somebody other roles.</summary>
    /// <returns>Refused: there is no such person, the last owner would be none, the caller has not itself what it gives.</returns>
    public static Task<Result<Person>> ChangeRolesAsync(Store store, Caller caller, string id, ValueList<Role> roles, CancellationToken cancellation) => store.ChangeAsync(caller.Access, async changing =>
    {
        const string action = "person.roles";
        if (Fields.Roles("roles", roles).ToValueList() is { Count: > 0 } problems) return new Result<Person>.Refused(problems);
        if (!await changing.HoldAsync(caller.Party, cancellation) || await FindAsync(changing.Reading, caller.Party, id, cancellation) is not { Ended: null } person) return None<Person>(changing, caller, action);
        if (!caller.MayGive(roles) || !caller.MayGive(person.Roles)) return NotOwn<Person>(changing, caller, action, person.CallerName);
        if (!roles.Contains(Role.Owner) && await IsLastOwnerAsync(changing, person, cancellation)) return LastOwner<Person>(changing, caller, action, person.CallerName);
        var changed = person with { Roles = roles.Distinct().Order().ToValueList() };
        changing.Stage("update person set roles = @roles where party = @party and person = @person", ("roles", RoleWords.Text(roles)), ("party", caller.Party), ("person", id));
        // A way in that the machine made shows what it opens.
        changing.Stage("update invitation set roles = @roles where party = @party and email = @email and by = @machine and accepted is null", ("roles", RoleWords.Text(roles)), ("party", caller.Party), ("email", person.Email), ("machine", Invitations.Machine));
        changing.Audit(caller.Party, caller.Name, action, person.CallerName, Outcome.Done);
        return new Result<Person>.Ok(changed);
    }, cancellation);

    /// <summary>Ends somebody: its sessions and passkeys go with it, and its e-mail is free again. API keys are the party's, and stay.</summary>
    /// <returns>Refused: there is no such person, or it is the last owner.</returns>
    public static Task<Result<Person>> EndAsync(Store store, Caller caller, string id, CancellationToken cancellation) => store.ChangeAsync(caller.Access, async changing =>
    {
        const string action = "person.end";
        if (!await changing.HoldAsync(caller.Party, cancellation) || await FindAsync(changing.Reading, caller.Party, id, cancellation) is not { Ended: null } person) return None<Person>(changing, caller, action);
        if (!caller.MayGive(person.Roles)) return NotOwn<Person>(changing, caller, action, person.CallerName);
        if (await IsLastOwnerAsync(changing, person, cancellation)) return LastOwner<Person>(changing, caller, action, person.CallerName);
        var ((party, who), now) = ((("party", (object?)caller.Party), ("person", (object?)id)), changing.Now.ToUnixTimeTicks());
        changing.Stage("update person set ended = @now, password = null where party = @party and person = @person", ("now", now), party, who);
        changing.Stage("delete from session where party = @party and person = @person", party, who);
        changing.Stage("delete from passkey where party = @party and person = @person", party, who);
        // Nobody comes back by an invitation of its own.
        changing.Stage("delete from invitation where party = @party and by = @caller and accepted is null", party, ("caller", person.CallerName));
        changing.Audit(caller.Party, caller.Name, action, person.CallerName, Outcome.Done);
        return new Result<Person>.Ok(person with { Ended = Sql.At(now) });
    }, cancellation);

    /// <summary>Erases the name and the e-mail of somebody, who ends with it where it had not; its id stays, by which journals and the audit name it.</summary>
    /// <returns>Refused: there is no such person, or it is the last owner.</returns>
    public static async Task<Result<Person>> EraseAsync(Store store, Caller caller, string id, CancellationToken cancellation)
    {
        bool isHere;
        await using (var reading = await store.LookAsync(caller.Access, cancellation)) isHere = await FindAsync(reading, caller.Party, id, cancellation) is { Ended: null };
        if (isHere && await EndAsync(store, caller, id, cancellation) is Result<Person>.Refused refused) return refused;
        return await store.ChangeAsync(caller.Access, async changing =>
        {
            const string action = "person.erase";
            if (await FindAsync(changing.Reading, caller.Party, id, cancellation) is not { Ended: not null } person) return None<Person>(changing, caller, action);
            StageErasure(changing, person);
            changing.Audit(caller.Party, caller.Name, action, person.CallerName, Outcome.Done);
            return new Result<Person>.Ok(person with { Email = "", Name = "" });
        }, cancellation);
    }

    /// <summary>The name and the e-mail go, and the invitations of the party to that e-mail.</summary>
    internal static void StageErasure(Changing changing, Person person)
    {
        changing.Erases = true;
        changing.Stage("update person set name = '', email = '' where party = @party and person = @person and ended is not null", ("party", person.Party), ("person", person.Id));
        if (!person.IsErased) changing.Stage("delete from invitation where party = @party and email = @email", ("party", person.Party), ("email", person.Email));
    }

    /// <summary>Gives a person another password; all its other sessions end, and so does a way in that the machine made for it.</summary>
    /// <param name="store">Where.</param><param name="session">The one in which it does so, which goes on.</param><param name="passwords">How they are kept.</param><param name="old">The password that it has; not asked for where it has none.</param><param name="given">The new one; whether it is long enough is the door's question.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns>Refused: the old password is another one, or the new one is easily guessed.</returns>
    public static async Task<Result<Person>> ChangePasswordAsync(Store store, Session session, Passwords passwords, string old, string given, CancellationToken cancellation)
    {
        var (access, by) = (new Access.Party(session.Person.Party), session.Person.CallerName);
        string? kept;
        ValueList<Problem> problems;
        await using (var reading = await store.LookAsync(access, cancellation))
        {
            kept = await PasswordAsync(reading, session.Person, cancellation);
            var party = await PartyAsync(reading, session.Person.Party, cancellation);
            problems = [.. passwords.Problems("new", given, session.Person.Party, party?.Title ?? "", session.Person.Email, session.Person.Name)];
        }
        var isRight = kept is null || passwords.IsRight(kept, old);
        var hash = isRight && problems.Count == 0 ? passwords.Hash(given) : null;
        return await store.ChangeAsync(access, async changing =>
        {
            const string action = "person.password";
            var isSame = await PasswordAsync(changing.Reading, session.Person, cancellation) == kept;
            changing.Audit(session.Person.Party, by, action, by, !isRight || !isSame ? Outcome.Denied : problems.Count > 0 ? Outcome.Refused : Outcome.Done);
            if (isRight && isSame && problems.Count > 0) return new Result<Person>.Refused(problems);
            if (!isRight || !isSame) return Fields.Refused<Person>("old", "person.password", "This is not the password that you have.");
            (string, object?)[] who = [("party", session.Person.Party), ("person", session.Person.Id)];
            changing.Stage("update person set password = @hash where party = @party and person = @person and ended is null", [("hash", hash), .. who]);
            changing.Stage("delete from session where party = @party and person = @person and session <> @session", [.. who, ("session", session.Id)]);
            changing.Stage("delete from invitation where party = @party and email = @email and by = @machine and accepted is null", ("party", session.Person.Party), ("email", session.Person.Email), ("machine", Invitations.Machine));
            return new Result<Person>.Ok(session.Person);
        }, cancellation);
    }

    internal static async Task<string?> PasswordAsync(Reading reading, Person person, CancellationToken cancellation) =>
        (await reading.Command("select password from person where party = @party and person = @person and ended is null", ("party", person.Party), ("person", person.Id)).RowsAsync(r => r.IsDBNull(0) ? null : r.Text(0), cancellation)).FirstOrDefault();

    /// <summary>Adds somebody.</summary>
    /// <returns>Refused: somebody of the party has the e-mail.</returns>
    internal static async Task<Result<Person>> AddAsync(Changing changing, string party, string email, string name, ValueList<Role> roles, string? password, CancellationToken cancellation)
    {
        if (await IsThereAsync(changing.Reading, party, email, cancellation)) return There<Person>();
        var person = new Person(party, $"per_{Secrets.Id(16)}", email, name.Trim(), roles.Distinct().Order().ToValueList(), Sql.At(changing.Now.ToUnixTimeTicks()), null);
        changing.Stage("insert into person (party, person, email, name, roles, password, added) values (@party, @person, @email, @name, @roles, @password, @now)",
            ("party", party), ("person", person.Id), ("email", email), ("name", person.Name), ("roles", RoleWords.Text(roles)), ("password", password), ("now", changing.Now.ToUnixTimeTicks()));
        return new Result<Person>.Ok(person);
    }

    /// <summary>Gives somebody another password who could not sign in any more: whatever else opened for that person is gone.</summary>
    /// <returns><c>null</c>: there is nobody by now.</returns>
    internal static async Task<Person?> RecoverAsync(Changing changing, string party, string email, string name, string password, CancellationToken cancellation)
    {
        if ((await changing.Reading.Command($"select {Columns} from person where party = @party and email = @email and ended is null", ("party", party), ("email", email)).RowsAsync(Read, cancellation)).FirstOrDefault() is not { } person) return null;
        (string, object?)[] who = [("party", party), ("person", person.Id)];
        changing.Stage("update person set password = @hash, name = @name where party = @party and person = @person and ended is null", [("hash", password), ("name", name.Trim()), .. who]);
        changing.Stage("delete from session where party = @party and person = @person", who);
        changing.Stage("delete from passkey where party = @party and person = @person", who);
        return person with { Name = name.Trim() };
    }

    /// <summary>Adds a party with its first owner.</summary>
    /// <returns>Refused: the handle is taken.</returns>
    internal static async Task<Result<Person>> AddPartyAsync(Changing changing, string handle, string title, string email, string name, string password, CancellationToken cancellation)
    {
        if (await PartyAsync(changing.Reading, handle, cancellation) is not null) return Taken<Person>(handle);
        changing.Stage("insert into party (party, title, opened) values (@party, @title, @now)", ("party", handle), ("title", title.Trim()), ("now", changing.Now.ToUnixTimeTicks()));
        return await AddAsync(changing, handle, email, name, [Role.Owner], password, cancellation);
    }

    internal static async Task<bool> IsThereAsync(Reading reading, string party, string email, CancellationToken cancellation) =>
        (await reading.Command("select person from person where party = @party and email = @email and ended is null", ("party", party), ("email", email)).RowsAsync(r => r.Text(0), cancellation)).Count > 0;

    internal static Result<T> There<T>() => Fields.Refused<T>("email", "person.there", "Somebody of this party has that e-mail.", "One e-mail is one person: change its roles instead.");

    internal static Result<T> Taken<T>(string handle) => Fields.Refused<T>("handle", "party.there", $"The short name '{handle}' is taken.", "Choose another one.");

    static async Task<bool> IsLastOwnerAsync(Changing changing, Person person, CancellationToken cancellation) =>
        person.Roles.Contains(Role.Owner) && !(await ListAsync(changing.Reading, person.Party, cancellation)).Any(p => p.Ended is null && p.Id != person.Id && p.Roles.Contains(Role.Owner));

    internal static Result<T> None<T>(Changing changing, Caller caller, string action)
    {
        changing.Audit(caller.Party, caller.Name, action, "", Outcome.Refused);
        return Fields.Refused<T>("person", "person.none", "There is no such person.");
    }

    static Result<T> LastOwner<T>(Changing changing, Caller caller, string action, string about)
    {
        changing.Audit(caller.Party, caller.Name, action, about, Outcome.Refused);
        return Fields.Refused<T>("roles", "person.last-owner", "This is the last owner: without one, nobody could let anybody in again.", "Make somebody else an owner first.");
    }

    internal static Result<T> NotOwn<T>(Changing changing, Caller caller, string action, string about)
    {
        changing.Audit(caller.Party, caller.Name, action, about, Outcome.Denied);
        return Fields.Refused<T>("roles", "caller.not-own", "Nobody gives or takes what it may not do itself.", "Ask an owner.");
    }
}
