using Shouldly;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Outages by how many of a number that changes they affect. January 2026 has 44,640 minutes, February 40,320, March 44,640.</summary>
public sealed class ChangingUsersTests
{
    const string Users = "workloads:\n  users:\n    unit: users\n";

    static LevelResult Of(string per, string weights, string scope, params string[] facts)
    {
        var period = per == "quarter" ? WindowRule.Quarter.At(new NodaTime.LocalDate(2026, 1, 1), NodaTime.DateTimeZone.Utc) : SmallAgreement.February;
        var level = SmallAgreement.OfOne($"measures: availability\nof: shop\nobserved by: outages\nweights: {weights}", "at least 99.9 %", per, scope: scope).StatementOf(period, "2026-06-01T00:00:00Z", facts).Levels.ShouldHaveSingleItem();
        level.Why.AddsUp().ShouldBeTrue();
        level.Figures!.Why.AddsUp().ShouldBeTrue();
        return level;
    }

    static string Down(string from, string until, int? affected) => $"{{'type':'outage','id':'{from}','from':'2026-{from}:00Z','until':'2026-{until}:00Z','service':'shop'{(affected is { } some ? $",'affected':{some}" : "")}}}";

    static string Told(string period, int users, string at = "2026-04-02T00:00:00Z", string? region = null) => $"{{'type':'workload','of':'users','period':'{period}','quantity':{users},'at':'{at}'{(region is null ? "" : $",'region':'{region}'")}}}";

    // 120 of February's 480 users for 4 h, 240 min: 240 × 120 of 40,320 × 480 user-minutes.
    [Fact]
    public void A_month_has_its_own_number()
    {
        var level = Of("month", "affected of the users, added", Users, Down("02-10T10:00", "02-10T14:00", 120), Told("2026-01", 100), Told("2026-02", 480), Told("2026-03", 900));

        level.Attained!.Exact.ShouldBe(1 - (Rational.Of(240, 40_320) * Rational.Of(120, 480)));
        level.Notes.ShouldBeEmpty();
    }

    // Every minute weighs as much as there are users: 400, 500 and 600. An hour of January affects 100, and one of March 300.
    [Fact]
    public void In_a_quarter_months_with_more_users_weigh_more()
    {
        var level = Of("quarter", "affected of the users", Users, Down("01-10T10:00", "01-10T11:00", 100), Down("03-10T10:00", "03-10T11:00", 300), Told("2026-01", 400), Told("2026-02", 500), Told("2026-03", 600));

        level.Attained!.Exact.ShouldBe(1 - Rational.Of((60 * 100) + (60 * 300), (44_640 * 400) + (40_320 * 500) + (44_640 * 600)));
    }

    // From 22:00 of 31 January to 02:00 of 1 February 450 users: in January they are all 400, in February 450 of 500.
    [Fact]
    public void An_outage_over_the_change_is_of_both_numbers()
    {
        var level = Of("quarter", "affected of the users", Users, Down("01-31T22:00", "02-01T02:00", 450), Told("2026-01", 400), Told("2026-02", 500), Told("2026-03", 500));

        level.Attained!.Exact.ShouldBe(1 - Rational.Of((120 * 400) + (120 * 450), (44_640 * 400) + ((40_320 + 44_640) * 500)));
    }

    // March was not told: February's number goes on. A quarter's number holds where no month has one of its own: February has.
    [Theory]
    [InlineData("2026-01 400, 2026-02 500", 400, 500, 500, "nobody said how many users there were from 2026-03-01 on: those of 2026-02 are taken")]
    [InlineData("2026-02 500, 2026-03 600", 500, 500, 600, "nobody said how many users there were before 2026-02: those of 2026-02 are taken")]
    [InlineData("2026-Q1 300, 2026-02 500", 300, 500, 300, null)]
    [InlineData("2026 300", 300, 300, 300, null)]
    [InlineData("2026-01-01 to 2026-02-28 300, 2026-03 500", 300, 300, 500, null)]
    public void Where_nobody_said_it_the_number_before_goes_on(string told, int january, int february, int march, string? note)
    {
        var facts = told.Split(", ").Select(t => Told(t[..t.LastIndexOf(' ')], int.Parse(t[t.LastIndexOf(' ')..], System.Globalization.CultureInfo.InvariantCulture))).ToArray();

        var level = Of("quarter", "affected of the users", Users, [Down("02-10T10:00", "02-10T11:00", 100), .. facts]);

        level.Attained!.Exact.ShouldBe(1 - Rational.Of(60 * 100, (44_640 * january) + (40_320 * february) + (44_640 * march)));
        level.Notes.ShouldBe(note is null ? [] : [note]);
    }

    [Fact]
    public void Of_nobody_knows_how_many_whoever_was_affected_is_all()
    {
        var level = Of("month", "affected of the users", Users, Down("02-10T10:00", "02-10T14:00", 120), Down("02-11T10:00", "02-11T14:00", 0));

        level.Attained!.Exact.ShouldBe(1 - Rational.Of(240, 40_320));
        level.Notes.ShouldContain("nobody said how many users there were: whoever was affected is taken for all");
    }

    // The newest number of a period counts; parts are added: 300 + 200. A part of another service is none of it.
    [Fact]
    public void The_newest_counts_and_parts_are_added()
    {
        var level = Of(
            "month", "affected of the users", Users, Down("02-10T10:00", "02-10T14:00", 100), Told("2026-02", 250, "2026-03-01T00:00:00Z", "eu"), Told("2026-02", 300, "2026-03-02T00:00:00Z", "eu"), Told("2026-02", 200, "2026-03-01T00:00:00Z", "us"),
            "{'type':'workload','of':'users','period':'2026-02','quantity':70,'at':'2026-03-02T00:00:00Z','service':'mail'}");

        level.Attained!.Exact.ShouldBe(1 - (Rational.Of(240, 40_320) * Rational.Of(100, 500)));
    }

    // Two outages of 100 and 150 of 200 at once: together all 200, or 150 where the greatest counts.
    [Theory]
    [InlineData("affected of the users, added", 200)]
    [InlineData("affected of the users, greatest", 150)]
    public void What_overlaps_is_added_or_the_greatest(string weights, int affected) =>
        Of("month", weights, Users, Down("02-10T10:00", "02-10T14:00", 100), Down("02-10T10:00", "02-10T14:00", 150).Replace("'id':'02", "'id':'x02", StringComparison.Ordinal), Told("2026-02", 200)).Attained!.Exact.ShouldBe(1 - (Rational.Of(240, 40_320) * Rational.Of(affected, 200)));

    // Two seats until 14 February and four from then on: 1 affected of 2 for an hour, then 1 of 4. 20,160 × 2 and 20,160 × 4 seat-minutes.
    [Fact]
    public void Members_that_exist_are_counted()
    {
        const string seats = "inventory:\n  seats:\n    of: shop\n    members:\n      s1:\n        from: 2026-01-01\n      s2:\n        from: 2026-01-01\n      s3:\n        from: 2026-02-15\n      s4:\n        from: 2026-02-15\n";
        var level = Of("month", "affected of the members of seats", seats, Down("02-10T10:00", "02-10T11:00", 1), Down("02-20T10:00", "02-20T11:00", 1));

        level.Attained!.Exact.ShouldBe(1 - Rational.Of(60 + 60, (20_160 * 2) + (20_160 * 4)));
    }

    [Fact]
    public void Without_anybody_there_is_no_figure() =>
        Of("month", "affected of the users", Users, Down("02-10T10:00", "02-10T11:00", 1), Told("2026-02", 0)).Verdict.ShouldBe(Verdict.NoData);

    [Fact]
    public void While_a_window_is_open_the_number_may_still_change()
    {
        var level = SmallAgreement.OfOne("measures: availability\nof: shop\nobserved by: outages\nweights: affected of the users", "at least 99.9 %", scope: Users).StatementOf(SmallAgreement.February, "2026-02-20T00:00:00Z", Down("02-10T10:00", "02-10T14:00", 120), Told("2026-01", 400, "2026-02-02T00:00:00Z")).Levels[0];

        (level.Verdict, level.Bounds!.Lowest!.Exact, level.Bounds.Highest!.Exact).ShouldBe((Verdict.Open, Rational.Zero, Rational.One));
    }

    // The number of February was 400 at first and corrected to 480: the figure that was reported rested on 400.
    [Fact]
    public void A_corrected_number_is_a_step_of_the_figures()
    {
        var level = Of(
            "month", "affected of the users", Users, Down("02-10T10:00", "02-10T14:00", 120), "{'type':'workload','id':'u','of':'users','period':'2026-02','quantity':400,'at':'2026-03-01T00:00:00Z'}",
            "{'type':'workload','id':'u2','supersedes':'u','of':'users','period':'2026-02','quantity':480,'at':'2026-03-05T00:00:00Z'}");

        level.Figures!.Measured.Attained!.Exact.ShouldBe(1 - (Rational.Of(240, 40_320) * Rational.Of(120, 400)));
        level.Attained!.Exact.ShouldBe(1 - (Rational.Of(240, 40_320) * Rational.Of(120, 480)));
    }
}
