using System.Text;
using Shouldly;
using Surety.Facts;
using Xunit;

namespace Surety.Tests.Facts;

public sealed class FactRowsTests
{
    static readonly string[] Sent =
    [
        "{'type':'state','service':'a','at':'2026-10-01T00:00:00Z','state':'up'}",
        "{'type':'ticket','service':'a','ticket':'T-1','event':'waiting','for':'customer','at':'2026-10-01T00:10:00Z'}",
        "{'type':'outage','id':'o1','service':'a','from':'2026-10-01T01:00:00+02:00','source':'probe'}",
        "{'type':'sample','service':'b','labels':{'rack':'r1'},'at':'2026-10-01T00:01:00Z','value':1.5}",
        "{'type':'count','service':'b','from':'2026-10-01T00:00:00Z','until':'2026-10-01T00:05:00Z','good':9,'total':10}",
        "{'type':'exclusion','id':'w1','exclusion':'planned work','service':'a','from':'2026-10-01T00:05:00Z','until':'2026-10-01T00:06:00Z','agreed by':['customer','provider']}",
        "{'type':'state','service':'a','at':'2026-10-01T00:02:00Z','state':'down'}",
        "{'type':'member','group':'routers','member':'r1','from':'2026-10-01'}",
    ];

    static byte[] Columns(params string[] lines)
    {
        var builder = new FactBuilder(keepsRows: true);
        JsonLines.Read(builder, "night", Encoding.UTF8.GetBytes(string.Join('\n', lines).Replace('\'', '"')));
        builder.Problems.ShouldBeEmpty();
        using var output = new MemoryStream();
        FactColumns.Write(builder, output);
        return output.ToArray();
    }

    static ValueList<FactRow> Of(WantedFacts wanted, long after = -1, int most = 100) => FactRows.Of(Columns(Sent), wanted, after, most)!.Value;

    static int[] Lines(ValueList<FactRow> rows) => [.. rows.Select(r => r.Line)];

    [Fact]
    public void Facts_of_all_kinds_are_told_in_the_order_in_which_they_were_sent()
    {
        var rows = Of(new());

        Lines(rows).ShouldBe([1, 2, 3, 4, 5, 6, 7, 8]);
        rows.Select(r => r.Type).ShouldBe(["state", "ticket", "outage", "sample", "count", "exclusion", "state", "member"]);
        (rows[2].Source, rows[2].Id, rows[2].Written).ShouldBe(("probe", "o1", "{\"type\":\"outage\",\"id\":\"o1\",\"service\":\"a\",\"from\":\"2026-10-01T01:00:00+02:00\",\"source\":\"probe\"}"));
        (rows[0].Source, rows[0].File).ShouldBe((null, "night"));
        rows[3].Written.ShouldBe("{\"type\":\"sample\",\"service\":\"b\",\"at\":\"2026-10-01T00:01:00Z\",\"value\":1.5,\"labels\":{\"rack\":\"r1\"}}");
        rows[5].Written.ShouldContain("\"agreed by\":\"customer, provider\"");
    }

    [Fact]
    public void What_is_told_reads_as_the_same_facts()
    {
        static List<string> Said(byte[] columns)
        {
            var builder = new FactBuilder(keepsRows: true);
            FactColumns.Read(builder, "night", columns);
            var facts = builder.Build();
            builder.Problems.ShouldBeEmpty();
            return [string.Join('|', facts.States.SelectMany(s => s.At)), string.Join('|', facts.Values.SelectMany(s => s.Value)), string.Join('|', facts.Counts.SelectMany(s => s.Good)), $"{facts.Tickets.Count}", string.Join('|', facts.Outages), string.Join('|', facts.Exclusions), string.Join('|', facts.Members)];
        }

        Said(Columns([.. Of(new()).Select(r => r.Written)])).ShouldBe(Said(Columns(Sent)));
    }

    [Fact]
    public void A_list_goes_on_behind_a_place()
    {
        var (seen, after) = (new List<int>(), -1L);
        for (var part = Of(new(), after, 3); part.Count > 0; part = Of(new(), after, 3))
        {
            seen.AddRange(Lines(part));
            after = part[^1].Place;
        }

        seen.ShouldBe([1, 2, 3, 4, 5, 6, 7, 8]);
    }

    [Theory]
    [InlineData("service", "b", new[] { 4, 5 })]
    [InlineData("type", "state", new[] { 1, 7 })]
    [InlineData("id", "w1", new[] { 6 })]
    [InlineData("source", "probe", new[] { 3 })]
    [InlineData("line", "4", new[] { 4 })]
    // What has no end lasts, and what speaks of days is not left out by time.
    [InlineData("from", "2026-10-01T00:06:00Z", new[] { 2, 3, 8 })]
    [InlineData("until", "2026-10-01T00:01:00Z", new[] { 1, 3, 5, 8 })]
    public void Facts_are_chosen(string by, string value, int[] lines)
    {
        NodaTime.Instant At() => NodaTime.Text.InstantPattern.ExtendedIso.Parse(value).Value;
        var wanted = by switch { "service" => new WantedFacts(Service: value), "type" => new(Type: value), "id" => new(Id: value), "source" => new(Source: value), "from" => new(From: At()), "until" => new(Until: At()), _ => new() { Line = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) } };

        Lines(Of(wanted)).ShouldBe(lines);
    }

    [Fact]
    public void What_was_changed_is_told_as_that()
    {
        var bytes = Columns(Sent);
        bytes[^3] ^= 1;

        FactRows.Of(bytes, new(), -1, 10).ShouldBeNull();
    }
}
