namespace Surety.Facts;

/// <summary>Lists the corrections of all types of fact, with what they correct: kinds, labels and times.</summary>
/// <param name="limit">What became known later is not there.</param>
internal sealed class CorrectionList(long limit)
{
    readonly List<(FactHead Head, string What, Labels Labels, (long From, long Until) Span, long Known)> made = [];
    readonly List<Action<Dictionary<(string Source, string Id), (Labels Labels, (long From, long Until) Span, Origin At)?>>> finding = [];

    /// <summary>Notes the corrections among the rows of one type.</summary>
    /// <param name="drafts">Rows of one type.</param>
    /// <param name="what">Its word.</param>
    /// <param name="when">When a row became known if it does not say so.</param>
    /// <param name="span">First instant and last, or excluded end.</param>
    public void Note<T>(List<Draft<T>> drafts, string what, Func<T, long> when, Func<T, (long From, long Until)> span)
    {
        foreach (var draft in drafts)
            if (draft.Head.Supersedes is not null && (draft.Head.Known ?? when(draft.Content)) is var known && known <= limit) made.Add((draft.Head, what, draft.Labels, span(draft.Content), known));
        finding.Add(wanted =>
        {
            foreach (var draft in drafts)
                if (draft.Head.Id is { } id && wanted.TryGetValue((draft.Head.Source, id), out var before) && (draft.Labels, span(draft.Content), draft.Head.At) is var found && IsBefore(found, before)) wanted[(draft.Head.Source, id)] = found;
        });
    }

    // Where one id stands for several facts, what was corrected is told by what they say, not by which came last.
    static bool IsBefore((Labels Labels, (long From, long Until) Span, Origin At) found, (Labels Labels, (long From, long Until) Span, Origin At)? before) => before is not { } other
        || (found.Labels.CompareTo(other.Labels), found.Span.CompareTo(other.Span), found.At.File.CompareTo(other.At.File), found.At.Line.CompareTo(other.At.Line)) is var by && (by.Item1, by.Item2, by.Item3, by.Item4).CompareTo((0, 0, 0, 0)) < 0;

    /// <summary>Those that stand, in the order in which they became known.</summary>
    /// <param name="corrections">Which of them are refused.</param>
    public ValueList<Correction> Standing(Corrections corrections)
    {
        if (made.Count == 0) return [];
        var wanted = made.Select(m => (m.Head.Source, m.Head.Supersedes!)).Distinct().ToDictionary(name => name, _ => default((Labels Labels, (long From, long Until) Span, Origin At)?));
        foreach (var find in finding) find(wanted);
        // By what they say and not by where they stand: the order of files and lines decides nothing, and what was sent twice is one.
        return made.Where(m => !corrections.IsRefused(m.Head)).GroupBy(m => (m.Known, m.Head.Source, Was: m.Head.Supersedes!, m.Head.Id, m.What, m.Labels, m.Span))
            .OrderBy(g => g.Key.Known).ThenBy(g => g.Key.Source, StringComparer.Ordinal).ThenBy(g => g.Key.Was, StringComparer.Ordinal).ThenBy(g => g.Key.Id, StringComparer.Ordinal)
            .ThenBy(g => g.Key.What, StringComparer.Ordinal).ThenBy(g => g.Key.Labels).ThenBy(g => g.Key.Span).Select(same =>
        {
            var (_, source, id, _, what, labels, span) = same.Key;
            var was = wanted[(source, id)];
            return new Correction(
                what, id, was?.Labels ?? labels, labels, Math.Min(span.From, was?.Span.From ?? span.From), Math.Max(span.Until, was?.Span.Until ?? span.Until), was?.At,
                same.Select(m => m.Head.At).OrderBy(o => o.File).ThenBy(o => o.Line).ToValueList());
        }).ToValueList();
    }
}
