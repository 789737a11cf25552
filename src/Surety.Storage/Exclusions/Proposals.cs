using System.Security.Cryptography;
using NodaTime;
using Surety.Agreements;
using Surety.Facts;
using Surety.Journal;
using Surety.Scope;
using Surety.Storage.Records;

namespace Surety.Storage.Exclusions;

/// <summary>What somebody wants to propose.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="File">Name of the file, for places: a place is <c>FILE#POINTER</c>, with a JSON pointer; may be empty.</param>
/// <param name="Json">The facts, or <c>{"period": "2026-10"}</c>.</param>
/// <param name="Reason">Why; <c>null</c>: an announcement needs no reason, everything else does.</param>
/// <param name="Name">What the caller calls it, <c>prp_…</c>; sent again under this name it is the same proposal; <c>null</c>: it gets a name here.</param>
public sealed record Proposing(ProposalKind Kind, string File, ReadOnlyMemory<byte> Json, string? Reason, string? Name);

/// <summary>A proposal as it stands.</summary>
/// <param name="Suggestion">What the journal says of it, with its answer.</param>
/// <param name="Text">What is proposed.</param>
/// <param name="Reason">Why; <c>null</c>: nobody said, or it was erased.</param>
/// <param name="AnswerReason">Why it was answered so; <c>null</c>: it is open, nobody said, or it was erased.</param>
/// <param name="Asked">The side whose answer it waits for, while it is open.</param>
/// <param name="KeptBy">The side that keeps the agreement alone: then a second person of it answers; <c>null</c>: the other side does.</param>
public sealed record Proposal(Suggestion Suggestion, SuggestedText Text, string? Reason, string? AnswerReason, Side Asked, Side? KeptBy)
{
    /// <summary>Its name.</summary>
    public string Name => Suggestion.What.Proposal;

    /// <summary>Whether nobody has answered it yet.</summary>
    public bool IsOpen => Suggestion.Answer is null;

    /// <summary>Whether it was accepted and leaves time out, of which the text says what counts.</summary>
    public bool IsExcluding => this is { Suggestion.Answer.What.Answer: ProposalAnswer.Accepted, Text.Facts.Exclusions.Count: > 0 };

    /// <summary>What the text makes of the exclusions of an accepted one, as far as was known when it was looked at; empty: it has none, is not accepted, or nobody looked.</summary>
    public ValueList<ExpectedRuling> Rulings { get; init; }

    /// <summary>The erasure of its reason; <c>null</c>: it was not erased.</summary>
    public ErasedText? ReasonErased { get; init; }

    /// <summary>The erasure of the reason of its answer; <c>null</c>: it was not erased.</summary>
    public ErasedText? AnswerReasonErased { get; init; }
}

/// <summary>What an answer led to.</summary>
/// <param name="Proposal">The proposal as it stands now.</param>
/// <param name="Issued">Statements that were published with it: those of an accepted restatement.</param>
/// <param name="ToRevise">Published periods that the accepted facts lie in, or may lie in, which a revision or a restatement publishes again.</param>
public sealed record ProposalAnswered(Proposal Proposal, ValueList<Issued> Issued, ValueList<string> ToRevise);

/// <summary>Proposals between the sides of an agreement: exclusions, announcements, corrections, restatements. All of it is in the journal. Source: docs/guide/record.md, "Exclusions and corrections".</summary>
public static class Proposals
{
    /// <summary>Proposes something. Where the text asks for nobody's consent, it is accepted at once, and its facts are in the record.</summary>
    /// <param name="store">Where.</param><param name="space">The agreement's.</param><param name="side">The side that proposes.</param><param name="by">Who does it.</param><param name="proposing">What.</param><param name="cancellation">Ends the waiting.</param><param name="expected">What <see cref="Reading.RevisedAsync"/> said when it was looked at; <c>null</c>: whatever is there.</param>
    /// <returns>Refused with everything that is wrong with it; or another proposal has its name.</returns>
    public static async Task<Result<Written<Proposal>>> ProposeAsync(Store store, string space, Side side, string? by, Proposing proposing, CancellationToken cancellation, long? expected = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(proposing);
        var name = proposing.Name ?? NewName();
        var reading = await ReadAsync(store, space, name, proposing, cancellation);
        if (reading is not Result<(RecordedSpace Space, Versions Versions, SuggestedText Text)>.Ok { Value: var (looked, versions, text) }) return new Result<Written<Proposal>>.Refused(((Result<(RecordedSpace, Versions, SuggestedText)>.Refused)reading).Problems);
        return await store.WriteAsync(space, by, async writing =>
        {
            if (writing.Space!.Suggestion(name) is { } there)
            {
                if (there.What.Side != side || there.What.Kind != text.Kind || there.What.Text != Digest.Of(text.Bytes.Span)) return No("proposal.other", $"There is another proposal {name} already, entry {there.Seq}.", "Give this one another name, or none.");
                var standing = await StandingAsync(writing.Reading, writing.Space, there, cancellation);
                // A reason that was erased is nobody's any more, and cannot be held against another.
                return standing is Result<Proposal>.Ok { Value: var same } && same.Reason != Trimmed(proposing.Reason) && !(there.What.Reason is not null && same.Reason is null)
                    ? No("proposal.other", $"{name} was proposed with another reason in entry {there.Seq}, and what was said is never changed.", "Send it with that reason, or propose it under another name.") : standing;
            }
            if (await writing.ChangedAsync(expected, cancellation) is { Count: > 0 } changed) return new Result<Proposal>.Refused(changed);
            if (!writing.Space.InForce.SequenceEqual(looked.Space.InForce)) return No("proposal.meanwhile", "Another version of the agreement came into force meanwhile.", "Propose it again: it is held against that version.");
            if (await MisfitAsync(writing, space, proposing.File, text, cancellation) is { Count: > 0 } misfit) return new Result<Proposal>.Refused(misfit);
            if (writing.Space.KeptBy is { } alone && Suggestion.IsKey(by) && text.Needs(versions, side, alone).Count > 0)
                return No("proposal.person", $"The {Words.Of(alone)} keeps this agreement alone, so a second person of it would have to answer, and nobody can tell whose key of a program this is.", "Propose it signed in (POST /v1/sessions, then the same request with the cookie); then a second person signs in and answers.");
            Digest? commitment = Trimmed(proposing.Reason) is { } reason ? writing.KeepErasable(reason) : null;
            if (writing.Append(new Recorded.Suggested(name, side, text.Kind, writing.Keep(text.Bytes), commitment)) is Result<Entry>.Refused refused) return new Result<Proposal>.Refused(refused.Problems);
            // What has begun is announced to nobody any more.
            if (text.IsLate(writing.Now)) return new Result<Proposal>.Refused([new(default, Severity.Error, "proposal.over", "Work is announced before it begins, and this has begun.", "Propose it as an exclusion: the other side answers it.")]);
            if (text.Needs(versions, side, writing.Space!.KeptBy).Count == 0 && await AcceptAsync(writing, space, text, new(name, side, ProposalAnswer.Accepted, Consent.Text, null), cancellation) is { Count: > 0 } no) return new Result<Proposal>.Refused(no);
            writing.Audit("proposal.make", name);
            var suggestion = writing.Space.Suggestion(name)!;
            return new Result<Proposal>.Ok(new(suggestion, text, Trimmed(proposing.Reason), null, suggestion.Asked(writing.Space.KeptBy), writing.Space.KeptBy));
        }, cancellation);
    }

    /// <summary>Accepts or refuses a proposal; said again, it is said once.</summary>
    /// <param name="store">Where.</param><param name="space">The agreement's.</param><param name="proposal">Its name.</param><param name="side">The side that answers.</param><param name="by">Who does it.</param>
    /// <param name="isAccepted">Whether it holds.</param><param name="reason">Why; a refusal says why.</param><param name="cancellation">Ends the waiting.</param><param name="expected">What <see cref="Reading.RevisedAsync"/> said when it was looked at; <c>null</c>: whatever is there.</param>
    /// <param name="seen">What <see cref="ProposalPreview.UpTo"/> said of the preview that is accepted; <c>null</c>: whatever would come of it.</param>
    /// <returns>Refused: it is not for this side or this person to answer, it was answered otherwise, what it proposes can no longer be done, or comes to other figures than those that were seen.</returns>
    public static async Task<Result<ProposalAnswered>> AnswerAsync(Store store, string space, string proposal, Side side, string? by, bool isAccepted, string? reason, CancellationToken cancellation, long? expected = null, Seen? seen = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        reason = Trimmed(reason);
        if (!isAccepted && reason is null) return new Result<ProposalAnswered>.Refused([new(default, Severity.Error, "answer.reason", "A refusal says why: the other side reads it.", "Say it with --reason.")]);
        await using var reading = await store.LookAsync(cancellation);
        var finding = await FindAsync(reading, space, proposal, cancellation);
        if (finding is not Result<(Space, Proposal)>.Ok { Value: var (there, open) }) return new Result<ProposalAnswered>.Refused(((Result<(Space, Proposal)>.Refused)finding).Problems);
        var what = isAccepted ? ProposalAnswer.Accepted : ProposalAnswer.Refused;
        if (IsSaid(open.Suggestion, side, what)) return new Result<ProposalAnswered>.Ok(await SaidAsync(reading, there, open, cancellation));
        var answer = new Recorded.Answered(proposal, side, what, !isAccepted ? null : there.KeptBy is null ? Consent.OtherSide : Consent.SecondPerson, null);
        // Facts that come behind this look may come behind the answer as well; a statement is published from this very look.
        var now = Closing.Ticks(store.Now);
        if (isAccepted && open.IsOpen && side == open.Asked && seen is not null && await ProposalPreview.MovedAsync(reading, space, open, seen, now, cancellation) is { Count: > 0 } moved) return new Result<ProposalAnswered>.Refused(moved);
        if (isAccepted && open is { IsOpen: true, Text.Period: { } period }) return await RestateAsync(store, reading, now, space, open, period, answer, by, reason, expected, cancellation);
        return await WriteAnswerAsync(store, space, by, open, answer, reason, expected, cancellation);
    }

    /// <summary>Takes a proposal back that nobody has answered yet; said again, it is said once.</summary>
    /// <param name="store">Where.</param><param name="space">The agreement's.</param><param name="proposal">Its name.</param><param name="side">The side that proposed it.</param><param name="by">Who does it.</param><param name="reason">Why; may be <c>null</c>.</param><param name="cancellation">Ends the waiting.</param><param name="expected">What <see cref="Reading.RevisedAsync"/> said when it was looked at; <c>null</c>: whatever is there.</param>
    /// <returns>Refused: it is not this side's, or was answered.</returns>
    public static async Task<Result<ProposalAnswered>> WithdrawAsync(Store store, string space, string proposal, Side side, string? by, string? reason, CancellationToken cancellation, long? expected = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        await using var reading = await store.LookAsync(cancellation);
        var finding = await FindAsync(reading, space, proposal, cancellation);
        if (finding is not Result<(Space, Proposal)>.Ok { Value: var (_, open) }) return new Result<ProposalAnswered>.Refused(((Result<(Space, Proposal)>.Refused)finding).Problems);
        if (IsSaid(open.Suggestion, side, ProposalAnswer.Withdrawn)) return new Result<ProposalAnswered>.Ok(new(open, [], []));
        return await WriteAnswerAsync(store, space, by, open, new(proposal, side, ProposalAnswer.Withdrawn, null, null), Trimmed(reason), expected, cancellation);
    }

    /// <summary>All proposals of a space, in the order in which they were made, without what the text makes of them.</summary>
    /// <param name="reading">Into the record.</param><param name="space">The agreement's.</param><param name="cancellation">Ends it.</param><param name="only">The one that is wanted; <c>null</c>: all are.</param>
    /// <returns>Refused: there is no such space, or it was damaged.</returns>
    public static async Task<Result<ValueList<Proposal>>> ListAsync(Reading reading, string space, CancellationToken cancellation, string? only = null)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (await SpaceAsync(reading, space, cancellation) is not { } there) return new Result<ValueList<Proposal>>.Refused([Ingest.NoSpace(space)]);
        return new Result<ValueList<Proposal>>.Ok(await AllAsync(reading, there, only is null ? there.Suggestions : there.Suggestions.Where(s => s.What.Proposal == only).ToValueList(), cancellation));
    }

    /// <summary>Some proposals of a space, in the order in which they are wanted, without what the text makes of them: of the others nothing is read.</summary>
    /// <param name="reading">Into the record.</param><param name="space">The agreement's, as the same look found it.</param><param name="some">Which.</param><param name="cancellation">Ends it.</param>
    /// <exception cref="RecordDamaged">A text is not there, or cannot be read.</exception>
    public static Task<ValueList<Proposal>> SomeAsync(Reading reading, Space space, ValueList<Suggestion> some, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(space);
        return AllAsync(reading, space, some, cancellation);
    }

    /// <summary>Adds what the text makes of exclusions that were accepted: that they are recorded says nothing of notice and budget. It reads what the record knows, where there is one among them.</summary>
    /// <param name="reading">Into the record.</param><param name="space">The agreement's.</param><param name="some">Proposals of it.</param><param name="now">What it is now.</param><param name="cancellation">Ends it.</param>
    /// <returns>The same proposals, in the same order.</returns>
    public static async Task<ValueList<Proposal>> RuledAsync(Reading reading, string space, ValueList<Proposal> some, Instant now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (!some.Any(p => p.IsExcluding) || await RecordedSpace.NowAsync(reading, space, cancellation) is not Result<RecordedSpace>.Ok { Value: { Versions: { } versions } there }) return some;
        var rulings = new ExpectedRulings(versions, await there.SingleFactsAsync(reading, cancellation), [], now);
        return some.Select(p => !p.IsExcluding ? p : p with { Rulings = ExpectedRulings.Read(p.Name, p.Text.Accepted(p.Suggestion, p.Suggestion.Answer!.What.Consent!.Value)).Select(rulings.OfAccepted).ToValueList() }).ToValueList();
    }

    /// <summary>What an open proposal would change if it were accepted now.</summary>
    /// <param name="reading">Into the record.</param><param name="space">The agreement's.</param><param name="proposal">Its name.</param><param name="now">What it is now.</param><param name="cancellation">Ends it.</param>
    /// <returns>Refused: there is no such proposal, it was answered, or it can no longer be accepted.</returns>
    public static async Task<Result<ProposalPreview>> PreviewAsync(Reading reading, string space, string proposal, Instant now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var finding = await FindAsync(reading, space, proposal, cancellation);
        if (finding is not Result<(Space, Proposal)>.Ok { Value: var (_, found) }) return new Result<ProposalPreview>.Refused(((Result<(Space, Proposal)>.Refused)finding).Problems);
        return found.Suggestion.Answer is { } answer ? new Result<ProposalPreview>.Refused([new(default, Severity.Error, "proposal.answered", $"{proposal} was answered in entry {answer.Seq}: there is nothing to look ahead to.")])
            : await ProposalPreview.OfAsync(reading, space, found.Text, found.Suggestion, now, cancellation);
    }

    /// <summary>What something would change that nobody has proposed yet.</summary>
    /// <param name="store">Where.</param><param name="space">The agreement's.</param><param name="side">The side that would propose it.</param><param name="by">Who does it.</param><param name="proposing">What.</param><param name="cancellation">Ends it.</param>
    /// <returns>Refused with everything that is wrong with it.</returns>
    public static async Task<Result<ProposalPreview>> PreviewAsync(Store store, string space, Side side, string? by, Proposing proposing, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(proposing);
        var name = proposing.Name ?? NewName();
        var read = await ReadAsync(store, space, name, proposing, cancellation);
        if (read is not Result<(RecordedSpace, Versions, SuggestedText)>.Ok { Value: var (looked, _, text) }) return new Result<ProposalPreview>.Refused(((Result<(RecordedSpace, Versions, SuggestedText)>.Refused)read).Problems);
        if (text.Period is { } period && looked.Space.Statement($"{period}") is null) return new Result<ProposalPreview>.Refused([Unpublished(proposing.File, period)]);
        await using var reading = await store.LookAsync(cancellation);
        var now = Closing.Ticks(store.Now);
        return await ProposalPreview.OfAsync(reading, space, text, new(new(name, side, text.Kind, Digest.Of(text.Bytes.Span), null), 0, now, by, null), now, cancellation);
    }

    static async Task<Result<(RecordedSpace Space, Versions Versions, SuggestedText Text)>> ReadAsync(Store store, string space, string name, Proposing proposing, CancellationToken cancellation)
    {
        await using var reading = await store.LookAsync(cancellation);
        var looking = await RecordedSpace.NowAsync(reading, space, cancellation);
        if (looking is not Result<RecordedSpace>.Ok { Value: var looked }) return Refused(((Result<RecordedSpace>.Refused)looking).Problems);
        if (looked.Space.Kind == SpaceKind.Feed) return Refused([new(default, Severity.Error, "space.feed", $"'{space}' is a feed: it has measurements and no agreement.")]);
        if (looked.Versions is not { } versions) return Refused([new(default, Severity.Error, "proposal.not-in-force", $"No version of '{space}' is in force, so there is nothing to exclude, correct or restate.", "Both sides sign a version first.")]);
        var problems = new List<Problem>();
        if (!Suggestion.IsName(name)) problems.Add(new(default, Severity.Error, "proposal.name", $"{Surety.Text.Quoted.Of(name)} is no name of a proposal.", "Write 'prp_' and up to 60 letters, digits, '-' and '_' behind it, or leave the name out."));
        if (proposing.Kind != ProposalKind.Announcement && Trimmed(proposing.Reason) is null) problems.Add(new(default, Severity.Error, "proposal.reason", "A proposal says why: the other side reads it.", "Say it with --reason."));
        if (problems.Count > 0 && problems[0].Code == "proposal.name") return Refused(problems.ToValueList());
        switch (SuggestedText.Read(proposing.Kind, name, proposing.File, proposing.Json, versions))
        {
            case Result<SuggestedText>.Refused refused: return Refused([.. refused.Problems, .. problems]);
            case Result<SuggestedText>.Ok { Value: var text }:
                if (problems.Count > 0) return Refused(problems.ToValueList());
                return new Result<(RecordedSpace, Versions, SuggestedText)>.Ok((looked, versions, text));
        }
        throw new InvalidOperationException("A result is one of two.");

        static Result<(RecordedSpace, Versions, SuggestedText)> Refused(ValueList<Problem> problems) => new Result<(RecordedSpace, Versions, SuggestedText)>.Refused(problems);
    }

    /// <summary>What is wrong with a proposal where this record is.</summary>
    static async Task<ValueList<Problem>> MisfitAsync(Writing writing, string space, string file, SuggestedText text, CancellationToken cancellation)
    {
        if (text.Period is { } period)
        {
            if (writing.Space!.Statement($"{period}") is null) return [Unpublished(file, period)];
            return writing.Space.IsFinal($"{period}") ? [At("/period", "revise.final", $"{period} is final: what becomes known later is recorded, and books nothing.", null)] : [];
        }
        var problems = new List<Problem>();
        var names = text.Names.ToList();
        var known = await writing.Reading.KnownAsync(space, [.. names.Select(n => new FactId(n.Source, n.Id, default)), .. names.Where(n => n.Supersedes is not null).Select(n => new FactId(n.Source, n.Supersedes!, default))], cancellation);
        foreach (var (pointer, source, id, supersedes) in names)
        {
            if (known.TryGetValue((source, id), out var taken)) problems.Add(At($"{pointer}/id", "fact.id-taken", $"The source {Surety.Text.Quoted.Of(source)} has a fact {Surety.Text.Quoted.Of(id)} already, entry {taken.Seq}.", "Give this one an id of its own."));
            if (supersedes is not null && !known.ContainsKey((source, supersedes)) && names.TrueForAll(n => n.Source != source || n.Id != supersedes)) problems.Add(At($"{pointer}/supersedes", "proposal.supersedes", $"The source {Surety.Text.Quoted.Of(source)} has no fact {Surety.Text.Quoted.Of(supersedes)} in this record.", "Name the id and the source of the fact in whose place this one comes."));
        }
        return problems.ToValueList();

        Problem At(string pointer, string code, string message, string? mend) => new(new($"{file}#{pointer}", 0, 0), Severity.Error, code, message, mend);
    }

    static Problem Unpublished(string file, CalendarPeriod period) => new(new($"{file}#/period", 0, 0), Severity.Error, "revise.none", $"No statement of {period} was published yet, so there is nothing to restate.", "What becomes known before it is published is in it anyway; 'surety close' publishes those that are due.");

    static async Task<Result<ProposalAnswered>> WriteAnswerAsync(Store store, string space, string? by, Proposal open, Recorded.Answered answer, string? reason, long? expected, CancellationToken cancellation)
    {
        var written = await store.WriteAsync<Suggestion>(space, by, async writing =>
        {
            if (writing.Space is null) return new Result<Suggestion>.Refused([Ingest.NoSpace(space)]);
            // Somebody may have said the same since we looked.
            if (writing.Space.Suggestion(answer.Proposal) is { } there && IsSaid(there, answer.Side, answer.Answer)) return new Result<Suggestion>.Ok(there);
            if (await writing.ChangedAsync(expected, cancellation) is { Count: > 0 } changed) return new Result<Suggestion>.Refused(changed);
            if (await AcceptAsync(writing, space, open.Text, Reasoned(writing, answer, reason), cancellation) is { Count: > 0 } problems) return new Result<Suggestion>.Refused(problems);
            writing.Audit(ActionOf(answer.Answer), answer.Proposal);
            return new Result<Suggestion>.Ok(writing.Space.Suggestion(answer.Proposal)!);
        }, cancellation);
        switch (written)
        {
            case Result<Written<Suggestion>>.Refused refused: return new Result<ProposalAnswered>.Refused(refused.Problems);
            case Result<Written<Suggestion>>.Ok { Value: var ok }:
                var now = open with { Suggestion = ok.Value, AnswerReason = reason };
                return new Result<ProposalAnswered>.Ok(new(now, [], answer.Answer == ProposalAnswer.Accepted ? await ToReviseAsync(store, space, open.Text, cancellation) : []));
        }
        throw new InvalidOperationException("A result is one of two.");
    }

    /// <summary>Writes an answer and, where it is accepted, the facts that it comes to: a batch under the name of the proposal.</summary>
    static async Task<ValueList<Problem>> AcceptAsync(Writing writing, string space, SuggestedText text, Recorded.Answered answer, CancellationToken cancellation)
    {
        if (writing.Append(answer) is Result<Entry>.Refused refused) return refused.Problems;
        if (answer.Consent is not { } consent || text.Period is not null) return [];
        var facts = text.Accepted(writing.Space!.Suggestion(answer.Proposal)!, consent);
        var sent = new SentFacts(answer.Proposal, Digest.Of(facts.Span), builder => SuggestedText.Read(builder, answer.Proposal, facts));
        var batch = FactBatch.Read(sent.Read, new Dictionary<(string, string), Digest>(), writing.Now);
        return await Ingest.TakeAsync(writing, space, sent, batch, cancellation) switch
        {
            Result<Receipt>.Refused no => no.Problems,
            Result<Receipt>.Ok { Value.Batch: { } read } when read.RefusedLines.Count > 0 || read.Duplicates > 0 || read.Accepted == 0 =>
                [new(default, Severity.Error, "proposal.facts", $"The facts of {answer.Proposal} cannot be taken as they were proposed: {(read.Problems.Count > 0 ? read.Problems[0].Message : "they are in the record already.")}", "Withdraw or refuse it, and propose it anew as things are now."), .. read.Problems],
            Result<Receipt>.Ok => [],
        };
    }

    static async Task<Result<ProposalAnswered>> RestateAsync(Store store, Reading reading, Instant now, string space, Proposal open, CalendarPeriod period, Recorded.Answered answer, string? by, string? reason, long? expected, CancellationToken cancellation)
    {
        Suggestion? after = null;
        var revising = await Closing.ReviseAsync(store, reading, now, space, $"{period}", open.Reason ?? $"proposal {open.Name}", by, async writing =>
        {
            if (await writing.ChangedAsync(expected, cancellation) is { Count: > 0 } changed) return changed;
            if (writing.Append(Reasoned(writing, answer, reason)) is Result<Entry>.Refused refused) return refused.Problems;
            writing.Audit(ActionOf(answer.Answer), answer.Proposal);
            after = writing.Space!.Suggestion(answer.Proposal);
            return [];
        }, cancellation);
        return revising switch
        {
            Result<ValueList<Issued>>.Refused no => new Result<ProposalAnswered>.Refused(no.Problems),
            Result<ValueList<Issued>>.Ok { Value: var issued } => new Result<ProposalAnswered>.Ok(new(open with { Suggestion = after!, AnswerReason = reason }, issued, [])),
        };
    }

    static string ActionOf(ProposalAnswer answer) => answer switch { ProposalAnswer.Accepted => "proposal.accept", ProposalAnswer.Refused => "proposal.refuse", ProposalAnswer.Withdrawn => "proposal.withdraw" };

    static Recorded.Answered Reasoned(Writing writing, Recorded.Answered answer, string? reason) => reason is null ? answer : answer with { Reason = writing.KeepErasable(reason) };

    /// <summary>Published periods that a fact of the proposal lies in; where nobody can tell which, all that can be revised.</summary>
    static async Task<ValueList<string>> ToReviseAsync(Store store, string space, SuggestedText text, CancellationToken cancellation)
    {
        await using var reading = await store.LookAsync(cancellation);
        return await SpaceAsync(reading, space, cancellation) is { } now ? await ToReviseAsync(reading, now, text, cancellation) : [];
    }

    /// <summary>Published periods that an accepted proposal concerns, and whose newest statements know nothing of it yet.</summary>
    /// <param name="reading">Into the record.</param><param name="space">The agreement's.</param><param name="proposal">The proposal; of one that was not accepted, and of a restatement, there are none.</param><param name="cancellation">Ends it.</param>
    public static async Task<ValueList<string>> ToReviseAsync(Reading reading, Space space, Proposal proposal, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(proposal);
        if (proposal is not { Suggestion.Answer: { What.Answer: ProposalAnswer.Accepted, Seq: var seq }, Text.Period: null }) return [];
        return (await ToReviseAsync(reading, space, proposal.Text, cancellation)).Where(period => space.Statement(period)!.What.UpTo <= seq).ToValueList();
    }

    static async Task<ValueList<string>> ToReviseAsync(Reading reading, Space space, SuggestedText text, CancellationToken cancellation)
    {
        if (await RecordedSpace.NowAsync(reading, space.Name, cancellation) is not Result<RecordedSpace>.Ok { Value.Versions: { } versions }) return [];
        return space.Statements.Select(s => s.What.Period).Distinct().Where(p => !space.IsFinal(p) && Publication.Period(p, versions.Newest.Zone) is Result<Window>.Ok { Value.Time: var time } && ProposalPreview.Concerns(text, time)).ToValueList();
    }

    /// <summary>What was said to an answer when it was given, from the journal. Statements are left out that this program cannot work out again.</summary>
    static async Task<ProposalAnswered> SaidAsync(Reading reading, Space there, Proposal said, CancellationToken cancellation)
    {
        var answer = said.Suggestion.Answer!;
        if (answer.What.Answer != ProposalAnswer.Accepted) return new(said, [], []);
        if (said.Text.Period is null) return new(said, [], await reading.SpaceAsync(there.Name, answer.Seq, cancellation) is { } then ? await ToReviseAsync(reading, then, said.Text, cancellation) : []);
        var issued = new List<Issued>();
        PublishedStatement? first = null;
        var seq = answer.Seq;
        // What was published with it was looked at before it, all at one instant, and stands right behind it.
        foreach (var published in there.Statements.Where(s => s.Seq > answer.Seq).TakeWhile(s => s.Seq == ++seq && s.What.Reason is not null && s.What.UpTo < answer.Seq && s.What.AsOf == (first ??= s).What.AsOf))
        {
            var before = there.Statements.First(s => s.What.Period == published.What.Period && s.What.Revision == published.What.Revision - 1);
            if (await RecordedSpace.AgainAsync(reading, there.Name, published, cancellation) is Result<Publication>.Ok { Value.Statement: var now } && await RecordedSpace.AgainAsync(reading, there.Name, before, cancellation) is Result<Publication>.Ok { Value.Statement: var was })
                issued.Add(new(published.What.Period, published.What.Revision, now, StatementDifference.Of(was, now)));
        }
        return new(said, issued.ToValueList(), []);
    }

    static bool IsSaid(Suggestion suggestion, Side side, ProposalAnswer answer) => suggestion.Answer is { What: var what } && what.Side == side && what.Answer == answer && what.Consent != Consent.Text;

    /// <summary>There is no proposal of a name.</summary>
    /// <param name="space">The agreement's.</param><param name="proposal">The name.</param>
    public static Problem None(string space, string proposal) => new(default, Severity.Error, "answer.none", $"There is no proposal {Surety.Text.Quoted.Of(proposal)} at {space}.", "'surety proposals' lists them.");

    static async Task<Result<(Space Space, Proposal Proposal)>> FindAsync(Reading reading, string space, string proposal, CancellationToken cancellation)
    {
        if (await SpaceAsync(reading, space, cancellation) is not { } there) return new Result<(Space, Proposal)>.Refused([Ingest.NoSpace(space)]);
        if (there.Suggestion(proposal) is not { } found) return new Result<(Space, Proposal)>.Refused([None(space, proposal)]);
        return new Result<(Space, Proposal)>.Ok((there, (await AllAsync(reading, there, [found], cancellation))[0]));
    }

    static async Task<Space?> SpaceAsync(Reading reading, string space, CancellationToken cancellation) => await reading.SizeAsync(space, cancellation) is > 0 and var size ? await reading.SpaceAsync(space, size, cancellation) : null;

    static async Task<Result<Proposal>> StandingAsync(Reading reading, Space space, Suggestion suggestion, CancellationToken cancellation) => new Result<Proposal>.Ok((await AllAsync(reading, space, [suggestion], cancellation))[0]);

    static async Task<ValueList<Proposal>> AllAsync(Reading reading, Space space, ValueList<Suggestion> suggestions, CancellationToken cancellation)
    {
        if (suggestions.Count == 0) return [];
        var texts = await reading.DocumentsAsync(space.Name, suggestions.Select(s => s.What.Text).Distinct(), cancellation);
        var reasons = await reading.ErasableAsync(space.Name, suggestions.Select(s => s.Seq).Concat(suggestions.Select(s => s.Answer?.Seq).OfType<long>()), cancellation);
        return suggestions.Select(suggestion => new Proposal(
            suggestion,
            texts.TryGetValue(suggestion.What.Text, out var text) && SuggestedText.Kept(suggestion, text) is { } kept ? kept : throw new RecordDamaged(space.Name, suggestion.Seq, "what it proposes is not there, or cannot be read"),
            reasons.GetValueOrDefault(suggestion.Seq), suggestion.Answer is { } answer ? reasons.GetValueOrDefault(answer.Seq) : null, suggestion.Asked(space.KeptBy), space.KeptBy)
        {
            ReasonErased = space.Erasure(suggestion.Seq),
            AnswerReasonErased = space.Erasure(suggestion.Answer?.Seq),
        }).ToValueList();
    }

    static string? Trimmed(string? reason) => reason?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A name for something that is to be proposed: sent twice under it, it is proposed once.</summary>
    public static string NewName() => Suggestion.Prefix + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 16);

    static Result<Proposal> No(string code, string message, string mend) => new Result<Proposal>.Refused([new(default, Severity.Error, code, message, mend)]);
}
