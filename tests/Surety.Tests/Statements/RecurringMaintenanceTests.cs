using NodaTime;
using Shouldly;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Maintenance every Sunday from 02:00 to 04:00, by the clock of New York, which is 5 hours behind UTC, and 4 from 8 March 2026 on.</summary>
public sealed class RecurringMaintenanceTests
{
    static Statement Of(int month, string zone, params string[] facts) => SmallAgreement.OfOne(
            "measures: availability\nof: shop\nobserved by: outages\nleaves out: [works]", "at least 99.9 %", scope: $"exclusions:\n  works:\n    every: Sunday 02:00-04:00\n    announced: 48 h before\n{zone}")
        .StatementOf(WindowRule.Month.At(new LocalDate(2026, month, 1), DateTimeZone.Utc), "2026-06-01T00:00:00Z", facts);

    static Duration Bad(int month, string zone, params string[] facts)
    {
        var result = Of(month, zone, facts).Levels.Single(l => l.Verdict != Verdict.Open);
        result.Why.AddsUp().ShouldBeTrue();
        return result.BadTime!.Value;
    }

    static string Outage(string from, string until) => $"{{'type':'outage','from':'2026-{from}:00Z','until':'2026-{until}:00Z','service':'shop'}}";

    const string NewYork = "    time zone: America/New_York";

    // 02:00 to 04:00 are 07:00 to 09:00 UTC in winter, and 06:00 to 08:00 in summer. On 8 March 02:00 to 03:00 is skipped: 03:00 to 04:00 is left, 07:00 to 08:00 UTC.
    [Theory]
    [InlineData(2, "02-08T07:00", "02-08T09:00", 0)]
    [InlineData(2, "02-08T02:00", "02-08T04:00", 120)] // not by the clock of the agreement
    [InlineData(3, "03-15T06:00", "03-15T08:00", 0)]
    [InlineData(3, "03-15T07:00", "03-15T09:00", 60)]
    [InlineData(3, "03-08T07:00", "03-08T09:00", 60)]
    [InlineData(3, "03-08T06:00", "03-08T07:00", 60)]
    public void Hours_may_have_a_clock_of_their_own(int month, string from, string until, int minutes) => Bad(month, NewYork, Outage(from, until)).ShouldBe(Duration.FromMinutes(minutes));

    const string Cancelled = "{'type':'cancelled','of':'works','at':'2026-02-06T12:00:00Z','labels':{'period':'2026-02-08'}}";

    [Fact]
    public void One_date_is_cancelled_and_the_next_is_not()
    {
        Bad(2, "", Outage("02-08T02:00", "02-08T04:00"), Outage("02-15T02:00", "02-15T04:00"), Cancelled).ShouldBe(Duration.FromHours(2));

        var why = Of(2, "", Outage("02-08T02:00", "02-08T04:00"), Cancelled).Levels.Single(l => l.Verdict != Verdict.Open).Why;
        All(why).ShouldContain(r => r.Sentence == "works '2026-02-08' is not excluded: it was cancelled" && r.Facts != null);
    }

    static IEnumerable<Reason> All(Reason reason) => reason.Parts.SelectMany(All).Prepend(reason);

    // What is moved needs the notice that any work needs: 48 hours before Monday 01:00 are Saturday 01:00.
    [Theory]
    [InlineData("2026-02-07T01:00:00Z", 2)]
    [InlineData("2026-02-07T01:00:01Z", 4)]
    public void Moved_work_is_announced_like_any_other(string announced, int hours) =>
        Bad(2, "", Cancelled, $"{{'type':'exclusion','exclusion':'works','from':'2026-02-09T01:00:00Z','until':'2026-02-09T03:00:00Z','announced':'{announced}'}}", Outage("02-08T02:00", "02-08T04:00"), Outage("02-09T01:00", "02-09T03:00"))
            .ShouldBe(Duration.FromHours(hours));

    [Theory]
    [InlineData("2026-02-08", 0)]
    [InlineData("2026-02-09", 1)] // a Monday
    [InlineData("2026-02", 1)]
    public void A_date_on_which_nothing_comes_is_told_of(string period, int remarks) =>
        Of(2, "", Cancelled.Replace("2026-02-08", period, StringComparison.Ordinal)).Remarks.Count(r => r.Code == "facts.cancelled-nothing").ShouldBe(remarks);
}
