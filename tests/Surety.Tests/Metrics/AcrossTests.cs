using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Facts;
using Surety.Metrics;
using Surety.Scope;
using Surety.Tests.Facts;
using Xunit;
using Interval = NodaTime.Interval;

namespace Surety.Tests.Metrics;

/// <summary>Three servers in 100 minutes of 7 September 2026, looked at together.</summary>
public sealed class AcrossTests
{
    static readonly Instant Start = Instant.FromUtc(2026, 9, 7, 0, 0);
    static readonly Interval Window = new(Start, At(100));
    static readonly Metric.Availability Changes = new()
    {
        Name = "cluster",
        Clause = default,
        Reads = new(null, null, null, []),
        ObservedBy = new Observation.Changes(),
        BadWhen = new BadRule.StateIs([ServiceState.Down]),
    };

    static Instant At(int minute) => Start + Duration.FromMinutes(minute);

    static string State(string member, int minute, string state) => $"{{'type':'state','at':'{At(minute)}','state':'{state}','member':'{member}'}}";

    static AcrossPart Part(string member, int from = 0, int until = 100, decimal? weight = 1) =>
        new(new(Labels.None.With("member", member), Labels.None.With("member", member), []), TimeSet.Of(At(from).ToUnixTimeTicks(), At(until).ToUnixTimeTicks()), weight);

    static Measurement Measure(AcrossRule rule, AcrossPart[] parts, params string[] lines) => Measure(Changes with { Across = new(new ForEach.ValueOfLabel("member"), rule) }, parts, lines);

    static Measurement Measure(Metric.Availability metric, AcrossPart[] parts, string[] lines) =>
        AvailabilityMeasure.Of(metric, parts, Fact.Set(lines), ScopeSelection.Everything, null, _ => [], At(100), DateTimeZone.Utc).In(Window, new(null, null)).AddingUp();

    /// <summary>a down 10 to 40, b down 20 to 50, c down 30 to 35.</summary>
    static readonly string[] Three =
    [
        State("a", 0, "up"), State("a", 10, "down"), State("a", 40, "up"), State("b", 0, "up"), State("b", 20, "down"), State("b", 50, "up"), State("c", 0, "up"), State("c", 30, "down"), State("c", 35, "up"),
    ];

    static readonly AcrossPart[] Abc = [Part("a"), Part("b"), Part("c")];

    static Comparison AtLeast(int percent) => new(new(Rational.Of(percent, 100), true), null, Unit.Percent, $"at least {percent} %");

    public static TheoryData<AcrossRule, int> Rules => new()
    {
        { new AcrossRule.AllBad(), 5 }, // 30 to 35
        { new AcrossRule.FewerGood(2), 20 }, // 20 to 40
        { new AcrossRule.FewerGood(1), 5 },
        { new AcrossRule.ManyBad(1), 40 }, // 10 to 50
        { new AcrossRule.ManyBad(2), 20 },
        { new AcrossRule.ShareBad(AtLeast(33), null), 40 }, // one of three is more than 33 %
        { new AcrossRule.ShareBad(AtLeast(34), null), 20 },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_whole_is_bad_by_how_many_are_at_one_time(AcrossRule rule, int minutes)
    {
        Measure(rule, Abc, Three).BadTime.ShouldBe(Duration.FromMinutes(minutes));
        Measure(rule, Abc, Three).Coverage.ShouldBe(Rational.One);
    }

    [Fact]
    public void Members_weigh_by_their_users()
    {
        // a 70, b 20, c 10 users. At least 30 % of users: whenever a is down, 10 to 40; and b with c, which a covers.
        AcrossPart[] parts = [Part("a", weight: 70), Part("b", weight: 20), Part("c", weight: 10)];

        Measure(new AcrossRule.ShareBad(AtLeast(30), "users"), parts, Three).BadTime.ShouldBe(Duration.FromMinutes(30));
        Measure(new AcrossRule.ShareBad(AtLeast(71), "users"), parts, Three).BadTime.ShouldBe(Duration.FromMinutes(20));
    }

    [Fact]
    public void A_member_without_a_number_weighs_nothing_and_is_told_of() =>
        Measure(new AcrossRule.ShareBad(AtLeast(30), "users"), [Part("a", weight: null), Part("b", weight: 20), Part("c", weight: 10)], Three).Notes.ShouldHaveSingleItem().ShouldContain("weighs nothing");

    [Fact]
    public void Only_members_that_exist_are_counted()
    {
        // c exists from 40 on: "all" are a and b alone before, both down 20 to 40. Before 5 nobody exists: 95 minutes count.
        var measured = Measure(new AcrossRule.AllBad(), [Part("a", 5), Part("b", 5), Part("c", 40)], Three);

        (measured.BadTime, measured.Attained).ShouldBe((Duration.FromMinutes(20), new Figure.Share(Rational.Of(75, 95))));
    }

    [Fact]
    public void What_depends_on_a_silent_member_is_unknown_and_what_does_not_is_not()
    {
        // c is silent until 50. Fewer than two good: 20 to 40 bad whatever c is; 10 to 20 and 40 to 50 depend on it: 20 unknown minutes of 100.
        string[] lines = [.. Three[..6], State("c", 50, "up")];

        var measured = Measure(new AcrossRule.FewerGood(2), Abc, lines);

        (measured.BadTime, measured.Coverage).ShouldBe((Duration.FromMinutes(20), Rational.Of(80, 100)));
    }

    [Fact]
    public void Short_outages_are_those_of_the_whole()
    {
        var metric = Changes with { ShortestOutage = Duration.FromMinutes(21), Across = new(new ForEach.ValueOfLabel("member"), new AcrossRule.ManyBad(2)) };

        Measure(metric, Abc, Three).BadTime.ShouldBe(Duration.Zero);
    }

    static Gen<(string Member, int Minute, string State)> States() =>
        from member in Gen.Elements("a", "b", "c")
        from minute in Gen.Choose(0, 99)
        from state in Gen.Elements("up", "down", "unknown")
        select (member, minute, state);

    [Fact]
    public void It_agrees_with_a_count_of_single_minutes() =>
        Prop.ForAll(
            Arb.From(from states in States().ArrayOf(12)
                     from rule in Gen.Elements<AcrossRule>(new AcrossRule.AllBad(), new AcrossRule.FewerGood(2), new AcrossRule.ManyBad(2), new AcrossRule.ShareBad(AtLeast(50), "users"))
                     select (states, rule)),
            c =>
            {
                var rows = c.states.DistinctBy(s => (s.Member, s.Minute)).OrderBy(s => s.Minute).ToList();
                AcrossPart[] parts = [Part("a", 0, 60, 2), Part("b", 20, 100, 1), Part("c", 0, 100, 1)];
                (string Name, int From, int Until, int Weight)[] members = [("a", 0, 60, 2), ("b", 20, 100, 1), ("c", 0, 100, 1)];
                var (bad, unknown) = (0, 0);
                for (var m = 0; m < 100; m++)
                {
                    var here = members.Where(x => x.From <= m && m < x.Until).Select(x => (x.Weight, State: rows.LastOrDefault(r => r.Member == x.Name && r.Minute <= m).State ?? "unknown")).ToList();
                    bool Holds(Func<string, bool> isBad) => c.rule switch
                    {
                        AcrossRule.AllBad => here.TrueForAll(h => isBad(h.State)),
                        AcrossRule.FewerGood => here.Count(h => !isBad(h.State)) < 2,
                        AcrossRule.ManyBad => here.Count(h => isBad(h.State)) >= 2,
                        AcrossRule.ShareBad => 2 * here.Where(h => isBad(h.State)).Sum(h => h.Weight) >= here.Sum(h => h.Weight),
                    };
                    var (least, most) = (Holds(s => s == "down"), Holds(s => s != "up"));
                    if (least) bad++;
                    else if (most) unknown++;
                }
                var measured = Measure(c.rule, parts, [.. rows.Select(r => State(r.Member, r.Minute, r.State))]);
                measured.Coverage.ShouldBe(Rational.Of(100 - unknown, 100));
                measured.BadTime.ShouldBe(Duration.FromMinutes(bad));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
}
