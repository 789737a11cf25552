using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Facts;
using Surety.Scope;
using Surety.Statements;

namespace Surety.Tests.Fuzz;

/// <summary>What is done with bytes that somebody hands in: they are read and, where an agreement results, it is measured and its statement is written. None of it may throw.</summary>
static class Attempt
{
    /// <summary>Reads an agreement, measures it by these facts and writes what came out.</summary>
    public static void Agreement(byte[] bytes, ValueList<Layer> beside, IReadOnlyList<byte[]> facts)
    {
        var parsed = AgreementFile.Parse("fuzz.yaml", bytes, beside);
        (parsed.Agreement is not null || parsed.Problems.Any(p => p.Severity == Severity.Error) || Layer.Parse("fuzz.yaml", bytes) is { Name.IsTerms: true }).ShouldBeTrue("neither an agreement nor a problem");
        parsed.Problems.Select(p => p.At).ShouldBeInOrder();
        foreach (var problem in parsed.Problems) (problem.Message.EndsWith('.') || problem.Message.EndsWith('?')).ShouldBeTrue(problem.Message);
        if (parsed.Agreement is not { } agreement || Versions.Of([agreement]) is not Result<Versions>.Ok versions) return;
        var builder = new FactBuilder();
        foreach (var file in facts) JsonLines.Read(builder, "facts.jsonl", file);
        Write(versions.Value, builder);
    }

    /// <summary>Reads facts, and measures an agreement by what could be read.</summary>
    public static void Facts(Versions versions, byte[] bytes)
    {
        var builder = new FactBuilder(keepsRows: true);
        if (FactColumns.IsOne(bytes)) FactColumns.Read(builder, "fuzz.columns", bytes);
        else JsonLines.Read(builder, "fuzz.jsonl", bytes);
        using var columns = new MemoryStream();
        FactColumns.Write(builder, columns);
        var again = new FactBuilder();
        FactColumns.Read(again, "fuzz.columns", columns.ToArray());
        Write(versions, builder);
        again.Build().Tickets.Count.ShouldBe(builder.Build().Tickets.Count);
    }

    static void Write(Versions versions, FactBuilder builder)
    {
        // As the command line does: the month that is over and in which the agreement holds.
        var zone = versions.Newest.Zone;
        var first = versions.All[0].Term.From;
        var day = first.Year is >= 1971 and <= 2100 ? first.PlusMonths(9) : new LocalDate(2026, 10, 1);
        var period = WindowRule.Month.At(day, zone);
        var asOf = period.Time.End + Duration.FromDays(3);
        var facts = builder.Build(asOf);
        _ = builder.Problems;
        var statement = Evaluation.Of(versions, facts, period.Time.End, asOf).Statement(period);
        _ = StatementJson.Of(statement);
        _ = StatementText.Of(statement, 100);
        foreach (var opening in Openings.Of(statement)) _ = opening.Why.AddsUp();
    }
}
