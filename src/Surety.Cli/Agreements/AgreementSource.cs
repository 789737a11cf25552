using Surety.Agreements;
using Surety.Text;

namespace Surety.Cli.Agreements;

/// <summary>Agreements that somebody named: files, folders, standard input.</summary>
internal static class AgreementSource
{
    /// <summary>The files behind the names: a folder stands for every YAML file in it whose text begins an agreement.</summary>
    public static ValueList<string> FilesOf(IEnumerable<string> paths) => paths.SelectMany(p => Directory.Exists(p) ? InFolder(p) : [p]).Distinct().ToValueList();

    /// <summary>Reads one file, as far as it goes.</summary>
    public static async Task<AgreementFile.Parsed> ParseAsync(string file, LayerFiles layers, Session session, CancellationToken cancellation) =>
        await BytesAsync(file, session, cancellation) switch
        {
            Result<ReadOnlyMemory<byte>>.Ok ok => AgreementFile.Parse(file, ok.Value, await layers.ForAsync(file, ok.Value, cancellation)),
            Result<ReadOnlyMemory<byte>>.Refused refused => new(null, refused.Problems),
        };

    /// <summary>Reads the bytes of a file that may be an agreement.</summary>
    public static async Task<Result<ReadOnlyMemory<byte>>> BytesAsync(string file, Session session, CancellationToken cancellation) =>
        await InputFile.ReadAsync(file, session, InputFile.MostOfAgreement, cancellation) switch
        {
            Result<ReadOnlyMemory<byte>>.Ok ok when IsBinary(ok.Value.Span) => new Result<ReadOnlyMemory<byte>>.Refused(
                [new(new(file, 0, 0), Severity.Error, "file.binary", "This is no text: it looks like a program, a picture or an archive.", "Name a text file that begins with 'surety: 1'.")]),
            var read => read,
        };

    /// <summary>What is wrong with a folder in which nothing begins an agreement.</summary>
    public static Problem NoneIn(string folder) =>
        new(new(folder, 0, 0), Severity.Error, "file.none", "No file in this folder begins an agreement: 'surety: 1' was expected in a file that ends in .yaml or .yml.");

    /// <summary>Reads the versions of one agreement; where that fails, every error has been told.</summary>
    public static async Task<Versions?> ReadAsync(IReadOnlyList<string> paths, Session session, CancellationToken cancellation)
    {
        var problems = new List<Problem>();
        var agreements = new List<Agreement>();
        foreach (var path in paths.Where(Directory.Exists))
            if (InFolder(path).Length == 0)
                problems.Add(NoneIn(path));
        var files = FilesOf(paths);
        var layers = new LayerFiles(files, session);
        foreach (var file in files)
        {
            var parsed = await ParseAsync(file, layers, session, cancellation);
            problems.AddRange(parsed.Problems.Where(p => p.Severity == Severity.Error));
            if (parsed.Agreement is { } agreement) agreements.Add(agreement);
        }
        if (problems.Count == 0)
        {
            if (Versions.Of(agreements) is Result<Versions>.Ok ok) return ok.Value;
            problems.AddRange(((Result<Versions>.Refused)Versions.Of(agreements)).Problems);
        }
        session.Complain(problems.Distinct().OrderBy(p => p.At));
        return null;
    }

    /// <summary>Says that something is called nothing in the agreement.</summary>
    /// <returns>The code to leave with.</returns>
    public static int Unknown(Session session, string what, string name, IReadOnlyCollection<string> declared)
    {
        var unknown = Surety.Statements.Inquiry.Unknown(what, name, declared);
        session.Complain($"{unknown.Message} {unknown.Mend}");
        return ExitCode.Error;
    }

    // The beginning of UTF-16 has a zero among its first two bytes; the engine has better words for that.
    static bool IsBinary(ReadOnlySpan<byte> bytes) =>
        bytes is [not (0 or 0xFE or 0xFF), not 0, ..] && bytes[..Math.Min(bytes.Length, 4096)].Count((byte)0) > 1;

    internal static string[] InFolder(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder).Where(f => f.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || f.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)).Where(BeginsAgreement).Order(StringComparer.Ordinal)];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }

    // A file that cannot be read is taken, so that it is told and not passed over.
    static bool BeginsAgreement(string file)
    {
        try
        {
            return File.ReadLines(file).Take(100).Any(line => line.StartsWith("surety:", StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
