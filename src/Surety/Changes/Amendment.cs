using System.Text;
using NodaTime;
using NodaTime.Text;
using Surety.Agreements;

namespace Surety.Changes;

/// <summary>The text of an amendment that changes little: the next number, its first day, and where the term goes on its new end. Source: docs/guide/api.md, "Agreements".</summary>
public static class Amendment
{
    /// <summary>Writes it.</summary>
    /// <param name="file">Name of the file, for places.</param>
    /// <param name="text">The text that is amended, in its canonical form; standard terms that it uses may be others already.</param>
    /// <param name="layers">What it stands on.</param>
    /// <param name="version">Its number.</param>
    /// <param name="effective">Its first day.</param>
    /// <param name="to">The last day of the term; <c>null</c>: it stays.</param>
    /// <returns>The text, every other line and comment as it was. Refused with all that is wrong with it then.</returns>
    public static Result<string> Of(string file, string text, ValueList<Layer> layers, int version, LocalDate effective, LocalDate? to)
    {
        var lines = text.Split('\n').ToList();
        Set(lines, 0, lines.Count, "", "effective", LocalDatePattern.Iso.Format(effective), After(lines, "version", "title", "agreement"));
        Set(lines, 0, lines.Count, "", "version", $"{version}", After(lines, "title", "agreement"));
        if (to is { } last) SetEnd(lines, LocalDatePattern.Iso.Format(last));
        var amended = string.Join('\n', lines);
        var parsed = AgreementFile.Parse(file, Encoding.UTF8.GetBytes(amended), layers);
        if (parsed.Agreement is not { } agreement) return new Result<string>.Refused(parsed.Problems.Where(p => p.Severity == Severity.Error).ToValueList());
        return agreement.Version == version && agreement.Effective == effective && (to is null || agreement.Term.To == to) ? new Result<string>.Ok(amended)
            : new Result<string>.Refused([new(new(file, 0, 0), Severity.Error, "amendment.text", "The number, the first day or the end of the term do not stand in this text in the usual way.", "Write the amendment yourself, and propose its text.")]);
    }

    static void SetEnd(List<string> lines, string last)
    {
        var term = lines.FindIndex(l => l.StartsWith("term:", StringComparison.Ordinal));
        if (term < 0)
        {
            // The term stands in a layer: the text above it says its end key by key.
            while (lines.Count > 0 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
            lines.AddRange(["term:", $"  to: {last}", ""]);
            return;
        }
        var end = lines.FindIndex(term + 1, l => l.Length > 0 && l[0] is not (' ' or '#'));
        Set(lines, term + 1, end < 0 ? lines.Count : end, "  ", "to", last, term + 1);
    }

    /// <summary>The line behind the first of some keys that is there.</summary>
    static int After(List<string> lines, params string[] keys) => keys.Select(k => lines.FindIndex(l => l.StartsWith(k + ":", StringComparison.Ordinal))).FirstOrDefault(i => i >= 0, -1) + 1;

    static void Set(List<string> lines, int from, int until, string indent, string key, string value, int where)
    {
        var at = lines.FindIndex(from, until - from, l => l.StartsWith($"{indent}{key}:", StringComparison.Ordinal));
        if (at < 0)
        {
            lines.Insert(where, $"{indent}{key}: {value}");
            return;
        }
        var comment = lines[at].IndexOf(" #", StringComparison.Ordinal);
        lines[at] = $"{indent}{key}: {value}{(comment < 0 ? "" : lines[at][comment..])}";
    }
}
