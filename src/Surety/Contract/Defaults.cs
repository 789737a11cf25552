using Surety.Agreements;
using Surety.Text;

namespace Surety.Contract;

/// <summary>What holds where an agreement is silent: each default once, with all that it holds for.</summary>
/// <remarks>Defaults that hold for the same clauses stand below one line that names them, or says that they are all there are. Source: docs/guide/print.md.</remarks>
static class Defaults
{
    /// <summary>Parts of a contract whose clauses may be silent, in its order: where they stand, and what they are called in the languages.</summary>
    static readonly (string Path, string Kind)[] Parts =
    [
        ("scope / inventory / ", "inventory"), ("scope / workloads / ", "workloads"), ("scope / exclusions / ", "exclusions"), ("metrics / ", "metrics"), ("service levels / ", "levels"),
        ("escalation / credits / ", "credits"), ("escalation / rights / ", "rights"),
    ];

    /// <summary>All defaults of an agreement.</summary>
    public static IEnumerable<Block> Of(Agreement agreement, Vocabulary language, PhraseText phrases)
    {
        var byCode = agreement.Silences.GroupBy(s => (Part: PartOf(s), s.Code, Own: IsWhole(s) ? s.About.Path : ""))
            .Select(g => (g.Key.Part, Sentence: Sentence(g.First(), language), Subjects: IsWhole(g.First()) ? [] : g.Select(s => s.Subject!).Distinct().ToValueList())).ToList();
        foreach (var same in byCode.GroupBy(d => (d.Part, d.Subjects)).OrderBy(g => g.Key.Part).ThenByDescending(g => g.Key.Subjects.Count))
        {
            var sentences = same.Select(d => d.Sentence).Distinct().ToValueList();
            var lead = same.Key.Part == Parts.Length ? language.Text("silent.whole") : language.Text("silent.of").Replace("{name}", Named(Parts[same.Key.Part].Kind, same.Key.Subjects, agreement, language, phrases), StringComparison.Ordinal);
            if (sentences is [var one]) yield return new Block.Paragraph(lead.Replace("{value}", one, StringComparison.Ordinal));
            else yield return new Block.Bullets(lead.Replace(" {value}", "", StringComparison.Ordinal), sentences);
        }
    }

    /// <summary>One default, with the clause that it holds for.</summary>
    public static string Words(Silence silence, Vocabulary language) =>
        IsWhole(silence) ? Sentence(silence, language) : language.Text("silent.of")
            .Replace("{name}", language.Text($"silent.{Parts[PartOf(silence)].Kind}").Split(" | ")[0].Replace("{value}", new PhraseText(language, new Dictionary<string, string>()).Quoted(silence.Subject!), StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("{value}", Sentence(silence, language), StringComparison.Ordinal);

    static string Sentence(Silence silence, Vocabulary language) => language.Sentence(silence.Code)!.Replace("{subject}", silence.About.Path, StringComparison.Ordinal);

    // What is said not to be stated is cited with its whole place.
    static bool IsWhole(Silence silence) => silence.Subject is null || silence.Code == "silence.not-stated" || PartOf(silence) == Parts.Length;

    static int PartOf(Silence silence) => silence.Subject is null || silence.Code == "silence.not-stated" || Array.FindIndex(Parts, p => silence.About.Path.StartsWith(p.Path, StringComparison.Ordinal)) is not (>= 0 and var part) ? Parts.Length : part;

    /// <summary>Clauses of one kind as a sentence names them: one, several, all, or all but a few.</summary>
    static string Named(string kind, ValueList<string> subjects, Agreement agreement, Vocabulary language, PhraseText phrases)
    {
        var metrics = agreement.Metrics.Where(m => subjects.Contains(m.Name)).Select(m => m.GetType()).Distinct().ToList();
        var alike = kind == "metrics" && metrics is [var type] ? agreement.Metrics.Where(m => m.GetType() == type).ToList() : [];
        var (all, every) = kind switch
        {
            "inventory" => (agreement.Scope.Inventory.Select(g => g.Name), kind),
            "workloads" => (agreement.Scope.Workloads.Select(w => w.Name), kind),
            "exclusions" => (agreement.Scope.Exclusions.Select(e => e.Name), kind),
            "levels" => (agreement.Levels.Select(l => l.Name), kind),
            "credits" => (agreement.Escalation.Credits.Select(c => c.Name), kind),
            "rights" => (agreement.Escalation.Rights.Select(r => r.Name), kind),
            _ when alike.Count > 0 && alike.Count < agreement.Metrics.Count => (alike.Select(m => m.Name), $"{kind}.{KindOf(alike[0])}"),
            _ => (agreement.Metrics.Select(m => m.Name), kind),
        };
        var forms = language.Text($"silent.{every}").Split(" | ");
        var others = all.Except(subjects).ToList();
        return subjects.Count == 1 ? forms[0].Replace("{value}", phrases.Quoted(subjects[0]), StringComparison.Ordinal)
            : others.Count == 0 ? forms[2]
            : subjects.Count > 4 * others.Count ? language.Text("except").Replace("{value}", forms[2], StringComparison.Ordinal).Replace("{name}", Listed(others, language, phrases), StringComparison.Ordinal)
            : forms[1].Replace("{value}", Listed(subjects, language, phrases), StringComparison.Ordinal);
    }

    static string Listed(IReadOnlyCollection<string> names, Vocabulary language, PhraseText phrases) =>
        names.Select(phrases.Quoted).ToList() is [.. { Count: > 0 } before, var last] ? $"{string.Join(", ", before)} {language.Text("and")} {last}" : phrases.Quoted(names.First());

    static string KindOf(Metrics.Metric metric) => metric switch
    {
        Metrics.Metric.Availability => "availability",
        Metrics.Metric.TimeTaken => "time",
        Metrics.Metric.Survey => "survey",
        Metrics.Metric.SingleValue => "value",
    };
}
