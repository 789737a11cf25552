using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Surety.Journal;
using Surety.Tests.Oracle;

namespace Surety.Integration.Tests.Records.Tampering;

/// <summary>What somebody does who knows how the record is built: changes an entry, and works everything behind it out anew.</summary>
static class Forgery
{
    static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes entries anew: each says what it is given, has its number, and follows from the one before.</summary>
    public static Pack Chained(Pack pack, IEnumerable<JsonObject> entries)
    {
        var (chained, previous) = (new List<ReadOnlyMemory<byte>>(), default(Digest));
        foreach (var entry in entries)
        {
            entry["seq"] = chained.Count + 1;
            entry["previous"] = previous.ToString();
            var bytes = Encoding.UTF8.GetBytes(entry.ToJsonString(Plain));
            previous = MerkleTree.Leaf(bytes);
            chained.Add(bytes);
        }
        return pack with { Entries = chained };
    }

    public static List<JsonObject> EntriesOf(Pack pack) => [.. pack.Entries.Select(e => JsonNode.Parse(e.Span)!.AsObject())];

    /// <summary>A journal whose machine has a key of somebody else, who signed every checkpoint of it.</summary>
    public static Pack Signed(Pack pack, ECDsa key)
    {
        var entries = EntriesOf(pack);
        entries.Single(e => (string?)e["kind"] == "key" && (string?)e["side"] == "machine")["publicKey"] = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
        return Checkpointed(Chained(pack, entries), key);
    }

    /// <summary>The same checkpoints, about what is there now.</summary>
    static Pack Checkpointed(Pack pack, ECDsa key) => pack with
    {
        Checkpoints = pack.Checkpoints.Select(note =>
        {
            var old = Checkpoint.Unsigned(note)!;
            var root = MerkleTree.Of(pack.Entries.Take((int)old.Size).Select(e => MerkleTree.Leaf(e.Span))).Root;
            var again = old with { Root = root };
            return again.Note(key.ExportSubjectPublicKeyInfo(), key.SignData(Encoding.UTF8.GetBytes(again.Text), HashAlgorithmName.SHA256));
        }).ToValueList(),
    };

    /// <summary>Changes what no other entry depends on: who wrote it, how much was refused.</summary>
    public static void Harmless(Draw draw, List<JsonObject> entries)
    {
        var facts = entries.Where(e => (string?)e["kind"] == "facts").ToList();
        switch (draw.Whole(0, 2))
        {
            case 0: draw.From(entries)["by"] = draw.Of("somebody", "Müller & Söhne", "x"); break;
            case 1: draw.From(facts)["refused"] = draw.Whole(1, 99); break;
            default: draw.From(facts)["duplicates"] = draw.Whole(1, 99); break;
        }
    }

    /// <summary>Changes anything to anything.</summary>
    public static void Anything(Draw draw, List<JsonObject> entries)
    {
        var entry = draw.From(entries);
        var name = draw.From(entry.Where(p => p.Key is not ("seq" or "previous")).Select(p => p.Key).ToList());
        var other = draw.From(entries);
        JsonNode? odd = draw.Whole(0, 5) switch
        {
            0 => other.TryGetPropertyValue(name, out var found) ? found?.DeepClone() : null,
            1 => draw.Of(0L, -1L, 1L, 7L, 1_000_000L, int.MaxValue, long.MaxValue, long.MinValue),
            2 => draw.Of("9999-12", "0001-01", "2026-13", "2026-Q1", "1931-01", "2199", "-9998-01-01", "9999-12-31", "2026-02-30"),
            3 => draw.Of("9999-12-31T23:59:59.9999999Z", "-9998-01-01T00:00:00Z", "1900-01-01T00:00:00Z", "2026-02-10T10:00:00Z", "2026-02-10"),
            4 => draw.Of("", "provider", "machine", "customer", "feed", "statement", "facts", "chunk", "erased", "key revoked", "final", new string('0', 64), new string('f', 64), "\u202E\u0000", "ä€😀"),
            _ => draw.Of<JsonNode?>(null, new JsonArray(), new JsonObject(), true, 0.5),
        };
        entry[name] = odd;
    }

    /// <summary>One of a list.</summary>
    public static T From<T>(this Draw draw, IReadOnlyList<T> all) => draw.Of(all);
}
