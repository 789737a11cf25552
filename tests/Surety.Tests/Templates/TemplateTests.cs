using System.Text;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Contract;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Templates;
using Surety.Text;
using Xunit;

namespace Surety.Tests.Templates;

/// <summary>Whoever begins with a template begins with an agreement that is complete, has no fault, and asks what nobody else can know.</summary>
public sealed class TemplateTests
{
    static readonly string Folder = Source.File("src", "Surety", "Templates");

    public static TheoryData<string> Names => [.. Template.All.Select(t => t.Name)];

    [Fact]
    public void Every_file_of_the_folder_is_a_template_and_each_has_both_forms()
    {
        Template.All.Select(t => t.Name).Order(StringComparer.Ordinal).ShouldBe(Directory.GetFiles(Folder, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal));
        foreach (var template in Template.All.Where(t => !t.IsLarge)) Template.All.ShouldContain(t => t.Name == template.Name + "-large");
        foreach (var template in Template.All) template.Text.ShouldBe(File.ReadAllText(Path.Combine(Folder, $"{template.Name}.yaml")).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_guide_says_of_each_when_to_use_it() =>
        File.ReadLines(Source.File("docs", "guide", "templates.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('`')[1]).ShouldBe(Template.All.Select(t => t.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_no_fault_but_its_questions(string name)
    {
        var template = Of(name);

        var problems = AgreementFile.Parse($"{name}.yaml", Bytes(template)).Problems;

        problems.Where(p => p.Severity is Severity.Error or Severity.Warning).ShouldBeEmpty();
        problems.Where(p => p.Code == "question.open").ShouldBe(template.Questions.Select(q => q.Told));
        // Who it is between is asked where it stands, and nobody can sign without having been asked.
        var lines = template.Text.Split('\n');
        foreach (var party in new[] { "provider", "customer" })
        {
            var at = Array.FindIndex(lines, l => l == $"  {party}:") + 1;
            lines[at].ShouldStartWith("    name: <");
            template.Questions.ShouldContain(q => q.At.Line == at + 1 && !q.HasProposal);
        }
        template.Questions.Count.ShouldBeGreaterThanOrEqualTo(8);
        // A question is one sentence; what explains it stands outside of it.
        foreach (var question in template.Questions) question.Question.ShouldMatch("^[A-Z]((?![.?!] ).)*[?]$");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_stands_in_its_canonical_form(string name) =>
        CanonicalText.Of($"{name}.yaml", Bytes(Of(name))).ShouldBeOfType<Result<CanonicalText>.Ok>().Value.Text.ShouldBe(Of(name).Text);

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_all_five_chapters(string name)
    {
        var agreement = Read(Of(name));

        agreement.Scope.Services.ShouldNotBeEmpty();
        foreach (var key in new[] { "      covers:", "      does not cover:", "  calendars:", "  exclusions:", "  responsibilities:", "  ladders:", "  credits:", "  rights:", "  disputes:" }) Of(name).Text.ShouldContain($"\n{key}\n");
        agreement.Metrics.Count.ShouldBeGreaterThanOrEqualTo(2);
        agreement.Levels.Count.ShouldBeGreaterThanOrEqualTo(2);
        agreement.Duties.Count.ShouldBeGreaterThanOrEqualTo(2);
        agreement.Escalation.Ladders.ShouldNotBeEmpty();
        agreement.Escalation.Credits.ShouldNotBeEmpty();
        agreement.Escalation.Rights.ShouldNotBeEmpty();
        // Every metric is promised and every exclusion is used, or it would stand there for nothing.
        agreement.Metrics.Select(m => m.Name).Except(agreement.Levels.Select(l => l.Measured).OfType<Measured.ByMetric>().Select(m => m.Metric)).ShouldBeEmpty();
        foreach (var exclusion in agreement.Scope.Exclusions) Of(name).Text.Split('\n').ShouldContain(l => (l.Contains("leaves out:", StringComparison.Ordinal) || l.Contains("counts as good:", StringComparison.Ordinal)) && l.Contains(exclusion.Name, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_printed_in_every_language(string name)
    {
        foreach (var language in PrintedContract.Languages)
        {
            var printed = PrintedContract.Of($"{name}.yaml", Bytes(Of(name)), [], language, null).ShouldBeOfType<Result<PrintedContract>.Ok>().Value;

            printed.Missing.ShouldBeEmpty();
            ContractHtml.Of(printed).ShouldNotContain("{value");
            ContractMarkdown.Of(printed).ShouldNotContain("{value");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_judged_with_and_without_facts(string name)
    {
        var agreement = Read(Of(name));
        var versions = Versions.Of([agreement]).ShouldBeOfType<Result<Versions>.Ok>().Value;
        var from = agreement.Effective;
        var (start, asOf) = (Instant.FromUtc(from.Year, from.Month, from.Day, 0, 0), Instant.FromUtc(from.Year + 1, from.Month, from.Day, 12, 0));

        foreach (var facts in new[] { [], FactsOfEverything.Of(agreement, start, 45) })
        {
            var builder = new FactBuilder();
            JsonLines.Read(builder, "facts.jsonl", facts);
            var evaluation = Evaluation.Of(versions, builder.Build(asOf), asOf, asOf);
            var statements = Enumerable.Range(0, 3).Select(i => evaluation.Statement(WindowRule.Month.At(from.PlusMonths(i), agreement.Zone))).Append(evaluation.Statement(WindowRule.Year.At(from, agreement.Zone))).ToList();

            builder.Problems.ShouldBeEmpty();
            // Whatever the template measures is reached by some fact, and gets a figure or a verdict by it.
            if (facts.Length > 0) foreach (var level in agreement.Levels) statements.SelectMany(s => s.Levels).ShouldContain(l => l.Level == level.Name && l.Verdict != Verdict.NoData, $"{level.Name}: no verdict from any fact");
            foreach (var credit in statements.SelectMany(s => s.Credits)) credit.Why.AddsUp().ShouldBeTrue(credit.Why.Sentence);
            statements.SelectMany(s => s.Credits).ShouldNotContain(c => c.State == CreditState.ScheduleError);
        }
    }

    [Fact]
    public void One_of_them_says_what_may_be_promised_of_its_metrics_and_keeps_to_it()
    {
        var template = Of("managed-services-large");
        template.Text.ShouldContain("    targets: from 99 % to 99.99 %, usually at least 99.5 %\n");

        var outside = AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(template.Text.Replace("    core promise: 99.95 %", "    core promise: 99.995 %", StringComparison.Ordinal))).Problems;

        outside.ShouldContain(p => p.Severity == Severity.Warning && p.Message.Contains("Targets of 'server uptime' are from 99 % to 99.99 %", StringComparison.Ordinal));
    }

    static Template Of(string name) => Template.All.Single(t => t.Name == name);

    static byte[] Bytes(Template template) => Encoding.UTF8.GetBytes(template.Text);

    static Agreement Read(Template template) => AgreementFile.Parse($"{template.Name}.yaml", Bytes(template)).Agreement.ShouldNotBeNull();
}
