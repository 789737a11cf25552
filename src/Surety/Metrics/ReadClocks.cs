using Surety.Scope;
using Surety.Text;

namespace Surety.Metrics;

/// <summary>Reads in which calendar the time of a metric counts: one for all tickets, or rows by condition.</summary>
internal static class ReadClocks
{
    public static ValueList<ClockRow> Of(ValueReader clock, string path, Declared declared)
    {
        if (!clock.IsPresent) return [];
        path += " / clock";
        if (!clock.IsMapping) return [new(Labels.None, declared.Calendar(clock), new(path, clock.At))];
        // A name that is none has been refused, and is no gap in the rows.
        var rows = ConditionRows.Of(clock, path, "clock", declared, value => declared.CalendarAsNamed(value) ?? AroundTheClock);
        CheckAll(clock, rows.ConvertAll(r => ConditionRows.Left(r.When, declared.Customer)), declared);
        return rows.Select(r => new ClockRow(r.When, r.Says == AroundTheClock ? null : r.Says, r.Clause)).ToValueList();
    }

    const string AroundTheClock = "around the clock";

    /// <summary>A ticket without a row would have no time at all: some row takes whatever is left, for this customer.</summary>
    static void CheckAll(ValueReader clock, List<Labels?> mine, Declared declared)
    {
        if (mine.Contains(Labels.None) || clock.Problems.HasErrors) return;
        var message = mine.Exists(when => when is not null) ? "What none of these rows takes has no calendar, and its time could not be counted."
            : $"No row is for this customer, whose attributes are: {(declared.Customer == Labels.None ? "none" : declared.Customer)}. Its time could not be counted.";
        clock.Problems.Error(clock.At, "clock.no-row", message, "Add a last row 'otherwise: …' with the name of a calendar.");
    }
}
