namespace Surety.Tests.Oracle;

/// <summary>What is measured. Closed: these four are all there are.</summary>
abstract record Metric
{
    private Metric(string name) => Name = name;

    public string Name { get; init; }

    public string? Service { get; init; }

    public string? Part { get; init; }

    public string? Feed { get; init; }

    public IReadOnlyList<(string Label, IReadOnlyList<string> Values)> Where { get; init; } = [];

    /// <summary>A group, labels, or both; empty: together.</summary>
    public IReadOnlyList<string> ForEach { get; init; } = [];

    public string? During { get; init; }

    public IReadOnlyList<string> LeavesOut { get; init; } = [];

    public sealed record Availability(string Name, string ObservedBy) : Metric(Name)
    {
        public int Every { get; init; }

        public BadWhen? BadWhen { get; init; }

        public IReadOnlyList<(string Word, int Percent)> Weights { get; init; } = [];

        public Across? Across { get; init; }

        public IReadOnlyList<string> CountsAsGood { get; init; } = [];

        /// <summary>Minutes.</summary>
        public int? ShortestOutage { get; init; }

        /// <summary>Minutes.</summary>
        public int? DeductedFromEach { get; init; }

        /// <summary>exact, full or touched.</summary>
        public string? PartialMinutes { get; init; }

        public Intervals? Intervals { get; init; }

        public MinimumRun? MinimumRun { get; init; }

        /// <summary>good, unknown or left out.</summary>
        public (int Events, string Otherwise)? MinimumTraffic { get; init; }

        public string? NoData { get; init; }

        public Range? Coverage { get; init; }

        /// <summary>Counts without an error rate: a share of events, not of time.</summary>
        public bool IsOfEvents => ObservedBy == "counts" && BadWhen is null;
    }

    public sealed record Time(string Name, string From, string To) : Metric(Name)
    {
        public string? Clock { get; init; }

        /// <summary>Behind which nothing is due any more.</summary>
        public string? Until { get; init; }

        public IReadOnlyList<string> PausedWhile { get; init; } = [];

        public bool StartsAtOnce { get; init; }

        public string? ReOpened { get; init; }

        public string? PriorityChanges { get; init; }

        public string? CountsIn { get; init; }

        public string? OpenAtTheEnd { get; init; }
    }

    public sealed record Survey(string Name, int Low, int High, string Counts) : Metric(Name)
    {
        public IReadOnlyList<int> ShareOf { get; init; } = [];

        public Range? ShareIn { get; init; }

        public int? Needs { get; init; }
    }

    public sealed record Number(string Name, string ObservedBy, string Takes) : Metric(Name)
    {
        public decimal? Percentile { get; init; }

        public string? Unit { get; init; }

        public int? Needs { get; init; }
    }
}

/// <summary>One of them is stated.</summary>
sealed record BadWhen
{
    public IReadOnlyList<string> States { get; init; } = [];

    public Range? Value { get; init; }

    public bool NotInside { get; init; }

    public IReadOnlyList<string> Impacts { get; init; } = [];

    public Range? ErrorRate { get; init; }
}

/// <remarks><c>Rule</c>: all are bad, fewer than, at least (so many bad), or share.</remarks>
sealed record Across(string Of, string Rule, int Count, Range? Share, string? Attribute);

/// <remarks><c>Rule</c>: any, all, share, averaged, or nothing (error rates).</remarks>
sealed record Intervals(int Minutes, string? Rule, Range? Share = null);

/// <remarks><c>Unit</c>: minutes (consecutive), intervals (consecutive) or min.</remarks>
sealed record MinimumRun(int Count, string Unit);
