using NodaTime;
using Surety.Statements;
using Surety.Storage.People;
using Surety.Web.Api;

namespace Surety.Web.Shell;

/// <summary>What every page knows: who looks at it, in which language, and where.</summary>
/// <param name="Words">The language.</param><param name="Caller">Who looks; <c>null</c>: nobody is signed in.</param><param name="Person">Its name; <c>null</c>: a key, or nobody.</param><param name="Party">The organisation for which it looks; <c>null</c>: nobody is signed in.</param>
/// <param name="Address">The page that was asked for, with its question: where a form leads back to.</param><param name="Token">What every form of this session sends along, so that no other page can; <c>null</c>: no session.</param><param name="Now">The instant of the server.</param>
public sealed record View(Words Words, Caller? Caller, string? Person, Party? Party, string Address, string? Token, Instant Now)
{
    /// <summary>How verdicts, figures and reasons are told in the language.</summary>
    public Wording Wording => Wording.In(Language);

    /// <summary>The language of statements.</summary>
    public Language Language { get; } = Language.Of(Words.Language)!;

    /// <summary>How figures, money and times are written.</summary>
    public Notation Notation { get; } = Notation.In(Language.Of(Words.Language)!);

    /// <summary>An instant to the minute, where no agreement says in which zone.</summary>
    public string Minute(Instant instant) => $"{Notation.Moment(Instant.FromUnixTimeSeconds(instant.ToUnixTimeSeconds() / 60 * 60), DateTimeZone.Utc)} UTC";

    /// <summary>Whether the server shows the demo, in which everybody may change sides.</summary>
    public ValueList<DemoSeat> Demo { get; init; }

    /// <summary>Of who makes a request.</summary>
    public static async Task<View> OfAsync(Call call)
    {
        return Of(call, call.AnyCaller is { } caller ? await call.PartyAsync(caller.Party) : null);
    }

    /// <summary>The same without a look at the record: for what is said where there is too much to do, or nothing to look at.</summary>
    public static View Of(Call call, Party? party = null)
    {
        var request = call.Context.Request;
        return new(Words.In(LanguagePage.Of(request)), call.AnyCaller, call.Session?.Person.Name, party, request.Path + request.QueryString, PageForm.TokenOf(call.Context), call.Store.Now) { Demo = call.Demo };
    }

    /// <summary>Whether whoever looks may do something.</summary>
    public bool May(Permission permission) => Caller?.May(permission) == true;
}

/// <summary>A side of the demo in whose shoes anybody may step.</summary>
/// <param name="Email">With this it signs in.</param><param name="Password">Likewise.</param><param name="Title">Name of the organisation.</param><param name="Side">Where it sits.</param>
public sealed record DemoSeat(string Email, string Password, string Title, Surety.Journal.Side Side);
