using System.CommandLine;
using System.Globalization;
using NodaTime.Text;
using Surety.Statements;
using Surety.Storage.Backups;
using Surety.Storage.Records;

namespace Surety.Cli.Records;

/// <summary><c>surety backup</c> and <c>surety restore</c>: all of a record in one file, and back.</summary>
internal static class BackupCommands
{
    static readonly Argument<string> Into = new("file") { Description = "Where it is written. In a folder the name says when it was made; a file that is there is never overwritten." };
    static readonly Option<bool> WithKeys = new("--with-keys") { Description = "The private keys of this machine go into it, too: whoever has the file can then sign as this machine." };
    static readonly Argument<string> From = new("backup") { Description = "A file that 'surety backup' wrote." };
    static readonly Option<bool> Check = new("--check", "--dry-run") { Description = "Looks whether every byte of the file is as it was written, says what is in it, and restores nothing." };
    static readonly Option<bool> Quick = new("--quick") { Description = "Leaves out what 'surety doctor' does: the record is there sooner, and its statements were not worked out again." };

    public static Command Backup(Session session)
    {
        var backup = new Verb("backup", "Writes all of the record into one file, while others go on writing to it.", "surety backup /mnt/backups", "surety backup before-the-upgrade.backup --data /var/lib/surety") { Into, WithKeys, Record.Data, Record.At };
        Record.OnlyHere(backup, "Whoever runs the server runs it there, and names the data folder behind --data. Of one agreement on a server, 'surety export' gives you everything.");
        backup.SetAction((parsed, cancellation) => Record.AtAsync(session, parsed, address => BackupAsync(session, parsed, address, cancellation)));
        return backup;
    }

    public static Command Restore(Session session)
    {
        var restore = new Verb(
            "restore", "Brings a backup back to an empty place, in a folder or on a server, whichever it was taken from, and looks whether the record is as it was written.",
            "surety restore 2026-11-30.backup --data /var/lib/surety", "surety restore 2026-11-30.backup --store postgres://surety@db.example/surety", "surety restore 2026-11-30.backup --check") { From, Check, Quick, Record.Data, Record.At };
        Record.OnlyHere(restore, "Whoever runs the server runs it there, and names the data folder behind --data.", Check);
        restore.SetAction((parsed, cancellation) => Record.AtAsync(session, parsed, address => RestoreAsync(session, parsed, address, cancellation)));
        return restore;
    }

    static async Task<int> BackupAsync(Session session, ParseResult parsed, StoreAddress address, CancellationToken cancellation)
    {
        var file = parsed.GetRequiredValue(Into);
        if (Directory.Exists(file)) file = Path.Combine(file, $"surety-{InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HHmmss'Z'").Format(session.Now)}.backup");
        using var progress = new Told(session, file);
        try
        {
            switch (await Storage.Backups.Backup.TakeAsync(address, file, parsed.GetValue(WithKeys), SuretyProgram.Version, session.Now, progress.Tell, cancellation))
            {
                case Result<BackupTaken>.Refused refused:
                    session.Complain(refused.Problems);
                    return refused.Problems[0].Code == "backup.there" ? ExitCode.Conflict : ExitCode.Error;
                case Result<BackupTaken>.Ok { Value: var taken }:
                    progress.Dispose();
                    session.Line(file);
                    Say(session, taken.Manifest.Spaces);
                    session.Say($"{Display.Count(taken.Rows, "row", "rows")}, {Size(taken.Length)} MB, schema {taken.Manifest.Schema}; all of it stands for {taken.Whole}.");
                    if (parsed.GetValue(WithKeys) && !taken.HasKeys) session.Complain($"{address.Folder}: this machine has no keys there.");
                    session.Say(taken.HasKeys ? "The private keys of this machine are in it: keep it as you keep a seal, for whoever has it can sign as this machine." : "The private keys of this machine are not in it: a record that is restored elsewhere goes on with a key of its own. The file has all that the record has: keep it from others.");
                    session.Say($"Check it:   surety restore {file} --check");
                    session.Say($"Restore it: surety restore {file} --data EMPTY-FOLDER{(address is StoreAddress.OnServer ? " --store postgres://USER@HOST/EMPTY-DATABASE" : "")}");
                    return ExitCode.Ok;
            }
        }
        catch (BackupUnwritable unwritable)
        {
            session.Complain([unwritable.Problem]);
        }
        return ExitCode.Error;
    }

    static async Task<int> RestoreAsync(Session session, ParseResult parsed, StoreAddress address, CancellationToken cancellation)
    {
        var file = parsed.GetRequiredValue(From);
        var isCheck = parsed.GetValue(Check);
        switch (Opened(session, file, cancellation))
        {
            case null: return ExitCode.Error;
            case Result<BackupFile>.Refused refused:
                session.Complain(refused.Problems);
                return refused.Problems[0].Code is "backup.changed" or "backup.truncated" ? ExitCode.NotVerified : ExitCode.Error;
            case Result<BackupFile>.Ok { Value: var backup }:
                using (backup)
                {
                    if (isCheck)
                    {
                        session.Line($"{file}: made {Display.InUtc(backup.Manifest.Made)} by surety {backup.Manifest.Program}, schema {backup.Manifest.Schema}{(backup.HasKeys ? ", with the private keys of its machine" : "")}; every byte is as it was written.");
                        session.Line($"  all of it stands for {backup.Whole}");
                        foreach (var space in backup.Manifest.Spaces) session.Line($"  {Line(space)}");
                        return ExitCode.Ok;
                    }
                    return await RestoreAsync(session, parsed, backup, address, cancellation);
                }
        }
        return ExitCode.Error;
    }

    static Result<BackupFile>? Opened(Session session, string file, CancellationToken cancellation)
    {
        try
        {
            if (Directory.Exists(file)) session.Complain($"{file} is a folder; name the backup in it that is to be restored.");
            else if (!File.Exists(file)) session.Complain($"{file}: there is no such file.");
            else
            {
                using var progress = Progress.Of(session, file, new FileInfo(file).Length);
                return BackupFile.Open(file, progress is null ? null : progress.Tell, cancellation);
            }
        }
        catch (UnauthorizedAccessException)
        {
            session.Complain($"{file}: this user may not read it.");
        }
        catch (IOException e)
        {
            session.Complain($"{file}: it cannot be read: {e.Message}");
        }
        return null;
    }

    static async Task<int> RestoreAsync(Session session, ParseResult parsed, BackupFile backup, StoreAddress address, CancellationToken cancellation)
    {
        using (var progress = Progress.Of(session, backup.Name, backup.Length))
            switch (await Storage.Backups.Restore.IntoAsync(backup, address, progress is null ? null : progress.Tell, cancellation))
            {
                case Result<long>.Refused refused:
                    progress?.Dispose();
                    session.Complain(refused.Problems);
                    return refused.Problems[0].Code is "restore.there" or "store.in-use" ? ExitCode.Conflict : ExitCode.Error;
                case Result<long>.Ok { Value: var rows }:
                    progress?.Dispose();
                    session.Say($"{address}: restored, {Display.Count(rows, "row", "rows")}, as of {Display.InUtc(backup.Manifest.Made)}.{(backup.Manifest.Schema == Upgrade.Newest ? "" : $" It had schema {backup.Manifest.Schema}; it has {Upgrade.Newest} now.")}");
                    break;
            }
        Say(session, backup.Manifest.Spaces);
        session.Say("What was acknowledged after that is not in it: send it again, which counts once.");
        return parsed.GetValue(Quick) ? ExitCode.Ok : await Record.RunAsync(session, parsed, writes: false, store => PackCommands.DoctorAsync(session, store, backup.Manifest.Spaces.Select(s => s.Checkpoint).OfType<string>().ToValueList(), json: false, cancellation), cancellation);
    }

    static void Say(Session session, ValueList<BackedUpSpace> spaces)
    {
        foreach (var space in spaces) session.Say($"  {Line(space)}");
        if (spaces.Count == 0) session.Say("  The record has no space.");
    }

    static string Line(BackedUpSpace space) => $"{space.Space}: {Display.Count(space.Entries, "entry", "entries")}, {(space.Signed is { } signed ? $"signed up to entry {signed.Size}, {Display.InUtc(signed.Known)}" : "not signed yet")}";

    static string Size(long bytes) => (bytes / 1_000_000m).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>Progress whose end is known only when it has begun.</summary>
    sealed class Told(Session session, string file) : IDisposable
    {
        Progress? progress;

        // A database has room that no row takes, and rows that take less there.
        public void Tell(long rows, long bytes, long total)
        {
            progress ??= Progress.Of(session, file, total);
            progress?.Tell(rows, Math.Min(bytes, total));
        }

        public void Dispose() => progress?.Dispose();
    }
}
