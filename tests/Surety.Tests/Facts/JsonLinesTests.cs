using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Surety.Facts;
using Xunit;

namespace Surety.Tests.Facts;

public sealed class JsonLinesTests
{
    [Fact]
    public void A_state_becomes_a_row_of_its_series()
    {
        var facts = Fact.Set(
            "{'type':'state','at':'2026-10-01T08:00:00Z','service':'web shop','state':'down','labels':{'probe':'http'}}",
            "",
            "{'type':'state','at':'2026-10-01T09:00:00+02:00','service':'web shop','state':'up','labels':{'probe':'http'}}");

        var series = facts.States.ShouldHaveSingleItem();
        series.Labels.ToString().ShouldBe("probe=http, service=web shop");
        series.State.ToArray().ShouldBe([ServiceState.Up, ServiceState.Down]);
        series.Origins.Select(o => o.Line).ShouldBe([3, 1]);
    }

    [Fact]
    public void What_is_wrong_is_said_at_its_place_and_the_other_lines_go_on()
    {
        var builder = Fact.Read(
            "{'type':'state','at':'2026-10-01T08:00:00','state':'down'}",
            "{'type':'sate','at':'2026-10-01T08:00:00Z','state':'down'}",
            "{'type':'sample','at':'2026-10-01T08:00:00Z','value':1e400}",
            "{'type':'state','at':'2026-10-01T08:00:00Z','state':'dwon'}",
            "{'type':'state','at':'2026-10-01T08:00:00Z','state':'down','colour':'red'}",
            "[1]",
            "{'type':'state'",
            "{'type':'state','at':'2026-10-01T08:00:00Z','state':'down'}");

        builder.Build().States.Single().At.Count.ShouldBe(1);
        builder.Problems.Select(p => $"{p.At.Line}:{p.At.Column} {p.Code}").ShouldBe(
            ["1:22 fact.instant", "2:9 fact.type", "3:54 fact.number", "4:53 fact.choice", "5:69 fact.unknown-key", "6:1 fact.json", "7:16 fact.json"]);
        builder.Counts.Single().ShouldBe(new("facts.jsonl", 1, 0, 7, [1, 2, 3, 4, 5, 6, 7]));
    }

    [Fact]
    public void A_contradiction_counts_for_nobody_until_a_correction_settles_it()
    {
        const string wrong = "{'type':'value','id':'a','at':'2026-10-01T08:00:00Z','value':'98.7'}";
        const string other = "{'type':'value','id':'a','at':'2026-10-01T08:00:00Z','value':'99.7'}";
        const string correction = "{'type':'value','id':'b','at':'2026-10-01T08:00:00Z','value':'99.7','supersedes':'a','known':'2026-11-03T00:00:00Z'}";

        var builder = Fact.Read(wrong, other);
        builder.Build().Values.ShouldBeEmpty();
        builder.Problems.Select(p => p.Code).ShouldBe(["fact.contradiction", "fact.contradiction"]);

        Fact.Set(wrong, correction).Values.Single().Value.ToArray().ShouldBe([99.7m]);
        Fact.Read(wrong, correction).Build(Fact.At("2026-11-01T00:00:00Z")).Values.Single().Value.ToArray().ShouldBe([98.7m]);
    }

    [Fact]
    public void Where_states_contradict_each_other_nobody_knows_until_the_next_one()
    {
        var facts = Fact.Set(
            "{'type':'state','at':'2026-02-01T00:00:00Z','state':'up'}",
            "{'type':'state','at':'2026-02-10T00:00:00Z','state':'down'}",
            "{'type':'state','at':'2026-02-10T00:00:00Z','state':'up'}",
            "{'type':'state','at':'2026-02-12T00:00:00Z','state':'up'}");

        facts.States.Single().State.ToArray().ShouldBe([ServiceState.Up, ServiceState.Unknown, ServiceState.Up]);
    }

    [Fact]
    public void A_correction_that_is_not_known_yet_corrects_nothing()
    {
        var builder = Fact.Read(
            "{'type':'value','id':'a','at':'2026-10-01T08:00:00Z','value':'98.7'}",
            "{'type':'value','id':'b','at':'2026-10-05T08:00:00Z','value':'99.7','supersedes':'a'}");

        builder.Build(Fact.At("2026-10-03T00:00:00Z")).Values.Single().Value.ToArray().ShouldBe([98.7m]);
        builder.Build().Values.Single().Value.ToArray().ShouldBe([99.7m]);
    }

    [Fact]
    public void Sent_twice_counts_once()
    {
        const string line = "{'type':'ticket','ticket':'T-1','event':'opened','at':'2026-10-01T08:00:00Z','priority':'P1'}";

        var builder = Fact.Read(line, line, line);

        builder.Build().Tickets.At.Length.ShouldBe(1);
        builder.Counts.Single().Duplicates.ShouldBe(2);
    }

    [Fact]
    public void The_order_of_lines_decides_nothing()
    {
        string[] lines =
        [
            .. Enumerable.Range(0, 12).Select(i => $"{{'type':'state','at':'2026-10-{1 + (i / 2):D2}T08:00:00Z','service':'s{i % 2}','state':'{(i % 3 == 0 ? "down" : "up")}'}}"),
            .. Enumerable.Range(0, 9).Select(i => $"{{'type':'ticket','ticket':'T-{i % 2}','event':'{(i < 2 ? "opened" : i < 5 ? "status" : "replied")}','at':'2026-10-01T0{i / 3}:00:00Z','to':'x{i % 3}','by':'provider'}}"),
            "{'type':'answer','id':'1','at':'2026-10-01T08:00:00Z','score':4}",
            "{'type':'answer','id':'2','at':'2026-10-01T08:00:00Z','score':5}",
        ];
        var expected = Text(Fact.Set(lines));

        Prop.ForAll(Gen.Shuffle(lines).ToArbitrary(), shuffled => Text(Fact.Set([.. shuffled, .. shuffled.Take(5)])) == expected).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_bytes_give_facts_or_problems()
    {
        var valid = Encoding.UTF8.GetBytes("{\"type\":\"state\",\"at\":\"2026-10-01T08:00:00Z\",\"service\":\"web shop\",\"state\":\"down\",\"labels\":{\"probe\":\"http\"}}\n");
        var damage = from at in Gen.Choose(0, valid.Length - 1) from value in Gen.Choose(0, 255) from cut in Gen.Choose(0, valid.Length) select (at, (byte)value, cut);

        Prop.ForAll(damage.ToArbitrary(), d =>
        {
            var bytes = valid.ToArray();
            bytes[d.at] = d.Item2;
            var builder = new FactBuilder();
            JsonLines.Read(builder, "x.jsonl", bytes.AsMemory(0, d.cut));
            builder.Build();
            return builder.Counts.Single() is var c && (c.Refused == 0 || builder.Problems.Count > 0);
        }).QuickCheckThrowOnFailure();
    }

    static string Text(FactSet set) =>
        string.Join("\n", set.States.Select(s => $"{s.Labels} {string.Join(",", s.At.ToArray())} {string.Join(",", s.State.ToArray())}"))
        + string.Join("\n", set.Values.Select(s => $"{s.Labels} {string.Join(",", s.At.ToArray())} {string.Join(",", s.Value.ToArray())}"))
        + string.Join("\n", Enumerable.Range(0, set.Tickets.Count).Select(ticket =>
            $"{set.Tickets.IdOf(ticket)} {set.Tickets.LabelsOf(ticket)} {string.Join(",", set.Tickets.EventsOf(ticket).Select(e => $"{e.Ticks} {e.What} {e.To} {e.By}"))}"));
}
