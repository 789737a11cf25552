using System.Diagnostics;

namespace Surety.Integration.Tests;

/// <summary>The program in a process of its own: the one that SURETY_PROGRAM names, as it is shipped; without it the one that was built.</summary>
static class TheProgram
{
    /// <summary>What starts it: a file, and what comes before its arguments.</summary>
    public static IReadOnlyList<string> Words { get; } = Environment.GetEnvironmentVariable("SURETY_PROGRAM") is { Length: > 0 } shipped ? [shipped] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "Surety.Cli.dll")];

    /// <summary>Starts it with its output and its messages to be read.</summary>
    public static ProcessStartInfo With(params IEnumerable<string> args) => new(Words[0], [.. Words.Skip(1), .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
}
