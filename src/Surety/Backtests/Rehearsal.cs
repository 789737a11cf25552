using NodaTime;
using Surety.Agreements;
using Surety.Calendars;
using Surety.Clocks;
using Surety.Facts;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;
using Surety.Statements;

namespace Surety.Backtests;

/// <summary>What a planned outage would miss and cost, start by start: unannounced, and announced now under each exclusion that could take it.</summary>
/// <remarks>
/// Everything else is taken to go well from the as-of instant on, and every credit to be claimed in time, so the difference is the outage's alone. Every figure comes from <see cref="Evaluation"/>, as those of
/// statements do. Source: docs/guide/rehearse.md.
/// </remarks>
/// <param name="Agreement">The version in force at the first start.</param>
/// <param name="About">What is out: the label <c>service</c>, and others that narrow it.</param>
/// <param name="Length">How long.</param>
/// <param name="AsOf">From when it is looked at; announcements are made then.</param>
/// <param name="Slots">In order of their starts; at least one.</param>
/// <param name="Untouched">Names of levels of the service that an outage cannot be tried on, since they count events.</param>
public sealed record Rehearsal(Agreement Agreement, Labels About, Duration Length, Instant AsOf, ValueList<Slot> Slots, ValueList<string> Untouched)
{
    /// <summary>How many starts are tried at most.</summary>
    public const int MostSlots = 500;

    /// <summary>The slots that come out best, the cheapest first, then the earliest.</summary>
    public IEnumerable<Slot> Cheapest => Slots.OrderBy(s => s.Best.Effect.Cost).ThenBy(s => s.Best.Effect.Misses).ThenBy(s => s.Best.Effect.Rights.Count).ThenBy(s => s.Unannounced.Cost).ThenBy(s => s.Time.Start);

    /// <summary>Tries every start.</summary>
    /// <param name="versions">The agreement.</param>
    /// <param name="facts">What is known at the as-of instant.</param>
    /// <param name="about">What is out; names a service.</param>
    /// <param name="length">How long; above zero.</param>
    /// <param name="between">The outage lies in it; at least as long.</param>
    /// <param name="step">From one start to the next; above zero.</param>
    /// <param name="asOf">Now.</param>
    public static Rehearsal Of(Versions versions, FactSet facts, Labels about, Duration length, Interval between, Duration step, Instant asOf) =>
        new Trial(versions, facts, about, length, between, asOf).Run(step);

    sealed class Trial
    {
        readonly Versions versions;
        readonly FactSet facts;
        readonly Labels about;
        readonly Duration length;
        readonly Interval between;
        readonly Instant asOf;
        readonly Agreement agreement;
        readonly Window stretch;
        readonly Evaluation well;
        readonly Outcome without;

        public Trial(Versions versions, FactSet facts, Labels about, Duration length, Interval between, Instant asOf)
        {
            versions = ((Result<Versions>.Ok)Versions.Of(versions.All.Select(Draft.AsClaimed).ToValueList())).Value;
            (this.versions, this.about, this.length, this.between, this.asOf) = (versions, about, length, between, asOf);
            agreement = versions.At(between.Start);
            this.facts = facts with { Assumptions = [.. facts.Assumptions, new(Labels.None, new(asOf, null), false)] };
            var windows = agreement.Levels.SelectMany(l => l.Per.Touching(between.Start, between.End, l.WindowZone ?? agreement.Zone)).ToList();
            var (first, last) = (windows.MinBy(w => w.Time.Start)!, windows.MaxBy(w => w.Time.End)!);
            stretch = new(first.Rule, first.From, last.Until, new(first.Time.Start, last.Time.End));
            well = Evaluation.Of(versions, this.facts, between.End, Instant.Max(asOf, stretch.Time.End));
            without = Outcome.Of(well, stretch);
        }

        public Rehearsal Run(Duration step)
        {
            var slots = new List<Slot>();
            for (var start = between.Start; start + length <= between.End && slots.Count < MostSlots; start += step) slots.Add(SlotAt(new(start, start + length)));
            return new(agreement, about, length, asOf, slots.ToValueList(), Untouched().ToValueList());
        }

        IEnumerable<string> Untouched() => agreement.Levels.Where(l => l.Measured is Measured.ByMetric by && agreement.Metric(by.Metric) is Metric.Availability { ObservedBy: Observation.Counts, BadWhen: BadRule.AsObserved } m
            && (m.Reads.Service is null || m.Reads.Service == about["service"])).Select(l => l.Name);

        Slot SlotAt(Interval time)
        {
            var outage = facts with { Assumptions = [.. facts.Assumptions, new(about, time, true)] };
            var bad = well.With(outage, between.End);
            return new(time, EffectOf(bad), Touched(bad).ToValueList(), Exclusions().Select(e => Announced(e, outage, time)).ToValueList());
        }

        /// <summary>Exclusions that may be about the service and that some metric of it leaves out or counts as good: those that can be planned, or all where the text tells of none how it is.</summary>
        List<Exclusion> Exclusions()
        {
            var all = agreement.Scope.Exclusions.Where(e => (e.Service is null || e.Service == about["service"])
                && agreement.Metrics.OfType<Metric.Availability>().Any(m => m.LeavesOut.Contains(e.Name) || m.CountsAsGood.Contains(e.Name))).ToList();
            return all.FindAll(e => e.IsPlanned) is { Count: > 0 } planned ? planned : all;
        }

        AnnouncedAs Announced(Exclusion exclusion, FactSet outage, Interval time)
        {
            var fact = new ExcludedTime("", exclusion.Name, about, time.Start, time.End, asOf, exclusion.AgreedBy, default);
            var announced = outage with { Exclusions = [.. outage.Exclusions.TakeWhile(e => e.From <= fact.From), fact, .. outage.Exclusions.SkipWhile(e => e.From <= fact.From)] };
            var ruling = ExclusionRuling.Of(exclusion, announced, agreement.Calendar, agreement.Scope.BusinessDays, agreement.Zone, LocalTimes.StartOf(agreement.Term.From, agreement.Zone), time.End).First(r => !r.Fact.StandsInText && r.Fact.At == default && r.Fact.From == time.Start && r.Fact.Id == "");
            return new(exclusion.Name, exclusion.LatestAnnouncement(time.Start, agreement.Calendar, agreement.Scope.BusinessDays, agreement.Zone), ruling.Refused, exclusion.AgreedBy, EffectOf(well.With(announced, between.End)));
        }

        Effect EffectOf(Evaluation changed)
        {
            var outcome = Outcome.Of(changed, stretch);
            return new(without.CostMoreIn(outcome).Where(m => m.Amount != 0).ToValueList(), outcome.Missed - without.Missed, outcome.Rights.Except(without.Rights).ToValueList(), outcome.ScheduleErrors - without.ScheduleErrors);
        }

        IEnumerable<TouchedLevel> Touched(Evaluation changed) => well.Results.Zip(changed.Results).Where(r => r.First.Attained != r.Second.Attained && r.First.Window.Time.End > between.Start)
            .Select(r => new TouchedLevel(r.First.Level, r.First.Scope, r.First.Window, r.First, r.Second));
    }
}

/// <summary>One start.</summary>
/// <param name="Time">When the outage would be.</param>
/// <param name="Unannounced">What it would come to if nobody was told.</param>
/// <param name="Touched">Levels whose figure it changes, if nobody was told.</param>
/// <param name="Announced">What it would come to if it was announced at the as-of instant, under each exclusion that could take it; may be empty.</param>
public sealed record Slot(Interval Time, Effect Unannounced, ValueList<TouchedLevel> Touched, ValueList<AnnouncedAs> Announced)
{
    /// <summary>The announcement with the best effect; unannounced, with no name, where none is better.</summary>
    public (string? Exclusion, Effect Effect) Best => Announced.Select(a => ((string?)a.Exclusion, a.Effect)).Prepend((null, Unannounced)).MinBy(e => (e.Item2.Cost, e.Item2.Misses, e.Item2.Rights.Count));
}

/// <summary>What an outage adds to what would be without it.</summary>
/// <param name="Credits">Credits owed more, by currency; empty: none.</param>
/// <param name="Misses">Verdicts missed more.</param>
/// <param name="Rights">Rights that arise because of it.</param>
/// <param name="ScheduleErrors">Misses more that no row of their schedule matches.</param>
public sealed record Effect(ValueList<Money> Credits, int Misses, ValueList<string> Rights, int ScheduleErrors)
{
    /// <summary>All credits as one number, to put starts in order; currencies are not converted.</summary>
    internal decimal Cost => Credits.Sum(m => m.Amount);
}

/// <summary>An announcement of the outage under an exclusion.</summary>
/// <param name="Exclusion">Its name.</param>
/// <param name="By">Last instant at which it may be announced; <c>null</c>: no notice is needed, or there is no such instant.</param>
/// <param name="Refused">Why the time is not excluded, or not all of it; <c>null</c>: it is.</param>
/// <param name="AgreedBy">Who has to agree; taken to have agreed.</param>
/// <param name="Effect">What the outage comes to then.</param>
public sealed record AnnouncedAs(string Exclusion, Instant? By, string? Refused, ValueList<string> AgreedBy, Effect Effect);

/// <summary>A level that an outage touches.</summary>
/// <param name="Level">Its name.</param>
/// <param name="Scope">The scope.</param>
/// <param name="Window">The window.</param>
/// <param name="Without">Its verdict if all goes well.</param>
/// <param name="With">Its verdict with the outage.</param>
public sealed record TouchedLevel(string Level, Labels Scope, Window Window, LevelResult Without, LevelResult With);
