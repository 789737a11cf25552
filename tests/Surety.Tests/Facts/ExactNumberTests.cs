using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Surety.Facts;
using Xunit;

namespace Surety.Tests.Facts;

public sealed class ExactNumberTests
{
    [Theory]
    [InlineData("99.95", "99.95")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("+7", "7")]
    [InlineData("1e-5", "0.00001")]
    [InlineData("1.5E3", "1500")]
    [InlineData("1.50e+03", "1500")]
    [InlineData("-12.34e1", "-123.4")]
    [InlineData("5.", "5")]
    [InlineData(".5", "0.5")]
    [InlineData("00012", "12")]
    [InlineData("1000.0", "1000")]
    [InlineData("0e400", "0")]
    [InlineData("-0", "0")]
    [InlineData("0.30000000000000004", "0.30000000000000004")]
    [InlineData("123456789012345.1234567890123", "123456789012345.1234567890123")]
    [InlineData("1e-28", "0.0000000000000000000000000001")]
    [InlineData("999999999999999", "999999999999999")]
    [InlineData("1e14", "100000000000000")]
    [InlineData("0.0000000000000000000000000000000000000001e40", "1")]
    public void A_number_is_taken_digit_by_digit(string text, string value) =>
        ExactNumber.Read(text).ShouldBe((decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), null));

    [Theory]
    [InlineData("1e400", "has more than 15 digits before the point.")]
    [InlineData("1e99999999999999999999", "has more than 15 digits before the point.")]
    [InlineData("1e15", "has more than 15 digits before the point.")]
    [InlineData("1000000000000000", "has more than 15 digits before the point.")]
    [InlineData("1e-29", "has more digits than can be held exactly.")]
    [InlineData("1e-400", "has more digits than can be held exactly.")]
    [InlineData("0.12345678901234567890123456789", "has more digits than can be held exactly.")]
    [InlineData("", "is no number.")]
    [InlineData("-", "is no number.")]
    [InlineData(".", "is no number.")]
    [InlineData("1,5", "is no number.")]
    [InlineData("1 000", "is no number.")]
    [InlineData(" 1", "is no number.")]
    [InlineData("1e", "is no number.")]
    [InlineData("1e+", "is no number.")]
    [InlineData("1e1.5", "is no number.")]
    [InlineData("e5", "is no number.")]
    [InlineData("--1", "is no number.")]
    [InlineData("0x10", "is no number.")]
    [InlineData("NaN", "is no number.")]
    [InlineData("Infinity", "is no number.")]
    [InlineData("١", "is no number.")]
    public void What_cannot_be_held_exactly_is_no_number(string text, string wrong) => ExactNumber.Read(text).ShouldBe((0, wrong));

    [Fact]
    public void However_the_point_is_moved_by_an_exponent_the_number_is_the_same() =>
        Prop.ForAll(
            Arb.From(from digits in Gen.Choose(1, 999_999_999) from decimals in Gen.Choose(0, 9) from moved in Gen.Choose(-6, 6) select (digits, decimals, moved)),
            c =>
            {
                var number = new decimal(c.digits, 0, 0, false, (byte)c.decimals);
                var movedText = decimal.Parse($"{c.digits}e{-c.decimals - c.moved}", System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture);
                return ExactNumber.Read($"{movedText}e{c.moved}") == (number, null) && ExactNumber.Read($"-{number}") == (-number, null);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_count_may_be_written_as_another_program_writes_a_whole_number()
    {
        var counts = Fact.Set("{'type':'count','from':'2026-10-01T08:00:00Z','until':'2026-10-01T08:05:00Z','good':9.98e2,'total':'1000.0'}").Counts.Single();

        (counts.Good[0], counts.Total[0]).ShouldBe((998, 1_000));
    }

    [Fact]
    public void A_count_with_a_part_of_an_event_is_refused_where_it_stands() =>
        Fact.Read("{'type':'count','from':'2026-10-01T08:00:00Z','until':'2026-10-01T08:05:00Z','good':1.5,'total':1e400}").Problems
            .Select(p => $"{p.At.Line}:{p.At.Column} {p.Code}").ShouldBe(["1:85 fact.count", "1:97 fact.count"]);
}
