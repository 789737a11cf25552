namespace Surety.Storage.Records;

/// <summary>Folders and files of a record that only their owner may read, as they are made; what is there already stays as it is.</summary>
public static class OwnFolder
{
    const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite, Folder = File | UnixFileMode.UserExecute, Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Makes a folder where there is none; those above it are made as anybody's.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void Make(string folder)
    {
        if (OperatingSystem.IsWindows() || Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            return;
        }
        if (Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) is { Length: > 0 } above) Directory.CreateDirectory(above);
        Directory.CreateDirectory(folder, Folder);
    }

    /// <summary>Opens a file for one program, and makes it where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">Another program has it, or the disk refused.</exception>
    public static FileStream Hold(string path) => new(path, Options(FileMode.OpenOrCreate, FileShare.None));

    /// <summary>Makes an empty file where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void MakeFile(string path)
    {
        if (System.IO.File.Exists(path)) return;
        new FileStream(path, Options(FileMode.OpenOrCreate, FileShare.ReadWrite)).Dispose();
    }

    /// <summary>Whether others on this machine may look into a folder; where nobody can tell, they may not.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsOpenToOthers(string folder) => !OperatingSystem.IsWindows() && Directory.Exists(folder) && (System.IO.File.GetUnixFileMode(folder) & Others) != 0;

    static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = File;
        return options;
    }
}
