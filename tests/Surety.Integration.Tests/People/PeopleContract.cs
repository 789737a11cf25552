using NodaTime;
using NodaTime.Text;
using Shouldly;
using Surety.Journal;
using Surety.Storage.People;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.People;

/// <summary>What the people of a server and their keys keep to, whichever database has them. One class for each database inherits it.</summary>
public abstract partial class PeopleContract : IDisposable
{
    readonly Prompt prompt = new();

    protected Prompt Prompt => prompt;

    /// <summary>An empty store of its own.</summary>
    protected abstract StoreAddress Address { get; }

    /// <summary>Changes the database behind the back of the program.</summary>
    protected abstract void Execute(string sql);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected Moving Time { get; } = new(At("2026-10-01T09:00:00Z"));

    public virtual void Dispose()
    {
        prompt.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;

    protected async Task<Store> OpenAsync() => Value(await Store.WriteAsync(Address, Time, Cancellation));

    /// <summary>Not how passwords are kept, and quick.</summary>
    protected static Passwords Passwords { get; } = new(password => $"kept:{password}", (kept, given) => kept == $"kept:{given}");

    protected static T Value<T>(Result<T> result) => result is Result<T>.Ok { Value: var value } ? value : throw new InvalidOperationException(((Result<T>.Refused)result).Problems[0].ToString());

    protected static Problem Refused<T>(Result<T> result) => result is Result<T>.Refused { Problems: [var first, ..] } ? first : throw new InvalidOperationException("It was not refused.");

    /// <summary>The first party, with an owner.</summary>
    protected static async Task<SignedIn> AlderAsync(Store store) =>
        Value(await Invitations.SetUpAsync(store, Passwords, (await Invitations.FirstTokenAsync(store, Cancellation))!, new("alder", "Alder Hosting"), "Ann@Alder.example", new("Ann", "ann's password"), Cancellation));

    protected static async Task<Person> JoinAsync(Store store, Caller caller, string email, params Role[] roles)
    {
        var invited = Value(await Invitations.InviteAsync(store, caller, email, "Somebody", roles.ToValueList(), Cancellation));
        return Value(await Invitations.AcceptAsync(store, Passwords, invited.Token, new("Somebody", "secret"), Cancellation)).Session.Person;
    }

    /// <summary>Another party, at the free side of a space of the caller's.</summary>
    protected static async Task<SignedIn> SideAsync(Store store, Caller caller, string space, string handle) =>
        Value(await Invitations.AcceptSideAsync(store, Passwords, Value(await Invitations.InviteSideAsync(store, caller, space, $"boss@{handle}.example", "Boss", Cancellation)).Token, new(handle, $"{handle} Ltd"), new("Boss", "secret"), Cancellation));

    protected static RecordedAgreement.Proposal Proposal(string id = "hosting-brook", string? feed = null, int version = 1)
    {
        var text = Example.Agreement.Replace("hosting-brook", id, StringComparison.Ordinal);
        if (version > 1) text = text.Replace("version: 1", $"version: {version}\neffective: 2026-12-01", StringComparison.Ordinal);
        if (feed is not null) text = text.Replace("scope:", $"scope:\n  feeds: [{feed}]", StringComparison.Ordinal).Replace("observed by: outages", $"observed by: outages\n    facts: feed {feed}", StringComparison.Ordinal);
        return Value(RecordedAgreement.Propose("agreement.yaml", System.Text.Encoding.UTF8.GetBytes(text), []));
    }

    protected static async Task<string> ApplyAsync(Store store, Caller caller, string id = "hosting-brook", string? feed = null, int version = 1, Side side = Side.Provider, bool isAlone = true)
    {
        var space = SpaceName.Of(caller.Party, id);
        Value(await Applying.ApplyAsync(store, Proposal(id, feed, version), isAlone ? side : null, null, caller.Name, Cancellation, new(caller.Party, space, side)));
        return space;
    }

    [Fact]
    public async Task The_first_person_comes_by_a_token_of_the_machine_once()
    {
        await using var store = await OpenAsync();
        var old = await Invitations.FirstTokenAsync(store, Cancellation);
        var token = await Invitations.FirstTokenAsync(store, Cancellation);

        var late = await Invitations.SetUpAsync(store, Passwords, old!, new("alder", "Alder"), "ann@alder.example", new("Ann", "x"), Cancellation);
        var wrong = await Invitations.SetUpAsync(store, Passwords, token!, new("9", ""), "nobody", new("", "x"), Cancellation);
        var first = Value(await Invitations.SetUpAsync(store, Passwords, token!, new("alder", "Alder"), "ann@alder.example", new("Ann", "x"), Cancellation));
        var again = await Invitations.SetUpAsync(store, Passwords, token!, new("birch", "Birch"), "bob@birch.example", new("Bob", "x"), Cancellation);

        Refused(late).Code.ShouldBe("invitation.closed");
        ((Result<SignedIn>.Refused)wrong).Problems.Select(p => p.At.File).ShouldBe(["handle", "title", "name", "email"]);
        first.Session.Person.Roles.ShouldBe([Role.Owner]);
        (await Sessions.FindAsync(store, first.Token, isSeen: true, Cancellation))!.Person.ShouldBe(first.Session.Person);
        Refused(again).Code.ShouldBe("invitation.closed");
        (await Invitations.FirstTokenAsync(store, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Somebody_invited_comes_once_within_seven_days()
    {
        await using var store = await OpenAsync();
        var ann = Caller.Of((await AlderAsync(store)).Session.Person);
        var invited = Value(await Invitations.InviteAsync(store, ann, " Bob@Alder.example ", "Bob", [Role.Manager, Role.Reader], Cancellation));
        var replaced = Value(await Invitations.InviteAsync(store, ann, "bob@alder.EXAMPLE", "Bob", [Role.Manager, Role.Reader], Cancellation));
        var late = Value(await Invitations.InviteAsync(store, ann, "eve@alder.example", "Eve", [Role.Reader], Cancellation));

        var gone = await Invitations.AcceptAsync(store, Passwords, invited.Token, new("Bob", "b"), Cancellation);
        var bob = Value(await Invitations.AcceptAsync(store, Passwords, replaced.Token, new("Bob B.", "b"), Cancellation)).Session.Person;
        var twice = await Invitations.AcceptAsync(store, Passwords, replaced.Token, new("Bob", "b"), Cancellation);
        var there = await Invitations.InviteAsync(store, ann, "BOB@alder.example", "Bob", [Role.Reader], Cancellation);
        var forged = await Invitations.AcceptAsync(store, Passwords, late.Token[..^1] + (late.Token[^1] == 'a' ? 'b' : 'a'), new("Eve", "e"), Cancellation);
        Time.Now += Duration.FromDays(7);
        var old = await Invitations.AcceptAsync(store, Passwords, late.Token, new("Eve", "e"), Cancellation);

        (bob.Email, bob.Name).ShouldBe(("bob@alder.example", "Bob B."));
        bob.Roles.ShouldBe([Role.Reader, Role.Manager]);
        foreach (var closed in new[] { gone, twice, forged, old }) Refused(closed).Code.ShouldBe("invitation.closed");
        Refused(there).At.File.ShouldBe("email");
        (await Invitations.FindAsync(store, late.Token, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task The_only_owner_who_forgot_the_password_comes_in_anew_by_a_token_of_the_machine()
    {
        await using var store = await OpenAsync();
        var signedIn = await AlderAsync(store);
        var ann = Caller.Of(signedIn.Session.Person);
        var space = await ApplyAsync(store, ann, isAlone: false);
        var other = await SideAsync(store, ann, space, "brook");

        var nobody = await Invitations.RecoverAsync(store, "eve@alder.example", null, Cancellation);
        var elsewhere = await Invitations.RecoverAsync(store, "ann@alder.example", "brook", Cancellation);
        var replaced = Value(await Invitations.RecoverAsync(store, "ann@alder.example", null, Cancellation));
        var made = Value(await Invitations.RecoverAsync(store, " ANN@alder.example", "alder", Cancellation));
        // Until it is used, nothing has changed for whoever can sign in after all.
        var before = await Sessions.FindAsync(store, signedIn.Token, isSeen: true, Cancellation);
        var old = await Invitations.AcceptAsync(store, Passwords, replaced.Token, new("Ann", "x"), Cancellation);
        var again = Value(await Invitations.AcceptAsync(store, Passwords, made.Token, new("Ann A.", "another"), Cancellation));
        var twice = await Invitations.AcceptAsync(store, Passwords, made.Token, new("Ann", "a third"), Cancellation);

        Refused(nobody).Code.ShouldBe("person.none");
        Refused(elsewhere).Code.ShouldBe("person.none");
        before.ShouldNotBeNull();
        Refused(old).Code.ShouldBe("invitation.closed");
        Refused(twice).Code.ShouldBe("invitation.closed");
        again.Session.Person.ShouldBe(signedIn.Session.Person with { Name = "Ann A." });
        (await Sessions.FindAsync(store, signedIn.Token, isSeen: true, Cancellation)).ShouldBeNull();
        (await Sessions.FindAsync(store, again.Token, isSeen: true, Cancellation))!.Person.Roles.ShouldBe([Role.Owner]);
        (await Sessions.FindAsync(store, other.Token, isSeen: true, Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_token_of_the_machine_ends_after_a_day_or_with_the_next_password_and_shows_the_roles_of_now()
    {
        await using var store = await OpenAsync();
        var ann = (await AlderAsync(store)).Session;
        await JoinAsync(store, Caller.Of(ann.Person), "bob@alder.example", Role.Reader);
        var bob = Value(await Sessions.SignInAsync(store, Passwords, "bob@alder.example", "secret", null, Cancellation)).Session;
        async Task<Invited> RecoverAsync(string email) => Value(await Invitations.RecoverAsync(store, email, null, Cancellation));

        var (anns, bobs) = (await RecoverAsync("ann@alder.example"), await RecoverAsync("bob@alder.example"));
        var waiting = Value(await Invitations.InviteAsync(store, Caller.Of(ann.Person), "eve@alder.example", "Eve", [Role.Reader], Cancellation));
        Refused(await Persons.ChangePasswordAsync(store, ann, Passwords, "wrong", "new", Cancellation));
        (await Invitations.FindAsync(store, anns.Token, Cancellation)).ShouldNotBeNull();
        Value(await Persons.ChangePasswordAsync(store, ann, Passwords, "ann's password", "new", Cancellation));
        var found = await Invitations.AcceptAsync(store, Passwords, anns.Token, new("Ann", "x"), Cancellation);
        Value(await Persons.ChangeRolesAsync(store, Caller.Of(ann.Person), bob.Person.Id, [Role.Manager], Cancellation));
        var shown = await Invitations.FindAsync(store, bobs.Token, Cancellation);
        Time.Now += Duration.FromDays(1);
        var late = await Invitations.AcceptAsync(store, Passwords, bobs.Token, new("Bob", "x"), Cancellation);

        Refused(found).Code.ShouldBe("invitation.closed");
        shown!.Roles.ShouldBe([Role.Manager]);
        Refused(late).Code.ShouldBe("invitation.closed");
        (await Invitations.FindAsync(store, waiting.Token, Cancellation))!.Roles.ShouldBe([Role.Reader]);
    }

    [Fact]
    public async Task An_invitation_that_was_taken_back_opens_nothing()
    {
        await using var store = await OpenAsync();
        var ann = Caller.Of((await AlderAsync(store)).Session.Person);
        var invited = Value(await Invitations.InviteAsync(store, ann, "bob@alder.example", "Bob", [Role.Reader], Cancellation));
        await using (var reading = await store.LookAsync(ann.Access, Cancellation)) (await Invitations.ListAsync(reading, "alder", store.Now, Cancellation)).ShouldBe([invited.Invitation]);

        Value(await Invitations.RevokeAsync(store, ann, invited.Invitation.Id, Cancellation));

        (await Invitations.FindAsync(store, invited.Token, Cancellation)).ShouldBeNull();
        Refused(await Invitations.RevokeAsync(store, ann, invited.Invitation.Id, Cancellation)).Code.ShouldBe("invitation.none");
    }

    [Fact]
    public async Task Whoever_knocks_learns_nothing_and_costs_the_same()
    {
        await using var store = await OpenAsync();
        await AlderAsync(store);
        var compared = 0;
        var counting = new Passwords(p => $"kept:{p}", (kept, given) => { compared++; return kept == $"kept:{given}"; });

        var unknown = await Sessions.SignInAsync(store, counting, "eve@alder.example", "x", null, Cancellation);
        var wrong = await Sessions.SignInAsync(store, counting, "ann@alder.example", "x", null, Cancellation);
        foreach (var hostile in new[] { "", "x", "ann@alder.example\0", "\ud800@alder.example", new string('a', 100_000) + "@alder.example" }) Refused(await Sessions.SignInAsync(store, Passwords, hostile, "x", "\0", Cancellation)).Code.ShouldBe("session.wrong");
        var otherParty = await Sessions.SignInAsync(store, counting, "ann@alder.example", "ann's password", "birch", Cancellation);
        var right = Value(await Sessions.SignInAsync(store, counting, " ANN@alder.example", "ann's password", "alder", Cancellation));

        compared.ShouldBe(4);
        Refused(unknown).ShouldBe(Refused(wrong));
        Refused(otherParty).ShouldBe(Refused(wrong));
        right.Session.Person.Email.ShouldBe("ann@alder.example");
        await using var reading = await store.LookAsync(Cancellation);
        (await Audit.ListAsync(reading, "", null, 10, Cancellation)).Count(e => e.Line is { Action: "session.begin", Outcome: Outcome.Denied, By: "nobody" }).ShouldBe(7);
        (await Audit.ListAsync(reading, "alder", null, 10, Cancellation)).Count(e => e.Line is { Action: "session.begin", Outcome: Outcome.Denied }).ShouldBe(1);
    }

    [Fact]
    public async Task One_e_mail_of_several_parties_names_the_one_that_is_meant()
    {
        await using var store = await OpenAsync();
        var ann = Caller.Of((await AlderAsync(store)).Session.Person);
        var space = await ApplyAsync(store, ann);
        var invited = Value(await Invitations.InviteSideAsync(store, ann, space, "ann@alder.example", "Ann", Cancellation));
        Value(await Invitations.AcceptSideAsync(store, Passwords, invited.Token, new("brook", "Brook Books"), new("Ann", "ann's password"), Cancellation));

        Refused(await Sessions.SignInAsync(store, Passwords, "ann@alder.example", "ann's password", null, Cancellation)).Code.ShouldBe("session.wrong");
        Value(await Sessions.SignInAsync(store, Passwords, "ann@alder.example", "ann's password", "brook", Cancellation)).Session.Person.Party.ShouldBe("brook");
    }

    [Fact]
    public async Task A_session_ends_when_nobody_comes_and_after_seven_days_at_the_latest()
    {
        await using var store = await OpenAsync();
        var signed = await AlderAsync(store);
        var idle = Value(await Sessions.SignInAsync(store, Passwords, "ann@alder.example", "ann's password", null, Cancellation));

        for (var hours = 0; hours < 7 * 24 - 6; hours += 6)
        {
            (await Sessions.FindAsync(store, signed.Token, isSeen: true, Cancellation)).ShouldNotBeNull($"{hours}");
            if (hours == 12) (await Sessions.FindAsync(store, idle.Token, isSeen: true, Cancellation)).ShouldBeNull();
            Time.Now += Duration.FromHours(6);
        }
        (await Sessions.FindAsync(store, signed.Token, isSeen: true, Cancellation)).ShouldNotBeNull();
        Time.Now += Duration.FromHours(6);

        (await Sessions.FindAsync(store, signed.Token, isSeen: true, Cancellation)).ShouldBeNull();
        await Sessions.PruneAsync(store, Cancellation);
        await using var reading = await store.LookAsync(Cancellation);
        (await reading.Command("select count(*) from session").RowsAsync(r => r.Whole(0), Cancellation)).ShouldBe([0]);
    }

    [Fact]
    public async Task A_session_is_revoked_alone_or_with_all_of_its_person()
    {
        await using var store = await OpenAsync();
        var first = await AlderAsync(store);
        var ann = Caller.Of(first.Session.Person);
        Task<Result<SignedIn>> SignInAsync(string password = "ann's password") => Sessions.SignInAsync(store, Passwords, "ann@alder.example", password, null, Cancellation);
        var (second, third) = (Value(await SignInAsync()), Value(await SignInAsync()));
        var bob = await JoinAsync(store, ann, "bob@alder.example", Role.Reader);
        var bobs = Value(await Sessions.SignInAsync(store, Passwords, "bob@alder.example", "secret", null, Cancellation));

        await Sessions.EndAsync(store, second.Session, Cancellation);
        (await Sessions.FindAsync(store, second.Token, isSeen: true, Cancellation)).ShouldBeNull();
        (await Sessions.FindAsync(store, third.Token, isSeen: true, Cancellation)).ShouldNotBeNull();
        Refused(await Persons.ChangePasswordAsync(store, third.Session, Passwords, "wrong", "new", Cancellation)).At.File.ShouldBe("old");
        Value(await Persons.ChangePasswordAsync(store, third.Session, Passwords, "ann's password", "new", Cancellation));
        (await Sessions.FindAsync(store, first.Token, isSeen: true, Cancellation)).ShouldBeNull();
        (await Sessions.FindAsync(store, third.Token, isSeen: true, Cancellation)).ShouldNotBeNull();
        Refused(await SignInAsync()).Code.ShouldBe("session.wrong");
        Value(await SignInAsync("new"));

        Value(await Sessions.EndAllAsync(store, ann, first.Session.Person.Id, Cancellation)).ShouldBe(2);
        (await Sessions.FindAsync(store, third.Token, isSeen: true, Cancellation)).ShouldBeNull();
        (await Sessions.FindAsync(store, bobs.Token, isSeen: true, Cancellation)).ShouldNotBeNull();
        foreach (var forged in new[] { "", ".", "*.x.x", "0.x.x", "alder.\0.x", "alder", "alder..", $"alder.{bobs.Session.Id}.x", bobs.Token[1..], bobs.Token + "x", bobs.Token.Replace("alder", "birch", StringComparison.Ordinal) }) (await Sessions.FindAsync(store, forged, isSeen: true, Cancellation)).ShouldBeNull(forged);
    }

    [Fact]
    public async Task The_last_owner_stays_and_whoever_ends_is_signed_out()
    {
        await using var store = await OpenAsync();
        var first = await AlderAsync(store);
        var ann = Caller.Of(first.Session.Person);
        var bob = await JoinAsync(store, ann, "bob@alder.example", Role.Reader);

        Refused(await Persons.EndAsync(store, ann, first.Session.Person.Id, Cancellation)).Code.ShouldBe("person.last-owner");
        Refused(await Persons.ChangeRolesAsync(store, ann, first.Session.Person.Id, [Role.Manager], Cancellation)).Code.ShouldBe("person.last-owner");
        Value(await Persons.ChangeRolesAsync(store, ann, bob.Id, [Role.Owner], Cancellation)).Roles.ShouldBe([Role.Owner]);
        Value(await Persons.EndAsync(store, Caller.Of(bob with { Roles = [Role.Owner] }), first.Session.Person.Id, Cancellation)).Ended.ShouldNotBeNull();

        (await Sessions.FindAsync(store, first.Token, isSeen: true, Cancellation)).ShouldBeNull();
        Refused(await Sessions.SignInAsync(store, Passwords, "ann@alder.example", "ann's password", null, Cancellation)).Code.ShouldBe("session.wrong");
        Refused(await Persons.EndAsync(store, ann, first.Session.Person.Id, Cancellation)).Code.ShouldBe("person.none");
        (await JoinAsync(store, Caller.Of(bob with { Roles = [Role.Owner] }), "ann@alder.example", Role.Reader)).Id.ShouldNotBe(first.Session.Person.Id);
        await using var reading = await store.LookAsync(ann.Access, Cancellation);
        (await Persons.ListAsync(reading, "alder", Cancellation)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Nobody_gives_what_it_may_not_do_itself()
    {
        await using var store = await OpenAsync();
        var ann = Caller.Of((await AlderAsync(store)).Session.Person);
        var made = Value(await ApiKeys.MakeAsync(store, ann, new("people", [Permission.People], [], null, null), Cancellation));
        var key = Caller.Of(made.Key);

        Refused(await Invitations.InviteAsync(store, key, "eve@alder.example", "Eve", [Role.Owner], Cancellation)).Code.ShouldBe("caller.not-own");
        Refused(await ApiKeys.MakeAsync(store, key, new("more", [Permission.Manage], [], null, null), Cancellation)).Code.ShouldBe("caller.not-own");
        Refused(await Persons.EndAsync(store, key, ann.Name["person:".Length..], Cancellation)).Code.ShouldBe("caller.not-own");
        await using var reading = await store.LookAsync(ann.Access, Cancellation);
        (await Audit.ListAsync(reading, "alder", null, 100, Cancellation)).Count(e => e.Line is { Outcome: Outcome.Denied } line && line.By == key.Name).ShouldBe(3);
    }

    [Fact]
    public async Task A_key_opens_what_it_is_for_until_it_ends_or_is_revoked()
    {
        await using var store = await OpenAsync();
        var ann = Caller.Of((await AlderAsync(store)).Session.Person);
        var space = await ApplyAsync(store, ann);
        var made = Value(await ApiKeys.MakeAsync(store, ann, new("probe", [Permission.Facts], ["probe", "two words"], space, Time.Now + Duration.FromDays(1)), Cancellation));
        var other = Value(await ApiKeys.MakeAsync(store, ann, new("all", [Permission.Read, Permission.Manage], [], null, null), Cancellation));

        made.Token.ShouldMatch("^surety_alder_[a-z0-9]{12}_[A-Za-z0-9]{43}$");
        var caller = Caller.Of((await ApiKeys.FindAsync(store, made.Token, Cancellation))!);
        caller.ShouldBe(new("alder", $"key:{made.Key.Id}", [], [Permission.Facts], ["probe", "two words"], space));
        (caller.May(Permission.Facts), caller.May(Permission.Read), caller.MaySendAs("probe"), caller.MaySendAs("other"), caller.IsFor(space), caller.IsFor("alder.x")).ShouldBe((true, false, true, false, true, false));
        foreach (var forged in new[] { "", "surety_", made.Token[..^1], made.Token + "x", made.Token.Replace("alder", "brook", StringComparison.Ordinal), $"surety_alder_{made.Key.Id}_{other.Token.Split('_')[3]}", $"surety_alder_aaaaaaaaaaaa_{made.Token.Split('_')[3]}" })
            (await ApiKeys.FindAsync(store, forged, Cancellation)).ShouldBeNull(forged);
        Time.Now += Duration.FromDays(1);
        (await ApiKeys.FindAsync(store, made.Token, Cancellation)).ShouldBeNull();
        (await ApiKeys.FindAsync(store, other.Token, Cancellation)).ShouldNotBeNull();
        Value(await ApiKeys.RevokeAsync(store, ann, other.Key.Id, Cancellation));
        (await ApiKeys.FindAsync(store, other.Token, Cancellation)).ShouldBeNull();

        var wrong = await ApiKeys.MakeAsync(store, ann, new(" ", [], [""], null, Time.Now), Cancellation);
        ((Result<MadeKey>.Refused)wrong).Problems.Select(p => p.At.File).ShouldBe(["label", "scopes", "sources", "ends"]);
        Refused(await ApiKeys.MakeAsync(store, ann, new("x", [Permission.Read], [], "alder.other", null), Cancellation)).At.File.ShouldBe("space");
        await using var reading = await store.LookAsync(ann.Access, Cancellation);
        (await ApiKeys.ListAsync(reading, "alder", Cancellation)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task No_secret_is_in_the_rows_that_it_opens()
    {
        await using var store = await OpenAsync();
        var signed = await AlderAsync(store);
        var made = Value(await ApiKeys.MakeAsync(store, Caller.Of(signed.Session.Person), new("all", [Permission.Read], [], null, null), Cancellation));

        await using var reading = await store.LookAsync(Cancellation);
        var rows = string.Concat(await reading.Command("select hash from session union all select hash from api_key union all select hash from invitation").RowsAsync(r => Convert.ToHexString(r.Bytes(0)) + System.Text.Encoding.Latin1.GetString(r.Bytes(0)), Cancellation));

        rows.ShouldNotContain(signed.Token.Split('.')[2]);
        rows.ShouldNotContain(made.Token.Split('_')[3]);
        rows.ShouldContain(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(made.Token.Split('_')[3]))));
    }

    [Fact]
    public void Roles_may_what_the_guide_says()
    {
        static string Of(Role role) => string.Join(' ', Caller.Of(role).Select(RoleWords.Of));

        Of(Role.Reader).ShouldBe("read");
        Of(Role.Agent).ShouldBe("read facts");
        Of(Role.Manager).ShouldBe("read facts manage");
        Of(Role.Signatory).ShouldBe("read sign");
        Of(Role.Owner).ShouldBe("read facts manage sign people erase");
        Enum.GetValues<Role>().ShouldAllBe(r => RoleWords.RoleOf(RoleWords.Of(r)) == r);
        RoleWords.ScopeOf("erase").ShouldBeNull();
    }

    /// <summary>A clock that a test moves.</summary>
    protected sealed class Moving(Instant now) : IClock
    {
        public Instant Now { get; set; } = now;

        public Instant GetCurrentInstant() => Now;
    }
}
