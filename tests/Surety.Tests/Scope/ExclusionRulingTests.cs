using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Calendars;
using Surety.Scope;
using Surety.Tests.Facts;
using Xunit;
using Interval = NodaTime.Interval;

namespace Surety.Tests.Scope;

public sealed class ExclusionRulingTests
{
    static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
    static readonly BusinessCalendar Office = Calendars.Example.Calendar("Europe/Berlin", ("mon-fri", "08:00-18:00"));
    static readonly BusinessCalendar Nights = Calendars.Example.Calendar("Europe/Berlin", ("mon-sun", "00:00-04:00 22:00-24:00"));
    static readonly Instant Later = Fact.At("2027-01-01T00:00:00Z");
    static readonly Exclusion Maintenance = new("maintenance", null, null, null, null, [], null, null, default);

    static ValueList<ExclusionRuling> Rule(Exclusion exclusion, Instant asOf, params string[] facts) =>
        ExclusionRuling.Of(exclusion, Fact.Set(facts), name => name == "nights" ? Nights : Office, Office, Berlin, Fact.At("2026-01-01T00:00:00+01:00"), asOf);

    static ExclusionRuling Rule(Exclusion exclusion, string fact) => Rule(exclusion, Later, fact).ShouldHaveSingleItem();

    static string Excluded(string from, string until, string more = "", string id = "x") =>
        $"{{'type':'exclusion','id':'{id}','exclusion':'maintenance','from':'{from}','until':'{until}'{more}}}";

    static Interval Time(string from, string until) => new(Fact.At(from), Fact.At(until));

    static void ShouldBeGranted(ExclusionRuling ruling, params Interval[] granted) => ruling.Granted.ToArray().ShouldBe(granted);

    public static TheoryData<Span, string, string> Notices => new()
    {
        // 5 October 2026 is a Monday. Two working days before Wednesday are Monday, before Monday they are Thursday.
        { new Span.BusinessDays(2, "2 business days"), "2026-10-07T10:00:00+02:00", "2026-10-05T10:00:00+02:00" },
        { new Span.BusinessDays(2, "2 business days"), "2026-10-12T10:00:00+02:00", "2026-10-08T10:00:00+02:00" },
        // Two hours of Wednesday, six of Tuesday.
        { new Span.BusinessTime(Duration.FromHours(8), "8 business hours"), "2026-10-07T10:00:00+02:00", "2026-10-06T12:00:00+02:00" },
        // Plain hours know neither weekends nor clocks that go back.
        { new Span.Elapsed(Duration.FromHours(48), "48 h"), "2026-10-12T10:00:00+02:00", "2026-10-10T10:00:00+02:00" },
        { new Span.Elapsed(Duration.FromHours(48), "48 h"), "2026-10-26T10:00:00+01:00", "2026-10-24T11:00:00+02:00" },
        // Days keep the time of day.
        { new Span.Days(2, "2 days"), "2026-10-26T10:00:00+01:00", "2026-10-24T10:00:00+02:00" },
    };

    [Theory]
    [MemberData(nameof(Notices))]
    public void Notice_is_in_time_to_the_second(Span notice, string from, string latest)
    {
        var (exclusion, until, due) = (Maintenance with { Announced = notice }, Fact.At(from) + Duration.FromHours(1), Fact.At(latest));

        var inTime = Rule(exclusion, Excluded(from, $"{until}", $",'announced':'{due}'"));
        var late = Rule(exclusion, Excluded(from, $"{until}", $",'announced':'{due + Duration.FromSeconds(1)}'"));

        ShouldBeGranted(inTime, new Interval(Fact.At(from), until));
        inTime.Refused.ShouldBeNull();
        ShouldBeGranted(late);
        late.Refused.ShouldNotBeNull().ShouldContain(notice.Words);
    }

    [Fact]
    public void Work_that_nobody_announced_is_not_excluded()
    {
        var ruling = Rule(Maintenance with { Announced = new Span.Elapsed(Duration.Zero, "0 h") }, Excluded("2026-10-05T10:00:00Z", "2026-10-05T11:00:00Z"));

        ShouldBeGranted(ruling);
        ruling.Refused.ShouldBe("nobody said when it was announced");
    }

    [Fact]
    public void The_notice_counts_on_the_calendar_that_the_clause_names()
    {
        // Two hours of nights before Monday 23:00: one on Monday, one in the night before.
        var exclusion = Maintenance with { Announced = new Span.BusinessTime(Duration.FromHours(2), "2 business hours"), NoticeCalendar = "nights" };

        Rule(exclusion, Excluded("2026-10-05T23:00:00+02:00", "2026-10-06T01:00:00+02:00", ",'announced':'2026-10-05T03:00:00+02:00'")).Refused.ShouldBeNull();
        Rule(exclusion, Excluded("2026-10-05T23:00:00+02:00", "2026-10-06T01:00:00+02:00", ",'announced':'2026-10-05T03:00:01+02:00'")).Refused.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("customer", "", false)]
    [InlineData("customer", "provider", false)]
    [InlineData("customer", "customer", true)]
    [InlineData("provider", "both", true)]
    [InlineData("provider customer", "provider", false)]
    [InlineData("provider customer", "both", true)]
    public void Whoever_the_clause_names_must_have_agreed(string must, string did, bool isGranted)
    {
        var exclusion = Maintenance with { AgreedBy = must.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToValueList() };

        var ruling = Rule(exclusion, Excluded("2026-10-05T10:00:00Z", "2026-10-05T11:00:00Z", did.Length == 0 ? "" : $",'agreed by':'{did}'"));

        ruling.Granted.Count.ShouldBe(isGranted ? 1 : 0);
        (ruling.Refused is null).ShouldBe(isGranted);
    }

    [Fact]
    public void Only_what_lies_inside_the_named_hours_is_excluded()
    {
        var ruling = Rule(Maintenance with { OnlyDuring = "nights" }, Excluded("2026-10-05T20:00:00+02:00", "2026-10-06T05:00:00+02:00"));

        ruling.Granted.Sum(g => g.Duration.TotalTicks).ShouldBe(Duration.FromHours(6).TotalTicks);
        ruling.Granted[0].Start.ShouldBe(Fact.At("2026-10-05T22:00:00+02:00"));
        ruling.Granted[^1].End.ShouldBe(Fact.At("2026-10-06T04:00:00+02:00"));
        ruling.Refused.ShouldBe("a part lies outside 'nights'");
    }

    [Fact]
    public void A_budget_is_used_up_in_order_of_time_and_overlaps_are_spent_once()
    {
        var rulings = Rule(Maintenance with { AtMost = new(Duration.FromHours(4), WindowRule.Month) }, Later,
            Excluded("2026-10-20T10:00:00Z", "2026-10-20T11:00:00Z", id: "c"), Excluded("2026-10-05T12:00:00Z", "2026-10-05T15:00:00Z", id: "b"), Excluded("2026-10-05T10:00:00Z", "2026-10-05T13:00:00Z", id: "a"));

        // Three hours, then one more; the hour that both name was spent before.
        ShouldBeGranted(rulings[0], Time("2026-10-05T10:00:00Z", "2026-10-05T13:00:00Z"));
        rulings[0].Refused.ShouldBeNull();
        ShouldBeGranted(rulings[1], Time("2026-10-05T12:00:00Z", "2026-10-05T14:00:00Z"));
        rulings[1].Refused.ShouldBe("the budget of 4 h per month is used up");
        ShouldBeGranted(rulings[2]);
        rulings[2].Refused.ShouldBe("the budget of 4 h per month is used up");
    }

    [Fact]
    public void Without_a_service_of_its_own_an_exclusion_has_one_budget_for_all_services()
    {
        var rulings = Rule(Maintenance with { AtMost = new(Duration.FromHours(4), WindowRule.Month) }, Later,
            Excluded("2026-10-05T10:00:00Z", "2026-10-05T12:00:00Z", ",'service':'shop'", "a"),
            Excluded("2026-10-05T11:00:00Z", "2026-10-05T13:00:00Z", ",'service':'mail'", "b"),
            Excluded("2026-10-06T10:00:00Z", "2026-10-06T12:00:00Z", ",'service':'mail'", "c"));

        // Two hours of the shop and one more of the mail, for from 11 to 12 both were worked on: one hour of the four is left.
        ShouldBeGranted(rulings[0], Time("2026-10-05T10:00:00Z", "2026-10-05T12:00:00Z"));
        ShouldBeGranted(rulings[1], Time("2026-10-05T11:00:00Z", "2026-10-05T13:00:00Z"));
        ShouldBeGranted(rulings[2], Time("2026-10-06T10:00:00Z", "2026-10-06T11:00:00Z"));
        rulings[2].Refused.ShouldBe("the budget of 4 h per month is used up");
    }

    [Fact]
    public void What_a_used_up_budget_refused_once_it_refuses_to_everybody_who_asks_again()
    {
        var rulings = Rule(Maintenance with { AtMost = new(Duration.FromHours(1), WindowRule.Month) }, Later,
            Excluded("2026-10-05T10:00:00Z", "2026-10-05T14:00:00Z", id: "a"), Excluded("2026-10-05T12:00:00Z", "2026-10-05T13:00:00Z", id: "b"));

        ShouldBeGranted(rulings[1]);
        rulings[1].Refused.ShouldBe("the budget of 1 h per month is used up");
    }

    [Fact]
    public void Twenty_thousand_stretches_of_one_exclusion_are_ruled_on_as_one_is()
    {
        // Each an hour long and half an hour after the one before it, up to 20 February 2025: without a break.
        var start = Fact.At("2024-01-01T00:00:00Z");
        var facts = Enumerable.Range(0, 20_000).Select(i => Excluded($"{start + Duration.FromMinutes(30 * i)}", $"{start + Duration.FromMinutes((30 * i) + 60)}", id: $"x{i:D5}")).ToArray();

        var rulings = Rule(Maintenance with { AtMost = new(Duration.FromHours(100), WindowRule.Month) }, Later, facts);

        // In each of fourteen months the first hundred hours: those of February end on the 5th, and 199 of its stretches lie inside them.
        rulings.SelectMany(r => r.Granted).Select(g => g.End).Max().ShouldBe(Fact.At("2025-02-05T03:00:00Z"));
        rulings.Count(r => r.Refused is null).ShouldBe(14 * 199);
    }

    [Fact]
    public void A_budget_that_is_used_up_exactly_refuses_nothing()
    {
        var ruling = Rule(Maintenance with { AtMost = new(Duration.FromHours(2), WindowRule.Month) }, Excluded("2026-10-05T10:00:00Z", "2026-10-05T12:00:00Z"));

        ruling.Refused.ShouldBeNull();
    }

    [Fact]
    public void Work_across_a_months_end_takes_from_the_budgets_of_both_months()
    {
        // In Berlin the month ends at 23:00Z.
        var ruling = Rule(Maintenance with { AtMost = new(Duration.FromHours(2), WindowRule.Month) }, Excluded("2026-10-31T22:00:00+01:00", "2026-11-01T03:00:00+01:00"));

        ShouldBeGranted(ruling, Time("2026-10-31T21:00:00Z", "2026-10-31T23:00:00Z"), Time("2026-10-31T23:00:00Z", "2026-11-01T01:00:00Z"));
        ruling.Refused.ShouldNotBeNull();
    }

    [Fact]
    public void What_is_refused_or_about_another_service_takes_nothing_from_the_budget()
    {
        var rulings = Rule(Maintenance with { AtMost = new(Duration.FromHours(2), WindowRule.Month), AgreedBy = ["customer"], Service = "shop" }, Later,
            Excluded("2026-10-05T10:00:00Z", "2026-10-05T12:00:00Z", id: "a"),
            Excluded("2026-10-06T10:00:00Z", "2026-10-06T12:00:00Z", ",'agreed by':'both','service':'mail'", "b"),
            Excluded("2026-10-07T10:00:00Z", "2026-10-07T12:00:00Z", ",'agreed by':'both','service':'shop'", "c"));

        rulings.Select(r => r.Fact.Id).ShouldBe(["a", "c"]);
        ShouldBeGranted(rulings[1], Time("2026-10-07T10:00:00Z", "2026-10-07T12:00:00Z"));
    }

    [Fact]
    public void Time_that_has_not_ended_is_cut_at_the_as_of_instant()
    {
        var asOf = Fact.At("2026-10-05T10:30:00Z");

        Rule(Maintenance, asOf, Excluded("2026-10-05T10:00:00Z", "2026-10-05T12:00:00Z")).ShouldHaveSingleItem().Granted[0].End.ShouldBe(asOf);
        Rule(Maintenance, asOf, "{'type':'exclusion','id':'x','exclusion':'maintenance','from':'2026-10-05T10:00:00Z'}").ShouldHaveSingleItem().Granted[0].End.ShouldBe(asOf);
        Rule(Maintenance, asOf, Excluded("2026-10-05T10:30:00Z", "2026-10-05T12:00:00Z")).ShouldBeEmpty();
    }

    [Fact]
    public void Budgets_agree_with_a_count_of_single_minutes() =>
        Prop.ForAll(
            Arb.From(from facts in Gen.Zip(Gen.Choose(0, 2_880), Gen.Choose(1, 600)).ArrayOf(6)
                     from budget in Gen.Choose(1, 900)
                     from nights in Gen.Elements(false, true)
                     select (facts, budget, nights)),
            c =>
            {
                // From 30 October to 2 November, minute by minute; Berlin's November begins at 23:00Z.
                var begin = Fact.At("2026-10-30T23:00:00Z");
                var wanted = Enumerable.Range(0, 3_500).Where(m => c.facts.Any(f => f.Item1 <= m && m < f.Item1 + f.Item2) && (!c.nights || Nights.IsOpen(begin + Duration.FromMinutes(m)))).ToList();
                var expected = wanted.Where(m => m < 1_440).Take(c.budget).Concat(wanted.Where(m => m >= 1_440).Take(c.budget)).ToList();

                var rulings = Rule(Maintenance with { AtMost = new(Duration.FromMinutes(c.budget), WindowRule.Month), OnlyDuring = c.nights ? "nights" : null }, Later,
                    [.. c.facts.Select((f, i) => Excluded($"{begin + Duration.FromMinutes(f.Item1)}", $"{begin + Duration.FromMinutes(f.Item1 + f.Item2)}", id: $"x{i}"))]);

                var granted = rulings.SelectMany(r => r.Granted).ToList();
                Enumerable.Range(0, 3_500).Where(m => granted.Exists(g => g.Contains(begin + Duration.FromMinutes(m)))).ShouldBe(expected);
                foreach (var ruling in rulings)
                    foreach (var (one, next) in ruling.Granted.Zip(ruling.Granted.Skip(1))) one.End.ShouldBeLessThanOrEqualTo(next.Start);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    static Recurrence Every(string words, RecurringDate on, params DayRange[] hours) => new(on, [.. hours], words);

    static readonly Recurrence Sundays = Every("Sunday 02:00-04:00", new RecurringDate.Weekly([IsoDayOfWeek.Sunday]), DayRange.FromClock(2, 0, 4, 0));
    static readonly Recurrence SecondTuesdays = Every("2nd Tuesday of the month 22:00-24:00", new RecurringDate.NthWeekday(2, IsoDayOfWeek.Tuesday), DayRange.FromClock(22, 0, 24, 0));

    /// <summary>
    /// March 2026 in Berlin: Sundays are the 1st, 8th, 15th, 22nd and 29th, and on the last the clocks skip 02:00 to 03:00, so that an hour is left; the second Tuesday is the 10th.
    /// In February the Sundays before and the second Tuesday are others; from the 15th of March on nothing is asked.
    /// </summary>
    [Fact]
    public void What_comes_again_needs_no_fact_no_notice_and_nobodys_agreement()
    {
        var exclusion = Maintenance with { Every = [Sundays, SecondTuesdays], Announced = new Span.Elapsed(Duration.FromHours(48), "48 h"), AgreedBy = ["customer"] };

        var rulings = Rule(exclusion, Fact.At("2026-03-29T12:00:00+02:00")).Where(r => r.Fact.From >= Fact.At("2026-03-01T00:00:00+01:00")).ToList();

        rulings.ConvertAll(r => r.Granted.ShouldHaveSingleItem()).ShouldBe([
            Time("2026-03-01T02:00:00+01:00", "2026-03-01T04:00:00+01:00"), Time("2026-03-08T02:00:00+01:00", "2026-03-08T04:00:00+01:00"), Time("2026-03-10T22:00:00+01:00", "2026-03-11T00:00:00+01:00"),
            Time("2026-03-15T02:00:00+01:00", "2026-03-15T04:00:00+01:00"), Time("2026-03-22T02:00:00+01:00", "2026-03-22T04:00:00+01:00"), Time("2026-03-29T03:00:00+02:00", "2026-03-29T04:00:00+02:00")]);
        rulings.ShouldAllBe(r => r.Refused == null && r.Fact.StandsInText);
    }

    /// <summary>Five hours a month: two on the 1st, two on the 8th, and one of the two on the 10th; a fact of the 12th finds nothing left.</summary>
    [Fact]
    public void What_comes_again_uses_the_budget_in_order_of_time_with_what_facts_say()
    {
        var exclusion = Maintenance with { Every = [SecondTuesdays, Sundays], AtMost = new(Duration.FromHours(5), WindowRule.Month) };

        var rulings = Rule(exclusion, Fact.At("2026-03-14T00:00:00+01:00"), Excluded("2026-03-12T10:00:00+01:00", "2026-03-12T11:00:00+01:00")).Where(r => r.Fact.From >= Fact.At("2026-03-01T00:00:00+01:00")).ToList();

        rulings.ConvertAll(r => r.Granted.Aggregate(Duration.Zero, (sum, g) => sum + g.Duration)).ShouldBe([Duration.FromHours(2), Duration.FromHours(2), Duration.FromHours(1), Duration.Zero]);
        rulings[2].Refused.ShouldBe("the budget of 5 h per month is used up");
        rulings[3].Fact.StandsInText.ShouldBeFalse();
    }

    [Fact]
    public void It_begins_with_the_term_and_is_cut_where_the_asking_ends()
    {
        var exclusion = Maintenance with { Every = [Every("day 23:00-24:00 and 00:00-02:00", new RecurringDate.Weekly([.. Enumerable.Range(1, 7).Select(d => (IsoDayOfWeek)d)]), DayRange.FromClock(0, 0, 2, 0), DayRange.FromClock(23, 0, 24, 0))] };

        Rule(exclusion, Fact.At("2026-01-01T01:00:00+01:00")).ShouldHaveSingleItem().Granted.ShouldHaveSingleItem().ShouldBe(Time("2026-01-01T00:00:00+01:00", "2026-01-01T01:00:00+01:00"));
        Rule(exclusion, Fact.At("2025-12-31T23:30:00+01:00")).ShouldBeEmpty();
    }

    /// <summary>February 2026 begins on a Sunday and has four of each day; May 2026 has five Fridays, 1 to 29.</summary>
    [Fact]
    public void Dates_that_come_again()
    {
        bool Falls(RecurringDate on, int month, int day) => on.Falls(new(2026, month, day));

        Falls(new RecurringDate.NthWeekday(null, IsoDayOfWeek.Friday), 2, 27).ShouldBeTrue();
        Falls(new RecurringDate.NthWeekday(null, IsoDayOfWeek.Friday), 5, 22).ShouldBeFalse();
        Falls(new RecurringDate.NthWeekday(null, IsoDayOfWeek.Friday), 5, 29).ShouldBeTrue();
        Falls(new RecurringDate.NthWeekday(5, IsoDayOfWeek.Friday), 5, 29).ShouldBeTrue();
        Falls(new RecurringDate.NthWeekday(1, IsoDayOfWeek.Sunday), 2, 1).ShouldBeTrue();
        Falls(new RecurringDate.NthWeekday(2, IsoDayOfWeek.Sunday), 2, 8).ShouldBeTrue();
        Falls(new RecurringDate.Monthly(null), 2, 28).ShouldBeTrue();
        Falls(new RecurringDate.Monthly(31), 4, 30).ShouldBeFalse();
        Falls(new RecurringDate.Yearly(12, 24), 12, 24).ShouldBeTrue();
    }
}
