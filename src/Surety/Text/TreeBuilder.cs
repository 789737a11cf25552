using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Surety.Text;

/// <summary>Turns the parser's events into nodes, and refuses what YAML allows and an agreement does not.</summary>
/// <remarks>It descends by recursion, which is safe because the events are known to be at most 64 levels deep.</remarks>
internal sealed class TreeBuilder(SourceText source, List<ParsingEvent> events, CommentPlaces comments, Problems problems)
{
    int next;

    public Node.Mapping? Build()
    {
        next = events.FindIndex(e => e is DocumentStart) + 1;
        if (next == 0 || events[next] is Scalar { Value: "", Style: YamlDotNet.Core.ScalarStyle.Plain })
        {
            problems.Error(new(source.File, 0, 0), "yaml.empty", "The file is empty, and an agreement was expected.", "Begin with the line 'surety: 1'.");
            return null;
        }
        var top = Read();
        if (top is Node.Mapping mapping) return mapping;
        problems.Error(top.At, "yaml.top", "The file begins with something that is not a key, and lines 'key: value' were expected.", "Begin with the line 'surety: 1'.");
        return null;
    }

    Node Read()
    {
        var now = events[next++];
        if (now is NodeEvent node) RefuseProperties(node);
        switch (now)
        {
            case MappingStart start: return ReadMapping(start);
            case SequenceStart start: return ReadSequence(start);
            case Scalar scalar: return ReadScalar(scalar);
            case AnchorAlias alias:
                problems.Error(Tree.At(source, alias.Start), "yaml.alias", $"The value is a YAML alias {Quoted.Of("*" + alias.Value)}, and an agreement has none.", "Write the value out, or name it under 'values' and use its name.");
                return new Node.Scalar(source, IndexOf(alias.Start), "", ScalarStyle.Plain, default);
            default:
                // Of some damaged texts the parser makes a key and no value, without a word.
                next--;
                problems.Error(Tree.At(source, now.Start), "yaml.syntax", "A value is missing before this place.", "Write 'key: value' lines and lists of '- item' lines.");
                return new Node.Scalar(source, IndexOf(now.Start), "", ScalarStyle.Plain, default);
        }
    }

    void RefuseProperties(NodeEvent node)
    {
        var at = Tree.At(source, node.Start);
        if (!node.Anchor.IsEmpty)
            problems.Error(at, "yaml.anchor", $"The value has a YAML anchor {Quoted.Of("&" + node.Anchor.Value)}, and an agreement has none.", "Remove the anchor; name values under 'values' and use their names.");
        if (!node.Tag.IsEmpty)
            problems.Error(at, "yaml.tag", $"The value has a YAML tag {Quoted.Of(node.Tag.Value)}, and an agreement has none.", "Remove the tag: every value is text until the grammar reads it.");
    }

    Node.Mapping ReadMapping(MappingStart start)
    {
        if (start.Style == MappingStyle.Flow)
            problems.Error(Tree.At(source, start.Start), "yaml.flow", "A mapping is written in a line here, and an agreement has its keys on lines of their own.", "Write each 'key: value' on a line of its own, indented by two spaces.");
        var entries = new List<Entry>();
        var first = new Dictionary<string, Location>();
        while (events[next] is not MappingEnd)
        {
            var key = ReadKey();
            var value = Read();
            if (key is null) continue;
            if (first.TryAdd(key.Text, key.At)) entries.Add(new(key, value));
            else problems.Error(key.At, "yaml.duplicate", $"The key {Quoted.Of(key.Text)} stands here a second time; the first stands in line {first[key.Text].Line}.", "Remove one of them, or join what they say.");
        }
        next++;
        return new(Tree.At(source, start.Start), entries.ToValueList());
    }

    Node.Scalar? ReadKey()
    {
        var key = Read();
        if (key is not Node.Scalar scalar || IsExplicit(events[next - 1]))
        {
            problems.Error(key.At, "yaml.key", "A key is a short text on one line, and something else stands here.", "Write 'key: value', without '? ' before it.");
            return null;
        }
        if (scalar is { Text: "<<", Style: ScalarStyle.Plain })
        {
            problems.Error(key.At, "yaml.merge", "The key '<<' merges another mapping into this one, and an agreement does not.", "Write the keys out, or put them into terms that the agreement uses.");
            return null;
        }
        if (scalar.Text.Length > 0) return scalar;
        problems.Error(key.At, "yaml.key", "A key is missing before ':'.", "Write 'key: value'.");
        return null;
    }

    bool IsExplicit(ParsingEvent key)
    {
        var before = IndexOf(key.Start) - 1;
        while (before >= 0 && source.Text[before] is ' ' or '\t' or '\n') before--;
        return before >= 0 && source.Text[before] == '?' && before + 1 < source.Text.Length && source.Text[before + 1] is ' ' or '\t' or '\n'
            && source.Text.AsSpan(source.IndexOf(source.LocationOf(before).Line, 1)..before).IndexOfAnyExcept([' ', '-', '?']) < 0;
    }

    Node.Sequence ReadSequence(SequenceStart start)
    {
        var isFlow = start.Style == SequenceStyle.Flow;
        var items = new List<Node>();
        while (events[next] is not SequenceEnd)
        {
            var item = events[next];
            items.Add(Read());
            if (isFlow) RefuseUnlessWord(item, items);
        }
        next++;
        return new(Tree.At(source, start.Start), items.ToValueList(), isFlow);
    }

    void RefuseUnlessWord(ParsingEvent item, List<Node> items)
    {
        var start = IndexOf(item.Start);
        if (item is SequenceStart)
            problems.Error(items[^1].At, "yaml.flow", "A list stands inside a list that is written in a line.", "Write each item on a line of its own, after '- '.");
        else if (item is Scalar && start > 0 && source.Text[start - 1] == ',' && start < source.Text.Length && char.IsAsciiDigit(source.Text[start]))
            problems.Error(items[^1].At, "yaml.flow", "A comma between digits divides a list here, and a number may have been meant.", "Write each item on a line of its own, after '- ', and numbers without commas.");
    }

    Node.Scalar ReadScalar(Scalar scalar)
    {
        var style = scalar.Style switch
        {
            YamlDotNet.Core.ScalarStyle.SingleQuoted => ScalarStyle.SingleQuoted,
            YamlDotNet.Core.ScalarStyle.DoubleQuoted => ScalarStyle.DoubleQuoted,
            YamlDotNet.Core.ScalarStyle.Literal => ScalarStyle.Literal,
            YamlDotNet.Core.ScalarStyle.Folded => ScalarStyle.Folded,
            _ => ScalarStyle.Plain,
        };
        var node = new Node.Scalar(source, IndexOf(scalar.Start), scalar.Value, style, comments[scalar]);
        if (style == ScalarStyle.DoubleQuoted) RefuseHidden(node);
        return node;
    }

    void RefuseHidden(Node.Scalar node)
    {
        var (text, hidden) = (node.Text, false);
        for (var i = 0; i < text.Length && !hidden; i++)
        {
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            hidden = SourceText.IsForbidden(text[i]) || (char.IsSurrogate(text[i]) && !isPair);
            if (isPair) i++;
        }
        if (hidden) problems.Error(node.At, "yaml.control", "An escape in this text stands for an invisible character.", "Remove the escape.");
    }

    int IndexOf(in Mark mark) => source.IndexOf(mark.Line, mark.Column);
}
