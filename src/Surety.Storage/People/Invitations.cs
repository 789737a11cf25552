using System.Data.Common;
using NodaTime;
using Surety.Journal;
using Surety.Storage.Records;

namespace Surety.Storage.People;

/// <summary>An invitation: into the party that invites, or to the other side of one of its spaces.</summary>
/// <param name="Party">Who invites; empty: the machine, which invites the first person of all.</param>
/// <param name="Id">Its name, without its secret.</param>
/// <param name="Email">Whom, in lower case.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Roles">What it is to do.</param>
/// <param name="Space">The space at whose other side it is to sit; <c>null</c>: it comes into the party.</param>
/// <param name="Side">That side.</param>
/// <param name="Made">When it was made.</param>
/// <param name="By">Name of the caller that made it.</param>
/// <param name="Ends">When it ends.</param>
/// <param name="Accepted">When it was accepted; <c>null</c>: it was not.</param>
public sealed record Invitation(string Party, string Id, string Email, string Name, ValueList<Role> Roles, string? Space, Side? Side, Instant Made, string By, Instant Ends, Instant? Accepted)
{
    /// <summary>Whether it can be accepted.</summary>
    public bool IsOpen(Instant now) => Accepted is null && now < Ends;
}

/// <summary>An invitation that was made.</summary>
/// <param name="Invitation">What is kept of it.</param><param name="Token">What the invited gets, told this once.</param>
public sealed record Invited(Invitation Invitation, string Token);

/// <summary>What somebody says of itself who accepts an invitation.</summary>
/// <param name="Name">What people call it.</param><param name="Password">What it signs in with; whether it is long enough is the door's question.</param>
public sealed record NewPerson(string Name, string Password);

/// <summary>What somebody says of the party that it brings.</summary>
/// <param name="Handle">Short name: <c>[a-z][a-z0-9-]</c>, 2 to 32 characters.</param><param name="Title">Its name.</param>
public sealed record NewParty(string Handle, string Title);

/// <summary>How people and parties come to a server: the first by a token of the machine, all others because somebody invited them.</summary>
public static class Invitations
{
    /// <summary>So long an invitation is open.</summary>
    public static readonly Duration Open = Duration.FromDays(7);

    /// <summary>So long somebody may come in anew: whoever asked for it waits for it.</summary>
    public static readonly Duration OpenForRecovery = Duration.FromDays(1);

    /// <summary>Who invites where it is no person and no key: whoever has the machine.</summary>
    internal const string Machine = "machine";

    const string Columns = "party, invitation, email, name, roles, space, side, made, by, ends, accepted";

    /// <summary>Invites somebody into the caller's own party. An open invitation of the same e-mail gives way.</summary>
    /// <returns>Refused: something about it is wrong, somebody has the e-mail, the caller has not itself what it gives.</returns>
    public static Task<Result<Invited>> InviteAsync(Store store, Caller caller, string email, string name, ValueList<Role> roles, CancellationToken cancellation) => store.ChangeAsync(caller.Access, async changing =>
    {
        const string action = "person.invite";
        ValueList<Problem> problems = [.. Fields.EmailAt("email", Fields.Email(email)), .. Fields.Line("name", name), .. Fields.Roles("roles", roles)];
        if (problems.Count > 0) return new Result<Invited>.Refused(problems);
        if (!caller.MayGive(roles)) return Persons.NotOwn<Invited>(changing, caller, action, "");
        if (await Persons.IsThereAsync(changing.Reading, caller.Party, Fields.Email(email), cancellation)) return Persons.There<Invited>();
        changing.Stage("delete from invitation where party = @party and email = @email and space is null and accepted is null", ("party", caller.Party), ("email", Fields.Email(email)));
        return new Result<Invited>.Ok(Make(changing, caller.Party, caller.Name, action, Fields.Email(email), name.Trim(), roles, null, null));
    }, cancellation);

    /// <summary>Lets somebody in anew who cannot sign in any more, on behalf of the machine: by a token, for another password. What opened until then goes on to do so until the token is used; it is gone where the person changes the password after all.</summary>
    /// <param name="store">Where.</param><param name="email">Of the person.</param><param name="party">Of which party; <c>null</c>: of the only one in which the e-mail is.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns>Refused: nobody has the e-mail, or people of several parties have it.</returns>
    public static Task<Result<Invited>> RecoverAsync(Store store, string email, string? party, CancellationToken cancellation) => store.ChangeAsync(new Access.All(), async changing =>
    {
        var address = Fields.Email(email);
        var found = (await changing.Reading.Command($"select {Persons.Columns} from person where email = @email and ended is null order by party", ("email", address)).RowsAsync(Persons.Read, cancellation)).FindAll(p => party is null || p.Party == party);
        if (found.Count > 1) return Fields.Refused<Invited>("party", "person.which", $"People of {string.Join(" and ", found.Select(p => p.Party))} have the e-mail {Text.Quoted.Of(address)}.", "Name the party.");
        if (found is not [var person]) return Fields.Refused<Invited>("email", "person.none", $"Nobody{(party is null ? "" : $" of {Text.Quoted.Of(party)}")} has the e-mail {Text.Quoted.Of(address)}.");
        changing.Stage("delete from invitation where party = @party and email = @email and space is null and accepted is null", ("party", person.Party), ("email", address));
        return new Result<Invited>.Ok(Make(changing, person.Party, Machine, "person.recover", address, person.Name, person.Roles, null, null, OpenForRecovery));
    }, cancellation);

    /// <summary>Invites somebody to the other side of a space, for a party that is here already or that it brings.</summary>
    /// <returns>Refused: something about it is wrong, there is no such space, both sides are taken.</returns>
    public static Task<Result<Invited>> InviteSideAsync(Store store, Caller caller, string space, string email, string name, CancellationToken cancellation) => store.ChangeAsync(caller.Access, async changing =>
    {
        ValueList<Problem> problems = [.. Fields.EmailAt("email", Fields.Email(email)), .. Fields.Line("name", name)];
        if (problems.Count > 0) return new Result<Invited>.Refused(problems);
        if (!caller.IsFor(space) || await Seats.FindAsync(changing.Reading, space, caller.Party, cancellation) is not { Reads: false } seat || await changing.Reading.SpaceAsync(space, 1, cancellation) is not { Kind: SpaceKind.Agreement }) return Fields.Refused<Invited>("space", "space.none", $"There is no agreement {Text.Quoted.Of(space)}.");
        if (new[] { Side.Provider, Side.Customer }.Where(s => seat.At(s).Length == 0).Select(s => (Side?)s).FirstOrDefault() is not { } side) return Fields.Refused<Invited>("space", "seat.taken", "Both sides of this agreement are taken.");
        changing.Stage("delete from invitation where party = @party and space = @space and accepted is null", ("party", caller.Party), ("space", space));
        return new Result<Invited>.Ok(Make(changing, caller.Party, caller.Name, "side.invite", Fields.Email(email), name.Trim(), [Role.Owner], space, side));
    }, cancellation);

    /// <summary>The open invitation that a token is; <c>null</c>: none.</summary>
    public static async Task<Invitation?> FindAsync(Store store, string token, CancellationToken cancellation)
    {
        await using var reading = await store.LookAsync(new Access.All(), cancellation);
        return await FindAsync(reading, token, store.Now, "", cancellation);
    }

    static async Task<Invitation?> FindAsync(Reading reading, string token, Instant now, string forUpdate, CancellationToken cancellation)
    {
        if (Secrets.Parts(token, '.') is not var (party, id, secret)) return null;
        var (invitation, hash) = (await reading.Command($"select {Columns}, hash from invitation where party = @party and invitation = @invitation{forUpdate}", ("party", party == Secrets.Machine ? "" : party), ("invitation", id)).RowsAsync(r => (Read(r), r.Bytes(11)), cancellation)).FirstOrDefault();
        return Secrets.IsRight(hash, secret) && invitation?.IsOpen(now) == true ? invitation : null;
    }

    /// <summary>Accepts an invitation into the party that made it; or, where the machine made it, comes in anew.</summary>
    /// <returns>Refused: something about it is wrong; the invitation is not open, or is one to the side of a space; somebody has the e-mail by now.</returns>
    public static async Task<Result<SignedIn>> AcceptAsync(Store store, Passwords passwords, string token, NewPerson who, CancellationToken cancellation)
    {
        var password = passwords.Hash(who.Password);
        return await store.ChangeAsync(new Access.All(), async changing =>
        {
            if (await FindAsync(changing.Reading, token, changing.Now, changing.ForUpdate, cancellation) is not { Space: null, Party.Length: > 0 } invitation) return Closed<SignedIn>();
            var title = (await Persons.PartyAsync(changing.Reading, invitation.Party, cancellation))?.Title ?? "";
            ValueList<Problem> problems = [.. Fields.Line("name", who.Name), .. passwords.Problems("password", who.Password, invitation.Party, title, invitation.Email, who.Name)];
            if (problems.Count > 0) return new Result<SignedIn>.Refused(problems);
            await changing.HoldAsync(invitation.Party, cancellation);
            if (invitation.By == Machine)
            {
                if (await Persons.RecoverAsync(changing, invitation.Party, invitation.Email, who.Name, password, cancellation) is not { } again) return Closed<SignedIn>();
                Accept(changing, invitation, again.CallerName);
                return new Result<SignedIn>.Ok(Sessions.Begin(changing, again, "recovery"));
            }
            if (await Persons.AddAsync(changing, invitation.Party, invitation.Email, who.Name, invitation.Roles, password, cancellation) is not Result<Person>.Ok { Value: var person }) return Persons.There<SignedIn>();
            Accept(changing, invitation, person.CallerName);
            return new Result<SignedIn>.Ok(Sessions.Begin(changing, person, "invitation"));
        }, cancellation);
    }

    /// <summary>Accepts an invitation to the side of a space with a party that is new here; who accepts is its owner.</summary>
    /// <returns>Refused: something about it is wrong, the invitation is not open, the handle or the side is taken.</returns>
    public static async Task<Result<SignedIn>> AcceptSideAsync(Store store, Passwords passwords, string token, NewParty party, NewPerson who, CancellationToken cancellation)
    {
        var password = passwords.Hash(who.Password);
        return await store.ChangeAsync(new Access.All(), async changing =>
        {
            if (await FindAsync(changing.Reading, token, changing.Now, changing.ForUpdate, cancellation) is not { Space: { } space, Side: { } side } invitation) return Closed<SignedIn>();
            ValueList<Problem> problems = [.. Problems(party, who), .. passwords.Problems("password", who.Password, party.Handle, party.Title, invitation.Email, who.Name)];
            if (problems.Count > 0) return new Result<SignedIn>.Refused(problems);
            if (await Persons.AddPartyAsync(changing, party.Handle, party.Title, invitation.Email, who.Name, password, cancellation) is not Result<Person>.Ok { Value: var person }) return Persons.Taken<SignedIn>(party.Handle);
            if (await Seats.SeatAsync(changing, space, side, party.Handle, cancellation) is Result<Seat>.Refused refused) return new Result<SignedIn>.Refused(refused.Problems);
            Accept(changing, invitation, person.CallerName);
            changing.Audit(party.Handle, person.CallerName, "seat.take", WordOf(side), Outcome.Done, space);
            return new Result<SignedIn>.Ok(Sessions.Begin(changing, person, "invitation"));
        }, cancellation);
    }

    /// <summary>Accepts an invitation to the side of a space for the caller's own party.</summary>
    /// <returns>Refused: the invitation is not open, the side is taken, the caller's party sits there already.</returns>
    public static Task<Result<Seat>> AcceptSideAsync(Store store, string token, Caller caller, CancellationToken cancellation) => store.ChangeAsync(new Access.All(), async changing =>
    {
        if (!caller.May(Permission.People) || caller.OnlySpace is not null)
        {
            changing.Audit(caller.Party, caller.Name, "seat.take", "", Outcome.Denied);
            return Fields.Refused<Seat>("token", "caller.may-not", "Only an owner takes a seat for a party.", "Ask an owner of your party.");
        }
        if (await FindAsync(changing.Reading, token, changing.Now, changing.ForUpdate, cancellation) is not { Space: { } space, Side: { } side } invitation) return Closed<Seat>();
        var seated = await Seats.SeatAsync(changing, space, side, caller.Party, cancellation);
        if (seated is Result<Seat>.Refused) return seated;
        Accept(changing, invitation, caller.Name);
        changing.Audit(caller.Party, caller.Name, "seat.take", WordOf(side), Outcome.Done, space);
        return seated;
    }, cancellation);

    /// <summary>Invitations of a party that are open, the newest first.</summary>
    public static async Task<ValueList<Invitation>> ListAsync(Reading reading, string party, Instant now, CancellationToken cancellation) =>
        (await reading.Command($"select {Columns} from invitation where party = @party and accepted is null order by made desc, invitation", ("party", party)).RowsAsync(Read, cancellation)).Where(i => i.IsOpen(now)).ToValueList();

    /// <summary>Takes an invitation back.</summary>
    /// <returns>Refused: there is no open one.</returns>
    public static Task<Result<int>> RevokeAsync(Store store, Caller caller, string id, CancellationToken cancellation) => store.ChangeAsync(caller.Access, async changing =>
    {
        var isThere = (await ListAsync(changing.Reading, caller.Party, changing.Now, cancellation)).Any(i => i.Id == id);
        changing.Audit(caller.Party, caller.Name, "invitation.revoke", isThere ? $"invitation:{id}" : "", isThere ? Outcome.Done : Outcome.Refused);
        if (!isThere) return Fields.Refused<int>("invitation", "invitation.none", "There is no such invitation.");
        changing.Stage("delete from invitation where party = @party and invitation = @invitation", ("party", caller.Party), ("invitation", id));
        return new Result<int>.Ok(0);
    }, cancellation);

    /// <summary>A token by which the first person of a server comes in, with its party; one that was made before is gone.</summary>
    /// <returns><c>null</c>: somebody is here already.</returns>
    public static async Task<string?> FirstTokenAsync(Store store, CancellationToken cancellation) => await store.ChangeAsync<string?>(new Access.All(), async changing =>
    {
        if (!await IsEmptyAsync(changing.Reading, cancellation)) return new Result<string?>.Ok(null);
        changing.Stage("delete from invitation where party = '' and accepted is null");
        return new Result<string?>.Ok(Make(changing, "", Machine, "machine.set-up", "", "", [Role.Owner], null, null).Token);
    }, cancellation) is Result<string?>.Ok { Value: { } token } ? token : null;

    /// <summary>Whether nobody is here yet.</summary>
    public static async Task<bool> IsEmptyAsync(Reading reading, CancellationToken cancellation) => (await reading.Command("select person from person limit 1").RowsAsync(r => r.Text(0), cancellation)).Count == 0;

    /// <summary>Brings the first person in, with its party.</summary>
    /// <returns>Refused: something about it is wrong, the token is not the newest one, somebody is here already.</returns>
    public static async Task<Result<SignedIn>> SetUpAsync(Store store, Passwords passwords, string token, NewParty party, string email, NewPerson who, CancellationToken cancellation)
    {
        var password = passwords.Hash(who.Password);
        return await store.ChangeAsync(new Access.All(), async changing =>
        {
            if (await FindAsync(changing.Reading, token, changing.Now, changing.ForUpdate, cancellation) is not { Party: "" } invitation || !await IsEmptyAsync(changing.Reading, cancellation)) return Closed<SignedIn>();
            ValueList<Problem> problems = [.. Problems(party, who), .. Fields.EmailAt("email", Fields.Email(email)), .. passwords.Problems("password", who.Password, party.Handle, party.Title, email, who.Name)];
            if (problems.Count > 0) return new Result<SignedIn>.Refused(problems);
            if (await Persons.AddPartyAsync(changing, party.Handle, party.Title, Fields.Email(email), who.Name, password, cancellation) is not Result<Person>.Ok { Value: var person }) return Persons.Taken<SignedIn>(party.Handle);
            Accept(changing, invitation, person.CallerName);
            changing.Audit(party.Handle, person.CallerName, "party.open", "", Outcome.Done);
            return new Result<SignedIn>.Ok(Sessions.Begin(changing, person, "set-up"));
        }, cancellation);
    }

    static Invited Make(Changing changing, string party, string by, string action, string email, string name, ValueList<Role> roles, string? space, Side? side, Duration? open = null)
    {
        var (id, secret, now) = (Secrets.Id(12), Secrets.New(), Sql.At(changing.Now.ToUnixTimeTicks()));
        var invitation = new Invitation(party, id, email, name, roles.Distinct().Order().ToValueList(), space, side, now, by, now + (open ?? Open), null);
        changing.Stage("insert into invitation (party, invitation, email, name, roles, space, side, hash, made, by, ends) values (@party, @invitation, @email, @name, @roles, @space, @side, @hash, @made, @by, @ends)",
            ("party", party), ("invitation", id), ("email", email), ("name", name), ("roles", RoleWords.Text(roles)), ("space", space), ("side", side is { } at ? WordOf(at) : null), ("hash", Secrets.Hash(secret)), ("made", now.ToUnixTimeTicks()), ("by", by), ("ends", invitation.Ends.ToUnixTimeTicks()));
        changing.Audit(party, by, action, $"invitation:{id}", Outcome.Done, space ?? "");
        return new(invitation, $"{(party.Length == 0 ? Secrets.Machine : party)}.{id}.{secret}");
    }

    static void Accept(Changing changing, Invitation invitation, string by)
    {
        changing.Stage("update invitation set accepted = @now where party = @party and invitation = @invitation", ("now", changing.Now.ToUnixTimeTicks()), ("party", invitation.Party), ("invitation", invitation.Id));
        changing.Audit(invitation.Party, by, "invitation.accept", $"invitation:{invitation.Id}", Outcome.Done, invitation.Space ?? "");
    }

    static IEnumerable<Problem> Problems(NewParty party, NewPerson who) => [.. Fields.Handle("handle", party.Handle), .. Fields.Line("title", party.Title), .. Fields.Line("name", who.Name)];

    static Result<T> Closed<T>() => Fields.Refused<T>("token", "invitation.closed", "This invitation is not open: it was used, taken back, or its time is over.", "Ask for another one.");

    static string WordOf(Side side) => side switch { Side.Provider => "provider", Side.Customer => "customer" };

    static Invitation Read(DbDataReader r) => new(r.Text(0), r.Text(1), r.Text(2), r.Text(3), RoleWords.Roles(r.Text(4)), r.IsDBNull(5) ? null : r.Text(5), r.IsDBNull(6) ? null : r.Text(6) == WordOf(Side.Provider) ? Side.Provider : Side.Customer, Sql.At(r.Whole(7)), r.Text(8), Sql.At(r.Whole(9)), r.IsDBNull(10) ? null : Sql.At(r.Whole(10)));
}
