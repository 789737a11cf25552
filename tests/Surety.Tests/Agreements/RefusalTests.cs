using System.Text;
using Shouldly;
using Surety.Agreements;
using Xunit;

namespace Surety.Tests.Agreements;

/// <summary>Small faults in a sound agreement: one text replaced by another, and what is said about it, with its place.</summary>
public sealed class RefusalTests
{
    internal const string Sound = """
        surety: 1
        agreement: small
        parties:
          provider:
            name: Northwind
            contacts:
              manager: m@northwind.example
          customer:
            name: Acme
            tier: gold
            contacts:
              lead: l@acme.example
        term:
          from: 2026-01-01
          to: 2026-12-31
          time zone: Europe/Berlin
        scope:
          tiers: [gold, silver]
          values:
            promise: 99.5 %
            hour: 1 h
          calendars:
            office:
              open:
                mon-fri: 09:00-17:00
          services:
            shop:
              parts: [checkout, catalogue]
              fee: EUR 100.00 per month
            network:
              fee: EUR 10.00 per month for each of routers
          inventory:
            routers:
              of: network
              attributes: [class]
              members:
                r1:
                  class: core
          feeds: [probes]
          exclusions:
            works:
              announced: 2 days before
              at most: 8 h per month
        metrics:
          uptime:
            measures: availability
            of: shop
            facts: feed probes
            observed by: samples
            every: 1 min
            leaves out: works
          routers up:
            measures: availability
            of: network
            for each: routers
            observed by: changes
          answer:
            measures: time
            from: opened
            to: first reply by provider
          mood:
            measures: survey
            scale: 1 to 5
            counts: mean
        service levels:
          up:
            metric: uptime
            per: month
            target: at least the promise
          routers:
            metric: routers up
            per: month
            target: at least 99 %
          counted:
            counts: routers
            per: month
            target: at least 95 % met
          quick:
            metric: answer
            per: month
            target:
              priority P1: all within the hour
              otherwise: 90 % within 4 h
          mood:
            metric: mood
            per: quarter
            target: at least 4
        reporting:
          letter:
            every: month
            due: 5th business day after
            to: manager
        escalation:
          ladders:
            call:
              of: quick, priority P1
              steps:
                - at the miss: tell manager
          credits:
            up:
              of: the fee of shop
              bands:
                - from 99 % to below 99.5 %: 10 %
                - below 99 %: 25 %
          cap: 25 % of all fees of the month
          rights:
            leave:
              when: up missed in 3 consecutive months
        """;

    public static TheoryData<string, string, string> Faults => new()
    {
        // the head, the parties, the term
        { "surety: 1", "surety: 2", "1:9 surety.version" },
        { "agreement: small", "agreement: Small One", "2:12 agreement.name" },
        { "agreement: small", "titel: x\nagreement: small", "2:1 key.unknown Did you mean 'title'?" },
        { "agreement: small\n", "", "1:1 key.missing 'agreement'" },
        { "agreement: small", "agreement: small\nversion: 0", "3:10 agreement.version" },
        { "agreement: small", "agreement: small\neffective: 2027-01-01", "3:12 effective.outside" },
        { "agreement: small", "agreement: small\nlanguage: fr", "3:11 value.choice 'en' or 'de'" },
        { "agreement: small", "agreement: small\nuses: terms 7", "3:7 phrase.unexpected" },
        { "      lead: l@", "      manager: l@", "12:7 contact.twice" },
        { "    tier: gold\n", "    tier: gld\n", "18:10 tier.unknown 'gold'" },
        { "    tier: gold\n", "    tier: gold\n    attributes:\n      tier: silver\n", "12:7 attribute.reserved" },
        { "  from: 2026-01-01\n", "  from: 1 January 2026\n", "14:9 phrase.unexpected a date like" },
        { "  from: 2026-01-01\n", "", "14:3 key.missing 'from'" },
        { "  to: 2026-12-31", "  to: 2025-12-31", "15:7 term.order" },
        { "Europe/Berlin", "Berlin", "16:14 phrase.zone 'Europe/Berlin'" },
        { "zone: Europe/Berlin", "zone: Europe/Berlin\n  business days: offices", "17:18 name.unknown 'office'" },
        { "zone: Europe/Berlin", "zone: Europe/Berlin\n  renews: 1 year", "17:11 phrase.unexpected 'for'" },
        // scope
        { "[gold, silver]", "[gold, gold]", "18:17 name.twice" },
        { "    promise: 99.5 %", "    odd: 99.5 percent\n    promise: 99.5 %", "20:15 phrase.unexpected" },
        { "        mon-fri: 09:00-17:00", "        mon-fri: 17:00-09:00", "25:18 phrase.hours" },
        { "        mon-fri: 09", "        mon-frei: 09", "25:9 phrase.weekday" },
        { "parts: [checkout, catalogue]", "parts: [checkout, checkout]", "28:25 name.twice" },
        { "fee: EUR 100.00 per month", "fee: EUR 100.00", "29:22 phrase.unexpected 'per'" },
        { "fee: EUR 100.00 per month", "fee: 100 % per month", "29:12 fee.money" },
        { "fee: EUR 100.00 per month", "fee: EUR 100.00 per month for each of routers", "29:12 fee.group 'network'" },
        { "for each of routers", "for each of ruters", "31:44 phrase.name Did you mean 'routers'?" },
        { "of: network\n      attributes", "of: netwerk\n      attributes", "34:11 name.unknown Did you mean 'network'?" },
        { "attributes: [class]", "attributes: [class, from]", "35:19 attribute.reserved" },
        { "          class: core", "          clas: core", "38:11 key.unknown Did you mean 'class'?" },
        { "          class: core", "          class: core\n          from: 2026-05-01\n          until: 2026-05-01", "40:18 member.order" },
        { "announced: 2 days before", "announced: 2 days", "42:24 phrase.unexpected 'before'" },
        { "announced: 2 days before", "calendar: office", "42:17 exclusion.calendar" },
        { "at most: 8 h per month", "at most: 8 h per weekend", "43:24 phrase.unexpected 'month', 'quarter' or 'year'" },
        { "at most: 8 h per month", "every: 6th sunday of the month 02:00-04:00", "43:14 recurrence.nth" },
        { "at most: 8 h per month", "every: sunday", "43:20 phrase.unexpected hours like 08:00-12:00" },
        { "    works:\n", "    works:\n      agreed by: nobody\n", "42:18 value.choice" },
        // metrics
        { "measures: availability\n    of: shop", "measures: availabilty\n    of: shop", "46:15 metric.kind Did you mean 'availability'?" },
        { "of: shop\n", "of: shpo\n", "47:9 phrase.name Did you mean 'shop'?" },
        { "of: shop\n    facts", "of: part checkout of network\n    facts", "47:26 name.part" },
        { "feed probes\n", "feed probe\n", "48:17 phrase.name Did you mean 'probes'?" },
        { "observed by: samples", "observed by: sampling", "49:18 metric.observed-by" },
        { "    every: 1 min\n", "", "49:18 metric.every" },
        { "observed by: changes", "observed by: changes\n    every: 1 min", "57:12 metric.every" },
        { "every: 1 min", "every: 1 m", "50:14 phrase.unit 'min' or 'months'" },
        { "leaves out: works", "leaves out: work", "51:17 name.unknown Did you mean 'works'?" },
        { "leaves out: works", "leaves out: works\n    counts as good: works", "52:21 metric.exclusion-twice" },
        { "leaves out: works", "coverage: at least 950 %", "51:15 metric.coverage" },
        { "leaves out: works", "bad when: error rate above 5 %", "51:15 metric.bad-when" },
        { "leaves out: works", "bad when: stat is down", "51:15 phrase.unexpected 'state is'" },
        { "leaves out: works", "during: offices", "51:13 name.unknown Did you mean 'office'?" },
        { "leaves out: works", "weighted by: users", "51:5 not-computed" },
        { "leaves out: works", "minimum traffic: 10 requests, otherwise good", "51:22 metric.traffic" },
        { "leaves out: works", "minimum run: 5 minutes in a row", "51:28 phrase.unexpected" },
        { "leaves out: works", "minimum run: 2 consecutive intervals", "51:18 metric.run" },
        { "leaves out: works", "intervals: 5 min", "51:16 metric.intervals bad if any of it" },
        { "leaves out: works", "intervals: 7 min, bad if any of it is bad", "51:16 metric.intervals whole number" },
        { "leaves out: works", "intervals: 5 min, averaged", "51:16 metric.intervals" },
        { "leaves out: works", "intervals: 5 min, bad if at most 50 % of it is bad", "51:30 metric.interval-share" },
        { "leaves out: works", "intervals: 5 min, bad if any of it is bad\n    partial minutes: full", "51:16 metric.intervals" },
        { "observed by: changes", "observed by: counts\n    intervals: 5 min, averaged\n    no data: previous", "57:16 metric.intervals" },
        { "observed by: changes", "observed by: counts\n    intervals: 5 min, averaged\n    shortest outage: 15 min", "58:22 metric.intervals" },
        { "observed by: changes", "observed by: counts\n    minimum traffic: 0 requests, otherwise good\n    bad when: error rate above 5 %", "57:22 metric.traffic" },
        { "observed by: changes", "observed by: counts\n    minimum run: 5 min", "57:18 metric.run" },
        { "measures: survey\n    scale: 1 to 5\n    counts: mean", "measures: value\n    takes: 950th percentile", "63:12 statistic.percentile" },
        { "measures: survey\n    scale: 1 to 5\n    counts: mean", "measures: value\n    takes: middle", "63:12 phrase.unexpected 'median'" },
        { "measures: survey\n    scale: 1 to 5\n    counts: mean", "measures: value\n    observed by: outages", "63:18 value.choice 'samples'" },
        { "to: first reply by provider", "to: opened", "60:9 metric.same-event" },
        { "to: first reply by provider", "to: first reply by provider\n    clock:\n      priority P1: office", "62:7 clock.no-row otherwise" },
        { "to: first reply by provider", "to: first reply by provider\n    clock:\n      tier silver: office", "62:7 clock.no-row tier=gold" },
        { "to: first reply by provider", "to: first reply by provider\n    clock:\n      priority P1: offices\n      otherwise: office", "62:20 name.unknown Did you mean 'office'?" },
        { "to: first reply by provider", "to: first reply by provider\n    clock:\n      otherwise: office\n      priority P1: office", "63:7 clock.after-otherwise" },
        { "to: first reply by provider", "to: first reply by provider\n    clock:\n      tier bronze: office\n      otherwise: office", "62:12 condition.tier" },
        { "scale: 1 to 5", "scale: 5 to 1", "63:17 survey.scale" },
        { "counts: mean", "counts: net promoter score", "63:12 survey.scale" },
        { "to: first reply by provider", "to: first reply by supplier", "60:24 phrase.unexpected 'provider' or 'customer'" },
        { "to: first reply by provider", "to: resolved by nobody", "60:21 phrase.unexpected 'provider' or 'customer'" },
        // service levels
        { "    metric: uptime\n", "", "66:3 key.missing metric" },
        { "metric: uptime", "metric: uptme", "67:13 name.unknown Did you mean 'uptime'?" },
        { "per: month\n    target: at least the promise", "per: rolling 367 days\n    target: at least the promise", "68:10 window.rolling" },
        { "per: month\n    target: at least the promise", "per: moon\n    target: at least the promise", "68:10 phrase.unexpected" },
        { "at least the promise", "at least the promises", "69:26 phrase.name Did you mean 'promise'?" },
        { "at least the promise", "99.5 %", "69:19 phrase.unexpected 'within'" },
        { "at least the promise", "95 % within 15 min", "69:13 target.unit 'at least 99.9 %'" },
        { "at least the promise", "at least 995 %", "69:13 target.percent" },
        { "target: at least the promise", "target:\n      tier silver: at least 99 %", "70:7 target.no-row tier" },
        { "target: at least the promise", "target:\n      tier bronze: at least 99 %", "70:12 condition.tier" },
        { "target: at least the promise", "target: at least the promise\n    minimum: at least 4", "70:14 level.minimum" },
        { "target: at least the promise", "target: at least the promise\n    rounded: to 12 decimals", "70:17 level.rounded" },
        { "target: at least the promise", "target: at least the promise\n    bonus: 4", "70:5 key.unknown" },
        { "counts: routers", "counts: counted", "74:3 level.circle" },
        { "at least 95 % met", "at least 95 %", "77:13 target.unit 'at least 95 % met'" },
        { "counts: routers", "counts: up", "74:3 level.counts-one" },
        { "all within the hour", "95 % within 1 h, 90 % within 4 h", "82:37 target.times shortest time first" },
        { "all within the hour", "95 % within 4 h, the rest within 1 h", "82:37 target.times" },
        { "all within the hour", "95 % within 4 h, the rest", "82:45 phrase.unexpected 'within'" },
        { "all within the hour", "0th percentile at most 1 h", "82:20 statistic.percentile" },
        { "all within the hour", "95th percentile 1 h", "82:36 phrase.unexpected 'at most'" },
        { "all within the hour", "median at most 5 %", "82:20 target.unit 'median'" },
        { "all within the hour", "all within the promise", "82:31 target.time" },
        { "all within the hour", "all within 2 business hours", "82:20 target.no-calendar" },
        { "otherwise: 90", "priority P1: 90", "83:7 yaml.duplicate" },
        { "      priority P1: all within the hour\n      otherwise: 90 % within 4 h", "      otherwise: 90 % within 4 h\n      priority P1: all within the hour", "83:7 target.after-otherwise" },
        { "otherwise: 90", "priority  P1: 90", "83:7 target.twice" },
        { "at least 4\n", "at least 80 %\n", "87:13 target.unit 'at least 4.2'" },
        // reporting
        { "to: manager", "to: manger", "92:9 name.unknown Did you mean 'manager'?" },
        { "due: 5th business day after", "due: 5th bank day after", "91:14 phrase.unexpected" },
        { "    every: month\n    due", "    due", "90:10 duty.once 'every'" },
        // escalation
        { "of: quick, priority P1", "of: quik, priority P1", "96:11 phrase.name Did you mean 'quick'?" },
        { "of: quick, priority P1\n      steps:\n        - at the miss", "of: up\n      steps:\n        - 15 min before the miss", "98:11 ladder.no-clock" },
        { "at the miss: tell manager", "at the miss: tell manger", "98:29 phrase.name Did you mean 'manager'?" },
        { "at the miss: tell manager", "every 2 h until acknowledged: tell manager", "98:11 ladder.every" },
        { "    up:\n      of: the fee of shop", "    upp:\n      of: the fee of shop", "100:5 name.unknown Did you mean 'up'?" },
        { "the fee of shop", "the fee of the member", "101:11 credit.no-member" },
        { "the fee of shop", "the price of shop", "101:11 phrase.unexpected" },
        { "from 99 % to below 99.5 %: 10 %", "from 99.5 % to below 99 %: 10 %", "103:32 range.empty" },
        { "below 99 %: 25 %", "below 99 %: a quarter", "104:23 phrase.unexpected" },
        { "below 99 %: 25 %", "below 4 h: 25 %", "104:11 credit.row-unit" },
        { "      bands:", "      points: 4\n      bands:", "102:7 key.unknown" },
        { "cap: 25 % of all fees", "cap: 25 % of all money", "105:16 phrase.unexpected" },
        { "3 consecutive months", "3 consecutive quarters", "108:40 right.window Write 'months'" },
        { "3 consecutive months", "5 of 3 months", "108:26 right.count" },
        { "3 consecutive months", "3 months", "108:28 right.how-many '3 months'" },
        { "up missed in", "up below 4 h in", "108:16 right.unit" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_refused_at_its_place(string sound, string faulty, string expected)
    {
        Sound.Split(sound).Length.ShouldBe(2, $"'{sound}' stands once in the sound text");
        var parts = expected.Split(' ', 3);

        var parsed = AgreementFile.Parse("f", Encoding.UTF8.GetBytes(Sound.Replace(sound, faulty, StringComparison.Ordinal)));

        var all = string.Join("\n", parsed.Problems.Where(p => p.Severity == Severity.Error));
        var errors = parsed.Problems.Where(p => p.Severity == Severity.Error).ToList();
        (errors.Count == 1).ShouldBeTrue($"one error was expected:\n{all}");
        parsed.Agreement.ShouldBeNull();
        $"{errors[0].At.Line}:{errors[0].At.Column} {errors[0].Code}".ShouldBe($"{parts[0]} {parts[1]}", all);
        if (parts.Length == 3) $"{errors[0].Message} {errors[0].Mend}".ShouldContain(parts[2]);
    }

    [Fact]
    public void What_is_looked_at_in_pairs_has_a_limit()
    {
        var rows = string.Concat(Enumerable.Range(0, 201).Select(i => $"        - from {i / 10m:0.0} % to below {(i + 1) / 10m:0.0} %: 10 %\n"));
        var levels = string.Concat(Enumerable.Range(0, 600).Select(i => $"  l{i}:\n    metric: uptime\n    per: month\n    target: at least 99 %\n    depends on: {(i == 0 ? "up" : $"l{i - 1}")}\n"));

        Errors(Sound.Replace("        - from 99 % to below 99.5 %: 10 %\n", rows, StringComparison.Ordinal)).ShouldBe(["303:11 credit.many-rows"]);
        Errors(Sound.Replace("  up:\n    metric", levels + "  up:\n    metric", StringComparison.Ordinal)).ShouldContain("2566:3 level.many");
    }

    static IEnumerable<string> Errors(string text) => AgreementFile.Parse("f", Encoding.UTF8.GetBytes(text)).Problems.Where(p => p.Severity == Severity.Error).Select(p => $"{p.At.Line}:{p.At.Column} {p.Code}");

    [Fact]
    public void The_sound_text_is_sound() =>
        AgreementFile.Parse("f", Encoding.UTF8.GetBytes(Sound)).Problems.Where(p => p.Severity != Severity.Note).ShouldBeEmpty();

    [Theory]
    [InlineData("from 99 % to below 99.5 %: 10 %", "from 99 % to below 99.49 %: 10 %", "100:5 schedule.hole from 99.49 % to below 99.5 %")]
    [InlineData("from 99 % to below 99.5 %: 10 %", "above 99 % to below 99.5 %: 10 %", "100:5 schedule.hole of exactly 99 %")]
    [InlineData("        - below 99 %: 25 %\n", "", "100:5 schedule.hole below 99 %")]
    [InlineData("below 99 %: 25 %", "at most 99 %: 25 %", "104:11 schedule.overlap line 103")]
    [InlineData("from 99 % to below 99.5 %: 10 %", "from 99 % to 99.5 %: 10 %", "103:11 schedule.credits-met at least the promise")]
    [InlineData("below 99 %: 25 %", "below 99 %: 25 %\n        - below 98 %: 20 %", "105:11 schedule.overlap")]
    [InlineData("to: first reply by provider", "to: first reply by provider\n    clock:\n      priority P1: office\n      priority P1, region eu: office\n      otherwise: office", "63:7 clock.unreachable wider row")]
    [InlineData("for each: routers", "for each: router", "55:15 metric.for-each")]
    [InlineData("priority P1: all within the hour\n      otherwise", "priority P2: all within the hour\n      priority P3", "96:11 ladder.no-scope")]
    [InlineData("when: up missed", "when: up, region eu missed", "108:13 right.no-scope region=eu")]
    [InlineData("cap: 25 %", "settlement: claimed\n  cap: 25 %", "105:15 settlement.no-deadline")]
    [InlineData("of: shop\n    facts", "facts", "99:5 credit.no-service")]
    // 31 days have 44,640 checks of a minute: one is 0.00224 %, and 0.001 % of them is less than half a check.
    [InlineData("target: at least the promise", "target: at least 99.999 %", "69:13 level.step 0.0022401433… %: one bad check every 1 min of a window of 31 days")]
    [InlineData("    leaves out: works\n", "    leaves out: works\n    partial minutes: touched\n", "70:13 level.step one bad minute", "at least the promise", "at least 99.998 %")]
    [InlineData("at least 4\n", "at least 6\n", "87:13 target.cannot-be-kept from 1 to 5")]
    [InlineData("at least 4\n", "above 5\n", "87:13 target.cannot-be-kept")]
    [InlineData("at least 4\n", "at least 1\n", "87:13 target.always-kept")]
    [InlineData("at least 95 % met", "above 100 % met", "77:13 target.cannot-be-kept from 0 % to 100 %")]
    [InlineData("otherwise: 90 % within 4 h", "otherwise: 0 % within 4 h", "83:18 target.always-kept")]
    [InlineData("target: at least the promise", "target: at least the promise\n    minimum: at least 99.9 %", "69:13 level.minimum-above at least 99.9 %")]
    [InlineData("target: at least the promise", "target: at least the promise\n    rounded: to 0 decimals", "69:13 level.rounded-away none of them is 99.5 %")]
    // The better the worse: 99.2 % would cost more than 98 %.
    [InlineData("from 99 % to below 99.5 %: 10 %", "from 99 % to below 99.5 %: 50 %", "103:11 schedule.rises 'below 99 %' in line 104")]
    [InlineData("from 99 % to below 99.5 %: 10 %", "from 99.2 % to below 99.5 %: 10 %\n        - from 99 % to below 99.2 %: none", "103:11 schedule.rises")]
    // The worst figures are free, and those that meet the target are not.
    [InlineData("from 99 % to below 99.5 %: 10 %", "from 99 % to below 99.5 %: 10 %\n        - at least 99.9 %: 5 %", "104:11 schedule.rises have no row")]
    // 25 % of EUR 100.00 are less than EUR 25.01.
    [InlineData("from 99 % to below 99.5 %: 10 %", "from 99 % to below 99.5 %: EUR 25.01", "103:11 schedule.rises 'below 99 %' in line 104")]
    // 5 % of EUR 100.00 are EUR 5.00, less than the 10 % of the first row.
    [InlineData("  cap: 25 % of all fees of the month", "      cap: 5 % of the fee of shop\n  cap: 25 % of all fees of the month", "105:12 cap.flat Every row of 'up'")]
    [InlineData("  cap: 25 % of all fees of the month", "  cap: EUR 5.00 per month", "105:8 cap.flat Every row of 'up'")]
    [InlineData("below 99 %: 25 %", "below 99 %: 25 %\n        - below 95 %: 50 %", "106:8 cap.flat 'below 99 %' and 'below 95 %'", "25 % of all fees of the month", "20 % of the fee of shop of the month")]
    [InlineData("bands:\n        - from 99 % to below 99.5 %: 10 %\n        - below 99 %: 25 %", "for each: started 0.1 % below the target gives 5 %, at most 5 %", "100:5 cap.flat One unit of 'up'")]
    public void What_was_probably_not_meant_is_a_warning(string sound, string odd, string expected, string andSound = "\0", string andOdd = "")
    {
        Sound.Split(sound).Length.ShouldBe(2, $"'{sound}' stands once in the sound text");
        var parts = expected.Split(' ', 3);
        var text = Sound.Replace(andSound, andOdd, StringComparison.Ordinal).Replace(sound, odd, StringComparison.Ordinal);
        if (parts[1] == "credit.no-service") text = text.Replace("      of: the fee of shop\n", "", StringComparison.Ordinal);

        var parsed = AgreementFile.Parse("f", Encoding.UTF8.GetBytes(text));

        var warnings = parsed.Problems.Where(p => p.Severity != Severity.Note).ToList();
        parsed.Agreement.ShouldNotBeNull(string.Join("\n", warnings));
        warnings.Any(w => $"{w.At.Line}:{w.At.Column} {w.Code}" == $"{parts[0]} {parts[1]}" && (parts.Length < 3 || w.Message.Contains(parts[2], StringComparison.Ordinal))).ShouldBeTrue(string.Join("\n", warnings));
    }
}
