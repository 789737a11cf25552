using System.Text;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Rows that follow the volume of a window or its forecast: which of them holds, and what the statement says of it.</summary>
public sealed class VolumesTests
{
    static string Text(string late = "base row", string rows = "", string more = "") => $"""
        surety: 1
        agreement: desk
        parties:
          provider:
            name: North
          customer:
            name: Acme
        term:
          from: 2026-01-01
          time zone: UTC
        scope:
          workloads:
            tickets:
              unit: tickets
              forecast: 24 h before
              late: {late}
        metrics:
          repair:
            measures: time
            from: opened
            to: resolved
        service levels:
          repair:
            metric: repair
            per: month
            {more}
            target:
        {rows}
        """;

    static readonly string[] Tickets = [.. Enumerable.Range(1, 4).SelectMany(i => new[]
    {
        $"{{'type':'ticket','ticket':'T{i}','event':'opened','at':'2026-03-0{i}T09:00:00Z'}}", $"{{'type':'ticket','ticket':'T{i}','event':'resolved','at':'2026-03-0{i}T09:30:00Z'}}",
    })];

    static string Forecast(string period, int quantity, string at, string more = "") => $"{{'type':'forecast','of':'tickets','period':'{period}','quantity':{quantity},'at':'{at}'{more}}}";

    static LevelResult March(string text, IEnumerable<string> facts, string asOf = "2026-04-10T00:00:00Z") => Statement(text, facts, asOf).Levels.Single(l => l.Window.Name == "2026-03");

    static Statement Statement(string text, IEnumerable<string> facts, string asOf = "2026-04-10T00:00:00Z")
    {
        var parsed = AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(text));
        parsed.Problems.Where(p => p.Severity == Severity.Error).ShouldBeEmpty();
        var march = WindowRule.Month.At(new LocalDate(2026, 3, 1), DateTimeZone.Utc);
        var versions = ((Result<Versions>.Ok)Versions.Of([parsed.Agreement!])).Value;
        return Evaluation.Of(versions, Fact.Set([.. facts]), march.Time.End, Fact.At(asOf)).Statement(march);
    }

    const string ByForecast = "      up to 3 tickets: 90 % within 1 h\n      above 3 tickets: 50 % within 1 h\n      otherwise: 70 % within 1 h";

    const string ByShare = "      up to 120 % of the forecast: 90 % within 1 h\n      above 120 % of the forecast: not counted\n      otherwise: 70 % within 1 h";

    [Theory]
    [InlineData("2026-02-28T00:00:00Z", "90 % within 1 h (up to 3 tickets)")]
    [InlineData("2026-02-28T00:00:01Z", "70 % within 1 h")]
    public void A_forecast_at_its_deadline_is_in_time_and_one_later_is_not_used(string told, string target)
    {
        var result = March(Text(rows: ByForecast, more: "forecast: tickets"), [.. Tickets, Forecast("2026-03", 2, told)]);

        result.Target.ShouldBe(target);
        result.Notes.Count.ShouldBe(told.EndsWith("01Z", StringComparison.Ordinal) ? 1 : 0);
        result.Why.AddsUp().ShouldBeTrue();
    }

    [Fact]
    public void A_late_forecast_leaves_the_one_that_was_told_in_time_and_says_so()
    {
        var result = March(Text(rows: ByForecast, more: "forecast: tickets"), [.. Tickets, Forecast("2026-03", 2, "2026-02-01T00:00:00Z"), Forecast("2026-03", 9, "2026-03-02T10:00:00Z")]);

        result.Target.ShouldBe("90 % within 1 h (up to 3 tickets)");
        result.Volume.ShouldBe(new FollowedVolume("up to 3 tickets", null, new Figure.Number(2)));
        result.Notes.ShouldBe(["the forecast of tickets for 2026-03 that was told 2026-03-02 10:00 came after 2026-02-28 00:00 and is not used"]);
    }

    [Fact]
    public void Of_two_forecasts_in_time_the_newer_one_holds() =>
        March(Text(rows: ByForecast, more: "forecast: tickets"), [.. Tickets, Forecast("2026-03", 9, "2026-02-02T00:00:00Z"), Forecast("2026-03", 2, "2026-02-01T00:00:00Z")]).Target.ShouldBe("50 % within 1 h (above 3 tickets)");

    [Fact]
    public void Two_forecasts_of_one_instant_that_differ_count_for_nobody()
    {
        var builder = Fact.Read([.. Tickets, Forecast("2026-03", 9, "2026-02-02T00:00:00Z"), Forecast("2026-03", 2, "2026-02-02T00:00:00Z")]);

        builder.Build().Workloads.ShouldBeEmpty();
        builder.Problems.Select(p => (p.Code, p.At.Line)).ShouldBe([("fact.contradiction", 9), ("fact.contradiction", 10)]);
    }

    [Fact]
    public void The_previous_forecast_holds_where_the_text_says_so_and_is_told_of()
    {
        var result = March(Text("previous forecast", ByForecast, "forecast: tickets"), [.. Tickets, Forecast("2026-01", 2, "2025-12-01T00:00:00Z"), Forecast("2026-03", 9, "2026-03-01T00:00:00Z")]);

        result.Target.ShouldBe("90 % within 1 h (up to 3 tickets)");
        result.Notes.ShouldContain("the forecast of 2026-01 holds for 2026-03");
        result.Why.AddsUp().ShouldBeTrue();
    }

    [Fact]
    public void Without_any_forecast_the_base_row_holds() =>
        March(Text("previous forecast", ByForecast, "forecast: tickets"), Tickets).Target.ShouldBe("70 % within 1 h");

    [Fact]
    public void Parts_are_added_and_one_late_part_makes_the_whole_late()
    {
        var text = Text(rows: ByForecast, more: "forecast: tickets");
        string Part(string region, int quantity, string at) => Forecast("2026-03", quantity, at, $",'region':'{region}'");

        March(text, [.. Tickets, Part("eu", 2, "2026-02-01T00:00:00Z"), Part("us", 2, "2026-02-01T00:00:00Z")]).Volume!.Forecast.ShouldBe(new Figure.Number(4));
        March(text, [.. Tickets, Part("eu", 2, "2026-02-01T00:00:00Z"), Part("us", 2, "2026-03-01T00:00:00Z")]).Target.ShouldBe("70 % within 1 h");
    }

    [Fact]
    public void Volume_as_a_share_of_the_forecast_is_exact_and_its_reason_adds_up()
    {
        var result = March(Text(rows: ByShare, more: "forecast: tickets\n    volume: tickets of repair"), [.. Tickets, Forecast("2026-03", 3, "2026-02-01T00:00:00Z")]);

        (result.Target, result.Counts).ShouldBe(("70 % within 1 h (above 120 % of the forecast: not counted)", false));
        var share = result.Why.Parts[1];
        (share.Value, share.How).ShouldBe((new Figure.Share(Rational.Of(4, 3)), Follows.Quotient));
        share.Parts.Select(p => p.Value.Exact!.Value).ShouldBe([4, 3]);
        result.Why.AddsUp().ShouldBeTrue();
    }

    [Fact]
    public void Of_a_forecast_of_nothing_there_is_no_share() =>
        March(Text(rows: ByShare, more: "forecast: tickets\n    volume: tickets of repair"), [.. Tickets, Forecast("2026-03", 0, "2026-02-01T00:00:00Z")]).Target.ShouldBe("70 % within 1 h");

    [Fact]
    public void Without_a_row_there_is_no_verdict()
    {
        var result = March(Text(rows: "      up to 2 tickets: 90 % within 1 h", more: "volume: tickets of repair"), Tickets);

        (result.Verdict, result.Attained).ShouldBe((Verdict.NoData, new Figure.Share(1)));
        result.Notes.ShouldBe(["no row of the target is for this volume"]);
    }

    [Fact]
    public void Holes_and_overlaps_are_found_before_they_cost_a_dispute()
    {
        string[] Codes(string rows) => [.. AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(Text(rows: rows, more: "volume: tickets of repair"))).Problems.Where(p => p.Severity == Severity.Warning).Select(p => p.Code)];

        Codes("      up to 2 tickets: 90 % within 1 h\n      above 2 tickets: 50 % within 1 h").ShouldBeEmpty();
        Codes("      up to 2 tickets: 90 % within 1 h\n      above 3 tickets: 50 % within 1 h").ShouldBe(["volume.hole"]);
        Codes("      below 2 tickets: 90 % within 1 h\n      above 2 tickets: 50 % within 1 h").ShouldBe(["volume.hole"]);
        Codes("      up to 2 tickets: 90 % within 1 h\n      at least 2 tickets: 50 % within 1 h").ShouldBe(["volume.overlap"]);
        Codes("      up to 5 tickets: 90 % within 1 h\n      up to 2 tickets: 70 % within 1 h\n      above 5 tickets: 50 % within 1 h").ShouldBe(["volume.unreachable"]);
        Codes("      up to 2 tickets: 90 % within 1 h\n      above 2 tickets: 50 % within 1 h\n      between 1 and 9 tickets: 70 % within 1 h").ShouldBe(["volume.unreachable"]);
        Codes("      below 0 tickets: 90 % within 1 h\n      at least 0 tickets: 50 % within 1 h").ShouldBe(["volume.unreachable"]);
        Codes("      up to 2 tickets: 90 % within 1 h\n      otherwise: 50 % within 1 h").ShouldBeEmpty();
    }

    [Fact]
    public void An_open_window_follows_the_volume_so_far_and_stands_as_all_rows_that_may_hold_in_the_end()
    {
        var text = Text(rows: "      up to 2 tickets: 90 % within 1 h\n      above 2 tickets: 50 % within 1 h", more: "volume: tickets of repair");

        // 2 March, noon: two tickets, both in time. Any number may come: the share may come near 0 %, so neither row is safe.
        var early = March(text, Tickets, "2026-03-02T12:00:00Z");
        (early.Verdict, early.Target, early.Bounds!.Standing, early.Bounds.Allowance).ShouldBe((Verdict.Open, "90 % within 1 h (up to 2 tickets)", Standing.Open, null));
        // 4 March: the third ticket has settled the row.
        var late = March(text, Tickets, "2026-03-04T12:00:00Z");
        late.Target.ShouldBe("50 % within 1 h (above 2 tickets)");
        late.Bounds!.Why.Parts.ShouldNotContain(p => p.Sentence.Contains("chooses", StringComparison.Ordinal));
        early.Bounds.Why.Parts.Count(p => p.Sentence.Contains("chooses", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public void Every_form_of_the_statement_says_which_row_held_and_why()
    {
        var statement = Statement(Text(rows: ByShare, more: "forecast: tickets\n    volume: tickets of repair"), [.. Tickets, Forecast("2026-03", 3, "2026-02-01T00:00:00Z")]);

        new JsonSchema(File.ReadAllText(Source.File("docs", "guide", "statement.schema.json"))).Wrong(StatementJson.Of(statement)).ShouldBeEmpty();
        StatementJson.Of(statement).ShouldContain("\"row\": \"above 120 % of the forecast\"");
        StatementCsv.Of([statement]).ShouldContain(",above 120 % of the forecast,4,3,");
        StatementHtml.Of(statement).ShouldContain("above 120 % of the forecast: not counted");
        TextLine.Plain(StatementText.Of(statement, 200)).ShouldContain("above 120 %");
    }

    [Fact]
    public void The_deadline_of_the_next_forecast_can_be_asked_for()
    {
        var agreement = AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(Text(rows: ByForecast, more: "forecast: tickets"))).Agreement!;

        DueDates.Names(agreement).ShouldContain("tickets");
        var due = DueDates.Of(agreement, "tickets", new(Fact.At("2026-02-10T00:00:00Z"), null, Labels.None, [])).ShouldHaveSingleItem();
        (due.What, due.At.At, due.At.Included).ShouldBe(("last moment to tell the forecast of March 2026", Fact.At("2026-02-28T00:00:00Z"), true));
    }

    [Fact]
    public void Facts_of_no_workload_and_of_another_unit_are_told_of()
    {
        var statement = Statement(Text(rows: ByForecast, more: "forecast: tickets"), [.. Tickets, Forecast("2026-03", 2, "2026-02-01T00:00:00Z", ",'unit':'orders'"), Forecast("2026-03", 2, "2026-02-01T00:00:00Z").Replace("'tickets'", "'tons'", StringComparison.Ordinal)]);

        statement.Remarks.Select(r => r.Code).ShouldContain("facts.unknown-workload");
        statement.Remarks.Select(r => r.Code).ShouldContain("facts.workload-unit");
        statement.Levels.Single(l => l.Window.Name == "2026-03").Target.ShouldBe("70 % within 1 h");
    }
}
