using NodaTime;
using Surety.Agreements;
using Surety.Calendars;
using Surety.Clocks;
using Surety.Facts;
using Surety.Reporting;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>Reports and reviews of a period, and what is due once.</summary>
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
        var time = TermTime.Of(agreement.Term, agreement.Scope.BusinessDays, facts);
        var found = from duty in agreement.Duties
                    where duty.Once is null
                    from reported in PeriodsOf(duty, agreement, time, period)
                    let deadline = Deadline.Of(duty.Due, PeriodNames.DeadlineFrom(agreement, reported.Time.End, true, reported.Time.End), duty.Clause)
                    where deadline.At is { } due && (IsIn(period, reported.Time.End) || IsIn(period, due))
                    select Status(duty, reported, deadline, facts, asOf);
        return found.Concat(agreement.Duties.Where(d => d.Once is not null).Select(d => Once(d, agreement, facts, period, asOf)).OfType<DutyStatus>()).OrderBy(s => s.Due).ToValueList();
    }

    /// <summary>The name of the one time that a duty without periods is for.</summary>
    const string OneTime = "once";

    /// <summary>A duty that is due once, in the statement in which that begins to count, and in the one in which it is due; <c>null</c>: in another, or what it counts from has not come.</summary>
    static DutyStatus? Once(Duty duty, Agreement agreement, FactSet facts, Window period, Instant asOf)
    {
        if (CountsFrom(duty, agreement, facts, asOf) is not { } from) return null;
        var deadline = Deadline.Of(duty.Due, from, duty.Clause);
        var begins = duty.Once is DueOnce.OnItsDate ? deadline.At : from.Own;
        if (deadline.At is not { } due || !(IsIn(period, due) || (from.OwnIsEnd ? IsIn(period, begins!.Value) : period.Time.Contains(begins!.Value)))) return null;
        return Status(duty, new(OneTime, period.Time, null), deadline, facts, asOf);
    }

    /// <summary>What a duty that is due once counts from as far as the text says; <c>null</c>: something has to come first.</summary>
    public static DeadlineFrom? CountsFrom(Duty duty, Agreement agreement) => duty.Once is DueOnce.Notice or DueOnce.Completion ? null : CountsFrom(duty, agreement, new FactBuilder().Build(), LocalTimes.StartOf(agreement.Term.From, agreement.Zone));

    /// <summary>What a duty that is due once counts from; <c>null</c>: that has not come.</summary>
    static DeadlineFrom? CountsFrom(Duty duty, Agreement agreement, FactSet facts, Instant asOf) => duty.Once switch
    {
        null => null,
        DueOnce.OnItsDate => PeriodNames.DeadlineFrom(agreement, asOf, true),
        // The day itself is none of those that are counted, after it or before it.
        DueOnce.Day day => PeriodNames.DeadlineFrom(agreement, LocalTimes.StartOf(day.Date.PlusDays(1), agreement.Zone), true),
        DueOnce.StartOfTerm => PeriodNames.DeadlineFrom(agreement, LocalTimes.StartOf(agreement.Term.From, agreement.Zone), false),
        DueOnce.Notice => FirstOf(agreement, facts, asOf, DeedKind.Noticed, TermTime.Name, _ => true),
        DueOnce.Completion of => FirstOf(agreement, facts, asOf, DeedKind.Done, of.Duty, d => agreement.Duties.Any(other => other.Name == of.Duty && IsBy(d, other))),
    };

    static DeadlineFrom? FirstOf(Agreement agreement, FactSet facts, Instant asOf, DeedKind kind, string of, Func<Deed, bool> counts) =>
        facts.Deeds.Where(d => d.Kind == kind && d.Of == of && d.When <= asOf && counts(d)).MinBy(d => d.When) is { } first ? PeriodNames.DeadlineFrom(agreement, first.When, false) : null;

    /// <summary>When a duty was done for the period that an instant ends or lies in; <c>null</c>: not yet.</summary>
    public static Instant? DoneOn(Duty duty, Agreement agreement, FactSet facts, Instant end, Instant asOf)
    {
        var (time, last) = (TermTime.Of(agreement.Term, agreement.Scope.BusinessDays, facts), end - Duration.Epsilon);
        var reported = duty.Every?.At(last, agreement.Zone) is { } window ? Of(window, agreement.Zone)
            : time.At(last.InZone(agreement.Zone).Date) is { } stretch ? TermOf(stretch, time) : null;
        return reported is null ? null : Done(duty, reported, facts, asOf)?.When;
    }

    static bool IsIn(Window period, Instant at) => at > period.Time.Start && at <= period.Time.End;

    static IEnumerable<Reported> PeriodsOf(Duty duty, Agreement agreement, TermTime time, Window period)
    {
        var (term, zone) = (agreement.Term, agreement.Zone);
        var until = period.Until + Around;
        if (duty.Every is not { } every)
        {
            foreach (var stretch in time.Stretches().TakeWhile(s => s.From < until)) yield return TermOf(stretch, time);
            yield break;
        }
        for (var window = every.At(LocalDate.Max(term.From, period.From - Around), zone); window.From < until; window = window.Next(zone))
        {
            if (window.From > time.LastDay) yield break;
            yield return Of(window, zone);
        }
    }

    static Reported Of(Window window, DateTimeZone zone) => new(window.Name, window.Time, window.Next(zone).Time.End);

    /// <summary>The first term is called <c>term</c>, a renewed one by its last day as well.</summary>
    static Reported TermOf(TermTime.Stretch stretch, TermTime time)
    {
        var isFirst = stretch.From == time.Term.From;
        var next = time.Stretches().SkipWhile(s => s.From <= stretch.From).Select(s => (Instant?)time.EndOf(s)).FirstOrDefault();
        return new(isFirst ? TermTime.Name : $"{TermTime.Name} to {stretch.Last:uuuu-MM-dd}", new(LocalTimes.StartOf(stretch.From, time.Term.Zone), time.EndOf(stretch)), next);
    }

    static DutyStatus Status(Duty duty, Reported reported, Deadline deadline, FactSet facts, Instant asOf)
    {
        var deed = Done(duty, reported, facts, asOf);
        var state = deed is not null ? deadline.IsKeptAt(deed.When) ? DutyState.Done : DutyState.DoneLate
            : deadline.IsKeptAt(asOf) ? DutyState.Planned : DutyState.Overdue;
        var why = deed is null ? deadline.Derivation
            : new(() => deadline.Why with { Parts = [.. deadline.Why.Parts, new("done", new Figure.At(deed.When), Follows.Given, [], duty.Clause, FactCitation.Of([deed.At]))] });
        return new(duty.Name, reported.Name, duty.By, duty.To, deadline.At!.Value, deed?.When, state, duty.Clause, why);
    }

    static Deed? Done(Duty duty, Reported reported, FactSet facts, Instant asOf) =>
        facts.Deeds.Where(d => d.Kind == DeedKind.Done && d.Of == duty.Name && d.When <= asOf && IsBy(d, duty) && IsFor(d, duty, reported)).MinBy(d => d.When);

    /// <summary>Only the side whose duty it is fulfils it; who does not say did it for that side.</summary>
    public static bool IsBy(Deed deed, Duty duty) => deed.By is not ("provider" or "customer") || deed.By == duty.By;

    static bool IsFor(Deed deed, Duty duty, Reported reported)
    {
        if (deed.Labels["period"] is { } period) return period == reported.Name;
        if (reported.Next is not { } next) return true;
        return duty.Due is DeadlineRule.Before ? reported.Time.Contains(deed.When) : deed.When >= reported.Time.End && deed.When < next;
    }
}
