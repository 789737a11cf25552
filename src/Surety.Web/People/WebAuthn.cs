using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Surety.Web.People;

/// <summary>What a browser says when somebody shows a passkey, held against Web Authentication Level 3: ES256, the person verified by its device, attestation 'none'.</summary>
static class WebAuthn
{
    const int Present = 0x01, Verified = 0x04, MayBeCopied = 0x08, IsCopied = 0x10, HasCredential = 0x40, HasMore = 0x80;

    /// <summary>Longest id of a credential, in bytes.</summary>
    const int MostId = 1023;

    /// <summary>What the device of the person signs about itself.</summary>
    /// <param name="Counter">How often the passkey was shown; 0: it does not count.</param><param name="Credential">Id and key of a new passkey; <c>null</c>: of one that is registered.</param>
    public sealed record Device(long Counter, (byte[] Id, byte[] PublicKey)? Credential);

    /// <summary>Whether the browser signed for this: what was asked, here, in no frame of another site.</summary>
    /// <param name="json">As the browser wrote it.</param><param name="type"><c>webauthn.create</c> or <c>webauthn.get</c>.</param><param name="origin">Of this server.</param>
    /// <returns>The challenge that it answers; <c>null</c>: it did not.</returns>
    public static byte[]? ChallengeOf(byte[] json, string type, string origin)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            var said = document.RootElement;
            return said.ValueKind == JsonValueKind.Object && Text("type") == type && Text("origin") == origin && !(said.TryGetProperty("crossOrigin", out var cross) && cross.ValueKind != JsonValueKind.False) && !said.TryGetProperty("topOrigin", out _)
                && Text("challenge") is { } challenge && Base64Url.IsValid(challenge) ? Base64Url.DecodeFromChars(challenge) : null;

            string? Text(string name) => said.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Takes apart what the device signs.</summary>
    /// <param name="data">Its bytes.</param><param name="host">Of this server: passkeys are for it.</param><param name="isNew">Whether a passkey is registered.</param>
    /// <returns><c>null</c>: it is not for this server, or not as it has to be.</returns>
    public static Device? DeviceOf(byte[] data, string host, bool isNew)
    {
        if (data.Length < 37 || !CryptographicOperations.FixedTimeEquals(data.AsSpan(0, 32), SHA256.HashData(Encoding.UTF8.GetBytes(host)))) return null;
        var flags = data[32];
        if ((flags & (Present | Verified)) != (Present | Verified) || (flags & (MayBeCopied | IsCopied)) == IsCopied || (flags & HasCredential) != 0 != isNew) return null;
        var counter = BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(33));
        var rest = data.AsSpan(37);
        (byte[], byte[])? credential = null;
        if (isNew)
        {
            if (rest.Length < 18) return null;
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[16..]);
            if (length is 0 or > MostId || rest.Length < 18 + length) return null;
            var id = rest.Slice(18, length).ToArray();
            if (KeyOf(rest[(18 + length)..].ToArray(), out var read) is not { } key) return null;
            credential = (id, key);
            rest = rest[(18 + length + read)..];
        }
        // Extensions may follow, and are nothing to us.
        return (flags & HasMore) != 0 || rest.IsEmpty ? new(counter, credential) : null;
    }

    /// <summary>What the device signs of a passkey that is registered, out of its attestation.</summary>
    /// <returns><c>null</c>: the attestation is of another form than 'none', or none at all.</returns>
    public static byte[]? AttestedData(byte[] attestation)
    {
        try
        {
            var reader = new CborReader(attestation, CborConformanceMode.Ctap2Canonical);
            (string? Format, bool SaysNothing, byte[]? Data) found = default;
            if (reader.ReadStartMap() != 3) return null;
            for (var i = 0; i < 3; i++)
                switch (reader.ReadTextString())
                {
                    case "fmt": found.Format = reader.ReadTextString(); break;
                    case "attStmt" when reader.ReadStartMap() == 0:
                        reader.ReadEndMap();
                        found.SaysNothing = true;
                        break;
                    case "authData": found.Data = reader.ReadByteString(); break;
                    default: return null;
                }
            reader.ReadEndMap();
            return found is { Format: "none", SaysNothing: true } && reader.BytesRemaining == 0 ? found.Data : null;
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether a passkey signed what the device and the browser say.</summary>
    public static bool IsSigned(byte[] publicKey, byte[] data, byte[] json, byte[] signature)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(publicKey, out _);
            byte[] both = [.. data, .. SHA256.HashData(json)];
            return key.VerifyData(both, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>A key as COSE writes it, as SubjectPublicKeyInfo.</summary>
    static byte[]? KeyOf(byte[] cose, out int read)
    {
        read = 0;
        try
        {
            var reader = new CborReader(cose, CborConformanceMode.Ctap2Canonical, allowMultipleRootLevelValues: true);
            var (numbers, points) = (new Dictionary<long, long>(), new Dictionary<long, byte[]>());
            var most = reader.ReadStartMap();
            for (var i = 0; i < most; i++)
            {
                var name = reader.ReadInt64();
                if (reader.PeekState() == CborReaderState.ByteString) points[name] = reader.ReadByteString();
                else numbers[name] = reader.ReadInt64();
            }
            reader.ReadEndMap();
            read = cose.Length - reader.BytesRemaining;
            // kty EC2, alg ES256, crv P-256.
            if (numbers.GetValueOrDefault(1) != 2 || numbers.GetValueOrDefault(3) != -7 || numbers.GetValueOrDefault(-1) != 1 || points.GetValueOrDefault(-2) is not { Length: 32 } x || points.GetValueOrDefault(-3) is not { Length: 32 } y) return null;
            using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = x, Y = y } });
            return key.ExportSubjectPublicKeyInfo();
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or CryptographicException or OverflowException)
        {
            return null;
        }
    }
}
