using System.Numerics;
using System.Security.Cryptography;

namespace Surety.Journal;

/// <summary>
/// A tree of hashes over the entries of a journal, as it grows: how many entries there are, and the roots of the full subtrees over them, largest first. Source: RFC 6962, 2.1.
/// </summary>
/// <param name="Size">How many entries.</param>
/// <param name="Peaks">One root for each bit that is set in the size, from the highest on.</param>
public sealed record MerkleTree(long Size, ValueList<Digest> Peaks)
{
    /// <summary>The tree of no entries.</summary>
    public static MerkleTree Empty { get; } = new(0, []);

    /// <summary>The hash that stands for the whole: two trees of one root have the same entries in the same order.</summary>
    public Digest Root => Peaks.Count == 0 ? Digest.Of([]) : Peaks.Take(Peaks.Count - 1).Reverse().Aggregate(Peaks[^1], (right, left) => Node(left, right));

    /// <summary>The tree with one more entry.</summary>
    /// <param name="leaf">Its hash, as <see cref="Leaf"/> makes it.</param>
    public MerkleTree Append(Digest leaf)
    {
        var peaks = Peaks.ToList();
        var node = leaf;
        // Every full pair becomes one subtree of twice the size.
        for (var full = BitOperations.TrailingZeroCount(~Size); full > 0; full--)
        {
            node = Node(peaks[^1], node);
            peaks.RemoveAt(peaks.Count - 1);
        }
        peaks.Add(node);
        return new(Size + 1, peaks.ToValueList());
    }

    /// <summary>The tree over some entries.</summary>
    /// <param name="leaves">Their hashes, in order.</param>
    public static MerkleTree Of(IEnumerable<Digest> leaves) => leaves.Aggregate(Empty, (tree, leaf) => tree.Append(leaf));

    /// <summary>Hashes an entry: with a zero before it, so that no node can be taken for one.</summary>
    /// <param name="entry">Its bytes.</param>
    public static Digest Leaf(ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(entry);
        return End(hash);
    }

    /// <summary>Hashes two subtrees into the one above them.</summary>
    /// <param name="left">The earlier entries.</param><param name="right">The later ones.</param>
    public static Digest Node(Digest left, Digest right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * Digest.Length)];
        bytes[0] = 1;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[(1 + Digest.Length)..]);
        return Digest.Of(bytes);
    }

    static Digest End(IncrementalHash hash)
    {
        Span<byte> bytes = stackalloc byte[Digest.Length];
        hash.GetHashAndReset(bytes);
        return Digest.From(bytes);
    }
}
