using System.Globalization;
using System.Text.RegularExpressions;

namespace Surety.Benchmarks.Availability;

/// <summary>DuckDB on the same month: a table of samples and one of maintenance, and one query in its fastest known form (one pass, maintenance by hour, histograms by day).</summary>
sealed class DuckDb(string program, string folder)
{
    string Database => Path.Combine(folder, "month.duckdb");

    const string Query = """
        set threads=2;
        create or replace temp table hours as select service, h, list({a: f, b: u}) l from (select service, f, u, unnest(generate_series(f // 3600, (u - 1) // 3600))::int as h from maintenance) group by 1, 2;
        with kept as (select s.service, s.ts, s.up, s.latency from samples s left join hours w on s.service = w.service and s.ts // 3600 = w.h
            where w.l is null or len(list_filter(w.l, lambda x: s.ts >= x.a and s.ts < x.b)) = 0),
        months as (select service, count(*) as n, count(*) filter (where up = 0) as down, histogram((ts - 1775001600) // 86400) as days, histogram((ts - 1775001600) // 86400) filter (where up = 0) as downs,
            quantile_disc(latency, [0.95, 0.99]) filter (where up = 1) as q from kept group by 1),
        each_day as (select *, unnest(map_keys(days)) as day from months),
        worst as (select service, any_value(n) n, any_value(down) down, any_value(q) q, arg_min(day, (-(coalesce(downs[day], 0)::double / days[day]), day)) as d,
            arg_min(coalesce(downs[day], 0), (-(coalesce(downs[day], 0)::double / days[day]), day)) as dd from each_day group by 1)
        select service, n, down, q[1], q[2], d, dd, case when (n - down) * 1000 >= 999 * n then 0 when (n - down) * 100 >= 99 * n then 10 when (n - down) * 100 >= 95 * n then 25 else 100 end from worst order by 1;
        """;

    /// <summary>Loads a month, once.</summary>
    public void Load(Month month)
    {
        if (File.Exists(Database)) return;
        var (samples, maintenance, load) = (Path.Combine(folder, "samples.csv"), Path.Combine(folder, "maintenance.csv"), Path.Combine(folder, "load.sql"));
        month.WriteSamples(samples);
        month.WriteMaintenance(maintenance);
        File.WriteAllText(load, $"set memory_limit='8GB'; create table samples(service integer, ts integer, up tinyint, latency integer); copy samples from '{samples}' (header false); create table maintenance(service integer, f integer, u integer); copy maintenance from '{maintenance}' (header false); checkpoint;");
        WholeProcess.Run(program, [Database, load, "-q"]);
        File.Delete(samples);
    }

    /// <summary>The answers, and how long the query took inside the process; the first run of a process is warm-up and is left out.</summary>
    public (List<Answer> Answers, double Milliseconds, Took Whole) Run(int repeats)
    {
        var query = Path.Combine(folder, "query.sql");
        File.WriteAllText(query, Query);
        var (output, errors, took) = WholeProcess.RunBoth(program, [Database, query, "-r", repeats.ToString(CultureInfo.InvariantCulture)]);
        var statements = Regex.Matches(errors, @"^\s*([\d.]+) ms", RegexOptions.Multiline).Select(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        var runs = statements.Chunk(statements.Count / repeats).Select(c => c.Sum()).ToList();
        return (output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(AnswerOf).ToList(), runs.Skip(Math.Min(1, repeats - 1)).Order().ElementAt((repeats - 1) / 2), took);
    }

    /// <summary>A row of the peers: service, samples, of which down, p95, p99, worst day, down on it, credit.</summary>
    public static Answer AnswerOf(string line)
    {
        var cells = line.Split(',').Select(c => long.Parse(c, CultureInfo.InvariantCulture)).ToArray();
        return Answer.Counted((int)cells[0], cells[1], cells[2], (int)cells[3], (int)cells[4], (int)cells[5], cells[6]) with { Credit = (int)cells[7] };
    }
}
