using Shouldly;
using Surety.Agreements;
using Surety.Levels;
using Surety.Metrics;
using Surety.Statements;
using Surety.Tests.Statements;
using Xunit;

namespace Surety.Tests.Metrics;

/// <summary>A ticket counts once: in time if all its updates were. Updates are due 30 minutes after the one before them.</summary>
public sealed class TicketsInTimeTests
{
    const string News = "measures: time\nfrom: opened\nto: every update by provider\nuntil: resolved";

    static Versions Of(string target, string metric = News, string escalation = "") => SmallAgreement.OfOne(metric, target, escalation: escalation);

    static string Event(string ticket, string what, string at) => $"{{'type':'ticket','ticket':'{ticket}','event':'{what}','at':'2026-{at}:00Z'{(what == "update" ? ",'by':'provider'" : "")}}}";

    /// <summary>A: in time twice. B: in time, then after 40 min, then in time. C: after 50 min and after 35.</summary>
    static readonly string[] Three =
    [
        Event("A", "opened", "02-03T10:00"), Event("A", "update", "02-03T10:30"), Event("A", "update", "02-03T10:45"), Event("A", "resolved", "02-03T11:00"),
        Event("B", "opened", "02-03T10:00"), Event("B", "update", "02-03T10:10"), Event("B", "update", "02-03T10:50"), Event("B", "update", "02-03T11:00"), Event("B", "resolved", "02-03T11:10"),
        Event("C", "opened", "02-03T10:00"), Event("C", "update", "02-03T10:50"), Event("C", "update", "02-03T11:25"), Event("C", "resolved", "02-03T11:30"),
    ];

    static LevelResult Level(Versions versions, params string[] facts)
    {
        var level = versions.StatementOf(SmallAgreement.February, "2026-04-02T00:00:00Z", facts).Levels.ShouldHaveSingleItem();
        level.Why.AddsUp().ShouldBeTrue();
        return level;
    }

    // Of seven updates four were in time; of three tickets one had all of them in time.
    [Fact]
    public void All_updates_of_a_ticket_are_one()
    {
        Level(Of("50 % within 30 min"), Three).ShouldSatisfyAllConditions(l => l.Attained!.Exact.ShouldBe(Rational.Of(4, 7)), l => l.MissCount.ShouldBe(3), l => l.Verdict.ShouldBe(Verdict.Met));

        var level = Level(Of("50 % of tickets within 30 min"), Three);
        (level.Attained!.Exact, level.Events, level.MissCount, level.Verdict, level.Target).ShouldBe((Rational.Of(1, 3), 3, 2, Verdict.Missed, "50 % of tickets within 30 min"));
        // The latest update of each speaks for it: C by 20 min, B by 10.
        level.Misses.Select(m => (m.What.Split(',')[0], m.By.TotalMinutes)).ShouldBe([("C", 20d), ("B", 10d)]);
    }

    // Two misses at EUR 10.00, and the latest of each in the bands: 20 min and 10 min.
    [Fact]
    public void A_ticket_is_one_miss_for_credits()
    {
        var statement = Of("50 % of tickets within 30 min", escalation: "credits:\n  each:\n    level: l\n    for each: miss gives EUR 10.00\n  by lateness:\n    level: l\n    of: EUR 100.00\n    bands of lateness:\n      - at most 15 min: 1 %\n      - above 15 min: 2 %\nrights:\n  leave:\n    when: l has 2 misses within any 7 days").StatementOf(SmallAgreement.February, "2026-04-02T00:00:00Z", Three);

        statement.Credits.Select(c => $"{c.Remedy} {c.Incident?.Name.Split(',')[0]} {Wording.English.Amount(c)}").ShouldBe(["each  EUR 20.00", "by lateness C EUR 2.00", "by lateness B EUR 1.00"]);
        statement.Rights.Single().State.ShouldBe(RightState.Arisen);
    }

    // An update of January in time, one of February late: the ticket counts in each window by what counts there.
    [Fact]
    public void A_ticket_of_two_windows_counts_in_each_by_its_own()
    {
        string[] facts = [Event("A", "opened", "01-31T23:30"), Event("A", "update", "01-31T23:50"), Event("A", "update", "02-01T00:40"), Event("A", "resolved", "02-01T00:50")];

        var january = Of("50 % of tickets within 30 min").StatementOf(Surety.Scope.WindowRule.Month.At(new NodaTime.LocalDate(2026, 1, 1), NodaTime.DateTimeZone.Utc), "2026-04-02T00:00:00Z", facts).Levels.Single();
        (january.Attained!.Exact, Level(Of("50 % of tickets within 30 min"), facts).Attained!.Exact).ShouldBe((1, 0));
    }

    [Theory]
    [InlineData(News, "95 % of tickets within 30 min", null)]
    [InlineData("measures: time\nfrom: opened\nto: resolved", "95 % of tickets within 30 min", null)]
    [InlineData("measures: time\nfrom: opened\nto: resolved\nre-opened: ignored", "95 % of tickets within 30 min", "target.of-tickets")]
    [InlineData(News, "80 % of tickets within 30 min, the rest within 1 h", "phrase.unexpected")]
    public void Where_it_says_nothing_it_is_told_of(string metric, string target, string? code) =>
        SmallAgreement.ProblemsOf(metric, target, "").Where(p => p.Severity is Severity.Error or Severity.Warning).Select(p => p.Code).ShouldBe(code is null ? [] : [code]);
}
