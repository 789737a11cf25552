using System.Globalization;
using System.Text.RegularExpressions;

namespace Surety.Benchmarks.Tickets;

/// <summary>DuckDB on the same tickets: an ASOF join of all events with a table of the working time before each stretch of hours, which is made beforehand and costs nothing here.</summary>
sealed class DuckDb(string program, string folder)
{
    string Database => Path.Combine(folder, "tickets.duckdb");

    const string Load = """
        create table ev(id int, ty tinyint, tm int); copy ev from 'DIR/events.csv' (header false);
        create table tk(id int, cal tinyint, tier tinyint, pr tinyint); copy tk from 'DIR/tickets.csv' (header false);
        create table tg(tier tinyint, pr tinyint, fr int, res int); copy tg from 'DIR/targets.csv' (header false);
        create table bhc(cal tinyint, s int, e int, c int); copy bhc from 'DIR/hours.csv' (header false); checkpoint;
        """;

    const string Query = """
        set threads=2;
        create or replace temp table o as
         with x as (select e.id,e.ty,e.tm,k.cal,k.tier,k.pr from ev e join tk k using(id) union all select id,99,1768435200,cal,tier,pr from tk)
         select x.id,x.ty,x.tm,x.cal,x.tier,x.pr,(b.c+greatest(0,x.tm-b.s))::int v from x asof join bhc b on b.cal=x.cal and b.e>x.tm;
        create or replace temp table r as
        with fr as (select id, any_value(cal) cal, any_value(tier) tier, any_value(pr) pr, min(v) filter (where ty=0) v0, coalesce(min(v) filter (where ty=1), min(v) filter (where ty=99)) v1 from o group by id),
        r0 as (select id, tier, pr, ty, v, lead(v) over (partition by id order by tm, ty) nv from o where ty<>1),
        r1 as (select *, nv-v d, sum(nv-v) over (partition by id order by v rows unbounded preceding) cumd from r0 where ty in (0,3,5) and nv is not null),
        rs as (select id, sum(nv-v) tot, min(v+(g.res-(cumd-d))) filter (where cumd>=g.res and cumd-d<g.res) cb, max(g.res) tgt from r1 join tg g using(tier,pr) group by id)
        select fr.id,cal,tier,pr,v1-v0 fr, case when v1-v0>g.fr then v0+g.fr end frc, coalesce(tot,0) res, case when tot>tgt then cb end resc from fr join tg g using(tier,pr) left join rs using(id);
        create or replace temp table f as
        select r.id, r.tier, r.pr, r.fr, (b1.s+frc-b1.c) frb, r.res, (b2.s+resc-b2.c) resb from r asof left join bhc b1 on b1.cal=r.cal and b1.c<r.frc asof left join bhc b2 on b2.cal=r.cal and b2.c<r.resc;
        select sum(fr),sum(res),count(frb),count(resb),sum(frb),sum(resb) from f;
        select tier,pr,count(*),count(*)-count(frb),count(*)-count(resb) from f group by 1,2 order by 1,2;
        """;

    /// <summary>Loads the tickets, once.</summary>
    public void Prepare(Desk desk, Walking walking)
    {
        if (File.Exists(Database)) return;
        DeskFiles.Write(desk, walking, folder);
        var load = Path.Combine(folder, "load.sql");
        File.WriteAllText(load, Load.Replace("DIR", folder, StringComparison.Ordinal));
        WholeProcess.Run(program, [Database, load, "-q"]);
        File.Delete(Path.Combine(folder, "events.csv"));
    }

    /// <summary>The answer, and how long the query took inside the process; the first run of a process is warm-up and is left out.</summary>
    public (Answer Answer, double Milliseconds, Took Whole) Run(int repeats)
    {
        var query = Path.Combine(folder, "query.sql");
        File.WriteAllText(query, Query);
        var (output, errors, took) = WholeProcess.RunBoth(program, [Database, query, "-r", repeats.ToString(CultureInfo.InvariantCulture)]);
        var statements = Regex.Matches(errors, @"^\s*([\d.]+) ms", RegexOptions.Multiline).Select(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        var runs = statements.Chunk(statements.Count / repeats).Select(c => c.Sum()).ToList();
        return (Answer.Of(output), runs.Skip(Math.Min(1, repeats - 1)).Order().ElementAt((repeats - 1) / 2), took);
    }
}
