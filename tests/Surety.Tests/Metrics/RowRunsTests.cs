using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Surety.Facts;
using Surety.Metrics;
using Xunit;

namespace Surety.Tests.Metrics;

/// <summary>Scanning columns finds what looking at each row finds.</summary>
public sealed class RowRunsTests
{
    static void ForAny<T>(Gen<T> tries, Action<T> holds) => Prop.ForAll(tries.ToArbitrary(), one =>
    {
        holds(one);
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    static Gen<ServiceState[]> AnyStates() =>
        from rare in Gen.Elements(2, 5, 60)
        from states in Gen.Choose(0, rare).Select(n => n < 4 ? (ServiceState)n : ServiceState.Up).ListOf()
        select states.ToArray();

    [Fact]
    public void Runs_of_states_are_the_kinds_of_the_rows() => ForAny(
        from states in AnyStates() from bad in Gen.Elements<ServiceState[]>([ServiceState.Down], [ServiceState.Down, ServiceState.Degraded], [ServiceState.Unknown]) select (states, bad),
        t => Kinds(RowRuns.Of(States.Of(t.states), t.bad.ToValueList())).ShouldBe(
            t.states.Select(s => t.bad.Contains(s) ? RowKind.Bad : s == ServiceState.Unknown ? RowKind.Unknown : RowKind.Good)));

    [Fact]
    public void Runs_of_numbers_are_the_kinds_of_the_rows_whatever_their_width() => ForAny(
        from width in Gen.Elements(1m, 100m, 1_000_000m, 10_000_000_000_000m, 0.0000000000000000001m)
        from numbers in (from n in Gen.Choose(-130, 130) from decimals in Gen.Choose(0, 2) select n * width / (decimals == 0 ? 1 : 8)).ListOf()
        from low in Gen.Choose(-200, 200)
        from ends in Gen.Choose(0, 15)
        from size in Gen.Choose(0, 100)
        from outside in Gen.Elements(true, false)
        from scale in Gen.Elements(1, 10_000)
        let range = new Comparison(
            (ends & 1) == 0 ? null : new((Rational)low * width * scale / 8, (ends & 4) == 0), (ends & 2) == 0 ? null : new((Rational)(low + size) * width * scale / 8, (ends & 8) == 0), Unit.Number, "any")
        select (Numbers: numbers.ToArray(), Rule: new BadRule.ValueIs(range, outside), scale),
        t => Kinds(RowRuns.Of(Numbers.Of(t.Numbers), t.Rule, t.scale)).ShouldBe(t.Numbers.Select(n => t.Rule.IsBad((Rational)n * t.scale) ? RowKind.Bad : RowKind.Good)));

    [Fact]
    public void Neighbours_of_one_kind_are_one_run() => ForAny(AnyStates(), states =>
    {
        var runs = RowRuns.Of(States.Of(states), [ServiceState.Down]);

        runs.Zip(runs.Skip(1)).ShouldAllBe(pair => pair.First.Kind != pair.Second.Kind && pair.First.Until == pair.Second.From);
    });

    [Fact]
    public void Time_of_a_series_is_the_time_of_its_rows_and_its_facts_are_those_of_bad_rows() => ForAny(
        from states in AnyStates()
        from steps in (from wild in Gen.Choose(0, 8) from step in Gen.Choose(1, 90) select wild == 0 ? step : 30).ListOf(states.Length)
        from every in Gen.Elements<long?>(null, 30L, 45L, 10L, 1000L)
        from window in Gen.Choose(0, 3000)
        from length in Gen.Choose(1, 400)
        select (states, at: steps.Select((_, i) => 1000L + steps.Take(i).Sum()).ToArray(), every, window, length),
        t =>
        {
            const long now = 20_000;
            var origins = t.at.Select((_, i) => new Origin(0, i + 1)).ToArray();
            var runs = RowRuns.Of(States.Of(t.states), [ServiceState.Down]);
            long EndOf(int i) => i + 1 < t.at.Length ? (t.every is { } own ? Math.Min(t.at[i] + own, t.at[i + 1]) : t.at[i + 1]) : t.every is { } last ? t.at[i] + last : Math.Max(now, t.at[i]);
            var rows = Enumerable.Range(0, t.at.Length).Select(i => (Row: i, From: t.at[i], Until: EndOf(i), State: t.states[i])).ToList();

            var time = new SeriesTime(Steps.Of(t.at), Origins.Of(origins), runs, t.every, now);

            time.TimeOf(k => k == RowKind.Bad).Stretches.ShouldBe(TimeSet.Of(rows.Where(r => r.State == ServiceState.Down).Select(r => (r.From, r.Until))).Stretches);
            time.TimeOf(k => k != RowKind.Unknown).Stretches.ShouldBe(TimeSet.Of(rows.Where(r => r.State != ServiceState.Unknown).Select(r => (r.From, r.Until))).Stretches);
            time.FactsOf(t.window, t.window + t.length).ShouldBe(rows.Where(r => r.State == ServiceState.Down && r.From < t.window + t.length && r.Until > t.window).Select(r => origins[r.Row]));
        });

    [Fact]
    public void Sets_of_time_are_what_each_instant_says() => ForAny(
        from one in Stretch().ListOf() from other in Stretch().ListOf() select (One: TimeSet.Of(one), Other: TimeSet.Of(other)),
        t =>
        {
            foreach (var (name, set, rule) in new (string, TimeSet, Func<bool, bool, bool>)[] { ("or", t.One.Or(t.Other), (a, b) => a || b), ("and", t.One.And(t.Other), (a, b) => a && b), ("without", t.One.Without(t.Other), (a, b) => a && !b) })
            {
                Enumerable.Range(-2, 64).ShouldAllBe(at => set.Holds(at) == rule(t.One.Holds(at), t.Other.Holds(at)), name);
                set.Stretches.Zip(set.Stretches.Skip(1)).ShouldAllBe(pair => pair.First.Until < pair.Second.From);
                set.Stretches.ShouldAllBe(s => s.From < s.Until);
            }
        });

    static Gen<(long, long)> Stretch() => from start in Gen.Choose(0, 55) from length in Gen.Choose(1, 9) select ((long)start, (long)(start + length));

    static IEnumerable<RowKind> Kinds(List<RowRun> runs) => runs.SelectMany(r => Enumerable.Repeat(r.Kind, r.Until - r.From));
}
