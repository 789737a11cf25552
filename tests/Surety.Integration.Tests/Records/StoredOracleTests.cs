using System.Globalization;
using System.Text;
using System.Text.Json;
using NodaTime;
using Surety.Facts;
using Surety.Journal;
using Surety.Storage.Records;
using Surety.Tests.Oracle;
using Xunit;

namespace Surety.Integration.Tests.Records;

/// <summary>Drawn agreements and facts that went through a record: shuffled, in several batches, some sent twice, some put together for reading. The oracle, which knows neither engine nor record, says the same.</summary>
public sealed class StoredOracleTests : IDisposable
{
    /// <summary>The first seed; <c>SURETY_ORACLE_FROM=3100001</c> goes on where another run ended.</summary>
    static readonly ulong From = ulong.Parse(Environment.GetEnvironmentVariable("SURETY_ORACLE_FROM") ?? "3000001", CultureInfo.InvariantCulture);

    static readonly Func<ulong, Case>[] Draws = [AvailabilityDraws.Draw, TicketDraws.Draw, SurveyDraws.Draw];

    readonly string folder = Directory.CreateTempSubdirectory("surety").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_went_through_a_record_comes_to_what_the_oracle_says()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var clock = new Fixed(Instant.FromUtc(2030, 1, 1, 0, 0));
        await using var store = (await Store.WriteAsync(new StoreAddress.InFolder { Folder = folder }, clock, cancellation) as Result<Store>.Ok)!.Value;
        var differ = new List<string>();
        for (var n = 0; n < 75 * Trial.Times; n++)
        {
            var seed = From + (ulong)n;
            var asked = Draws[n % Draws.Length](seed);
            if (await DifferencesAsync(store, asked, $"drawn-{seed}", new(seed), cancellation) is [var first, ..]) differ.Add($"{first}\n{asked.Replay()}");
        }
        if (differ.Count > 0) Assert.Fail($"{differ.Count} differ. The first: {differ[0]}");
    }

    static async Task<List<string>> DifferencesAsync(Store store, Case asked, string name, Draw draw, CancellationToken cancellation)
    {
        var text = ContractText.Of(asked.Contract);
        var line = text.Split('\n').Single(l => l.StartsWith("agreement:", StringComparison.Ordinal));
        if (RecordedAgreement.Propose("agreement.yaml", Encoding.UTF8.GetBytes(text.Replace(line, $"agreement: {name}", StringComparison.Ordinal)), []) is not Result<RecordedAgreement.Proposal>.Ok { Value: var proposal })
            return ["the agreement was refused"];
        await Applying.ApplyAsync(store, proposal, Side.Customer, null, null, cancellation);
        var lines = asked.Lines.Concat(asked.Lines.Where(_ => draw.In(10))).Select(l => (Order: draw.Whole(0, 1_000_000), Line: l)).OrderBy(l => l.Order).Select(l => l.Line).ToList();
        for (var (batch, at) = (1, 0); at < lines.Count; batch++)
        {
            var some = lines.Skip(at).Take(draw.Whole(1, Math.Max(1, lines.Count / 2))).ToList();
            at += some.Count;
            await TakeAsync($"b{batch}", some);
            // A sender that heard no answer sends again, under the same name or another.
            if (draw.In(20)) await TakeAsync(draw.In(50) ? $"b{batch}" : $"again{batch}", some);
            if (draw.In(30)) await Ingest.CompactAsync(store, name, cancellation, mostBatches: 2);
        }
        await using var reading = await store.LookAsync(cancellation);
        if (await RecordedSpace.NowAsync(reading, name, cancellation) is not Result<RecordedSpace>.Ok { Value: { Versions: { } versions } space }) return ["the space cannot be read"];
        var (facts, problems) = await space.FactsAsync(reading, asked.AsOf, cancellation);
        if (problems.Count > 0) return [problems[0].ToString()];
        var period = (Publication.Period(asked.Period, versions.Newest.Zone) as Result<Surety.Scope.Window>.Ok)!.Value;
        using var said = JsonDocument.Parse(Publication.Of(versions, facts, period, asked.AsOf).Bytes);
        return Surety.Tests.Oracle.Comparison.Differences(ByHand.Statement(asked), said.RootElement);

        Task TakeAsync(string batch, List<string> some) =>
            Ingest.TakeAsync(store, name, null, new(batch, Digest.Of(Encoding.UTF8.GetBytes(string.Join('\n', some))), builder => JsonLines.Read(builder, batch, Encoding.UTF8.GetBytes(string.Join('\n', some)), source: "facts")), cancellation);
    }

    sealed class Fixed(Instant now) : IClock
    {
        public Instant GetCurrentInstant() => now;
    }
}
