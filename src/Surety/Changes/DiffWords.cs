using System.Globalization;
using Surety.Agreements;
using Surety.Contract;
using Surety.Text;

namespace Surety.Changes;

/// <summary>The clauses of one text in the sentences in which it is printed, one place at a time.</summary>
sealed class DiffWords(Node.Mapping root, Agreement? agreement, IReadOnlyDictionary<Node.Scalar, Spelling> spellings, string language)
{
    readonly ClauseWriter writer = new(agreement, spellings, Vocabulary.Of(language), root);

    /// <summary>What holds at a place, in sentences: what the text says or, where it is silent on a question, the default that holds; empty: nothing.</summary>
    public ValueList<string> Of(ValueList<string> place)
    {
        if (Steps(place) is not { } steps) return DefaultAt(place) is { } silence ? [silence] : [];
        // A row of a table is told by the clause that it belongs to, as its only row.
        var (entry, at) = (steps[^1].Entry, steps.Count - 1);
        while (at > 0 && (steps[at].Path.EndsWith("/-", StringComparison.Ordinal) || ClauseWriter.IsTable(steps[at - 1].Path)))
        {
            var above = steps[--at].Entry;
            entry = new(above.Key, above.Value is Node.Sequence list ? new Node.Sequence(list.At, [entry.Value], isFlow: false) : new Node.Mapping(above.Value.At, [entry]));
        }
        var name = steps.Take(at).LastOrDefault(s => s.Path.EndsWith("/*", StringComparison.Ordinal)).Entry?.Key.Text ?? "";
        return writer.Clause(entry, steps[at].Path, name).SelectMany(Lines).ToValueList();
    }

    /// <summary>Where a clause stands; <c>null</c>: nowhere.</summary>
    public Location? LocationOf(ValueList<string> place) => place.Count == 0 ? null : Steps(place) is { } steps ? steps[^1].Path.EndsWith("/-", StringComparison.Ordinal) ? steps[^1].Entry.Value.At : steps[^1].Entry.Key.At : null;

    /// <summary>Whether a place is that of an item of a list.</summary>
    public bool IsItem(ValueList<string> place) => place.Count > 1 && Steps(place.Take(place.Count - 1).ToValueList()) is { } steps && steps[^1].Entry.Value is Node.Sequence { IsFlow: false };

    /// <summary>The clauses from the top down to a place, each with its path in the language; <c>null</c>: there is none.</summary>
    List<(Entry Entry, string Path)>? Steps(ValueList<string> place)
    {
        var steps = new List<(Entry Entry, string Path)>();
        Node here = root;
        var path = "";
        foreach (var key in place)
        {
            if (here is Node.Sequence list)
            {
                if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var at) || at >= list.Items.Count) return null;
                path = $"{path}/-";
                steps.Add((new(steps[^1].Entry.Key, here = list.Items[at]), path));
                continue;
            }
            if (here is not Node.Mapping mapping || mapping.Entries.FirstOrDefault(e => e.Key.Text == key) is not { } entry) return null;
            path = Keys.Below(path, key);
            steps.Add((entry, path));
            here = entry.Value;
        }
        return steps;
    }

    string? DefaultAt(ValueList<string> place) => agreement is null || place.Count == 0 ? null
        : agreement.Silences.FirstOrDefault(s => s.Code == $"silence.{place[^1].Replace(' ', '-')}" && (s.Subject is null || place.Contains(s.Subject))) is { } silence ? writer.Words(silence) : null;

    static IEnumerable<string> Lines(Block block) => block switch
    {
        Block.Heading heading => [heading.Text],
        Block.Paragraph paragraph => [paragraph.Text],
        Block.Bullets bullets => [bullets.Lead, .. bullets.Items.Select(i => $"• {i}")],
        Block.Table { Rows: [var row] } table when table.Lead.Length > 0 => [$"{table.Lead.TrimEnd(':')}: {row[0]}: {row[1]}"],
        Block.Table table => [.. table.Lead.Length > 0 ? new[] { table.Lead } : [], .. table.Rows.Select(r => $"• {string.Join(": ", r)}")],
    };
}
