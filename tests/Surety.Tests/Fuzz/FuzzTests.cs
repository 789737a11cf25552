using Surety.Agreements;
using Surety.Facts;
using Surety.Statements;
using Surety.Tests.Oracle;
using Xunit;

namespace Surety.Tests.Fuzz;

/// <summary>
/// Whatever bytes are handed in, as an agreement or as facts: problems are told or a statement results, and nothing throws. A few seeds run with the suite; <c>SURETY_FUZZ=10</c> goes on for ten minutes with
/// others, notes what took more than two seconds of processor time, and leaves each found case in the folder for temporary files. What was found lies in <c>Fuzz/Found</c> and is tried every time.
/// </summary>
public sealed class FuzzTests
{
    static readonly List<Subject> Subjects = Subject.All;
    static readonly string[] Lines = [.. Subjects.SelectMany(s => s.Facts).Distinct().SelectMany(File.ReadLines).Where(l => l.Length > 0)];

    public static TheoryData<string> Found => [.. Directory.GetFiles(Source.File("tests", "Surety.Tests", "Fuzz", "Found")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Found))]
    public void What_was_found_is_answered(string name)
    {
        var bytes = File.ReadAllBytes(Source.File("tests", "Surety.Tests", "Fuzz", "Found", name));
        if (name.EndsWith(".yaml", StringComparison.Ordinal)) Attempt.Agreement(bytes, Beside(Subjects.Find(s => s.File.EndsWith("layers/acme.yaml", StringComparison.Ordinal))!), FactsOf(Subjects.Find(s => s.Facts.Count > 0)!));
        else Attempt.Facts(Sound(Subjects.Find(s => s.Facts.Count > 0)!)!, bytes);
    }

    [Fact]
    public void Damaged_agreements_give_problems_or_a_statement() => Hunt.Run("yaml", 400, draw =>
    {
        var (subject, other) = (draw.Of<Subject>(Subjects), draw.Of<Subject>(Subjects));
        var bytes = Mutation.Of(draw, File.ReadAllBytes(subject.File), File.ReadAllBytes(other.File));
        return (bytes, () => Attempt.Agreement(bytes, Beside(subject), FactsOf(subject)));
    });

    [Fact]
    public void Damaged_facts_give_problems_or_a_statement() => Hunt.Run("jsonl", 150, draw =>
    {
        var subject = draw.Of<Subject>(Subjects.FindAll(s => s.Facts.Count > 0));
        var lines = string.Join("\n", FactsOf(subject).Select(System.Text.Encoding.UTF8.GetString)) + "\n" + string.Join("\n", Enumerable.Range(0, 20).Select(_ => draw.Of<string>(Lines)));
        var bytes = Mutation.Of(draw, System.Text.Encoding.UTF8.GetBytes(lines), System.Text.Encoding.UTF8.GetBytes(string.Join("\n", Enumerable.Range(0, 5).Select(_ => draw.Of<string>(Lines)))));
        return (bytes, () => { if (Sound(subject) is { } versions) Attempt.Facts(versions, bytes); });
    });

    [Fact]
    public void Damaged_columns_are_refused_or_read() => Hunt.Run("columns", 150, draw =>
    {
        var subject = draw.Of<Subject>(Subjects.FindAll(s => s.Facts.Count > 0));
        var builder = new FactBuilder(keepsRows: true);
        foreach (var file in FactsOf(subject)) JsonLines.Read(builder, "facts.jsonl", file);
        using var written = new MemoryStream();
        FactColumns.Write(builder, written);
        var bytes = Damaged(draw, written.ToArray());
        return (bytes, () => { if (Sound(subject) is { } versions) Attempt.Facts(versions, bytes); });
    });

    /// <summary>Flips bits, cuts or lengthens; mostly under a checksum that holds, so that the damage gets past it.</summary>
    static byte[] Damaged(Draw draw, byte[] bytes)
    {
        for (var changes = draw.Whole(1, 5); changes > 0; changes--)
        {
            var at = draw.In(30) ? draw.Whole(0, Math.Min(63, bytes.Length - 1)) : draw.Whole(0, bytes.Length - 1);
            if (draw.In(60)) bytes[at] ^= (byte)(1 << draw.Whole(0, 7));
            else if (draw.In(60)) bytes[at] = draw.Of<byte>(0, 1, 127, 128, 255);
            else if (draw.In(30)) bytes = bytes[..at];
            else for (var i = at; i < Math.Min(bytes.Length, at + 8); i++) bytes[i] = (byte)draw.Whole(0, 255);
            if (bytes.Length == 0) return bytes;
        }
        if (bytes.Length >= 64 && draw.In(90))
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(16), (long)bytes.Length);
            BitConverter.TryWriteBytes(bytes.AsSpan(24), Checksum.Of(bytes.AsMemory(32)));
        }
        return bytes;
    }

    static readonly Dictionary<string, Versions?> Read = [];

    /// <summary>The agreement as it stands in the repository; <c>null</c>: terms.</summary>
    static Versions? Sound(Subject subject)
    {
        lock (Read)
        {
            if (!Read.TryGetValue(subject.File, out var versions))
                Read[subject.File] = versions = AgreementFile.Parse(subject.File, File.ReadAllBytes(subject.File), Beside(subject)).Agreement is { } agreement && Versions.Of([agreement]) is Result<Versions>.Ok ok ? ok.Value : null;
            return versions;
        }
    }

    static ValueList<Layer> Beside(Subject subject) => subject.Beside.Select(f => Layer.Parse(f, File.ReadAllBytes(f))).OfType<Layer>().ToValueList();

    static List<byte[]> FactsOf(Subject subject) => subject.Facts.ConvertAll(File.ReadAllBytes);
}
