using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Surety.Calendars;
using Surety.Facts;
using Surety.Metrics;
using Surety.Scope;
using Surety.Tests.Facts;
using Xunit;
using static Surety.Tests.Metrics.AvailabilityOracle;
using Interval = NodaTime.Interval;

namespace Surety.Tests.Metrics;

public sealed class AvailabilityProperties
{
    static readonly BusinessCalendar Nights = Calendars.Example.Calendar("Europe/Berlin", ("mon-sun", "01:00-02:30 04:00-07:15"));

    static readonly BusinessCalendar Always = BusinessCalendar.Compile(new CalendarRules("around the clock", DateTimeZone.Utc) { AlwaysOpen = true });

    static readonly string?[][] Members = [["a"], ["a", "b"], ["a", "b", "c", null]];

    static Gen<Row> Rows(string observedBy, string?[] members) =>
        from member in Gen.Elements(members)
        from start in Gen.Choose(0, 600)
        from length in Gen.Frequency((8, Gen.Choose(1, 45).Select(l => (int?)l)), (1, Gen.Constant((int?)null)))
        from state in Gen.Elements("up", "up", "up", "down", "down", "degraded", "unknown")
        from value in Gen.Elements(120, 500, 501, 900)
        from events in Gen.Elements((100, 100), (95, 100), (94, 100), (0, 0), (19, 20), (0, 7))
        select new Row(member, start, observedBy is "outages" ? start + length : observedBy is "counts" ? start + (length ?? 5) : null, state, value, events.Item1, events.Item2);

    static Gen<Left> Exclusions(string?[] members) =>
        from name in Gen.Elements("maintenance", "maintenance", "force majeure", "force majeure", "something else")
        from member in Gen.Elements([null, .. members, .. members])
        from start in Gen.Choose(-60, 600)
        from length in Gen.Frequency((6, Gen.Choose(1, 120).Select(l => (int?)l)), (1, Gen.Constant((int?)null)))
        select new Left(name, member, start, start + length);

    static Gen<int?> Perhaps(int low, int high) => Gen.Frequency((3, Gen.Constant((int?)null)), (1, Gen.Choose(low, high).Select(m => (int?)m)));

    static Gen<Story> Stories() =>
        from observedBy in Gen.Elements("changes", "samples", "values", "outages", "counts")
        from every in Gen.Elements(1, 5, 20, 40)
        from states in Gen.Elements<string[]>(["down"], ["down", "degraded"], ["down", "unknown"])
        from shortest in Gen.Elements(0, 0, 5, 15, 30)
        from noData in Gen.Elements(Enum.GetValues<NoData>())
        from during in Gen.Elements(false, false, true)
        from members in Gen.Elements(Members)
        from size in Gen.Frequency((1, Gen.Choose(0, 2)), (3, Gen.Choose(3, 12)), (3, Gen.Choose(13, 40)))
        from rows in Rows(observedBy, members).ArrayOf(size)
        from left in Gen.Choose(0, 4)
        from exclusions in Exclusions(members).ArrayOf(left)
        from scope in Gen.Elements((null, null), (null, null), ("a", null), (null, "a"), ((string?)"b", (string?)"a"))
        from start in Gen.Choose(-60, 300)
        from length in Gen.Choose(1, 600)
        from existsFrom in Perhaps(-60, 300)
        from existsUntil in Perhaps(301, 700)
        from asOf in Gen.Frequency((1, Gen.Choose(1, 760)), (2, Gen.Choose(500, 760)))
        select new Story(observedBy, every, states.ToValueList(), shortest, noData, during, Tidy(observedBy, rows), exclusions.ToValueList(), scope.Item1, scope.Item2,
            start, start + length, existsFrom, existsUntil, asOf);

    /// <summary>In order of time, one fact for an instant of a series; intervals of a series do not overlap.</summary>
    static ValueList<Row> Tidy(string observedBy, Row[] rows)
    {
        if (observedBy == "outages") return rows.ToValueList();
        var sorted = rows.OrderBy(r => r.From).DistinctBy(r => (r.Member, r.From)).ToList();
        if (observedBy == "counts")
            sorted = sorted.Select((r, i) => sorted.Skip(i + 1).FirstOrDefault(n => n.Member == r.Member) is { } next ? r with { Until = Math.Min(r.Until!.Value, next.From) } : r).ToList();
        return sorted.ToValueList();
    }

    static string Line(Story story, Row row, int i)
    {
        var about = row.Member is null ? "" : $",'member':'{row.Member}'";
        return story.ObservedBy switch
        {
            "outages" => $"{{'type':'outage','id':'o{i}','from':'{At(row.From)}'{Until(row.Until)}{about}}}",
            "counts" => $"{{'type':'count','from':'{At(row.From)}'{Until(row.Until)},'good':{row.Good},'total':{row.Total}{about}}}",
            "values" => $"{{'type':'sample','at':'{At(row.From)}','value':{row.Value}{about}}}",
            _ => $"{{'type':'state','at':'{At(row.From)}','state':'{row.State}'{about}}}",
        };
    }

    static string Until(int? minute) => minute is { } m ? $",'until':'{At(m)}'" : "";

    static FactSet FactsOf(Story story)
    {
        var builder = Fact.Read([
            .. story.Rows.Select((r, i) => Line(story, r, i)),
            .. story.Exclusions.Select((e, i) => $"{{'type':'exclusion','id':'x{i}','exclusion':'{e.Name}','from':'{At(e.From)}'{Until(e.Until)}{(e.Member is null ? "" : $",'member':'{e.Member}'")}}}"),
        ]);
        var facts = builder.Build();
        builder.Problems.ShouldBeEmpty();
        return facts;
    }

    static Metric.Availability MetricOf(Story story, PartialMinutes partial) => new()
    {
        Name = "uptime",
        Clause = default,
        Reads = new(null, null, null, []),
        ObservedBy = story.ObservedBy switch
        {
            "changes" => new Observation.Changes(),
            "outages" => new Observation.Outages(),
            "counts" => new Observation.Counts(),
            _ => new Observation.Samples(Duration.FromMinutes(story.Every)),
        },
        BadWhen = story.ObservedBy switch
        {
            "outages" => new BadRule.AsObserved(),
            "counts" => new BadRule.ErrorRateIs(new(new(0.05m, false), null, Unit.Percent, "above 5 %")),
            "values" => new BadRule.ValueIs(new(new(500 * 10_000, false), null, Unit.Time, "above 500 ms")),
            _ => new BadRule.StateIs(story.BadStates.Select(s => Enum.Parse<ServiceState>(s, ignoreCase: true)).ToValueList()),
        },
        During = story.During ? "nights" : null,
        ShortestOutage = Duration.FromMinutes(story.ShortestOutage),
        PartialMinutes = partial,
        NoData = story.NoData,
        Intervals = story.Interval == 0 ? null : new(Duration.FromMinutes(story.Interval), story.ObservedBy == "counts" ? new IntervalRule.OwnRate()
            : story.BadShare switch
            {
                0 => new IntervalRule.AnyBad(),
                100 => new IntervalRule.AllBad(),
                var share => new IntervalRule.ShareBad(new(new(Rational.Of(share, 100), true), null, Unit.Percent, $"at least {share} %")),
            }),
        MinimumRun = Duration.FromMinutes(story.MinimumRun),
        MinimumTraffic = new(story.Traffic, story.Otherwise),
        LeavesOut = ["maintenance"],
        CountsAsGood = ["force majeure"],
    };

    static AvailabilityMeasure MeasureOf(Story story, PartialMinutes partial)
    {
        var facts = FactsOf(story);
        var scope = new ScopeSelection(Labels.None, story.OnlyMember is { } only ? Labels.None.With("member", only) : Labels.None, story.NotMember is { } not ? [Labels.None.With("member", not)] : []);
        return AvailabilityMeasure.Of(MetricOf(story, partial), facts, scope, story.During ? Nights : null,
            name => ExclusionRuling.Of(new(name, null, null, null, null, [], null, null, default), facts, _ => Always, Always, DateTimeZone.Utc, default, At(story.AsOf)), At(story.AsOf), DateTimeZoneProviders.Tzdb["Europe/Berlin"]);
    }

    static Interval Existence(Story story) => new(story.ExistsFrom is { } from ? At(from) : null, story.ExistsUntil is { } until ? At(until) : null);

    static Minutes Measured(Story story, AvailabilityMeasure measure, int from, int until)
    {
        var measured = measure.In(new(At(from), At(until)), Existence(story));
        measured.Why.AddsUp().ShouldBeTrue(measured.Why.ToString());
        measured.Why.Value.Exact.ShouldBe(measured.Attained?.Exact);
        var unknown = Ticks(measured.Why, "time that nobody knows");
        var bad = measured.BadTime!.Value.BclCompatibleTicks / NodaConstants.TicksPerMinute;
        return new((int)(Ticks(measured.Why, "good time") / NodaConstants.TicksPerMinute), (int)bad, (int)(unknown / NodaConstants.TicksPerMinute), measured.Coverage);
    }

    static long Ticks(Reason why, string sentence)
    {
        if (why.Sentence.StartsWith(sentence, StringComparison.Ordinal)) return (long)why.Value.Exact!.Value.Numerator;
        foreach (var part in why.Parts)
            if (Ticks(part, sentence) is > 0 and var ticks) return ticks;
        return 0;
    }

    [Fact]
    public void Minutes_agree_with_a_count_of_single_minutes() =>
        Prop.ForAll(Arb.From(Gen.Zip(Stories(), Gen.Elements(Enum.GetValues<PartialMinutes>()))), c =>
        {
            var (story, partial) = c;
            Measured(story, MeasureOf(story, partial), story.From, story.Until).ShouldBe(Count(story, story.From, story.Until));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void A_window_is_cut_into_stretches_that_come_to_its_figures() =>
        Prop.ForAll(Arb.From(Gen.Zip(IntervalStories(), Gen.Choose(0, 5))), c =>
        {
            var (story, most) = c;
            var (window, counted) = (new Interval(At(story.From), At(story.Until)), Count(story, story.From, story.Until));
            var time = MeasureOf(story, PartialMinutes.Exact).In(window, Existence(story)).Time!;
            var (whole, told) = (time.Strip(int.MaxValue), time.Strip(most));

            // From end to end, without a hole or an overlap.
            whole.Stretches.Aggregate(window.Start, (at, s) => s.From == at && s.Until > at ? s.Until : throw new InvalidOperationException($"{s} does not begin at {at}")).ShouldBe(window.End);
            (Minutes(TimeKind.Good), Minutes(TimeKind.Bad), Minutes(TimeKind.Unknown)).ShouldBe((counted.Good, counted.Bad, counted.Unknown));
            foreach (var total in whole.Totals)
            {
                var of = whole.Stretches.Where(s => s.Kind == total.Kind).ToList();
                (total.Length, total.Stretches, total.More).ShouldBe((of.Aggregate(Duration.Zero, (sum, s) => sum + s.Length), of.Count, 0));
                var listed = told.Stretches.Where(s => s.Kind == total.Kind).ToList();
                (told[total.Kind] with { More = 0 }, told[total.Kind].More).ShouldBe((total, Math.Max(0, of.Count - most)));
                listed.Select(s => s.Length).OrderDescending().ShouldBe(of.Select(s => s.Length).OrderDescending().Take(most));
            }

            int Minutes(TimeKind kind) => (int)whole[kind].Length.TotalMinutes;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    static Gen<Story> IntervalStories() =>
        from story in Stories()
        from interval in Gen.Elements(0, 2, 5, 15, 60, 240)
        from share in Gen.Elements(0, 50, 80, 100)
        from run in Gen.Elements(0, 0, 5, 15, 60)
        from traffic in Gen.Elements(1, 1, 20, 101)
        from otherwise in Gen.Elements(Enum.GetValues<LittleTraffic>())
        select story with { Interval = interval, BadShare = share, MinimumRun = run, Traffic = traffic, Otherwise = otherwise };

    [Fact]
    public void Intervals_runs_and_traffic_agree_with_a_count_of_single_minutes() =>
        Prop.ForAll(Arb.From(IntervalStories()), story => Measured(story, MeasureOf(story, PartialMinutes.Exact), story.From, story.Until).ShouldBe(Count(story, story.From, story.Until)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void The_figure_is_the_share_of_good_minutes_and_needs_its_coverage() =>
        Prop.ForAll(Arb.From(Stories()), story =>
        {
            var (measured, counted) = (MeasureOf(story, PartialMinutes.Exact).In(new(At(story.From), At(story.Until)), Existence(story)), Count(story, story.From, story.Until));
            measured.Attained.ShouldBe(counted.Availability is { } share ? new Figure.Share(share) : null);
            measured.IsEnough.ShouldBe(counted.Availability is not null && counted.Coverage >= Rational.Of(95, 100));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_window_is_the_sum_of_its_two_parts() =>
        Prop.ForAll(Arb.From(Gen.Zip(Stories(), Gen.Choose(0, 100))), c =>
        {
            var (story, percent) = c;
            var (measure, cut) = (MeasureOf(story, PartialMinutes.Touched), story.From + ((story.Until - story.From) * percent / 100));
            if (cut == story.From || cut == story.Until) return;
            var (whole, left, right) = (Measured(story, measure, story.From, story.Until), Measured(story, measure, story.From, cut), Measured(story, measure, cut, story.Until));
            whole.Bad.ShouldBe(left.Bad + right.Bad);
            whole.Good.ShouldBe(left.Good + right.Good);
            whole.Unknown.ShouldBe(left.Unknown + right.Unknown);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Partial_minutes_agree_with_a_count_of_single_seconds() =>
        Prop.ForAll(
            Arb.From(from outages in Gen.Zip(Gen.Choose(0, 1_500), Gen.Choose(1, 300)).ArrayOf(5)
                     from partial in Gen.Elements(Enum.GetValues<PartialMinutes>())
                     from shortest in Gen.Elements(0, 45, 90)
                     from start in Gen.Choose(0, 900)
                     from length in Gen.Choose(1, 900)
                     select (outages, partial, shortest, start, length)),
            c =>
            {
                var bad = new bool[1_860];
                foreach (var (from, length) in c.outages) Array.Fill(bad, true, from, length);
                for (var (s, run) = (0, 0); s < bad.Length; s++)
                {
                    run = bad[s] ? run + 1 : 0;
                    if (run > 0 && !bad[s + 1] && run < c.shortest) Array.Fill(bad, false, s + 1 - run, run);
                }
                bool Counts(int second)
                {
                    var minute = bad.AsSpan(second / 60 * 60, 60);
                    return c.partial switch { PartialMinutes.Exact => bad[second], PartialMinutes.Full => !minute.Contains(false), PartialMinutes.Touched => minute.Contains(true) };
                }

                var facts = Fact.Set([.. c.outages.Select((o, i) => $"{{'type':'outage','id':'o{i}','from':'{Second(o.Item1)}','until':'{Second(o.Item1 + o.Item2)}'}}")]);
                var metric = new Metric.Availability
                {
                    Name = "uptime",
                    Clause = default,
                    Reads = new(null, null, null, []),
                    ObservedBy = new Observation.Outages(),
                    BadWhen = new BadRule.AsObserved(),
                    PartialMinutes = c.partial,
                    ShortestOutage = Duration.FromSeconds(c.shortest),
                };
                var measured = AvailabilityMeasure.Of(metric, facts, ScopeSelection.Everything, null, _ => [], Second(1_860)).In(new(Second(c.start), Second(c.start + c.length)), new(null, null));
                measured.BadTime.ShouldBe(Duration.FromSeconds(Enumerable.Range(c.start, c.length).Count(Counts)));
                measured.Why.AddsUp().ShouldBeTrue();
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    static Instant Second(int second) => Midnight + Duration.FromSeconds(second);
}
