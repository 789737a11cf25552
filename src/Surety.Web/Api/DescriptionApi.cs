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
    static readonly Lazy<ReadOnlyMemory<byte>> Reference = new(() => Encoding.UTF8.GetBytes(ReferencePage.Of(Operations.All, Version)));

    static readonly Lazy<Reply.Whole> Front = new(() => Page.Of("Surety", $$"""
        <p>This is a server of service level agreements: documents that run. Both sides of an agreement have its text, its facts and its statements here, and nobody else sees them.</p>
        <p>People read it <a href="/sign-in">in a browser</a>; programs ask over HTTP, as does <code>surety … --server</code>.</p>
        <ul><li><a href="/openapi">What can be asked</a>, on one page; <a href="/openapi/v1.json">the same for programs</a>.</li><li><a href="/healthz/live">Whether it runs</a>, and <a href="/healthz/ready">whether it takes requests</a>.</li></ul>
        <h2>Sign in</h2>
        <p>People sign in with their e-mail, and have a cookie:</p>
        <pre>curl $SERVER/v1/sessions -c jar -H 'Content-Type: application/json' -d '{"email": "…", "password": "…"}'
        curl $SERVER/v1/me -b jar</pre>
        <p>Programs have a key of their own, which an owner makes: <code>Authorization: Bearer KEY</code>. Whoever is invited opens the link of the invitation, or sends its token to <code>/v1/invitations/accept</code>. On a new server, the first person comes in with the token that it printed at its start, at <code>/v1/setup</code>.</p>
        <p class="dim">Version {{Page.Text(Version)}}.</p>
        """.ReplaceLineEndings("\n")));

    /// <summary>What this server is and how one signs in, for who asks without a browser.</summary>
    public static Reply Welcome => Front.Value;

    public static ValueList<Operation> All { get; } = [
        new("GET", "/openapi/v1.json", "describe", "Description", "Describes this API as OpenAPI 3.1.", _ => Task.FromResult<Reply>(new Reply.Whole(200, "application/json", Document.Value) { IsSame = true }))
        {
            Needs = null, Gives = [new(200, "The description.")],
        },
        new("GET", "/openapi", "reference", "Description", "Describes this API on one page, without asking any other host.", _ => Task.FromResult<Reply>(new Reply.Whole(200, "text/html; charset=utf-8", Reference.Value) { IsSame = true }))
        {
            Needs = null, Gives = [new(200, "The page.", "text/html")],
        },
        new("GET", "/openapi/reference.css", "referenceStyle", "Description", "Gives the style of that page.", _ => Task.FromResult<Reply>(new Reply.Whole(200, "text/css; charset=utf-8", Encoding.UTF8.GetBytes(ReferencePage.Style)) { IsSame = true }))
        {
            Needs = null, Gives = [new(200, "The style.", "text/css")],
        },
    ];
}
