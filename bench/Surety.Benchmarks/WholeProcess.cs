using System.Diagnostics;

namespace Surety.Benchmarks;

/// <summary>A program from its start to its end.</summary>
static class WholeProcess
{
    /// <summary>Runs it and reads all that it says.</summary>
    public static (string Output, Took Took) Run(string program, IReadOnlyList<string> arguments, string? folder = null)
    {
        var (output, _, took) = RunBoth(program, arguments, folder);
        return (output, took);
    }

    /// <summary>Runs it and reads what it says on both ways.</summary>
    public static (string Output, string Errors, Took Took) RunBoth(string program, IReadOnlyList<string> arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var peak = WatchMemory(process);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var took = watch.Elapsed.TotalMilliseconds;
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} leaves with {process.ExitCode}: {errors.Result}");
        return (output, errors.Result, new(took, peak.Result));
    }

    static Task<long> WatchMemory(Process process) => Task.Run(async () =>
    {
        var peak = 0L;
        try
        {
            while (true)
            {
                foreach (var line in await File.ReadAllLinesAsync($"/proc/{process.Id}/status"))
                    if (line.StartsWith("VmHWM:", StringComparison.Ordinal)) peak = Math.Max(peak, long.Parse(line.AsSpan(6).Trim().ToString().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) * 1024);
                await Task.Delay(10);
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            return peak;
        }
    });
}
