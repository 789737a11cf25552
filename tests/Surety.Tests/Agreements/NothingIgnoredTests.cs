using System.Text;
using Shouldly;
using Surety.Agreements;
using Xunit;

namespace Surety.Tests.Agreements;

/// <summary>Nothing is accepted and ignored: a value that means nothing is refused at its place, unless the guide marks the key as text.</summary>
public sealed class NothingIgnoredTests
{
    /// <summary>Keys that the guide marks as text, and names that an agreement chooses freely.</summary>
    static readonly string[] TextKeys = ["title", "name", "address", "description", "means", "parts"];

    /// <summary>Free words by design: contacts' addresses, attributes of members and customers, words of events, statuses and labels.</summary>
    static readonly string[] FreeUnder = ["contacts", "attributes", "members"];

    static readonly string[] FreeKeys = ["tier", "from", "to", "until", "paused while", "for each"];

    [Fact]
    public void A_value_that_means_nothing_is_refused_wherever_a_value_computes()
    {
        var lines = File.ReadAllLines(Source.File("tests", "Surety.Tests", "Agreements", "full.yaml"));
        var ignored = new List<string>();
        var tried = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            var at = lines[i].IndexOf(": ", StringComparison.Ordinal);
            var key = at < 0 ? "" : lines[i][..at].Trim().TrimStart('-').Trim();
            if (at < 0 || lines[i].TrimStart()[0] is '#' or '-' || lines[i].EndsWith('|') || TextKeys.Contains(key) || IsFree(lines, i, key)) continue;
            var changed = (string[])lines.Clone();
            changed[i] = lines[i][..(at + 2)] + "qqxx 7 zz";
            tried++;
            if (AgreementFile.Parse("full.yaml", Encoding.UTF8.GetBytes(string.Join("\n", changed))).Agreement is not null) ignored.Add($"{i + 1}: {lines[i].Trim()}");
        }
        tried.ShouldBeGreaterThan(100);
        ignored.ShouldBeEmpty();
    }

    static bool IsFree(string[] lines, int line, string key)
    {
        var indent = lines[line].Length - lines[line].TrimStart().Length;
        var parents = new List<string>();
        for (var i = line - 1; i >= 0; i--)
        {
            var own = lines[i].Length - lines[i].TrimStart().Length;
            if (lines[i].Trim().Length == 0 || own >= indent) continue;
            indent = own;
            parents.Add(lines[i].Trim().TrimEnd(':'));
        }
        var isMetric = parents.Count > 0 && parents[^1] == "metrics";
        return parents.Exists(p => FreeUnder.Contains(p)) && key is not ("fee" or "from" or "until") || (FreeKeys.Contains(key) && (isMetric || key == "tier"));
    }
}
