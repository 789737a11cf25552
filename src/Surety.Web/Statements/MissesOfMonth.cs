using Surety.Journal;
using Surety.Statements;
using Surety.Storage.Records;
using Surety.Text;

namespace Surety.Web.Statements;

/// <summary>Why a month missed what it missed, as it stands below the running one: the first ones in a line each.</summary>
/// <param name="Period">Its name.</param><param name="First">Place of the level among those of the statement, its name, and what stands behind it; at most <see cref="MissInShort.Most"/>.</param><param name="All">How many there are.</param>
public sealed record MissesOfMonth(string Period, ValueList<(int Index, string Level, Sentence Words)> First, int All)
{
    // Of a published statement it never changes, and it is a thousandth of the statement that it was worked out from.
    static readonly KeptLast<(Digest Statement, string Language), MissesOfMonth> Kept = new(4 << 20);

    /// <summary>Of a statement that is there.</summary>
    public static MissesOfMonth Of(Statement statement, Wording wording)
    {
        var all = MissInShort.All(statement, wording);
        return new(statement.Period.Name, all.Take(MissInShort.Most).Select(m => (m.Index, wording.Level(m.Level, statement), m.Words)).ToValueList(), all.Count);
    }

    /// <summary>Of a published one.</summary>
    /// <param name="worked">Works it out again, the first time.</param><param name="space">Name of the agreement; whoever asks may see it.</param><param name="published">The statement.</param><param name="language">In which it is told.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns><c>null</c>: too many wait, or it cannot be worked out again; its page says which.</returns>
    internal static async Task<MissesOfMonth?> OfAsync(WorkedOut worked, string space, PublishedStatement published, Language language, CancellationToken cancellation)
    {
        var key = (published.What.Result, language.Tag);
        return Kept.Find(key) ?? await worked.PublishedAsync<MissesOfMonth>(space, published, again =>
        {
            if (again is not Result<Statement>.Ok { Value: var statement }) return Task.FromResult<MissesOfMonth>(null!);
            var misses = Of(statement, Wording.In(language));
            return Task.FromResult(Kept.Keep(key, misses, 200 + misses.First.Sum(m => 100L + (2 * (m.Level.Length + m.Words.ToString().Length)))));
        }, cancellation);
    }
}
