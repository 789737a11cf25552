using Microsoft.Data.Sqlite;
using Shouldly;
using Surety.Journal;
using Surety.Storage.Records;
using Xunit;

namespace Surety.Integration.Tests.Records;

/// <summary>The record in a folder.</summary>
public sealed class SqliteRecordTests : RecordContract
{
    string Folder => Prompt.Path("data");

    protected override string[] Where => ["--data", Folder];

    protected override StoreAddress Address => new StoreAddress.InFolder { Folder = Folder };

    protected override async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "surety.db")};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_is_made_for_a_record_is_its_owner_s_alone_and_what_is_there_stays_as_it_is()
    {
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite, folder = own | UnixFileMode.UserExecute, open = folder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        var agreement = Prompt.Write("agreement.yaml", Example.Agreement);
        (await RunAsync(Prompt.Now, "apply", agreement, "--kept-by", "provider")).Code.ShouldBe(0);
        await RunAsync(Prompt.Now, "backup", Prompt.Path("a.backup"));
        using var elsewhere = new Prompt { Now = Prompt.Now };
        (await elsewhere.RunAsync("restore", Prompt.Path("a.backup"), "--data", elsewhere.Path("above/again"))).Code.ShouldBe(0);
        var well = await RunAsync(Prompt.Now, "doctor");
        Directory.CreateDirectory(elsewhere.Path("there"), open);
        File.SetUnixFileMode(elsewhere.Path("there"), open);
        await elsewhere.RunAsync("apply", agreement, "--kept-by", "provider", "--data", elsewhere.Path("there"));
        var warned = await elsewhere.RunAsync("doctor", "--data", elsewhere.Path("there"));

        foreach (var made in new[] { Folder, elsewhere.Path("above/again"), Path.Combine(Folder, "keys") }) File.GetUnixFileMode(made).ShouldBe(folder, made);
        foreach (var file in new[] { Folder, elsewhere.Path("above/again"), elsewhere.Path("there") }.SelectMany(f => Directory.GetFiles(f, "*", SearchOption.AllDirectories)).Append(Prompt.Path("a.backup"))) File.GetUnixFileMode(file).ShouldBe(own, file);
        File.GetUnixFileMode(elsewhere.Path("there")).ShouldBe(open);
        well.Messages.ShouldNotContain("Others on this machine");
        warned.Code.ShouldBe(0);
        warned.Messages.ShouldContain($"Others on this machine may look into {elsewhere.Path("there")}, where the record is. 'chmod 700 ");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    [InlineData(1 << 20)]
    public async Task However_the_bytes_of_a_stream_come_its_lines_are_the_same(int together)
    {
        await RunAsync(Prompt.Now, "apply", Prompt.Write("agreement.yaml", Example.Agreement), "--kept-by", "provider");
        static string Outage(int number) => $$"""{"type":"outage","id":"s-{{number}}","service":"shop","from":"2026-10-06T10:00:00Z","until":"2026-10-06T10:00:01Z"}""";
        string[] lines = [Outage(1), Outage(2), new string('x', 5000), "", Outage(3), Outage(4), Outage(5), new string('y', 5000), Outage(6)];
        using var then = new Prompt { Now = Prompt.Now };
        using var input = new Pieces(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines)), together);

        // The last line has no end.
        var run = await then.RunAsync(["ingest", "-", "--lines", "2", "-o", "json", .. Where], input, Surety.Cli.Terminal.None, TestContext.Current.CancellationToken);

        run.Code.ShouldBe(1, run.Messages);
        var told = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement).ToList();
        told.Sum(t => t.GetProperty("accepted").GetInt32()).ShouldBe(6);
        told.Sum(t => t.GetProperty("refused").GetInt32()).ShouldBe(2);
        told.ShouldAllBe(t => t.GetProperty("accepted").GetInt32() + t.GetProperty("refused").GetInt32() <= 2);
        (await RunAsync(Prompt.Now, "doctor")).Output.ShouldContain("6 facts in ");
    }

    /// <summary>Gives no more bytes at once than so many.</summary>
    sealed class Pieces(byte[] bytes, int together) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, together)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(buffer.Length, together)], cancellationToken);
    }

    [Fact]
    public async Task A_second_writer_is_told_to_wait_and_readers_need_no_turn()
    {
        var agreement = Prompt.Write("agreement.yaml", Example.Agreement);
        await RunAsync(Prompt.Now, "apply", agreement, "--kept-by", "provider");
        await using var held = Opened(await Store.WriteAsync(Address, new Fixed(Prompt.Now), TestContext.Current.CancellationToken));

        var second = await RunAsync(Prompt.Now, "close");
        var reader = await RunAsync(Prompt.Now, "status");

        second.Code.ShouldBe(6);
        second.Messages.ShouldContain("Another program is writing to this store");
        reader.Code.ShouldBe(0, reader.Messages);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        Prompt.Write("data/surety.db", "this is no database, and nobody may lose it by our doing\n");

        var run = await RunAsync(Prompt.Now, "apply", Prompt.Write("agreement.yaml", Example.Agreement), "--kept-by", "provider");

        run.Code.ShouldBe(1);
        run.Messages.ShouldContain("The file is no database, or it was damaged.");
        File.ReadAllText(Prompt.Path("data/surety.db")).ShouldStartWith("this is no database");
    }

    [Fact]
    public async Task What_was_erased_is_in_no_file_of_the_record_any_more()
    {
        const string personal = "Frau Sommer had the wrong clock";
        var cancellation = TestContext.Current.CancellationToken;
        await RunAsync(Prompt.Now, "apply", Prompt.Write("agreement.yaml", Example.Agreement), "--kept-by", "provider");
        await using var store = Opened(await Store.WriteAsync(Address, new Fixed(Prompt.Now), cancellation));
        var written = await store.WriteAsync("hosting-brook", null, writing => Task.FromResult(writing.Append(new Recorded.Published("2026-10", 0, Prompt.Now, 1, [], writing.Keep(new byte[] { 1 }), 1, writing.Keep(new byte[] { 2 }), writing.KeepErasable(personal)))), cancellation);
        var seq = ((Result<Written<Entry>>.Ok)written).Value.Seq;
        // Connections of earlier looks stay open, more of them than there were looks at once, and hold nothing.
        for (var round = 0; round < 2; round++)
        {
            var looks = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => store.LookAsync(cancellation)));
            foreach (var look in looks) (await look.ErasableAsync("hosting-brook", cancellation)).Single().Text.ShouldBe(personal);
            foreach (var look in looks) await look.DisposeAsync();
        }
        var before = Files();

        (await store.WriteAsync("hosting-brook", null, writing => Task.FromResult(writing.Append(new Recorded.Erased(seq))), cancellation)).ShouldBeOfType<Result<Written<Entry>>.Ok>();

        before.ShouldContain(personal);
        Files().ShouldNotContain(personal);
        await using var after = await store.LookAsync(cancellation);
        (await after.ErasableAsync("hosting-brook", cancellation)).ShouldBeEmpty();

        // By a program of its own: whoever closes a file in this one gives up its locks.
        string Files() => string.Concat(new[] { "surety.db", "surety.db-wal" }.Select(f =>
        {
            using var cat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("grep", ["-a", "-o", personal, Path.Combine(Folder, f)]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var text = cat.StandardOutput.ReadToEnd();
            cat.WaitForExit();
            return text;
        }));
    }

    [Fact]
    public async Task A_look_that_is_closed_twice_gives_its_connection_to_nobody_else_twice()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await RunAsync(Prompt.Now, "apply", Prompt.Write("agreement.yaml", Example.Agreement), "--kept-by", "provider");
        await using var store = Opened(await Store.WriteAsync(Address, new Fixed(Prompt.Now), cancellation));
        var first = await store.LookAsync(cancellation);
        await first.DisposeAsync();
        await first.DisposeAsync();

        await using var one = await store.LookAsync(cancellation);
        await using var two = await store.LookAsync(cancellation);

        (await one.SpacesAsync(cancellation)).ShouldBe(["hosting-brook"]);
        (await two.SpacesAsync(cancellation)).ShouldBe(["hosting-brook"]);
    }

    [Fact]
    public async Task Keys_are_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        await RunAsync(Prompt.Now, "apply", Prompt.Write("agreement.yaml", Example.Agreement), "--kept-by", "provider");
        await Prompt.RunAsync("key", Prompt.Path("own.pem"));

        foreach (var file in new[] { Prompt.Path("data/keys/checkpoints.pem"), Prompt.Path("own.pem") })
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
