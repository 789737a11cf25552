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

    public static Result<DiffText> Of(string file, ReadOnlyMemory<byte> bytes, ValueList<Layer> layers) => CanonicalText.Read(file, bytes, layers) switch
    {
        Result<ReadText>.Refused { Problems: var problems } => new Result<DiffText>.Refused(problems),
        Result<ReadText>.Ok { Value: var read } => new Result<DiffText>.Ok(Of(read, file, layers)),
    };

    static DiffText Of(ReadText read, string file, ValueList<Layer> layers)
    {
        var name = Layer.NameOf(read.Root);
        return new(read.Form, new(file, name?.Name ?? "", name?.Version ?? 1, read.Form.Hash), read.Agreement, new Layers(layers, new Problems()).On(read.Root), read.Root.Find("uses") is not null, read.Spellings);
    }
}
