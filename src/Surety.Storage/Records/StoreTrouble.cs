using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Surety.Storage.Records;

/// <summary>What disks, networks and databases do to a store, in words.</summary>
public static class StoreTrouble
{
    /// <summary>SQLite: a page of the file is not what it has to be.</summary>
    internal const int Damaged = 11;

    /// <summary>Says what happened.</summary>
    /// <returns><c>null</c>: it is something else, and ours.</returns>
    public static Problem? Of(Exception exception, StoreAddress address)
    {
        Problem Said(string code, string message, string? mend) => new(new($"{address}", 0, 0), Severity.Error, code, message, mend);
        return exception switch
        {
            StoreBusy => Said("store.too-late", "Too much waits to be written, and this came to its turn too late: it was not written.", "Send it again after a moment: what is sent twice counts once."),
            StoreBroken => Said("store.broken", "The disk refused to keep what was written. What was acknowledged is there; nothing after it is, and nothing more is accepted.", "Look at the disk, then start again."),
            SqliteException { SqliteErrorCode: 13 } => Said("store.full", "The disk is full. What was acknowledged is there; this was not written.", "Make room, and run the command again: what is sent twice counts once."),
            SqliteException { SqliteErrorCode: 8 or 14 } => Said("store.read-only", "The store cannot be opened for writing: the folder or the file is read-only, or belongs to somebody else.", "Change the permissions, or name another folder with --data."),
            SqliteException { SqliteErrorCode: 10 } => Said("store.disk", "The disk refused to read or to write. What was acknowledged is there; this was not written.", "Look at the disk, then start again."),
            SqliteException { SqliteErrorCode: Damaged or 26 } => OfDamage(address),
            // A table that is gone, or another shape of one: the schema lies in the file, too.
            SqliteException { SqliteErrorCode: 1, Message: var said } when said.Contains("no such ", StringComparison.Ordinal) || said.Contains("malformed", StringComparison.Ordinal) => OfDamage(address),
            SqliteException { SqliteErrorCode: 5 or 6 } => Said("store.busy", "Another program holds the database.", "Wait for it, or end it."),
            PostgresException { SqlState: "53100" } => Said("store.full", "The disk of the database server is full. What was acknowledged is there; this was not written.", "Make room, and run the command again: what is sent twice counts once."),
            PostgresException { SqlState: "25006" } => Said("store.read-only", "The database server takes no writes now: it is a standby, or read-only.", "Name the primary server."),
            PostgresException { SqlState: "28P01" or "28000" or "42501" } refused => Said("store.permission", $"The database server refused this user: {refused.MessageText}.", "Check the user and the password."),
            PostgresException { SqlState: "3D000" } missing => Said("store.missing", $"The database server says: {missing.MessageText}.", "Create the database, and run the command again."),
            PostgresException other => Said("store.server", $"The database server refused: {other.MessageText}.", null),
            NpgsqlException { InnerException: SocketException or IOException or TimeoutException } or NpgsqlException => Said("store.unreachable", "The database server cannot be reached, or broke off. What was acknowledged is there.", "Look whether it runs, and run the command again: what is sent twice counts once."),
            DbException other => Said("store.database", $"The database refused: {other.Message}", null),
            // As Unix and Windows number it.
            IOException { HResult: 28 or -2147024784 } => Said("store.full", "The disk is full. What was acknowledged is there; this was not written.", "Make room, and run the command again: what is sent twice counts once."),
            IOException other => Said("store.disk", $"The disk refused to read or to write: {other.Message}", "Look at the disk, then start again."),
            UnauthorizedAccessException => Said("store.permission", "The folder may not be written by this user.", "Change the permissions, or name another folder with --data."),
            _ => null,
        };
    }

    /// <summary>A file is no database any more.</summary>
    internal static Problem OfDamage(StoreAddress address) => new(new($"{address}", 0, 0), Severity.Error, "store.damaged", "The file is no database, or it was damaged.", "Restore a backup; an export that was made before can be verified by itself.");

    /// <summary>There is nothing at an address.</summary>
    public static Problem NoStore(StoreAddress address) => new(new($"{address}", 0, 0), Severity.Error, "store.none", "There is no record here yet.", "'surety apply AGREEMENT' begins one; another place stands behind --data or --store.");
}

/// <summary>The disk failed under a write: nothing more is accepted, since a second try could be told that all is well.</summary>
public sealed class StoreBroken(Exception cause) : Exception("The store accepts nothing more.", cause);

/// <summary>A write waited for its turn for so long that whoever sent it does better to come again: nothing of it is there.</summary>
public sealed class StoreBusy() : Exception("The write came to its turn too late.");
