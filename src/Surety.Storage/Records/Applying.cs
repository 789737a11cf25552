using NodaTime;
using Surety.Journal;
using Surety.Storage.People;

namespace Surety.Storage.Records;

/// <summary>What became of a version that was applied.</summary>
/// <param name="Space">The space as it is now.</param>
/// <param name="Version">The version.</param>
/// <param name="IsNew">Whether this text was proposed just now.</param>
/// <param name="Revised">What <see cref="Reading.RevisedAsync"/> says of it from now on.</param>
public sealed record Applied(Space Space, ProposedVersion Version, bool IsNew, long Revised);

/// <summary>A side that signs, with its key.</summary>
/// <param name="Side">Which one.</param>
/// <param name="Key">Its private key.</param>
/// <param name="Replaced">The key in whose place this one comes; <c>null</c>: none.</param>
public sealed record Signing(Side Side, SigningKey Key, SigningKey? Replaced);

/// <summary>A signature that a side made elsewhere, with a private key that nobody here sees.</summary>
/// <param name="Side">Which one.</param>
/// <param name="PublicKey">Of the key that signed, as SubjectPublicKeyInfo.</param>
/// <param name="Bytes">Over <see cref="SignedText.OfVersion"/>, both numbers as 32 bytes.</param>
/// <param name="Replaced">The key in whose place this one comes, and its signature over <see cref="SignedText.OfKey"/>; <c>null</c>: none.</param>
public sealed record MadeSignature(Side Side, ValueList<byte> PublicKey, ValueList<byte> Bytes, (Digest Key, ValueList<byte> Signature)? Replaced);

/// <summary>A party of a server that applies a version.</summary>
/// <param name="Party">Its handle.</param>
/// <param name="Space">Name of the space, as <see cref="SpaceName"/> has it.</param>
/// <param name="Side">Where the party sits.</param>
public sealed record Applicant(string Party, string Space, Side Side)
{
    /// <summary>On whose behalf the record is written to.</summary>
    internal Access Access => new Access.Party(Party);

    /// <summary>Whether the party sits where it says; what it may not is noted.</summary>
    /// <returns>Nothing: it does.</returns>
    internal async Task<ValueList<Problem>> AdmitAsync(Writing writing, string? by, string action, string about, CancellationToken cancellation)
    {
        if (writing.Space is not null && await Seats.FindAsync(writing.Reading, Space, Party, cancellation) is { Reads: false } seat && seat.SideOf(Party) == Side) return [];
        writing.Audit(Party, by ?? "", action, about, Outcome.Denied);
        return [Ingest.NoSpace(Space)];
    }
}

/// <summary>Brings versions of an agreement into a space. Source: docs/guide/record.md, "Agreements".</summary>
public static class Applying
{
    /// <summary>Proposes a version, and signs it where somebody does; what is there already stays.</summary>
    /// <param name="store">Where.</param>
    /// <param name="proposal">The version.</param>
    /// <param name="keptBy">The side that keeps the agreement alone, where the space is opened now.</param>
    /// <param name="signing">Who signs; <c>null</c>: nobody does now.</param>
    /// <param name="by">Who applies it.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="applicant">On a server, the party that does so; <c>null</c>: somebody at the machine itself, and the space has the short name of the agreement.</param>
    /// <param name="expected">What <see cref="Reading.RevisedAsync"/> said when it was looked at; 0: the space is opened now; <c>null</c>: whatever is there.</param>
    /// <param name="isInstead">Whether it may come in the place of another text that somebody else has signed.</param>
    /// <returns>Refused: it was changed meanwhile; the text under this number is in force, a signature is by another key, versions contradict each other; the party does not sit at the space, or the space is of another agreement.</returns>
    public static Task<Result<Written<Applied>>> ApplyAsync(Store store, RecordedAgreement.Proposal proposal, Side? keptBy, Signing? signing, string? by, CancellationToken cancellation, Applicant? applicant = null, long? expected = null, bool isInstead = true)
    {
        var name = applicant?.Space ?? proposal.Agreement.Id;
        return store.WriteAsync(name, by, async writing =>
        {
            if (applicant is not null && await AdmitAsync(writing, proposal, applicant, keptBy, by, cancellation) is { Count: > 0 } none) return new Result<Applied>.Refused(none);
            if (expected == 0 && writing.Space is not null) return No("space.open", $"The agreement '{name}' is there already.", "Propose a version of it.");
            if (await writing.ChangedAsync(expected, cancellation) is { Count: > 0 } changed) return new Result<Applied>.Refused(changed);
            var steps = new List<Recorded>();
            if (writing.Space is null) steps.Add(new Recorded.Opened(name, SpaceKind.Agreement, keptBy));
            else if (keptBy is not null && writing.Space.KeptBy != keptBy) return No("apply.kept-by", $"The space '{name}' is open already, and {(writing.Space.KeptBy is { } side ? $"kept by the {Of(side)} alone" : "both sides sign")}.", "Leave --kept-by out.");
            var isNew = writing.Space?.Versions.Any(v => v.What == proposal.What) != true;
            if (isNew && !isInstead && Waiting(writing.Space, proposal.What, signing?.Side) is { } waiting) return No(Signed, $"Version {proposal.What.Version} waits for a signature as another text, which {string.Join(" and ", waiting.Signatures.Select(s => $"the {Of(s.Side)} signed in entry {s.Seq}"))}.", "Where this one is meant to come in its place, say so.");
            if (isNew) steps.Add(proposal.What);
            foreach (var step in steps)
                if (writing.Append(step) is Result<Entry>.Refused refused) return new Result<Applied>.Refused(refused.Problems);
            if (isNew)
                foreach (var text in proposal.Documents) writing.Keep(text);
            if (signing is not null && Sign(writing, proposal.What, signing) is { Count: > 0 } problems) return new Result<Applied>.Refused(problems);
            if (applicant is not null)
            {
                await Seats.LetReadAsync(writing, applicant.Party, proposal.Agreement.Scope.Feeds, cancellation);
                if (isNew || signing is not null) writing.Audit(applicant.Party, by ?? "", isNew ? "agreement.propose" : "agreement.sign", $"version {proposal.What.Version}", Outcome.Done);
            }
            return await Fit(writing, proposal.Documents, cancellation) is { Count: > 0 } misfit ? new Result<Applied>.Refused(misfit)
                : new Result<Applied>.Ok(await AppliedAsync(writing, writing.Space!.Versions.Last(v => v.What == proposal.What), isNew, cancellation));
        }, cancellation, applicant?.Access);
    }

    /// <summary>Code of the problem that another text would lose its signature.</summary>
    public const string Signed = "apply.signed";

    /// <summary>The text that a version would come in the place of and that another side than this one has signed; <c>null</c>: there is none.</summary>
    /// <param name="space">Where; <c>null</c>: it is opened now.</param><param name="what">The version.</param><param name="own">The side that signs now; <c>null</c>: nobody does.</param>
    public static ProposedVersion? Waiting(Space? space, Recorded.Proposed what, Side? own)
    {
        ArgumentNullException.ThrowIfNull(what);
        return space?.Versions.LastOrDefault(v => v.What.Version == what.Version) is { } there && there.What != what && !space.IsInForce(there) && there.Signatures.Any(s => s.Side != own) ? there : null;
    }

    static async Task<Applied> AppliedAsync(Writing writing, ProposedVersion version, bool isNew, CancellationToken cancellation) => new(writing.Space!, version, isNew, await writing.Reading.RevisedAsync(writing.Space!, cancellation));

    /// <summary>Puts a signature under a version that is there; made elsewhere, it is held against the text here.</summary>
    /// <param name="store">Where.</param><param name="version">Number of the version.</param><param name="signature">The signature.</param><param name="by">Who sends it.</param><param name="cancellation">Ends the waiting.</param>
    /// <param name="applicant">The party whose side signs.</param><param name="expected">What <see cref="Reading.RevisedAsync"/> said when it was looked at; <c>null</c>: whatever is there.</param>
    /// <returns>Refused: it was changed meanwhile, there is no such version, or the signature is none of this side's under this text.</returns>
    public static Task<Result<Written<Applied>>> SignAsync(Store store, int version, MadeSignature signature, string? by, Applicant applicant, CancellationToken cancellation, long? expected = null) => store.WriteAsync(applicant.Space, by, async writing =>
    {
        var about = $"version {version}";
        if (await applicant.AdmitAsync(writing, by, "agreement.sign", about, cancellation) is { Count: > 0 } none) return new Result<Applied>.Refused(none);
        if (await writing.ChangedAsync(expected, cancellation) is { Count: > 0 } changed) return new Result<Applied>.Refused(changed);
        if (writing.Space!.Versions.FirstOrDefault(v => v.What.Version == version) is not { } proposed) return No("version.none", $"There is no version {version} to sign.", "Look which versions there are.");
        var steps = new List<Recorded>();
        var id = Digest.Of(signature.PublicKey.Span);
        if (writing.Space.KeyOf(signature.Side)?.Id != id) steps.Add(new Recorded.KeyAdded(signature.Side, signature.PublicKey, signature.Replaced?.Key ?? (writing.Space.KeyOf(signature.Side) is null ? null : default(Digest)), signature.Replaced?.Signature ?? []));
        steps.Add(new Recorded.Signed(version, signature.Side, id, signature.Bytes));
        foreach (var step in steps)
            if (writing.Append(step) is Result<Entry>.Refused refused) return new Result<Applied>.Refused(refused.Problems);
        await Seats.LetReadAsync(writing, applicant.Party, await Seats.FeedsAsync(writing.Reading, applicant.Space, proposed, cancellation), cancellation);
        writing.Audit(applicant.Party, by ?? "", "agreement.sign", about, Outcome.Done);
        return await Fit(writing, [], cancellation) is { Count: > 0 } misfit ? new Result<Applied>.Refused(misfit) : new Result<Applied>.Ok(await AppliedAsync(writing, writing.Space!.Versions.First(v => v.What.Version == version), false, cancellation));
    }, cancellation, applicant.Access);

    /// <summary>Whether a party may bring a version here; where it opens the space, it takes its seat.</summary>
    static async Task<ValueList<Problem>> AdmitAsync(Writing writing, RecordedAgreement.Proposal proposal, Applicant applicant, Side? keptBy, string? by, CancellationToken cancellation)
    {
        if (SpaceName.OwnerOf(applicant.Space) is not { } owner || SpaceName.Of(owner, proposal.Agreement.Id) != applicant.Space)
            return [new(new("agreement", 0, 0), Severity.Error, "apply.other", $"This is the agreement '{proposal.Agreement.Id}', and the space '{applicant.Space}' is of another one.", "Leave the short name as it is; another agreement has a space of its own.")];
        var seat = await Seats.FindAsync(writing.Reading, applicant.Space, applicant.Party, cancellation) is { Reads: false } found ? found : null;
        // Whoever keeps an agreement alone brings its versions alone: each is in force at once.
        if ((writing.Space is { } space ? space.KeptBy : keptBy) is { } alone && alone != (seat is null ? applicant.Side : seat.SideOf(applicant.Party)) && (seat is not null || writing.Space is null))
        {
            writing.Audit(applicant.Party, by ?? "", "agreement.propose", $"version {proposal.What.Version}", Outcome.Denied);
            return [new(default, Severity.Error, "apply.alone", $"The {Of(alone)} keeps this agreement alone, and brings its versions alone.", "Ask it to.")];
        }
        if (seat is not null) return [];
        if (writing.Space is not null || owner != applicant.Party)
        {
            writing.Audit(applicant.Party, by ?? "", "agreement.propose", $"version {proposal.What.Version}", Outcome.Denied);
            return [Ingest.NoSpace(applicant.Space)];
        }
        Seats.StageOpen(writing, applicant.Space, applicant.Party, applicant.Side);
        return [];
    }

    /// <summary>Revokes the key of a side, signed by that key.</summary>
    /// <param name="store">Where.</param><param name="name">The space.</param><param name="key">The private key.</param><param name="by">Who writes it.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns>Refused: no side signs with it there.</returns>
    public static Task<Result<Written<Entry>>> RevokeAsync(Store store, string name, SigningKey key, string? by, CancellationToken cancellation) => store.WriteAsync(name, by, writing =>
    {
        var side = writing.Space?.KeyOf(Side.Provider)?.Id == key.Id ? Side.Provider : Side.Customer;
        return Task.FromResult(writing.Append(new Recorded.KeyRevoked(key.Id, key.Sign(SignedText.OfRevocation(name, side, key.Id)).ToValueList())));
    }, cancellation);

    /// <summary>Revokes the key of a side by a signature that was made elsewhere.</summary>
    /// <param name="store">Where.</param><param name="key">Its name.</param><param name="signature">By that key, over <see cref="SignedText.OfRevocation"/>.</param><param name="by">Who sends it.</param><param name="cancellation">Ends the waiting.</param>
    /// <param name="applicant">The party whose key it is.</param><param name="expected">What <see cref="Reading.RevisedAsync"/> said when it was looked at; <c>null</c>: whatever is there.</param>
    /// <returns>What <see cref="Reading.RevisedAsync"/> says from now on. Refused: it was changed meanwhile, or that key did not sign it.</returns>
    public static Task<Result<Written<long>>> RevokeAsync(Store store, Digest key, ValueList<byte> signature, string? by, Applicant applicant, CancellationToken cancellation, long? expected = null) => store.WriteAsync<long>(applicant.Space, by, async writing =>
    {
        if (await applicant.AdmitAsync(writing, by, "agreement.revoke-key", $"{key}", cancellation) is { Count: > 0 } none) return new Result<long>.Refused(none);
        if (await writing.ChangedAsync(expected, cancellation) is { Count: > 0 } changed) return new Result<long>.Refused(changed);
        if (writing.Space!.KeyOf(applicant.Side)?.Id != key) return new Result<long>.Refused([new(new("key", 0, 0), Severity.Error, "key.unknown", $"Your side does not sign here with the key {key}, and only such a key can be revoked.")]);
        if (writing.Append(new Recorded.KeyRevoked(key, signature)) is Result<Entry>.Refused refused) return new Result<long>.Refused(refused.Problems);
        writing.Audit(applicant.Party, by ?? "", "agreement.revoke-key", $"{key}", Outcome.Done);
        return new Result<long>.Ok(await writing.Reading.RevisedAsync(writing.Space, cancellation));
    }, cancellation, applicant.Access);

    static ValueList<Problem> Sign(Writing writing, Recorded.Proposed what, Signing signing)
    {
        var space = writing.Space!;
        if (space.KeyOf(signing.Side) is var known && known?.Id != signing.Key.Id)
        {
            var replaced = signing.Replaced is { } old ? old.Sign(SignedText.OfKey(space.Name, signing.Side, signing.Key.PublicKey.Span)) : [];
            if (writing.Append(new Recorded.KeyAdded(signing.Side, signing.Key.PublicKey, known is null ? null : signing.Replaced?.Id ?? default(Digest), replaced.ToValueList())) is Result<Entry>.Refused refused) return refused.Problems;
        }
        return writing.Append(new Recorded.Signed(what.Version, signing.Side, signing.Key.Id, signing.Key.Sign(SignedText.OfVersion(space.Name, space.Versions.Last(v => v.What == what).Seq, what, signing.Side)).ToValueList())) is Result<Entry>.Refused no ? no.Problems : [];
    }

    /// <summary>Whether the versions in force are those of one agreement: numbers, dates and zones in order.</summary>
    static async Task<ValueList<Problem>> Fit(Writing writing, ValueList<ReadOnlyMemory<byte>> documents, CancellationToken cancellation)
    {
        var texts = await writing.Reading.DocumentsAsync(writing.Space!.Name, writing.Space.InForce.SelectMany(v => v.What.Beside.Select(b => b.Hash).Prepend(v.What.File)), cancellation);
        foreach (var text in documents) texts[Digest.Of(text.Span)] = text;
        if (!writing.Space.InForce.Any()) return [];
        return RecordedAgreement.Read(writing.Space, hash => texts.TryGetValue(hash, out var text) ? text : null, DateTimeZoneProviders.Tzdb) is Result<Agreements.Versions>.Refused refused ? refused.Problems : [];
    }

    static string Of(Side side) => side switch { Side.Provider => "provider", Side.Customer => "customer" };

    static Result<Applied> No(string code, string message, string mend) => new Result<Applied>.Refused([new(default, Severity.Error, code, message, mend)]);
}
