using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Backtests;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Statements;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Whatever is taken from an evaluation before: another text, or something supposed, comes to what it comes to by itself.</summary>
public sealed class WorkedOutBeforeTests
{
    static readonly Instant AsOf = Fact.At("2026-11-20T00:00:00Z");

    internal static readonly Agreement Text = AgreementFile.Parse("a.yaml", """
        surety: 1
        agreement: many
        title: Two services
        parties:
          provider:
            name: P
          customer:
            name: C
        term:
          from: 2026-10-01
          time zone: UTC
        scope:
          services:
            shop:
              description: S
          calendars:
            office hours:
              open:
                mon-fri: 08:00-18:00
          exclusions:
            works:
              at most: 2 h per month
        metrics:
          uptime:
            measures: availability
            observed by: changes
            for each: service
            during: office hours
            leaves out: works
            shortest outage: 20 min
          shop:
            measures: availability
            of: shop
            observed by: changes
            no data: previous
          fast:
            measures: availability
            of: shop
            observed by: samples
            every: 12 h
            bad when: value above 60 ms
          answers:
            measures: availability
            observed by: counts
            leaves out: works
          rate:
            measures: availability
            observed by: counts
            intervals: 12 h, averaged
          worst:
            measures: value
            observed by: samples
            takes: 90th percentile
            unit: ms
            leaves out: works
          usual:
            measures: value
            observed by: samples
            takes: mean
            unit: ms
            for each: service
          repair:
            measures: time
            from: opened
            to: resolved
            clock: office hours
        service levels:
          up:
            metric: uptime
            per: week
            target: at least 99 %
          shop is up:
            metric: shop
            per: month
            target: at least 99 %
          fast:
            metric: fast
            per: month
            target: at least 90 %
          answered:
            metric: answers
            per: month
            target: at least 99 %
          rate:
            metric: rate
            per: month
            target: at least 99 %
          worst:
            metric: worst
            per: month
            target: at most 80 ms
          usual:
            metric: usual
            per: month
            target: at most 50 ms
          repaired:
            metric: repair
            per: month
            target: 50 % within 4 h
        """u8.ToArray()).Agreement!;

    internal static readonly FactSet Facts = Fact.Set(
    [
        .. new[] { "shop", "search" }.SelectMany((service, s) => new[]
        {
            $"{{'type':'state','at':'2026-09-30T00:00:00Z','service':'{service}','state':'up'}}", $"{{'type':'state','at':'2026-10-07T0{9 + s - 2}:00:00Z','service':'{service}','state':'down'}}",
            $"{{'type':'state','at':'2026-10-07T11:30:00Z','service':'{service}','state':'up'}}", $"{{'type':'state','at':'2026-11-03T09:00:00Z','service':'{service}','state':'unknown'}}",
            $"{{'type':'state','at':'2026-11-04T09:00:00Z','service':'{service}','state':'up'}}",
        }.Concat(Enumerable.Range(0, 90).SelectMany(i => new[]
        {
            $"{{'type':'sample','at':'{Fact.At("2026-10-01T00:00:00Z") + Duration.FromHours(i * 12)}','service':'{service}','value':{(i + s) * 37 % 101}}}",
            $"{{'type':'count','from':'{Fact.At("2026-10-01T00:00:00Z") + Duration.FromHours(i * 12)}','until':'{Fact.At("2026-10-01T12:00:00Z") + Duration.FromHours(i * 12)}','service':'{service}','good':{100 - (i % 7 == s ? i % 5 : 0)},'total':100}}",
        }))),
        "{'type':'exclusion','exclusion':'works','from':'2026-10-07T10:00:00Z','until':'2026-10-07T11:00:00Z'}",
        "{'type':'ticket','ticket':'1','event':'opened','at':'2026-10-05T10:00:00Z'}", "{'type':'ticket','ticket':'1','event':'resolved','at':'2026-10-05T16:00:00Z'}",
        "{'type':'ticket','ticket':'2','event':'opened','at':'2026-10-06T10:00:00Z'}", "{'type':'ticket','ticket':'2','event':'resolved','at':'2026-10-06T11:00:00Z'}",
    ]);

    static Versions Alone(Agreement text) => ((Result<Versions>.Ok)Versions.Of([text])).Value;

    internal static Evaluation Fresh(Agreement text, FactSet facts) => Evaluation.Of(Alone(text), facts, AsOf, AsOf);

    /// <summary>The text itself, each of its clauses turned off, its gaps turned round, and each target moved.</summary>
    static IEnumerable<Agreement> Texts() =>
    [
        Text, .. Switch.Of(Text).Select(s => s.Off), Switch.WithGaps(Text, NoData.Good), Switch.WithGaps(Text, NoData.Bad),
        .. TargetCurve.RowsOf(Text).SelectMany(r => TargetCurve.Candidates(Text, r.Level, r.Row, []).Select(value => TargetCurve.Moved(Text, r.Level, r.Row, value))),
    ];

    static IEnumerable<ValueList<Assumption>> Supposed()
    {
        Assumption About(string? service, string from, string until, bool isBad) => new(service is null ? Labels.None : Labels.None.With("service", service), new(Fact.At(from), Fact.At(until)), isBad);
        var (shop, all, search) = (About("shop", "2026-10-07T08:00:00Z", "2026-10-07T12:00:00Z", false), About(null, "2026-11-03T10:00:00Z", "2026-11-03T20:00:00Z", true), About("search", "2026-10-08T08:00:00Z", "2026-10-08T12:00:00Z", true));
        return [[], [shop], [all], [search], [shop, search], [search, shop], [shop with { IsBad = true }, shop]];
    }

    [Fact]
    public void Another_text_comes_to_what_it_is_by_itself()
    {
        var written = Fresh(Text, Facts);

        foreach (var text in Texts()) written.With(Alone(text), AsOf).Results.ShouldBe(Fresh(text, Facts).Results);
        written.Results.Select(r => r.Verdict).Distinct().Count().ShouldBeGreaterThan(2);
    }

    [Fact]
    public void Something_supposed_comes_to_what_it_is_by_itself()
    {
        foreach (var before in Supposed())
        {
            var written = Fresh(Text, Facts with { Assumptions = before });
            foreach (var supposed in Supposed())
            {
                var facts = Facts with { Assumptions = supposed };
                written.With(facts, AsOf).Results.ShouldBe(Fresh(Text, facts).Results);
            }
        }
    }
}
