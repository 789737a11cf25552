using Shouldly;
using Surety.Facts;
using Xunit;

namespace Surety.Tests.Facts;

public sealed class KeptTimeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Among_the_entries_that_are_looked_at_are_all_that_speak_of_the_time(int seed)
    {
        var random = new Random(seed);
        var kept = new KeptTime();
        var all = new List<(long From, long To, Dictionary<Subject, Spoken> Spoken)>();
        for (long seq = 1; all.Count < 600; seq += random.Next(1, 4))
        {
            var to = random.Next(20) == 0 ? seq + random.Next(300) : seq;
            var spoken = Enumerable.Range(0, random.Next(3)).ToDictionary(i => new Subject("state", Labels.None, $"{i}"), _ => Time(seq));
            all.Add((seq, to, spoken));
            kept.Add(seq, to, spoken, []);
            seq = to;
        }

        for (var i = 0; i < 300; i++)
        {
            var met = Enumerable.Range(0, random.Next(1, 30)).Select(_ => Time(random.Next(1000))).ToList();
            var entries = kept.Entries(met);

            foreach (var (from, to, _) in all.Where(a => a.Spoken.Values.Any(s => met.Exists(m => m.From < s.Until && s.From < m.Until))))
                entries.ShouldContain(e => e.From <= from && to <= e.To);
            entries.ShouldBe(entries.OrderBy(e => e.From));
        }

        Spoken Time(long about)
        {
            var from = random.Next(4) == 0 ? random.Next(100_000) : about * 100;
            return new(from, from + (random.Next(3) == 0 ? random.Next(1, 500) : 1), true);
        }
    }

    [Fact]
    public void Of_entries_in_the_order_of_their_time_only_those_are_looked_at_that_are_near()
    {
        var kept = new KeptTime();
        for (var seq = 1; seq <= 100_000; seq++) kept.Add(seq, seq, new Dictionary<Subject, Spoken> { [new("state", Labels.None)] = new(seq, seq + 1, true) }, []);

        var (from, to) = kept.Entries([new(70_000, 70_001, true)]).ShouldHaveSingleItem();

        from.ShouldBeLessThanOrEqualTo(70_000);
        to.ShouldBeGreaterThanOrEqualTo(70_000);
        (to - from).ShouldBeLessThan(64);
        kept.UpTo.ShouldBe(100_000);
    }

    [Fact]
    public void What_speaks_of_no_time_is_known_all_the_same()
    {
        var kept = new KeptTime();
        kept.Add(3, 3, new Dictionary<Subject, Spoken>(), []);
        kept.Reach(7);

        kept.UpTo.ShouldBe(7);
        kept.Entries([new(0, long.MaxValue, true)]).ShouldBeEmpty();
    }
}
