using Surety.Levels;
using Surety.Scope;
using Surety.Text;

namespace Surety.Statements;

/// <summary>Why a level was missed, short enough to be read out: the figure beside the promise and the gap between them, what went wrong and the worst of it, the reason that was given, and what it costs.</summary>
/// <param name="Index">Place of the level among those of the statement.</param>
/// <param name="Level">The level.</param>
/// <param name="Said">What stands behind its name, in sentences; those that have no stop get one.</param>
public sealed record MissInShort(int Index, LevelResult Level, ValueList<Sentence> Said)
{
    /// <summary>So many stand at the head of a statement; all of them stand in its parts.</summary>
    public const int Most = 10;

    /// <summary>So many reasons that were given for a level are told in short, and so long.</summary>
    const int MostReasons = 2, LongestReason = 240;

    /// <summary>What stands behind the name of the level.</summary>
    public Sentence Words => Sentence.Join(" ", Said.Select(s => s.ToString() is [.., '.' or '!' or '?' or '…'] ? s : s + "."));

    /// <summary>All levels of a statement that count and were missed, in its order.</summary>
    public static ValueList<MissInShort> All(Statement statement, Wording wording)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(wording);
        return statement.Levels.Index().Where(l => l.Item is { Verdict: Verdict.Missed, Counts: true }).Select(l => new MissInShort(l.Index, l.Item, Of(l.Item, statement, wording).ToValueList())).ToValueList();
    }

    static IEnumerable<Sentence> Of(LevelResult level, Statement statement, Wording wording)
    {
        var (attained, margin) = (wording.Notation.Attained(level), wording.Notation.Margin(level));
        yield return wording.Say(margin.Length == 0 ? "short" : "short.margin", ("attained", attained), ("target", wording.Target(level)), ("margin", margin));
        if (level.Misses.Count > 0)
        {
            // They stand in the order of their weight. What the level is about stands before it.
            var worst = wording.Miss(level.Misses[0] with { Labels = Labels.None }, statement.Zone);
            yield return level.MissCount == 1 ? worst.Begun() : wording.Say("short.worst", ("extent", wording.Extent(level)), ("worst", worst));
        }
        foreach (var cause in level.Causes) yield return wording.Cause(cause).Begun();
        var reasons = level.Stated.Where(r => r.Ticket is null).ToList();
        foreach (var reason in reasons.Take(MostReasons)) yield return wording.Say("short.reason", ("text", InShort(reason.Text)));
        if (reasons.Count > MostReasons) yield return wording.More(reasons.Count - MostReasons);
        yield return Cost(level, statement, wording);
    }

    /// <summary>On one line, and no longer than somebody reads out; all of it stands among what was missed.</summary>
    static string InShort(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= LongestReason) return line;
        var end = line.LastIndexOf(' ', LongestReason);
        if (end < LongestReason / 2) end = char.IsHighSurrogate(line[LongestReason - 1]) ? LongestReason - 1 : LongestReason;
        return $"{line[..end].TrimEnd(',', ';', ':', '.')} …";
    }

    /// <summary>What the credits for it come to, by what became of them.</summary>
    static Sentence Cost(LevelResult level, Statement statement, Wording wording)
    {
        var lines = statement.Credits.Where(c => c.Level == level.Level && c.Scope == level.Scope && c.Window == level.Window && !c.IsForOthers).ToList();
        if (lines.Count == 0) return wording.Word("short.noCredit");
        // Where each incident has a credit of its own they may be many: what has the same fate is added up.
        return Sentence.Join("; ", lines.GroupBy(c => (c.State, c.Amount.Currency, Alone: c is { IsKnown: true, InKind: null } ? null : c)).Select(group => group.ToList() is [var one]
            ? wording.Say("short.credit", ("amount", wording.Amount(one)), ("state", wording.State(one).Words))
            : wording.Say("short.credit", ("amount", wording.Notation.Money(new(group.Sum(c => c.Amount.Amount), group.Key.Currency))), ("state", wording.Of(group.Key.State).Word))));
    }
}
