using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>Draws calendars: several intervals a day, whole days, holidays, breaks, shifts, a zone of their own.</summary>
static class CalendarDraws
{
    public static IEnumerable<Hours> Some(Draw draw, LocalDate around)
    {
        var count = draw.Whole(0, 2);
        for (var i = 1; i <= count; i++) yield return One(draw, $"hours {i}", around);
    }

    public static Hours One(Draw draw, string name, LocalDate around)
    {
        var weekday = Ranges(draw);
        var week = Enumerable.Range(0, 7).Select<int, IReadOnlyList<(int, int)>>(d => d < 5 ? draw.In(85) ? weekday : Ranges(draw) : draw.In(30) ? Ranges(draw) : []).ToList();
        LocalDate Near() => around.PlusDays(draw.Whole(-10, 35));
        var closed = Enumerable.Range(0, draw.Whole(0, 2)).Select(_ => Near()).Select(d => (d, d.PlusDays(draw.In(70) ? 0 : draw.Whole(1, 4)))).OrderBy(c => c.d).ToList();
        if (closed.Count == 2 && closed[1].d <= closed[0].Item2) closed.RemoveAt(1);
        var taken = new HashSet<LocalDate>();
        bool IsFree(LocalDate d) => !closed.Any(c => d >= c.d && d <= c.Item2) && taken.Add(d);
        var hours = new Hours(name) { Week = week, Closed = closed };
        var shifts = Enumerable.Range(0, draw.Whole(0, 1)).Select(_ => Near()).Where(IsFree).Select(d => (d, draw.Whole(0, 40) * 15, draw.Whole(48, 96) * 15)).ToList();
        hours = hours with { Shifts = shifts };
        var breaks = Enumerable.Range(0, draw.Whole(0, 1)).Select(_ => Near()).Where(IsFree).ToList();
        return hours with
        {
            Zone = draw.In(15) ? draw.Of("Europe/London", "Asia/Tokyo", "America/New_York") : null,
            Breaks = [.. breaks.SelectMany(d => OpenHours.On(hours, d).Take(1).Select(o => (d, o.From, Math.Min(o.Until, o.From + 30))))],
        };
    }

    static List<(int, int)> Ranges(Draw draw) => draw.Whole(1, 5) switch
    {
        1 => [(0, 1440)],
        2 => [(draw.Whole(0, 3) * 15, draw.Whole(60, 96) * 15)],
        3 => [(480, 720), (780, draw.Whole(60, 80) * 15)],
        4 => [(0, 90), (480, 1020), (1320, 1440)],
        _ => [(draw.Whole(24, 40) * 15, draw.Whole(60, 76) * 15)],
    };
}
