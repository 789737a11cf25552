using Surety.Levels;
using Surety.Statements;
using Surety.Web.Shell;

namespace Surety.Web.Statements;

/// <summary>A level of a statement, as pages show it and link to it.</summary>
/// <param name="Index">Its place among the levels of the statement, by which its figures are named.</param><param name="Level">Its verdict.</param><param name="Prospect">What its window may still cost and give; <c>null</c>: nothing.</param><param name="ProspectIndex">Its place; -1: there is none.</param>
public sealed record LevelAt(int Index, LevelResult Level, Prospect? Prospect, int ProspectIndex)
{
    /// <summary>All levels of a statement.</summary>
    public static List<LevelAt> All(Statement statement)
    {
        var prospects = statement.Prospects.Index().ToLookup(p => (p.Item.Level, p.Item.Window, p.Item.Scope));
        return statement.Levels.Index().Select(l => prospects[(l.Item.Level, l.Item.Window, l.Item.Scope)].FirstOrDefault((-1, null!)) is var (at, prospect) ? new LevelAt(l.Index, l.Item, prospect, at) : throw new InvalidOperationException()).ToList();
    }

    /// <summary>What is worst first: 0 is missed.</summary>
    public int Rank => RankOf(Level);

    /// <summary>Levels, the worst first: those that are only reported last; of those that stand alike, the one that is furthest on the wrong side of its promise.</summary>
    public static IEnumerable<T> ByWorst<T>(IEnumerable<T> all, Func<T, LevelResult> level) => all.OrderBy(l => level(l).Counts ? RankOf(level(l)) : 10 + RankOf(level(l))).ThenByDescending(l => ShortfallOf(level(l)));

    // What is missed or lost first, then what may still be, then what nobody knows.
    static int RankOf(LevelResult level) => level.Verdict switch
    {
        Verdict.Missed => 0,
        Verdict.Open => level.Bounds?.Standing switch { Standing.Lost => 1, Standing.Safe => 5, Standing.Open or null => 2 },
        Verdict.NoData => 3,
        Verdict.Excused => 4,
        Verdict.Met => 6,
    };

    // How far a share is on the wrong side of its promise; below zero: on the right one; 0 of what is no share.
    static Rational ShortfallOf(LevelResult level) => level is not { Attained: Figure.Share { Value: var share }, Range: { } range } ? Rational.Zero : (range.Low, range.High) switch
    {
        ({ } low, { } high) => Rational.Max(low.Value - share, share - high.Value),
        ({ } low, null) => low.Value - share,
        (null, { } high) => share - high.Value,
        (null, null) => Rational.Zero,
    };

    /// <summary>How it stands, as a word of the pages: a verdict, and of a window that runs on whether it is safe or lost.</summary>
    public string State => Level.Verdict == Verdict.Open && Level.Bounds?.Standing is { } standing ? WireNames.Of(standing) : WireNames.Of(Level.Verdict);

    /// <summary>The same word in a language.</summary>
    public string Word(Wording wording) => Level.Verdict == Verdict.Open && Level.Bounds?.Standing is { } standing ? wording.Of(standing) : wording.Of(Level.Verdict).Word;

    /// <summary>The same as shape and tone.</summary>
    public static (string Shape, string? Tone) Look(string state) => state switch
    {
        "met" => ("✓", "good"),
        "safe" => ("✓", "good"),
        "missed" => ("✗", "bad"),
        "lost" => ("✗", "bad"),
        "excused" => ("–", "unsure"),
        "noData" => ("○", "unsure"),
        _ => ("…", "unsure"),
    };

    /// <summary>The page of a level.</summary>
    /// <param name="agreement">Of which it is.</param><param name="level">Its name.</param><param name="scope">Its scope.</param><param name="period">A month that was published; <c>null</c>: the running one.</param><param name="window">Which of its windows; <c>null</c>: the one that the page shows by itself.</param>
    public static string Address(AgreementView agreement, string level, Labels scope, string? period = null, string? window = null) =>
        $"{agreement.Address("level")}?of={Uri.EscapeDataString(level)}{(scope.Items.Count == 0 ? "" : "&scope=" + Uri.EscapeDataString(ScopeLabels.Written(scope)))}{(period is null ? "" : "&period=" + period)}{(window is null ? "" : "&window=" + Uri.EscapeDataString(window))}";

    /// <summary>Its page, seen from a statement.</summary>
    public string Address(AgreementView agreement, Statement statement, string? period = null) => Address(agreement, Level.Level, Level.Scope, period, Level.Window == statement.Period ? null : Level.Window.Name);
}
