using NodaTime;
using Surety.Agreements;
using Surety.Calendars;
using Surety.Clocks;
using Surety.Escalation;
using Surety.Levels;
using Surety.Metrics;
using Surety.Reporting;
using Surety.Scope;

namespace Surety.Cli.Clocks;

/// <summary>A deadline of a clause, counted from an instant.</summary>
/// <param name="Of">What is due, in the contract's words.</param>
/// <param name="Kind">Ticket, claim, exercise, notice, end or duty.</param>
/// <param name="Scope">Labels it is for; empty: everything.</param>
/// <param name="Clause">Where it stands.</param>
/// <param name="At">With its working.</param>
internal sealed record DueDate(string Of, string Kind, Labels Scope, Clause Clause, Deadline At);

/// <summary>What a person asked about.</summary>
/// <param name="From">The instant that things count from.</param>
/// <param name="Tier">In place of the customer's own; <c>null</c>: that one.</param>
/// <param name="Labels">Of the ticket or scope.</param>
/// <param name="Pauses">When the clock stood still; sorted, apart from each other.</param>
internal sealed record DueQuestion(Instant From, string? Tier, Labels Labels, ValueList<Interval> Pauses);

/// <summary>Finds all deadlines that a clause of some name has.</summary>
internal static class DueDates
{
    public const string TermNotice = "term notice";

    /// <summary>Names that can be asked for, those without any deadline left out.</summary>
    public static IEnumerable<string> Names(Agreement agreement) =>
        agreement.Levels.Where(l => MetricOf(agreement, l) is not null).Select(l => l.Name)
            .Concat(agreement.Escalation.Credits.Where(c => ClaimOf(agreement, c) is not null).Select(c => c.Name))
            .Concat(agreement.Escalation.Rights.Where(r => r.ExercisedWithin is not null || r.Notice is not null).Select(r => r.Name))
            .Concat(agreement.Duties.Select(d => d.Name))
            .Concat(agreement.Term.Notice is null ? [] : [TermNotice])
            .Distinct();

    public static IEnumerable<DueDate> Of(Agreement agreement, string name, DueQuestion question) =>
        agreement.Levels.Where(l => l.Name == name).SelectMany(l => OfLevel(agreement, l, question))
            .Concat(agreement.Escalation.Credits.Where(c => c.Name == name).SelectMany(c => OfCredit(agreement, c, question)))
            .Concat(agreement.Escalation.Rights.Where(r => r.Name == name).SelectMany(r => OfRight(agreement, r, question)))
            .Concat(agreement.Duties.Where(d => d.Name == name).Select(d => OfDuty(agreement, d, question)))
            .Concat(name == TermNotice ? OfTerm(agreement, question) : []);

    static Metric.TimeTaken? MetricOf(Agreement agreement, ServiceLevel level) =>
        level.Measured is Measured.ByMetric by && level.Targets.Any(row => WithinOf(row.Target) is not null) ? agreement.Metric(by.Metric) as Metric.TimeTaken : null;

    static Span? WithinOf(Target target) => target switch
    {
        Target.ShareWithin share => share.Within,
        Target.EachWithin each => each.Within,
        Target.Figure or Target.MeanTime or Target.ScopesMet => null,
    };

    static string WordsOf(Target target) => target switch
    {
        Target.ShareWithin share => $"{share.Share.Words} within {share.Within.Words}",
        Target.EachWithin each => $"within {each.Within.Words}",
        Target.Figure figure => figure.Range.Words,
        Target.MeanTime mean => mean.Range.Words,
        Target.ScopesMet met => met.Range.Words,
    };

    static IEnumerable<DueDate> OfLevel(Agreement agreement, ServiceLevel level, DueQuestion question)
    {
        if (MetricOf(agreement, level) is not { } metric) yield break;
        var calendar = agreement.Calendar(metric.Clock);
        var clock = CycleClock.Of(metric, calendar, agreement.Zone);
        var cycle = new Cycle(0, "", 1, question.Labels, question.From, question.From, null, CycleEnd.Running, question.Labels["priority"], [], question.Pauses, default, null);
        foreach (var scope in RowsFor(agreement, level, metric, question))
        {
            if (WithinOf(scope.Row.Target) is not { } within) continue;
            var due = clock.Due(cycle, question.From, within);
            var parts = new List<Reason> { new("it starts", new Figure.At(question.From), Follows.Given) };
            if (due is { } at && at > question.From) parts.Add(Working.Counted(calendar, new(question.From, at)));
            foreach (var pause in question.Pauses)
                if (due is { } end && pause.Start < end && pause.End > question.From)
                    parts.Add(Held(calendar, new(Instant.Max(pause.Start, question.From), Instant.Min(pause.End, end))));
            var why = new Reason($"within {within.Words}", due is { } value ? new Figure.At(value) : new Figure.Words("no such instant"), Follows.Rule, parts.ToValueList(), scope.Row.Clause);
            yield return new($"{level.Name}: {WordsOf(scope.Row.Target)}", "ticket", scope.Selection.Name, scope.Row.Clause, new(due, true, why));
        }
    }

    static Reason Held(BusinessCalendar calendar, Interval pause) =>
        Working.Counted(calendar, pause) with { Sentence = $"of which it stood still in {(calendar.IsAlwaysOpen ? "time around the clock" : calendar.Name)}" };

    // Without labels every row is shown; with labels only the one that takes them.
    static IEnumerable<LevelScopeRow> RowsFor(Agreement agreement, ServiceLevel level, Metric metric, DueQuestion question)
    {
        var customer = agreement.Parties.Customer.Attributes;
        if (question.Tier is { } tier) customer = customer.With("tier", tier);
        var rows = metric.ForEach switch
        {
            ForEach.MemberOf of when question.Labels["member"] is { } member =>
                Scopes.ForMember(level, customer, member, agreement.Scope.Inventory.First(g => g.Name == of.Group).Members.FirstOrDefault(m => m.Name == member)?.Attributes ?? Labels.None),
            ForEach.ValueOfLabel of when question.Labels[of.Label] is { } value => Scopes.ForValue(level, customer, of.Label, value),
            ForEach.MemberOf or ForEach.ValueOfLabel or null => Scopes.Together(level, customer),
        };
        var named = rows.SelectMany(r => r.Selection.Must.Items).Select(l => l.Name).ToHashSet();
        return question.Labels.Items.Any(l => named.Contains(l.Name)) ? rows.Where(r => r.Selection.Takes(question.Labels)) : rows;
    }

    static DeadlineRule? ClaimOf(Agreement agreement, Remedy credit) => credit.Claim ?? agreement.Escalation.Settlement.Claim;

    static IEnumerable<DueDate> OfCredit(Agreement agreement, Remedy credit, DueQuestion question)
    {
        if (ClaimOf(agreement, credit) is not { } claim) yield break;
        var clause = credit.Claim is null ? agreement.Escalation.Settlement.Clause : credit.Clause;
        yield return new($"{credit.Name}: last moment to claim the credit", "claim", Labels.None, clause, Deadline.Of(claim, From(agreement, question, EndOfWindow(agreement, credit.Of, question), claim), clause));
    }

    static IEnumerable<DueDate> OfRight(Agreement agreement, Right right, DueQuestion question)
    {
        if (right.ExercisedWithin is { } within)
        {
            var rule = new DeadlineRule.After(within, Anchor.Own);
            yield return new($"{right.Name}: last moment to exercise the right", "exercise", Labels.None, right.Clause, Deadline.Of(rule, From(agreement, question, EndOfWindow(agreement, right.Triggers[0].Level, question), rule), right.Clause));
        }
        if (right.Notice is { } notice)
            yield return new($"{right.Name}: notice given then ends the agreement", "end", Labels.None, right.Clause, Deadline.Of(new DeadlineRule.After(notice, Anchor.Notice), From(agreement, question, null, null), right.Clause));
    }

    static DueDate OfDuty(Agreement agreement, Duty duty, DueQuestion question)
    {
        var end = duty.Every is { } every ? every.At(question.From, agreement.Zone).Time.End : TermEnd(agreement);
        // A duty counts from the end of its period whatever its anchor's name: the period is what its clause speaks of.
        var counted = end is { } at ? From(agreement, question, at, duty.Due) with { Own = at, OwnIsEnd = true } : From(agreement, question, null, duty.Due);
        return new($"{duty.Name}: due", "duty", Labels.None, duty.Clause, Deadline.Of(duty.Due, counted, duty.Clause));
    }

    static IEnumerable<DueDate> OfTerm(Agreement agreement, DueQuestion question)
    {
        if (agreement.Term.Notice is not { } notice) yield break;
        yield return TermEnd(agreement) is null
            ? new("term: notice given then ends the agreement", "end", Labels.None, agreement.Term.Clause, Deadline.Of(new DeadlineRule.After(notice, Anchor.Notice), From(agreement, question, null, null), agreement.Term.Clause))
            : new("term: last moment to give notice", "notice", Labels.None, agreement.Term.Clause, Deadline.Of(new DeadlineRule.Before(notice, Anchor.EndOfTerm), From(agreement, question, null, null), agreement.Term.Clause));
    }

    static Instant EndOfWindow(Agreement agreement, LevelScope of, DueQuestion question)
    {
        var level = agreement.Level(of.Level)!;
        return level.Per.At(question.From, level.WindowZone ?? agreement.Zone).Time.End;
    }

    static Instant? TermEnd(Agreement agreement) => agreement.Term.To is { } to ? LocalTimes.StartOf(to.PlusDays(1), agreement.Zone) : null;

    // "Within 30 days" without an anchor counts from the end of the window; "after the incident" from the instant that was asked about.
    static DeadlineFrom From(Agreement agreement, DueQuestion question, Instant? window, DeadlineRule? rule)
    {
        var ownIsWindow = window is not null && rule is DeadlineRule.After { Anchor: Anchor.Own } or DeadlineRule.Before { Anchor: Anchor.Own } or DeadlineRule.NthBusinessDay { Anchor: Anchor.Own } or DeadlineRule.EndOfNthMonth { Anchor: Anchor.Own };
        return new(ownIsWindow && window is { } end ? end : question.From, ownIsWindow && window is not null, agreement.Zone, agreement.Scope.BusinessDays, window, TermEnd(agreement));
    }
}
