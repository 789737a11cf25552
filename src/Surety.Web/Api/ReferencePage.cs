using System.Net;
using System.Text;

namespace Surety.Web.Api;

/// <summary>The API on one page: read, searched and printed without JavaScript.</summary>
static class ReferencePage
{
    public const string Style = """
        :root { color-scheme: light dark; --ink: #1a1d21; --dim: #5a636e; --line: #d7dce2; --paper: #fff; --soft: #f4f6f8; --mark: #0b5cad; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --dim: #9aa4b0; --line: #343b44; --paper: #14171a; --soft: #1d2126; --mark: #7db8f2; } }
        * { box-sizing: border-box; }
        body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
        main, header { max-width: 60rem; margin: 0 auto; padding: 1rem; }
        h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); }
        section { margin: 2rem 0; }
        h3 { font: 600 1rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
        h3 b { color: var(--mark); }
        a { color: var(--mark); }
        nav ul { columns: 18rem; padding-left: 1.2rem; }
        table { border-collapse: collapse; width: 100%; display: block; overflow-x: auto; }
        th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); }
        th { color: var(--dim); font-weight: 600; }
        code, pre { font: .875rem/1.45 ui-monospace, monospace; background: var(--soft); border-radius: 3px; }
        code { padding: .1rem .25rem; overflow-wrap: anywhere; }
        pre { padding: .75rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
        label { display: block; margin-top: 1rem; }
        input, button { display: block; width: 100%; max-width: 30rem; padding: .4rem; font: inherit; }
        button { margin-top: 1.5rem; }
        .dim { color: var(--dim); }
        """;

    public static string Of(IReadOnlyList<Operation> operations, string version)
    {
        var html = new StringBuilder();
        html.Append($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Surety: API</title><link rel=\"stylesheet\" href=\"/openapi/reference.css\"></head><body><header><h1>The API of Surety</h1><p class=\"dim\">Version {Text(version)}. The same as <a href=\"/openapi/v1.json\">OpenAPI 3.1</a>.</p><nav aria-label=\"Chapters\"><ul>");
        foreach (var chapter in operations.Select(o => o.Chapter).Distinct()) html.Append($"<li><a href=\"#{Anchor(chapter)}\">{Text(chapter)}</a></li>");
        html.Append("</ul></nav></header><main>");
        html.Append("<p>Times are RFC 3339 in UTC, money and exact numbers are texts. Everything that is not well is a problem document (RFC 9457) with a JSON pointer to each fault. Send <code>Authorization: Bearer KEY</code>. What writes by POST takes an <code>Idempotency-Key</code>: sent again, the first answer is given again. What answers to <code>GET</code> answers to <code>HEAD</code>, without the body.</p>");
        foreach (var chapter in operations.GroupBy(o => o.Chapter))
        {
            html.Append($"<h2 id=\"{Anchor(chapter.Key)}\">{Text(chapter.Key)}</h2>");
            foreach (var operation in chapter) Write(html, operation);
        }
        return html.Append("</main></body></html>\n").ToString();
    }

    static void Write(StringBuilder html, Operation operation)
    {
        html.Append($"<section id=\"{Text(operation.Id)}\"><h3><b>{operation.Method}</b> {Text(operation.Path)}</h3><p>{Text(operation.Summary)}{(operation.About is { } about ? " " + Text(about) : "")}</p>");
        html.Append(operation.Needs is not null ? $"<p class=\"dim\">Needs {string.Join(" or ", operation.NeedsOneOf.Select(n => $"<code>{Text(n)}</code>"))}.</p>" : "<p class=\"dim\">Open to anybody.</p>");
        var parameters = PathParameters.In(operation.Path).Select(n => (Name: n, In: "path", PathParameters.Of(n).About)).Concat(operation.Query.Select(q => (q.Name, In: "query", About: $"{q.About} {Kind(q.Shape)}"))).ToList();
        if (operation.MatchesState) parameters.Add(("If-Match", "header", "The ETag that was seen."));
        if (parameters.Count > 0) Table(html, ["Parameter", "in", "says"], parameters.Select(p => new[] { $"<code>{Text(p.Name)}</code>", p.In, Text(p.About) }));
        if (operation.Body is { } body) Table(html, ["Field of the body", "is", "says"], Rows(body, ""));
        if (operation.Takes.Count > 0) Table(html, ["Body", "is"], operation.Takes.Select(t => new[] { $"<code>{Text(t.ContentType)}</code>", Text(t.About) }));
        Table(html, ["Answer", "form", "says"], operation.Gives.Select(a => new[] { $"{a.Status}", $"<code>{Text(a.ContentType)}</code>", Text(a.About) }));
        html.Append("</section>");
    }

    static IEnumerable<string[]> Rows(Shape.Fields fields, string before)
    {
        foreach (var field in fields.All)
        {
            yield return [$"<code>{Text(before + field.Name)}</code>{(field.IsRequired ? "" : " <span class=\"dim\">(may be absent)</span>")}", Text(Kind(field.Shape)), Text(field.About)];
            var inner = field.Shape is Shape.Several { Of: Shape.Fields of } ? (of, $"{before}{field.Name}[].") : field.Shape is Shape.Fields own ? (own, $"{before}{field.Name}.") : (null, "");
            if (inner.Item1 is { } all)
                foreach (var row in Rows(all, inner.Item2)) yield return row;
        }
    }

    static string Kind(Shape shape) => shape switch
    {
        Shape.Words words => words.Format ?? $"text, at most {words.Most} characters",
        Shape.OneOf one => string.Join(" | ", one.Of),
        Shape.Whole whole => $"whole number, {whole.Least} to {whole.Most}",
        Shape.Flag => "true | false",
        Shape.Moment => "instant",
        Shape.Day => "date",
        Shape.Exact => "exact number, as text",
        Shape.Several several => $"list of at most {several.Most}: {Kind(several.Of)}",
        Shape.Fields => "object",
        Shape.Free free => $"object: {free.Described}",
    };

    static void Table(StringBuilder html, string[] heads, IEnumerable<string[]> rows)
    {
        html.Append("<table><thead><tr>");
        foreach (var head in heads) html.Append($"<th scope=\"col\">{head}</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var row in rows) html.Append("<tr><td>").AppendJoin("</td><td>", row).Append("</td></tr>");
        html.Append("</tbody></table>");
    }

    static string Anchor(string chapter) => "chapter-" + chapter.ToLowerInvariant().Replace(' ', '-');

    static string Text(string text) => WebUtility.HtmlEncode(text);
}
