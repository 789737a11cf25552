using NodaTime;

namespace Surety.Benchmarks.Tickets;

/// <summary>
/// The same clocks by walking from day to day, as one writes it with NodaTime: the local date of the start, the hours of that date, the next date, until the time is up. Hours of
/// a date are found once and kept. Says what the answers have to be, and is a peer.
/// </summary>
sealed class Walking
{
    static readonly LocalDate First = new(2023, 12, 1);
    const int Days = 900;

    readonly DateTimeZone[] zones = [.. Desk.Zones.Select(z => DateTimeZoneProviders.Tzdb[z])];
    readonly (long From, long Until)[][] hours = new (long, long)[Desk.Zones.Length][];

    public Walking()
    {
        for (var desk = 0; desk < zones.Length; desk++)
        {
            var closed = Desk.HolidaysOf(desk).ToHashSet();
            hours[desk] = [.. Enumerable.Range(0, Days).Select(d => First.PlusDays(d)).Select(date => date.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday || closed.Contains(date) ? (0L, 0L)
                : (At(date, 9), At(date, 17)))];

            long At(LocalDate date, int hour) => zones[desk].AtLeniently(date.At(new LocalTime(hour, 0))).ToInstant().ToUnixTimeSeconds();
        }
    }

    /// <summary>Open stretches of a desk, in seconds since 1970.</summary>
    public IEnumerable<(long From, long Until)> HoursOf(int desk) => hours[desk].Where(h => h.Until > 0);

    public Answer AnswerOf(Desk desk, int count)
    {
        var sum = new Answer.Sum();
        Parallel.For(0, (count + 9_999) / 10_000, () => new Answer.Sum(), (block, _, mine) =>
        {
            for (var ticket = block * 10_000; ticket < Math.Min(count, (block + 1) * 10_000); ticket++) Add(desk, ticket, mine);
            return mine;
        }, mine => { lock (sum) sum.Add(mine); });
        return sum.ToAnswer();
    }

    void Add(Desk desk, int ticket, Answer.Sum sum)
    {
        var (of, plan, priority) = (desk.Of[ticket], desk.Plan[ticket], desk.Priority[ticket]);
        var cell = (plan * Desk.Priorities) + priority;
        var what = desk.What.AsSpan(ticket * Desk.Events, Desk.Events);
        var at = desk.At.AsSpan(ticket * Desk.Events, Desk.Events);
        sum.Ticket(cell);

        var assigned = what.IndexOf(Desk.Assigned);
        var answered = assigned < 0 ? Desk.AsOf : at[assigned];
        var (response, target) = (Between(of, at[0], answered), Desk.ResponseOf(plan, priority));
        sum.Add(0, cell, response, response > target ? Add(of, at[0], target) : null);

        var (used, since, missed, left) = (0L, at[0], (long?)null, (long)Desk.ResolutionOf(plan, priority));
        for (var i = 1; i <= what.Length; i++)
        {
            var (word, when) = i < what.Length ? (what[i], at[i]) : (Desk.Waits, Desk.AsOf);
            if (word is Desk.Resumed or Desk.Reopened) since = when;
            else if (word != Desk.Assigned && since >= 0)
            {
                var time = Between(of, since, when);
                if (missed is null && time > left) missed = Add(of, since, left);
                (used, left, since) = (used + time, left - time, -1);
            }
        }
        sum.Add(1, cell, used, missed);
    }

    int DayOf(int desk, long at) => Period.DaysBetween(First, Instant.FromUnixTimeSeconds(at).InZone(zones[desk]).Date);

    long Between(int desk, long from, long until)
    {
        var (days, time) = (hours[desk], 0L);
        for (var day = DayOf(desk, from); day < Days && days[day].From < until; day++)
            if (days[day].Until > 0) time += Math.Max(0, Math.Min(days[day].Until, until) - Math.Max(days[day].From, from));
        return time;
    }

    long Add(int desk, long from, long seconds)
    {
        var days = hours[desk];
        for (var day = DayOf(desk, from); ; day++)
        {
            var open = days[day].Until - Math.Max(days[day].From, from);
            if (days[day].Until == 0 || open <= 0) continue;
            if (open >= seconds) return Math.Max(days[day].From, from) + seconds;
            seconds -= open;
        }
    }
}
