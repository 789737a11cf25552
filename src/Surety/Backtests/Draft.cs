using NodaTime;
using Surety.Agreements;
using Surety.Levels;

namespace Surety.Backtests;

/// <summary>A draft as if it had been in force when the facts happened. What that changes of the text is told; everything else holds as written.</summary>
public static class Draft
{
    /// <summary>Moves a draft to a stretch of days.</summary>
    /// <param name="draft">As written; it may begin later than the facts.</param>
    /// <param name="from">First day of the test.</param>
    /// <param name="until">First day after it.</param>
    /// <returns>
    /// The draft with a term that covers the days, every level counting, and every credit as if it had been claimed in time, since nobody can have claimed under a draft;
    /// and a sentence for each of those that changed something.
    /// </returns>
    public static (Agreement Draft, ValueList<string> Assumed) InForce(Agreement draft, LocalDate from, LocalDate until)
    {
        var assumed = new List<string>();
        var term = draft.Term;
        if (term.From > from)
        {
            assumed.Add($"The term is taken to have begun on {Iso(from)} instead of {Iso(term.From)}.");
            term = term with { From = from };
        }
        if (term.To is { } to && to < until.PlusDays(-1))
        {
            assumed.Add($"The term is taken to have gone on past {Iso(to)}.");
            term = term with { To = null };
        }
        if (draft.Levels.Any(l => l.CountsFrom > from)) assumed.Add("Levels that count only from a later date are taken to count from the beginning.");
        foreach (var level in draft.Levels)
            if (level.Stages.FirstOrDefault(s => s.From >= until) is { } stage)
                assumed.Add($"The stages of '{level.Name}' from {Iso(stage.From)} on are not reached: what holds before them is tried.");
        if (HasClaims(draft)) assumed.Add("Every credit is taken to have been claimed in time.");
        return (AsClaimed(draft) with
        {
            Term = term,
            Effective = LocalDate.Min(draft.Effective, term.From),
            Levels = draft.Levels.Select(l => l.CountsFrom > from ? l with { CountsFrom = null } : l).ToValueList(),
        }, assumed.ToValueList());
    }

    /// <summary>Whether some credit has to be claimed.</summary>
    internal static bool HasClaims(Agreement text) => text.Escalation.Settlement.Claimed || text.Escalation.Credits.Any(c => c.Claim is not null);

    /// <summary>The same text with every credit as if it had been claimed in time.</summary>
    internal static Agreement AsClaimed(Agreement text) => text with
    {
        Escalation = text.Escalation with
        {
            Settlement = text.Escalation.Settlement with { Claimed = false, Claim = null },
            Credits = text.Escalation.Credits.Select(c => c with { Claim = null }).ToValueList(),
        },
    };

    static string Iso(LocalDate date) => date.ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
