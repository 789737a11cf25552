using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Amendments on any day of February 2026, on outages that do not overlap, against what is true of any of them.</summary>
public sealed class AmendmentProperties
{
    const string Outages = "measures: availability\nof: shop\nobserved by: outages";

    /// <summary>A day of February on which the amendment takes effect, and outages in minutes of the month.</summary>
    sealed record Story(int Day, List<(int From, int Until)> Down)
    {
        public string[] Facts => [.. Down.Select((d, i) => $"{{'type':'outage','id':'o{i}','from':'{At(d.From)}','until':'{At(d.Until)}','service':'shop'}}")];

        static string At(int minute) => NodaTime.Text.InstantPattern.ExtendedIso.Format(Instant.FromUtc(2026, 2, 1, 0, 0) + Duration.FromMinutes(minute));

        public override string ToString() => $"{Day}. {string.Join(' ', Down)}";
    }

    static Arbitrary<Story> Stories => (from day in Gen.Choose(2, 28)
                                        from ends in Gen.Choose(0, 40_319).ArrayOf(12)
                                        from lengths in Gen.Choose(1, 300).ArrayOf(12)
                                        select new Story(day, [.. Apart(ends.Order().Zip(lengths))])).ToArbitrary();

    static IEnumerable<(int From, int Until)> Apart(IEnumerable<(int From, int Length)> all)
    {
        var free = 0;
        foreach (var (from, length) in all)
        {
            if (from < free || from + length > 40_320) continue;
            free = from + length + 1;
            yield return (from, from + length);
        }
    }

    static Versions Amended(Story story, string how, string first, string second, string escalation)
    {
        var texts = new[] { SmallAgreement.TextOfOne(first, "at least 99 %", escalation), SmallAgreement.TextOfOne(second, "at least 99 %", escalation).Replace("agreement: a\n", $"agreement: a\nversion: 2\neffective: 2026-02-{story.Day:00}\ntakes effect: {how}\n", StringComparison.Ordinal) };
        return ((Result<Versions>.Ok)Versions.Of(texts.Select((t, i) => AgreementFile.Parse($"v{i + 1}.yaml", Encoding.UTF8.GetBytes(t)).Agreement!))).Value;
    }

    static Statement Of(Versions versions, Story story) => versions.StatementOf(SmallAgreement.February, "2026-03-10T00:00:00Z", story.Facts);

    // The parts have all the time and all the bad time of the month; what is given for each hour comes to the same; what is given to the months of parts that are both missed comes to one month's.
    [Fact]
    public void An_amendment_that_changes_nothing_splits_and_adds_up_again() => Prop.ForAll(Stories, story =>
    {
        const string escalation = "credits:\n  hours:\n    level: l\n    of: the fee of shop\n    for each: 1 h of downtime gives 1 %\n  months:\n    level: l\n    of: the fee of shop of the month\n    bands:\n      - at most 100 %: 10 %\ncap: EUR 130.00 per month";
        var (whole, split) = (Of(Amended(story, "with the next window", Outages, Outages, escalation), story), Of(Amended(story, "split at the change", Outages, Outages, escalation), story));

        split.Levels.Count.ShouldBe(2);
        split.Levels.Sum(l => l.BadTime!.Value.TotalMinutes).ShouldBe(whole.Levels[0].BadTime!.Value.TotalMinutes);
        Exact(split, "hours").ShouldBe(Exact(whole, "hours"));
        Exact(split, "months").ShouldBe(Exact(whole, "months"));
        split.Totals[0].Owed.Amount.ShouldBeInRange(whole.Totals[0].Owed.Amount - 0.02m, whole.Totals[0].Owed.Amount + 0.02m);
        split.Totals[0].Owed.Amount.ShouldBeLessThanOrEqualTo(130);
        split.Credits.ShouldAllBe(c => c.Why.AddsUp());
    }).QuickCheckThrowOnFailure();

    static Rational Exact(Statement statement, string remedy) => statement.Credits.Where(c => c.Remedy == remedy).Aggregate(Rational.Zero, (sum, c) => sum + c.Exact);

    // At each instant, what a part, or the whole, can still come to holds what it comes to, and so does what its credit can.
    [Theory]
    [InlineData("split at the change")]
    [InlineData("incident by incident")]
    public void Bounds_hold_what_a_window_ends_with(string how) => Prop.ForAll(Stories, story =>
    {
        var versions = Amended(story, how, Outages, $"{Outages}\nshortest outage: 1 h", "credits:\n  l:\n    of: the fee of shop\n    bands:\n      - from 98 % to below 99 %: 10 %\n      - below 98 %: 20 %\n  each:\n    level: l\n    for each: started 1 h of each outage gives EUR 10.00, at most EUR 50.00");
        var end = Of(versions, story);
        foreach (var day in new[] { 2, 9, story.Day, 20, 28 })
        {
            var asOf = Instant.FromUtc(2026, 2, day, 5, 0);
            var then = versions.StatementOf(SmallAgreement.February, $"2026-02-{day:00}T05:00:00Z", [.. story.Down.Select((d, i) => (Fact: story.Facts[i], d)).Where(d => Instant.FromUtc(2026, 2, 1, 0, 0) + Duration.FromMinutes(d.d.From) < asOf).Select(d => d.Fact)]);
            foreach (var open in then.Levels.Where(l => l.Bounds is not null))
            {
                var became = end.Levels.Single(l => l.Window == open.Window).Attained!.Exact!.Value;
                (open.Bounds!.Lowest!.Exact <= became && became <= open.Bounds.Highest!.Exact).ShouldBeTrue($"{day}: {became} in {open.Bounds.Lowest.Exact} to {open.Bounds.Highest!.Exact}");
                foreach (var range in then.Prospects.Single(p => p.Window == open.Window).Credits)
                {
                    var credit = end.Credits.Where(c => c.Window == open.Window && c.Remedy == range.Remedy).Sum(c => c.Amount.Amount);
                    (range.Least.Amount <= credit && !(credit > range.Most?.Amount)).ShouldBeTrue($"{day}: {range.Remedy} {credit} in {range.Least} to {range.Most}");
                }
            }
        }
    }).QuickCheckThrowOnFailure();

    // By version 1 everything counts, by version 2 outages of an hour or more. An outage that began before the change is version 1's, to its end; what version 2 does not count and runs on is the same to it.
    [Fact]
    public void Each_outage_counts_by_the_version_in_force_when_it_began() => Prop.ForAll(Stories, story =>
    {
        var change = (story.Day - 1) * 24 * 60;
        var bad = story.Down.Where(d => d.From < change || d.Until - d.From >= 60).Sum(d => d.Until - d.From);

        var level = Of(Amended(story, "incident by incident", Outages, $"{Outages}\nshortest outage: 1 h", ""), story).Levels.ShouldHaveSingleItem();

        level.Attained!.Exact.ShouldBe(Rational.Of(40_320 - bad, 40_320));
        level.BadTime.ShouldBe(Duration.FromMinutes(bad));
        level.Why.AddsUp().ShouldBeTrue();
        level.Figures!.Why.AddsUp().ShouldBeTrue();
    }).QuickCheckThrowOnFailure();

    // The other way round: version 1 counts outages of an hour or more, and version 2 all. One that began before the change and is shorter is good to its end, which version 2 would have called bad.
    [Fact]
    public void What_began_before_the_change_is_never_made_bad_by_it() => Prop.ForAll(Stories, story =>
    {
        var change = (story.Day - 1) * 24 * 60;
        var bad = story.Down.Where(d => d.From >= change || d.Until - d.From >= 60).Sum(d => d.Until - d.From);

        Of(Amended(story, "incident by incident", $"{Outages}\nshortest outage: 1 h", Outages, ""), story).Levels.ShouldHaveSingleItem().BadTime.ShouldBe(Duration.FromMinutes(bad));
    }).QuickCheckThrowOnFailure();
}
