using System.Globalization;

namespace Surety.Benchmarks.Tickets;

/// <summary>The tickets as the peers read them.</summary>
static class DeskFiles
{
    public static void Write(Desk desk, Walking walking, string folder)
    {
        using (var events = new StreamWriter(Path.Combine(folder, "events.csv")))
            for (var i = 0; i < desk.At.Length; i++) events.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i / Desk.Events},{desk.What[i]},{desk.At[i]}"));
        using (var tickets = new StreamWriter(Path.Combine(folder, "tickets.csv")))
            for (var i = 0; i < desk.Count; i++) tickets.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i},{desk.Of[i]},{desk.Plan[i]},{desk.Priority[i]}"));
        using (var hours = new StreamWriter(Path.Combine(folder, "hours.csv")))
            for (var of = 0; of < Desk.Zones.Length; of++)
            {
                var counted = 0L;
                foreach (var (from, until) in walking.HoursOf(of))
                {
                    hours.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{of},{from},{until},{counted}"));
                    counted += until - from;
                }
            }
        WriteRules(folder);
    }

    /// <summary>What the walking peers read beside the tickets, and the first tickets, one a line.</summary>
    public static void WriteSlice(Desk desk, int count, string folder)
    {
        WriteRules(folder);
        File.WriteAllLines(Path.Combine(folder, "flat.txt"), Enumerable.Range(0, Math.Min(count, desk.Count)).Select(i =>
            $"{i} {desk.Of[i]} {desk.Plan[i]} {desk.Priority[i]} {string.Join(' ', Enumerable.Range(i * Desk.Events, Desk.Events).Select(e => $"{desk.What[e]} {desk.At[e]}"))}"));
    }

    static void WriteRules(string folder)
    {
        File.WriteAllLines(Path.Combine(folder, "zones.csv"), Desk.Zones.Select((zone, of) => $"{of},{zone}"));
        File.WriteAllLines(Path.Combine(folder, "holidays.csv"), Enumerable.Range(0, Desk.Zones.Length).SelectMany(of => Desk.HolidaysOf(of).Select(date => $"{of},{date:uuuu-MM-dd}")));
        File.WriteAllLines(Path.Combine(folder, "targets.csv"), Enumerable.Range(0, Desk.Plans).SelectMany(plan => Enumerable.Range(0, Desk.Priorities)
            .Select(priority => $"{plan},{priority},{Desk.ResponseOf(plan, priority)},{Desk.ResolutionOf(plan, priority)}")));
    }
}
