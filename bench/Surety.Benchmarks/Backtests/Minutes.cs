using System.Globalization;
using NodaTime;
using Surety.Facts;

namespace Surety.Benchmarks.Backtests;

/// <summary>Some months of minutes up to the end of 2025, six measurements of each: two states, two times, counts, a load. The same on every machine.</summary>
sealed class Minutes
{
    const long Start = 1_767_225_600; // 2026-01-01T00:00Z

    readonly List<(long From, long Until)> works = [];

    Minutes(int months)
    {
        First = new LocalDate(2026, 1, 1).PlusMonths(-months);
        var from = First.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant().ToUnixTimeSeconds();
        At = [.. Enumerable.Range(0, (int)((Start - from) / 60)).Select(i => from + (60L * i))];
        Months = [.. Enumerable.Range(0, months).Select(m => First.PlusMonths(m))];
        var random = new Random(7);
        (ShopIsDown, SearchIsDown, Page, Search, Good, Total, Load) = (new bool[At.Length], new bool[At.Length], new int[At.Length], new int[At.Length], new int[At.Length], new int[At.Length], new int[At.Length]);
        foreach (var down in new[] { ShopIsDown, SearchIsDown })
            for (var outage = 0; outage < months * 6; outage++) Fill(down.AsSpan(random.Next(At.Length)), 1 + random.Next(outage % 10 == 0 ? 300 : 15));
        for (var i = 0; i < At.Length; i++)
        {
            Page[i] = 80_000 + random.Next(60_000) + (random.Next(20) == 0 ? random.Next(900_000) : 0);
            Search[i] = 30_000 + random.Next(90_000) + (random.Next(400) == 0 ? 800_000 : 0);
            Total[i] = 50 + random.Next(400);
            Good[i] = Total[i] - (random.Next(30) == 0 ? random.Next(6) : 0);
            Load[i] = 100 + random.Next(800);
        }
        for (var month = 0; month < months; month++)
        {
            var night = Months[month].PlusDays(9).AtStartOfDayInZone(DateTimeZone.Utc).ToInstant().ToUnixTimeSeconds() + 7200;
            works.Add((night, night + (60 * (60 + random.Next(120)))));
        }
    }

    public LocalDate First { get; }

    /// <summary>First days of the months.</summary>
    public LocalDate[] Months { get; }

    /// <summary>Seconds since 1970.</summary>
    public long[] At { get; }

    public bool[] ShopIsDown { get; }

    public bool[] SearchIsDown { get; }

    /// <summary>In µs.</summary>
    public int[] Page { get; }

    /// <summary>In µs.</summary>
    public int[] Search { get; }

    public int[] Good { get; }

    public int[] Total { get; }

    /// <summary>In tenths.</summary>
    public int[] Load { get; }

    public static Minutes Of(int months) => new(months);

    /// <summary>Whether a minute lies in planned works, which begin and end on whole minutes.</summary>
    public bool IsInWorks(long second) => works.Exists(w => second >= w.From && second < w.Until);

    static void Fill(Span<bool> rest, int length) => rest[..Math.Min(length, rest.Length)].Fill(true);

    /// <summary>Writes a file of columns through the door that every file of facts takes.</summary>
    public void Write(string file)
    {
        var builder = new FactBuilder(keepsRows: true);
        JsonLines.Read(builder, "works.jsonl", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', works.Select(w =>
            $$"""{"type":"exclusion","exclusion":"works","from":"{{Text(w.From)}}","until":"{{Text(w.Until)}}","announced":"{{Text(w.From - 200_000)}}"}"""))));
        var (probes, _) = builder.Begin("minutes.jsonl");
        long[] at = [.. At.Select(s => s * NodaConstants.TicksPerSecond)];
        var line = 1;
        foreach (var (kind, service, state, first, second) in Series())
        {
            var places = Origins.Of(Enumerable.Range(line, at.Length).Select(l => new Origin(probes, l)));
            line += at.Length;
            builder.Read(new BulkColumns(
                kind, Labels.None.With("service", service), Steps.Of(at), States.Of(state), kind == BulkKind.Count ? Steps.Of([.. at.Select(a => a + NodaConstants.TicksPerMinute)]) : Steps.Empty,
                Numbers.Of(first), Numbers.Of(second), places));
        }
        using var output = File.Create(file);
        FactColumns.Write(builder, output);
    }

    IEnumerable<(BulkKind Kind, string Service, ServiceState[] State, decimal[] First, decimal[] Second)> Series()
    {
        yield return (BulkKind.State, "shop", Array.ConvertAll(ShopIsDown, d => d ? ServiceState.Down : ServiceState.Up), [], []);
        yield return (BulkKind.State, "search", Array.ConvertAll(SearchIsDown, d => d ? ServiceState.Down : ServiceState.Up), [], []);
        yield return (BulkKind.Sample, "page", [], Array.ConvertAll(Page, p => new decimal(p, 0, 0, false, 3)), []);
        yield return (BulkKind.Sample, "found", [], Array.ConvertAll(Search, p => new decimal(p, 0, 0, false, 3)), []);
        yield return (BulkKind.Sample, "load", [], Array.ConvertAll(Load, p => new decimal(p, 0, 0, false, 1)), []);
        yield return (BulkKind.Count, "answers", [], Array.ConvertAll(Good, g => (decimal)g), Array.ConvertAll(Total, t => (decimal)t));
    }

    static string Text(long second) => string.Create(CultureInfo.InvariantCulture, $"{Instant.FromUnixTimeSeconds(second)}");
}
