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

/// <summary>Rights by the downtime of a time that moves, worked out by hand.</summary>
public sealed class DowntimeRightsTests
{
    const string Shop = "measures: availability\nof: shop\nobserved by: outages";

    const string Circuits = "inventory:\n  circuits:\n    of: shop\n    members:\n      c1:\n        from: 2026-01-01\n      c2:\n        from: 2026-01-01";

    static Window Month(int month) => WindowRule.Month.At(new LocalDate(2026, month, 1), DateTimeZone.Utc);

    static string Outage(string from, string? until, string labels = "'service':'shop'") => $"{{'type':'outage','from':'2026-{from}:00Z'{(until is null ? "" : $",'until':'2026-{until}:00Z'")},'labels':{{{labels}}}}}";

    static Versions Agreement(string trigger, string metric = Shop, string right = "", string scope = "", string level = "") =>
        SmallAgreement.OfOne(metric, "at least 50 %", level: level, scope: scope, escalation: $"rights:\n  leave:\n    when: {trigger}\n{right}");

    static RightStatus Of(Versions versions, int month, string? asOf, params string[] facts)
    {
        var period = Month(month);
        var right = versions.StatementOf(period, asOf ?? period.Time.End.ToString(), facts).Rights.ShouldHaveSingleItem();
        right.Why.AddsUp().ShouldBeTrue();
        return right;
    }

    // 2 h from 20 January 10:00 on; 30 days from there are 19 February 10:00. The second outage adds 1.5 h and the third reaches 4 h after 30 min.
    [Theory]
    [InlineData("02-19T09:00", "02-19T12:00", "2026-02-19T09:30:00Z", 5 * 3600 + 1800)]
    [InlineData("02-19T09:30", "02-19T12:00", "2026-02-19T10:00:00Z", 5 * 3600)]
    [InlineData("02-19T09:31", "02-19T10:31", null, 2 * 3600 + 1800)]
    public void Four_hours_within_30_days_wherever_months_begin(string from, string until, string? since, int atTheEnd)
    {
        string[] facts = [Outage("01-20T10:00", "01-20T12:00"), Outage("02-01T23:00", "02-02T00:30"), Outage(from, until)];

        var right = Of(Agreement("l has 4 h of downtime within any 30 days"), 2, null, facts);

        (right.State, right.Since).ShouldBe((since is null ? RightState.NotArisen : RightState.Arisen, since is null ? null : Fact.At(since)));
        right.Need.ShouldBe(4 * 3600);
        // At the end of February the first is past: the second, and the third.
        if (since is null) (right.Have, Wording.English.Progress(right)).ShouldBe((atTheEnd, "2 h 30 min of 4 h of downtime"));
    }

    // "Above" is reached only where it goes on: exactly four hours are not above.
    [Theory]
    [InlineData("4 h", "03-03T10:00", "2026-03-03T10:00:00Z")]
    [InlineData("at least 4 h", "03-03T10:00", "2026-03-03T10:00:00Z")]
    [InlineData("above 4 h", "03-03T10:00", null)]
    [InlineData("above 4 h", "03-03T10:01", "2026-03-03T10:00:00Z")]
    public void At_the_limit(string least, string until, string? since) =>
        Of(Agreement($"l has {least} of downtime within any 7 days"), 3, null, Outage("03-03T06:00", until)).Since.ShouldBe(since is null ? null : Fact.At(since));

    [Fact]
    public void An_outage_that_lasts_gives_it_while_it_lasts()
    {
        var versions = Agreement("l has 24 h of downtime within any 30 days", right: "    exercised within: 10 days");

        Of(versions, 3, "2026-03-04T05:59:00Z", Outage("03-03T06:00", null)).State.ShouldBe(RightState.NotArisen);
        Of(versions, 3, "2026-03-04T06:01:00Z", Outage("03-03T06:00", null)).ShouldSatisfyAllConditions(r => r.State.ShouldBe(RightState.Arisen), r => r.Since.ShouldBe(Fact.At("2026-03-04T06:00:00Z")));
    }

    // Both are down for two hours of the same night: four hours of the two together, two of each.
    [Theory]
    [InlineData("l has 4 h of downtime within any 7 days", "2026-03-03T08:00:00Z")]
    [InlineData("l has 3 h of downtime within any 7 days", "2026-03-03T07:30:00Z")]
    [InlineData("l has 4 h of downtime within any 7 days of the same scope", null)]
    [InlineData("l has 2 h of downtime within any 7 days of the same scope", "2026-03-03T08:00:00Z")]
    [InlineData("l, member c1 has 3 h of downtime within any 7 days", null)]
    public void Downtime_of_all_scopes_is_added_unless_each_counts_for_itself(string trigger, string? since) =>
        Of(Agreement(trigger, "measures: availability\nobserved by: outages\nfor each: circuits", scope: Circuits), 3, null, Outage("03-03T06:00", "03-03T08:00", "'member':'c1'"), Outage("03-03T06:00", "03-03T08:00", "'member':'c2'"))
            .Since.ShouldBe(since is null ? null : Fact.At(since));

    // What is excluded is not bad: of the first outage one hour is left.
    [Fact]
    public void All_rules_of_the_metric_hold() =>
        Of(Agreement("l has 3 h of downtime within any 7 days", $"{Shop}\nleaves out: works\nshortest outage: 15 min", scope: "exclusions:\n  works:\n    means: works"), 3, null,
            Outage("03-03T06:00", "03-03T08:00"), Outage("03-04T06:00", "03-04T06:10"), Outage("03-05T06:00", "03-05T09:00"), "{'type':'exclusion','exclusion':'works','from':'2026-03-03T06:00:00Z','until':'2026-03-03T07:00:00Z'}").Since.ShouldBe(Fact.At("2026-03-05T08:00:00Z"));

    // Given on 2 March after 2 h; the notice of 2 March 06:00 uses up what was bad before. Of the outage that goes on, two more hours give it anew.
    [Fact]
    public void What_was_bad_before_the_notice_is_used_up()
    {
        var versions = Agreement("l has 2 h of downtime within any 30 days", right: "    exercised within: 60 days");
        const string Notice = "{'type':'notice','of':'leave','at':'2026-03-02T06:00:00Z'}";

        Of(versions, 3, null, Outage("03-02T03:00", "03-02T07:30"), Notice).ShouldSatisfyAllConditions(r => r.State.ShouldBe(RightState.Exercised), r => r.Since.ShouldBe(Fact.At("2026-03-02T05:00:00Z")));
        Of(versions, 3, null, Outage("03-02T03:00", "03-02T08:30"), Notice).ShouldSatisfyAllConditions(r => r.State.ShouldBe(RightState.Arisen), r => r.Since.ShouldBe(Fact.At("2026-03-02T08:00:00Z")));
    }

    [Fact]
    public void What_is_only_reported_does_not_count() =>
        Of(Agreement("l has 2 h of downtime within any 60 days", level: "counts from: 2026-03-01"), 3, null, Outage("02-28T22:00", "03-01T01:00")).ShouldSatisfyAllConditions(r => r.State.ShouldBe(RightState.NotArisen), r => r.Have.ShouldBe(3600));

    [Theory]
    [InlineData("l has 4 h of downtime", "phrase.unexpected")]
    [InlineData("l has 4 % of downtime within any 30 days", "right.length")]
    [InlineData("l has below 4 h of downtime within any 30 days", "right.length")]
    [InlineData("l has 0 h of downtime within any 30 days", "right.length")]
    [InlineData("l has 4 h of downtime within any 5 business days", "right.within")]
    [InlineData("l has 4 h of downtime within any 3 h", "right.count")]
    [InlineData("l has above 4 h of downtime within any 4 h", "right.count")]
    public void What_means_nothing_is_refused(string trigger, string code) =>
        SmallAgreement.ProblemsOf(Shop, "at least 99 %", $"rights:\n  leave:\n    when: {trigger}").Where(p => p.Severity == Severity.Error).ShouldHaveSingleItem().Code.ShouldBe(code);

    sealed record Story(ValueList<(int From, int Minutes)> Outages, int Hours, int Least)
    {
        public static Gen<Story> Any =>
            from size in Gen.Choose(0, 10)
            from places in Gen.Choose(0, 100).ArrayOf(size)
            from lengths in Gen.Choose(1, 110).ArrayOf(size)
            from hours in Gen.Choose(3, 60)
            from least in Gen.Choose(1, 240)
            where least <= hours * 60
            select new Story(places.Distinct().Order().Zip(lengths).Select(o => (o.First * 120, o.Second)).ToValueList(), hours, least);
    }

    // The slow way: minute by minute, whether any time of that length that ends there, wherever it begins, has so many bad minutes.
    [Fact]
    public void Agrees_with_trying_every_minute() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(Story.Any.ToArbitrary(), story =>
    {
        var start = Instant.FromUtc(2026, 1, 1, 0, 0);
        var bad = new bool[31 * 1_440];
        foreach (var (from, minutes) in story.Outages) Array.Fill(bad, true, from, minutes);
        int? first = null;
        for (var (at, sum) = (0, 0); at < bad.Length && first is null; at++)
        {
            sum += bad[at] ? 1 : 0;
            if (at >= story.Hours * 60 && bad[at - (story.Hours * 60)]) sum--;
            if (sum >= story.Least) first = at + 1;
        }
        string At(int minute) => start.Plus(Duration.FromMinutes(minute)).ToString("MM-dd'T'HH:mm", null);

        var right = Of(Agreement($"l has {story.Least} min of downtime within any {story.Hours} h"), 1, null, [.. story.Outages.Select(o => Outage(At(o.From), At(o.From + o.Minutes)))]);

        right.Since.ShouldBe(first is { } minute ? start.Plus(Duration.FromMinutes(minute)) : null);
    }));
}
