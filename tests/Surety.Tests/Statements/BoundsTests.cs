using Shouldly;
using Surety.Levels;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Bounds worked out by hand. February 2026 in UTC has 28 days: 40,320 minutes.</summary>
public sealed class BoundsTests
{
    static Statement Of(string metrics, string levels, string asOf, string[] facts, string escalation = "", string scope = "") =>
        SmallAgreement.Of(metrics, levels, scope, "", escalation).StatementOf(SmallAgreement.February, asOf, facts);

    const string Uptime = "m:\n  measures: availability\n  observed by: outages";

    static string Level(string target, string more = "") => $"l:\n  metric: m\n  per: month\n  target: {target}{more}";

    static Bounds BoundsOf(Statement statement, string level = "l") => statement.Levels.Single(l => l.Level == level).Bounds.ShouldNotBeNull();

    static (string?, string?) Ends(Bounds bounds) => (bounds.Lowest?.Exact?.ToString(), bounds.Highest?.Exact?.ToString());

    /// <summary>
    /// On 15 February 00:00 20,160 min are over, 30 of them bad, and 20,160 are left. At best 40,290 of 40,320 are good, at worst 20,130. 99.9 % allow 40.32 min in all: 10 min 19.2 s more.
    /// </summary>
    [Fact]
    public void An_availability_may_lose_what_is_left_of_the_month()
    {
        var bounds = BoundsOf(Of(Uptime, Level("at least 99.9 %"), "2026-02-15T00:00:00Z", ["{'type':'outage','from':'2026-02-03T10:00:00Z','until':'2026-02-03T10:30:00Z'}"]));

        Ends(bounds).ShouldBe((Rational.Of(20_130, 40_320).ToString(), Rational.Of(40_290, 40_320).ToString()));
        (bounds.Standing, bounds.MayEndWithoutVerdict).ShouldBe((Standing.Open, false));
        bounds.Allowance!.Amount.ShouldBe(new Figure.Time(6_192_000_000));
        bounds.Allowance.Words.ShouldBe("may still be down 10 min 19.2 s");
    }

    [Theory]
    [InlineData("2026-02-03T10:40:00Z", Standing.Open)]
    [InlineData("2026-02-03T10:41:00Z", Standing.Lost)]
    public void It_is_lost_when_more_is_bad_than_the_month_allows(string asOf, Standing standing) =>
        BoundsOf(Of(Uptime, Level("at least 99.9 %"), asOf, ["{'type':'outage','from':'2026-02-03T10:00:00Z'}"])).Standing.ShouldBe(standing);

    /// <summary>
    /// January had 44 min 38.4 s of 44,640 min bad, exactly 99.9 %. So the mean of both months is 99.9 % where February alone is, which may lose as much as above; its ends lie half way between January and February's.
    /// </summary>
    [Fact]
    public void A_moving_average_stands_half_way_between_what_was_and_what_may_come()
    {
        string[] facts = ["{'type':'outage','from':'2026-01-05T10:00:00Z','until':'2026-01-05T10:44:38.4Z'}", "{'type':'outage','from':'2026-02-03T10:00:00Z','until':'2026-02-03T10:30:00Z'}"];
        var bounds = BoundsOf(Of(Uptime, Level("at least 99.9 %", "\n  moving average: 2 months"), "2026-02-15T00:00:00Z", facts));

        var january = Rational.Of(999, 1000);
        Ends(bounds).ShouldBe((((january + Rational.Of(20_130, 40_320)) / 2).ToString(), ((january + Rational.Of(40_290, 40_320)) / 2).ToString()));
        bounds.Standing.ShouldBe(Standing.Open);
        bounds.Allowance!.Words.ShouldBe("may still be down 10 min 19.2 s");
        bounds.Why.AddsUp().ShouldBeTrue();
    }

    /// <summary>The least of January was 1, of February so far 4: the mean can come to no more than 5/2.</summary>
    [Fact]
    public void A_moving_average_of_least_values_is_bounded_by_what_each_month_had()
    {
        string[] facts = ["{'type':'value','id':'a','at':'2026-01-05T10:00:00Z','value':1}", "{'type':'value','id':'b','at':'2026-02-05T10:00:00Z','value':4}"];
        var bounds = BoundsOf(Of("m:\n  measures: value\n  takes: least", Level("at least 3", "\n  moving average: 2 months"), "2026-02-15T00:00:00Z", facts));

        Ends(bounds).ShouldBe((null, Rational.Of(5, 2).ToString()));
        bounds.Standing.ShouldBe(Standing.Lost);
    }

    /// <summary>January's tickets may still be decided where they count in the month in which they were opened: then the mean may become any share.</summary>
    [Fact]
    public void A_moving_average_of_windows_that_may_change_may_become_anything()
    {
        string[] facts = ["{'type':'ticket','ticket':'T1','event':'opened','at':'2026-01-05T10:00:00Z'}", "{'type':'ticket','ticket':'T1','event':'resolved','at':'2026-01-05T11:00:00Z'}"];
        Bounds In(string counts) => BoundsOf(Of($"m:\n  measures: time\n  from: opened\n  to: resolved{counts}", Level("90 % within 2 h", "\n  moving average: 2 months"), "2026-02-15T00:00:00Z", facts));

        // Alone February may come to any share, with January's 100 % to no less than a half.
        Ends(In("")).ShouldBe((Rational.Of(1, 2).ToString(), Rational.One.ToString()));
        Ends(In("\n  counts in: when opened")).ShouldBe((Rational.Zero.ToString(), Rational.One.ToString()));
    }

    /// <summary>40 of 40,320 min are left, and 99.9 % allow 40.32: nothing that comes can be too much.</summary>
    [Fact]
    public void It_is_safe_when_less_is_left_than_may_be_lost()
    {
        var statement = Of(Uptime, Level("at least 99.9 %"), "2026-02-28T23:20:00Z", []);

        var bounds = BoundsOf(statement);
        (bounds.Standing, bounds.Allowance).ShouldBe((Standing.Safe, null));
        Wording.English.Possible(statement.Levels[0], statement).ToString().ShouldBe("safe, it cannot be missed any more: from 99.90 % to 100 %");
    }

    /// <summary>A day of maintenance is announced and will be left out: 38,880 min count, 18,720 of them from now on.</summary>
    [Fact]
    public void Announced_exclusions_to_come_count_neither_way()
    {
        var bounds = BoundsOf(Of(
            Uptime + "\n  leaves out: [maintenance]", Level("at least 99.9 %"), "2026-02-15T00:00:00Z",
            ["{'type':'exclusion','exclusion':'maintenance','from':'2026-02-20T00:00:00Z','until':'2026-02-21T00:00:00Z','announced':'2026-02-10T00:00:00Z'}"], scope: "exclusions:\n  maintenance:\n    announced: 48 h before"));

        Ends(bounds).ShouldBe((Rational.Of(20_160, 38_880).ToString(), "1"));
        bounds.Allowance!.Words.ShouldBe("may still be down 38 min 52.8 s");
    }

    /// <summary>With a budget something announced later may use it up first, so the whole month may still count.</summary>
    [Fact]
    public void An_exclusion_with_a_budget_is_not_certain_before_its_time() => Ends(BoundsOf(Of(
        Uptime + "\n  leaves out: [maintenance]", Level("at least 99.9 %"), "2026-02-15T00:00:00Z",
        ["{'type':'exclusion','exclusion':'maintenance','from':'2026-02-20T00:00:00Z','until':'2026-02-21T00:00:00Z','announced':'2026-02-10T00:00:00Z'}"], scope: "exclusions:\n  maintenance:\n    at most: 24 h per month"))).ShouldBe(("1/2", "1"));

    /// <summary>An outage has lasted 10 min when somebody looks. It is too short to count now and counts from its first second if it goes on: 20,150 good at worst.</summary>
    [Fact]
    public void A_short_outage_that_goes_on_may_still_count_as_a_whole()
    {
        var bounds = BoundsOf(Of(Uptime + "\n  shortest outage: 15 min", Level("at least 99.9 %"), "2026-02-15T00:00:00Z", ["{'type':'outage','from':'2026-02-14T23:50:00Z'}"]));

        Ends(bounds).ShouldBe((Rational.Of(20_150, 40_320).ToString(), "1"));
    }

    /// <summary>The first day of a month that is over is unknown: 1,440 of 40,320 min, less than the 5 % that may be. If they were good 39,880 of 40,320 would be, if bad 38,440.</summary>
    [Fact]
    public void Gaps_of_a_month_that_is_over_allow_a_range()
    {
        string[] facts = ["{'type':'state','at':'2026-02-02T00:00:00Z','state':'up'}", "{'type':'state','at':'2026-02-10T00:00:00Z','state':'down'}", "{'type':'state','at':'2026-02-10T07:20:00Z','state':'up'}"];
        var statement = Of("m:\n  measures: availability\n  observed by: changes", Level("at least 95 %"), "2026-03-05T00:00:00Z", facts);

        var level = statement.Levels.Single();
        (level.Verdict, level.Attained).ShouldBe((Verdict.Met, new Figure.Share(Rational.Of(38_440, 38_880))));
        Ends(BoundsOf(statement)).ShouldBe((Rational.Of(38_440, 40_320).ToString(), Rational.Of(39_880, 40_320).ToString()));
        Wording.English.Possible(level, statement).ToString().ShouldBe("what nobody knows allows from 95.33 % to 98.91 %");
    }

    const string Answer = "m:\n  measures: time\n  from: opened\n  to: first reply by provider";

    static string[] Ticket(string name, string opened, string? replied = null) =>
        [$"{{'type':'ticket','ticket':'{name}','event':'opened','at':'{opened}'}}", .. replied is null ? Array.Empty<string>() : [$"{{'type':'ticket','ticket':'{name}','event':'replied','by':'provider','at':'{replied}'}}"]];

    /// <summary>8 answered in time, 1 late, 3 running that fall due in the month. 12 in all at 80 % must have 10 in time, so 1 of the 3 may be late.</summary>
    [Fact]
    public void Tickets_that_run_may_be_late_as_often_as_the_share_allows()
    {
        string[] facts = [.. Enumerable.Range(1, 8).SelectMany(i => Ticket($"A{i}", $"2026-02-0{i}T09:00:00Z", $"2026-02-0{i}T10:00:00Z")), .. Ticket("B", "2026-02-09T09:00:00Z", "2026-02-09T15:00:00Z"), .. Enumerable.Range(1, 3).SelectMany(i => Ticket($"C{i}", $"2026-02-10T0{i}:00:00Z"))];
        var bounds = BoundsOf(Of(Answer, Level("80 % within 4 h"), "2026-02-10T04:00:00Z", facts));

        // New tickets may come in any number, late and in time: no end is reached, since one of each is certain.
        (bounds.Lowest, bounds.LowestIncluded, bounds.Highest, bounds.HighestIncluded).ShouldBe((new Figure.Share(0), false, new Figure.Share(1), false));
        bounds.Allowance.ShouldBe(new Allowance(new Figure.Count(1), false, "1 of the 3 that will be decided in it may be ones that are late") { Many = new("that is late", "that are late", 3) });
    }

    /// <summary>9 of 12 are late: of 90 % not to be late, y more in time with (3 + y) ÷ (12 + y) at least 9/10, so 78.</summary>
    [Fact]
    public void What_is_missing_is_said_as_so_many_that_are_needed()
    {
        string[] facts = [.. Enumerable.Range(1, 3).SelectMany(i => Ticket($"A{i}", $"2026-02-0{i}T09:00:00Z", $"2026-02-0{i}T10:00:00Z")), .. Enumerable.Range(1, 9).SelectMany(i => Ticket($"B{i}", $"2026-02-0{i}T11:00:00Z", $"2026-02-0{i}T18:00:00Z"))];

        BoundsOf(Of(Answer, Level("90 % within 4 h"), "2026-02-10T04:00:00Z", facts)).Allowance.ShouldBe(new Allowance(new Figure.Count(78), true, "78 more that are in time are needed") { Many = new("that is in time", "that are in time", null) });
    }

    [Fact]
    public void All_within_is_lost_with_the_first_late_one()
    {
        BoundsOf(Of(Answer, Level("all within 4 h"), "2026-02-10T04:00:00Z", Ticket("A", "2026-02-09T09:00:00Z", "2026-02-09T15:00:00Z"))).Standing.ShouldBe(Standing.Lost);
        BoundsOf(Of(Answer, Level("all within 4 h"), "2026-02-10T04:00:00Z", Ticket("A", "2026-02-09T09:00:00Z", "2026-02-09T11:00:00Z"))).Standing.ShouldBe(Standing.Open);
    }

    /// <summary>Three hours are left, so no ticket that is opened from now on is due before the end: only the one that runs may be late. 1 of 2 at worst.</summary>
    [Fact]
    public void Near_the_end_only_what_runs_can_be_late()
    {
        var bounds = BoundsOf(Of(Answer, Level("50 % within 4 h"), "2026-02-28T21:00:00Z", [.. Ticket("A", "2026-02-09T09:00:00Z", "2026-02-09T10:00:00Z"), .. Ticket("B", "2026-02-28T19:00:00Z")]));

        (Ends(bounds), bounds.Standing).ShouldBe((("1/2", "1"), Standing.Safe));
    }

    /// <summary>Four answers of 5 and one of 2: mean 4.4. With x more answers of 1 it is (22 + x) ÷ (5 + x) ≥ 4: 2 ÷ 3, so none. With five answers of 5: (25 + x) ÷ (5 + x) ≥ 4 allows 5 ÷ 3, so one.</summary>
    [Fact]
    public void Answers_of_the_lowest_may_come_as_long_as_the_mean_holds()
    {
        static string[] Scores(params int[] scores) => [.. scores.Select((s, i) => $"{{'type':'answer','id':'a{i}','at':'2026-02-0{i + 1}T00:00:00Z','score':{s}}}")];
        const string survey = "m:\n  measures: survey\n  scale: 1 to 5\n  counts: mean";

        BoundsOf(Of(survey, Level("at least 4"), "2026-02-20T00:00:00Z", Scores(5, 5, 5, 5, 2))).Allowance!.Words.ShouldBe("not one more answer of 1 may come");
        BoundsOf(Of(survey, Level("at least 4"), "2026-02-20T00:00:00Z", Scores(5, 5, 5, 5, 5))).Allowance!.Words.ShouldBe("1 more answer of 1 may come");
        BoundsOf(Of(survey, Level("at least 5"), "2026-02-20T00:00:00Z", Scores(5, 5, 4))).Standing.ShouldBe(Standing.Lost);
    }

    const string Routers = "inventory:\n  routers:\n    of: shop\n    members:\n      r1:\n        from: 2026-01-01\n      r2:\n        from: 2026-01-01\n      r3:\n        from: 2026-01-01\n      r4:\n        from: 2026-01-01";

    /// <summary>r1 has been down for a day and is lost; the others can go either way: 0 to 3 of 4, and for two thirds two of the three must be met.</summary>
    [Fact]
    public void A_level_that_counts_has_the_bounds_of_its_members()
    {
        var statement = Of(
            "m:\n  measures: availability\n  observed by: outages\n  for each: routers", Level("at least 99 %") + "\nrouters in order:\n  counts: l\n  per: month\n  target: at least 50 % met", "2026-02-15T00:00:00Z",
            ["{'type':'outage','member':'r1','from':'2026-02-03T00:00:00Z','until':'2026-02-04T00:00:00Z'}"], scope: Routers);

        var bounds = BoundsOf(statement, "routers in order");
        Ends(bounds).ShouldBe(("0", "3/4"));
        bounds.Allowance.ShouldBe(new Allowance(new Figure.Count(1), false, "1 of the 3 that will be decided in it may be ones that are missed") { Many = new("that is missed", "that are missed", 3) });
    }

    /// <summary>
    /// Of the half year January and February are looked at in February. January's scope is met; February's can go either way, and the windows of March to June have not begun.
    /// </summary>
    [Fact]
    public void Windows_that_have_not_begun_are_counted_as_open()
    {
        var statement = Of(
            "m:\n  measures: availability\n  observed by: outages\n  for each: routers", Level("at least 99 %") + "\nmonths in order:\n  counts: l\n  per: half-year\n  target: at least 5 met", "2026-02-15T00:00:00Z",
            [], scope: "inventory:\n  routers:\n    of: shop\n    members:\n      r1:\n        from: 2026-01-01");

        Ends(BoundsOf(statement, "months in order")).ShouldBe(("1", "6"));
    }

    const string Credits = """
        credits:
          l:
            of: the fee of shop
            bands:
              - from 99.0 % to below 99.9 %: 10 %
              - from 95.0 % to below 99.0 %: 25 %
              - below 95.0 %: none
        rights:
          termination:
            when: l missed in 2 consecutive months
        """;

    /// <summary>
    /// 30 min are bad in the middle of the month: everything from 49.9 % to 99.93 % is possible, so every row is, and none. January was down for two hours and missed, so a second miss
    /// gives the right.
    /// </summary>
    [Fact]
    public void Credits_range_over_the_rows_that_can_still_match_and_rights_that_a_miss_would_give_are_named()
    {
        var statement = Of(
            Uptime, Level("at least 99.9 %"), "2026-02-15T00:00:00Z", ["{'type':'outage','from':'2026-02-03T10:00:00Z','until':'2026-02-03T10:30:00Z'}", "{'type':'outage','from':'2026-01-03T10:00:00Z','until':'2026-01-03T12:00:00Z'}"],
            Credits);

        var prospect = statement.Prospects.ShouldHaveSingleItem();
        var range = prospect.Credits.ShouldHaveSingleItem();
        (range.Least.ToString(), range.Most.ToString()).ShouldBe(("EUR 0.00", "EUR 250.00"));
        prospect.Rights.ShouldBe(["termination"]);
        Wording.English.Possible(statement.Levels.Single(), statement).ToString().ShouldBe("open: from 49.92 % to 99.93 %; may still be down 10 min 19.2 s; credit l EUR 0.00 to EUR 250.00; a miss would give termination");
    }

    /// <summary>On the last day 410 min are bad already, and 100 are left: from 98.73 % to 98.99 %, all in the second row.</summary>
    [Fact]
    public void A_credit_that_is_certain_is_one_amount()
    {
        var statement = Of(Uptime, Level("at least 99.9 %"), "2026-02-28T22:20:00Z", ["{'type':'outage','from':'2026-02-03T10:00:00Z','until':'2026-02-03T16:50:00Z'}"], Credits);

        var range = statement.Prospects.Single().Credits.Single();
        (range.Least.ToString(), range.Most.ToString()).ShouldBe(("EUR 250.00", "EUR 250.00"));
        BoundsOf(statement).Standing.ShouldBe(Standing.Lost);
    }

    /// <summary>Half of 2 February nobody knew, 720 min that the text calls bad: they weigh as the worst. On the 15th 19,440 min are good for certain and 20,160 are left.</summary>
    [Fact]
    public void Unknown_time_that_is_bad_weighs_as_the_worst()
    {
        var bounds = BoundsOf(Of(
            "m:\n  measures: availability\n  observed by: changes\n  weights: down 100 %, degraded 50 %\n  no data: bad", Level("at least 99.9 %"), "2026-02-15T00:00:00Z",
            ["{'type':'state','at':'2026-02-01T00:00:00Z','state':'up'}", "{'type':'state','at':'2026-02-02T00:00:00Z','state':'unknown'}", "{'type':'state','at':'2026-02-02T12:00:00Z','state':'up'}"]));

        Ends(bounds).ShouldBe((Rational.Of(19_440, 40_320).ToString(), Rational.Of(39_600, 40_320).ToString()));
    }

    /// <summary>
    /// January was down for two hours, 99.73 %: 10 % = EUR 100.00 of the EUR 150.00 of the quarter are gone. February may come to anything up to 25 % = EUR 250.00, of which EUR 50.00 have room; at
    /// its end, certain to be in the second row, just these.
    /// </summary>
    [Fact]
    public void A_range_is_what_the_caps_leave()
    {
        const string january = "{'type':'outage','from':'2026-01-03T10:00:00Z','until':'2026-01-03T12:00:00Z'}";
        const string capped = Credits + "\ncap: EUR 150.00 per quarter";

        var early = Of(Uptime, Level("at least 99.9 %"), "2026-02-15T00:00:00Z", [january], capped).Prospects.Single().Credits.Single();
        var late = Of(Uptime, Level("at least 99.9 %"), "2026-02-28T22:20:00Z", [january, "{'type':'outage','from':'2026-02-03T10:00:00Z','until':'2026-02-03T16:50:00Z'}"], capped).Prospects.Single().Credits.Single();

        (early.Least.ToString(), early.Most.ToString()).ShouldBe(("EUR 0.00", "EUR 50.00"));
        (late.Least.ToString(), late.Most.ToString()).ShouldBe(("EUR 50.00", "EUR 50.00"));
        late.Why.AddsUp().ShouldBeTrue();
    }

    [Fact]
    public void A_formula_by_the_miss_has_no_limit_but_its_own()
    {
        const string each = "credits:\n  l:\n    of: the fee of shop\n    for each: miss gives 5 %";
        string[] facts = Ticket("A", "2026-02-09T09:00:00Z", "2026-02-09T15:00:00Z");

        var without = Of(Answer, Level("all within 4 h"), "2026-02-10T04:00:00Z", facts, each).Prospects.Single().Credits.Single();
        var with = Of(Answer, Level("all within 4 h"), "2026-02-10T04:00:00Z", facts, each + ", at most 30 %").Prospects.Single().Credits.Single();

        (without.Least.ToString(), without.Most).ShouldBe(("EUR 50.00", null));
        (with.Least.ToString(), with.Most.ToString()).ShouldBe(("EUR 50.00", "EUR 300.00"));
    }

    /// <summary>Downtime at EUR 1.00 a minute: 30 min are certain, and 20,160 are left.</summary>
    [Fact]
    public void A_formula_of_downtime_ranges_over_the_downtime()
    {
        var range = Of(
            Uptime, Level("at least 99.9 %"), "2026-02-15T00:00:00Z", ["{'type':'outage','from':'2026-02-03T10:00:00Z','until':'2026-02-03T10:30:00Z'}"], "credits:\n  l:\n    for each: full 1 min of downtime gives EUR 1.00").Prospects.Single().Credits.Single();

        (range.Least.ToString(), range.Most.ToString()).ShouldBe(("EUR 30.00", "EUR 20190.00"));
    }
}
