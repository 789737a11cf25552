using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Surety.Storage.Records;
using Surety.Web;

namespace Surety.Benchmarks.Served;

/// <summary>W8, the API's part: 3,000 agreements of one party, their figures over HTTP; beside them, in turn, a bare server of the same make that answers the same bytes from memory.</summary>
static class FiguresWork
{
    const int FullSize = 3000, Asking = 4;

    sealed class Clock : IClock
    {
        Instant start = Instant.FromUnixTimeTicks(0);
        long at = Stopwatch.GetTimestamp();

        public void Set(Instant now) => (start, at) = (now, Stopwatch.GetTimestamp());

        // It runs on, so that what is kept grows old as it does in a day.
        public Instant GetCurrentInstant() => start + Duration.FromTimeSpan(Stopwatch.GetElapsedTime(at));
    }

    public static int Run(Options options)
    {
        Console.WriteLine($"W8, figures over the API and pages: agreements of 10 promises, {Asking} callers at once; the peer is a bare Kestrel with the same bytes");
        foreach (var size in options.Sizes)
            if (!RunAsync(options, new(Math.Max(2, (int)Math.Round(FullSize * size)))).GetAwaiter().GetResult()) return 1;
        return 0;
    }

    static async Task<bool> RunAsync(Options options, ServedPortfolio portfolio)
    {
        var folder = options.Data($"w8-{portfolio.Agreements}");
        Directory.Delete(folder, true);
        var clock = new Clock();
        await using var store = ((Result<Store>.Ok)await Store.WriteAsync(new StoreAddress.InFolder { Folder = folder }, clock, default)).Value;
        var watch = Stopwatch.StartNew();
        var key = await portfolio.WriteAsync(store, clock.Set);
        Console.WriteLine($"{portfolio.Agreements} agreements: brought in and closed once in {watch.Elapsed.TotalSeconds:N1} s");
        using var stopping = new CancellationTokenSource();
        var listening = new TaskCompletionSource<Uri>();
        var serving = Server.RunAsync(store, new(["http://127.0.0.1:0"]) { Closes = false, RequestsPerSecond = 1_000_000 }, (urls, _) => listening.SetResult(new(urls.First())), stopping.Token);
        using var client = new HttpClient { BaseAddress = await listening.Task };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var answers = new Dictionary<string, byte[]>();
        await using var bare = await BareAsync(answers);
        using var peer = new HttpClient { BaseAddress = new(bare.Urls.First()) };
        peer.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;

        var random = new Random(1);
        var some = Enumerable.Range(0, Math.Min(portfolio.Agreements, options.IsQuick ? 20 : 300)).Select(_ => random.Next(portfolio.Agreements)).Distinct().ToList();
        watch.Restart();
        var pages = await PagesAsync(client, answers);
        Console.WriteLine($"  the whole portfolio for the first time, every agreement worked out: {watch.Elapsed.TotalSeconds:N2} s, {watch.Elapsed.TotalMilliseconds / portfolio.Agreements:N1} ms each");
        foreach (var agreement in some)
            if (await WrongAsync(client, agreement) is { } wrong)
            {
                Console.WriteLine($"WRONG: {ServedPortfolio.NameOf(agreement)}: {wrong}");
                return false;
            }
        var isQuick = options.IsQuick;
        await CompareAsync("portfolio, a page of 200", pages);
        foreach (var (name, path) in new[] { ("levels of one agreement", "levels"), ("queue of one agreement", "queue"), ("running month of one agreement", "state"), ("published statement", "statements/2025-11"), ("list of statements", "statements") })
            await CompareAsync(name, some.ConvertAll(a => $"/v1/agreements/{ServedPortfolio.NameOf(a)}/{path}"));
        await ComparePagesAsync();
        var arriving = new Arriving(client, portfolio.Agreements, () => clock.GetCurrentInstant());
        Console.WriteLine($"while facts come in, a batch for each agreement once a minute ({Arriving.PerSecond(portfolio.Agreements):N0} batches in a second)");
        await ComparePagesAsync();
        var (taken, took) = await arriving.StopAsync();
        Console.WriteLine($"  {taken} batches taken meanwhile, each in {At(took, 50):N2} ms, p95 {At(took, 95):N2} ms");
        // What the server keeps: all that is alive, less the answers that are kept here for the peer.
        Console.WriteLine($"  kept by the server after all this: {(GC.GetTotalMemory(true) - answers.Values.Sum(a => (long)a.Length)) / 1_000_000} MB");
        await stopping.CancelAsync();
        await serving;
        Console.WriteLine($"  memory: {Process.GetCurrentProcess().WorkingSet64 / 1_000_000} MB, of both servers and both callers");
        return true;

        async Task ComparePagesAsync()
        {
            foreach (var (name, path) in new[] { ("page: Today", "/"), ("page: Agreements", "/agreements"), ("page: Agreements, a filter", "/agreements?text=Customer+1&order=next") }) await CompareAsync(name, [path]);
            foreach (var (name, path) in new[] { ("where it stands", ""), ("a level", "/level?of=level%200"), ("the text", "/text"), ("queue", "/queue"), ("evidence", "/evidence"), ("statements", "/statements"), ("a statement", "/statements/2025-11"), ("credits", "/credits"), ("sources", "/sources"), ("record", "/record") })
                await CompareAsync($"page: {name}", some.ConvertAll(a => $"/agreements/{ServedPortfolio.NameOf(a)}{path}"));
        }

        async Task CompareAsync(string name, List<string> paths)
        {
            var first = new List<double>();
            foreach (var path in paths)
            {
                var asked = Stopwatch.GetTimestamp();
                answers[path] = await client.GetByteArrayAsync(path);
                first.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }
            first.Sort();
            var (ours, theirs) = (new List<double>(), new List<double>());
            var (cpu, bareCpu) = (TimeSpan.Zero, TimeSpan.Zero);
            for (var round = 0; round < (isQuick ? 1 : 5); round++)
            {
                cpu += await AskAsync(client, paths, ours);
                bareCpu += await AskAsync(peer, paths, theirs);
            }
            ours.Sort();
            theirs.Sort();
            Console.WriteLine($"  {name,-34} first {At(first, 50),7:N2} ms, p95 {At(first, 95),7:N2} ms   then {At(ours, 50),7:N2} ms, p95 {At(ours, 95),7:N2} ms   bare {At(theirs, 50),6:N2} ms, p95 {At(theirs, 95),6:N2} ms   {At(ours, 50) / At(theirs, 50),5:N1} times, p95 {At(ours, 95) / At(theirs, 95),5:N1} times   {paths.Average(p => answers[p].Length) / 1000,6:N1} kB   CPU of a request, its caller's part with it, {cpu.TotalMicroseconds / ours.Count,5:N0} us, bare {bareCpu.TotalMicroseconds / theirs.Count,4:N0} us");
        }

        static double At(List<double> sorted, int percent) => sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];
    }

    /// <summary>Several callers ask, each one thing after the other.</summary>
    /// <returns>The time of processors that it took, which a loaded machine lengthens less than the time by the clock.</returns>
    static async Task<TimeSpan> AskAsync(HttpClient client, List<string> paths, List<double> took)
    {
        var next = -1;
        var began = Process.GetCurrentProcess().TotalProcessorTime;
        var times = new double[Math.Max(200, paths.Count)];
        await Task.WhenAll(Enumerable.Range(0, Asking).Select(asking => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < times.Length;)
            {
                var asked = Stopwatch.GetTimestamp();
                using var answer = await client.GetAsync(paths[i % paths.Count]);
                await answer.Content.ReadAsByteArrayAsync();
                times[i] = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
            }
        })));
        took.AddRange(times);
        return Process.GetCurrentProcess().TotalProcessorTime - began;
    }

    static async Task<List<string>> PagesAsync(HttpClient client, Dictionary<string, byte[]> answers)
    {
        var pages = new List<string>();
        for (var path = "/v1/portfolio?limit=200"; path is not null;)
        {
            pages.Add(path);
            using var page = JsonDocument.Parse(answers[path] = await client.GetByteArrayAsync(path));
            path = page.RootElement.TryGetProperty("next", out var next) ? $"/v1/portfolio?limit=200&cursor={next.GetString()}" : null;
        }
        return pages;
    }

    /// <summary>What is wrong with what is said of an agreement; <c>null</c>: nothing.</summary>
    static async Task<string?> WrongAsync(HttpClient client, int agreement)
    {
        using var standing = JsonDocument.Parse(await client.GetByteArrayAsync($"/v1/agreements/{ServedPortfolio.NameOf(agreement)}/levels"));
        var asOf = NodaTime.Text.InstantPattern.ExtendedIso.Parse(standing.RootElement.GetProperty("asOf").GetString()!).Value;
        for (var service = 0; service < 8; service++)
        {
            // A pencil knows the minute at which it began, and seconds have gone by since.
            var exact = standing.RootElement.GetProperty("levels")[service].GetProperty("attained").GetProperty("exact").GetString()!.Split('/');
            var found = 1m - (decimal.Parse(exact[0], System.Globalization.CultureInfo.InvariantCulture) / decimal.Parse(exact.ElementAtOrDefault(1) ?? "1", System.Globalization.CultureInfo.InvariantCulture));
            var (month, byHand) = ((decimal)(asOf - Instant.FromUtc(2025, 12, 1, 0, 0)).TotalMinutes, ServedPortfolio.ByHand(agreement, service));
            var bad = (1 - byHand) * Rational.Of((long)(ServedPortfolio.Now - Instant.FromUtc(2025, 12, 1, 0, 0)).TotalMinutes, 1);
            if (Math.Abs((found * month) - decimal.Parse(bad.ToString(), System.Globalization.CultureInfo.InvariantCulture)) > 0.01m) return $"level {service} has {found * month} bad minutes, and by hand {bad}";
        }
        return null;
    }

    static async Task<WebApplication> BareAsync(Dictionary<string, byte[]> answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        var app = builder.Build();
        app.Map("/{**path}", (RequestDelegate)(async context =>
        {
            var bytes = answers[context.Request.Path.Value + context.Request.QueryString];
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes);
        }));
        await app.StartAsync();
        return app;
    }
}
