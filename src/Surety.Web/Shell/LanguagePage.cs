using Microsoft.AspNetCore.Http;
using Surety.Web.Api;

namespace Surety.Web.Shell;

/// <summary>The language of pages: the one that somebody chose, else the one that the browser asks for.</summary>
static class LanguagePage
{
    const string Cookie = "surety-language";

    public static ValueList<Operation> All { get; } = [
        new("POST", "/language", "chooseLanguage", PagesOf.Chapter, "Shows pages in another language from now on.", ChooseAsync)
        {
            Needs = null, IsPage = true, IsRepeatable = true, Takes = [(PageForm.Form, "language: en or de; back: the page to go back to.")], Gives = [new(303, "Back to the page.", "")],
        },
    ];

    /// <summary>The language of a request.</summary>
    public static string Of(HttpRequest request)
    {
        if (request.Cookies[Cookie] is { } chosen && Words.Languages.Contains(chosen)) return chosen;
        return request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1).Select(l => l.Value.ToString().Split('-')[0].ToLowerInvariant()).FirstOrDefault(l => Words.Languages.Contains(l)) ?? Words.Languages[0];
    }

    static Task<Reply> ChooseAsync(Call call)
    {
        var fields = PageForm.Of(call, out var refused);
        if (refused is not null) return Task.FromResult<Reply>(refused);
        if (fields.GetValueOrDefault("language") is { } language && Words.Languages.Contains(language))
            call.Context.Response.Cookies.Append(Cookie, language, new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = call.Context.Request.IsHttps, Path = "/", IsEssential = true, MaxAge = TimeSpan.FromDays(365) });
        return Task.FromResult<Reply>(Rendered.To(PageForm.Back(fields.GetValueOrDefault("back"))));
    }
}
