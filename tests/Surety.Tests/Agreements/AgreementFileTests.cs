using System.Text;
using Shouldly;
using Surety.Agreements;
using Surety.Levels;
using Surety.Metrics;
using Xunit;

namespace Surety.Tests.Agreements;

public sealed class AgreementFileTests
{
    [Fact]
    public void An_agreement_with_every_clause_of_the_language_is_read_without_problems()
    {
        var parsed = AgreementFile.Parse("full.yaml", Full);

        parsed.Problems.Where(p => p.Severity != Severity.Note).ShouldBeEmpty();
        parsed.Agreement.ShouldNotBeNull();
    }

    [Fact]
    public void Every_key_that_the_reader_knows_stands_in_the_full_example_and_in_the_guide()
    {
        var guide = File.ReadAllText(Source.File("docs", "guide", "language.md"));
        var lines = File.ReadAllLines(Source.File("tests", "Surety.Tests", "Agreements", "full.yaml")).Select(l => l.Trim().TrimStart('-').Trim()).ToList();

        var known = AgreementFile.KnownKeys("full.yaml", Full);

        known.Count.ShouldBeGreaterThan(120);
        var words = known.Select(k => k.Key).Where(k => k != "*").Distinct().ToList();
        words.Where(k => !guide.Contains($"`{k}`") && !guide.Contains($"`{k}:") && !guide.Contains($"**`{k}`**") && !guide.Contains($" {k}:")).ShouldBeEmpty("missing in docs/guide/language.md");
        // What cites other files stands in an example that has them: EveryKey/layers.
        words.Except(["uses", "without"]).Where(k => !lines.Exists(l => l.StartsWith($"{k}:", StringComparison.Ordinal))).ShouldBeEmpty("missing in full.yaml");
    }

    [Fact]
    public void A_level_that_counts_another_stands_behind_it()
    {
        var levels = AgreementFile.Parse("full.yaml", Full).Agreement!.Levels.Select(l => l.Name).ToList();

        levels.IndexOf("routers in order").ShouldBeGreaterThan(levels.IndexOf("router availability"));
    }

    [Fact]
    public void Each_key_of_a_metric_keeps_its_place()
    {
        var metric = AgreementFile.Parse("full.yaml", Full).Agreement!.Metric("shop uptime").ShouldNotBeNull();

        var clause = metric.ClauseOf("bad when");

        clause.Path.ShouldBe("metrics / shop uptime / bad when");
        File.ReadAllLines(Source.File("tests", "Surety.Tests", "Agreements", "full.yaml"))[clause.At.Line - 1][(clause.At.Column - 1)..].ShouldBe("state is down or degraded");
    }

    [Fact]
    public void Problems_come_in_order_of_place_and_all_at_once()
    {
        var parsed = AgreementFile.Parse("f", Encoding.UTF8.GetBytes("surety: 2\nagreement: Acme\nterm:\n  from: tomorrow\n"));

        parsed.Agreement.ShouldBeNull();
        parsed.Problems.Select(p => p.At).ShouldBeInOrder();
        parsed.Problems.Count(p => p.Severity == Severity.Error).ShouldBeGreaterThan(4);
    }

    [Fact]
    public void What_is_said_to_be_not_stated_is_silent()
    {
        var silent = AgreementFile.Parse("full.yaml", Replaced("    partial minutes: full\n", "    partial minutes: not stated\n")).Agreement!;
        var absent = AgreementFile.Parse("full.yaml", Replaced("    partial minutes: full\n", "")).Agreement!;

        silent.Silences.Select(s => s.Question).ShouldBe(absent.Silences.Select(s => s.Question));
        silent.Silences.ShouldContain(s => s.Question == "what a minute counts that is bad in part ('shop uptime')" && s.Default == "exact seconds");
        ((Metric.Availability)silent.Metric("shop uptime")!).PartialMinutes.ShouldBe(PartialMinutes.Exact);
    }

    [Fact]
    public void Each_question_that_an_agreement_leaves_open_is_a_note_with_a_code_of_its_own()
    {
        var parsed = AgreementFile.Parse("agreement.yaml", File.ReadAllBytes(Source.File("docs", "guide", "examples", "first", "agreement.yaml")));

        var notes = parsed.Problems.Where(p => p.Severity == Severity.Note).ToList();

        notes.Count.ShouldBe(parsed.Agreement!.Silences.Count);
        notes.ShouldAllBe(n => n.Code.StartsWith("silence.") && n.At.Line > 0);
        notes.Select(n => n.Code).Distinct().ShouldBeSubsetOf(parsed.Agreement.Silences.Select(s => s.Code));
        notes.Select(n => n.Code).ShouldContain("silence.partial-minutes");
        notes.Select(n => n.Code).ShouldContain("silence.rounding");
        notes.Select(n => n.Code).ShouldContain("silence.window-zone");
        notes.Select(n => n.Code).ShouldContain("silence.business-days");
    }

    [Fact]
    public void What_is_open_stands_in_order_of_the_money_that_it_moves()
    {
        var silences = AgreementFile.Parse("full.yaml", Full).Agreement!.Silences;

        silences.Select(s => Silences.WeightOf(s.Code)).ShouldBeInOrder();
        silences.Select(s => Silences.MovesOf(s.Code)).ShouldBeInOrder();
        silences[0].Code.ShouldBe("silence.unit");
        silences.ShouldAllBe(s => Silences.IsWeighed(s.Code));
    }

    [Fact]
    public void What_is_written_is_no_silence()
    {
        var silences = AgreementFile.Parse("full.yaml", Full).Agreement!.Silences.Where(s => s.About.Path.StartsWith("escalation")).ToList();

        silences.ShouldNotContain(s => s.Code == "silence.combined" || s.Code == "silence.settlement" || s.Code == "silence.no-verdict");
        silences.Count(s => s.Code == "silence.rounding").ShouldBe(11);
    }

    [Fact]
    public void A_named_value_is_its_value()
    {
        var level = AgreementFile.Parse("full.yaml", Full).Agreement!.Level("shop availability")!;

        var range = ((Target.Figure)level.Targets[0].Target).Range;

        range.Low.ShouldBe(new Limit(0.9995m, true));
        range.Words.ShouldBe("at least the uptime promise");
    }

    internal static byte[] Full { get; } = File.ReadAllBytes(Source.File("tests", "Surety.Tests", "Agreements", "full.yaml"));

    static byte[] Replaced(string before, string after)
    {
        var text = Encoding.UTF8.GetString(Full);
        text.ShouldContain(before);
        return Encoding.UTF8.GetBytes(text.Replace(before, after, StringComparison.Ordinal));
    }
}
