using System.Diagnostics;

namespace Surety.Tests.Oracle;

/// <summary>Makes a case on which oracle and engine differ smaller, as long as they still do: fewer facts first, then fewer clauses.</summary>
static class Shrink
{
    public static Case Of(Case asked, Func<Case, bool> differs)
    {
        var watch = Stopwatch.StartNew();
        for (var smaller = true; smaller && watch.ElapsedMilliseconds < 20_000;)
        {
            var before = (asked.Facts.Count, ContractText.Of(asked.Contract).Length);
            asked = asked with { Facts = Fewer(asked.Facts, facts => differs(asked with { Facts = facts })) };
            foreach (var simpler in Simpler(asked.Contract))
                if (Still(asked, simpler, differs) is { } found) asked = found;
            smaller = before != (asked.Facts.Count, ContractText.Of(asked.Contract).Length);
        }
        return asked;
    }

    static Case? Still(Case asked, Func<Contract, Contract?> simpler, Func<Case, bool> differs)
    {
        if (simpler(asked.Contract) is not { } contract || ContractText.Of(contract) == ContractText.Of(asked.Contract)) return null;
        var smaller = asked with { Contract = contract };
        try
        {
            return differs(smaller) ? smaller : null;
        }
        catch (Exception)
        {
            return null; // it took a clause that another one names
        }
    }

    static IReadOnlyList<Told> Fewer(IReadOnlyList<Told> facts, Func<IReadOnlyList<Told>, bool> differs)
    {
        for (var size = Math.Max(1, facts.Count / 2); ; size /= 2)
        {
            for (var at = 0; at < facts.Count;)
            {
                List<Told> without = [.. facts.Take(at), .. facts.Skip(at + size)];
                if (differs(without)) facts = without;
                else at += size;
            }
            if (size <= 1) return facts;
        }
    }

    static IEnumerable<Func<Contract, Contract?>> Simpler(Contract all)
    {
        foreach (var right in all.Rights) yield return c => c with { Rights = [.. c.Rights.Where(r => r.Name != right.Name)] };
        foreach (var credit in all.Credits) yield return c => c with { Credits = [.. c.Credits.Where(r => r.Name != credit.Name)] };
        foreach (var level in all.Levels)
            yield return c => c with { Levels = [.. c.Levels.Where(l => l.Name != level.Name && l.Counts != level.Name)], Credits = [.. c.Credits.Where(r => r.Level != level.Name)], Rights = [.. c.Rights.Where(r => r.When.All(t => t.Level != level.Name))] };
        yield return c => c with { Metrics = [.. c.Metrics.Where(m => c.Levels.Any(l => l.Metric == m.Name))] };
        yield return c => c with { Caps = [] };
        yield return c => c with { Caps = [.. c.Caps.Take(1)] };
        yield return c => c with { OnlyTheBest = false };
        foreach (var exclusion in all.Exclusions)
        {
            yield return c => c with { Exclusions = [.. c.Exclusions.Where(e => e.Name != exclusion.Name)], Metrics = [.. c.Metrics.Select(m => Without(m, exclusion.Name))] };
            foreach (var simpler in new Func<Exclusion, Exclusion>[] { e => e with { Of = null }, e => e with { Announced = null, Calendar = null }, e => e with { Calendar = null }, e => e with { Budget = null }, e => e with { AgreedBy = null }, e => e with { OnlyDuring = null } })
                yield return c => c with { Exclusions = [.. c.Exclusions.Select(e => e.Name == exclusion.Name ? simpler(e) : e)] };
        }
        foreach (var metric in all.Metrics)
            foreach (var simpler in SimplerMetric.Of(metric))
                yield return c => c with { Metrics = [.. c.Metrics.Select(m => m.Name == metric.Name ? simpler(m) : m)] };
        foreach (var credit in all.Credits)
            foreach (var simpler in new Func<Credit, Credit>[] { e => e with { PaidIf = null }, e => e with { Cap = null }, e => e with { Rounding = null }, e => e with { Of = null }, e => e with { Bands = [.. e.Bands.Take(1)] } })
                yield return c => c with { Credits = [.. c.Credits.Select(e => e.Name == credit.Name ? simpler(e) : e)] };
        foreach (var level in all.Levels)
            foreach (var simpler in new Func<Level, Level>[] { e => e with { WindowZone = null }, e => e with { Minimum = null }, e => e with { Rounded = null }, e => e with { RoundedTime = null }, e => e with { MetWithoutEvents = false }, e => e with { Rows = [new([], e.Rows[0].Target)] }, e => e with { Per = new("month", "month") } })
                yield return c => c with { Levels = [.. c.Levels.Select(e => e.Name == level.Name ? simpler(e) : e)] };
        foreach (var hours in all.Calendars) yield return c => c with { Calendars = [.. c.Calendars.Where(h => h.Name != hours.Name)] };
        foreach (var hours in all.Calendars)
            yield return c => c with { Calendars = [.. c.Calendars.Select(h => h.Name != hours.Name ? h : h with { Zone = null, Closed = [], ClosedEvery = [], Breaks = [], Shifts = [] })] };
        yield return c => c with { Services = [c.Services[0]] };
        yield return c => c with { Services = [.. c.Services.Select(s => s with { Parts = [] })] };
        yield return c => c with { Groups = [.. c.Groups.Select(g => g with { Members = [.. g.Members.Take(1)] })] };
        yield return c => c with { Groups = [.. c.Groups.Select(g => g with { Members = [.. g.Members.Skip(1)] })] };
        yield return c => c with { Groups = [] };
        yield return c => c with { Zone = "UTC" };
        yield return c => c with { To = null };
    }

    static Metric Without(Metric metric, string exclusion)
    {
        metric = metric with { LeavesOut = [.. metric.LeavesOut.Where(e => e != exclusion)] };
        return metric is Metric.Availability a ? a with { CountsAsGood = [.. a.CountsAsGood.Where(e => e != exclusion)] } : metric;
    }
}
