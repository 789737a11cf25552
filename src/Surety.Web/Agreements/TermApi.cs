using System.Text;
using NodaTime;
using NodaTime.Text;
using Surety.Agreements;
using Surety.Changes;
using Surety.Statements;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web.Api;

namespace Surety.Web.Agreements;

/// <summary>How long an agreement goes on: renewed by an amendment that both sign, ended by the notice that its text knows. Source: docs/guide/api.md, "Agreements".</summary>
static class TermApi
{
    public static ValueList<Operation> All { get; } = [
        new("POST", "/v1/agreements/{agreement}/renewals", "renewAgreement", "Agreements", "Proposes the amendment by which the term goes on to another last day; both sides sign it like any other.", RenewAsync)
        {
            Needs = Permission.Manage, MatchesState = true, Gives = [new(201, "It is proposed.", Shape: AgreementsApi.Changed), new(200, "This very amendment is there already.", Shape: AgreementsApi.Changed)],
            About = "Everything else in the text stays as it is. A term that renews by itself needs no renewal: only its notice stops it. To change more than the dates, propose a version.",
            Body = new([new("to", new Shape.Day(), "The new last day."), new("effective", new Shape.Day(), "First day of the amendment; where silent, the day after the last day that the term has now.", false)]),
        },
        new("POST", "/v1/agreements/{agreement}/endings", "endAgreement", "Agreements", "Gives notice for the caller's side: the agreement ends as its text says.", EndAsync)
        {
            Needs = Permission.Manage, MatchesState = true, Gives = [new(201, "Notice is given; 'to' is the last day that it comes to.", Shape: AgreementsApi.Changed)], Body = new([]),
            About = "It cannot be taken back. An agreement whose text knows no notice ends on its last day; to end it earlier, both sign an amendment with another 'to'.",
        },
    ];

    static async Task<Reply> RenewAsync(Call call)
    {
        if (await call.ApplicantAsync() is not { } applicant) return Reply.Absent;
        if (call.IfMatch(out var refused, isNeeded: true) is var etag && refused is not null) return refused;
        await using var reading = await call.LookAsync();
        if (await KnownAgreement.FindAsync(reading, applicant.Space, call.Cancellation) is not { } known) return Reply.Absent;
        if (known.Versions?.Newest is not { } newest || known.Space.InForce.LastOrDefault(v => v.What.Version == newest.Version) is not { } version || await VersionText.OfAsync(reading, known.Space, version, call.Cancellation) is not { } text)
            return Reply.Of([new(default, Severity.Error, "agreement.not-in-force", "No version of the agreement is in force, so there is no term to renew.", "Propose the text that you want.")]);
        if (newest.Term.To is not { } last) return Reply.Of([new(default, Severity.Error, "renewal.no-end", "The agreement has no last day: it goes on without a renewal.")]);
        var to = Day(call, "to")!.Value;
        var effective = Day(call, "effective") ?? last.PlusDays(1);
        ValueList<Fault> faults = [.. to <= last ? [new Fault("/to", "body", "renewal.to", $"The term goes to {Display.Iso(last)} already.", "Write a later day.")] : Enumerable.Empty<Fault>(), .. effective <= newest.Effective ? [new Fault("/effective", "body", "renewal.effective", $"Version {newest.Version} takes effect on {Display.Iso(newest.Effective)}, and an amendment comes later.")] : Enumerable.Empty<Fault>()];
        if (faults.Count > 0) return Reply.Bad(faults);
        var next = newest.Version + 1;
        return Amendment.Of(SentText.Name, Encoding.UTF8.GetString(text.Bytes.Span), text.Layers, next, effective, to) switch
        {
            Result<string>.Refused no => Reply.Of(no.Problems),
            Result<string>.Ok { Value: var amended } => Pending(known, next, amended, text.Layers) is { } pending ? Reply.Of([pending])
                : await AgreementsApi.ProposeAsync(call, applicant, new(Encoding.UTF8.GetBytes(amended), [], false), text.Layers, KnownAgreement.Expected(etag)),
        };
    }

    /// <summary>Another amendment from this number on that somebody still talks about: it is not pushed aside.</summary>
    public static Problem? Pending(KnownAgreement known, int next, string amended, ValueList<Layer> layers) =>
        known.Space.Versions.FirstOrDefault(v => v.What.Version >= next && !known.Space.IsInForce(v)) is { } other
        && !(CanonicalText.Of(SentText.Name, Encoding.UTF8.GetBytes(amended), layers) is Result<CanonicalText>.Ok { Value: var form } && Digest.Of(form.Bytes.Span) == other.What.File)
            ? new(default, Severity.Error, "terms.pending", $"Version {other.What.Version} is proposed, and nobody has agreed on it yet.", "Sign it, or propose a text with both changes in its place.") : null;

    static LocalDate? Day(Call call, string name) => call.Text(name) is { } text ? LocalDatePattern.Iso.Parse(text).Value : null;

    static async Task<Reply> EndAsync(Call call)
    {
        if (await call.ApplicantAsync() is not { } applicant) return Reply.Absent;
        if (call.IfMatch(out var refused, isNeeded: true) is var etag && refused is not null) return refused;
        return await call.WriteAsync(store => Ending.EndAsync(store, call.Caller.Name, applicant, call.Cancellation, KnownAgreement.Expected(etag)), _ => AgreementsApi.ShownAsync(call, applicant.Space, 201));
    }
}
