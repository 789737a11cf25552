using Surety.Text;

namespace Surety.Facts;

/// <summary>Facts of a record that speak of the same things and times as others that were sent.</summary>
/// <param name="Facts">In the order in which they arrived, each with the batch that brought it.</param>
/// <param name="Corrected">Names of facts that others correct, each with one that does.</param>
/// <param name="Twice">Of names that corrections among what was sent correct, those that another fact corrects already, with its id; <c>null</c>: it has none.</param>
/// <param name="Present">Names of facts that are there, of those that corrections name.</param>
/// <param name="Waiting">Corrections whose facts were not there yet, of facts that were sent, each with the batch that brought it.</param>
/// <param name="Entries">Entries that took the batches, by their names; one that cannot be told is not there.</param>
internal sealed record KeptFacts(IReadOnlyList<(Said Said, string Batch)> Facts, IReadOnlyDictionary<(string Source, string Id), KeptCorrection> Corrected, IReadOnlyDictionary<(string Source, string Id), string?> Twice, IReadOnlySet<(string Source, string Id)> Present, IReadOnlyList<(Said Said, string Batch)> Waiting, IReadOnlyDictionary<string, long> Entries);

/// <summary>Finds facts at the door of a record that say otherwise than one that arrived before them: what arrived first stands, or one wrong line would take both away.</summary>
/// <remarks>Source: docs/guide/record.md, "Facts".</remarks>
internal static class Contradictions
{
    /// <summary>Why a fact is not taken.</summary>
    public sealed record Refusal(string Message, string Mend);

    /// <summary>Looks at what was sent.</summary>
    /// <param name="kept">What is there already; <c>null</c>: nothing of the same things and times.</param>
    /// <param name="sent">What was sent, in order of place.</param>
    /// <param name="corrections">Corrections among what was sent, of all types.</param>
    /// <param name="ids">Names of facts among what was sent.</param>
    /// <returns>What cannot be taken: by its place, and, where what corrects it waits for it and contradicts others, by its name.</returns>
    public static (Dictionary<Origin, Refusal> At, Dictionary<(string Source, string Id), Refusal> Named) Of(KeptFacts? kept, IReadOnlyList<Said> sent, IReadOnlyList<FactHead> corrections, IReadOnlySet<(string Source, string Id)> ids)
    {
        var (refused, named) = (new Dictionary<Origin, Refusal>(), new Dictionary<(string Source, string Id), Refusal>());
        var by = kept?.Twice.ToDictionary() ?? [];
        foreach (var correction in corrections.OrderBy(c => c.At.File).ThenBy(c => c.At.Line))
            if (!by.TryAdd((correction.Source, correction.Supersedes!), correction.Id)) refused[correction.At] = Twice(correction.Supersedes!, by[(correction.Source, correction.Supersedes!)]);
        // What a refused correction was to replace stands again, and is looked at again.
        for (var before = -1; before != refused.Count + named.Count;)
        {
            before = refused.Count + named.Count;
            var corrected = corrections.Where(c => !IsRefused(c)).Select(c => (c.Source, c.Supersedes!)).ToHashSet();
            var standing = new Standing();
            foreach (var (said, batch) in kept?.Facts ?? [])
                if (Stands(said.Head) && !Waits(said.Head)) standing.Find(said, PlaceOf(said, batch));
            foreach (var said in sent)
                if (!IsRefused(said.Head) && Stands(said.Head) && standing.Find(said, null) is { } first) refused[said.Head.At] = Told(said, first.Said, first.Place);
            // With what it corrects it would come to stand.
            foreach (var (said, batch) in kept?.Waiting ?? [])
                if (!named.ContainsKey((said.Head.Source, said.Head.Supersedes!)) && Stands(said.Head) && standing.Find(said, PlaceOf(said, batch)) is { } first) named[(said.Head.Source, said.Head.Supersedes!)] = Awakened(said, PlaceOf(said, batch), first.Said, first.Place);

            // A correction of nothing counts for nothing, until what it corrects arrives.
            bool Stands(in FactHead head) => !(head.Id is { } id && (corrected.Contains((head.Source, id)) || kept?.Corrected.ContainsKey((head.Source, id)) == true))
                && (head.Supersedes is not { } old || (ids.Contains((head.Source, old)) && !named.ContainsKey((head.Source, old))) || kept?.Present.Contains((head.Source, old)) == true);
        }
        return (refused, named);

        bool IsRefused(in FactHead head) => refused.ContainsKey(head.At) || (head.Id is { } id && named.ContainsKey((head.Source, id)));

        bool Waits(in FactHead head) => head.Supersedes is { } old && !kept!.Present.Contains((head.Source, old));

        string PlaceOf(in Said said, string batch) => $"{Quoted.Of(batch)}, line {said.Head.At.Line}{(kept!.Entries.TryGetValue(batch, out var entry) ? $", entry {entry}" : "")}";
    }

    static Refusal Awakened(in Said waiting, string at, in Said first, string? place) => new(
        $"The record has a correction of it already ({at}), which says {Quoted.Of(waiting.What)} of a thing at {waiting.At} of which {(place is null ? $"line {first.Head.At.Line}" : $"the record ({place})")} says {Quoted.Of(first.What)}: with this fact, that would come to stand.",
        "What stands is not taken away: send the fact under another id.");

    static Refusal Twice(string old, string? by) => new(
        $"The fact {Quoted.Of(old)} is corrected already{(by is null ? "" : $", by {Quoted.Of(by)}")}, and two corrections of one fact contradict each other: this one is not taken.",
        by is null ? "What came first stands." : $"What came first stands. A correction of it names {Quoted.Of(by)} under \"supersedes\".");

    static Refusal Told(in Said said, in Said first, string? place) => new(
        $"{(place is null ? $"Line {first.Head.At.Line}" : $"The record ({place})")} says {Quoted.Of(first.What)} of the same thing at {first.At}{(said.From == first.From ? "" : $", and intervals may not overlap")}: this fact says {Quoted.Of(said.What)}, and is not taken.",
        first.Head.Id is { } id ? $"What came first stands. A correction is a fact with an id of its own, of the source {Quoted.Of(first.Head.Source)}, that names {Quoted.Of(id)} under \"supersedes\"."
        : "What came first stands: it has no id, and only a fact with an id can be corrected. Send with ids what may have to be corrected.");

    /// <summary>Facts that stand, none of which contradicts another.</summary>
    sealed class Standing
    {
        readonly Dictionary<Subject, (Dictionary<long, (Said, string?)> Instants, SortedSet<(long From, long Until)> Spans)> subjects = [];

        /// <summary>Finds the fact that one contradicts.</summary>
        /// <returns><c>null</c>: there is none, and from now on it stands itself.</returns>
        public (Said Said, string? Place)? Find(in Said said, string? place)
        {
            if (!subjects.TryGetValue(said.Subject, out var of)) subjects[said.Subject] = of = ([], []);
            // Instants last for one tick; only intervals meet others that begin elsewhere.
            var at = said.From;
            if (said.Until - said.From > 1 || of.Spans.Count > 0)
            {
                var near = of.Spans.GetViewBetween((long.MinValue, long.MinValue), (said.Until - 1, long.MaxValue)).Max;
                if (near.Until > said.From) at = near.From;
            }
            if (of.Instants.TryGetValue(at, out var first)) return first.Item1.From == said.From && first.Item1.Until == said.Until && first.Item1.What == said.What ? null : first;
            of.Instants[at] = (said, place);
            if (said.Until - said.From > 1) of.Spans.Add((said.From, said.Until));
            return null;
        }
    }
}
