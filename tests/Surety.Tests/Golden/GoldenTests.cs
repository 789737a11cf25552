using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;
using Shouldly;
using Surety.Agreements;
using Surety.Facts;
using Surety.Levels;
using Surety.Statements;
using Xunit;

namespace Surety.Tests.Golden;

/// <summary>Cases that a person worked out by hand: note.md shows how, expected.txt says what the statement has to say, line by line.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Source.File("tests", "Surety.Tests", "Golden")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_statement_says_what_was_worked_out_by_hand(string name)
    {
        var folder = Source.File("tests", "Surety.Tests", "Golden", name);
        foreach (var expected in Directory.GetFiles(folder, "expected*.txt").Order(StringComparer.Ordinal))
        {
            var periodFile = Path.Combine(folder, Path.GetFileName(expected).Replace("expected", "period", StringComparison.Ordinal).Replace(".txt", "", StringComparison.Ordinal));
            var statement = StatementOf(folder, File.ReadAllLines(periodFile));
            var said = Said(statement);
            var differences = new List<string>();
            foreach (var line in File.ReadLines(expected))
            {
                if (line.Length == 0 || line[0] == '#') continue;
                var at = line.IndexOf(" = ", StringComparison.Ordinal);
                var (path, value) = (line[..at].Trim(), line[(at + 3)..].Trim());
                if (path == "remark" ? !statement.Remarks.Any(r => r.Code == value) : said.GetValueOrDefault(path) != value)
                    differences.Add($"{path}: by hand {value}, got {(path == "remark" ? string.Join(" ", statement.Remarks.Select(r => r.Code)) : said.GetValueOrDefault(path) ?? "nothing; near: " + string.Join(" | ", said.Keys.Where(k => k.Split('/')[0] == path.Split('/')[0]).Take(8)))}");
            }
            differences.ShouldBeEmpty($"{name}/{Path.GetFileName(expected)}");
            statement.Silences.Where(s => !Silences.IsWeighed(s.Code)).Select(s => s.Code).ShouldBeEmpty();
            foreach (var reason in ReasonsOf(statement)) reason.AddsUp().ShouldBeTrue(reason.Sentence);
            foreach (var (figure, reason) in Opened(statement)) reason.Value.Exact.ShouldBe(figure.Exact, reason.Sentence);
        }
    }

    /// <summary>The statements of a case.</summary>
    internal static IEnumerable<Statement> Statements(string name)
    {
        var folder = Source.File("tests", "Surety.Tests", "Golden", name);
        return Directory.GetFiles(folder, "period*").Order(StringComparer.Ordinal).Select(f => StatementOf(folder, File.ReadAllLines(f)));
    }

    static Statement StatementOf(string folder, string[] period)
    {
        // A case of a template names it: what is judged is what whoever begins with it gets.
        var files = File.Exists(Path.Combine(folder, "template"))
            ? [Source.File("src", "Surety", "Templates", $"{File.ReadAllText(Path.Combine(folder, "template")).Trim()}.yaml")]
            : Directory.GetFiles(folder, "agreement*.yaml").Order(StringComparer.Ordinal).ToArray();
        var agreements = files.Select(f =>
        {
            var parsed = AgreementFile.Parse(Path.GetFileName(f), File.ReadAllBytes(f));
            return parsed.Agreement ?? throw new InvalidOperationException(string.Join("\n", parsed.Problems.Where(p => p.Severity == Severity.Error)));
        }).ToList();
        var versions = Versions.Of(agreements) is Result<Versions>.Ok ok ? ok.Value : throw new InvalidOperationException("versions");
        var window = ((Result<CalendarPeriod>.Ok)Surety.Text.Phrase.Period("period", period[0].Trim())).Value;
        var zone = versions.Newest.Zone;
        var rule = window.Length switch { 1 => Surety.Scope.WindowRule.Month, 3 => Surety.Scope.WindowRule.Quarter, _ => Surety.Scope.WindowRule.Year };
        var time = rule.At(window.Start, zone);
        var asOf = period.Length > 1 && period[1].Trim().Length > 0 ? OffsetDateTimePattern.ExtendedIso.Parse(period[1].Trim()).Value.ToInstant() : time.Time.End + Duration.FromDays(3);
        var builder = new FactBuilder();
        JsonLines.Read(builder, "facts.jsonl", File.ReadAllBytes(Path.Combine(folder, "facts.jsonl")));
        var facts = builder.Build(asOf);
        builder.Problems.ShouldBeEmpty();
        return Evaluation.Of(versions, facts, time.Time.End, asOf).Statement(time);
    }

    static IEnumerable<Reason> ReasonsOf(Statement s) =>
        s.Levels.SelectMany(l => new[] { l.Why, l.Figures!.Why }).Concat(s.Credits.Select(c => c.Why)).Concat(s.Totals.Select(t => t.Why)).Concat(s.Rights.Select(r => r.Why)).Concat(s.Duties.Select(d => d.Why)).Concat(s.Messages.Select(m => m.Why)).Append(s.Life.Why);

    /// <summary>Every figure of the statement beside the reason that opens it: what is worked out and what is explained are worked out apart.</summary>
    static IEnumerable<(Figure Figure, Reason Why)> Opened(Statement s) =>
        s.Levels.Where(l => l.Attained is not null).Select(l => (l.Attained!, l.Why.Parts[0]))
            .Concat(s.Credits.Where(c => c.IsKnown).Select(c => (c.InKind is { } kind ? new Figure.Number(kind.Number) : (Figure)new Figure.Amount(c.Amount.Amount, c.Amount.Currency), c.Why)))
            .Concat(s.Totals.Select(t => ((Figure)new Figure.Amount(t.Owed.Amount, t.Owed.Currency), t.Why)))
            .Concat(s.Rights.Select(r => ((Figure)new Figure.Count(r.Have), r.Why.Parts[0])));

    /// <summary>The statement under the paths that people write in expected.txt.</summary>
    static Dictionary<string, string> Said(Statement s)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var l in s.Levels)
        {
            var path = $"level/{l.Level}{ScopeOf(l.Scope)}/{l.Window.Name}";
            said[$"{path}/verdict"] = l.Verdict switch { Verdict.Met => "met", Verdict.Missed => "missed", Verdict.Excused => "excused", Verdict.NoData => "no data", Verdict.Open => "open" };
            if (l.Attained is { } attained) said[$"{path}/attained"] = attained is Figure.Time time ? $"{time.Ticks / 10_000_000} s" : attained.Exact.ToString()!;
            if (l.Coverage is { } coverage) said[$"{path}/coverage"] = coverage.ToString();
            if (l.BadTime is { } bad) said[$"{path}/bad seconds"] = Rational.Of(bad.BclCompatibleTicks, 10_000_000).ToString();
            said[$"{path}/events"] = l.Events.ToString(CultureInfo.InvariantCulture);
            said[$"{path}/misses"] = l.MissCount.ToString(CultureInfo.InvariantCulture);
            said[$"{path}/below minimum"] = l.BelowMinimum ? "yes" : "no";
        }
        foreach (var c in s.Credits)
        {
            var path = $"credit/{c.Remedy}{ScopeOf(c.Scope)}/{c.Window.Name}";
            said[$"{path}/state"] = Words(c.State.ToString());
            said[$"{path}/amount"] = c.Amount.ToString();
            said[$"{path}/lost"] = c.Lost.ToString();
            if (c.InKind is { } kind) said[$"{path}/in kind"] = $"{kind.Number} {kind.Unit}";
            if (c.Expires is { } expiry) said[$"{path}/expires"] = At(expiry);
            if (c.ClaimBy is { } by) said[$"{path}/claim by"] = At(by);
        }
        foreach (var t in s.Totals)
        {
            said[$"total/{t.Owed.Currency}/owed"] = t.Owed.ToString()[4..];
            said[$"total/{t.Owed.Currency}/claimable"] = t.Claimable.ToString()[4..];
            said[$"total/{t.Owed.Currency}/forfeited"] = t.Forfeited.ToString()[4..];
        }
        foreach (var r in s.Rights)
        {
            said[$"right/{r.Right}/state"] = Words(r.State.ToString());
            said[$"right/{r.Right}/have"] = r.Have.ToString(CultureInfo.InvariantCulture);
            said[$"right/{r.Right}/need"] = r.Need.ToString(CultureInfo.InvariantCulture);
            if (r.Until is { } until) said[$"right/{r.Right}/until"] = At(until);
            if (r.Since is { } since) said[$"right/{r.Right}/since"] = At(since);
        }
        foreach (var d in s.Duties)
        {
            said[$"duty/{d.Duty}/{d.Period}/due"] = At(d.Due);
            said[$"duty/{d.Duty}/{d.Period}/state"] = Words(d.State.ToString());
        }
        said["messages"] = s.Messages.Count.ToString(CultureInfo.InvariantCulture);
        for (var i = 0; i < s.Messages.Count; i++)
        {
            var m = s.Messages[i];
            said[$"message/{i + 1}/when"] = At(m.When);
            said[$"message/{i + 1}/ladder"] = m.Ladder;
            said[$"message/{i + 1}/about"] = m.About.StartsWith("ticket ", StringComparison.Ordinal) ? m.About["ticket ".Length..] : m.About;
            said[$"message/{i + 1}/tell"] = string.Join(", ", m.Tell.Select(c => c.Role));
        }
        return said;
    }

    static string ScopeOf(Labels scope) => scope == Labels.None ? "" : "/" + scope;

    static string At(Instant at) => InstantPattern.ExtendedIso.Format(at);

    /// <summary>NotTheBest → not the best.</summary>
    static string Words(string name)
    {
        var words = new StringBuilder();
        foreach (var c in name) words.Append(char.IsUpper(c) && words.Length > 0 ? " " : "").Append(char.ToLowerInvariant(c));
        return words.ToString();
    }
}
