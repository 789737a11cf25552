using System.Text;
using Shouldly;
using Surety.Agreements;
using Surety.Levels;
using Xunit;

namespace Surety.Tests.Agreements;

public sealed class LayersTests
{
    const string Head = """
        surety: 1
        agreement: acme
        parties:
          provider:
            name: Northwind
          customer:
            name: Acme
        term:
          from: 2026-01-01
          time zone: UTC

        """;

    const string Terms = """
        surety: 1
        terms: gold
        scope:
          services:
            shop:
              fee: EUR 10.00 per month
        metrics:
          up:
            measures: availability
            of: shop
            observed by: outages
        service levels:
          up:
            metric: up
            per: month
            target:
              tier gold: at least 99.9 %
              otherwise: at least 99 %

        """;

    [Fact]
    public void The_example_of_the_guide_is_what_the_guide_shows_and_is_clean()
    {
        var (terms, acme) = (File.ReadAllText(Source.File("docs/guide/examples/layers/terms/northwind-gold.yaml")), File.ReadAllText(Source.File("docs/guide/examples/layers/acme.yaml")));
        var guide = File.ReadAllText(Source.File("docs/guide/language.md")).ReplaceLineEndings("\n");

        guide.ShouldContain($"```text\n{terms}```");
        guide.ShouldContain($"```text\n{acme}```");
        var parsed = Parse("acme.yaml", acme, ("gold.yaml", terms));
        parsed.Problems.Where(p => p.Severity != Severity.Note).ShouldBeEmpty();
        var agreement = parsed.Agreement.ShouldNotBeNull();
        LevelVerdict.Words(agreement.Level("shop availability")!.Targets[0].Target).ShouldBe("at least 99.95 %");
        agreement.Escalation.Caps.ShouldBeEmpty();
        agreement.Title.ShouldBe("acme-shop");
        // Each clause stands where it was written.
        agreement.Metric("shop uptime")!.Clause.At.File.ShouldBe("gold.yaml");
        agreement.Escalation.Credits[0].Clause.At.File.ShouldBe("acme.yaml");
    }

    [Fact]
    public void A_row_of_the_upper_text_joins_those_below_before_otherwise()
    {
        var agreement = Parse("a.yaml", Head + "uses: gold terms 1\nservice levels:\n  up:\n    target:\n      tier silver: at least 99.5 %\n", ("gold.yaml", Terms)).Agreement.ShouldNotBeNull();

        agreement.Level("up")!.Targets.Select(t => LevelVerdict.Words(t.Target)).ShouldBe(["at least 99.9 %", "at least 99.5 %", "at least 99 %"]);
    }

    [Fact]
    public void Not_stated_takes_a_value_of_the_layer_back_to_the_default()
    {
        var terms = Terms.Replace("observed by: outages", "observed by: outages\n    shortest outage: 15 min", StringComparison.Ordinal);

        var (kept, back) = (Parse("a.yaml", Head + "uses: gold terms 1\n", ("gold.yaml", terms)), Parse("a.yaml", Head + "uses: gold terms 1\nmetrics:\n  up:\n    shortest outage: not stated\n", ("gold.yaml", terms)));

        ((Surety.Metrics.Metric.Availability)kept.Agreement!.Metric("up")!).ShortestOutage.ShouldBe(NodaTime.Duration.FromMinutes(15));
        ((Surety.Metrics.Metric.Availability)back.Agreement!.Metric("up")!).ShortestOutage.ShouldBe(NodaTime.Duration.Zero);
    }

    [Fact]
    public void Two_layers_at_one_height_must_not_contradict_each_other_unless_it_is_decided()
    {
        const string Other = "surety: 1\nterms: security\nmetrics:\n  up:\n    observed by: changes\n";
        (string, string)[] both = [("gold.yaml", Terms), ("security.yaml", Other)];
        const string Uses = "uses:\n  - gold terms 1\n  - security terms 1\n";

        var open = Parse("a.yaml", Head + Uses, both);
        var decided = Parse("a.yaml", Head + Uses + "metrics:\n  up:\n    observed by: changes\n", both);
        var taken = Parse("a.yaml", Head + Uses + "without: metrics / up / observed by\nmetrics:\n  up:\n    observed by: samples\n    every: 1 min\n", both);
        var ordered = Parse("a.yaml", Head + Uses, ("gold.yaml", Terms), ("security.yaml", Other.Replace("metrics:", "uses: gold terms 1\nmetrics:", StringComparison.Ordinal)));

        var problem = open.Problems.Single(p => p.Severity == Severity.Error);
        problem.Code.ShouldBe("uses.contradiction");
        problem.At.ShouldBe(new("security.yaml", 5, 5));
        problem.Message.ShouldBe("The layers contradict each other: 'metrics / up / observed by' says 'changes' here and 'outages' in gold.yaml:11.");
        decided.Agreement.ShouldNotBeNull();
        taken.Agreement.ShouldNotBeNull();
        // Once one of the two stands on the other, what it says holds; used again side by side with what it stands on, it still contradicts it.
        ordered.Problems.Single(p => p.Severity == Severity.Error).Code.ShouldBe("uses.contradiction");
        Parse("a.yaml", Head + "uses: security terms 1\n", ("gold.yaml", Terms), ("security.yaml", Other.Replace("metrics:", "uses: gold terms 1\nmetrics:", StringComparison.Ordinal))).Agreement.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("uses: gold terms 2\n", "uses.unknown", "There is version 1.")]
    [InlineData("uses: golt terms 1\n", "uses.unknown", "Did you mean 'gold terms 1'?")]
    [InlineData("uses: acme agreement 1\n", "uses.circle", null)]
    [InlineData("uses:\n  a: b\n", "uses.form", "Write '- northwind gold terms 7'.")]
    [InlineData("without: escalation\n", "without.nothing", null)]
    [InlineData("uses: gold terms 1\nwithout: metrics / upp\n", "without.unknown", "Did you mean 'up'?")]
    [InlineData("uses: gold terms 1\nwithout: metrics / up\n", "name.unknown", null)]
    public void What_cannot_be_put_together_is_refused_at_its_place(string lines, string code, string? mend)
    {
        var problem = Parse("a.yaml", Head + lines, ("gold.yaml", Terms)).Problems.First(p => p.Severity == Severity.Error);

        problem.Code.ShouldBe(code);
        if (mend is not null) problem.Mend.ShouldBe(mend);
    }

    [Fact]
    public void A_circle_of_terms_is_refused()
    {
        var problems = Parse("a.yaml", Head + "uses: one terms 1\n", ("1.yaml", "surety: 1\nterms: one\nuses: two terms 1\n"), ("2.yaml", "surety: 1\nterms: two\nuses: one terms 1\n")).Problems;

        problems.Select(p => (p.Code, p.At.File)).ShouldContain(("uses.circle", "2.yaml"));
    }

    [Fact]
    public void Terms_are_read_by_themselves_as_far_as_they_go()
    {
        Parse("gold.yaml", Terms).ShouldSatisfyAllConditions(p => p.Agreement.ShouldBeNull(), p => p.Problems.Where(q => q.Severity != Severity.Note).ShouldBeEmpty());
        Parse("gold.yaml", Terms.Replace("of: shop", "off: shop", StringComparison.Ordinal)).Problems.Single(p => p.Severity == Severity.Error).Code.ShouldBe("key.unknown");
        Parse("gold.yaml", "surety: 1\nterms: prices\nescalation:\n  credits:\n    up:\n      bands:\n        - below 99 %: 10 %\n").Problems.Where(p => p.Severity != Severity.Note).ShouldBeEmpty();
        Parse("gold.yaml", Terms.Replace("terms: gold", "terms: gold\nagreement: gold", StringComparison.Ordinal)).Problems.ShouldContain(p => p.Code == "terms.agreement");
    }

    static AgreementFile.Parsed Parse(string file, string text, params (string File, string Text)[] layers) =>
        AgreementFile.Parse(file, Encoding.UTF8.GetBytes(text), layers.Select(l => Layer.Parse(l.File, Encoding.UTF8.GetBytes(l.Text))).OfType<Layer>().ToValueList());
}
