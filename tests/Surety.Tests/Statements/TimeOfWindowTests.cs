using NodaTime;
using Shouldly;
using Surety.Levels;
using Surety.Metrics;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>
/// February 2026 in UTC, 28 days or 672 h, of which the hours up to noon count; looked at when 19 days are over. Nobody knows of the shop before 1 February 06:00: 6 h. It is down on the 10th from
/// 10:00 to 14:00, of which 2 h count, and on the 11th from 09:30 to 10:30; works on the 11th from 09:00 to 10:00 are left out. So 9 days or 216 h are ahead, 19 × 12 = 228 h closed, 6 h unknown,
/// 1 h excluded, 2 h + 30 min bad, and the rest of 672 h, 218 h 30 min, good.
/// </summary>
public sealed class TimeOfWindowTests
{
    const string Changes = "measures: availability\nof: shop\nobserved by: changes\nduring: mornings\nleaves out: works";
    const string Mornings = "calendars:\n  mornings:\n    open:\n      every day: 00:00-12:00\nexclusions:\n  works:\n    means: works\n";

    static readonly string[] Facts =
    [
        "{'type':'state','at':'2026-02-01T06:00:00Z','state':'up','service':'shop'}",
        "{'type':'state','at':'2026-02-10T10:00:00Z','state':'down','service':'shop'}", "{'type':'state','at':'2026-02-10T14:00:00Z','state':'up','service':'shop'}",
        "{'type':'state','at':'2026-02-11T09:30:00Z','state':'down','service':'shop'}", "{'type':'state','at':'2026-02-11T10:30:00Z','state':'up','service':'shop'}",
        "{'type':'exclusion','exclusion':'works','from':'2026-02-11T09:00:00Z','until':'2026-02-11T10:00:00Z'}",
    ];

    static LevelResult Level(string asOf = "2026-02-20T00:00:00Z", string metric = Changes, string target = "at least 99 %", string level = "", params string[] facts) =>
        SmallAgreement.OfOne(metric, target, level: level, scope: Mornings).StatementOf(SmallAgreement.February, asOf, facts.Length > 0 ? facts : Facts).Levels.ShouldHaveSingleItem();

    static string Said(TimeStrip strip) => string.Join(", ", strip.Totals.Where(t => t.Stretches > 0).Select(t => $"{t.Kind} {t.Length.TotalMinutes} min in {t.Stretches}"));

    // Good: the 1st from 06:00, eighteen mornings more, of which the 11th is cut by the works and what is bad behind them.
    [Fact]
    public void Every_instant_of_a_window_is_of_one_kind()
    {
        var level = Level();

        Said(level.Time!.Strip()).ShouldBe("Good 13110 min in 20, Bad 150 min in 2, Unknown 360 min in 1, Excluded 60 min in 1, Closed 13680 min in 19, Ahead 12960 min in 1");
        level.Attained!.Exact.ShouldBe(Rational.Of(13110, 13260));
        level.BadTime.ShouldBe(Duration.FromMinutes(150));
        level.Coverage.ShouldBe(Rational.Of(13260, 13620));
    }

    [Fact]
    public void Stretches_stand_in_order_with_their_ends() =>
        string.Join(" ", Level().Time!.Strip().Stretches.Where(s => s.Kind is TimeKind.Bad or TimeKind.Excluded or TimeKind.Unknown or TimeKind.Ahead).Select(s => $"{s.Kind} {s.From:dd HH:mm}-{s.Until:dd HH:mm}"))
            .ShouldBe("Unknown 01 00:00-01 06:00 Bad 10 10:00-10 12:00 Excluded 11 09:00-11 10:00 Bad 11 10:00-11 10:30 Ahead 20 00:00-01 00:00");

    [Fact]
    public void Of_many_the_longest_are_told_and_the_others_counted()
    {
        var strip = Level().Time!.Strip(1);

        strip.Stretches.Where(s => s.Kind == TimeKind.Bad).ShouldBe([new(TimeKind.Bad, Fact.At("2026-02-10T10:00:00Z"), Fact.At("2026-02-10T12:00:00Z"))]);
        strip[TimeKind.Bad].ShouldBe(new TimeTotal(TimeKind.Bad, Duration.FromMinutes(150), 2, 1));
    }

    [Fact]
    public void A_window_of_which_nothing_is_known_has_its_time_too() =>
        Said(Level("2026-03-20T00:00:00Z", facts: "{'type':'state','at':'2026-03-02T00:00:00Z','state':'up','service':'shop'}").Time!.Strip()).ShouldBe("Unknown 20160 min in 28, Closed 20160 min in 28");

    [Fact]
    public void Where_outages_weigh_it_is_said_that_the_figure_is_another()
    {
        var level = Level(metric: "measures: availability\nof: shop\nobserved by: outages\nweights: down 100 %, degraded 50 %", facts: "{'type':'outage','id':'o','impact':'degraded','from':'2026-02-10T10:00:00Z','until':'2026-02-10T11:00:00Z','service':'shop'}");

        (level.Time!.IsWeighted, level.Time.Strip()[TimeKind.Bad].Length, level.BadTime).ShouldBe((true, Duration.FromHours(1), Duration.FromMinutes(30)));
    }

    [Fact]
    public void Tickets_have_no_time_of_a_window() =>
        Level(metric: "measures: time\nof: shop\nfrom: opened\nto: first reply by provider", target: "95 % within 1 h", facts: "{'type':'ticket','event':'opened','at':'2026-02-02T00:00:00Z','ticket':'T','service':'shop'}").Time.ShouldBeNull();
}
