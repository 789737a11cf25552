using NodaTime;
using Surety.Agreements;
using Surety.Facts;
using Surety.Journal;
using Surety.Metrics;
using Surety.Scope;
using Surety.Statements;

namespace Surety.Storage.Records;

/// <summary>What was known of an agreement at an instant: its versions in force and its facts, from which every statement of it follows.</summary>
/// <param name="Space">The space as it was then.</param>
/// <param name="Versions">Those in force.</param>
/// <param name="Facts">Settled as they were known.</param>
/// <param name="AsOf">The instant.</param>
/// <param name="Problems">What is wrong with some of the facts.</param>
public sealed record AsKnown(RecordedSpace Space, Versions Versions, FactSet Facts, Instant AsOf, ValueList<Problem> Problems)
{
    /// <summary>Looks back.</summary>
    /// <returns>Refused: nothing was in force then, or a text is missing.</returns>
    public static async Task<Result<AsKnown>> AtAsync(Reading reading, string name, Instant asOf, CancellationToken cancellation)
    {
        if (await RecordedSpace.KnownAsync(reading, name, asOf, cancellation) is not Result<RecordedSpace>.Ok { Value: { Versions: { } versions } space })
            return new Result<AsKnown>.Refused([new(default, Severity.Error, "statement.not-in-force", $"On {Display.InUtc(asOf)} no version of the agreement was in force in this record.")]);
        var (facts, problems) = await space.FactsAsync(reading, asOf, cancellation);
        return new Result<AsKnown>.Ok(new(space, versions, facts, asOf, problems));
    }

    /// <summary>Looks at what is known now: every entry that is there, also one of this very instant.</summary>
    /// <returns>Refused: nothing is in force.</returns>
    public static async Task<Result<AsKnown>> NowAsync(Reading reading, string name, Instant now, CancellationToken cancellation)
    {
        if (await RecordedSpace.NowAsync(reading, name, cancellation) is not Result<RecordedSpace>.Ok { Value: { Versions: { } versions } space }) return new Result<AsKnown>.Refused([NoVersion]);
        var (facts, problems) = await space.FactsAsync(reading, now, cancellation);
        return new Result<AsKnown>.Ok(new(space, versions, facts, now, problems));
    }

    /// <summary>What is known now of a period that has begun, whether it is published or not.</summary>
    /// <returns>Refused: nothing is in force, or the period has not begun, or was over before the agreement; then no fact was read.</returns>
    public static async Task<Result<Publication>> BegunAsync(Reading reading, string name, string period, Instant now, CancellationToken cancellation)
    {
        if (await RecordedSpace.NowAsync(reading, name, cancellation) is not Result<RecordedSpace>.Ok { Value: { Versions: { } versions } space }) return new Result<Publication>.Refused([NoVersion]);
        var begun = Begun(versions, period, now);
        if (begun is not Result<Window>.Ok { Value: var window }) return new Result<Publication>.Refused(((Result<Window>.Refused)begun).Problems);
        var (facts, problems) = await space.FactsAsync(reading, now, cancellation);
        return new Result<Publication>.Ok(new AsKnown(space, versions, facts, now, problems).Statement(window));
    }

    /// <summary>Goes back to what a published statement rests on.</summary>
    /// <returns>Refused: its texts are missing, its zones or its rules are not known here.</returns>
    public static async Task<Result<AsKnown>> OfAsync(Reading reading, string name, PublishedStatement published, CancellationToken cancellation)
    {
        var resting = await RecordedSpace.RestingAsync(reading, name, published, cancellation);
        if (resting is not Result<RecordedSpace>.Ok { Value: var space }) return new Result<AsKnown>.Refused(((Result<RecordedSpace>.Refused)resting).Problems);
        var (facts, problems) = await space.FactsAsync(reading, published.What.AsOf, cancellation);
        return new Result<AsKnown>.Ok(new(space, space.Versions!, facts, published.What.AsOf, problems));
    }

    /// <summary>A period that has begun by the instant and was not over before the agreement; of any other one nothing is to be worked out.</summary>
    /// <param name="period">As people write it: <c>2026-10</c>.</param>
    /// <returns>Refused: it has not, or was.</returns>
    public Result<Window> Begun(string period) => Begun(Versions, period, AsOf);

    static Result<Window> Begun(Versions versions, string period, Instant asOf)
    {
        if (Publication.Period(period, versions.Newest.Zone) is not Result<Window>.Ok { Value: var window }) return No($"'{period}' is no period.");
        var from = versions.All[0].Term.From;
        return window.Time.Start > asOf ? No($"{period} has not begun: it begins on {Display.Iso(window.From)}.") : window.Until <= from ? No($"{period} was over before the agreement: it begins on {Display.Iso(from)}.") : new Result<Window>.Ok(window);

        static Result<Window> No(string message) => new Result<Window>.Refused([new(default, Severity.Error, "statement.not-in-force", message)]);
    }

    static Problem NoVersion => new(default, Severity.Error, "statement.not-in-force", "No version of the agreement is in force in this record.");

    /// <summary>The statement of a period.</summary>
    public Publication Statement(Window period) => Publication.Of(Versions, Facts, period, AsOf, Space.Space.FirstPublished(period.Name));

    /// <summary>The statement of a period, with tickets of every list opened for whoever asks why.</summary>
    /// <param name="period">Which.</param><param name="most">So many of each list; silent: every one.</param>
    public Statement Opened(Window period, int most = int.MaxValue) => Evaluation.Of(Versions, Facts, period.Time.End, AsOf, most).Statement(period, Space.Space.FirstPublished(period.Name) ?? AsOf);

    /// <summary>So many bytes such a statement takes while it is kept, about.</summary>
    internal long BytesOf(Statement opened) => SpaceStanding.BytesOf(Facts, null) + (opened.Levels.Count * 30_000L) + (Facts.Tickets.At.Length * 300L);
}
