using NodaTime;
using Surety.Clocks;
using Surety.Escalation;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>What repeated or grave misses have given, and how near the rest is.</summary>
/// <remarks>
/// A right arises at the end of the window, or with the event, that completes one of its triggers. A later one that completes one again prolongs a right that is alive and gives
/// a lapsed one anew. What was over when a right was exercised is used up. Source: docs/guide/language.md, "rights".
/// </remarks>
static class Rights
{
    /// <summary>Says where every right of the agreement stands after a period.</summary>
    /// <param name="version">The version that grants the rights.</param>
    /// <param name="all">Verdicts of all windows since the beginning, in any order; open ones and those that are only reported are passed over.</param>
    /// <param name="events">The events that a trigger counts, in any order; those of the period's end and later are not looked at.</param>
    /// <param name="facts">Notices.</param>
    /// <param name="period">Windows that end later are not looked at.</param>
    /// <param name="asOf">Notices after it are not looked at, and a right lapses by it.</param>
    public static ValueList<RightStatus> Of(VersionInFacts version, IReadOnlyCollection<LevelResult> all, Func<Trigger, IEnumerable<Happened>> events, FactSet facts, Window period, Instant asOf) =>
        version.Agreement.Escalation.Rights.Select(right => new Walk(right, version, all, events, facts, period, asOf).Status()).ToValueList();

    /// <summary>A right that has arisen.</summary>
    sealed record Given(Instant Since, Deadline? Until, Counted Have, Deed? Exercised)
    {
        public bool LivesAt(Instant at) => Exercised is null && (Until?.IsKeptAt(at) ?? true);
    }

    sealed class Walk(Right right, VersionInFacts version, IReadOnlyCollection<LevelResult> all, Func<Trigger, IEnumerable<Happened>> events, FactSet facts, Window period, Instant asOf)
    {
        readonly List<CountedSoFar> triggers = right.Triggers.SelectMany(t => t.Counts switch
        {
            TriggerCounts.Windows counts => WindowsThatCount.Of(t, counts, right.SkipsNoVerdict, version, all, period).AsEnumerable<CountedSoFar>(),
            TriggerCounts.Events counts => EventsThatCount.Of(t, counts, events(t), version.Agreement, period.Time.End),
            TriggerCounts.Downtime counts => DowntimeThatCounts.Of(t, counts, events(t), version.Agreement, period.Time.End, Notices(right, facts, asOf).Select(d => d.When).ToList()),
        }).ToList();
        readonly Queue<Deed> notices = new(Notices(right, facts, asOf));
        Instant usedUp = Instant.MinValue;
        Given? given;

        public RightStatus Status()
        {
            foreach (var moment in triggers.SelectMany(t => t.Moments).Distinct().Order())
            {
                Exercise(notice => notice < moment);
                foreach (var trigger in triggers)
                    if (trigger.CompletedAt(moment, usedUp) is { } have)
                    {
                        Arise(moment, have);
                        break;
                    }
            }
            Exercise(_ => true);
            return given is null ? Near() : Arisen(given);
        }

        static IEnumerable<Deed> Notices(Right right, FactSet facts, Instant asOf) => facts.Deeds.Where(d => d.Kind == DeedKind.Noticed && d.Of == right.Name && d.When <= asOf && IsBy(d, right.Of)).OrderBy(d => d.When);

        // Only the side whose right it is can exercise it; who does not say gives notice for that side.
        static bool IsBy(Deed notice, string side) => notice.By is not ("provider" or "customer") || notice.By == side;

        void Arise(Instant moment, Counted have)
        {
            var until = right.ExercisedWithin is { } span
                ? Deadline.Of(new DeadlineRule.After(span, Anchor.Own), PeriodNames.DeadlineFrom(version.Agreement, moment, have.Trigger.Counts is TriggerCounts.Windows), right.Clause) : null;
            given = given is { } alive && alive.LivesAt(moment) ? alive with { Until = until } : new(moment, until, have, null);
        }

        void Exercise(Func<Instant, bool> before)
        {
            while (notices.TryPeek(out var notice) && before(notice.When))
            {
                notices.Dequeue();
                if (given is not { } alive || notice.When < alive.Since || !alive.LivesAt(notice.When)) continue;
                given = alive with { Exercised = notice };
                usedUp = notice.When;
            }
        }

        RightStatus Arisen(Given given)
        {
            var state = given.Exercised is not null ? RightState.Exercised : given.LivesAt(asOf) ? RightState.Arisen : RightState.Lapsed;
            return Status(state, given.Have, given.Since, given.Until?.At, () => Parts(given));
        }

        IEnumerable<Reason> Parts(Given given)
        {
            yield return given.Have.Why();
            yield return new(given.Have.Trigger.Counts is TriggerCounts.Windows ? "given at the end of the window that completed it" : "given with the event that completed it", new Figure.At(given.Since), Follows.Given, [], given.Have.Trigger.Clause);
            if (given.Until is { } until) yield return until.Why;
            if (given.Exercised is { } notice) yield return new("notice given", new Figure.At(notice.When), Follows.Given, [], right.Clause, FactCitation.Of([notice.At]));
        }

        RightStatus Near()
        {
            // The nearest of them leads; any other one may come before it in another month.
            var all = triggers.Select(t => t.AtTheEnd(usedUp)).OrderByDescending(have => Rational.Of(have.Count, have.Trigger.Count)).ToList();
            return Status(RightState.NotArisen, all[0], null, null, () => all.Select(have => have.Why())) with { Others = all.Skip(1).Select(have => new OtherTrigger(have.Words, have.Count, have.Trigger.Count, have.What)).ToValueList() };
        }

        RightStatus Status(RightState state, Counted have, Instant? since, Instant? until, Func<IEnumerable<Reason>> parts) => new(
            right.Name, right.Of, state, have.Words, have.Count, have.Trigger.Count, since, until, right.Notice?.Words, right.Clause,
            new(() => new(have.Words, new Figure.Words(Word(state)), Follows.Rule, parts().ToValueList(), have.Trigger.Clause)))
        { Counts = have.What };
    }

    static string Word(RightState state) => state switch
    {
        RightState.NotArisen => "not arisen",
        RightState.Arisen => "arisen",
        RightState.Exercised => "exercised",
        RightState.Lapsed => "lapsed",
    };
}
