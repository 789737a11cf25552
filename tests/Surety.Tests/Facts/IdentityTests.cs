using Shouldly;
using Surety.Facts;
using Xunit;

namespace Surety.Tests.Facts;

public sealed class IdentityTests
{
    [Theory]
    [InlineData("{'type':'state','id':'1','at':'2026-10-01T08:00:00Z','state':'up'}", "{'type':'state','id':'2','at':'2026-10-01T08:00:00Z','state':'down'}")]
    [InlineData("{'type':'state','id':'1','at':'2026-10-01T08:00:00Z','state':'up'}", "{'type':'state','at':'2026-10-01T08:00:00Z','state':'down'}")]
    [InlineData("{'type':'sample','id':'1','at':'2026-10-01T08:00:00Z','value':1}", "{'type':'sample','id':'2','at':'2026-10-01T08:00:00Z','value':2}")]
    [InlineData("{'type':'count','id':'1','from':'2026-10-01T08:00:00Z','until':'2026-10-01T08:05:00Z','good':1,'total':2}", "{'type':'count','id':'2','from':'2026-10-01T08:00:00Z','until':'2026-10-01T08:05:00Z','good':2,'total':2}")]
    public void Two_ids_do_not_make_two_measurements_of_one_thing_and_instant(string one, string other)
    {
        var builder = Fact.Read(one, other);
        var set = builder.Build();

        builder.Problems.Select(p => $"{p.At.Line} {p.Code}").ShouldBe(["1 fact.contradiction", "2 fact.contradiction"]);
        set.States.SelectMany(s => s.State.ToArray()).ShouldAllBe(s => s == ServiceState.Unknown);
        set.Values.ShouldBeEmpty();
        set.Counts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{'type':'state',ID'at':'2026-10-01T08:00:00Z','state':'up'}")]
    [InlineData("{'type':'sample',ID'at':'2026-10-01T08:00:00Z','value':1}")]
    [InlineData("{'type':'count',ID'from':'2026-10-01T08:00:00Z','until':'2026-10-01T08:05:00Z','good':1,'total':2}")]
    public void A_measurement_that_two_ids_agree_on_counts_once(string line)
    {
        var builder = Fact.Read(line.Replace("ID", "'id':'1',", StringComparison.Ordinal), line.Replace("ID", "'id':'2',", StringComparison.Ordinal), line.Replace("ID", "", StringComparison.Ordinal));
        var set = builder.Build();

        builder.Problems.ShouldBeEmpty();
        builder.Counts.Single().ShouldBe(new("facts.jsonl", 1, 2, 0, []));
        (set.States.Sum(s => s.At.Count) + set.Values.Sum(s => s.At.Count) + set.Counts.Sum(s => s.From.Count)).ShouldBe(1);
    }

    [Fact]
    public void Answers_and_values_of_one_instant_may_be_several() =>
        Fact.Set(
            "{'type':'answer','id':'1','at':'2026-10-01T08:00:00Z','score':5}", "{'type':'answer','id':'2','at':'2026-10-01T08:00:00Z','score':4}",
            "{'type':'value','id':'3','at':'2026-10-01T08:00:00Z','value':5}", "{'type':'value','id':'4','at':'2026-10-01T08:00:00Z','value':4}")
            .Values.Select(v => v.Value.Count).ShouldBe([2, 2]);

    [Fact]
    public void Where_one_id_says_two_states_nobody_knows_from_each_of_their_instants()
    {
        string[] lines =
        [
            "{'type':'state','at':'2026-10-01T00:00:00Z','state':'up'}", "{'type':'state','id':'1','at':'2026-10-02T00:00:00Z','state':'down'}",
            "{'type':'state','at':'2026-10-03T00:00:00Z','state':'up'}", "{'type':'state','id':'1','at':'2026-10-04T00:00:00Z','state':'up'}",
        ];

        Fact.Set(lines).States.Single().State.ToArray().ShouldBe([ServiceState.Up, ServiceState.Unknown, ServiceState.Up, ServiceState.Unknown]);
        Fact.Set([.. lines.Reverse()]).States.Single().State.ToArray().ShouldBe([ServiceState.Up, ServiceState.Unknown, ServiceState.Up, ServiceState.Unknown]);
    }

    [Fact]
    public void Seen_from_its_middle_an_outage_still_lasts_whatever_it_says_of_its_end()
    {
        var builder = Fact.Read("{'type':'outage','id':'o','from':'2026-10-01T08:00:00Z','until':'2026-10-01T10:00:00Z'}");

        builder.Build(Fact.At("2026-10-01T09:00:00Z")).Outages.Single().Until.ShouldBeNull();
        builder.Build(Fact.At("2026-10-01T10:00:00Z")).Outages.Single().Until.ShouldBe(Fact.At("2026-10-01T10:00:00Z"));
        builder.Build(Fact.At("2026-10-01T07:59:59Z")).Outages.ShouldBeEmpty();
    }

    [Fact]
    public void Settled_twice_a_file_counts_the_same()
    {
        var builder = Fact.Read("{'type':'state','at':'2026-10-01T08:00:00Z','state':'up'}", "{'type':'state','at':'2026-10-01T08:00:00Z','state':'up'}");

        builder.Build();
        builder.Build();

        builder.Counts.Single().ShouldBe(new("facts.jsonl", 1, 1, 0, []));
    }

    [Theory]
    [InlineData("'attributes':{'class':'core'}", "'attributes':{'class':'edge'}")]
    [InlineData("'fee':'EUR 1.00 per month'", "'fee':'EUR 2.00 per month'")]
    public void Which_of_two_facts_about_a_member_came_first_decides_nothing(string one, string other)
    {
        string Line(string more) => $"{{'type':'member','group':'routers','member':'r1','from':'2026-01-01',{more}}}";

        Fact.Set(Line(one), Line(other)).Members.Select(m => (m.Attributes, m.Fee)).ShouldBe(Fact.Set(Line(other), Line(one)).Members.Select(m => (m.Attributes, m.Fee)));
    }

    [Fact]
    public void What_a_ticket_is_about_does_not_hang_on_the_order_of_lines()
    {
        const string one = "{'type':'ticket','id':'1','ticket':'T','event':'opened','at':'2026-10-01T08:00:00Z','priority':'P1'}";
        const string other = "{'type':'ticket','id':'2','ticket':'T','event':'opened','at':'2026-10-01T08:00:00Z','priority':'P2'}";

        Fact.Set(one, other).Tickets.LabelsOf(0).ShouldBe(Fact.Set(other, one).Tickets.LabelsOf(0));
    }
}
