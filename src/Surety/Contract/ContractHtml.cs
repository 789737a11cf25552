using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Surety.Statements;
using Surety.Text;

namespace Surety.Contract;

/// <summary>A printed contract as one HTML page that stands alone: no script, no request to anybody, readable on paper, in the dark and on a telephone.</summary>
public static class ContractHtml
{
    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>What a contract has beside the look of statements.</summary>
    const string Css = """
        main{max-width:52rem}
        .number{color:var(--soft);margin-right:.5em;font-weight:500}
        h3{font-size:1.0625rem;margin-top:1.75rem}
        h4,h5{font-size:1rem;font-weight:600;margin:1.25rem 0 .25rem}
        .lead{margin-top:.75rem}
        .mark{color:var(--soft);font-size:.8125rem;border:1px solid var(--line);border-radius:.25rem;padding:0 .375rem}
        .prose{white-space:pre-line}
        .signatures{display:grid;grid-template-columns:1fr 1fr;gap:3rem;margin-top:3rem;break-inside:avoid}
        .signatures p{border-top:1px solid var(--ink);padding-top:.375rem;margin-top:4rem}
        .draft{border:1px solid var(--ink);border-radius:.25rem;padding:.5rem .75rem;margin:1rem 0;max-width:none;font-weight:600}
        ul{margin-bottom:.75rem}
        .hashes{font-size:1rem}
        .hash{font-size:.75rem;color:var(--soft);margin:.5rem 0 0}
        .hash dd{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;margin:0 0 .5rem;overflow-wrap:anywhere}
        table{margin:.5rem 0 1rem}
        .pair th:first-child{width:36%}
        @media screen and (max-width:44rem){.signatures{grid-template-columns:1fr;gap:0}.pair th:first-child{width:auto}td[data-name]{justify-content:flex-start;text-align:left}}
        """;

    /// <summary>Writes it.</summary>
    public static string Of(PrintedContract contract)
    {
        var language = Vocabulary.Of(contract.Language);
        var html = new StringBuilder();
        html.Append($"""
            <!doctype html>
            <html lang="{contract.Language}" data-running="{Text(contract.Title)} · SHA-256 {ContractMarkdown.HashOf(contract)[..16]}…">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>{Text(contract.Title)}</title>
            <style>
            {StatementStyle.Css}
            {Css}
            {StatementStyle.Paper}
            </style>
            </head>
            <body>
            <main>

            """);
        Article(html, contract, language, 0);
        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    /// <summary>Writes the contract alone, for a page that has its own head: its title is a heading of level two, and what stands below it one level lower each.</summary>
    public static string Article(PrintedContract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var html = new StringBuilder($"<article lang=\"{contract.Language}\" class=\"contract\">\n");
        Article(html, contract, Vocabulary.Of(contract.Language), 1);
        return html.Append("</article>\n").ToString();
    }

    static void Article(StringBuilder html, PrintedContract contract, Vocabulary language, int lower)
    {
        html.Append($"""
            <header>
            <h{1 + lower}>{Text(contract.Title)}</h{1 + lower}>
            <p>{Text(contract.Subtitle)}</p>
            <p class="soft small">{Text(contract.Binding)}</p>
            </header>

            """);
        if (contract.Questions.Count > 0) html.Append($"<p class=\"draft\">{Text(language.Text("draft"))}</p>\n");
        foreach (var block in contract.Head.Concat(contract.Body).Concat(contract.Asked(language))) Write(html, block, language, lower);
        html.Append($"<h{2 + lower}>{Text(language.Text("signatures"))}</h{2 + lower}>\n<div class=\"signatures\">\n");
        foreach (var (role, name) in contract.Parties) html.Append($"<p>{Text(name)} ({Text(role)})<br><span class=\"soft small\">{Text(language.Text("signature"))}</span></p>\n");
        html.Append($"</div>\n<h{2 + lower} class=\"hashes\">{Text(language.Text("hashes"))}</h{2 + lower}>\n<dl class=\"hash\">\n");
        foreach (var (what, hash) in contract.Hashes.Append((language.Text("hash-text"), ContractMarkdown.HashOf(contract)))) html.Append($"<dt>{Text(what)}</dt><dd>{hash}</dd>\n");
        html.Append("</dl>\n");
    }

    static void Write(StringBuilder html, Block block, Vocabulary language, int lower)
    {
        switch (block)
        {
            case Block.Heading heading:
                var level = Math.Min(6, heading.Level + lower);
                html.Append($"<h{level}>{(heading.Number.Length == 0 ? "" : $"<span class=\"number\">{heading.Number}</span>")}{Text(heading.Text)}</h{level}>\n");
                break;
            case Block.Paragraph paragraph: html.Append($"<p class=\"prose\">{Text(paragraph.Text)}{Mark(paragraph.IsComputed, language)}</p>\n"); break;
            case Block.Bullets bullets:
                html.Append($"<p class=\"lead\">{Text(bullets.Lead)}{Mark(bullets.IsComputed, language)}</p>\n<ul>\n");
                foreach (var item in bullets.Items) html.Append($"<li class=\"prose\">{Text(item)}</li>\n");
                html.Append("</ul>\n");
                break;
            case Block.Table table: Write(html, table); break;
        }
    }

    static void Write(StringBuilder html, Block.Table table)
    {
        if (table.Lead.Length > 0) html.Append($"<p class=\"lead\">{Text(table.Lead)}</p>\n");
        html.Append($"<table{(table.Columns.Count == 2 ? " class=\"pair\"" : "")}>\n<thead><tr>{string.Concat(table.Columns.Select(c => $"<th scope=\"col\">{Text(c)}</th>"))}</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
            html.Append($"<tr><th scope=\"row\">{Text(row[0])}</th>{string.Concat(row.Skip(1).Select((c, i) => $"<td data-name=\"{Text(table.Columns[i + 1])}\">{Text(c)}</td>"))}</tr>\n");
        html.Append("</tbody>\n</table>\n");
    }

    static string Mark(bool isComputed, Vocabulary language) => isComputed ? "" : $" <span class=\"mark\">{Text(language.Text("not-computed"))}</span>";

    static string Text(string text) => Encoder.Encode(text).Replace("&#xA;", "\n", StringComparison.Ordinal);
}
