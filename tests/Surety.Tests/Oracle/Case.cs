using System.Text;
using NodaTime;
using NodaTime.Text;

namespace Surety.Tests.Oracle;

/// <summary>A drawn agreement, its facts, and the question: the statement of a period, as of an instant.</summary>
/// <remarks><c>Period</c>: 2026-03, 2026-Q1 or 2026. <c>Grain</c>: Seconds: everything happens at multiples of it.</remarks>
sealed record Case(ulong Seed, Contract Contract, IReadOnlyList<Told> Facts, string Period, Instant AsOf, int Grain)
{
    public DateTimeZone Zone => Zones.Of(Contract.Zone);

    /// <summary>First day, and the day after the last one.</summary>
    public (LocalDate First, LocalDate Next) Days
    {
        get
        {
            var year = int.Parse(Period[..4]);
            if (Period.Length == 4) return (new(year, 1, 1), new(year + 1, 1, 1));
            var months = Period[5] == 'Q' ? 3 : 1;
            var first = new LocalDate(year, months == 3 ? ((Period[6] - '0') * 3) - 2 : int.Parse(Period[5..]), 1);
            return (first, first.PlusMonths(months));
        }
    }

    /// <summary>Slots from before everything that is told up to the as-of instant, or a little after the term and all facts: what lies outside counts nowhere.</summary>
    public Timeline Timeline()
    {
        var earliest = Facts.Select(f => Zones.DateAt(Zone, f.Happens)).Append(Contract.From).Min();
        var start = Zones.StartOfDay(Zone, earliest.PlusDays(Grain >= 60 && Contract.Exclusions.Any(e => e.Announced?.Unit.StartsWith("business", StringComparison.Ordinal) == true) ? -20 : 0));
        var end = Contract.To is { } to ? ByHand.Min(AsOf, Facts.Select(f => f.Over).Append(Zones.StartOfDay(Zone, to.PlusDays(1))).Max() + Duration.FromHours(LongestRun)) : AsOf;
        return new(Zone, start, Grain, (int)((end - start).TotalSeconds / Grain));
    }

    /// <summary>Hours after which nothing is too short to count any more.</summary>
    int LongestRun => Contract.Metrics.Any(m => m is Metric.Availability { MinimumRun.Unit: "intervals" }) ? 24 : 3;

    public IReadOnlyList<string> Lines => [.. Facts.Select(f => f.Line())];

    /// <summary>All that is needed to try it by hand: <c>surety evaluate</c> with these two files.</summary>
    public string Replay()
    {
        var text = new StringBuilder($"seed {Seed}; surety evaluate agreement.yaml --facts facts.jsonl --period {Period} --as-of {InstantPattern.ExtendedIso.Format(AsOf)}\n--- agreement.yaml\n");
        text.Append(ContractText.Of(Contract)).Append("--- facts.jsonl\n");
        foreach (var line in Lines.Take(200)) text.Append(line).Append('\n');
        if (Lines.Count > 200) text.Append($"… and {Lines.Count - 200} more\n");
        return text.ToString();
    }
}
