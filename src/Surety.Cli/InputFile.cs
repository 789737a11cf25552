namespace Surety.Cli;

/// <summary>Bytes that somebody named on the command line; <c>-</c> is standard input.</summary>
internal static class InputFile
{
    /// <summary>An agreement has at most so many bytes, and no more are read of a file that is called one.</summary>
    public const int MostOfAgreement = 1 << 20;

    /// <summary>Reads a whole file of limited size.</summary>
    /// <param name="path">The file.</param>
    /// <param name="session">Where standard input is.</param>
    /// <param name="most">Bytes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="mapped">Whether the file is looked into where it lies, instead of being read.</param>
    /// <returns>Refused with one problem where there is no file, it is a folder, too long, or may not be read.</returns>
    public static async Task<Result<ReadOnlyMemory<byte>>> ReadAsync(string path, Session session, int most, CancellationToken cancellation, bool mapped = false)
    {
        try
        {
            if (path == "-") return await ReadAsync(path, session.Input, most, cancellation);
            if (Directory.Exists(path)) return Refused(path, "file.folder", "This is a folder, and a file was expected.", "Name a file in it.");
            if (!File.Exists(path)) return Refused(path, "file.missing", "There is no file of this name.", NearestIn(path));
            // The length is known before anything is read; what has none, as a pipe, is read up to the limit.
            if (new FileInfo(path).Length > most) return TooLong(path, most);
            if (mapped && new FileInfo(path).Length is > 0 and var length) return new Result<ReadOnlyMemory<byte>>.Ok(MappedFile.Open(path, (int)length));
            await using var stream = File.OpenRead(path);
            return await ReadAsync(path, stream, most, cancellation, (int)stream.Length);
        }
        catch (UnauthorizedAccessException)
        {
            return Refused(path, "file.permission", "The file may not be read by this user.", "Ask for permission to read it.");
        }
        catch (IOException)
        {
            return Refused(path, "file.unreadable", "The file cannot be read: the disk or the system refused.", null);
        }
    }

    static async Task<Result<ReadOnlyMemory<byte>>> ReadAsync(string path, Stream stream, int most, CancellationToken cancellation, int expected = 0)
    {
        var bytes = new MemoryStream(expected);
        var buffer = new byte[81920];
        while (await stream.ReadAsync(buffer, cancellation) is var read and > 0)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > most) return TooLong(path, most);
        }
        return new Result<ReadOnlyMemory<byte>>.Ok(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }

    static string? NearestIn(string path)
    {
        var folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        if (!Directory.Exists(folder)) return $"The folder '{folder}' does not exist either.";
        var near = Text.Nearest.To(Path.GetFileName(path), Directory.EnumerateFiles(folder).Take(1000).Select(f => Path.GetFileName(f)!));
        return near is null ? null : $"Did you mean '{(Path.GetDirectoryName(path) is { Length: > 0 } ? Path.Combine(folder, near) : near)}'?";
    }

    static Result<ReadOnlyMemory<byte>> TooLong(string path, int most) =>
        Refused(path, "file.size", $"The file has more than {most} bytes ({most >> 20} MiB), and no more is read.", "Name an agreement; facts go behind --facts.");

    static Result<ReadOnlyMemory<byte>> Refused(string path, string code, string message, string? mend) =>
        new Result<ReadOnlyMemory<byte>>.Refused([new(new(path, 0, 0), Severity.Error, code, message, mend)]);
}
