using System.Security.Cryptography;
using System.Text;
using Surety.Journal;

namespace Surety.Storage.Records;

/// <summary>The key by which this machine signs checkpoints; it lies in the data folder, and only its owner may read it.</summary>
public sealed class MachineKey : IDisposable
{
    readonly SigningKey key;

    MachineKey(SigningKey key) => this.key = key;

    /// <summary>As SubjectPublicKeyInfo.</summary>
    public ValueList<byte> PublicKey => key.PublicKey;

    /// <summary>Reads the key of a folder, or makes one that is durable before it signs anything.</summary>
    /// <returns>Refused: what lies there is no key.</returns>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static Result<MachineKey> In(string folder)
    {
        var file = Path.Combine(folder, "keys", "checkpoints.pem");
        if (!File.Exists(file))
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            // Of two programs that begin at once, the first one's key is the key of both.
            DurableFile.Begin(file, Encoding.ASCII.GetBytes(made.ExportPkcs8PrivateKeyPem() + "\n"), isSecret: true);
        }
        return SigningKey.Read(file, File.ReadAllText(file)) is Result<SigningKey>.Ok { Value: var key } ? new Result<MachineKey>.Ok(new(key))
            : new Result<MachineKey>.Refused([new(new(file, 0, 0), Severity.Error, "key.machine", "This is no private key on the curve P-256, and this machine signs checkpoints with it. Nothing was written.", "Restore the file from a backup; or take it away, and another key is made, which the journals then name beside the old one.")]);
    }

    /// <summary>A signed checkpoint.</summary>
    public string Sign(Checkpoint checkpoint) => checkpoint.Note(PublicKey.Span, key.Sign(Encoding.UTF8.GetBytes(checkpoint.Text)));

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
