using System.Security.Cryptography;
using System.Text;
using Surety.Journal;

namespace Surety.Storage.Records;

/// <summary>The key by which this machine signs checkpoints; it lies in the data folder, and only its owner may read it.</summary>
public sealed class MachineKey : IDisposable
{
    readonly ECDsa key;

    MachineKey(ECDsa key) => (this.key, PublicKey) = (key, key.ExportSubjectPublicKeyInfo().ToValueList());

    /// <summary>As SubjectPublicKeyInfo.</summary>
    public ValueList<byte> PublicKey { get; }

    /// <summary>Reads the key of a folder, or makes one that is durable before it signs anything.</summary>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static MachineKey In(string folder)
    {
        var file = Path.Combine(folder, "keys", "checkpoints.pem");
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(file))
        {
            key.ImportFromPem(File.ReadAllText(file));
            return new(key);
        }
        DurableFile.Write(file, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"), isSecret: true);
        return new(key);
    }

    /// <summary>A signed checkpoint.</summary>
    public string Sign(Checkpoint checkpoint) => checkpoint.Note(PublicKey.Span, key.SignData(Encoding.UTF8.GetBytes(checkpoint.Text), HashAlgorithmName.SHA256));

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
