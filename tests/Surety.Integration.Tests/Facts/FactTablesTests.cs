using System.Text;
using Shouldly;
using Surety.Facts;
using Surety.Storage.Facts;
using Xunit;

namespace Surety.Integration.Tests.Facts;

/// <summary>Rows of plain measurements are read on a short way; quotes send the same row the long way round.</summary>
public sealed class FactTablesTests
{
    static readonly string[] Rows =
    [
        "type,at,state,value,from,until,good,total,service,labels.probe,id,known",
        "state,2026-10-01T00:00:00Z,up,,,,,,a,p1,,",
        "state,2026-10-01T00:01:00Z,down,,,,,,a,p1,,",
        "state,2026-10-01T00:01:00Z,down,,,,,,a,p1,,",
        "state,2026-10-01T00:02:00Z,odd,,,,,,a,p1,,",
        "state,2026-10-01T00:03:00Z,up,,,,,,a,,,",
        "state,2026-10-01T00:03:00Z,down,,,,,,a,,,",
        "state,2026-10-01T00:04:00Z,up,,,,,,a,p1,s1,2026-10-01T00:09:00Z",
        "",
        "sample,2026-10-01T00:00:00Z,,12.5,,,,,a,,,",
        "sample,2026-10-01T00:00:30Z,,+12.5,,,,,a,,,",
        "sample,2026-10-01T00:01:00Z,,1e1,,,,,a,,,",
        "count,,,,2026-10-01T00:00:00Z,2026-10-01T00:05:00Z,9,10,Köln,,,",
        "count,,,,2026-10-01T00:05:00Z,2026-10-01T00:05:00Z,9,10,Köln,,,",
        "state,2026-10-01T00:05:00Z,up,,,,,,a,p1,,,",
        "state,2026-10-01T00:06:00Z,up,,,,,,a,p1,",
        "outage,,,,2026-10-01T00:05:00Z,2026-10-01T00:06:00Z,,,a,,o1,",
    ];

    static FactBuilder Read(string text)
    {
        var builder = new FactBuilder();
        FactTables.Read(builder, "facts.csv", Encoding.UTF8.GetBytes(text));
        return builder;
    }

    /// <summary>Lines, kinds of problems and everything that was taken.</summary>
    static List<string> Said(FactBuilder builder)
    {
        var facts = builder.Build();
        return
        [
            .. facts.States.Select(s => $"{s.Labels} {string.Join(' ', s.At.Zip(s.State, s.Origins))}"),
            .. facts.Values.Select(s => $"{s.Labels} {string.Join(' ', s.At.Zip(s.Value, s.Origins))}"),
            .. facts.Counts.Select(s => $"{s.Labels} {string.Join(' ', s.From.Zip(s.Until, s.Good))} {string.Join(' ', s.Total.Zip(s.Origins))}"),
            .. facts.Outages.Select(o => $"{o.Id} {o.From} {o.At}"),
            .. builder.Counts.Select(c => $"{c.Accepted} {c.Duplicates} {c.Refused} {string.Join(' ', c.RefusedLines)}"),
            .. builder.Problems.Select(p => $"{p.At.Line} {p.Code} {p.Message}"),
        ];
    }

    [Theory]
    [InlineData("\n", false)]
    [InlineData("\r\n", false)]
    [InlineData("\n", true)]
    public void Rows_in_quotes_and_plain_rows_give_the_same_facts(string lineEnd, bool byteOrderMark)
    {
        var plain = Read((byteOrderMark ? "\uFEFF" : "") + string.Join(lineEnd, Rows));
        var quoted = Read(string.Join('\n', Rows.Select((row, i) => i == 0 || row.Length == 0 ? row : string.Join(',', row.Split(',').Select(cell => $"\"{cell}\"")))));

        Said(plain).ShouldBe(Said(quoted));
        // Two states contradict each other, one is no state, one interval is empty, one row has a cell too many and one a cell too few.
        plain.Counts.Single().ShouldBe(new FactFileCount("facts.csv", 8, 1, 6, [5, 6, 7, 14, 15, 16]));
    }

    [Fact]
    public void A_cell_in_quotes_may_run_over_several_lines_and_the_lines_behind_it_keep_their_numbers()
    {
        var builder = Read("type,at,state,service,labels.note\nstate,2026-10-01T00:00:00Z,up,a,\"one\n\"\"two\"\", three\nfour\"\nstate,2026-10-01T00:01:00Z,up,b,\n");

        var facts = builder.Build();

        facts.States.Select(s => (s.Labels["note"], s.Origins[0].Line)).ShouldBe([("one\n\"two\", three\nfour", 2), (null, 5)], ignoreOrder: true);
        builder.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void A_quote_that_is_never_closed_is_told_of_where_it_opens()
    {
        var builder = Read("type,at,state,service\nstate,2026-10-01T00:00:00Z,up,a\nstate,2026-10-01T00:01:00Z,up,\"b\nstate,2026-10-01T00:02:00Z,up,c\n");

        builder.Problems.Single(p => p.Code == "table.quote").At.ToString().ShouldBe("facts.csv:3:31");
        builder.Build().States[0].Count.ShouldBe(1);
    }

    [Fact]
    public void A_row_with_a_character_that_nobody_keeps_is_refused() =>
        Said(Read("type,at,value,service\nsample,2026-10-01T00:00:00Z,1,a\nsample,2026-10-01T00:01:00Z,2,a\0b\n"))[^1].ShouldStartWith("3 fact.text");
}
