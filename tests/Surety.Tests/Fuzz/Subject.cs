namespace Surety.Tests.Fuzz;

/// <summary>An agreement of this repository, with the facts and the files that lie beside it.</summary>
/// <param name="File">Where it stands.</param><param name="Facts">Files of facts in JSON Lines; may be empty.</param><param name="Beside">Files that it may stand on.</param>
sealed record Subject(string File, List<string> Facts, List<string> Beside)
{
    static readonly string[] Folders = ["tests/Surety.Tests/Golden", "tests/Surety.Tests/Agreements", "docs/guide/examples", "examples/contracts", "src/Surety/Templates"];

    /// <summary>All of them, in an order that does not depend on the machine.</summary>
    public static List<Subject> All { get; } = [.. Folders.SelectMany(f => Directory.GetFiles(Source.File(f), "*.yaml", SearchOption.AllDirectories)).Where(IsAgreement).Order(StringComparer.Ordinal).Select(Of)];

    static bool IsAgreement(string file) => System.IO.File.ReadLines(file).Any(l => l.StartsWith("surety:", StringComparison.Ordinal));

    static Subject Of(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        var beside = new[] { folder, Path.Combine(folder, "terms"), Path.Combine(folder, "..") }.Where(Directory.Exists).SelectMany(f => Directory.GetFiles(f, "*.yaml")).Where(IsAgreement);
        return new(file, [.. Directory.GetFiles(folder, "*.jsonl").Order(StringComparer.Ordinal)], [.. beside.Order(StringComparer.Ordinal)]);
    }
}
