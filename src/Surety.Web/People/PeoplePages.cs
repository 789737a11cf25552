using System.Buffers.Text;
using System.Globalization;
using NodaTime;
using Surety.Storage.People;
using Surety.Web.Api;
using Surety.Web.Shell;

namespace Surety.Web.People;

/// <summary>People and keys of the caller's party as pages: what <see cref="PeopleApi"/> and <see cref="KeysApi"/> do, for who has no program.</summary>
static class PeoplePages
{
    public static ValueList<Operation> All { get; } = [
        PagesOf.Read("/people", "showPeople", "Shows the people of the party, its open invitations, and where the caller is signed in.", call => ShowPeopleAsync(call)),
        PagesOf.Send("/people", "changePeople", "Invites somebody, takes an invitation back, or signs the caller out everywhere.", "do: invite, take-back or sign-out-everywhere; email, name, role-…, agreement; invitation.", ChangeAsync),
        PagesOf.Send("/people/password", "changePasswordByPage", "Gives the caller another password; its other sessions end.", "old, new.", PasswordAsync) with { IsSignIn = true },
        PagesOf.Send("/people/passkey", "removePasskeyByPage", "Removes a passkey of the caller, who signed in within the last ten minutes.", "passkey.", RemovePasskeyAsync),
        PagesOf.Send("/people/{person}", "changeSomebody", "Gives somebody other roles, signs it out, or ends it.", "do: roles, sign-out or end; role-….", ChangeSomebodyAsync) with { Needs = Permission.People },
        PagesOf.Read("/keys", "showKeys", "Shows the keys of the party.", call => ShowKeysAsync(call)) with { Needs = Permission.People },
        PagesOf.Send("/keys", "changeKeys", "Makes a key, which is shown once, or revokes one.", "do: make or revoke; label, scope-…, sources, agreement, days; key.", ChangeKeysAsync) with { Needs = Permission.People },
    ];

    static async Task<Reply> ShowPeopleAsync(Call call, Dictionary<string, object?>? more = null, int status = 200)
    {
        if (call.Caller.OnlySpace is not null) return new Reply.Refused(403, "not-allowed", "You are not allowed to do this.", "A key for one agreement knows nobody of its party.");
        await using var reading = await call.LookAsync();
        var (party, now) = (call.Caller.Party, call.Store.Now);
        return await call.PageAsync<PeoplePage>(new(more ?? [])
        {
            ["People"] = await Persons.ListAsync(reading, party, call.Cancellation),
            ["Open"] = call.Caller.May(Permission.People) ? await Invitations.ListAsync(reading, party, now, call.Cancellation) : default,
            ["Own"] = call.Session,
            ["Passkeys"] = call.Session is { Person: var me } ? await Passkeys.ListAsync(reading, party, me.Id, call.Cancellation) : default,
            ["IsNumber"] = Uri.TryCreate(call.Origin, UriKind.Absolute, out var origin) && origin.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6,
            ["Sessions"] = call.Session is { } session ? await Sessions.ListAsync(reading, party, session.Person.Id, now, call.Cancellation) : default,
        }, status);
    }

    static async Task<Reply> ChangeAsync(Call call)
    {
        var fields = PageForm.Of(call, out var refused);
        if (refused is not null) return refused;
        switch (fields.GetValueOrDefault("do"))
        {
            case "invite" or "take-back" when !call.Caller.May(Permission.People):
                return NotAllowed;
            case "invite":
                return await InviteAsync(call, fields);
            case "take-back":
                return Done(await Invitations.RevokeAsync(call.Store, call.Caller, fields.GetValueOrDefault("invitation") ?? "", call.Cancellation), "/people");
            case "sign-out-everywhere" when call.Session is { } session:
                await Sessions.EndAllAsync(call.Store, call.Caller, session.Person.Id, call.Cancellation);
                call.Forget();
                SessionsApi.TakeCookie(call.Context);
                return Rendered.To("/sign-in");
            default:
                return Reply.Bad(new Fault("do", "body", "value.word", "There is nothing of this name to do."));
        }
    }

    static Reply.Refused NotAllowed => new(403, "not-allowed", "You are not allowed to do this.", "It needs the permission 'people'.");

    static async Task<Reply> InviteAsync(Call call, Dictionary<string, string> fields)
    {
        string email = fields.GetValueOrDefault("email") ?? "", name = fields.GetValueOrDefault("name") ?? "";
        var result = fields.GetValueOrDefault("agreement") is { } space ? await Invitations.InviteSideAsync(call.Store, call.Caller, space, email, name, call.Cancellation) : await Invitations.InviteAsync(call.Store, call.Caller, email, name, RolesOf(fields), call.Cancellation);
        return result switch
        {
            Result<Invited>.Ok { Value: var invited } => await ShowPeopleAsync(call, new() { ["Invited"] = invited, ["Link"] = InvitationPage.LinkOf(call, invited.Token) }, 201),
            Result<Invited>.Refused no => await ShowPeopleAsync(call, new() { ["Wrong"] = no.Problems, ["Typed"] = fields }, Reply.Of(no.Problems).Status),
        };
    }

    static async Task<Reply> PasswordAsync(Call call)
    {
        var fields = PageForm.Of(call, out var refused);
        if (refused is not null) return refused;
        if (call.Session is not { } session) return new Reply.Refused(403, "not-allowed", "Only a person has a password.");
        if (fields.GetValueOrDefault("new") is not { Length: >= 12 and <= 200 } given || fields.GetValueOrDefault("old") is not { Length: <= 200 } old)
            return await ShowPeopleAsync(call, new() { ["Wrong"] = new ValueList<Problem>([new(default, Severity.Error, "person.password-short", "A password has at least 12 characters, and the old one has to stand there.")]) }, 400);
        return await Persons.ChangePasswordAsync(call.Store, session, PeopleApi.Passwords, old, given, call.Cancellation) is Result<Person>.Refused no
            ? await ShowPeopleAsync(call, new() { ["Wrong"] = no.Problems }, Reply.Of(no.Problems).Status) : Rendered.To("/people#you");
    }

    static async Task<Reply> RemovePasskeyAsync(Call call)
    {
        var fields = PageForm.Of(call, out var refused);
        if (refused is not null) return refused;
        if (call.Session is not { } session) return new Reply.Refused(403, "not-allowed", "Only a person has passkeys.", "Sign in; a key has none.");
        if (!session.IsFresh(call.Store.Now)) return Rendered.To("/people#passkeys");
        if (fields.GetValueOrDefault("passkey") is not { } id || !Base64Url.IsValid(id)) return Reply.Absent;
        return Done(await Passkeys.RemoveAsync(call.Store, session, Base64Url.DecodeFromChars(id), call.Cancellation), "/people#passkeys");
    }

    static async Task<Reply> ChangeSomebodyAsync(Call call)
    {
        var fields = PageForm.Of(call, out var refused);
        if (refused is not null) return refused;
        var person = call.Path("person");
        await using (var reading = await call.LookAsync())
            if (await Persons.FindAsync(reading, call.Caller.Party, person, call.Cancellation) is null) return Reply.Absent;
        return fields.GetValueOrDefault("do") switch
        {
            "roles" => await DoneAsync(call, await Persons.ChangeRolesAsync(call.Store, call.Caller, person, RolesOf(fields), call.Cancellation)),
            "end" => await DoneAsync(call, await Persons.EndAsync(call.Store, call.Caller, person, call.Cancellation)),
            "sign-out" => await DoneAsync(call, await Sessions.EndAllAsync(call.Store, call.Caller, person, call.Cancellation)),
            _ => Reply.Bad(new Fault("do", "body", "value.word", "There is nothing of this name to do.")),
        };
    }

    static async Task<Reply> DoneAsync<T>(Call call, Result<T> result) => result is Result<T>.Refused no && Reply.Of(no.Problems) is { Status: not 404 } why ? await ShowPeopleAsync(call, new() { ["Wrong"] = no.Problems }, why.Status) : Done(result, "/people");

    static Reply Done<T>(Result<T> result, string address) => result is Result<T>.Refused no ? Reply.Of(no.Problems) : Rendered.To(address);

    static ValueList<Role> RolesOf(Dictionary<string, string> fields) => Enum.GetValues<Role>().Where(r => fields.ContainsKey($"role-{RoleWords.Of(r)}")).ToValueList();

    static async Task<Reply> ShowKeysAsync(Call call, Dictionary<string, object?>? more = null, int status = 200)
    {
        await using var reading = await call.LookAsync();
        return await call.PageAsync<KeysPage>(new(more ?? []) { ["Keys"] = await ApiKeys.ListAsync(reading, call.Caller.Party, call.Cancellation) }, status);
    }

    static async Task<Reply> ChangeKeysAsync(Call call)
    {
        var fields = PageForm.Of(call, out var refused);
        if (refused is not null) return refused;
        switch (fields.GetValueOrDefault("do"))
        {
            case "revoke":
                return Done(await ApiKeys.RevokeAsync(call.Store, call.Caller, fields.GetValueOrDefault("key") ?? "", call.Cancellation), "/keys");
            case "make":
                var days = fields.GetValueOrDefault("days");
                if (days is not null && !(int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 3650))
                    return await ShowKeysAsync(call, new() { ["Wrong"] = new ValueList<Problem>([new(default, Severity.Error, "key.days", "A number of days from 1 to 3650 was expected, or nothing.")]), ["Typed"] = fields }, 400);
                var wanted = new WantedKey(fields.GetValueOrDefault("label") ?? "", Enum.GetValues<Permission>().Where(p => fields.ContainsKey($"scope-{RoleWords.Of(p)}")).ToValueList(),
                    (fields.GetValueOrDefault("sources") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToValueList(), fields.GetValueOrDefault("agreement"), days is null ? null : call.Store.Now + Duration.FromDays(int.Parse(days, CultureInfo.InvariantCulture)));
                return await ApiKeys.MakeAsync(call.Store, call.Caller, wanted, call.Cancellation) switch
                {
                    Result<MadeKey>.Ok { Value: var made } => await ShowKeysAsync(call, new() { ["Made"] = made }, 201),
                    Result<MadeKey>.Refused no => await ShowKeysAsync(call, new() { ["Wrong"] = no.Problems, ["Typed"] = fields }, Reply.Of(no.Problems).Status),
                };
            default:
                return Reply.Bad(new Fault("do", "body", "value.word", "There is nothing of this name to do."));
        }
    }
}
