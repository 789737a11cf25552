using System.Text;
using Surety.Text;

namespace Surety.Contract;

/// <summary>A printed contract as Markdown.</summary>
public static class ContractMarkdown
{
    /// <summary>Writes it: the text, and below it the hashes, that of the text among them.</summary>
    public static string Of(PrintedContract contract)
    {
        var language = Vocabulary.Of(contract.Language);
        var hashes = new StringBuilder($"## {language.Text("hashes")}\n\n| {string.Join(" | ", language.Text("hash-columns").Split(" | "))} |\n|---|---|\n");
        foreach (var (what, hash) in contract.Hashes.Append((language.Text("hash-text"), HashOf(contract)))) hashes.Append($"| {Cell(what)} | `{hash}` |\n");
        return TextOf(contract) + hashes;
    }

    /// <summary>SHA-256 of the printed text without its hashes, in UTF-8: what is signed beside the hash of the file. Source: docs/guide/print.md.</summary>
    internal static string HashOf(PrintedContract contract) => Digest.Of(Encoding.UTF8.GetBytes(TextOf(contract))).ToString();

    /// <summary>The printed text without its hashes.</summary>
    internal static string TextOf(PrintedContract contract)
    {
        var language = Vocabulary.Of(contract.Language);
        var text = new StringBuilder($"# {Escaped(contract.Title)}\n\n{Escaped(contract.Subtitle)}\n\n{contract.Binding}\n");
        if (contract.Questions.Count > 0) text.Append($"\n**{language.Text("draft")}**\n");
        foreach (var block in contract.Head.Concat(contract.Body).Concat(contract.Asked(language))) Write(text, block, language);
        text.Append($"\n## {language.Text("signatures")}\n\n");
        foreach (var (role, name) in contract.Parties) text.Append($"{Escaped(name)} ({role})\n\n{language.Text("signature")}: ______________________________\n\n");
        return text.ToString();
    }

    static void Write(StringBuilder text, Block block, Vocabulary language)
    {
        switch (block)
        {
            case Block.Heading heading: text.Append($"\n{new string('#', heading.Level)} {(heading.Number.Length == 0 ? "" : heading.Number + " ")}{Escaped(heading.Text)}\n"); break;
            case Block.Paragraph paragraph: text.Append($"\n{Escaped(paragraph.Text)}{Mark(paragraph.IsComputed, language)}\n"); break;
            case Block.Bullets bullets:
                text.Append($"\n{Escaped(bullets.Lead)}{Mark(bullets.IsComputed, language)}\n\n");
                foreach (var item in bullets.Items) text.Append($"* {Escaped(item)}\n");
                break;
            case Block.Table table:
                if (table.Lead.Length > 0) text.Append($"\n{Escaped(table.Lead)}\n");
                text.Append($"\n| {string.Join(" | ", table.Columns.Select(Cell))} |\n|{string.Concat(table.Columns.Select(_ => "---|"))}\n");
                foreach (var row in table.Rows) text.Append($"| {string.Join(" | ", row.Select(Cell))} |\n");
                break;
        }
    }

    static string Mark(bool isComputed, Vocabulary language) => isComputed ? "" : $" *({language.Text("not-computed")})*";

    internal static string Cell(string text) => Escaped(text).Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);

    internal static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\\' or '`' or '*' or '_' or '<' or '>' or '[' or ']' or '#') escaped.Append('\\');
            escaped.Append(c);
        }
        return escaped.ToString();
    }
}
