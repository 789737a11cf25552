using Xunit;

namespace Surety.Integration.Tests;

/// <summary>Finds the data beside the checkout, or skips the test visibly.</summary>
static class Shared
{
    public static byte[] Bytes(string path)
    {
        var found = Folders().Select(folder => Path.Combine(folder, path)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"shared/{path} is not beside this checkout.");
        return File.ReadAllBytes(found!);
    }

    /// <summary>A file of this checkout.</summary>
    public static string Own(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Surety.slnx"))) return Path.Combine(folder.FullName, path);
        throw new InvalidOperationException("The tests run outside the checkout.");
    }

    static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable("SURETY_SHARED") is { Length: > 0 } told) yield return told;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, "shared");
    }
}
