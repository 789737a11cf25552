using Surety.Agreements;
using Surety.Facts;
using Surety.Metrics;
using Surety.Text;

namespace Surety.Statements;

/// <summary>
/// Words of facts that differ from words of the agreement only by capitals or by space around them. They are compared letter by letter, so such a fact is
/// not what the clause is about, and without a remark nobody would know why there is no data.
/// </summary>
static class NearLabels
{
    /// <summary>One remark for each word that is nearly one of any version of the agreement.</summary>
    public static IEnumerable<Remark> Of(Versions versions, FactSet facts)
    {
        var words = new AgreementWords();
        foreach (var version in versions.All) words.Add(version);
        foreach (var member in facts.Members) words.Add("member", member.Name);
        var said = new Dictionary<Label, (long Count, List<Origin> First)>();
        Gather(facts, words, said);
        foreach (var (label, (count, first)) in said.OrderBy(s => s.Key.Name, StringComparer.Ordinal).ThenBy(s => s.Key.Value, StringComparer.Ordinal))
            yield return new("facts.near-label", Sentence(label, words, count), null, new((int)Math.Min(count, int.MaxValue), first.ToValueList()));
    }

    static string Sentence(Label label, AgreementWords words, long count)
    {
        var facts = Display.Count(count, "fact has", "facts have");
        return words.NearName(label.Name) is { } name
            ? $"{facts} the label {Quoted.Of(label.Name)}, and the agreement says {Quoted.Of(name)}: names are compared letter by letter, so these are two labels."
            : $"{facts} the {label.Name} {Quoted.Of(label.Value)}, and the agreement says {Quoted.Of(words.NearValue(label)!)}: words are compared letter by letter, so these are two.";
    }

    static void Gather(FactSet facts, AgreementWords words, Dictionary<Label, (long Count, List<Origin> First)> said)
    {
        // A word of a million tickets is compared once.
        var known = new Dictionary<Label, Label?>();
        foreach (var series in facts.States) Look(series.Labels, series.Count, series.Origins);
        foreach (var series in facts.Values) Look(series.Labels, series.Count, series.Origins);
        foreach (var series in facts.Counts) Look(series.Labels, series.Count, series.Origins);
        foreach (var outage in facts.Outages)
        {
            LookAt(outage.Labels, outage.At);
            if (outage.Impact is { } impact) One(new("impact", impact), outage.At);
        }
        foreach (var exclusion in facts.Exclusions) LookAt(exclusion.Labels, exclusion.At);
        foreach (var member in facts.Members)
            if (member.At is { } at) LookAt(member.Attributes, at);
        var tickets = facts.Tickets;
        var (about, happened) = (tickets.About.Select(NearIn).ToArray(), tickets.Happenings.Select(h => NearIn(WordsOf(h))).ToArray());
        var (aboutOf, starts, whatOf) = (tickets.AboutOf, tickets.Starts, tickets.WhatOf);
        var nearly = about.Concat(happened).Any(labels => labels != Labels.None) ? tickets.Count : 0;
        for (var ticket = 0; ticket < nearly; ticket++)
        {
            LookAt(about[aboutOf.Span[ticket]], tickets.Origins[tickets.OpeningOf(ticket)]);
            for (var i = starts.Span[ticket]; i < starts.Span[ticket + 1]; i++) LookAt(happened[whatOf.Span[i]], tickets.Origins[i]);
        }

        Labels NearIn(Labels labels) => Labels.Of(labels.Items.Where(label => Near(label) is not null));

        static Labels WordsOf(Happening happening) => Labels.Of(
        [
            .. happening.By is { } by ? [new Label("side", by)] : Array.Empty<Label>(),
            .. happening is { What: "status" or "priority", To: { } to } ? [new Label(happening.What, to)] : Array.Empty<Label>(),
        ]);

        void Look(Labels labels, long count, IReadOnlyList<Origin> at)
        {
            foreach (var label in labels.Items) Word(label, count, at);
        }

        void LookAt(Labels labels, Origin at)
        {
            foreach (var label in labels.Items) One(label, at);
        }

        void One(Label label, Origin at)
        {
            if (Near(label) is not null) Word(label, 1, [at]);
        }

        void Word(Label label, long count, IReadOnlyList<Origin> at)
        {
            if (Near(label) is not { } near) return;
            var (before, first) = said.GetValueOrDefault(near, (0, []));
            first.AddRange(at.Take(FactCitation.Most - first.Count));
            said[near] = (before + count, first);
        }

        // A name that is near is one remark, whatever its values.
        Label? Near(Label label)
        {
            if (known.TryGetValue(label, out var near)) return near;
            return known[label] = words.NearName(label.Name) is not null ? label with { Value = "" } : words.NearValue(label) is not null ? label : null;
        }
    }

    // Most sources say with the opening what a ticket is about.
    /// <summary>The names and values that clauses compare with words of facts.</summary>
    sealed class AgreementWords
    {
        readonly HashSet<Label> exact = [];
        readonly Dictionary<Label, string> values = [];
        readonly HashSet<string> names = new(StringComparer.Ordinal);
        readonly Dictionary<string, string> folded = new(StringComparer.Ordinal);

        public void Add(Agreement version)
        {
            foreach (var service in version.Scope.Services)
            {
                Add("service", service.Name);
                foreach (var part in service.Parts) Add("part", part.Name);
            }
            foreach (var feed in version.Scope.Feeds) Add("feed", feed);
            foreach (var group in version.Scope.Inventory)
            {
                foreach (var member in group.Members) Add("member", member.Name);
                foreach (var attribute in group.Attributes) Name(attribute);
            }
            foreach (var label in version.Levels.SelectMany(l => l.Targets.Select(t => t.When).Concat(l.Unpromised.Select(u => u.When))).SelectMany(w => w.Items)) Add(label.Name, label.Value);
            foreach (var metric in version.Metrics) Add(metric);
        }

        public void Add(string name, string value)
        {
            Name(name);
            exact.Add(new(name, value));
            values.TryAdd(new(name, Fold(value)), value);
        }

        /// <summary>The name that this one nearly is; <c>null</c>: it is one itself, or near none.</summary>
        public string? NearName(string name) => names.Contains(name) ? null : folded.GetValueOrDefault(Fold(name));

        /// <summary>The value that this one nearly is; <c>null</c>: it is one itself, or near none.</summary>
        public string? NearValue(Label label) => exact.Contains(label) ? null : values.GetValueOrDefault(label with { Value = Fold(label.Value) });

        void Add(Metric metric)
        {
            foreach (var test in metric.Reads.Where)
                foreach (var value in test.Values) Add(test.Name, value);
            foreach (var label in metric.LabelsOfEach) Name(label);
            if (metric is Metric.Availability { BadWhen: BadRule.ImpactIs { Impacts: var impacts } })
                foreach (var impact in impacts) Add("impact", impact);
            if (metric is Metric.Availability { ObservedBy: Observation.Outages, Weights: Weights.ByWord weights })
                foreach (var (word, _) in weights.Of) Add("impact", word);
            if (metric is not Metric.TimeTaken time) return;
            foreach (var label in time.Clock.SelectMany(row => row.When.Items)) Add(label.Name, label.Value);
            foreach (var status in time.PausedWhile) Add("status", status);
            foreach (var rule in new[] { time.From, time.To, time.Until }.OfType<FirstOf>().SelectMany(f => f.Events))
            {
                if (rule.By is { } side) Add("side", side);
                if (rule.To is { } to) Add("status", to);
            }
        }

        void Name(string name)
        {
            names.Add(name);
            folded.TryAdd(Fold(name), name);
        }

        static string Fold(string text) => text.Trim().ToUpperInvariant();
    }
}
