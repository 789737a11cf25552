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

    static string Once(string due, string by = "provider", string more = "") => $"acceptance test:\n  due: {due}\n  to: manager\n  by: {by}\n{more}";

    // The agreement begins on 1 January 2026. 17, 18, 19, 20 and 23 March are five business days after the 16th, a Monday.
    [Theory]
    [InlineData("on 2026-03-31", "2026-04-01T00:00:00Z")]
    [InlineData("within 30 days after 2026-03-01", "2026-04-01T00:00:00Z")]
    [InlineData("within 75 days after the start of the term", "2026-03-18T00:00:00Z")]
    [InlineData("5 days before 2026-03-31", "2026-03-27T00:00:00Z")]
    [InlineData("5th business day after 2026-03-16", "2026-03-24T00:00:00Z")]
    [InlineData("by the end of the 1st month after 2026-02-10", "2026-04-01T00:00:00Z")]
    public void A_duty_without_periods_is_due_once(string due, string at)
    {
        var duty = Run(Once(due), 3, "2026-03-10T00:00:00Z", []).ShouldHaveSingleItem();

        (duty.Period, duty.State, duty.Due).ShouldBe(("once", DutyState.Planned, Fact.At(at)));
        duty.Why.AddsUp().ShouldBeTrue();
        Run(Once(due), 5, "2026-06-10T00:00:00Z", []).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2026-04-01T00:00:00Z", null, DutyState.Overdue)]
    [InlineData("2026-04-01T00:00:00Z", "2026-01-20T12:00:00Z", DutyState.Done)] // long before
    [InlineData("2026-06-01T00:00:00Z", "2026-04-02T12:00:00Z", DutyState.DoneLate)]
    public void It_is_done_by_its_first_fact(string asOf, string? done, DutyState state) =>
        Run(Once("on 2026-03-31"), 3, asOf, done is null ? [] : [$"{{'type':'done','of':'acceptance test','at':'{done}'}}", "{'type':'done','of':'acceptance test','at':'2026-05-20T00:00:00Z'}"]).ShouldHaveSingleItem().State.ShouldBe(state);

    // Accepted on Tuesday 10 March by the customer, whose duty it is: ten business days later is Tuesday the 24th. What the provider says of it does not count.
    [Fact]
    public void It_may_count_from_the_completion_of_another()
    {
        var duties = Once("on 2026-02-27", "customer", "handbook:\n  due: within 10 business days after completion of acceptance test\n  to: manager");

        Run(duties, 3, "2026-04-10T00:00:00Z", ["{'type':'done','of':'acceptance test','at':'2026-03-02T12:00:00Z','by':'provider'}"]).ShouldBeEmpty();
        var due = Run(duties, 3, "2026-04-10T00:00:00Z", ["{'type':'done','of':'acceptance test','at':'2026-03-10T12:00:00Z','by':'customer'}"]).ShouldHaveSingleItem();
        (due.Duty, due.Due, due.State).ShouldBe(("handbook", Fact.At("2026-03-25T00:00:00Z"), DutyState.Overdue));
    }

    // Notice on 20 March: the plan is due by 19 April, and stands in March, when that begins to count, and in April.
    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 0)]
    public void It_may_count_from_notice(int month, int count)
    {
        Run(Once("within 30 days after the notice"), month, "2026-06-10T00:00:00Z", ["{'type':'notice','of':'term','at':'2026-03-20T09:00:00Z'}"]).Count(d => d.Due == Fact.At("2026-04-20T00:00:00Z")).ShouldBe(count);
        Run(Once("within 30 days after the notice"), month, "2026-06-10T00:00:00Z", []).ShouldBeEmpty();
    }

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
