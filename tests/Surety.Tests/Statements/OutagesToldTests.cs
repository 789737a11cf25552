using Shouldly;
using Surety.Agreements;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>What facts call an outage stands beside it, and an outage of a whole service is told of where only its parts are measured.</summary>
public sealed class OutagesToldTests
{
    static string Down(string id, string from, string until, string more = "") => $"{{'type':'outage',{(id.Length > 0 ? $"'id':'{id}'," : "")}'from':'2026-02-{from}:00Z','until':'2026-02-{until}:00Z','service':'shop'{more}}}";

    static readonly Versions Shop = SmallAgreement.OfOne("measures: availability\nof: shop\nobserved by: outages", "at least 99.99 %", escalation: "");

    [Fact]
    public void An_outage_carries_the_id_and_the_cause_of_its_facts()
    {
        var statement = Shop.StatementOf(SmallAgreement.February, "2026-03-20T00:00:00Z",
            Down("O-1", "05T10:00", "05T11:00", ",'cause':'power failure'"), Down("O-2", "05T10:30", "05T11:30"), Down("", "07T10:00", "07T10:20"));

        statement.Levels[0].Misses.Select(m => Wording.English.Miss(m, NodaTime.DateTimeZone.Utc).ToString()).ShouldBe([
            "outage O-1 (power failure), O-2: 1 h 30 min; Thu 2026-02-05 10:00 to 11:30", "outage: 20 min; Sat 2026-02-07 10:00 to 10:20"]);
        var why = TextLine.Plain(ReasonText.Of(statement, statement.Levels[0], 200));
        why.ShouldContain("bad from 2026-02-05 10:00 +00:00 to 2026-02-05 11:30 +00:00: O-1 (power failure), O-2");
        StatementJson.Of(statement).ShouldContain("\"outages\": [");
        StatementHtml.Of([statement]).ShouldContain("O-1 (power failure)");
    }

    [Fact]
    public void Of_many_a_few_are_named()
    {
        var level = Shop.StatementOf(SmallAgreement.February, "2026-03-20T00:00:00Z", [.. Enumerable.Range(1, 6).Select(i => Down($"O-{i}", $"05T1{i}:00", $"05T1{i + 1}:00"))]).Levels[0];

        Wording.English.Miss(level.Misses[0], NodaTime.DateTimeZone.Utc).ToString().ShouldStartWith("outage O-1, O-2, O-3 and 3 more: 6 h");
    }

    static string[] Told(Versions versions, params string[] facts) =>
        [.. versions.StatementOf(SmallAgreement.February, "2026-03-20T00:00:00Z", facts).Remarks.Where(r => r.Code is "facts.whole-service" or "facts.unread").Select(r => $"{r.Code}: {r.Text} [{string.Join(" ", (r.Facts?.First ?? []).Select(f => f.Line))}]")];

    static Versions Measured(string more = "") => SmallAgreement.Read(SmallAgreement.TextOfOne("measures: availability\nof: part mail of desk\nobserved by: outages", "at least 99.9 %", "")
        .Replace("    shop:\n", "    desk:\n      parts: [mail, chat]\n    shop:\n", StringComparison.Ordinal).Replace("metrics:\n", $"metrics:\n{more}", StringComparison.Ordinal));

    static string Desk(string id, string part = "") => Down(id, "05T10:00", "05T11:00", part.Length > 0 ? $",'part':'{part}'" : "").Replace("'shop'", "'desk'", StringComparison.Ordinal);

    [Fact]
    public void An_outage_of_a_service_counts_for_none_of_its_parts_and_is_told_of() =>
        Told(Measured(), Desk("O-1"), Desk("O-2", "mail")).ShouldBe(["facts.whole-service: 1 outage names the service 'desk' and no part, so it counts for none of its parts that are measured (mail): where a part was down, write a fact with the label part, 'mail'. [1]"]);

    [Fact]
    public void One_that_counts_for_the_service_is_told_of_as_well() =>
        Told(Measured("  whole:\n    measures: availability\n    of: desk\n    observed by: outages\n"), Desk("O-1"), Desk("O-2")).ShouldBe(["facts.whole-service: 2 outages name the service 'desk' and no part, so they count for 'whole' and for none of its parts that are measured (mail): where a part was down, write a fact with the label part, 'mail'. [1 2]"]);

    [Fact]
    public void Where_no_part_is_measured_nothing_is_told() =>
        Told(Shop, Down("O-1", "05T10:00", "05T11:00")).ShouldBeEmpty();
}
