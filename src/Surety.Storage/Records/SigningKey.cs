using System.Security.Cryptography;
using System.Text;

namespace Surety.Storage.Records;

/// <summary>A side's own key: ECDSA on the curve P-256, in a file that only its owner may read.</summary>
public sealed class SigningKey : IDisposable
{
    readonly ECDsa key;

    SigningKey(ECDsa key) => (this.key, PublicKey) = (key, key.ExportSubjectPublicKeyInfo().ToValueList());

    /// <summary>As SubjectPublicKeyInfo.</summary>
    public ValueList<byte> PublicKey { get; }

    /// <summary>Hash of the public key: its name.</summary>
    public Digest Id => Digest.Of(PublicKey.Span);

    /// <summary>Makes a key and writes it to a file that is not there yet.</summary>
    public static SigningKey Make(string file)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DurableFile.Write(file, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"), isSecret: true);
        return new(key);
    }

    /// <summary>Reads a key.</summary>
    /// <param name="file">Its name, for places.</param><param name="text">What stands in it.</param>
    /// <returns>Refused: it is no such key.</returns>
    public static Result<SigningKey> Read(string file, string text)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            key.ImportFromPem(text);
            if (key.KeySize == 256 && key.SignData([0], HashAlgorithmName.SHA256) is not null) return new Result<SigningKey>.Ok(new(key));
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
        }
        key.Dispose();
        return new Result<SigningKey>.Refused([new(new(file, 0, 0), Severity.Error, "key.file", "This is no private key on the curve P-256.", "Make one with 'surety key FILE', or with 'openssl ecparam -name prime256v1 -genkey -noout'.")]);
    }

    /// <summary>Signs a text.</summary>
    public byte[] Sign(ReadOnlySpan<byte> text) => key.SignData(text, HashAlgorithmName.SHA256);

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
