using System.Security.Cryptography;
using System.Text;

namespace Surety.Journal;

/// <summary>What a side signs, as text: lines that a person can read and any tool can sign. Source: docs/guide/record.md, "Signatures".</summary>
public static class SignedText
{
    /// <summary>What is signed of a version: the canonical file, everything beside it, and the text that was printed; as it was proposed there, and at no other time.</summary>
    /// <param name="space">Name of the space.</param><param name="seq">The entry that proposed it.</param><param name="proposed">The version.</param><param name="side">Who signs.</param>
    public static byte[] OfVersion(string space, long seq, Recorded.Proposed proposed, Side side)
    {
        var text = new StringBuilder("surety: signature of a version\n");
        text.Append($"space: {space}\nside: {Words.Of(side)}\nversion: {proposed.Version}\nentry: {seq}\nfile: {proposed.File}\n");
        foreach (var (file, hash) in proposed.Beside) text.Append($"beside: {hash} {file}\n");
        text.Append($"printed: {proposed.Printed} {proposed.Language}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>What the old key signs when a new one comes in its place.</summary>
    /// <param name="space">Name of the space.</param><param name="side">Whose keys they are.</param><param name="publicKey">The new one.</param>
    public static byte[] OfKey(string space, Side? side, ReadOnlySpan<byte> publicKey) => OfKeyNamed(space, side, Digest.Of(publicKey));

    /// <inheritdoc cref="OfKey(string, Side?, ReadOnlySpan{byte})"/>
    /// <param name="space">Name of the space.</param><param name="side">Whose keys they are.</param><param name="key">Name of the new one.</param>
    public static byte[] OfKeyNamed(string space, Side? side, Digest key) => Encoding.UTF8.GetBytes($"surety: signature of a new key\nspace: {space}\nside: {Words.Of(side)}\nkey: {key}\n");

    /// <summary>What a side signs with the key that it revokes: nobody else can take it from it.</summary>
    /// <param name="space">Name of the space.</param><param name="side">Whose key it is.</param><param name="key">Its name.</param>
    public static byte[] OfRevocation(string space, Side side, Digest key) => Encoding.UTF8.GetBytes($"surety: revocation of a key\nspace: {space}\nside: {Words.Of(side)}\nkey: {key}\n");

    /// <summary>Whether somebody who has the private key signed a text.</summary>
    /// <param name="publicKey">As SubjectPublicKeyInfo; any bytes at all.</param><param name="text">What was signed.</param><param name="signature">ECDSA with SHA-256, both numbers as 32 bytes; any bytes at all.</param>
    public static bool IsSigned(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(publicKey, out var read);
            return read == publicKey.Length && IsP256(key) && key.VerifyData(text, signature, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Whether bytes are a public key on the curve that is used here.</summary>
    public static bool IsKey(ReadOnlySpan<byte> publicKey)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(publicKey, out var read);
            return read == publicKey.Length && IsP256(key);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    static bool IsP256(ECDsa key) => key.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value || key.KeySize == 256 && key.ExportParameters(false).Curve.Oid.FriendlyName is "nistP256" or "ECDSA_P256";
}
