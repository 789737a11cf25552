using Surety.Storage.Records;

namespace Surety.Storage.Backups;

/// <summary>A backup of which every byte was looked at: it is what was written.</summary>
public sealed class BackupFile : IDisposable
{
    readonly FileStream stream;
    readonly ArchiveReader archive;

    BackupFile(string name, FileStream stream, ArchiveReader archive, BackupManifest manifest) => (Name, this.stream, this.archive, Manifest) = (name, stream, archive, manifest);

    /// <summary>The file.</summary>
    public string Name { get; }

    /// <summary>What it says of itself.</summary>
    public BackupManifest Manifest { get; }

    /// <summary>Hash of the hashes of all its parts, as it was told when it was made.</summary>
    public Digest Whole => archive.Whole;

    /// <summary>In bytes.</summary>
    public long Length => stream.Length;

    /// <summary>Whether it has private keys.</summary>
    public bool HasKeys => archive.Members.Any(m => m.Name.StartsWith(Backup.KeyFolder, StringComparison.Ordinal));

    internal IEnumerable<ArchiveMember> RowMembers => archive.Members.Where(m => m.Name.StartsWith(Backup.RowFolder, StringComparison.Ordinal));

    internal IEnumerable<(string Name, byte[] Bytes)> Keys => archive.Members.Where(m => m.Name.StartsWith(Backup.KeyFolder, StringComparison.Ordinal)).Select(m => (m.Name[Backup.KeyFolder.Length..], archive.Read(m)));

    internal byte[] Read(ArchiveMember member) => archive.Read(member);

    /// <summary>Opens a backup.</summary>
    /// <param name="file">Its name.</param><param name="tell">Hears how many parts and bytes were read.</param><param name="cancellation">Ends it.</param>
    /// <returns>Refused: it is none, a byte of it was changed, its end is missing, or it is newer than this program.</returns>
    /// <exception cref="IOException">It cannot be read.</exception><exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static Result<BackupFile> Open(string file, Action<long, long>? tell, CancellationToken cancellation)
    {
        var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            var archive = new ArchiveReader(file, stream);
            var problem = archive.Check(tell, cancellation) ?? Misfit(file, archive);
            if (problem is null && BackupManifest.Read(archive.Read(archive.Members[0])) is { } manifest)
            {
                if (manifest.Schema is >= 1 && manifest.Schema <= Upgrade.Newest) return new Result<BackupFile>.Ok(new(file, stream, archive, manifest));
                problem = Of(file, "backup.newer", $"It has schema {manifest.Schema}, and this program knows up to {Upgrade.Newest}: surety {manifest.Program} made it.", "Use that version, or a newer one; nothing was changed.");
            }
            stream.Dispose();
            return new Result<BackupFile>.Refused([problem ?? Of(file, "backup.newer", "It is a backup of another form than this program reads.", "Use the version of surety that made it, or a newer one.")]);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    // Somebody made an archive of that form, and it is no backup.
    static Problem? Misfit(string file, ArchiveReader archive)
    {
        if (archive.Members is not [{ Name: Backup.About }, ..]) return Of(file, "backup.form", "This is no backup of a record.", "'surety backup' makes one.");
        var rows = 0;
        return archive.Members.Skip(1).FirstOrDefault(m => m.Name.StartsWith(Backup.KeyFolder, StringComparison.Ordinal) ? !Backup.KeyName().IsMatch(m.Name[Backup.KeyFolder.Length..]) : m.Name != $"{Backup.RowFolder}{++rows:000000}") is { } other
            ? Of(file, "backup.form", $"It has a part that no backup has there: '{other.Name}'.", "'surety backup' makes one.") : null;
    }

    internal static Problem Of(string file, string code, string message, string mend) => new(new(file, 0, 0), Severity.Error, code, message, mend);

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
