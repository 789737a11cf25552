using NodaTime;
using Surety.Clocks;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>Why something was missed, as the parties say it, and who still has to.</summary>
/// <remarks>
/// A fact <c>reason</c> names its window in the label <c>period</c>; without it, it is for the newest window that was over when it was said. With the label <c>ticket</c> it is about
/// that ticket alone and stands beside it. Source: docs/guide/language.md, "Reasons".
/// </remarks>
static class MissReasons
{
    /// <summary>Adds to a miss what was said about it, and until when it has to be.</summary>
    public static LevelResult Of(ServiceLevel level, VersionInFacts version, LevelResult result, FactSet facts, Instant asOf)
    {
        if (result.Verdict is not (Verdict.Missed or Verdict.Excused)) return result;
        var said = facts.Deeds.Where(d => d.Kind == DeedKind.Reasoned && d.Of == result.Level && d.When <= asOf && IsFor(d, level, result, version))
            .Select(d => new StatedReason(d.When, d.By, d.Text ?? "", d.Labels["ticket"], d.At)).ToValueList();
        return result with { Stated = said, ReasonDue = DeadlineOf(level, version, result)?.At };
    }

    /// <summary>The duty to say why a level was missed, for each miss whose window ends in a period or whose reason falls due in it; a miss that is excused has its reason.</summary>
    public static IEnumerable<DutyStatus> Duties(IEnumerable<LevelResult> all, Func<LevelResult, VersionInFacts> versions, Window period, Instant asOf)
    {
        foreach (var result in all.Where(r => r is { Verdict: Verdict.Missed, Counts: true, ReasonDue: not null }))
        {
            var version = versions(result);
            var level = version.Agreement.Level(result.Level)!;
            if (DeadlineOf(level, version, result) is not { At: { } due } deadline || !(IsIn(period, result.Window.Time.End) || IsIn(period, due))) continue;
            var by = level.Reason!.By;
            var given = result.Stated.FirstOrDefault(s => s.Ticket is null && (s.By is not ("provider" or "customer") || s.By == by));
            var state = given is not null ? deadline.IsKeptAt(given.At) ? DutyState.Done : DutyState.DoneLate : deadline.IsKeptAt(asOf) ? DutyState.Planned : DutyState.Overdue;
            var why = given is null ? deadline.Derivation
                : new(() => deadline.Why with { Parts = [.. deadline.Why.Parts, new("the reason was given", new Figure.At(given.At), Follows.Given, [], level.Reason.Clause, new(1, [given.Fact]))] });
            yield return new(NameOf(result), result.Window.Name, by, [], due, given?.At, state, level.Reason.Clause, why);
        }
    }

    /// <summary>What the duty is called.</summary>
    public static string NameOf(LevelResult result) => $"reason for {Display.Level(result.Level, result.Scope)}";

    static Deadline? DeadlineOf(ServiceLevel level, VersionInFacts version, LevelResult result) =>
        level.Reason is { } reason ? Deadline.Of(reason.Due, PeriodNames.DeadlineFrom(version.Agreement, result.Window.Time.End, true, result.Window.Time.End), reason.Clause) : null;

    static bool IsIn(Window period, Instant at) => at > period.Time.Start && at <= period.Time.End;

    static bool IsFor(Deed deed, ServiceLevel level, LevelResult result, VersionInFacts version)
    {
        var zone = level.WindowZone ?? version.Agreement.Zone;
        var isTimely = deed.Labels["period"] is { } period ? PeriodNames.Names(period, result.Window, version.Agreement.Zone)
            : deed.When >= result.Window.Time.End && deed.When < result.Window.Next(zone).Time.End;
        return isTimely && deed.Labels.Items.All(l => result.Scope[l.Name] is not { } value || value == l.Value);
    }
}
