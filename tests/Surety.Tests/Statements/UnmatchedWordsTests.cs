using System.Text;
using Shouldly;
using Surety.Agreements;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>One slip in a word must not turn a miss into silence.</summary>
public sealed class UnmatchedWordsTests
{
    const string Text = """
        surety: 1
        agreement: sites
        parties:
          provider:
            name: A
          customer:
            name: B
        term:
          from: 2026-01-01
          time zone: UTC
        scope:
          services:
            network:
              fee: EUR 100.00 per month
            desk:
              fee: EUR 50.00 per month
          inventory:
            sites:
              of: network
              attributes: [class]
              members:
                bonn:
                  class: hub
                trier:
                  class: spoke
        metrics:
          uptime:
            measures: availability
            of: network
            observed by: outages
            for each: sites
          fix time:
            measures: time
            of: desk
            from: opened
            to: resolved
        service levels:
          sites up:
            metric: uptime
            per: month
            target:
              class hub: at least 99.9 %
              class spoke: at least 99.0 %
          fix:
            metric: fix time
            per: month
            target:
              priority P1: all within 1 h
              otherwise: all within 8 h
        escalation:
          credits:
            slow fix:
              level: fix, priority otherwise
              of: EUR 40.00
              for each: miss gives 100 %
        """;

    static readonly string[] Facts =
    [
        "{'type':'outage','service':'network','member':'bonn','from':'2026-03-02T08:00:00Z','until':'2026-03-02T12:00:00Z'}",
        "{'type':'ticket','service':'desk','ticket':'T-1','event':'opened','priority':'P1','at':'2026-03-02T08:00:00Z'}",
        "{'type':'ticket','service':'desk','ticket':'T-1','event':'resolved','at':'2026-03-02T12:00:00Z'}",
        "{'type':'ticket','service':'desk','ticket':'T-2','event':'opened','priority':'P3','at':'2026-03-03T08:00:00Z'}",
        "{'type':'ticket','service':'desk','ticket':'T-2','event':'resolved','at':'2026-03-03T18:00:00Z'}",
    ];

    static Statement StatementOf(string text, params string[] facts)
    {
        var agreement = AgreementFile.Parse("sites.yaml", Encoding.UTF8.GetBytes(text)).Agreement.ShouldNotBeNull();
        var (march, asOf) = (WindowRule.Month.At(new NodaTime.LocalDate(2026, 3, 1), agreement.Zone), Fact.At("2026-04-02T00:00:00Z"));
        return Evaluation.Of(((Result<Versions>.Ok)Versions.Of([agreement])).Value, Fact.Read(facts).Build(asOf), march.Time.End, asOf).Statement(march);
    }

    static string[] Remarks(string code, string text, params string[] facts) => [.. StatementOf(text, facts).Remarks.Where(r => r.Code == code).Select(r => r.Text)];

    [Fact]
    public void Where_every_word_fits_nothing_is_said() =>
        StatementOf(Text, Facts).Remarks.Select(r => r.Code).ShouldNotContain(c => c.StartsWith("level.", StringComparison.Ordinal) || c == "facts.unknown-member");

    [Fact]
    public void A_member_that_the_inventory_does_not_have_is_said() =>
        Remarks("facts.unknown-member", Text, [.. Facts.Select(f => f.Replace("bonn", "bon", StringComparison.Ordinal))]).ShouldBe(
            ["1 fact is about the member 'bon', which no group of the inventory has, so nothing that is measured for each member reads it. Did you mean 'bonn'?"]);

    [Fact]
    public void A_label_that_no_fact_has_is_said() =>
        Remarks("level.no-such-label", Text.Replace("class hub:", "clas hub:", StringComparison.Ordinal), Facts).ShouldBe(
            ["The rows of 'sites up' ask for 'clas', and no fact that 'uptime' reads has such a label. Did you mean 'class'?"]);

    [Fact]
    public void A_member_that_no_row_is_for_is_said() =>
        Remarks("level.member-without-row", Text.Replace("class hub:", "class hubb:", StringComparison.Ordinal), Facts).ShouldBe(
            ["No row of 'sites up' is for the member 'bonn' (class hub), so it is not judged."]);

    [Fact]
    public void A_member_without_the_attribute_that_rows_ask_for_is_said() =>
        Remarks("level.member-without-attribute", Text.Replace("          class: hub\n", "          from: 2026-01-01\n", StringComparison.Ordinal), Facts).ShouldBe(
            ["The member 'bonn' has no 'class', and the rows of 'sites up' ask for it: each of them is taken to split what is measured of it."]);

    [Fact]
    public void A_credit_may_be_for_the_otherwise_row_alone()
    {
        AgreementFile.Parse("sites.yaml", Encoding.UTF8.GetBytes(Text)).Problems.ShouldNotContain(p => p.Code == "credit.no-scope");

        var credit = StatementOf(Text, Facts).Credits.ShouldHaveSingleItem();
        (credit.Scope["priority"], credit.Amount.ToString()).ShouldBe(("otherwise", "EUR 40.00"));
    }
}
