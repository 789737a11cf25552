using Shouldly;
using Surety.Facts;
using Surety.Storage.Facts;
using Xunit;

namespace Surety.Integration.Tests.Facts;

public sealed class GuideTests
{
    [Fact]
    public void Every_type_of_fact_in_the_guide_is_read()
    {
        var builder = new FactBuilder();

        JsonLines.Read(builder, "every-fact.jsonl", File.ReadAllBytes(Shared.Own("docs/guide/examples/every-fact.jsonl")));

        var set = builder.Build();
        builder.Problems.ShouldBeEmpty();
        builder.Counts.Single().Accepted.ShouldBe(26);
        set.Tickets.EventsOf(0).ElementAt(1).To.ShouldBe("waiting for customer");
    }

    [Fact]
    public void The_worked_table_of_the_guide_gives_the_lines_that_it_shows()
    {
        var mapping = Mapping.Parse("desk.yaml", File.ReadAllBytes(Shared.Own("docs/guide/examples/mappings/desk.yaml"))).ShouldBeOfType<Result<Mapping>.Ok>().Value;

        var lines = MappedTable.Read(mapping, new FactBuilder(), "desk.csv", File.ReadAllBytes(Shared.Own("docs/guide/examples/mappings/desk.csv"))).Lines;

        lines.ShouldBe(File.ReadAllLines(Shared.Own("docs/guide/examples/mappings/facts.jsonl")));
    }
}
