using Surety.Storage.People;
using Surety.Web.Api;
using Surety.Web.Shell;

namespace Surety.Web.People;

/// <summary>The door for people: signing in and out by a form.</summary>
static class SignInPages
{
    public static ValueList<Operation> All { get; } = [
        PagesOf.Read("/sign-in", "showSignIn", "Shows the page on which people sign in.", ShowAsync) with { Needs = null, Query = [new("back", new Shape.Words(2000), "The page to go on to.")] },
        PagesOf.Send("/sign-in", "signInByPage", "Signs a person in.", "email, password, party, back.", SignInAsync) with { Needs = null, IsSignIn = true },
        PagesOf.Send("/sign-out", "signOutByPage", "Signs out.", "Nothing.", SignOutAsync),
    ];

    static async Task<Reply> ShowAsync(Call call) => call.AnyCaller is not null && call.Session is not null ? Rendered.To(PageForm.Back(call.Query("back"))) : await call.PageAsync<SignInPage>(new() { ["Back"] = PageForm.Back(call.Query("back")) });

    static async Task<Reply> SignInAsync(Call call)
    {
        // The demo changes sides from a page of a session; a page that was open before somebody else signed in does so, too.
        var fields = PageForm.Of(call, out var refused);
        if (refused is not null) return refused;
        string? email = fields.GetValueOrDefault("email"), password = fields.GetValueOrDefault("password"), party = fields.GetValueOrDefault("party"), back = PageForm.Back(fields.GetValueOrDefault("back"));
        if (email is not { Length: <= 254 } || password is not { Length: <= 200 } || party is { Length: > 200 } || await Sessions.SignInAsync(call.Store, PeopleApi.Passwords, email, password, party, call.Cancellation) is not Result<SignedIn>.Ok { Value: var signed })
        {
            if (!call.Prefers("text/html")) return new Reply.Refused(401, "signed-out", "The e-mail or the password is wrong.", "Send them again, with the short name of the party where the e-mail belongs to several.");
            var view = await View.OfAsync(call);
            return await Rendered.PageAsync<SignInPage>(view, new() { ["Wrong"] = view.Words["sign-in.wrong"], ["Back"] = back, ["Email"] = email is { Length: <= 254 } ? email : null, ["Party"] = party is { Length: <= 200 } ? party : null }, 401);
        }
        await SessionsApi.KeepAsync(call, signed);
        return Rendered.To(back);
    }

    static async Task<Reply> SignOutAsync(Call call)
    {
        _ = PageForm.Of(call, out var refused);
        if (refused is not null) return refused;
        if (call.Session is { } session) await Sessions.EndAsync(call.Store, session, call.Cancellation);
        call.Forget();
        SessionsApi.TakeCookie(call.Context);
        return new Reply.Nothing() { Status = 303, Headers = [("Location", "/sign-in"), ("Clear-Site-Data", "\"cache\", \"storage\"")] };
    }
}
