using System.Text;
using System.Text.Json;
using NodaTime;
using Surety.Agreements;
using Surety.Facts;
using Surety.Levels;
using Surety.Statements;

namespace Surety.Tests.Oracle;

/// <summary>The one door to the engine: texts in, the statement's JSON out, as <c>surety evaluate -o json</c> does it.</summary>
static class Engine
{
    public static JsonElement Statement(string agreement, IReadOnlyList<IReadOnlyList<string>> files, string period, Instant asOf)
    {
        var parsed = AgreementFile.Parse("agreement.yaml", Encoding.UTF8.GetBytes(agreement));
        if (parsed.Agreement is null || parsed.Problems.Any(p => p.Severity == Severity.Error))
            throw new InvalidOperationException("refused: " + string.Join("\n", parsed.Problems.Where(p => p.Severity == Severity.Error)));
        var versions = ((Result<Versions>.Ok)Versions.Of([parsed.Agreement])).Value;
        var builder = new FactBuilder();
        for (var i = 0; i < files.Count; i++) JsonLines.Read(builder, $"facts{i}.jsonl", Encoding.UTF8.GetBytes(string.Join("\n", files[i]) + "\n"));
        var facts = builder.Build(asOf);
        if (builder.Problems.Count > 0) throw new InvalidOperationException("facts refused: " + string.Join("\n", builder.Problems.Take(5)));
        var named = ((Result<CalendarPeriod>.Ok)Surety.Text.Phrase.Period("period", period)).Value;
        var rule = named.Length switch { 1 => Surety.Scope.WindowRule.Month, 3 => Surety.Scope.WindowRule.Quarter, _ => Surety.Scope.WindowRule.Year };
        var time = rule.At(named.Start, versions.Newest.Zone);
        using var json = JsonDocument.Parse(StatementJson.Of(Evaluation.Of(versions, facts, time.Time.End, asOf).Statement(time)));
        return json.RootElement.Clone();
    }
}
