using Surety.Text;

namespace Surety.Agreements;

/// <summary>A file that other files may stand on: standard terms, or an agreement that another one varies.</summary>
/// <param name="Name">What others cite it as.</param>
/// <param name="File">Name of the file.</param>
public sealed record Layer(LayerName Name, string File)
{
    internal Tree Tree { get; private init; } = new(null, [], []);

    internal ReadOnlyMemory<byte> Bytes { get; private init; }

    internal Node.Mapping Root => Tree.Root!;

    /// <summary>Looks at a file as something to stand on.</summary>
    /// <param name="file">Its name, for places.</param>
    /// <param name="bytes">Its content; any bytes at all.</param>
    /// <returns><c>null</c>: it has neither <c>terms</c> nor <c>agreement</c>, or no number behind <c>version</c>.</returns>
    public static Layer? Parse(string file, ReadOnlyMemory<byte> bytes)
    {
        var tree = Tree.Parse(file, bytes);
        if (tree.Root is not { } root || NameOf(root) is not { } name) return null;
        return new(name, file) { Tree = tree, Bytes = bytes };
    }

    /// <summary>What a file is cited as.</summary>
    internal static LayerName? NameOf(Node.Mapping root)
    {
        var terms = TextOf(root.Find("terms"));
        var name = terms ?? TextOf(root.Find("agreement"));
        var version = TextOf(root.Find("version")) is not { } written ? 1 : int.TryParse(written, System.Globalization.NumberStyles.None, null, out var number) ? number : 0;
        return name is null || version < 1 ? null : new(name, terms is not null, version);
    }

    static string? TextOf(Node? node) => node is Node.Scalar { Text: { Length: > 0 } text } && text != "not stated" ? text.Trim() : null;
}

/// <summary>What a layer is cited as: <c>northwind gold terms 7</c>.</summary>
/// <param name="Name">Its name, or the short name of an agreement.</param>
/// <param name="IsTerms">Standard terms; otherwise an agreement.</param>
/// <param name="Version">From 1.</param>
public sealed record LayerName(string Name, bool IsTerms, int Version)
{
    /// <summary>name ( "terms" | "agreement" ) whole</summary>
    internal static LayerName? Read(PhraseReader phrase)
    {
        var name = phrase.Until("terms", "agreement");
        if (name.Length == 0) return phrase.Refuse<LayerName>("the name of terms or of an agreement");
        var kind = phrase.TryAny("terms", "agreement");
        if (kind is null) return phrase.Refuse<LayerName>("'terms' or 'agreement', and the version");
        return Amounts.Whole(phrase) is { } version ? new(name, kind == "terms", version) : null;
    }

    /// <summary>As it is cited.</summary>
    public override string ToString() => $"{Name} {(IsTerms ? "terms" : "agreement")} {Version}";
}
