using Shouldly;
using Xunit;

namespace Surety.Tests.Statements;

/// <summary>Compares output with a file under Golden, byte for byte; <c>UPDATE_GOLDEN=1</c> rewrites it.</summary>
static class GoldenFile
{
    public static void ShouldMatch(string actual, string name)
    {
        var path = Path.Combine(Root(), "tests", "Surety.Tests", "Statements", "Golden", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        actual.ShouldBe(File.ReadAllText(path), $"{name} differs; if that is right, run with UPDATE_GOLDEN=1 and read the diff.");
    }

    public static string Guide(string name) => File.ReadAllText(Path.Combine(Root(), "docs", "guide", name));

    static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Surety.slnx"))) return folder.FullName;
        Assert.Skip("The source tree is not around.");
        return "";
    }
}
