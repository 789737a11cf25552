using System.CommandLine;
using System.CommandLine.Parsing;
using NodaTime;
using Surety.Cli.Servers;
using Surety.Journal;
using Surety.Storage.Records;

namespace Surety.Cli.Records;

/// <summary>Where commands find the record, and how they open it.</summary>
internal static class Record
{
    public static readonly Option<string?> Data = new("--data") { Description = "The data folder. Where silent: SURETY_DATA, else surety in the folder for data of this user.", HelpName = "folder" };
    public static readonly Option<string?> At = new("--store") { Description = "A PostgreSQL database that keeps the record; the data folder then has the keys only. Where silent: SURETY_STORE, else the data folder.", HelpName = "postgres://…" };
    public static readonly Option<string?> SpaceOption = new("--space") { Description = "Short name of the agreement, or of the feed. Where silent: the only one in the record.", HelpName = "name" };

    /// <summary>Said where a fault was put in on purpose.</summary>
    public static string Sabotaged => $"SURETY_SABOTAGE breaks this run on purpose: {Sabotage.Name}. Nothing of it may be trusted.";

    /// <summary>A command that has no counterpart on a server: where one is meant, it says so and touches no record of this machine.</summary>
    /// <param name="verb">The command.</param><param name="instead">What to do on a server, as a sentence.</param><param name="without">An option with which it touches no record at all; <c>null</c>: there is none.</param>
    public static void OnlyHere(Verb verb, string instead, Option<bool>? without = null)
    {
        verb.Options.Add(new Option<string?>(Api.Server.Name) { Hidden = true });
        verb.Options.Add(new Option<string?>(Api.KeyFile.Name) { Hidden = true });
        verb.Validators.Add(result =>
        {
            var isNamed = result.Children.OfType<OptionResult>().Any(o => o.Option.Name == Api.Server.Name || o.Option.Name == Api.KeyFile.Name);
            if (isNamed || (Api.ByEnvironment && (without is null || !result.GetValue(without)) && result.GetResult(Data) is null && result.GetResult(At) is null))
                result.AddError($"'surety {verb.Name}' works on a record of this machine, and {(isNamed ? "a server was named" : "SURETY_SERVER names a server")}. {instead}{(isNamed ? "" : " A record of this machine is named behind --data or --store.")}");
        });
    }

    /// <summary>Runs a command on the record; what disks and databases do is told in words.</summary>
    /// <param name="session">Hears what is wrong.</param><param name="parsed">The options.</param><param name="writes">Whether the command writes.</param><param name="run">The command.</param><param name="cancellation">Ends it.</param>
    /// <param name="checkpointAfter">How long a journal grows without a checkpoint; where silent, every commit is signed, and its receipt has the note.</param>
    public static Task<int> RunAsync(Session session, ParseResult parsed, bool writes, Func<Store, Task<int>> run, CancellationToken cancellation, Duration checkpointAfter = default) => AtAsync(session, parsed, async address =>
    {
        switch (writes ? await Store.WriteAsync(address, session.Time, cancellation, checkpointAfter) : await Store.ReadAsync(address, session.Time, cancellation))
        {
            case Result<Store>.Refused refused:
                session.Complain(refused.Problems);
                return refused.Problems[0].Code == "store.in-use" ? ExitCode.Conflict : ExitCode.Error;
            case Result<Store>.Ok { Value: var store }:
                if (store.Upgrade is { } upgrade) session.Say($"{address}: it had schema {upgrade.Before}, and has {Upgrade.Newest} now.");
                await using (store) return await run(store);
        }
        return ExitCode.Error;
    });

    /// <summary>Runs a command at the place of a record; what disks and databases do is told in words.</summary>
    public static async Task<int> AtAsync(Session session, ParseResult parsed, Func<StoreAddress, Task<int>> run)
    {
        if (Address(parsed) is not Result<StoreAddress>.Ok { Value: var address }) return session.Refuse(((Result<StoreAddress>.Refused)Address(parsed)).Problems);
        if (Sabotage.Name.Length > 0) session.Complain(Sabotaged);
        try
        {
            return await run(address);
        }
        catch (RecordDamaged damaged)
        {
            return Refused(session, [damaged.Problem]);
        }
        catch (Exception e) when (e is not OperationCanceledException && StoreTrouble.Of(e, address) is not null)
        {
            session.Complain([StoreTrouble.Of(e, address)!]);
            return ExitCode.Error;
        }
    }

    /// <summary>Warns where others on this machine may look into the folder of a record.</summary>
    public static void SayWhoReads(Session session, StoreAddress address)
    {
        if (address is StoreAddress.InFolder && OwnFolder.IsOpenToOthers(address.Folder)) session.Complain($"Others on this machine may look into {address.Folder}, where the record is. 'chmod 700 {address.Folder}' keeps them out.");
    }

    static Result<StoreAddress> Address(ParseResult parsed) => StoreAddress.Of(
        parsed.GetValue(At) ?? Named("SURETY_STORE"),
        parsed.GetValue(Data) ?? Named("SURETY_DATA") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } folder ? folder : ".", "surety"));

    static string? Named(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    /// <summary>The space that is meant; <c>null</c>: nobody can tell, which has been told.</summary>
    public static async Task<string?> SpaceAsync(Store store, string? named, Session session, CancellationToken cancellation)
    {
        await using var reading = await store.LookAsync(cancellation);
        var spaces = await reading.SpacesAsync(cancellation);
        if (named is not null && spaces.Contains(named)) return named;
        if (named is not null) session.Complain($"There is no space '{named}' in {store.Address}. {Text.Nearest.Question(named, spaces) ?? (spaces.Count == 0 ? "There is none at all: 'surety apply AGREEMENT' opens one." : $"There are: {string.Join(", ", spaces)}.")}");
        else if (spaces is [var only]) return only;
        else if (spaces.Count == 0) session.Complain("The record has no space yet: 'surety apply AGREEMENT' opens one.");
        else session.Complain($"Which space? Name one behind --space: {string.Join(", ", spaces.Take(20))}{(spaces.Count > 20 ? " …" : "")}.");
        return null;
    }

    /// <summary>Writes one entry.</summary>
    public static Task<int> AppendAsync(Session session, ParseResult parsed, Recorded what, string done, CancellationToken cancellation) => RunAsync(session, parsed, writes: true, async store =>
    {
        if (await SpaceAsync(store, parsed.GetValue(SpaceOption), session, cancellation) is not { } space) return ExitCode.Error;
        if (await store.WriteAsync(space, null, writing => Task.FromResult(writing.Append(what)), cancellation) is Result<Written<Entry>>.Refused refused) return Refused(session, refused.Problems);
        session.Say(done);
        return ExitCode.Ok;
    }, cancellation);

    /// <summary>Tells what was refused.</summary>
    /// <returns>The code to leave with: 5 where the record was changed, 6 where it is otherwise than was thought, 1 for the rest.</returns>
    public static int Refused(Session session, ValueList<Problem> problems)
    {
        foreach (var problem in problems)
            if (problem.At.File is null or "") session.Complain($"{problem.Message}{(problem.Mend is null ? "" : " " + problem.Mend)}");
            else session.Complain([problem]);
        if (problems.Any(p => p.Code == "record.damaged")) return ExitCode.NotVerified;
        return problems.Any(p => p.Code is "version.there" or "version.in-force" or "statement.final" or "revise.final" or "revise.meanwhile" or "revise.none" or "answer.moved" or "key.other" or "key.revoked" or "sign.twice" or "sign.alone" or "apply.kept-by" or "batch.other" or "proposal.other" or "proposal.meanwhile" or "answer.twice" or "answer.side" or "answer.person") ? ExitCode.Conflict : ExitCode.Error;
    }
}
