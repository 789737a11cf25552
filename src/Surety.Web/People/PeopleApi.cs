using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using NodaTime;
using NodaTime.Text;
using Surety.Statements;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Api;

namespace Surety.Web.People;

/// <summary>People of the caller's party: who comes in, what each does, how they sign in. Source: docs/guide/api.md, "People and keys".</summary>
static class PeopleApi
{
    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512, as OWASP advises them (ASVS 5.0, appendix C).</summary>
    const int Rounds = 210_000;

    static readonly PasswordHasher<string> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));

    /// <summary>How passwords are kept: PBKDF2, as Identity of ASP.NET Core does it. What was kept with fewer rounds is kept anew when its person signs in.</summary>
    public static Passwords Passwords { get; } = new(p => Hasher.HashPassword("", p), (kept, given) => Hasher.VerifyHashedPassword("", kept, given) != PasswordVerificationResult.Failed) { IsOld = kept => RoundsOf(kept) < Rounds, Easy = EasyPasswords.Why };

    // A byte of the form, four of the hash, and then these.
    static uint RoundsOf(string kept) => Convert.FromBase64String(kept) is { Length: > 9 } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(5)) : 0;

    static Shape.Words Line => new(200);

    internal static Shape.Words Secret => new(200) { Format = "password" };

    static Shape.Words NewSecret => new(200, 12) { Format = "password" };

    internal static Shape.Words Email => new(254, 3) { Format = "email" };

    static Shape.OneOf RoleWord => new(Enum.GetValues<Role>().Select(RoleWords.Of).ToValueList());

    static Shape.Fields Party => new([new("handle", new Shape.Words(32, 2), "Short name: lower-case letters, digits and hyphens."), new("title", Line, "Name of the organisation.")]);

    internal static Shape.Fields Me => new([
        new("party", Party, "For whom the caller acts."), new("caller", Line, "As journals and the audit name it."), new("permissions", new Shape.Several(Line, 10), "What it may do."),
        new("email", Email, "Of a person.", false), new("name", Line, "Of a person.", false), new("roles", new Shape.Several(RoleWord, 5), "Of a person.", false),
        new("until", new Shape.Moment(), "When the session ends.", false), new("sources", new Shape.Several(Line, 100), "The sources that a key may send as; absent: any.", false), new("agreement", Line, "The one agreement that a key is for.", false),
    ]);

    static Shape.Fields One => new([
        new("id", Line, "Its name."), new("email", Email, "Where it can be reached; erased, nothing.", false), new("name", Line, "What people call it; erased, nothing.", false), new("roles", new Shape.Several(RoleWord, 5), "What it does."),
        new("added", new Shape.Moment(), "When it came."), new("ended", new Shape.Moment(), "When it went.", false),
    ]);

    static Shape.Fields Invitation => new([
        new("id", Line, "Its name."), new("email", Email, "Whom."), new("name", Line, "What people call it."), new("roles", new Shape.Several(RoleWord, 5), "What it is to do."),
        new("agreement", Line, "At whose other side it is to sit.", false), new("ends", new Shape.Moment(), "When it closes."), new("token", Line, "What the invited sends; told this once.", false), new("link", new Shape.Words(1000), "The page on which it says its name and a password; give it to nobody else. Told this once.", false),
    ]);

    /// <summary>What is sent to accept an invitation.</summary>
    internal static Shape.Fields Accepting => new([new("token", Secret, "As it came."), new("name", Line, "What people call it.", false), new("password", NewSecret, "At least 12 characters, and none that is easily guessed.", false), new("party", Party, "The party that it brings to a side of an agreement.", false)]);

    public static ValueList<Operation> All { get; } = [
        new("POST", "/v1/setup", "setUp", "People", "Lets the first person of a new server in, with its party; the token is what the server printed at its start.", SetUpAsync)
        {
            Needs = null, IsSignIn = true, Gives = [new(201, "It is in, and signed in.", Shape: Me)],
            Body = new([new("token", Secret, "As the server printed it."), new("party", Party, "The party that it brings."), new("email", Email, "Where it can be reached; with this it signs in."), new("name", Line, "What people call it."), new("password", NewSecret, "At least 12 characters, and none that is easily guessed.")]),
        },
        new("GET", "/v1/me", "whoAmI", "People", "Says who calls, and what it may do; a key of any scope may ask.", AnyoneAsync) { Needs = null, Gives = [new(200, "The caller.", Shape: Me)] },
        new("POST", "/v1/me/password", "changePassword", "People", "Gives the caller another password; its other sessions end.", PasswordAsync)
        {
            // The request has secrets, of which not even a hash is kept: sent again, the old password is none any more.
            IsSignIn = true, IsRepeatable = true, Gives = [new(204, "It is changed.", "")],
            Body = new([new("old", Secret, "The one that it has."), new("new", NewSecret, "At least 12 characters, and none that is easily guessed.")]),
        },
        new("GET", "/v1/people", "listPeople", "People", "Lists the people of the party; those who went, too.", ListAsync) { Gives = [new(200, "In the order in which they came.", Shape: Paging.Of(One))], Query = Paging.Queries },
        new("PATCH", "/v1/people/{person}", "changeRoles", "People", "Gives somebody other roles.", RolesAsync)
        {
            Needs = Permission.People, Gives = [new(200, "As it is now.", Shape: One)], Body = new([new("roles", new Shape.Several(RoleWord, 5), "All that it does from now on.")]),
        },
        new("DELETE", "/v1/people/{person}", "endPerson", "People", "Ends somebody: its sessions and passkeys go with it.", EndAsync)
        {
            Needs = Permission.People, Gives = [new(204, "It has ended.", "")], About = "Erased, its name and e-mail are gone as well, also of somebody who has ended before; its id stays, by which journals and the audit name it. An owner erases.",
            Query = [new("erase", new Shape.Flag(), "Whether its name and e-mail are erased.")],
        },
        new("GET", "/v1/invitations", "listInvitations", "People", "Lists the invitations that are open.", InvitationsAsync) { Needs = Permission.People, Gives = [new(200, "The newest first.", Shape: Paging.Of(Invitation))], Query = Paging.Queries },
        new("POST", "/v1/invitations", "invite", "People", "Invites somebody into the party with roles, or to the other side of an agreement.", InviteAsync)
        {
            // The answer has a secret, which is kept nowhere: sent again, the newer invitation takes the place of the older.
            Needs = Permission.People, IsRepeatable = true, Gives = [new(201, "Send the link, or the token, to the invited; nobody can read it again.", Shape: Invitation)],
            Body = new([new("email", Email, "Whom."), new("name", Line, "What people call it."), new("roles", new Shape.Several(RoleWord, 5), "What it is to do in the party.", false), new("agreement", Line, "Name of the agreement at whose other side it is to sit; roles are then its own party's.", false)]),
        },
        new("DELETE", "/v1/invitations/{invitation}", "revokeInvitation", "People", "Takes an invitation back.", RevokeAsync) { Needs = Permission.People, Gives = [new(204, "It is closed.", "")] },
        new("POST", "/v1/invitations/accept", "acceptInvitation", "People", "Accepts an invitation: into a party; or to a side of an agreement, with a party of its own that is new here. Who is signed in as an owner accepts a side for its party, and sends the token alone.", AcceptAsync)
        {
            Needs = null, IsSignIn = true, Gives = [new(201, "It is in, and signed in.", Shape: Me), new(200, "The caller's party sits at the agreement.", Shape: Me)],
            Body = Accepting,
        },
    ];

    static async Task<Reply> SetUpAsync(Call call) => await SessionsApi.SignedInAsync(call, await Invitations.SetUpAsync(call.Store, Passwords, call.Text("token")!, PartyOf(call), call.Text("email")!, new(call.Text("name")!, call.Text("password")!), call.Cancellation));

    static NewParty PartyOf(Call call)
    {
        var party = call.Body.GetProperty("party");
        return new(party.GetProperty("handle").GetString()!, party.GetProperty("title").GetString()!);
    }

    static async Task<Reply> PasswordAsync(Call call)
    {
        if (call.Session is not { } session) return new Reply.Refused(403, "not-allowed", "Only a person has a password.");
        return await call.ChangeAsync(store => Persons.ChangePasswordAsync(store, session, Passwords, call.Text("old")!, call.Text("new")!, call.Cancellation), _ => Task.FromResult<Reply>(new Reply.Nothing()));
    }

    static async Task<Reply> AnyoneAsync(Call call) => call.AnyCaller is null ? new Reply.Refused(401, "signed-out", "Nobody is signed in.", "Send 'Authorization: Bearer KEY', or sign in.") { Headers = [("WWW-Authenticate", "Bearer")] } : await MeAsync(call);

    static Task<Reply> MeAsync(Call call) => MeAsync(call, call.Caller, call.Session, 200);

    /// <summary>Who calls, and what it may do.</summary>
    public static async Task<Reply> MeAsync(Call call, Caller caller, Session? session, int status)
    {
        await using var reading = await call.Store.LookAsync(caller.Access, call.Cancellation);
        var party = await Persons.PartyAsync(reading, caller.Party, call.Cancellation);
        return Reply.Json(json =>
        {
            json.WriteStartObject("party");
            json.WriteString("handle", caller.Party);
            json.WriteString("title", party?.Title ?? caller.Party);
            json.WriteEndObject();
            json.WriteString("caller", caller.Name);
            Words(json, "permissions", Enum.GetValues<Permission>().Where(caller.May).Select(RoleWords.Of));
            if (session is { } own)
            {
                json.WriteString("email", own.Person.Email);
                json.WriteString("name", own.Person.Name);
                Words(json, "roles", own.Person.Roles.Select(RoleWords.Of));
                json.WriteString("until", Display.InUtc(own.Ends));
            }
            if (caller.Sources.Count > 0) Words(json, "sources", caller.Sources);
            if (caller.OnlySpace is { } only) json.WriteString("agreement", only);
        }, status);
    }

    static async Task<Reply> ListAsync(Call call)
    {
        if (call.Caller.OnlySpace is not null) return new Reply.Refused(403, "not-allowed", "You are not allowed to do this.", "A key for one agreement knows nobody of its party.");
        if (call.After(out var isCursor) is var after && !isCursor) return Paging.NoCursor;
        await using var reading = await call.LookAsync();
        var all = await Persons.ListAsync(reading, call.Caller.Party, call.Cancellation);
        return call.Page(all.SkipWhile(p => after is not null && p.Id != after).Skip(after is null ? 0 : 1).ToList(), Write, p => p.Id);
    }

    static void Write(Utf8JsonWriter json, Person person)
    {
        json.WriteString("id", person.Id);
        if (!person.IsErased)
        {
            json.WriteString("email", person.Email);
            json.WriteString("name", person.Name);
        }
        Words(json, "roles", person.Roles.Select(RoleWords.Of));
        json.WriteString("added", Display.InUtc(person.Added));
        if (person.Ended is { } ended) json.WriteString("ended", Display.InUtc(ended));
    }

    static async Task<Reply> RolesAsync(Call call) => await Persons.ChangeRolesAsync(call.Store, call.Caller, call.Path("person"), Roles(call), call.Cancellation) switch
    {
        Result<Person>.Ok { Value: var person } => Reply.Json(json => Write(json, person)),
        Result<Person>.Refused refused => Reply.Of(refused.Problems),
    };

    static ValueList<Role> Roles(Call call) => call.Texts("roles").Select(RoleWords.RoleOf).OfType<Role>().ToValueList();

    static async Task<Reply> EndAsync(Call call)
    {
        if (call.Flag("erase") && !call.Caller.May(Permission.Erase)) return new Reply.Refused(403, "not-allowed", "You are not allowed to do this.", "It needs the permission 'erase': an owner has it, signed in.");
        return await (call.Flag("erase") ? Persons.EraseAsync(call.Store, call.Caller, call.Path("person"), call.Cancellation) : Persons.EndAsync(call.Store, call.Caller, call.Path("person"), call.Cancellation)) is Result<Person>.Refused refused ? Reply.Of(refused.Problems) : new Reply.Nothing();
    }

    static async Task<Reply> InvitationsAsync(Call call)
    {
        if (call.After(out var isCursor) is var after && !isCursor) return Paging.NoCursor;
        await using var reading = await call.LookAsync();
        var all = await Invitations.ListAsync(reading, call.Caller.Party, call.Store.Now, call.Cancellation);
        return call.Page(all.SkipWhile(i => after is not null && i.Id != after).Skip(after is null ? 0 : 1).ToList(), (json, i) => Write(json, i, null, null), i => i.Id);
    }

    static void Write(Utf8JsonWriter json, Invitation invitation, string? token, string? link)
    {
        json.WriteString("id", invitation.Id);
        json.WriteString("email", invitation.Email);
        json.WriteString("name", invitation.Name);
        Words(json, "roles", invitation.Roles.Select(RoleWords.Of));
        if (invitation.Space is { } space) json.WriteString("agreement", space);
        json.WriteString("ends", Display.InUtc(invitation.Ends));
        if (token is not null) json.WriteString("token", token);
        if (link is not null) json.WriteString("link", link);
    }

    static async Task<Reply> InviteAsync(Call call)
    {
        var (email, name) = (call.Text("email")!, call.Text("name")!);
        if (call.Text("agreement") is { } agreement && call.Texts("roles").Count > 0) return Reply.Bad(new Fault("/roles", "body", "value.roles", $"Somebody at the other side of {Text.Quoted.Of(agreement)} gets its roles from its own party.", "Leave 'roles' out, or 'agreement'."));
        return (call.Text("agreement") is { } space ? await Invitations.InviteSideAsync(call.Store, call.Caller, space, email, name, call.Cancellation) : await Invitations.InviteAsync(call.Store, call.Caller, email, name, Roles(call), call.Cancellation)) switch
        {
            Result<Invited>.Ok { Value: var invited } => Reply.Json(json => Write(json, invited.Invitation, invited.Token, InvitationPage.LinkOf(call, invited.Token)), 201),
            Result<Invited>.Refused refused => Reply.Of(refused.Problems),
        };
    }

    static async Task<Reply> RevokeAsync(Call call) => await Invitations.RevokeAsync(call.Store, call.Caller, call.Path("invitation"), call.Cancellation) is Result<int>.Refused refused ? Reply.Of(refused.Problems) : new Reply.Nothing();

    internal static async Task<Reply> AcceptAsync(Call call)
    {
        var token = call.Text("token")!;
        if (call.AnyCaller is { } caller)
            return await Invitations.AcceptSideAsync(call.Store, token, caller, call.Cancellation) is Result<Seat>.Refused refused ? Reply.Of(refused.Problems) : await MeAsync(call);
        var isSide = call.Body.TryGetProperty("party", out var party) && party.ValueKind == JsonValueKind.Object;
        ValueList<Fault> missing = [.. new[] { "name", "password" }.Where(n => call.Text(n) is null).Select(n => new Fault($"/{n}", "body", "value.missing", $"'{n}' is missing: somebody who is new here needs it."))];
        if (missing.Count > 0) return Reply.Bad(missing);
        var who = new NewPerson(call.Text("name")!, call.Text("password")!);
        return await SessionsApi.SignedInAsync(call, isSide ? await Invitations.AcceptSideAsync(call.Store, Passwords, token, PartyOf(call), who, call.Cancellation) : await Invitations.AcceptAsync(call.Store, Passwords, token, who, call.Cancellation));
    }

    /// <summary>Writes a list of words.</summary>
    public static void Words(Utf8JsonWriter json, string name, IEnumerable<string> words)
    {
        json.WriteStartArray(name);
        foreach (var word in words) json.WriteStringValue(word);
        json.WriteEndArray();
    }
}
