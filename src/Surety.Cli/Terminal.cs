namespace Surety.Cli;

/// <summary>What the program's output goes to.</summary>
/// <param name="Width">Columns of text that fit on a line; 80 where nobody knows.</param>
/// <param name="OutputIsTerminal">Whether results are read by a person on a screen.</param>
/// <param name="MessagesAreOnTerminal">Whether messages are: then progress may be shown.</param>
/// <param name="WantsColor">Whether colour is welcome where there is a terminal: false when <c>NO_COLOR</c> is set.</param>
public sealed record Terminal(int Width, bool OutputIsTerminal, bool MessagesAreOnTerminal, bool WantsColor)
{
    /// <summary>No terminal at all: files and pipes.</summary>
    public static Terminal None { get; } = new(80, false, false, false);

    /// <summary>Asks the running process.</summary>
    public static Terminal OfThisProcess() => new(WidthOfThisProcess(), !Console.IsOutputRedirected, !Console.IsErrorRedirected, WantsColorByEnvironment());

    static bool WantsColorByEnvironment() =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";

    static int WidthOfThisProcess()
    {
        if (Console.IsOutputRedirected) return 80;
        try
        {
            return Console.WindowWidth is var width and > 0 ? Math.Clamp(width, 40, 200) : 80;
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            return 80;
        }
    }
}
