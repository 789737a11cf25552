using System.Diagnostics;
using System.Globalization;
using Surety.Tests.Oracle;
using Xunit;

namespace Surety.Tests.Fuzz;

/// <summary>Tries drawn bytes until one throws: a few seeds with the suite, for minutes with others where <c>SURETY_FUZZ=10</c> says so.</summary>
static class Hunt
{
    static readonly int Minutes = int.Parse(Environment.GetEnvironmentVariable("SURETY_FUZZ") ?? "0", CultureInfo.InvariantCulture);
    static readonly ulong First = ulong.Parse(Environment.GetEnvironmentVariable("SURETY_FUZZ_SEED") ?? "1", CultureInfo.InvariantCulture);

    // Of the whole process, which does nothing else while it tries for minutes; a clock on the wall tells more of the machine than of us.
    static TimeSpan Busy() => Process.GetCurrentProcess().TotalProcessorTime;

    /// <param name="ending">Of the files in which found cases are left.</param><param name="cases">How many are tried with the suite.</param><param name="draw">Draws bytes, and what to do with them.</param>
    public static void Run(string ending, int cases, Func<Draw, (byte[] Bytes, Action Try)> draw)
    {
        var found = new List<string>();
        var folder = Path.Combine(Path.GetTempPath(), "surety-fuzz");
        var clock = Stopwatch.StartNew();
        for (var seed = First; Minutes > 0 ? clock.Elapsed.TotalMinutes < Minutes : seed < First + (ulong)cases; seed++)
        {
            var (bytes, attempt) = draw(new Draw(seed * 3 + (ulong)ending.Length));
            if (Minutes > 0)
            {
                // So that a case that ends the process, by its stack, is not lost.
                Directory.CreateDirectory(folder);
                File.WriteAllBytes(Path.Combine(folder, $"now.{ending}"), bytes);
            }
            var start = Busy();
            string? wrong = null;
            try
            {
                attempt();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                wrong = e.ToString();
            }
            if (Minutes > 0 && Busy() - start is var took && took > TimeSpan.FromSeconds(2)) wrong ??= $"took {took.TotalSeconds:0.0} s of processor time";
            if (wrong is null) continue;
            Directory.CreateDirectory(folder);
            var file = Path.Combine(folder, $"{seed}.{ending}");
            File.WriteAllBytes(file, bytes);
            File.WriteAllText(file + ".why", wrong);
            found.Add($"{file}\n{wrong}");
            if (Minutes == 0 || found.Count == 200) break;
        }
        Assert.True(found.Count == 0, string.Join("\n\n", found));
    }
}
