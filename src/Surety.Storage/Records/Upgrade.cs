namespace Surety.Storage.Records;

/// <summary>What brings a record to the schema of this program.</summary>
/// <param name="Before">The schema that it has; 0: there is none yet.</param>
/// <param name="Steps">Each with the schema that it leads to, and what it brings; empty: it is up to date.</param>
public sealed record Upgrade(long Before, ValueList<(long Schema, string What)> Steps)
{
    /// <summary>The newest schema that this program knows.</summary>
    public static long Newest => Database.Migrations.Count;

    /// <summary>What a record needs.</summary>
    /// <param name="schema">The schema that it has; 0: none.</param>
    public static Upgrade From(long schema) => new(schema, Database.Migrations.Index().Skip((int)schema).Select(m => (m.Index + 1L, What(m.Item))).ToValueList());

    /// <summary>Looks at a record, and changes nothing.</summary>
    /// <returns>Refused: there is none, or it is newer than this program.</returns>
    /// <exception cref="Exception">What <see cref="StoreTrouble"/> has words for.</exception>
    public static async Task<Result<Upgrade>> PlanAsync(StoreAddress address, CancellationToken cancellation)
    {
        if (address is StoreAddress.InFolder { File: var file } && !File.Exists(file)) return new Result<Upgrade>.Refused([StoreTrouble.NoStore(address)]);
        await using var database = Database.At(address);
        await using var connection = await database.ConnectAsync(writes: false, cancellation);
        return await database.VersionAsync(connection, null, address, cancellation) switch
        {
            Result<long>.Ok { Value: var version } => new Result<Upgrade>.Ok(From(version)),
            Result<long>.Refused refused => new Result<Upgrade>.Refused(refused.Problems),
        };
    }

    // The first line of a migration says what it brings, in a sentence.
    static string What(string migration) => migration.Split('\n')[0].TrimStart('-', ' ').Split(". ")[0].TrimEnd('.');
}
