using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Surety.Levels;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>The four figures lead from one to the next with no remainder, whatever the rules and the facts.</summary>
public sealed class FigureProperties
{
    public static TheoryData<string> Kinds => ["availability", "judged", "times", "answers"];

    /// <summary>Each story with some facts corrected by others that become known later: the first fact takes the place of the second, and so on.</summary>
    static Gen<LiveStory> Corrected(Gen<LiveStory> stories) => stories.Select(story =>
    {
        var facts = story.Facts.Select((f, i) => f.Contains("'id'", StringComparison.Ordinal) ? f : $"{f[..^1]},'id':'f{i}'}}").ToList();
        for (var i = 0; i + 1 < facts.Count; i += 5)
        {
            var id = facts[i][(facts[i].IndexOf("'id':'", StringComparison.Ordinal) + 6)..].Split('\'')[0];
            if (facts[i].Contains("'type':'ticket'", StringComparison.Ordinal) || facts[i].Split(',')[0] != facts[i + 1].Split(',')[0] || facts[i] == facts[i + 1]) continue;
            facts[i + 1] = $"{facts[i + 1][..^1]},'supersedes':'{id}'}}";
        }
        return story with { Facts = facts.ToValueList() };
    });

    static Gen<LiveStory> Of(string kind) => Corrected(kind switch { "availability" => LiveStory.Availability, "judged" => LiveStory.Judged, "times" => LiveStory.Times, _ => LiveStory.Answers });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_step_is_what_its_items_add_up_to(string kind) => Prop.ForAll(Of(kind).ToArbitrary(), story =>
    {
        foreach (var minute in story.Asked.Append(story.End))
        {
            var result = story.ResultAt(minute);
            var figures = result.Figures.ShouldNotBeNull();
            var why = figures.Why;
            why.AddsUp().ShouldBeTrue($"minute {minute} in {story}: {string.Join("; ", why.Failing().Select(f => f.Sentence))}");
            var all = new[] { figures.Measured, figures.Corrected, figures.Excluded, figures.Contractual }.Select(f => f.Attained?.Exact).ToList();
            figures.Contractual.Attained.ShouldBe(result.Attained);
            for (var step = 1; step < 4; step++)
                if (all[step - 1] is { } before && all[step] is { } after) why.Parts[step].Value.Exact.ShouldBe(after - before, $"step {step} of minute {minute} in {story}");
            result.Why.AddsUp().ShouldBeTrue($"minute {minute} in {story}");
            result.CoverageWhy?.Reason.AddsUp().ShouldBeTrue($"coverage of minute {minute} in {story}");
            result.CoverageWhy?.Reason.Value.Exact.ShouldBe(result.Coverage);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
}
