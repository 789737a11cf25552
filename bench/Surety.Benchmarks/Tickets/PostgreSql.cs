namespace Surety.Benchmarks.Tickets;

/// <summary>PostgreSQL on the same tickets: the same ready table of hours as DuckDB, found by an index.</summary>
sealed class PostgreSql(Postgres server, string folder)
{
    const string Query = """
        create temp table res as
        with o as (select e.id, e.ty, e.tm, k.cal, k.tier, k.pr, (select b.c + greatest(0, e.tm - b.s) from bhc b where b.cal = k.cal and b.e > e.tm order by b.e limit 1) v from ev e join tk k using (id)),
        ends as (select distinct cal, (select b.c + greatest(0, 1768435200 - b.s) from bhc b where b.cal = t.cal and b.e > 1768435200 order by b.e limit 1) v from tk t),
        fr as (select id, cal, tier, pr, min(v) filter (where ty = 0) v0, min(v) filter (where ty = 1) v1 from o group by 1, 2, 3, 4),
        r0 as (select id, cal, tier, pr, ty, v, lead(v) over (partition by id order by tm, ty) nv from o where ty <> 1),
        r1 as (select id, tier, pr, r0.v, coalesce(nv, ends.v) nv from r0 join ends using (cal) where ty in (0, 3, 5)),
        r2 as (select r1.*, nv - v d, sum(nv - v) over (partition by id order by v rows unbounded preceding) cumd from r1),
        rs as (select id, sum(nv - v) tot, min(v + (g.res - (cumd - d))) filter (where cumd >= g.res and cumd - d < g.res) cb, max(g.res) tgt from r2 join tg g using (tier, pr) group by id)
        select fr.tier, fr.pr, coalesce(fr.v1, ends.v) - fr.v0 fr,
            case when coalesce(fr.v1, ends.v) - fr.v0 > g.fr then (select b.s + (fr.v0 + g.fr - b.c) from bhc b where b.cal = fr.cal and b.c < fr.v0 + g.fr order by b.c desc limit 1) end frb,
            coalesce(rs.tot, 0) res, case when rs.tot > rs.tgt then (select b.s + (rs.cb - b.c) from bhc b where b.cal = fr.cal and b.c < rs.cb order by b.c desc limit 1) end resb
        from fr join ends using (cal) join tg g using (tier, pr) left join rs using (id);
        select sum(fr), sum(res), count(frb), count(resb), sum(frb::bigint), sum(resb::bigint) from res;
        select tier, pr, count(*), count(*) - count(frb), count(*) - count(resb) from res group by 1, 2 order by 1, 2;
        """;

    public void Load(Desk desk, Walking walking)
    {
        DeskFiles.Write(desk, walking, folder);
        server.Run($"""
            create table ev(id int, ty smallint, tm int); create table tk(id int, cal smallint, tier smallint, pr smallint);
            create table tg(tier smallint, pr smallint, fr int, res int); create table bhc(cal smallint, s int, e int, c int);
            \copy ev from '{folder}/events.csv' csv
            \copy tk from '{folder}/tickets.csv' csv
            \copy tg from '{folder}/targets.csv' csv
            \copy bhc from '{folder}/hours.csv' csv
            create index on ev(id, tm); create index on bhc(cal, e) include (s, c); create index on bhc(cal, c) include (s, e); vacuum analyze ev; vacuum analyze tk; vacuum analyze bhc;
            """);
        File.Delete(Path.Combine(folder, "events.csv"));
    }

    public (Answer Answer, double Milliseconds) Run()
    {
        var (output, took) = server.Run(Query);
        return (Answer.Of(output), took);
    }
}
