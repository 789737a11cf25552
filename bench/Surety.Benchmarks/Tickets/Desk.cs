using NodaTime;

namespace Surety.Benchmarks.Tickets;

/// <summary>
/// Tickets of two years at eight help desks in eight zones, six events each: opened, assigned, waiting, resumed, resolved, re-opened. The same for the same number of tickets,
/// on every machine. Clocks start at second 17 of a minute and stop at second 24, so that no ticket is done at the very instant at which its time is used up: peers differ there.
/// </summary>
sealed class Desk
{
    public const int Events = 6;
    public const int Priorities = 4;
    public const int Plans = 3;

    /// <summary>The instant up to which everything is known: 2026-01-15T00:00Z. The peers' scripts have it too.</summary>
    public const long AsOf = 1_768_435_200;

    public const byte Opened = 0, Assigned = 1, Waits = 2, Resumed = 3, Resolved = 4, Reopened = 5;

    public static readonly string[] Zones =
        ["America/New_York", "Europe/London", "Europe/Berlin", "Asia/Tokyo", "Australia/Sydney", "America/Los_Angeles", "Asia/Kolkata", "America/Santiago"];

    // What becomes of a ticket: most are resolved, many while they wait; one in four is re-opened, one in five is still open or waits.
    static readonly byte[][] Stories =
    [
        [0, 1, 2, 3, 2, 4], [0, 1, 2, 3, 2, 4], [0, 1, 2, 3, 2, 4], [0, 1, 2, 3, 2, 4], [0, 1, 2, 3, 2, 4], [0, 1, 2, 3, 2, 4], [0, 2, 3, 1, 2, 4], [0, 2, 3, 1, 2, 4],
        [0, 2, 3, 1, 2, 4], [0, 1, 4, 5, 2, 4], [0, 1, 4, 5, 2, 4], [0, 1, 2, 4, 5, 4], [0, 2, 3, 2, 3, 4], [0, 1, 2, 3, 4, 5], [0, 2, 3, 1, 2, 3], [0, 2, 3, 2, 3, 2],
    ];

    Desk(int count)
    {
        (Count, Of, Plan, Priority, What, At) = (count, new byte[count], new byte[count], new byte[count], new byte[count * Events], new long[count * (long)Events]);
        Parallel.For(0, (count + 9_999) / 10_000, block =>
        {
            for (var i = block * 10_000; i < Math.Min(count, (block + 1) * 10_000); i++) Make(i);
        });
    }

    public int Count { get; }

    /// <summary>Of each ticket: number of its desk.</summary>
    public byte[] Of { get; }

    public byte[] Plan { get; }

    public byte[] Priority { get; }

    /// <summary>Of each event: what happened.</summary>
    public byte[] What { get; }

    /// <summary>Of each event: seconds since 1970, rising within a ticket.</summary>
    public long[] At { get; }

    public static Desk With(int count) => new(count);

    /// <summary>Seconds of working time until a first response is late.</summary>
    public static int ResponseOf(int plan, int priority) => (new[] { 15, 60, 240, 420 }[priority] + (plan * 10)) * 60;

    /// <summary>Seconds of working time until a resolution is late.</summary>
    public static int ResolutionOf(int plan, int priority) => (new[] { 4 * 60, 9 * 60, 20 * 60, 45 * 60 }[priority] + (plan * 30)) * 60;

    /// <summary>Dates without service of a desk.</summary>
    public static IEnumerable<LocalDate> HolidaysOf(int desk)
    {
        for (var year = 2024; year <= 2026; year++)
        {
            yield return new(year, 1, 1);
            for (var month = 2; month <= 12; month++) yield return new(year, month, 1 + (((desk * 5) + (month * 7) + year) % 28));
        }
    }

    void Make(int ticket)
    {
        var random = new Sequence((ulong)ticket + 1);
        (Of[ticket], Plan[ticket], Priority[ticket]) = ((byte)random.Below(Zones.Length), (byte)random.Below(Plans), (byte)random.Below(Priorities));
        var story = Stories[random.Below(Stories.Length)];
        var at = 1_704_153_600L + random.Below(700 * 86_400); // from 2024-01-02 on
        for (var i = 0; i < Events; i++)
        {
            // Between two events lie minutes or days, no length likelier than another.
            if (i > 0) at += Math.Max(120, 7 * 86_400 >> random.Below(10)) * (60L + random.Below(60)) / 120;
            at = at - (at % 60) + (story[i] is Opened or Resumed or Reopened ? 17 : 24);
            (What[(ticket * Events) + i], At[(ticket * Events) + i]) = (story[i], at);
        }
    }

    /// <summary>Numbers that look random, the same for the same seed: xorshift.</summary>
    sealed class Sequence
    {
        ulong state;

        public Sequence(ulong seed)
        {
            state = unchecked((seed * 0x9E3779B97F4A7C15) ^ 0xD1B54A32D192ED03);
            for (var i = 0; i < 4; i++) Below(2);
        }

        public int Below(int limit)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            return (int)((state >> 33) % (ulong)limit);
        }
    }
}
