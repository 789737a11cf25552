using Surety.Statements;
using Surety.Storage.Records;

namespace Surety.Cli.Records;

/// <summary>What became of facts that were sent, in words: the same whether a record took them or a server.</summary>
internal static class ToldReceipt
{
    public static string Line(string batch, long seq, long accepted, long duplicates, long refused)
    {
        var beside = $"{(duplicates > 0 ? $", {Display.Count(duplicates, "duplicate", "duplicates")}" : "")}{(refused > 0 ? $", {Display.Count(refused)} refused" : "")}";
        return accepted + duplicates + refused == 0 ? Nothing(batch) : accepted == 0 ? $"{batch}: nothing new{beside}." : $"{batch}: {Display.Count(accepted)} accepted{beside}; entry {seq}.";
    }

    /// <summary>Of what has no row.</summary>
    public static string Nothing(string what) => $"{what}: there is nothing in it.";

    /// <summary>Of a batch that had been sent before.</summary>
    public static string Before(string batch, long seq, long accepted, long refused) =>
        $"{batch}: sent before, so nothing was added; entry {seq} took {Display.Count(accepted)}{(refused > 0 ? $" and refused {Display.Count(refused)}" : "")} then.";

    /// <summary>Says once, behind all batches, for which published periods facts came too late.</summary>
    public static void SayLate(Session session, LateOfBatches all)
    {
        foreach (var late in all.All) session.Say($"{late.Agreement}: {late.Period}, revision {late.Revision}, is published already, and {late.Words()}");
        if (all.IsMore) session.Say($"There may be {(all.All.Any() ? "more " : "")}published periods for which facts came too late: 'surety status' tells of those that are not final.");
    }

    /// <summary>Says once, behind all batches, which names in the facts no agreement has.</summary>
    public static void SayUnknown(Session session, IReadOnlyCollection<string> all)
    {
        foreach (var unknown in all.Take(20)) session.Say(unknown);
        if (all.Count > 0) session.Say("These facts were taken all the same. A correction of each ('supersedes') puts a slip right.");
    }

    /// <summary>What is taken without an id is acknowledged each time, which looks as if it counted each time.</summary>
    public static void SayWithoutId(Session session, long count)
    {
        if (count > 0) session.Say($"{Display.Count(count, "fact that was accepted has", "facts that were accepted have")} no id: what the record has already counts once all the same, and cannot be corrected later. With an id it would be told as a duplicate.");
    }
}

/// <summary>What came too late for published periods, of many batches together.</summary>
internal sealed class LateOfBatches
{
    readonly SortedDictionary<string, LateFacts> found = new(StringComparer.Ordinal);

    /// <summary>By agreement and period.</summary>
    public IEnumerable<LateFacts> All => found.Values;

    /// <summary>Whether there may be more of them than a receipt had.</summary>
    public bool IsMore { get; private set; }

    public void Add(IEnumerable<LateFacts> late, bool isMore)
    {
        IsMore |= isMore;
        foreach (var one in late)
        {
            var name = $"{one.Agreement}\n{one.Period}";
            found[name] = found.TryGetValue(name, out var before) ? one with { Facts = before.Facts + one.Facts, Before = before.Before + one.Before, Corrections = before.Corrections + one.Corrections } : one;
        }
    }
}
