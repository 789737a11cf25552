using Surety.Agreements;

namespace Surety.Cli.Agreements;

/// <summary>The files that an agreement may stand on or depend on: those that were named with it, those in its folder and in the one above, in folders <c>terms</c> in these, and in a folder <c>suppliers</c> beside it. Each is read once.</summary>
internal sealed class LayerFiles(IReadOnlyList<string> named, Session session)
{
    readonly Dictionary<string, Layer?> read = [];

    /// <summary>Finds what a file may cite.</summary>
    /// <returns>Nothing for a text that cites no files.</returns>
    public async Task<ValueList<Layer>> ForAsync(string file, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (!AgreementFile.CitesFiles(bytes.Span)) return [];
        var layers = new List<Layer>();
        foreach (var path in named.Concat(FoldersOf(file).SelectMany(AgreementSource.InFolder)).Where(p => p != "-").DistinctBy(Path.GetFullPath))
        {
            var whole = Path.GetFullPath(path);
            if (!read.TryGetValue(whole, out var layer))
                read[whole] = layer = await InputFile.ReadAsync(path, session, InputFile.MostOfAgreement, cancellation) is Result<ReadOnlyMemory<byte>>.Ok ok ? Layer.Parse(path, ok.Value) : null;
            if (layer is not null) layers.Add(layer);
        }
        return layers.ToValueList();
    }

    static IEnumerable<string> FoldersOf(string file)
    {
        var folder = file == "-" ? "." : Path.GetDirectoryName(file) is { Length: > 0 } named ? named : ".";
        var above = Path.Combine(folder, "..");
        return new[] { folder, Path.Combine(folder, "terms"), Path.Combine(folder, "suppliers"), above, Path.Combine(above, "terms") }.Where(Directory.Exists);
    }
}
