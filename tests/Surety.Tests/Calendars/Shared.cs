using Xunit;

namespace Surety.Tests.Calendars;

/// <summary>Finds the data beside the checkout, or skips the test visibly.</summary>
static class Shared
{
    public static string File(string path)
    {
        var found = Folders().Select(folder => Path.Combine(folder, path)).FirstOrDefault(System.IO.File.Exists);
        Assert.SkipWhen(found is null, $"shared/{path} is not beside this checkout.");
        return found!;
    }

    static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable("SURETY_SHARED") is { Length: > 0 } told) yield return told;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, "shared");
    }
}
