using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>The open minutes of one date of a calendar.</summary>
static class OpenHours
{
    public static List<(int From, int Until)> On(Hours hours, LocalDate date)
    {
        if (hours.Closed.Any(c => date >= c.First && date <= c.Last)) return [];
        if (hours.ClosedEvery.Any(c => c.Month == date.Month && c.Day == date.Day)) return [];
        var shifts = hours.Shifts.Where(s => s.Date == date).Select(s => (s.From, s.Until)).ToList();
        var open = shifts.Count > 0 ? shifts : [.. hours.Week[(int)date.DayOfWeek - 1]];
        foreach (var pause in hours.Breaks.Where(b => b.Date == date))
            open = [.. open.SelectMany(o => new[] { (o.From, Math.Min(o.Until, pause.From)), (Math.Max(o.From, pause.Until), o.Until) }).Where(o => o.Item1 < o.Item2)];
        return open;
    }
}
