namespace Surety.Conformance;

/// <summary>Ends a case before it is answered: it cannot be read, or it asks for what has no counterpart here.</summary>
/// <param name="outcome">What became of the case.</param>
sealed class Stopped(Outcome outcome) : Exception
{
    /// <summary>What became of the case.</summary>
    public Outcome Outcome => outcome;

    /// <summary>The case is not of the shape.</summary>
    public static Stopped Unreadable(string why) => new(new Outcome.Failed([new("case", "readable", why)]));

    /// <summary>The case is of the shape, and is not asked.</summary>
    public static Stopped Skipped(string why) => new(new Outcome.Skipped(why));
}
