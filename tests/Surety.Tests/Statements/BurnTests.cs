using NodaTime;
using Shouldly;
using Surety.Levels;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>
/// What may go wrong in February 2026, of 28 days or 40,320 min, as it is used up. At least 99.9 % allows 40.32 min or 40 min 19.2 s. Down is the shop on the 5th from 10:00 to 10:20 and on the 11th from
/// 00:00 to 00:15: after ten days and a quarter 35 min are used; at 00:20:19.2 the allowance would be.
/// </summary>
public sealed class BurnTests
{
    const string Outages = "measures: availability\nof: shop\nobserved by: outages";
    const string Tickets = "measures: time\nof: shop\nfrom: opened\nto: first reply by provider";

    static string Down(string from, string until) => $"{{'type':'outage','id':'{from}','from':'2026-02-{from}:00Z','until':'2026-02-{until}:00Z','service':'shop'}}";

    static readonly string[] Two = [Down("05T10:00", "05T10:20"), Down("11T00:00", "11T00:15")];

    static Burn? Of(string target = "at least 99.9 %", string asOf = "2026-02-15T00:00:00Z", string metric = Outages, string level = "", params string[] facts) =>
        Burn.Of(SmallAgreement.OfOne(metric, target, level: level).StatementOf(SmallAgreement.February, asOf, facts).Levels.ShouldHaveSingleItem());

    static string Points(Burn burn, long unit) => string.Join(" ", burn.Points.Select(p => $"{p.At:dd'T'HH:mm}={p.Used / unit}"));

    // Half of the window is over and 35 min are used: 70 min at the end. 40.32 / 35 × 14 days are 16.128 days.
    [Fact]
    public void An_open_window_is_followed_to_now_and_at_its_pace()
    {
        var burn = Of(facts: Two)!;

        (burn.Allowed, burn.Used, burn.UsedUp, burn.IsOpen).ShouldBe((new Figure.Time(Rational.Of(24192, 10) * NodaConstants.TicksPerSecond), new Figure.Time(35 * NodaConstants.TicksPerMinute), null, true));
        Points(burn, NodaConstants.TicksPerMinute).ShouldBe("01T00:00=0 05T10:00=0 05T10:20=20 11T00:00=20 11T00:15=35 15T00:00=35");
        burn.Share.ShouldBe(Rational.Of(35, 1) / Rational.Of(4032, 100));
        burn.AtTheEnd.ShouldBe(70 * NodaConstants.TicksPerMinute);
        burn.AtThisPace.ShouldBe(Fact.At("2026-02-17T03:04:19.2Z"));
    }

    [Fact]
    public void Once_it_is_used_up_it_is_said_when()
    {
        var burn = Of(asOf: "2026-03-10T00:00:00Z", facts: [Down("05T10:00", "05T10:20"), Down("11T00:00", "11T01:00")])!;

        (burn.UsedUp, burn.IsOpen, burn.AtTheEnd, burn.AtThisPace).ShouldBe((Fact.At("2026-02-11T00:20:19.2Z"), false, null, null));
        burn.Used.ShouldBe(new Figure.Time(80 * NodaConstants.TicksPerMinute));
    }

    // Whatever is measured, more than the allowance is a miss, and no more is none.
    [Theory]
    [InlineData("11T00:20:19.2", "met")]
    [InlineData("11T00:20:19.2000001", "missed")]
    public void The_allowance_is_the_verdict(string until, string verdict)
    {
        var level = SmallAgreement.OfOne(Outages, "at least 99.9 %").StatementOf(SmallAgreement.February, "2026-03-10T00:00:00Z", Down("05T10:00", "05T10:20"), $"{{'type':'outage','id':'2','from':'2026-02-11T00:00:00Z','until':'2026-02-{until}Z','service':'shop'}}").Levels.ShouldHaveSingleItem();

        (level.Verdict == Verdict.Met ? "met" : "missed").ShouldBe(verdict);
        (Burn.Of(level)!.UsedUp is null).ShouldBe(verdict == "met");
    }

    [Theory]
    [InlineData("at least 100 %", "0")]
    [InlineData("downtime at most 45 min", "45")]
    [InlineData("downtime below 45 min", "26999999999/600000000")]
    public void Other_promises_of_time_allow_a_time_too(string target, string minutes) => (((Figure.Time)Of(target, "2026-03-10T00:00:00Z", facts: Two)!.Allowed).Ticks / NodaConstants.TicksPerMinute).ToString().ShouldBe(minutes);

    [Theory]
    [InlineData("longest outage at most 1 h")]
    [InlineData("number of outages at most 3")]
    public void What_allows_no_sum_has_none(string target) => Of(target, facts: Two).ShouldBeNull();

    static string[] Ticket(string id, string opened, string? answered) =>
        [$"{{'type':'ticket','event':'opened','at':'2026-02-{opened}:00Z','ticket':'{id}','service':'shop'}}", .. answered is null ? Array.Empty<string>() : [$"{{'type':'ticket','event':'replied','at':'2026-02-{answered}:00Z','ticket':'{id}','by':'provider'}}"]];

    // Of ten tickets at least 80 % within 1 h: two may be late. B is due on the 4th at 11:00, D on the 6th at 11:00.
    [Fact]
    public void Late_tickets_use_it_up_when_they_are_due()
    {
        string[] facts = [.. Ticket("A", "03T10:00", "03T10:30"), .. Ticket("B", "04T10:00", "04T12:00"), .. Ticket("C", "05T10:00", "05T10:30"), .. Ticket("D", "06T10:00", "07T10:00"), .. Enumerable.Range(0, 6).SelectMany(i => Ticket($"E{i}", "08T10:00", "08T10:30"))];

        var burn = Of("80 % within 1 h", "2026-03-10T00:00:00Z", Tickets, facts: facts)!;

        (burn.Allowed, burn.Used, burn.UsedUp).ShouldBe((new Figure.Count(2), new Figure.Count(2), null));
        Points(burn, 1).ShouldBe("01T00:00=0 04T11:00=0 04T11:00=1 06T11:00=1 06T11:00=2 01T00:00=2");
        var all = Of("all within 1 h", "2026-03-10T00:00:00Z", Tickets, facts: facts)!;
        (all.Allowed, all.UsedUp, all.Share).ShouldBe((new Figure.Count(0), Fact.At("2026-02-04T11:00:00Z"), null));
    }
}
