using NodaTime;
using Shouldly;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Quarterly levels of every kind in statements of the months inside the quarter, the whole of it known: January is worked out by hand beside each fact.</summary>
public sealed class OpenWindowsTests
{
    const string Text = """
        surety: 1
        agreement: quarters
        parties:
          provider:
            name: P
          customer:
            name: C
        term:
          from: 2026-01-01
          time zone: UTC
        scope:
          services:
            shop:
              fee: EUR 100.00 per month
        metrics:
          uptime:
            measures: availability
            observed by: outages
          requests:
            measures: availability
            observed by: counts
            where: [kind = request]
          regional:
            measures: availability
            observed by: counts
            where: [kind = call]
            for each: region
          resolution:
            measures: time
            from: opened
            to: resolved
            open at the end: missed
          opinion:
            measures: survey
            scale: 1 to 5
            counts: mean
          orders:
            measures: value
            takes: sum
        service levels:
          up:
            metric: uptime
            per: quarter
            target: at least 99 %
          good requests:
            metric: requests
            per: quarter
            target: at least 99 %
          region in order:
            metric: regional
            per: month
            target: at least 95 %
          regions in order:
            counts: region in order
            per: quarter
            target: at least 50 % met
          in time:
            metric: resolution
            per: quarter
            target: 90 % within 1 h
          on average:
            metric: resolution
            per: quarter
            target: mean at most 1 h
          liked:
            metric: opinion
            per: quarter
            target: at least 4
          ordered:
            metric: orders
            per: quarter
            target: at least 1000
        """;

    static readonly string[] Facts =
    [
        // One hundredth of January's 744 h is 7.44 h = 7 h 26 min 24 s; February's outage is not looked at.
        "{'type':'outage','from':'2026-01-10T00:00:00Z','until':'2026-01-10T07:26:24Z'}",
        "{'type':'outage','from':'2026-02-10T00:00:00Z','until':'2026-02-20T00:00:00Z'}",
        // 90 of 100.
        "{'type':'count','from':'2026-01-05T00:00:00Z','until':'2026-01-05T01:00:00Z','good':90,'total':100,'labels':{'kind':'request'}}",
        "{'type':'count','from':'2026-02-05T00:00:00Z','until':'2026-02-05T01:00:00Z','good':0,'total':100,'labels':{'kind':'request'}}",
        // In January one region is met and one missed: 1 of 2.
        "{'type':'count','from':'2026-01-05T00:00:00Z','until':'2026-01-05T01:00:00Z','good':100,'total':100,'region':'eu','labels':{'kind':'call'}}",
        "{'type':'count','from':'2026-01-05T00:00:00Z','until':'2026-01-05T01:00:00Z','good':80,'total':100,'region':'us','labels':{'kind':'call'}}",
        "{'type':'count','from':'2026-02-05T00:00:00Z','until':'2026-02-05T01:00:00Z','good':0,'total':100,'region':'eu','labels':{'kind':'call'}}",
        // T1 took 30 min, T2 2 h: 1 of 2 in time, 75 min on average. T3 is resolved in February: not certain in January, and no miss, for the quarter has not ended.
        "{'type':'ticket','ticket':'T1','event':'opened','at':'2026-01-05T10:00:00Z'}", "{'type':'ticket','ticket':'T1','event':'resolved','at':'2026-01-05T10:30:00Z'}",
        "{'type':'ticket','ticket':'T2','event':'opened','at':'2026-01-06T10:00:00Z'}", "{'type':'ticket','ticket':'T2','event':'resolved','at':'2026-01-06T12:00:00Z'}",
        "{'type':'ticket','ticket':'T3','event':'opened','at':'2026-01-31T23:30:00Z'}", "{'type':'ticket','ticket':'T3','event':'resolved','at':'2026-02-01T00:10:00Z'}",
        // (4 + 5) / 2.
        "{'type':'answer','id':'a1','at':'2026-01-07T00:00:00Z','score':4}", "{'type':'answer','id':'a2','at':'2026-01-31T23:59:59Z','score':5}", "{'type':'answer','id':'a3','at':'2026-02-01T00:00:00Z','score':1}",
        "{'type':'value','at':'2026-01-31T12:00:00Z','value':10}", "{'type':'value','at':'2026-02-28T12:00:00Z','value':100}",
    ];

    static Statement In(int month, string asOf)
    {
        var period = WindowRule.Month.At(new LocalDate(2026, month, 1), DateTimeZone.Utc);
        return Evaluation.Of(SmallAgreement.Read(Text), Fact.Set(Facts), period.Time.End, Fact.At(asOf)).Statement(period);
    }

    static string Said(Statement statement) => string.Join("; ", statement.Levels.Where(l => l.Verdict == Verdict.Open).Select(l => $"{l.Level} {l.Attained?.Exact?.ToString() ?? "-"}"));

    const string January = "up 99/100; good requests 9/10; in time 1/2; on average 45000000000; liked 9/2; ordered 10; regions in order 1/2";

    [Theory]
    [InlineData("2026-02-03T09:00:00Z")] // the quarter runs
    [InlineData("2026-06-01T09:00:00Z")] // it is long over
    public void A_month_shows_the_quarters_figures_up_to_its_end_whenever_one_looks(string asOf)
    {
        var statement = In(1, asOf);

        Said(statement).ShouldBe(January);
        statement.Levels.Where(l => l.Verdict == Verdict.Open).ShouldAllBe(l => l.SoFar == Fact.At("2026-02-01T00:00:00Z") && l.Window.Name == "2026-Q1");
        statement.Levels.First(l => l.Level == "up").Coverage.ShouldBe(Rational.One);
        statement.Levels.ShouldAllBe(l => l.Why.AddsUp());
        statement.Credits.ShouldBeEmpty();
    }

    // On 6 January at 11:30, T2 is late since 11:00; of the regions no month is over. 5 d 11 h 30 min = 131.5 h are looked at, all good.
    [Fact]
    public void Inside_the_month_they_reach_to_the_as_of_instant()
    {
        var statement = In(1, "2026-01-06T11:30:00Z");

        Said(statement).ShouldBe("up 1; good requests 9/10; region in order 1; region in order 4/5; in time 1/2; on average 18000000000; liked -; ordered -; regions in order -");
        statement.Levels.Where(l => l.Verdict == Verdict.Open).ShouldAllBe(l => l.SoFar == Fact.At("2026-01-06T11:30:00Z"));
    }

    [Fact]
    public void The_month_in_which_the_quarter_ends_judges_it()
    {
        var march = In(3, "2026-06-01T09:00:00Z");

        march.Levels.ShouldAllBe(l => l.Verdict != Verdict.Open && l.SoFar == null);
        march.Levels.First(l => l.Level == "in time").Attained!.Exact.ShouldBe(Rational.Of(2, 3));
        march.Levels.First(l => l.Level == "ordered").Attained!.Exact.ShouldBe(110);
    }

    [Fact]
    public void What_is_so_far_is_said_beside_level_and_coverage()
    {
        var text = TextLine.Plain(StatementText.Of(In(1, "2026-06-01T09:00:00Z"), 140));

        text.ShouldContain("… open    up, Q1 2026 so far ");
        text.Split('\n').First(l => l.Contains("up, Q1 2026", StringComparison.Ordinal)).ShouldEndWith("100 % so far");
    }

    [Fact]
    public void The_reason_says_what_lies_after_the_period()
    {
        var why = TextLine.Plain(ReasonText.Of(In(1, "2026-06-01T09:00:00Z"), In(1, "2026-06-01T09:00:00Z").Levels[0]));

        why.ShouldStartWith("up, Q1 2026 so far: … open, 99.00 % against at least 99 % (±0 %)");
        why.ShouldContain("from 2026-02-01 00:00 +00:00 on, after the period of the statement: 1,416 h"); // 28 + 31 days
    }
}
