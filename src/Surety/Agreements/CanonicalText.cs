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
    public static Result<CanonicalText> Of(string file, ReadOnlyMemory<byte> bytes, ValueList<Layer> layers = default) => Read(file, bytes, layers) switch
    {
        Result<ReadText>.Ok { Value: var read } => new Result<CanonicalText>.Ok(read.Form),
        Result<ReadText>.Refused { Problems: var problems } => new Result<CanonicalText>.Refused(problems),
    };

    /// <summary>Reads a file once, for its form and for all that is told of it.</summary>
    /// <returns>As of <see cref="Of"/>.</returns>
    internal static Result<ReadText> Read(string file, ReadOnlyMemory<byte> bytes, ValueList<Layer> layers)
    {
        var tree = Tree.Parse(file, bytes);
        var spellings = new Dictionary<Node.Scalar, Spelling>(ReferenceEqualityComparer.Instance);
        var parsed = AgreementFile.Parse(file, tree, layers, looksAtSuppliers: false, spellings);
        if (tree.Root is not { } root || parsed.Problems.Any(p => p.Severity == Severity.Error)) return new Result<ReadText>.Refused(parsed.Problems.Where(p => p.Severity == Severity.Error).ToValueList());
        return new Result<ReadText>.Ok(new(new(TreeText.Of(tree, Encoding.UTF8.GetString(bytes.Span), spellings, Keys.InOrder, Keys.Below)), tree, root, parsed.Agreement, spellings));
    }
}

/// <summary>A file that was read: its canonical form, and what it was made from.</summary>
/// <param name="Form">The form.</param>
/// <param name="Tree">The clauses with their places and questions.</param>
/// <param name="Root">The top of the tree.</param>
/// <param name="Agreement"><c>null</c>: standard terms.</param>
/// <param name="Spellings">The phrases in their usual spelling, those of layers among them.</param>
sealed record ReadText(CanonicalText Form, Tree Tree, Node.Mapping Root, Agreement? Agreement, Dictionary<Node.Scalar, Spelling> Spellings);
