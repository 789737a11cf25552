using System.Text.Json;
using Shouldly;
using Surety.Journal;
using Xunit;

namespace Surety.Tests.Journal;

/// <summary>Proofs that others published, good and spoilt: <c>MerkleVectors/README.md</c> says whose.</summary>
public sealed class MerkleVectorTests
{
    [Fact]
    public void Of_98_published_proofs_of_inclusion_the_6_good_ones_are_accepted()
    {
        var vectors = Read("inclusion.jsonl");

        Counted(vectors).ShouldBe((98, 6));
        Misjudged(vectors, v => Hash(v, "leafHash") is { Length: Digest.Length } leaf
            && MerkleProof.IsIncluded(Number(v, "leafIdx"), Number(v, "treeSize"), Digest.From(leaf), Proof(v), StandIn(Hash(v, "root")))).ShouldBeEmpty();
    }

    [Fact]
    public void Of_98_published_proofs_of_consistency_the_6_good_ones_are_accepted()
    {
        var vectors = Read("consistency.jsonl");

        Counted(vectors).ShouldBe((98, 6));
        Misjudged(vectors, v => MerkleProof.IsConsistent(Number(v, "size1"), Number(v, "size2"), Proof(v), StandIn(Hash(v, "root1")), StandIn(Hash(v, "root2")))).ShouldBeEmpty();
    }

    static JsonElement[] Read(string file) => [.. File.ReadLines(Source.File("tests", "Surety.Tests", "Journal", "MerkleVectors", file)).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    static (int Vectors, int Good) Counted(JsonElement[] vectors) => (vectors.DistinctBy(Name).Count(), vectors.Count(IsGood));

    static IEnumerable<string> Misjudged(JsonElement[] vectors, Func<JsonElement, bool> accepts) => vectors.Where(v => accepts(v) != IsGood(v)).Select(Name);

    static string Name(JsonElement vector) => vector.GetProperty("name").GetString()!;

    static bool IsGood(JsonElement vector) => !vector.GetProperty("wantErr").GetBoolean();

    /// <summary>Published as a number without a sign: what is too large for ours is below zero here, and as far outside every tree.</summary>
    static long Number(JsonElement vector, string field) => unchecked((long)vector.GetProperty(field).GetUInt64());

    static byte[] Hash(JsonElement vector, string field) => vector.GetProperty(field).GetBytesFromBase64();

    static ValueList<Digest> Proof(JsonElement vector) => vector.GetProperty("proof").EnumerateArray().Select(h => StandIn(h.GetBytesFromBase64())).ToValueList();

    /// <summary>Some roots and hashes of a proof are a few bytes or none: their own hash stands for them, which is equal where they are equal.</summary>
    static Digest StandIn(byte[] bytes) => bytes.Length == Digest.Length ? Digest.From(bytes) : Digest.Of(bytes);
}
