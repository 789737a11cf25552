using System.Runtime.CompilerServices;

namespace Surety.Tests;

/// <summary>Finds files of the source tree, and the shared folder beside it where there is one.</summary>
static class Source
{
    public static string Root { get; } = FindRoot();

    /// <summary>The shared folder; <c>null</c> in a stranger's clone.</summary>
    public static string? Shared { get; } =
        new[] { Environment.GetEnvironmentVariable("SURETY_SHARED"), Path.Combine(Root, "..", "shared") }.FirstOrDefault(p => p is not null && Directory.Exists(Path.Combine(p, "cases")));

    public static string File(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    static string FindRoot([CallerFilePath] string here = "")
    {
        for (var folder = Path.GetDirectoryName(here); folder is not null; folder = Path.GetDirectoryName(folder))
            if (System.IO.File.Exists(Path.Combine(folder, "Surety.slnx"))) return folder;
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (System.IO.File.Exists(Path.Combine(folder, "Surety.slnx"))) return folder;
        throw new InvalidOperationException("The source tree was not found.");
    }
}
