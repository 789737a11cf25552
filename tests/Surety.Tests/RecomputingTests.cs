using NodaTime;
using Shouldly;
using Xunit;

namespace Surety.Tests;

public sealed class RecomputingTests
{
    static readonly Reason Two = Given(new Figure.Number(2));
    static readonly Reason Three = Given(new Figure.Number(3));

    [Fact]
    public void Every_way_of_following_is_worked_out_again()
    {
        (Follows How, Rational Value)[] rules =
        [
            (Follows.Sum, 5), (Follows.Difference, -1), (Follows.Product, 6), (Follows.Quotient, Rational.Of(2, 3)), (Follows.Least, 2), (Follows.Greatest, 3),
        ];
        foreach (var (how, value) in rules)
        {
            new Reason("x", new Figure.Number(value), how, [Two, Three]).AddsUp().ShouldBeTrue($"{how}");
            new Reason("x", new Figure.Number(value + Rational.Of(1, 1_000_000_000)), how, [Two, Three]).AddsUp().ShouldBeFalse($"{how}");
        }
    }

    [Fact]
    public void A_remainder_deep_down_is_found_by_its_sentence()
    {
        var wrong = new Reason("wrong", new Figure.Number(7), Follows.Sum, [Two, Three]);
        var top = new Reason("top", new Figure.Number(9), Follows.Sum, [Two, wrong]);

        top.Follows().ShouldBeTrue();
        top.AddsUp().ShouldBeFalse();
        top.Failing().Select(r => r.Sentence).ShouldBe(["wrong"]);
    }

    [Fact]
    public void Words_among_the_parts_of_a_sum_do_not_add_up() =>
        new Reason("x", new Figure.Number(2), Follows.Sum, [Two, Given(new Figure.Words("about three"))]).AddsUp().ShouldBeFalse();

    [Fact]
    public void Division_by_nothing_does_not_add_up() =>
        new Reason("x", new Figure.Number(0), Follows.Quotient, [Two, Given(new Figure.Number(0))]).AddsUp().ShouldBeFalse();

    [Fact]
    public void An_instant_and_a_time_give_an_instant()
    {
        var start = Instant.FromUtc(2026, 10, 1, 8, 0);

        new Reason("due", new Figure.At(start + Duration.FromHours(4)), Follows.Sum, [Given(new Figure.At(start)), Given(new Figure.Time(4 * NodaConstants.TicksPerHour))]).AddsUp().ShouldBeTrue();
    }

    [Fact]
    public void The_default_list_of_parts_is_empty_and_a_sum_of_nothing_is_zero() => new Reason("x", new Figure.Count(0), Follows.Sum).AddsUp().ShouldBeTrue();

    static Reason Given(Figure value) => new("given", value, Follows.Given);
}
