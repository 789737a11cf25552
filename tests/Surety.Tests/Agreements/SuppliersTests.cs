using System.Text;
using Shouldly;
using Surety.Agreements;
using Xunit;

namespace Surety.Tests.Agreements;

/// <summary>Whether what suppliers promise can carry what is promised on it: each figure worked out by hand.</summary>
public sealed class SuppliersTests
{
    /// <summary>What is found about the suppliers of an agreement, other findings left out: place, code, sentence.</summary>
    static List<string> Found(string ours, params string[] suppliers)
    {
        var layers = suppliers.Select((s, i) => Layer.Parse($"s{i}.yaml", Encoding.UTF8.GetBytes(s)).ShouldNotBeNull()).ToValueList();
        var parsed = AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(ours), layers);
        parsed.Agreement.ShouldNotBeNull(string.Join("\n", parsed.Problems));
        return [.. parsed.Problems.Where(p => p.Code.StartsWith("supplier.", StringComparison.Ordinal)).Select(p => $"{p.At.Line} {p.Code[9..]}: {p.Message}")];
    }

    static string Text(string id, string levels, string term = "from: 2026-01-01\n  to: 2026-12-31", string metric = "", string clock = "", string tier = "gold") => $"""
        surety: 1
        agreement: {id}
        parties:
          provider:
            name: P
          customer:
            name: C
            tier: {tier}
        term:
          {term}
          time zone: UTC
        scope:
          calendars:
            office:
              open:
                mon-fri: 08:00-18:00
            long office:
              open:
                mon-fri: 06:00-22:00
        metrics:
          up:
            measures: availability
            observed by: outages
        {(metric.Length == 0 ? "" : "    " + metric + "\n")}  fix:
            measures: time
            from: opened
            to: resolved
        {(clock.Length == 0 ? "" : "    clock: " + clock + "\n")}service levels:
        {levels}
        """.ReplaceLineEndings("\n").Replace("\n\n", "\n", StringComparison.Ordinal);

    static string Level(string name, string target, string dependsOn = "", string metric = "up", string per = "month") =>
        $"  {name}:\n    metric: {metric}\n    per: {per}\n    target: {target}\n{(dependsOn.Length == 0 ? "" : $"    depends on: {dependsOn}\n")}";

    [Fact]
    public void The_example_of_the_guide_says_what_suppliers_can_carry()
    {
        var folder = Source.File("docs", "guide", "examples", "suppliers");
        var layers = Directory.GetFiles(Path.Combine(folder, "suppliers")).Order(StringComparer.Ordinal).Select(f => Layer.Parse(f, File.ReadAllBytes(f))).OfType<Layer>().ToValueList();

        var parsed = AgreementFile.Parse("agreement.yaml", File.ReadAllBytes(Path.Combine(folder, "agreement.yaml")), layers);

        // 0.5 % × 1 % = 0.005 % is when both lines fail; 99.9 % × 99.995 % = 99.895005 %.
        // 2026 has 261 days from Monday to Friday: 2,610 of 8,760 hours, and 99.9 % of them are 29.76472… % of the year.
        // What begins on Friday at 18:00 has its 8 hours on Monday at 16:00: 6 + 48 + 16 = 70 hours, and one more on the weekend of 25 October, when the clocks go back.
        var expected = File.ReadAllLines(Path.Combine(folder, "found.txt"));
        parsed.Problems.Where(p => p.Code.StartsWith("supplier.", StringComparison.Ordinal)).Select(p => p.ToString()).ShouldBe(expected);
        var page = File.ReadAllText(Source.File("docs", "guide", "check.md"));
        foreach (var line in expected) page.ShouldContain(line);
    }

    [Fact]
    public void In_a_row_availabilities_are_multiplied_exactly()
    {
        // 0.999 × 0.998 = 0.997002
        Found(Text("a", Level("l", "at least 99.8 %", "\n      - agreement b\n      - agreement c")), Text("b", Level("x", "at least 99.9 %")), Text("c", Level("x", "at least 99.8 %")))
            .ShouldBe(["35 availability: What 'l' depends on carries 99.9 % × 99.8 % = 99.7002 %, and at least 99.8 % is promised."]);
    }

    [Fact]
    public void At_equality_it_carries() =>
        Found(Text("a", Level("l", "at least 99.9 %", "agreement b")), Text("b", Level("x", "at least 99.9 %"))).ShouldBe(["34 carries: What 'l' depends on carries 99.9 %, and at least 99.9 % is promised."]);

    [Fact]
    public void A_level_of_the_same_agreement_is_a_supplier_too() =>
        Found(Text("a", Level("l", "at least 99.9 %", "other") + Level("other", "at least 99 %"))).ShouldBe(["34 availability: What 'l' depends on carries 99 %, and at least 99.9 % is promised."]);

    [Fact]
    public void Of_several_that_stand_in_for_each_other_all_must_fail()
    {
        // 1 % × 2 % = 0.02 %
        Found(Text("a", Level("l", "at least 99.9 %", "\n      - any of:\n          - agreement b\n          - agreement c")), Text("b", Level("x", "at least 99 %")), Text("c", Level("x", "at least 98 %")))
            .ShouldBe(["36 carries: What 'l' depends on carries (100 % − 1 % × 2 %) = 99.98 %, and at least 99.9 % is promised."]);
    }

    [Fact]
    public void Hours_that_the_supplier_does_not_promise_carry_nothing()
    {
        // 2026 has 261 days from Monday to Friday. Ours: 16 hours each, 4,176; theirs 10 hours, 2,610: 62.5 %.
        Found(Text("a", Level("l", "at least 60 %", "agreement b"), metric: "during: long office"), Text("b", Level("x", "at least 100 %"), metric: "during: office")).ShouldBe(
        [
            "35 hours: 'b, level x' promises nothing outside of its hours, 'office': in a year that is 2,610 h of the 4,176 h for which 'l' is promised. Alone it carries 62.5 % of them.",
            "35 carries: What 'l' depends on carries 100 % of 2,610 h in 4,176 h = 62.5 %, and at least 60 % is promised.",
        ]);
        Found(Text("a", Level("l", "at least 60 %", "agreement b"), metric: "during: office"), Text("b", Level("x", "at least 100 %"), metric: "during: long office")).ShouldBe(["35 carries: What 'l' depends on carries 100 %, and at least 60 % is promised."]);
    }

    [Fact]
    public void A_year_of_the_supplier_may_fail_in_one_month_of_ours()
    {
        // 0.1 % of 366 days are 0.366 days, and of 28 days they leave 27.634: 98.692857…
        Found(Text("a", Level("l", "at least 98 %", "agreement b")), Text("b", Level("x", "at least 99.9 %", per: "year"))).ShouldBe(
        [
            "34 window: 'b, level x' promises 99.9 % over 366 days, which may all fail within one window of 'l': of 28 days that leaves 98.6928571428… %.",
            "34 carries: What 'l' depends on carries 98.6928571428… %, and at least 98 % is promised.",
        ]);
    }

    [Fact]
    public void Rows_are_compared_with_those_for_the_same_scope_and_customer()
    {
        var ours = Text("a", Level("l", "\n      region eu: at least 99.9 %\n      otherwise: at least 99 %", "agreement b"));

        Found(ours, Text("b", Level("x", "\n      region eu: at least 99.5 %\n      tier silver: at least 10 %\n      otherwise: at least 99 %"))).ShouldBe(
        [
            "36 availability: What 'l' (region=eu) depends on carries 99.5 %, and at least 99.9 % is promised.",
            // What is not in the EU: theirs is the weaker of the two that it may be.
            "36 carries: What 'l' depends on carries 99 %, and at least 99 % is promised.",
        ]);
        Found(ours, Text("b", Level("x", "\n      tier silver: at least 98 %\n      otherwise: at least 99.9 %"), tier: "silver")).Count(f => f.Contains("98 %", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory]
    // Around the clock both: 8 h are 8 h.
    [InlineData("", "", "within 4 h", "within 8 h", "Thu 2026-01-01 00:00 is due there Thu 2026-01-01 08:00: 8 h is what it can carry", false)]
    [InlineData("", "", "within 8 h", "within 8 h", "8 h is what it can carry", true)]
    // From Friday 18:00 on, 4 hours of theirs end on Monday at 12:00: 6 + 48 + 12 hours.
    [InlineData("", "office", "within 8 h", "within 4 h", "Fri 2026-01-02 18:00 is due there Mon 2026-01-05 12:00: 66 h is what it can carry", false)]
    // Both in the same hours.
    [InlineData("office", "office", "within 4 h", "within 4 h", "4 h of 'office' is what it can carry", true)]
    // 22:00 less 18:00 are 4 hours of ours that they do not work, and 2 more from 06:00 to 08:00: with their 4 hours, 10.
    [InlineData("long office", "office", "within 9 h", "within 4 h", "10 h of 'long office' is what it can carry", false)]
    [InlineData("long office", "office", "within 10 h", "within 4 h", "10 h of 'long office' is what it can carry", true)]
    // Theirs around the clock: what begins in the night is done before our clock begins, and never takes more of it.
    [InlineData("office", "", "within 4 h", "within 4 h", "4 h of 'office' is what it can carry", true)]
    public void Times_are_compared_at_the_worst_start(string ourClock, string theirClock, string ours, string theirs, string said, bool carries)
    {
        var found = Found(Text("a", Level("l", ours, "agreement b", "fix"), clock: ourClock), Text("b", Level("x", theirs, metric: "fix"), clock: theirClock)).ShouldHaveSingleItem();

        found.ShouldContain(carries ? " carries: " : " time: ");
        found.ShouldContain(said);
    }

    [Fact]
    public void A_share_of_tickets_needs_as_great_a_share_of_the_supplier()
    {
        Found(Text("a", Level("l", "95 % within 4 h", "agreement b", "fix")), Text("b", Level("x", "90 % within 1 h", metric: "fix")))
            .ShouldBe(["34 share: 'b, level x' promises 90 % within 1 h at most, and 'l' promises 95 %."]);
        // The 95 % of ours rest on the 99 % of theirs, which take 3 h.
        Found(Text("a", Level("l", "95 % within 4 h", "agreement b", "fix")), Text("b", Level("x", "90 % within 1 h, 99 % within 3 h", metric: "fix"))).ShouldHaveSingleItem().ShouldContain("carries: 'b, level x' promises it within 3 h");
    }

    [Theory]
    [InlineData("agreement c", "34 not-found: ")]
    [InlineData("agreement b, level y", "34 level: The agreement 'b' has no level 'y'.")]
    [InlineData("agreement a", "34 circle: 'a' depends on 'a' itself")]
    [InlineData("agreement round", "34 circle: 'round' depends on 'a' itself: promises")]
    [InlineData("agreement far", "34 circle: 'far' depends on 'a' itself, by 'round'")]
    [InlineData("agreement many", "34 which: The agreement 'many' has several levels that could carry 'l': 'x', 'y'.")]
    [InlineData("agreement broken", "34 unreadable: The agreement 'broken' in s4.yaml has errors")]
    [InlineData("agreement short", "34 term: 'short' ends on 2026-06-30, and this agreement goes on until 2026-12-31")]
    public void What_cannot_be_looked_at_is_told(string dependsOn, string expected)
    {
        var found = Found(Text("a", Level("l", "at least 99 %", dependsOn)), Text("b", Level("x", "at least 99 %")), Text("round", Level("x", "at least 99 %", "agreement a")), Text("far", Level("x", "at least 99 %", "agreement round")),
            Text("many", Level("x", "at least 99 %") + Level("y", "at least 99 %")), Text("broken", Level("x", "at least 9x")), Text("short", Level("x", "at least 99 %"), term: "from: 2026-01-01\n  to: 2026-06-30"));

        found[0].ShouldStartWith(expected);
    }

    [Fact]
    public void Of_the_versions_of_a_supplier_the_one_in_force_counts()
    {
        var later = Text("b", Level("x", "at least 90 %"), term: "from: 2026-01-01\n  to: 2026-12-31").Replace("agreement: b\n", "agreement: b\nversion: 2\neffective: 2026-06-01\n", StringComparison.Ordinal);

        Found(Text("a", Level("l", "at least 99 %", "agreement b")), later, Text("b", Level("x", "at least 99.9 %"))).ShouldHaveSingleItem().ShouldContain("carries 99.9 %");
    }
}
