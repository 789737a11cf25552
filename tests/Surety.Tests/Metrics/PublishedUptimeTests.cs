using NodaTime;
using NodaTime.Text;
using Shouldly;
using Surety.Facts;
using Surety.Metrics;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Metrics;

/// <summary>Uptimes that a status page published, measured again from its state changes.</summary>
public sealed class PublishedUptimeTests
{
    [Fact]
    public void State_changes_of_a_status_page_give_the_uptimes_that_it_published()
    {
        Assert.SkipWhen(Source.Shared is null, "The shared data is not beside this clone.");
        var checks = Rows("upptime_manticore_checks.csv");
        // The page counts an outage from commit to commit, so the stamp of the commit is the true one. Nothing before the first check is known to be bad.
        var builder = Fact.Read([.. checks.Select(r => $"{{'type':'state','at':'{r["author_time"]}','state':'{r["status"]}','member':'{r["slug"]}'}}")]);
        var facts = builder.Build();
        builder.Problems.ShouldBeEmpty();
        var metric = new Metric.Availability
        {
            Name = "uptime",
            Clause = default,
            Reads = new(null, null, null, []),
            ObservedBy = new Observation.Changes(),
            BadWhen = new BadRule.StateIs([ServiceState.Down]),
            ShortestOutage = Duration.FromMinutes(15),
            NoData = NoData.Good,
        };

        var sites = 0;
        foreach (var row in Rows("upptime_manticore_expected.csv"))
        {
            var (since, asOf) = (At(row["tracked_since"]), At(row["as_of"]));
            var scope = new ScopeSelection(Labels.None, Labels.None.With("member", row["slug"]), []);
            var measured = AvailabilityMeasure.Of(metric, facts, scope, null, _ => [], asOf).In(new(since, asOf), new(null, null));

            var published = (Rational)decimal.Parse(row["published_uptime"], System.Globalization.CultureInfo.InvariantCulture);
            var difference = (measured.Attained!.Exact!.Value * 100) - published;
            measured.Why.AddsUp().ShouldBeTrue();
            if (row["verdict"] != "match") continue;
            sites++;
            (difference < Rational.Of(1, 100) && difference > Rational.Of(-1, 100)).ShouldBeTrue($"{row["slug"]}: {measured.Attained.Exact.Value.Round(6, Rounding.HalfUp)} was published as {row["published_uptime"]} %");
            measured.BadTime.ShouldBe(Duration.FromSeconds(int.Parse(row["downtime_seconds"], System.Globalization.CultureInfo.InvariantCulture)), row["slug"]);
        }
        sites.ShouldBe(18);
    }

    static Instant At(string text) => OffsetDateTimePattern.ExtendedIso.Parse(text).Value.ToInstant();

    static List<Dictionary<string, string>> Rows(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(Source.Shared!, "data", file)).Select(l => l.Split(',')).ToList();
        return lines.Skip(1).Select(l => lines[0].Zip(l).ToDictionary(c => c.First, c => c.Second)).ToList();
    }
}
