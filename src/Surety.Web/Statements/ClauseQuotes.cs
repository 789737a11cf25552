using System.Collections.Concurrent;
using NodaTime;
using Surety.Agreements;
using Surety.Contract;
using Surety.Journal;
using Surety.Storage.Records;
using Surety.Text;
using Reading = Surety.Storage.Records.Reading;

namespace Surety.Web.Statements;

/// <summary>Clauses of a version in the sentences that both sides signed.</summary>
static class ClauseQuotes
{
    const int MostKept = 16;

    static readonly ConcurrentDictionary<Digest, PrintedContract> Kept = new();

    /// <summary>What the text says about a level, in its binding language.</summary>
    /// <param name="reading">Into the record.</param><param name="name">Name of the agreement.</param><param name="version">Number of the version.</param><param name="level">Name of the level.</param><param name="cancellation">Ends it.</param>
    /// <returns>The number of the clause, its sentences, and their language; nothing where the text cannot be printed.</returns>
    public static async Task<Quote?> OfAsync(Reading reading, string name, int version, string level, CancellationToken cancellation)
    {
        if (await reading.SpaceAsync(name, long.MaxValue, cancellation) is not { } space || space.InForce.LastOrDefault(v => v.What.Version == version) is not { } proposed) return null;
        if (!Kept.TryGetValue(proposed.What.Printed, out var printed))
        {
            var texts = await reading.DocumentsAsync(name, proposed.What.Beside.Select(b => b.Hash).Prepend(proposed.What.File), cancellation);
            if (!texts.TryGetValue(proposed.What.File, out var file)) return null;
            var layers = proposed.What.Beside.Select(b => texts.TryGetValue(b.Hash, out var text) ? Layer.Parse(b.File, text) : null).OfType<Layer>().ToValueList();
            if (PrintedContract.Of(RecordedAgreement.FileName(name, version), file, layers, proposed.What.Language, null) is not Result<PrintedContract>.Ok { Value: var contract }) return null;
            if (Kept.Count >= MostKept) Kept.Clear();
            Kept[proposed.What.Printed] = printed = contract;
        }
        var chapter = Vocabulary.Of(printed.Language).Sentence("service levels");
        var (inChapter, number, blocks) = (false, "", new List<Block>());
        foreach (var block in printed.Body)
        {
            if (block is Block.Heading { Level: <= 3 } heading)
            {
                if (blocks.Count > 0) break;
                if (heading.Level == 2) inChapter = heading.Text == chapter;
                number = inChapter && heading.Level == 3 && (heading.Text.EndsWith($"“{level}”", StringComparison.Ordinal) || heading.Text.EndsWith($"„{level}“", StringComparison.Ordinal)) ? $"{heading.Number} {heading.Text}".Trim() : "";
            }
            else if (number.Length > 0) blocks.Add(block);
        }
        return blocks.Count == 0 ? null : new(number, blocks.ToValueList(), printed.Language);
    }
}

/// <summary>A clause in the sentences that were signed.</summary>
/// <param name="Number">Its number and heading.</param><param name="Blocks">What it says.</param><param name="Language">In which.</param>
public sealed record Quote(string Number, ValueList<Block> Blocks, string Language);
