using System.CommandLine;
using System.CommandLine.Invocation;

namespace Surety.Cli.Help;

/// <summary>The version of this program, whatever process it runs in.</summary>
internal sealed class ShowVersion : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"surety {SuretyProgram.Version}");
        return ExitCode.Ok;
    }
}
