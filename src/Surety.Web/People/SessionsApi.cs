using Microsoft.AspNetCore.Http;
using NodaTime;
using Surety.Statements;
using Surety.Storage.People;
using Surety.Web.Api;

namespace Surety.Web.People;

/// <summary>Signing in and out, and where somebody is signed in. Source: docs/guide/api.md, "People and keys".</summary>
static class SessionsApi
{
    static Shape.Fields One => new([
        new("id", new Shape.Words(60), "Its name."), new("begun", new Shape.Moment(), "When it was signed in."), new("seen", new Shape.Moment(), "When somebody was seen last, within five minutes."),
        new("ends", new Shape.Moment(), "When it ends, if nobody comes before."), new("isCurrent", new Shape.Flag(), "Whether it is the one that asks."),
    ]);

    public static ValueList<Operation> All { get; } = [
        new("POST", "/v1/sessions", "signIn", "People", "Signs a person in; a session that it had in the same browser ends.", SignInAsync)
        {
            Needs = null, IsSignIn = true, Gives = [new(201, "It is signed in; the cookie opens the rest.", Shape: PeopleApi.Me)],
            Body = new([new("email", PeopleApi.Email, "In any case of letters."), new("password", PeopleApi.Secret, "Its password."), new("party", new Shape.Words(200), "Short name of the party, where the e-mail is a person of several.", false)]),
        },
        new("GET", "/v1/sessions", "listSessions", "People", "Lists where the caller is signed in.", ListAsync) { Query = Paging.Queries, Gives = [new(200, "The newest first.", Shape: Paging.Of(One))] },
        new("DELETE", "/v1/sessions/{session}", "signOut", "People", "Signs out: 'current', 'all' sessions of the caller, or another one of them by its name.", SignOutAsync)
        {
            About = "Another one by its name is ended by who signed in within the last ten minutes.", Gives = [new(204, "It has ended.", "")],
        },
        new("DELETE", "/v1/people/{person}/sessions", "signSomebodyOut", "People", "Ends all sessions of somebody of the party, who may sign in again.", SignSomebodyOutAsync) { Needs = Permission.People, Gives = [new(204, "They have ended.", "")] },
    ];

    /// <summary>What changes how somebody signs in waits until it was shown just now who this is.</summary>
    public static readonly Reply.Refused Again = new(403, "sign-in-again", "Sign in again for this.", "It was more than ten minutes ago: sign in by POST /v1/sessions or with a passkey, and send this again.");

    static readonly Reply.Refused OnlyPersons = new(403, "not-allowed", "Only a person has sessions.", "A key has none.");

    static async Task<Reply> SignInAsync(Call call) => await SignedInAsync(call, await Sessions.SignInAsync(call.Store, PeopleApi.Passwords, call.Text("email")!, call.Text("password")!, call.Text("party"), call.Cancellation), 401);

    /// <summary>Answers somebody who has signed in; the session that was there before ends.</summary>
    public static async Task<Reply> SignedInAsync(Call call, Result<SignedIn> result, int refusal = 400)
    {
        switch (result)
        {
            case Result<SignedIn>.Ok { Value: var signed }:
                await KeepAsync(call, signed);
                return await PeopleApi.MeAsync(call, Caller.Of(signed.Session.Person), signed.Session, 201);
            case Result<SignedIn>.Refused refused:
                return Reply.Of(refused.Problems) is var no && refusal == 401 ? no with { Status = 401, Code = "signed-out" } : no;
        }
        throw new InvalidOperationException("A result is one of two.");
    }

    /// <summary>Gives the browser the cookie of a session; the one that was there before ends.</summary>
    public static async Task KeepAsync(Call call, SignedIn signed)
    {
        if (call.Session is { } before)
        {
            await Sessions.EndAsync(call.Store, before, call.Cancellation);
            call.Forget();
        }
        call.Context.Response.Cookies.Append(Identity.CookieOf(call.Context.Request), signed.Token, Kept(call.Context, Sessions.Longest));
    }

    // So long, and not until: the clock of the other side may go otherwise.
    static CookieOptions Kept(HttpContext context, Duration? left) => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", IsEssential = true, MaxAge = left?.ToTimeSpan() };

    /// <summary>Takes the cookie of a session that has ended from the browser.</summary>
    internal static void TakeCookie(HttpContext context) => context.Response.Cookies.Delete(Identity.CookieOf(context.Request), Kept(context, null));

    static async Task<Reply> ListAsync(Call call)
    {
        if (call.After(out var isCursor) is var after && !isCursor) return Paging.NoCursor;
        if (call.Session is not { } session) return OnlyPersons;
        await using var reading = await call.LookAsync();
        var all = await Sessions.ListAsync(reading, session.Person.Party, session.Person.Id, call.Store.Now, call.Cancellation);
        return call.Page(all.SkipWhile(s => after is not null && s.Id != after).Skip(after is null ? 0 : 1).ToList(), (json, one) =>
        {
            json.WriteString("id", one.Id);
            json.WriteString("begun", Display.InUtc(one.Begun));
            json.WriteString("seen", Display.InUtc(one.Seen));
            json.WriteString("ends", Display.InUtc(one.Ends));
            json.WriteBoolean("isCurrent", one.Id == session.Id);
        }, s => s.Id);
    }

    static async Task<Reply> SignOutAsync(Call call)
    {
        if (call.Session is not { } session) return Reply.Absent;
        var which = call.Path("session");
        if (which == "all") await Sessions.EndAllAsync(call.Store, call.Caller, session.Person.Id, call.Cancellation);
        else if (which == "current" || which == session.Id) await Sessions.EndAsync(call.Store, session, call.Cancellation);
        else return await EndOtherAsync(call, session, which);
        call.Forget();
        TakeCookie(call.Context);
        // What a page kept in the browser goes with the session.
        return new Reply.Nothing() { Headers = [("Clear-Site-Data", "\"cache\", \"storage\"")] };
    }

    static async Task<Reply> EndOtherAsync(Call call, Session session, string which)
    {
        Session? other;
        await using (var reading = await call.LookAsync()) other = (await Sessions.ListAsync(reading, session.Person.Party, session.Person.Id, call.Store.Now, call.Cancellation)).FirstOrDefault(s => s.Id == which);
        if (other is null) return Reply.Absent;
        if (!session.IsFresh(call.Store.Now)) return Again;
        await Sessions.EndAsync(call.Store, other, call.Cancellation);
        return new Reply.Nothing();
    }

    static async Task<Reply> SignSomebodyOutAsync(Call call) => await Sessions.EndAllAsync(call.Store, call.Caller, call.Path("person"), call.Cancellation) is Result<int>.Refused refused ? Reply.Of(refused.Problems) : new Reply.Nothing();
}
