using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Facts;
using Xunit;

namespace Surety.Tests.Facts;

/// <summary>Plain measurements are read on a short way; a letter written as an escape sends the same row the long way round.</summary>
public sealed class PlainRowsTests
{
    static readonly Instant Start = Instant.FromUtc(2026, 10, 1, 0, 0);

    /// <summary>A line of a file: half of them in order, some twice, some contradicting, some corrected, some no facts.</summary>
    static Gen<string> Lines() =>
        from kind in Gen.Elements("state", "sample", "count")
        from service in Gen.Elements("a", "b")
        from minute in Gen.Choose(0, 12)
        from content in Gen.Choose(0, 2)
        from odd in Gen.Frequency((12, Gen.Constant("")), (1, Gen.Constant("\"id\":\"x\",")), (1, Gen.Constant("\"id\":\"y\",\"supersedes\":\"x\",")), (1, Gen.Constant("\"known\":\"2026-10-02T00:00:00Z\",")),
            (1, Gen.Constant("\"labels\":{\"probe\":\"p\"},")), (1, Gen.Constant("\"source\":\"s\",")), (1, Gen.Constant("\"colour\":\"red\",")), (1, Gen.Constant("\"region\":\"Köln\",")))
        select $"{{{odd}\"type\":\"{kind}\",\"service\":\"{service}\",{Content(kind, Start + Duration.FromMinutes(minute), content)}}}";

    static string Content(string kind, Instant at, int content) => kind switch
    {
        "state" => $"\"at\":\"{at}\",\"state\":\"{(content == 0 ? "up" : content == 1 ? "down" : "wrong")}\"",
        "sample" => $"\"value\":{(content == 2 ? "-0.50" : content.ToString(CultureInfo.InvariantCulture))},\"at\":\"{at}\"",
        _ => $"\"from\":\"{at}\",\"until\":\"{at + Duration.FromMinutes(1 + (content / 2))}\",\"good\":{90 + content},\"total\":91",
    };

    static FactBuilder Read(IEnumerable<string> lines, Func<string, string>? written = null)
    {
        var builder = new FactBuilder();
        JsonLines.Read(builder, "facts.jsonl", Encoding.UTF8.GetBytes(string.Join("\n", lines.Select(l => written?.Invoke(l) ?? l))));
        return builder;
    }

    static string TheLongWay(string line) => line.Replace("\"type\"", "\"\\u0074ype\"", StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("2026-10-01T00:06:00Z")]
    public void The_short_way_and_the_long_way_give_the_same_facts(string? known) => Prop.ForAll(Lines().ListOf().ToArbitrary(), lines =>
    {
        Instant? knownAt = known is null ? null : Fact.At(known);
        var (shortWay, longWay) = (Read(lines), Read(lines, TheLongWay));

        Said(shortWay, knownAt).ShouldBe(Said(longWay, knownAt), string.Join("\n", lines));
        Said(shortWay, knownAt).ShouldBe(Said(longWay, knownAt), "asked twice");
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    [Fact]
    public void Of_two_rows_that_say_the_same_the_first_stays_whatever_was_contradicted_between_them()
    {
        var series = Fact.Set(
            "{'type':'state','service':'b','at':'2026-10-01T00:06:00Z','state':'down'}",
            "{'type':'state','service':'b','at':'2026-10-01T00:02:00Z','state':'up','id':'y'}",
            "{'type':'state','service':'b','at':'2026-10-01T00:06:00Z','state':'up'}",
            "{'type':'state','service':'b','at':'2026-10-01T00:02:00Z','state':'up'}").States.ShouldHaveSingleItem();

        series.Origins[0].Line.ShouldBe(2);
    }

    /// <summary>Everything that a builder says, as lines. Columns of problems are those of the line as written, so they are left out.</summary>
    static List<string> Said(FactBuilder builder, Instant? knownAt)
    {
        var facts = builder.Build(knownAt);
        return
        [
            .. facts.States.Select(s => $"{s.Labels} {string.Join(' ', s.At.Zip(s.State, s.Origins))}"),
            .. facts.Values.Select(s => $"{s.Kind} {s.Labels} {string.Join(' ', s.At.Zip(s.Value.Select(v => v / 1.000m), s.Origins))}"),
            .. facts.Counts.Select(s => $"{s.Labels} {string.Join(' ', s.From.Zip(s.Until, s.Good))} {string.Join(' ', s.Total.Zip(s.Origins))}"),
            .. builder.Counts.Select(c => $"{c.Accepted} {c.Duplicates} {c.Refused} {string.Join(' ', c.RefusedLines)}"),
            .. builder.Problems.Select(p => $"{p.At.Line} {p.Code} {p.Message}"),
        ];
    }

    [Theory]
    [InlineData("2026-10-01T08:00:00Z")]
    [InlineData("2024-02-29T23:59:59.1234567+14:00")]
    [InlineData("2000-02-29T00:00:00-03:30")]
    [InlineData("2100-02-28T00:00:00.5Z")]
    [InlineData("1971-01-01T00:00:00Z")]
    [InlineData("2198-12-31T23:59:59.9999999Z")]
    public void A_plain_instant_is_the_instant(string text)
    {
        PlainInstant.TryRead(Encoding.ASCII.GetBytes(text), out var ticks).ShouldBeTrue();

        Instant.FromUnixTimeTicks(ticks).ShouldBe(Fact.At(text));
    }

    [Fact]
    public void Every_day_of_plain_instants_is_the_day() => Enumerable.Range(0, 83_000).Select(d => new LocalDate(1971, 1, 1).PlusDays(d)).ShouldAllBe(day => IsRight(day));

    static bool IsRight(LocalDate day) =>
        PlainInstant.TryRead(Encoding.ASCII.GetBytes($"{day:uuuu-MM-dd}T00:00:00Z"), out var ticks) && ticks == day.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant().ToUnixTimeTicks();

    [Theory]
    [InlineData("2026-02-29T08:00:00Z")]
    [InlineData("2100-02-29T08:00:00Z")]
    [InlineData("2026-13-01T08:00:00Z")]
    [InlineData("2026-00-01T08:00:00Z")]
    [InlineData("2026-10-00T08:00:00Z")]
    [InlineData("2026-10-01T24:00:00Z")]
    [InlineData("2026-10-01T08:60:00Z")]
    [InlineData("2026-10-01T08:00:60Z")]
    [InlineData("2026-10-01T08:00:00")]
    [InlineData("2026-10-01T08:00:00.Z")]
    [InlineData("2026-10-01T08:00:00.12345678Z")]
    [InlineData("2026-10-01T08:00:00+1:00")]
    [InlineData("2026-10-01T08:00:00+19:00")]
    [InlineData("2026-10-01 08:00:00Z")]
    [InlineData("2O26-10-01T08:00:00Z")]
    [InlineData("2026-10-01T0:000:00Z")]
    [InlineData("2026-10-01T08:00:00ZZ")]
    [InlineData("1970-12-31T00:00:00Z")]
    [InlineData("2199-01-01T00:00:00Z")]
    public void What_is_written_otherwise_is_left_to_the_careful_reader(string text) => PlainInstant.TryRead(Encoding.ASCII.GetBytes(text), out _).ShouldBeFalse();

    [Theory]
    [InlineData("{'type':'sample','at':'2026-10-01T00:00:00Z','value':012}")]
    [InlineData("{'type':'sample','at':'2026-10-01T00:00:00Z','value':1.}")]
    [InlineData("{'type':'sample','at':'2026-10-01T00:00:00Z','value':--1}")]
    [InlineData("{'type':'sample','at':'2026-10-01T00:00:00Z','value':1 2}")]
    [InlineData("{'type':'sample','at':'2026-10-01T00:00:00Z','value':1},")]
    [InlineData("{'type':'sample','at':'2026-10-01T00:00:00Z','value':1,}")]
    [InlineData("{'type':'sample','at':'2026-10-01T00:00:00Z' 'value':1}")]
    [InlineData("{'type':'sample','at':'2026-10-01T00:00:00Z','value':1")]
    [InlineData("{'type':'sample','type':'sample','at':'2026-10-01T00:00:00Z','value':1}")]
    [InlineData("{'type':'sample','at':'2026-10-01T00:00:00Z','value':1,'good':1}")]
    [InlineData("{'type':'sample','value':1}")]
    [InlineData("{'type':'sample','at':'2026-10-01T00:00:00Z','value':1,'service':'a','labels':{'service':'b'}}")]
    [InlineData("{'type':'sample','at':'2026-10-01T00:00:00Z','value':1,'labels':{'p':'b','p':'b'}}")]
    [InlineData("{'type':'count','from':'2026-10-01T00:00:00Z','until':'2026-10-01T00:00:00Z','good':1,'total':1}")]
    [InlineData("{'type':'count','from':'2026-10-01T00:00:00Z','until':'2026-10-01T00:01:00Z','good':2,'total':1}")]
    [InlineData("{'type':'count','from':'2026-10-01T00:00:00Z','until':'2026-10-01T00:01:00Z','good':-1,'total':1}")]
    [InlineData("{'type':'count','from':'2026-10-01T00:00:00Z','until':'2026-10-01T00:01:00Z','good':0.5,'total':1}")]
    public void What_is_wrong_is_refused_as_ever(string line)
    {
        var builder = Fact.Read(line);

        builder.Counts.Single().Refused.ShouldBe(1);
        builder.Problems.ShouldNotBeEmpty();
    }

    [Fact]
    public void Labels_in_another_order_are_the_same_labels()
    {
        var facts = Fact.Set(
            "{'type':'state','service':'a','region':'eu','labels':{'x':'1','y':'2'},'at':'2026-10-01T00:00:00Z','state':'up'}",
            "{'labels':{'y':'2','x':'1'},'region':'eu','service':'a','type':'state','at':'2026-10-01T00:01:00Z','state':'down'}");

        facts.States.ShouldHaveSingleItem().State.ShouldBe([ServiceState.Up, ServiceState.Down]);
    }

    [Fact]
    public void A_file_that_was_sent_twice_counts_once()
    {
        string[] lines = [.. Enumerable.Range(0, 100).Select(i => $"{{'type':'state','service':'a','at':'{Start + Duration.FromMinutes(i)}','state':'up'}}")];

        var builder = Fact.Read([.. lines, .. lines]);

        builder.Build().States.Single().Origins[99].Line.ShouldBe(100);
        (builder.Counts[0].Accepted, builder.Counts[0].Duplicates).ShouldBe((100, 100));
    }
}
