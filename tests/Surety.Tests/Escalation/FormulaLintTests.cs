using System.Text;
using Shouldly;
using Surety.Agreements;
using Xunit;

namespace Surety.Tests.Escalation;

/// <summary>What is said of a credit's formula and base while an agreement is written.</summary>
public sealed class FormulaLintTests
{
    static List<Problem> Of(string metric, string target, string credit) => [.. AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes($"""
        surety: 1
        agreement: a
        parties:
          provider:
            name: P
          customer:
            name: C
        term:
          from: 2026-01-01
          time zone: UTC
        scope:
          services:
            shop:
              fee: EUR 1000.00 per month
        metrics:
          m:
            of: shop
            {metric.Replace("\n", "\n    ", StringComparison.Ordinal)}
        service levels:
          l:
            metric: m
            per: month
            target: {target}
        escalation:
          credits:
            l:
              {credit.Replace("\n", "\n      ", StringComparison.Ordinal)}
        """.ReplaceLineEndings("\n"))).Problems];

    const string Time = "measures: time\nfrom: opened\nto: resolved";
    const string Up = "measures: availability\nobserved by: outages";

    [Theory]
    [InlineData("longest at most 4 h", true)]
    [InlineData("mean at most 4 h", true)]
    [InlineData("number at most 20", true)]
    [InlineData("95th percentile at most 4 h", true)]
    [InlineData("all within 4 h", false)]
    [InlineData("90 % within 4 h", false)]
    [InlineData("at most 3 later than 4 h", false)]
    public void Only_where_tickets_are_missed_is_there_something_that_was_charged_for_them(string target, bool isRefused) =>
        Of(Time, target, "of: the charges for the ticket\nbands:\n  - missed: 5 %").Any(p => p is { Code: "credit.no-ticket", Severity: Severity.Error }).ShouldBe(isRefused);

    [Theory]
    [InlineData(Time, "90 % within 4 h", "miss gives EUR 5.00", true)]
    [InlineData(Time, "100 % within 4 h", "miss gives EUR 5.00", false)]
    [InlineData(Time, "all within 4 h", "miss gives EUR 5.00", false)]
    [InlineData(Time, "at most 3 later than 4 h", "miss gives EUR 5.00", true)]
    [InlineData(Time, "at most 0 later than 4 h", "miss gives EUR 5.00", false)]
    [InlineData(Time, "90 % within 4 h", "1 h of lateness gives EUR 5.00", true)]
    [InlineData(Up, "at least 99.9 %", "1 h of downtime gives EUR 5.00", true)]
    [InlineData(Up, "at least 100 %", "1 h of downtime gives EUR 5.00", false)]
    [InlineData(Up, "at least 99.9 %", "1 h of each outage gives EUR 5.00", true)]
    [InlineData(Up, "downtime at most 1 h", "1 h of downtime gives EUR 5.00", true)]
    [InlineData(Up, "downtime at most 1 h", "1 h of downtime beyond 30 min gives EUR 5.00", true)]
    [InlineData(Up, "downtime at most 1 h", "1 h of downtime beyond 1 h gives EUR 5.00", false)]
    [InlineData(Up, "downtime at most 0 h", "1 h of downtime gives EUR 5.00", false)]
    [InlineData(Up, "at least 99.9 %", "0.1 % below the target gives EUR 5.00", false)]
    public void A_formula_that_also_counts_where_the_target_is_met_is_told_of(string metric, string target, string formula, bool isTold)
    {
        Of(metric, target, $"for each: {formula}").Any(p => p is { Code: "schedule.credits-met", Severity: Severity.Note }).ShouldBe(isTold);
        Of(metric, target, $"for each: {formula}\nonly if: missed").ShouldNotContain(p => p.Code == "schedule.credits-met");
    }

    [Theory]
    [InlineData("at leest 99 %", "at least")]
    [InlineData("atleast 99 %", "at least")]
    [InlineData("at mots 99 %", "at most")]
    [InlineData("downtim at most 1 h", "downtime")]
    public void A_misspelt_comparison_is_asked_about(string target, string meant)
    {
        var problem = Of(Up, target, "for each: 1 h of downtime gives EUR 5.00").First(p => p.Severity == Severity.Error);

        (problem.Code, problem.Mend).ShouldBe(("phrase.unexpected", $"Did you mean '{meant}'?"));
    }
}
