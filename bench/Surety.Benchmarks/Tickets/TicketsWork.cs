namespace Surety.Benchmarks.Tickets;

/// <summary>W2: a million tickets of six events at eight desks: first response and resolution on the desk's hours, with waiting and re-opening; working time, deadline, miss, attainment.</summary>
static class TicketsWork
{
    const int FullSize = 1_000_000;

    public static int Run(Options options)
    {
        Console.WriteLine("W2: tickets of six events, eight calendars in eight zones with holidays: first response and resolution; working time, deadline, instant of the miss, attainment by plan and priority");
        var (hot, whole, peer) = (new List<(double, double)>(), new List<(double, double)>(), new List<(double, double)>());
        foreach (var size in options.Sizes)
        {
            var count = Math.Max(2_000, (int)(FullSize * size));
            var folder = options.Data($"w2-{count}");
            var (desk, walking) = (Desk.With(count), new Walking());
            var expected = walking.AnswerOf(desk, count);
            var before = GC.GetTotalMemory(true);
            var facts = Promise.FactsOf(desk);
            var bytes = GC.GetTotalMemory(true) - before;
            // Ten times the size is for how cost grows: there the peer would load and run for minutes.
            var duck = size <= 1 && options.Peer("duck") is { } program ? new DuckDb(program, folder) : null;
            duck?.Prepare(desk, walking);
            if (!Agree("surety", expected, Promise.ClocksOf(facts)) || !AgreeOnMisses(expected, Promise.MissesOf(Promise.StatementOf(facts).Evaluation))) return 1;
            if (duck is not null && !Agree("DuckDB", expected, duck.Run(1).Answer)) return 1;

            // Until the runtime has compiled for good what is called often.
            for (var i = 0; i < (options.IsQuick || size > 1 ? 0 : 40); i++) (_, _) = (Promise.ClocksOf(facts), Promise.StatementOf(facts));
            var contestants = new List<Contestant>
            {
                Contestant.Of("surety, both clocks, hot", () => Promise.ClocksOf(facts)),
                Contestant.Of("surety, the whole statement, hot", () => Promise.StatementOf(facts)),
                Contestant.Of("NodaTime, from day to day, hot", () => walking.AnswerOf(desk, count)),
            };
            if (duck is not null) contestants.Add(new("DuckDB, on a ready table of hours, hot", () => new(duck.Run(2).Milliseconds, 0)));
            else Console.WriteLine(size > 1 ? "  skipped: DuckDB at this size" : "  skipped: DuckDB is not there");
            var medians = Contest.Run($"{count} tickets", options.IsQuick ? 1 : size > 1 ? 3 : 7, contestants);
            Console.WriteLine($"  surety: {Contest.ProcessorTime(() => Promise.ClocksOf(facts)) * 1e6 / count:N0} ns of a core a ticket for both clocks, {Contest.ProcessorTime(() => Promise.StatementOf(facts)) * 1e6 / count:N0} ns for the whole statement; {bytes / count} bytes a ticket in memory");
            hot.Add((size, medians[0]));
            if (duck is not null) peer.Add((size, medians[3]));
            var (file, agreement) = (Path.Combine(folder, "tickets.columns"), Path.Combine(folder, "agreement.yaml"));
            File.WriteAllText(agreement, Promise.Agreement);
            if (!File.Exists(file)) Promise.Write(desk, file);
            contestants = [new("surety evaluate, whole", () => WholeProcess.Run(options.Product, ["evaluate", agreement, "--facts", file, "--period", "2025", "--as-of", "2026-01-15T00:00:00Z", "-o", "csv"]).Took)];
            if (duck is not null) contestants.Add(new("DuckDB, whole", () => duck.Run(1).Whole));
            whole.Add((size, Contest.Run($"{count} tickets, whole process from the file ({new FileInfo(file).Length / 1_000_000} MB)", options.IsQuick ? 1 : size > 1 ? 3 : 7, contestants)[0]));
            if (!Slow(desk, walking, folder, expected, medians[0], options.IsQuick) || (size == options.Sizes[0] && !Slice(options, desk, walking, medians[0] / count))) return 1;
        }
        Contest.Exponent("surety, hot", hot);
        Contest.Exponent("surety, whole", whole);
        Contest.Exponent("DuckDB, hot", peer);
        return 0;
    }

    /// <summary>PostgreSQL, and up to a hundred thousand tickets: a million would take minutes.</summary>
    static bool Slow(Desk desk, Walking walking, string folder, Answer expected, double milliseconds, bool isQuick)
    {
        if (desk.Count > FullSize / 10) return true;
        using var server = Postgres.Start();
        if (server is null)
        {
            Console.WriteLine("  skipped: PostgreSQL is not there");
            return true;
        }
        var peer = new PostgreSql(server, folder);
        peer.Load(desk, walking);
        if (!Agree("PostgreSQL", expected, peer.Run().Answer)) return false;
        var took = isQuick ? 0 : Enumerable.Range(0, 3).Min(_ => peer.Run().Milliseconds);
        Console.WriteLine(isQuick ? "  PostgreSQL: the same answer" : $"  PostgreSQL, hot: {took:N0} ms, the least of 3, {took / milliseconds:N0} times surety, hot");
        return true;
    }

    /// <summary>The slow ones, on the first tickets.</summary>
    static bool Slice(Options options, Desk desk, Walking walking, double milliseconds)
    {
        var count = Math.Min(desk.Count, options.IsQuick ? 200 : 4_000);
        var folder = options.Data("w2-slice");
        DeskFiles.WriteSlice(desk, count, folder);
        var expected = walking.AnswerOf(desk, count);
        foreach (var (name, run) in Scripts.Of(options, folder, count))
        {
            var (output, took) = run();
            if (!Agree(name, expected, Answer.Of(output))) return false;
            Console.WriteLine($"  {name}: {took * 1000 / count:N1} µs a ticket on the first {count}, {took / count / milliseconds:N0} times surety, hot");
        }
        return true;
    }

    static bool Agree(string who, Answer expected, Answer found)
    {
        if (expected == found) return true;
        Console.WriteLine($"WRONG: {who} differs\n  by hand {expected}\n  found   {found}");
        return false;
    }

    static bool AgreeOnMisses(Answer expected, ValueList<(long Responses, long Resolutions)> found)
    {
        if (expected.Cells.Select(c => (c.Tickets - c.Responses, c.Tickets - c.Resolutions)).SequenceEqual(found)) return true;
        Console.WriteLine($"WRONG: the statement counts other misses: by hand {string.Join(' ', expected.Cells)}, found {string.Join(' ', found)}");
        return false;
    }
}
