using NodaTime;
using Surety.Agreements;
using Surety.Calendars;
using Surety.Clocks;
using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Reporting;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>A deadline of a clause, counted from an instant.</summary>
/// <param name="Of">Name of the clause.</param>
/// <param name="What">What is due, in the contract's words.</param>
/// <param name="Kind">Ticket, forecast, claim, evidence, exercise, notice, end, duty or statement.</param>
/// <param name="Scope">Labels it is for; empty: everything.</param>
/// <param name="Clause">Where it stands.</param>
/// <param name="At">With its working.</param>
public sealed record DueDate(string Of, string What, string Kind, Labels Scope, Clause Clause, Deadline At)
{
    /// <summary>Whether something begins then, so that nothing is too late.</summary>
    public bool IsBeginning => Kind is "end" or "statement";
}

/// <summary>What a person asked about.</summary>
/// <param name="From">The instant that things count from.</param>
/// <param name="Tier">In place of the customer's own; <c>null</c>: that one.</param>
/// <param name="Labels">Of the ticket or scope.</param>
/// <param name="Pauses">When the clock stood still; sorted, apart from each other.</param>
public sealed record DueQuestion(Instant From, string? Tier, Labels Labels, ValueList<Interval> Pauses);

/// <summary>Finds all deadlines that a clause of some name has, by the same rules as a statement.</summary>
public static class DueDates
{
    /// <summary>The name of the last moment to stop a renewal, or of when notice given ends an agreement without end.</summary>
    public const string TermNotice = "term notice";
    /// <summary>The name of the dates in the life of a statement.</summary>
    public const string Statements = "statements";

    /// <summary>Names that can be asked for, those without any deadline left out.</summary>
    public static IEnumerable<string> Names(Agreement agreement) =>
        agreement.Levels.Where(l => MetricOf(agreement, l) is not null).Select(l => l.Name)
            .Concat(agreement.Escalation.Credits.Where(c => IsClaimed(agreement, c)).Select(c => c.Name))
            .Concat(agreement.Escalation.Rights.Where(r => r.ExercisedWithin is not null || r.Notice is not null).Select(r => r.Name))
            .Concat(agreement.Duties.Select(d => d.Name))
            .Concat(agreement.Scope.Workloads.Where(w => Following(agreement, w).Any()).Select(w => w.Name))
            .Append(Statements)
            .Concat(agreement.Term.Notice is null ? [] : [TermNotice])
            .Distinct();

    /// <summary>Why a clause that exists has no deadline; <c>null</c>: there is no clause of that name.</summary>
    public static string? WhyNone(Agreement agreement, string name) =>
        agreement.Level(name) is not null ? "nothing of it falls due: it promises no time 'within' which each case is done"
        : agreement.Escalation.Credits.Any(c => c.Name == name) ? agreement.Escalation.Settlement.Claimed && !agreement.Escalation.Credits.Any(c => c.Name == name && c.NeedsNoClaim) ? "it is claimed, and the text states no deadline for that" : "it is given without a claim"
        : agreement.Escalation.Rights.Any(r => r.Name == name) ? "the text states neither 'exercised within' nor 'notice'"
        : agreement.Scope.Workloads.Any(w => w.Name == name) ? "no level follows its forecast"
        : name == TermNotice ? "the term states no 'notice'"
        : null;

    /// <summary>Finds the deadlines of one name.</summary>
    /// <param name="agreement">The version in force.</param>
    /// <param name="name">One of <see cref="Names"/>; another gives none.</param>
    /// <param name="question">What they count from.</param>
    public static IEnumerable<DueDate> Of(Agreement agreement, string name, DueQuestion question) =>
        agreement.Levels.Where(l => l.Name == name).SelectMany(l => OfLevel(agreement, l, question))
            .Concat(agreement.Escalation.Credits.Where(c => c.Name == name).SelectMany(c => OfCredit(agreement, c, question)))
            .Concat(agreement.Escalation.Rights.Where(r => r.Name == name).SelectMany(r => OfRight(agreement, r, question)))
            .Concat(agreement.Duties.Where(d => d.Name == name).Select(d => OfDuty(agreement, d, question)))
            .Concat(agreement.Scope.Workloads.Where(w => w.Name == name).SelectMany(w => OfForecast(agreement, w, question)))
            .Concat(name == Statements ? OfStatements(agreement, question) : [])
            .Concat(name == TermNotice ? OfTerm(agreement, question) : []);

    static Metric.TimeTaken? MetricOf(Agreement agreement, ServiceLevel level) =>
        level.Measured is Measured.ByMetric by && level.Targets.Any(row => row.Target.FirstWithin is not null) ? agreement.Metric(by.Metric) as Metric.TimeTaken : null;

    static IEnumerable<DueDate> OfLevel(Agreement agreement, ServiceLevel level, DueQuestion question)
    {
        if (MetricOf(agreement, level) is not { } metric) yield break;
        // What the contract does not let stand still goes on.
        var stops = metric.PausedWhile.Count > 0;
        var pauses = stops ? question.Pauses : [];
        var clocks = CycleCalendars.Of(metric, agreement.Calendar, CustomerOf(agreement, question), Members.Of(agreement.Scope.Inventory, FactSet.Empty, agreement.Zone));
        var from = clocks.StartsIn is { } hours ? hours.NextOpening(question.From) ?? question.From : question.From;
        var cycle = new Cycle(0, "", 1, question.Labels, question.From, from, null, CycleEnd.Running, question.Labels["priority"], [], pauses, default, null);
        foreach (var (scope, within, words, of, calendar) in RowsFor(agreement, level, metric, question).SelectMany(Times).SelectMany(t => ClocksFor(t, clocks, question)))
        {
            var due = CycleClock.Of(metric, calendar, agreement.Zone).Due(cycle, from, within);
            var parts = new List<Reason> { new("it starts", new Figure.At(question.From), Follows.Given) };
            if (from != question.From) parts.Add(new($"it counts as started at the next opening of '{metric.StartsIn}'", new Figure.At(from), Follows.Given, [], metric.ClauseOf("starts")));
            if (due is { } at && at > from) parts.Add(Working.Counted(calendar, new(from, at)));
            foreach (var pause in pauses)
                if (due is { } end && pause.Start < end && pause.End > from)
                    parts.Add(Held(calendar, new(Instant.Max(pause.Start, from), Instant.Min(pause.End, end))));
            if (!stops && question.Pauses.Count > 0) parts.Add(new($"'{metric.Name}' has no 'paused while', so a pause does not stop its clock", new Figure.Words("goes on"), Follows.Given, [], metric.Clause));
            var why = new Reason($"within {within.Words}", due is { } value ? new Figure.At(value) : new Figure.Words("no such instant"), Follows.Rule, parts.ToValueList(), scope.Row.Clause);
            yield return new(level.Name, words, "ticket", of, scope.Row.Clause, new(due, true, why));
        }
    }

    // Each calendar in which a ticket's time may count, as far as its labels are known.
    static IEnumerable<(LevelScopeRow Scope, Span Within, string Words, Labels Of, BusinessCalendar Calendar)> ClocksFor((LevelScopeRow Scope, Span Within, string Words) time, CycleCalendars clocks, DueQuestion question)
    {
        var (scope, within, words) = time;
        var known = scope.Selection.Must.Items.Aggregate(question.Labels, (all, l) => all.With(l.Name, l.Value));
        var named = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var row in clocks.RowsFor(known))
        {
            var more = row.When.Items.Where(l => clocks.WithAttributes(known)[l.Name] is null).ToList();
            var name = (more.Count > 0 ? more : named.Select(n => new Label(n, "otherwise"))).Where(l => scope.Selection.Name[l.Name] is null);
            yield return (scope, within, words, Labels.Of(scope.Selection.Name.Items.Concat(name)), row.Calendar);
            foreach (var label in more) named.Add(label.Name);
        }
    }

    static Labels CustomerOf(Agreement agreement, DueQuestion question) =>
        question.Tier is { } tier ? agreement.Parties.Customer.Attributes.With("tier", tier) : agreement.Parties.Customer.Attributes;

    // A target of several times has a deadline for each.
    static IEnumerable<(LevelScopeRow Scope, Span Within, string Words)> Times(LevelScopeRow scope) => scope.Row.Target switch
    {
        Target.SharesWithin shares => shares.Rows.Select(r => (scope, r.Within, LevelVerdict.Words(r))),
        var target => target.FirstWithin is { } within ? [(scope, within, LevelVerdict.Words(target))] : [],
    };

    static Reason Held(BusinessCalendar calendar, Interval pause) =>
        Working.Counted(calendar, pause) with { Sentence = $"of which it stood still in {(calendar.IsAlwaysOpen ? "time around the clock" : calendar.Name)}" };

    // Without labels every row is shown; with labels only the one that takes them.
    static IEnumerable<LevelScopeRow> RowsFor(Agreement agreement, ServiceLevel level, Metric metric, DueQuestion question)
    {
        var customer = CustomerOf(agreement, question);
        var each = Labels.Of(question.Labels.Items.Where(l => metric.IsForEach(l.Name)));
        var member = metric.GroupOfEach is { } group && each["member"] is { } name ? agreement.Scope.Inventory.First(g => g.Name == group).Members.FirstOrDefault(m => m.Name == name) : null;
        var rows = Scopes.For(level, customer, each, member?.Attributes ?? Labels.None);
        var named = rows.SelectMany(r => r.Selection.Must.Items).Select(l => l.Name).ToHashSet();
        return question.Labels.Items.Any(l => named.Contains(l.Name)) ? rows.Where(r => r.Selection.Takes(question.Labels)) : rows;
    }

    static bool IsClaimed(Agreement agreement, Remedy credit) => !credit.NeedsNoClaim && (credit.Claim ?? agreement.Escalation.Settlement.Claim) is not null;

    static IEnumerable<DueDate> OfCredit(Agreement agreement, Remedy credit, DueQuestion question)
    {
        var window = credit.Pool is { } pool ? pool.Per.At(question.From, agreement.Zone) : WindowOf(agreement, credit.Of, question);
        if (Claims.DeadlineOf(credit, agreement, window.Time.End, _ => question.From) is { } deadline)
            yield return new(credit.Name, $"last moment to claim the credit for {Display.Window(window)}", "claim", Labels.None, deadline.Why.Clause ?? credit.Clause, deadline);
        if (Claims.EvidenceOf(credit, agreement, window.Time.End, _ => question.From) is { } complete)
            yield return new(credit.Name, $"last moment to give the evidence that completes the claim for {Display.Window(window)}", "evidence", Labels.None, complete.Why.Clause ?? credit.Clause, complete);
    }

    static IEnumerable<DueDate> OfRight(Agreement agreement, Right right, DueQuestion question)
    {
        if (right.ExercisedWithin is { } within)
            foreach (var window in right.Triggers.Select(t => WindowOf(agreement, t.Level, question)).Distinct())
            {
                var deadline = Deadline.Of(new DeadlineRule.After(within, Anchor.Own), PeriodNames.DeadlineFrom(agreement, window.Time.End, true), right.Clause);
                yield return new(right.Name, $"last moment to exercise the right that {Display.Window(window)} gives", "exercise", Labels.None, right.Clause, deadline);
            }
        if (right.Notice is { } notice) yield return new(right.Name, "notice given then ends the agreement", "end", Labels.None, right.Clause, AfterNotice(agreement, notice, right.Clause, question));
    }

    static Deadline AfterNotice(Agreement agreement, Span notice, Clause clause, DueQuestion question) =>
        Deadline.Of(new DeadlineRule.After(notice, Anchor.Notice), PeriodNames.DeadlineFrom(agreement, question.From, false), clause);

    static DueDate OfDuty(Agreement agreement, Duty duty, DueQuestion question)
    {
        // What has to happen first happens at the instant that is asked about.
        if (duty.Once is not null) return new(duty.Name, "due once", "duty", Labels.None, duty.Clause, Deadline.Of(duty.Due, Duties.CountsFrom(duty, agreement) ?? PeriodNames.DeadlineFrom(agreement, question.From, false), duty.Clause));
        var window = duty.Every?.At(question.From, agreement.Zone);
        var counted = PeriodNames.DeadlineFrom(agreement, question.From, false);
        // A duty counts from the end of its period.
        if ((window?.Time.End ?? counted.TermEnd) is { } end) counted = counted with { Own = end, OwnIsEnd = true, WindowEnd = end };
        return new(duty.Name, $"due for {(window is null ? "the term" : Display.Window(window))}", "duty", Labels.None, duty.Clause, Deadline.Of(duty.Due, counted, duty.Clause));
    }

    static IEnumerable<ServiceLevel> Following(Agreement agreement, Workload workload) => agreement.Levels.Where(l => l.Forecast == workload.Name);

    // The forecast of a window is due before it: of the next one, and no window twice.
    static IEnumerable<DueDate> OfForecast(Agreement agreement, Workload workload, DueQuestion question)
    {
        foreach (var window in Following(agreement, workload).Select(l => l.Per.At(question.From, l.WindowZone ?? agreement.Zone).Next(l.WindowZone ?? agreement.Zone)).Distinct())
        {
            var due = workload.LatestForecast(window.Time.Start, agreement.Calendar, agreement.Scope.BusinessDays, agreement.Zone);
            var why = new Reason(workload.Known is { } known ? $"{known} before the window" : "by the start of the window", due is { } at ? new Figure.At(at) : new Figure.Words("no such instant"), Follows.Rule,
                [new("the window begins", new Figure.At(window.Time.Start), Follows.Given)], workload.Clause);
            yield return new(workload.Name, $"last moment to tell the forecast of {Display.Window(window)}", "forecast", Labels.None, workload.Clause, new(due, true, why));
        }
    }

    static IEnumerable<DueDate> OfStatements(Agreement agreement, DueQuestion question)
    {
        var period = WindowRule.Month.At(question.From, agreement.Zone);
        var (provisional, comment, final) = Life.DatesOf(agreement, period);
        var (month, clause) = (Display.Window(period), agreement.StatementLife.Clause);
        yield return new(Statements, $"that of {month} is provisional from", "statement", Labels.None, clause, provisional);
        yield return new(Statements, $"last moment to comment on that of {month}; silence {(agreement.StatementLife.SilenceAccepts ? "accepts" : "refuses")}", "comment", Labels.None, clause, comment);
        yield return new(Statements, $"that of {month} is final after", "statement", Labels.None, clause, final);
    }

    static IEnumerable<DueDate> OfTerm(Agreement agreement, DueQuestion question)
    {
        if (agreement.Term.Notice is not { } notice) yield break;
        var (from, clause) = (PeriodNames.DeadlineFrom(agreement, question.From, false), agreement.Term.Clause);
        yield return from.TermEnd is null
            ? new(TermNotice, "notice given then ends the agreement", "end", Labels.None, clause, AfterNotice(agreement, notice, clause, question))
            : new(TermNotice, agreement.Term.Renews is null ? "last moment to give notice" : "last moment to stop the renewal", "notice", Labels.None, clause, Deadline.Of(new DeadlineRule.Before(notice, Anchor.EndOfTerm), from, clause));
    }

    static Window WindowOf(Agreement agreement, LevelScope of, DueQuestion question)
    {
        var level = agreement.Level(of.Level)!;
        return level.Per.Touching(question.From, question.From, level.WindowZone ?? agreement.Zone).First();
    }
}
