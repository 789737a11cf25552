using NodaTime;

namespace Surety.Metrics;

/// <summary>What lies between a due instant and the end of a cycle, and does not count as late: both are zero where all of it counts.</summary>
/// <param name="Closed">Time outside the hours of the clock, breaks and holidays among it.</param>
/// <param name="Held">Time inside them in which the clock stood still.</param>
/// <remarks>The time on the wall from due to the end is how late it is, and these two. Source: docs/guide/statement.md, "How late is late".</remarks>
public readonly record struct NotCounted(Duration Closed, Duration Held);
