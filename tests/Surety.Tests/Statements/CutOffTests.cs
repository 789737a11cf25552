using Shouldly;
using Surety.Metrics;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>
/// "Orders before 14:00 are delivered on the next business day", worked out by hand: orders are taken Monday to Friday until 14:00, and delivered Monday to Saturday until 17:00. 2 February 2026 is a Monday.
/// </summary>
public sealed class CutOffTests
{
    static string[] Order(string name, string ordered, string delivered) =>
        [$"{{'type':'ticket','ticket':'{name}','event':'ordered','at':'2026-02-{ordered}:00Z'}}", $"{{'type':'ticket','ticket':'{name}','event':'delivered','at':'2026-02-{delivered}:00Z'}}"];

    static readonly string[] Orders =
    [
        .. Order("A", "02T13:59", "03T17:00"), // Monday, in time for Tuesday: due Tuesday 17:00, delivered at that instant
        .. Order("B", "02T14:00", "04T16:00"), // at the cut-off: counts Tuesday 00:00, due Wednesday 17:00
        .. Order("C", "06T15:00", "10T17:01"), // Friday afternoon: counts Monday the 9th, due Tuesday the 10th 17:00: a minute late
        .. Order("D", "06T13:00", "07T16:00"), // Friday before the cut-off: Saturday is a day of delivery, due Saturday 17:00
        .. Order("E", "03T18:00", "03T20:00"), // delivered before it counts, on Wednesday: in time
    ];

    const string Calendars = "calendars:\n  orders:\n    open:\n      mon-fri: 00:00-14:00\n  deliveries:\n    open:\n      mon-sat: 08:00-17:00";

    const string Metric = "measures: time\nfrom: ordered\nto: delivered\nclock: deliveries\nstarts: at the next opening of orders";

    [Fact]
    public void An_order_after_the_cut_off_counts_the_next_day()
    {
        var result = SmallAgreement.OfOne(Metric, "all within the end of the next business day", scope: Calendars).StatementOf(SmallAgreement.February, "2026-03-05T00:00:00Z", Orders).Levels.Single();

        (result.Attained, result.Events, result.MissCount).ShouldBe((new Figure.Share(Rational.Of(4, 5)), 5, 1));
        result.Misses.All.Single().Due.ShouldBe(Facts.Fact.At("2026-02-10T17:00:00Z"));
        result.Why.AddsUp().ShouldBeTrue();
    }

    // A: 13:59 to 17:00 and Tuesday 9 h: 12 h 1 min. B: Tuesday 9 h, Wednesday 8 h: 17 h. C: Monday 9 h, Tuesday 9 h (closed at 17:00): 18 h. D: 4 h and 8 h: 12 h. E: nothing.
    [Fact]
    public void Its_time_counts_from_then()
    {
        var result = SmallAgreement.OfOne(Metric, "total at most 100 h", scope: Calendars).StatementOf(SmallAgreement.February, "2026-03-05T00:00:00Z", Orders).Levels.Single();

        result.Attained.ShouldBe(new Figure.Time((((12 + 17 + 18 + 12) * 60) + 1) * NodaTime.NodaConstants.TicksPerMinute));
        result.Why.AddsUp().ShouldBeTrue();
    }

    [Fact]
    public void Where_only_one_calendar_is_named_the_order_counts_when_it_is_made() =>
        SmallAgreement.OfOne(Metric.Replace("\nstarts: at the next opening of orders", "", StringComparison.Ordinal), "all within the end of the next business day", scope: Calendars)
            .StatementOf(SmallAgreement.February, "2026-03-05T00:00:00Z", Orders).Levels.Single().MissCount.ShouldBe(2); // B is due on Tuesday, C on Saturday
}
