using NodaTime;
using Shouldly;
using Surety.Metrics;
using Surety.Tests.Facts;
using Xunit;

namespace Surety.Tests.Metrics;

public sealed class SurveyMeasureTests
{
    static readonly Interval October = new(Fact.At("2026-10-01T00:00:00Z"), Fact.At("2026-11-01T00:00:00Z"));

    static Measurement Measure(SurveyScore score, (decimal, decimal) scale, int needs, params decimal[] answers) =>
        Measure(score, scale, needs, Fact.At("2027-01-01T00:00:00Z"), [.. answers.Select((a, i) => $"{{'type':'answer','id':'{i}','at':'2026-10-05T10:00:00Z','score':{a}}}")]);

    static Measurement Measure(SurveyScore score, (decimal, decimal) scale, int needs, Instant asOf, params string[] facts)
    {
        var metric = new Metric.Survey { Name = "satisfaction", Clause = default, Reads = new(null, null, null, []), Scale = scale, Counts = score, Needs = needs };
        var measured = SurveyMeasure.In(metric, Fact.Set(facts), ScopeSelection.Everything, October, asOf);
        measured.Why.AddsUp().ShouldBeTrue();
        measured.Why.Value.Exact.ShouldBe(measured.Attained?.Exact);
        return measured;
    }

    [Fact]
    public void A_mean_is_exact() => Measure(new SurveyScore.Mean(), (1, 5), 1, 5, 4, 4).Attained.ShouldBe(new Figure.Number(Rational.Of(13, 3)));

    [Fact]
    public void A_share_counts_the_named_answers() => Measure(new SurveyScore.ShareOf([4, 5]), (1, 5), 1, 5, 4, 3, 1).Attained.ShouldBe(new Figure.Share(Rational.Of(1, 2)));

    [Fact]
    public void A_share_in_a_range_takes_its_ends_as_written()
    {
        Measure(new SurveyScore.ShareIn(new(new(9, true), null, Unit.Number, "at least 9")), (0, 10), 1, 10, 9, 8).Attained.ShouldBe(new Figure.Share(Rational.Of(2, 3)));
        Measure(new SurveyScore.ShareIn(new(new(9, false), null, Unit.Number, "above 9")), (0, 10), 1, 10, 9, 8).Attained.ShouldBe(new Figure.Share(Rational.Of(1, 3)));
    }

    [Fact]
    public void The_net_promoter_score_is_promoters_less_detractors_of_a_hundred_answers()
    {
        // Two of 9 and 10, three of 0 to 6, two between: (2 - 3) / 7 of 100.
        Measure(new SurveyScore.NetPromoter(), (0, 10), 1, 10, 9, 8, 7, 6, 3, 0).Attained.ShouldBe(new Figure.Number(Rational.Of(-100, 7)));
        Measure(new SurveyScore.NetPromoter(), (0, 10), 1, 8, 7).Attained.ShouldBe(new Figure.Number(0));
    }

    [Fact]
    public void Answers_off_the_scale_are_left_out_and_said()
    {
        var measured = Measure(new SurveyScore.Mean(), (1, 5), 1, 5, 6, 0, 1);

        measured.Attained.ShouldBe(new Figure.Number(3));
        measured.Events.ShouldBe(2);
        measured.Notes.ShouldHaveSingleItem().ShouldStartWith("2 answers lie off the scale 1 to 5");
        Measure(new SurveyScore.Mean(), (1, 5), 1, 6).Attained.ShouldBeNull();
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void Fewer_answers_than_needed_are_not_enough(int needs, bool isEnough) => Measure(new SurveyScore.Mean(), (1, 5), needs, 5, 4, 3, 9).IsEnough.ShouldBe(isEnough);

    [Fact]
    public void An_answer_belongs_to_the_window_in_which_its_instant_lies()
    {
        string[] facts =
        [
            "{'type':'answer','id':'a','at':'2026-09-30T23:59:59Z','score':1}", "{'type':'answer','id':'b','at':'2026-10-01T00:00:00Z','score':5}",
            "{'type':'answer','id':'c','at':'2026-10-31T23:59:59Z','score':4}", "{'type':'answer','id':'d','at':'2026-11-01T00:00:00Z','score':1}",
        ];

        Measure(new SurveyScore.Mean(), (1, 5), 1, Fact.At("2027-01-01T00:00:00Z"), facts).Attained.ShouldBe(new Figure.Number(Rational.Of(9, 2)));
        Measure(new SurveyScore.Mean(), (1, 5), 1, Fact.At("2026-10-10T00:00:00Z"), facts).Attained.ShouldBe(new Figure.Number(5));
    }

    [Fact]
    public void Answers_of_airport_guests_give_the_published_scores()
    {
        Assert.SkipWhen(Source.Shared is null, "The shared data is not beside this clone.");
        var rows = File.ReadAllLines(Path.Combine(Source.Shared, "data", "sfo_2017_scores.csv")).Select(l => l.Split(',')).ToList();
        Measurement Of(string column, SurveyScore score, (decimal, decimal) scale)
        {
            var index = Array.IndexOf(rows[0], column);
            var facts = rows.Skip(1).Where(r => int.TryParse(r[index], out _)).Select(r => $"{{'type':'answer','id':'{r[0]}','at':'2026-10-05T10:00:00Z','score':{r[index]}}}");
            return Measure(score, scale, 1, Fact.At("2027-01-01T00:00:00Z"), [.. facts]);
        }

        rows.Count.ShouldBe(1 + 2_831);
        Of("NETPRO", new SurveyScore.NetPromoter(), (0, 10)).Attained.ShouldBe(new Figure.Number(Rational.Of(100 * (1_436 - 342), 1_436 + 968 + 342)));
        Of("NETPRO", new SurveyScore.NetPromoter(), (0, 10)).Attained!.Exact!.Value.Round(2, Rounding.HalfUp).ShouldBe(39.84m);
        Of("Q7ALL", new SurveyScore.Mean(), (1, 5)).Attained!.Exact!.Value.Round(4, Rounding.HalfUp).ShouldBe(4.0644m);
        Of("Q7ALL", new SurveyScore.ShareOf([4, 5]), (1, 5)).Attained!.Exact!.Value.Round(4, Rounding.HalfUp).ShouldBe(0.8207m);
    }
}
