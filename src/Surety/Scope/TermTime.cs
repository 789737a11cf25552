using NodaTime;
using Surety.Calendars;
using Surety.Clocks;
using Surety.Facts;

namespace Surety.Scope;

/// <summary>For how long an agreement holds: its first term, the terms by which it renews, and what a notice made of them.</summary>
/// <remarks>Source: docs/guide/language.md, "term".</remarks>
/// <param name="Term">As written.</param>
/// <param name="LastDay">The last day of all terms; <c>null</c>: there is none, or it renews on and on.</param>
public sealed record TermTime(Term Term, LocalDate? LastDay)
{
    /// <summary>The name under which notices of the agreement itself arrive.</summary>
    public const string Name = "term";

    /// <summary>One term, both days included.</summary>
    public readonly record struct Stretch(LocalDate From, LocalDate Last);

    /// <summary>As written, before anybody gave notice.</summary>
    public static TermTime Of(Term term) => new(term, term.Renews is null ? term.To : null);

    /// <summary>As it is after all notices: the earliest end that one of them gives.</summary>
    /// <param name="term">As written.</param>
    /// <param name="businessDays">For notice in business days.</param>
    /// <param name="facts">Notices among them.</param>
    public static TermTime Of(Term term, BusinessCalendar businessDays, FactSet facts)
    {
        var written = Of(term);
        foreach (var deed in facts.Deeds)
            if (deed.Kind == DeedKind.Noticed && deed.Of == Name && written.EndAfter(deed.When, businessDays) is { } end && !(end >= written.LastDay))
                written = written with { LastDay = end };
        return written;
    }

    /// <summary>Whether a notice can end it: it renews, or it has no end and says how long before notice is given.</summary>
    public static bool EndsByNotice(Term term) => term.To is null ? term.Notice is not null : term.Renews is not null;

    /// <summary>Lists the terms in order; none where the agreement has no end, and without end while it renews.</summary>
    public IEnumerable<Stretch> Stretches()
    {
        if (Term.To is not { } first) yield break;
        for (var (from, last, renewal) = (Term.From, first, 1); BusinessCalendar.Reaches(last) && !(from > LastDay); renewal++)
        {
            yield return new(from, last);
            if (Term.Renews is not { } by) yield break;
            (from, last) = (last.PlusDays(1), Renewed(first, by, renewal));
        }
    }

    /// <summary>The term that a date lies in; the first before them, the last after them; <c>null</c>: the agreement has no end.</summary>
    public Stretch? At(LocalDate date)
    {
        Stretch? found = null;
        foreach (var stretch in Stretches())
        {
            found = stretch;
            if (date <= stretch.Last) break;
        }
        return found;
    }

    /// <summary>Where a term ends: the start of the day after its last.</summary>
    public Instant EndOf(Stretch stretch) => LocalTimes.StartOf(stretch.Last.PlusDays(1), Term.Zone);

    LocalDate? EndAfter(Instant notice, BusinessCalendar businessDays)
    {
        if (!EndsByNotice(Term)) return null;
        if (Term.To is null) return Deadline.Of(new DeadlineRule.After(Term.Notice!, Anchor.Notice), new DeadlineFrom(notice, false, Term.Zone, businessDays)).LastDate(Term.Zone);
        return NextEnd(notice, businessDays)?.Last;
    }

    /// <summary>Of an agreement that renews: the day with which a notice given at an instant ends it, and until when it has to be given for that.</summary>
    /// <param name="at">The instant.</param><param name="businessDays">For notice in business days.</param>
    /// <returns><c>null</c>: notice does not end it, or it has no terms.</returns>
    public (LocalDate Last, Instant Until)? NextEnd(Instant at, BusinessCalendar businessDays)
    {
        if (Term.To is null || !EndsByNotice(Term)) return null;
        var counted = new DeadlineFrom(at, false, Term.Zone, businessDays);
        foreach (var stretch in Stretches())
        {
            var end = EndOf(stretch);
            var deadline = Term.Notice is { } span ? Deadline.Of(new DeadlineRule.Before(span, Anchor.EndOfTerm), counted with { TermEnd = end }) : null;
            if (deadline?.IsKeptAt(at) ?? at < end) return (stretch.Last, deadline?.At ?? end);
        }
        return null;
    }

    // Counted from the first end, so that a term that ends with February always does.
    static LocalDate Renewed(LocalDate first, Span by, int times) => by switch
    {
        Span.Months months => first.PlusDays(1).PlusMonths(months.Count * times).PlusDays(-1),
        Span.Days days => first.PlusDays(days.Count * times),
        Span.Elapsed or Span.BusinessTime or Span.BusinessDays or Span.EndOfBusinessDay or Span.BusinessDaysOf => throw new ArgumentException("A term renews by days, months or years.", nameof(by)),
    };
}
