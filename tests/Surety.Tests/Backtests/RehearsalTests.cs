using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Backtests;
using Surety.Facts;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Backtests;

/// <summary>The planned outage of the guide, as its note.md works it out.</summary>
public sealed class RehearsalTests
{
    static readonly string Text = File.ReadAllText(Source.File("docs/guide/examples/rehearse/agreement.yaml"));

    static readonly FactSet Facts = Fact.Set(
        "{'type':'state','at':'2026-03-01T00:00:00Z','service':'shop','state':'up'}",
        "{'type':'state','at':'2026-03-02T10:00:00Z','service':'shop','state':'down'}",
        "{'type':'state','at':'2026-03-02T10:30:00Z','service':'shop','state':'up'}");

    static Rehearsal Try(string text, FactSet? facts = null, string from = "2026-03-05T00:00:00Z", string until = "2026-03-08T00:00:00Z")
    {
        var agreement = AgreementFile.Parse("agreement.yaml", System.Text.Encoding.UTF8.GetBytes(text)).Agreement.ShouldNotBeNull();
        return Rehearsal.Of(((Result<Versions>.Ok)Versions.Of([agreement])).Value, facts ?? Facts, Labels.None.With("service", "shop"), Duration.FromHours(4),
            new(Fact.At(from), Fact.At(until)), Duration.FromHours(12), Fact.At("2026-03-04T09:00:00Z"));
    }

    [Fact]
    public void Unannounced_every_start_costs_a_miss_and_250_euros() =>
        Try(Text).Slots.Select(s => (s.Unannounced.Misses, s.Unannounced.Credits.ShouldHaveSingleItem().ToString())).ShouldBe(Enumerable.Repeat((1, "EUR 250.00"), 6));

    /// <summary>Nobody can have claimed what has not happened: the credit is taken as claimed, and costs the same.</summary>
    [Fact]
    public void A_credit_that_has_to_be_claimed_costs_the_same() =>
        Try(Text + "    \n  settlement: claimed, next invoice\n  claim: within 72 h after the incident\n").Slots.Select(s => (s.Unannounced.Misses, s.Unannounced.Credits.ShouldHaveSingleItem().ToString())).ShouldBe(Enumerable.Repeat((1, "EUR 250.00"), 6));

    [Fact]
    public void Announced_now_it_costs_nothing_from_friday_noon_on()
    {
        var announced = Try(Text).Slots.Select(s => s.Announced.ShouldHaveSingleItem()).ToList();

        announced.Select(a => a.Effect.Misses).ShouldBe([1, 1, 1, 0, 0, 0]);
        announced.Select(a => a.Refused is null).ShouldBe([false, false, false, true, true, true]);
        announced[3].By.ShouldBe(Fact.At("2026-03-04T12:00:00Z"));
    }

    [Fact]
    public void The_earliest_of_the_cheapest_is_friday_noon() => Try(Text).Cheapest.First().Time.Start.ShouldBe(Fact.At("2026-03-06T12:00:00Z"));

    [Fact]
    public void The_figure_with_the_outage_is_exact()
    {
        var touched = Try(Text).Slots[0].Touched.ShouldHaveSingleItem();

        (touched.Without.Attained, touched.With.Attained).ShouldBe((new Figure.Share(Rational.Of(7435, 7440)), new Figure.Share(Rational.Of(7395, 7440))));
    }

    [Fact]
    public void A_budget_that_is_half_used_takes_half_of_it()
    {
        var facts = Fact.Set("{'type':'state','at':'2026-03-01T00:00:00Z','service':'shop','state':'up'}",
            "{'type':'exclusion','id':'m','exclusion':'planned maintenance','service':'shop','from':'2026-03-01T00:00:00Z','until':'2026-03-01T02:00:00Z','announced':'2026-02-01T00:00:00Z'}");

        var last = Try(Text, facts).Slots[^1];

        // 2 of 4 hours are excluded with the 2 of the 1st: 738 ÷ 740 = 99.7297… %, 10 %.
        var announced = last.Announced.ShouldHaveSingleItem();
        announced.Refused.ShouldNotBeNull().ShouldContain("budget");
        announced.Effect.Credits.ShouldHaveSingleItem().ToString().ShouldBe("EUR 100.00");
    }

    static string With(string exclusions, params string[] names) => Text.Replace("metrics:\n", $"{exclusions}metrics:\n", StringComparison.Ordinal).Replace("leaves out: [planned maintenance]", $"leaves out: [planned maintenance, {string.Join(", ", names)}]", StringComparison.Ordinal);

    // A storm is not announced and has no hours: nobody plans it. Where no exclusion says how it is planned, all are tried.
    [Fact]
    public void Only_what_can_be_planned_is_tried()
    {
        const string storm = "    storm:\n      means: force majeure\n      agreed by: both\n\n";

        Try(With(storm, "storm")).Slots[0].Announced.Select(a => a.Exclusion).ShouldBe(["planned maintenance"]);
        Try(With(storm, "storm").Replace("      announced: 48 h before\n", "", StringComparison.Ordinal)).Slots[0].Announced.Select(a => a.Exclusion).ShouldBe(["planned maintenance", "storm"]);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(400)]
    public void However_many_exclusions_there_are_lines_stay_in_the_width(int width)
    {
        var text = With(string.Concat(Enumerable.Range(1, 7).Select(i => $"    works of kind {i}:\n      announced: {i} days before\n")) + "\n", [.. Enumerable.Range(1, 7).Select(i => $"works of kind {i}")]);

        var lines = RehearsalText.Of(Try(text), width);

        lines.Max(l => l.ToString().Length).ShouldBeLessThanOrEqualTo(Math.Min(width, 120));
        lines.Count(l => l.ToString().StartsWith("  start ", StringComparison.Ordinal)).ShouldBe(width == 80 ? 8 : 4);
    }

    [Fact]
    public void Outside_the_hours_that_count_it_costs_nothing()
    {
        var day = Text.Replace("  services:\n", "  calendars:\n    office:\n      open:\n        mon-fri: 08:00-18:00\n  services:\n", StringComparison.Ordinal)
            .Replace("    observed by: changes\n", "    observed by: changes\n    during: office\n", StringComparison.Ordinal);

        // 22 weekdays of 10 hours: 219.5 ÷ 220 is a miss of 10 % already, 215.5 ÷ 220 = 97.9545… % one of 25 %.
        Try(day).Slots.Select(s => s.Unannounced.Credits.Sum(m => m.Amount)).ShouldBe([0, 150, 0, 150, 0, 0]);
    }

    [Fact]
    public void An_outage_over_the_end_of_a_month_touches_both_months() =>
        Try(Text, from: "2026-03-31T22:00:00Z", until: "2026-04-01T02:00:00Z").Slots.ShouldHaveSingleItem().Touched.Select(t => t.Window.Name).ShouldBe(["2026-03", "2026-04"]);

    [Fact]
    public void Shares_of_events_cannot_be_tried_and_are_named()
    {
        var events = Text.Replace("    observed by: changes\n    leaves out: [planned maintenance]\n", "    observed by: counts\n    leaves out: [planned maintenance]\n", StringComparison.Ordinal);

        Try(events).Untouched.ShouldBe(["shop is up"]);
    }
}
