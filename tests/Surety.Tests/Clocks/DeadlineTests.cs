using NodaTime;
using Shouldly;
using Surety.Calendars;
using Surety.Clocks;
using Xunit;
using static Surety.Tests.Calendars.Example;

namespace Surety.Tests.Clocks;

public sealed class DeadlineTests
{
    static readonly DateTimeZone Berlin = Zone("Europe/Berlin");
    static readonly BusinessCalendar Weekdays = Calendar("Europe/Berlin", ("mon-fri", "00:00-24:00"));
    static readonly BusinessCalendar Office = Calendar("Europe/Berlin", ("mon-fri", "09:00-17:00"));

    static DeadlineFrom From(string at, bool isEnd = false, BusinessCalendar? calendar = null, string? term = null) =>
        new(At(at), isEnd, Berlin, calendar ?? Weekdays, TermEnd: term is null ? null : At(term));

    static Span.Days Days(int count) => new(count, $"{count} days");

    [Fact]
    public void Thirty_days_after_the_end_of_the_quarter_last_to_the_end_of_the_thirtieth_day()
    {
        // A fault on 20 August 2026: the quarter ends with 30 September, thirty days on is 30 October.
        var deadline = Deadline.Of(new DeadlineRule.After(Days(30), Anchor.EndOfQuarter), From("2026-08-20T09:30+02:00"));

        deadline.At.ShouldBe(At("2026-10-31T00:00+01:00"));
        deadline.Included.ShouldBeFalse();
        deadline.LastDate(Berlin).ShouldBe(Date("2026-10-30"));
        deadline.IsKeptAt(At("2026-10-30T23:59:59+01:00")).ShouldBeTrue();
        deadline.IsKeptAt(At("2026-10-31T00:00+01:00")).ShouldBeFalse();
    }

    [Fact]
    public void Thirty_days_after_a_date_count_from_the_next_one()
    {
        Deadline.Of(new DeadlineRule.After(Days(30), Anchor.Incident), From("2025-02-28T14:00+01:00")).LastDate(Berlin).ShouldBe(Date("2025-03-30"));
        Deadline.Of(new DeadlineRule.After(Days(30), Anchor.Ticket), From("2025-03-06T00:00+01:00")).LastDate(Berlin).ShouldBe(Date("2025-04-05"));
    }

    [Fact]
    public void An_instant_that_ends_a_period_belongs_to_its_last_day()
    {
        Deadline.Of(new DeadlineRule.After(Days(10), Anchor.Own), From("2026-06-01T00:00+02:00", isEnd: true)).LastDate(Berlin).ShouldBe(Date("2026-06-10"));
        Deadline.Of(new DeadlineRule.After(Days(10), Anchor.Own), From("2026-06-01T00:00+02:00")).LastDate(Berlin).ShouldBe(Date("2026-06-11"));
        Deadline.Of(new DeadlineRule.After(Days(10), Anchor.EndOfMonth), From("2026-06-01T00:00+02:00", isEnd: true)).LastDate(Berlin).ShouldBe(Date("2026-06-10"));
    }

    [Fact]
    public void Hours_after_are_exact_and_the_last_instant_is_in_time()
    {
        var deadline = Deadline.Of(new DeadlineRule.After(new Span.Elapsed(Duration.FromHours(72), "72 h"), Anchor.Incident), From("2025-03-01T10:00+01:00"));

        deadline.At.ShouldBe(At("2025-03-04T10:00+01:00"));
        deadline.IsKeptAt(At("2025-03-04T10:00+01:00")).ShouldBeTrue();
        deadline.IsKeptAt(At("2025-03-04T10:00:01+01:00")).ShouldBeFalse();
    }

    [Fact]
    public void The_end_of_the_second_month_after_leaves_out_the_month_of_the_anchor()
    {
        var deadline = Deadline.Of(new DeadlineRule.EndOfNthMonth(2, Anchor.Incident), From("2025-01-15T08:00+01:00"));

        deadline.LastDate(Berlin).ShouldBe(Date("2025-03-31"));
        deadline.IsKeptAt(At("2025-03-31T23:59+02:00")).ShouldBeTrue();
        deadline.IsKeptAt(At("2025-04-01T00:00+02:00")).ShouldBeFalse();
    }

    /// <summary>Cycles from the 16th: 20 January lies in that to 15 February, and the second after it ends with 15 April; 10 January in that to 15 January, and then it is 15 March.</summary>
    [Fact]
    public void The_end_of_the_second_billing_cycle_after_leaves_out_the_cycle_of_the_anchor()
    {
        var rule = new DeadlineRule.EndOfNthMonth(2, Anchor.Incident, OfBilling: true);

        Deadline.Of(rule, From("2025-01-20T08:00+01:00") with { BillingDay = 16 }).LastDate(Berlin).ShouldBe(Date("2025-04-15"));
        Deadline.Of(rule, From("2025-01-10T08:00+01:00") with { BillingDay = 16 }).LastDate(Berlin).ShouldBe(Date("2025-03-15"));
        Deadline.Of(rule, From("2025-01-16T00:00+01:00", isEnd: true) with { BillingDay = 16 }).LastDate(Berlin).ShouldBe(Date("2025-03-15"));
        Deadline.Of(rule, From("2025-01-20T08:00+01:00")).LastDate(Berlin).ShouldBe(Date("2025-03-31"));
    }

    [Fact]
    public void Thirty_business_days_after_the_end_of_a_month()
    {
        var rule = new DeadlineRule.After(new Span.BusinessDays(30, "30 business days"), Anchor.EndOfMonth);
        var holidays = BusinessCalendar.Compile(Rules("Europe/Berlin", ("mon-fri", "00:00-24:00")) with
        {
            Closed = [new ClosedDates.On(new(2025, 5, 1), "Labour Day"), new ClosedDates.On(new(2025, 5, 29)), new ClosedDates.On(new(2025, 6, 9))],
        });

        Deadline.Of(rule, From("2025-04-10T12:00+02:00")).LastDate(Berlin).ShouldBe(Date("2025-06-11"));
        var later = Deadline.Of(rule, From("2025-04-10T12:00+02:00", calendar: holidays));
        later.LastDate(Berlin).ShouldBe(Date("2025-06-16"));
        later.Why.Parts.Select(p => p.Sentence).ShouldContain("closed: Labour Day");
        later.Why.Parts[^1].ShouldBe(new("30th business day", new Figure.Words("2025-06-16"), Follows.Given));
    }

    [Fact]
    public void The_fifth_business_day_after_ends_at_its_closing_time_and_that_is_in_time()
    {
        // The month ends on Friday 31 July 2026; the fifth business day is Friday 7 August.
        var deadline = Deadline.Of(new DeadlineRule.NthBusinessDay(5, Anchor.Own), From("2026-08-01T00:00+02:00", isEnd: true, Office));

        deadline.At.ShouldBe(At("2026-08-07T17:00+02:00"));
        deadline.Included.ShouldBeTrue();
        Deadline.Of(new DeadlineRule.NthBusinessDay(5, Anchor.Own), From("2026-08-01T00:00+02:00", isEnd: true)).At.ShouldBe(At("2026-08-08T00:00+02:00"));
    }

    /// <summary>7 August 2026 is a Friday: the end of that business day is 17:00, of a Saturday that of Monday, and of the next business day Monday's as well.</summary>
    [Fact]
    public void The_end_of_the_same_and_of_the_next_business_day()
    {
        Instant? Same(string at) => Deadline.Of(new DeadlineRule.After(new Span.EndOfBusinessDay(0, "the end of the same business day"), Anchor.Own), From(at, calendar: Office)).At;
        Instant? Next(string at) => Deadline.Of(new DeadlineRule.After(new Span.EndOfBusinessDay(1, "the end of the next business day"), Anchor.Own), From(at, calendar: Office)).At;

        Same("2026-08-07T10:00+02:00").ShouldBe(At("2026-08-07T17:00+02:00"));
        Same("2026-08-08T10:00+02:00").ShouldBe(At("2026-08-10T17:00+02:00"));
        Next("2026-08-07T10:00+02:00").ShouldBe(At("2026-08-10T17:00+02:00"));
    }

    [Fact]
    public void A_day_is_a_business_day_when_one_of_three_places_works()
    {
        BusinessCalendar Closed(params string[] dates) => BusinessCalendar.Compile(Rules("Etc/UTC", ("mon-fri", "00:00-24:00")) with
        {
            Closed = dates.Select(d => (ClosedDates)new ClosedDates.On(Date(d))).ToValueList(),
        });
        var any = BusinessCalendar.Either(
            "any", BusinessCalendar.Either("two", Closed("2025-12-25", "2026-01-01"), Closed("2025-12-25", "2025-12-26", "2026-01-01")), Closed("2025-12-31", "2026-01-01", "2026-01-02"));
        LocalDate? Next(string at) => Deadline.Of(new DeadlineRule.NthBusinessDay(1, Anchor.Own), new(At(at), false, DateTimeZone.Utc, any)).LastDate(DateTimeZone.Utc);

        Next("2025-12-24T10:00Z").ShouldBe(Date("2025-12-25"));
        Next("2025-12-31T10:00Z").ShouldBe(Date("2026-01-02"));
    }

    [Fact]
    public void Days_before_the_end_of_the_term_leave_that_many_whole_days_between()
    {
        var deadline = Deadline.Of(new DeadlineRule.Before(Days(60), Anchor.EndOfTerm), From("2026-01-01T00:00+01:00", term: "2028-01-01T00:00+01:00"));

        deadline.At.ShouldBe(At("2027-11-02T00:00+01:00"));
        deadline.LastDate(Berlin).ShouldBe(Date("2027-11-01"));
        deadline.IsKeptAt(At("2027-11-02T00:00+01:00")).ShouldBeFalse();
    }

    [Fact]
    public void Business_days_before_the_end_of_a_month_leave_that_many_whole_ones_between()
    {
        // Sunday 31 May 2026: Thursday and Friday lie between.
        Deadline.Of(new DeadlineRule.Before(new Span.BusinessDays(2, "2 business days"), Anchor.EndOfMonth), From("2026-05-10T10:00+02:00"))
            .LastDate(Berlin).ShouldBe(Date("2026-05-27"));
    }

    [Fact]
    public void Business_hours_count_in_the_calendar_and_show_every_date()
    {
        var deadline = Deadline.Of(
            new DeadlineRule.After(new Span.BusinessTime(Duration.FromHours(10), "10 business hours"), Anchor.Notice), From("2026-06-05T15:00+02:00", calendar: Office));

        deadline.At.ShouldBe(At("2026-06-08T17:00+02:00"));
        var counted = deadline.Why.Parts[1];
        counted.How.ShouldBe(Follows.Sum);
        counted.Value.Exact.ShouldBe(counted.Parts.Aggregate(Rational.Zero, (sum, day) => sum + day.Value.Exact!.Value));
        counted.Parts.Select(day => day.Sentence).ShouldBe(["Fri 2026-06-05: 15:00-17:00", "Sat 2026-06-06: no hours", "Sun 2026-06-07: no hours", "Mon 2026-06-08: 09:00-17:00"]);
    }

    [Fact]
    public void Without_an_end_of_the_term_there_is_no_deadline_before_it()
    {
        var deadline = Deadline.Of(new DeadlineRule.Before(Days(60), Anchor.EndOfTerm), From("2026-01-01T00:00+01:00"));

        deadline.At.ShouldBeNull();
        deadline.Why.Value.ShouldBeOfType<Figure.Words>();
    }
}
