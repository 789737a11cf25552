using NodaTime;
using Surety.Agreements;
using Surety.Backtests;
using Surety.Facts;
using Surety.Levels;
using Surety.Scope;
using Surety.Statements;

namespace Surety.Benchmarks.Backtests;

/// <summary>A draft with six metrics, tried on months of minutes.</summary>
sealed class Trial
{
    readonly FactSet facts;
    readonly ValueList<Window> months;

    public Trial(Minutes minutes, ReadOnlyMemory<byte> file)
    {
        var builder = new FactBuilder();
        FactColumns.Read(builder, "minutes.columns", file);
        if (builder.Problems.Count > 0) throw new InvalidOperationException(builder.Problems[0].ToString());
        facts = builder.Build(AsOf);
        months = minutes.Months.Select(m => WindowRule.Month.At(m, DateTimeZone.Utc)).ToValueList();
    }

    static Instant AsOf { get; } = Instant.FromUtc(2026, 2, 1, 0, 0);

    Instant End => months[^1].Time.End;

    /// <summary>All that <c>surety backtest</c> prints.</summary>
    public Backtest Whole() => Backtest.Of(Draft(), facts, months, AsOf);

    /// <summary>The promises of the draft, measured.</summary>
    public Evaluation Measured() => Evaluation.Of(Alone(Draft()), facts, End, AsOf);

    /// <summary>The draft with another target of its first level: what its metrics came to is taken from before.</summary>
    /// <param name="measured">Before.</param>
    /// <param name="target">In percent.</param>
    public Outcome Moved(Evaluation measured, decimal target) => OutcomeOf(measured.With(Alone(WithTarget(measured.Versions.Newest, target)), End));

    /// <summary>The same without anything from before.</summary>
    public Outcome Fresh(decimal target) => OutcomeOf(Evaluation.Of(Alone(WithTarget(Draft(), target)), facts, End, AsOf));

    Outcome OutcomeOf(Evaluation evaluation) => Outcome.Of(evaluation, new(months[0].Rule, months[0].From, months[^1].Until, new(months[0].Time.Start, End)));

    static Agreement WithTarget(Agreement text, decimal target) => TargetCurve.Moved(text, text.Levels[0], text.Levels[0].Targets[0], (Rational)target / 100);

    static Versions Alone(Agreement text) => ((Result<Versions>.Ok)Versions.Of([text])).Value;

    Agreement Draft()
    {
        var parsed = AgreementFile.Parse("draft.yaml", System.Text.Encoding.UTF8.GetBytes(TextFrom(months[0].From)));
        return parsed.Agreement ?? throw new InvalidOperationException(parsed.Problems[0].ToString());
    }

    public static string TextFrom(LocalDate from) => $"""
        surety: 1
        agreement: draft
        title: A year of minutes
        parties:
          provider:
            name: Northwind Services Ltd
          customer:
            name: Acme GmbH
        term:
          from: {from.Year:D4}-{from.Month:D2}-{from.Day:D2}
          time zone: UTC
        scope:
          services:
            shop:
              description: Shop
            search:
              description: Search
            found:
              description: Search results
            answers:
              description: Answers of the shop
            page:
              description: Pages of the shop
            load:
              description: Load
          exclusions:
            works:
              announced: 24 h before
        metrics:
          shop:
            measures: availability
            of: shop
            observed by: samples
            every: 1 min
            leaves out: works
          search:
            measures: availability
            of: search
            observed by: samples
            every: 1 min
            leaves out: works
          found:
            measures: availability
            of: found
            observed by: samples
            every: 1 min
            bad when: value above 500 ms
          answers:
            measures: availability
            of: answers
            observed by: counts
          page:
            measures: value
            of: page
            observed by: samples
            takes: 95th percentile
            unit: ms
            leaves out: works
          load:
            measures: value
            of: load
            observed by: samples
            takes: mean
        service levels:
          shop is up:
            metric: shop
            per: month
            target: at least 99.9 %
          search is up:
            metric: search
            per: month
            target: at least 99.5 %
          found fast:
            metric: found
            per: month
            target: at least 99.7 %
          answered:
            metric: answers
            per: month
            target: at least 99.9 %
          page is fast:
            metric: page
            per: month
            target: at most 400 ms
          load is low:
            metric: load
            per: month
            target: at most 50
        escalation:
          credits:
            shop is up:
              of: EUR 100.00
              bands:
                - from 99.0 % to below 99.5 %: 10 %
                - from 95.0 % to below 99.0 %: 25 %
                - below 95.0 %: 100 %
            search is up:
              of: EUR 60.00
              bands:
                - from 98.0 % to below 99.5 %: 10 %
                - below 98.0 %: 50 %
        """;

    /// <summary>The figures of each level and month, worked out minute by minute: slow, and easy to read.</summary>
    public static Dictionary<(string Level, LocalDate Month), Rational> ByHand(Minutes minutes)
    {
        var figures = new Dictionary<(string, LocalDate), Rational>();
        foreach (var month in minutes.Months)
        {
            var (from, until) = (month.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant().ToUnixTimeSeconds(), month.PlusMonths(1).AtStartOfDayInZone(DateTimeZone.Utc).ToInstant().ToUnixTimeSeconds());
            var all = Enumerable.Range(0, minutes.At.Length).Where(i => minutes.At[i] >= from && minutes.At[i] < until).ToList();
            var counted = all.Where(i => !minutes.IsInWorks(minutes.At[i])).ToList();
            figures[("shop is up", month)] = Rational.Of(counted.Count(i => !minutes.ShopIsDown[i]), counted.Count);
            figures[("search is up", month)] = Rational.Of(counted.Count(i => !minutes.SearchIsDown[i]), counted.Count);
            figures[("found fast", month)] = Rational.Of(all.Count(i => minutes.Search[i] <= 500_000), all.Count);
            figures[("answered", month)] = Rational.Of(all.Sum(i => (long)minutes.Good[i]), all.Sum(i => (long)minutes.Total[i]));
            // Ticks of 100 ns.
            figures[("page is fast", month)] = counted.Select(i => minutes.Page[i]).Order().ElementAt(((counted.Count * 95) + 99) / 100 - 1) * 10;
            figures[("load is low", month)] = Rational.Of(all.Sum(i => (long)minutes.Load[i]), all.Count * 10L);
        }
        return figures;
    }
}
