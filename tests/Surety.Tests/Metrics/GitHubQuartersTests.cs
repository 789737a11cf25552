using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Facts;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Metrics;

/// <summary>Twelve quarters of a status page, weighed by impact: uptimes and credits as somebody else worked them out, through agreement, facts and statement.</summary>
public sealed class GitHubQuartersTests
{
    const string Text = """
        surety: 1
        agreement: status-page
        parties:
          provider:
            name: Status
          customer:
            name: Reader
        term:
          from: 2021-01-01
          time zone: UTC
        scope:
          services:
            status:
              description: what the page tells of
        metrics:
          uptime:
            measures: availability
            observed by: outages
            for each: component
            weights: critical 100 %, major 75 %, minor 25 %, otherwise 0 %
        service levels:
          component is up:
            metric: uptime
            per: quarter
            target: at least 99.9 %
        escalation:
          credits:
            component is up:
              of: USD 100.00
              bands:
                - from 99.0 % to below 99.9 %: 10 %
                - below 99.0 %: 25 %
        """;

    static readonly Instant AsOf = Fact.At("2024-02-01T00:00:00Z");

    [Fact]
    public void Every_component_has_the_uptime_and_the_credit_of_each_quarter()
    {
        Assert.SkipWhen(Source.Shared is null, "The shared data is not beside this clone.");
        var expected = File.ReadAllLines(Path.Combine(Source.Shared!, "data", "github_quarters_expected_2021_2023.csv")).Skip(1).Select(l => l.Split(',')).ToList();
        var facts = Fact.Read([.. Outages([.. expected.Select(e => e[1]).Distinct()])]);
        var set = facts.Build(AsOf);
        facts.Problems.ShouldBeEmpty();
        var agreement = AgreementFile.Parse("status.yaml", Encoding.UTF8.GetBytes(Text)).Agreement.ShouldNotBeNull();
        var evaluation = Evaluation.Of(((Result<Versions>.Ok)Versions.Of([agreement])).Value, set, Fact.At("2024-01-01T00:00:00Z"), AsOf);

        foreach (var row in expected)
        {
            var (quarter, component, uptime, credit) = (row[0], row[1], decimal.Parse(row[2], CultureInfo.InvariantCulture), decimal.Parse(row[4], CultureInfo.InvariantCulture));
            var result = evaluation.Results.Single(r => r.Window.Name == quarter && r.Scope["component"] == component);
            var owed = evaluation.Credits(result.Window).Lines.Where(l => l.Scope["component"] == component).Sum(l => l.Amount.Amount);
            (result.Attained!.Exact!.Value * 100).Round(4, Rounding.HalfUp).ShouldBe(uptime, $"{component} in {quarter}");
            owed.ShouldBe(credit, $"{component} in {quarter}");
            result.Why.AddsUp().ShouldBeTrue();
        }
        expected.Count.ShouldBe(96);
    }

    /// <summary>One outage for each incident and component whose name stands as words in a name of the incident's.</summary>
    static IEnumerable<string> Outages(string[] components)
    {
        using var page = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Source.Shared!, "data", "github_incidents_2020_2023.json")));
        foreach (var incident in page.RootElement.EnumerateArray())
        {
            var names = incident.GetProperty("components").EnumerateArray().Select(c => c.ValueKind == JsonValueKind.String ? c.GetString()! : c.GetProperty("name").GetString()!).ToList();
            var resolved = incident.GetProperty("updates").EnumerateArray().Where(u => u.GetProperty("status").GetString() == "resolved").Select(u => u.GetProperty("at").GetString()!).Order(StringComparer.Ordinal).FirstOrDefault()
                ?? incident.GetProperty("resolved_at").GetString();
            var created = incident.GetProperty("created_at").GetString()!;
            if (resolved is not null && string.CompareOrdinal(resolved, created) <= 0) continue;
            foreach (var component in components.Where(c => names.Exists(n => Regex.IsMatch(n, $@"\b{Regex.Escape(c)}\b"))))
                yield return $"{{'type':'outage','id':'{incident.GetProperty("id").GetString()}/{component}','from':'{created}'{(resolved is null ? "" : $",'until':'{resolved}'")},'impact':'{incident.GetProperty("impact").GetString()}','labels':{{'component':'{component}'}}}}";
        }
    }
}
