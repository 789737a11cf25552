using NodaTime;
using Surety.Levels;
using Surety.Metrics;
using Surety.Text;

namespace Surety.Statements;

/// <summary>The words and sentences that a statement is told in: in one language the same on a terminal, on a page and on paper.</summary>
/// <remarks>
/// The sentences stand in <c>en.txt</c> and <c>de.txt</c> beside this file. What clauses and facts call by a name keeps its name. What the engine says (reasons, remarks, why a credit is
/// not granted) is retold by its form; words of an agreement for which a language has none stay English, and are told apart in a <see cref="Sentence"/>.
/// </remarks>
public sealed class Wording
{
    // Read when the first sentence is asked for: most commands tell no statement.
    static readonly Lazy<Wording> InEnglish = new(() => new Wording(Language.English)), InGerman = new(() => new Wording(Language.German));

    readonly Sentences sentences;

    Wording(Language language) => (Language, Notation, sentences) = (language, Notation.In(language), Sentences.Read(typeof(Wording).Assembly, "Surety.Statements", language));

    /// <summary>English, as terminals, files and sealed documents have it.</summary>
    public static Wording English => InEnglish.Value;

    /// <summary>The words of a language.</summary>
    public static Wording In(Language language) => language == Language.German ? InGerman.Value : English;

    /// <summary>The language.</summary>
    public Language Language { get; }

    /// <summary>How it writes figures and dates.</summary>
    public Notation Notation { get; }

    /// <summary>Names of all sentences.</summary>
    internal IReadOnlyCollection<string> Names => sentences.Names;

    /// <summary>A sentence as it stands in its file, with places and forms.</summary>
    internal string Written(string name) => sentences[name];

    /// <summary>Words that stand by themselves: a heading, the name of a column.</summary>
    /// <param name="name">As the files have it: <c>section.levels</c>, <c>column.target</c>.</param>
    internal string Word(string name) => sentences.Of(name);

    /// <summary>A sentence with its places filled.</summary>
    internal Sentence Say(string name, params ReadOnlySpan<(string Place, Sentence Value)> values) => sentences.Of(name, values);

    /// <summary>A sentence about so many, grouped at <c>{count}</c>.</summary>
    internal Sentence Counted(string name, long count, params ReadOnlySpan<(string Place, Sentence Value)> values) => sentences.Counted(name, count == 1, [.. values, ("count", Notation.Count(count))]);

    /// <summary>What the engine says in English, retold; in English where its form is not known.</summary>
    internal Sentence Retold(string english) => Language == Language.English ? english : Retelling.In(Language)?.Of(english) ?? Sentence.InEnglish(english);

    /// <summary>What falls due, as the journal has it, with its period in words: <c>statement of October 2026</c>.</summary>
    internal Sentence Due(string about) => Language == Language.English ? string.Join(' ', about.Split(' ').Select(word => word.TrimEnd(',') is var bare ? Display.Period(bare) + word[bare.Length..] : word)) : Retold(about);

    /// <summary>What a figure is. What is called as its clause is keeps that name.</summary>
    internal Sentence Retold(Reason reason) => reason.Clause is { } clause && clause.Path.EndsWith($"/ {reason.Sentence}", StringComparison.Ordinal) && Retelling.In(Language)?.Of(reason.Sentence) is null ? reason.Sentence : Retold(reason.Sentence);

    /// <summary>A verdict as word and shape; never by colour alone.</summary>
    public (string Shape, string Word, Tone Tone) Of(Verdict verdict) => verdict switch
    {
        Verdict.Met => ("✓", Word("verdict.met"), Tone.Good),
        Verdict.Missed => ("✗", Word("verdict.missed"), Tone.Bad),
        Verdict.Excused => ("–", Word("verdict.excused"), Tone.Unsure),
        Verdict.NoData => ("○", Word("verdict.noData"), Tone.Unsure),
        Verdict.Open => ("…", Word("verdict.open"), Tone.Unsure),
    };

    /// <summary>The state of a credit in a few words.</summary>
    public (string Word, Tone Tone) Of(CreditState state) => (Word($"credit.{WireNames.Of(state)}"), state switch
    {
        CreditState.Credited or CreditState.Claimable or CreditState.Claimed or CreditState.Bonus or CreditState.EarnedBack => Tone.Plain,
        CreditState.Forfeited or CreditState.Nothing or CreditState.TooSmall or CreditState.Withheld or CreditState.NotTheBest => Tone.Dim,
        CreditState.NotYetKnown or CreditState.NotComputed or CreditState.ScheduleError => Tone.Unsure,
    });

    /// <summary>The amount of a credit; what is not known is never a zero.</summary>
    public string Amount(CreditLine credit) => credit.State == CreditState.NotYetKnown ? Word("amount.notYetKnown") : credit.State == CreditState.NotComputed ? Word("amount.notKnown") : credit.InKind is { } kind ? InKind(kind) : Notation.Money(credit.Amount);

    /// <summary><c>3 points</c>, <c>1 day of term</c>; the words alone of what there is one of.</summary>
    public string InKind(Escalation.InKind kind) => kind.Unit switch
    {
        "points" => Number("kind.points", kind.Number),
        "days of term" => Number("kind.days", kind.Number),
        "free hours" => Number("kind.hours", kind.Number),
        _ => kind.Number == Rational.One ? kind.Unit : $"{Notation.Decimal(kind.Number)} × {kind.Unit}",
    };

    string Number(string name, Rational number) => sentences.Counted(name, number == Rational.One, ("number", Notation.Decimal(number)));

    /// <summary>What became of a credit, with what it had come to and is not owed.</summary>
    public (Sentence Words, Tone Tone) State(CreditLine credit)
    {
        var (word, tone) = Of(credit.State);
        Sentence words = credit.IsForOthers ? Word("credit.forOthers") : word;
        if ((credit.Withheld ?? credit.NotComputed) is { } because) words = words + ": " + Retold(because);
        if (credit.Lost.Amount == 0) return (words, tone);
        var isOverCap = credit.State is CreditState.Credited or CreditState.Claimed or CreditState.Claimable;
        return (Say(isOverCap ? "credit.overCap" : "credit.lost", ("state", words), ("amount", Notation.Money(credit.Lost))), tone);
    }

    /// <summary>The state of a right as word and shape.</summary>
    public (string Shape, string Word, Tone Tone) Of(RightState state) => state switch
    {
        RightState.NotArisen => ("○", Word("right.notArisen"), Tone.Plain),
        RightState.Arisen => ("!", Word("right.arisen"), Tone.Strong),
        RightState.Exercised => ("✓", Word("right.exercised"), Tone.Plain),
        RightState.Lapsed => ("–", Word("right.lapsed"), Tone.Dim),
    };

    /// <summary>The state of a duty as word and shape.</summary>
    public (string Shape, string Word, Tone Tone) Of(DutyState state) => state switch
    {
        DutyState.Planned => ("○", Word("duty.planned"), Tone.Plain),
        DutyState.Done => ("✓", Word("duty.done"), Tone.Good),
        DutyState.DoneLate => ("!", Word("duty.doneLate"), Tone.Unsure),
        DutyState.Overdue => ("✗", Word("duty.overdue"), Tone.Bad),
    };

    /// <summary>Columns of the widest status, shape and word.</summary>
    internal int WidestStatus => 2 + Enum.GetValues<Verdict>().Select(v => Of(v).Word).Concat(Enum.GetValues<RightState>().Select(s => Of(s).Word)).Concat(Enum.GetValues<DutyState>().Select(s => Of(s).Word)).Max(TextPiece.WidthOf);

    /// <summary>Where a promise stands while its window is open, in a word.</summary>
    public string Of(Standing standing) => Word($"standing.{WireNames.Of(standing)}");

    /// <summary>Where one level stands, in one line.</summary>
    public string Stands(LevelResult level)
    {
        var (shape, word, _) = Of(level.Verdict);
        var stands = Say(level.SoFar is null ? "stands" : "stands.open", ("shape", shape), ("level", Notation.Level(level.Level, level.Scope)), ("verdict", word), ("figure", Notation.Attained(level)), ("window", Notation.Window(level.Window)));
        return level.Bounds?.Standing is { } standing ? $"{stands} ({Of(standing)})" : stands;
    }

    /// <summary>What the whole period comes to, in sentences a manager can read out.</summary>
    public Sentence Summary(Statement statement) => Say("summary", ("period", Notation.Window(statement.Period)), ("verdicts", Verdicts(statement)), ("money", Money(statement)), ("rights", Rights(statement)));

    /// <summary>The versions that judged something; empty: none did.</summary>
    public string Versions(Statement statement) => statement.Versions.Count == 0 ? "" :
        sentences.Counted("versions", statement.Versions.Count == 1, ("versions", string.Join(", ", statement.Versions.Select(v => Say("version", ("version", v.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("date", Notation.Date(v.Effective))).ToString()))));

    /// <summary>What was known, and by which versions it was judged.</summary>
    public string AsOf(Statement statement) => Say("asOf", ("instant", Notation.Instant(statement.AsOf, statement.Zone)), ("versions", Versions(statement)));

    /// <summary>Who promised to whom, and the customer's tier.</summary>
    public string Parties(Statement statement) => Say(statement.Tier is null ? "parties" : "parties.tier", ("provider", statement.Provider), ("customer", statement.Customer), ("tier", statement.Tier ?? ""));

    /// <summary>The period's days, both included, and its zone.</summary>
    public string Days(Statement statement) => Say("days", ("from", Notation.Day(statement.Period.From)), ("until", Notation.Day(statement.Period.Until.PlusDays(-1))), ("zone", statement.Zone.Id));

    /// <summary>The state in the life of a statement, in a word.</summary>
    public string LifeState(LifeOfStatement life) => life.State switch
    {
        "open" => Word("life.open"),
        "complete" => Word("life.complete"),
        "in comment" => Word("life.inComment"),
        "provisional" => Word("life.provisional"),
        "final" => Word("life.final"),
        _ => life.State,
    };

    /// <summary>The life of a statement: where it is, and its dates.</summary>
    public string Life(Statement statement) => Say(
        statement.Life.SilenceAccepts ? "life.accepts" : "life.refuses", ("state", LifeState(statement.Life)),
        ("provisional", Notation.Deadline(statement.Life.Provisional, statement.Zone)), ("comment", Notation.Deadline(statement.Life.CommentUntil, statement.Zone)), ("final", Notation.Deadline(statement.Life.Final, statement.Zone)));

    /// <summary>One outage or late cycle with its times.</summary>
    public Sentence Miss(Miss miss, DateTimeZone zone)
    {
        var labels = Notation.Scope(miss.Labels);
        var what = (labels.Length == 0 ? What(miss) : What(miss) + $" ({labels})") + (miss.Told.Count == 0 ? "" : " " + Told(miss.Told));
        var (by, from) = (Notation.Time(miss.By), Notation.Moment(miss.From, zone));
        var until = miss.Until is { } end ? Notation.MomentAfter(miss.From, end, zone) : "";
        if (miss.Due is { } due)
            return Say(miss.NotCounted == default ? miss.Until is null ? "miss.notDone" : "miss.done" : miss.Until is null ? "miss.notDone.less" : "miss.done.less", ("what", what), ("by", by), ("less", NotCounted(miss.NotCounted)), ("from", from), ("due", Notation.MomentAfter(miss.From, due, zone)), ("until", until));
        return Say(miss.Until is null ? "miss.since" : "miss.over", ("what", what), ("by", by), ("from", from), ("until", until));
    }

    /// <summary>What lies between a due instant and the end and does not count as late; empty: all of it counts.</summary>
    public string NotCounted(NotCounted less) => less == default ? ""
        : Say(less.Held == Duration.Zero ? "less.closed" : less.Closed == Duration.Zero ? "less.held" : "less.both", ("closed", Notation.Time(less.Closed)), ("held", Notation.Time(less.Held)));

    /// <summary>What was bad: a ticket by its name, an outage, an interval.</summary>
    Sentence What(Miss miss) => Language == Language.English ? miss.What : miss.What switch
    {
        "outage" or "interval" => Word($"miss.{miss.What}"),
        _ when miss.What.StartsWith("outage ", StringComparison.Ordinal) => $"{Word("miss.outage")} {miss.What[7..]}",
        _ when miss.What.StartsWith("ticket ", StringComparison.Ordinal) => Say("incident.ticket", ("ticket", miss.What[7..])),
        _ when miss.What.EndsWith(" bad events", StringComparison.Ordinal) && long.TryParse(miss.What[..^11], out var count) => Counted("miss.events", count),
        _ => miss.What,
    };

    string Told(ValueList<(string Id, string? Cause)> outages)
    {
        var told = string.Join(", ", outages.Take(3).Select(o => o.Cause is null ? o.Id : $"{o.Id} ({o.Cause})"));
        return outages.Count > 3 ? Say("told.more", ("told", told), ("count", Plain(outages.Count - 3))) : told;
    }

    /// <summary>A level with its scope, its window where that is not the period, and what sets it apart.</summary>
    public string Level(LevelResult level, Statement statement)
    {
        if (level.Window != statement.Period) return Level(level);
        var name = Notation.Level(level.Level, level.Scope);
        return Apart(level.Verdict == Verdict.Open ? Say("level.soFar", ("level", name)) : name, level);
    }

    /// <summary>A level with its scope, its window and what sets it apart.</summary>
    public string Level(LevelResult level) =>
        Apart(Say(level.Verdict == Verdict.Open ? "level.window.soFar" : "level.window", ("level", Notation.Level(level.Level, level.Scope)), ("window", Notation.Window(level.Window))), level);

    /// <summary>A level with its scope, and its window where that is not the period.</summary>
    public string Missed(LevelResult level, Statement statement) =>
        level.Window == statement.Period ? Notation.Level(level.Level, level.Scope) : Say("level.window", ("level", Notation.Level(level.Level, level.Scope)), ("window", Notation.Window(level.Window)));

    /// <summary>The share of the time that is known; empty where coverage means nothing.</summary>
    public string Coverage(LevelResult level) =>
        level.Coverage is not { } coverage ? "" : level.Verdict == Verdict.Open ? Say("coverage.soFar", ("coverage", Notation.Share(coverage))) : Notation.Share(coverage);

    string Apart(string name, LevelResult level)
    {
        if (!level.Counts) name = Say("level.reported", ("level", name));
        return level.BelowMinimum ? Say("level.belowMinimum", ("level", name)) : name;
    }

    /// <summary>The promise in its own words; where it names a value of the agreement, with that value: "at least the uptime promise (99.95 %)".</summary>
    public Sentence Target(LevelResult level)
    {
        ArgumentNullException.ThrowIfNull(level);
        return Target(level.Target, level.Range);
    }

    /// <summary>A promise in its own words, with its value where it names one.</summary>
    /// <param name="target">As written.</param><param name="compared">What figures were compared with; <c>null</c>: each single one was.</param>
    public Sentence Target(string target, Comparison? compared)
    {
        ArgumentNullException.ThrowIfNull(target);
        var words = Notation.Phrase(target);
        if (compared is not { } range || target.Any(char.IsAsciiDigit)) return words;
        var ends = new[] { range.Low, range.High }.OfType<Limit>().Select(l => Notation.Sealed(Comparison.Written(l.Value, range.Unit))).ToList();
        return ends.Count == 0 ? words : words + $" ({string.Join(" – ", ends)})";
    }

    /// <summary>The way from the measured figure to the contract's, steps that change nothing left out; empty where none does.</summary>
    public string Figures(LevelResult level)
    {
        if (level.Figures is not { IsChanged: true } figures) return "";
        var (told, last) = (new List<string>(), (Figure?)null);
        foreach (var (name, stage) in Steps(figures))
        {
            if (told.Count == 0 || stage.Attained != last) told.Add($"{name} {Notation.Step(level, stage)}");
            last = stage.Attained;
        }
        return string.Join(", ", told);
    }

    /// <summary>The four figures by their names, in order.</summary>
    public ValueList<(string Name, StepFigure Step)> Steps(FourFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return [(Word("step.measured"), figures.Measured), (Word("step.corrected"), figures.Corrected), (Word("step.excluded"), figures.Excluded), (Word("step.contractual"), figures.Contractual)];
    }

    /// <summary>Where a level stands and what its figure can still come to; of a window that is over, what gaps allow; empty where there is nothing to say.</summary>
    public Sentence Possible(LevelResult level, Statement statement)
    {
        if (level.Bounds is not { } bounds) return Sentence.Nothing;
        var range = Range(bounds);
        if (bounds.Standing is not { } standing) return Say("possible.gaps", ("range", range));
        var said = new List<Sentence> { $"{Word($"standing.{WireNames.Of(standing)}.long")}: {range}" };
        if (bounds.MayEndWithoutVerdict) said.Add(Word("possible.noVerdict"));
        if (bounds.Allowance is { } allowance) said.Add(Allowed(allowance));
        if (statement.Prospects.FirstOrDefault(p => p.Level == level.Level && p.Window == level.Window && p.Scope == level.Scope) is { } prospect)
        {
            said.AddRange(prospect.Credits.Select(c => Say("possible.credit", ("credit", c.Remedy), ("amount", Amounts(c)))));
            if (prospect.Rights.Count > 0) said.Add(Say("possible.rights", ("rights", string.Join(", ", prospect.Rights))));
        }
        return Sentence.Join("; ", said);
    }

    /// <summary>What may still go wrong, or must still go right.</summary>
    public Sentence Allowed(Allowance allowance) => (allowance.Amount, allowance.Many) switch
    {
        (Figure.Time { Ticks: var ticks }, _) => allowance.IsApproached ? Say("allowance.down.less", ("time", Notation.Whole(Duration.FromTicks((long)ticks.Floor() + 1))))
            : ticks.Sign == 0 ? Word("allowance.down.none") : Say("allowance.down", ("time", Notation.Whole(Duration.FromTicks((long)ticks.Floor())))),
        (Figure.Count { Value: var count }, { } many) when Things(many, count) is { } things => Counted(
            many.Undecided is { } all ? count == all ? "allowance.undecided.all" : count == 0 ? "allowance.undecided.none" : "allowance.undecided" : allowance.IsNeeded ? "allowance.needed" : count == 0 ? "allowance.more.none" : "allowance.more",
            count, ("things", things), ("all", Notation.Count(many.Undecided ?? 0))),
        _ => Retold(allowance.Words),
    };

    Sentence? Things(AllowedMany many, long count)
    {
        const string Answer = "answer of ";
        var name = many.One switch
        {
            "that is late" => "late",
            "that is in time" => "inTime",
            "that is missed" => "missed",
            "that is met" => "met",
            "bad event" => "badEvents",
            "good event" => "goodEvents",
            "answer that counts" => "counting",
            "answer that does not count" => "notCounting",
            _ => null,
        };
        // Of those that will be decided it is said what they may be, of all others what may come.
        if (many.Undecided is not null) return name is "late" or "missed" ? Say($"being.{name}") : null;
        return name is not null ? sentences.Counted($"things.{name}", count is 0 or 1)
            : many.One.StartsWith(Answer, StringComparison.Ordinal) ? sentences.Counted("things.answers", count is 0 or 1, ("answer", Notation.Phrase(many.One[Answer.Length..]))) : null;
    }

    string Range(Bounds bounds) => (bounds.Lowest, bounds.Highest) switch
    {
        ({ } low, { } high) when low == high => Notation.End(low, isLow: true),
        ({ } low, { } high) => Say($"range.{(bounds.LowestIncluded ? "from" : "above")}.{(bounds.HighestIncluded ? "to" : "below")}", ("low", Notation.End(low, isLow: true)), ("high", Notation.End(high, isLow: false))),
        ({ } low, null) => Say(bounds.LowestIncluded ? "range.atLeast" : "range.above", ("low", Notation.End(low, isLow: true))),
        (null, { } high) => Say(bounds.HighestIncluded ? "range.atMost" : "range.below", ("high", Notation.End(high, isLow: false))),
        (null, null) => Word("range.nothing"),
    };

    /// <summary>Least and most of a credit that may still come.</summary>
    public string Amounts(CreditRange range) => range.Most is not { } most ? Say("range.atLeast", ("low", Notation.Money(range.Least)))
        : most == range.Least ? Notation.Money(most) : Say("range.amounts", ("low", Notation.Money(range.Least)), ("high", Notation.Money(most)));

    /// <summary>A credit with its scope and window.</summary>
    public Sentence Credit(CreditLine credit) => Credit(credit, (DateTimeZone?)null);

    /// <summary>A credit with its scope, its window and its incident.</summary>
    /// <param name="credit">The credit.</param>
    /// <param name="zone">Of the incident; <c>null</c>: the incident is told in English.</param>
    internal Sentence Credit(CreditLine credit, DateTimeZone? zone) => $"{Notation.Level(credit.Remedy, credit.Scope)}, {Notation.Window(credit.Window)}" + Of(credit.Incident, zone);

    /// <summary>A credit with its scope, and its window where that is not the period.</summary>
    public Sentence Credit(CreditLine credit, Statement statement) =>
        Notation.Level(credit.Remedy, credit.Scope) + (credit.Window == statement.Period ? "" : $", {Notation.Window(credit.Window)}") + Of(credit.Incident, statement.Zone);

    Sentence Of(Incident? incident, DateTimeZone? zone) => incident is null ? Sentence.Nothing
        : ", " + (Language == Language.English || zone is null ? Retold(incident.Words)
        : incident.Words == $"ticket {incident.Name}" ? Say("incident.ticket", ("ticket", incident.Name))
        : Say(incident.Name == Display.InUtc(incident.Began) ? "incident.outage.unnamed" : "incident.outage", ("outage", incident.Name), ("from", Notation.Moment(incident.Began, zone))));

    /// <summary>The row or formula that a credit came from; empty: none did.</summary>
    public Sentence Row(CreditLine credit) => credit.Row is { } row ? Row(row) : Sentence.Nothing;

    /// <summary>A row or formula as a sealed statement has it.</summary>
    public Sentence Row(string row)
    {
        const string Each = "for each ", From = "carried over from ";
        ArgumentNullException.ThrowIfNull(row);
        if (row.StartsWith(From, StringComparison.Ordinal)) return Say("row.carried", ("period", Notation.Period(row[From.Length..])));
        if (!row.StartsWith(Each, StringComparison.Ordinal)) return Notation.Phrase(row);
        // What a word names says already that it is each of them.
        var each = row[Each.Length..];
        return Say(each.Split(' ')[0] is "started" or "full" or "miss" or "point" ? "row.eachNamed" : "row.each", ("each", Notation.Phrase(each)));
    }

    /// <summary>The last instant to claim a credit; empty: there is none.</summary>
    public string ClaimBy(CreditLine credit, Statement statement) => credit.ClaimBy is { } by ? Notation.Deadline(by, statement.Zone) : "";

    /// <summary>How much was bad: count, of how many, how long.</summary>
    public string Extent(LevelResult level)
    {
        var count = level.Events > level.MissCount && level.BadTime is null ? Counted("extent.of", level.MissCount, ("all", Notation.Count(level.Events))) : Counted("extent", level.MissCount);
        return level.BadTime is { } bad ? Say("extent.time", ("extent", count), ("time", Notation.Time(bad))) : count;
    }

    /// <summary>How many messages of a ladder are sent, and planned.</summary>
    public string Sent(IEnumerable<Message> ladder)
    {
        var due = ladder.Count(m => m.IsDue);
        var planned = ladder.Count() - due;
        return Say(planned == 0 ? "sent" : due == 0 ? "sent.planned" : "sent.both", ("sent", Notation.Count(due)), ("planned", Notation.Count(planned)));
    }

    /// <summary>How near a right is.</summary>
    public string Progress(RightStatus right) => Progress(right.Counts, right.Have, right.Need);

    string Progress(string counts, long have, long need)
    {
        if (counts == "seconds of downtime") return Say("progress.downtime", ("have", Notation.Time(Duration.FromSeconds(have))), ("need", Notation.Time(Duration.FromSeconds(need))));
        return sentences.Counted($"progress.{counts}", need == 1, ("have", Plain(have)), ("need", Notation.Count(need)));
    }

    /// <summary>A right: whose, what gives it, since and until when, its notice.</summary>
    public Sentence Right(RightStatus right, Statement statement)
    {
        var said = new List<Sentence> { Say("right", ("of", Side(right.Of)), ("trigger", Notation.Trigger(right.Trigger, statement.Levels.Select(l => l.Level)))) };
        (string, Sentence)[] dates = [("since", right.Since is { } since ? Notation.Moment(since, statement.Zone) : Notation.Nothing), ("until", right.Until is { } until ? Notation.Deadline(until, statement.Zone) : "")];
        var when = right.State switch
        {
            RightState.NotArisen => null,
            RightState.Arisen => "right.since",
            RightState.Exercised or RightState.Lapsed => "right.arose",
        };
        said.AddRange(right.Others.Select(other => Say("right.other", ("trigger", Notation.Trigger(other.Trigger, statement.Levels.Select(l => l.Level))), ("progress", Progress(other.Counts, other.Have, other.Need)))));
        if (when is not null) said.Add(Say(right.Until is null ? when : $"{when}.until", dates));
        if (right.Notice is { } notice) said.Add(Say("right.notice", ("notice", Notation.Phrase(notice))));
        return Sentence.Join("; ", said);
    }

    /// <summary>When a duty is due, and done.</summary>
    public string Duty(DutyStatus duty, DateTimeZone zone) => Say(duty.Done is null ? "duty.due" : "duty.due.done", ("due", Notation.Deadline(duty.Due, zone)), ("done", duty.Done is { } done ? Notation.Moment(done, zone) : ""));

    /// <summary>A duty with its period.</summary>
    public string Duty(DutyStatus duty) => $"{duty.Duty}, {Notation.Period(duty.Period)}";

    /// <summary>Whose duty it is, and to whom.</summary>
    public string Owed(DutyStatus duty) => duty.To.Count == 0 ? Side(duty.By) : Say("duty.to", ("by", Side(duty.By)), ("to", string.Join(", ", duty.To)));

    string Side(string of) => of is "provider" or "customer" ? Word(of) : of;

    /// <summary>What may have been the cause of a miss, and for how long both were bad.</summary>
    public Sentence Cause(Cause cause)
    {
        var words = Notation.Phrase(cause.Words) + (cause.Scope == Labels.None ? "" : $" ({Notation.Scope(cause.Scope)})");
        var said = Say(cause.Excuses ? "cause.excuses" : "cause.depends", ("cause", words), ("window", Notation.Window(cause.Window)));
        return cause switch
        {
            { Together: null } => said,
            { Together: { } together } when together == Duration.Zero => said + "; " + Word("cause.never"),
            { Together: { } together, Bad: var bad } => said + "; " + Say("cause.both", ("together", Notation.Time(together)), ("bad", Notation.Time(bad!.Value))),
        };
    }

    /// <summary>Why something was missed, as somebody said it.</summary>
    public string Stated(StatedReason reason, DateTimeZone zone) =>
        Say(reason.Ticket is null ? "reason" : "reason.ticket", ("ticket", reason.Ticket ?? ""), ("by", reason.By is { } by ? Side(by) : Word("reason.nobody")), ("at", Notation.Moment(reason.At, zone)), ("text", reason.Text));

    /// <summary>What is said about a miss as a whole: causes, reasons, and one that is due.</summary>
    public IEnumerable<Sentence> Explained(LevelResult level, Statement statement) =>
        level.Causes.Select(Cause).Concat(level.Stated.Where(s => s.Ticket is null || !level.Misses.Any(m => IsOf(s, m))).Select(s => (Sentence)Stated(s, statement.Zone)))
            .Concat(level.ReasonDue is { } due && !level.Stated.Any(s => s.Ticket is null) ? [Say("reason.due", ("due", Notation.Deadline(due, statement.Zone)))] : []);

    /// <summary>One outage or late cycle, and what was said about it.</summary>
    public IEnumerable<Sentence> Explained(Miss miss, LevelResult level, Statement statement) =>
        level.Stated.Where(s => IsOf(s, miss)).Select(s => (Sentence)Stated(s, statement.Zone)).Prepend(Miss(miss, statement.Zone));

    static bool IsOf(StatedReason reason, Miss miss) => reason.Ticket is { } ticket && (miss.What == ticket || miss.What.StartsWith($"{ticket}, cycle ", StringComparison.Ordinal));

    /// <summary>What a cap cut.</summary>
    public Sentence Cap(CapReached cap) => Say(
        cap.IsCarriedOver ? "cap.carried" : "cap", ("cap", Notation.Phrase(cap.Words) + (cap.Period is { } period ? $", {Notation.Window(period)}" : "")),
        ("limit", Notation.Money(cap.Limit)), ("before", Notation.Money(cap.Before)), ("cut", Notation.Money(cap.Cut)));

    /// <summary>That a list goes on.</summary>
    internal string More(long count, string name = "more") => Counted(name, count);

    /// <summary>What is owed in one currency.</summary>
    public string Total(Total total)
    {
        var said = new List<string> { total.Owed.Amount < 0 ? Say("total.byCustomer", ("amount", Notation.Money(total.Owed with { Amount = -total.Owed.Amount }))) : Say("total.owed", ("amount", Notation.Money(total.Owed))) };
        if (total.Claimable.Amount != 0) said.Add(Say("total.claimable", ("amount", Notation.Money(total.Claimable))));
        if (total.Invoice == 2) said.Add(Word("total.secondNext"));
        if (total.Forfeited.Amount != 0) said.Add(Say("total.forfeited", ("amount", Notation.Money(total.Forfeited))));
        return string.Join(", ", said);
    }

    /// <summary>A message of a ladder: when, which step, whom, by what, about what.</summary>
    public string Message(Message message, DateTimeZone zone)
    {
        var when = Say(message.Repeat > 0 ? "message.repeat" : "message.step", ("at", Notation.Moment(message.When, zone)), ("step", Plain(message.Step)), ("repeat", Plain(message.Repeat)));
        var channels = message.By.Select(c => c is "telephone" or "mail" or "webhook" or "chat" ? Word($"channel.{c}") : c).ToList();
        var tell = Say(channels.Count == 0 ? "message.tell" : "message.tell.by", ("who", string.Join(", ", message.Tell.Select(c => c.Role))), ("channels", All(channels)));
        return Say(message.IsDue ? "message" : "message.planned", ("when", when), ("tell", tell), ("about", About(message)));
    }

    string About(Message message) => Language == Language.English ? message.About
        : message.About.StartsWith("ticket ", StringComparison.Ordinal) ? Say("incident.ticket", ("ticket", message.About[7..])) : Notation.Period(message.About);

    string All(IEnumerable<string> all) => all.Any() ? all.Aggregate((before, last) => Say("and", ("before", before), ("last", last))) : "";

    /// <summary>A remark.</summary>
    public Sentence Of(Remark remark) => Retold(remark.Text);

    /// <summary>Where a remark belongs: its clause, else its facts, else its code.</summary>
    public static string Place(Remark remark, Statement statement) =>
        remark.Clause is { } clause ? $"{clause.At.File}:{clause.At.Line}" : remark.Facts is { } facts ? ReasonText.Places(facts, statement.FactFiles, all: false) : remark.Code;

    /// <summary>How the verdicts of another system compare with ours.</summary>
    public string Imported(ImportedVerdicts imported) => Say(
        "imported", ("of", imported.Of), ("all", Notation.Count(imported.Met + imported.Missed)), ("met", Notation.Count(imported.Met)), ("missed", Notation.Count(imported.Missed)), ("compared", Notation.Count(imported.Compared)),
        ("alike", Notation.Count(imported.Compared - imported.Differences.Count)), ("differ", Notation.Count(imported.Differences.Count)));

    /// <summary>One verdict of another system that differs from ours.</summary>
    public string Difference(ImportedDifference difference) =>
        Say($"difference.{(difference.IsMetThere ? "met" : "missed")}.{(difference.Late.Count == 0 ? "inTime" : "late")}", ("ticket", difference.Ticket), ("levels", string.Join(", ", difference.Late)));

    /// <summary>How many questions the text leaves open; empty: none.</summary>
    public string Silences(Statement statement) => statement.Silences.Count == 0 ? "" : Counted("silences", statement.Silences.Count);

    /// <summary>One question that the text leaves open, what held, and where.</summary>
    public Sentence Of(Agreements.Silence silence) => Language == Language.English ? $"{silence.Question}: {silence.Default} ({silence.About})"
        : (Vocabulary.Of(Language.Tag).Sentence(silence.Code) is { } said ? said.Replace("{subject}", silence.About.Path, StringComparison.Ordinal) : Retold($"{silence.Question}: {silence.Default}")) + $" ({silence.About})";

    /// <summary>One exclusion in a line; what was refused has nothing to count.</summary>
    public Sentence ExclusionLine((LevelResult Level, Reason Effect) exclusion, DateTimeZone zone) =>
        $"{Notation.Level(exclusion.Level.Level, exclusion.Level.Scope)}: " + Retold(exclusion.Effect)
        + (exclusion.Effect.Value.Exact == Rational.Zero ? "" : ": " + Value(exclusion.Effect, zone));

    /// <summary>What was left out of figures, level by level: what exclusions took or did not take, and which tickets stood still and changed a figure by that.</summary>
    public IEnumerable<Sentence> ExclusionLines(Statement statement)
    {
        foreach (var level in statement.Levels)
        {
            foreach (var effect in Citing(level.Why).Distinct()) yield return ExclusionLine((level, effect), statement.Zone);
            if (level.Figures is not { } figures) continue;
            foreach (var pause in figures.Pauses.Take(MostPauses)) yield return PauseLine(level, pause);
            if (figures.PauseCount > MostPauses) yield return Counted("pause.more", figures.PauseCount - MostPauses, ("level", Notation.Level(level.Level, level.Scope)));
        }
    }

    /// <summary>So many tickets that stood still are told of a level; the rest are in its reasons.</summary>
    const int MostPauses = 10;

    /// <summary>What a ticket's pauses made of the figure of a level, with the level.</summary>
    Sentence PauseLine(LevelResult level, PauseEffect pause) =>
        Say("pause.line", ("level", Notation.Level(level.Level, level.Scope)), ("pause", Pause(pause)), ("moved", Moved(level, pause)));

    /// <summary>A ticket that stood still, for how long and by which words of the agreement.</summary>
    public Sentence Pause(PauseEffect pause)
    {
        ArgumentNullException.ThrowIfNull(pause);
        return Say(pause.Stood is null ? "pause" : "pause.time", ("ticket", pause.Ticket), ("time", pause.Stood is { } stood ? Notation.Time(stood.Length) : ""), ("while", string.Join(", ", pause.While)));
    }

    /// <summary>The figure of a level before a pause was left out and after it: <c>75 % → 100 %</c>.</summary>
    public string Moved(LevelResult level, PauseEffect pause)
    {
        ArgumentNullException.ThrowIfNull(pause);
        return $"{Notation.Step(level, new(pause.Before, level.Verdict))} → {Notation.Step(level, new(pause.After, level.Verdict))}";
    }

    /// <summary>The value of a reason.</summary>
    public Sentence Value(Reason reason, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (reason.Value is not Figure.Words words) return Notation.Figure(reason.Value, zone);
        foreach (var verdict in Enum.GetValues<Verdict>())
            if (English.Of(verdict).Word == words.Value) return Of(verdict).Word;
        return Retold(words.Value);
    }

    /// <summary>What exclusions did, where the reasons cite them: the topmost reason of each that rests on a clause under exclusions.</summary>
    public static IEnumerable<(LevelResult Level, Reason Effect)> Exclusions(Statement statement) =>
        statement.Levels.SelectMany(level => Citing(level.Why).Distinct().Select(effect => (level, effect)));

    /// <summary>Time of which nobody knows anything, where the reasons count it: the sum of a level, with its stretches in its parts.</summary>
    public static IEnumerable<(LevelResult Level, Reason Unknown)> Unknown(Statement statement) =>
        statement.Levels.Where(level => level.Coverage < Rational.One).SelectMany(level => NotKnown(level.Why).Take(1).Select(unknown => (level, unknown)));

    static IEnumerable<Reason> NotKnown(Reason reason) =>
        reason.Sentence.StartsWith(AvailabilityMeasure.NobodyKnows, StringComparison.Ordinal) ? [reason] : reason.Parts.SelectMany(NotKnown);

    static IEnumerable<Reason> Citing(Reason reason) =>
        reason.Clause is { } clause && clause.Path.Contains("exclusions", StringComparison.Ordinal) ? [reason] : reason.Parts.SelectMany(Citing);

    string Verdicts(Statement statement)
    {
        var counted = statement.Levels.Where(l => l.Counts && l.Verdict != Verdict.Open).ToList();
        var open = statement.Levels.Count(l => l.Verdict == Verdict.Open);
        if (counted.Count == 0) return Say(open == 0 ? "summary.none" : "summary.none.open", ("open", Plain(open)));
        var said = new List<string> { sentences.Counted("summary.met", counted.Count == 1, ("met", Plain(Number(Verdict.Met))), ("all", Notation.Count(counted.Count))) };
        foreach (var (name, count) in new[] { ("summary.missed", Number(Verdict.Missed)), ("summary.excused", Number(Verdict.Excused)), ("summary.noData", Number(Verdict.NoData)), ("summary.open", open) })
            if (count > 0) said.Add(Say(name, ("count", Plain(count))));
        return string.Join(", ", said) + ".";

        int Number(Verdict verdict) => counted.Count(l => l.Verdict == verdict);
    }

    static string Plain(long count) => count.ToString(System.Globalization.CultureInfo.InvariantCulture);

    Sentence Money(Statement statement)
    {
        var owed = statement.Totals.Where(t => t.Owed.Amount != 0 || t.Claimable.Amount != 0 || t.Forfeited.Amount != 0).Select(Total).ToList();
        var unknown = statement.Credits.Count(c => c.State == CreditState.NotComputed);
        if (unknown == 0) return owed.Count == 0 ? Word("summary.nothing") : All(owed) + ".";
        var why = statement.Credits.First(c => c.State == CreditState.NotComputed).NotComputed;
        var more = Counted("summary.unknown", unknown, ("why", why is null ? Word("summary.unknown.fee") : Retold(char.ToLowerInvariant(why[0]) + why[1..])));
        return owed.Count == 0 ? more : $"{All(owed)}. " + more;
    }

    string Rights(Statement statement)
    {
        var given = statement.Rights.Where(r => r.State == RightState.Arisen).Select(r => r.Right).ToList();
        if (given.Count > 0) return sentences.Counted("summary.rights", given.Count == 1, ("rights", string.Join(", ", given)));
        var near = statement.Rights.Where(r => r.State == RightState.NotArisen && r.Have > 0).OrderByDescending(r => Rational.Of(r.Have, Math.Max(1, r.Need))).FirstOrDefault();
        return near is null ? Word("summary.rights.none")
            : Say("summary.rights.near", ("right", near.Right), ("progress", near.Counts == "seconds of downtime" ? Progress(near) : Say("progress", ("have", Plain(near.Have)), ("need", Plain(near.Need)))));
    }
}
