using System.Globalization;
using Microsoft.Data.Sqlite;
using Surety.Journal;

namespace Surety.Integration.Tests.Records.Tampering;

/// <summary>What counts in a pack or a database, piece by piece: what changes none of it (padding, free pages, an index) changes nothing.</summary>
/// <param name="Pieces">Each by a name, with the entry that it belongs to, or the first and the last of them.</param>
public sealed record Content(IReadOnlyDictionary<string, (long Seq, long Last, string Is)> Pieces)
{
    static readonly (string Table, string Key, string Seq)[] Tables =
    [
        ("space", "space", "0"), ("entry", "space, seq", "seq"), ("document", "space, hash", "0"), ("batch", "space, batch", "seq"), ("fact_id", "space, source, id", "seq"), ("statement", "space, period, revision", "seq"), ("tail", "space, seq", "seq"), ("chunk", "space, from_seq", "from_seq"),
        ("erasable", "space, seq", "seq"),
    ];

    public static Content Of(Pack pack)
    {
        var pieces = new Dictionary<string, (long, long, string)> { ["space"] = (0, 0, pack.Space) };
        foreach (var (entry, i) in pack.Entries.Select((e, i) => (e, i))) pieces[$"entry {i + 1}"] = (i + 1, i + 1, Hex(entry.Span));
        var named = Named(pack);
        foreach (var (hash, text) in pack.Documents) pieces[$"document {hash}"] = (named.GetValueOrDefault($"{hash}"), named.GetValueOrDefault($"{hash}"), Hex(text.Span));
        foreach (var (seq, bytes) in pack.Batches) pieces[$"facts {seq}"] = (seq, seq, Hex(bytes.Span));
        foreach (var (seq, (salt, text)) in pack.Texts) pieces[$"text {seq}"] = (seq, seq, $"{Hex(salt.Span)} {text}");
        return new(pieces);
    }

    static Dictionary<string, long> Named(Pack pack)
    {
        var named = new Dictionary<string, long>();
        foreach (var (entry, i) in pack.Entries.Select((e, i) => (e, i)))
            foreach (var hash in pack.Documents.Keys)
                if (System.Text.Encoding.UTF8.GetString(entry.Span).Contains($"{hash}", StringComparison.Ordinal)) named.TryAdd($"{hash}", i + 1);
        return named;
    }

    /// <summary>All rows that count, by their keys.</summary>
    /// <returns><c>null</c>: the file cannot be read through.</returns>
    public static Content? Of(string database, IReadOnlyDictionary<string, long> named)
    {
        try
        {
            using var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
            connection.Open();
            var pieces = new Dictionary<string, (long, long, string)>();
            foreach (var (table, key, seq) in Tables)
            {
                using var command = connection.CreateCommand();
                // The rows themselves, not what an index says of them.
                command.CommandText = table is "batch" or "fact_id" ? $"select {seq}, * from {table}" : $"select {seq}, * from {table} not indexed";
                using var reader = command.ExecuteReader();
                var columns = key.Split(", ").Select(k => reader.GetOrdinal(k)).ToList();
                while (reader.Read())
                {
                    var name = $"{table} {string.Join(' ', columns.Select(c => Shown(reader.GetValue(c))))}";
                    var at = reader.GetValue(0) is long number and not 0 ? number : reader.FieldCount > 2 && table == "document" ? named.GetValueOrDefault(Shown(reader.GetValue(2))) : 0;
                    pieces[name] = (at, table == "chunk" && reader["to_seq"] is long to and < long.MaxValue ? to + 1 : at, string.Join('|', Enumerable.Range(1, reader.FieldCount - 1).Select(c => Shown(reader.GetValue(c)))));
                }
            }
            return new(pieces);
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    public static IReadOnlyDictionary<string, long> NamedBy(Pack pack) => Named(pack);

    /// <summary>Names of what is different, with the entries that it belongs to.</summary>
    public IReadOnlyList<(string Name, long Seq, long Last)> Differences(Content other) =>
        [.. Pieces.Where(p => !other.Pieces.TryGetValue(p.Key, out var there) || there.Is != p.Value.Is).Concat(other.Pieces.Where(p => !Pieces.ContainsKey(p.Key))).Select(p => (p.Key, p.Value.Seq, p.Value.Last))];

    static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    static string Shown(object value) => value is byte[] bytes ? Hex(bytes) : string.Create(CultureInfo.InvariantCulture, $"{value.GetType().Name[0]}{value}");
}
