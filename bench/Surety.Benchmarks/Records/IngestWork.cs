using System.Diagnostics;
using System.Globalization;
using System.Text;
using NodaTime;
using Npgsql;
using Surety.Facts;
using Surety.Journal;
using Surety.Storage.Records;

namespace Surety.Benchmarks.Records;

/// <summary>
/// W3, the part of the store: facts as JSON Lines, parsed, told apart by their ids or their batch, hashed into the journal and flushed before each acknowledgement; and queryable afterwards. Beside it, on the
/// same server, what PostgreSQL takes by itself: COPY, and single insertions, with the same keys and nothing else.
/// </summary>
static class IngestWork
{
    const int OfBatch = 1_000, Writers = 32;

    public static int Run(Options options)
    {
        Console.WriteLine($"W3: durable ingest, over HTTP and the store's part alone: batches of {OfBatch} plain measurements, and single events with ids by {Writers} writers");
        using var postgres = Postgres.Start(isDurable: true);
        var server = postgres?.Address;
        if (server is null) Console.WriteLine("  PostgreSQL cannot be had.");
        foreach (var size in options.Sizes)
        {
            var (batches, singles) = (Math.Max(2, (int)(1_000 * size)), Math.Max(64, (int)(20_000 * size)));
            var bulk = Enumerable.Range(0, batches).Select(Batch).ToArray();
            var events = Enumerable.Range(0, singles).Select(Single).ToArray();
            List<Contestant> ofBatches = [new("surety on SQLite", () => Surety(options, null, bulk, 1))], ofSingles = [new("surety on SQLite", () => Surety(options, null, events, Writers))];
            if (server is not null)
            {
                ofBatches.Add(new("surety on PostgreSQL", () => Surety(options, server, bulk, 1)));
                ofBatches.Add(new("PostgreSQL: COPY of each batch, one commit each", () => Copy(server, batches)));
                ofSingles.Add(new("surety on PostgreSQL", () => Surety(options, server, events, Writers)));
                ofSingles.Add(new("PostgreSQL: insert, unique key, one commit each", () => Insert(server, singles)));
            }
            using var door = HttpDoor.Start(options, null);
            using var doorOnServer = server is null ? null : HttpDoor.Start(options, server);
            using var bare = BareDoor.Start();
            ofBatches.Add(new("surety over HTTP, SQLite", () => door.Send(bulk, 1)));
            ofBatches.Add(new("surety over HTTP, SQLite, 4 connections", () => door.Send(bulk, 4)));
            ofSingles.Add(new("surety over HTTP, SQLite, 32 connections", () => door.Send(events, Writers)));
            if (doorOnServer is not null)
            {
                ofBatches.Add(new("surety over HTTP, PostgreSQL", () => doorOnServer.Send(bulk, 1)));
                ofSingles.Add(new("surety over HTTP, PostgreSQL, 32 connections", () => doorOnServer.Send(events, Writers)));
            }
            ofBatches.Add(new("Kestrel alone, the same bytes", () => bare.Send(bulk, 1)));
            ofSingles.Add(new("Kestrel alone, the same bytes", () => bare.Send(events, Writers)));
            var rounds = options.IsQuick ? 0 : 3;
            Rates(Contest.Run($"{batches} batches of {OfBatch}", rounds, ofBatches), batches * OfBatch, "facts");
            Rates(Contest.Run($"{singles} single events, {Writers} writers", rounds, ofSingles), singles, "events");
        }
        return 0;
    }

    static void Rates(IReadOnlyList<double> medians, int count, string what) => Console.WriteLine($"  a second: {string.Join(", ", medians.Select(m => $"{count / m * 1000:N0} {what}"))}");

    static byte[] Batch(int number)
    {
        var (text, first) = (new StringBuilder(), Instant.FromUtc(2025, 1, 1, 0, 0) + Duration.FromSeconds(30L * OfBatch * number));
        for (var i = 0; i < OfBatch; i++) text.Append(CultureInfo.InvariantCulture, $$"""{"type":"state","service":"shop","at":"{{first + Duration.FromSeconds(30 * i)}}","state":"{{(i % 97 == 0 ? "down" : "up")}}"}""").Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static byte[] Single(int number) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"type":"outage","id":"o-{{number}}","service":"shop","from":"{{Instant.FromUtc(2026, 1, 1, 0, 0) + Duration.FromSeconds(number)}}","cause":"a cable"}"""));

    static Took Surety(Options options, string? server, byte[][] sent, int writers)
    {
        var folder = options.Data("w3");
        Directory.Delete(folder, true);
        if (server is not null) Run(server, "drop schema public cascade", "create schema public");
        var address = ((Result<StoreAddress>.Ok)StoreAddress.Of(server, folder)).Value;
        var store = ((Result<Store>.Ok)Store.WriteAsync(address, SystemClock.Instance, default).GetAwaiter().GetResult()).Value;
        store.WriteAsync("load", null, writing => Task.FromResult(writing.Append(new Recorded.Opened("load", SpaceKind.Feed, null))), default).GetAwaiter().GetResult();
        var watch = Stopwatch.StartNew();
        var next = -1;
        Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var at && at < sent.Length)
            {
                var (name, bytes) = ($"b{at}", sent[at]);
                await Ingest.TakeAsync(store, "load", null, new(name, Digest.Of(bytes), builder => JsonLines.Read(builder, name, bytes, source: "probe")), default);
            }
        }))).GetAwaiter().GetResult();
        var took = watch.Elapsed.TotalMilliseconds;
        var wanted = sent.Sum(s => s.Count(b => b == (byte)'\n') is var lines && lines == 0 ? 1 : lines);
        var builder = new FactBuilder();
        var reading = store.LookAsync(default).GetAwaiter().GetResult();
        reading.FactsAsync(builder, "load", long.MaxValue, null, default).GetAwaiter().GetResult();
        reading.DisposeAsync().AsTask().GetAwaiter().GetResult();
        store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        var facts = builder.Build();
        if (facts.Outages.Count + facts.States.Sum(s => s.Count) != wanted) throw new InvalidOperationException($"Of {wanted} facts {facts.Outages.Count + facts.States.Sum(s => s.Count)} are there.");
        return new(took, 0);
    }

    static Took Copy(string server, int batches)
    {
        Run(server, "drop table if exists sample", "create table sample (service text, at bigint, state smallint, primary key (service, at))");
        using var connection = Open(server);
        var watch = Stopwatch.StartNew();
        for (var batch = 0; batch < batches; batch++)
        {
            using var writer = connection.BeginBinaryImport("copy sample (service, at, state) from stdin (format binary)");
            for (var i = 0; i < OfBatch; i++)
            {
                writer.StartRow();
                writer.Write("shop");
                writer.Write(30L * ((batch * OfBatch) + i));
                writer.Write((short)(i % 97 == 0 ? 1 : 0));
            }
            writer.Complete();
        }
        return new(watch.Elapsed.TotalMilliseconds, 0);
    }

    static Took Insert(string server, int singles)
    {
        Run(server, "drop table if exists event", "create table event (source text, id text, at bigint, body text, primary key (source, id))");
        var watch = Stopwatch.StartNew();
        var next = -1;
        Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() =>
        {
            using var connection = Open(server);
            using var command = new NpgsqlCommand("insert into event values ('probe', @id, @at, @body) on conflict do nothing", connection);
            command.Parameters.Add(new NpgsqlParameter<string>("id", ""));
            command.Parameters.Add(new NpgsqlParameter<long> { ParameterName = "at" });
            command.Parameters.Add(new NpgsqlParameter<string>("body", ""));
            command.Prepare();
            while (Interlocked.Increment(ref next) is var at && at < singles)
            {
                ((NpgsqlParameter<string>)command.Parameters[0]).TypedValue = $"o-{at}";
                ((NpgsqlParameter<long>)command.Parameters[1]).TypedValue = at;
                ((NpgsqlParameter<string>)command.Parameters[2]).TypedValue = "{\"type\":\"outage\",\"service\":\"shop\",\"cause\":\"a cable\"}";
                command.ExecuteNonQuery();
            }
        }))).GetAwaiter().GetResult();
        return new(watch.Elapsed.TotalMilliseconds, 0);
    }

    static NpgsqlConnection Open(string server)
    {
        var connection = new NpgsqlConnection(((StoreAddress.OnServer)((Result<StoreAddress>.Ok)StoreAddress.Of(server, "")).Value).Connection);
        connection.Open();
        return connection;
    }

    static void Run(string server, params string[] commands)
    {
        using var connection = Open(server);
        foreach (var text in commands)
        {
            using var command = new NpgsqlCommand(text, connection);
            command.ExecuteNonQuery();
        }
    }
}
