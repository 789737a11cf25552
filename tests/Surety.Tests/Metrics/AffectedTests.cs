using NodaTime;
using Shouldly;
using Surety.Facts;
using Surety.Metrics;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Surety.Tests.Statements;
using Xunit;
using Draw = Surety.Tests.Oracle.Draw;
using Interval = NodaTime.Interval;
using Trial = Surety.Tests.Oracle.Trial;

namespace Surety.Tests.Metrics;

/// <summary>Outages that count by how many they affect, in 1,000 minutes from 7 September 2026 on, of 500 users.</summary>
public sealed class AffectedTests
{
    static readonly Instant Start = Instant.FromUtc(2026, 9, 7, 0, 0);

    static Metric.Availability Of(bool? isGreatest = null, int all = 500) => new()
    {
        Name = "uptime",
        Clause = default,
        Reads = new(null, null, null, []),
        ObservedBy = new Observation.Outages(),
        BadWhen = new BadRule.AsObserved(),
        Weights = new Weights.ByAffected(all, false, isGreatest),
        LeavesOut = ["works"],
    };

    static Instant At(int minute) => Start + Duration.FromMinutes(minute);

    static string Outage(int from, int until, int? affected) => $"{{'type':'outage','id':'{from}-{until}-{affected}','from':'{At(from)}','until':'{At(until)}'{(affected is null ? "" : $",'affected':{affected}")}}}";

    static Measurement Measure(Metric.Availability metric, params string[] lines)
    {
        var facts = Fact.Set(lines);
        return AvailabilityMeasure.Of(metric, facts, ScopeSelection.Everything, null, Checked.AllGranted(facts), At(1_000)).In(new(Start, At(1_000)), new(null, null)).AddingUp();
    }

    // 100 to 150: 50 users; 150 to 200 both, 500; 200 to 250: 450. 50 × 50 + 50 × 500 + 50 × 450 = 50,000 of 500,000 user-minutes. The greatest alone: 50 × 50 + 100 × 450 = 47,500.
    [Fact]
    public void User_minutes_lost_are_those_of_each_outage_and_never_more_than_all()
    {
        string[] lines = [Outage(100, 200, 50), Outage(150, 250, 450), Outage(400, 500, 0)];

        Measure(Of(), lines).Attained.ShouldBe(new Figure.Share(Rational.Of(9, 10)));
        Measure(Of(isGreatest: false), lines).Attained.ShouldBe(new Figure.Share(Rational.Of(9, 10)));
        Measure(Of(isGreatest: true), lines).Attained.ShouldBe(new Figure.Share(Rational.Of(905, 1_000)));
        // Of 460 users all are affected by both together: 50 × 50 + 50 × 460 + 50 × 450 = 48,000 of 460,000.
        Measure(Of(all: 460), lines).Attained.ShouldBe(new Figure.Share(1 - Rational.Of(48, 460)));
        // One that affected nobody is none.
        Measure(Of(), lines).MissCount.ShouldBe(1);
    }

    // Of 100 minutes in which nobody said how many, and 100 in which more than all were: 200 minutes for all.
    [Fact]
    public void Who_does_not_say_how_many_says_all_and_is_told()
    {
        var measured = Measure(Of(), Outage(0, 100, null), Outage(200, 300, 900));

        measured.Attained.ShouldBe(new Figure.Share(Rational.Of(8, 10)));
        measured.Notes.ShouldBe(["1 outage does not say how many it affected: all are taken to be affected", "1 outage says that it affected more than 500 of 500: all are taken to be affected"]);
    }

    // 100 minutes for 250 users, of which 40 are excluded: 60 × ½ = 30 of 960 minutes. An outage of 9 minutes is forgiven.
    [Fact]
    public void What_is_excluded_or_too_short_is_no_part_of_it() =>
        Measure(Of() with { ShortestOutage = Duration.FromMinutes(10) }, Outage(100, 200, 250), Outage(500, 509, 500), $"{{'type':'exclusion','exclusion':'works','from':'{At(150)}','until':'{At(190)}'}}")
            .Attained.ShouldBe(new Figure.Share(1 - Rational.Of(30, 960)));

    [Fact]
    public void It_agrees_with_a_count_minute_by_minute()
    {
        for (var seed = 1UL; seed <= (ulong)(100 * Trial.Times); seed++)
        {
            var draw = new Draw(seed);
            var outages = Enumerable.Range(0, draw.Whole(0, 9)).Select(_ => (From: draw.Whole(0, 900), Length: draw.Whole(1, 300), Affected: draw.In(10) ? (int?)null : draw.Whole(0, 9))).DistinctBy(o => (o.From, o.From + o.Length)).ToList();
            var (all, isGreatest) = (draw.Whole(1, 12), draw.In(50));
            var lost = 0;
            for (var minute = 0; minute < 1_000; minute++)
            {
                var now = outages.Where(o => o.From <= minute && minute < o.From + o.Length).Select(o => o.Affected ?? all).ToList();
                lost += now.Count == 0 ? 0 : Math.Min(all, isGreatest ? now.Max() : now.Sum());
            }

            Measure(Of(isGreatest, all), [.. outages.Select(o => Outage(o.From, o.From + o.Length, o.Affected))]).Attained!.Exact.ShouldBe(1 - Rational.Of(lost, all * 1_000), $"seed {seed}");
        }
    }

    // After ten of February's 28 days: 14,400 minutes are over and 25,920 to come. 60 minutes for half of the users are lost for certain: at worst all else is. Least (14,400 − 30) ÷ 40,320, most (40,320 − 30) ÷ 40,320.
    [Fact]
    public void Bounds_weigh_what_is_certain_and_leave_room_for_all()
    {
        var versions = SmallAgreement.OfOne("measures: availability\nobserved by: outages\nweights: affected of 100 %", "at least 99.9 %");

        var bounds = versions.StatementOf(SmallAgreement.February, "2026-02-11T00:00:00Z", "{'type':'outage','from':'2026-02-03T00:00:00Z','until':'2026-02-03T01:00:00Z','affected':50}").Levels.Single().Bounds.ShouldNotBeNull();

        (bounds.Lowest?.Exact, bounds.Highest?.Exact).ShouldBe((Rational.Of(14_370, 40_320), Rational.Of(40_290, 40_320)));
    }
}
