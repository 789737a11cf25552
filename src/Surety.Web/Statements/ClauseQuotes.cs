using Surety.Contract;
using Surety.Storage.Records;
using Surety.Text;
using Surety.Web.Agreements;
using Reading = Surety.Storage.Records.Reading;

namespace Surety.Web.Statements;

/// <summary>Clauses of a version in the sentences that both sides signed.</summary>
static class ClauseQuotes
{
    /// <summary>What the text says about a level, in its binding language.</summary>
    /// <param name="reading">Into the record.</param><param name="name">Name of the agreement.</param><param name="version">Number of the version.</param><param name="level">Name of the level.</param><param name="cancellation">Ends it.</param>
    /// <returns>The number of the clause, its sentences, and their language; nothing where the text cannot be printed.</returns>
    public static async Task<Quote?> OfAsync(Reading reading, string name, int version, string level, CancellationToken cancellation)
    {
        if (await reading.SpaceAsync(name, long.MaxValue, cancellation) is not { } space || space.InForce.LastOrDefault(v => v.What.Version == version) is not { } proposed) return null;
        if (await VersionText.OfAsync(reading, space, proposed, cancellation) is not { } text || text.Printed(proposed.What.Language) is not Result<PrintedContract>.Ok { Value: var printed }) return null;
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
