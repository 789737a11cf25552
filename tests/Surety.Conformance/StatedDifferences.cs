using NodaTime;

namespace Surety.Conformance;

/// <summary>Where a peer's value is known to be another than ours: the case says so instead of failing.</summary>
static class StatedDifferences
{
    /// <summary>Holds answers about a ticket against the case.</summary>
    public static Outcome Of(Case one, Answers answers, TicketFacts facts)
    {
        var outcome = Comparing.Of(one, answers);
        if (outcome is not Outcome.Failed failed) return outcome;
        string Named(IEnumerable<Difference> differences) => string.Join(", ", differences.Select(d => $"{d.Key}: {d.Got} for {d.Expected}"));
        if (failed.Differences.All(d => d.Key.EndsWith("_at", StringComparison.Ordinal) && IsNextOpening(one, d)))
            return new Outcome.Skipped("a budget used up at closing time: the peer reports the next opening, we the closing time");
        if (one.IsBy("zammad") && failed.Differences.All(d => IsCut(d, facts.Pauses)))
            return new Outcome.Skipped("the peer counts whole minutes; ours differs by " + Named(failed.Differences));
        if (facts.IsPaused && failed.Differences.All(d => d.Key.EndsWith("_due_at", StringComparison.Ordinal) && d.Got == "null"))
            return new Outcome.Skipped("the peer keeps a due instant while the clock stands still: " + Named(failed.Differences));
        if (one.IsBy("zammad") && failed.Differences.All(d => d.Key.StartsWith("update_", StringComparison.Ordinal) || d.Key == "next_escalation_at") && !failed.Differences.All(d => d.Expected == "null"))
            return new Outcome.Skipped("the peer's former engine counts updates from every contact and from the creation, we from a customer's message: " + Named(failed.Differences));
        return outcome;
    }

    // A pause is cut at both ends, and what was counted once more.
    static bool IsCut(Difference difference, int pauses)
    {
        var most = Duration.FromMinutes(pauses + 1);
        if (Given.InstantIn(difference.Expected) is { } expected && Given.InstantIn(difference.Got) is { } got) return got - expected < most && expected - got < most;
        return decimal.TryParse(difference.Expected, out var seconds) && decimal.TryParse(difference.Got, out var ours) && Math.Abs(seconds - ours) < (decimal)most.TotalSeconds;
    }

    static bool IsNextOpening(Case one, Difference difference)
    {
        if (Given.InstantIn(difference.Got) is not { } got) return false;
        var calendar = TicketAnswers.CalendarOf(one);
        return !calendar.IsOpen(got) && calendar.PreviousClosing(got) == got && calendar.NextOpening(got) is { } opening && CalendarAnswers.Text(opening) == difference.Expected;
    }
}
