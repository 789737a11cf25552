using Shouldly;
using Surety.Facts;
using Xunit;

namespace Surety.Tests.Facts;

public sealed class CorrectionsTests
{
    static string Value(string id, string value, string more = "") => $"{{'type':'value','id':'{id}','at':'2026-10-01T08:00:00Z','value':'{value}'{more}}}";

    static decimal[] Values(FactBuilder builder) => [.. builder.Build().Values.SelectMany(s => s.Value.ToArray())];

    static string[] Refused(FactBuilder builder)
    {
        builder.Build();
        return [.. builder.Problems.Select(p => $"{p.At.Line}:{p.At.Column} {p.Code}")];
    }

    [Fact]
    public void The_last_of_a_chain_counts_in_whatever_order_it_arrives()
    {
        string[] chain = [Value("a", "1"), Value("b", "2", ",'supersedes':'a'"), Value("c", "3", ",'supersedes':'b'")];

        foreach (var order in new[] { "012", "021", "102", "120", "201", "210" })
        {
            var builder = Fact.Read([.. order.Select(i => chain[i - '0'])]);
            Values(builder).ShouldBe([3m], order);
            builder.Problems.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Of_an_id_that_stands_for_two_facts_a_correction_tells_the_same_one_in_whatever_order_they_arrive()
    {
        string[] facts =
        [
            "{'type':'claimed','id':'a','of':'x','at':'2026-10-01T08:00:00Z','region':'eu'}", "{'type':'done','id':'a','of':'x','at':'2026-10-02T08:00:00Z','region':'us'}",
            "{'type':'state','at':'2026-10-03T08:00:00Z','state':'down','supersedes':'a','region':'eu'}",
        ];

        foreach (var order in new[] { "012", "021", "102", "120", "201", "210" })
        {
            var correction = Fact.Read([.. order.Select(i => facts[i - '0'])]).Build().Corrected!.All.Single();
            (correction.What, correction.Was.ToString(), correction.From).ShouldBe(("state", "region=eu", NodaTime.Instant.FromUtc(2026, 10, 1, 8, 0).ToUnixTimeTicks()), order);
        }
    }

    [Fact]
    public void A_correction_of_nothing_is_refused_where_it_stands_and_counts_for_nothing()
    {
        var builder = Fact.Read(Value("o-1", "1"), Value("b", "2", ",'supersedes':'o1'"));

        Values(builder).ShouldBe([1m]);
        var problem = builder.Problems.ShouldHaveSingleItem();
        problem.ToString().ShouldBe("facts.jsonl:2:1: error fact.corrects-nothing: The source 'facts' has no fact with the id 'o1', so there is nothing to correct. Did you mean 'o-1'?");
        builder.Counts.Single().ShouldBe(new("facts.jsonl", 1, 0, 1, [2]));
    }

    [Fact]
    public void Nobody_is_asked_whether_a_correction_means_itself()
    {
        var builder = Fact.Read(Value("v2", "2", ",'supersedes':'v1'"));
        builder.Build();

        builder.Problems.ShouldHaveSingleItem().Mend.ShouldBe("Name the id that stands in the fact, or leave 'supersedes' out.");
    }

    [Fact]
    public void A_correction_from_another_file_names_the_source_of_what_it_corrects()
    {
        var builder = new FactBuilder();
        JsonLines.Read(builder, "october.jsonl", Json(Value("a", "1")));
        JsonLines.Read(builder, "corrections.jsonl", Json(Value("b", "2", ",'supersedes':'a'")));

        Values(builder).ShouldBe([1m]);
        builder.Problems.ShouldHaveSingleItem().ToString().ShouldBe(
            "corrections.jsonl:1:1: error fact.corrects-nothing: The source 'corrections' has no fact with the id 'a', so there is nothing to correct. The source 'october' has one: a correction from another file names it under \"source\".");

        builder = new();
        JsonLines.Read(builder, "october.jsonl", Json(Value("a", "1")));
        JsonLines.Read(builder, "corrections.jsonl", Json(Value("b", "2", ",'supersedes':'a','source':'october'")));
        Values(builder).ShouldBe([2m]);
    }

    [Fact]
    public void Corrections_in_a_circle_are_all_refused()
    {
        Refused(Fact.Read(Value("a", "1", ",'supersedes':'a'"))).ShouldBe(["1:1 fact.circle"]);

        var builder = Fact.Read(Value("a", "1", ",'supersedes':'c'"), Value("b", "2", ",'supersedes':'a'"), Value("c", "3", ",'supersedes':'b'"), Value("d", "4"));
        Refused(builder).ShouldBe(["1:1 fact.circle", "2:1 fact.circle", "3:1 fact.circle"]);
        Values(builder).ShouldBe([4m]);
    }

    [Fact]
    public void What_corrects_a_fact_of_a_circle_takes_its_place() =>
        Values(Fact.Read(Value("a", "1", ",'supersedes':'b'"), Value("b", "2", ",'supersedes':'a'"), Value("c", "3", ",'supersedes':'a'"))).ShouldBe([3m]);

    [Fact]
    public void Two_corrections_of_one_fact_contradict_each_other_unless_they_say_the_same()
    {
        var differing = Fact.Read(Value("a", "1"), Value("b", "2", ",'supersedes':'a'"), Value("c", "3", ",'supersedes':'a'"));
        Values(differing).ShouldBeEmpty();
        differing.Problems.Select(p => p.ToString()).ShouldBe(
        [
            "facts.jsonl:2:1: error fact.contradiction: The same fact is corrected otherwise in facts.jsonl:3. None of them is counted. A correction is a fact with an id of its own that 'supersedes' the wrong one.",
            "facts.jsonl:3:1: error fact.contradiction: The same fact is corrected otherwise in facts.jsonl:2. None of them is counted. A correction is a fact with an id of its own that 'supersedes' the wrong one.",
        ]);

        var agreeing = Fact.Read(Value("a", "1"), Value("b", "2", ",'supersedes':'a'"), Value("c", "2", ",'supersedes':'a'"));
        Values(agreeing).ShouldBe([2m]);
        agreeing.Counts.Single().ShouldBe(new("facts.jsonl", 2, 1, 0, []));
    }

    [Fact]
    public void A_correction_settles_two_corrections_that_differ()
    {
        var builder = Fact.Read(Value("a", "1"), Value("b", "2", ",'supersedes':'a'"), Value("c", "3", ",'supersedes':'a'"), Value("d", "3", ",'supersedes':'b'"), Value("e", "3", ",'supersedes':'c'"));

        Values(builder).ShouldBe([3m]);
        builder.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void A_line_that_cannot_be_read_may_be_corrected()
    {
        var builder = Fact.Read(Value("a", "one"), Value("b", "2", ",'supersedes':'a'"));

        Values(builder).ShouldBe([2m]);
        builder.Problems.Select(p => p.Code).ShouldBe(["fact.number"]);
    }

    [Fact]
    public void A_correction_may_be_of_another_type()
    {
        var facts = Fact.Set(
            "{'type':'state','id':'a','at':'2026-10-01T08:00:00Z','state':'down'}",
            "{'type':'outage','id':'b','supersedes':'a','from':'2026-10-01T08:00:00Z','until':'2026-10-01T09:00:00Z'}");

        facts.States.ShouldBeEmpty();
        facts.Outages.Count.ShouldBe(1);
    }

    [Fact]
    public void One_id_for_two_types_of_fact_is_a_contradiction()
    {
        var builder = Fact.Read(
            "{'type':'state','id':'a','at':'2026-10-01T08:00:00Z','state':'down'}",
            "{'type':'outage','id':'a','from':'2026-10-01T08:00:00Z','until':'2026-10-01T09:00:00Z'}",
            "{'type':'outage','id':'a','source':'other','from':'2026-10-01T08:00:00Z','until':'2026-10-01T09:00:00Z'}");

        Refused(builder).ShouldBe(["1:1 fact.contradiction", "2:1 fact.contradiction"]);
        builder.Build().Outages.Count.ShouldBe(1);
    }

    [Fact]
    public void Many_corrections_of_nothing_are_told_of_as_one_hundred_and_a_number()
    {
        var builder = Fact.Read([.. Enumerable.Range(0, 1_000).Select(i => Value($"b{i}", "2", $",'supersedes':'a{i}'"))]);

        builder.Build().Values.ShouldBeEmpty();
        builder.Problems.Count.ShouldBe(101);
        builder.Problems[^1].Message.ShouldBe("There are 900 more problems like the ones above.");
    }

    static byte[] Json(string line) => System.Text.Encoding.UTF8.GetBytes(line.Replace('\'', '"'));
}
