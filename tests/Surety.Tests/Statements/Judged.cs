using System.Text;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Tests.Statements;

/// <summary>Verdicts as a test writes them, and an agreement of one shop, one network and a chapter of escalation.</summary>
static class Judged
{
    public static Versions Agreement(string escalation, string reporting = "", string head = "")
    {
        var text = $"""
            surety: 1
            agreement: a
            {head}
            parties:
              provider:
                name: P
                contacts:
                  manager: m@p.example
                  director: d@p.example
              customer:
                name: C
                tier: gold
            term:
              from: 2026-01-01
              time zone: UTC
            scope:
              tiers: [gold, silver]
              services:
                shop:
                  fee: EUR 1000.00 per month
                network:
                  fee: EUR 30.00 per month for each of routers
              inventory:
                routers:
                  of: network
                  attributes: [class]
                  members:
                    r1:
                      class: core
                    r2:
                      class: edge
                      from: 2026-03-16
            metrics:
              uptime:
                measures: availability
                of: shop
                observed by: outages
              routers:
                measures: availability
                of: network
                observed by: changes
                for each: routers
              answer:
                measures: time
                of: shop
                from: opened
                to: first reply by provider
            service levels:
              uptime:
                metric: uptime
                per: month
                target: at least 99.9 %
              routers:
                metric: routers
                per: month
                target: at least 99 %
              answer:
                metric: answer
                per: month
                target:
                  priority P1: all within 4 h
                  otherwise: 90 % within 8 h

            """ + Chapter("reporting", reporting) + Chapter("escalation", escalation);
        var parsed = AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(text));
        parsed.Agreement.ShouldNotBeNull(string.Join("\n", parsed.Problems));
        return Versions.Of([parsed.Agreement]).ShouldBeOfType<Result<Versions>.Ok>().Value;
    }

    static string Chapter(string name, string text) =>
        text == "" ? "" : $"{name}:\n{string.Join("\n", text.Split('\n').Select(l => "  " + l.TrimEnd('\r')))}\n";

    public static Window Month(int month) => WindowRule.Month.At(new LocalDate(2026, month, 1), DateTimeZone.Utc);

    /// <summary>A verdict in per cent; <c>null</c>: no data.</summary>
    public static LevelResult Of(string level, int month, decimal? percent, Labels scope = default, decimal target = 99.9m, Duration? bad = null, int misses = 0, int version = 1) =>
        In(Month(month), level, percent, scope, target, bad, misses, version);

    public static LevelResult In(Window window, string level, decimal? percent, Labels scope = default, decimal target = 99.9m, Duration? bad = null, int misses = 0, int version = 1)
    {
        var figure = percent is { } value ? new Figure.Share((Rational)value / 100) : null;
        var verdict = percent is null ? Verdict.NoData : percent >= target ? Verdict.Met : Verdict.Missed;
        return new(level, version, window, scope, verdict, figure, "", new(new Limit((Rational)target / 100, true), null, Unit.Percent, ""), false, true, null, bad, 1, [], misses,
            default, new Reason("verdict", new Figure.Words(verdict.ToString()), Follows.Rule));
    }
}
