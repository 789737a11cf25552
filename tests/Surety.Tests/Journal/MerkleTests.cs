using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Surety.Journal;
using Xunit;

namespace Surety.Tests.Journal;

public sealed class MerkleTests
{
    const int Most = 40;

    /// <summary>Hashes of as many entries as the largest tree has, no two alike.</summary>
    static readonly Digest[] Leaves = [.. Enumerable.Range(0, Most).Select(i => MerkleTree.Leaf(Encoding.UTF8.GetBytes($"entry {i}")))];

    static readonly Digest[] Roots = [.. Enumerable.Range(0, Most + 1).Select(n => Root(Leaves.AsSpan(0, n)))];

    // The entries, hashes and roots with which certificate-transparency tests its trees.
    static readonly string[] Entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    static readonly Digest[] Published = [.. Entries.Select(e => MerkleTree.Leaf(Convert.FromHexString(e)))];

    [Fact]
    public void Published_entries_have_their_published_hashes() => Published.Select(leaf => leaf.ToString()).ShouldBe([
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
        "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1"]);

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Trees_of_published_entries_have_their_published_roots(int size, string root) => MerkleTree.Of(Published.Take(size)).Root.ToString().ShouldBe(root);

    [Fact]
    public void An_entry_that_looks_like_a_node_is_not_one()
    {
        byte[] children = [.. Leaves[0].ToBytes(), .. Leaves[1].ToBytes()];

        MerkleTree.Leaf(children).ShouldNotBe(MerkleTree.Node(Leaves[0], Leaves[1]));
        MerkleTree.Leaf([1, .. children]).ShouldNotBe(MerkleTree.Node(Leaves[0], Leaves[1]));
        MerkleTree.Node(Leaves[1], Leaves[0]).ShouldNotBe(MerkleTree.Node(Leaves[0], Leaves[1]));
    }

    [Fact]
    public void A_tree_that_grows_has_at_every_size_the_root_computed_anew()
    {
        var tree = MerkleTree.Empty;
        tree.Root.ShouldBe(Roots[0]);

        for (var size = 1; size <= Most; size++)
        {
            tree = tree.Append(Leaves[size - 1]);

            tree.Size.ShouldBe(size);
            tree.Peaks.Count.ShouldBe(int.PopCount(size));
            tree.Root.ShouldBe(Roots[size]);
            tree.ShouldBe(MerkleTree.Of(Leaves.Take(size)));
        }
    }

    [Fact]
    public void Every_entry_is_shown_to_be_in_every_tree_that_has_it()
    {
        foreach (var (index, size) in Places(Most))
            MerkleProof.IsIncluded(index, size, Leaves[index], Inclusion(index, size), Roots[size]).ShouldBeTrue($"{index} of {size}");
    }

    [Fact]
    public void Every_tree_is_shown_to_begin_every_later_one()
    {
        foreach (var (earlier, later) in Sizes(Most))
            MerkleProof.IsConsistent(earlier, later, Consistency(earlier, later), Roots[earlier], Roots[later]).ShouldBeTrue($"{earlier} of {later}");
    }

    [Fact]
    public void A_bit_changed_anywhere_shows_no_entry_to_be_in_a_tree()
    {
        foreach (var (index, size) in Places(Most))
        {
            var (leaf, proof, root) = (Leaves[index], Inclusion(index, size), Roots[size]);

            foreach (var bit in Bits(size))
            {
                MerkleProof.IsIncluded(index, size, Flip(leaf, bit), proof, root).ShouldBeFalse();
                MerkleProof.IsIncluded(index, size, leaf, proof, Flip(root, bit)).ShouldBeFalse();
                for (var i = 0; i < proof.Count; i++) MerkleProof.IsIncluded(index, size, leaf, Flip(proof, i, bit), root).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void A_bit_changed_anywhere_shows_no_tree_to_begin_another()
    {
        foreach (var (earlier, later) in Sizes(Most))
        {
            var (proof, root, laterRoot) = (Consistency(earlier, later), Roots[earlier], Roots[later]);

            foreach (var bit in Bits(later))
            {
                MerkleProof.IsConsistent(earlier, later, proof, Flip(root, bit), laterRoot).ShouldBeFalse();
                MerkleProof.IsConsistent(earlier, later, proof, root, Flip(laterRoot, bit)).ShouldBeFalse();
                for (var i = 0; i < proof.Count; i++) MerkleProof.IsConsistent(earlier, later, Flip(proof, i, bit), root, laterRoot).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void A_proof_with_a_hash_too_many_or_too_few_shows_nothing()
    {
        foreach (var (index, size) in Places(Most))
            foreach (var proof in Misshapen(Inclusion(index, size), Leaves[index], Roots[size]))
                MerkleProof.IsIncluded(index, size, Leaves[index], proof, Roots[size]).ShouldBeFalse($"{index} of {size}");
        foreach (var (earlier, later) in Sizes(Most))
            foreach (var proof in Misshapen(Consistency(earlier, later), Roots[earlier], Roots[later]))
                MerkleProof.IsConsistent(earlier, later, proof, Roots[earlier], Roots[later]).ShouldBeFalse($"{earlier} of {later}");
    }

    /// <summary>A proof holds for no other place, but it does not hold the size itself: the same way up leads through trees of other sizes. Size and root belong together, and whoever checks takes both from one source.</summary>
    [Fact]
    public void A_proof_holds_for_no_place_to_which_another_way_leads()
    {
        foreach (var (index, size) in Places(16))
            foreach (var other in Enumerable.Range(-1, 20))
                for (var place = -1; place <= other + 1; place++)
                    MerkleProof.IsIncluded(place, other, Leaves[index], Inclusion(index, size), Roots[size])
                        .ShouldBe(place >= 0 && place < other && Way(place, other) == Way(index, size), $"proof of {index} in {size} for {place} in {other}");
        foreach (var (index, size) in Places(16))
            foreach (var other in Enumerable.Range(0, size).Where(i => i != index))
                MerkleProof.IsIncluded(other, size, Leaves[index], Inclusion(index, size), Roots[size]).ShouldBeFalse();
    }

    [Fact]
    public void A_proof_holds_for_no_sizes_between_which_another_way_leads()
    {
        foreach (var (earlier, later) in Sizes(16))
            foreach (var (first, second) in from first in Enumerable.Range(-1, 20) from second in Enumerable.Range(-1, 20) select (first, second))
                MerkleProof.IsConsistent(first, second, Consistency(earlier, later), Roots[earlier], Roots[later])
                    .ShouldBe(first > 0 && first <= second && WayOn(first, second) == WayOn(earlier, later), $"proof of {earlier} in {later} for {first} in {second}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(long.MaxValue - 1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Sizes_at_the_end_of_the_numbers_are_refused_like_any_other(long size)
    {
        MerkleProof.IsIncluded(size - (size > 0 ? 1 : 0), size, Leaves[0], [Leaves[1]], Roots[2]).ShouldBeFalse();
        MerkleProof.IsConsistent(size, long.MaxValue, [Leaves[1]], Roots[1], Roots[2]).ShouldBeFalse();
        MerkleProof.IsConsistent(size, size, [Leaves[1]], Roots[1], Roots[1]).ShouldBeFalse();
    }

    [Fact]
    public void A_hash_is_read_as_it_is_written()
    {
        foreach (var hash in Leaves) Digest.Parse(hash.ToString()).ShouldBe(hash);
        foreach (var hash in Leaves) Digest.From(hash.ToBytes()).ShouldBe(hash);
        Digest.Of("abc"u8).ToString().ShouldBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        default(Digest).ToString().ShouldBe(new('0', 64));
        Digest.Parse(new('0', 64)).ShouldBe(default(Digest));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")] // a digit short
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(" a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("٠a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")] // a digit, but an Arabic one
    public void A_text_that_is_not_64_lower_case_digits_is_no_hash(string? text) => Digest.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Bytes_that_are_not_32_are_no_hash(int count) => Should.Throw<ArgumentException>(() => Digest.From(new byte[count])).Message.ShouldContain($"these are {count}.");

    /// <summary>The definition of RFC 6962, 2.1, word for word: slow, and nothing of ours in it.</summary>
    static Digest Root(ReadOnlySpan<Digest> leaves)
    {
        if (leaves.Length == 0) return Digest.From(SHA256.HashData([]));
        if (leaves.Length == 1) return leaves[0];
        var half = Half(leaves.Length);
        return Digest.From(SHA256.HashData([1, .. Root(leaves[..half]).ToBytes(), .. Root(leaves[half..]).ToBytes()]));
    }

    static int Half(int count)
    {
        var half = 1;
        while (2 * half < count) half *= 2;
        return half;
    }

    /// <summary>The sides on which the hashes of a proof stand, from the root down.</summary>
    static string Way(int index, int size) =>
        size == 1 ? "" : Half(size) is var half && index < half ? "r" + Way(index, half) : "l" + Way(index - half, size - half);

    /// <summary>The sides on which the hashes of a proof stand, from the later root down to the last whole subtree of the earlier tree, and whether that is all of it.</summary>
    static string WayOn(int earlier, int later, bool isAll = true) =>
        earlier == later ? isAll ? "all" : "" : Half(later) is var half && earlier <= half ? "r" + WayOn(earlier, half, isAll) : "l" + WayOn(earlier - half, later - half, false);

    static IEnumerable<(int Index, int Size)> Places(int most) => from size in Enumerable.Range(1, most) from index in Enumerable.Range(0, size) select (index, size);

    static IEnumerable<(int Earlier, int Later)> Sizes(int most) => from later in Enumerable.Range(1, most) from earlier in Enumerable.Range(1, later) select (earlier, later);

    static ValueList<Digest> Inclusion(int index, int size) => MerkleProof.OfInclusion(Leaves.AsSpan(0, size), index);

    static ValueList<Digest> Consistency(int earlier, int later) => MerkleProof.OfConsistency(Leaves.AsSpan(0, later), earlier);

    /// <summary>Every bit of a hash in small trees and in the largest one; in those between, where every proof is tried as well, one of 37.</summary>
    static IEnumerable<int> Bits(int size) => Enumerable.Range(0, 8 * Digest.Length).Where(bit => size is <= 12 or Most || bit % 37 == size % 37);

    static Digest Flip(Digest hash, int bit)
    {
        var bytes = hash.ToBytes();
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return Digest.From(bytes);
    }

    static ValueList<Digest> Flip(ValueList<Digest> proof, int index, int bit) => proof.Select((hash, i) => i == index ? Flip(hash, bit) : hash).ToValueList();

    /// <summary>One hash left out, one of the proof or of the tree added at either end or doubled, and all of it left out.</summary>
    static IEnumerable<ValueList<Digest>> Misshapen(ValueList<Digest> proof, params Digest[] known)
    {
        for (var i = 0; i < proof.Count; i++) yield return [.. proof.Take(i), .. proof.Skip(i + 1)];
        for (var i = 0; i < proof.Count; i++) yield return [.. proof.Take(i), proof[i], .. proof.Skip(i)];
        foreach (var hash in known.Append(default)) yield return [hash, .. proof];
        foreach (var hash in known.Append(default)) yield return [.. proof, hash];
        if (proof.Count > 0) yield return [];
    }
}
