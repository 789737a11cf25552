using System.Data.Common;
using System.Text.RegularExpressions;
using NodaTime;
using Surety.Storage.Records;

namespace Surety.Storage.Backups;

/// <summary>Writes all of a record into one file while others write to it: one state of it, whichever database has it.</summary>
public static partial class Backup
{
    internal const string About = "backup.json", KeyFolder = "keys/", RowFolder = "rows/";

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,60}\z")]
    internal static partial Regex KeyName();

    /// <summary>Takes a backup.</summary>
    /// <param name="address">The record; of any schema that this program knows.</param>
    /// <param name="file">Where it is written: it is not there yet, and after a power cut it is there whole or not at all.</param>
    /// <param name="withKeys">Whether the private keys of this machine go into it.</param>
    /// <param name="program">The version of this program.</param><param name="now">What it is now.</param>
    /// <param name="tell">Hears how many rows and bytes were read, and of how many bytes.</param><param name="cancellation">Ends it; nothing is left of the file.</param>
    /// <returns>Refused: there is no record, it is newer than this program, or the file is there already.</returns>
    /// <exception cref="BackupUnwritable">The file cannot be written.</exception>
    /// <exception cref="Exception">What <see cref="StoreTrouble"/> has words for: of the record.</exception>
    public static async Task<Result<BackupTaken>> TakeAsync(StoreAddress address, string file, bool withKeys, string program, Instant now, Action<long, long, long>? tell, CancellationToken cancellation)
    {
        if (address is StoreAddress.InFolder { File: var record } && !File.Exists(record)) return new Result<BackupTaken>.Refused([StoreTrouble.NoStore(address)]);
        if (Path.Exists(file)) return new Result<BackupTaken>.Refused([There(file)]);
        if (Sabotage.CopiesFiles && address is StoreAddress.InFolder torn) address = Copied(torn);
        var keys = withKeys ? Keys(address.Folder) : [];
        await using var database = Database.At(address);
        await using var connection = await database.ConnectAsync(writes: false, cancellation);
        await database.FindGuardAsync(connection, cancellation);
        // Whatever is read from here on is of one state, and of all parties.
        await using var transaction = await database.Dialect.LookAsync(connection, cancellation);
        var reading = new Reading(connection, transaction);
        await database.ActAsync(reading, new Access.All(), cancellation);
        await reading.SendAsync();
        switch (await database.VersionAsync(connection, transaction, address, cancellation))
        {
            case Result<long>.Refused refused: return new Result<BackupTaken>.Refused(refused.Problems);
            case Result<long>.Ok { Value: 0 }: return new Result<BackupTaken>.Refused([StoreTrouble.NoStore(address)]);
            case Result<long>.Ok { Value: var schema }:
                var tables = await Table.OfAsync(schema, cancellation);
                var room = Sql.Number(await connection.Command(transaction, database.Dialect.Room).ExecuteScalarAsync(cancellation));
                var spaces = await connection.Command(transaction, "select space, size, (select note from checkpoint c where c.space = s.space order by c.size desc limit 1) from space s order by space").RowsAsync(r => new BackedUpSpace(r.Text(0), r.Whole(1), r.GetValue(2) as string), cancellation);
                var manifest = new BackupManifest(schema, program, now, spaces.ToValueList());
                try
                {
                    BackupTaken? taken = null;
                    // It has whatever the record has, and that is nobody else's business.
                    DurableFile.Begin(file, stream => taken = Write(stream, manifest, keys, tables, table => connection.Command(transaction, $"select {table.ColumnList} from {table.Name}"), (rows, bytes) => tell?.Invoke(rows, bytes, room), cancellation), isSecret: true);
                    return new Result<BackupTaken>.Ok(taken!);
                }
                catch (InvalidDataException e)
                {
                    return new Result<BackupTaken>.Refused([new(new($"{address}", 0, 0), Severity.Error, "store.damaged", e.Message, "'surety doctor' looks at the whole record; restore an older backup.")]);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    return File.Exists(file) ? new Result<BackupTaken>.Refused([There(file)]) : throw new BackupUnwritable(file, e);
                }
        }
        throw new InvalidOperationException("A result is one of two.");
    }

    static Problem There(string file) => new(new(file, 0, 0), Severity.Error, "backup.there", "The file is there already, and a backup is never overwritten.", "Name another one, or a folder: then the name says when it was made.");

    static BackupTaken Write(Stream stream, BackupManifest manifest, List<(string Name, byte[] Bytes)> keys, List<Table> tables, Func<Table, DbCommand> all, Action<long, long> tell, CancellationToken cancellation)
    {
        var archive = new ArchiveWriter(stream);
        archive.Add(About, manifest.ToBytes());
        foreach (var (name, bytes) in keys) archive.Add(KeyFolder + name, bytes);
        var (number, rows, read) = (0, 0L, 0L);
        foreach (var table in tables)
        {
            var part = new RowsPart(table.Name, [.. table.Columns.Select(c => c.Name)]);
            void Put()
            {
                cancellation.ThrowIfCancellationRequested();
                (rows, read) = (rows + part.Rows, read + part.Length);
                archive.Add($"{RowFolder}{++number:000000}", part.Take());
                tell(rows, read);
            }
            using var command = all(table);
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                part.Add(reader.GetValue);
                if (part.IsFull) Put();
            }
            if (part.Rows > 0) Put();
        }
        var whole = archive.End();
        stream.Flush();
        return new(manifest, rows, stream.Length, keys.Count > 0, whole);
    }

    static List<(string Name, byte[] Bytes)> Keys(string folder) => Directory.Exists(Path.Combine(folder, "keys"))
        ? [.. Directory.EnumerateFiles(Path.Combine(folder, "keys")).Order(StringComparer.Ordinal).Where(f => KeyName().IsMatch(Path.GetFileName(f)) && !f.EndsWith(".new", StringComparison.Ordinal)).Select(f => (Path.GetFileName(f), File.ReadAllBytes(f)))] : [];

    static StoreAddress.InFolder Copied(StoreAddress.InFolder address)
    {
        var copy = new StoreAddress.InFolder { Folder = Directory.CreateTempSubdirectory("surety-copy").FullName };
        File.Copy(address.File, copy.File);
        return copy;
    }
}

/// <summary>A backup that was written, and is on the disk.</summary>
/// <param name="Manifest">What it says of itself.</param><param name="Rows">How many it has.</param><param name="Length">In bytes.</param><param name="HasKeys">Whether it has private keys.</param><param name="Whole">Hash of the hashes of all its parts.</param>
public sealed record BackupTaken(BackupManifest Manifest, long Rows, long Length, bool HasKeys, Digest Whole);

/// <summary>The file of a backup cannot be written: what it is about can be read.</summary>
public sealed class BackupUnwritable(string file, Exception cause) : Exception($"{file} cannot be written.", cause)
{
    /// <summary>The same in words for people.</summary>
    public Problem Problem => new(new(file, 0, 0), Severity.Error, "backup.unwritable",
        InnerException switch
        {
            UnauthorizedAccessException => "The backup may not be written there by this user.",
            IOException { HResult: 28 or -2147024784 } => "The disk is full. Nothing of the backup is left.",
            var cause => $"The backup cannot be written there ({cause?.Message}). Nothing of it is left.",
        }, "Name another place, best on another disk than that of the record.");
}
