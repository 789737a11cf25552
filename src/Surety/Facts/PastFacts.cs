using NodaTime;

namespace Surety.Facts;

/// <summary>Facts of one batch that speak of time which was over when they came, together as far as months of any zone do not part them.</summary>
/// <param name="Begins">Unix ticks: where the stretch begins in which they begin; <see cref="long.MinValue"/>: they have no beginning.</param>
/// <param name="Ends">Unix ticks: where the stretch begins in which they end; <see cref="long.MaxValue"/>: they go on.</param>
/// <param name="Facts">How many.</param>
/// <param name="First">Unix ticks of the first one.</param>
/// <param name="Last">Unix ticks of the last one to begin.</param>
public readonly record struct PastFacts(long Begins, long Ends, long Facts, long First, long Last)
{
    /// <summary>Whether they speak of some time.</summary>
    /// <param name="begin">Unix ticks, included.</param><param name="until">Unix ticks, excluded.</param>
    public bool IsIn(long begin, long until) => Begins < until && Ends >= begin;
}

/// <summary>
/// Counts facts by stretches of time: months of UTC, cut at every quarter of an hour around their turn, so that the months of any zone begin where a stretch begins. A fact whose stretch was not over when it came is of
/// no month that can be over.
/// </summary>
/// <param name="now">When they came, in Unix ticks.</param>
internal sealed class PastTime(long now)
{
    static readonly long Quarter = NodaConstants.TicksPerMinute * 15;

    /// <summary>A month begins so long before it begins in UTC at the earliest, and so long after at the latest.</summary>
    static readonly long Before = NodaConstants.TicksPerHour * 14, After = NodaConstants.TicksPerHour * 12;

    static readonly long Earliest = Instant.FromUtc(1, 1, 1, 0, 0).ToUnixTimeTicks(), Latest = Instant.FromUtc(9998, 1, 1, 0, 0).ToUnixTimeTicks();

    readonly Dictionary<(long Begins, long Ends), (long Facts, long First, long Last)> found = [];
    (long From, long Until) last;

    /// <summary>Whether an instant is of a stretch that is over.</summary>
    public bool IsOver(long at) => Of(at).Until <= now;

    /// <summary>Counts a fact.</summary>
    /// <param name="from">Its beginning; <see cref="long.MinValue"/>: it has none.</param><param name="end">Its last instant; <see cref="long.MaxValue"/>: it goes on.</param>
    public void Add(long from, long end)
    {
        var begins = Of(from);
        if (begins.Until > now) return;
        var key = (begins.From, end < begins.Until ? begins.From : Of(end).From);
        found[key] = found.TryGetValue(key, out var before) ? (before.Facts + 1, Math.Min(before.First, from), Math.Max(before.Last, from)) : (1, from, from);
    }

    /// <summary>Counts a fact that begins and ends with days or instants.</summary>
    /// <param name="from">Its beginning; nothing in it: it has none.</param><param name="until">Its end, excluded; <c>null</c> or nothing in it: it goes on.</param>
    public void AddSpan(Moment from, Moment? until) => Add(At(from, 0) ?? long.MinValue, At(until ?? default, 1) ?? long.MaxValue);

    /// <summary>All of them, in order.</summary>
    public ValueList<PastFacts> All => found.Select(f => new PastFacts(f.Key.Begins, f.Key.Ends, f.Value.Facts, f.Value.First, f.Value.Last)).OrderBy(p => p.Begins).ThenBy(p => p.Ends).ToValueList();

    // Of a day without a zone, its eleventh hour of UTC is of that day nearly everywhere.
    static long? At(Moment moment, int before) => moment.At?.ToUnixTimeTicks() - before ?? moment.Day?.PlusDays(-before).At(new(11, 0)).InUtc().ToInstant().ToUnixTimeTicks();

    (long From, long Until) Of(long at)
    {
        if (at >= last.From && at < last.Until) return last;
        if (at < Earliest) return (long.MinValue, Earliest);
        if (at >= Latest) return (at == long.MaxValue ? long.MaxValue : Latest, long.MaxValue);
        var day = Instant.FromUnixTimeTicks(at).InUtc().Date;
        var month = new LocalDate(day.Year, day.Month, 1);
        var (begin, end) = (Ticks(month) + After, Ticks(month.PlusMonths(1)) - Before);
        if (at >= begin && at < end) return last = (begin, end);
        var from = at - (((at % Quarter) + Quarter) % Quarter);
        return last = (from, from + Quarter);
    }

    static long Ticks(LocalDate day) => day.AtMidnight().InUtc().ToInstant().ToUnixTimeTicks();
}
