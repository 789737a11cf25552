using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Shouldly;
using Surety.Suppressor;
using Xunit;

namespace Surety.Tests.Architecture;

/// <summary>A switch over a closed record needs no default arm, and a case that nobody thought of does not compile.</summary>
public sealed class ClosedHierarchyTests
{
    const string Types = """
        #nullable enable
        abstract record Clock
        {
            private Clock() { }
            public sealed record Running(int Counted) : Clock;
            public sealed record Paused(int Counted) : Clock;
            public sealed record Stopped : Clock;
        }
        abstract record Result<T>
        {
            private Result() { }
            public sealed record Ok(T Value) : Result<T>;
            public sealed record Refused : Result<T>;
        }
        abstract record Open
        {
            public sealed record One : Open;
        }
        """;

    [Theory]
    [InlineData("Clock", "Clock.Running r => r.Counted, Clock.Paused => 1, Clock.Stopped => 2")]
    [InlineData("Clock", "Clock.Running or Clock.Paused => 1, (Clock.Stopped) => 2")]
    [InlineData("Clock", "Clock.Running(var counted) => counted, Clock.Paused { Counted: _ } => 1, Clock.Stopped => 2")]
    [InlineData("Clock", "Clock.Running { Counted: 0 } => 0, Clock.Running => 1, Clock.Paused => 1, Clock.Stopped => 2")]
    [InlineData("Clock?", "null => 0, Clock.Running => 1, Clock.Paused => 1, Clock.Stopped => 2")]
    [InlineData("Result<int>", "Result<int>.Ok ok => ok.Value, Result<int>.Refused => 0")]
    public async Task A_complete_switch_compiles(string type, string arms) => (await ReportedAsync(type, arms)).ShouldBeEmpty();

    [Theory]
    [InlineData("Clock", "Clock.Running => 1, Clock.Paused => 1")]
    [InlineData("Clock", "Clock.Running => 1, Clock.Paused => 1, Clock.Stopped when x.GetHashCode() == 0 => 2")]
    [InlineData("Clock", "Clock.Running { Counted: 0 } => 1, Clock.Paused => 1, Clock.Stopped => 2")]
    [InlineData("Clock?", "Clock.Running => 1, Clock.Paused => 1, Clock.Stopped => 2")]
    [InlineData("Result<int>", "Result<int>.Ok ok => ok.Value")]
    [InlineData("Open", "Open.One => 1")]
    public async Task A_switch_with_a_hole_does_not(string type, string arms) => (await ReportedAsync(type, arms)).ShouldBe(["CS8509"]);

    static async Task<string[]> ReportedAsync(string type, string arms)
    {
        var source = $$"""{{Types}} static class Use { static int Of({{type}} x) => x switch { {{arms}} }; }""";
        var compilation = CSharpCompilation.Create("Snippet", [CSharpSyntaxTree.ParseText(source)], References, new(OutputKind.DynamicallyLinkedLibrary));
        var reported = await compilation.WithAnalyzers([new ClosedHierarchySuppressor()]).GetAllDiagnosticsAsync(TestContext.Current.CancellationToken);

        return [.. reported.Where(d => !d.IsSuppressed && d.Severity >= DiagnosticSeverity.Warning).Select(d => d.Id)];
    }

    static readonly MetadataReference[] References = [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)];
}
