using NodaTime;
using Surety.Calendars;
using Surety.Clocks;

namespace Surety.Metrics;

/// <summary>What holds for cycles of one set of labels.</summary>
/// <param name="Scope">The labels.</param>
/// <param name="Target">How long it may take; <c>null</c>: no target.</param>
/// <param name="Calendar">In which time counts.</param>
sealed record CycleRule(Labels Scope, Span? Target, BusinessCalendar Calendar)
{
    /// <summary>The target as open time in nanoseconds; zero where <see cref="HasBudget"/> is false.</summary>
    public long Budget { get; } = BudgetOf(Target) ?? 0;

    /// <summary>Whether there is a target and it is a budget of open time, not days.</summary>
    public bool HasBudget { get; } = BudgetOf(Target) is not null;

    /// <summary>The calendar's table for a loop over all events; <c>null</c> outside loops, and where there is none.</summary>
    public CountingTable? Table { get; init; }

    /// <summary>The budget in ticks, for loops; zero where the target is none, or no budget above zero, or no whole number of ticks, or there is no table.</summary>
    public long TicksToCount { get; init; }

    /// <summary>Number of the kind that the scope belongs to.</summary>
    public int Kind { get; init; }

    /// <summary>A target as open time in nanoseconds; <c>null</c>: there is none, or it is in days.</summary>
    // More than 64 bits hold is more than the horizon, and never used up.
    public static long? BudgetOf(Span? target) => target?.Budget() is not { Length: var time } ? null : time > BusinessCalendar.Horizon ? long.MaxValue : time.ToInt64Nanoseconds();
}

/// <summary>
/// The rules of a metric's cycles, found once for each different set of labels and priority, and the kinds that scopes tell apart. Rules are made when a cycle first needs
/// them, whatever thread reads it.
/// </summary>
sealed class CycleKinds
{
    readonly Cycles cycles;
    readonly Func<Labels, Span?> within;
    readonly IReadOnlyCollection<string>? names;
    readonly CycleRule[][] rules;
    readonly Dictionary<Labels, int> numbers = [];
    readonly Dictionary<BusinessCalendar, CountingTable?> tables = [];
    readonly Lock making = new();

    /// <param name="cycles">Whose rules they are.</param>
    /// <param name="within">The target for a set of labels.</param>
    /// <param name="names">Labels that scopes name; <c>null</c>: any.</param>
    public CycleKinds(Cycles cycles, Func<Labels, Span?> within, IReadOnlyCollection<string>? names)
    {
        (this.cycles, this.within, this.names) = (cycles, within, names);
        rules = new CycleRule[cycles.Tickets.About.Count][];
    }

    /// <summary>Labels of the kinds by their numbers: only those that scopes name.</summary>
    public IEnumerable<Labels> All => numbers.OrderBy(n => n.Value).Select(n => n.Key);

    /// <summary>The rules for a cycle, by number of priority; entries for priorities that it never has may be missing.</summary>
    public CycleRule[] Of(int about, in CycleRun run)
    {
        var found = Volatile.Read(ref rules[about]) ?? Make(about);
        if (found[run.Rule] is null) Need(found, about, run.Rule);
        foreach (var change in run.Changes)
            if (found[change.Rule] is null) Need(found, about, change.Rule);
        return found;
    }

    /// <summary>The rule for a set of labels and a priority.</summary>
    public CycleRule Of(int about, int priority)
    {
        var found = Volatile.Read(ref rules[about]) ?? Make(about);
        if (found[priority] is null) Need(found, about, priority);
        return found[priority];
    }

    void Need(CycleRule[] made, int about, int priority)
    {
        lock (making)
        {
            if (made[priority] is not null) return;
            var scope = Cycle.LabelsWith(cycles.Tickets.About[about], cycles.Priorities[priority]);
            var kind = names is null ? scope : scope.Only(names);
            if (!numbers.TryGetValue(kind, out var number)) numbers[kind] = number = numbers.Count;
            var calendar = cycles.Clock.Calendars.Of(scope);
            var (rule, table) = (new CycleRule(scope, within(scope), calendar), TableOf(calendar));
            var ticks = table is not null && rule.Budget % NodaConstants.NanosecondsPerTick == 0 ? rule.Budget / NodaConstants.NanosecondsPerTick : 0;
            Volatile.Write(ref made[priority], rule with { Kind = number, Table = table, TicksToCount = ticks });
        }
    }

    CountingTable? TableOf(BusinessCalendar calendar)
    {
        if (!tables.TryGetValue(calendar, out var table)) tables[calendar] = table = cycles.Tickets.First <= cycles.Now ? calendar.Counting(cycles.Tickets.First, cycles.Now) : null;
        return table;
    }

    CycleRule[] Make(int about)
    {
        lock (making) return rules[about] ??= new CycleRule[cycles.Priorities.Count];
    }
}
