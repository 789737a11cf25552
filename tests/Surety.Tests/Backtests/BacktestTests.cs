using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Backtests;
using Surety.Facts;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Backtests;

/// <summary>The example of the guide, as its note.md works it out, and what holds for every back-test.</summary>
public sealed class BacktestTests
{
    static readonly Agreement Draft = AgreementFile.Parse("draft.yaml", File.ReadAllBytes(Source.File("docs/guide/examples/backtest/draft.yaml"))).Agreement!;

    static readonly ValueList<Window> Months = Enumerable.Range(1, 3).Select(m => WindowRule.Month.At(new LocalDate(2026, m, 1), DateTimeZone.Utc)).ToValueList();

    static FactSet Facts(params string[] more) => Fact.Set([
        "{'type':'state','at':'2026-01-01T00:00:00Z','service':'shop','state':'up'}",
        "{'type':'state','at':'2026-01-10T10:00:00Z','service':'shop','state':'down'}",
        "{'type':'state','at':'2026-01-10T14:00:00Z','service':'shop','state':'up'}",
        "{'type':'exclusion','id':'m1','exclusion':'planned maintenance','service':'shop','from':'2026-02-08T02:00:00Z','until':'2026-02-08T06:00:00Z','announced':'2026-02-02T09:00:00Z'}",
        "{'type':'state','at':'2026-02-08T02:00:00Z','service':'shop','state':'down'}",
        "{'type':'state','at':'2026-02-08T05:00:00Z','service':'shop','state':'up'}",
        "{'type':'state','at':'2026-02-20T00:00:00Z','service':'shop','state':'unknown'}",
        "{'type':'state','at':'2026-02-21T00:00:00Z','service':'shop','state':'up'}",
        "{'type':'state','at':'2026-03-03T08:00:00Z','service':'shop','state':'down'}",
        "{'type':'state','at':'2026-03-03T09:00:00Z','service':'shop','state':'up'}",
        "{'type':'state','at':'2026-03-15T20:00:00Z','service':'shop','state':'down'}",
        "{'type':'state','at':'2026-03-15T22:00:00Z','service':'shop','state':'up'}",
        .. more]);

    static Backtest Test(params (string, Rational)[] asked) => Backtest.Of(Draft, Facts(), Months, Fact.At("2026-04-20T09:00:00Z"), asked.ToValueList());

    static string Cost(Outcome outcome) => outcome.Cost.ShouldHaveSingleItem().ToString();

    [Theory]
    // Vienna is an hour ahead: its October is over while that of Greenwich runs.
    [InlineData("2026-10-31T23:00:00Z", "2025-01-15", "2025-11 2026-10")]
    [InlineData("2026-10-31T22:59:59Z", "2025-01-15", "2025-10 2026-09")]
    [InlineData("2026-11-04T09:00:00Z", "2026-09-30", "2026-09 2026-10")]
    [InlineData("2026-11-04T09:00:00Z", "2026-10-01", "2026-10 2026-10")]
    [InlineData("2026-11-04T09:00:00Z", "2026-11-01", "")]
    [InlineData("2026-11-04T09:00:00Z", "2027-01-01", "")]
    public void The_last_months_that_are_over_begin_with_the_term(string now, string first, string expected)
    {
        var months = BacktestQuestion.LastMonths(NodaTime.Text.LocalDatePattern.Iso.Parse(first).Value, Fact.At(now), DateTimeZoneProviders.Tzdb["Europe/Vienna"], 12);

        (months.Count == 0 ? "" : $"{months[0].Name} {months[^1].Name}").ShouldBe(expected);
        months.Count.ShouldBeLessThanOrEqualTo(12);
    }

    [Fact]
    public void Two_months_are_missed_and_cost_350_euros()
    {
        var test = Test();

        (test.Whole.Missed, test.Whole.Met, Cost(test.Whole)).ShouldBe((2, 1, "EUR 350.00"));
        test.Months.Select(m => Cost(m.Outcome)).ShouldBe(["EUR 250.00", "EUR 0.00", "EUR 100.00"]);
        test.Months.Select(m => m.Messages).ShouldBe([0, 1, 0]);
        test.Months[1].Coverage.ShouldBe(Rational.Of(644, 668));
    }

    [Fact]
    public void Two_missed_months_of_three_give_the_right_at_the_end_of_march() =>
        Test().Months.Select(m => string.Join(",", m.Outcome.Rights)).ShouldBe(["", "", "termination"]);

    [Fact]
    public void A_gap_of_a_day_allows_300_euros_more()
    {
        var test = Test();

        (Cost(test.GapsGood), Cost(test.GapsBad)).ShouldBe(("EUR 350.00", "EUR 650.00"));
        (Cost(test.Months[1].GapsGood), Cost(test.Months[1].GapsBad)).ShouldBe(("EUR 0.00", "EUR 300.00"));
    }

    [Fact]
    public void Each_clause_has_its_own_effect()
    {
        var effects = Test().Effects.Select(e => (e.What, e.More[0].Amount, e.Changed.Missed - e.Written.Missed));

        effects.ShouldBe([
            ("without the exclusion 'planned maintenance'", 100m, 1),
            ("'shop uptime' with gaps as good time", 0m, 0),
            ("'shop uptime' with gaps as bad time", 300m, 1),
            ("without the cap 30 % of all fees of the month", 0m, 0),
        ]);
    }

    [Fact]
    public void Bands_move_with_the_target_that_they_end_at()
    {
        var curve = Test(("shop is up", Rational.Of(99, 100)), ("shop is up", Rational.Of(995, 1000)), ("shop is up", Rational.Of(998, 1000)), ("shop is up", 1)).Curves.ShouldHaveSingleItem();

        curve.Points.Select(p => (p.Target, p.Missed, Cost(p.Outcome), p.IsWritten)).ShouldBe([
            ("at least 99 %", 0, "EUR 0.00", false), ("at least 99.5 %", 1, "EUR 250.00", false), ("at least 99.8 %", 2, "EUR 350.00", false),
            ("at least 99.9 %", 2, "EUR 350.00", true), ("at least 100 %", 2, "EUR 350.00", false)]);
        curve.NeverMissedUpTo.ShouldBe(new Figure.Share(Rational.Of(740, 744)));
    }

    [Fact]
    public void Only_the_outage_of_january_cost_anything_by_itself()
    {
        var costly = Test().Costliest.ShouldHaveSingleItem();

        (costly.What, costly.From, costly.By, costly.Saved[0].ToString(), costly.MissesSaved).ShouldBe(("outage", Fact.At("2026-01-10T10:00:00Z"), Duration.FromHours(4), "EUR 250.00", 1));
    }

    [Fact]
    public void What_was_taken_to_be_otherwise_is_told() => Test().Assumed.ShouldBe([
        "The term is taken to have begun on 2026-01-01 instead of 2027-01-01.", "Every credit is taken to have been claimed in time."]);

    [Fact]
    public void An_agreement_that_held_already_costs_what_its_statements_owed()
    {
        var held = Draft with { Term = Draft.Term with { From = new(2026, 1, 1) }, Effective = new(2026, 1, 1), Escalation = Draft.Escalation with { Settlement = Draft.Escalation.Settlement with { Claimed = false, Claim = null } } };
        var asOf = Fact.At("2026-04-20T09:00:00Z");

        var test = Backtest.Of(held, Facts(), Months, asOf);

        var evaluation = Evaluation.Of(((Result<Versions>.Ok)Versions.Of([held])).Value, Facts(), Months[^1].Time.End, asOf);
        test.Assumed.ShouldBeEmpty();
        test.Months.Select(m => m.Outcome.Cost).ShouldBe(Months.Select(m => evaluation.Statement(m).Totals.Select(t => t.Owed).ToValueList()));
        test.Whole.Cost.ShouldBe([new Money(350m, new("EUR"))]);
    }

    [Fact]
    public void A_ticket_in_time_takes_its_miss_away_and_one_more_counts_as_done()
    {
        var draft = AgreementFile.Parse("tickets.yaml", System.Text.Encoding.UTF8.GetBytes(File.ReadAllText(Source.File("docs/guide/examples/first/agreement.yaml"))
            .Replace("  credits:\n", "  credits:\n    quick answer:\n      level: quick answer, priority urgent\n      of: EUR 100.00\n      for each: miss gives 10 %\n", StringComparison.Ordinal))).Agreement!;
        var facts = Fact.Set(
            "{'type':'ticket','service':'website','ticket':'B-1','event':'opened','priority':'urgent','at':'2026-10-05T10:00:00+02:00'}",
            "{'type':'ticket','service':'website','ticket':'B-1','event':'replied','by':'provider','at':'2026-10-05T11:30:00+02:00'}",
            "{'type':'ticket','service':'website','ticket':'B-2','event':'opened','priority':'urgent','at':'2026-10-09T12:00:00+02:00'}",
            "{'type':'ticket','service':'website','ticket':'B-2','event':'replied','by':'provider','at':'2026-10-12T10:30:00+02:00'}");

        var test = Backtest.Of(draft, facts, [WindowRule.Month.At(new LocalDate(2026, 10, 1), draft.Zone)], Fact.At("2026-11-03T09:00:00Z"));

        var costly = test.Costliest.ShouldHaveSingleItem();
        (costly.What, costly.Saved[0].ToString(), costly.MissesSaved).ShouldBe(("B-2", "EUR 10.00", 1));
    }
}
