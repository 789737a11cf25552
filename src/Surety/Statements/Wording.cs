using NodaTime;
using Surety.Levels;
using Surety.Metrics;

namespace Surety.Statements;

/// <summary>The words and sentences that a statement is told in: the same on a terminal, on a page and on paper.</summary>
static class Wording
{
    /// <summary>A verdict as word and shape; never by colour alone.</summary>
    public static (string Shape, string Word, Tone Tone) Of(Verdict verdict) => verdict switch
    {
        Verdict.Met => ("✓", "met", Tone.Good),
        Verdict.Missed => ("✗", "missed", Tone.Bad),
        Verdict.Excused => ("–", "excused", Tone.Unsure),
        Verdict.NoData => ("○", "no data", Tone.Unsure),
        Verdict.Open => ("…", "open", Tone.Unsure),
    };

    public static (string Word, Tone Tone) Of(CreditState state) => state switch
    {
        CreditState.Credited => ("owed", Tone.Plain),
        CreditState.Claimable => ("owed if claimed", Tone.Plain),
        CreditState.Claimed => ("claimed, owed", Tone.Plain),
        CreditState.Forfeited => ("not claimed in time", Tone.Dim),
        CreditState.Nothing => ("no credit by the row", Tone.Dim),
        CreditState.TooSmall => ("too small to be paid", Tone.Dim),
        CreditState.Withheld => ("not granted", Tone.Dim),
        CreditState.NotTheBest => ("a larger credit counts", Tone.Dim),
        CreditState.Bonus => ("bonus, the customer pays", Tone.Plain),
        CreditState.EarnedBack => ("earned back", Tone.Plain),
        CreditState.NotYetKnown => ("awaits what is billed", Tone.Unsure),
        CreditState.NotComputed => ("cannot be computed", Tone.Unsure),
        CreditState.ScheduleError => ("no row matches", Tone.Unsure),
    };

    /// <summary>The amount of a credit; what is not known is never a zero.</summary>
    public static string Amount(CreditLine credit) => credit.State == CreditState.NotYetKnown ? "not yet known" : credit.State == CreditState.NotComputed ? "not known" : credit.InKind is { } kind ? InKind(kind) : Display.Money(credit.Amount);

    /// <summary><c>3 points</c>, <c>1 day of term</c>; the words alone of what there is one of.</summary>
    public static string InKind(Escalation.InKind kind) => kind.Unit switch
    {
        "points" or "days of term" or "free hours" => $"{Display.Decimal(kind.Number)} {(kind.Number == Rational.One ? kind.Unit switch { "points" => "point", "days of term" => "day of term", _ => "free hour" } : kind.Unit)}",
        _ => kind.Number == Rational.One ? kind.Unit : $"{Display.Decimal(kind.Number)} × {kind.Unit}",
    };

    /// <summary>What became of a credit, with what it had come to and is not owed.</summary>
    public static (string Words, Tone Tone) State(CreditLine credit)
    {
        var (word, tone) = Of(credit.State);
        if (credit.IsForOthers) word = "does not apply";
        if ((credit.Withheld ?? credit.NotComputed) is { } because) word = $"{word}: {because}";
        if (credit.Lost.Amount == 0) return (word, tone);
        return ($"{word}, {Display.Money(credit.Lost)} {(credit.State is CreditState.Credited or CreditState.Claimed or CreditState.Claimable ? "over its cap" : "lost")}", tone);
    }

    public static (string Shape, string Word, Tone Tone) Of(RightState state) => state switch
    {
        RightState.NotArisen => ("○", "not given", Tone.Plain),
        RightState.Arisen => ("!", "given", Tone.Strong),
        RightState.Exercised => ("✓", "exercised", Tone.Plain),
        RightState.Lapsed => ("–", "lapsed", Tone.Dim),
    };

    public static (string Shape, string Word, Tone Tone) Of(DutyState state) => state switch
    {
        DutyState.Planned => ("○", "planned", Tone.Plain),
        DutyState.Done => ("✓", "done", Tone.Good),
        DutyState.DoneLate => ("!", "done late", Tone.Unsure),
        DutyState.Overdue => ("✗", "overdue", Tone.Bad),
    };

    /// <summary>Where one level stands, in one line.</summary>
    public static string Stands(LevelResult level)
    {
        var (shape, word, _) = Of(level.Verdict);
        return $"{shape} {Display.Level(level.Level, level.Scope)}: {word}, {Display.Attained(level)}{(level.SoFar is null ? "" : $", {Display.Window(level.Window)} so far")}{(level.Bounds?.Standing is { } standing ? $" ({WireNames.Of(standing)})" : "")}";
    }

    /// <summary>What the whole period comes to, in sentences a manager can read out.</summary>
    public static string Summary(Statement statement) => $"{Display.Window(statement.Period)}: {Verdicts(statement)} {Money(statement)} {Rights(statement)}";

    public static string Versions(Statement statement) => statement.Versions.Count == 0 ? "" :
        (statement.Versions.Count == 1 ? "version " : "versions ") + string.Join(", ", statement.Versions.Select(v => $"{v.Version} in force from {v.Effective:uuuu-MM-dd}"));

    public static string Parties(Statement statement) => $"{statement.Provider} for {statement.Customer}{(statement.Tier is { } tier ? $", tier {tier}" : "")}";

    /// <summary>The period's days, both included, and its zone.</summary>
    public static string Days(Statement statement) =>
        $"{Display.Day(statement.Period.From)} to {Display.Day(statement.Period.Until.PlusDays(-1))}, all times {statement.Zone.Id}";

    public static string Life(Statement statement) =>
        $"{statement.Life.State}; provisional from {Display.Deadline(statement.Life.Provisional, statement.Zone)}, comments until {Display.Deadline(statement.Life.CommentUntil, statement.Zone)}"
        + $" (silence {(statement.Life.SilenceAccepts ? "accepts" : "refuses")}), final from {Display.Deadline(statement.Life.Final, statement.Zone)}";

    /// <summary>One outage or late cycle with its times.</summary>
    public static string Miss(Miss miss, DateTimeZone zone)
    {
        var labels = Display.Scope(miss.Labels);
        var name = (labels.Length == 0 ? miss.What : $"{miss.What} ({labels})") + (miss.Told.Count == 0 ? "" : $" {Metrics.AvailabilityMeasure.Words(miss.Told)}");
        var from = Display.Moment(miss.From, zone);
        if (miss.Due is { } due)
            return $"{name}: {Display.Time(miss.By)} late; from {from}, due {Until(miss.From, due, zone)}, {(miss.Until is { } done ? $"done {Until(miss.From, done, zone)}" : "not done yet")}";
        return miss.Until is { } end ? $"{name}: {Display.Time(miss.By)}; {from} to {Until(miss.From, end, zone)}" : $"{name}: {Display.Time(miss.By)}; since {from}";
    }

    /// <summary>A level with its scope, its window where that is not the period, and what sets it apart.</summary>
    public static string Level(LevelResult level, Statement statement) =>
        level.Window == statement.Period ? Display.Level(level.Level, level.Scope) + (level.Verdict == Verdict.Open ? ", so far" : "") + Apart(level) : Level(level);

    /// <summary>A level with its scope, its window and what sets it apart.</summary>
    public static string Level(LevelResult level) =>
        $"{Display.Level(level.Level, level.Scope)}, {Display.Window(level.Window)}{(level.Verdict == Verdict.Open ? " so far" : "")}{Apart(level)}";

    /// <summary>A level with its scope, and its window where that is not the period.</summary>
    public static string Missed(LevelResult level, Statement statement) => Display.Level(level.Level, level.Scope) + (level.Window == statement.Period ? "" : $", {Display.Window(level.Window)}");

    /// <summary>The share of the time that is known; empty where coverage means nothing.</summary>
    public static string Coverage(LevelResult level) =>
        level.Coverage is { } coverage ? Display.Share(coverage) + (level.Verdict == Verdict.Open ? " so far" : "") : "";

    static string Apart(LevelResult level) => (level.Counts ? "" : " (reported only)") + (level.BelowMinimum ? " (below the minimum)" : "");

    /// <summary>The way from the measured figure to the contract's, steps that change nothing left out; empty where none does.</summary>
    public static string Figures(LevelResult level)
    {
        if (level.Figures is not { IsChanged: true } figures) return "";
        var (told, last) = (new List<string>(), (Figure?)null);
        foreach (var (name, stage) in Steps(figures))
        {
            if (told.Count == 0 || stage.Attained != last) told.Add($"{name} {Display.Step(level, stage)}");
            last = stage.Attained;
        }
        return string.Join(", ", told);
    }

    /// <summary>The four figures by their names, in order.</summary>
    public static ValueList<(string Name, StepFigure Step)> Steps(FourFigures figures) =>
        [("measured", figures.Measured), ("after corrections", figures.Corrected), ("after exclusions", figures.Excluded), ("by the contract", figures.Contractual)];

    /// <summary>Where a level stands and what its figure can still come to; of a window that is over, what gaps allow; empty where there is nothing to say.</summary>
    public static string Possible(LevelResult level, Statement statement)
    {
        if (level.Bounds is not { } bounds) return "";
        var range = Range(bounds);
        if (bounds.Standing is not { } standing) return $"what nobody knows allows {range}";
        var sentences = new List<string> { $"{Of(standing)}: {range}" };
        if (bounds.MayEndWithoutVerdict) sentences.Add("may end without a verdict");
        if (bounds.Allowance is { } allowance) sentences.Add(allowance.Words);
        if (statement.Prospects.FirstOrDefault(p => p.Level == level.Level && p.Window == level.Window && p.Scope == level.Scope) is { } prospect)
        {
            sentences.AddRange(prospect.Credits.Select(c => $"credit {c.Remedy} {Amounts(c)}"));
            if (prospect.Rights.Count > 0) sentences.Add($"a miss would give {string.Join(", ", prospect.Rights)}");
        }
        return string.Join("; ", sentences);
    }

    static string Of(Standing standing) => standing switch
    {
        Standing.Safe => "safe, it cannot be missed any more",
        Standing.Lost => "lost, it cannot be met any more",
        Standing.Open => "open",
    };

    static string Range(Bounds bounds) => (bounds.Lowest, bounds.Highest) switch
    {
        ({ } low, { } high) when low == high => Display.End(low, isLow: true),
        ({ } low, { } high) => $"{(bounds.LowestIncluded ? "from" : "above")} {Display.End(low, isLow: true)} to {(bounds.HighestIncluded ? "" : "below ")}{Display.End(high, isLow: false)}",
        ({ } low, null) => $"{(bounds.LowestIncluded ? "at least" : "above")} {Display.End(low, isLow: true)}",
        (null, { } high) => $"{(bounds.HighestIncluded ? "at most" : "below")} {Display.End(high, isLow: false)}",
        (null, null) => "nothing can be said of the figure",
    };

    static string Amounts(CreditRange range) =>
        range.Most is not { } most ? $"at least {Display.Money(range.Least)}" : most == range.Least ? Display.Money(most) : $"{Display.Money(range.Least)} to {Display.Money(most)}";

    /// <summary>A credit with its scope and window.</summary>
    public static string Credit(CreditLine credit) => $"{Display.Level(credit.Remedy, credit.Scope)}, {Display.Window(credit.Window)}{Of(credit.Incident)}";

    public static string Credit(CreditLine credit, Statement statement) =>
        Display.Level(credit.Remedy, credit.Scope) + (credit.Window == statement.Period ? "" : $", {Display.Window(credit.Window)}") + Of(credit.Incident);

    static string Of(Incident? incident) => incident is null ? "" : $", {incident.Words}";

    /// <summary>How much was bad: count, of how many, how long.</summary>
    public static string Extent(LevelResult level)
    {
        var count = Display.Count(level.MissCount, "miss", "misses") + (level.Events > level.MissCount && level.BadTime is null ? $" of {Display.Count(level.Events)}" : "");
        return level.BadTime is { } bad ? $"{count}, {Display.Time(bad)} in all" : count;
    }

    public static string Sent(IEnumerable<Message> ladder)
    {
        var due = ladder.Count(m => m.IsDue);
        var planned = ladder.Count() - due;
        return planned == 0 ? $"{Display.Count(due)} sent" : due == 0 ? $"{Display.Count(planned)} planned" : $"{Display.Count(due)} sent, {Display.Count(planned)} planned";
    }

    public static string Progress(RightStatus right) => right.Counts == "seconds of downtime" ? $"{Display.Time(Duration.FromSeconds(right.Have))} of {Display.Time(Duration.FromSeconds(right.Need))} of downtime"
        : $"{right.Have} of {Display.Count(right.Need, right.Counts == "misses" ? "miss" : right.Counts.TrimEnd('s'), right.Counts)}";

    public static string Right(RightStatus right, DateTimeZone zone)
    {
        var dates = right.State switch
        {
            RightState.NotArisen => "",
            RightState.Arisen => $"; since {Since(right, zone)}{(right.Until is { } until ? $", to be exercised by {Display.Deadline(until, zone)}" : "")}",
            RightState.Exercised or RightState.Lapsed => $"; arose {Since(right, zone)}{(right.Until is { } until ? $", could be exercised until {Display.Deadline(until, zone)}" : "")}",
        };
        return $"{right.Of}: {right.Trigger}{dates}{(right.Notice is { } notice ? $"; notice {notice}" : "")}";
    }

    public static string Duty(DutyStatus duty, DateTimeZone zone) => duty.Done is { } done ? $"due {Display.Deadline(duty.Due, zone)}, done {Display.Moment(done, zone)}" : $"due {Display.Deadline(duty.Due, zone)}";

    /// <summary>Whose duty it is, and to whom.</summary>
    public static string Owed(DutyStatus duty) => duty.To.Count == 0 ? duty.By : $"{duty.By} to {string.Join(", ", duty.To)}";

    /// <summary>What may have been the cause of a miss, and for how long both were bad.</summary>
    public static string Cause(Cause cause)
    {
        var scope = cause.Scope == Labels.None ? "" : $" ({Display.Scope(cause.Scope)})";
        var extent = cause switch
        {
            { Together: null } => "",
            { Together: { } together } when together == NodaTime.Duration.Zero => "; never at the same time",
            { Together: { } together, Bad: var bad } => $"; both for {Display.Time(together)} of its {Display.Time(bad!.Value)}",
        };
        return $"{(cause.Excuses ? "excused by" : "depends on")} {cause.Words}{scope}: missed too, {Display.Window(cause.Window)}{extent}";
    }

    /// <summary>Why something was missed, as somebody said it.</summary>
    public static string Stated(StatedReason reason, DateTimeZone zone) => $"reason{(reason.Ticket is { } ticket ? $" for {ticket}" : "")} by {reason.By ?? "nobody knows whom"}, {Display.Moment(reason.At, zone)}: {reason.Text}";

    /// <summary>What is said about a miss as a whole: causes, reasons, and one that is due.</summary>
    public static IEnumerable<string> Explained(LevelResult level, Statement statement) =>
        level.Causes.Select(Cause).Concat(level.Stated.Where(s => s.Ticket is null || !level.Misses.Any(m => IsOf(s, m))).Select(s => Stated(s, statement.Zone)))
            .Concat(level.ReasonDue is { } due && !level.Stated.Any(s => s.Ticket is null) ? [$"no reason was given yet; due {Display.Deadline(due, statement.Zone)}"] : []);

    /// <summary>One outage or late cycle, and what was said about it.</summary>
    public static IEnumerable<string> Explained(Miss miss, LevelResult level, Statement statement) =>
        level.Stated.Where(s => IsOf(s, miss)).Select(s => Stated(s, statement.Zone)).Prepend(Miss(miss, statement.Zone));

    static bool IsOf(StatedReason reason, Miss miss) => reason.Ticket is { } ticket && (miss.What == ticket || miss.What.StartsWith($"{ticket}, cycle ", StringComparison.Ordinal));

    public static string Cap(CapReached cap) =>
        $"{cap.Words}{(cap.Period is { } period ? $", {Display.Window(period)}" : "")}: at most {Display.Money(cap.Limit)}, {Display.Money(cap.Before)} before, {Display.Money(cap.Cut)} is {(cap.IsCarriedOver ? "carried over" : "lost")}";

    public static string Total(Total total) =>
        (total.Owed.Amount < 0 ? $"{Display.Money(total.Owed with { Amount = -total.Owed.Amount })} is owed by the customer" : $"{Display.Money(total.Owed)} is owed")
        + (total.Claimable.Amount == 0 ? "" : $", {Display.Money(total.Claimable)} may be claimed")
        + (total.Invoice == 2 ? ", on the second next invoice" : "")
        + (total.Forfeited.Amount == 0 ? "" : $", {Display.Money(total.Forfeited)} was not claimed in time");

    public static string Message(Message message, DateTimeZone zone) =>
        $"{Display.Moment(message.When, zone)}, step {message.Step}{(message.Repeat > 0 ? $", repeat {message.Repeat}" : "")}: tell {string.Join(", ", message.Tell.Select(c => c.Role))}{(message.By.Count == 0 ? "" : " by " + string.Join(" and ", message.By))}, {message.About}{(message.IsDue ? "" : " (planned)")}";

    /// <summary>Where a remark belongs: its clause, else its facts, else its code.</summary>
    public static string Place(Remark remark, Statement statement) =>
        remark.Clause is { } clause ? $"{clause.At.File}:{clause.At.Line}" : remark.Facts is { } facts ? ReasonText.Places(facts, statement.FactFiles, all: false) : remark.Code;

    public static string Imported(ImportedVerdicts imported) =>
        $"{imported.Of}: {Display.Count(imported.Met + imported.Missed)}, {Display.Count(imported.Met)} met and {Display.Count(imported.Missed)} missed there; {Display.Count(imported.Compared)} of them are judged here, "
        + $"{Display.Count(imported.Compared - imported.Differences.Count)} alike, {Display.Count(imported.Differences.Count)} differ";

    public static string Difference(ImportedDifference difference) =>
        $"{difference.Ticket}: {(difference.IsMetThere ? "met" : "missed")} there, {(difference.Late.Count == 0 ? "in time here" : $"late here ({string.Join(", ", difference.Late)})")}";

    public static string Silences(Statement statement) =>
        statement.Silences.Count == 0 ? "" : $"The text leaves {Display.Count(statement.Silences.Count, "question", "questions")} open; the defaults of the language held.";

    /// <summary>One exclusion in a line; what was refused has nothing to count.</summary>
    public static string ExclusionLine((LevelResult Level, Reason Effect) exclusion, DateTimeZone zone) =>
        $"{Display.Level(exclusion.Level.Level, exclusion.Level.Scope)}: {exclusion.Effect.Sentence}"
        + (exclusion.Effect.Value.Exact == Rational.Zero ? "" : $": {Display.Figure(exclusion.Effect.Value, zone)}");

    /// <summary>What exclusions did, where the reasons cite them: the topmost reason of each that rests on a clause under exclusions.</summary>
    public static IEnumerable<(LevelResult Level, Reason Effect)> Exclusions(Statement statement) =>
        statement.Levels.SelectMany(level => Citing(level.Why).Distinct().Select(effect => (level, effect)));

    static IEnumerable<Reason> Citing(Reason reason) =>
        reason.Clause is { } clause && clause.Path.Contains("exclusions", StringComparison.Ordinal) ? [reason] : reason.Parts.SelectMany(Citing);

    static string Verdicts(Statement statement)
    {
        var counted = statement.Levels.Where(l => l.Counts && l.Verdict != Verdict.Open).ToList();
        var open = statement.Levels.Count(l => l.Verdict == Verdict.Open);
        var missed = counted.Count(l => l.Verdict == Verdict.Missed);
        var excused = counted.Count(l => l.Verdict == Verdict.Excused);
        var silent = counted.Count(l => l.Verdict == Verdict.NoData);
        if (counted.Count == 0) return open == 0 ? "no service level was judged." : $"no service level was judged yet, {open} still open.";
        return $"{counted.Count(l => l.Verdict == Verdict.Met)} of {Display.Count(counted.Count, "service level", "service levels")} met"
            + (missed > 0 ? $", {missed} missed" : "") + (excused > 0 ? $", {excused} excused" : "") + (silent > 0 ? $", {silent} without data" : "") + (open > 0 ? $", {open} still open" : "") + ".";
    }

    static string Money(Statement statement)
    {
        var owed = statement.Totals.Where(t => t.Owed.Amount != 0 || t.Claimable.Amount != 0 || t.Forfeited.Amount != 0).Select(Total).ToList();
        var unknown = statement.Credits.Count(c => c.State == CreditState.NotComputed);
        if (unknown == 0) return owed.Count == 0 ? "Nothing is owed." : string.Join(" and ", owed) + ".";
        var more = $"The amount of {Display.Count(unknown, "credit is", "credits are")} not known, because {(statement.Credits.First(c => c.State == CreditState.NotComputed).NotComputed is { } why ? char.ToLowerInvariant(why[0]) + why[1..] : "its fee is not stated")}.";
        return owed.Count == 0 ? more : $"{string.Join(" and ", owed)}. {more}";
    }

    static string Rights(Statement statement)
    {
        var given = statement.Rights.Where(r => r.State == RightState.Arisen).Select(r => r.Right).ToList();
        if (given.Count > 0) return $"{(given.Count == 1 ? "A right is" : "Rights are")} given: {string.Join(", ", given)}.";
        var near = statement.Rights.Where(r => r.State == RightState.NotArisen && r.Have > 0).OrderByDescending(r => Rational.Of(r.Have, Math.Max(1, r.Need))).FirstOrDefault();
        return near is null ? "No right is given." : $"No right is given; {near.Right} stands at {(near.Counts == "seconds of downtime" ? Progress(near) : $"{near.Have} of {near.Need}")}.";
    }

    static string Since(RightStatus right, DateTimeZone zone) => right.Since is { } since ? Display.Moment(since, zone) : Display.Nothing;

    // The day is not said twice.
    static string Until(Instant from, Instant until, DateTimeZone zone)
    {
        var text = Display.Moment(until, zone);
        return from.InZone(zone).Date == until.InZone(zone).Date ? text[(text.IndexOf(' ', 4) + 1)..] : text;
    }
}
