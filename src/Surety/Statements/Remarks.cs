using Surety.Agreements;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;

namespace Surety.Statements;

/// <summary>Something a reader of the statement should know.</summary>
/// <param name="Code">A stable name: <c>schedule.no-row</c>.</param>
/// <param name="Text">A full sentence.</param>
/// <param name="Clause">What it is about; <c>null</c>: the facts.</param>
/// <param name="Facts">The facts that it is about; <c>null</c>: none in particular.</param>
public sealed record Remark(string Code, string Text, Clause? Clause, FactCitation? Facts = null);

/// <summary>What a reader should know of a statement's facts and figures.</summary>
/// <remarks>Source: docs/guide/statement.md, "Remarks".</remarks>
static class Remarks
{
    /// <summary>How many remarks of one kind are told one by one.</summary>
    public const int MostOfOneKind = 20;

    /// <summary>What the facts of an agreement have in them that a reader should know, for any period.</summary>
    public static ValueList<Remark> OfFacts(Versions versions, FactSet facts) =>
        [.. RefusedRows(facts), .. Contradictions(facts), .. UnreadFacts.Of(versions, facts), .. UnmatchedWords.Of(versions, facts), .. PlanRemarks.Of(versions, facts), .. NearLabels.Of(versions, facts), .. TicketRemarks.Of(versions, facts), .. TicketsWithoutRow.Of(versions, facts), .. OtherSides.Of(versions, facts), .. ClaimRemarks.OfFacts(versions, facts), .. ReadSilence(versions, facts)];

    /// <summary>What a door or the settling refused: a statement without it would look complete.</summary>
    static IEnumerable<Remark> RefusedRows(FactSet facts) =>
        facts.Refused.Select(file => new Remark("facts.refused", $"{Display.Count(file.Refused, "row", "rows")} of {file.File} {(file.Refused == 1 ? "was" : "were")} refused, and {(file.Refused == 1 ? "is" : "are")} in no figure: mend {(file.Refused == 1 ? "it" : "them")} and evaluate again.", null,
            new(file.Refused, file.RefusedLines.Take(FactCitation.Most).Select(line => new Origin(facts.Files.ToList().IndexOf(file.File), line)).ToValueList())));

    /// <summary>Facts that cannot all be true: what one side sends could take away what another one measured, and nobody who reads the statement would know.</summary>
    static IEnumerable<Remark> Contradictions(FactSet facts) => facts.Contradictions.Select(c => new Remark(
        "facts.contradiction",
        $"{(c.Id is not null ? $"The id '{c.Id}' stands for different facts" : $"Facts{(c.Labels == Labels.None ? "" : $" about {Display.Scope(c.Labels)}")} contradict each other")}, and none of them counts.", null,
        new(c.Places.Count, c.Places.Take(FactCitation.Most).ToValueList())));

    /// <summary>What was left out of a figure, or not granted, and is no part of its derivation.</summary>
    public static IEnumerable<Remark> OfLevels(IEnumerable<LevelResult> levels) =>
        levels.Where(level => level.Notes.Count > 0).SelectMany(level => level.Notes.Select(note => new Remark("level.note", $"{Display.Level(level.Level, level.Scope)}, {Display.Window(level.Window)}: {note}.", level.Clause)));

    /// <summary>Tells each remark once, and of a kind that there are many of only the first few and how many more there are.</summary>
    public static ValueList<Remark> Few(IEnumerable<Remark> remarks) => remarks.Distinct().GroupBy(r => r.Code).SelectMany(kind =>
    {
        var all = kind.ToList();
        return all.Count <= MostOfOneKind ? all : all.Take(MostOfOneKind).Append(new(kind.Key, $"… and {Display.Count(all.Count - MostOfOneKind)} more of this kind.", null));
    }).ToValueList();

    /// <summary>Metrics whose figure rests on silence alone: no outage that they could read is among the facts, and none is read as good.</summary>
    static IEnumerable<Remark> ReadSilence(Versions versions, FactSet facts)
    {
        foreach (var metric in versions.All.Reverse().SelectMany(UsedMetrics).OfType<Metric.Availability>().Where(m => m.ObservedBy is Observation.Outages).DistinctBy(m => m.Name))
            if (!facts.Outages.Any(o => metric.Reads.Takes(o.Labels)))
                yield return new("facts.silence", $"No outage that '{metric.Name}' could read is among the facts. With 'observed by: outages' silence is read as good, so its figures rest on nothing that was measured.", metric.ClauseOf("observed by"));
    }

    static IEnumerable<Metric> UsedMetrics(Agreement version) =>
        version.Levels.Select(l => l.Measured).OfType<Measured.ByMetric>().Select(by => version.Metric(by.Metric)).OfType<Metric>();
}
