using System.Text;
using Shouldly;
using Surety.Agreements;
using Surety.Changes;
using Surety.Tests.Agreements.Canonical;
using Surety.Tests.Fuzz;
using Surety.Tests.Oracle;
using Surety.Text;
using Xunit;

namespace Surety.Tests.Changes;

/// <summary>The differences between two texts are all of them: put into the one, they give the other.</summary>
public sealed class EditsTests
{
    static readonly List<string> Texts = [.. Subject.All.Select(s => Laid(File.ReadAllText(s.File))).OfType<string>()];

    [Fact]
    public void A_text_cut_into_clauses_is_the_text()
    {
        foreach (var text in Texts) ClauseText.Of(text).Text.ShouldBe(text);
    }

    [Fact]
    public void No_change_is_no_difference() => Texts.ShouldAllBe(t => Differ.Of(ClauseText.Of(t), ClauseText.Of(t)).Count == 0);

    [Fact]
    public void All_changes_put_into_the_first_text_give_the_second_byte_for_byte()
    {
        var (tried, changes) = (0, 0);
        for (var seed = 1UL; seed <= 1_500; seed++)
        {
            var draw = new Draw(seed);
            var text = draw.Of<string>(Texts);
            if (Edited(draw, text) is not { } other) continue;

            var found = Differ.Of(ClauseText.Of(text), ClauseText.Of(other));

            tried++;
            changes += found.Count;
            var applied = Edits.Apply(text, found.Select(f => f.Change)).ShouldBeOfType<Result<string>.Ok>($"seed {seed}\n{string.Join('\n', found)}");
            applied.Value.ShouldBe(other, $"seed {seed}");
        }
        tried.ShouldBeGreaterThan(500);
        changes.ShouldBeGreaterThan(2_000);
    }

    [Fact]
    public void Of_two_unlike_agreements_too()
    {
        for (var i = 0; i + 1 < Texts.Count; i++)
            Edits.Apply(Texts[i], Differ.Of(ClauseText.Of(Texts[i]), ClauseText.Of(Texts[i + 1])).Select(f => f.Change)).ShouldBeOfType<Result<string>.Ok>().Value.ShouldBe(Texts[i + 1]);
    }

    [Fact]
    public void Changes_of_another_text_are_refused_with_each_that_does_not_fit()
    {
        const string one = "a: 1\nb: 2\nc:\n  - x\n  - y\n";
        var changes = Differ.Of(ClauseText.Of(one), ClauseText.Of("a: 2\nb: 2\nc:\n  - x\n")).Select(f => f.Change).ToList();

        var refused = Edits.Apply("a: 3\nb: 2\nc:\n  - x\n  - z\n", changes).ShouldBeOfType<Result<string>.Refused>();

        refused.Problems.Select(p => p.Message).ShouldBe(["The change at 'a' does not fit: this is not the text that it was made of.", "The change at 'c / 1' does not fit: this is not the text that it was made of."]);
    }

    [Fact]
    public void A_row_that_comes_between_others_is_one_change_and_a_row_with_another_value_stays_in_its_place()
    {
        const string one = "bands:\n  - from 99 % to below 99.9 %: 10 %\n  - below 99 %: 25 %\n";
        const string other = "bands:\n  - from 99.5 % to below 99.9 %: 5 %\n  - from 99 % to below 99.9 %: 10 %\n  - below 99 %: 30 %\n";

        Differ.Of(ClauseText.Of(one), ClauseText.Of(other)).Select(f => f.Change).ShouldBe([
            new Change.Added(["bands", "0"], 0, "  - from 99.5 % to below 99.9 %: 5 %\n"),
            new Change.Replaced(["bands", "1"], "  - below 99 %: 25 %\n", "  - below 99 %: 30 %\n"),
        ]);
    }

    [Fact]
    public void Comments_and_order_are_changes_of_their_own()
    {
        const string one = "# head\n\nb:\n  x: 1\n  y: 2\n# end\n";
        const string other = "# head\n\nb: # why\n  y: 2\n  x: 1\n";

        Differ.Of(ClauseText.Of(one), ClauseText.Of(other)).ShouldSatisfyAllConditions(
            f => f.Select(c => c.Change).ShouldBe([
                new Change.Replaced(["b"], "# head\n\nb:\n", "# head\n\nb: # why\n"),
                new Change.Reordered(["b"], ["x", "y"], ["y", "x"]),
                new Change.Removed([""], "# end\n"),
            ]),
            f => f.Select(c => c.Says).ShouldBe([false, true, false]));
    }

    [Fact]
    public void Long_lists_without_anything_in_common_are_compared_in_good_time_and_right()
    {
        var (one, other) = (List(0, 3_000), List(3_000, 6_100));

        var found = Differ.Of(ClauseText.Of(one), ClauseText.Of(other));

        Edits.Apply(one, found.Select(f => f.Change)).ShouldBeOfType<Result<string>.Ok>().Value.ShouldBe(other);

        static string List(int from, int until) => "a:\n" + string.Concat(Enumerable.Range(from, until - from).Select(i => $"  - item {i}\n"));
    }

    /// <summary>The text with some edits, in canonical layout; <c>null</c> where nobody can read it. Whether it is an agreement does not matter here.</summary>
    static string? Edited(Draw draw, string text)
    {
        if (draw.In(30)) text = Layout.Of(draw, text).Text;
        if (draw.In(70) && Laid(text) is { } laid)
        {
            var clauses = ClauseText.Of(laid);
            for (var edits = draw.Whole(1, 6); edits > 0; edits--) clauses = Gentle(draw, clauses);
            return Laid(clauses.Text);
        }
        return Laid(Encoding.UTF8.GetString(Mutation.Of(draw, Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(draw.Of<string>(Texts)))));
    }

    /// <summary>One edit as a person makes them, somewhere in a text: clauses taken out, moved, copied under another name, written again.</summary>
    static ClauseText Gentle(Draw draw, ClauseText clause)
    {
        if (clause.Parts is not { Count: > 0 } parts) return clause with { Own = draw.In(50) ? clause.Own.Replace('9', '8').Replace("1", "23", StringComparison.Ordinal) : clause.Own.TrimEnd('\n') + " # changed\n" };
        var all = parts.ToList();
        var at = draw.Whole(0, all.Count - 1);
        switch (draw.Whole(0, 9))
        {
            case 0 when clause.Name.Length > 0: all.RemoveAt(at); break;
            case 1: (all[0], all[at]) = (all[at], all[0]); break;
            case 2 when clause.IsList: all.Insert(draw.Whole(0, all.Count), all[at]); break;
            case 2 when all[at].Name.Length > 0: all.Insert(draw.Whole(0, all.Count), all[at] with { Name = "another", Own = all[at].Own.Replace(all[at].Name, "another", StringComparison.Ordinal) }); break;
            case 3: all[at] = all[at] with { Above = all[at].Above + "# a comment\n\n" }; break;
            case 4: all.Reverse(); break;
            default: all[at] = Gentle(draw, all[at]); break;
        }
        return clause with { Parts = all.ToValueList() };
    }

    static string? Laid(string text) => Tree.Parse("a.yaml", Encoding.UTF8.GetBytes(text)) is { Root: not null } tree && !tree.Problems.Any(p => p.Severity == Severity.Error)
        ? TreeText.Of(tree, text, new Dictionary<Node.Scalar, Spelling>(), Keys.InOrder, Keys.Below) : null;
}
