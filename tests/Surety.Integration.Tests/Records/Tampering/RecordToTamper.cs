using System.Globalization;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Surety.Cli;
using Surety.Journal;
using Surety.Storage.Records;
using Surety.Tests.Oracle;
using Xunit;

namespace Surety.Integration.Tests.Records.Tampering;

/// <summary>A record with one of everything, as it was after each command that wrote to it: keys of both sides, two versions, facts of four months, some put together, three statements and a revision with its reason.</summary>
public sealed class RecordToTamper : IAsyncLifetime
{
    public const string Space = "hosting-brook";

    readonly Prompt prompt = new();
    readonly List<Stage> stages = [];

    /// <summary>The record after each command, oldest first.</summary>
    public IReadOnlyList<Stage> Stages => stages;

    /// <summary>The last one, which is tampered with.</summary>
    public Stage Whole => stages[^1];

    /// <summary>What the other side holds: the note of the last receipt that it was given.</summary>
    public string Held { get; private set; } = "";

    /// <summary>A file with it.</summary>
    public string HeldFile => prompt.Path("held.note");

    public Prompt Prompt => prompt;

    string Data => prompt.Path("data");

    public async ValueTask InitializeAsync()
    {
        var draw = new Draw(4711);
        foreach (var side in new[] { "provider", "customer" }) await prompt.RunAsync("key", prompt.Path($"{side}.pem"));
        var first = prompt.Write("v1.yaml", Example.Agreement);
        var second = prompt.Write("v2.yaml", Example.Agreement.Replace("version: 1", "version: 2\neffective: 2026-03-01", StringComparison.Ordinal).Replace("at least 99.9 %", "at least 99.5 %", StringComparison.Ordinal).Replace("from 99.0 % to below 99.9 %", "from 99.0 % to below 99.5 %", StringComparison.Ordinal));
        await DoAsync("2026-01-01T08:00:00Z", "apply", first);
        foreach (var side in new[] { "provider", "customer" }) await DoAsync("2026-01-01T09:00:00Z", "apply", first, "--sign", side, "--key", prompt.Path($"{side}.pem"));
        foreach (var part in Enumerable.Range(1, 3)) await DoAsync("2026-01-27T09:00:00Z", "ingest", Facts(draw, 1, part));
        await TogetherAsync("2026-01-27T10:00:00Z");
        await DoAsync("2026-02-12T09:00:00Z", "close");
        foreach (var side in new[] { "provider", "customer" }) await DoAsync("2026-02-15T09:00:00Z", "apply", second, "--sign", side, "--key", prompt.Path($"{side}.pem"));
        foreach (var part in Enumerable.Range(1, 2)) await DoAsync("2026-02-28T09:00:00Z", "ingest", Facts(draw, 2, part));
        await DoAsync("2026-03-12T09:00:00Z", "close");
        await DoAsync("2026-03-13T09:00:00Z", "ingest", prompt.Write("late.jsonl", """{"type":"outage","id":"late-1","service":"shop","from":"2026-02-10T10:00:00Z","until":"2026-02-10T19:00:00Z"}"""));
        await DoAsync("2026-03-14T09:00:00Z", "revise", "2026-02", "--reason", "the probe's log was read late");
        await DoAsync("2026-03-15T09:00:00Z", "propose", prompt.Write("correction.json", """{"type":"outage","id":"late-2","source":"late","supersedes":"late-1","service":"shop","from":"2026-02-10T10:00:00Z","until":"2026-02-10T12:00:00Z"}"""), "--side", "provider", "--reason", "the log was of another probe", "--name", "prp_log");
        var shown = await RunAsync(At("2026-03-15T10:00:00Z"), "proposals", "-o", "json", "--data", Data);
        var upTo = JsonDocument.Parse(shown.Output).RootElement.GetProperty("proposals")[0].GetProperty("preview").GetProperty("entries").GetRawText();
        await DoAsync("2026-03-15T10:00:00Z", "answer", "prp_log", "--accept", "--side", "customer", "--reason", "so it was", "--up-to", upTo);
        await DoAsync("2026-03-15T11:00:00Z", "propose", prompt.Write("period.json", """{"period":"2026-02"}"""), "--side", "customer", "--reason", "with the right log");
        await DoAsync("2026-03-31T09:00:00Z", "ingest", Facts(draw, 3, 1));
        await TogetherAsync("2026-03-31T10:00:00Z");
        await DoAsync("2026-04-12T09:00:00Z", "close");
        await DoAsync("2026-04-27T09:00:00Z", "ingest", Facts(draw, 4, 1));
        var receipt = await DoAsync("2026-04-28T09:00:00Z", "ingest", Facts(draw, 4, 2), "-o", "json");
        Held = JsonDocument.Parse(receipt.Output).RootElement.GetProperty("checkpoint").GetString()!;
        File.WriteAllText(HeldFile, Held);
    }

    public ValueTask DisposeAsync()
    {
        prompt.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>An empty folder for a data folder of its own.</summary>
    public string NewFolder()
    {
        var folder = prompt.Path(Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Runs a command at an instant, in this process.</summary>
    public static async Task<Printed> RunAsync(Instant now, params string[] args)
    {
        using var then = new Prompt { Now = now };
        return await then.RunAsync(args, "", Terminal.None, TestContext.Current.CancellationToken);
    }

    public static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;

    string Facts(Draw draw, int month, int part)
    {
        var lines = new StringBuilder();
        for (var i = 1; i <= 12; i++)
        {
            var (day, hour, id) = (draw.Whole(1, 25), draw.Whole(8, 20), $"{month}-{part}-{i}");
            var opened = string.Create(CultureInfo.InvariantCulture, $"2026-{month:00}-{day:00}T{hour:00}:{draw.Whole(10, 29)}:00Z");
            // Some facts have no id: they are told apart by nothing but their batch.
            lines.AppendLine(i % 4 == 0
                ? $$"""{"type":"outage","service":"shop","from":"{{opened}}","until":"{{opened[..14]}}{{draw.Whole(30, 59)}}:00Z"}"""
                : $$"""{"type":"ticket","id":"t-{{id}}","ticket":"T-{{id}}","event":"opened","priority":"{{draw.Of("P1", "P2", "P3")}}","at":"{{opened}}"}""");
            if (i % 4 != 0) lines.AppendLine($$"""{"type":"ticket","id":"r-{{id}}","ticket":"T-{{id}}","event":"replied","by":"provider","at":"{{opened[..14]}}{{draw.Whole(30, 59)}}:00Z"}""");
        }
        return prompt.Write($"facts-{month}-{part}.jsonl", lines.ToString());
    }

    async Task<Printed> DoAsync(string now, params string[] args)
    {
        var run = await RunAsync(At(now), [.. args, "--data", Data]);
        if (run.Code != 0) throw new InvalidOperationException($"{string.Join(' ', args)}\n{run.Output}{run.Messages}");
        await KeepAsync(At(now));
        return run;
    }

    /// <summary>Puts facts together for reading, few as they are.</summary>
    async Task TogetherAsync(string now)
    {
        await using (var store = (await Store.WriteAsync(new StoreAddress.InFolder { Folder = Data }, new Then(At(now)), TestContext.Current.CancellationToken) as Result<Store>.Ok)!.Value)
            await Ingest.CompactAsync(store, Space, TestContext.Current.CancellationToken, mostBatches: 2);
        await KeepAsync(At(now));
    }

    /// <summary>Keeps a copy of the record, and the pack that it gives; the export itself is in the copy's copy.</summary>
    async Task KeepAsync(Instant now)
    {
        // What was written last may still lie beside the file: a connection that nobody uses any more is closed when the collector comes to it.
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(Data, "surety.db")};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "pragma wal_checkpoint(truncate)";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        var (kept, exported) = (NewFolder(), NewFolder());
        foreach (var folder in new[] { kept, exported })
        {
            File.Copy(Path.Combine(Data, "surety.db"), Path.Combine(folder, "surety.db"));
            Directory.CreateDirectory(Path.Combine(folder, "keys"));
            File.Copy(Path.Combine(Data, "keys", "checkpoints.pem"), Path.Combine(folder, "keys", "checkpoints.pem"));
        }
        var pack = Path.Combine(kept, "pack.surety");
        var export = await RunAsync(now + Duration.FromMinutes(1), "export", "-o", pack, "--data", exported);
        if (export.Code != 0) throw new InvalidOperationException(export.Messages);
        stages.Add(new(now, kept, File.ReadAllBytes(Path.Combine(kept, "surety.db")), File.ReadAllBytes(pack)));
    }

    sealed class Then(Instant now) : IClock
    {
        public Instant GetCurrentInstant() => now;
    }
}

/// <summary>A record after a command.</summary>
/// <param name="Now">When that was.</param><param name="Folder">A data folder with it, for nobody to write to.</param><param name="Database">The file.</param><param name="Pack">What it gave a minute later.</param>
public sealed record Stage(Instant Now, string Folder, byte[] Database, byte[] Pack)
{
    public Pack Read() => Reads(Pack) ?? throw new InvalidOperationException("The pack cannot be read.");

    /// <returns><c>null</c>: it is refused.</returns>
    public static Pack? Reads(byte[] bytes) => (Journal.Pack.Read("pack.surety", new MemoryStream(bytes)) as Result<Pack>.Ok)?.Value;
}
