using Surety.Agreements;
using Surety.Contract;
using Surety.Text;

namespace Surety.Changes;

/// <summary>What is different between two agreements, or two versions of standard terms, clause by clause: what was, and what is. Source: docs/guide/diff.md.</summary>
/// <param name="Old">The first text.</param>
/// <param name="New">The second.</param>
/// <param name="Clauses">Every difference between the two files, comments and layout among them: their edits, applied to the first canonical text, give the second.</param>
/// <param name="ByLayers">What else is different in what holds, because the texts stand on different layers.</param>
/// <param name="Language">In which the clauses are told: <c>en</c> or <c>de</c>.</param>
public sealed record AgreementDiff(DiffSide Old, DiffSide New, ValueList<ClauseChange> Clauses, ValueList<ClauseChange> ByLayers, string Language)
{
    /// <summary>Compares two texts.</summary>
    /// <param name="old">The first: name of the file, its bytes, and what it stands on.</param>
    /// <param name="other">The second.</param>
    /// <param name="language"><c>en</c> or <c>de</c>; <c>null</c>: the binding one of the second.</param>
    /// <returns>Refused with all errors of both.</returns>
    public static Result<AgreementDiff> Of((string File, ReadOnlyMemory<byte> Bytes, ValueList<Layer> Layers) old, (string File, ReadOnlyMemory<byte> Bytes, ValueList<Layer> Layers) other, string? language = null)
    {
        var (one, two) = (DiffText.Of(old.File, old.Bytes, old.Layers), DiffText.Of(other.File, other.Bytes, other.Layers));
        if ((one, two) is not (Result<DiffText>.Ok { Value: var was }, Result<DiffText>.Ok { Value: var now }))
            return new Result<AgreementDiff>.Refused(new[] { one, two }.OfType<Result<DiffText>.Refused>().SelectMany(r => r.Problems).Distinct().ToValueList());
        var told = language ?? now.Agreement?.Language ?? "en";
        var (before, after) = (was.In(told), now.In(told));
        var edits = Differ.Of(ClauseText.Of(was.Canonical.Text), ClauseText.Of(now.Canonical.Text));
        if (!was.HasLayers && !now.HasLayers) return new Result<AgreementDiff>.Ok(new(was.Side, now.Side, edits.Select(e => Told(e, before, after, e.Change)).ToValueList(), [], told));
        // What holds is different where the whole texts are; a file may also only say itself what a layer said, or leave it to one.
        var whole = Differ.Of(was.Whole, now.Whole);
        bool IsOne(Differ.Found a, Differ.Found b) => a.Was == b.Was && a.Is == b.Is && a.Change.GetType() == b.Change.GetType();
        var clauses = edits.Select(e => Told(e with { Says = e.Says && (IsOfTheFile(e) || whole.Exists(w => IsOne(w, e))) }, before, after, e.Change));
        var byLayers = whole.Where(w => !IsOfTheFile(w) && !edits.Exists(e => IsOne(w, e))).Select(w => Told(w, before, after, null));
        return new Result<AgreementDiff>.Ok(new(was.Side, now.Side, clauses.ToValueList(), byLayers.ToValueList(), told));
    }

    // The head is never taken from a layer.
    static bool IsOfTheFile(Differ.Found found) => found.Change.Place is [var key, ..] && Layers.OfTheFile.Contains(key);

    static ClauseChange Told(Differ.Found found, DiffWords before, DiffWords after, Change? edit)
    {
        var place = found.Is ?? found.Was!.Value;
        var isItem = found.Was is { } whereItWas && before.IsItem(whereItWas) || found.Is is { } whereItIs && after.IsItem(whereItIs);
        if (found.Change is Change.Reordered order) return new(place, isItem, edit, true, before.LocationOf(place), after.LocationOf(place), [string.Join(", ", order.Old)], [string.Join(", ", order.New)]);
        if (!found.Says)
        {
            var (wasAt, isAt) = (before.LocationOf(found.Was ?? place), after.LocationOf(found.Is ?? place));
            // The same clause, which the file says itself or leaves to a layer.
            return edit is Change.Added or Change.Removed && wasAt is { } one && isAt is { } other
                ? new(place, isItem, edit, false, one, other, [$"{one.File}:{one.Line}"], [$"{other.File}:{other.Line}"])
                : new(place, isItem, edit, false, wasAt, isAt, Comments(found.Change, old: true), Comments(found.Change, old: false));
        }
        // What is new in a file may have stood in a layer; an item of a list that is new did not.
        var (was, now) = (found.Was ?? (before.IsItem(place) || after.IsItem(place) ? null : place), found.Is ?? (before.IsItem(place) ? null : place));
        ValueList<string> old = was is { } w ? before.Of(w) : [], next = now is { } n ? after.Of(n) : [];
        if (edit is Change.Replaced replaced && Remarks(replaced.Old) is var above && Remarks(replaced.New) is var below && !above.SequenceEqual(below)) (old, next) = ([.. old, .. above], [.. next, .. below]);
        return new(place, isItem, edit, true, was is { } there ? before.LocationOf(there) : null, now is { } here ? after.LocationOf(here) : null, old, next);
    }

    static List<string> Remarks(string lines) => lines.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith('#')).ToList();

    /// <summary>The lines of a change that only changes comments or layout: its comments alone, where it has any.</summary>
    static ValueList<string> Comments(Change change, bool old)
    {
        var text = (change, old) switch
        {
            (Change.Replaced replaced, _) => old ? replaced.Old : replaced.New,
            (Change.Removed removed, true) => removed.Text,
            (Change.Added added, false) => added.Text,
            _ => "",
        };
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        return lines.ToValueList();
    }
}

/// <summary>One of the two texts that are compared.</summary>
/// <param name="File">Its name.</param>
/// <param name="Name">Short name of the agreement, or name of the terms.</param>
/// <param name="Version">Its version.</param>
/// <param name="Hash">SHA-256 of its canonical form.</param>
public sealed record DiffSide(string File, string Name, int Version, string Hash);

/// <summary>A clause that is different.</summary>
/// <param name="Place">Where it stands: keys from the top of the file down, an item of a list by its place, from 0.</param>
/// <param name="IsItem">Whether the last key of the place is that of an item of a list.</param>
/// <param name="Edit">The edit of the file; <c>null</c>: the file does not change here, and what it stands on does.</param>
/// <param name="Says">Whether it says something else; otherwise only comments or layout are different.</param>
/// <param name="WasAt">File and line of what was; <c>null</c>: nothing stood there.</param>
/// <param name="IsAt">File and line of what is; <c>null</c>: nothing stands there.</param>
/// <param name="Was">What held, in sentences; empty: nothing was said.</param>
/// <param name="Is">What holds, in sentences; empty: nothing is said.</param>
public sealed record ClauseChange(ValueList<string> Place, bool IsItem, Change? Edit, bool Says, Location? WasAt, Location? IsAt, ValueList<string> Was, ValueList<string> Is);
