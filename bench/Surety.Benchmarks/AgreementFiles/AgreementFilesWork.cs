using System.Text.Json;
using Surety.Agreements;

namespace Surety.Benchmarks.AgreementFiles;

/// <summary>W5: agreement files of 160 lines, read from disk, parsed, validated and bound, every problem with its place.</summary>
static class AgreementFilesWork
{
    const int FullSize = 10_000;

    public static int Run(Options options)
    {
        Console.WriteLine($"W5: files of {AgreementText.Lines} lines, one in fifty wrong; read, parse, validate, bind");
        var measured = new List<(double Size, double Time)>();
        foreach (var size in options.Sizes)
        {
            var count = Math.Max(50, (int)(FullSize * size));
            var files = Written(options.Data($"w5-{count}"), count);
            var expected = Enumerable.Range(0, count).Where(AgreementText.IsWrong).ToList();
            if (!Agree("the product", expected, Refused(files))) return 1;
            var contestants = new List<Contestant> { Contestant.Of("surety, in a warm process", () => Refused(files)) };
            if (options.Peer("node_modules/js-yaml") is not null)
            {
                if (!Agree("js-yaml and ajv", expected, JsYaml(options, files).Refused)) return 1;
                contestants.Add(new("js-yaml and ajv, inside node, no places", () => new(JsYaml(options, files).Milliseconds, 0)));
            }
            else Console.WriteLine("  skipped: js-yaml and ajv are not there");
            var medians = Contest.Run($"{count} files", options.IsQuick ? 1 : 5, contestants);
            Console.WriteLine($"  surety: {count / medians[0] * 1000:N0} files/s, {count / Contest.ProcessorTime(() => Refused(files)) * 1000:N0} for each second of a core; the goal is 1,000");
            measured.Add((size, medians[0]));
        }
        Contest.Exponent("surety", measured);
        return 0;
    }

    static string[] Written(string folder, int count)
    {
        var files = Enumerable.Range(0, count).Select(i => Path.Combine(folder, $"a{i:D5}.yaml")).ToArray();
        for (var i = 0; i < count; i++)
            if (!File.Exists(files[i]) || new FileInfo(files[i]).Length == 0) File.WriteAllText(files[i], AgreementText.Of(i));
        return files;
    }

    static List<int> Refused(string[] files)
    {
        var refused = new List<int>();
        for (var i = 0; i < files.Length; i++)
        {
            var parsed = AgreementFile.Parse(files[i], File.ReadAllBytes(files[i]));
            if (parsed.Problems.Any(p => p.Severity == Severity.Error && p.At.Line > 0)) refused.Add(i);
        }
        return refused;
    }

    static (List<int> Refused, double Milliseconds) JsYaml(Options options, string[] files)
    {
        var script = Path.GetFullPath("bench/peers/agreements.cjs");
        var output = WholeProcess.Run("node", [script, Path.GetDirectoryName(files[0])!, $"{files.Length}"], options.Peer("")).Output;
        using var json = JsonDocument.Parse(output);
        return (json.RootElement.GetProperty("refused").EnumerateArray().Select(n => n.GetInt32()).ToList(), json.RootElement.GetProperty("milliseconds").GetDouble());
    }

    static bool Agree(string who, List<int> expected, List<int> found)
    {
        if (expected.SequenceEqual(found)) return true;
        Console.WriteLine($"WRONG: {who} refuses {found.Count} files and {expected.Count} are wrong; the first that differs: {expected.Except(found).Concat(found.Except(expected)).FirstOrDefault()}");
        return false;
    }
}
