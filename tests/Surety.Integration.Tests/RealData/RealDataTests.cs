using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Storage.Facts;
using Xunit;

namespace Surety.Integration.Tests.RealData;

public sealed class RealDataTests
{
    [Fact]
    public void Boston_gives_openings_closings_and_the_city_s_own_verdicts()
    {
        var set = Read("boston.yaml", "data/boston311_2015_feb_apr_sample.csv").Set;

        set.Tickets.Count.ShouldBe(726);
        set.Imported.Count.ShouldBe(726);
        var first = set.Imported.First(v => v.Ticket == "101001266467");
        (first.IsMet, first.Due).ShouldBe((false, Instant.FromUtc(2015, 2, 5, 13, 30)));
    }

    [Fact]
    public void Boston_inspections_are_due_and_on_time_as_the_city_says()
    {
        var set = Read("boston.yaml", "data/boston311_2015_feb_apr_sample.csv").Set;
        var agreement = AgreementFile.Parse("boston-agreement.yaml", File.ReadAllBytes(Shared.Own("tests/Surety.Integration.Tests/RealData/boston-agreement.yaml"))).Agreement!;
        var metric = (Metric.TimeTaken)agreement.Metrics[0];
        var within = ((Target.EachWithin)agreement.Levels[0].Targets[0].Target).Within;
        var extract = Instant.FromUtc(2016, 1, 13, 4, 0);
        var cycles = Cycles.Of(metric, set.Tickets, agreement.Calendars(metric, set), agreement.Zone, extract);

        var judged = cycles.All.ToDictionary(c => c.Id, c => cycles.Clock.Judge(c, _ => within, extract));

        judged.Count.ShouldBe(726);
        foreach (var verdict in set.Imported)
        {
            var ours = judged[verdict.Ticket!];
            (ours.Due!.Value - verdict.Due!.Value).ShouldBeInRange(-Duration.FromSeconds(90), Duration.FromSeconds(90), verdict.Ticket);
            ours.InTime.ShouldBe(verdict.IsMet, verdict.Ticket);
        }
    }

    [Fact]
    public void Incidents_are_counted_once_with_their_last_row()
    {
        var set = Read("incidents.yaml", "data/uci498_sample.csv").Set;

        set.Tickets.Count.ShouldBe(480);
        set.Imported.Count(v => v.IsMet).ShouldBe(302);
    }

    [Fact]
    public void Answers_of_travellers_come_to_the_published_scores()
    {
        var overall = Read("airport.yaml", "data/sfo_2017_scores.csv").Set.Values.Single().Value.ToArray();
        var recommend = Read("airport-recommend.yaml", "data/sfo_2017_scores.csv").Set.Values.Single().Value.ToArray();

        decimal.Round(overall.Average(), 4).ShouldBe(4.0644m);
        (recommend.Count(v => v >= 9), recommend.Count(v => v is 7 or 8), recommend.Count(v => v <= 6)).ShouldBe((1436, 968, 342));
    }

    [Fact]
    public void Downtime_between_commits_is_the_published_downtime_but_for_stretches_under_15_minutes()
    {
        var expected = System.Text.Encoding.UTF8.GetString(Shared.Bytes("data/upptime_manticore_expected.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(','))
            .ToDictionary(c => c[0], c => int.Parse(c[5]));

        var series = Read("upptime.yaml", "data/upptime_manticore_checks.csv").Set.States.ToDictionary(s => s.Labels["member"]!);

        series.Keys.Order().ShouldBe(expected.Keys.Order());
        foreach (var (slug, seconds) in expected) Downtime(series[slug]).ShouldBe(seconds, slug);
    }

    [Theory]
    [InlineData("boston.yaml", "data/boston311_2015_feb_apr_sample.csv")]
    [InlineData("incidents.yaml", "data/uci498_sample.csv")]
    [InlineData("upptime.yaml", "data/upptime_manticore_checks.csv")]
    public void The_lines_that_a_mapping_prints_are_read_as_the_same_facts(string mapping, string table)
    {
        var (set, lines) = Read(mapping, table);
        var again = new FactBuilder();

        JsonLines.Read(again, "printed.jsonl", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines)));

        again.Problems.ShouldBeEmpty();
        var read = again.Build();
        read.Tickets.Count.ShouldBe(set.Tickets.Count);
        for (var ticket = 0; ticket < read.Tickets.Count; ticket++)
        {
            read.Tickets.EventsOf(ticket).Select(e => e with { At = default }).ShouldBe(set.Tickets.EventsOf(ticket).Select(e => e with { At = default }));
            read.Tickets.LabelsOf(ticket).ShouldBe(set.Tickets.LabelsOf(ticket));
        }
        read.Imported.Select(v => v with { At = default }).ShouldBe(set.Imported.Select(v => v with { At = default }));
        read.States.SelectMany(s => s.At.ToArray()).ShouldBe(set.States.SelectMany(s => s.At.ToArray()));
    }

    static int Downtime(StateSeries series)
    {
        var (total, down) = (0L, (long?)null);
        for (var i = 0; i < series.At.Count; i++)
        {
            if (series.State[i] == ServiceState.Down) down ??= series.At[i];
            else if (down is { } since)
            {
                if (series.At[i] - since >= 15 * NodaConstants.TicksPerMinute) total += series.At[i] - since;
                down = null;
            }
        }
        return (int)(total / NodaConstants.TicksPerSecond);
    }

    static (FactSet Set, ValueList<string> Lines) Read(string mapping, string table)
    {
        var bytes = Shared.Bytes(table);
        var path = Shared.Own($"tests/Surety.Integration.Tests/RealData/{mapping}");
        var read = Mapping.Parse(mapping, File.ReadAllBytes(path)).ShouldBeOfType<Result<Mapping>.Ok>().Value;
        var builder = new FactBuilder();
        var lines = MappedTable.Read(read, builder, table, bytes).Lines;
        var set = builder.Build();
        builder.Problems.ShouldBeEmpty();
        return (set, lines);
    }
}
