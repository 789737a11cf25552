using Surety.Facts;

namespace Surety.Benchmarks.Availability;

/// <summary>W1: a month of 1,000 services, probed every 30 s: availability and downtime without maintenance, worst day, p95 and p99 of latency, credit, for each of them.</summary>
static class AvailabilityWork
{
    const int FullSize = 1_000;

    public static int Run(Options options)
    {
        Console.WriteLine($"W1: a month, a probe every {Month.Every} s with state and latency; the whole agreement: levels by month and by day, percentiles, credits");
        var (hot, whole, peer) = (new List<(double, double)>(), new List<(double, double)>(), new List<(double, double)>());
        foreach (var size in options.Sizes)
        {
            var services = Math.Max(10, (int)(FullSize * size));
            var folder = options.Data($"w1-{services}");
            var agreement = Path.Combine(folder, "agreement.yaml");
            // Ten times the size is for how cost grows: there the peer would load for a quarter of an hour.
            var duck = size <= 1 && options.Peer("duck") is { } program ? new DuckDb(program, folder) : null;
            var (expected, files) = Prepared(services, folder, agreement, duck);
            var facts = Promise.Read(files);
            if (!Agree("surety", expected, Promise.AnswersOf(Promise.StatementOf(facts)))) return 1;
            if (duck is not null && !Agree("DuckDB", expected, duck.Run(1).Answers)) return 1;

            var rounds = options.IsQuick ? 1 : size > 1 ? 3 : 7;
            // Until the runtime has compiled for good what is called often.
            for (var i = 0; i < (options.IsQuick || size > 1 ? 0 : 15); i++) Promise.StatementOf(facts);
            var contestants = new List<Contestant> { Contestant.Of("surety, hot", () => Promise.StatementOf(facts)) };
            if (duck is not null) contestants.Add(new("DuckDB, hot", () => new(duck.Run(2).Milliseconds, 0)));
            else Console.WriteLine(size > 1 ? "  skipped: DuckDB at this size" : "  skipped: DuckDB is not there");
            var medians = Contest.Run($"{services} services, {services * (long)Month.Samples / 1_000_000m:N1} million probes, hot", rounds, contestants);
            hot.Add((size, medians[0]));
            if (duck is not null) peer.Add((size, medians[1]));

            if (!Slow(services, folder, expected, medians[0], options.IsQuick)) return 1;

            contestants = [new("surety evaluate, whole", () => WholeProcess.Run(options.Product, ["evaluate", agreement, .. files.SelectMany(f => new[] { "--facts", f }), "--period", "2026-04", "-o", "csv"]).Took)];
            if (duck is not null) contestants.Add(new("DuckDB, whole", () => duck.Run(1).Whole));
            whole.Add((size, Contest.Run($"{services} services, whole process from the file ({files.Sum(f => new FileInfo(f).Length) / 1_000_000} MB)", rounds, contestants)[0]));
        }
        Contest.Exponent("surety, hot", hot);
        Contest.Exponent("surety, whole", whole);
        Contest.Exponent("DuckDB, hot", peer);
        return 0;
    }

    /// <summary>PostgreSQL, once, and up to a hundred services: a thousand would take minutes.</summary>
    static bool Slow(int services, string folder, List<Answer> expected, double milliseconds, bool isQuick)
    {
        if (services > FullSize / 10) return true;
        using var server = Postgres.Start();
        if (server is null)
        {
            Console.WriteLine("  skipped: PostgreSQL is not there");
            return true;
        }
        var peer = new PostgreSql(server, folder);
        peer.Load(Month.Of(services));
        if (!Agree("PostgreSQL", expected, peer.Run().Answers)) return false;
        var took = isQuick ? 0 : Enumerable.Range(0, 3).Min(_ => peer.Run().Milliseconds);
        Console.WriteLine(isQuick ? "  PostgreSQL: the same answer" : $"  PostgreSQL, hot: {took:N0} ms, the least of 3, {took / milliseconds:N0} times surety, hot");
        return true;
    }

    static (List<Answer> Expected, List<string> Files) Prepared(int services, string folder, string agreement, DuckDb? duck)
    {
        File.WriteAllText(agreement, Promise.Agreement);
        var (expected, files) = (new List<Answer>(), new List<string>());
        // A file for each thousand: none is longer than memory of one piece may be.
        for (var first = 0; first < services; first += FullSize)
        {
            var month = Month.Of(Math.Min(FullSize, services - first), first);
            var file = Path.Combine(folder, first == 0 ? "probes.columns" : $"probes.{first / FullSize}.columns");
            if (!File.Exists(file)) Promise.Write(month, file);
            duck?.Load(month);
            expected.AddRange(Enumerable.Range(0, month.Services).AsParallel().AsOrdered().Select(s => Answer.Of(month, s)));
            files.Add(file);
        }
        return (expected, files);
    }

    static bool Agree(string who, List<Answer> expected, List<Answer> found)
    {
        if (expected.SequenceEqual(found)) return true;
        var at = expected.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        Console.WriteLine($"WRONG: {who} has {found.Count} of {expected.Count} services; by hand {expected.ElementAtOrDefault(at)}, found {found.ElementAtOrDefault(at)}");
        return false;
    }
}
