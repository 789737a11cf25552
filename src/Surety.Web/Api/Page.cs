using System.Net;
using System.Text;

namespace Surety.Web.Api;

/// <summary>Small pages of HTML, without script, in the style of the reference page.</summary>
static class Page
{
    /// <summary>A page.</summary>
    /// <param name="title">What it is, as text.</param><param name="body">What it says, as HTML.</param><param name="status">As HTTP has it.</param>
    // A form says from which page it comes; with the policy of all other answers a browser would not.
    public static Reply.Whole Of(string title, string body, int status = 200) => new(status, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(
        $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"referrer\" content=\"same-origin\"><title>{Text(title)}</title><link rel=\"stylesheet\" href=\"/openapi/reference.css\"></head><body><main><h1>{Text(title)}</h1>{body}</main></body></html>\n"));

    /// <summary>Text in HTML.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);
}
