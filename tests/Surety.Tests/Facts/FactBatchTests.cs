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

    [Theory]
    [InlineData("state", "at", "\"state\":\"up\",\"at\":\"2027-10-06T10:00:00Z\"")]
    [InlineData("state", "at", "\"state\":\"up\",\"id\":\"s\",\"at\":\"2027-10-06T10:00:00Z\"")]
    [InlineData("sample", "at", "\"value\":1,\"at\":\"2027-10-06T10:00:00Z\"")]
    [InlineData("count", "until", "\"good\":1,\"total\":1,\"from\":\"2026-10-06T11:00:00Z\",\"until\":\"2026-10-06T12:05:01Z\"")]
    [InlineData("ticket", "at", "\"ticket\":\"T1\",\"event\":\"opened\",\"at\":\"2026-10-13T10:00:00+02:00\"")]
    [InlineData("outage", "from", "\"from\":\"2026-10-06T12:06:00Z\"")]
    [InlineData("payment", "at", "\"invoice\":\"1\",\"state\":\"paid\",\"at\":\"2027-10-06T10:00:00Z\"")]
    [InlineData("done", "at", "\"of\":\"report\",\"at\":\"2027-10-06T10:00:00Z\"")]
    public void Nothing_is_measured_and_nothing_happens_after_it_arrived(string type, string key, string more)
    {
        var noon = NodaTime.Instant.FromUtc(2026, 10, 6, 12, 0);
        var line = $$"""{"type":"{{type}}",{{more}}}""";

        var batch = FactBatch.Read(builder => JsonLines.Read(builder, "b", Encoding.UTF8.GetBytes(line), source: "probe"), new Dictionary<(string, string), Digest>(), noon);

        (batch.Accepted, string.Join(' ', batch.RefusedLines)).ShouldBe((0, "1"));
        batch.Problems.Single().ShouldSatisfyAllConditions(p => p.Code.ShouldBe("fact.future"), p => p.At.Column.ShouldBe(line.IndexOf($"\"{key}\"", StringComparison.Ordinal) + key.Length + 4));
        // What is in the record already was taken at its door.
        Read(line).Accepted.ShouldBe(1);
    }

    [Theory]
    [InlineData("state", "\"state\":\"up\",\"at\":\"2026-10-06T12:05:00Z\"")]
    [InlineData("outage", "\"from\":\"2026-10-06T11:06:00Z\",\"until\":\"2026-10-06T13:00:00Z\"")]
    [InlineData("exclusion", "\"exclusion\":\"work\",\"from\":\"2026-12-06T11:06:00Z\",\"until\":\"2026-12-06T13:00:00Z\"")]
    [InlineData("charge", "\"id\":\"c\",\"amount\":1,\"currency\":\"EUR\",\"from\":\"2026-11-01\",\"until\":\"2026-12-01\"")]
    [InlineData("plan", "\"from\":\"2027-01-01\",\"tier\":\"gold\"")]
    [InlineData("member", "\"group\":\"g\",\"member\":\"m\",\"from\":\"2027-01-01\"")]
    [InlineData("usage", "\"quantity\":1,\"unit\":\"u\",\"from\":\"2026-10-01\",\"until\":\"2026-11-01\"")]
    public void What_may_lie_ahead_is_taken(string type, string more) =>
        FactBatch.Read(builder => JsonLines.Read(builder, "b", Encoding.UTF8.GetBytes($$"""{"type":"{{type}}",{{more}}}"""), source: "probe"), new Dictionary<(string, string), Digest>(), NodaTime.Instant.FromUtc(2026, 10, 6, 12, 0)).Accepted.ShouldBe(1);

    [Fact]
    public void A_file_of_columns_with_something_of_the_future_is_refused_as_a_whole()
    {
        var columns = Read("""{"type":"state","service":"shop","state":"up","at":"2026-10-06T10:00:00Z"}""" + "\n" + """{"type":"state","service":"shop","state":"down","at":"2027-10-06T10:00:00Z"}""").Columns;
        FactBatch At(int year) => FactBatch.Read(builder => FactColumns.Read(builder, "b", columns), new Dictionary<(string, string), Digest>(), NodaTime.Instant.FromUtc(year, 12, 6, 12, 0));

        (At(2026).Accepted, At(2026).Problems.Single().Code).ShouldBe((0, "fact.future"));
        At(2027).Accepted.ShouldBe(2);
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

    static FactBatch Sent(params string[] lines) => FactBatch.Read(builder => JsonLines.Read(builder, "b", Encoding.UTF8.GetBytes(string.Join('\n', lines)), source: "probe"), new Dictionary<(string, string), Digest>(), NodaTime.Instant.FromUtc(2026, 12, 1, 0, 0));

    static string State(string at, string state, string more = "") => $$"""{"type":"state","service":"shop","at":"2026-10-06T{{at}}Z","state":"{{state}}"{{more}}}""";

    static FactSet Kept(FactBatch batch)
    {
        var builder = new FactBuilder();
        FactColumns.Read(builder, "b", batch.Columns);
        var facts = builder.Build();
        builder.Problems.ShouldBeEmpty();
        return facts;
    }

    [Fact]
    public void Of_two_lines_that_contradict_each_other_the_first_stands()
    {
        var batch = Sent(State("10:00:00", "up"), State("10:01:00", "down"), State("10:00:00", "down"), State("10:00:00", "up"), State("10:02:00", "up"));

        batch.RefusedLines.ShouldBe([3]);
        batch.Problems.Single().Code.ShouldBe("fact.contradicts");
        batch.Problems.Single().Message.ShouldContain("Line 1 says 'up' of the same thing at 2026-10-06T10:00:00Z: this fact says 'down'");
        Kept(batch).States.Single().State.ShouldBe([ServiceState.Up, ServiceState.Down, ServiceState.Up]);
    }

    [Theory]
    [InlineData("""{"type":"sample","service":"shop","at":"2026-10-06T10:00:00Z","value":1.50}""", """{"type":"sample","service":"shop","at":"2026-10-06T10:00:00Z","value":1.5}""", """{"type":"sample","service":"shop","at":"2026-10-06T10:00:00Z","value":1.6}""")]
    [InlineData("""{"type":"count","from":"2026-10-06T10:00:00Z","until":"2026-10-06T11:00:00Z","good":9,"total":10}""", """{"type":"count","from":"2026-10-06T09:00:00Z","until":"2026-10-06T10:00:00Z","good":9,"total":10}""", """{"type":"count","from":"2026-10-06T10:30:00Z","until":"2026-10-06T11:30:00Z","good":9,"total":10}""")]
    [InlineData("""{"type":"forecast","of":"tickets","period":"2026-10","quantity":100,"at":"2026-09-06T10:00:00Z"}""", """{"type":"forecast","of":"tickets","period":"2026-10","quantity":120,"at":"2026-09-07T10:00:00Z"}""", """{"type":"forecast","of":"tickets","period":"2026-10","quantity":120,"at":"2026-09-06T10:00:00Z"}""")]
    [InlineData("""{"type":"usage","service":"api","quantity":100,"unit":"request","from":"2026-10-01","until":"2026-11-01"}""", """{"type":"usage","service":"api","quantity":100,"unit":"GB","from":"2026-10-01","until":"2026-11-01"}""", """{"type":"usage","service":"api","quantity":101,"unit":"request","from":"2026-10-01","until":"2026-11-01"}""")]
    [InlineData("""{"type":"payment","invoice":"R-1","state":"paid","at":"2026-10-06T10:00:00Z"}""", """{"type":"payment","invoice":"R-2","state":"overdue","at":"2026-10-06T10:00:00Z"}""", """{"type":"payment","invoice":"R-1","state":"overdue","at":"2026-10-06T10:00:00Z"}""")]
    [InlineData("""{"type":"plan","from":"2026-10-01","tier":"gold"}""", """{"type":"plan","from":"2026-10-02","tier":"silver"}""", """{"type":"plan","from":"2026-10-01","tier":"silver"}""")]
    public void What_can_be_one_thing_only_is_taken_once(string first, string beside, string other)
    {
        var batch = Sent(first, beside, other);

        batch.RefusedLines.ShouldBe([3], string.Join('\n', batch.Problems));
        batch.Problems.Single().Code.ShouldBe("fact.contradicts");
        Kept(batch);
    }

    [Fact]
    public void A_correction_contradicts_all_but_what_it_corrects()
    {
        static string Named(string id) => $",\"id\":\"{id}\"";
        static string For(string id, string old) => $"{Named(id)},\"supersedes\":\"{old}\"";

        // The order decides nothing where all of it is sent together.
        Sent(State("10:00:00", "down", For("c", "a")), State("10:00:00", "up", Named("a"))).RefusedLines.ShouldBeEmpty();
        Sent(State("10:00:00", "up", Named("a")), State("10:00:00", "down", For("c", "a")), State("10:00:00", "up", For("d", "c"))).RefusedLines.ShouldBeEmpty();
        // Another fact stands at the instant that the correction names, and what was corrected stands again.
        var refused = Sent(State("10:05:00", "up"), State("10:00:00", "up", Named("a")), State("10:05:00", "down", For("c", "a")), State("10:00:00", "down"));
        refused.RefusedLines.ShouldBe([3, 4]);
        refused.Problems[1].Mend!.ShouldContain("that names 'a' under \"supersedes\"");
        // The same id again is the same fact, refused again.
        Sent(State("10:00:00", "up"), State("10:00:00", "down", Named("a")), State("10:00:00", "down", Named("a"))).RefusedLines.ShouldBe([2, 3]);
    }

    [Fact]
    public void A_fact_is_corrected_once()
    {
        static string Corrected(string id, string old, string until) => One.Replace("o-1", id, StringComparison.Ordinal).Replace("}", $",\"until\":\"2026-10-06T{until}:00Z\",\"supersedes\":\"{old}\"}}", StringComparison.Ordinal);

        Sent(One, Corrected("o-2", "o-1", "11:00"), Corrected("o-3", "o-2", "12:00")).RefusedLines.ShouldBeEmpty();
        var twice = Sent(One, Corrected("o-2", "o-1", "11:00"), Corrected("o-3", "o-1", "10:05"));

        twice.RefusedLines.ShouldBe([3]);
        twice.Problems.Single().Message.ShouldContain("The fact 'o-1' is corrected already, by 'o-2'");
        Kept(twice).Outages.Single().Id.ShouldBe("o-2");
    }

    [Fact]
    public void A_file_of_columns_is_held_against_itself_row_by_row()
    {
        var builder = new FactBuilder(keepsRows: true);
        JsonLines.Read(builder, "a", Encoding.UTF8.GetBytes(string.Join('\n', State("10:00:00", "up"), State("10:00:00", "down"), State("10:01:00", "down"))), source: "probe");
        using var columns = new MemoryStream();
        FactColumns.Write(builder, columns);

        var batch = FactBatch.Read(b => FactColumns.Read(b, "b", columns.ToArray()), new Dictionary<(string, string), Digest>(), NodaTime.Instant.FromUtc(2026, 12, 1, 0, 0));

        (batch.Accepted, batch.RefusedLines).ShouldBe((2, [2]));
        Kept(batch).States.Single().State.ShouldBe([ServiceState.Up, ServiceState.Down]);
    }
}
