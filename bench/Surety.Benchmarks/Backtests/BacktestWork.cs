using Surety.Backtests;
using Surety.Statements;

namespace Surety.Benchmarks.Backtests;

/// <summary>W7: twelve months of minutes, six metrics of them, through a draft: the whole back-test, and then one target moved again and again.</summary>
static class BacktestWork
{
    const int FullSize = 12;

    static readonly decimal[] Targets = [99m, 99.5m, 99.8m, 99.95m, 100m];

    public static int Run(Options options)
    {
        Console.WriteLine("W7: months of minutes x 6 metrics through a draft; a moved target takes from before what its metrics came to");
        var (whole, moved) = (new List<(double, double)>(), new List<(double, double)>());
        foreach (var size in options.Sizes)
        {
            var count = Math.Max(1, (int)Math.Round(FullSize * size));
            var folder = options.Data($"w7-{count}");
            var (file, draft) = (Path.Combine(folder, "minutes.columns"), Path.Combine(folder, "draft.yaml"));
            var minutes = Minutes.Of(count);
            if (!File.Exists(file)) minutes.Write(file);
            File.WriteAllText(draft, Trial.TextFrom(minutes.First));
            var trial = new Trial(minutes, File.ReadAllBytes(file));
            var measured = trial.Measured();
            if (!Agree(minutes, measured) || !Agree(trial, measured)) return 1;

            var rounds = options.IsQuick ? 1 : 20;
            var next = 0;
            List<Contestant> contestants =
            [
                Contestant.Of("surety: the whole back-test, hot", () => trial.Whole()),
                Contestant.Of("surety: the draft alone, hot", () => trial.Measured()),
                Contestant.Of("surety: a moved target, hot", () => trial.Moved(measured, Targets[next++ % Targets.Length])),
            ];
            var medians = Contest.Run($"{count} months, {count * 30.4 * 1440 * 6 / 1_000_000:N1} million measurements", rounds, contestants);
            whole.Add((size, medians[0]));
            moved.Add((size, medians[2]));
            string[] arguments = ["backtest", draft, "--facts", file, "--from", $"{minutes.First.Year:D4}-{minutes.First.Month:D2}", "--until", "2025-12", "--as-of", "2026-02-01T00:00:00Z", "-o", "json"];
            Contest.Run($"{count} months, whole process from the file ({new FileInfo(file).Length / 1_000_000} MB)", options.IsQuick ? 0 : 5, [new("surety backtest, whole", () => WholeProcess.Run(options.Product, arguments).Took)]);
        }
        Contest.Exponent("the whole back-test", whole);
        Contest.Exponent("a moved target", moved);
        return 0;
    }

    static bool Agree(Minutes minutes, Evaluation measured)
    {
        var found = measured.Results.ToDictionary(r => (r.Level, r.Window.From), r => r.Attained!.Exact!.Value);
        foreach (var (place, expected) in Trial.ByHand(minutes))
        {
            if (found.TryGetValue(place, out var figure) && figure == expected) continue;
            Console.WriteLine($"WRONG: {place.Level} in {place.Month}: by hand {expected}, found {figure}");
            return false;
        }
        return true;
    }

    static bool Agree(Trial trial, Evaluation measured)
    {
        foreach (var target in Targets)
        {
            var (moved, fresh) = (trial.Moved(measured, target), trial.Fresh(target));
            if (moved == fresh) continue;
            Console.WriteLine($"WRONG: at least {target} %: moved {moved}, evaluated afresh {fresh}");
            return false;
        }
        return true;
    }
}
