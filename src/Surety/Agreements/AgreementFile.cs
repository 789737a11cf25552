using NodaTime;
using Surety.Calendars;
using Surety.Escalation;
using Surety.Levels;
using Surety.Metrics;
using Surety.Reporting;
using Surety.Scope;
using Surety.Text;

namespace Surety.Agreements;

/// <summary>The door through which the text of an agreement comes in.</summary>
public static class AgreementFile
{
    /// <summary>What a reading gave.</summary>
    /// <param name="Agreement">The agreement; <c>null</c> while there are errors.</param>
    /// <param name="Problems">All that was found, in order of place: errors, warnings, and notes about silence.</param>
    public sealed record Parsed(Agreement? Agreement, ValueList<Problem> Problems);

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its name, for places.</param>
    /// <param name="bytes">Its content; any bytes at all.</param>
    /// <param name="layers">What it may stand on or depend on; only what it cites is taken.</param>
    /// <param name="zones">The time zones that it may name; <c>null</c>: those of this program.</param>
    /// <returns>Of standard terms the problems alone: they are no agreement.</returns>
    public static Parsed Parse(string file, ReadOnlyMemory<byte> bytes, ValueList<Layer> layers = default, IDateTimeZoneProvider? zones = null) => Parse(file, Tree.Parse(file, bytes), layers, looksAtSuppliers: true, zones: zones);

    /// <summary>Whether a text may cite other files: layers, without which it cannot be read, or agreements that it depends on.</summary>
    /// <param name="bytes">Any bytes at all.</param>
    public static bool CitesFiles(ReadOnlySpan<byte> bytes) => bytes.StartsWith("uses:"u8) || bytes.IndexOf("\nuses:"u8) >= 0 || bytes.IndexOf("depends on:"u8) >= 0;

    /// <summary>Reads an agreement that another one depends on.</summary>
    /// <returns><c>null</c>: it has errors, which whoever reads that file is told of.</returns>
    internal static Agreement? Parse(Layer supplier, ValueList<Layer> layers) => Parse(supplier.File, supplier.Tree, layers, looksAtSuppliers: false).Agreement;

    /// <summary>The keys that the language knows, as they are asked for: a path with <c>*</c> for a name that the agreement chooses, and the key.</summary>
    /// <param name="file">Name of a file.</param>
    /// <param name="bytes">A text that has at least one of everything.</param>
    public static ValueList<(string Path, string Key)> KnownKeys(string file, ReadOnlyMemory<byte> bytes)
    {
        var tree = Tree.Parse(file, bytes);
        if (tree.Root is not { } root) return [];
        var reading = new Reading(new Problems(), listsKeys: true);
        _ = Read(file, reading.Begin(root), reading);
        return reading.KnownKeys.Select(k => (k.Path, k.Key)).OrderBy(k => k.Path, StringComparer.Ordinal).ThenBy(k => k.Key, StringComparer.Ordinal).ToValueList();
    }

    /// <summary>What may stand behind each key, as far as a text shows it: <c>text</c>, <c>list</c>, <c>keys</c>, and <c>= word</c> for each of the only words that may.</summary>
    /// <param name="file">Name of a file.</param>
    /// <param name="bytes">A text; what it stands on is not read.</param>
    internal static IReadOnlyDictionary<string, SortedSet<string>> Shapes(string file, ReadOnlyMemory<byte> bytes)
    {
        var reading = new Reading(new Problems(), listsKeys: true);
        if (Tree.Parse(file, bytes).Root is { } root) _ = Read(file, reading.Begin(root), reading);
        return reading.Shapes;
    }

    /// <summary>Reads a tree.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="tree">The text.</param>
    /// <param name="layers">What it may stand on or depend on.</param>
    /// <param name="looksAtSuppliers">Whether what it depends on is looked at.</param>
    /// <param name="spellings">Gets every phrase in its usual spelling; <c>null</c>: nobody asks.</param>
    /// <param name="zones">The time zones that it may name; <c>null</c>: those of this program.</param>
    internal static Parsed Parse(string file, Tree tree, ValueList<Layer> layers, bool looksAtSuppliers, Dictionary<Node.Scalar, Spelling>? spellings = null, IDateTimeZoneProvider? zones = null)
    {
        if (tree.Root is not { } own) return new(null, tree.Problems);
        var problems = new Problems { Spellings = spellings, Zones = zones ?? DateTimeZoneProviders.Tzdb };
        foreach (var problem in tree.Problems) problems.Add(problem);
        var root = new Layers(layers, problems).On(own);
        if (root.Find("terms") is not null) return new(null, Terms.ProblemsOf(file, root, problems));
        var reading = new Reading(problems);
        var agreement = Read(file, reading.Begin(root), reading);
        reading.Finish();
        if (agreement is not null && !problems.HasErrors)
        {
            agreement = agreement with { Silences = Surety.Agreements.Silences.Of(agreement, root).ToValueList() };
            foreach (var silence in agreement.Silences)
                problems.Note(silence.About.At, silence.Code, silence.Sentence);
            if (looksAtSuppliers)
                foreach (var problem in Suppliers.ProblemsOf(agreement, layers)) problems.Add(problem);
        }
        return new(problems.HasErrors ? null : agreement, problems.ToValueList());
    }

    internal static Agreement? Read(string file, MappingReader root, Reading reading)
    {
        var problems = reading.Problems;
        var declared = new Declared();
        Head(root);
        var id = Id(root.Required("agreement"));
        var title = root.Optional("title").Text();
        var version = Version(root.Optional("version"));
        var effectiveAt = root.Optional("effective");
        var effective = effectiveAt.IsPresent ? effectiveAt.Phrase(Dates.Date) : null;
        var takesEffectAt = root.Optional("takes effect");
        var takesEffect = takesEffectAt.Choice(("with the next window", TakesEffect.WithNextWindow), ("split at the change", TakesEffect.SplitAtTheChange), ("incident by incident", TakesEffect.IncidentByIncident));
        if (takesEffectAt.IsPresent && version == 1)
            problems.Error(takesEffectAt.At, "effective.first", "Version 1 is the first: no window is running that it could change.", "Remove the line, or write the number of the amendment under 'version'.");
        var language = root.Optional("language").Choice(("en", "en"), ("de", "de"));
        root.Known("uses", "without");
        var parties = ReadParties.Parties(root.Required("parties").Mapping(), declared);
        var termAt = root.Required("term");
        var termReader = termAt.Mapping();
        var term = ReadParties.Term(termReader, declared, new("term", termAt.At));
        var businessDaysAt = termReader.Optional("business days");

        var scope = root.Optional("scope").Mapping();
        var tiers = ReadScope.Tiers(scope, declared);
        var values = ReadScope.Values(scope, declared).Select(v => new NamedValue(v.Name, v.Value, v.Clause)).ToValueList();
        var calendars = ReadCalendars.Of(scope, declared).ToValueList();
        var businessDays = declared.CalendarAsNamed(businessDaysAt);
        var inventoryReader = scope.Optional("inventory").Mapping();
        var services = ReadScope.Services(scope, declared, inventoryReader).ToValueList();
        var inventory = ReadScope.Inventory(scope.Optional("inventory").Mapping(), declared).ToValueList();
        ReadScope.CheckFees(services, inventory, problems);
        declared.Feeds.AddRange(Declared.Once(scope.Optional("feeds")));
        var exclusions = ReadScope.Exclusions(scope, declared).ToValueList();
        var workloads = ReadWorkloads.Of(scope, declared).ToValueList();
        var responsibilities = scope.Optional("responsibilities").Mapping();
        var scopeSentences = Sentences(responsibilities.Optional("provider"), "responsibilities / provider")
            .Concat(Sentences(responsibilities.Optional("customer"), "responsibilities / customer"))
            .Concat(Sentences(scope.Optional("limits"), "limits")).ToValueList();

        var metricsReader = root.Optional("metrics").Mapping();
        var metrics = ReadMetrics.Of(metricsReader, declared).ToValueList();
        var metricNames = metricsReader.Keys;
        var levelsReader = root.Optional("service levels").Mapping();
        var levels = ReadLevels.Of(levelsReader, metrics, metricNames, declared);
        var levelNames = levelsReader.Keys;

        var reporting = root.Optional("reporting").Mapping();
        var life = ReadReporting.Life(reporting, new("surety", root.At));
        var duties = ReadReporting.Duties(reporting, declared).ToValueList();

        var escalation = root.Optional("escalation").Mapping();
        ReadCredits.AtRisk(escalation, declared);
        var chapter = new EscalationChapter(
            ReadLadders.Of(escalation, levels, metrics, levelNames, declared).ToValueList(),
            ReadCredits.Of(escalation, levels, metrics, levelNames, declared).ToValueList(),
            ReadOneOf.Of(escalation),
            ReadCredits.Caps(escalation, declared),
            ReadCredits.Settlement(escalation, metrics, declared),
            ReadRights.Of(escalation, levels, metrics, levelNames, declared).ToValueList(),
            Sentences(escalation.Optional("disputes"), "disputes").Concat(Sentences(escalation.Optional("other terms"), "other terms")).ToValueList());
        CapLint.Check(new(chapter.Credits, chapter.Caps, levels, services), metrics, declared, problems);
        if (term is not null) LevelLint.CheckZones(levels, term.Zone, term.From, problems);

        if (effective is { } day && term is not null && (day < term.From || day > TermTime.Of(term).LastDay))
            problems.Error(effectiveAt.At, "effective.outside", $"The version takes effect on {day:uuuu-MM-dd}, outside the term.", "'effective' lies between the first and the last day of the term.");
        if (takesEffect == TakesEffect.SplitAtTheChange) SplitLint.Check(levels, metrics, takesEffectAt.At, problems);
        if (takesEffect == TakesEffect.IncidentByIncident && !levels.Any(l => l.Measured is Measured.ByMetric by && metrics.FirstOrDefault(m => m.Name == by.Metric) is Metric.Availability))
            problems.Error(takesEffectAt.At, "effective.incidents", "No level measures availability, so that nothing here has incidents: a ticket is judged by the version in force when it was opened, whatever stands here.", "Write 'takes effect: with the next window'.");
        if (problems.HasErrors || id is null || term is null) return null;
        var weekdays = BusinessCalendar.Compile(new CalendarRules("Monday to Friday", term.Zone)
        {
            Weekly = new[] { IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday }
                .Select(d => new WeekdayHours(d, [DayRange.WholeDay])).ToValueList(),
        });
        var always = BusinessCalendar.Compile(new CalendarRules("around the clock", term.Zone) { AlwaysOpen = true });
        return new()
        {
            Id = id,
            Title = title ?? id,
            Version = version,
            Effective = effective ?? term.From,
            TakesEffect = takesEffect,
            Language = language,
            File = file,
            Parties = parties,
            Term = term with { BusinessDays = businessDays },
            AroundTheClock = always,
            Scope = new(tiers, values, calendars, businessDays == always.Name ? always : calendars.FirstOrDefault(c => c.Name == businessDays) ?? weekdays, services, inventory, declared.Feeds.ToValueList(), exclusions, scopeSentences) { Workloads = workloads },
            Metrics = metrics,
            Levels = levels,
            Duties = duties,
            StatementLife = life,
            Escalation = chapter,
        };
    }

    static void Head(MappingReader root)
    {
        var surety = root.Required("surety");
        if (surety.Text() is { } version && version != "1")
            root.Problems.Error(surety.At, "surety.version", $"Version {Quoted.Of(version)} of the language is not known; this program reads version 1.", "Write 'surety: 1', or use a newer program.");
    }

    static string? Id(ValueReader value)
    {
        if (value.Text() is not { } id) return null;
        if (id.Length <= 80 && id[0] != '-' && id[^1] != '-' && id.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')) return id;
        value.Problems.Error(value.At, "agreement.name", $"{Quoted.Of(id)} is no short name.", "Use lower-case letters, digits and hyphens: 'acme-managed-services'.");
        return null;
    }

    static int Version(ValueReader value)
    {
        if (!value.IsPresent) return 1;
        return value.Phrase(phrase =>
        {
            var at = phrase.At;
            if (Amounts.Whole(phrase) is not { } number) return null;
            if (number >= 1) return (int?)number;
            phrase.Error(at, "agreement.version", "Versions are counted from 1.");
            return null;
        }) ?? 1;
    }

    static IEnumerable<Sentence> Sentences(ValueReader value, string heading) =>
        value.Scalars().Select(s => new Sentence(heading, s.Text.Trim(), new(heading, s.At)));
}
