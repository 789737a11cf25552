using NodaTime;
using Surety.Agreements;
using Surety.Calendars;
using Surety.Clocks;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>The life of a period's statement.</summary>
static class Life
{
    /// <summary>
    /// Finds the dates and the state: <c>open</c> until the period ends; <c>complete</c> until it is provisional; <c>in comment</c> from then until the last instant to object;
    /// <c>provisional</c> after that (a change is a revision, and may still come); <c>final</c> once nothing is rebooked.
    /// </summary>
    /// <param name="agreement">The version whose clause holds.</param>
    /// <param name="period">The statement's period.</param>
    /// <param name="asOf">Where it is looked at from.</param>
    /// <param name="published">When its first statement was published; <c>null</c>: on its day, as far as anybody knows.</param>
    public static LifeOfStatement Of(Agreement agreement, Window period, Instant asOf, Instant? published = null)
    {
        var clause = agreement.StatementLife;
        var provisional = DatesOf(agreement, period).Provisional;
        var (comment, final) = EndsOf(agreement, period, published ?? At(provisional));
        var state = asOf < period.Time.End ? "open"
            : !final.IsKeptAt(asOf) ? "final"
            : asOf < At(provisional) ? "complete"
            : comment.IsKeptAt(asOf) ? "in comment" : "provisional";
        return new(state, At(provisional), At(comment), clause.SilenceAccepts, At(final), new(() => new("life of the statement", new Figure.Words(state), Follows.Rule,
            [Named("provisional from", provisional), Named("comments until", comment), Named("final after", final)], clause.Clause)));

        static Reason Named(string name, Deadline deadline) => new(name, deadline.Why.Value, Follows.Rule, [deadline.Why], deadline.Why.Clause);
    }

    /// <summary>Finds the dates in the life of a period's statement.</summary>
    public static (Deadline Provisional, Deadline Comment, Deadline Final) DatesOf(Agreement agreement, Window period)
    {
        var clause = agreement.StatementLife;
        var provisional = After(clause.Provisional, period.Time.End, true);
        return (provisional, After(clause.Comment, At(provisional), !provisional.Included), After(clause.Final, period.Time.End, true));

        Deadline After(Span span, Instant from, bool isEnd) => Deadline.Of(new DeadlineRule.After(span, Anchor.Own), PeriodNames.DeadlineFrom(agreement, from, isEnd), clause.Clause);
    }

    /// <summary>The ends of comments and of the life of a statement that was published at an instant: published late, it may be commented on for as long as one that was not, and is not final before.</summary>
    public static (Deadline Comment, Deadline Final) EndsOf(Agreement agreement, Window period, Instant published)
    {
        var (provisional, comment, final) = DatesOf(agreement, period);
        if (published <= At(provisional)) return (comment, final);
        var clause = agreement.StatementLife;
        comment = Deadline.Of(new DeadlineRule.After(clause.Comment, Anchor.Own), PeriodNames.DeadlineFrom(agreement, published, false), clause.Clause);
        return (comment, At(final) < At(comment) ? comment : final);
    }

    static Instant At(Deadline deadline) => deadline.At ?? BusinessCalendar.Latest;
}
