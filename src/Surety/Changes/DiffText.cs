using Surety.Agreements;
using Surety.Text;

namespace Surety.Changes;

/// <summary>A text that is compared with another: its own clauses, and the whole with what it stands on.</summary>
sealed class DiffText
{
    readonly Dictionary<Node.Scalar, Spelling> spellings;
    readonly Node.Mapping root;

    DiffText(CanonicalText canonical, DiffSide side, Agreement? agreement, Node.Mapping root, bool hasLayers, Dictionary<Node.Scalar, Spelling> spellings)
    {
        (Canonical, Side, Agreement, this.root, HasLayers, this.spellings) = (canonical, side, agreement, root, hasLayers, spellings);
        Whole = ClauseText.Of(root, s => spellings.TryGetValue(s, out var spelling) ? spelling.ToString() : s.Text);
    }

    public CanonicalText Canonical { get; }

    public DiffSide Side { get; }

    /// <summary><c>null</c>: standard terms.</summary>
    public Agreement? Agreement { get; }

    public bool HasLayers { get; }

    /// <summary>What it says with its layers.</summary>
    public ClauseText Whole { get; }

    /// <summary>Its clauses in sentences.</summary>
    public DiffWords In(string language) => new(root, Agreement, spellings, language);

    public static Result<DiffText> Of(string file, ReadOnlyMemory<byte> bytes, ValueList<Layer> layers)
    {
        switch (CanonicalText.Of(file, bytes, layers))
        {
            case Result<CanonicalText>.Refused refused: return new Result<DiffText>.Refused(refused.Problems);
            case Result<CanonicalText>.Ok { Value: var canonical }:
                var tree = Tree.Parse(file, bytes);
                var spellings = new Dictionary<Node.Scalar, Spelling>(ReferenceEqualityComparer.Instance);
                var agreement = AgreementFile.Parse(file, tree, layers, looksAtSuppliers: false, spellings).Agreement;
                var (own, name) = (tree.Root!, Layer.NameOf(tree.Root!));
                return new Result<DiffText>.Ok(new(canonical, new(file, name?.Name ?? "", name?.Version ?? 1, canonical.Hash), agreement, new Layers(layers, new Problems()).On(own), own.Find("uses") is not null, spellings));
        }
        throw new InvalidOperationException("A result is one of two.");
    }
}
