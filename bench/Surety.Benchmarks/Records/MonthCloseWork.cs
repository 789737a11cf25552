using System.Text.Json;
using Surety.Journal;
using Surety.Storage.Records;

namespace Surety.Benchmarks.Records;

/// <summary>W6: the close of a month: 1,000 agreements of 10 promises with a month of minutes each, from the record to published statements with credits; the whole process.</summary>
static class MonthCloseWork
{
    const int FullSize = 1000;

    public static int Run(Options options)
    {
        Console.WriteLine($"W6: agreements x {Portfolio.Promises} promises x a month of minutes, from the record to published statements");
        var whole = new List<(double, double)>();
        foreach (var size in options.Sizes)
        {
            var portfolio = new Portfolio(Math.Max(1, (int)Math.Round(FullSize * size)));
            var folder = options.Data($"w6-{portfolio.Agreements}");
            var (made, work) = (Path.Combine(folder, "made"), Path.Combine(folder, "work"));
            if (!File.Exists(Path.Combine(folder, "whole")))
            {
                if (Directory.Exists(made)) Directory.Delete(made, true);
                portfolio.WriteAsync(made).GetAwaiter().GetResult();
                File.WriteAllText(Path.Combine(folder, "whole"), "");
            }
            var isRight = true;
            var medians = Contest.Run($"{portfolio.Agreements} agreements, {portfolio.Agreements * 0.4464:N1} million measurements, {new FileInfo(Path.Combine(made, "surety.db")).Length / 1_000_000} MB", options.IsQuick ? 0 : 3, [new("surety close, whole", () =>
            {
                Copy(made, work);
                var (_, took) = WholeProcess.Run(options.Product, ["close", "--quiet", "--json", "--data", work]);
                isRight &= Agree(portfolio, work);
                return took;
            })]);
            if (!isRight) return 1;
            whole.Add((size, medians[0]));
        }
        Contest.Exponent("the close", whole);
        return 0;
    }

    static void Copy(string from, string to)
    {
        if (Directory.Exists(to)) Directory.Delete(to, true);
        Directory.CreateDirectory(Path.Combine(to, "keys"));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)) File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }

    static bool Agree(Portfolio portfolio, string folder)
    {
        using var store = new Opened(folder);
        for (var agreement = 0; agreement < portfolio.Agreements; agreement++)
        {
            var (attained, cents) = Portfolio.ByHand(agreement);
            using var statement = store.Statement(Portfolio.NameOf(agreement));
            var found = statement.RootElement.GetProperty("levels").EnumerateArray().Select(l => l.GetProperty("attained").GetProperty("exact").GetString()).ToList();
            var owed = statement.RootElement.GetProperty("totals").EnumerateArray().Select(t => t.GetProperty("owed").GetProperty("amount").GetString()).SingleOrDefault() ?? "0.00";
            if (found.SequenceEqual(attained.Select(a => a.ToString())) && owed == $"{cents / 100}.{cents % 100:D2}") continue;
            Console.WriteLine($"WRONG: {Portfolio.NameOf(agreement)}: by hand {string.Join(' ', attained)} and {cents} cents, published {string.Join(' ', found)} and {owed}");
            return false;
        }
        return true;
    }

    sealed class Opened(string folder) : IDisposable
    {
        readonly Store store = (Store.ReadAsync(new StoreAddress.InFolder { Folder = folder }, NodaTime.SystemClock.Instance, default).GetAwaiter().GetResult() as Result<Store>.Ok)!.Value;

        public JsonDocument Statement(string space)
        {
            var reading = store.LookAsync(default).GetAwaiter().GetResult();
            var published = reading.SpaceAsync(space, long.MaxValue, default).GetAwaiter().GetResult()!.Statement("2025-12")!;
            var bytes = reading.DocumentAsync(space, published.What.Result, default).GetAwaiter().GetResult()!;
            reading.DisposeAsync().AsTask().GetAwaiter().GetResult();
            return JsonDocument.Parse(bytes);
        }

        public void Dispose() => store.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
