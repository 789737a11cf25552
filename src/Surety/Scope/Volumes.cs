using NodaTime;
using Surety.Calendars;
using Surety.Facts;

namespace Surety.Scope;

/// <summary>What facts say of workloads: what they came to, and what was forecast in time.</summary>
/// <remarks>
/// Of one window the newest fact counts, for each set of labels; what was told in parts is added. A forecast that was told after its deadline is not used, and one part that was
/// late makes the whole late. Source: docs/guide/figures.md, "Rows that follow the volume".
/// </remarks>
public sealed class Volumes(FactSet facts, Func<string?, BusinessCalendar> calendars, BusinessCalendar businessDays, DateTimeZone zone)
{
    /// <summary>Finds what a workload came to in a window.</summary>
    /// <param name="workload">The clause.</param>
    /// <param name="window">The window, whose name the facts have as their period.</param>
    /// <returns>A count; words where nobody said.</returns>
    public Reason Actual(Workload workload, Window window) =>
        Told(workload, window, isForecast: false, latest: null) is { Count: > 0 } told ? Sum($"{workload.Name} of {window.Name}", told, workload.Clause)
        : new($"{workload.Name} of {window.Name}: nobody said how many", new Figure.Words("unknown"), Follows.Rule, [], workload.Clause);

    /// <summary>Finds the forecast that holds for a window.</summary>
    /// <param name="workload">The clause.</param>
    /// <param name="window">The window.</param>
    /// <param name="first">No window that begins before this day has a forecast.</param>
    /// <returns>A number, or words where none holds; and sentences about what was late.</returns>
    public (Reason Forecast, ValueList<string> Notes) Forecast(Workload workload, Window window, LocalDate first)
    {
        var notes = new List<string>();
        if (InTime(workload, window, notes) is { } own) return (own, notes.ToValueList());
        for (var before = workload.Late == LateForecast.Previous ? window.Previous(zone) : null; before is not null && before.From >= first; before = before.Previous(zone))
        {
            if (InTime(workload, before, []) is not { } previous) continue;
            notes.Add($"the forecast of {before.Name} holds for {window.Name}");
            return (new($"no forecast of {workload.Name} for {window.Name} was known in time: that of {before.Name} holds", previous.Value, Follows.Sum, [previous], workload.Clause), notes.ToValueList());
        }
        return (new($"no forecast of {workload.Name} for {window.Name} was known in time", new Figure.Words("none"), Follows.Rule, [], workload.Clause), notes.ToValueList());
    }

    Reason? InTime(Workload workload, Window window, List<string> notes)
    {
        var latest = workload.LatestForecast(window.Time.Start, calendars, businessDays, zone);
        var all = Told(workload, window, isForecast: true, latest: null);
        var told = latest is { } deadline ? Told(workload, window, isForecast: true, deadline) : [];
        var late = all.FindAll(f => latest is not { } last || f.When > last);
        if (late.Count > 0)
            notes.Add($"the forecast of {workload.Name} for {window.Name} that was told {Words(late.Max(f => f.When))} came after {(latest is { } last ? Words(last) : "the beginning of time")} and is not used");
        if (told.Count == 0 || told.Count < all.Count) return null;
        return Sum($"forecast of {workload.Name} for {window.Name}, known by {Words(latest!.Value)}", told, workload.Clause);
    }

    string Words(Instant instant) => instant.InZone(zone).ToString("uuuu-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The newest fact of each set of labels.</summary>
    List<WorkQuantity> Told(Workload workload, Window window, bool isForecast, Instant? latest) =>
        [.. facts.Workloads.Where(f => f.IsForecast == isForecast && f.Of == workload.Name && f.Period == window.Name && (f.Unit is null || f.Unit == workload.Unit) && (latest is not { } last || f.When <= last))
            .GroupBy(f => f.Labels).Select(g => g.MaxBy(f => f.When)!).OrderBy(f => f.Labels)];

    internal static Reason Sum(string sentence, List<WorkQuantity> told, Clause clause)
    {
        if (told is [var only]) return new(sentence, new Figure.Number(only.Quantity), Follows.Given, [], clause, FactCitation.Of([only.At]));
        return new(sentence, new Figure.Number(told.Aggregate(Rational.Zero, (s, f) => s + f.Quantity)), Follows.Sum,
            told.Select(f => new Reason(f.Labels.ToString(), new Figure.Number(f.Quantity), Follows.Given, [], null, FactCitation.Of([f.At]))).ToValueList(), clause);
    }
}
