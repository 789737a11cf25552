using NodaTime;
using Surety.Facts;
using Surety.Scope;
using Surety.Text;

namespace Surety.Metrics;

/// <summary>Reads chapter 2.</summary>
internal static class ReadMetrics
{
    static readonly string[] Kinds = ["availability", "time", "survey", "value"];

    public static IEnumerable<Metric> Of(MappingReader metrics, Declared declared)
    {
        foreach (var (key, value) in metrics.Others())
            if (Metric(Declared.NameOf(key, metrics.Problems), value.Mapping(), declared) is { } metric) yield return metric;
    }

    static Metric? Metric(string name, MappingReader metric, Declared declared)
    {
        var path = $"metrics / {name}";
        var clauses = metric.Places(path);
        var clause = new Clause(path, metric.At);
        var kind = metric.Required("measures");
        var reads = Selection(metric, declared);
        var forEach = Each(metric.Optional("for each"), declared);
        var means = metric.Optional("means").Text();
        if (kind.Text() == "time" && forEach.OfType<ForEach.MemberOf>().FirstOrDefault() is { } of && declared.Waiting.Contains(of.Group))
            metric.Problems.Error(metric.Optional("for each").At, "metric.waiting", $"{Quoted.Of(of.Group)} has a waiting period, and tickets of a member count from its first day on.", "Remove 'waiting period' of the group, or grant credits 'only if: member at least 30 days old'.");
        if (kind.Text() is "availability" or "value") CheckExclusions(metric.Optional("leaves out"), reads, declared);
        if (kind.Text() is "availability") CheckExclusions(metric.Optional("counts as good"), reads, declared);
        metric.NotComputedYet("weighted by");
        var targetsAt = metric.Optional("targets");
        var targets = targetsAt.Phrase(p => TargetsAllowed.Read(p, declared, new($"{path} / targets", targetsAt.At)));
        return kind.Text() switch
        {
            "availability" => ReadAvailability.Of(metric, declared) is { } a ? ReadAcross.Checked(a with { Name = name, Clause = clause, Reads = reads, ForEach = forEach, Means = means, Targets = targets, Clauses = clauses }, metric, declared) : null,
            "time" => Time(metric, path, declared) is { } t ? t with { Name = name, Clause = clause, Reads = reads, ForEach = forEach, Means = means, Targets = targets, Clauses = clauses } : null,
            "survey" => Survey(metric, declared) is { } s ? s with { Name = name, Clause = clause, Reads = reads, ForEach = forEach, Means = means, Targets = targets, Clauses = clauses } : null,
            "value" => ReadValues.Of(metric, declared) with { Name = name, Clause = clause, Reads = reads, ForEach = forEach, Means = means, Targets = targets, Clauses = clauses },
            null => Forgive(metric),
            var other => Refuse(metric, kind, other),
        };
    }

    static Metric? Refuse(MappingReader metric, ValueReader kind, string other)
    {
        metric.Forgive();
        kind.Problems.Error(kind.At, "metric.kind", $"{Quoted.Of(other)} is no kind of metric.", Nearest.Question(other, Kinds) ?? $"A metric measures {Quoted.AnyOf(Kinds)}.");
        return null;
    }

    static Metric? Forgive(MappingReader metric)
    {
        metric.Forgive();
        return null;
    }

    static FactSelection Selection(MappingReader metric, Declared declared)
    {
        var of = metric.Optional("of").Phrase(phrase => Subject(phrase, declared));
        var feed = metric.Optional("facts").Phrase(phrase => phrase.ExpectWord("feed") ? phrase.Name("a feed", declared.Feeds) : null);
        var where = metric.Optional("where").Phrases(Test);
        return new(of?.Service, of?.Part, feed, where);
    }

    /// <summary>An exclusion that is for one service leaves nothing out of another.</summary>
    static void CheckExclusions(ValueReader names, FactSelection reads, Declared declared)
    {
        foreach (var name in names.Scalars())
            if (reads.Service is { } own && declared.Exclusions.GetValueOrDefault(name.Text.Trim()) is { } only && only != own)
                names.Problems.Warning(name.At, "metric.exclusion-service", $"{Quoted.Of(name.Text.Trim())} is only for the service {Quoted.Of(only)}, and the metric is of {Quoted.Of(own)}: it never applies.", "Name another exclusion, or remove this one.");
    }

    sealed record SubjectOf(string Service, string? Part);

    /// <summary>subject = service | "part" part "of" service</summary>
    static SubjectOf? Subject(PhraseReader phrase, Declared declared)
    {
        var start = phrase.Position;
        if (phrase.TryWord("part") && phrase.TryName("a part", declared.Services.Values.SelectMany(p => p)) is { } part && phrase.TryWord("of"))
        {
            var at = phrase.At;
            if (phrase.Name("a service", declared.Services.Keys) is not { } whole) return null;
            if (declared.Services[whole].Contains(part)) return new(whole, part);
            phrase.Error(at, "name.part", $"{Quoted.Of(whole)} has no part {Quoted.Of(part)}.", $"Its parts are: {string.Join(", ", declared.Services[whole])}.");
            return null;
        }
        phrase.Back(start);
        return phrase.Name("a service", declared.Services.Keys) is { } service ? new(service, null) : null;
    }

    /// <summary>test = [ "not" ] label "=" value { "or" value }</summary>
    static LabelTest? Test(PhraseReader phrase)
    {
        var isNot = phrase.TryWord("not");
        var name = phrase.Until("=").Trim();
        if (name.Length == 0) return phrase.Refuse<LabelTest>("the name of a label");
        if (!phrase.ExpectMark("=")) return null;
        var values = new List<string>();
        do
        {
            var value = phrase.Until("or").Trim();
            if (value.Length == 0) return phrase.Refuse<LabelTest>("a value");
            values.Add(value);
        }
        while (phrase.TryWord("or"));
        return new(name, values.ToValueList(), isNot);
    }

    /// <summary>What is measured apart: facts name one member, so that there is one group at most, and each label tells something of its own.</summary>
    static ValueList<ForEach> Each(ValueReader value, Declared declared)
    {
        var all = new List<ForEach>();
        foreach (var name in value.Scalars())
        {
            var each = name.Text.Trim();
            var group = all.OfType<ForEach.MemberOf>().FirstOrDefault()?.Group;
            if (all.Contains(new ForEach.MemberOf(each)) || all.Contains(new ForEach.ValueOfLabel(each))) Refuse(name, $"{Quoted.Of(each)} stands twice.", "Write it once.");
            else if (declared.Groups.ContainsKey(each) && group is not null) Refuse(name, $"Facts name one member, so nothing is told apart by members of {Quoted.Of(group)} and of {Quoted.Of(each)}.", "Name one group; the others may be labels of the facts.");
            else if (declared.Groups.ContainsKey(each)) all.Insert(0, new ForEach.MemberOf(each));
            else
            {
                all.Add(new ForEach.ValueOfLabel(each));
                if (Nearest.Question(each, declared.Groups.Keys) is { } meant)
                    value.Problems.Warning(name.At, "metric.for-each", $"{Quoted.Of(each)} is not the name of an inventory group, so it is taken for a label of facts.", meant);
            }
        }
        if (all.OfType<ForEach.MemberOf>().FirstOrDefault() is not { } of) return all.ToValueList();
        foreach (var name in value.Scalars())
            if (name.Text.Trim() is var each && (each == "member" || declared.Groups[of.Group].Contains(each)) && all.Remove(new ForEach.ValueOfLabel(each)))
                Refuse(name, each == "member" ? $"Members of {Quoted.Of(of.Group)} are told apart already." : $"{Quoted.Of(each)} is an attribute of {Quoted.Of(of.Group)}, so each member has one value of it and nothing is told apart.", "Remove it; rows of targets, bases and combinations may name attributes of members.");
        return all.ToValueList();

        void Refuse(Node.Scalar name, string message, string mend) => value.Problems.Error(name.At, "metric.for-each", message, mend);
    }

    static Metric.TimeTaken? Time(MappingReader metric, string path, Declared declared)
    {
        var (from, to) = (metric.Required("from").Phrase(Events.Read), metric.Required("to").Phrase(Events.Read));
        var cycles = CyclesOf(metric.Optional("to"));
        var until = metric.Optional("until").Phrase(Events.Read);
        var starts = metric.Optional("starts").Phrase(p => Starts(p, declared));
        CheckUntil(metric, from, to, until, cycles);
        metric.NotComputedYet("stages");
        var taken = new Metric.TimeTaken
        {
            Name = "",
            Clause = default,
            Reads = NoSelection,
            From = from ?? Event(""),
            To = to ?? Event(""),
            CyclesOfTicket = cycles,
            Until = until ?? (cycles == CyclesOfTicket.OneAfterAnother ? Event("resolved") : null),
            Clock = ReadClocks.Of(metric.Optional("clock"), path, declared),
            PausedWhile = metric.Optional("paused while").Scalars().Select(s => s.Text.Trim()).ToValueList(),
            StartsAtOnce = starts?.AtOnce == true,
            StartsIn = starts?.Calendar,
            Reopened = metric.Optional("re-opened").Choice(("new clock", Reopening.NewClock), ("goes on", Reopening.GoesOn), ("ignored", Reopening.Ignored)),
            PriorityChanges = metric.Optional("priority changes").Choice(("convert", PriorityChange.Convert), ("keep", PriorityChange.Keep), ("restart", PriorityChange.Restart)),
            CountsIn = metric.Optional("counts in").Choice(("when certain", CountsIn.WhenCertain), ("when opened", CountsIn.WhenOpened), ("when finished", CountsIn.WhenFinished)),
            OpenAtTheEnd = metric.Optional("open at the end").Choice(("next window", OpenAtEnd.NextWindow), ("missed", OpenAtEnd.Missed), ("left out", OpenAtEnd.LeftOut)),
        };
        CheckStart(metric.Optional("from"), cycles);
        if (from?.Events.FirstOrDefault(f => to?.Events.Any(t => (f.What, f.By, f.To) == (t.What, t.By, t.To)) == true) is { } same)
            metric.Problems.Error(metric.Optional("to").At, "metric.same-event", $"The clock starts and stops at the same event, {Quoted.Of(same.Words)}.", "Name the event that ends it.");
        return from is null || to is null ? null : taken;
    }

    sealed record StartsWhen(bool AtOnce, string? Calendar);

    /// <summary>starts = "at once" | "at the next opening" [ "of" calendar ]</summary>
    static StartsWhen? Starts(PhraseReader phrase, Declared declared)
    {
        if (phrase.TryWord("at once")) return new(true, null);
        if (!phrase.TryWord("at the next opening")) return phrase.Refuse<StartsWhen>("'at once', 'at the next opening' or 'at the next opening of …'");
        if (!phrase.TryWord("of")) return new(false, null);
        return phrase.Name("a calendar", declared.Calendars) is { } hours ? new(false, hours) : null;
    }

    static CyclesOfTicket CyclesOf(ValueReader to) => FirstWord(to) switch { "next" => CyclesOfTicket.FromEachStart, "every" => CyclesOfTicket.OneAfterAnother, _ => CyclesOfTicket.One };

    static string FirstWord(ValueReader value) => value.Node is Node.Scalar { Text: var text } ? text.TrimStart().Split(' ')[0].ToLowerInvariant() : "";

    /// <summary>The stopping event says how many cycles a ticket has; a starting event that says otherwise is refused.</summary>
    static void CheckStart(ValueReader from, CyclesOfTicket cycles)
    {
        var (own, stops) = cycles switch
        {
            CyclesOfTicket.One => ("first", "once"),
            CyclesOfTicket.FromEachStart => ("next", "again and again"),
            CyclesOfTicket.OneAfterAnother => ("first", "again and again, and starts it again by itself"),
        };
        var word = FirstWord(from);
        if (from.Node is Node.Scalar { Text: var text } && (word is "first" or "next" or "every") && word != own)
            from.Problems.Error(from.At, "metric.each", $"{Quoted.Of(text.Trim())} starts the clock {(word == "first" ? "once" : "again and again")}, and under 'to' it stops {stops}.", $"Write '{own} …' or the event alone under 'from'; 'to' decides how many cycles a ticket has.");
    }

    static readonly string[] OfTheTicket = ["opened", "resolved", "closed", "cancelled", "reopened"];

    /// <summary>What ends the waiting is neither what it waits for nor what begins it; and of what ends a ticket there is only one.</summary>
    static void CheckUntil(MappingReader metric, FirstOf? from, FirstOf? to, FirstOf? until, CyclesOfTicket cycles)
    {
        if (to is not null && cycles == CyclesOfTicket.OneAfterAnother && to.Events.FirstOrDefault(e => OfTheTicket.Contains(e.What)) is { } once)
            metric.Problems.Error(metric.Optional("to").At, "metric.every", $"{Quoted.Of(once.What)} begins or ends the ticket itself, and does not come again and again.", "Name what is done every so often: 'every update by provider'.");
        var at = metric.Optional("until");
        if (until is null) return;
        if (FirstWord(at) is "first" or "next" or "every") at.Problems.Error(at.At, "metric.until", $"{Quoted.Of(until.Words)} says how many cycles a ticket has, and 'to' decides that.", "Write the event alone.");
        if ((from is not null && until.Meets(from)) || (to is not null && until.Meets(to)) || (to?.Includes("resolved") == true && until.Includes("closed")))
            at.Problems.Error(at.At, "metric.until", $"{Quoted.Of(until.Words)} starts or stops the clock, so nothing ends without a result by it.", "Name another event, after which nothing is due any more: 'resolved'.");
    }

    static Metric.Survey? Survey(MappingReader metric, Declared declared)
    {
        var scale = metric.Required("scale").Phrase(Scale);
        var countsAt = metric.Required("counts");
        var counts = countsAt.Phrase(phrase => Score(phrase, declared));
        if (scale is null || counts is null) return null;
        var (low, high) = scale;
        if (counts is SurveyScore.NetPromoter && (low, high) != (0, 10))
            metric.Problems.Error(metric.Optional("scale").At, "survey.scale", "A net promoter score is counted on the scale 0 to 10.", "Write 'scale: 0 to 10'.");
        if (counts is SurveyScore.ShareOf share && share.Answers.Any(a => a < low || a > high))
            metric.Problems.Error(countsAt.At, "survey.answer", $"An answer that counts lies outside the scale {low} to {high}.", "Correct the answer or the scale.");
        return new() { Name = "", Clause = default, Reads = NoSelection, Scale = (low, high), Counts = counts, Needs = metric.Optional("needs").Phrase(Needs) ?? 1 };
    }

    sealed record ScaleOf(decimal Low, decimal High);

    /// <summary>scale = number "to" number</summary>
    static ScaleOf? Scale(PhraseReader phrase)
    {
        if (Amounts.Number(phrase) is not { } low || !phrase.ExpectWord("to")) return null;
        var at = phrase.At;
        if (Amounts.Number(phrase) is not { } high) return null;
        if (high > low) return new(low, high);
        phrase.Error(at, "survey.scale", "The highest answer of a scale is above the lowest.", "Write the lower number first.");
        return null;
    }

    /// <summary>score = "mean" | "share of" ( number { ( "and" | "," ) number } | range ) | "net promoter score"</summary>
    static SurveyScore? Score(PhraseReader phrase, Declared declared)
    {
        switch (phrase.TryAny("mean", "share of", "net promoter score"))
        {
            case "mean": return new SurveyScore.Mean();
            case "net promoter score": return new SurveyScore.NetPromoter();
            case "share of" when phrase.TryNumber() is { } first:
                var answers = new List<decimal> { first };
                while (phrase.TryWord("and") || phrase.TryMark(","))
                {
                    if (Amounts.Number(phrase) is not { } next) return null;
                    answers.Add(next);
                }
                return new SurveyScore.ShareOf(answers.Distinct().ToValueList());
            case "share of":
                var at = phrase.At;
                if (Ranges.Range(phrase, declared) is not { } range) return null;
                if (range.Unit == Unit.Number) return new SurveyScore.ShareIn(range);
                phrase.Error(at, "survey.range", "Answers are plain numbers.", "Write 'share of at least 9'.");
                return null;
            default: return phrase.Refuse<SurveyScore>("'mean', 'share of …' or 'net promoter score'");
        }
    }

    /// <summary>needs = "at least" whole ( "answers" | "values" | "samples" )</summary>
    public static int? Needs(PhraseReader phrase)
    {
        if (!phrase.ExpectWord("at least")) return null;
        var at = phrase.At;
        if (Amounts.Whole(phrase) is not { } count) return null;
        if (phrase.TryAny("answers", "answer", "values", "value", "samples", "sample") is null) return phrase.Refuse<int?>("'answers', 'values' or 'samples'");
        if (count >= 1) return count;
        phrase.Error(at, "metric.needs", "A verdict needs at least one.");
        return null;
    }

    static FactSelection NoSelection { get; } = new(null, null, null, []);

    static FirstOf Event(string what) => new([new(what, null, null, what)], what);
}
