using System.Text;
using Surety.Agreements;
using Surety.Text;

namespace Surety.Changes;

/// <summary>What an agreement says once it stands on another version of its standard terms. Source: docs/guide/diff.md, "Standard terms".</summary>
/// <param name="File">Name of its file.</param>
/// <param name="Name">Short name of the agreement, or name of terms that stand on these terms.</param>
/// <param name="Cites">Versions of the terms that it cites; empty: it does not stand on them.</param>
/// <param name="Moved">What would be different; <c>null</c>: it does not cite the old version, or cannot be moved.</param>
/// <param name="Text">The file as it would cite the new version; <c>null</c> likewise.</param>
/// <param name="Problems">Why it cannot be moved, or cannot be read at all; empty: nothing is in the way.</param>
public sealed record TermsUpgrade(string File, string Name, ValueList<int> Cites, AgreementDiff? Moved, string? Text, ValueList<Problem> Problems)
{
    /// <summary>Whether it stands on the old version.</summary>
    public bool IsConcerned => Moved is not null || Problems.Count > 0;

    /// <summary>Plans the move of one text.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="layers">What it may stand on, both versions of the terms among them.</param>
    /// <param name="terms">Name of the terms.</param>
    /// <param name="from">The version that it stands on.</param>
    /// <param name="to">The version that it shall stand on.</param>
    /// <param name="language">In which the differences are told; <c>null</c>: the binding one.</param>
    public static TermsUpgrade Of(string file, ReadOnlyMemory<byte> bytes, ValueList<Layer> layers, string terms, int from, int to, string? language = null)
    {
        switch (CanonicalText.Of(file, bytes, layers))
        {
            case Result<CanonicalText>.Refused refused: return new(file, "", [], null, null, refused.Problems);
            case Result<CanonicalText>.Ok:
                var root = Tree.Parse(file, bytes).Root!;
                var (name, cited) = (Layer.NameOf(root)?.Name ?? "", Cited(root, terms).ToList());
                var cites = cited.Select(c => c.Version).ToValueList();
                if (!cites.Contains(from)) return new(file, name, cites, null, null, []);
                var moved = Citing(Encoding.UTF8.GetString(bytes.Span), cited.First(c => c.Version == from).At, new LayerName(terms, IsTerms: true, to).ToString());
                return AgreementDiff.Of((file, bytes, layers), (file, Encoding.UTF8.GetBytes(moved), layers), language) switch
                {
                    Result<AgreementDiff>.Ok ok => new(file, name, cites, ok.Value, moved, []),
                    Result<AgreementDiff>.Refused refused => new(file, name, cites, null, null, refused.Problems),
                };
        }
        throw new InvalidOperationException("A result is one of two.");
    }

    static IEnumerable<(int Version, Node.Scalar At)> Cited(Node.Mapping root, string terms) =>
        from item in root.Find("uses") switch { Node.Sequence list => list.Items.OfType<Node.Scalar>(), Node.Scalar one => [one], _ => [] }
        let layer = PhraseReader.Whole(item, new Problems(), LayerName.Read)
        where layer is { IsTerms: true } && layer.Name == terms
        select (layer.Version, item);

    /// <summary>The same file with another citation in one place, so that every other place in it stays where it is.</summary>
    static string Citing(string text, Node.Scalar at, string citation) =>
        text[..IndexOf(text, at.LocationAt(0))] + citation + text[IndexOf(text, at.LocationAt(at.Text.Length))..];

    static int IndexOf(string text, Location at)
    {
        var start = 0;
        for (var line = 1; line < at.Line; line++) start = text.IndexOf('\n', start) + 1;
        return start + at.Column - 1;
    }
}
