using System.Security.Cryptography;
using System.Text;
using Surety.Statements;
using Surety.Web.Api;

namespace Surety.Web.Shell;

/// <summary>What browsers load beside a page: style, script, icon. Its address changes with its content, so that it is kept for a year.</summary>
static class PageFiles
{
    // Statements, contracts and pages are printed alike.
    static readonly Dictionary<string, (ReadOnlyMemory<byte> Bytes, string Form, string Mark)> All = typeof(PageFiles).Assembly.GetManifestResourceNames().Where(n => n.StartsWith("assets/", StringComparison.Ordinal)).Select(n =>
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(n)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return (Name: n["assets/".Length..], Bytes: bytes.ToArray());
    }).Append((Name: "paper.css", Bytes: Encoding.UTF8.GetBytes(StatementHtml.Paper))).ToDictionary(
        f => f.Name, f => ((ReadOnlyMemory<byte>)f.Bytes, Path.GetExtension(f.Name) switch { ".css" => "text/css; charset=utf-8", ".js" => "text/javascript; charset=utf-8", _ => "image/svg+xml" }, Convert.ToHexStringLower(SHA256.HashData(f.Bytes))[..12]));

    /// <summary>Style sheets of every page, in order.</summary>
    public static ValueList<string> Sheets { get; } = [.. All.Keys.Where(k => k.EndsWith(".css", StringComparison.Ordinal)).OrderByDescending(k => k == "surety.css").ThenBy(k => k, StringComparer.Ordinal)];

    /// <summary>Where a page finds one.</summary>
    public static string Address(string name) => $"/assets/{name}?v={All[name].Mark}";

    public static ValueList<Operation> Operations { get; } = [
        new("GET", "/assets/{asset}", "asset", PagesOf.Chapter, "Gives what browsers load beside a page.", call => Task.FromResult(Given(call)))
        {
            Needs = null, Query = [new("v", new Shape.Words(40), "Mark of its content.")],
            Gives = [new(200, "Style.", "text/css"), new(200, "Script.", "text/javascript"), new(200, "A picture.", "image/svg+xml")],
        },
    ];

    static Reply Given(Call call)
    {
        if (!All.TryGetValue(call.Path("asset"), out var found)) return Reply.Absent;
        // With another mark it is of another program: that one is not kept.
        return new Reply.Whole(200, found.Form, found.Bytes) { Headers = call.Query("v") == found.Mark ? [("Cache-Control", "public, max-age=31536000, immutable")] : [] };
    }
}
