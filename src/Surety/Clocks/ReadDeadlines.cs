using Surety.Text;

namespace Surety.Clocks;

/// <summary>Reads deadlines. Grammar: docs/guide/grammar.md, "Deadlines".</summary>
internal static class ReadDeadlines
{
    static readonly (string Words, Anchor Anchor)[] Anchors =
    [
        ("the end of the month", Anchor.EndOfMonth), ("the end of the quarter", Anchor.EndOfQuarter), ("the end of the year", Anchor.EndOfYear),
        ("the end of the window", Anchor.EndOfWindow), ("the end of the term", Anchor.EndOfTerm), ("the end", Anchor.Own),
        ("the incident", Anchor.Incident), ("the awareness", Anchor.Awareness), ("the claim", Anchor.Claim), ("the miss", Anchor.Miss), ("the report", Anchor.Report), ("the ticket", Anchor.Ticket), ("the notice", Anchor.Notice),
    ];

    /// <summary>
    /// deadline = [ "within" ] span "after" [ anchor ] | ordinal "business day after" [ anchor ] | "by the end of the" ordinal ( "month" | "billing cycle" ) "after" [ anchor ] | span "before" [ anchor ]
    /// </summary>
    public static DeadlineRule? Read(PhraseReader phrase) => Read(phrase, () => false);

    /// <summary>Reads a deadline that may count from more than the anchors of all deadlines.</summary>
    /// <param name="phrase">The text.</param>
    /// <param name="isOwn">Reads what only this clause counts from; false: nothing of that stands here.</param>
    public static DeadlineRule? Read(PhraseReader phrase, Func<bool> isOwn)
    {
        if (phrase.TryWord("by the end of the"))
        {
            if (Amounts.TryOrdinal(phrase) is not { } nth) return phrase.Refuse<DeadlineRule>("a number like '2nd'");
            return phrase.TryAny("month after", "billing cycle after") switch
            {
                "month after" => new DeadlineRule.EndOfNthMonth(nth, AnchorOf(phrase, isOwn)),
                "billing cycle after" => new DeadlineRule.EndOfNthMonth(nth, AnchorOf(phrase, isOwn), OfBilling: true),
                _ => phrase.Refuse<DeadlineRule>("'month after' or 'billing cycle after'"),
            };
        }
        var start = phrase.Position;
        if (Amounts.TryOrdinal(phrase) is { } day)
        {
            if (phrase.TryWord("business day after")) return new DeadlineRule.NthBusinessDay(day, AnchorOf(phrase, isOwn));
            return phrase.Refuse<DeadlineRule>("'business day after'");
        }
        phrase.Back(start);
        var isWithin = phrase.TryWord("within");
        if (Spans.Span(phrase) is not { } span) return null;
        if (phrase.TryWord("after")) return new DeadlineRule.After(span, AnchorOf(phrase, isOwn));
        if (!isWithin && phrase.TryWord("before")) return new DeadlineRule.Before(span, AnchorOf(phrase, isOwn));
        return phrase.Refuse<DeadlineRule>("'after' or 'before'");
    }

    /// <summary>Refuses an anchor that a clause cannot be counted from, rather than counting from something else.</summary>
    /// <param name="at">Where the deadline stands.</param>
    /// <param name="rule">As read; <c>null</c>: nothing to check.</param>
    /// <param name="termEnds">Whether the term has an end.</param>
    /// <param name="unfit">Anchors that mean nothing to the clause.</param>
    public static void Check(ValueReader at, DeadlineRule? rule, bool termEnds, params ReadOnlySpan<Anchor> unfit)
    {
        if (rule is null) return;
        if (rule.From == Anchor.EndOfTerm && !termEnds)
            at.Problems.Error(at.At, "deadline.no-end", "The term has no end to count from.", "Add a line 'to: …' to the term, or name another anchor.");
        if (unfit.Contains(rule.From))
            at.Problems.Error(at.At, "deadline.anchor", $"{Quoted.Of(Array.Find(Anchors, a => a.Anchor == rule.From).Words)} is nothing that {Quoted.Of(at.Key)} can be counted from here.", "Leave the anchor out, or count from 'the end of the month' or of another period.");
    }

    static Anchor AnchorOf(PhraseReader phrase, Func<bool> isOwn)
    {
        if (isOwn()) return Anchor.Own;
        var words = phrase.TryAny(Anchors.Select(a => a.Words));
        return words is null ? Anchor.Own : Array.Find(Anchors, a => a.Words == words).Anchor;
    }
}
