namespace Surety.Cli;

/// <summary>Files that are written as a whole or not at all.</summary>
internal static class Written
{
    /// <summary>Puts bytes in the place of a file. Whoever reads it meanwhile sees the old content or the new one.</summary>
    /// <param name="path">The file; of a link, the file that it points to.</param>
    /// <param name="bytes">Its new content.</param>
    /// <returns>What went wrong, in which case the file is as it was; <c>null</c>: nothing.</returns>
    public static Problem? Over(string path, ReadOnlySpan<byte> bytes)
    {
        string? beside = null;
        try
        {
            var target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
            beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(target))!, $".{Path.GetFileName(target)}.{Environment.ProcessId}.part");
            using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }
            if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(beside, File.GetUnixFileMode(target));
            File.Move(beside, target, overwrite: true);
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            Discard(beside);
            return new(new(path, 0, 0), Severity.Error, "file.permission", "The file may not be written by this user, or its folder may not.", "Ask for permission to write both.");
        }
        catch (IOException)
        {
            Discard(beside);
            return new(new(path, 0, 0), Severity.Error, "file.unwritable", "The file cannot be written: the disk or the system refused.", "Look whether the disk is full.");
        }
    }

    static void Discard(string? file)
    {
        try
        {
            if (file is not null) File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left over is a hidden file beside the untouched one; the first problem is told.
        }
    }
}
