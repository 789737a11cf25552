using System.Diagnostics;

namespace Surety.Benchmarks;

/// <summary>Somebody who does the work, once each time it is asked.</summary>
/// <param name="Name">Who, and how.</param>
/// <param name="Run">Does it.</param>
sealed record Contestant(string Name, Func<Took> Run)
{
    /// <summary>One that is timed from outside.</summary>
    public static Contestant Of(string name, Action work) => new(name, () =>
    {
        var watch = Stopwatch.StartNew();
        work();
        return new(watch.Elapsed.TotalMilliseconds, 0);
    });
}

/// <summary>How long one run took, and at most how much memory the process held; 0: not measured.</summary>
readonly record struct Took(double Milliseconds, long PeakBytes);

/// <summary>Runs contestants in turn, so that a noisy neighbour hits all of them, and prints medians.</summary>
static class Contest
{
    /// <summary>Runs all, each once in every round and once before the first.</summary>
    /// <returns>The median of each, in their order.</returns>
    public static IReadOnlyList<double> Run(string title, int rounds, IReadOnlyList<Contestant> contestants)
    {
        var times = contestants.Select(_ => new List<double>()).ToList();
        var peaks = new long[contestants.Count];
        for (var round = 0; round <= rounds; round++)
            for (var i = 0; i < contestants.Count; i++)
            {
                var took = contestants[i].Run();
                peaks[i] = Math.Max(peaks[i], took.PeakBytes);
                if (round > 0 || rounds == 0) times[i].Add(took.Milliseconds);
            }
        Console.WriteLine($"{title}: median of {times[0].Count}, least and most");
        var medians = times.ConvertAll(Median);
        for (var i = 0; i < contestants.Count; i++)
        {
            var memory = peaks[i] > 0 ? $"  {peaks[i] / 1_000_000,6} MB" : "";
            Console.WriteLine($"  {contestants[i].Name,-46} {medians[i],10:N1} ms  ({times[i].Min():N1} to {times[i].Max():N1}){memory}  {(i == 0 ? "" : $"{medians[i] / medians[0]:N2} times {contestants[0].Name}")}");
        }
        return medians;
    }

    /// <summary>How cost grows with size: 1 is in proportion.</summary>
    public static void Exponent(string name, IReadOnlyList<(double Size, double Time)> measured)
    {
        for (var i = 1; i < measured.Count; i++)
            Console.WriteLine($"  {name}: from {measured[i - 1].Size} to {measured[i].Size} of the size, the cost grows with the power {Math.Log(measured[i].Time / measured[i - 1].Time) / Math.Log(measured[i].Size / measured[i - 1].Size):N2}");
    }

    /// <summary>Milliseconds that the cores of this process are at work, the least of several: what others do on the machine counts little.</summary>
    public static double ProcessorTime(Action work) => Enumerable.Range(0, 5).Min(_ =>
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        work();
        return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds;
    });

    static double Median(List<double> times)
    {
        var sorted = times.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
