using System.Text;
using Shouldly;
using Surety.Agreements;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>The shop rests on hosting. In February hosting is down from 10:00 to 14:00 on the 3rd, and the shop from 11:00 to 16:00.</summary>
public sealed class DependenceTests
{
    const string Metrics = """
        hosting:
          measures: availability
          observed by: outages
          where: [what = hosting]
        shop:
          measures: availability
          observed by: outages
          where: [what = shop]
        """;

    static string Levels(string more) => $"""
        shop:
          metric: shop
          per: month
          target: at least 99.5 %
        {Lines(more)}
        hosting:
          metric: hosting
          per: month
          target: at least 99.5 %
        """;

    static string Lines(string text) => string.Join("\n", text.Split('\n').Select(l => "  " + l));

    static string Outage(string what, string from, string until, string day = "03") => $"{{'type':'outage','id':'{what}{day}','from':'2026-02-{day}T{from}:00Z','until':'2026-02-{day}T{until}:00Z','labels':{{'what':'{what}'}}}}";

    static readonly string[] Both = [Outage("hosting", "10:00", "14:00"), Outage("shop", "11:00", "16:00")];

    const string Credit = "credits:\n  shop:\n    of: EUR 100.00\n    bands:\n      - below 99.5 %: 10 %\nrights:\n  leave:\n    when: shop missed in 1 month";

    static Statement Of(string more, string[] facts, string asOf = "2026-03-20T00:00:00Z", string scope = "") => SmallAgreement.Of(Metrics, Levels(more), scope, "", Credit).StatementOf(SmallAgreement.February, asOf, facts);

    static LevelResult Shop(Statement statement) => statement.Levels.Single(l => l.Level == "shop");

    [Fact]
    public void Of_several_that_stand_in_for_each_other_all_must_have_been_missed()
    {
        const string AnyOf = "depends on:\n  - any of:\n      - hosting\n      - agreement backbone\nmissed when the supplier misses: excused";
        const string Imported = "{'type':'imported','id':'b','of':'backbone','met':false,'labels':{'period':'2026-02'}}";

        (Shop(Of(AnyOf, Both)).Verdict, Shop(Of(AnyOf, Both)).Causes.Count).ShouldBe((Verdict.Missed, 0));
        (Shop(Of(AnyOf, [.. Both, Imported])).Verdict, Shop(Of(AnyOf, [.. Both, Imported])).Causes.Count).ShouldBe((Verdict.Excused, 2));
    }

    [Fact]
    public void A_miss_stands_beside_that_of_what_it_depends_on_with_the_time_that_both_share()
    {
        var statement = Of("depends on: hosting", Both);

        var shop = Shop(statement);
        shop.Verdict.ShouldBe(Verdict.Missed);
        var cause = shop.Causes.ShouldHaveSingleItem();
        // 11:00 to 14:00 of the four hours from 10:00 on.
        (cause.Words, cause.Together, cause.Bad, cause.Excuses).ShouldBe(("hosting", NodaTime.Duration.FromHours(3), NodaTime.Duration.FromHours(4), false));
        (statement.Credits.Single().Amount.ToString(), statement.Rights.Single().State).ShouldBe(("EUR 10.00", RightState.Arisen));
        TextLine.Plain(StatementText.Of(statement)).ShouldContain("depends on hosting: missed too, February 2026; both for 3 h of its 4 h");
        shop.Why.AddsUp().ShouldBeTrue();
    }

    [Fact]
    public void Where_the_text_says_so_it_is_excused_and_gives_nothing()
    {
        var statement = Of("depends on: hosting\nmissed when the supplier misses: excused", Both);

        var shop = Shop(statement);
        (shop.Verdict, shop.Causes.Single().Excuses).ShouldBe((Verdict.Excused, true));
        statement.Credits.ShouldBeEmpty();
        statement.Rights.Single().State.ShouldBe(RightState.NotArisen);
        Wording.English.Summary(statement).ToString().ShouldContain("0 of 2 service levels met, 1 missed, 1 excused.");
        shop.Why.Value.ShouldBe(new Figure.Words("excused"));
        shop.Why.AddsUp().ShouldBeTrue();
    }

    [Fact]
    public void Where_the_other_was_met_there_is_no_cause_and_no_excuse()
    {
        var shop = Shop(Of("depends on: hosting\nmissed when the supplier misses: excused", [Outage("hosting", "10:00", "11:00"), Both[1]]));

        (shop.Verdict, shop.Causes.Count).ShouldBe((Verdict.Missed, 0));
    }

    [Fact]
    public void Misses_at_other_times_are_said_to_be()
    {
        var statement = Of("depends on: hosting", [Both[0], Outage("shop", "11:00", "16:00", "20")]);

        Shop(statement).Causes.Single().Together.ShouldBe(NodaTime.Duration.Zero);
        TextLine.Plain(StatementText.Of(statement)).ShouldContain("never at the same time");
    }

    /// <summary>The feed is bad from 15:00 to 17:00 by an outage and from 12:00 to 12:30 by its states: one and a half hours of the shop's.</summary>
    [Fact]
    public void A_feed_is_named_where_it_was_bad_at_the_same_time()
    {
        string[] feed =
        [
            "{'type':'outage','from':'2026-02-03T15:00:00Z','until':'2026-02-03T17:00:00Z','feed':'eu'}",
            "{'type':'state','at':'2026-02-03T12:00:00Z','state':'down','feed':'eu'}", "{'type':'state','at':'2026-02-03T12:30:00Z','state':'up','feed':'eu'}",
        ];

        var cause = Shop(Of("depends on: feed eu", [Both[1], .. feed], scope: "feeds: [eu]")).Causes.ShouldHaveSingleItem();

        (cause.Together, cause.Bad, cause.Excuses).ShouldBe((NodaTime.Duration.FromMinutes(90), NodaTime.Duration.FromMinutes(150), false));
        Shop(Of("depends on: feed eu", [Outage("shop", "02:00", "09:00"), .. feed], scope: "feeds: [eu]")).Causes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("depends on: agreement backbone", "'labels':{'period':'2026-02'}", true)]
    [InlineData("depends on: agreement backbone", "'at':'2026-02-28T12:00:00Z'", true)]
    [InlineData("depends on: agreement backbone", "'labels':{'period':'2026-01'}", false)]
    [InlineData("depends on: agreement backbone, level transit", "'labels':{'period':'2026-02'}", false)]
    [InlineData("depends on: agreement backbone, level transit", "'labels':{'period':'2026-Q1','level':'transit'}", true)]
    public void Another_agreement_is_a_cause_by_the_verdict_that_arrives(string depends, string about, bool isCause)
    {
        var statement = Of($"{depends}\nmissed when the supplier misses: excused", [Both[1], $"{{'type':'imported','of':'backbone','met':false,{about}}}"]);

        var shop = Shop(statement);
        (shop.Verdict, shop.Causes.Count).ShouldBe(isCause ? (Verdict.Excused, 1) : (Verdict.Missed, 0));
        statement.Imported.ShouldBeEmpty();
    }

    static string[] Problems(string shop, string hosting = "")
    {
        var text = $"surety: 1\nagreement: a\nparties:\n  provider:\n    name: P\n  customer:\n    name: C\nterm:\n  from: 2026-01-01\n  time zone: UTC\nmetrics:\n  m:\n    measures: availability\n    observed by: outages\nservice levels:\n  shop:\n    metric: m\n    per: month\n    target: at least 99 %\n{shop}  hosting:\n    metric: m\n    per: {(hosting == "quarter" ? "quarter" : "month")}\n    target: at least 99 %\n{(hosting == "quarter" ? "" : hosting)}";
        return [.. AgreementFile.Parse("a", Encoding.UTF8.GetBytes(text)).Problems.Where(p => p.Severity != Severity.Note).Select(p => $"{p.At.Line} {p.Code}")];
    }

    [Fact]
    public void What_cannot_be_a_cause_is_told_while_writing()
    {
        Problems("    depends on: hosting\n").ShouldBeEmpty();
        Problems("    depends on: hostin\n").ShouldBe(["20 phrase.name"]);
        Problems("    depends on: shop\n").ShouldBe(["16 level.circle"]);
        Problems("    depends on: hosting\n", "    depends on: shop\n").ShouldBe(["16 level.circle", "21 level.circle"]);
        Problems("    depends on: hosting\n", "quarter").ShouldBe(["20 level.depends-window", "20 supplier.window", "20 supplier.availability"]);
        Problems("    missed when the supplier misses: excused\n").ShouldBe(["20 level.depends"]);
    }

    const string Reason = "reason: within 5 business days by provider";

    /// <summary>Five business days after Saturday 28 February end with Friday 6 March.</summary>
    [Theory]
    [InlineData("2026-03-06T23:00:00Z", null, "", DutyState.Planned)]
    [InlineData("2026-03-07T00:00:00Z", null, "", DutyState.Overdue)]
    [InlineData("2026-03-20T00:00:00Z", "2026-03-06T12:00:00Z", "", DutyState.Done)]
    [InlineData("2026-03-20T00:00:00Z", "2026-03-09T12:00:00Z", ",'by':'provider'", DutyState.DoneLate)]
    [InlineData("2026-03-20T00:00:00Z", "2026-03-06T12:00:00Z", ",'by':'customer'", DutyState.Overdue)]
    [InlineData("2026-03-20T00:00:00Z", "2026-03-06T12:00:00Z", ",'labels':{'period':'2026-01'}", DutyState.Overdue)]
    [InlineData("2026-05-20T00:00:00Z", "2026-05-06T12:00:00Z", ",'labels':{'period':'2026-02'}", DutyState.DoneLate)]
    public void The_reason_of_a_miss_is_a_duty_with_its_own_deadline(string asOf, string? said, string more, DutyState state)
    {
        string[] facts = said is null ? [Both[1]] : [Both[1], $"{{'type':'reason','of':'shop','at':'{said}','text':'A disk was full.'{more}}}"];

        var duty = Of(Reason, facts, asOf).Duties.ShouldHaveSingleItem();

        (duty.Duty, duty.Period, duty.By, duty.State, duty.Due).ShouldBe(("reason for shop", "2026-02", "provider", state, Facts.Fact.At("2026-03-07T00:00:00Z")));
        duty.Why.AddsUp().ShouldBeTrue();
    }

    [Fact]
    public void What_was_said_stands_beside_the_miss_and_what_is_due_too()
    {
        TextLine.Plain(StatementText.Of(Of(Reason, [Both[1], "{'type':'reason','of':'shop','at':'2026-03-06T12:00:00Z','by':'provider','text':'A disk was full.'}"]))).ShouldContain("reason by provider, Fri 2026-03-06 12:00: A disk was full.");
        TextLine.Plain(StatementText.Of(Of(Reason, [Both[1]], "2026-03-02T00:00:00Z"))).ShouldContain("no reason was given yet; due end of Fri 2026-03-06");
    }

    [Fact]
    public void A_level_that_is_met_owes_no_reason() => Of(Reason, []).Duties.ShouldBeEmpty();

    [Fact]
    public void A_reason_for_a_ticket_stands_beside_the_ticket_and_does_not_fulfil_the_duty()
    {
        var statement = SmallAgreement.Of("m:\n  measures: time\n  from: opened\n  to: resolved", $"l:\n  metric: m\n  per: month\n  target: all within 2 h\n  {Reason}").StatementOf(SmallAgreement.February, "2026-03-20T00:00:00Z",
            "{'type':'ticket','ticket':'T1','event':'opened','at':'2026-02-03T10:00:00Z'}", "{'type':'ticket','ticket':'T1','event':'resolved','at':'2026-02-03T15:00:00Z'}",
            "{'type':'reason','of':'l','at':'2026-03-03T10:00:00Z','text':'No part in stock.','by':'provider','labels':{'ticket':'T1'}}", "{'type':'reason','of':'L','at':'2026-03-03T10:00:00Z','text':'?'}");

        TextLine.Plain(StatementText.Of(statement)).ReplaceLineEndings(" ").ShouldContain("reason for T1 by provider, Tue 2026-03-03 10:00: No part in stock.");
        statement.Duties.Single().State.ShouldBe(DutyState.Overdue);
        statement.Remarks.Single(r => r.Code == "facts.unknown-clause").Text.ShouldContain("'L', which is no service level");
    }
}
