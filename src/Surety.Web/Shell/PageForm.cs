using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Surety.Web.Api;

namespace Surety.Web.Shell;

/// <summary>What was written into a form of a page of this server.</summary>
static class PageForm
{
    /// <summary>Form of what pages send.</summary>
    public const string Form = "application/x-www-form-urlencoded";

    /// <summary>Name of the field that only pages of this session know.</summary>
    public const string Token = "form-token";

    static readonly Reply.Refused Stale = new(403, "form", "This form is not of the session that is open now.", "Open the page again, and send it from there.");

    /// <summary>So many characters of a mark are by chance: pages are packed, and what stands there twice the same could be guessed from their length.</summary>
    const int Chance = 16;

    /// <summary>What every form of a session sends along, another one for each page; <c>null</c>: there is no session. Whoever knows it learns nothing of the session.</summary>
    public static string? TokenOf(HttpContext context) => TokenOf(context, RandomNumberGenerator.GetHexString(Chance, lowercase: true));

    static string? TokenOf(HttpContext context, string chance) =>
        context.Request.Cookies[Identity.CookieOf(context.Request)] is { Length: > 0 } cookie ? chance + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"form\0{cookie}\0{chance}")))[..32] : null;

    static bool IsOurs(HttpContext context, string given) => given.Length > Chance && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(TokenOf(context, given[..Chance])!));

    /// <summary>Reads what was sent.</summary>
    /// <param name="call">The request.</param><param name="refused">Why nothing of it counts: it comes from another site, or not from a page of this session.</param>
    /// <returns>What was filled in, by name.</returns>
    public static Dictionary<string, string> Of(Call call, out Reply.Refused? refused)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        refused = call.IsFromElsewhere ? Identity.Foreign : null;
        if (refused is not null) return fields;
        foreach (var (name, values) in QueryHelpers.ParseQuery(Encoding.UTF8.GetString(call.Bytes.Span)))
            if (values is [{ Length: > 0 } value]) fields[name] = IsSecret(name) ? value : value.Trim();
        if (call.Session is not null && !(fields.TryGetValue(Token, out var given) && IsOurs(call.Context, given))) refused = Stale;
        return fields;
    }

    // A password is what was typed, to the last space.
    static bool IsSecret(string name) => name is "password" or "old" or "new";

    /// <summary>A page of this server to go back to; nobody is sent anywhere else.</summary>
    public static string Back(string? address) => address is ['/', not ('/' or '\\'), ..] or "/" && address.All(c => c is > ' ' and < (char)127) && address.Length <= 2000 ? address : "/";
}
