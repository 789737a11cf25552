using System.Runtime.Intrinsics.X86;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Surety.Facts;
using Surety.Metrics;
using Xunit;

namespace Surety.Tests.Metrics;

/// <summary>The number at a place is the one that sorting would put there.</summary>
public sealed class PercentilesTests
{
    static Gen<decimal[]> Columns() =>
        from count in Gen.Elements(1, 31, 700, 5_000, 20_000)
        from seed in Gen.Choose(1, 1_000_000)
        from shape in Gen.Choose(0, 5)
        from factor in Gen.Elements(1m, 1000m, 100_000_000m, 1_000_000_000_000m)
        select Enumerable.Range(0, count).Select(i => factor * Shaped(shape, unchecked((uint)((i + seed) * 2_654_435_761)) >> 8, i, count)).ToArray();

    static int Shaped(int shape, uint random, int i, int count) => shape switch
    {
        0 => (int)(random % 250) - 120,
        1 => random % 100 == 0 ? 120 : 3,
        2 => i * 120 / count,
        3 => -i * 120 / count,
        4 => 7,
        // What a sample at equal distances never sees.
        _ => i % (1 + (count / 256)) == 0 ? 100 : -100,
    };

    [Fact]
    public void Any_place_of_any_column_is_found() => Prop.ForAll(Columns().ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(), (numbers, part) =>
    {
        var place = 1 + (int)((numbers.Length - 1L) * part / 10_000);

        Percentiles.At([new(Numbers.Of(numbers), 0, numbers.Length)], place).ShouldBe(numbers.Order().ElementAt(place - 1));
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Several_places_are_found_in_one_pass() => Prop.ForAll(Columns().ToArbitrary(), Gen.Choose(0, 10_000).NonEmptyListOf().ToArbitrary(), (numbers, parts) =>
    {
        var places = parts.Select(part => 1 + ((numbers.Length - 1L) * part / 10_000)).ToList();
        var sorted = numbers.Order().ToArray();

        Percentiles.At([new(Numbers.Of(numbers), 0, numbers.Length)], places).ShouldBe(places.Select(place => sorted[place - 1]));
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Rows_of_several_columns_are_looked_at_together() => Prop.ForAll(Columns().ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(), (numbers, part) =>
    {
        var column = Numbers.Of(numbers);
        NumberRows[] rows = [new(column, 0, numbers.Length / 3), new(column, numbers.Length / 2, numbers.Length)];
        decimal[] counted = [.. numbers[..(numbers.Length / 3)], .. numbers[(numbers.Length / 2)..]];
        var place = 1 + (int)((counted.Length - 1L) * part / 10_000);

        Percentiles.At(rows, place).ShouldBe(counted.Order().ElementAt(place - 1));
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Places_among_some_rows_and_among_more_are_found_in_one_pass() => Prop.ForAll(
        (from numbers in Columns() from part in Gen.Choose(0, 100) from factor in Gen.Elements(1, 1, -7, 1000) select (numbers, part, factor)).ToArbitrary(), Gen.Choose(0, 10_000).NonEmptyListOf().ToArbitrary(), (drawn, parts) =>
        {
            // What is more may be of another size than the rest.
            var first = 1 + ((drawn.numbers.Length - 1) * drawn.part / 100);
            decimal[] numbers = [.. drawn.numbers[..first], .. drawn.numbers[first..].Select(n => n * drawn.factor)];
            var column = Numbers.Of(numbers);
            var (some, all) = (numbers[..first].Order().ToArray(), numbers.Order().ToArray());
            var (places, placesOfAll) = (parts.Select(part => 1 + ((first - 1L) * part / 10_000)).ToList(), parts.Select(part => 1 + ((all.Length - 1L) * part / 10_000)).ToList());

            Percentiles.At([new(column, 0, first)], places, [new(column, first, all.Length)], placesOfAll).ShouldBe([.. places.Select(place => some[place - 1]), .. placesOfAll.Select(place => all[place - 1])]);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    /// <summary>Whichever way this machine takes: all of them are run that it can.</summary>
    [Fact]
    public void Every_way_of_keeping_numbers_keeps_the_same() => Prop.ForAll(
        (from count in Gen.Choose(0, 300) from numbers in Gen.Choose(-50, 50).ListOf(count) select numbers.ToArray()).ToArbitrary(), Gen.Choose(-60, 60).ToArbitrary(), Gen.Choose(0, 60).ToArbitrary(), (numbers, low, width) =>
        {
            int[] expected = [numbers.Count(n => n < low), .. numbers.Where(n => n >= low && n <= low + width)];
            int[] Kept(Keeping way, int[]? inside = null)
            {
                var (kept, count) = (inside ?? new int[numbers.Length + BetweenBounds.Slack], 0);
                var below = way(inside is null ? numbers : inside.AsSpan(0, numbers.Length), low, low + width, kept, ref count);
                return [below, .. kept[..count]];
            }

            Keeping[] ways = [BetweenBounds.Keep, BetweenBounds.Picked, OneByOne, .. Avx2.IsSupported ? (Keeping[])[BetweenBounds.Shuffled] : [], .. Avx512F.IsSupported ? (Keeping[])[BetweenBounds.Compressed] : []];
            foreach (var way in ways)
            {
                Kept(way).ShouldBe(expected);
                Kept(way, [.. numbers, .. new int[BetweenBounds.Slack]]).ShouldBe(expected);
            }
            return true;
        }).QuickCheckThrowOnFailure();

    delegate int Keeping(ReadOnlySpan<int> column, int low, int high, int[] kept, ref int count);

    static int OneByOne(ReadOnlySpan<int> column, int low, int high, int[] kept, ref int count) => BetweenBounds.OneByOne(column, 0, low, high, kept, ref count);

    [Fact]
    public void Columns_of_other_widths_or_digits_are_not_alike()
    {
        Percentiles.AreAlike([]).ShouldBeFalse();
        Percentiles.AreAlike([new(Numbers.Of([1m]), 0, 1), new(Numbers.Of([1000m]), 0, 1)]).ShouldBeFalse();
        Percentiles.AreAlike([new(Numbers.Of([1m]), 0, 1), new(Numbers.Of([0.1m]), 0, 1)]).ShouldBeFalse();
        Percentiles.AreAlike([new(Numbers.Of([79228162514264337593543950335m]), 0, 1)]).ShouldBeFalse();
        Percentiles.AreAlike([new(Numbers.Of([1m]), 0, 1), new(Numbers.Of([-5m]), 0, 1)]).ShouldBeTrue();
    }
}
