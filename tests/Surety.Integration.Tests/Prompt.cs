using System.Text;
using NodaTime;
using NodaTime.Text;
using Surety.Cli;

namespace Surety.Integration.Tests;

/// <summary>A prompt in an empty folder of its own, where it is always the same instant.</summary>
public sealed class Prompt : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("surety").FullName;

    public Instant Now { get; init; } = InstantPattern.ExtendedIso.Parse("2026-11-10T09:00:00Z").Value;

    /// <summary>How much time goes by between two looks at the clock.</summary>
    public Duration Pace { get; init; }

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllText(Path(name), text);
        return Path(name);
    }

    public Task<Printed> RunAsync(params string[] args) => RunAsync(args, "", Terminal.None, CancellationToken.None);

    public Task<Printed> RunAsync(string[] args, string input, Terminal terminal, CancellationToken cancellation) => RunAsync(args, new MemoryStream(Encoding.UTF8.GetBytes(input)), terminal, cancellation);

    public async Task<Printed> RunAsync(string[] args, Stream input, Terminal terminal, CancellationToken cancellation)
    {
        var (output, messages) = (new StringWriter(), new StringWriter());
        var code = await SuretyProgram.RunAsync(args, input, output, messages, new Clock(Now, Pace), terminal, cancellation);
        return new(code, output.ToString().Replace(Folder + System.IO.Path.DirectorySeparatorChar, "", StringComparison.Ordinal), messages.ToString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    sealed class Clock(Instant now, Duration pace) : IClock
    {
        long looks;

        public Instant GetCurrentInstant() => now + (pace * looks++);
    }
}

public sealed record Printed(int Code, string Output, string Messages);
