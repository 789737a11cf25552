using System.Text;
using NodaTime;
using NodaTime.Text;
using Surety.Agreements;
using Surety.Facts;
using Surety.Journal;
using Surety.Storage.Records;

namespace Surety.Benchmarks.Records;

/// <summary>Agreements of ten promises each, and a month of minutes for every promise, in a record. The same on every machine.</summary>
sealed class Portfolio(int agreements)
{
    public const int Promises = 10;

    const int MinutesOfMonth = 31 * 24 * 60;

    static readonly Instant First = Instant.FromUtc(2025, 12, 1, 0, 0);

    public int Agreements => agreements;

    public static string NameOf(int agreement) => $"agreement-{agreement:D4}";

    /// <summary>Which minutes of a promise are down.</summary>
    public static bool[] Down(int agreement, int promise)
    {
        var random = new Random((agreement * Promises) + promise);
        var down = new bool[MinutesOfMonth];
        for (var outage = random.Next(4); outage > 0; outage--)
        {
            var rest = down.AsSpan(random.Next(MinutesOfMonth));
            rest[..Math.Min(rest.Length, 1 + random.Next(60))].Fill(true);
        }
        return down;
    }

    static string Text(int agreement)
    {
        var text = new StringBuilder($"""
            surety: 1
            agreement: {NameOf(agreement)}
            title: Ten services
            parties:
              provider:
                name: Northwind Services Ltd
              customer:
                name: Customer {agreement}
            term:
              from: 2025-12-01
              to: 2025-12-31
              time zone: UTC
            scope:
              services:

            """);
        for (var i = 0; i < Promises; i++) text.Append($"    s{i}:\n      fee: EUR 100.00 per month\n");
        text.Append("metrics:\n");
        for (var i = 0; i < Promises; i++) text.Append($"  uptime {i}:\n    measures: availability\n    of: s{i}\n    observed by: samples\n    every: 1 min\n");
        text.Append("service levels:\n");
        for (var i = 0; i < Promises; i++) text.Append($"  level {i}:\n    metric: uptime {i}\n    per: month\n    target: at least 99.9 %\n");
        text.Append("escalation:\n  credits:\n");
        for (var i = 0; i < Promises; i++) text.Append($"    level {i}:\n      of: the fee of s{i}\n      bands:\n        - from 99.5 % to below 99.9 %: 10 %\n        - below 99.5 %: 25 %\n");
        return text.ToString();
    }

    static byte[] Facts(int agreement)
    {
        var builder = new FactBuilder(keepsRows: true);
        var (file, _) = builder.Begin("minutes.jsonl");
        long[] at = [.. Enumerable.Range(0, MinutesOfMonth).Select(i => (First + Duration.FromMinutes(i)).ToUnixTimeTicks())];
        var steps = Steps.Of(at);
        for (var promise = 0; promise < Promises; promise++)
            builder.Read(new BulkColumns(
                BulkKind.State, Labels.None.With("service", $"s{promise}"), steps, States.Of(Array.ConvertAll(Down(agreement, promise), d => d ? ServiceState.Down : ServiceState.Up)), Steps.Empty, Numbers.Empty, Numbers.Empty,
                Origins.Of(Enumerable.Range((promise * MinutesOfMonth) + 1, MinutesOfMonth).Select(line => new Origin(file, line)))));
        using var columns = new MemoryStream();
        FactColumns.Write(builder, columns);
        return columns.ToArray();
    }

    /// <summary>Brings everything into a record, through the doors that everything takes.</summary>
    public async Task WriteAsync(string folder)
    {
        var address = new StoreAddress.InFolder { Folder = folder };
        await using var store = (await Store.WriteAsync(address, new Fixed(First + Duration.FromDays(31)), default) as Result<Store>.Ok)!.Value;
        await Parallel.ForAsync(0, agreements, async (agreement, cancellation) =>
        {
            var proposal = (RecordedAgreement.Propose("a.yaml", Encoding.UTF8.GetBytes(Text(agreement)), []) as Result<RecordedAgreement.Proposal>.Ok ?? throw new InvalidOperationException(((Result<RecordedAgreement.Proposal>.Refused)RecordedAgreement.Propose("a.yaml", Encoding.UTF8.GetBytes(Text(agreement)), [])).Problems[0].ToString())).Value;
            await Applying.ApplyAsync(store, proposal, Side.Provider, null, null, cancellation);
            var facts = Facts(agreement);
            await Ingest.TakeAsync(store, NameOf(agreement), null, new("minutes", Digest.Of(facts), builder => FactColumns.Read(builder, "minutes", facts)), cancellation);
        });
    }

    /// <summary>What the statement of an agreement has to say: of each promise its share of good minutes, and what all of them cost, in cents.</summary>
    public static (Rational[] Attained, int Cents) ByHand(int agreement)
    {
        var (attained, cents) = (new Rational[Promises], 0);
        for (var promise = 0; promise < Promises; promise++)
        {
            var bad = Down(agreement, promise).Count(d => d);
            attained[promise] = Rational.Of(MinutesOfMonth - bad, MinutesOfMonth);
            // At least 99.9 % of 44,640 minutes: at most 44.64 bad; at least 99.5 %: at most 223.2.
            cents += bad <= 44 ? 0 : bad <= 223 ? 1_000 : 2_500;
        }
        return (attained, cents);
    }

    sealed class Fixed(Instant now) : IClock
    {
        public Instant GetCurrentInstant() => now;
    }
}
