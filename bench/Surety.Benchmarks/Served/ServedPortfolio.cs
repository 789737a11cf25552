using System.Globalization;
using System.Text;
using NodaTime;
using Surety.Facts;
using Surety.Journal;
using Surety.Storage.People;
using Surety.Storage.Records;

namespace Surety.Benchmarks.Served;

/// <summary>Agreements of ten promises each in the middle of a month, with the outages and the tickets of two months, at which one party sits. The same on every machine.</summary>
sealed class ServedPortfolio(int agreements)
{
    const int Services = 8;

    static readonly Instant November = Instant.FromUtc(2025, 11, 1, 0, 0);

    /// <summary>When it is looked at: the 20th of the second month.</summary>
    public static readonly Instant Now = Instant.FromUtc(2025, 12, 20, 12, 0);

    public int Agreements => agreements;

    public static string NameOf(int agreement) => $"alder.agreement-{agreement:D4}";

    static string Text(int agreement)
    {
        var text = new StringBuilder($"""
            surety: 1
            agreement: agreement-{agreement:D4}
            title: Eight services and a desk
            parties:
              provider:
                name: Alder Hosting
              customer:
                name: Customer {agreement}
            term:
              from: 2025-11-01
              time zone: UTC
              business days: office
            scope:
              calendars:
                office:
                  open:
                    mon-fri: 08:00-18:00
              services:

            """);
        for (var i = 0; i < Services; i++) text.Append(CultureInfo.InvariantCulture, $"    s{i}:\n      fee: EUR 100.00 per month\n");
        text.Append("metrics:\n");
        for (var i = 0; i < Services; i++) text.Append(CultureInfo.InvariantCulture, $"  uptime {i}:\n    measures: availability\n    of: s{i}\n    observed by: outages\n");
        text.Append("  reply:\n    measures: time\n    from: opened\n    to: first reply by provider\n    clock: office\n  repair:\n    measures: time\n    from: opened\n    to: resolved\n    clock: office\n");
        text.Append("service levels:\n");
        for (var i = 0; i < Services; i++) text.Append(CultureInfo.InvariantCulture, $"  level {i}:\n    metric: uptime {i}\n    per: month\n    target: at least 99.9 %\n");
        text.Append("  replies:\n    metric: reply\n    per: month\n    target: 95 % within 1 h\n  repairs:\n    metric: repair\n    per: month\n    target: 90 % within 8 h\n");
        text.Append("escalation:\n  credits:\n");
        for (var i = 0; i < Services; i++) text.Append(CultureInfo.InvariantCulture, $"    level {i}:\n      of: the fee of s{i}\n      bands:\n        - from 99.5 % to below 99.9 %: 10 %\n        - below 99.5 %: 25 %\n");
        return text.ToString();
    }

    /// <summary>Outages of a service: beginning and length in minutes from the beginning of November, none overlapping another.</summary>
    static IEnumerable<(int From, int Length)> Outages(int agreement, int service)
    {
        var random = new Random((agreement * Services) + service);
        for (var day = random.Next(8); day < 49; day += 1 + random.Next(20)) yield return ((day * 1440) + random.Next(1200), 1 + random.Next(40));
    }

    static byte[] Facts(int agreement)
    {
        var lines = new StringBuilder();
        string At(int minute) => (November + Duration.FromMinutes(minute)).ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        for (var service = 0; service < Services; service++)
            foreach (var (from, length) in Outages(agreement, service)) lines.Append(CultureInfo.InvariantCulture, $$"""{"type":"outage","service":"s{{service}}","from":"{{At(from)}}","until":"{{At(from + length)}}"}""").Append('\n');
        var random = new Random(agreement);
        for (var ticket = 0; ticket < 60; ticket++)
        {
            var opened = random.Next(49 * 1440);
            lines.Append(CultureInfo.InvariantCulture, $$"""{"type":"ticket","ticket":"T{{ticket:D3}}","event":"opened","priority":"P{{1 + random.Next(3)}}","at":"{{At(opened)}}"}""").Append('\n');
            if (random.Next(10) == 0) continue;
            lines.Append(CultureInfo.InvariantCulture, $$"""{"type":"ticket","ticket":"T{{ticket:D3}}","event":"replied","by":"provider","at":"{{At(opened + 1 + random.Next(90))}}"}""").Append('\n');
            lines.Append(CultureInfo.InvariantCulture, $$"""{"type":"ticket","ticket":"T{{ticket:D3}}","event":"resolved","at":"{{At(opened + 91 + random.Next(600))}}"}""").Append('\n');
        }
        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    /// <summary>The availability of a service in the running month, with a pencil.</summary>
    public static Rational ByHand(int agreement, int service)
    {
        var (from, until) = (30 * 1440, (int)(Now - November).TotalMinutes);
        var bad = Outages(agreement, service).Sum(o => Math.Max(0, Math.Min(o.From + o.Length, until) - Math.Max(o.From, from)));
        return Rational.Of(until - from - bad, until - from);
    }

    /// <summary>Brings everything into a record, and publishes November.</summary>
    /// <returns>A key that reads, and sends facts.</returns>
    public async Task<string> WriteAsync(Store store, Action<Instant> at)
    {
        at(November);
        var owner = Of(await Invitations.SetUpAsync(store, new(p => p, (a, b) => a == b), (await Invitations.FirstTokenAsync(store, default))!, new("alder", "Alder Hosting"), "ann@alder.example", new("Ann", "secret"), default)).Session.Person;
        var caller = Caller.Of(owner);
        var key = Of(await ApiKeys.MakeAsync(store, caller, new("bench", [Permission.Read, Permission.Facts], [], null, null), default)).Token;
        await Parallel.ForAsync(0, agreements, async (agreement, cancellation) =>
        {
            var proposal = Of(RecordedAgreement.Propose("a.yaml", Encoding.UTF8.GetBytes(Text(agreement)), []));
            Of(await Applying.ApplyAsync(store, proposal, Side.Provider, null, caller.Name, cancellation, new(caller.Party, NameOf(agreement), Side.Provider)));
        });
        at(Now);
        await Parallel.ForAsync(0, agreements, async (agreement, cancellation) =>
        {
            var facts = Facts(agreement);
            Of(await Ingest.TakeAsync(store, NameOf(agreement), caller.Name, new("facts", Digest.Of(facts), builder => JsonLines.Read(builder, "facts", facts, source: "probe")), cancellation));
            Of(await Closing.CloseAsync(store, NameOf(agreement), null, cancellation));
        });
        return key;
    }

    static T Of<T>(Result<T> result) => result is Result<T>.Ok { Value: var value } ? value : throw new InvalidOperationException(((Result<T>.Refused)result).Problems[0].ToString());
}
