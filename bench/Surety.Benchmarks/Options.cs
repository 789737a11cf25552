using System.Globalization;

namespace Surety.Benchmarks;

/// <summary>What bench/run asks for.</summary>
/// <param name="Work">W1, W2, W3, W5, W6, W7, W8.</param>
/// <param name="IsQuick">Little data, one round: for the answers.</param>
/// <param name="Sizes">Parts of the full size: 0.1, 1, 10.</param>
/// <param name="Folder">For data and peers.</param>
/// <param name="Product">The program surety, as it is shipped.</param>
sealed record Options(string Work, bool IsQuick, IReadOnlyList<double> Sizes, string Folder, string Product)
{
    public static Options Read(string[] arguments)
    {
        string? After(string name) => Array.IndexOf(arguments, name) is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : null;
        var isQuick = arguments.Contains("--quick");
        var sizes = (After("--sizes") ?? (isQuick ? "0.01" : "0.1,1")).Split(',').Select(s => double.Parse(s, CultureInfo.InvariantCulture)).ToList();
        return new(arguments.FirstOrDefault() ?? "", isQuick, sizes, After("--folder") ?? "artifacts/bench", After("--product") ?? "surety");
    }

    /// <summary>A file of a peer; <c>null</c>: it could not be had.</summary>
    public string? Peer(string path) => Path.Combine(Folder, "peers", path) is var full && (File.Exists(full) || Directory.Exists(full)) ? full : null;

    /// <summary>A file of the folder `shared` beside the checkout (or SURETY_SHARED), where some peers have their scripts; <c>null</c>: it is not there.</summary>
    public static string? Shared(string path) => Path.GetFullPath(Path.Combine(Environment.GetEnvironmentVariable("SURETY_SHARED") ?? "../shared", path)) is var full && File.Exists(full) ? full : null;

    /// <summary>A folder for data, made where it is missing.</summary>
    public string Data(string name) => Directory.CreateDirectory(Path.Combine(Folder, "data", name)).FullName;

    public int Unknown()
    {
        Console.Error.WriteLine($"There is no work '{Work}': W1 availability, W2 tickets, W3 durable ingest, W5 agreement files, W6 the close of a month, W7 back-test, W8 figures over the API.");
        return 2;
    }
}
