using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Surety.Cli.Records;
using Surety.Cli.Servers;
using Surety.Facts;
using Surety.Journal;
using Surety.Storage.Exclusions;
using Surety.Storage.People;
using Surety.Storage.Records;
using Surety.Web;
using Surety.Web.Shell;

namespace Surety.Cli.Demo;

/// <summary><c>surety demo --serve</c>: a server with the demo in it, in a folder that is thrown away. What is there came as it would come: month by month, by both sides. Source: docs/guide/getting-started.md.</summary>
internal sealed class DemoServer(Session session, DemoServer.Clock clock, Store store)
{
    const string Agreement = "northwind-acme", Password = "only for a first look";

    /// <summary>The demo's today: from here on its clock goes as everybody's.</summary>
    static readonly Instant Today = Instant.FromUtc(2026, 11, 4, 9, 0);

    /// <summary>Time that was, until it goes on by itself.</summary>
    internal sealed class Clock(IClock real) : IClock
    {
        Instant at = Instant.FromUtc(2025, 8, 20, 8, 0);
        Instant? since;

        public void Turn(Instant to) => at = Instant.Max(at, to);

        public void Go() => since = real.GetCurrentInstant();

        // Two looks are never at one instant.
        public Instant GetCurrentInstant() => since is { } began ? at + (real.GetCurrentInstant() - began) : at += Duration.FromMilliseconds(1);
    }

    /// <summary>A side, and whoever acts for it.</summary>
    sealed record At(Side Side, Caller Caller, SigningKey Key);

    /// <summary>Makes the demo, serves it until it is told to stop, and throws it away.</summary>
    public static async Task<int> RunAsync(Session session, string? urls, Func<string, CancellationToken, Task<string>> text, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("surety-demo-").FullName;
        try
        {
            var clock = new Clock(session.Time);
            if (await Store.WriteAsync(new StoreAddress.InFolder { Folder = folder }, clock, cancellation) is not Result<Store>.Ok { Value: var store })
            {
                session.Complain($"The demo cannot be written to '{folder}'. Name another folder for temporary files with TMPDIR.");
                return ExitCode.Error;
            }
            await using (store)
            {
                var demo = new DemoServer(session, clock, store);
                var (provider, customer) = await demo.MakeAsync(folder, text, cancellation);
                return await demo.ServeAsync(folder, urls, provider, customer, cancellation);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            session.Complain($"The demo cannot be written to '{folder}': the disk or the system refused. Name another folder for temporary files with TMPDIR.");
            return ExitCode.Error;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    async Task<int> ServeAsync(string folder, string? urls, string provider, string customer, CancellationToken cancellation)
    {
        // Where nobody names an address and the usual one is taken, any will do.
        string[] places = urls is null ? [ServerSettings.SilentUrl, "http://127.0.0.1:0"] : [urls];
        foreach (var place in places)
            try
            {
                await Server.RunAsync(store, new([place]) { Log = session.Messages, Demo = Seats }, (addresses, _) => Tell(folder, addresses.First(), provider, customer), cancellation);
                break;
            }
            catch (Exception e) when (ServeCommand.Refusal(e, [place]) is { } refusal)
            {
                if (place != places[^1]) continue;
                session.Complain(refusal);
                return ExitCode.Error;
            }
        session.Say("The demo is thrown away.");
        return ExitCode.Ok;
    }

    void Tell(string folder, string address, string provider, string customer)
    {
        session.Line(address);
        session.Line("");
        session.Line("Open it in a browser, and look at it as either side:");
        session.Line("");
        Side("Northwind, the provider", Seats[0].Email, provider);
        Side("Acme, the customer", Seats[1].Email, customer);
        session.Line($"  curl -H \"Authorization: Bearer {provider}\" \"{address}/v1/agreements/{Space}/statements\"");
        session.Line($"  curl -H \"Authorization: Bearer {customer}\" \"{address}/v1/agreements/{Space}/proposals?state=open\"");
        session.Line("");
        session.Say($"It is in {folder}. What is done in it is of no account: Ctrl+C ends it, and throws all of it away.");

        void Side(string who, string email, string key)
        {
            session.Line(who);
            session.Line($"  sign in   {email}, password: {Password}");
            session.Line($"  API key   {key}");
            session.Line("");
        }
    }

    /// <summary>Both sides, for whoever opens its pages.</summary>
    static ValueList<DemoSeat> Seats => [new("anna@northwind.example", Password, "Northwind Services Ltd (demo)", Side.Provider), new("bert@acme.example", Password, "Acme GmbH (demo)", Side.Customer)];

    static string Space => SpaceName.Of("northwind-demo", Agreement);

    /// <summary>Fourteen months of both sides.</summary>
    /// <returns>A key of each.</returns>
    async Task<(string Provider, string Customer)> MakeAsync(string folder, Func<string, CancellationToken, Task<string>> text, CancellationToken cancellation)
    {
        session.Say("Two parties agree …");
        var token = await Invitations.FirstTokenAsync(store, cancellation) ?? throw new InvalidOperationException("Somebody is here.");
        var anna = Of(await Invitations.SetUpAsync(store, Server.Passwords, token, new("northwind-demo", Seats[0].Title), Seats[0].Email, new("Anna Berg", Password), cancellation)).Session.Person;
        using var providerKey = SigningKey.Make(Path.Combine(folder, "provider.pem"));
        using var customerKey = SigningKey.Make(Path.Combine(folder, "customer.pem"));
        var provider = new At(Side.Provider, Caller.Of(anna), providerKey);
        var first = await ProposalAsync("northwind-acme.v1.yaml");
        await SignAsync(first, provider, cancellation);
        var invited = Of(await Invitations.InviteSideAsync(store, provider.Caller, Space, Seats[1].Email, "Bert Maas", cancellation));
        var bert = Of(await Invitations.AcceptSideAsync(store, Server.Passwords, invited.Token, new("acme-demo", Seats[1].Title), new("Bert Maas", Password), cancellation)).Session.Person;
        var customer = new At(Side.Customer, Caller.Of(bert), customerKey);
        await SignAsync(first, customer, cancellation);
        var second = await ProposalAsync("northwind-acme.v2.yaml");
        session.Say("Fourteen months go by …");
        var deeds = new Queue<(Instant At, string Line)>(Lines().Where(f => f.Source == Deeds).Select(f => (AtOf(f.Line), f.Line)).OrderBy(d => d.Item1));
        foreach (var month in Months())
        {
            if (month.Key == new YearMonth(2026, 3)) foreach (var at in new[] { provider, customer }) await SignAsync(second, at, cancellation);
            var over = month.Key.OnDayOfMonth(1).PlusMonths(1).AtMidnight().InUtc().ToInstant();
            await DoneUntilAsync(over);
            clock.Turn(over);
            await SendAsync(month, provider, customer, cancellation);
            // The last month is the next one that is due.
            if (clock.GetCurrentInstant() + Duration.FromDays(9) is var due && due > Today) break;
            await DoneUntilAsync(due);
            clock.Turn(due);
            if (await Closing.CloseAsync(store, Space, null, cancellation) is Result<Closed>.Refused refused) throw new InvalidOperationException(refused.Problems[0].Message);
        }
        await DoneUntilAsync(Today);
        await ProposeAsync(provider, cancellation);
        clock.Turn(Today);
        await SendAsync("tickets-2026-11", "tickets", DemoFacts.Morning(), provider, cancellation);
        clock.Go();
        return (await KeyAsync(provider, [Permission.Read, Permission.Facts, Permission.Manage], cancellation), await KeyAsync(customer, [Permission.Read, Permission.Manage], cancellation));

        // What somebody did is said when it is done: later the other side could not have known.
        async Task DoneUntilAsync(Instant until)
        {
            while (deeds.TryPeek(out var deed) && deed.At < until)
            {
                deeds.Dequeue();
                clock.Turn(deed.At + Duration.FromMinutes(1));
                await SendAsync($"{Deeds}-{deed.At.InUtc().Date:uuuu-MM-dd}", Deeds, deed.Line + "\n", provider, cancellation);
            }
        }

        async Task<RecordedAgreement.Proposal> ProposalAsync(string file) => Of(RecordedAgreement.Propose(file, Encoding.UTF8.GetBytes(await text(file, cancellation)), []));
    }

    async Task SignAsync(RecordedAgreement.Proposal proposal, At at, CancellationToken cancellation) =>
        Of(await Applying.ApplyAsync(store, proposal, null, new(at.Side, at.Key, null), at.Caller.Name, cancellation, new(at.Caller.Party, Space, at.Side)));

    /// <summary>The file of what was done.</summary>
    const string Deeds = "done";

    static IEnumerable<(string Source, string Line)> Lines() => DemoFacts.Files().SelectMany(f => f.Content.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (Source: Path.GetFileNameWithoutExtension(f.Name), Line: line)));

    /// <summary>Facts of each month, by the month in which somebody knew of them.</summary>
    static IEnumerable<IGrouping<YearMonth, (string Source, string Line)>> Months() => Lines().Where(f => f.Source != Deeds).GroupBy(f => MonthOf(f.Line)).OrderBy(m => m.Key.ToDateInterval().Start);

    static Instant AtOf(string line)
    {
        using var fact = JsonDocument.Parse(line);
        var at = new[] { "announced", "until", "at" }.Select(name => fact.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null).OfType<string>().First();
        return OffsetDateTimePattern.Rfc3339.Parse(at).Value.ToInstant();
    }

    static YearMonth MonthOf(string line)
    {
        var month = AtOf(line).InUtc().Date.ToYearMonth();
        // What the last day leaves for the next one comes with the last month that is told.
        return month == DemoFacts.End.ToYearMonth() ? DemoFacts.End.PlusMonths(-1).ToYearMonth() : month;
    }

    async Task SendAsync(IGrouping<YearMonth, (string Source, string Line)> month, At provider, At customer, CancellationToken cancellation)
    {
        foreach (var source in month.GroupBy(f => f.Source))
        {
            await SendAsync($"{source.Key}-{month.Key:uuuu-MM}", source.Key, string.Concat(source.Select(f => f.Line + "\n")), source.Key == Path.GetFileNameWithoutExtension(DemoFacts.Customers) ? customer : provider, cancellation);
        }
    }

    async Task SendAsync(string batch, string source, string lines, At at, CancellationToken cancellation)
    {
        var taken = Of(await Ingest.TakeAsync(store, Space, at.Caller.Name, SentFacts.Of(null, $"{batch}.jsonl", source, false, Encoding.UTF8.GetBytes(lines)) with { From = new(at.Caller.Party, new(at.Side == Side.Provider ? "provider" : "customer", source, [])) }, cancellation));
        // What is refused here is a fault of the demo, too.
        if (taken.Value.Batch is { } read && read.RefusedLines.Count > 0) throw new InvalidOperationException($"The record refuses {read.RefusedLines.Count} lines of {batch}: {read.Problems[0].Message}");
    }

    async Task ProposeAsync(At at, CancellationToken cancellation) => Of(await Proposals.ProposeAsync(store.For(at.Caller.Access), Space, at.Side, at.Caller.Name, new(ProposalKind.Exclusion, "", """
        {"type": "exclusion", "exclusion": "caused by customer", "service": "web shop", "from": "2026-10-13T10:42:00+02:00", "until": "2026-10-13T11:09:00+02:00"}
        """u8.ToArray(), "Acme's own change of the payment gateway", "prp_demo"), cancellation));

    async Task<string> KeyAsync(At at, ValueList<Permission> scopes, CancellationToken cancellation) => Of(await ApiKeys.MakeAsync(store, at.Caller, new("demo", scopes, [], null, null), cancellation)).Token;

    // What is refused here is a fault of the demo.
    static T Of<T>(Result<T> result) => result switch
    {
        Result<T>.Ok ok => ok.Value,
        Result<T>.Refused refused => throw new InvalidOperationException(refused.Problems[0].Message),
    };
}
