using System.Globalization;
using Surety.Journal;
using Surety.Levels;
using Surety.Statements;
using Surety.Storage.Records;

namespace Surety.Web.Statements;

/// <summary>A statement that was published, as lists show it.</summary>
/// <param name="Published">As the journal has it.</param><param name="Said">In short.</param><param name="State">Where its period is.</param><param name="Late">Facts that came since and that it does not know; <c>null</c>: none, or it is not the newest.</param>
public sealed record PublishedRow(PublishedStatement Published, SaidInShort Said, StateOfPublished State, LateFacts? Late);

/// <summary>Where a period that was published is now, whatever it was when its statement was sealed.</summary>
/// <param name="IsFinal">Whether nothing of it is rebooked any more.</param><param name="IsCommentOver">Whether the time to object is over.</param>
public sealed record StateOfPublished(bool IsFinal, bool IsCommentOver)
{
    /// <summary>Of a period, by its name.</summary>
    internal static StateOfPublished Of(Space space, string period) => new(space.IsFinal(period), space.Steps.Any(s => s.Period == period && s.Step == LifeStep.CommentEnded));

    /// <summary>Name of its word among those of the pages.</summary>
    public string Word => IsFinal ? "statements.final" : IsCommentOver ? "statements.comment-over" : "statements.not-final";

    /// <summary>A statement of it with the word of now at its head.</summary>
    public Statement Now(Statement statement) => statement with { Life = statement.Life with { State = IsFinal ? "final" : IsCommentOver ? "provisional" : "in comment" } };
}

/// <summary>What a statement says in short.</summary>
/// <param name="Summary">In sentences.</param><param name="Credits">What is owed, by currency.</param><param name="Verdicts">How many levels that count have each verdict.</param>
public sealed record SaidInShort(string Summary, ValueList<(string Amount, string Currency)> Credits, VerdictCounts Verdicts)
{
    /// <summary>Of a statement that is not sealed.</summary>
    public static SaidInShort Of(Statement statement)
    {
        var counted = statement.Levels.Where(l => l.Counts).ToList();
        int Count(Verdict verdict) => counted.Count(l => l.Verdict == verdict);
        return new(
            Wording.English.Summary(statement), statement.Totals.Select(t => (t.Owed.Amount.ToString("0.00########", CultureInfo.InvariantCulture), t.Owed.Currency.Code)).ToValueList(),
            new(Count(Verdict.Met), Count(Verdict.Missed), Count(Verdict.Excused), Count(Verdict.NoData), 0, Count(Verdict.Open), 0));
    }
}
