using System.Globalization;

namespace Surety.Benchmarks.Availability;

/// <summary>A month of probes: each service every 30 s up or down, and the latency of each answer in µs. The same for the same number of services, on every machine.</summary>
sealed class Month
{
    public const int Days = 30;
    public const int PerDay = 2880;
    public const int Samples = Days * PerDay;
    public const int Every = 30;
    public const long Start = 1_775_001_600; // 2026-04-01T00:00Z

    readonly byte[][] down;
    readonly int[][] latency;

    Month(int first, int services)
    {
        (First, Services) = (first, services);
        (down, latency, Maintenance) = (new byte[services][], new int[services][], new (long From, long Until)[services][]);
        Parallel.For(0, services, Make);
    }

    /// <summary>Number of the first service: a month of very many is made in parts.</summary>
    public int First { get; }

    public int Services { get; }

    /// <summary>Of a service: 1 where it was down.</summary>
    public ReadOnlySpan<byte> DownOf(int service) => down[service];

    /// <summary>Of a service: µs, where it was up.</summary>
    public ReadOnlySpan<int> LatencyOf(int service) => latency[service];

    /// <summary>Of each service: seconds since 1970 of its announced maintenance, in order, disjoint, on whole minutes: so to count samples is to count time.</summary>
    public (long From, long Until)[][] Maintenance { get; }

    public static Month Of(int services, int first = 0) => new(first, services);

    void Make(int place)
    {
        var service = First + place;
        var random = new Sequence((ulong)service + 1);
        var (states, times) = (new byte[Samples], new int[Samples]);
        // One in ten has a bad month: outages of an hour. The others have short ones, and lost probes.
        for (var outages = random.Below(service % 10 == 0 ? 40 : 6); outages > 0; outages--)
            Fill(states.AsSpan(random.Below(Samples)), 1 + random.Below(service % 10 == 0 ? 240 : 20));
        for (var lost = random.Below(60); lost > 0; lost--) states[random.Below(Samples)] = 1;
        var usual = 20_000 + random.Below(200_000);
        for (var i = 0; i < Samples; i++)
        {
            var spread = random.Below(1 << 20);
            // Most answers lie close together, one in sixteen takes up to eleven times as long.
            times[i] = usual + (spread % (usual / 4)) + ((spread >> 16) == 0 ? spread * 10 : 0);
        }
        var windows = new List<(long, long)>();
        for (var week = 0; week < 4; week++)
        {
            var from = Start + (((week * 7L) + random.Below(6)) * 86_400) + (random.Below(23) * 3600L);
            windows.Add((from, from + ((30 + random.Below(120)) * 60L)));
        }
        (down[place], latency[place], Maintenance[place]) = (states, times, [.. windows]);
    }

    static void Fill(Span<byte> states, int length) => states[..Math.Min(length, states.Length)].Fill(1);

    /// <summary>Numbers that look random, the same for the same seed: xorshift.</summary>
    sealed class Sequence(ulong seed)
    {
        ulong state = unchecked(seed * 0x9E3779B97F4A7C15);

        public int Below(int limit)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            return (int)((state >> 33) % (ulong)limit);
        }
    }

    /// <summary>Writes all probes as the peers read them: service, second, up, latency.</summary>
    public void WriteSamples(string file)
    {
        using var writer = new StreamWriter(file);
        for (var service = 0; service < Services; service++)
            for (var i = 0; i < Samples; i++)
            {
                writer.Write(service);
                writer.Write(',');
                writer.Write(Start + ((long)i * Every));
                writer.Write(DownOf(service)[i] == 1 ? ",0," : ",1,");
                writer.WriteLine(LatencyOf(service)[i]);
            }
    }

    /// <summary>Writes all announced maintenance: service, from, until.</summary>
    public void WriteMaintenance(string file) =>
        File.WriteAllLines(file, Maintenance.SelectMany((windows, service) => windows.Select(w => string.Create(CultureInfo.InvariantCulture, $"{service},{w.From},{w.Until}"))));
}
