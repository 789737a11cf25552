using System.Globalization;

namespace Surety.Benchmarks.Availability;

/// <summary>PostgreSQL on the same month.</summary>
sealed class PostgreSql(Postgres server, string folder)
{
    const string Query = """
        with kept as (select s.* from samples s where not exists (select 1 from maintenance w where w.service = s.service and s.ts >= w.f and s.ts < w.u)),
        days as (select service, (ts - 1775001600) / 86400 as day, count(*) n, count(*) filter (where up = 0) down from kept group by 1, 2),
        months as (select service, sum(n)::bigint n, sum(down)::bigint down, (array_agg(day order by down::numeric / n desc, day))[1] d, (array_agg(down order by down::numeric / n desc, day))[1] dd from days group by 1),
        latencies as (select service, percentile_disc(array[0.95, 0.99]) within group (order by latency) q from kept where up = 1 group by 1)
        select service, n, down, q[1], q[2], d, dd, case when (n - down) * 1000 >= 999 * n then 0 when (n - down) * 100 >= 99 * n then 10 when (n - down) * 100 >= 95 * n then 25 else 100 end
        from months join latencies using (service) order by 1;
        """;

    public void Load(Month month)
    {
        var (samples, maintenance) = (Path.Combine(folder, "samples.csv"), Path.Combine(folder, "maintenance.csv"));
        month.WriteSamples(samples);
        month.WriteMaintenance(maintenance);
        server.Run($"""
            create table samples(service int, ts int, up smallint, latency int); create table maintenance(service int, f int, u int);
            \copy samples from '{samples}' csv
            \copy maintenance from '{maintenance}' csv
            create index on maintenance(service, f); vacuum analyze samples; vacuum analyze maintenance;
            """);
        File.Delete(samples);
    }

    public (List<Answer> Answers, double Milliseconds) Run()
    {
        var (output, took) = server.Run(Query);
        return (output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(DuckDb.AnswerOf).ToList(), took);
    }
}
