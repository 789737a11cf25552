using System.Text.Json;
using NodaTime;
using Shouldly;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Verdicts of another system stand beside ours, and their numbers open.</summary>
public sealed class ImportedVerdictsTests
{
    // T1 is in time here and there, T2 late here and met there, T3 is not judged here, and one verdict names no ticket.
    static Statement February() => SmallAgreement.OfOne("measures: time\nfrom: opened\nto: resolved", "all within 1 h").StatementOf(
        SmallAgreement.February, "2026-03-02T00:00:00Z",
        "{'type':'ticket','ticket':'T1','event':'opened','at':'2026-02-03T09:00:00Z'}", "{'type':'ticket','ticket':'T1','event':'resolved','at':'2026-02-03T09:30:00Z'}",
        "{'type':'ticket','ticket':'T2','event':'opened','at':'2026-02-03T09:00:00Z'}", "{'type':'ticket','ticket':'T2','event':'resolved','at':'2026-02-03T11:00:00Z'}",
        "{'type':'imported','of':'made_sla','ticket':'T1','met':true,'at':'2026-02-03T12:00:00Z'}", "{'type':'imported','of':'made_sla','ticket':'T2','met':true,'at':'2026-02-03T12:00:00Z'}",
        "{'type':'imported','of':'made_sla','ticket':'T3','met':true,'at':'2026-02-03T12:00:00Z'}", "{'type':'imported','of':'made_sla','met':false,'at':'2026-02-03T12:00:00Z'}");

    [Fact]
    public void The_tickets_that_differ_are_named()
    {
        var imported = February().Imported.ShouldHaveSingleItem();
        (imported.Met, imported.Missed, imported.Compared).ShouldBe((3, 1, 2));
        imported.Differences.ShouldHaveSingleItem().ShouldBe(new("T2", true, ["l"]));
    }

    [Fact]
    public void Their_numbers_open_down_to_the_facts()
    {
        var statement = February();
        var why = statement.Imported[0].Why;
        why.AddsUp().ShouldBeTrue();
        (why.Parts[1].Parts[1].Sentence, why.Parts[1].Parts[1].Value, why.Parts[1].Parts[1].Facts!.Count).ShouldBe(("that differ", new Figure.Count(1), 1));

        using var told = JsonDocument.Parse(StatementJson.Of(statement));
        using var opened = JsonDocument.Parse(StatementJson.Why(statement, Openings.Of(statement)));
        var found = new HashSet<string>();
        Crawl.Opened(opened.RootElement, found);
        Crawl.Items(told.RootElement).Where(i => i.Asked == ImportedVerdicts.Name).SelectMany(i => Crawl.Figures(i.Item, i.Path)).Where(f => !found.Contains(f.Value)).ShouldBeEmpty();
    }
}
