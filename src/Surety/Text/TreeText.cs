using System.Text;

namespace Surety.Text;

/// <summary>Writes a tree as text in one form: two spaces for a level, comments and single empty lines where they stood.</summary>
/// <param name="source">The text that the tree was read from, for its empty lines.</param>
/// <param name="spellings">Phrases in their usual spelling.</param>
/// <param name="inOrder">The entries of a mapping at a path in the order in which they are written.</param>
/// <param name="below">The path of what stands behind a key at a path.</param>
internal sealed class TreeText(string source, IReadOnlyDictionary<Node.Scalar, Spelling> spellings, Func<string, Node.Mapping, IEnumerable<Entry>> inOrder, Func<string, string, string> below)
{
    readonly string[] lines = source.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
    readonly StringBuilder text = new();
    int headEnd;

    /// <summary>Writes a whole file.</summary>
    public static string Of(Tree tree, string source, IReadOnlyDictionary<Node.Scalar, Spelling> spellings, Func<string, Node.Mapping, IEnumerable<Entry>> inOrder, Func<string, string, string> below)
    {
        var writer = new TreeText(source, spellings, inOrder, below);
        writer.WriteHead();
        if (tree.Root is { } root) writer.Write(root, "", 0, "");
        var end = writer.Above(writer.lines.Length, tree.End);
        foreach (var line in end) writer.Line(0, line);
        return writer.text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>Comments at the top that an empty line parts from the first key are about the file, and stay there.</summary>
    void WriteHead()
    {
        var key = Array.FindIndex(lines, l => l.Trim() is not ("" or ['#', ..]));
        var last = key < 0 ? -1 : Array.FindLastIndex(lines, key, l => l.Trim().Length == 0);
        var comments = lines.Take(last + 1).SkipWhile(l => l.Trim().Length == 0).ToList();
        headEnd = last + 1;
        foreach (var line in comments.Where((l, i) => l.Trim().Length > 0 || comments[i - 1].Trim().Length > 0)) Line(0, line.Trim());
    }

    /// <param name="node">What to write, with line end.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="indent">Its first column.</param>
    /// <param name="lead">What stands before its first key: <c>- </c>, whose comments are above it.</param>
    void Write(Node.Mapping node, string path, int indent, string lead)
    {
        var isFirst = true;
        foreach (var entry in inOrder(path, node))
        {
            if (lead.Length == 0) WriteAbove(entry.Key, isFirst, indent, isApart: path.Length == 0 && entry.Value is Node.Mapping);
            // Comments between a key and its value come before the key.
            if (entry.Value is Node.Scalar between) WriteComments(between.Comments.Before, indent - lead.Length);
            WriteEntry(entry, below(path, entry.Key.Text), indent, lead);
            (isFirst, lead) = (false, "");
        }
    }

    void WriteEntry(Entry entry, string path, int indent, string lead)
    {
        var head = $"{new string(' ', indent - lead.Length)}{lead}{ScalarText.InLine(Spelled(entry.Key))}:";
        var comment = entry.Key.Comments.After;
        switch (entry.Value)
        {
            case Node.Scalar value: WriteValue(head + " ", value, indent + 2, comment); break;
            case Node.Sequence { IsFlow: true } list when InLine(list) is { } words && head.Length + words.Length <= 119: Line(head, words, Joined(comment, list.Items is [.., Node.Scalar last] ? last.Comments.After : null)); break;
            case Node.Sequence list:
                Line(head, "", comment);
                Write(list, path, indent + 2);
                break;
            case Node.Mapping inner:
                Line(head, "", comment);
                Write(inner, path, indent + 2, "");
                break;
        }
    }

    void Write(Node.Sequence list, string path, int indent)
    {
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (First(list.Items[i], $"{path}/-") is { } first) WriteAbove(first, i == 0, indent, isApart: false);
            WriteItem(list.Items[i], $"{path}/-", indent, new string(' ', indent) + "- ");
        }
    }

    void WriteItem(Node item, string path, int indent, string lead)
    {
        switch (item)
        {
            case Node.Scalar scalar: WriteValue(lead, scalar, indent + 2, null); break;
            case Node.Mapping { Entries.Count: 0 }: Line(lead.TrimEnd(), "", null); break;
            case Node.Mapping mapping: Write(mapping, path, indent + 2, lead.TrimStart()); break;
            case Node.Sequence list:
                // Lists in lists hold no comments above their first item but those that stand above the whole.
                for (var i = 0; i < list.Items.Count; i++)
                {
                    if (i > 0 && First(list.Items[i], $"{path}/-") is { } first) WriteAbove(first, isFirst: false, indent + 2, isApart: false);
                    WriteItem(list.Items[i], $"{path}/-", indent + 2, i == 0 ? lead + "- " : new string(' ', indent + 2) + "- ");
                }
                break;
        }
    }

    void WriteValue(string head, Node.Scalar value, int indent, string? comment)
    {
        var words = Spelled(value);
        var all = Joined(comment, value.Comments.After);
        if (words.Length == 0)
        {
            Line(head.TrimEnd(), "", all);
            return;
        }
        var (first, block) = ScalarText.Of(words, head.Length, indent, !spellings.ContainsKey(value));
        Line(head.TrimEnd(), first, all);
        foreach (var line in block) text.Append(line).Append('\n');
    }

    string? InLine(Node.Sequence list)
    {
        for (var i = 0; i < list.Items.Count; i++)
            if (list.Items[i] is not Node.Scalar item || !ScalarText.IsWord(Spelled(item)) || item.Comments.Before.Count > 0 || (item.Comments.After is not null && i < list.Items.Count - 1)) return null;
        return $"[{string.Join(", ", list.Items.Cast<Node.Scalar>().Select(Spelled))}]";
    }

    string Spelled(Node.Scalar scalar) => (spellings.TryGetValue(scalar, out var spelling) ? spelling.ToString() : scalar.Text).Trim();

    static string? Joined(string? one, string? other) => one is null ? other : other is null ? one : $"{one} {other}";

    Node.Scalar? First(Node node, string path) => node switch
    {
        Node.Scalar scalar => scalar,
        Node.Mapping mapping => inOrder(path, mapping).FirstOrDefault()?.Key,
        Node.Sequence list => list.Items.Count > 0 ? First(list.Items[0], $"{path}/-") : null,
    };

    void WriteAbove(Node.Scalar first, bool isFirst, int indent, bool isApart)
    {
        var above = Above(first.At.Line - 1, first.Comments.Before);
        while (isFirst && above is ["", ..]) above.RemoveAt(0);
        if (isApart && text.Length > 0 && above is not ["", ..]) above.Insert(0, "");
        foreach (var line in above) Line(indent, line);
    }

    void WriteComments(ValueList<string> comments, int indent)
    {
        foreach (var comment in comments) Line(indent, comment);
    }

    /// <summary>Comments above a line, and an empty text for each empty line, or several, between and above them.</summary>
    /// <param name="end">Number of lines above it.</param><param name="comments">Those that are known to stand there.</param>
    List<string> Above(int end, ValueList<string> comments)
    {
        var (above, left) = (new List<string>(), comments.Count);
        for (var i = end - 1; i >= headEnd; i--)
        {
            var line = lines[i].Trim();
            if (line.Length == 0)
            {
                if (above is not ["", ..]) above.Insert(0, "");
            }
            else if (left > 0 && line == comments[left - 1])
            {
                above.Insert(0, line);
                left--;
            }
            else break;
        }
        return left == 0 || end - above.Count <= headEnd ? above : [.. comments];
    }

    void Line(int indent, string line) => text.Append(line.Length == 0 ? "" : new string(' ', indent)).Append(line).Append('\n');

    void Line(string head, string value, string? comment) =>
        text.Append(head).Append(value.Length == 0 ? "" : $" {value}").Append(comment is null ? "" : $" {comment}").Append('\n');
}
