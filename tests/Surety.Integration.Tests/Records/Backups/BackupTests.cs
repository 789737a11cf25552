using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using NodaTime;
using NodaTime.Text;
using Shouldly;
using Surety.Journal;
using Surety.Storage.Backups;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Records.Backups;

/// <summary>All of a record in one file, and back: in a folder.</summary>
public sealed class BackupTests : IDisposable
{
    readonly Prompt prompt = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    string Folder => prompt.Path("data");

    public void Dispose() => prompt.Dispose();

    Task<Printed> RunAsync(params string[] args) => prompt.RunAsync(args, "", Cli.Terminal.None, Cancellation);

    async Task<Printed> DoneAsync(params string[] args)
    {
        var run = await RunAsync(args);
        run.Code.ShouldBe(0, $"{string.Join(' ', args)}\n{run.Output}{run.Messages}");
        return run;
    }

    /// <summary>An agreement, its facts and its statement of October.</summary>
    async Task OctoberAsync()
    {
        using var then = new Prompt { Now = InstantPattern.ExtendedIso.Parse("2026-10-01T09:00:00Z").Value };
        (await then.RunAsync("apply", prompt.Write("agreement.yaml", Example.Agreement), "--kept-by", "provider", "--data", Folder)).Code.ShouldBe(0);
        await DoneAsync("ingest", prompt.Write("october.jsonl", """{"type":"outage","id":"o-1","service":"shop","from":"2026-10-06T10:00:00Z","until":"2026-10-06T10:45:00Z"}"""), "--data", Folder);
        await DoneAsync("close", "--data", Folder);
    }

    async Task<string> BackedUpAsync(params string[] options)
    {
        await OctoberAsync();
        await DoneAsync(["backup", prompt.Path("record.backup"), "--data", Folder, .. options]);
        return prompt.Path("record.backup");
    }

    /// <summary>All rows of a backup, in an order that depends on them alone.</summary>
    internal static List<string> RowsOf(string file)
    {
        using var backup = ((Result<BackupFile>.Ok)BackupFile.Open(file, null, Cancellation)).Value;
        return [.. backup.RowMembers.SelectMany(m =>
        {
            var (table, _, rows) = RowsPart.Read(backup.Read(m));
            return rows.Select(r => $"{table}: {string.Join(' ', r.Select(v => v is byte[] bytes ? Convert.ToHexString(bytes) : $"{v}"))}").ToList();
        }).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task A_record_comes_back_with_every_row_by_the_command_that_was_printed()
    {
        await OctoberAsync();
        var statement = await DoneAsync("statement", "2026-10", "-o", "json", "--data", Folder);

        var backup = await DoneAsync("backup", prompt.Path("record.backup"), "--data", Folder);
        var command = Regex.Match(backup.Messages, "^Restore it: surety (.*)$", RegexOptions.Multiline).Groups[1].Value.Replace("EMPTY-FOLDER", prompt.Path("again"), StringComparison.Ordinal);
        var restored = await DoneAsync(command.Split(' '));
        await DoneAsync("backup", prompt.Path("again.backup"), "--data", prompt.Path("again"));

        backup.Output.ShouldBe("record.backup\n");
        restored.Output.ShouldContain("hosting-brook: 5 entries, 1 fact in 1 batch, 0 signatures, 1 statement worked out again");
        restored.Messages.ShouldContain("signed up to entry 5");
        restored.Messages.ShouldContain("all is well");
        RowsOf(prompt.Path("again.backup")).ShouldBe(RowsOf(prompt.Path("record.backup")));
        (await DoneAsync("statement", "2026-10", "-o", "json", "--data", prompt.Path("again"))).Output.ShouldBe(statement.Output);
        File.Exists(prompt.Path("again/restoring")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_backup_is_one_state_of_what_somebody_goes_on_writing()
    {
        await OctoberAsync();
        using var stop = new CancellationTokenSource();
        var written = 0L;
        await using (var store = ((Result<Store>.Ok)await Store.WriteAsync(new StoreAddress.InFolder { Folder = Folder }, SystemClock.Instance, Cancellation)).Value)
        {
            var writing = Task.Run(async () =>
            {
                for (; !stop.IsCancellationRequested; written++) await store.WriteAsync("hosting-brook", null, w => Task.FromResult(w.Append(new Recorded.Exported(w.Seq))), Cancellation);
            }, Cancellation);
            while (Volatile.Read(ref written) < 10) await Task.Yield();
            var before = Volatile.Read(ref written);
            var backup = await DoneAsync("backup", prompt.Path("record.backup"), "--data", Folder);
            var after = Volatile.Read(ref written);
            await stop.CancelAsync();
            await writing;

            var entries = int.Parse(Regex.Match(backup.Messages, "hosting-brook: ([0-9]+) entries").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
            // Behind the five entries of October.
            entries.ShouldBeInRange((int)before + 5, (int)after + 6);
        }

        (await DoneAsync("restore", prompt.Path("record.backup"), "--data", prompt.Path("again"))).Messages.ShouldContain("all is well");
    }

    [Fact]
    public async Task Any_byte_that_was_changed_is_found_and_located()
    {
        var file = await BackedUpAsync();
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        var copy = prompt.Path("changed.backup");

        for (var at = 0; at < bytes.Length; at += at < 2048 || at > bytes.Length - 4096 ? 13 : 211)
        {
            bytes[at] ^= (byte)(1 << (at % 8));
            await File.WriteAllBytesAsync(copy, bytes, Cancellation);
            bytes[at] ^= (byte)(1 << (at % 8));

            var problem = ((Result<BackupFile>.Refused)BackupFile.Open(copy, null, Cancellation)).Problems.ShouldHaveSingleItem($"byte {at}");

            if (at < 512) problem.Code.ShouldBe("backup.form");
            else if (Regex.Match(problem.Message, "bytes ([0-9]+) to ([0-9]+)") is { Success: true } place && !problem.Message.Contains("SHA256SUMS", StringComparison.Ordinal)) ((long)at).ShouldBeInRange(long.Parse(place.Groups[1].ValueSpan, null), long.Parse(place.Groups[2].ValueSpan, null));
            else problem.Message.ShouldContain("SHA256SUMS");
        }
    }

    [Fact]
    public async Task A_backup_that_ends_too_early_or_too_late_is_refused()
    {
        var file = await BackedUpAsync();
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);

        foreach (var length in new[] { 0, 1, 511, 512, 513, 1024, 5000, bytes.Length - 1025, bytes.Length - 1024, bytes.Length - 512, bytes.Length - 1 })
        {
            await File.WriteAllBytesAsync(prompt.Path("short.backup"), bytes[..length], Cancellation);
            var run = await RunAsync("restore", prompt.Path("short.backup"), "--data", prompt.Path("again"));

            run.Code.ShouldBe(length < 512 ? 1 : 5, $"{length}: {run.Messages}");
            run.Messages.ShouldContain(length < 512 ? "backup.form" : $"ends at byte {length}");
            Directory.Exists(prompt.Path("again")).ShouldBeFalse();
        }
        await File.WriteAllBytesAsync(prompt.Path("long.backup"), [.. bytes, 0], Cancellation);
        (await RunAsync("restore", prompt.Path("long.backup"), "--data", prompt.Path("again"))).Messages.ShouldContain("what stands behind its end");
    }

    [Fact]
    public async Task Checking_says_what_is_in_it_and_restores_nothing()
    {
        var file = await BackedUpAsync();

        var check = await DoneAsync("restore", file, "--check", "--data", prompt.Path("again"));

        check.Output.ShouldContain($"record.backup: made 2026-11-10T09:00:00Z by surety 0.1.0, schema {Upgrade.Newest}; every byte is as it was written.");
        check.Output.ShouldContain("hosting-brook: 5 entries, signed up to entry 5");
        Directory.Exists(prompt.Path("again")).ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_is_ever_overwritten()
    {
        var file = await BackedUpAsync();
        prompt.Write("other/notes.txt", "mine");
        var before = await File.ReadAllBytesAsync(file, Cancellation);

        var backup = await RunAsync("backup", file, "--data", Folder);
        var restore = await RunAsync("restore", file, "--data", Folder);
        var other = await RunAsync("restore", file, "--data", prompt.Path("other"));
        // In a folder, the name says when it was made.
        Directory.CreateDirectory(prompt.Path("backups"));
        var named = await DoneAsync("backup", prompt.Path("backups"), "--data", Folder);
        var again = await RunAsync("backup", prompt.Path("backups"), "--data", Folder);

        (backup.Code, restore.Code, other.Code, again.Code).ShouldBe((6, 6, 6, 6));
        backup.Messages.ShouldContain("a backup is never overwritten");
        restore.Messages.ShouldContain("There is a record in this folder already");
        other.Messages.ShouldContain("'notes.txt' is in it");
        named.Output.ShouldBe("backups/surety-2026-11-10T090000Z.backup\n");
        (await File.ReadAllBytesAsync(file, Cancellation)).ShouldBe(before);
        Directory.GetFiles(prompt.Path("backups")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_is_no_backup_is_refused_with_what_it_is()
    {
        await BackedUpAsync();
        await DoneAsync("export", "-o", prompt.Path("pack.surety"), "--data", Folder);

        async Task<string> RefusedAsync(string file)
        {
            var run = await RunAsync("restore", file, "--data", prompt.Path("again"));
            run.Code.ShouldBe(1, run.Messages);
            Directory.Exists(prompt.Path("again")).ShouldBeFalse();
            return run.Messages;
        }
        (await RefusedAsync(prompt.Path("pack.surety"))).ShouldContain("'surety verify' reads it");
        (await RefusedAsync(prompt.Path("data/surety.db"))).ShouldContain("This is no backup");
        (await RefusedAsync(prompt.Path("nowhere"))).ShouldContain("there is no such file");
        (await RefusedAsync(Folder)).ShouldContain("is a folder");
        (await RefusedAsync(Archived("newer", new BackupManifest(Upgrade.Newest + 1, "9.9.0", prompt.Now, []).ToBytes()))).ShouldContain($"It has schema {Upgrade.Newest + 1}, and this program knows up to {Upgrade.Newest}: surety 9.9.0 made it.");
        (await RefusedAsync(Archived("form", """{"surety":"backup 2"}"""u8.ToArray()))).ShouldContain("of another form");
        (await RefusedAsync(Archived("member", Empty(), ("../escape", [])))).ShouldContain("a part that no backup has there: '../escape'");
    }

    [Fact]
    public async Task Rows_that_no_record_can_have_leave_nothing_behind()
    {
        byte[] Space(string table, params object[] values)
        {
            var part = new RowsPart(table, ["space", "kind", "size", "head", "known", "peaks", "checkpoint"]);
            for (var i = 0; i < 2; i++) part.Add(c => values[c]);
            return part.Take();
        }
        object[] row = ["x", "agreement", 0L, Array.Empty<byte>(), 0L, Array.Empty<byte>(), 0L];

        foreach (var (part, sentence) in new[]
        {
            (Space("space", row), "contradict each other"), (Space("nothing", row), "has rows that no record of schema 1 has"), (Space("space", ["x", "agreement", "one", Array.Empty<byte>(), 0L, Array.Empty<byte>(), 0L]), "A column for Int64 has a String"),
            ([1, 2, 3], "cannot be unpacked"), (Surety.Journal.Packed.Write("no line"u8), "cannot be unpacked"), (Surety.Journal.Packed.Write("{}\n"u8), "does not say what it has"),
            (Surety.Journal.Packed.Write("""{"table":"space","columns":["space","kind","size","head","known","peaks","checkpoint"],"rows":3}"""u8.ToArray().Append((byte)'\n').ToArray()), "A value in it cannot be read"),
        })
        {
            var run = await RunAsync("restore", Archived("bad", Empty(), ("rows/000001", part)), "--data", prompt.Path("again"));

            run.Code.ShouldBe(1, run.Messages);
            run.Messages.ShouldContain(sentence);
            Directory.GetFileSystemEntries(prompt.Path("again")).Select(Path.GetFileName).ShouldBe(["lock"]);
            Directory.Delete(prompt.Path("again"), recursive: true);
        }
    }

    // Of schema 1, which every program knows.
    byte[] Empty() => new BackupManifest(1, "0.1.0", prompt.Now, []).ToBytes();

    string Archived(string name, byte[] manifest, params (string Name, byte[] Bytes)[] members)
    {
        using (var file = File.Create(prompt.Path(name)))
        {
            var archive = new ArchiveWriter(file);
            archive.Add("backup.json", manifest);
            foreach (var (member, bytes) in members) archive.Add(member, bytes);
            archive.End();
        }
        return prompt.Path(name);
    }

    [Fact]
    public async Task Keys_go_along_when_they_are_asked_for_and_else_the_journal_names_a_new_one()
    {
        var without = await BackedUpAsync();
        var with = prompt.Path("keys.backup");
        var said = await DoneAsync("backup", with, "--with-keys", "--data", Folder);

        await DoneAsync("restore", with, "--data", prompt.Path("with"), "--quick");
        await DoneAsync("restore", without, "--data", prompt.Path("without"), "--quick");
        foreach (var place in new[] { "with", "without" }) await DoneAsync("export", "-o", prompt.Path($"{place}.surety"), "--data", prompt.Path(place));

        said.Messages.ShouldContain("keep it as you keep a seal");
        (await File.ReadAllBytesAsync(prompt.Path("with/keys/checkpoints.pem"), Cancellation)).ShouldBe(await File.ReadAllBytesAsync(prompt.Path("data/keys/checkpoints.pem"), Cancellation));
        (await DoneAsync("verify", prompt.Path("with.surety"))).Output.Split("  key   ").Length.ShouldBe(2);
        (await DoneAsync("verify", prompt.Path("without.surety"))).Output.Split("  key   ").Length.ShouldBe(3);
        if (OperatingSystem.IsWindows()) return;
        foreach (var secret in new[] { with, without, prompt.Path("with/keys/checkpoints.pem") }) File.GetUnixFileMode(secret).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task What_an_interrupted_attempt_left_is_taken_away()
    {
        var file = await BackedUpAsync();
        prompt.Write("again/restoring/surety.db", "half");
        prompt.Write("again/lock", "");

        (await DoneAsync("restore", file, "--data", prompt.Path("again"))).Messages.ShouldContain("all is well");

        Directory.Exists(prompt.Path("again/restoring")).ShouldBeFalse();
    }

    [Fact]
    public async Task Where_nothing_can_be_written_it_is_told_and_nothing_is_left()
    {
        var file = await BackedUpAsync();
        prompt.Write("file", "no folder");

        var backup = await RunAsync("backup", prompt.Path("file/record.backup"), "--data", Folder);
        var restore = await RunAsync("restore", file, "--data", prompt.Path("file"));
        var none = await RunAsync("backup", prompt.Path("none.backup"), "--data", prompt.Path("nowhere"));

        (backup.Code, restore.Code, none.Code).ShouldBe((1, 1, 1));
        backup.Messages.ShouldContain("error backup.unwritable");
        restore.Messages.ShouldContain("error store.disk");
        none.Messages.ShouldContain("There is no record here yet");
        File.Exists(prompt.Path("none.backup")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_record_that_was_changed_is_restored_and_what_is_wrong_with_it_is_told()
    {
        await OctoberAsync();
        await ExecuteAsync(Folder, "update tail set bytes = x'00'");
        await DoneAsync("backup", prompt.Path("record.backup"), "--data", Folder);

        var run = await RunAsync("restore", prompt.Path("record.backup"), "--data", prompt.Path("again"));

        run.Code.ShouldBe(5, run.Messages);
        run.Output.ShouldContain("NOT verified");
    }

    [Fact]
    public async Task A_backup_of_the_first_schema_comes_back_for_ever()
    {
        var run = await DoneAsync("restore", Shared.Own("tests/acceptance/scenario/schema-1.backup"), "--data", prompt.Path("again"));

        run.Output.ShouldContain("web-shop: 312 entries, 312 facts in 304 batches, 0 signatures, 4 statements worked out again");
        run.Messages.ShouldContain("all is well");
    }

    [Fact]
    public async Task An_upgrade_is_planned_done_in_one_step_and_done_once()
    {
        Directory.CreateDirectory(Folder);
        await ExecuteAsync(Folder, "create table schema_version (version bigint not null primary key)");
        for (var i = 0; i < Upgrade.Newest - 1; i++) await ExecuteAsync(Folder, $"{new Dialect.Sqlite().Text(Database.Migrations[i])}; insert into schema_version values ({i + 1})");

        var plan = await RunAsync("upgrade", "--dry-run", "--data", Folder);
        var again = await RunAsync("upgrade", "--dry-run", "--data", Folder);
        var upgrade = await DoneAsync("upgrade", "--data", Folder);
        var nothing = await DoneAsync("upgrade", "--dry-run", "--data", Folder);
        await ExecuteAsync(Folder, "insert into schema_version values (99)");
        var newer = new[] { await RunAsync("upgrade", "--data", Folder), await RunAsync("backup", prompt.Path("newer.backup"), "--data", Folder), await RunAsync("close", "--data", Folder) };

        plan.Code.ShouldBe(2, plan.Messages);
        plan.Output.ShouldContain($"schema {Upgrade.Newest - 1}; surety 0.1.0 has {Upgrade.Newest}.\n  {Upgrade.Newest}  ");
        again.Output.ShouldBe(plan.Output);
        upgrade.Output.ShouldBe(plan.Output);
        nothing.Messages.ShouldContain("nothing is to be done");
        newer.ShouldAllBe(r => r.Code == 1 && r.Messages.Contains("a newer surety wrote it", StringComparison.Ordinal));
    }

    static async Task ExecuteAsync(string folder, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "surety.db")};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
