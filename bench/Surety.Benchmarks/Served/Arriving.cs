using System.Diagnostics;
using System.Globalization;
using System.Text;
using NodaTime;

namespace Surety.Benchmarks.Served;

/// <summary>Facts that come in while somebody looks: of each agreement a new ticket once a minute, whether those before were answered or not, until it is stopped.</summary>
sealed class Arriving
{
    readonly HttpClient client;
    readonly int agreements;
    readonly Func<Instant> now;
    readonly List<double> took = [];
    readonly Task running;
    volatile bool isStopped;

    public Arriving(HttpClient client, int agreements, Func<Instant> now)
    {
        (this.client, this.agreements, this.now) = (client, agreements, now);
        running = Task.Run(SendAllAsync);
    }

    /// <summary>So many batches come in a second.</summary>
    public static double PerSecond(int agreements) => agreements / 60.0;

    /// <summary>Stops, and waits for what is on its way.</summary>
    /// <returns>How many batches were taken, and how many milliseconds each took, in order.</returns>
    /// <exception cref="HttpRequestException">One of them was not taken.</exception>
    public async Task<(int Taken, List<double> Took)> StopAsync()
    {
        isStopped = true;
        await running;
        took.Sort();
        return (took.Count, took);
    }

    async Task SendAllAsync()
    {
        var began = Stopwatch.GetTimestamp();
        var sent = new List<Task>();
        while (!isStopped)
        {
            for (var due = (int)(Stopwatch.GetElapsedTime(began).TotalSeconds * PerSecond(agreements)); sent.Count < due;) sent.Add(SendAsync(sent.Count));
            await Task.Delay(5);
        }
        await Task.WhenAll(sent);
    }

    async Task SendAsync(int number)
    {
        var at = now().ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        using var line = new StringContent(string.Create(CultureInfo.InvariantCulture, $$"""{"type":"ticket","ticket":"N{{number}}","event":"opened","priority":"P{{1 + (number % 3)}}","at":"{{at}}"}"""), Encoding.UTF8, "application/x-ndjson");
        var asked = Stopwatch.GetTimestamp();
        using var answer = await client.PostAsync($"/v1/agreements/{ServedPortfolio.NameOf(number % agreements)}/facts?source=desk&batch=n-{number}", line);
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException(await answer.Content.ReadAsStringAsync());
        lock (took) took.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
    }
}
