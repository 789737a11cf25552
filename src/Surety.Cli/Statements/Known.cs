using System.CommandLine;
using NodaTime;
using Surety.Agreements;
using Surety.Cli.Agreements;
using Surety.Cli.Facts;
using Surety.Facts;

namespace Surety.Cli.Statements;

/// <summary>An agreement and the facts that were known at an instant: where every command begins that measures something.</summary>
internal sealed record Known(Versions Versions, FactSet Facts, Instant AsOf, int Refused)
{
    /// <summary>Reads agreement and facts.</summary>
    /// <returns>A code to leave with where that fails; what is wrong has been told.</returns>
    public static async Task<(Known? Known, int Code)> ReadAsync(IReadOnlyList<string> paths, ParseResult parsed, Session session, CancellationToken cancellation)
    {
        if (await AgreementSource.ReadAsync(paths, session, cancellation) is not { } versions) return (null, ExitCode.Error);
        var (facts, asOf, refused, code) = await FactsAsync(paths, versions.Newest.Zone, parsed, session, cancellation);
        return facts is null ? (null, code) : (new(versions, facts, asOf, refused), ExitCode.Ok);
    }

    /// <summary>Reads the facts behind <c>--facts</c>, or those in the folders among some paths, as they were known at <c>--as-of</c>.</summary>
    /// <returns>No facts and a code to leave with where that fails; what is wrong has been told.</returns>
    public static async Task<(FactSet? Facts, Instant AsOf, int Refused, int Code)> FactsAsync(IReadOnlyList<string> paths, DateTimeZone zone, ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var asOf = session.Now;
        if (parsed.GetValue(Measured.AsOf) is { } asOfText)
        {
            if (InstantText.Read("--as-of", asOfText, zone) is not Result<Instant>.Ok read) return (null, asOf, 0, session.Refuse(((Result<Instant>.Refused)InstantText.Read("--as-of", asOfText, zone)).Problems));
            asOf = read.Value;
        }
        var files = parsed.GetValue(Measured.FactsOption) is { Length: > 0 } named ? named.ToValueList() : FactSource.FilesOf(paths);
        if (files.Count == 0)
        {
            session.Complain("There are no facts to measure by. Name files behind --facts, or put them beside the agreement in a folder and name the folder.");
            return (null, asOf, 0, ExitCode.WrongUsage);
        }
        var builder = new FactBuilder();
        if (!await FactSource.ReadAsync(builder, files, session, cancellation)) return (null, asOf, 0, ExitCode.Error);
        var facts = builder.Build(asOf);
        var refused = await FactSource.TellAsync(builder, parsed.GetValue(Measured.RefusedRows), session, cancellation);
        if (FactSource.Unusable(builder) is not { } unusable) return (facts, asOf, refused, ExitCode.Ok);
        session.Complain($"{unusable} cannot be used at all, so nothing is stated: a statement without it would look complete.");
        return (null, asOf, refused, ExitCode.Error);
    }
}
