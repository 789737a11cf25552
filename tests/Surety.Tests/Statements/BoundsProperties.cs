using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Surety.Levels;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>What must hold of bounds whatever is measured, and whatever happens next.</summary>
public sealed class BoundsProperties
{
    public static TheoryData<string> Kinds => ["availability", "judged", "times", "coming back", "rolling", "answers", "followed", "weeks"];

    static Gen<LiveStory> Of(string kind) => kind switch { "availability" => LiveStory.Availability, "judged" => LiveStory.Judged, "times" => LiveStory.Times, "coming back" => LiveStory.ComingBack, "rolling" => LiveStory.Rolling, "followed" => LiveStory.Followed, "weeks" => LiveStory.Weeks, _ => LiveStory.Answers };

    static void ForAll(string kind, Action<LiveStory> holds) => Prop.ForAll(Of(kind).ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(int.Parse(Environment.GetEnvironmentVariable("SURETY_BOUNDS") ?? "400", System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_figure_that_a_window_ends_with_lies_inside_the_bounds_of_every_instant_before(string kind) => ForAll(kind, story =>
    {
        LevelResult[] ends = [story.ResultAt(story.End), story.ResultAt(story.End + 90)];
        foreach (var minute in story.Asked)
        {
            var bounds = story.ResultAt(minute).Bounds;
            bounds?.Why.AddsUp().ShouldBeTrue($"reasons of {bounds} of minute {minute} in {story}");
            foreach (var end in ends)
            {
                if (bounds is null)
                {
                    end.Attained.ShouldBeNull($"no bounds at minute {minute} in {story}");
                    continue;
                }
                if (end.Attained?.Exact is { } figure) Range(bounds).Holds(figure).ShouldBeTrue($"{end.Attained} outside {bounds} of minute {minute} in {story}");
                if (end.Verdict == Verdict.NoData) bounds.MayEndWithoutVerdict.ShouldBeTrue($"no verdict, and {bounds} of minute {minute} in {story}");
                if (end.Verdict == Verdict.Missed) bounds.Standing.ShouldNotBe(Standing.Safe, $"minute {minute} in {story}");
                if (end.Verdict == Verdict.Met) bounds.Standing.ShouldNotBe(Standing.Lost, $"minute {minute} in {story}");
            }
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Bounds_only_become_narrower(string kind) => ForAll(kind, story =>
    {
        Bounds? before = null;
        foreach (var minute in story.Asked)
        {
            var bounds = story.ResultAt(minute).Bounds;
            if (before is not null && bounds is not null)
            {
                Range(before).Contains(Range(bounds)).ShouldBeTrue($"{bounds} of minute {minute} is not inside {before} in {story}");
                if (before.Standing is Standing.Safe or Standing.Lost) bounds.Standing.ShouldBe(before.Standing, $"minute {minute} in {story}");
                if (!before.MayEndWithoutVerdict) bounds.MayEndWithoutVerdict.ShouldBeFalse($"minute {minute} in {story}");
            }
            before = bounds ?? before;
        }
    });

    static Comparison Range(Bounds bounds) => new(
        bounds.Lowest?.Exact is { } low ? new Limit(low, bounds.LowestIncluded) : null, bounds.Highest?.Exact is { } high ? new Limit(high, bounds.HighestIncluded) : null, Unit.Number, "");
}
