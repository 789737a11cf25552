using System.Numerics;

namespace Surety.Journal;

/// <summary>Shows with few hashes that an entry is in a tree, or that a tree is the beginning of a later one. Source: RFC 6962, 2.1.1 and 2.1.2; checked as in RFC 9162, 2.1.3.2 and 2.1.4.2.</summary>
public static class MerkleProof
{
    /// <summary>The hashes that lead from an entry to the root.</summary>
    /// <param name="leaves">Hashes of all entries of the tree.</param>
    /// <param name="index">Which entry, from 0.</param>
    public static ValueList<Digest> OfInclusion(ReadOnlySpan<Digest> leaves, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leaves.Length);
        var path = new List<Digest>();
        for (var rest = leaves; rest.Length > 1;)
        {
            var half = Half(rest.Length);
            var isLeft = index < half;
            path.Add(Root(isLeft ? rest[half..] : rest[..half]));
            rest = isLeft ? rest[..half] : rest[half..];
            if (!isLeft) index -= half;
        }
        path.Reverse();
        return path.ToValueList();
    }

    /// <summary>The hashes that lead from the root of a tree to that of a later one.</summary>
    /// <param name="leaves">Hashes of all entries of the later tree.</param>
    /// <param name="size">How many of them the earlier one had; at least one.</param>
    public static ValueList<Digest> OfConsistency(ReadOnlySpan<Digest> leaves, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, leaves.Length);
        var path = new List<Digest>();
        var isWhole = true;
        var rest = leaves;
        while (size < rest.Length)
        {
            var half = Half(rest.Length);
            if (size <= half)
            {
                path.Add(Root(rest[half..]));
                rest = rest[..half];
            }
            else
            {
                path.Add(Root(rest[..half]));
                rest = rest[half..];
                (size, isWhole) = (size - half, false);
            }
        }
        if (!isWhole) path.Add(Root(rest));
        path.Reverse();
        return path.ToValueList();
    }

    /// <summary>Whether an entry is in a tree, at its place.</summary>
    /// <param name="index">From 0.</param><param name="size">Of the tree.</param><param name="leaf">Hash of the entry.</param><param name="proof">From the entry up.</param><param name="root">Of the tree.</param>
    public static bool IsIncluded(long index, long size, Digest leaf, ValueList<Digest> proof, Digest root)
    {
        if (index < 0 || index >= size) return false;
        var (at, last, node) = (index, size - 1, leaf);
        foreach (var hash in proof)
        {
            if (last == 0) return false;
            if ((at & 1) == 1 || at == last)
            {
                node = MerkleTree.Node(hash, node);
                Ascend(ref at, ref last);
            }
            else node = MerkleTree.Node(node, hash);
            (at, last) = (at >> 1, last >> 1);
        }
        return last == 0 && node == root;
    }

    /// <summary>Whether a tree is the beginning of a later one: nothing that was in it was changed, moved or taken out.</summary>
    /// <param name="earlier">Size of the first.</param><param name="later">Size of the second.</param><param name="proof">Hashes that lead from one to the other; none where they are the same.</param><param name="root">Of the first.</param><param name="laterRoot">Of the second.</param>
    /// <returns>A tree of nothing says nothing of any tree, and is refused.</returns>
    public static bool IsConsistent(long earlier, long later, ValueList<Digest> proof, Digest root, Digest laterRoot)
    {
        if (earlier <= 0 || later < earlier) return false;
        if (earlier == later) return proof.Count == 0 && root == laterRoot;
        if (proof.Count == 0) return false;
        var path = BitOperations.IsPow2(earlier) ? [root, .. proof] : proof.ToList();
        var (at, last) = (earlier - 1, later - 1);
        while ((at & 1) == 1) (at, last) = (at >> 1, last >> 1);
        var (first, second) = (path[0], path[0]);
        foreach (var hash in path.Skip(1))
        {
            if (last == 0) return false;
            if ((at & 1) == 1 || at == last)
            {
                (first, second) = (MerkleTree.Node(hash, first), MerkleTree.Node(hash, second));
                Ascend(ref at, ref last);
            }
            else second = MerkleTree.Node(second, hash);
            (at, last) = (at >> 1, last >> 1);
        }
        return last == 0 && first == root && second == laterRoot;
    }

    // Levels at which a node stands alone on the right have no hash beside it.
    static void Ascend(ref long at, ref long last)
    {
        while ((at & 1) == 0 && at != 0) (at, last) = (at >> 1, last >> 1);
    }

    /// <summary>Root over some leaves.</summary>
    static Digest Root(ReadOnlySpan<Digest> leaves)
    {
        if (leaves.Length == 1) return leaves[0];
        var half = Half(leaves.Length);
        return MerkleTree.Node(Root(leaves[..half]), Root(leaves[half..]));
    }

    /// <summary>The largest power of two that is smaller than a number above one.</summary>
    static int Half(int count) => 1 << BitOperations.Log2((uint)(count - 1));
}
