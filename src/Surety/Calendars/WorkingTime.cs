using NodaTime;

namespace Surety.Calendars;

/// <summary>
/// Time counted inside the open hours of a calendar. A type of its own, so that nobody adds it to elapsed time or to an instant by accident:
/// four working hours from now is a question for a <see cref="BusinessCalendar"/>.
/// </summary>
/// <param name="Length">How much of it, exact to the nanosecond; the default is zero; negative only as a difference of two.</param>
public readonly record struct WorkingTime(Duration Length) : IComparable<WorkingTime>
{
    /// <summary>No working time.</summary>
    public static WorkingTime Zero => default;

    /// <summary>Counts hours of 60 minutes.</summary>
    public static WorkingTime FromHours(int hours) => new(Duration.FromHours(hours));

    /// <summary>Counts minutes.</summary>
    public static WorkingTime FromMinutes(long minutes) => new(Duration.FromMinutes(minutes));

    /// <summary>Counts seconds.</summary>
    public static WorkingTime FromSeconds(long seconds) => new(Duration.FromSeconds(seconds));

    internal static WorkingTime FromNanoseconds(long nanoseconds) => new(Duration.FromNanoseconds(nanoseconds));

    /// <summary>Whole seconds of it, cut toward zero; what is left over is less than a second.</summary>
    public long WholeSeconds => (long)Length.BclCompatibleTicks / NodaConstants.TicksPerSecond;

    /// <summary>Orders by length.</summary>
    public int CompareTo(WorkingTime other) => Length.CompareTo(other.Length);

    /// <summary>Joins two stretches of working time.</summary>
    public static WorkingTime operator +(WorkingTime left, WorkingTime right) => new(left.Length + right.Length);

    /// <summary>Takes one from the other; negative where more is taken than there is.</summary>
    public static WorkingTime operator -(WorkingTime left, WorkingTime right) => new(left.Length - right.Length);

    /// <summary>Repeats it.</summary>
    public static WorkingTime operator *(WorkingTime time, int times) => new(time.Length * (long)times);

    /// <summary>Compares lengths.</summary>
    public static bool operator <(WorkingTime left, WorkingTime right) => left.Length < right.Length;

    /// <summary>Compares lengths.</summary>
    public static bool operator >(WorkingTime left, WorkingTime right) => left.Length > right.Length;

    /// <summary>Compares lengths.</summary>
    public static bool operator <=(WorkingTime left, WorkingTime right) => left.Length <= right.Length;

    /// <summary>Compares lengths.</summary>
    public static bool operator >=(WorkingTime left, WorkingTime right) => left.Length >= right.Length;

    /// <summary>Writes <c>h:mm:ss</c> with as many digits of a second as it has; hours go past 24.</summary>
    public override string ToString() => NodaTime.Text.DurationPattern.CreateWithInvariantCulture("-H:mm:ss.FFFFFFFFF").Format(Length);
}
