using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Surety.Facts;
using Xunit;

namespace Surety.Tests.Facts;

/// <summary>Columns hold what a list would hold.</summary>
public sealed class ColumnsTests
{
    [Fact]
    public void Every_number_comes_back_however_the_steps_run() => Prop.ForAll(Rising().ToArbitrary(), numbers =>
    {
        var steps = Steps.Of(numbers);

        steps.ShouldBe(numbers);
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_first_row_of_an_instant_is_the_one_that_a_list_would_give() => Prop.ForAll(Rising().ToArbitrary(), Gen.Choose(-5, 5000).ToArbitrary(), (numbers, wanted) =>
    {
        var found = Steps.Of(numbers).First(wanted);

        return found == numbers.TakeWhile(n => n < wanted).Count();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_first_rows_of_a_column_are_a_column() => Prop.ForAll(Rising().ToArbitrary(), Gen.Choose(0, 120).ToArbitrary(), (numbers, count) =>
    {
        Steps.Of(numbers).Take(count).ShouldBe(numbers.Take(count));
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_probe_that_never_missed_its_turn_holds_one_stretch_and_no_instant()
    {
        var steps = Steps.Of([.. Enumerable.Range(0, 86_400).Select(i => 1_000 + (i * 300_000_000L))]);

        steps.Bytes.Length.ShouldBe(24);
        steps[86_399].ShouldBe(1_000 + (86_399 * 300_000_000L));
    }

    [Fact]
    public void Numbers_that_do_not_rise_come_back_as_well()
    {
        long[] numbers = [.. Enumerable.Range(0, 100).Select(i => (i * 7919L) % 100)];

        Steps.Of(numbers).ShouldBe(numbers);
    }

    [Theory]
    [InlineData(1, "1", "-128", "127", "0")]
    [InlineData(1, "1.2", "0.45", "1", "-1.28")]
    [InlineData(2, "1.2", "3.45")]
    [InlineData(2, "12.8", "0.01")]
    [InlineData(4, "123.456", "0.001", "2147483.647", "-2147483.648")]
    [InlineData(8, "2147483648", "9223372036854775807", "-9223372036854775807")]
    [InlineData(8, "100000", "0.000000000001")]
    [InlineData(16, "9223372036854775808", "1")]
    [InlineData(16, "1", "0.0000000000000000001")]
    [InlineData(16, "1000000000000000", "0.000000000000000001", "0.5")]
    [InlineData(16, "0.000000000000000001", "1000000000000000", "-0.5")]
    [InlineData(16, "79228162514264337593543950335", "-79228162514264337593543950335")]
    public void A_column_is_as_wide_as_its_widest_number(int width, params string[] texts)
    {
        decimal[] numbers = [.. texts.Select(t => decimal.Parse(t, System.Globalization.CultureInfo.InvariantCulture))];

        var column = Numbers.Of(numbers);

        column.ShouldBe(numbers);
        column.Width.ShouldBe(width);
        Numbers.Of([.. numbers.Reverse()]).ShouldBe(numbers.Reverse());
    }

    [Fact]
    public void Every_decimal_comes_back() => Prop.ForAll(Decimals().ToArbitrary(), numbers =>
    {
        Numbers.Of(numbers).ShouldBe(numbers);
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Places_come_back()
    {
        Origin[] places = [new(0, 1), new(0, 2), new(0, 3), new(1, 7), new(1, 1), new(3, int.MaxValue)];

        Origins.Of(places).ShouldBe(places);
    }

    /// <summary>Rising numbers: mostly one step, with gaps, or wild.</summary>
    static Gen<long[]> Rising() =>
        from wild in Gen.Elements(0, 1, 5, 100)
        from start in Gen.Choose(0, 1000)
        from steps in Gen.Choose(0, 99).SelectMany(n => (wild == 0 || n >= wild ? Gen.Constant(30) : Gen.Choose(1, 60))).ListOf()
        select RunningSums(start, steps).ToArray();

    static IEnumerable<long> RunningSums(long at, IEnumerable<int> steps)
    {
        yield return at;
        foreach (var step in steps) yield return at += step;
    }

    static Gen<decimal[]> Decimals() =>
        from digits in Gen.Elements(0, 3, 12, 28)
        from numbers in (from whole in ArbMap.Default.GeneratorFor<long>() from scale in Gen.Choose(0, digits) select new decimal(unchecked((int)whole), unchecked((int)(whole >> 32)), 0, whole < 0, (byte)scale)).ListOf()
        select numbers.ToArray();
}
