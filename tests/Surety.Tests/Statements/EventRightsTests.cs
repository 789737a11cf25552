using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Rights by events in a time that moves, worked out by hand.</summary>
public sealed class EventRightsTests
{
    const string Shop = "measures: availability\nof: shop\nobserved by: outages";

    static Window Month(int month) => WindowRule.Month.At(new LocalDate(2026, month, 1), DateTimeZone.Utc);

    static string Outage(string from, string? until, string labels = "'service':'shop'") => $"{{'type':'outage','from':'2026-{from}:00Z'{(until is null ? "" : $",'until':'2026-{until}:00Z'")},'labels':{{{labels}}}}}";

    static RightStatus Of(Versions versions, int month, string? asOf, params string[] facts)
    {
        var period = Month(month);
        var right = versions.StatementOf(period, asOf ?? period.Time.End.ToString(), facts).Rights.ShouldHaveSingleItem();
        right.Why.AddsUp().ShouldBeTrue();
        return right;
    }

    static Versions Agreement(string trigger, string metric = Shop, string target = "at least 90 %", string right = "", string level = "", string scope = "") =>
        SmallAgreement.OfOne(metric, target, level: level, scope: scope, escalation: $"rights:\n  leave:\n    when: {trigger}\n{right}");

    // 10 January 10:00 and 90 days are 10 April 10:00 (31 - 10 + 28 + 31 + 10 = 90). The outage of 20 February lasts one hour and is not above it.
    // The third begins at 09:00, an hour before that time is over, and is above an hour long from 10:00 on.
    [Theory]
    [InlineData("04-10T09:00", "04-10T11:30", RightState.Arisen, 3, "2026-04-10T10:00:00Z")]
    [InlineData("04-10T09:59", "04-10T11:30", RightState.Arisen, 3, "2026-04-10T10:59:00Z")]
    [InlineData("04-10T10:00", "04-10T11:30", RightState.NotArisen, 2, null)]
    [InlineData("04-10T09:00", "04-10T10:00", RightState.NotArisen, 1, null)]
    public void Three_outages_lie_within_90_days_if_the_last_begins_before_they_are_over(string from, string until, RightState state, int have, string? since)
    {
        var right = Of(Agreement("l has 3 outages above 1 h within any 90 days"), 4, null,
            Outage("01-10T10:00", "01-10T12:00"), Outage("02-20T08:00", "02-20T09:00"), Outage("03-01T00:00", "03-01T02:00"), Outage(from, until));

        // At the end of April the first one is past: what may still count are those since 31 January.
        (right.State, right.Have, right.Need, right.Since).ShouldBe((state, have, 3, since is null ? null : Fact.At(since)));
        right.Counts.ShouldBe("outages");
    }

    // Half an hour on each side of midnight: one outage of an hour, where the months have two of half an hour.
    [Theory]
    [InlineData("at least 1 h", 1)]
    [InlineData("above 1 h", 0)]
    [InlineData("at least 30 min", 1)]
    public void The_end_of_a_month_cuts_no_outage(string length, int have) =>
        Of(Agreement($"l has 2 outages {length} within any 60 days"), 4, null, Outage("03-31T23:30", "04-01T00:30")).Have.ShouldBe(have);

    // Down from 3 March 06:00 on. 24 hours later the right is there, though nobody knows when the outage ends; 10 days from then last to the end of 14 March.
    [Theory]
    [InlineData("2026-03-04T06:00:00Z", RightState.NotArisen, null)]
    [InlineData("2026-03-04T06:01:00Z", RightState.Arisen, "2026-03-15T00:00:00Z")]
    [InlineData("2026-03-15T00:00:00Z", RightState.Lapsed, "2026-03-15T00:00:00Z")]
    public void One_long_outage_gives_it_while_it_lasts(string asOf, RightState state, string? until)
    {
        var right = Of(Agreement("l has 1 outage above 24 h", right: "    exercised within: 10 days"), 3, asOf, Outage("03-03T06:00", null));

        (right.State, right.Since, right.Until).ShouldBe((state, until is null ? null : Fact.At("2026-03-04T06:00:00Z"), until is null ? null : Fact.At(until)));
    }

    // Maintenance takes the first half of the second outage: 30 minutes of it count.
    [Fact]
    public void What_is_excluded_is_no_part_of_an_outage()
    {
        var versions = Agreement("l has 2 outages above 45 min within any 30 days", Shop + "\nleaves out: [works]", scope: "exclusions:\n  works:\n    of: shop");
        var right = Of(versions, 3, null, Outage("03-01T00:00", "03-01T01:00"), Outage("03-02T00:00", "03-02T01:00"),
            "{'type':'exclusion','exclusion':'works','service':'shop','from':'2026-03-02T00:00:00Z','until':'2026-03-02T00:30:00Z'}");

        (right.State, right.Have).ShouldBe((RightState.NotArisen, 0)); // at the end of March the first is 31 days old
    }

    const string Answers = "measures: time\nfrom: opened\nto: first reply by provider";

    static string[] Ticket(string name, string opened, string? replied = null, string priority = "P1") =>
        [$"{{'type':'ticket','ticket':'{name}','event':'opened','at':'2026-{opened}:00Z','priority':'{priority}'}}", .. replied is null ? [] : new[] { $"{{'type':'ticket','ticket':'{name}','event':'replied','by':'provider','at':'2026-{replied}:00Z'}}" }];

    // 1 March 12:00 and 30 days are 31 March 12:00.
    [Theory]
    [InlineData("03-31T11:59", RightState.Arisen)]
    [InlineData("03-31T12:00", RightState.NotArisen)]
    public void Three_critical_tickets_within_30_days_whatever_becomes_of_them(string third, RightState state)
    {
        var versions = Agreement("l, priority P1 has 3 tickets within any 30 days", Answers, "\n    priority P1: all within 1 h\n    otherwise: all within 8 h");

        Of(versions, 3, null, [.. Ticket("A", "03-01T12:00", "03-01T12:10"), .. Ticket("B", "03-10T12:00", "03-10T12:10"), .. Ticket("C", "03-12T12:00", null, "P2"), .. Ticket("D", third, null)])
            .State.ShouldBe(state);
    }

    // Due an hour after they were opened: A is late from 1 February 13:00 on, B (never answered) from 2 March 12:59; 30 days from 1 February 13:00 are over on 3 March 13:00. C is in time.
    [Fact]
    public void A_miss_lies_where_it_became_certain()
    {
        var versions = Agreement("l has 2 misses within any 30 days", Answers, "90 % within 1 h");
        string[] facts = [.. Ticket("A", "02-01T12:00", "02-01T14:00"), .. Ticket("C", "02-20T12:00", "02-20T13:00"), .. Ticket("B", "03-02T11:59")];

        var right = Of(versions, 3, null, facts);

        (right.State, right.Since).ShouldBe((RightState.Arisen, Fact.At("2026-03-02T12:59:00Z")));
        Of(versions, 2, "2026-06-01T00:00:00Z", facts).ShouldSatisfyAllConditions(r => r.State.ShouldBe(RightState.NotArisen), r => r.Have.ShouldBe(1));
    }

    [Fact]
    public void Each_circuit_may_count_for_itself()
    {
        const string Circuits = "measures: availability\nobserved by: outages\nfor each: circuits";
        const string Scope = "inventory:\n  circuits:\n    of: shop\n    attributes: [site]\n    members:\n      c1:\n        site: north\n      c2:\n        site: south";
        string[] facts = [Outage("03-01T00:00", "03-01T01:00", "'member':'c1'"), Outage("03-02T00:00", "03-02T01:00", "'member':'c2'"), Outage("03-20T00:00", "03-20T01:00", "'member':'c2'")];

        var together = Of(Agreement("l has 2 outages within any 7 days", Circuits, scope: Scope), 3, null, facts);
        var apart = Of(Agreement("l has 2 outages within any 7 days of the same scope", Circuits, scope: Scope), 3, null, facts);
        var longer = Of(Agreement("l has 2 outages within any 19 days of the same scope", Circuits, scope: Scope), 3, null, facts);

        (together.State, together.Since).ShouldBe((RightState.Arisen, Fact.At("2026-03-02T00:00:00Z")));
        apart.State.ShouldBe(RightState.NotArisen);
        // c2: from 2 March 00:00 to 20 March 00:00 are 18 days.
        (longer.State, longer.Trigger).ShouldBe((RightState.Arisen, "l has 2 outages within any 19 days of the same scope (member c2)"));
        Of(Agreement("l, site south has 2 outages within any 19 days", Circuits, scope: Scope), 3, null, facts).State.ShouldBe(RightState.Arisen);
    }

    // Two outages give it on 2 March; notice on 5 March uses them up. The third, on 6 March, lies with nothing; with the fourth it gives the right anew.
    [Fact]
    public void What_happened_before_the_notice_is_used_up()
    {
        var versions = Agreement("l has 2 outages within any 30 days", right: "    exercised within: 60 days");
        const string Notice = "{'type':'notice','of':'leave','at':'2026-03-05T00:00:00Z'}";
        string[] three = [Outage("03-01T00:00", "03-01T01:00"), Outage("03-02T00:00", "03-02T01:00"), Notice, Outage("03-06T00:00", "03-06T01:00")];

        Of(versions, 3, null, three).State.ShouldBe(RightState.Exercised);
        Of(versions, 3, null, [.. three, Outage("03-07T00:00", "03-07T01:00")]).ShouldSatisfyAllConditions(r => r.State.ShouldBe(RightState.Arisen), r => r.Since.ShouldBe(Fact.At("2026-03-07T00:00:00Z")));
    }

    [Fact]
    public void What_is_only_reported_does_not_count() =>
        Of(Agreement("l has 2 outages within any 60 days", level: "counts from: 2026-03-01"), 3, null, Outage("02-20T00:00", "02-20T01:00"), Outage("03-01T00:00", "03-01T01:00")).Have.ShouldBe(1);

    // Two of three lie within 30 days in the middle of March: one more would give the right, though the promise itself is safe.
    [Fact]
    public void A_statement_says_that_one_more_would_give_it()
    {
        var versions = Agreement("l has 3 outages within any 30 days", target: "at least 1 %");
        var statement = versions.StatementOf(Month(3), "2026-03-20T00:00:00Z", Outage("03-01T00:00", "03-01T01:00"), Outage("03-02T00:00", "03-02T01:00"));

        statement.Prospects.ShouldHaveSingleItem().Rights.ShouldBe(["leave"]);
        versions.StatementOf(Month(3), "2026-03-20T00:00:00Z", Outage("03-01T00:00", "03-01T01:00")).Prospects.ShouldHaveSingleItem().Rights.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("l has 3 tickets within any 30 days", "right.events")]
    [InlineData("l has 3 misses within any 30 days", "right.events")]
    [InlineData("l has 3 outages below 1 h within any 30 days", "right.length")]
    [InlineData("l has 3 outages above 3 % within any 30 days", "right.length")]
    [InlineData("l has 3 outages", "phrase.unexpected")]
    [InlineData("l has 1 outage within any 30 days", "right.within")]
    [InlineData("l has 3 outages within any 20 business days", "right.within")]
    [InlineData("l has 0 outages within any 20 days", "right.count")]
    [InlineData("l has 3 windows within any 20 days", "phrase.unexpected")]
    public void What_means_nothing_is_refused(string trigger, string code) =>
        SmallAgreement.ProblemsOf(Shop, "at least 99 %", $"rights:\n  leave:\n    when: {trigger}").ShouldContain(p => p.Code == code);

    [Theory]
    [InlineData("measures: availability\nobserved by: counts", "at least 99 %", "outages")]
    [InlineData("measures: availability\nobserved by: outages\nweights: critical 100 %", "at least 99 %", "outages")]
    [InlineData("measures: time\nfrom: opened\nto: resolved", "mean at most 2 h", "misses")]
    [InlineData("measures: time\nfrom: opened\nto: resolved", "80 % within 1 h, the rest within 4 h", "misses")]
    [InlineData("measures: time\nfrom: opened\nto: resolved", "all within 1 h", "outages")]
    public void A_level_without_such_events_is_refused(string metric, string target, string what) =>
        SmallAgreement.ProblemsOf(metric, target, $"rights:\n  leave:\n    when: l has 3 {what} within any 30 days").ShouldContain(p => p.Code == "right.events");

    sealed record Story(ValueList<(int From, int Minutes)> Outages, int Count, int Hours, int Longer)
    {
        public static Gen<Story> Any =>
            from size in Gen.Choose(0, 12)
            from places in Gen.Choose(0, 400).ArrayOf(size)
            from lengths in Gen.Choose(1, 170).ArrayOf(size)
            from count in Gen.Choose(1, 4)
            from hours in Gen.Choose(3, 200)
            from longer in Gen.Choose(0, 100)
                // Four hours apart at least: no two are one outage.
            select new Story(places.Distinct().Order().Zip(lengths).Select(o => (o.First * 240, o.Second)).Where(o => o.Item1 + 180 < 59 * 1_440).ToValueList(), count, hours, longer);
    }

    // The slow way: of every so many outages that follow each other and are long enough, whether the last begins soon enough after the first, and when it became long enough.
    [Fact]
    public void Agrees_with_trying_every_run_of_outages() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Story.Any.ToArbitrary(), story =>
    {
        var start = Instant.FromUtc(2026, 1, 1, 0, 0);
        var enough = story.Outages.Where(o => o.Minutes > story.Longer).ToList();
        var given = Enumerable.Range(0, Math.Max(0, enough.Count - story.Count + 1)).Where(i => story.Count == 1 || enough[i + story.Count - 1].From < enough[i].From + (60 * story.Hours))
            .Select(i => (Instant?)start.Plus(Duration.FromMinutes(enough[i + story.Count - 1].From + story.Longer))).FirstOrDefault();
        var trigger = $"l has {story.Count} outages above {story.Longer} min{(story.Count == 1 ? "" : $" within any {story.Hours} h")}";
        string At(int minute) => start.Plus(Duration.FromMinutes(minute)).ToString("MM-dd'T'HH:mm", null);

        var right = Of(Agreement(trigger), 2, null, [.. story.Outages.Select(o => Outage(At(o.From), At(o.From + o.Minutes)))]);

        right.Since.ShouldBe(given);
        if (given is not null) return;
        var end = 59 * 1_440;
        right.Have.ShouldBe(enough.Count(o => end < o.From + (60 * story.Hours)));
    }));
}
