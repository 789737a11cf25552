using System.Buffers;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Surety.Journal;
using Surety.Statements;

namespace Surety.Storage.Backups;

/// <summary>What a backup says of itself.</summary>
/// <param name="Schema">Of its rows.</param>
/// <param name="Program">The version that made it.</param>
/// <param name="Made">When.</param>
/// <param name="Spaces">What is in it, by name.</param>
public sealed record BackupManifest(long Schema, string Program, Instant Made, ValueList<BackedUpSpace> Spaces)
{
    const string Form = "backup 1";

    internal byte[] ToBytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("surety", Form);
            json.WriteNumber("schema", Schema);
            json.WriteString("program", Program);
            json.WriteString("made", Display.InUtc(Made));
            json.WriteStartArray("spaces");
            foreach (var space in Spaces)
            {
                json.WriteStartObject();
                json.WriteString("space", space.Space);
                json.WriteNumber("entries", space.Entries);
                json.WriteString("checkpoint", space.Checkpoint);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    /// <summary>Reads it.</summary>
    /// <returns><c>null</c>: it is none that this program knows.</returns>
    internal static BackupManifest? Read(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var root = json.RootElement;
            if (root.GetProperty("surety").GetString() != Form || !InstantPattern.ExtendedIso.Parse(root.GetProperty("made").GetString()!).TryGetValue(default, out var made)) return null;
            return new(root.GetProperty("schema").GetInt64(), root.GetProperty("program").GetString()!, made,
                root.GetProperty("spaces").EnumerateArray().Select(s => new BackedUpSpace(s.GetProperty("space").GetString()!, s.GetProperty("entries").GetInt64(), s.GetProperty("checkpoint").GetString())).ToValueList());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or ArgumentNullException)
        {
            return null;
        }
    }
}

/// <summary>A space in a backup.</summary>
/// <param name="Space">Its name.</param>
/// <param name="Entries">How many its journal has.</param>
/// <param name="Checkpoint">The newest signed note; <c>null</c>: none was signed yet.</param>
public sealed record BackedUpSpace(string Space, long Entries, string? Checkpoint)
{
    /// <summary>Up to which entry it is signed, and when; <c>null</c>: it is not.</summary>
    public Checkpoint? Signed => Checkpoint is null ? null : Surety.Journal.Checkpoint.Unsigned(Checkpoint);
}
