using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Surety.Storage.Records;

/// <summary>Writes files so that after a power cut there is the old one or the new one, whole; once it has returned, the new one.</summary>
public static class DurableFile
{
    /// <summary>Writes a file, and the folders above it where they are missing.</summary>
    /// <param name="path">The file.</param><param name="bytes">Its content.</param><param name="isSecret">Whether only its owner may read it.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void Write(string path, byte[] bytes, bool isSecret = false) => Write(path, file => file.Write(bytes), isSecret);

    /// <summary>Writes a file, and the folders above it where they are missing.</summary>
    /// <param name="path">The file.</param><param name="write">Writes its content.</param><param name="isSecret">Whether only its owner may read it.</param>
    /// <exception cref="IOException">The disk refused; nothing of the new file is left.</exception>
    public static void Write(string path, Action<Stream> write, bool isSecret = false)
    {
        ArgumentNullException.ThrowIfNull(write);
        Write(path, path + ".new", write, isSecret, overwrites: true);
    }

    /// <summary>Writes a file that is not there yet; one that is there stays as it is.</summary>
    /// <param name="path">The file.</param><param name="bytes">Its content.</param><param name="isSecret">Whether only its owner may read it.</param>
    /// <exception cref="IOException">The disk refused; nothing of the new file is left.</exception>
    public static void Begin(string path, byte[] bytes, bool isSecret = false)
    {
        try
        {
            Write(path, $"{path}.{Guid.NewGuid():N}.new", file => file.Write(bytes), isSecret, overwrites: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Somebody was faster.
        }
    }

    /// <summary>Writes a file that is not there yet.</summary>
    /// <param name="path">The file.</param><param name="write">Writes its content.</param><param name="isSecret">Whether only its owner may read it.</param>
    /// <exception cref="IOException">It is there already, or the disk refused; nothing of the new file is left.</exception>
    public static void Begin(string path, Action<Stream> write, bool isSecret = false) => Write(path, path + ".new", write, isSecret, overwrites: false);

    /// <summary>Gives a file that was written otherwise its name, in a folder of the same disk: it is there whole, or not at all.</summary>
    /// <exception cref="IOException">One of that name is there already, or the disk refused.</exception>
    public static void Move(string draft, string path)
    {
        using (var file = new FileStream(draft, FileMode.Open, FileAccess.ReadWrite)) file.Flush(flushToDisk: true);
        Name(draft, path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Flush(folder);
        if (Path.GetDirectoryName(folder) is { Length: > 0 } above) Flush(above);
    }

    static void Write(string path, string draft, Action<Stream> write, bool isSecret, bool overwrites)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (isSecret) OwnFolder.Make(folder);
        else Directory.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (isSecret && !OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var file = new FileStream(draft, options))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            if (overwrites) File.Move(draft, path, overwrite: true);
            else Name(draft, path);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
        Flush(folder);
        // The folder itself may be new.
        if (Path.GetDirectoryName(folder) is { Length: > 0 } above) Flush(above);
    }

    /// <summary>Gives a file a name that nobody has; of two that try at once, one succeeds, which the base library does not promise.</summary>
    static void Name(string draft, string path)
    {
        const int alreadyThere = 17;
        if (!OperatingSystem.IsWindows())
        {
            if (Posix.Link(draft, path) == 0)
            {
                File.Delete(draft);
                return;
            }
            if (Marshal.GetLastPInvokeError() == alreadyThere) throw new IOException($"The file '{path}' is there already.");
        }
        // There are file systems without second names.
        File.Move(draft, path, overwrite: false);
    }

    /// <summary>Makes names in a folder durable; Windows does that by itself.</summary>
    static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var opened = Posix.Open(folder, 0);
        if (opened < 0) return;
        using var handle = new SafeFileHandle(opened, ownsHandle: true);
        if (Posix.Sync(opened) != 0 && Marshal.GetLastPInvokeError() is var error and not 22) throw new IOException($"The folder '{folder}' cannot be flushed (error {error}).");
    }
}

/// <summary>What the base library does not offer: opening a folder, in order to flush it, and a second name of a file.</summary>
static partial class Posix
{
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Link(string path, string name);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(int file);
}
