using System.Net;
using System.Reflection;
using System.Text;

namespace Surety.Web.Api;

/// <summary>The description of the API, for programs and for people; both are written from the table of operations.</summary>
static class DescriptionApi
{
    /// <summary>Of this program.</summary>
    public static string Version { get; } = typeof(DescriptionApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    static readonly Lazy<ReadOnlyMemory<byte>> Document = new(() => OpenApi.Of(Operations.All, Version));
    static readonly Lazy<ReadOnlyMemory<byte>> Page = new(() => Encoding.UTF8.GetBytes(ReferencePage.Of(Operations.All, Version)));

    public static ValueList<Operation> All { get; } = [
        new("GET", "/openapi/v1.json", "describe", "Description", "Describes this API as OpenAPI 3.1.", _ => Task.FromResult<Reply>(new Reply.Whole(200, "application/json", Document.Value)))
        {
            Needs = null, Gives = [new(200, "The description.")],
        },
        new("GET", "/openapi", "reference", "Description", "Describes this API on one page, without asking any other host.", _ => Task.FromResult<Reply>(new Reply.Whole(200, "text/html; charset=utf-8", Page.Value)))
        {
            Needs = null, Gives = [new(200, "The page.", "text/html")],
        },
        new("GET", "/openapi/reference.css", "referenceStyle", "Description", "Gives the style of that page.", _ => Task.FromResult<Reply>(new Reply.Whole(200, "text/css; charset=utf-8", Encoding.UTF8.GetBytes(ReferencePage.Style))))
        {
            Needs = null, Gives = [new(200, "The style.", "text/css")],
        },
    ];
}
