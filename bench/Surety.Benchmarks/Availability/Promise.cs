using NodaTime;
using Surety.Agreements;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;

namespace Surety.Benchmarks.Availability;

/// <summary>The work as an agreement, its facts, and what a statement says of it.</summary>
static class Promise
{
    public const string Agreement = """
        surety: 1
        agreement: probes
        title: A month of probes
        parties:
          provider:
            name: Northwind Services Ltd
          customer:
            name: Acme GmbH
        term:
          from: 2026-04-01
          to: 2026-04-30
          time zone: UTC
        scope:
          exclusions:
            maintenance:
              announced: 24 h before
        metrics:
          uptime:
            measures: availability
            for each: service
            observed by: samples
            every: 30 s
            leaves out: maintenance
          latency 95:
            measures: value
            observed by: samples
            takes: 95th percentile
            unit: ms
            for each: service
            leaves out: maintenance
          latency 99:
            measures: value
            observed by: samples
            takes: 99th percentile
            unit: ms
            for each: service
            leaves out: maintenance
        service levels:
          availability:
            metric: uptime
            per: month
            target: at least 99.9 %
          day by day:
            metric: uptime
            per: day
            target: at least 99 %
          usual latency:
            metric: latency 95
            per: month
            target: at most 300 ms
          worst latency:
            metric: latency 99
            per: month
            target: at most 900 ms
        escalation:
          credits:
            availability:
              of: EUR 100.00
              bands:
                - from 99.0 % to below 99.9 %: 10 %
                - from 95.0 % to below 99.0 %: 25 %
                - below 95.0 %: 100 %
        """;

    /// <summary>The facts of a month as a file of columns, through the door that every file of facts takes.</summary>
    public static void Write(Month month, string file)
    {
        var builder = new FactBuilder(keepsRows: true);
        JsonLines.Read(builder, "maintenance.jsonl", MaintenanceOf(month));
        var (probes, _) = builder.Begin("probes.jsonl");
        for (var service = 0; service < month.Services; service++)
            foreach (var series in Columns(month, service, probes)) builder.Read(series);
        using var output = File.Create(file);
        FactColumns.Write(builder, output);
    }

    static IEnumerable<BulkColumns> Columns(Month month, int service, int file)
    {
        var (states, at, up, latencies) = (new ServiceState[Month.Samples], new long[Month.Samples], new List<long>(), new List<decimal>());
        for (var i = 0; i < Month.Samples; i++)
        {
            at[i] = (Month.Start + ((long)i * Month.Every)) * NodaConstants.TicksPerSecond;
            states[i] = month.DownOf(service)[i] == 1 ? ServiceState.Down : ServiceState.Up;
            if (month.DownOf(service)[i] == 1) continue;
            up.Add(at[i]);
            latencies.Add(new decimal(month.LatencyOf(service)[i], 0, 0, false, 3));
        }
        var labels = Labels.None.With("service", NameOf(month.First + service));
        yield return new(BulkKind.State, labels, Steps.Of(at), States.Of(states), Steps.Empty, Numbers.Empty, Numbers.Empty, Lines(file, 1 + (service * 2 * Month.Samples), at.Length));
        yield return new(BulkKind.Sample, labels, Steps.Of([.. up]), States.Of([]), Steps.Empty, Numbers.Of([.. latencies]), Numbers.Empty, Lines(file, 1 + (((service * 2) + 1) * Month.Samples), up.Count));
    }

    static Origins Lines(int file, int first, int count) => Origins.Of(Enumerable.Range(first, count).Select(line => new Origin(file, line)));

    public static string NameOf(int service) => $"service {service:D6}";

    static byte[] MaintenanceOf(Month month) => System.Text.Encoding.UTF8.GetBytes(string.Join('\n', month.Maintenance.SelectMany((windows, service) => windows.Select((w, i) =>
        $$"""{"type":"exclusion","id":"{{month.First + service}}-{{i}}","exclusion":"maintenance","service":"{{NameOf(month.First + service)}}","from":"{{At(w.From)}}","until":"{{At(w.Until)}}","announced":"{{At(w.From - 200_000)}}"}"""))));

    static string At(long second) => Instant.FromUnixTimeSeconds(second).ToString();

    public static Versions Versions { get; } =
        ((Result<Versions>.Ok)Surety.Agreements.Versions.Of([AgreementFile.Parse("probes.yaml", System.Text.Encoding.UTF8.GetBytes(Agreement)).Agreement!])).Value;

    /// <summary>Reads files of columns.</summary>
    public static FactSet Read(IEnumerable<string> files)
    {
        var builder = new FactBuilder();
        foreach (var file in files) FactColumns.Read(builder, Path.GetFileName(file), File.ReadAllBytes(file));
        if (builder.Problems.Count > 0) throw new InvalidOperationException(builder.Problems[0].ToString());
        return builder.Build(AsOf);
    }

    static Instant AsOf { get; } = Instant.FromUtc(2026, 5, 2, 0, 0);

    /// <summary>Measures, judges, credits: the statement of the month.</summary>
    public static Statement StatementOf(FactSet facts)
    {
        var april = WindowRule.Month.At(new LocalDate(2026, 4, 1), DateTimeZone.Utc);
        return Evaluation.Of(Versions, facts, april.Time.End, AsOf).Statement(april);
    }

    /// <summary>What a statement says of each service.</summary>
    public static List<Answer> AnswersOf(Statement statement)
    {
        var credits = statement.Credits.ToDictionary(c => c.Scope["service"]!, c => (int)c.Amount.Amount);
        var levels = statement.Levels.ToLookup(l => (l.Level, l.Scope["service"]!));
        return levels.Where(g => g.Key.Level == "availability").Select(g => g.Single()).Select((month, service) =>
        {
            var name = month.Scope["service"]!;
            var worst = levels[("day by day", name)].MinBy(d => (d.Attained!.Exact!.Value, d.Window.Time.Start))!;
            return new Answer(
                service, month.Attained!.Exact!.Value, Seconds(month), Micros(levels[("usual latency", name)].Single()), Micros(levels[("worst latency", name)].Single()),
                (worst.Window.Time.Start - Instant.FromUnixTimeSeconds(Month.Start)).Days, Seconds(worst), credits.GetValueOrDefault(name));
        }).ToList();

        static long Seconds(LevelResult level) => level.BadTime!.Value.BclCompatibleTicks / NodaConstants.TicksPerSecond;

        static int Micros(LevelResult level) => (int)(level.Attained!.Exact!.Value / 10).Floor();
    }
}
