using Shouldly;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

public sealed class DutiesTests
{
    const string Monthly = """
        service report:
          every: month
          due: 5th business day after
          to: manager
        """;

    const string Yearly = """
        annual review:
          every: year
          due: 60 days before the end
          to: director
        """;

    [Theory]
    [InlineData("2026-04-07T23:59:59Z", null, DutyState.Planned)] // 1, 2, 3, 6, 7 April
    [InlineData("2026-04-08T00:00:00Z", null, DutyState.Overdue)]
    [InlineData("2026-05-08T00:00:00Z", "2026-04-07T12:00:00Z", DutyState.Done)]
    [InlineData("2026-05-08T00:00:00Z", "2026-04-09T12:00:00Z", DutyState.DoneLate)]
    [InlineData("2026-05-08T00:00:00Z", "2026-03-30T12:00:00Z", DutyState.Overdue)] // that is February's, late
    [InlineData("2026-05-08T00:00:00Z", "2026-05-02T12:00:00Z", DutyState.Overdue)] // that is April's
    public void A_report_is_planned_done_late_or_overdue(string asOf, string? done, DutyState state)
    {
        var duty = Run(Monthly, 3, asOf, done is null ? [] : [$"{{'type':'done','of':'service report','at':'{done}'}}"]).Single(d => d.Period == "2026-03");

        duty.State.ShouldBe(state);
        duty.Due.ShouldBe(Fact.At("2026-04-08T00:00:00Z"));
        duty.Why.AddsUp().ShouldBeTrue();
    }

    /// <summary>It is the provider's duty: what the customer says was done is not, and the statement tells of it; who does not say did it for the provider.</summary>
    [Theory]
    [InlineData("", DutyState.Done)]
    [InlineData(",'by':'provider'", DutyState.Done)]
    [InlineData(",'by':'somebody'", DutyState.Done)]
    [InlineData(",'by':'customer'", DutyState.Overdue)]
    public void Only_the_side_whose_duty_it_is_fulfils_it(string by, DutyState state)
    {
        string[] facts = [$"{{'type':'done','of':'service report','at':'2026-04-07T12:00:00Z'{by}}}"];

        Run(Monthly, 3, "2026-05-08T00:00:00Z", facts).Single(d => d.Period == "2026-03").State.ShouldBe(state);
        Judged.Agreement("combined: added", Monthly).StatementOf(Judged.Month(3), "2026-05-08T00:00:00Z", facts).Remarks.Count(r => r.Code == "facts.done-by-other-side").ShouldBe(state == DutyState.Done ? 0 : 1);
    }

    [Fact]
    public void A_fact_may_name_its_period() =>
        Run(Monthly, 3, "2026-06-01T00:00:00Z", ["{'type':'done','of':'service report','at':'2026-05-20T00:00:00Z','labels':{'period':'2026-03'}}"])
            .Single(d => d.Period == "2026-03").State.ShouldBe(DutyState.DoneLate);

    [Fact]
    public void A_statement_shows_duties_of_its_period_and_those_that_fall_due_in_it() =>
        Run(Monthly, 3, "2026-03-10T00:00:00Z", []).Select(d => d.Period).ShouldBe(["2026-02", "2026-03"]);

    [Fact]
    public void A_review_before_the_end_of_the_year_falls_due_in_its_own_month()
    {
        var duty = Run(Yearly, 11, "2026-11-01T00:00:00Z", ["{'type':'done','of':'annual review','at':'2026-10-20T00:00:00Z'}"]).ShouldHaveSingleItem();

        (duty.Period, duty.State, duty.Due).ShouldBe(("2026", DutyState.Done, Fact.At("2026-11-02T00:00:00Z"))); // 60 days before 1 January 2027
        Run(Yearly, 12, "2026-12-01T00:00:00Z", []).ShouldHaveSingleItem().State.ShouldBe(DutyState.Overdue);
        Run(Yearly, 10, "2026-12-01T00:00:00Z", []).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2026-03-31T23:59:59Z", "open")]
    [InlineData("2026-04-01T00:00:00Z", "complete")]
    [InlineData("2026-04-08T00:00:00Z", "in comment")] // five business days: 7 April ends
    [InlineData("2026-04-21T23:59:59Z", "in comment")] // ten more: 21 April
    [InlineData("2026-04-22T00:00:00Z", "provisional")]
    [InlineData("2026-06-29T23:59:59Z", "provisional")] // 90 days after 31 March: 29 June
    [InlineData("2026-06-30T00:00:00Z", "final")]
    public void A_statement_lives_through_its_states(string asOf, string state)
    {
        var life = Life.Of(Judged.Agreement("ladders:\n  none:\n    of: answer\n    steps:\n      - at the miss: tell director").Newest, Judged.Month(3), Fact.At(asOf));

        life.State.ShouldBe(state);
        (life.Provisional, life.CommentUntil, life.Final).ShouldBe((Fact.At("2026-04-08T00:00:00Z"), Fact.At("2026-04-22T00:00:00Z"), Fact.At("2026-06-30T00:00:00Z")));
    }

    static ValueList<DutyStatus> Run(string reporting, int month, string asOf, string[] facts) =>
        Duties.Of(Judged.Agreement("", reporting).Newest, Fact.Set(facts), Judged.Month(month), Fact.At(asOf));
}
