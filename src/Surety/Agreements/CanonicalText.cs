using System.Security.Cryptography;
using System.Text;
using Surety.Text;

namespace Surety.Agreements;

/// <summary>An agreement, or standard terms, in the one form that is signed. Source: docs/guide/canonical-form.md.</summary>
/// <remarks>
/// Keys stand in the order of <see cref="Keys"/>, phrases in their usual spelling, everything with one indentation and no more quotes than it needs; comments keep their place. It means what the text
/// that it was made from means, and made again from itself it stays as it is.
/// </remarks>
public sealed record CanonicalText
{
    CanonicalText(string text) => Text = text;

    /// <summary>The whole file, its lines ended by a line feed.</summary>
    public string Text { get; }

    /// <summary>The bytes that are written and signed: UTF-8 without a byte order mark.</summary>
    public ReadOnlyMemory<byte> Bytes => Encoding.UTF8.GetBytes(Text);

    /// <summary>SHA-256 of <see cref="Bytes"/>, in 64 lower-case hexadecimal digits.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Bytes.Span));

    /// <summary>Brings a file into its canonical form.</summary>
    /// <param name="file">Its name, for places.</param>
    /// <param name="bytes">Its content; any bytes at all.</param>
    /// <param name="layers">What it stands on; only what it cites is taken, and none of it is changed.</param>
    /// <returns>Refused with all its errors where it is no agreement and no terms: a text that nobody can read has no form.</returns>
    public static Result<CanonicalText> Of(string file, ReadOnlyMemory<byte> bytes, ValueList<Layer> layers = default)
    {
        var tree = Tree.Parse(file, bytes);
        var spellings = new Dictionary<Node.Scalar, Spelling>(ReferenceEqualityComparer.Instance);
        var problems = AgreementFile.Parse(file, tree, layers, looksAtSuppliers: false, spellings).Problems;
        if (tree.Root is null || problems.Any(p => p.Severity == Severity.Error)) return new Result<CanonicalText>.Refused(problems.Where(p => p.Severity == Severity.Error).ToValueList());
        return new Result<CanonicalText>.Ok(new(TreeText.Of(tree, Encoding.UTF8.GetString(bytes.Span), spellings, Keys.InOrder, Keys.Below)));
    }
}
