using NodaTime;
using Surety.Agreements;
using Surety.Facts;
using Surety.Journal;
using Surety.Scope;
using Surety.Statements;

namespace Surety.Storage.Records;

/// <summary>A statement that was published now.</summary>
/// <param name="Period">Of which period.</param>
/// <param name="Revision">0: the first.</param>
/// <param name="Statement">What it says.</param>
/// <param name="Difference">What it says otherwise than the one before; <c>null</c>: there was none.</param>
public sealed record Issued(string Period, int Revision, Statement Statement, StatementDifference? Difference);

/// <summary>What a look at the dates of a space led to.</summary>
/// <param name="Issued">Statements, by period.</param>
/// <param name="Steps">Steps that periods went.</param>
/// <param name="Sent">Rows that were put into the outbox.</param>
/// <param name="Planned">Rows of the plan as it is now.</param>
/// <param name="Problems">What is wrong with facts.</param>
public sealed record Closed(ValueList<Issued> Issued, ValueList<Recorded.Stepped> Steps, int Sent, int Planned, ValueList<Problem> Problems)
{
    /// <summary>Names of the months that were left to somebody's hand, in order; empty: none were.</summary>
    public ValueList<string> Held { get; init; } = [];
}

/// <summary>Does what is due in a space: publishes the statements of periods whose day has come, lets periods go their steps, plans, and puts what is to be sent into the outbox. Source: docs/guide/record.md, "Periods".</summary>
public static class Closing
{
    /// <summary>Does what is due by now.</summary>
    /// <param name="store">Where.</param><param name="name">Of the space.</param><param name="by">Who does it; <c>null</c>: somebody at the machine itself.</param><param name="cancellation">Ends the waiting.</param>
    /// <param name="byItself">Whether nobody asked for it: months that ended before the agreement came into this record then wait for somebody who does, since their facts may still be on their way. Once one of them was published, the others are due as any month is.</param>
    /// <returns>Refused: there is no such space, its agreement cannot be read, or it was damaged: one damaged space keeps no other from its day.</returns>
    public static async Task<Result<Closed>> CloseAsync(Store store, string name, string? by, CancellationToken cancellation, bool byItself = false)
    {
        try
        {
            return await WholeAsync(store, name, by, byItself, cancellation);
        }
        catch (RecordDamaged damaged)
        {
            return new Result<Closed>.Refused([damaged.Problem]);
        }
    }

    static async Task<Result<Closed>> WholeAsync(Store store, string name, string? by, bool byItself, CancellationToken cancellation)
    {
        await using var reading = await store.LookAsync(cancellation);
        var now = Ticks(store.Now);
        var looking = await RecordedSpace.NowAsync(reading, name, cancellation);
        if (looking is not Result<RecordedSpace>.Ok { Value: var space }) return new Result<Closed>.Refused(((Result<RecordedSpace>.Refused)looking).Problems);
        if (space.Versions is not { } versions) return new Result<Closed>.Ok(new([], [], 0, 0, []));
        var look = await LookAsync(reading, space, versions, now, byItself, cancellation);
        var (basis, outbox) = (new LookBasis(space.UpTo, now, Publication.Rules, Zones.BuiltIn.Hash, space.Feeds.Select(f => (f.Feed, f.UpTo)).ToValueList()) { Holds = look.Held.Count > 0 }, new List<(string Step, string Kind, Instant Due, string About)>());
        var written = await store.WriteAsync<Closed>(name, by, async writing =>
        {
            var published = new List<Issued>();
            foreach (var (period, made) in look.Publications)
            {
                // Somebody may have published it since we looked.
                if (writing.Space!.Statement(period.Name) is not null) continue;
                if (Publish(writing, period.Name, made, now, space, null) is { Count: > 0 } refused) return new Result<Closed>.Refused(refused);
                published.Add(new(period.Name, 0, made.Statement, null));
            }
            await LateFacts.StageMissingAsync(writing, space, versions.Newest.Zone, cancellation);
            var gone = new List<Recorded.Stepped>();
            foreach (var step in look.Steps)
                if (writing.Append(step) is Result<Entry>.Ok) gone.Add(step);
            var seq = writing.Seq;
            outbox = await NotThereAsync(writing, name, look.Outbox, cancellation);
            if (!Sabotage.WritesOutboxApart) Send(writing, outbox, seq, basis);
            writing.Stage("delete from plan where space = @space");
            writing.Stage("update space set look = @look where space = @space", ("look", $"{basis}"));
            foreach (var (step, kind, when, about) in look.Plan)
                writing.Stage("insert into plan (space, step, kind, due, about) values (@space, @step, @kind, @due, @about) on conflict do nothing", ("step", step), ("kind", kind), ("due", when.ToUnixTimeTicks()), ("about", about));
            writing.Audit("agreement.close", published.Count == 0 ? "nothing was due" : string.Join(", ", published.Select(p => p.Period).Take(20)));
            return new Result<Closed>.Ok(new(published.ToValueList(), gone.ToValueList(), outbox.Count, look.Plan.Count, look.Problems) { Held = look.Held.Select(m => m.Name).ToValueList() });
        }, cancellation);
        if (Sabotage.WritesOutboxApart) await store.WriteAsync(name, by, writing => { Send(writing, outbox, writing.Seq, basis); return Task.FromResult<Result<int>>(new Result<int>.Ok(0)); }, cancellation);
        return written switch
        {
            Result<Written<Closed>>.Ok { Value: var ok } => new Result<Closed>.Ok(ok.Value),
            Result<Written<Closed>>.Refused no => new Result<Closed>.Refused(no.Problems),
        };
    }

    /// <summary>What a look at a space finds: what is due now, and what will be.</summary>
    /// <param name="Publications">Periods whose day has come, with their statements.</param><param name="Steps">Steps that published ones have come to.</param>
    /// <param name="Outbox">What ladders and duties ask for by now.</param><param name="Plan">What falls due later, each once.</param><param name="Problems">What is wrong with facts.</param><param name="Held">Periods that are left to somebody's hand: nothing is done for them.</param>
    internal sealed record Looked(
        List<(Window Period, Publication Made)> Publications, List<Recorded.Stepped> Steps, List<(string Step, string Kind, Instant Due, string About)> Outbox, List<(string Step, string Kind, Instant Due, string About)> Plan, ValueList<Problem> Problems, List<Window> Held);

    /// <summary>Looks at a space as it was after an entry, from an instant: the same comes of it whenever it is done. Its words are part of the rules, as those of a statement are.</summary>
    internal static async Task<Looked> LookAsync(Reading reading, RecordedSpace space, Versions versions, Instant now, bool holds, CancellationToken cancellation)
    {
        var (facts, problems) = await space.FactsAsync(reading, now, cancellation);
        var (due, waiting, held, steps, current) = Due(space.Space, versions, facts, await reading.OpenedAsync(space.Space.Name, cancellation), now, holds);
        var publications = due.ConvertAll(period => (Period: period, Made: Publication.Of(versions, facts, period, now)));
        // A month that was published is not over yet: a late fact makes a message due, and a credit can still be claimed; one that has ended waits for its statement, and its ladders do not.
        var lasting = Lasting(space.Space, versions.Newest.Zone).Concat(waiting).ToList();
        var looked = lasting.Append(current).OfType<Window>().ToList() is { Count: > 0 } windows ? Evaluation.Of(versions, facts, windows.Max(w => w.Time.End), now) : null;
        var open = current is null ? null : looked!.Statement(current);
        var issued = publications.Select(p => p.Made.Statement).Concat(lasting.Select(w => looked!.Statement(w, space.Space.FirstPublished(w.Name) ?? now))).ToList();
        var outbox = Outbox(issued.Concat(open is null ? [] : [open]), now).DistinctBy(s => s.Step).ToList();
        return new(publications, steps, outbox, Plan(open, issued, space.Space, versions, now).DistinctBy(s => s.Step).ToList(), problems, held);
    }

    /// <summary>Names of the months that ended before the agreement came into the record and have no statement, which nobody publishes but who asks for it; empty: there are none, or one of them was published.</summary>
    internal static (ValueList<string> Held, Window? Over) Unpublished(Space space, Versions versions, FactSet facts, Instant opened, Instant now)
    {
        var (due, waiting, held, _, _) = Due(space, versions, facts, opened, now, holds: true);
        return (held.Select(m => m.Name).ToValueList(), due.Concat(waiting).Concat(held).MaxBy(m => m.Time.End));
    }

    /// <summary>Publishes a period again, and every later one that changes with it, where what is known now comes to something else.</summary>
    /// <param name="store">Where.</param><param name="name">Of the space.</param><param name="period">The first period.</param><param name="reason">Why; kept with it.</param><param name="by">Who does it.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns>The revisions, none where nothing is different. Refused: the period was not published, or is final.</returns>
    public static async Task<Result<ValueList<Issued>>> ReviseAsync(Store store, string name, string period, string reason, string? by, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        await using var reading = await store.LookAsync(cancellation);
        return await ReviseAsync(store, reading, Ticks(store.Now), name, period, reason, by, null, cancellation);
    }

    /// <inheritdoc cref="ReviseAsync(Store, string, string, string, string?, CancellationToken)"/>
    /// <param name="store">Where.</param><param name="reading">The look that is published.</param><param name="now">When it was known.</param><param name="name">Of the space.</param><param name="period">The first period.</param><param name="reason">Why; kept with it.</param><param name="by">Who does it.</param>
    /// <param name="first">What is written before the revisions, in the same transaction, also where nothing is different; refused, nothing is.</param><param name="cancellation">Ends the waiting.</param>
    internal static async Task<Result<ValueList<Issued>>> ReviseAsync(Store store, Reading reading, Instant now, string name, string period, string reason, string? by, Func<Writing, Task<ValueList<Problem>>>? first, CancellationToken cancellation)
    {
        switch (await RecordedSpace.NowAsync(reading, name, cancellation))
        {
            case Result<RecordedSpace>.Refused refused: return new Result<ValueList<Issued>>.Refused(refused.Problems);
            case Result<RecordedSpace>.Ok { Value: { Versions: { } versions } space }:
                var comparing = await RevisedAsync(reading, space, versions, period, now, cancellation);
                if (comparing is not Result<List<Revised>>.Ok { Value: var revised }) return new Result<ValueList<Issued>>.Refused(((Result<List<Revised>>.Refused)comparing).Problems);
                var from = Lasting(space.Space, versions.Newest.Zone).First(w => w.Name == period).Time.Start;
                var same = Lasting(space.Space, versions.Newest.Zone).Where(w => w.Time.Start >= from && !revised.Exists(r => r.Old.What.Period == w.Name)).Select(w => w.Name).ToList();
                var written = await store.WriteAsync<int>(name, by, async writing =>
                {
                    // What was compared has to be what is replaced.
                    if (revised.Find(r => writing.Space!.Statement(r.Old.What.Period) != r.Old) is { Old: { } overtaken })
                        return new Result<int>.Refused([new(default, Severity.Error, "revise.meanwhile", $"Somebody else revised {overtaken.What.Period} meanwhile.", "Run the command again: it compares with that statement.")]);
                    if (first is not null && await first(writing) is { Count: > 0 } no) return new Result<int>.Refused(no);
                    foreach (var (old, made, _, _) in revised)
                        if (Publish(writing, old.What.Period, made, now, space, old.What.Period == period ? reason : $"follows from the revision of {period}: {reason}") is { Count: > 0 } refused) return new Result<int>.Refused(refused);
                    // These were looked at, and stand: what came until now is no news of them any more.
                    foreach (var one in same) LateFacts.StageSeen(writing, space, one);
                    if (first is null && revised.Count > 0) writing.Audit("agreement.revise", period);
                    return new Result<int>.Ok(0);
                }, cancellation);
                return written is Result<Written<int>>.Refused failed ? new Result<ValueList<Issued>>.Refused(failed.Problems)
                    : new Result<ValueList<Issued>>.Ok(revised.Select(r => new Issued(r.Old.What.Period, r.Old.What.Revision + 1, r.Made.Statement, r.Difference)).ToValueList());
            default: return new Result<ValueList<Issued>>.Refused([new(default, Severity.Error, "revise.not-in-force", $"No version of '{name}' is in force.", "Both sides sign a version first.")]);
        }
    }

    /// <summary>A published statement, and what would take its place.</summary>
    internal sealed record Revised(PublishedStatement Old, Publication Made, StatementDifference Difference, Statement Was);

    /// <summary>What is different now from what was published of a period and of later ones.</summary>
    /// <returns>Refused: the period was not published, is final, or was damaged.</returns>
    internal static async Task<Result<List<Revised>>> RevisedAsync(Reading reading, RecordedSpace space, Versions versions, string period, Instant now, CancellationToken cancellation)
    {
        if (space.Space.Statement(period) is null) return No("revise.none", $"No statement of {period} was published, so there is nothing to revise.", "'surety close' publishes those that are due.");
        if (space.Space.IsFinal(period)) return No("revise.final", $"{period} is final: what became known later is recorded, and books nothing.", null);
        var (facts, _) = await space.FactsAsync(reading, now, cancellation);
        var revised = new List<Revised>();
        foreach (var published in space.Space.Statements.GroupBy(s => s.What.Period).Select(g => g.Last()).Where(s => !space.Space.IsFinal(s.What.Period)))
        {
            if (Publication.Period(published.What.Period, versions.Newest.Zone) is not Result<Window>.Ok { Value: var window } || Publication.Period(period, versions.Newest.Zone) is not Result<Window>.Ok { Value: var first } || window.Time.Start < first.Time.Start) continue;
            var again = await RecordedSpace.AgainAsync(reading, space.Space.Name, published, cancellation);
            if (again is not Result<Publication>.Ok { Value: var old }) return new Result<List<Revised>>.Refused(((Result<Publication>.Refused)again).Problems);
            var made = Publication.Of(versions, facts, window, now, space.Space.FirstPublished(published.What.Period));
            if (StatementDifference.Of(old.Statement, made.Statement) is { IsEmpty: false } difference) revised.Add(new(published, made, difference, old.Statement));
        }
        return new Result<List<Revised>>.Ok(revised);

        static Result<List<Revised>> No(string code, string message, string? mend) => new Result<List<Revised>>.Refused([new(default, Severity.Error, code, message, mend)]);
    }

    static ValueList<Problem> Publish(Writing writing, string period, Publication made, Instant asOf, RecordedSpace on, string? reason)
    {
        var revision = writing.Space!.Statement(period) is { } last ? last.What.Revision + 1 : 0;
        Digest? commitment = reason is null ? null : writing.KeepErasable(reason);
        if (writing.Append(new Recorded.Published(period, revision, asOf, on.UpTo, on.Feeds, writing.Keep(Zones.BuiltIn.Bytes), Publication.Rules, writing.Keep(made.Bytes), commitment)) is Result<Entry>.Refused refused) return refused.Problems;
        var seq = writing.Seq;
        LateFacts.Stage(writing, on, made.Statement.Period);
        writing.Stage("insert into statement (space, period, revision, seq) values (@space, @period, @revision, @seq)", ("period", period), ("revision", revision), ("seq", seq));
        foreach (var credit in RecordedCredit.Of(made.Statement, revision))
            writing.Stage(
                "insert into credit (space, remedy, period_start, scope, incident, revision, period, state, amount, currency) values (@space, @remedy, @start, @scope, @incident, @revision, @period, @state, @amount, @currency)",
                ("remedy", credit.Remedy), ("start", credit.Start), ("scope", credit.Scope), ("incident", credit.Incident), ("revision", credit.Revision), ("period", credit.Period), ("state", credit.State), ("amount", credit.Amount), ("currency", credit.Currency));
        return [];
    }

    /// <summary>Months whose first statement is due, months that have ended and wait for theirs, those that are left to somebody's hand, steps that published ones have come to, and the month that is running.</summary>
    static (List<Window> Due, List<Window> Waiting, List<Window> Held, List<Recorded.Stepped> Steps, Window? Current) Due(Space space, Versions versions, FactSet facts, Instant opened, Instant now, bool holds)
    {
        var (due, waiting, held, steps) = (new List<Window>(), new List<Window>(), new List<Window>(), new List<Recorded.Stepped>());
        var (zone, lastDay) = (versions.Newest.Zone, versions.TimeIn(facts).LastDay);
        // Of months that were over before the record began there is something to say from the first one that was measured.
        var begin = Instant.Min(opened, facts.FirstMeasured ?? opened);
        // Whoever published one of them has said that the past is in.
        holds = holds && !space.Statements.Any(s => Publication.Period(s.What.Period, zone) is Result<Window>.Ok { Value: var past } && past.Time.End <= opened);
        var month = WindowRule.Month.At(versions.All[0].Term.From, zone);
        for (; month.Time.End <= now; month = month.Next(zone))
        {
            if (space.Statement(month.Name) is { } published) steps.AddRange(Steps(space, versions, month, published, now));
            else if (month.From > lastDay || month.Time.End <= begin) continue;
            else if (holds && month.Time.End <= opened) held.Add(month);
            else if (Life.DatesOf(versions.At(month.Time.End - Duration.Epsilon), month).Provisional.At is { } day && day <= now) due.Add(month);
            else waiting.Add(month);
        }
        return (due, waiting, held, steps, month.From > lastDay || month.Time.Start > now ? null : month);
    }

    /// <summary>Steps that a published month has come to. Where it was published late, the time to comment begins with that, and it is not final before.</summary>
    static IEnumerable<Recorded.Stepped> Steps(Space space, Versions versions, Window month, PublishedStatement published, Instant now)
    {
        var (comment, final) = Life.EndsOf(versions.At(month.Time.End - Duration.Epsilon), month, space.FirstPublished(month.Name) ?? now);
        foreach (var (step, deadline) in new[] { (LifeStep.CommentEnded, comment), (LifeStep.Final, final) })
            if (deadline.At is { } when && !deadline.IsKeptAt(now) && !space.Steps.Any(s => s.Period == month.Name && s.Step >= step)) yield return new(published.What.Period, step, Ticks(when));
    }

    /// <summary>Months that were published and are not final.</summary>
    static IEnumerable<Window> Lasting(Space space, DateTimeZone zone) => space.Statements.Select(s => s.What.Period).Distinct().Where(p => !space.IsFinal(p))
        .Select(p => Publication.Period(p, zone)).OfType<Result<Window>.Ok>().Select(p => p.Value);

    static async Task<List<(string Step, string Kind, Instant Due, string About)>> NotThereAsync(Writing writing, string name, List<(string Step, string Kind, Instant Due, string About)> outbox, CancellationToken cancellation)
    {
        var there = (await writing.Reading.Command("select step from outbox where space = @space", ("space", name)).RowsAsync(r => r.GetString(0), cancellation)).ToHashSet(StringComparer.Ordinal);
        return outbox.FindAll(s => !there.Contains(s.Step));
    }

    static void Send(Writing writing, List<(string Step, string Kind, Instant Due, string About)> outbox, long seq, LookBasis basis)
    {
        foreach (var (step, kind, due, about) in outbox)
            writing.Stage("insert into outbox (space, step, kind, due, about, seq, look) values (@space, @step, @kind, @due, @about, @seq, @look) on conflict do nothing", ("step", step), ("kind", kind), ("due", due.ToUnixTimeTicks()), ("about", about), ("seq", seq), ("look", $"{basis}"));
    }

    static IEnumerable<(string Step, string Kind, Instant Due, string About)> Outbox(IEnumerable<Statement> statements, Instant now) => statements.SelectMany(statement =>
        statement.Messages.Where(m => m.IsDue).Select(m => Step(statement, m)).Concat(statement.Duties.Where(d => d.Done is null && d.Due <= now).Select(Duty)));

    static IEnumerable<(string Step, string Kind, Instant Due, string About)> Plan(Statement? open, IEnumerable<Statement> issued, Space space, Versions versions, Instant now)
    {
        foreach (var statement in issued.Concat(open is null ? [] : [open]))
        {
            foreach (var message in statement.Messages.Where(m => !m.IsDue)) yield return Step(statement, message);
            foreach (var duty in statement.Duties.Where(d => d.Done is null && d.Due > now)) yield return Duty(duty);
            foreach (var credit in statement.Credits)
                if (credit is { State: CreditState.Claimable, ClaimBy: { } last }) yield return ($"claim|{credit.Remedy}|{credit.Level}|{credit.Window.Name}|{Display.Scope(credit.Scope)}|{credit.Incident?.Name}", "claim", last, $"last instant to claim {Wording.English.Credit(credit)}");
            foreach (var right in statement.Rights)
                if (right.Until is { } until && until > now) yield return ($"right|{right.Right}|{right.Of}|{Display.InUtc(until)}", "right", until, $"last instant to exercise '{right.Right}'");
        }
        foreach (var statement in issued.Append(open).OfType<Statement>().Where(s => s.Life.Provisional > now && space.Statement(s.Period.Name) is null)) yield return ($"life|{statement.Period.Name}|provisional", "statement", statement.Life.Provisional, $"statement of {statement.Period.Name}");
        foreach (var period in space.Statements.Select(s => s.What.Period).Concat(issued.Where(s => s.Life.Provisional <= now).Select(s => s.Period.Name)).Distinct())
        {
            if (Publication.Period(period, versions.Newest.Zone) is not Result<Window>.Ok { Value: var window }) continue;
            var (comment, final) = Life.EndsOf(versions.At(window.Time.End - Duration.Epsilon), window, space.FirstPublished(period) ?? now);
            foreach (var (name, at) in new[] { ("end of comments on", comment.At), ("final state of", final.At) })
                if (at is { } when && when > now) yield return ($"life|{period}|{name}", "life", when, $"{name} {period}");
        }
    }

    static (string, string, Instant, string) Step(Statement statement, Message message) => (
        $"message|{message.Ladder}|{message.Version}|{message.Step}|{message.Repeat}|{message.Level}|{message.About}|{message.Cycle}|{Display.Scope(message.Scope)}", "message", message.When,
        $"{message.Ladder}, step {message.Step}: tell {string.Join(", ", message.Tell.Select(c => c.Role))} about {message.About} ({statement.Period.Name})");

    static (string, string, Instant, string) Duty(DutyStatus duty) => ($"duty|{duty.Duty}|{duty.Period}", "duty", duty.Due, $"{duty.Duty} of {duty.Period}, by {duty.By}");

    // As the database keeps instants, so that what is worked out again begins from the same one.
    internal static Instant Ticks(Instant instant) => Instant.FromUnixTimeTicks(instant.ToUnixTimeTicks());
}
