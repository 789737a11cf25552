using System.Data.Common;
using NodaTime;
using Surety.Storage.Records;

namespace Surety.Storage.People;

/// <summary>A person that is signed in.</summary>
/// <param name="Id">Name of the session, without its secret.</param><param name="Person">Who, as it is now.</param><param name="Begun">When it signed in.</param><param name="Seen">When it was last seen, within five minutes.</param>
public sealed record Session(string Id, Person Person, Instant Begun, Instant Seen)
{
    /// <summary>When it ends, if nobody comes before.</summary>
    public Instant Ends => Instant.Min(Seen + Sessions.Idle, Begun + Sessions.Longest);

    /// <summary>Whether it was shown just now who this is: only then what opens the door is changed.</summary>
    public bool IsFresh(Instant now) => now < Begun + Sessions.Fresh;
}

/// <summary>Somebody who has just signed in.</summary>
/// <param name="Session">The session.</param><param name="Token">What opens it again, told this once: for the cookie.</param>
public sealed record SignedIn(Session Session, string Token);

/// <summary>Signing in and out. A session is a row: deleted, it has ended, wherever it is open.</summary>
public static class Sessions
{
    /// <summary>So long nobody need be seen, and so long a session lasts at most.</summary>
    public static readonly Duration Idle = Duration.FromHours(12), Longest = Duration.FromDays(7);

    /// <summary>So long after signing in nobody has to do it again.</summary>
    public static readonly Duration Fresh = Duration.FromMinutes(10);

    /// <summary>More exactly nobody need know when somebody was seen.</summary>
    static readonly Duration Exactness = Duration.FromMinutes(5);

    /// <summary>Signs a person in by e-mail and password. The same work is done, and the same is said, whether the e-mail is known or not.</summary>
    /// <param name="store">Where.</param><param name="passwords">How they are kept.</param><param name="email">In any case of letters.</param><param name="password">What was given.</param>
    /// <param name="party">Handle of the party; needed where the e-mail is a person of several; <c>null</c> or empty: not said.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns>Refused: no such person, another password, or several parties, and nothing says which of these.</returns>
    public static async Task<Result<SignedIn>> SignInAsync(Store store, Passwords passwords, string email, string password, string? party, CancellationToken cancellation)
    {
        List<(Person Person, string? Password)> found = [];
        // What is no e-mail at all asks the database nothing, and costs the same.
        if (!Fields.EmailAt("email", Fields.Email(email)).Any())
        {
            await using var reading = await store.LookAsync(new Access.All(), cancellation);
            found = await reading.Command($"select {Persons.Columns}, password from person where email = @email and ended is null", ("email", Fields.Email(email))).RowsAsync(r => (Persons.Read(r), r.IsDBNull(7) ? null : r.Text(7)), cancellation);
        }
        var named = found.FindAll(f => string.IsNullOrEmpty(party) || f.Person.Party == party);
        var (person, kept) = named is [var only] ? (only.Person, only.Password) : ((Person?)null, (string?)null);
        // Outside of the queue: a password is slow to compare on purpose.
        var isRight = passwords.IsRight(kept, password);
        var stronger = isRight && passwords.IsOld(kept!) ? passwords.Hash(password) : null;
        return await store.ChangeAsync(new Access.All(), async changing =>
        {
            if (isRight && await Persons.PasswordAsync(changing.Reading, person!, cancellation) == kept)
            {
                if (stronger is not null) changing.Stage("update person set password = @hash where party = @party and person = @person and ended is null", ("hash", stronger), ("party", person!.Party), ("person", person.Id));
                return new Result<SignedIn>.Ok(Begin(changing, person!, "password"));
            }
            changing.Audit(person?.Party ?? "", person?.CallerName ?? "nobody", "session.begin", "password", Outcome.Denied);
            return Fields.Refused<SignedIn>("password", "session.wrong", "The e-mail or the password is wrong, or the e-mail belongs to several parties and none was named.", "Try again, with the short name of the party.");
        }, cancellation);
    }

    /// <summary>The session that a token opens; <c>null</c>: none, or it has ended.</summary>
    /// <param name="store">Where.</param><param name="token">As the cookie has it.</param><param name="isSeen">Whether somebody is there, which is noted: a page that renews itself is nobody.</param><param name="cancellation">Ends the waiting.</param>
    public static async Task<Session?> FindAsync(Store store, string token, bool isSeen, CancellationToken cancellation)
    {
        if (Secrets.Parts(token, '.') is not var (party, id, secret) || party == Secrets.Machine) return null;
        var access = new Access.Party(party);
        (Session Session, byte[] Hash) found;
        await using (var reading = await store.LookAsync(access, cancellation))
            found = (await reading.Command($"select {Joined}, s.hash {From} where s.party = @party and s.session = @session", ("party", party), ("session", id)).RowsAsync(r => (Read(r), r.Bytes(10)), cancellation)).FirstOrDefault();
        var now = store.Now;
        if (!Secrets.IsRight(found.Hash, secret) || found.Session is not { Person.Ended: null } session || session.Ends <= now) return null;
        if (!isSeen) return session;
        if (now - session.Seen >= Exactness)
            await store.ChangeAsync(access, changing =>
            {
                changing.Stage("update session set seen = @now where party = @party and session = @session and seen < @now", ("now", now.ToUnixTimeTicks()), ("party", party), ("session", id));
                return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
            }, cancellation);
        return session with { Seen = Instant.Max(now, session.Seen) };
    }

    /// <summary>Sessions of a person that have not ended, the newest first.</summary>
    public static async Task<ValueList<Session>> ListAsync(Reading reading, string party, string person, Instant now, CancellationToken cancellation) =>
        (await reading.Command($"select {Joined} {From} where s.party = @party and s.person = @person order by s.begun desc", ("party", party), ("person", person)).RowsAsync(Read, cancellation)).Where(s => s.Ends > now).ToValueList();

    /// <summary>Signs out.</summary>
    public static Task EndAsync(Store store, Session session, CancellationToken cancellation) => store.ChangeAsync(new Access.Party(session.Person.Party), changing =>
    {
        changing.Stage("delete from session where party = @party and session = @session", ("party", session.Person.Party), ("session", session.Id));
        changing.Audit(session.Person.Party, session.Person.CallerName, "session.end", session.Id, Outcome.Done);
        return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
    }, cancellation);

    /// <summary>Ends all sessions of a person at once.</summary>
    /// <param name="store">Where.</param><param name="caller">Who ends them: the person itself, or who may change people.</param><param name="person">Whose.</param><param name="cancellation">Ends the waiting.</param>
    public static Task<Result<int>> EndAllAsync(Store store, Caller caller, string person, CancellationToken cancellation) => store.ChangeAsync(caller.Access, async changing =>
    {
        if (await Persons.FindAsync(changing.Reading, caller.Party, person, cancellation) is not { } found) return Persons.None<int>(changing, caller, "session.end-all");
        var open = await ListAsync(changing.Reading, caller.Party, person, changing.Now, cancellation);
        changing.Stage("delete from session where party = @party and person = @person", ("party", caller.Party), ("person", person));
        changing.Audit(caller.Party, caller.Name, "session.end-all", found.CallerName, Outcome.Done);
        return new Result<int>.Ok(open.Count);
    }, cancellation);

    /// <summary>Takes away what has ended by itself.</summary>
    public static Task PruneAsync(Store store, CancellationToken cancellation) => store.ChangeAsync(new Access.All(), changing =>
    {
        changing.Stage("delete from session where seen <= @idle or begun <= @longest", ("idle", (changing.Now - Idle).ToUnixTimeTicks()), ("longest", (changing.Now - Longest).ToUnixTimeTicks()));
        return Task.FromResult<Result<int>>(new Result<int>.Ok(0));
    }, cancellation);

    const string Joined = "p.party, p.person, p.email, p.name, p.roles, p.added, p.ended, s.session, s.begun, s.seen", From = "from session s join person p on p.party = s.party and p.person = s.person";

    static Session Read(DbDataReader r) => new(r.Text(7), Persons.Read(r), Sql.At(r.Whole(8)), Sql.At(r.Whole(9)));

    /// <summary>Begins a session.</summary>
    internal static SignedIn Begin(Changing changing, Person person, string how)
    {
        var (id, secret, now) = (Secrets.Id(16), Secrets.New(), changing.Now.ToUnixTimeTicks());
        changing.Stage("insert into session (party, session, person, hash, begun, seen) values (@party, @session, @person, @hash, @now, @now)", ("party", person.Party), ("session", id), ("person", person.Id), ("hash", Secrets.Hash(secret)), ("now", now));
        changing.Audit(person.Party, person.CallerName, "session.begin", how, Outcome.Done);
        return new(new(id, person, Sql.At(now), Sql.At(now)), $"{person.Party}.{id}.{secret}");
    }
}
