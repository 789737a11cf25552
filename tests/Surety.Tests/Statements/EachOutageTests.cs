using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Rows that are looked up for each outage or late ticket by its own length. The fee of a month is EUR 1,000.00.</summary>
public sealed class EachOutageTests
{
    const string Rows = "bands of each outage:\n      - at most 4 h: none\n      - above 4 h to 8 h: 10 %\n      - above 8 h: 20 %";

    static Versions Shop(string rows, string more = "", string chapter = "", string target = "at least 99.9 %", string metric = "") =>
        SmallAgreement.OfOne($"measures: availability\nobserved by: outages{metric}", target, escalation: $"credits:\n  l:\n    of: the fee of shop\n    {rows}{(more.Length > 0 ? "\n    " + more : "")}{chapter}");

    static string Down(int day, int minutes, string id = "") => $"{{'type':'outage','id':'o{day}{id}','from':'2026-02-{day:00}T00:00:00Z','until':'{(Facts.Fact.At($"2026-02-{day:00}T00:00:00Z") + Duration.FromMinutes(minutes)).ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", null)}'}}";

    static string[] Lines(Statement statement) => [.. statement.Credits.Select(c => $"{c.Incident?.Name}: {c.Row} {Wording.English.Amount(c)} {c.State}")];

    static Statement Of(Versions versions, params string[] facts) => versions.StatementOf(SmallAgreement.February, "2026-03-20T00:00:00Z", facts);

    [Fact]
    public void Each_outage_has_a_credit_of_its_own()
    {
        var statement = Of(Shop(Rows), Down(3, 300), Down(5, 240), Down(7, 481), Down(9, 10));

        Lines(statement).ShouldBe(["o3: above 4 h to 8 h EUR 100.00 Credited", "o7: above 8 h EUR 200.00 Credited"]);
        statement.Totals.Single().Owed.Amount.ShouldBe(300);
        statement.Credits.ShouldAllBe(c => c.Why.AddsUp());
        StatementCsv.Of([statement]).ShouldContain("o7,2026-02-07T00:00:00Z");
        StatementJson.Of(statement).ShouldContain("\"began\": \"2026-02-07T00:00:00Z\"");
    }

    [Fact]
    public void Where_none_gives_anything_one_line_says_so() =>
        Lines(Of(Shop(Rows), Down(3, 30), Down(5, 240))).ShouldBe(["o3: at most 4 h EUR 0.00 Nothing"]);

    // A third of EUR 10.00 three times: rounded once for each line, EUR 3.33 each and not EUR 10.00 together.
    [Fact]
    public void Each_line_is_rounded_by_itself() =>
        Of(Shop("bands of each outage:\n      - above 0 min: (1 % / 3)"), Down(3, 60), Down(5, 60), Down(7, 60)).Totals.Single().Owed.Amount.ShouldBe(9.99m);

    [Theory]
    [InlineData("\ncap: EUR 250.00 per month", 250)]
    [InlineData("\ncombined: best", 200)]
    public void Caps_and_combination_look_at_each_line(string chapter, decimal owed) =>
        Of(Shop(Rows, chapter: chapter), Down(3, 300), Down(7, 481)).Totals.Single().Owed.Amount.ShouldBe(owed);

    [Fact]
    public void A_cap_of_the_credit_is_for_all_its_lines_together() =>
        Of(Shop(Rows, "cap: EUR 250.00"), Down(3, 300), Down(7, 481)).Totals.Single().Owed.Amount.ShouldBe(250);

    // 10 days after each: claimed on the 14th, which is in time for the outage of the 7th alone.
    [Fact]
    public void A_claim_counts_from_the_outage_that_a_line_is_for() =>
        Lines(Of(Shop(Rows, "claim: within 10 days after the incident", "\nsettlement: claimed, next invoice"), Down(3, 300), Down(7, 481), "{'type':'claimed','of':'l','at':'2026-02-14T10:00:00Z','labels':{'period':'2026-02'}}"))
            .ShouldBe(["o3: above 4 h to 8 h EUR 0.00 Forfeited", "o7: above 8 h EUR 200.00 Claimed"]);

    [Fact]
    public void An_outage_that_no_row_holds_is_a_schedule_error_in_a_window_that_is_missed()
    {
        var statement = Of(Shop("bands of each outage:\n      - above 4 h: 10 %"), Down(3, 300), Down(5, 60));

        Lines(statement).ShouldBe(["o3: above 4 h EUR 100.00 Credited", "o5:  EUR 0.00 ScheduleError"]);
        statement.Remarks.Where(r => r.Code == "schedule.no-row").ShouldHaveSingleItem().Text.ShouldBe("'l' in 2026-02 is missed, and outage o5 from Thu 2026-02-05 00:00: no row of the credit 'l' matches its figure: no credit until the parties decide.");
        Lines(Of(Shop("bands of each outage:\n      - above 4 h: 10 %", target: "at least 90 %"), Down(3, 300), Down(5, 60))).ShouldBe(["o3: above 4 h EUR 100.00 Credited"]);
    }

    // Of each incident the best: the outage of the 3rd gives EUR 100.00 by its length in one region and EUR 150.00 in the other; that of the 7th stands alone.
    [Fact]
    public void One_of_each_incident_tells_outages_apart()
    {
        var statement = SmallAgreement.OfOne("measures: availability\nobserved by: outages\nfor each: region", "at least 99.9 %", escalation: $"credits:\n  by length:\n    level: l, region eu\n    of: the fee of shop\n    {Rows}\n  by region:\n    level: l, region us\n    bands:\n      - below 99.9 %: EUR 150.00\ncombined: best, for each incident")
            .StatementOf(SmallAgreement.February, "2026-03-20T00:00:00Z", Region("eu", 3, 300), Region("eu", 7, 481), Region("us", 3, 300));

        statement.Credits.Select(c => $"{c.Remedy} {c.Incident?.Name}: {Wording.English.Amount(c)} {c.State}").Order().ShouldBe([
            "by length o3eu: EUR 0.00 NotTheBest", "by length o7eu: EUR 200.00 Credited", "by region : EUR 150.00 Credited"]);

        static string Region(string region, int day, int minutes) => Down(day, minutes, region).Replace("'id'", $"'region':'{region}','id'");
    }

    // Late by 30 min, by exactly 1 h, and by 3 h: 5 % twice and 10 % of what each order was charged, EUR 200.00, 40.00 and 100.00.
    [Fact]
    public void Each_late_order_costs_by_how_late_it_was_and_by_its_own_charge()
    {
        static string Order(string id, int minutes) => $"{{'type':'ticket','ticket':'{id}','event':'ordered','at':'2026-02-03T08:00:00Z'}}|{{'type':'ticket','ticket':'{id}','event':'delivered','at':'2026-02-03T{8 + minutes / 60:00}:{minutes % 60:00}:00Z'}}|{{'type':'charge','id':'c{id}','amount':{(id == "A" ? 200 : id == "B" ? 40 : 100)},'currency':'EUR','from':'2026-02-01','until':'2026-03-01','service':'shop','labels':{{'ticket':'{id}'}}}}";
        var statement = SmallAgreement.OfOne("measures: time\nfrom: ordered\nto: delivered", "all within 2 h", escalation: "credits:\n  l:\n    of: the charges for the ticket\n    bands of lateness:\n      - at most 1 h: 5 %\n      - above 1 h: 10 %")
            .StatementOf(SmallAgreement.February, "2026-03-20T00:00:00Z", [.. new[] { Order("A", 150), Order("B", 180), Order("C", 300), Order("D", 120) }.SelectMany(o => o.Split('|'))]);

        Lines(statement).ShouldBe(["A: at most 1 h EUR 10.00 Credited", "B: at most 1 h EUR 2.00 Credited", "C: above 1 h EUR 10.00 Credited"]);
        statement.Credits.ShouldAllBe(c => c.Why.AddsUp());
    }

    // Three outages of more than an hour, a point each, and 5 % of EUR 1,000.00 for a point.
    [Fact]
    public void What_each_gives_may_be_points() =>
        Of(SmallAgreement.OfOne("measures: availability\nobserved by: outages", "at least 99.9 %", escalation: "credits:\n  l:\n    bands of each outage:\n      - at most 1 h: none\n      - above 1 h: 1 point\n  money:\n    points of: l\n    of: all fees\n    for each: point gives 5 %"),
            Down(3, 61), Down(5, 62), Down(7, 60), Down(9, 63)).Totals.Single().Owed.Amount.ShouldBe(150);

    [Theory]
    [InlineData("bands of each outage:\n      - above 4 h: 10 %\n      - above 8 h: 20 %", "schedule.overlap", "Figures can match this row and 'above 4 h' in line", "schedule.hole", "An outage above 0 s to 4 h matches no row")]
    [InlineData("bands of each outage:\n      - at most 4 h: none\n      - above 8 h: 20 %", "schedule.hole", "An outage above 4 h to 8 h matches no row")]
    [InlineData("bands of each outage:\n      - at most 4 h: 20 %\n      - above 4 h: 10 %", "schedule.rises", "This row gives more than the row of worse figures, 'above 4 h'")]
    [InlineData("bands of each outage:\n      - at most 4 h: none\n      - above 4 h: 10 %")]
    public void Holes_overlaps_and_rises_are_found_before_they_cost(string rows, params string[] found)
    {
        var told = SmallAgreement.ProblemsOf("measures: availability\nof: shop\nobserved by: outages", "at least 99.9 %", $"credits:\n  l:\n    of: the fee of shop\n    {rows}").Where(p => p.Severity is Severity.Warning or Severity.Error).ToList();

        told.Select(p => p.Code).Order().ShouldBe(found.Where((_, i) => i % 2 == 0).Order());
        for (var i = 0; i < found.Length; i += 2) told.Single(p => p.Code == found[i]).Message.ShouldStartWith(found[i + 1]);
    }

    sealed record Story(ValueList<int> Minutes, int Free, int Long, int Less, int More)
    {
        public static Gen<Story> Any =>
            from lengths in Gen.Choose(1, 400).ArrayOf(8)
            from free in Gen.Choose(1, 200)
            from longer in Gen.Choose(1, 200)
            from less in Gen.Choose(1, 50)
            from more in Gen.Choose(51, 100)
            select new Story(lengths.ToValueList(), free, free + longer, less, more);
    }

    // The slow way: outage by outage, which of three rows its minutes lie in; a share of EUR 1,000.00 is never a part of a cent.
    [Fact]
    public void Agrees_with_looking_up_one_outage_after_the_other() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(Story.Any.ToArbitrary(), story =>
    {
        var rows = $"bands of each outage:\n      - at most {story.Free} min: none\n      - above {story.Free} min to {story.Long} min: {story.Less} %\n      - above {story.Long} min: {story.More} %";

        var statement = Of(Shop(rows, target: "at least 1 %"), [.. story.Minutes.Select((m, i) => Down(3 + (3 * i), m))]);

        statement.Credits.Where(c => c.State == CreditState.Credited).Select(c => (c.Incident!.Began.ToUnixTimeTicks(), c.Amount.Amount)).ShouldBe(
            story.Minutes.Select((m, i) => (Facts.Fact.At($"2026-02-{3 + (3 * i):00}T00:00:00Z").ToUnixTimeTicks(), m > story.Long ? 10m * story.More : m > story.Free ? 10m * story.Less : 0)).Where(o => o.Item2 > 0));
    }));
}
