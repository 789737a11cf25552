using NodaTime;
using Surety.Agreements;
using Surety.Clocks;
using Surety.Facts;
using Surety.Reporting;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>Reports and reviews of a period.</summary>
/// <remarks>
/// A fact <c>done</c> names its period in the label <c>period</c>. Without that label it is for the newest period that was over when it was done; where the duty is due before
/// its period ends, for the period in which it was done. So one fact never fulfils two periods. Source: docs/guide/language.md, "reporting".
/// </remarks>
static class Duties
{
    // Deadlines further than that from the end of their period are shown in the statement in which the period ends.
    static readonly Period Around = Period.FromDays(400);

    /// <summary>A period of a duty.</summary>
    /// <param name="Name">As facts call it.</param>
    /// <param name="Time">From its start to its end.</param>
    /// <param name="Next">End of the period after it; <c>null</c>: there is none.</param>
    sealed record Reported(string Name, Interval Time, Instant? Next);

    /// <summary>Lists duties whose period ends in a statement's period, and those that fall due in it; by date, then in the order of the agreement.</summary>
    /// <param name="agreement">The version whose duties they are.</param>
    /// <param name="facts">Duties done.</param>
    /// <param name="period">The statement's period.</param>
    /// <param name="asOf">Later facts are not looked at.</param>
    public static ValueList<DutyStatus> Of(Agreement agreement, FactSet facts, Window period, Instant asOf)
    {
        var found = from duty in agreement.Duties
                    from reported in PeriodsOf(duty, agreement, period)
                    let deadline = Deadline.Of(duty.Due, PeriodNames.DeadlineFrom(agreement, reported.Time.End, true, reported.Time.End), duty.Clause)
                    where deadline.At is { } due && (IsIn(period, reported.Time.End) || IsIn(period, due))
                    select Status(duty, reported, deadline, facts, asOf);
        return found.OrderBy(s => s.Due).ToValueList();
    }

    static bool IsIn(Window period, Instant at) => at > period.Time.Start && at <= period.Time.End;

    static IEnumerable<Reported> PeriodsOf(Duty duty, Agreement agreement, Window period)
    {
        var (term, zone) = (agreement.Term, agreement.Zone);
        if (duty.Every is not { } every)
        {
            if (term.To is { } last) yield return new("term", new(zone.AtStartOfDay(term.From).ToInstant(), zone.AtStartOfDay(last.PlusDays(1)).ToInstant()), null);
            yield break;
        }
        var until = period.Until + Around;
        for (var window = every.At(LocalDate.Max(term.From, period.From - Around), zone); window.From < until; window = window.Next(zone))
        {
            if (term is { To: { } end, Renews: null } && window.From > end) yield break;
            yield return new(window.Name, window.Time, window.Next(zone).Time.End);
        }
    }

    static DutyStatus Status(Duty duty, Reported reported, Deadline deadline, FactSet facts, Instant asOf)
    {
        var deed = facts.Deeds.Where(d => d.Kind == DeedKind.Done && d.Of == duty.Name && d.When <= asOf && IsFor(d, duty, reported)).MinBy(d => d.When);
        var state = deed is not null ? deadline.IsKeptAt(deed.When) ? DutyState.Done : DutyState.DoneLate
            : deadline.IsKeptAt(asOf) ? DutyState.Planned : DutyState.Overdue;
        var why = deed is null ? deadline.Derivation
            : new(() => deadline.Why with { Parts = [.. deadline.Why.Parts, new("done", new Figure.At(deed.When), Follows.Given, [], duty.Clause, FactCitation.Of([deed.At]))] });
        return new(duty.Name, reported.Name, duty.By, duty.To, deadline.At!.Value, deed?.When, state, duty.Clause, why);
    }

    static bool IsFor(Deed deed, Duty duty, Reported reported)
    {
        if (deed.Labels["period"] is { } period) return period == reported.Name;
        if (reported.Next is not { } next) return true;
        return duty.Due is DeadlineRule.Before ? reported.Time.Contains(deed.When) : deed.When >= reported.Time.End && deed.When < next;
    }
}
