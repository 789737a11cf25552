using System.Formats.Asn1;
using System.Security.Cryptography;
using Surety.Web.Api;

namespace Surety.Web.Agreements;

/// <summary>Keys and signatures in the forms in which tools write them.</summary>
static class SentSignature
{
    /// <summary>A public key: PEM, or SubjectPublicKeyInfo in Base64.</summary>
    /// <returns><c>null</c>: it is none, which has been told.</returns>
    public static ValueList<byte>? PublicKey(string text, string pointer, List<Fault> faults)
    {
        using var key = ECDsa.Create();
        try
        {
            if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            {
                if (text.Contains("PRIVATE KEY", StringComparison.Ordinal))
                {
                    faults.Add(new(pointer, "body", "key.private", "This is a private key, which nobody else may see. It was not kept; whoever saw this request has it.", "Revoke it where it has signed, make another one, and send its public key: openssl pkey -in key.pem -pubout"));
                    return null;
                }
                key.ImportFromPem(text);
            }
            else key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(text), out _);
            if (key.KeySize == 256) return key.ExportSubjectPublicKeyInfo().ToValueList();
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
        }
        faults.Add(new(pointer, "body", "key.form", "This is no public key on the curve P-256.", "Send what 'openssl pkey -in key.pem -pubout' prints, or SubjectPublicKeyInfo in Base64."));
        return null;
    }

    /// <summary>A signature in Base64: both numbers as 32 bytes, or as openssl writes it (DER).</summary>
    /// <returns><c>null</c>: it is none, which has been told.</returns>
    public static ValueList<byte>? Bytes(string text, string pointer, List<Fault> faults)
    {
        try
        {
            var bytes = Convert.FromBase64String(text);
            if (bytes.Length == 64) return bytes.ToValueList();
            var sequence = new AsnReader(bytes, AsnEncodingRules.DER).ReadSequence();
            var numbers = new byte[64];
            foreach (var half in new[] { 0, 32 })
            {
                var number = sequence.ReadIntegerBytes().Span.TrimStart((byte)0);
                if (number.Length <= 32) number.CopyTo(numbers.AsSpan(half + 32 - number.Length));
                else throw new AsnContentException();
            }
            if (!sequence.HasData) return numbers.ToValueList();
        }
        catch (Exception e) when (e is FormatException or AsnContentException)
        {
        }
        faults.Add(new(pointer, "body", "sign.form", "This is no signature of ECDSA on the curve P-256.", "Send in Base64 what 'openssl dgst -sha256 -sign key.pem' gives."));
        return null;
    }
}
