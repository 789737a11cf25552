using System.Text;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Agreements.EveryKey;

/// <summary>What a changed key of an example comes to, worked out by hand; the tables only say that it comes to something else.</summary>
public sealed class ByHandTests
{
    // Between 10 and 20 was promised: 25 in February is 5 above, 7 in March 3 below. A unit is 1 and gives 1 % of EUR 100.
    [Theory]
    [InlineData("1 above the target gives 1 %", "EUR 5.00", "EUR 0.00")]
    [InlineData("1 below the target gives 1 %", "EUR 0.00", "EUR 3.00")]
    [InlineData("started 2 above the target gives 1 %", "EUR 3.00", "EUR 0.00")] // 5 ÷ 2 begins a third unit
    public void A_formula_counts_on_the_side_that_it_names(string formula, string february, string march)
    {
        var credits = Statement("escalation", "escalation/credits/heat/for each", formula).Credits.Where(c => c.Remedy == "heat").ToList();

        credits.Select(c => c.Amount.ToString()).ShouldBe([february, march]);
    }

    // January: report sent on 5 February; the last outage began on 6 January at 10:00. February: report sent on 20 March. April: no report yet.
    [Theory]
    [InlineData("within 10 days after the report", "2026-02-16T00:00:00Z", "2026-03-31T00:00:00Z", null)]
    [InlineData("within 10 days after the incident", "2026-01-17T00:00:00Z", "2026-03-01T00:00:00Z", "2026-04-26T00:00:00Z")]
    [InlineData("within 10 days after the miss", "2026-02-11T00:00:00Z", "2026-03-11T00:00:00Z", "2026-05-11T00:00:00Z")] // of a level that is judged at the window's end
    public void A_claim_counts_from_its_anchor(string claim, string january, string february, string? april)
    {
        var credits = Statement("escalation", "escalation/credits/up/claim", claim).Credits.Where(c => c.Remedy == "up").ToList();

        credits.Select(c => c.ClaimBy).ShouldBe([Fact.At(january), Fact.At(february), april is null ? null : Fact.At(april)]);
    }

    // The misses of January, of which each is credited and claimed by itself: opened on the 7th at 15:00, due at 17:00, and on the 12th at 09:00, due at 11:00; 48 hours and 2 more.
    [Theory]
    [InlineData("within 50 h after the ticket", "2026-01-09T17:00:00Z", "2026-01-14T11:00:00Z")]
    [InlineData("within 50 h after the miss", "2026-01-09T19:00:00Z", "2026-01-14T13:00:00Z")]
    public void A_claim_for_tickets_counts_from_each_that_was_missed(string claim, string first, string second) =>
        Statement("escalation", "escalation/credits/answer/claim", claim).Credits.Where(c => c.Remedy == "answer").Take(2).Select(c => c.ClaimBy).ShouldBe([Fact.At(first), Fact.At(second)]);

    // The report on January is due at the end of the 5th business day after the 31st, a Saturday.
    [Theory]
    [InlineData(null, "2026-02-07T00:00:00Z")] // Monday 2 to Friday 6 February, around the clock
    [InlineData("office", "2026-02-09T18:00:00Z")] // open Monday to Thursday: 2, 3, 4, 5 and 9 February, until 18:00
    [InlineData("around the clock", "2026-02-06T00:00:00Z")] // every day is one: 1 to 5 February
    public void Business_days_are_those_of_the_named_calendar(string? calendar, string due)
    {
        var text = AgreementText.With(Of("term").Text, "reporting/report/every", "month");

        Statement("term", "term/business days", calendar, text).Duties.First(d => d.Period == "2026-01").Due.ShouldBe(Fact.At(due));
    }

    // The shop was bad on 3 February from 02:00 to 12:00, a line on the 5th as long; the works of 02:00 to 05:30 name no service.
    [Theory]
    [InlineData(null, "lines", 10)]
    [InlineData("shop", "lines", 10)]
    [InlineData(null, "shop", 6.5)]
    [InlineData("mail", "shop", 10)]
    public void An_exclusion_of_one_service_is_about_that_service_alone(string? of, string level, double hours)
    {
        var text = AgreementText.With(Of("scope").Text, "scope/exclusions/works", of is null ? "means: works" : $"of: {of}\nmeans: works");
        var facts = Fact.Set(
            "{'type':'outage','from':'2026-02-03T02:00:00Z','until':'2026-02-03T12:00:00Z','service':'shop'}", "{'type':'outage','from':'2026-02-05T02:00:00Z','until':'2026-02-05T12:00:00Z','service':'lines','member':'r1'}",
            "{'type':'exclusion','exclusion':'works','from':'2026-02-03T02:00:00Z','until':'2026-02-03T05:30:00Z'}");

        var result = Statement(Of("scope") with { Facts = facts }, text).Levels.First(l => l.Level == level && l.Window.Name == "2026-02");

        result.BadTime.ShouldBe(Duration.FromHours(hours));
    }

    [Fact]
    public void A_row_may_be_for_one_member_by_its_name()
    {
        var levels = Statement("scope", "service levels/lines/target", "member r1: at least 99.9 %\notherwise: at least 90 %").Levels.Where(l => l.Level == "lines" && l.Window.Name == "2026-02").ToList();

        levels.Select(l => (l.Scope.ToString(), l.Verdict)).ShouldBe([("member=r1", Surety.Levels.Verdict.Missed), ("member=r2", Surety.Levels.Verdict.Met)]);
    }

    // 200 events on two days of February: 2 of 28 days are known, which is too little for a verdict but not "no event".
    [Fact]
    public void A_window_without_events_is_met_and_one_that_is_not_known_is_not()
    {
        var text = AgreementText.With(AgreementText.With(Of("levels").Text, "metrics/orders/bad when", "error rate above 50 %"), "service levels/orders/no events", "met");
        var facts = Fact.Set("{'type':'count','from':'2026-02-10T00:00:00Z','until':'2026-02-11T00:00:00Z','good':100,'total':100,'service':'shop'}", "{'type':'count','from':'2026-02-11T00:00:00Z','until':'2026-02-12T00:00:00Z','good':100,'total':100,'service':'shop'}");

        var levels = Statement(Of("levels") with { Facts = facts }, text).Levels.Where(l => l.Level == "orders").Take(3).ToList();

        levels.Select(l => (l.Verdict, l.Events)).ShouldBe([(Surety.Levels.Verdict.Met, 0), (Surety.Levels.Verdict.NoData, 200), (Surety.Levels.Verdict.Met, 0)]);
    }

    static Example Of(string name) => Example.All.First(e => e.Name == name);

    static Statement Statement(string name, string path, string? value, string? text = null) => Statement(Of(name), AgreementText.With(text ?? Of(name).Text, path, value));

    static Statement Statement(Example example, string text)
    {
        var parsed = AgreementFile.Parse("agreement.yaml", Encoding.UTF8.GetBytes(text));
        var versions = Versions.Of([parsed.Agreement.ShouldNotBeNull(string.Join("\n", parsed.Problems))]).ShouldBeOfType<Result<Versions>.Ok>().Value;
        return Evaluation.Of(versions, example.Facts, example.Periods[0].Time.End, example.AsOf).Statement(example.Periods[0]);
    }
}
