using NodaTime;
using Surety.Calendars;
using Surety.Facts;

namespace Surety.Scope;

/// <summary>What a workload was at every instant, as facts say it of periods.</summary>
/// <remarks>The shortest period that holds an instant says it; where none does, the last one before it, or else the first of all.</remarks>
static class WorkloadSteps
{
    /// <summary>From when to when, how many, and what to tell where no period holds that time; without ends in time.</summary>
    public sealed record Step(Instant From, Instant Until, Reason Number, string? Note);

    sealed record Told(Instant From, Instant Until, string Period, Reason Number);

    /// <summary>Lists the steps of all time, in order; none: nobody ever said how many.</summary>
    /// <param name="workload">The clause.</param>
    /// <param name="facts">Newer ones for the same period and labels count in place of older ones; parts are added.</param>
    /// <param name="takes">Whether what has such labels is a part of it.</param>
    /// <param name="zone">In which periods begin and end.</param>
    public static List<Step> Of(Workload workload, FactSet facts, Func<Labels, bool> takes, DateTimeZone zone)
    {
        var told = facts.Workloads.Where(f => !f.IsForecast && f.Of == workload.Name && (f.Unit is null || f.Unit == workload.Unit) && takes(f.Labels)).GroupBy(f => f.Period)
            .Select(g => (Days: DaysOf(g.Key), Period: g.Key, Parts: g.GroupBy(f => f.Labels).Select(p => p.MaxBy(f => f.When)!).OrderBy(f => f.Labels).ToList())).Where(t => t.Days is not null)
            .Select(t => new Told(LocalTimes.StartOf(t.Days!.Value.From, zone), LocalTimes.StartOf(t.Days.Value.Until, zone), t.Period, Volumes.Sum($"{workload.Name} of {t.Period}", t.Parts, workload.Clause))).ToList();
        if (told.Count == 0) return [];
        var ends = told.SelectMany(t => new[] { t.From, t.Until }).Distinct().Order().ToList();
        return [.. ends.Prepend(Instant.MinValue).Zip(ends.Append(Instant.MaxValue)).Select(s => At(workload, told, s.First, s.Second, zone))];
    }

    static Step At(Workload workload, List<Told> told, Instant from, Instant until, DateTimeZone zone)
    {
        if (told.Where(t => t.From <= from && t.Until >= until).OrderBy(t => t.Until - t.From).FirstOrDefault() is { } own) return new(from, until, own.Number, null);
        var near = told.Where(t => t.Until <= from).OrderByDescending(t => t.Until).ThenBy(t => t.Until - t.From).FirstOrDefault() ?? told.OrderBy(t => t.From).ThenBy(t => t.Until - t.From).First();
        var when = from == Instant.MinValue ? $"before {near.Period}" : $"from {from.InZone(zone).Date:uuuu-MM-dd} on";
        return new(from, until, near.Number, $"nobody said how many {workload.Name} there were {when}: those of {near.Period} are taken");
    }

    /// <summary>The days of a period by its name; <c>null</c>: it is none.</summary>
    internal static (LocalDate From, LocalDate Until)? DaysOf(string period) =>
        WorkQuantity.DaysOf(period) is { } days && (period.Length >= 10 || days.From.Year is >= 1970 and <= 2198) ? days : null;
}
