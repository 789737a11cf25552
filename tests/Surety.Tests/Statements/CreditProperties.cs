using System.Globalization;
using System.Text;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Statements;
using Surety.Tests.Facts;
using Surety.Tests.Oracle;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>What must hold of credits whatever an agreement says: they stay under their caps, and doing better never costs more unless the text was warned of.</summary>
public sealed class CreditProperties
{
    /// <summary>A shop for EUR 1,000.00 a month, one level, one or two credits of it. February has 40,320 minutes.</summary>
    sealed record Terms(string Text, decimal? Cap, decimal?[] OwnCaps);

    static Terms Drawn(Draw draw)
    {
        var isShare = draw.In(60);
        var target = isShare ? $"at least {draw.Of("90 %", "99 %", "99.5 %", "99.9 %")}" : $"downtime at most {draw.Of("0 min", "30 min", "2 h", "24 h")}";
        var own = new decimal?[draw.Whole(1, 2)];
        var credits = new StringBuilder();
        for (var i = 0; i < own.Length; i++)
        {
            credits.Append(CultureInfo.InvariantCulture, $"    c{i}:\n      level: l\n      of: the fee of shop\n");
            if (draw.In(20)) credits.Append(CultureInfo.InvariantCulture, $"      for each: {draw.Of("started ", "full ", "")}{(isShare ? draw.Of("0.1 % below the target", "1 % below the target", "30 min of downtime") : draw.Of("1 h above the target", "30 min of downtime"))} gives {draw.Of("1 %", "7.77 %", "EUR 33.33")}{draw.Of("", ", at most 50 %", ", at most EUR 99.99")}\n");
            else credits.Append("      bands:\n").Append(Rows(draw, isShare));
            if (draw.In(40)) credits.Append(CultureInfo.InvariantCulture, $"      cap: {Cap(draw, out own[i])}\n");
            if (draw.In(20)) credits.Append(CultureInfo.InvariantCulture, $"      rounding: {draw.Of("half up", "half even", "cut")}\n");
        }
        decimal? cap = null;
        var chapter = draw.In(50) ? $"  cap: {Cap(draw, out cap)}\n" : "";
        return new($"""
            surety: 1
            agreement: a
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
                  fee: EUR 1000.00 per month
            metrics:
              m:
                measures: availability
                of: shop
                observed by: outages
            service levels:
              l:
                metric: m
                per: month
                target: {target}
            escalation:
              combined: {draw.Of("added", "best")}
            {chapter}  credits:
            {credits}
            """.ReplaceLineEndings("\n"), cap, own);
    }

    static string Cap(Draw draw, out decimal? amount)
    {
        var (words, value) = draw.Of(("10 % of the fee of shop of the month", 100m), ("33.33 % of all fees of the month", 333.30m), ("EUR 12.34 per month", 12.34m), ("EUR 500.00 per month", 500m));
        amount = value;
        return words;
    }

    /// <summary>Mostly rows that touch and grow, as people write them; sometimes any.</summary>
    static string Rows(Draw draw, bool isShare)
    {
        var ends = isShare ? new[] { "50 %", "90 %", "95 %", "99 %", "99.5 %", "99.9 %", "100 %" } : ["0 min", "30 min", "2 h", "24 h", "100 h"];
        var rows = new StringBuilder();
        if (draw.In(60))
        {
            var some = draw.Some(ends, 2);
            for (var i = 0; i + 1 < some.Count; i++) rows.Append(CultureInfo.InvariantCulture, $"        - {(isShare ? $"from {some[i]} to below {some[i + 1]}" : $"above {some[i]} to {some[i + 1]}")}: {Award(draw)}\n");
            rows.Append(CultureInfo.InvariantCulture, $"        - {(isShare ? $"below {some[0]}" : $"above {some[^1]}")}: {Award(draw)}\n");
            return rows.ToString();
        }
        for (var i = draw.Whole(1, 4); i > 0; i--)
        {
            var low = draw.Whole(0, ends.Length - 2);
            rows.Append(CultureInfo.InvariantCulture, $"        - {draw.Of($"from {ends[low]} to {ends[low + 1]}", $"above {ends[low]} to below {ends[draw.Whole(low + 1, ends.Length - 1)]}", $"below {ends[low]}", $"at least {ends[low]}", $"at most {ends[low]}", $"exactly {ends[low]}")}: {Award(draw)}\n");
        }
        return rows.ToString();
    }

    static string Award(Draw draw) => draw.Of("none", "5 %", "10 %", "10.01 %", "25 %", "100 %", "EUR 40.00", "EUR 123.45");

    static readonly string[] Warned = ["schedule.rises", "schedule.hole"];

    [Fact]
    public void Credits_stay_under_their_caps_and_better_figures_cost_no_more_unless_the_text_was_warned_of()
    {
        var (held, warned) = (0, 0);
        for (var seed = 1UL; seed <= (ulong)(120 * Trial.Times); seed++)
        {
            var draw = new Draw(seed);
            var terms = Drawn(draw);
            var parsed = AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(terms.Text));
            if (parsed.Agreement is not { } agreement) continue;
            var versions = ((Result<Versions>.Ok)Versions.Of([agreement])).Value;
            var minutes = Enumerable.Range(0, 6).Select(_ => draw.Of(0, 1, 29, 30, 31, 60, 120, 121, 201, 202, 403, 1440, 2016, 4032, 4033, 6000, 20160, 40320)).Append(draw.Whole(0, 40320)).Distinct().Order().ToList();
            var isWarned = parsed.Problems.Any(p => Warned.Contains(p.Code));
            var before = 0m;
            foreach (var bad in minutes)
            {
                var until = Fact.At("2026-02-01T00:00:00Z") + Duration.FromMinutes(bad);
                var statement = versions.StatementOf(SmallAgreement.February, "2026-03-05T00:00:00Z", $"{{'type':'outage','id':'1','from':'2026-02-01T00:00:00Z','until':'{until}','labels':{{'service':'shop'}}}}");
                var story = $"seed {seed}, {bad} min:\n{terms.Text}";
                var credits = statement.Credits.Where(c => c.State is CreditState.Credited).ToList();
                var sum = statement.Totals.Sum(t => t.Owed.Amount);
                if (terms.Cap is { } cap) sum.ShouldBeLessThanOrEqualTo(cap, story);
                for (var i = 0; i < terms.OwnCaps.Length; i++)
                    if (terms.OwnCaps[i] is { } own) credits.Where(c => c.Remedy == $"c{i}").Sum(c => c.Amount.Amount).ShouldBeLessThanOrEqualTo(own, story);
                if (!isWarned) sum.ShouldBeGreaterThanOrEqualTo(before, story);
                before = sum;
            }
            if (isWarned) warned++; else held++;
        }
        // Neither side of the rule is empty.
        held.ShouldBeGreaterThan(20);
        warned.ShouldBeGreaterThan(20);
    }
}
