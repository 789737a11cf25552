using NodaTime;
using Surety.Levels;
using Surety.Metrics;

namespace Surety.Statements;

/// <summary>A figure of a statement, opened.</summary>
/// <param name="Heading">What it is.</param>
/// <param name="Why">Down to clauses and facts.</param>
public sealed record Opening(string Heading, Reason Why)
{
    /// <summary>What of the item it opens, as the JSON document names it: <c>coverage</c>, <c>bounds</c>; empty: something else.</summary>
    public string Path { get; init; } = "";
}

/// <summary>Opens what a statement says beside its verdicts and amounts: coverage, misses, bounds, what may still come, caps, claims, messages, dates.</summary>
public static class Openings
{
    /// <summary>Everything that a statement says and that <c>why</c> of a level, credit, right, duty or total does not open already.</summary>
    /// <param name="statement">A statement, or one with nothing but what was asked about.</param>
    /// <param name="language">Of the headings; <c>null</c>: English.</param>
    public static IEnumerable<Opening> Of(Statement statement, Language? language = null)
    {
        var words = Wording.In(language ?? Language.English);
        return statement.Levels.SelectMany(l => OfLevel(statement, l, words)).Concat(statement.Credits.SelectMany(c => OfCredit(c, statement, words))).Concat(statement.Caps.SelectMany(c => OfCap(c, words))).Concat(statement.Totals.SelectMany(t => OfTotal(t, words)))
            .Concat(statement.Imported.Select(i => new Opening(words.Imported(i), i.Why)))
            .Concat(statement.Messages.Select(m => new Opening($"{m.Ladder}: {words.Message(m, statement.Zone)}", m.Why)));
    }

    /// <summary>The dates in the life of a statement.</summary>
    /// <param name="statement">A statement.</param>
    /// <param name="language">Of the heading; <c>null</c>: English.</param>
    public static Opening OfLife(Statement statement, Language? language = null) => new(OfLife(statement, Wording.In(language ?? Language.English)), statement.Life.Why);

    internal static string OfLife(Statement statement, Wording words) => words.Say("heading.life", ("state", words.LifeState(statement.Life)));

    static IEnumerable<Opening> OfLevel(Statement statement, LevelResult level, Wording words)
    {
        var name = words.Level(level);
        if (level.CoverageWhy is { } coverage) yield return new(words.Say("opening.coverage", ("level", name), ("coverage", words.Coverage(level))), coverage.Reason) { Path = "coverage" };
        if (level.MissCount > 0 || level.Events > 0) yield return new($"{name}: {words.Extent(level)}", Misses(level)) { Path = "missCount" };
        if (level.BadTime is { } bad) yield return new(words.Say("opening.badTime", ("level", name), ("time", words.Notation.Time(bad))), BadTime(level, Display.Ticks(bad))) { Path = "badTime" };
        if (level.Figures is { IsChanged: true } figures)
            foreach (var stage in Stages(name, figures, words)) yield return stage;
        if (level.Bounds is { } bounds) yield return new($"{name}: {words.Possible(level, statement)}", bounds.Why) { Path = "bounds" };
        foreach (var prospect in statement.Prospects.Where(p => (p.Level, p.Window, p.Scope) == (level.Level, level.Window, level.Scope)))
            foreach (var credit in prospect.Credits) yield return new(words.Say("opening.credit", ("level", name), ("credit", credit.Remedy)), credit.Why) { Path = $"credits/{credit.Remedy}" };
    }

    /// <summary>The figures between the first and the last, each as what the step adds to the one before.</summary>
    static IEnumerable<Opening> Stages(string name, FourFigures figures, Wording wording)
    {
        var last = figures.Why.Parts[0];
        foreach (var (stage, words, part) in new[] { (figures.Corrected, "after corrections", 1), (figures.Excluded, "after exclusions", 2) })
        {
            if (stage.Attained is not { } attained) yield break;
            var step = figures.Why.Parts[part];
            var adds = last.Value.Exact is not null && step.Value.Exact is not null;
            last = new(words, attained, adds ? Follows.Sum : Follows.Rule, [last, step], figures.Why.Clause);
            yield return new(wording.Say("opening.step", ("level", name), ("step", wording.Word(part == 1 ? "step.corrected" : "step.excluded"))), last);
        }
    }

    /// <summary>Bad time is what was bad, added; with weights, each counts in part, as the reason of the figure says.</summary>
    static Reason BadTime(LevelResult level, Rational bad)
    {
        var parts = level.Misses.Select(m => new Reason(m.What, new Figure.Time(Display.Ticks(m.By)), Follows.Given, [new("from", new Figure.At(m.From), Follows.Given)])).ToList();
        var rest = bad - parts.Aggregate(Rational.Zero, (sum, p) => sum + p.Value.Exact!.Value);
        if (rest.Sign > 0 && level.MissCount > parts.Count) parts.Add(new($"{level.MissCount - parts.Count} more", new Figure.Time(rest), Follows.Given, For: level.MissCount - parts.Count));
        if (parts.Count == 0) parts.Add(new("nothing", new Figure.Time(Rational.Zero), Follows.Given));
        return new("bad time", new Figure.Time(bad), parts.Aggregate(Rational.Zero, (sum, p) => sum + p.Value.Exact!.Value) == bad ? Follows.Sum : Follows.Rule, parts.ToValueList(), level.Clause);
    }

    static Reason Misses(LevelResult level)
    {
        var parts = level.Misses.Select(m => new Reason(m.What, new Figure.Count(1), Follows.Given, [new("by", new Figure.Time(Display.Ticks(m.By)), Follows.Given), .. m.Due is { } due ? [new Reason("due", new Figure.At(due), Follows.Given)] : Array.Empty<Reason>()])).ToList();
        if (level.MissCount > parts.Count) parts.Add(new($"{level.MissCount - parts.Count} more", new Figure.Count(level.MissCount - parts.Count), Follows.Given, For: level.MissCount - parts.Count));
        var missed = new Reason("what was bad", new Figure.Count(level.MissCount), Follows.Sum, parts.Count == 0 ? [new("nothing", new Figure.Count(0), Follows.Given)] : parts.ToValueList());
        var rest = level.Events - level.MissCount;
        // Of events the bad ones are told by interval, so the two are not of one kind.
        return rest < 0 || level.BadTime is not null || level.Misses.Any(m => m.Due is null) ? new("what the figure rests on", new Figure.Count(level.Events), Follows.Rule, [missed], level.Clause)
            : new("what the figure rests on", new Figure.Count(level.Events), Follows.Sum, [missed, new("all others", new Figure.Count(rest), Follows.Given)], level.Clause);
    }

    static IEnumerable<Opening> OfCredit(CreditLine credit, Statement statement, Wording words)
    {
        var name = words.Credit(credit, statement.Zone);
        if (credit.WhyLost is { } lost && credit.Lost.Amount != 0) yield return new(words.Say("opening.lost", ("credit", name), ("amount", words.Notation.Money(credit.Lost))), lost);
        if (credit.WhyExpires is { } expiry) yield return new(words.Say("opening.useBy", ("credit", name)), expiry);
        if (credit.WhyClaim is { } claim) yield return new(words.Say("opening.claimBy", ("credit", name)), claim);
    }

    static IEnumerable<Opening> OfCap(CapReached cap, Wording words) => cap.Why is { } why ? [new(words.Say("cap.text", ("cap", words.Cap(cap))), why)] : [];

    /// <summary>What is owed beside the sum that a total opens by itself.</summary>
    internal static IEnumerable<Opening> OfTotal(Total total, Wording words)
    {
        if (total.WhyClaimable is { } claimable) yield return new(words.Say("total.claimable", ("amount", words.Notation.Money(total.Claimable))), claimable);
        if (total.WhyForfeited is { } forfeited) yield return new(words.Say("total.forfeited", ("amount", words.Notation.Money(total.Forfeited))), forfeited);
    }
}
