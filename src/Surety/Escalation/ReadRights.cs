using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Text;

namespace Surety.Escalation;

/// <summary>Reads rights.</summary>
internal static class ReadRights
{
    public static IEnumerable<Right> Of(MappingReader escalation, IReadOnlyList<ServiceLevel> levels, IReadOnlyList<Metric> metrics, IReadOnlyList<string> levelNames, Declared declared)
    {
        foreach (var (key, value) in escalation.Optional("rights").Entries())
        {
            var name = Declared.NameOf(key, escalation.Problems);
            var right = value.Mapping();
            var path = $"escalation / rights / {name}";
            var when = right.Required("when");
            var triggers = when.Scalars().Select(s => PhraseReader.Whole(s, when.Problems, p => ReadTriggers.Trigger(p, s.At, levels, metrics, levelNames, declared, path))).OfType<Trigger>().ToValueList();
            var of = right.Optional("of").Choice(("customer", "customer"), ("provider", "provider"));
            var skips = right.Optional("no verdict").Choice(("breaks", false), ("skipped", true));
            var within = right.Optional("exercised within").Phrase(Spans.Span);
            var notice = right.Optional("notice").Phrase(Spans.Span);
            if (triggers.Count > 0) yield return new(name, triggers, of, skips, within, notice, new(path, key.At));
        }
    }
}
