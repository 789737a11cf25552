using System.Text;
using Shouldly;
using Surety.Facts;
using Xunit;

namespace Surety.Tests.Facts;

public sealed class FactBatchTests
{
    static FactBatch Read(string lines, Dictionary<(string, string), Digest>? known = null) => FactBatch.Read(builder => JsonLines.Read(builder, "b", Encoding.UTF8.GetBytes(lines), source: "probe"), known ?? []);

    const string One = """{"type":"outage","id":"o-1","service":"shop","from":"2026-10-06T10:00:00Z"}""";

    [Fact]
    public void What_can_be_used_is_kept_and_the_rest_is_told_with_its_line()
    {
        var batch = Read($$"""
            {{One}}
            {"type":"outage","id":"o-2","service":"shop"}
            no json
            {"type":"state","at":"2026-10-06T10:00:00Z","state":"down","service":"shop"}
            """);

        batch.Accepted.ShouldBe(2);
        batch.RefusedLines.ShouldBe([2, 3]);
        batch.Problems.Select(p => p.At.Line).Distinct().ShouldBe([2, 3]);
        batch.Ids.Select(i => (i.Source, i.Id)).ShouldBe([("probe", "o-1")]);
        var again = new FactBuilder();
        FactColumns.Read(again, "b", batch.Columns);
        var facts = again.Build();
        facts.Outages.Count.ShouldBe(1);
        facts.States.Count.ShouldBe(1);
        again.Problems.Count.ShouldBe(0);
    }

    [Fact]
    public void The_same_facts_are_the_same_bytes()
    {
        Read(One).Columns.ToArray().ShouldBe(Read(One + "\nnonsense").Columns.ToArray());
        Read(One).Columns.ToArray().ShouldNotBe(Read(One.Replace("shop", "mail", StringComparison.Ordinal)).Columns.ToArray());
    }

    [Fact]
    public void An_id_that_is_known_counts_once_or_is_refused_where_it_says_something_else()
    {
        var first = Read(One);
        var known = first.Ids.ToDictionary(i => (i.Source, i.Id), i => i.Content);

        var same = Read("""{"from":"2026-10-06T10:00:00Z","service":"shop","id":"o-1","type":"outage"}""", known);
        var other = Read(One.Replace("10:00", "11:00", StringComparison.Ordinal), known);

        (same.Accepted, same.Duplicates, same.RefusedLines.Count).ShouldBe((0, 1, 0));
        (other.Accepted, other.Duplicates, other.RefusedLines.Count).ShouldBe((0, 0, 1));
        other.Problems.Single().Code.ShouldBe("fact.id-taken");
    }

    [Fact]
    public void Nothing_becomes_known_after_it_arrived()
    {
        var noon = NodaTime.Instant.FromUtc(2026, 10, 6, 12, 0);
        static string Known(string at) => One.Replace("\"service\"", $"\"known\":\"{at}\",\"service\"", StringComparison.Ordinal);
        FactBatch Arrived(string line) => FactBatch.Read(builder => JsonLines.Read(builder, "b", Encoding.UTF8.GetBytes(line), source: "probe"), new Dictionary<(string, string), Digest>(), noon);

        Arrived(Known("2026-10-06T11:00:00Z")).Accepted.ShouldBe(1);
        // The clock of a sender may be a little ahead.
        Arrived(Known("2026-10-06T12:05:00Z")).Accepted.ShouldBe(1);
        var hidden = Arrived(Known("2199-01-01T00:00:00+01:00"));
        (hidden.Accepted, hidden.RefusedLines.Count, hidden.Problems.Single().Code).ShouldBe((0, 1, "fact.known-later"));
        Arrived(Known("soon")).Problems.Single().Code.ShouldBe("fact.instant");
    }

    [Fact]
    public void Within_a_batch_the_first_fact_has_the_id()
    {
        var batch = Read($"{One}\n{One}\n{One.Replace("10:00", "11:00", StringComparison.Ordinal)}");

        (batch.Accepted, batch.Duplicates).ShouldBe((1, 1));
        batch.RefusedLines.ShouldBe([3]);
        batch.Ids.Count.ShouldBe(1);
    }

    [Fact]
    public void A_fact_that_was_refused_takes_no_id()
    {
        var batch = Read($$"""
            {"type":"outage","id":"o-1","service":"shop"}
            {{One}}
            """);

        batch.Accepted.ShouldBe(1);
        batch.RefusedLines.ShouldBe([1]);
    }
}
