using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Facts;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Agreements;

/// <summary>Two published contracts that were written from the guide alone, each with facts of some months: what is owed is what pencil and paper said before (<c>pencil.md</c> beside them).</summary>
public sealed class PencilledContractsTests
{
    [Theory]
    [InlineData("oplytics", "2026-07-15T00:00:00Z", "2025-10: 0 2026-03: 300 2026-04: 0 2026-05: 0")]
    [InlineData("ukcloud", "2026-11-30T12:00:00Z", "2026-09: 1768 2026-10: 1598")]
    public void What_is_owed_is_what_the_pencil_said(string contract, string asOf, string owed)
    {
        var folder = Source.File("examples", "contracts", contract);
        var versions = ((Result<Versions>.Ok)Versions.Of([AgreementFile.Parse("agreement.yaml", File.ReadAllBytes(Path.Combine(folder, "agreement.yaml"))).Agreement!])).Value;
        var builder = new FactBuilder();
        JsonLines.Read(builder, "facts.jsonl", File.ReadAllBytes(Path.Combine(folder, "facts.jsonl")));
        builder.Problems.ShouldBeEmpty();
        var facts = builder.Build(Fact.At(asOf));
        var months = owed.Split(' ').Chunk(2).Select(m => (CalendarPeriod)((Result<CalendarPeriod>.Ok)Surety.Text.Phrase.Period("month", m[0].TrimEnd(':'))).Value).Select(p => WindowRule.Month.At(p.Start, versions.Newest.Zone)).ToList();

        var evaluation = Evaluation.Of(versions, facts, months[^1].Time.End, Fact.At(asOf));

        string.Join(' ', months.Select(m => $"{m.Name}: {evaluation.Statement(m).Totals.Single().Owed.Amount:0.##}")).ShouldBe(owed);
    }
}
