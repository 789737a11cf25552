using Surety.Levels;

namespace Surety.Statements;

/// <summary>Words of the machine formats, written by hand: they stay when a C# name changes.</summary>
static class WireNames
{
    public static string Of(Verdict verdict) => verdict switch { Verdict.Met => "met", Verdict.Missed => "missed", Verdict.Excused => "excused", Verdict.NoData => "noData", Verdict.Open => "open" };

    public static string Of(Standing standing) => standing switch { Standing.Safe => "safe", Standing.Lost => "lost", Standing.Open => "open" };

    public static string Of(CreditState state) => state switch
    {
        CreditState.Credited => "credited",
        CreditState.Claimable => "claimable",
        CreditState.Claimed => "claimed",
        CreditState.Forfeited => "forfeited",
        CreditState.Nothing => "nothing",
        CreditState.TooSmall => "tooSmall",
        CreditState.Withheld => "withheld",
        CreditState.NotTheBest => "notTheBest",
        CreditState.Bonus => "bonus",
        CreditState.EarnedBack => "earnedBack",
        CreditState.NotYetKnown => "notYetKnown",
        CreditState.NotComputed => "notComputed",
        CreditState.ScheduleError => "scheduleError",
    };

    public static string Of(RightState state) => state switch
    {
        RightState.NotArisen => "notArisen",
        RightState.Arisen => "arisen",
        RightState.Exercised => "exercised",
        RightState.Lapsed => "lapsed",
    };

    public static string Of(DutyState state) => state switch
    {
        DutyState.Planned => "planned",
        DutyState.Done => "done",
        DutyState.DoneLate => "doneLate",
        DutyState.Overdue => "overdue",
    };

    public static string Of(Follows how) => how switch
    {
        Follows.Given => "given",
        Follows.Sum => "sum",
        Follows.Difference => "difference",
        Follows.Quotient => "quotient",
        Follows.Product => "product",
        Follows.Least => "least",
        Follows.Greatest => "greatest",
        Follows.Rule => "rule",
    };

    /// <summary>Name of the file that a fact came from.</summary>
    /// <param name="origin">Where.</param>
    /// <param name="files">The statement's fact files; a number that points past them is said as such.</param>
    public static string File(Origin origin, ValueList<string> files) => origin.File >= 0 && origin.File < files.Count ? files[origin.File] : $"file {origin.File}";
}
