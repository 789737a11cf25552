using Surety.Agreements;
using Surety.Text;

namespace Surety.Changes;

/// <summary>A clause of a canonical text with the lines that it takes. All lines of a text belong to exactly one clause, so that the clauses, written one after the other, are the text.</summary>
/// <param name="Name">Its key; of an item of a list the key of its row, if it is one. Empty for the whole text, and for comments behind its last clause.</param>
/// <param name="Above">Comments and empty lines above it.</param>
/// <param name="Own">Its own lines: a key with its value, the key alone where parts follow, a whole item of a list.</param>
/// <param name="Says">What it says, without comments and layout; of a clause with parts nothing.</param>
/// <param name="Parts">The clauses below it; <c>null</c>: it has none.</param>
/// <param name="IsList">Whether the parts are items, which have places and no keys.</param>
internal sealed record ClauseText(string Name, string Above, string Own, string Says, ValueList<ClauseText>? Parts, bool IsList)
{
    /// <summary>Cuts a canonical text into its clauses.</summary>
    public static ClauseText Of(string canonical)
    {
        var cut = new Cut(canonical);
        var parts = Tree.Parse("", canonical).Root is { } root ? cut.Parts(root).ToList() : [];
        if (cut.Rest() is { Length: > 0 } end) parts.Add(new("", end, "", "", null, false));
        return new("", "", "", "", parts.ToValueList(), false);
    }

    /// <summary>Makes clauses of a tree that has no text of its own, because several files are written into it: what they say, without lines.</summary>
    /// <param name="root">The whole agreement.</param>
    /// <param name="spelled">How a scalar is spelled.</param>
    public static ClauseText Of(Node.Mapping root, Func<Node.Scalar, string> spelled) => Of("", "", root, spelled);

    static ClauseText Of(string name, string path, Node value, Func<Node.Scalar, string> spelled) => value switch
    {
        Node.Mapping { Entries.Count: > 0 } mapping => new(name, "", "", "", Keys.InOrder(path, mapping).Select(e => Of(e.Key.Text, Keys.Below(path, e.Key.Text), e.Value, spelled)).ToValueList(), false),
        Node.Sequence { IsFlow: false, Items.Count: > 0 } list => new(name, "", "", "", list.Items.Select(i => new ClauseText(RowOf(i), "", "", Said(i, spelled), null, false)).ToValueList(), true),
        _ => new(name, "", "", Said(value, spelled), null, false),
    };

    /// <summary>All its lines.</summary>
    public string Text => Above + Own + string.Concat((Parts ?? []).Select(p => p.Text));

    static string RowOf(Node item) => item is Node.Mapping { Entries: [var row, ..] } ? row.Key.Text : "";

    // Signs that stand in no text part what belongs to different nodes.
    static string Said(Node node, Func<Node.Scalar, string> spelled) => node switch
    {
        Node.Scalar scalar => spelled(scalar).Trim(),
        Node.Sequence list => string.Join('\u0001', list.Items.Select(i => Said(i, spelled))),
        Node.Mapping mapping => string.Join('\u0001', mapping.Entries.Select(e => $"{e.Key.Text}\u0002{Said(e.Value, spelled)}")),
    };

    /// <summary>Takes line after line.</summary>
    sealed class Cut(string text)
    {
        readonly List<string> lines = [.. text.Split('\n').SkipLast(1).Select(l => l + "\n")];
        int next;

        public IEnumerable<ClauseText> Parts(Node.Mapping mapping)
        {
            foreach (var entry in mapping.Entries)
            {
                var start = entry.Key.At.Line - 1;
                var above = Until(start);
                switch (entry.Value)
                {
                    case Node.Mapping { Entries.Count: > 0 } inner:
                        yield return new(entry.Key.Text, above, Until(start + 1), "", Parts(inner).ToValueList(), false);
                        break;
                    case Node.Sequence { IsFlow: false, Items.Count: > 0 } list:
                        yield return new(entry.Key.Text, above, Until(start + 1), "", Items(list).ToValueList(), true);
                        break;
                    default:
                        yield return new(entry.Key.Text, above, Until(EndOf(entry)), Said(entry.Value, s => s.Text), null, false);
                        break;
                }
            }
        }

        IEnumerable<ClauseText> Items(Node.Sequence list)
        {
            foreach (var item in list.Items)
            {
                var start = item.At.Line - 1;
                var above = Until(start);
                yield return new(RowOf(item), above, Until(EndOf(item, start)), Said(item, s => s.Text), null, false);
            }
        }

        public string Rest() => Until(lines.Count);

        string Until(int end)
        {
            var taken = string.Concat(lines.GetRange(next, end - next));
            next = end;
            return taken;
        }

        int EndOf(Entry entry) => EndOf(entry.Value, entry.Key.At.Line - 1);

        /// <param name="node">A value or an item.</param><param name="start">The line on which its key or its dash stands.</param>
        int EndOf(Node node, int start) => node switch
        {
            Node.Scalar { Style: ScalarStyle.Literal or ScalarStyle.Folded } => EndOfBlock(start),
            Node.Mapping { Entries: [.., var last] } => EndOf(last),
            Node.Sequence { IsFlow: false, Items: [.., var last] } => EndOf(last, last.At.Line - 1),
            _ => start + 1,
        };

        /// <summary>A block goes on while lines are indented further than the line that begins it; empty lines at its end are above what follows.</summary>
        int EndOfBlock(int start)
        {
            var (indent, end) = (Indent(lines[start]), start + 1);
            for (var i = end; i < lines.Count && (lines[i].Trim().Length == 0 || Indent(lines[i]) > indent); i++)
                if (lines[i].Trim().Length > 0) end = i + 1;
            return end;
        }

        static int Indent(string line) => line.Length - line.TrimStart(' ').Length;
    }
}
